"""Headers of two and three lines: labels of groups above the headings, and headings below their groups."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.model.grid import Area
from toolkit.reading.blocks import Block, join_bits, list_bits, low_bit, span_bits
from toolkit.reading.headers import ENOUGH, Header, Knows, Line, find_line, is_pattern, is_repeating, weigh_heading
from toolkit.reading.words import is_banner

_WIDE = 8
"""Over how many columns a single text stands rather as a banner than as the label of a group."""

_MOST_BANNERS = 2
_KNOWN = 0.5
_FEWEST = 3
"""How many columns two header lines in two languages name at least."""


def find_header(block: Block, start: int, knows: Knows) -> Header | None:
    """Find the first header in a block from an index on; nothing where no row is enough of one."""
    line = find_line(block, start, knows)
    return build_header(block, line, start, knows) if line and line.score >= ENOUGH else None


def build_header(block: Block, line: Line, start: int, knows: Knows) -> Header:
    """Add the group lines above a header row and the lines below it that belong to it."""
    first = line.index
    while first - 1 >= start and line.index - first < 2 and _is_group_line(block, first - 1, first, knows):
        first -= 1
    last = line.index
    while last - first < 2 and last + 1 < len(block.rows) and _is_sub_line(block, last):
        last += 1
    if first == last:
        first -= first > start and _is_said_twice(block, first - 1, last, knows)
        last += first == last and last + 1 < len(block.rows) and _is_said_twice(block, last, last + 1, knows)
    rows = block.rows[first : last + 1]
    return Header(rows, first, last + 1, line, _read_headings(block, rows))


def _is_said_twice(block: Block, upper: int, lower: int, knows: Knows) -> bool:
    """Tell whether two rows right below each other name the same columns in other words, as in two languages.

    Most texts of both are known headings, few of the row below them are, and neither line explains the other.
    """
    above, below = block.rows[upper], block.rows[lower]
    both = block.masks[above] & block.masks[below]
    either = block.masks[above] | block.masks[below]
    if block.has_gap(lower) or both.bit_count() < _FEWEST or both.bit_count() < 0.8 * either.bit_count():
        return False
    columns = list_bits(both)
    same = sum(block.text(above, column) == block.text(below, column) for column in columns)
    lengths = [sum(map(len, block.texts(row))) for row in (above, below)]  # what explains is longer than what it names
    if 2 * same > len(columns) or max(lengths) > 2 * min(lengths) or is_pattern(block, above):
        return False
    body = sum(_share_known(block, row, knows) for row in block.rows[lower + 1 : lower + 2])
    return min(_share_known(block, row, knows) for row in (above, below)) >= max(_KNOWN, 2 * body)


def _share_known(block: Block, row: int, knows: Knows) -> float:
    """Give the share of a row's cells that are known headings and look like headings."""
    columns = block.columns(row)[:100]
    held = [weigh_heading(block.value(row, column)) >= _KNOWN for column in columns]
    known = [knows(block.text(row, column)) >= _KNOWN for column in columns]
    return sum(map(min, held, known)) / len(columns)


def _is_group_line(block: Block, index: int, below: int, knows: Knows) -> bool:
    """Tell whether a row directly above a header line holds labels of groups of columns, or the headings it lacks."""
    row, line = block.rows[index], block.rows[below]
    columns = block.columns(row)
    if block.has_gap(below) or is_pattern(block, row):
        return False
    labels = sum(weigh_heading(block.value(row, column)) for column in columns)
    if labels < 0.55 * len(columns) or any(len(text) > 60 or is_banner(text) for text in block.texts(row)):
        return False
    if _is_label_and_value(block, index) or _is_banner(block, index, below, knows):
        return False
    own, named = block.masks[row], block.masks[line]
    fills = (own & ~named).bit_count()
    wide = [column for column in columns if block.is_wide(row, column)]
    if len(columns) == 1:
        area = block.spans.get((row, columns[0]))
        if area and wide:
            return not _covers_all(area, named) and (columns[0] > low_bit(named) or fills > 0)
        return columns[0] > low_bit(named) and _leaves_room(own, named)
    if is_repeating(block, row) or wide or fills:
        return True
    return _leaves_room(own, named)


def _is_banner(block: Block, index: int, below: int, knows: Knows) -> bool:
    """Tell whether the first row of all holds one or two texts over a wide table, not all known, as banners do."""
    row = block.rows[index]
    columns = block.columns(row)
    wide = block.masks[block.rows[below]].bit_count() >= _WIDE * len(columns)
    if index > 0 or len(columns) > _MOST_BANNERS or not wide or any(block.is_wide(row, column) for column in columns):
        return False
    return not all(knows(text) >= _KNOWN for text in block.texts(row))


