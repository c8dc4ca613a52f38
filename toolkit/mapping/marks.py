"""What a table's rows and headings show besides their values: struck through, hidden, repeated, blank, left out.

A check and an inspection both speak of these, so that they say the same of the same sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.mapping.bound import BoundTable
from toolkit.mapping.fill import is_empty
from toolkit.mapping.headings import name_axis, name_records
from toolkit.model.finding import Place
from toolkit.model.grid import CellError, CellRef, show
from toolkit.model.record import Fault
from toolkit.model.table import Column, LeftOut, Table
from toolkit.reading.headingname import normalize_heading
from toolkit.reading.text import clean


def find_marks(bound: BoundTable, spoken_of: frozenset[CellRef] = frozenset()) -> Iterator[Fault]:
    """Report what of a table is not read, and what is read although nobody sees it or somebody struck it through.

    ``spoken_of`` are the headings of columns that another table of the mapping reads in the same sheet.
    """
    table = bound.table
    for column in bound.unmapped:
        if not spoken_of or _head(table, column) not in spoken_of:
            yield find_heading_fault(table, column) or Fault(
                "column-unmapped", Place(_head(table, column), column.heading), column.heading
            )
    for left in table.left_out:
        yield _report_left_out(table, left)
    fields, answers = (one.column for one in bound.bindings), (one.column for one in bound.answers)
    read = (bound.key, bound.belongs_to, *fields, *answers)
    yield from find_hidden_columns(table, dict.fromkeys(column for column in read if column))
    yield from find_marked_rows(table, bound.key)


def find_further_marks(further: Sequence[BoundTable], tables: Iterable[BoundTable]) -> Iterator[Fault]:
    """Report the same of further tables; one sheet may be joined twice, or be a table of the inventory, too."""
    every = (*tables, *further)
    spoken_of = frozenset(head for bound in every for head in _list_spoken_of(bound))
    seen: set[tuple[str, CellRef | None]] = set()
    for bound in further:
        for fault in find_marks(bound, spoken_of):
            if (fault.code, fault.place.cell) not in seen:
                seen.add((fault.code, fault.place.cell))
                yield fault


def _list_spoken_of(bound: BoundTable) -> Iterator[CellRef]:
    """List the cells of the headings of which the mapping speaks."""
    unmapped = {column.number for column in bound.unmapped}
    return (_head(bound.table, column) for column in bound.table.columns if column.number not in unmapped)


def find_unknown(bound: BoundTable) -> Iterator[Fault]:
    """Report cells that a condition or a join needs and that nobody knows, unless they fill a field themselves."""
    read = {one.column.number for one in bound.bindings} | {one.column.number for one in bound.answers}
    sheet = bound.table.sheet
    for column in (one for one in bound.watched if one.number not in read):
        for row in bound.table.rows:
            if bound.is_unknown(row, column):
                value = sheet.value(row, column.number)
                code = "cell-error" if isinstance(value, CellError) else "formula-uncached"
                key, _ = bound.read_key(row, bound.key)
                yield Fault(code, Place(sheet.ref(row, column.number), column.heading, key), show(value))


def find_skipped(bound: BoundTable) -> Iterator[Fault]:
    """Report the rows that the mapping leaves out, each at the cell for which it does."""
    sheet, title = bound.table.sheet, bound.own_columns.get("title")
    for skipped in bound.skipped:
        row, column = skipped.row, skipped.column or bound.key
        key, _ = bound.read_key(row, bound.belongs_to or bound.key)
        named = clean(sheet.shown(row, title.number)) if title and not bound.belongs_to else ""
        place = Place(sheet.ref(row, column.number), column.heading, key, named)
        yield Fault("row-skipped", place, clean(sheet.shown(row, column.number)), detail=skipped.reason)


def find_heading_fault(table: Table, column: Column) -> Fault | None:
    """Tell whether a column has no heading, or one that other columns have, too."""
    cell, heading = _head(table, column), normalize_heading(column.heading)
    if not heading:
        return Fault("heading-blank", Place(cell, column.letters))
    same = [one for one in table.columns if normalize_heading(one.heading) == heading]
    if len(same) == 1:
        return None
    name = f"{column.heading} [{same.index(column) + 1}]"
    others = ", ".join(_head(table, one).address for one in same if one is not column)
    return Fault("heading-repeated", Place(cell, name), column.heading, detail=others)


def _head(table: Table, column: Column) -> CellRef:
    """Give the cell of a column's heading: of several lines the last that it fills."""
    lines = zip(table.header_rows, column.headings, strict=False)
    row = max((row for row, text in lines if text), default=max(table.header_rows, default=1))
    return table.sheet.ref(row, column.number)


def _report_left_out(table: Table, left: LeftOut) -> Fault:
    """Say what the finder did not take for data, and why."""
    sheet, first = table.sheet, left.rows[0]
    # On a turned sheet, a row of the file is a column.
    if sheet.turned == (left.axis == "columns"):
        cells = [
            (first, column) for column in range(1, len(sheet.rows[first - 1]) + 1 if first <= len(sheet.rows) else 1)
        ]
    else:
        cells = [(row, first) for row in range(1, len(sheet.rows) + 1)]
    cell = next((cell for cell in cells if not is_empty(sheet, *cell)), cells[0] if cells else (first, 1))
    where = name_axis(left.axis, left.rows)
    return Fault("row-left-out", Place(sheet.ref(*cell)), left.text, expected=left.why, detail=where)


def _holds_something(table: Table, column: Column) -> bool:
    """Tell whether a row of the table has something in a column."""
    return any(not is_empty(table.sheet, row, column.number) for row in table.rows)


def find_hidden_columns(table: Table, columns: Iterable[Column]) -> Iterator[Fault]:
    """Report once which of these columns are read although they are hidden; of an empty one nothing is read."""
    hidden = [column for column in columns if column.hidden and _holds_something(table, column)]
    if hidden:
        names = [column.heading or column.letters for column in hidden]
        others = ", ".join(f"“{name}”" for name in names) if len(hidden) > 1 else ""
        yield Fault("column-hidden", Place(_head(table, hidden[0]), names[0]), hidden[0].heading, detail=others)


def find_marked_rows(table: Table, column: Column) -> Iterator[Fault]:
    """Report once which rows are read although they are hidden, and once which although they are struck through.

    ``column`` is the one whose cell in the first of them stands for all.
    """
    sheet = table.sheet
    hidden = [row for row in table.rows if row in sheet.hidden_rows] if sheet.hidden_rows else []
    struck = [row for row in table.rows if _is_struck(table, row)] if sheet.struck else []
    for code, rows in (("row-hidden", hidden), ("row-struck", struck)):
        if rows:
            place = Place(sheet.ref(rows[0], column.number), column.heading)
            yield Fault(code, place, detail=name_records(table, rows))


def _is_struck(table: Table, row: int) -> bool:
    """Tell whether most of what a row holds is struck through."""
    filled = [column.number for column in table.columns if not is_empty(table.sheet, row, column.number)]
    return 2 * sum((row, column) in table.sheet.struck for column in filled) > len(filled)
