"""One sheet's XML to a Sheet: openpyxl parses the cells, and no object per cell is kept.

openpyxl's own worksheet would hold an object per cell, formatted empty ones included, and one per cell of every merged
range. Its parser underneath (WorkSheetParser, which its read-only mode uses too) gives plain values together with
hyperlinks, merged ranges and hidden rows in one pass, in a third of the memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from toolkit.model.grid import Area, CellError, CellValue, Position, Sheet
from toolkit.reading.links import is_link_formula, join_target, parse_link_formula

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of a workbook share: its strings, the epoch of its dates, and what its cell styles change.

    ``dates`` and ``durations`` hold the numbers of styles, ``padded`` gives the number formats of others.
    """

    workbook: str
    strings: Sequence[str]
    epoch: dt.datetime
    dates: Container[int]
    durations: Container[int]
    padded: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as its workbook lists it; ``targets`` holds where its hyperlinks lead to, by the ids of relationships."""

    name: str
    hidden: bool
    targets: Mapping[str, str]


class TooManyCoveredError(Exception):
    """Merged ranges and hyperlinks cover more cells than the limit allows."""


class CellParser(WorkSheetParser):
    """openpyxl's parser of a sheet, which also keeps what cached values hide: formulas."""

    def __init__(self, stream: IO[bytes], shared: Shared) -> None:
        super().__init__(
            stream,
            shared.strings,
            data_only=True,
            epoch=shared.epoch,
            date_formats=shared.dates,
            timedelta_formats=shared.durations,
        )
        self.uncached: set[Position] = set()
        self.link_formulas: dict[Position, str] = {}

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Parse a cell as openpyxl does, and note its formula."""
        cell: dict[str, Any] = super().parse_cell(element)
        if len(element) and element[0].tag == FORMULA_TAG:  # a formula comes first (ECMA-376 part 1, CT_Cell)
            self._keep_formula(element, cell)
        return cell

    def _keep_formula(self, element: Any, cell: dict[str, Any]) -> None:
        """Note a formula without a calculated value, and one that makes a hyperlink."""
        position = (cell["row"], cell["column"])
        _check_position(position)
        if cell["value"] is None and not _is_empty_text(element):
            self.uncached.add(position)
        formula = element[0]
        text = formula.text or ""
        if formula.get("t") == "shared" and (is_link_formula(text) or formula.get("si") in self.shared_formulae):
            move: Any = self.parse_formula  # which the stubs leave untyped
            text = move(element)
        if is_link_formula(text):
            self.link_formulas[position] = text


def _check_position(position: Position) -> None:
    """Raise ValueError for a cell beyond the end of any sheet, which only damage or malice brings about."""
    row, column = position
    if not (0 < row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(position)


def _is_empty_text(element: Any) -> bool:
    """Tell whether a formula was calculated to an empty text, which programs write as a text with an empty value."""
    return element.get("t") == "str" and element.find(VALUE_TAG) is not None


@dataclass(slots=True)
class _Content:
    """What has been read of a sheet so far; ``rows`` end with their last value."""

    rows: dict[int, list[CellValue]] = field(default_factory=dict)
    formats: dict[Position, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def take(self, cells: list[dict[str, Any]], padded: Mapping[int, str]) -> None:
        """Keep the values of a row's cells; mere formatting is left out."""
        values: list[CellValue] = []
        for cell in cells:
            value = cell["value"]
            if value is None or value == "":
                continue
            column = cell["column"]
            if cell["data_type"] == "e":
                value = CellError(value)
            elif cell["data_type"] == "n" and cell["style_id"] in padded:
                self.formats[cell["row"], column] = padded[cell["style_id"]]
            if column > len(values):
                values.extend([None] * (column - len(values)))
            values[column - 1] = value
        if values:
            self.rows[cells[0]["row"]] = values
            _check_position((cells[0]["row"], len(values)))

    def bound(self) -> Area:
        """Give the rectangle that holds all values."""
        return Area(1, 1, max(self.rows, default=0), max(map(len, self.rows.values()), default=0))

    def clear(self, position: Position) -> None:
        """Empty a cell."""
        row, column = position
        values = self.rows.get(row, [])
        if column <= len(values):
            values[column - 1] = None

    def freeze(self) -> tuple[tuple[CellValue, ...], ...]:
        """Give all rows from the first to the last that holds a value, each up to its last value."""
        for values in self.rows.values():
            while values and values[-1] is None:
                values.pop()
        last = max((row for row, values in self.rows.items() if values), default=0)
        return tuple(tuple(self.rows.pop(row, ())) for row in range(1, last + 1))


