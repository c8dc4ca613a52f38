"""Header lines: which row of a block names its columns, and which rows above and below it belong to the header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.model.grid import CellValue
from toolkit.reading.blocks import Block
from toolkit.reading.kinds import PLAIN, is_year, kind_of, weigh_label
from toolkit.reading.words import is_banner, is_example, is_guidance, is_instruction, is_obligation, is_total

Knows = Callable[[str], float]
"""Tells how sure a text is a known heading, 0 to 1."""

ENOUGH = 0.52
"""The score from which a row is taken for a header."""

SURE = 0.66
"""The score from which a row is taken for a header even where a table could go on."""

_BELOW = 25
_SEARCHED = 60
_PROBED = 4
_BETTER = 8


@dataclass(frozen=True, slots=True)
class Line:
    """How much a row looks like a header; every share is 0 to 1.

    ``label`` is how much its cells look like headings, ``known`` how sure they are known headings, ``full`` how many of
    the columns below it names, ``contrast`` how many of them hold something else than words like itself.
    """

    row: int
    index: int
    cells: int
    label: float = 0.0
    known: float = 0.0
    full: float = 0.0
    contrast: float = 0.0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Header:
    """Header rows with the headings of each column, line by line; ``start`` and ``end`` are indices of block rows.

    ``end`` is that of the first row below the header.
    """

    rows: tuple[int, ...]
    start: int
    end: int
    line: Line
    headings: dict[int, tuple[str, ...]]

    @property
    def score(self) -> float:
        """How sure the header is one, 0 to 1."""
        return self.line.score

    def names(self) -> dict[int, str]:
        """Give each column's last line."""
        return {column: next((line for line in reversed(lines) if line), "") for column, lines in self.headings.items()}


def find_line(block: Block, start: int, knows: Knows) -> Line | None:
    """Find the row that looks most like the first header from an index on, enough or not.

    A row of two cells gives way to a wider one further down: above tables stand lines such as "Amt: | Grünes Amt".
    """
    lines: list[Line] = []
    first: Line | None = None
    for line in _score_lines(block, start, knows):
        lines.append(line)
        if first is None and line.score >= ENOUGH and line.cells > 2:
            first = line
        if first and line.index >= first.index + _BETTER:
            break
    first = first or next((line for line in lines if line.score >= ENOUGH), None)
    if first is None:
        return max(lines, key=lambda line: (line.score, -line.index), default=None)
    return _prefer_better(first, lines, block)


def _score_lines(block: Block, start: int, knows: Knows) -> Iterator[Line]:
    """Score the rows that may be headers, as far down as a first header may stand."""
    seen = 0
    for index in range(start, len(block.rows)):
        row = block.rows[index]
        if block.is_single(row) and block.last > block.first:
            continue
        seen += 1
        if seen > _SEARCHED:
            return
        if not is_pattern(block, row):
            yield score_line(block, index, knows, start)


def _prefer_better(first: Line, lines: list[Line], block: Block) -> Line:
    """Take a clearly better row shortly below the first one, with no blank row between that would part them."""
    best = first
    for line in lines:
        if first.index < line.index <= first.index + _BETTER:
            gap = any(block.has_gap(index) for index in range(first.index + 1, line.index + 1))
            if gap and first.cells > 2 and (best.full >= 0.6 or line.index > best.index + 3):
                break
            if line.score > best.score + 0.06 or _is_below_groups(best, line):
                best = line
    return best


def _is_below_groups(upper: Line, line: Line) -> bool:
    """Tell whether a row names all columns where the row right above it names only some, as groups do."""
    nearly = line.score > upper.score - 0.15 and line.label >= 0.8
    return line.index == upper.index + 1 and nearly and line.full >= upper.full + 0.25


def is_pattern(block: Block, row: int) -> bool:
    """Tell whether a row only numbers the columns or says which must be filled."""
    return is_counting(block, row) or is_obligations(block, row)


