"""Holds what is left of a table against what the mapping expects of it: rows at all, and columns that are filled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from toolkit.model.grid import CellError
from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.reading.text import clean

if TYPE_CHECKING:
    from toolkit.mapping.bound import BoundTable
    from toolkit.mapping.spec import TableSpec
    from toolkit.model.table import Column

Find: TypeAlias = "Callable[[BoundTable, str], Column | None]"
"""Finds the column that a mapping names; None where an optional one is not there."""


def check_kept(bounds: Sequence[BoundTable], spec: TableSpec) -> None:
    """Stop where the mapping's own conditions skip every row, for that would withdraw every dataset."""
    if not any(bound.skipped for bound in bounds) or any(bound.table.rows for bound in bounds) or not spec.expect.min:
        return
    raise Stopped(
        say("{where}: the mapping skips every row", where=_name(bounds[0])),
        say("Correct the conditions under “skip:”. If the table may be empty, write “min: 0” under “expect:”."),
    )


def check_filled(bounds: Sequence[BoundTable], spec: TableSpec, find: Find) -> None:
    """Stop where a column holds something in fewer rows than the mapping expects (design decision 8).

    The rows of all sheets count together, skipped ones left out; a null word, an error value and a formula that was
    never calculated are nothing, for a broken export has many of them.
    """
    count = sum(len(bound.table.rows) for bound in bounds)
    for heading, least in spec.expect.filled.items():
        filled = sum(_count_filled(bound, find(bound, heading)) for bound in bounds)
        if 100 * filled < least * count:
            raise Stopped(
                say(
                    "{where}: the column “{heading}” is filled in {seen} % of the rows; expected are {least} % or more",
                    where=_name(bounds[0]),
                    heading=heading,
                    seen=100 * filled // count,
                    least=least,
                ),
                say(
                    "Was the export complete? If the column is really filled less often, correct “expect:” in the "
                    "mapping."
                ),
            )


def _count_filled(bound: BoundTable, column: Column | None) -> int:
    """Count the rows whose cell in a column holds something, be it only a link."""
    return sum(_is_filled(bound, row, column.number) for row in bound.table.rows) if column else 0


def _is_filled(bound: BoundTable, row: int, column: int) -> bool:
    """Tell whether a cell holds something that can be read."""
    sheet = bound.table.sheet
    text = clean(sheet.shown(row, column)).casefold()
    if not text:
        return (row, column) in sheet.links
    return text not in bound.nulls and not isinstance(sheet.value(row, column), CellError)


def _name(bound: BoundTable) -> str:
    return f"{bound.table.sheet.workbook} › {bound.table.sheet.name}"
