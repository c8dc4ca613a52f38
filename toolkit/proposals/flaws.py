"""What is wrong with a table's headings, rows and cells, whatever its columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from toolkit.mapping.headings import normalize_heading
from toolkit.model.finding import Place
from toolkit.model.grid import CellError, show
from toolkit.model.record import Fault
from toolkit.model.table import Column, Table
from toolkit.proposals.content import cells_of
from toolkit.reading.text import clean

_MOST_PER_COLUMN = 100
"""So many cells of one column are named for one kind of flaw; the rest says nothing new."""


def find_flaws(table: Table) -> Iterator[Fault]:
    """List repeated and blank headings, hidden columns and rows, struck-through rows, error values, lost formulas."""
    yield from _find_headings(table)
    for column in table.columns:
        if column.hidden:
            yield Fault(
                "column-hidden",
                Place(table.sheet.ref(_last_header(table), column.number), column.heading),
                column.heading,
            )
        yield from _find_cells(table, column)
    yield from _find_rows(table)


def _last_header(table: Table) -> int:
    """Give the header row whose cells stand for their columns; of a table without one, the first row."""
    return table.header_rows[-1] if table.header_rows else 1


def _find_headings(table: Table) -> Iterator[Fault]:
    """List headings that stand twice, and columns that have none."""
    first: dict[str, str] = {}
    for column in table.columns:
        cell = table.sheet.ref(_heading_row(table, column), column.number)
        heading = normalize_heading(column.heading)
        if not heading:
            yield Fault("heading-blank", Place(cell, column.letters))
            continue
        address = first.setdefault(heading, cell.address)
        if address != cell.address:
            yield Fault("heading-repeated", Place(cell, column.heading), clean(column.heading), detail=address)


def _heading_row(table: Table, column: Column) -> int:
    """Give the row of the last header line that a column fills."""
    lines = zip(table.header_rows, column.headings, strict=False)
    return max((row for row, text in lines if text), default=_last_header(table))


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


def _find_rows(table: Table) -> Iterator[Fault]:
    """List rows that are hidden or struck through: they are read like others, which may not be meant."""
    sheet = table.sheet
    if not (sheet.hidden_rows or sheet.struck):
        return
    for row in table.rows:
        filled = [column for column in table.columns if clean(show(sheet.value(row, column.number)))]
        if not filled:
            continue
        place = Place(sheet.ref(row, filled[0].number), filled[0].heading)
        if row in sheet.hidden_rows:
            yield Fault("row-hidden", place, clean(sheet.shown(row, filled[0].number)))
        struck = [column for column in filled if (row, column.number) in sheet.struck]
        if 2 * len(struck) > len(filled):
            yield Fault("row-struck", place, clean(sheet.shown(row, filled[0].number)))