def _is_label_and_value(block: Block, index: int) -> bool:
    """Tell whether a row is a label and its value, as stand above tables: "Amt: | Grünflächenamt"."""
    row = block.rows[index]
    columns = block.columns(row)
    if len(columns) != 2 or columns[1] > columns[0] + 2 or block.is_wide(row, columns[0]):
        return False
    more = index > 0 and block.masks[block.rows[index - 1]] == block.masks[row]
    return more or block.text(row, columns[0]).endswith(":")


def _covers_all(area: Area, named: int) -> bool:
    """Tell whether a merged area reaches over nearly all named columns, as banners do."""
    bits = span_bits(area.first_column, area.last_column)
    return (bits & named).bit_count() >= 0.8 * named.bit_count()


def _leaves_room(own: int, named: int) -> bool:
    """Tell whether labels stand over their first columns only, with named columns to the right of some."""
    return (own & named) == own and own.bit_count() <= 0.7 * named.bit_count() and bool((named & ~own) >> low_bit(own))


def _is_sub_line(block: Block, last: int) -> bool:
    """Tell whether the row below a header line names columns within its groups."""
    row, below = block.rows[last], block.rows[last + 1]
    if below - row > 1 or is_pattern(block, below):
        return False
    groups = _list_group_columns(block, row)
    own = block.masks[below]
    in_groups = [column for column in block.columns(below) if groups & 1 << column - 1]
    labels = [weigh_heading(block.value(below, column)) for column in in_groups]
    if len(in_groups) < 2 or sum(labels) < 0.8 * len(labels):
        return False
    if own & ~groups & block.masks[row] == 0:
        return True
    reached = block.covered.get(below, 0) & block.masks[row]
    return bool(reached) or _is_mixed(block, below, groups)


def _is_mixed(block: Block, row: int, groups: int) -> bool:
    """Tell whether a row names columns under groups and gives guidance under the others."""
    others = [block.text(row, column) for column in list_bits(block.masks[row] & ~groups)]
    merged = any(block.spans.get((row - 1, column)) for column in list_bits(groups))
    return merged and bool(others) and sum(len(text) > 40 for text in others) >= 0.6 * len(others)


def _list_group_columns(block: Block, row: int) -> int:
    """Note the columns under labels that are merged over several, or stand left of blank ones in a row."""
    groups, columns = 0, block.columns(row)
    for place, column in enumerate(columns):
        area = block.spans.get((row, column))
        if area and area.last_column > column:
            groups |= span_bits(column, min(area.last_column, block.last))
            continue
        end = (columns[place + 1] if place + 1 < len(columns) else block.last + 1) - 1
        if end > column and not block.covered.get(row, 0) & span_bits(column + 1, end):
            groups |= span_bits(column, end)
    return groups


def _read_headings(block: Block, rows: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """Read the lines of each column's heading; labels reach over their columns, the same text counts once."""
    union = 0
    for row in rows:
        union |= block.masks[row]
    lines = [_spread_line(block, rows, place, union) for place in range(len(rows))]
    headings = {}
    for column in list_bits(union):
        texts = [line.get(column, "") for line in lines]
        headings[column] = tuple("" if text in texts[:place] else text for place, text in enumerate(texts))
    return headings


def _spread_line(block: Block, rows: tuple[int, ...], place: int, union: int) -> dict[int, str]:
    """Read one line; a label of a group reaches over the blank cells to its right that have headings below."""
    row = rows[place]
    texts = {column: block.text(row, column) for column in block.columns(row)}
    if place:
        _drop_guidance(block, rows[place - 1], row, texts)
    spread = dict(texts)
    below = join_bits([column for other in rows[place + 1 :] for column in block.columns(other)])
    for column, text in texts.items():
        for reached in _reach(block, row, column, is_last=place == len(rows) - 1):
            if reached in texts or not (union & 1 << reached - 1):
                break
            if block.is_wide(row, column) or below & 1 << reached - 1:
                spread[reached] = text
    return spread


def _reach(block: Block, row: int, column: int, *, is_last: bool) -> Iterator[int]:
    """List the columns that a label may reach over: those it is merged over, or all blank ones to its right."""
    area = block.spans.get((row, column))
    if area and area.last_column > column:
        yield from range(column + 1, min(area.last_column, block.last) + 1)
    elif not is_last and not (area and area.last_row > row):
        for reached in range(column + 1, block.last + 1):
            if block.covered.get(row, 0) & 1 << reached - 1:
                return
            yield reached


def _drop_guidance(block: Block, above: int, row: int, texts: dict[int, str]) -> None:
    """Leave out of a line what is guidance under a single heading rather than a heading under a group."""
    groups = _list_group_columns(block, above)
    if groups and _is_mixed(block, row, groups):
        for column in [column for column in texts if not groups & 1 << column - 1]:
            del texts[column]
