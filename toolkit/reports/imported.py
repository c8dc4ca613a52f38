"""What came of an import, as text and as data: packages, what was not understood, what looks personal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from toolkit.model.finding import Finding
from toolkit.model.message import Message, say, say_many
from toolkit.reports.findings import build_finding_data
from toolkit.reports.packages import build_packages_data

if TYPE_CHECKING:
    from toolkit.dcat.parse.catalog import Parsed, Remark
    from toolkit.dcat.parse.statements import Leftover
    from toolkit.reports.ink import Ink
    from toolkit.reports.language import Translator

_EXAMPLES = 3
_SHOWN = 100
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the packages (identifier -> folder), all that was parsed, and what looks personal.

    ``removed`` are folders of datasets that the catalogue holds no more; ``notes`` concern the catalogue as a whole.
    """

    inventory: str
    documents: Sequence[str]
    parsed: Parsed
    written: Mapping[str, str]
    removed: Sequence[str]
    personal: Sequence[Finding]
    notes: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one property that were not understood."""

    owner: str
    property: str
    all: tuple[Leftover, ...]


def group_leftovers(leftovers: Sequence[Leftover]) -> tuple[Group, ...]:
    """Put statements of one property together, the most frequent first."""
    ordered = sorted(leftovers, key=lambda one: (one.owner, one.property))
    groups = [Group(*key, tuple(some)) for key, some in groupby(ordered, key=lambda one: (one.owner, one.property))]
    return tuple(sorted(groups, key=lambda group: (-len(group.all), group.owner, group.property)))


def build_import_text(result: Imported, translator: Translator, ink: Ink) -> str:
    """Say what was imported and what was not."""
    say_it = translator.render
    blocks = [_write_head(result, translator, ink)]
    for title, lines in (
        (say("Not understood, so left out"), [_say_group(group) for group in group_leftovers(result.parsed.leftovers)]),
        (say("Remarks"), [*result.notes, *map(_say_remark, result.parsed.remarks)]),
        (say("Looks personal"), list(map(_say_personal, result.personal))),
        (say("Removed, since the catalogue holds them no more"), [say("{name}", name=one) for one in result.removed]),
    ):
        if lines:
            more = [
                say_many(
                    "… and {n} more (--json lists all)", "… and {n} more (--json lists all)", len(lines) - _MOST_LINES
                )
            ]
            shown = [*lines[:_MOST_LINES], *(more if len(lines) > _MOST_LINES else [])]
            blocks.append(
                "\n".join([ink.paint(say_it(title), "bold"), *(ink.wrap(say_it(one), "  ", "    ") for one in shown)])
            )
    return "\n\n".join(blocks)


def _write_head(result: Imported, translator: Translator, ink: Ink) -> str:
    """Count the packages and say where they are."""
    lines = [f"{identifier}  →  {folder}" for identifier, folder in result.written.items()]
    shown = [ink.wrap(line, "", "    ") for line in lines[:_MOST_LINES]]
    total = say_many("{n} data package written", "{n} data packages written", len(lines))
    return "\n".join(
        [*shown, *(["…"] if len(lines) > _MOST_LINES else []), ink.paint(translator.render(total), "bold")]
    )


def _say_group(group: Group) -> Message:
    """Name a property, how often it was met, and some of its values."""
    values = dict.fromkeys(one.value[:_SHOWN] for one in group.all)
    examples = "; ".join(list(values)[:_EXAMPLES]) + (" …" if len(values) > _EXAMPLES else "")
    owner = _OWNERS.get(group.owner) or say("{name}", name=group.owner)
    # The collector of sentences does not see the plural of a call with another one in it.
    return say_many(
        "{property} of a {owner}: {n} time, such as {examples}",
        "{property} of a {owner}: {n} times, such as {examples}",
        len(group.all),
        property=group.property,
        owner=owner,
        examples=examples,
    )


_OWNERS: Mapping[str, Message] = {
    "catalog": say("catalogue"),
    "dataset": say("dataset"),
    "distribution": say("distribution"),
    "service": say("data service"),
    "series": say("dataset series"),
    "agent": say("body"),
    "contact": say("contact point"),
    "place": say("place"),
    "period": say("period"),
}


def _say_remark(remark: Remark) -> Message:
    return say("{key}: {message}", key=remark.dataset, message=remark.message)


def _say_personal(finding: Finding) -> Message:
    return say("{key}: {message}", key=finding.place.key, message=finding.message)


def build_import_data(result: Imported, translator: Translator) -> dict[str, Any]:
    """Give an import as data, with every statement that was not understood."""
    return {
        "inventory": result.inventory,
        "sources": list(result.documents),
        "packages": build_packages_data(result.written),
        "removed": list(result.removed),
        "left_over": [_build_group(group) for group in group_leftovers(result.parsed.leftovers)],
        "remarks": list(_build_remarks(result, translator)),
        "notes": [translator.render(note) for note in result.notes],
        "personal": [build_finding_data(finding, translator) for finding in result.personal],
    }


def _build_group(group: Group) -> dict[str, Any]:
    """Give one property with its statements."""
    statements = [{"dataset": one.dataset, "value": one.value} for one in group.all]
    return {"of": group.owner, "property": group.property, "count": len(group.all), "statements": statements}


def _build_remarks(result: Imported, translator: Translator) -> Iterator[dict[str, str]]:
    for remark in result.parsed.remarks:
        message = translator.render(remark.message)
        yield {"code": remark.code, "dataset": remark.dataset, "title": remark.title, "message": message}
