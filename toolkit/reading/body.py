"""The body of a table: which rows below a header are data, and which are left out and why."""

from __future__ import annotations

from collections import Counter
from math import prod

from toolkit.model.grid import CellValue
from toolkit.model.message import Message, say
from toolkit.model.table import LeftOutKind
from toolkit.reading.blocks import Block
from toolkit.reading.headers import Header, is_counting, is_obligations, is_repeated
from toolkit.reading.kinds import PLAIN, kind_of, text_of
from toolkit.reading.shape import read_shape
from toolkit.reading.sorting import Sorting, is_sum, name_sum, shorten
from toolkit.reading.tails import leave_tail
from toolkit.reading.words import is_example, is_group, is_guidance, is_instruction, is_note

UNDER = 6
"""How many rows under a header may explain it."""

_LONG_NOTE = 60
_EDGES = 20


def sort_rows(block: Block, header: Header) -> Sorting:
    """Sort the rows below a header into data and those left out; the block ends where the table does."""
    rows = block.rows[header.end :]
    solid = [row for row in rows if not block.is_single(row)] or list(rows)
    sorting = Sorting(block, header, read_shape(block, solid))
    repeated = _leave_repeated(sorting, rows)
    rest = [row for row in rows if row not in repeated]
    start = _leave_under(sorting, rest)
    sorting.shape = read_shape(block, [row for row in rest[start:] if _may_shape(sorting, row)] or rest[start:])
    end = leave_tail(sorting, rest, start)
    _leave_between(sorting, rest[start:end])
    return sorting


