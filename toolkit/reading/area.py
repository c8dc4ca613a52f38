"""Ranges of cells as a workbook writes them, and how much of one there is to look at."""

from __future__ import annotations

from openpyxl.utils.cell import range_boundaries

from toolkit.model.grid import Area

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


def parse_area(ref: str) -> Area:
    """Read a range's address; whole columns and whole rows reach to the sheet's end. Raises ValueError.

    >>> parse_area("B2:C4"), parse_area("A:A").last_row
    (Area(first_row=2, first_column=2, last_row=4, last_column=3), 1048576)
    """
    first_column, first_row, last_column, last_row = range_boundaries(ref)
    return Area(first_row or 1, first_column or 1, last_row or LAST_ROW, last_column or LAST_COLUMN)


def clip_area(area: Area, bound: Area) -> Area:
    """Cut an area at the end of the content.

    >>> str(clip_area(parse_area("A1:A1048576"), parse_area("A1:C3")))
    'A1:A3'
    """
    last_row, last_column = min(area.last_row, bound.last_row), min(area.last_column, bound.last_column)
    return Area(area.first_row, area.first_column, last_row, last_column)


def count_cells(area: Area) -> int:
    """Count the cells of an area, none where a cut left nothing.

    >>> count_cells(parse_area("A1:C3")), count_cells(clip_area(parse_area("A9:A12"), parse_area("A1:C3")))
    (9, 0)
    """
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return max(rows, 0) * max(columns, 0)
