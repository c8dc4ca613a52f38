"""What changed in a catalogue since the last push, as people and as machines read it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import Clash, Plan
from toolkit.reports.clash import ClashWriter
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.sync.difference import Compared, Difference


class DifferenceWriter:
    """Writes what changed for one reader."""

    def __init__(self, compared: Compared, translator: Translator) -> None:
        plan = Plan(compared.target, (), "", (), resource_titles=compared.resource_titles)
        self._writer = ClashWriter(plan, translator)
        self._translator = translator

    def name(self, one: Difference) -> Message:
        """Name the dataset."""
        return say("{key} “{title}”", key=one.identifier, title=one.title)

    def write(self, one: Difference) -> Iterator[str]:
        """Give the lines: what changed, its three values, and where it would stand or why it cannot."""
        match one.kind:
            case "deleted":
                yield self._say(say("deleted in the catalogue"))
            case "new resource":
                yield self._say(say("added in the catalogue: “{title}”", title=str(one.catalogue)))
            case "lost resource":
                yield self._say(say("taken away in the catalogue: “{title}”", title=str(one.base)))
            case _:
                yield from self._writer.write(Clash(one.field, one.base, one.sheet, one.catalogue, one.cell))
        if one.reason is not None:
            yield f"  {self._say(say('not to be taken: {reason}', reason=one.reason))}"

    def _say(self, message: Message) -> str:
        return self._translator.render(message)


def build_into_text(
    compared: Compared, taken: Collection[Difference], translator: Translator, ink: Ink, out: str = ""
) -> str:
    """Say what changed in the catalogue, dataset by dataset; of what was taken, where the copy lies."""
    writer = DifferenceWriter(compared, translator)
    chosen = {(one.identifier, one.field) for one in taken}
    lines: list[str] = []
    last = ""
    for one in compared.differences:
        if one.identifier != last:
            lines.append(ink.paint(translator.render(writer.name(one)), "bold"))
            last = one.identifier
        sign = "✓" if (one.identifier, one.field) in chosen else " " if one.can_be_taken else "–"
        first, *rest = writer.write(one)
        lines += [f"  {sign} {first}", *(f"    {line}" for line in rest)]
    lines += [translator.render(message) for message in _sum_up(compared, len(taken), out)]
    return "\n".join(lines)


def _sum_up(compared: Compared, taken: int, out: str) -> Iterator[Message]:
    """Give the last lines."""
    n = len(compared.differences)
    if n:
        yield say_many(
            "{n} change in the catalogue since the last push that the workbook does not say",
            "{n} changes in the catalogue since the last push that the workbook does not say",
            n,
        )
    else:
        yield say("nothing changed in the catalogue since the last push that the workbook does not say")
    if compared.faulty:
        yield say_many(
            "{n} row was not compared because of an error in it (bestand check)",
            "{n} rows were not compared because of errors in them (bestand check)",
            compared.faulty,
        )
    if taken:
        yield say_many("{n} change written into {file}", "{n} changes written into {file}", taken, file=out)
    elif any(one.can_be_taken for one in compared.differences):
        yield say("take them over with: --take all -o COPY.xlsx (or --take KEY:FIELD, as often as you like)")


def build_into_data(compared: Compared, taken: Collection[Difference], out: str = "") -> dict[str, Any]:
    """Give the same as data."""
    chosen = {(one.identifier, one.field) for one in taken}
    return {
        "target": compared.target,
        "compared": compared.compared,
        "faulty": compared.faulty,
        "copy": out if taken else None,
        "changes": [
            {
                "identifier": one.identifier,
                "kind": one.kind,
                "field": one.field,
                "path": one.path or None,
                "distribution": one.part or None,
                "cell": str(one.cell) if one.cell else None,
                "pushed": one.base,
                "sheet": one.sheet,
                "catalogue": one.catalogue,
                "reason": str(one.reason) if one.reason else None,
                "taken": (one.identifier, one.field) in chosen,
            }
            for one in compared.differences
        ],
    }
