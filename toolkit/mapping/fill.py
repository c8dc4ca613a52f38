"""Fills empty body cells from the merged area that covers them, or from the last filled cell above.

Only columns of which the mapping says so are filled: in all others an empty cell stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

from toolkit.mapping.spec import Fill
from toolkit.model.grid import CellValue, Position, Sheet
from toolkit.model.table import Table
from toolkit.reading.text import is_blank

T = TypeVar("T")

Moves: TypeAlias = "Mapping[Position, Position]"
"""Empty cells, each with the cell whose content it takes."""


def is_empty(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a cell shows nothing and has no formula that was never calculated."""
    value = sheet.value(row, column)
    blank = value is None or (isinstance(value, str) and is_blank(value))
    return blank and (row, column) not in sheet.uncached


def fill_table(table: Table, fills: Mapping[int, Fill]) -> Table:
    """Fill the columns with these numbers; a filled cell keeps its own address.

    >>> sheet = Sheet("w.xlsx", "s", (("Amt", "Nr."), ("Grünes Amt", 1), (None, 2)))
    >>> fill_table(Table(sheet, (1,), (), (2, 3)), {1: "down"}).sheet.rows[2]
    ('Grünes Amt', 2)
    """
    moves: dict[Position, Position] = {}
    for column, how in fills.items():
        moves.update(_list_covered(table, column) if how == "merged" else _list_below(table, column))
    return replace(table, sheet=_move(table.sheet, moves)) if moves else table


def list_covered_rows(table: Table, column: int) -> frozenset[int]:
    """List the rows in which a merged area covers the cell of a column."""
    areas = (area for area in table.sheet.merged if area.first_column <= column <= area.last_column)
    return frozenset(row for area in areas for row in range(area.first_row + 1, area.last_row + 1))


def _list_covered(table: Table, column: int) -> Iterator[tuple[Position, Position]]:
    """Give the covered cells of a column; an area that reaches down from the header gives nothing."""
    body = frozenset(table.rows)
    for area in table.sheet.merged:
        if area.first_column <= column <= area.last_column and area.first_row in body:
            anchor = (area.first_row, area.first_column)
            for row in body.intersection(range(area.first_row, area.last_row + 1)):
                if (row, column) != anchor and is_empty(table.sheet, row, column):
                    yield (row, column), anchor


def _list_below(table: Table, column: int) -> Iterator[tuple[Position, Position]]:
    """Give the empty cells below a filled one."""
    last: Position | None = None
    for row in sorted(table.rows):
        if not is_empty(table.sheet, row, column):
            last = (row, column)
        elif last:
            yield (row, column), last


def _move(sheet: Sheet, moves: Moves) -> Sheet:
    """Copy what stands in the cells that others take their content from; comments stay where they are."""
    lines: dict[int, list[CellValue]] = {}
    for (row, column), source in moves.items():
        line = lines.setdefault(row, list(sheet.rows[row - 1]) if row <= len(sheet.rows) else [])
        line.extend([None] * (column - len(line)))
        line[column - 1] = sheet.value(*source)
    rows = list(sheet.rows) + [()] * (max(lines) - len(sheet.rows))
    for row, line in lines.items():
        rows[row - 1] = tuple(line)
    unknown = {cell for cell, source in moves.items() if source in sheet.uncached}
    return replace(
        sheet,
        rows=tuple(rows),
        links=_copy(sheet.links, moves),
        formats=_copy(sheet.formats, moves),
        uncached=sheet.uncached | unknown,
    )


def _copy(texts: Mapping[Position, T], moves: Moves) -> dict[Position, T]:
    return {**texts, **{cell: texts[source] for cell, source in moves.items() if source in texts}}
