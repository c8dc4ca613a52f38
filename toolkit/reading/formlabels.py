"""Where on a sheet field names stand below each other: the column of labels that a form begins with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from toolkit.model.grid import Area, Position, Sheet
from toolkit.reading.formwords import is_typed, read_head, strip_label
from toolkit.reading.text import clean

_LAST_ROW = 400
"""Forms are looked for in the first rows only: none has more fields than this."""

_LABEL_COLUMNS = 8
"""In how many of the first filled columns field names are looked for."""

_PROBE = 30
"""How many texts of a column are looked up before it is given up."""

_GAP = 12
"""How many rows may lie between two known field names of one form."""

KNOWN = 0.5
"""From which certainty a text counts as a known heading."""

CERTAIN = 0.7
"""From which certainty a text stands for a heading even where it is an argument against a form."""

_FEWEST = 2.4
_LONGEST_LABEL = 90
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")


@dataclass(slots=True)
class Page:
    """A sheet as a form is looked for in it: the texts of its first rows, and how well they are known as headings.

    Only the columns from ``first`` to ``last`` and the rows from ``top`` to ``bottom`` are looked at; 0 stands for the
    last one.
    """

    sheet: Sheet
    knows: Callable[[str], float]
    first: int = 1
    last: int = 0
    top: int = 1
    bottom: int = 0
    texts: dict[Position, str] = field(default_factory=dict, init=False)
    rows: dict[int, list[int]] = field(default_factory=dict, init=False)
    _known: dict[str, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        bottom = min(self.bottom or _LAST_ROW, _LAST_ROW)
        for row, values in enumerate(self.sheet.rows[self.top - 1 : bottom], start=self.top):
            for column, value in enumerate(values[self.first - 1 : self.last or None], start=self.first):
                text = clean(self.sheet.shown(row, column)) if value is not None else ""
                if text:
                    self.texts[row, column] = text
        for row, column in self.sheet.uncached:
            if self.top <= row <= bottom and self.first <= column <= (self.last or column):
                self.texts.setdefault((row, column), "")
        for row, column in sorted(self.texts):
            self.rows.setdefault(row, []).append(column)

    def text(self, row: int, column: int) -> str:
        """Give a cell's text in one line."""
        return self.texts.get((row, column), "")

    def is_filled(self, row: int, column: int) -> bool:
        """Tell whether a cell shows something, or may do so once its formula is calculated."""
        return (row, column) in self.texts

    def is_label(self, row: int, column: int) -> bool:
        """Tell whether a cell could hold a field name: a short text with letters that is no date and no address."""
        text = self.text(row, column)
        return (
            1 < len(text) <= _LONGEST_LABEL
            and isinstance(self.sheet.value(row, column), str)
            and any(map(str.isalpha, text))
            and len(text.split()) <= 12
            and not is_typed(text)
        )

    def known(self, text: str) -> float:
        """Tell how sure it is that a text is a known heading, marks and remarks in brackets aside."""
        if text not in self._known:
            bare = strip_label(text)
            tries = dict.fromkeys(part for part in (text, bare, _BRACKETS.sub("", bare)) if part)
            self._known[text] = max(min(max(self.knows(part), 0.0), 1.0) for part in tries) if tries else 0.0
        return self._known[text]

    def columns(self) -> list[int]:
        """List the columns that hold anything."""
        return sorted({column for _, column in self.texts})

    def count_known(self, row: int, but: int = 0) -> int:
        """Count the different texts of a row that are certainly headings, without those of one column.

        Values of records may be headings elsewhere ("WMS"). So a row counts for nothing if it goes on with the columns
        of the row above it.
        """
        if set(self.rows.get(row, ())) <= set(self.rows.get(row - 1, ())):
            return 0
        texts = {
            self.text(row, column)
            for column in self.rows.get(row, ())
            if column != but and self.is_label(row, column) and read_head(self.text(row, column)) is None
        }
        return sum(self.known(text) >= CERTAIN for text in texts)


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of field names: the rows from the first to the last known one that hold a label, and their worth.

    ``worth`` sums how well the labels are known; ``rival`` is the most headings that a row of the same block holds
    beside its label, as the header of an ordinary table does.
    """

    column: int
    rows: tuple[int, ...]
    worth: float
    rival: int

    @property
    def share(self) -> float:
        """How well the labels are known on average."""
        return self.worth / len(self.rows)

    @property
    def unlike(self) -> float:
        """How unlike a table with its header in a row the block is, from 0 to 1."""
        return max(0.0, 1 - self.rival / self.worth)


def find_labels(page: Page) -> Labels | None:
    """Find the column whose texts are field names; None where there is none."""
    found = [labels for column in page.columns()[:_LABEL_COLUMNS] if (labels := _try_column(page, column))]
    best = max(found, key=lambda labels: (_rate(page, labels), -labels.column), default=None)
    if best is None:
        return None
    return next((labels for labels in found if _is_left_of(page, labels, best)), best)


def _rate(page: Page, labels: Labels) -> float:
    """Tell how much a column of labels is to be preferred; technical names stand behind those that people read."""
    return labels.worth * labels.share * labels.unlike * (0.7 if _is_technical(page, labels) else 1.0)


def _is_technical(page: Page, labels: Labels) -> bool:
    """Tell whether most labels are names that programs use."""
    texts = [page.text(row, labels.column) for row in labels.rows]
    return sum(text.islower() and " " not in text for text in texts) > len(texts) / 2


def _is_left_of(page: Page, labels: Labels, best: Labels) -> bool:
    """Tell whether labels begin a form of its own left of the best ones: they say other things, with values between."""
    if labels.column >= best.column - 1 or labels.share < KNOWN or _is_technical(page, labels):
        return False
    own, other = ({page.text(row, one.column).casefold() for row in one.rows} for one in (labels, best))
    between = sum(any(labels.column < column < best.column for column in page.rows.get(row, ())) for row in labels.rows)
    return len(own & other) < 0.5 * len(own) and between >= 0.3 * len(labels.rows)


def _try_column(page: Page, column: int) -> Labels | None:
    """Take a column's best run of labels; None where too few of them are known."""
    rows = [row for row in sorted(page.rows) if page.is_label(row, column)]
    probe = dict.fromkeys(page.text(row, column) for row in rows[:_PROBE])
    if len(rows) < 3 or sum(known for text in probe if (known := page.known(text)) >= KNOWN) < _FEWEST:
        return None
    runs = [_measure(page, column, run) for run in _split(page, column, rows)]
    best = max(runs, key=lambda labels: labels.worth, default=None)
    return best if best and best.worth >= _FEWEST and best.share >= 0.3 and best.unlike >= 0.4 else None


def _split(page: Page, column: int, rows: list[int]) -> Iterator[list[int]]:
    """Part a column's labels into runs: at the headers of ordinary tables, and where long nothing is known."""
    run: list[int] = []
    last = 0
    for row in rows:
        known = page.known(page.text(row, column)) >= KNOWN
        header = page.count_known(row) >= 3 and page.count_known(row, but=column) >= 2
        if run and (header or (known and row - last > _GAP)):
            yield [one for one in run if one <= last]
            run = []
        if known and not header:
            last = row
        if not header and (run or known):
            run.append(row)
    if run:
        yield [row for row in run if row <= last]


def _measure(page: Page, column: int, rows: list[int]) -> Labels:
    """Weigh a run of labels. A text that repeats counts once."""
    texts = {page.text(row, column) for row in rows}
    worth = sum(known for text in texts if (known := page.known(text)) >= KNOWN)
    near = [row for row in page.rows if rows[0] - 3 <= row <= rows[-1]]
    return Labels(column, tuple(rows), worth, max((page.count_known(row, but=column) for row in near), default=0))


def covers(area: Area, row: int, column: int) -> bool:
    """Tell whether an area holds a cell."""
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column
