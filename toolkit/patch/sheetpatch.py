"""One worksheet of a package: our marks of an earlier run are taken out, then marks and values are put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.model.grid import Area, Position
from toolkit.patch.boxes import CONTENT_TYPE, Sizes, add_boxes, build_drawing, clear_boxes, is_bare
from toolkit.patch.markup import Edits, Element, MarkupError, find_root
from toolkit.patch.notes import EMPTY, add_notes, clear_notes
from toolkit.patch.package import Package
from toolkit.patch.patch import Mark, Tint
from toolkit.patch.rowediting import RowEditor
from toolkit.patch.sheetpart import LINKS, SheetReader, SheetText, insert_into_tail
from toolkit.patch.tints import add_tints, clear_tints
from toolkit.reading.area import LAST_COLUMN, LAST_ROW, parse_area

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_ROW_ATTRIBUTE = re.compile(r"\s(r|ht|hidden)\s*=\s*[\"']([^\"']*)[\"']")
_BESIDE = 40
"""Of how many rows from a marked one on the heights are looked at: so many a box may cover."""


@dataclass(slots=True)
class SheetPatch:
    """A worksheet on its way into the copy. ``number`` counts the workbook's sheets from 1."""

    package: Package
    part: str
    number: int
    text: SheetText
    original: SheetText
    heights: dict[int, int] = field(default_factory=dict)
    had_tints: bool = False
    had_formula: bool = False

    # --- reading -----------------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Take our earlier marks out. Raises MarkupError."""
        self.had_tints = clear_tints(self.text)
        comments = self._related("comments")
        if not comments:
            return
        ident, part = comments
        cleared = clear_notes(self.package.read(part))
        self.package.write(part, cleared.text)
        if cleared.cells:
            self._clear_boxes(cleared.cells)
        if cleared.is_empty:
            self.package.remove(part)
            self.package.unrelate(self.part, ident)

    def _clear_boxes(self, cells: frozenset[Position]) -> None:
        """Take the boxes of our comments out, and the drawing where it held nothing else."""
        drawing = self._find_drawing()
        if drawing is None:
            return
        element, ident, part = drawing
        text = clear_boxes(self.package.read(part), cells)
        self.package.write(part, text)
        if is_bare(text):
            edits = Edits(self.text.tail)
            edits.cut(element.start, element.end)
            self.text.tail = edits.apply()
            self.package.remove(part)
            self.package.unrelate(self.part, ident)
            self.package.undeclare_default("vml", CONTENT_TYPE)

    def _related(self, kind: str) -> tuple[str, str] | None:
        """Find the relationship to a part of a kind: its id and the part."""
        for one in self.package.relationships(self.part):
            if one.kind == kind and not one.external and (part := self.package.find(one.target)):
                return one.id, part
        return None

    def _find_drawing(self) -> tuple[Element, str, str] | None:
        """Find the drawing that holds the comments' boxes. Raises MarkupError where its part is missing."""
        tags = [one for one in self.text.tail_elements() if one.tag.local == "legacyDrawing" and one.tag.depth == 1]
        if not tags:
            return None
        ident = tags[0].tag.get("id", LINKS)
        for one in self.package.relationships(self.part):
            if one.id == ident and (part := self.package.find(one.target)):
                return tags[0], one.id, part
        raise MarkupError("legacyDrawing")

    # --- marks -------------------------------------------------------------------------------------------------------

    def anchor(self, positions: Sequence[Position]) -> dict[Position, Position]:
        """Give those cells that a merged range covers, each with the cell that is shown instead."""
        rows: dict[int, list[Position]] = {}
        for position in positions:
            rows.setdefault(position[0], []).append(position)
        anchors: dict[Position, Position] = {}
        for area in self._merged():
            span = range(area.first_row, area.last_row + 1)
            for row in span if len(span) < len(rows) else [row for row in rows if row in span]:
                for position in rows.get(row, ()):
                    if area.first_column <= position[1] <= area.last_column:
                        anchors[position] = (area.first_row, area.first_column)
        return {position: anchor for position, anchor in anchors.items() if position != anchor}

    def table_headings(self, positions: Sequence[Position]) -> list[Position]:
        """Give those cells that are headings of tables (18.5.1.2: a table names its columns as its headings do)."""
        found: list[Position] = []
        for one in self.package.relationships(self.part):
            if one.kind == "table" and self.package.find(one.target):
                tag = find_root(self.package.read(one.target)).tag
                area = parse_area(tag.get("ref") or "")
                heading = Area(area.first_row, area.first_column, area.first_row, area.last_column)
                if tag.get("headerRowCount") != "0":
                    found += [
                        (row, column) for row, column in positions if heading.meets(Area(row, column, row, column))
                    ]
        return found

    def _merged(self) -> list[Area]:
        """List the merged ranges; what is none is left out."""
        areas = []
        for one in self.text.tail_elements():
            if one.tag.local == "mergeCell":
                try:
                    areas.append(parse_area(one.tag.get("ref") or ""))
                except ValueError:
                    continue
        return areas

    def mark(self, marks: Sequence[Mark], first_dxf: int) -> None:
        """Colour cells and add their comments. Raises MarkupError."""
        anchors = self.anchor([mark.position for mark in marks])
        tints: dict[Position, Tint] = {}
        notes: dict[Position, str] = {}
        order = list(Tint)
        for mark in marks:
            position = _bound(anchors.get(mark.position, mark.position))
            tints[position] = min(tints.get(position, mark.tint), mark.tint, key=order.index)
            if mark.comment:
                notes[position] = f"{notes[position]}\n\n{mark.comment}" if position in notes else mark.comment
        if tints:
            add_tints(self.text, tints, first_dxf)
        if notes:
            self._add_notes(notes)

    def _add_notes(self, notes: Mapping[Position, str]) -> None:
        """Add comments, and a box for each in a cell that had none. Raises MarkupError."""
        found = self._related("comments")
        text = self.package.read(found[1]) if found else EMPTY
        text, new = add_notes(text, notes)
        if found:
            self.package.write(found[1], text)
        else:
            part = self.package.free_name("xl/comments{}.xml")
            self.package.add(part, text)
            self.package.declare(part, COMMENTS_TYPE)
            self.package.relate(self.part, "comments", part)
        if new:
            self._add_boxes({position: notes[position] for position in new})

    def _add_boxes(self, notes: Mapping[Position, str]) -> None:
        """Add boxes to the sheet's drawing, which is made where there is none. Raises MarkupError."""
        drawing = self._find_drawing()
        sizes = _read_sizes(self.text, self.heights)
        if drawing:
            self.package.write(drawing[2], add_boxes(self.package.read(drawing[2]), notes, self.number, sizes))
            return
        part = self.package.free_name("xl/drawings/vmlDrawing{}.vml")
        self.package.add(part, add_boxes(build_drawing(self.number, len(notes)), notes, self.number, sizes))
        self.package.declare_default("vml", CONTENT_TYPE)
        ident = self.package.relate(self.part, "vmlDrawing", part)
        tag = f'<{self.text.prefix}legacyDrawing xmlns:r="{LINKS}" r:id="{ident}"/>'
        insert_into_tail(self.text, "legacyDrawing", tag)

    # --- values and writing ------------------------------------------------------------------------------------------

    def widen(self, positions: Sequence[Position]) -> None:
        """Let the sheet claim the cells that it has by now (18.3.1.35, dimension). Raises MarkupError."""
        for one in self.text.head_elements():
            if one.tag.local == "dimension" and one.tag.depth == 1:
                try:
                    area = parse_area(one.tag.get("ref") or "")
                except ValueError:
                    return
                rows, columns = zip(*positions, strict=True)
                wide = Area(
                    min(area.first_row, *rows),
                    min(area.first_column, *columns),
                    max(area.last_row, *rows),
                    max(area.last_column, *columns),
                )
                if wide != area:
                    edits = Edits(self.text.prolog)
                    edits.set_attribute(one.tag, "ref", str(wide))
                    self.text.prolog = edits.apply()
                return

    def column_style(self) -> Callable[[int], int | None]:
        """Give a function that tells the style of a column's empty cells (18.3.1.13, style)."""
        columns = [one.tag for one in self.text.head_elements() if one.tag.local == "col"]
        spans = [
            (int(tag.get("min") or 0), int(tag.get("max") or 0), int(tag.get("style") or 0))
            for tag in columns
            if (tag.get("style") or "").isdecimal()
        ]

        def find(column: int) -> int | None:
            return next((style for first, last, style in spans if first <= column <= last), None)

        return find

    def is_changed(self) -> bool:
        """Tell whether anything beside the rows differs from the original."""
        return (self.text.prolog, self.text.tail) != (self.original.prolog, self.original.tail)

    def build_pieces(self, editor: RowEditor | None) -> Iterator[str]:
        """Give the part as it is to be written, its rows as they come out of the original."""
        reader = SheetReader(self.package.read_pieces(self.part))
        rows = editor.edit(reader.rows()) if editor else reader.rows()
        if not self.original.is_empty:
            yield self.text.prolog
            yield from rows
            yield self.text.tail
            return
        inner = "".join(rows)
        name = f"{self.text.prefix}sheetData"
        at = self.text.prolog.rindex("/")
        yield f"{self.text.prolog[:at]}>{inner}</{name}>" if inner else self.text.prolog
        yield self.text.tail


