"""One sheet's XML to a Sheet: openpyxl parses the cells, and no object per cell is kept.

openpyxl's own worksheet would hold an object per cell, formatted empty ones included, and one per cell of every merged
range. Its parser underneath (WorkSheetParser, which its read-only mode uses too) gives plain values together with
hyperlinks, merged ranges and hidden rows in one pass, in a third of the memory.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, Any

from openpyxl.worksheet._reader import (
    COL_TAG,
    EXT_TAG,
    FORMULA_TAG,
    HYPERLINK_TAG,
    INLINE_STRING,
    MERGE_TAG,
    ROW_TAG,
    VALIDATION_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.worksheet.hyperlink import HyperlinkList
from openpyxl.worksheet.merge import MergeCells

from toolkit.model.grid import Area, CellError, CellValue, Position, Sheet, ValueList
from toolkit.reading.area import LAST_COLUMN, LAST_ROW, clip_area, count_cells, parse_area
from toolkit.reading.elements import read_elements
from toolkit.reading.links import is_link_formula, join_target, parse_link_formula
from toolkit.reading.styles import BOLD, STRUCK, RichText, parse_text
from toolkit.reading.text import is_blank
from toolkit.reading.validations import bound_lists, parse_lists

# Cells without a value, of which there may be millions. One that does not name its place counts for those behind it,
# and stays.
_ONLY_FORMATTED = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>')


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of a workbook share: its strings, the epoch of its dates, and what its cell styles change.

    ``dates`` and ``durations`` hold the numbers of styles, ``padded`` gives the number formats of others, ``looks`` how
    those look that are struck through or bold.
    """

    workbook: str
    strings: Sequence[str]
    epoch: dt.datetime
    dates: Container[int]
    durations: Container[int]
    padded: Mapping[int, str]
    looks: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet as its workbook lists it; ``targets`` holds where its hyperlinks lead to, by the ids of relationships."""

    name: str
    hidden: bool
    targets: Mapping[str, str]
    comments: Mapping[Position, str]


class TooManyCoveredError(Exception):
    """Merged ranges and hyperlinks cover more cells than the limit allows."""


class CellParser(WorkSheetParser):
    """openpyxl's parser of a sheet, which also keeps what cached values hide: formulas.

    It looks at nothing but what a Sheet holds, so that broken print settings or colour rules are no hindrance.
    """

    def __init__(self, stream: IO[bytes], shared: Shared) -> None:
        self.stream = stream
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
        self.lists: list[ValueList] = []

    def parse(self) -> Generator[tuple[int, list[dict[str, Any]]], None, None]:
        """Give the rows' cells, one row after the other, and keep what stands before and behind them."""
        rest: dict[str, Callable[[Any], object]] = {
            COL_TAG: self.parse_column_dimensions,
            MERGE_TAG: self._keep_merged,
            HYPERLINK_TAG: self._keep_links,
            VALIDATION_TAG: self._keep_lists,
            EXT_TAG: self._keep_lists,
        }
        element: Any  # openpyxl's stubs want less than an Element, but say so in a way that rules it out
        for element in read_elements(self.stream, _ONLY_FORMATTED):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag in rest:
                rest[element.tag](element)
                element.clear()

    def _keep_merged(self, element: Any) -> None:
        self.merged_cells = MergeCells.from_tree(element)

    def _keep_links(self, element: Any) -> None:
        links: Any = HyperlinkList.from_tree(element)
        self.hyperlinks = links

    def _keep_lists(self, element: Any) -> None:
        self.lists.extend(parse_lists(element))

    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Parse a cell as openpyxl does, and note its formula or the look of its own text's parts."""
        cell: dict[str, Any] = super().parse_cell(element)
        if len(element):
            tag = element[0].tag
            if tag == FORMULA_TAG:  # a formula comes first (ECMA-376 part 1, CT_Cell)
                self._keep_formula(element, cell)
            elif tag == INLINE_STRING and cell["value"]:
                cell["value"] = parse_text(element[0])
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
    struck: set[Position] = field(default_factory=set)
    bold: set[Position] = field(default_factory=set)

    def take(self, cells: list[dict[str, Any]], padded: Mapping[int, str], looks: Mapping[int, int]) -> None:
        """Keep the values of a row's cells; mere formatting is left out."""
        values: list[CellValue] = []
        for cell in cells:
            value = cell["value"]
            if value is None or value == "":
                continue
            column = cell["column"]
            if cell["style_id"] in looks or value.__class__ is RichText:
                value = self._keep_look(cell, looks)
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

    def _keep_look(self, cell: dict[str, Any], looks: Mapping[int, int]) -> Any:
        """Note how a cell looks if it shows something, and give its value as a plain one."""
        value, look = cell["value"], looks.get(cell["style_id"], 0)
        if isinstance(value, RichText):
            look = value.look(look)
            value = value.plain
        if look and not (isinstance(value, str) and is_blank(value)):
            position = (cell["row"], cell["column"])
            if look & STRUCK:
                self.struck.add(position)
            if look & BOLD:
                self.bold.add(position)
        return value

    def bound(self) -> Area:
        """Give the rectangle that holds all values."""
        return Area(1, 1, max(self.rows, default=0), max(map(len, self.rows.values()), default=0))

    def clear(self, position: Position) -> None:
        """Empty a cell."""
        row, column = position
        values = self.rows.get(row, [])
        if column <= len(values):
            values[column - 1] = None
            self.struck.discard(position)
            self.bold.discard(position)

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
    content = _collect(parser, shared)
    bound = content.bound()
    merged = tuple(_list_merged(parser))
    linked = [(parse_area(link.ref), _target(link, part)) for link in parser.hyperlinks.hyperlink]
    if sum(count_cells(clip_area(area, bound)) for area in (*merged, *(area for area, _ in linked))) > limit:
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
        comments=_place_comments(part.comments, anchors),
        struck=frozenset(content.struck),
        bold=frozenset(content.bold),
        lists=bound_lists(parser.lists, Area(1, 1, last_row, last_column)),
    )


