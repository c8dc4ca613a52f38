"""Conflicts as a file that somebody fills in (YAML), and the decisions that it brings back.

    format: bestand-decisions/1
    decisions:
      "gruenes-amt:GA-001":
        "notes": sheet
    seen:
      "gruenes-amt:GA-001": 5c1f0f6a2b3d

``seen`` stands for the values that the file showed; where they changed since, its decisions no longer hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import Clash, Conflict, Plan, Side
from toolkit.reports.clash import ClashWriter
from toolkit.reports.language import Translator

if TYPE_CHECKING:
    from toolkit.vocabularies.yamlfile import Node, YamlFile

FORMAT = "bestand-decisions/1"


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """What a file decides: (identifier, field) -> side; and what its author had before their eyes, by identifier."""

    decisions: Mapping[tuple[str, str], Side]
    seen: Mapping[str, str] = field(default_factory=dict)


def sum_up(clashes: tuple[Clash, ...]) -> str:
    """Stand for all values of some clashes: 12 hexadecimal digits.

    >>> one = Clash("notes", "a", "b", "c")
    >>> sum_up((one,)) == sum_up((Clash("notes", "a", "b", "d"),))
    False
    """
    values = [[clash.field, clash.base, clash.sheet, clash.catalogue] for clash in clashes]
    return hashlib.sha256(json.dumps(values).encode("utf-8")).hexdigest()[:12]


def build_decision_file(plan: Plan, translator: Translator) -> str:
    """Write all conflicts of a plan, each with its three values as comments and an empty place for the answer."""
    conflicts = [change for change in plan.changes if isinstance(change, Conflict)]
    lines = [*_head(plan, conflicts, translator), f"format: {FORMAT}"]
    if not conflicts:
        return "\n".join([*lines, "decisions: {}"]) + "\n"
    lines.append("decisions:")
    for conflict in conflicts:
        lines += _write_conflict(conflict, ClashWriter(plan, translator), translator)
    lines += ["", *_comment(translator.render(say("Leave the rest as it is."))), "seen:"]
    lines += [f"  {_key(conflict.identifier)}: {_key(sum_up(conflict.clashes))}" for conflict in conflicts]
    return "\n".join(lines) + "\n"


def parse_decision_file(text: str, source: str) -> DecisionFile:
    """Read decisions back, from YAML or JSON; an empty place decides nothing.

    Raises Problem with file and line for everything that is not understood.
    """
    from toolkit.vocabularies.yamlfile import YamlFile  # noqa: PLC0415 (start-up)

    yaml = YamlFile(source)
    head = yaml.mapping(yaml.parse(text), ("format", "decisions"), ("seen",))
    if yaml.text(head["format"]) != FORMAT:
        what = say("this is no file of decisions that this version knows")
        raise yaml.fault(head["format"], what, say("write: format: {format}", format=FORMAT))
    seen = yaml.entries(head["seen"]) if "seen" in head else {}
    return DecisionFile(
        _parse_decisions(yaml, head["decisions"]), {key: yaml.text(node) for key, (_, node) in seen.items()}
    )


def _parse_decisions(yaml: YamlFile, node: Node) -> dict[tuple[str, str], Side]:
    """Read the answers, dataset by dataset."""
    found: dict[tuple[str, str], Side] = {}
    for identifier, (_, fields) in yaml.entries(node).items():
        for name, (_, answer) in yaml.entries(fields).items():
            if side := _parse_side(yaml, answer):
                found[identifier, name] = side
    return found


def _parse_side(yaml: YamlFile, node: Node) -> Side | None:
    """Read one answer; None where the place is empty."""
    from toolkit.vocabularies.yamlfile import ScalarNode  # noqa: PLC0415 (start-up)

    if isinstance(node, ScalarNode) and node.value in {"", "null", "~"}:
        return None
    wanted = yaml.text(node)
    side: Side | None = next((known for known in get_args(Side) if known == wanted.strip()), None)
    if side is None:
        what = say("“{answer}” is no side of a conflict", answer=wanted)
        raise yaml.fault(node, what, say("write sheet or catalogue, or leave the place empty"))
    return side


def _head(plan: Plan, conflicts: list[Conflict], translator: Translator) -> list[str]:
    """Say what the file is and how it is filled in."""
    n = sum(len(conflict.clashes) for conflict in conflicts)
    counted = say_many(
        "{n} field changed in the sheet and in {target} since the last push.",
        "{n} fields changed in the sheet and in {target} since the last push.",
        n,
        target=plan.target,
    )
    messages: tuple[Message, ...] = (
        counted,
        say("Write “sheet” or “catalogue” behind each field. What stays empty is asked again next time."),
        say("Then: bestand push WORKBOOK... --decide FILE"),
    )
    return [line for message in messages for line in _comment(translator.render(message))]


def _write_conflict(conflict: Conflict, writer: ClashWriter, translator: Translator) -> Iterator[str]:
    """Write one dataset."""
    yield ""
    yield from _comment(translator.render(writer.name_dataset(conflict)), "  ")
    yield f"  {_key(conflict.identifier)}:"
    for clash in conflict.clashes:
        yield from (line for text in writer.write(clash) for line in _comment(text, "    "))
        yield f"    {_key(clash.field)}:"


def _comment(text: str, indent: str = "") -> list[str]:
    """Write a comment; YAML knows more line ends and forbidden signs than people do."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return [f"{indent}# {plain}".rstrip()]


def _key(text: str) -> str:
    """Write a text as YAML in quotation marks, which JSON's are as well."""
    return json.dumps(text, ensure_ascii=False)