def _bound(position: Position) -> Position:
    """Keep a cell within the sheet."""
    return min(max(1, position[0]), LAST_ROW), min(max(1, position[1]), LAST_COLUMN)


def read_sheet(
    package: Package,
    part: str,
    number: int,
    marked: Sequence[Position] = (),
    editor: Callable[[SheetPatch], RowEditor] | None = None,
) -> SheetPatch:
    """Read a worksheet once: all but its rows is kept, and the heights of rows about marked cells.

    Where there is an editor, it edits the rows for a first time, so that whatever cannot be changed is known before
    anything is written. Raises MarkupError and UnchangeableError.
    """
    reader = SheetReader(package.read_pieces(part))
    wanted = {row + step for row, _ in marked for step in range(-1, _BESIDE)}
    sheet = SheetPatch(package, part, number, reader.text, reader.text)
    rows = _watch(reader, sheet, wanted) if wanted else reader.rows()
    rowed = editor(sheet) if editor else None
    for _ in rowed.edit(rows) if rowed else rows:
        pass
    if rowed and reader.has_special:
        raise MarkupError("rows")
    sheet.had_formula = rowed is not None and rowed.had_formula
    sheet.original = reader.text.copy()
    return sheet


def _watch(reader: SheetReader, sheet: SheetPatch, wanted: set[int]) -> Iterator[str]:
    """Give the rows, and keep the heights of some of them."""
    pattern = re.compile(rf"<{reader.text.prefix}row(?=[\s/>])([^>]*)>")
    number = 0
    for piece in reader.rows():
        for rest in pattern.findall(piece):
            attributes = dict(_ROW_ATTRIBUTE.findall(rest))
            number = int(attributes["r"]) if attributes.get("r", "").isdecimal() else number + 1
            if number in wanted and len(attributes) > ("r" in attributes):
                hidden = attributes.get("hidden") in {"1", "true"}
                sheet.heights[number] = 0 if hidden else _pixels(attributes.get("ht", ""), 20)
        yield piece