def is_counting(block: Block, row: int) -> bool:
    """Tell whether a row numbers the columns (1, 2, 3 …) or gives them letters (A, B, C …)."""
    columns = block.columns(row)
    if len(columns) < 3 or len(block.text(row, columns[0])) > 6:
        return False
    marks = [_read_mark(block, row, column) for column in columns[:_PROBED]]
    letters = [chr(ord("a") + place) for place in range(len(marks))]
    if not all(map(str.isdecimal, marks)) and marks != letters:
        return False
    marks += [_read_mark(block, row, column) for column in columns[_PROBED:]]
    if all(mark.isdecimal() and len(mark) < 4 for mark in marks):
        numbers = [int(mark) for mark in marks]
        steps = [after - before for before, after in pairwise(numbers)]
        return (
            numbers[0] <= 1
            and all(step >= 1 for step in steps)
            and sum(step == 1 for step in steps) >= 0.8 * len(steps)
        )
    return marks == [chr(ord("a") + place) for place in range(len(marks))]


def _read_mark(block: Block, row: int, column: int) -> str:
    """Read a number or letter of a column, whatever stands around it."""
    return block.text(row, column).strip("().[] ").removeprefix("Sp").strip(". ").casefold()


def is_obligations(block: Block, row: int) -> bool:
    """Tell whether a row says which columns must be filled; its first cell may name the row."""
    columns = block.columns(row)
    if len(columns) < 2 or not all(is_obligation(block.text(row, column)) for column in columns[1:3]):
        return False
    texts = block.texts(row)
    marked = [is_obligation(text) for text in texts]
    if len(texts) > 2 and not marked[0] and all(marked[1:]):
        return len(texts[0]) <= 40 and len({text.casefold() for text in texts[1:]}) <= 4
    return len(texts) >= 2 and sum(marked) >= max(2, 0.85 * len(texts))


def score_line(block: Block, index: int, knows: Knows, start: int = 0) -> Line:
    """Score one row by its own cells and the rows around it; ``start`` bounds what counts as above."""
    row = block.rows[index]
    columns = block.columns(row)[:200]
    values = [block.value(row, column) for column in columns]
    texts = [block.text(row, column) for column in columns]
    label = sum(map(weigh_heading, values)) / len(values)
    distinct = len({text.casefold() for text in texts}) / len(texts)
    known = sum(knows(text) for text in texts) / len(texts)
    below = [other for other in _rows_below(block, index) if not _is_same(block, row, other, columns)]
    full, contrast = _measure_fullness(block, row, below), _measure_contrast(block, row, columns, below)
    bold = _measure_bold(block, row, columns, below)
    score = 0.32 * label + 0.1 * distinct + 0.16 * min(1.0, full * 1.2) + 0.14 * min(1.0, max(-1.0, contrast * 1.5))
    score += 0.26 * min(1.0, known * 1.25) + 0.05 * min(1.0, len(below) / 2) + 0.1 * bold
    similar = _count_similar_above(block, index, start)
    score -= 0.1 * min(4, similar) + 0.05 * bool(similar) + 0.25 * (len(columns) <= 2 and full < 0.7)
    score -= 0.3 * _measure_odd(texts) + 0.5 * max(0.0, 0.5 - full)
    if label < 0.5 and known < 0.5:
        score -= 0.2
    return Line(row, index, len(columns), label, known, full, contrast, max(0.0, min(1.0, score)))


def _is_same(block: Block, row: int, other: int, columns: list[int]) -> bool:
    """Tell whether another row says the same in nearly all columns, as a header does that is repeated."""
    if block.value(row, columns[0]) != block.value(other, columns[0]) and len(columns) < 4:
        return False
    return sum(block.value(row, column) == block.value(other, column) for column in columns) >= 0.8 * len(columns)


def weigh_heading(value: CellValue) -> float:
    """Tell how much a cell looks like a heading, 0 to 1; an empty one does not."""
    return 0.0 if value is None else weigh_label(value)


def _measure_odd(texts: list[str]) -> float:
    """Give the share of texts that open examples, totals or guidance, or read like "Stand: 1.3."."""
    if _are_labels_and_values(texts):
        return 1.0
    odd = sum(
        is_example(text)
        or is_instruction(text)
        or (is_total(text) and text.endswith(":"))
        or (": " in text and is_banner(text))
        or (len(text) > 40 and is_guidance(text) and text[-1:] in ".!)")
        for text in texts
    )
    return odd / len(texts)


