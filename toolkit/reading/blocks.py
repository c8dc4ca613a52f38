"""Content of a sheet in blocks: which cells are filled, and where empty columns or rows lie between them.

Which columns of a row are filled is kept as a whole number, bit 0 for column A, so that rows of any width compare in
one step and formatting alone costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.model.grid import Area, CellValue, Position, Sheet
from toolkit.reading.kinds import text_of
from toolkit.reading.text import is_blank


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A rectangle of a sheet with content; ``rows`` are the numbers of its rows that hold anything, in order.

    ``masks`` gives the filled columns of each of them, already cut at the block's edges. ``spans`` are the merged areas
    of the sheet by their first cell, ``covered`` the columns of a row that a merged cell from a row above reaches into.
    """

    sheet: Sheet
    first: int
    last: int
    rows: tuple[int, ...]
    masks: Mapping[int, int]
    spans: Mapping[Position, Area] = field(default_factory=dict)
    covered: Mapping[int, int] = field(default_factory=dict)

    @property
    def area(self) -> Area:
        """The rectangle from the first to the last content."""
        union = 0
        for row in self.rows:
            union |= self.masks[row]
        return Area(self.rows[0], low_bit(union), self.rows[-1], union.bit_length())

    def value(self, row: int, column: int) -> CellValue:
        """Give a cell's value."""
        return self.sheet.value(row, column)

    def text(self, row: int, column: int) -> str:
        """Give a cell's text in one line, without invisible characters."""
        value = self.sheet.value(row, column)
        return text_of(value if isinstance(value, str) or value is None else self.sheet.shown(row, column))

    def columns(self, row: int) -> list[int]:
        """List the filled columns of a row."""
        return list_bits(self.masks.get(row, 0))

    def texts(self, row: int) -> list[str]:
        """List the texts of a row's filled cells."""
        return [self.text(row, column) for column in self.columns(row)]

    def is_single(self, row: int) -> bool:
        """Tell whether only one cell of a row is filled."""
        mask = self.masks.get(row, 0)
        return mask != 0 and mask & (mask - 1) == 0

    def has_gap(self, index: int) -> bool:
        """Tell whether blank rows, or nothing at all, stand above the row with that index."""
        return index == 0 or self.rows[index] - self.rows[index - 1] > 1

    def is_wide(self, row: int, column: int) -> bool:
        """Tell whether a cell is merged over several columns."""
        area = self.spans.get((row, column))
        return area is not None and area.last_column > area.first_column


def low_bit(mask: int) -> int:
    """Give the number of the first filled column, 0 where there is none.

    >>> low_bit(0b1100), low_bit(0)
    (3, 0)
    """
    return (mask & -mask).bit_length()


def list_bits(mask: int) -> list[int]:
    """List the filled columns.

    >>> list_bits(0b10101)
    [1, 3, 5]
    """
    numbers = []
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length())
        mask ^= low
    return numbers


def join_bits(columns: Iterator[int] | list[int] | tuple[int, ...]) -> int:
    """Write columns as one number; 0 is no column.

    >>> join_bits([1, 3])
    5
    """
    mask = 0
    for column in columns:
        mask |= 1 << column >> 1
    return mask


def span_bits(first: int, last: int) -> int:
    """Write all columns from one to another as one number.

    >>> span_bits(2, 4)
    14
    """
    return (1 << last) - (1 << first - 1)


def build_block(sheet: Sheet) -> Block | None:
    """Take a sheet's whole content as one block; nothing where no cell shows anything.

    A cell whose formula was never calculated counts as filled, for it may hold anything.
    """
    masks = {row: mask for row, values in enumerate(sheet.rows, start=1) if (mask := _mask(values))}
    for row, column in sheet.uncached:
        masks[row] = masks.get(row, 0) | 1 << column - 1
    if not masks:
        return None
    width = max(mask.bit_length() for mask in masks.values())
    spans = {(area.first_row, area.first_column): area for area in sheet.merged}
    return Block(sheet, 1, width, tuple(sorted(masks)), masks, spans, _cover(sheet, masks, width))


def _mask(values: tuple[CellValue, ...]) -> int:
    """Write the filled columns of a row as one number."""
    mask = 0
    for place, value in enumerate(values):
        if value is not None and (not isinstance(value, str) or value[:1].isalnum() or not is_blank(value)):
            mask |= 1 << place
    return mask


def _cover(sheet: Sheet, masks: Mapping[int, int], width: int) -> dict[int, int]:
    """Note the columns of each filled row that merged cells reach into from above."""
    covered: dict[int, int] = {}
    last = max(masks)
    for area in sheet.merged:
        if area.first_column > width or (area.last_row - area.first_row) * len(sheet.merged) > 4_000_000:
            continue
        bits = span_bits(area.first_column, min(area.last_column, width))
        for row in range(area.first_row + 1, min(area.last_row, last) + 1):
            if row in masks:
                covered[row] = covered.get(row, 0) | bits
    return covered


def cut_rows(block: Block, start: int, end: int) -> Block:
    """Take the rows from one index up to, not including, another."""
    rows = block.rows[start:end]
    return Block(block.sheet, block.first, block.last, rows, block.masks, block.spans, block.covered)


def cut_columns(block: Block, first: int, last: int) -> Block:
    """Take the columns from one to another, with those rows that hold anything in them."""
    bits = span_bits(first, last)
    masks = {row: mask for row in block.rows if (mask := block.masks[row] & bits)}
    return Block(block.sheet, first, last, tuple(masks), masks, block.spans, block.covered)


def split_panes(block: Block) -> tuple[Block, ...]:
    """Split a block at every run of columns that is empty in all rows with more than one filled cell.

    A single cell (a title, a remark) may stand anywhere; it goes with the columns to its left, or else to its right.
    """
    union = 0
    for row in block.rows:
        mask = block.masks[row]
        if mask & (mask - 1):
            union |= mask
    if not union:
        return (block,)
    runs = list_runs(union)
    starts = [block.first, *(first for first, _ in runs[1:])]
    ends = [*(start - 1 for start in starts[1:]), block.last]
    panes = (cut_columns(block, first, last) for first, last in zip(starts, ends, strict=True))
    return tuple(pane for pane in panes if pane.rows)


def list_runs(mask: int) -> list[tuple[int, int]]:
    """List the runs of neighbouring columns.

    >>> list_runs(0b1101110)
    [(2, 4), (6, 7)]
    """
    runs = []
    while mask:
        first = low_bit(mask)
        rest = mask >> first - 1
        length = low_bit(~rest) - 1
        runs.append((first, first + length - 1))
        mask = rest >> length << first - 1 + length
    return runs


def join_panes(left: Block, right: Block) -> Block:
    """Take two neighbouring panes of the same rows as one again."""
    rows = tuple(sorted({*left.rows, *right.rows}))
    masks = {row: left.masks.get(row, 0) | right.masks.get(row, 0) for row in rows}
    return Block(left.sheet, left.first, right.last, rows, masks, left.spans, left.covered)