def _pixels(points: str, usual: int) -> int:
    """Give a height in pixels, at 96 to an inch."""
    try:
        return round(float(points) * 4 / 3)
    except (ValueError, OverflowError):
        return usual


def _read_sizes(text: SheetText, heights: Mapping[int, int]) -> Sizes:
    """Read how wide columns are and how high rows (18.3.1.13 and 18.3.1.81)."""
    usual_row, usual_column = 20, 64
    columns: list[tuple[int, int, int]] = []
    for one in text.head_elements():
        if one.tag.local == "sheetFormatPr":
            usual_row = _pixels(one.tag.get("defaultRowHeight") or "", 20)
            usual_column = _width(one.tag.get("defaultColWidth") or "", 64)
        if one.tag.local == "col":
            hidden = one.tag.get("hidden") in {"1", "true"}
            width = 0 if hidden else _width(one.tag.get("width") or "", usual_column)
            columns.append((int(one.tag.get("min") or 0), int(one.tag.get("max") or 0), width))

    def column(number: int) -> int:
        return next((width for first, last, width in columns if first <= number <= last), usual_column)

    return Sizes(column, lambda number: heights.get(number, usual_row))


def _width(signs: str, usual: int) -> int:
    """Give a width in pixels, with 7 to a sign of the usual font."""
    try:
        return int(float(signs) * 7)
    except (ValueError, OverflowError):
        return usual
