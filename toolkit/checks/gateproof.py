"""What no rules of release may say, whoever writes them: that silence releases, or that personal data do not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from toolkit.model.gate import GateQuestion
from toolkit.model.message import Message, say
from toolkit.model.release import Verdict

_ALWAYS = ("publish", "personal_data", "special_categories")
"""Questions that always count."""

_HELD_BACK: Mapping[str, tuple[str, ...]] = {
    "publish": ("nobody", "no"),
    "personal_data": ("yes",),
    "special_categories": ("yes",),
}
"""Answers that are never overruled, by question."""

_LIFTS_PERSONAL_DATA = {"anonymised", "lawful"}


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a question cannot be as it is written, with the key that is to be corrected."""

    key: str
    what: Message
    remedy: Message


def prove_question(question: GateQuestion, questions: Mapping[str, GateQuestion]) -> Objection | None:
    """Give the first objection to a question, seen together with all others."""
    if not question.decides:
        return _object_to_silence(question)
    proofs: tuple[Callable[[GateQuestion], Iterator[Objection]], ...] = (
        _prove_complete,
        _prove_unknown,
        _prove_held_back,
        _prove_always,
        _prove_releasable,
    )
    objections = chain.from_iterable(proof(question) for proof in proofs)
    return next(chain(objections, _prove_exceptions(question, questions)), None)


def _object_to_silence(question: GateQuestion) -> Objection | None:
    """Refuse to let a question that always counts decide nothing."""
    if question.name not in _ALWAYS:
        return None
    what = say("the question “{name}” always counts", name=question.name)
    return Objection("decides", what, say("Take “decides: false” away."))


def _prove_complete(question: GateQuestion) -> Iterator[Objection]:
    """A question that a base leaves undecided needs its answers before it can decide."""
    if not question.answers:
        what = say("the question “{name}” decides, but nothing says what its answers lead to", name=question.name)
        yield Objection("decides", what, say("Write “answers:”, “empty:” and “unasked:” for it."))


def _prove_unknown(question: GateQuestion) -> Iterator[Objection]:
    """Unknown never means public, and a yes with conditions is no yes."""
    remedy = say("Write “weigh” or “blocked”.")
    if question.answers.get("unknown") is Verdict.RELEASED:
        yield Objection("answers", say("“unknown” cannot lead to “released”"), remedy)
    if question.answers.get("restricted") is Verdict.RELEASED:
        yield Objection("answers", say("“restricted” is a yes with conditions: somebody has to weigh them"), remedy)
    if question.empty is Verdict.RELEASED:
        yield Objection("empty", say("an empty cell answers nothing, and unknown never means public"), remedy)


def _prove_held_back(question: GateQuestion) -> Iterator[Objection]:
    """What no rules may overrule."""
    for answer in _HELD_BACK.get(question.name, ()):
        given = question.answers.get(answer)
        if given is Verdict.RELEASED or (question.name == "publish" and given is not Verdict.BLOCKED):
            what = say("“{answer}” to “{name}” cannot lead to this", answer=answer, name=question.name)
            yield Objection("answers", what, say("Write “blocked”."))


def _prove_always(question: GateQuestion) -> Iterator[Objection]:
    """What always counts has no conditions; the two chief questions must be answered."""
    if question.name not in _ALWAYS:
        return
    what = say("the question “{name}” always counts", name=question.name)
    take_away = say("Take this key away.")
    if question.only_if:
        yield Objection("only_if", what, take_away)
    if question.name != "special_categories":
        if question.needed_if:
            yield Objection("needed_if", what, take_away)
        if question.unasked is Verdict.RELEASED:
            must = say("the question “{name}” must always be answered", name=question.name)
            yield Objection("unasked", must, say("Write “weigh” or “blocked”."))
    lifting = set(question.unless)
    if lifting and not (question.name == "personal_data" and lifting <= _LIFTS_PERSONAL_DATA):
        what = say("this does not lift what the answer to “{name}” leads to", name=question.name)
        remedy = say("Take it away; only personal data can be lifted, by “anonymised” and “lawful”.")
        yield Objection("unless", what, remedy)


def _prove_releasable(question: GateQuestion) -> Iterator[Objection]:
    """Rules under which nothing can ever be released contradict themselves."""
    if question.answers and Verdict.RELEASED not in question.answers.values():
        what = say("no answer to “{name}” leads to a release: nothing could ever be released", name=question.name)
        yield Objection("answers", what, say("Let one of the answers lead to “released”."))


def _prove_exceptions(question: GateQuestion, questions: Mapping[str, GateQuestion]) -> Iterator[Objection]:
    """An exception rests on an answer that speaks for a release by itself."""
    for name, answers in question.unless.items():
        other = questions[name]
        for answer in answers:
            if not other.decides or other.answers.get(answer) is not Verdict.RELEASED:
                what = say(
                    "“{answer}” to “{name}” does not lead to a release, so it lifts nothing", answer=answer, name=name
                )
                yield Objection("unless", what, say("Name an answer that leads to “released”."))
