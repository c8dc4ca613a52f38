"""The tables of one sheet: its content is parted into panes side by side and stretches below each other, then read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.model.grid import Area, Sheet
from toolkit.model.message import Message, say
from toolkit.model.table import Column, LeftOutKind, Table
from toolkit.reading.blocks import (
    Block,
    build_block,
    cut_rows,
    join_panes,
    list_bits,
    list_runs,
    low_bit,
    span_bits,
    split_panes,
)
from toolkit.reading.body import sort_rows
from toolkit.reading.describing import has_inventory_header, measure_down
from toolkit.reading.ends import find_end, is_legend_title
from toolkit.reading.groups import build_header, find_header
from toolkit.reading.headers import ENOUGH, Header, Knows, Line, find_line, is_counting, is_obligations
from toolkit.reading.kinds import kind_of
from toolkit.reading.sorting import list_left_out
from toolkit.reading.words import is_guidance, is_note

_DRAGGED = 5
_LONG_TITLE = 150
_FEWEST_BESIDE = 2
"""How many rows a table beside another has at least, and how many of them stand below the other's last one."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A table with what speaks for it: how sure its header is one (0 to 1), and how well its headings are known.

    ``area`` is all that belongs to the table, ``down`` the share of known headings down one of its first columns, which
    is high in forms and dictionaries; ``is_inventory`` says that the headings themselves leave no doubt.
    """

    table: Table
    score: float
    area: Area
    known: float = 0.0
    down: float = 0.0
    is_inventory: bool = False


def find_in_sheet(sheet: Sheet, knows: Knows) -> tuple[list[Found], list[Block]]:
    """Find the tables of a sheet that stand in rows, and the blocks that belong to none."""
    block = build_block(sheet)
    if block is None:
        return [], []
    found: list[Found] = []
    rest: list[Block] = []
    for part in _read_parts(block, knows):
        if isinstance(part, Found):
            found.append(part)
        else:
            rest.append(part)
    return found, rest


def _read_parts(block: Block, knows: Knows) -> Iterator[Found | Block]:
    for pane in separate(block, knows):
        yield from _read_down(pane, knows)


def _read_down(pane: Block, knows: Knows) -> Iterator[Found | Block]:
    """Read a pane from top to bottom, table by table."""
    start = 0
    while start < len(pane.rows):
        if is_legend_title(pane, start):
            end = next((index for index in range(start + 2, len(pane.rows)) if pane.has_gap(index)), len(pane.rows))
            yield cut_rows(pane, start, end)
            start = end
            continue
        header = None if _is_one_column(pane) else find_header(pane, start, knows)
        if header is None:
            yield cut_rows(pane, start, len(pane.rows))
            return
        end = find_end(pane, header, knows)
        stretch = cut_rows(pane, start, end)
        parts = separate(stretch, knows) if len(stretch.rows) < len(pane.rows) else (stretch,)
        if len(parts) > 1:
            for part in parts:
                yield from _read_down(part, knows)
        else:
            yield build_found(stretch, replace(header, start=header.start - start, end=header.end - start), knows)
        start = end


def _is_one_column(block: Block) -> bool:
    """Tell whether a block has one filled column only."""
    union = _union(block, block.rows)
    return union & (union - 1) == 0


def _union(block: Block, rows: tuple[int, ...] | list[int]) -> int:
    union = 0
    for row in rows:
        union |= block.masks[row]
    return union


def separate(block: Block, knows: Knows) -> tuple[Block, ...]:
    """Part a block into tables side by side; an empty column within a table parts nothing."""
    parts: list[Block] = []
    for pane in split_panes(block):
        if parts and not _is_beside(parts[-1], pane, knows):
            parts[-1] = join_panes(parts[-1], pane)
        else:
            parts.append(pane)
    return tuple(parts)


def _is_beside(left: Block, right: Block, knows: Knows) -> bool:
    """Tell whether a pane stands by itself beside another rather than being more columns of it."""
    gap = low_bit(_union(right, right.rows)) - _union(left, left.rows).bit_length() - 1
    lines = [find_line(pane, 0, knows) for pane in (left, right)]
    headed = [line for line in lines if line and line.score >= ENOUGH and line.cells > 1]
    if gap > 2:
        return not _is_gapped_header(left, right, headed)
    if len(headed) == 2 and (abs(headed[0].row - headed[1].row) > 2 or _repeats(left, right, headed)):
        return True
    first = min((line.row for line in headed or [line for line in lines if line]), default=0)
    return _ends_apart(left, right, first) or (len(headed) == 2 and _is_longer(left, right, first))


def _is_longer(left: Block, right: Block, first: int) -> bool:
    """Tell whether a pane with a header of its own goes on below the pane to its left, rows as full as those beside it.

    The columns to the left name the rows of a table, so that those below their last one are of another. Where the left
    pane is the longer one, the right one must point to its rows by their keys, in other rows.
    """
    rows, others = _rows_under(right, first), _rows_under(left, first)
    if len(others) < _FEWEST_BESIDE or len(rows) < _FEWEST_BESIDE:
        return False
    if rows[-1] < others[-1]:
        return _points_at(left, others, right, rows)
    beyond = [row for row in rows if row > others[-1]]
    usual = sum(right.masks[row].bit_count() for row in rows) / len(rows)
    full = [row for row in beyond if right.masks[row].bit_count() >= max(2, 0.7 * usual)]
    return len(full) >= _FEWEST_BESIDE and beyond[-1] - others[-1] == len(beyond) and len(full) >= 0.8 * len(beyond)


def _points_at(left: Block, others: list[int], right: Block, rows: list[int]) -> bool:
    """Tell whether the first column of a pane holds keys of another pane, and some of them in other rows."""
    keys = {row: left.text(row, low_bit(_union(left, others))) for row in others}
    held = {row: right.text(row, low_bit(_union(right, rows))) for row in rows}
    known = sum(text in keys.values() for text in held.values())
    return known >= 0.8 * len(held) and any(text and keys.get(row) != text for row, text in held.items())


def _is_gapped_header(left: Block, right: Block, headed: list[Line]) -> bool:
    """Tell whether more than two columns without any cell lie between two halves that only make one table together."""
    rows, others = set(left.rows), set(right.rows)
    return not headed and len(rows & others) >= 0.9 * max(len(rows), len(others)) and len(rows) > 1


def _repeats(left: Block, right: Block, headed: list[Line]) -> bool:
    """Tell whether the headings to the right say again what those to the left say."""
    names = [
        [text.casefold() for text in pane.texts(line.row)] for pane, line in zip((left, right), headed, strict=True)
    ]
    shared = len(set(names[0]) & set(names[1]))
    return names[0][0] == names[1][0] or shared >= max(2, 0.5 * min(map(len, names)))


def _ends_apart(left: Block, right: Block, first: int) -> bool:
    """Tell whether the shorter of two panes fills the first rows without a gap and ends well before the other does."""
    short, long = sorted((_rows_under(pane, first) for pane in (left, right)), key=len)
    if not short:
        return False
    if len(set(short) & set(long)) < 0.5 * len(short):
        return True
    if len(short) >= 0.7 * len(long) - 1 or len(short) < 2:
        return False
    reached = sum(1 for row in {*short, *long} if row <= short[-1])
    return len(short) >= 0.85 * reached


def _rows_under(pane: Block, first: int) -> list[int]:
    """List the rows below a header; in a pane of several columns, single cells are no rows of data."""
    is_wide = _union(pane, pane.rows).bit_count() > 2
    return [row for row in pane.rows if row > first and not (is_wide and pane.is_single(row))]


def build_found(block: Block, header: Header, knows: Knows) -> Found:
    """Build the table below a header, with all that belongs to it and is no data."""
    sorting = sort_rows(block, header)
    rows = tuple(row for row in block.rows[header.end :] if row not in sorting.left)
    above = {row: _tell_above(block, row) for row in block.rows[: header.start]}
    sheet = block.sheet
    columns = tuple(
        Column(
            number,
            header.headings.get(number, ("",) * len(header.rows)),
            hidden=number in (sheet.hidden_rows if sheet.turned else sheet.hidden_columns),
            turned=sheet.turned,
        )
        for number in _list_columns(block, header, rows)
    )
    left_out = list_left_out({**above, **sorting.left}, block)
    title = next((block.texts(row)[0] for row, (kind, _) in above.items() if kind == "banner"), "")
    table = Table(sheet, header.rows, columns, rows, left_out, title)
    is_inventory = has_inventory_header(table, knows)
    down = 0.0 if is_inventory else measure_down(table, knows)
    return Found(table, header.score * (1 - down), block.area, header.line.known, down, is_inventory)


def _tell_above(block: Block, row: int) -> tuple[LeftOutKind, Message]:
    """Tell what a row above the header is."""
    texts = block.texts(row)
    if is_counting(block, row):
        return "counting", say("row {row} numbers the columns", row=row)
    if is_obligations(block, row):
        return "obligation", say("row {row} says which columns must be filled: “{text}”", row=row, text=texts[0])
    if len(texts) > 1 and all(kind_of(block.value(row, column)) == "number" for column in block.columns(row)):
        return "total", say("row {row} holds nothing but numbers, above the header", row=row)
    if len(texts) > 3 and sum(map(is_guidance, texts)) >= 0.5 * len(texts):
        return "guidance", say("row {row} says what to fill in, above the header", row=row)
    is_first = row == block.rows[0]
    is_title = len(texts[0]) <= _LONG_TITLE and not texts[0].endswith((".", ":"))
    if not is_note(texts[0]) and (is_title or (is_first and len(texts[0]) <= 2 * _LONG_TITLE)):
        return "banner", say("row {row} stands above the header and titles the table", row=row)
    return "note", say("row {row} stands above the header and is a remark", row=row)


def _list_columns(block: Block, header: Header, rows: tuple[int, ...]) -> list[int]:
    """List the columns with a heading or with data; long runs right of the last heading that few rows fill are none."""
    named = 0
    for column in header.headings:
        named |= 1 << column - 1
    union = named | _union(block, rows)
    for first, last in list_runs(union & ~named):
        if last - first >= _DRAGGED and first > named.bit_length() and _is_dragged(block, rows, first, last):
            union &= ~span_bits(first, last)
    return list_bits(union)


def _is_dragged(block: Block, rows: tuple[int, ...], first: int, last: int) -> bool:
    """Tell whether few rows reach over a long run of columns without headings."""
    bits = span_bits(first, last)
    reaching = sum(1 for row in rows if block.masks[row] & bits)
    return reaching <= max(1, 0.1 * len(rows))


def build_candidate(block: Block, knows: Knows) -> Found | None:
    """Build the table that a block would be if its likeliest row were a header."""
    line = find_line(block, 0, knows)
    if line is None or line.cells < 2:
        return None
    return build_found(block, build_header(block, line, 0, knows), knows)
