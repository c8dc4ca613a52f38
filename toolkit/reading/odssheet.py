"""One sheet of an OpenDocument spreadsheet, put together row by row; what is repeated and empty is only counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from toolkit.model.grid import Area, CellValue, Position, Sheet
from toolkit.reading.area import LAST_COLUMN, LAST_ROW, clip_area, count_cells
from toolkit.reading.container import Limits
from toolkit.reading.links import is_link_formula, parse_link_formula
from toolkit.reading.odscell import (
    OFFICE,
    TABLE,
    find_format,
    is_uncached,
    read_comment,
    read_link,
    read_text,
    read_value,
)
from toolkit.reading.odsstyles import Rules, Styles, translate_formula

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_AREAS = 100_000
_HIDDEN = frozenset({"collapse", "filter"})

_COLUMNS_REPEATED = f"{TABLE}number-columns-repeated"
_ROWS_REPEATED = f"{TABLE}number-rows-repeated"
_COLUMNS_SPANNED = f"{TABLE}number-columns-spanned"
_ROWS_SPANNED = f"{TABLE}number-rows-spanned"
_VALUE_TYPE = f"{OFFICE}value-type"
_STYLE_NAME = f"{TABLE}style-name"
_DEFAULT_STYLE = f"{TABLE}default-cell-style-name"
_RULE = f"{TABLE}content-validation-name"
_FORMULA = f"{TABLE}formula"
_COVERED = f"{TABLE}covered-table-cell"


class TooManyCellsError(Exception):
    """A sheet repeats or merges cells so often that it claims more of them than the limits allow."""


@dataclass(slots=True)
class _Marks:
    """What is noted of single cells."""

    links: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)
    formats: dict[Position, str] = field(default_factory=dict)
    comments: dict[Position, str] = field(default_factory=dict)
    uncached: set[Position] = field(default_factory=set)
    struck: set[Position] = field(default_factory=set)
    bold: set[Position] = field(default_factory=set)


@dataclass(slots=True)
class _Row:
    """The row at hand: where it stands, how often it is repeated, its cells' default style, and its values so far."""

    number: int
    repeated: int
    style: str
    values: list[CellValue] = field(default_factory=list)
    column: int = 1


