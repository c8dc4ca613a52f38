"""What a table's rows and headings show besides their values: struck through, hidden, repeated, blank, left out."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.mapping.binding import BoundTable
from toolkit.mapping.fill import is_empty
from toolkit.mapping.headings import name_lines, normalize_heading, write_runs
from toolkit.mapping.row import Row
from toolkit.model.finding import Place
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say_many
from toolkit.model.record import Fault
from toolkit.model.table import Column, LeftOut
from toolkit.reading.text import clean


def find_marks(bound: BoundTable) -> Iterator[Fault]:
    """Report what of a table is not read, and what is read although nobody sees it."""
    yield from _find_unmapped(bound)
    for left in bound.table.left_out:
        yield _report_left_out(bound, left)
    if bound.table.sheet.hidden_rows:
        yield from _find_hidden_rows(bound)
    yield from _find_hidden_columns(bound)


def _find_unmapped(bound: BoundTable) -> Iterator[Fault]:
    """Report each column that the mapping does not speak of once: nothing vanishes."""
    table = bound.table
    for column in bound.unmapped:
        cell, heading = _head(bound, column), normalize_heading(column.heading)
        if not heading:
            yield Fault("heading-blank", Place(cell, column.letters))
            continue
        same = [one for one in table.columns if normalize_heading(one.heading) == heading]
        if len(same) == 1:
            yield Fault("column-unmapped", Place(cell, column.heading), column.heading)
            continue
        name = f"{column.heading} [{same.index(column) + 1}]"
        others = ", ".join(_head(bound, one).address for one in same if one is not column)
        yield Fault("heading-repeated", Place(cell, name), column.heading, detail=others)


def _head(bound: BoundTable, column: Column) -> CellRef:
    """Give the cell of a column's heading."""
    return bound.table.sheet.ref(bound.table.header_rows[-1], column.number)


_ACROSS = frozenset({"banner", "note", "section", "header"})
"""What crosses a form: rows of the file between its fields, and no columns beside its records."""


def _report_left_out(bound: BoundTable, left: LeftOut) -> Fault:
    """Say what the finder did not take for data, and why."""
    sheet, first = bound.table.sheet, left.rows[0]
    is_across = sheet.turned and left.kind in _ACROSS
    if is_across:
        cells = [(row, first) for row in range(1, len(sheet.rows) + 1)]
        where = say_many("the row {lines}", "the rows {lines}", len(left.rows), lines=write_runs(left.rows, str))
    else:
        width = len(sheet.rows[first - 1]) if first <= len(sheet.rows) else 0
        cells = [(first, column) for column in range(1, width + 1)]
        where = _name_rows(bound, left.rows)
    cell = next((cell for cell in cells if not is_empty(sheet, *cell)), cells[0] if cells else (first, 1))
    return Fault("row-left-out", Place(sheet.ref(*cell)), left.text, expected=left.why, detail=where)


def _name_rows(bound: BoundTable, rows: tuple[int, ...]) -> Message:
    """Name rows by their numbers; in a form they are columns."""
    lines = name_lines(bound.table, rows)
    if bound.table.sheet.turned:
        return say_many("the column {lines}", "the columns {lines}", len(rows), lines=lines)
    return say_many("the row {lines}", "the rows {lines}", len(rows), lines=lines)


def _find_hidden_rows(bound: BoundTable) -> Iterator[Fault]:
    """Report once which rows are read although they are hidden."""
    hidden = tuple(row for row in bound.table.rows if row in bound.table.sheet.hidden_rows)
    if hidden:
        place = Place(bound.table.sheet.ref(hidden[0], bound.key.number), bound.key.heading)
        yield Fault("row-hidden", place, detail=_name_rows(bound, hidden))


def _find_hidden_columns(bound: BoundTable) -> Iterator[Fault]:
    """Report each column that is read although it is hidden."""
    fields, answers = (one.column for one in bound.bindings), (one.column for one in bound.answers)
    read = (bound.key, bound.belongs_to, *fields, *answers)
    for column in dict.fromkeys(column for column in read if column and column.hidden):
        yield Fault("column-hidden", Place(_head(bound, column), column.heading or column.letters), column.heading)


def find_struck(row: Row, title: str) -> Iterator[Fault]:
    """Report a row that somebody struck through: its key or its title, and most of what it holds."""
    sheet, number = row.sheet, row.number
    if not sheet.struck:
        return
    names = (row.key_column, row.origins.get("title", row.key_column))
    if not any((number, column) in sheet.struck for column in names):
        return
    width = len(sheet.rows[number - 1]) if number <= len(sheet.rows) else 0
    filled = [column for column in range(1, width + 1) if not is_empty(sheet, number, column)]
    struck = sum((number, column) in sheet.struck for column in filled)
    if 2 * struck > len(filled):
        key = row.belongs_to or row.key
        yield Fault("row-struck", Place(row.key_cell, row.bound.key.heading, key, title), clean(row.key_text))
