"""Gate files: YAML text to the rules of release; an error names file, line and the nearest valid key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import get_args

from rapidfuzz import fuzz, process

from toolkit.bundle import bundled_names, read_bundled
from toolkit.checks.gateproof import prove_question
from toolkit.mapping.spec import Question
from toolkit.model.gate import Conditions, Gate, GateQuestion
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.model.release import Verdict
from toolkit.vocabularies.yamlfile import Node, YamlFile

STANDARD = "standard"
"""The name of the rules that hold where a mapping names none."""

LICENCE = "open_licence"
"""The one question that nobody answers: it is worked out from the licences."""

FORMAT = "bestand-gate/1"
_FOLDER = "mappings/gates"
_PLAIN = ("yes", "no", "restricted", "unknown")
ANSWERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*get_args(Question), LICENCE), _PLAIN),
    "publish": ("public", "staff", "nobody", *_PLAIN),
    LICENCE: ("yes", "no", "unknown"),
}
"""Every question of a gate with the answers that it can have."""

_KEYS = ("ask", "law", "answers", "empty", "unasked", "only_if", "needed_if", "unless", "decides")


def list_gates() -> tuple[str, ...]:
    """Name the rules that ship with Bestand.

    >>> list_gates()
    ('standard', 'strict')
    """
    return tuple(name.removesuffix(".yaml") for name in bundled_names(_FOLDER, ".yaml"))


@cache
def load_bundled_gate(name: str = STANDARD) -> Gate:
    """Load rules that ship with Bestand, once. Raises Problem for a name that is none of theirs.

    >>> load_bundled_gate().questions["personal_data"].empty.value
    'blocked'
    """
    return parse_gate(read_bundled(_FOLDER, f"{name}.yaml"), f"{_FOLDER}/{name}.yaml")


def parse_gate(text: str, file: str) -> Gate:
    """Read a gate file's text; ``file`` is its name for messages.

    Raises Problem with file and line for unknown, missing and repeated keys, for questions and answers that do not
    exist, and for rules that contradict each other or that would release what nobody has answered.
    """
    return _GateFile(YamlFile(file)).parse(text)


@dataclass(frozen=True, slots=True)
class _GateFile:
    """One gate file while it is read; ``spots`` remembers where each question's keys stand."""

    yaml: YamlFile
    spots: dict[tuple[str, str], Node] = field(default_factory=dict)

    def parse(self, text: str) -> Gate:
        """Read the whole file."""
        if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
            what = say("{file}: the file is empty", file=self.yaml.name)
            raise Problem(what, say("Write the rules of release into it; docs/release.md shows whole ones."))
        root = self.yaml.parse(text)
        head = self.yaml.mapping(root, ("format", "name", "title", "questions"), ("extends",))
        self._choose(head["format"], (FORMAT,))
        base = self._read_base(head["extends"]) if "extends" in head else {}
        required, optional = ((), ANSWERS) if base else (ANSWERS, ())
        nodes = self.yaml.mapping(head["questions"], tuple(required), tuple(optional))
        questions = {**base, **{name: self._read_question(name, node, base.get(name)) for name, node in nodes.items()}}
        self._prove(questions, nodes)
        return Gate(self.yaml.text(head["name"]), self._read_languages(head["title"]), questions)

    def _read_base(self, node: Node) -> Mapping[str, GateQuestion]:
        """Take over the questions of the rules that this file changes."""
        return load_bundled_gate(self._choose(node, list_gates())).questions

    def _read_question(self, name: str, node: Node, base: GateQuestion | None) -> GateQuestion:
        """Read one question, upon what the base says of it."""
        keys = self.yaml.mapping(node, () if base else ("ask",), _KEYS)
        self.spots.update({(name, key): value for key, value in keys.items()})
        self.spots[name, ""] = node
        built = base or GateQuestion(name, self._read_languages(keys["ask"]))
        if not base and ("decides" not in keys or self.yaml.flag(keys["decides"])):
            silence = ("unasked",) if name == LICENCE else ("empty", "unasked")
            self.yaml.mapping(node, ("ask", "answers", *silence), _KEYS)
        for key, value in keys.items():
            built = self._read_key(built, key, value)
        return built

    def _read_key(self, built: GateQuestion, key: str, node: Node) -> GateQuestion:
        """Read one key of a question."""
        match key:
            case "ask":
                return replace(built, ask=self._read_languages(node))
            case "law":
                return replace(built, law=self.yaml.text(node))
            case "answers":
                return replace(built, answers={**built.answers, **self._read_answers(built, node)})
            case "empty":
                return replace(built, empty=self._read_verdict(node))
            case "unasked":
                return replace(built, unasked=self._read_verdict(node))
            case "only_if":
                return replace(built, only_if=self._read_conditions(built.name, node))
            case "needed_if":
                return replace(built, needed_if=self._read_conditions(built.name, node))
            case "unless":
                return replace(built, unless=self._read_conditions(built.name, node))
            case _:
                return replace(built, decides=self.yaml.flag(node))

    def _read_answers(self, built: GateQuestion, node: Node) -> dict[str, Verdict]:
        """Read what each answer leads to; without a base, every answer must be there."""
        known = ANSWERS[built.name]
        required, optional = ((), known) if built.answers else (known, ())
        return {answer: self._read_verdict(at) for answer, at in self.yaml.mapping(node, required, optional).items()}

    def _read_verdict(self, node: Node) -> Verdict:
        """Read what something leads to."""
        return Verdict(self._choose(node, tuple(Verdict)))

    def _read_conditions(self, name: str, node: Node) -> Conditions:
        """Read questions with the answers that they must have had."""
        asked = tuple(one for one in ANSWERS if one not in {name, LICENCE})
        found: dict[str, tuple[str, ...]] = {}
        for question, answers in self.yaml.mapping(node, (), asked).items():
            items = self.yaml.items(answers)
            if not items:
                what = say("no answer is named here")
                raise self.yaml.fault(answers, what, say("Name at least one answer, such as [yes]."))
            found[question] = tuple(self._choose(item, ANSWERS[question]) for item in items)
        return found

    def _read_languages(self, node: Node) -> Mapping[str, str]:
        """Read a text in both languages."""
        return {language: self.yaml.text(text) for language, text in self.yaml.mapping(node, ("de", "en")).items()}

    def _choose(self, node: Node, known: Collection[str]) -> str:
        """Read one of some words."""
        word = self.yaml.text(node)
        if word not in known:
            what = say("“{word}” is not possible here", word=word)
            raise self.yaml.fault(node, what, _offer(word, known))
        return word

    def _prove(self, questions: Mapping[str, GateQuestion], nodes: Mapping[str, Node]) -> None:
        """Raise Problem for the first rule that cannot be."""
        for name, question in questions.items():
            objection = prove_question(question, questions)
            if objection:
                at = self.spots.get((name, objection.key)) or nodes.get(name) or self._any_spot()
                raise self.yaml.fault(at, objection.what, objection.remedy)

    def _any_spot(self) -> Node:
        """Give the first place that this file speaks of at all: what it changed is what contradicts."""
        return next(iter(self.spots.values()))


def _offer(word: str, known: Iterable[str]) -> Message:
    """Name the nearest word, or all of them where none is near."""
    choices = list(known)
    best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=60)
    if best:
        return say("Did you mean “{nearest}”?", nearest=best[0])
    return say("Possible here: {choices}", choices=", ".join(choices))