def _may_shape(sorting: Sorting, row: int) -> bool:
    """Tell whether a row may tell what the body is like: no single cell, and no sum of few cells."""
    cells = sorting.block.masks[row].bit_count()
    return cells > 1 and (cells > sorting.shape.usual // 2 or not is_sum(sorting, row))


def _leave_repeated(sorting: Sorting, rows: tuple[int, ...]) -> set[int]:
    """Leave out each row that repeats the header."""
    block, header = sorting.block, sorting.header
    probes = [(column, set(lines) - {""}) for column, lines in list(header.headings.items())[:4]]
    longest = max((len(line) for _, lines in probes for line in lines), default=0) + _EDGES
    found = set()
    for row in rows:
        if any(_is_text(block.value(row, column), lines, longest) for column, lines in probes) and is_repeated(
            block, row, header
        ):
            sorting.leave(row, "header", say("row {row} repeats the headings", row=row))
            found.add(row)
    return found


def _is_text(value: CellValue, texts: set[str], longest: int) -> bool:
    """Tell whether a cell says one of a few texts; longer ones than those are not looked at closely."""
    if isinstance(value, str):
        return len(value) <= longest and text_of(value) in texts
    return value is not None and text_of(value) in texts


def _leave_under(sorting: Sorting, rows: list[int]) -> int:
    """Leave out the rows directly under the header that explain it; give the index of the first that is data."""
    index = 0
    while index < min(UNDER, len(rows)):
        told = _tell_under(sorting, rows, index)
        if told is None:
            break
        sorting.leave(rows[index], *told)
        index += 1
    return index


def _tell_under(sorting: Sorting, rows: list[int], index: int) -> tuple[LeftOutKind, Message] | None:
    """Tell what a row under the header is, if it is no data."""
    block, row = sorting.block, rows[index]
    text = shorten(block.texts(row)[0])
    below = rows[index + 1 : index + 31]
    if is_counting(block, row) and not _counts_on(block, row, below):
        return "counting", say("row {row} numbers the columns", row=row)
    if is_obligations(block, row):
        return "obligation", say("row {row} says which columns must be filled: “{text}”", row=row, text=text)
    if _is_example(block, row):
        return "example", say("row {row} is marked as an example: “{text}”", row=row, text=text)
    if _is_counts(sorting, row, below):
        return "total", say("row {row} holds nothing but numbers, in columns of words", row=row)
    if _is_guidance(sorting, row, below):
        return "guidance", say("row {row} says what to fill in: “{text}”", row=row, text=text)
    return _tell_lone(sorting, row, has_below=bool(below))


def _counts_on(block: Block, row: int, below: list[int]) -> bool:
    """Tell whether the rows below hold numbers throughout too, so that a row of numbers is nothing special."""
    if not below:
        return False
    kinds = [kind_of(block.value(below[0], column)) for column in block.columns(row)]
    return all(kind == "number" for kind in kinds)


def _is_example(block: Block, row: int) -> bool:
    """Tell whether a row is marked as an example: in its first cell, in a cell of its own, or in most cells."""
    texts = block.texts(row)
    marked = [is_example(text) for text in texts]
    return marked[0] or any(is_example(text, alone=True) for text in texts) or sum(marked) >= max(2, 0.5 * len(texts))


def _is_counts(sorting: Sorting, row: int, below: list[int]) -> bool:
    """Tell whether a row holds only numbers where the columns hold words, as counts above the data do."""
    block = sorting.block
    columns = block.columns(row)
    if len(below) < 3 or not columns or any(kind_of(block.value(row, column)) != "number" for column in columns):
        return False
    traits = read_shape(block, below).traits
    words = [column for column in columns if column in traits and traits[column].main not in {"number", None}]
    return len(words) >= max(2, 0.7 * len(columns))


def _is_guidance(sorting: Sorting, row: int, below: list[int]) -> bool:
    """Tell whether a row says what to fill in, by its words and by how little it is like the rows below it."""
    block = sorting.block
    columns = block.columns(row)
    values = [block.value(row, column) for column in columns]
    if len(columns) < 2 or sum(isinstance(value, str) for value in values) < 0.9 * len(values):
        return False
    texts = block.texts(row)
    told = sum(map(is_guidance, texts)) / len(texts)
    plain = sum(kind_of(value) in PLAIN for value in values) / len(values)
    if plain < 0.75:
        return False
    asked = sum(map(is_instruction, texts)) / len(texts)
    if not below:
        if len(texts) < 0.6 * len(sorting.header.headings):
            return False
        long = sum(len(text) > 25 for text in texts) / len(texts)
        return plain == 1.0 and (told >= 0.5 or (told >= 0.3 and long >= 0.6) or (long >= 0.75 and len(texts) > 3))
    return _differs_below(block, row, below, (told, asked))


def _differs_below(block: Block, row: int, below: list[int], told: tuple[float, float]) -> bool:
    """Tell whether a row of words stands over columns of something else, judged the milder the more it instructs.

    ``told`` is the share of cells with a word that guidance uses, and of those that plainly ask for something.
    """
    words, asked = told
    odds = [odd for column in block.columns(row) if (odd := _weigh_odds(block, row, column, below)) is not None]
    matched = sum(odd == 1.0 for odd in odds) / (len(odds) or 1)
    chance = prod(odds)
    if matched:
        return matched <= 0.25 and words >= 0.3 and chance < 0.01
    phrases = sum(" " in text for text in block.texts(row)) / len(block.columns(row))
    return (
        (asked >= 0.5 and len(block.columns(row)) > 2)
        or (words >= 0.3 and chance < 0.2)
        or (phrases >= 0.5 and len(odds) > 1 and chance < 0.02)
    )


def _weigh_odds(block: Block, row: int, column: int, below: list[int]) -> float | None:
    """Tell how likely a cell is data: 1 where it is like one below it; None where nothing is below.

    A cell of another kind than nearly all below is unlikely, and so is a new value in a column that keeps repeating its
    values (the share of values that come once estimates how often a new one comes: Good 1953).
    """
    values = [value for other in below if (value := block.value(other, column)) is not None]
    if not values:
        return None
    kinds, kind = [kind_of(value) for value in values], kind_of(block.value(row, column))
    least = 1 / (len(values) + 2)
    if kind not in PLAIN and kind in kinds:
        return 1.0
    alike = sum(other in PLAIN for other in kinds) / len(kinds)
    if alike < 0.5:
        return max(least, alike)
    texts = Counter(text_of(value) for value in values)
    if block.text(row, column) in texts:
        return 1.0
    return max(least, min(0.9, sum(count == 1 for count in texts.values()) / len(values)))


def _tell_lone(sorting: Sorting, row: int, *, has_below: bool) -> tuple[LeftOutKind, Message] | None:
    """Tell what a single cell directly under the header is: the first section, or a remark."""
    block = sorting.block
    if not block.is_single(row) or not has_below or sorting.shape.usual < 3:
        return None
    if is_section(sorting, row):
        return "section", _name_section(block, row)
    text = block.texts(row)[0]
    column = block.columns(row)[0]
    if len(text) > _LONG_NOTE or is_note(text) or is_guidance(text):
        return ("guidance" if not is_note(text) else "note"), say("row {row} holds a single remark", row=row)
    return None if sorting.shape.names >> column - 1 & 1 else ("note", say("row {row} holds a single remark", row=row))


def _name_section(block: Block, row: int) -> Message:
    text = shorten(block.texts(row)[0])
    return say("row {row} only names a group of rows: “{text}”", row=row, text=text)


def is_section(sorting: Sorting, row: int) -> bool:
    """Tell whether a row only names a group of the rows below it.

    A row of which only the key or the title is filled is data, unless the cell is merged or bold, or is no such key.
    """
    block, shape = sorting.block, sorting.shape
    if not block.is_single(row) or block.covered.get(row, 0) & shape.names or shape.usual < 3:
        return False
    column = block.columns(row)[0]
    text = block.text(row, column)
    if block.is_wide(row, column):
        return True
    if kind_of(block.value(row, column)) not in PLAIN or len(text) > 100:
        return False
    trait = shape.traits.get(column)
    if (row, column) in block.sheet.bold and not _is_bold_column(sorting, column):
        return True
    if trait is None or trait.is_typed:
        return column <= max(shape.key, shape.title, shape.first + 1)
    return is_group(text) and column in {shape.first, shape.key}


def _is_bold_column(sorting: Sorting, column: int) -> bool:
    """Tell whether a column is bold in the body too."""
    block = sorting.block
    rows = [row for row in block.rows[sorting.header.end :][:60] if not block.is_single(row)]
    return sum((row, column) in block.sheet.bold for row in rows) > 0.3 * len(rows)


def _leave_between(sorting: Sorting, rows: list[int]) -> None:
    """Leave out sections and sums amid the body; only rows with few cells are looked at."""
    block, usual = sorting.block, sorting.shape.usual
    few = max(1, usual // 2)
    for row in rows:
        if block.masks[row].bit_count() > few:
            continue
        if is_section(sorting, row):
            sorting.leave(row, "section", _name_section(block, row))
        elif is_sum(sorting, row):
            sorting.leave(row, "total", name_sum(block, row))