def _are_labels_and_values(texts: list[str]) -> bool:
    """Tell whether texts are labels with their values, as in letterheads: "Telefon: | 0999 555-0"."""
    ends = [text.endswith(":") for text in texts]
    return len(texts) % 2 == 0 and all(ends[::2]) and not any(ends[1::2])


def _rows_below(block: Block, index: int) -> list[int]:
    """List the next rows, up to a blank row behind the first of them; single cells are passed over."""
    rows: list[int] = []
    for place in range(index + 1, min(len(block.rows), index + 1 + 2 * _BELOW)):
        row = block.rows[place]
        if rows and block.has_gap(place):
            break
        if is_pattern(block, row) or (block.is_single(row) and not block.is_single(block.rows[index])):
            continue
        rows.append(row)
        if len(rows) == _BELOW:
            break
    return rows


def _measure_fullness(block: Block, row: int, below: list[int]) -> float:
    """Give the share of the columns filled below that the row fills too."""
    union = 0
    for other in below:
        union |= block.masks[other]
    own = block.masks[row]
    return (own & union).bit_count() / union.bit_count() if union else 0.8


def _measure_contrast(block: Block, row: int, columns: list[int], below: list[int]) -> float:
    """Give the share of columns whose cells below are of another kind, longer, or repeat each other but not the row."""
    votes = []
    for column in columns:
        values = [value for other in below if (value := block.value(other, column)) is not None]
        if values:
            votes.append(_contrasts(block.value(row, column), values))
    return sum(votes) / len(votes) if votes else 0.0


def _contrasts(own: CellValue, values: Sequence[CellValue]) -> float:
    """Tell how much a cell differs from those below it: 1, 0, or -1 where it is one of them."""
    if isinstance(own, str) and own in values:
        return -1.0
    kinds = [kind_of(value) for value in values]
    main = max(set(kinds), key=lambda kind: (kinds.count(kind), kind))
    if main not in PLAIN and kinds.count(main) >= 0.6 * len(kinds):
        return (
            1.0
            if kind_of(own) != main or (main == "number" and is_year(own) and not any(map(is_year, values)))
            else 0.0
        )
    lengths = [len(value) for value in values if isinstance(value, str)]
    if lengths and sum(lengths) / len(lengths) > max(30, 2.5 * len(str(own))):
        return 1.0
    return 1.0 if len(values) >= 4 and len(set(values)) <= len(values) / 2 else 0.0


def _measure_bold(block: Block, row: int, columns: list[int], below: list[int]) -> float:
    """Tell whether the row is bold where those below it are not."""
    bold = block.sheet.bold
    if not bold or not sum((row, column) in bold for column in columns) >= 0.7 * len(columns):
        return 0.0
    others = [(other, column) in bold for other in below[:8] for column in block.columns(other)[:20]]
    return 1.0 - sum(others) / len(others) if others else 1.0


def _count_similar_above(block: Block, index: int, start: int) -> int:
    """Count the rows above, up to a blank row, that fill most of the same columns."""
    mask, count = block.masks[block.rows[index]], 0
    for place in range(index - 1, max(start, index - 6) - 1, -1):
        if block.has_gap(place + 1):
            break
        row = block.rows[place]
        shared = (mask & block.masks[row]).bit_count()
        if block.masks[row].bit_count() < min(3, mask.bit_count()):
            continue
        if (
            shared > 1
            and shared >= 0.6 * mask.bit_count()
            and not is_pattern(block, row)
            and not is_repeating(block, row)
        ):
            count += 1
    return count


def is_repeating(block: Block, row: int) -> bool:
    """Tell whether a row repeats its texts side by side, as unmerged group labels do."""
    texts = block.texts(row)
    return len(texts) >= 4 and len(set(texts)) <= len(texts) / 2 and all(len(text) <= 40 for text in texts)


def is_repeated(block: Block, row: int, header: Header) -> bool:
    """Tell whether a row says again what one of the header's lines says."""
    columns = block.columns(row)
    if not columns or columns[0] > block.last or len(columns) < 2:
        return False
    same = sum(block.text(row, column) in header.headings.get(column, ()) for column in columns)
    return same >= max(2, 0.7 * len(columns))
