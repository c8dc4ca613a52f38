"""What stands below the last row of data: sums, remarks, and values that spill over from elsewhere."""

from __future__ import annotations

from toolkit.model.message import Message, say
from toolkit.model.table import LeftOutKind
from toolkit.reading.blocks import join_bits, list_bits
from toolkit.reading.kinds import PLAIN, kind_of
from toolkit.reading.sorting import Sorting, is_sum, name_sum, shorten
from toolkit.reading.words import is_note

_LONG_NOTE = 60
_COMPARED = 300


def leave_tail(sorting: Sorting, rows: list[int], start: int) -> int:
    """Leave out what stands below the last row of data; give the index behind that row."""
    block, usual = sorting.block, sorting.shape.usual
    full = max(2, usual // 2)
    last_full = next(
        (index for index in range(len(rows) - 1, start, -1) if block.masks[rows[index]].bit_count() > full), start
    )
    gap = next((index for index in range(last_full + 1, len(rows)) if rows[index] - rows[index - 1] > 1), len(rows))
    end = len(rows)
    while end > start:
        told = _tell_tail(sorting, rows, end - 1, start, apart=end - 1 >= gap)
        if told is None:
            break
        sorting.leave(rows[end - 1], *told)
        end -= 1
    return end


def _tell_tail(
    sorting: Sorting, rows: list[int], index: int, start: int, *, apart: bool
) -> tuple[LeftOutKind, Message] | None:
    """Tell what a row at the end of the body is, if it is no data; ``apart`` where blank rows part it from the rest."""
    block, shape, row = sorting.block, sorting.shape, rows[index]
    mask = block.masks[row]
    columns = block.columns(row)
    text = block.text(row, columns[0])
    if is_sum(sorting, row) or _is_sums(sorting, row, index - start):
        return "total", name_sum(block, row)
    if block.masks[row].bit_count() > max(2, 0.5 * shape.usual):
        return None
    if _is_note(sorting, row, apart=apart):
        return "note", say("row {row} holds a remark: “{text}”", row=row, text=shorten(text))
    held = mask | block.covered.get(row, 0)
    if held & shape.names and _names_a_row(sorting, row, held, apart=apart):
        return None
    if block.covered.get(row, 0) & shape.names or index == start or shape.usual < 3:
        return None
    if _repeats_body(sorting, row):
        return "spill", say("row {row} repeats values of the body and names nothing", row=row)
    if len(columns) <= 2:
        return "note", say("row {row} names nothing and stands below the body: “{text}”", row=row, text=shorten(text))
    return None


def _is_sums(sorting: Sorting, row: int, before: int) -> bool:
    """Tell whether a row holds nothing but numbers, in columns of words or without a key."""
    block, shape = sorting.block, sorting.shape
    columns = block.columns(row)
    if before < 2 or any(kind_of(block.value(row, column)) != "number" for column in columns):
        return False
    if not block.masks[row] & shape.names:
        return True
    words = [column for column in columns if (trait := shape.traits.get(column)) and trait.main in PLAIN]
    return len(words) >= max(1, 0.6 * len(columns)) and len(columns) > 1


def _is_note(sorting: Sorting, row: int, *, apart: bool) -> bool:
    """Tell whether a row is a remark: so it opens, or it is one long text, or it stands apart and is no key."""
    block, shape = sorting.block, sorting.shape
    columns = block.columns(row)
    if len(columns) > 2 or (len(columns) == 2 and shape.usual < 5):
        return False
    text = block.text(row, columns[0])
    trait = shape.traits.get(columns[0])
    if kind_of(block.value(row, columns[0])) not in PLAIN:
        return False
    if is_note(text) or (block.is_single(row) and block.is_wide(row, columns[0])):
        return True
    if len(columns) > 1 or block.covered.get(row, 0) & shape.names:
        return False
    is_other = trait is None or trait.is_typed or len(text) > max(_LONG_NOTE, 2.5 * trait.length)
    return is_other if apart else is_other and shape.usual > 2 and (len(text) > 20 or trait is None or trait.is_typed)


def _names_a_row(sorting: Sorting, row: int, held: int, *, apart: bool) -> bool:
    """Tell whether the key or a title of a row is one: of the same kind as those above.

    Where a row stands apart, a key of another kind tells that it is no data; so does the lack of a key where all that
    the row has is its first cell, for that is where remarks stand.
    """
    shape = sorting.shape
    fits = {column: _fits(sorting, row, column) for column in list_bits(held & shape.names)}
    trait = shape.traits.get(shape.key)
    if apart and trait and trait.is_typed and not fits.get(shape.key):
        is_elsewhere = shape.key not in fits and not held & join_bits([shape.first])
        return is_elsewhere and any(fits.values())
    return any(fits.values())


def _fits(sorting: Sorting, row: int, column: int) -> bool:
    """Tell whether a cell is of its column's kind; a merged cell from above always is."""
    trait = sorting.shape.traits.get(column)
    value = sorting.block.value(row, column)
    if value is None or trait is None or trait.main is None:
        return trait is not None
    kind = kind_of(value)
    return kind == trait.main or (not trait.is_typed and kind in PLAIN)


def _repeats_body(sorting: Sorting, row: int) -> bool:
    """Tell whether each cell of a row stands in another row too."""
    block = sorting.block
    wanted = set(block.texts(row))
    for other in block.rows[sorting.header.end :][:_COMPARED]:
        if other != row and other not in sorting.left:
            wanted -= set(block.texts(other))
        if not wanted:
            return True
    return False