class OdsSheet:
    """Takes a sheet's columns, rows and cells as they are read, and gives the Sheet in the end.

    ``is_cache`` is to be set where the table only keeps a copy of another workbook's cells.
    """

    def __init__(self, table: Element, styles: Styles, limits: Limits) -> None:
        self._name = table.get(f"{TABLE}name", "")
        self._hidden = table.get(_STYLE_NAME, "") in styles.hidden
        self._styles = styles
        self._limits = limits
        self._marks = _Marks()
        self._rows: list[tuple[CellValue, ...]] = []
        self._row = _Row(1, 1, "")
        self._next_row = 1
        self._next_column = 1
        self._column_ends: list[int] = []
        self._column_styles: list[str] = []
        self._hidden_rows: list[range] = []
        self._hidden_columns: list[range] = []
        self._merged: list[Area] = []
        self._rules: dict[str, list[Area]] = {}
        self._claimed = 0
        self._marked = 0
        # LibreOffice keeps the cells that formulas take from other workbooks in tables named 'file:///…'#$Sheet.
        self.is_cache = "'#$" in self._name

    def take_column(self, column: Element) -> None:
        """Take a column's visibility and the style of its cells."""
        after = self._next_column + _read_count(column, _COLUMNS_REPEATED)
        if column.get(f"{TABLE}visibility") in _HIDDEN:
            self._hidden_columns.append(range(self._next_column, after))
        self._column_ends.append(after)
        self._column_styles.append(column.get(_DEFAULT_STYLE, ""))
        self._next_column = after

    def start_row(self, row: Element) -> None:
        """Begin a row."""
        repeated = _read_count(row, _ROWS_REPEATED)
        self._row = _Row(self._next_row, repeated, row.get(_DEFAULT_STYLE, ""))
        if row.get(f"{TABLE}visibility") in _HIDDEN:
            self._hidden_rows.append(range(self._next_row, self._next_row + repeated))
        self._next_row += repeated

    def take_cell(self, cell: Element) -> None:
        """Take a cell of the row; one that is covered by another is only counted."""
        row = self._row
        attributes = cell.attrib
        repeated = _read_count(cell, _COLUMNS_REPEATED) if _COLUMNS_REPEATED in attributes else 1
        first, row.column = row.column, row.column + repeated
        if cell.tag == _COVERED:
            return
        if _RULE in attributes:
            self._take_rule(attributes[_RULE], first, repeated)
        if _COLUMNS_SPANNED in attributes or _ROWS_SPANNED in attributes:
            self._take_span(cell, first)
        if len(cell) or _VALUE_TYPE in attributes or _FORMULA in attributes:
            self._take_content(cell, first, repeated)

    def _take_content(self, cell: Element, first: int, repeated: int) -> None:
        """Take a cell's value and what is noted of it."""
        shown = read_text(cell)
        style = cell.get(_STYLE_NAME) or self._row.style or self._find_column_style(first)
        value = read_value(cell, shown, long=style in self._styles.long)
        uncached = value is None and is_uncached(cell)
        if value is None and not uncached:
            return
        self._claim(first + repeated - 1, filled=value is not None)
        if value is not None:
            values = self._row.values
            if first > len(values) + 1:
                values.extend([None] * (first - 1 - len(values)))
            values.extend([value] * repeated)
        notes, flags = self._list_marks(cell, value, shown, style)
        if uncached:
            flags.append(self._marks.uncached)
        if notes or flags:
            self._mark(notes, flags, first, repeated)

    def _claim(self, last: int, *, filled: bool) -> None:
        """Count the rectangle up to a filled cell.

        Raises TooManyCellsError, and ValueError beyond the end of any sheet.
        """
        if last > LAST_COLUMN or self._row.number + self._row.repeated - 1 > LAST_ROW:
            raise ValueError(last)
        grown = (last - len(self._row.values)) * self._row.repeated if filled else self._row.repeated
        self._claimed += grown
        if self._claimed > self._limits.cells:
            raise TooManyCellsError

    def _list_marks(
        self, cell: Element, value: CellValue, shown: str, style: str
    ) -> tuple[list[tuple[dict[Position, str], str]], list[set[Position]]]:
        """List what there is to note of a cell beside its value: texts, and flags."""
        marks = self._marks
        notes = [(marks.formats, find_format(value, shown))]
        if len(cell) > 1 or (len(cell) and len(cell[0])):
            notes += [(marks.links, read_link(cell)), (marks.comments, read_comment(cell))]
        if _FORMULA in cell.attrib:
            notes.append((marks.formulas, _find_link_formula(cell)))
        looks = ((marks.struck, self._styles.struck), (marks.bold, self._styles.bold))
        return [note for note in notes if note[1]], [places for places, styles in looks if style in styles]

    def _mark(
        self, notes: list[tuple[dict[Position, str], str]], flags: list[set[Position]], first: int, repeated: int
    ) -> None:
        """Note something of a cell at each place where it is repeated."""
        for position in self._count_positions(first, repeated):
            for texts, text in notes:
                texts[position] = text
            for places in flags:
                places.add(position)

    def _count_positions(self, first: int, repeated: int) -> Iterator[Position]:
        """List the places of a cell, repeated ones too; raises TooManyCellsError where they are too many."""
        if repeated * self._row.repeated > 1:
            self._marked += repeated * self._row.repeated
            if self._marked > self._limits.covered:
                raise TooManyCellsError
        for row in range(self._row.number, self._row.number + self._row.repeated):
            for column in range(first, first + repeated):
                yield row, column

    def _take_rule(self, rule: str, first: int, repeated: int) -> None:
        """Note where a rule holds; what lies below the same columns belongs to the range above."""
        area = Area(self._row.number, first, self._row.number + self._row.repeated - 1, first + repeated - 1)
        areas = self._rules.setdefault(rule, [])
        for index in range(len(areas) - 1, max(len(areas) - 9, -1), -1):
            above = areas[index]
            if (above.last_row + 1, above.first_column, above.last_column) == (area.first_row, first, area.last_column):
                areas[index] = replace(above, last_row=area.last_row)
                return
        if len(areas) < _MOST_AREAS:
            areas.append(area)

    def _take_span(self, cell: Element, first: int) -> None:
        """Note the range that a cell covers with others."""
        columns = _read_count(cell, _COLUMNS_SPANNED)
        rows = _read_count(cell, _ROWS_SPANNED)
        if rows * columns > 1:
            if len(self._merged) >= _MOST_AREAS * 10:
                raise TooManyCellsError
            last_row, last_column = self._row.number + rows - 1, first + columns - 1
            self._merged.append(Area(self._row.number, first, min(last_row, LAST_ROW), min(last_column, LAST_COLUMN)))

    def _find_column_style(self, column: int) -> str:
        """Give the style that the cells of a column have by default."""
        index = bisect_right(self._column_ends, column)
        return self._column_styles[index] if index < len(self._column_styles) else ""

    def end_row(self) -> None:
        """Keep the row's values."""
        row = self._row
        if row.values:
            self._rows.extend([()] * (row.number - 1 - len(self._rows)))
            self._rows.extend([tuple(row.values)] * row.repeated)

    def freeze(self, workbook: str, rules: Rules) -> Sheet:
        """Give the sheet, with what is hidden as far as the content reaches. Raises TooManyCellsError."""
        marks = self._marks
        last_row = max([len(self._rows), *(row for row, _ in marks.uncached)])
        last_column = max([max(map(len, self._rows), default=0), *(column for _, column in marks.uncached)])
        bound = Area(1, 1, last_row, last_column)
        if sum(count_cells(clip_area(area, bound)) for area in self._merged) > self._limits.covered:
            raise TooManyCellsError
        sheet = Sheet(
            workbook,
            self._name,
            tuple(self._rows),
            formats=marks.formats,
            merged=tuple(self._merged),
            hidden_rows=frozenset(_expand(self._hidden_rows, last_row)),
            hidden_columns=frozenset(_expand(self._hidden_columns, last_column)),
            uncached=frozenset(marks.uncached),
            hidden=self._hidden,
            comments=marks.comments,
            struck=frozenset(marks.struck),
            bold=frozenset(marks.bold),
            lists=rules.attach(self._rules, bound),
        )
        targets = {position: parse_link_formula(formula, sheet.shown) for position, formula in marks.formulas.items()}
        return replace(sheet, links={**marks.links, **{place: target for place, target in targets.items() if target}})


def _read_count(element: Element, attribute: str) -> int:
    """Read how often something is repeated, once where nothing sensible is said."""
    text = element.get(attribute)
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 9 else 1


def _find_link_formula(cell: Element) -> str:
    """Give a cell's formula as Excel writes it if it makes a link, else ""."""
    formula = cell.get(_FORMULA, "")
    return translate_formula(formula) if is_link_formula(formula) else ""


def _expand(ranges: list[range], last: int) -> Iterator[int]:
    """List the numbers of ranges, up to the last one that counts."""
    for numbers in ranges:
        yield from range(numbers.start, min(numbers.stop, last + 1))
