"""What is wrong with a table's headings, rows and cells, whatever its columns mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from toolkit.mapping.marks import find_heading_fault, find_hidden_columns, find_marked_rows
from toolkit.model.finding import Place
from toolkit.model.grid import CellError
from toolkit.model.record import Fault
from toolkit.model.table import Column, Table
from toolkit.proposals.content import cells_of
from toolkit.reading.headingname import normalize_heading

_MOST_PER_COLUMN = 100
"""So many cells of one column are named for one kind of flaw; the rest says nothing new."""


def find_flaws(table: Table, ignored: Collection[tuple[str, ...]] = ()) -> Iterator[Fault]:
    """List what a check would say of headings, hidden columns and rows, struck-through rows, and cells.

    ``ignored`` are the headings of columns that are not read, so that it does not matter whether they are hidden.
    """
    yield from _find_headings(table)
    yield from find_hidden_columns(table, (one for one in table.columns if one.headings not in ignored))
    for column in table.columns:
        yield from _find_cells(table, column)
    if table.columns:
        yield from find_marked_rows(table, table.columns[0])


def _find_headings(table: Table) -> Iterator[Fault]:
    """List columns without a heading, and those whose heading another column has before them."""
    seen: set[str] = set()
    for column in table.columns:
        heading = normalize_heading(column.heading)
        fault = find_heading_fault(table, column) if not heading or heading in seen else None
        if fault:
            yield fault
        seen.add(heading)


def _find_cells(table: Table, column: Column) -> Iterator[Fault]:
    """List error values and formulas that were never calculated."""
    sheet = table.sheet
    cells = cells_of(table, column)
    if CellError in set(map(type, cells)):
        wrong = ((row, value) for row, value in zip(table.rows, cells, strict=True) if isinstance(value, CellError))
        for row, value in islice(wrong, _MOST_PER_COLUMN):
            yield Fault("cell-error", Place(sheet.ref(row, column.number), column.heading), value.code)
    if sheet.uncached:
        lost = (row for row in table.rows if (row, column.number) in sheet.uncached)
        for row in islice((row for row in lost if sheet.value(row, column.number) is None), _MOST_PER_COLUMN):
            yield Fault("formula-uncached", Place(sheet.ref(row, column.number), column.heading))
