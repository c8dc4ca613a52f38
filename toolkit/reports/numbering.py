"""Which identifiers were given to which rows, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.model.grid import CellRef
from toolkit.model.message import Message, quote, say, say_many
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.template.numbering import Given, Numbering

_MOST = 40
_MOST_CELLS = 5


def build_numbering_text(numbering: Numbering, out: str, translator: Translator, ink: Ink) -> str:
    """Write what was given, where it stands now, and which rows got nothing."""
    first = numbering.given[:_MOST]
    lines = [ink.wrap(f"{ink.paint(one.key, 'green')}  {_place(one, translator)}", "", "    ") for one in first]
    more = len(numbering.given) - _MOST
    if more > 0:
        lines.append(translator.render(say("… and {n} more", n=more)))
    lines += [ink.wrap(translator.render(message)) for message in _list_sums(numbering, out)]
    return "\n".join(lines)


def _place(one: Given, translator: Translator) -> str:
    """Name the row."""
    named = f" {translator.render(quote(one.title))}" if one.title else ""
    return f"{one.cell.sheet} › {one.cell.address}{named}"


def _list_sums(numbering: Numbering, out: str) -> Iterator[Message]:
    """Say how many got one, who got none and why."""
    datasets = sum(1 for one in numbering.given if one.kind == "dataset")
    distributions = len(numbering.given) - datasets
    if datasets:
        yield say_many("{n} dataset got an identifier", "{n} datasets got an identifier", datasets)
    if distributions:
        yield say_many("{n} distribution got an identifier", "{n} distributions got an identifier", distributions)
    if numbering.given:
        yield say("Written: {path}. Work on with that file; the other one stays as it was.", path=out)
    elif not (numbering.untitled or numbering.unowned):
        yield say_many(
            "The row that is there has its identifier; nothing to do.",
            "All {n} rows have their identifiers; nothing to do.",
            numbering.kept,
        )
    else:
        yield say("Nothing was given, and nothing is written.")
    if numbering.untitled:
        yield say_many(
            "{n} row has no title and got none: {cells}",
            "{n} rows have no title and got none: {cells}",
            len(numbering.untitled),
            cells=_name(numbering.untitled),
        )
    if numbering.unowned:
        yield say_many(
            "{n} row names no dataset and got none: {cells}",
            "{n} rows name no dataset and got none: {cells}",
            len(numbering.unowned),
            cells=_name(numbering.unowned),
        )


def _name(cells: Iterable[CellRef]) -> str:
    """Name the first few cells."""
    named = [f"{cell.sheet} › {cell.address}" for cell in cells]
    return ", ".join([*named[:_MOST_CELLS], *(["…"] if len(named) > _MOST_CELLS else [])])


def build_numbering_data(numbering: Numbering, out: str | None) -> dict[str, Any]:
    """Give the same for programs; ``written`` is null where nothing had to be."""
    return {
        "written": out,
        "kept": numbering.kept,
        "given": [
            {
                "kind": one.kind,
                "id": one.key,
                "sheet": one.cell.sheet,
                "cell": one.cell.address,
                "title": one.title,
            }
            for one in numbering.given
        ],
        "untitled": [_cell(cell) for cell in numbering.untitled],
        "unowned": [_cell(cell) for cell in numbering.unowned],
    }


def _cell(cell: CellRef) -> dict[str, str]:
    return {"sheet": cell.sheet, "cell": cell.address}