def _collect(parser: CellParser, shared: Shared) -> _Content:
    """Parse all rows; what the parser notes of a row is let go at once, as a million rows may be formatted."""
    content = _Content()
    for number, cells in parser.parse():
        attributes = parser.row_dimensions.pop(str(number), {})
        content.take(cells, shared.padded, shared.looks)
        if attributes.get("hidden") in {"1", "true"}:
            content.hidden_rows.add(number)
    return content


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


def _clear_covered(content: _Content, merged: Sequence[Area], bound: Area) -> dict[Position, Position]:
    """Empty the cells that a merged range covers, as nobody sees them; give each the cell that is shown instead."""
    anchors: dict[Position, Position] = {}
    for area in merged:
        anchor = (area.first_row, area.first_column)
        for position in clip_area(area, bound).positions():
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
        alone = count_cells(area) == 1
        for position in area.positions() if alone else clip_area(area, bound).positions():
            if alone or sheet.value(*position) is not None:
                links[anchors.get(position, position)] = target
    return links


def _place_comments(comments: Mapping[Position, str], anchors: Mapping[Position, Position]) -> dict[Position, str]:
    """Give each comment to its cell, or to the one that is shown instead."""
    placed: dict[Position, str] = {}
    for position, text in comments.items():
        anchor = anchors.get(position, position)
        placed[anchor] = f"{placed[anchor]}\n{text}" if anchor in placed else text
    return placed


def _calculate_links(sheet: Sheet, parser: CellParser) -> dict[Position, str]:
    """Give the targets that formulas make, except where the formula was calculated to nothing."""
    targets = {
        position: parse_link_formula(formula, sheet.shown)
        for position, formula in parser.link_formulas.items()
        if position in parser.uncached or sheet.value(*position) is not None
    }
    return {position: target for position, target in targets.items() if target}