def read_sheet(stream: IO[bytes], shared: Shared, part: Part, limit: int) -> Sheet:
    """Read one sheet from its XML.

    ``limit`` bounds the cells that merged ranges and hyperlinks over ranges may cover. Beyond it TooManyCoveredError is
    raised; on a broken sheet whatever openpyxl raises.
    """
    parser = CellParser(stream, shared)
    content = _collect(parser, shared.padded)
    bound = content.bound()
    merged = tuple(_list_merged(parser))
    linked = [(parse_area(link.ref), _target(link, part)) for link in parser.hyperlinks.hyperlink]
    if sum(_count(_clip(area, bound)) for area in (*merged, *(area for area, _ in linked))) > limit:
        raise TooManyCoveredError
    anchors = _clear_covered(content, merged, bound)
    bare = Sheet(shared.workbook, part.name, content.freeze(), formats=content.formats, merged=merged)
    last_row = max([bound.last_row, *(row for row, _ in parser.uncached)])
    last_column = max([bound.last_column, *(column for _, column in parser.uncached)])
    return replace(
        bare,
        links={**_place_links(bare, linked, anchors), **_calculate_links(bare, parser)},
        hidden_rows=frozenset(row for row in content.hidden_rows if row <= last_row),
        hidden_columns=frozenset(_list_hidden_columns(parser, last_column)),
        uncached=frozenset(parser.uncached),
        hidden=part.hidden,
    )


def _collect(parser: CellParser, padded: Mapping[int, str]) -> _Content:
    """Parse all rows; what the parser notes of a row is let go at once, as a million rows may be formatted."""
    content = _Content()
    for number, cells in parser.parse():
        attributes = parser.row_dimensions.pop(str(number), {})
        content.take(cells, padded)
        if attributes.get("hidden") in {"1", "true"}:
            content.hidden_rows.add(number)
    return content


def parse_area(ref: str) -> Area:
    """Read a range's address; whole columns and whole rows reach to the sheet's end. Raises ValueError.

    >>> parse_area("B2:C4"), parse_area("A:A").last_row
    (Area(first_row=2, first_column=2, last_row=4, last_column=3), 1048576)
    """
    first_column, first_row, last_column, last_row = range_boundaries(ref)
    return Area(first_row or 1, first_column or 1, last_row or LAST_ROW, last_column or LAST_COLUMN)


def _list_merged(parser: CellParser) -> Iterator[Area]:
    """List the merged ranges."""
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        yield Area(merged.min_row, merged.min_col, merged.max_row, merged.max_col)


def _list_hidden_columns(parser: CellParser, last: int) -> Iterator[int]:
    """List the hidden columns up to the last one that holds anything."""
    for attributes in parser.column_dimensions.values():
        if attributes.get("hidden") in {"1", "true"}:
            yield from range(int(attributes["min"]), min(int(attributes["max"]), last) + 1)


def _target(link: Any, part: Part) -> str:
    """Give where a hyperlink leads to. Raises KeyError where the file lacks its target."""
    return join_target(part.targets[link.id] if link.id else "", link.location or "")


def _clip(area: Area, bound: Area) -> Area:
    """Cut an area at the end of the content."""
    last_row, last_column = min(area.last_row, bound.last_row), min(area.last_column, bound.last_column)
    return Area(area.first_row, area.first_column, last_row, last_column)


def _count(area: Area) -> int:
    """Count the cells of an area, none where a cut left nothing."""
    rows, columns = area.last_row - area.first_row + 1, area.last_column - area.first_column + 1
    return max(rows, 0) * max(columns, 0)


def _clear_covered(content: _Content, merged: Sequence[Area], bound: Area) -> dict[Position, Position]:
    """Empty the cells that a merged range covers, as nobody sees them; give each the cell that is shown instead."""
    anchors: dict[Position, Position] = {}
    for area in merged:
        anchor = (area.first_row, area.first_column)
        for position in _clip(area, bound).positions():
            if position != anchor:
                content.clear(position)
                anchors[position] = anchor
    return anchors


def _place_links(
    sheet: Sheet, linked: Sequence[tuple[Area, str]], anchors: Mapping[Position, Position]
) -> dict[Position, str]:
    """Give each hyperlink to its cell, or to those cells of its range that hold anything."""
    links: dict[Position, str] = {}
    bound = Area(1, 1, len(sheet.rows), max(map(len, sheet.rows), default=0))
    for area, target in linked:
        alone = _count(area) == 1
        for position in area.positions() if alone else _clip(area, bound).positions():
            if alone or sheet.value(*position) is not None:
                links[anchors.get(position, position)] = target
    return links


def _calculate_links(sheet: Sheet, parser: CellParser) -> dict[Position, str]:
    """Give the targets that formulas make, except where the formula was calculated to nothing."""
    targets = {
        position: parse_link_formula(formula, sheet.shown)
        for position, formula in parser.link_formulas.items()
        if position in parser.uncached or sheet.value(*position) is not None
    }
    return {position: target for position, target in targets.items() if target}
