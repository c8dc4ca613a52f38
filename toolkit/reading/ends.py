"""Where a table ends because another one begins."""

from __future__ import annotations

from toolkit.reading.blocks import Block
from toolkit.reading.body import UNDER
from toolkit.reading.headers import SURE, Header, Knows, is_pattern, is_repeated, score_line
from toolkit.reading.kinds import PLAIN, kind_of, weigh_label
from toolkit.reading.shape import Shape, read_shape
from toolkit.reading.words import is_legend, is_note, is_total

_TRIED = 150
_LOOKED_AT = 80


def find_end(block: Block, header: Header, knows: Knows) -> int:
    """Give the index of the first row that belongs to the next table, or the number of rows where there is none.

    The next table begins with a header of its own, and with the single titles directly above it; a legend, with its
    title.
    """
    first = _read_above(block, header, len(block.rows))
    typed = [column for column, trait in first.traits.items() if trait.is_typed and trait.filled >= 0.3]
    tried = 0
    for index in range(header.end + 1, len(block.rows)):
        if block.has_gap(index) and is_legend_title(block, index):
            return index
        if tried >= _TRIED or not _may_be_header(block, index, typed):
            continue
        if _is_under(block, header, index, first):
            continue
        shape = first if index > header.end + _LOOKED_AT else _read_above(block, header, index)
        tried += 1
        if _is_next_header(block, index, header, shape, knows):
            return _include_titles(block, index, header.end)
    return len(block.rows)


def is_legend_title(block: Block, index: int) -> bool:
    """Tell whether a row holds nothing but the title of a legend, with more below it."""
    row = block.rows[index]
    return block.is_single(row) and index + 1 < len(block.rows) and is_legend(block.texts(row)[0])


def _read_above(block: Block, header: Header, end: int) -> Shape:
    """Read the shape of the first rows between a header and an index; single cells are no rows of data."""
    rows = block.rows[header.end : min(end, header.end + _LOOKED_AT)]
    return read_shape(block, [row for row in rows if not block.is_single(row) and not is_pattern(block, row)] or rows)


def _may_be_header(block: Block, index: int, typed: list[int]) -> bool:
    """Tell whether a row stands where a header may: behind a gap or a title, or with words in columns of numbers."""
    row = block.rows[index]
    if block.is_single(row):
        return False
    if block.has_gap(index) or block.is_single(block.rows[index - 1]):
        return not is_pattern(block, row)
    values = [value for column in typed if (value := block.value(row, column)) is not None]
    return len(values) > 1 and all(isinstance(value, str) and kind_of(value) in PLAIN for value in values)


def _is_under(block: Block, header: Header, index: int, shape: Shape) -> bool:
    """Tell whether a row stands directly under the header, with nothing that reads like data between."""
    if index > header.end + UNDER or any(block.has_gap(place) for place in range(header.end, index + 1)):
        return False
    between = (row for row in block.rows[header.end : index] if not is_pattern(block, row))
    return not any(shape.fit(block, row) > 0.15 for row in between)


def _is_next_header(block: Block, index: int, header: Header, shape: Shape, knows: Knows) -> bool:
    """Tell whether a row heads another table."""
    row = block.rows[index]
    if is_repeated(block, row, header) or shape.fit(block, row) > 0.15 or not _reads_like_headings(block, row):
        return False
    line = score_line(block, index, knows, start=index)
    if line.cells < 2 or line.score < SURE - 0.1 * (line.known > 0.6):
        return False
    if len(block.rows) == index + 1:
        return line.known > 0.6 and line.cells > 2
    is_other = _differs(block, row, header)
    titled = block.is_single(block.rows[index - 1])
    return (
        line.known > 0.5 or line.contrast > 0.3 or (is_other and (titled or block.has_gap(index)) and line.label > 0.8)
    )


def _reads_like_headings(block: Block, row: int) -> bool:
    """Tell whether most cells of a row may be headings; asked first, as it costs little."""
    weights = [weigh_label(block.value(row, column)) for column in block.columns(row)[:40]]
    return sum(weights) >= 0.6 * len(weights)


def _differs(block: Block, row: int, header: Header) -> bool:
    """Tell whether a row fills other columns than the header names."""
    named, own = set(header.headings), set(block.columns(row))
    return len(named ^ own) >= 0.4 * len(named | own)


def _include_titles(block: Block, index: int, lowest: int) -> int:
    """Move up over single cells that stand directly above a header, as far as they are titles rather than notes."""
    while index - 1 > lowest and block.is_single(block.rows[index - 1]):
        text = block.texts(block.rows[index - 1])[0]
        if is_note(text) or is_total(text) or (block.has_gap(index) and not block.has_gap(index - 1)):
            break
        index -= 1
    return index
