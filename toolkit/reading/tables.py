"""Tables within sheets: header rows, columns with their headings, and the body rows below."""

from __future__ import annotations

from toolkit.model.grid import Area, CellValue, Sheet, show
from toolkit.model.table import Column, Table
from toolkit.reading.text import clean, is_blank


def locate_table(sheet: Sheet, header_rows: tuple[int, ...]) -> Table:
    """Take the block whose header stands in the given rows (counted from 1) and whose body lies below the last of them.

    A merged heading stands over each of its columns, and once in a column where it spans several header rows. A column
    without a heading stays, with an empty one, if its body holds anything. A cell whose formula was never calculated
    counts as filled, for it may hold anything.

    >>> sheet = Sheet("w.xlsx", "s", (("Nr.", "Titel"), (), (1, "Baumkataster")))
    >>> table = locate_table(sheet, (1,))
    >>> [column.heading for column in table.columns], table.rows
    (['Nr.', 'Titel'], (3,))
    """
    body = _list_body_rows(sheet, max(header_rows, default=0))
    width = _width(sheet, {*header_rows, *body})
    lines = [[clean(show(sheet.value(row, column))) for column in range(1, width + 1)] for row in header_rows]
    headed = {index for line in lines for index, heading in enumerate(line) if heading}
    _spread_merged(lines, sheet, header_rows)
    columns = tuple(
        Column(index + 1, tuple(line[index] for line in lines), hidden=index + 1 in sheet.hidden_columns)
        for index in range(width)
        if index in headed or any(_is_filled(sheet, row, index + 1) for row in body)
    )
    return Table(sheet, header_rows, columns, body)


def _list_body_rows(sheet: Sheet, header: int) -> tuple[int, ...]:
    """List the rows below the header that hold anything."""
    unknown = {row for row, _ in sheet.uncached}
    last = max(len(sheet.rows), max(unknown, default=0))
    return tuple(row for row in range(header + 1, last + 1) if row in unknown or _holds_anything(sheet, row))


def _holds_anything(sheet: Sheet, row: int) -> bool:
    """Tell whether a row has a cell that shows something."""
    return row <= len(sheet.rows) and any(map(_shows_something, sheet.rows[row - 1]))


def _shows_something(value: CellValue) -> bool:
    """Tell whether a value is more than blanks."""
    return value is not None and not (isinstance(value, str) and is_blank(value))


def _is_filled(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether a cell shows something, or may do so once its formula is calculated."""
    return _shows_something(sheet.value(row, column)) or (row, column) in sheet.uncached


def _width(sheet: Sheet, rows: set[int]) -> int:
    """Give the number of the last column that any of the rows reaches."""
    known = (len(sheet.rows[row - 1]) for row in rows if row <= len(sheet.rows))
    unknown = (column for row, column in sheet.uncached if row in rows)
    return max(max(known, default=0), max(unknown, default=0))


def _spread_merged(lines: list[list[str]], sheet: Sheet, header_rows: tuple[int, ...]) -> None:
    """Write a merged area's heading over all of its columns, in the first of the header rows that it crosses."""
    for area in sheet.merged:
        crossed = [line for line, row in zip(lines, header_rows, strict=True) if _crosses(area, row)]
        heading = clean(show(sheet.value(area.first_row, area.first_column))) if crossed else ""
        for line in crossed:
            for index in range(area.first_column - 1, min(area.last_column, len(line))):
                line[index] = heading if line is crossed[0] else ""


def _crosses(area: Area, row: int) -> bool:
    """Tell whether an area has a part in a row."""
    return area.first_row <= row <= area.last_row
