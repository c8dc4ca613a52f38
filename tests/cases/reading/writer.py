"""Writes drawn sheets as the files that offices keep: xlsx, ods, xls and csv."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt
from odf.namespaces import TABLENS
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableCellProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import A, P

from tests.cases.reading.canvas import Canvas, Cell
from toolkit.model.grid import Area, show


def write_file(path: Path, canvases: list[Canvas], how: Mapping[str, Any]) -> None:
    """Write sheets to a file; ``how`` may name ``kind``, ``encoding``, ``delimiter``, ``newline`` and ``repeats``."""
    kind = how.get("kind", path.suffix.lstrip("."))
    match kind:
        case "xlsx":
            _write_xlsx(path, canvases)
        case "ods":
            _write_ods(path, canvases, repeats=bool(how.get("repeats")))
        case "xls":
            _write_xls(path, canvases)
        case "csv":
            _write_csv(path, canvases[0], how)
        case _:
            raise ValueError(kind)


def _write_xlsx(path: Path, canvases: list[Canvas]) -> None:
    content = io.BytesIO()
    options = {"strings_to_urls": False, "strings_to_numbers": False, "strings_to_formulas": False, "in_memory": True}
    with xlsxwriter.Workbook(content, options) as book:
        formats: dict[Any, Any] = {}
        for canvas in canvases:
            _write_xlsx_sheet(book, book.add_worksheet(canvas.name), canvas, formats)
    parts = {f"xl/worksheets/sheet{number}.xml": canvas for number, canvas in enumerate(canvases, start=1)}
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _change_part(part, parts[name]) if name in parts else part)


def _change_part(part: bytes, canvas: Canvas) -> bytes:
    """Do what XlsxWriter cannot: formulas without a result, and many coloured rows beside a very wide one."""
    part = re.sub(rb' t="str"(><f>[^<]*</f>)<v>UNCACHED</v>', rb"\1", part)
    first = canvas.last_row + 1
    rows = "".join(
        f'<row r="{row}" spans="1:4"><c r="A{row}" s="1"/><c r="B{row}" s="1"/><c r="C{row}" s="1"/></row>'
        for row in range(first, first + canvas.formatted_rows)
    )
    return part.replace(b"</sheetData>", rows.encode() + b"</sheetData>")


def _write_xlsx_sheet(book: Any, sheet: Any, canvas: Canvas, formats: dict[Any, Any]) -> None:
    """Write one sheet; merged areas after the cells, for they fill their first cell anew."""
    grey = _format(book, formats, {"bg_color": "#EEEEEE", "border": 1})
    for area in canvas.formatted:
        for row, column in area.positions():
            if (row, column) not in canvas.cells:
                sheet.write_blank(row - 1, column - 1, None, grey)
    for position, cell in canvas.cells.items():
        _write_xlsx_cell(book, sheet, position, cell, formats)
    for area in canvas.merged:
        cell = canvas.cells.get((area.first_row, area.first_column), Cell())
        corners = (area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1)
        sheet.merge_range(*corners, "", _format(book, formats, {"valign": "top"}))
        _write_xlsx_cell(book, sheet, (area.first_row, area.first_column), cell, formats)
    for row in canvas.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})
    for column in canvas.hidden_columns:
        sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    for area, values in canvas.lists:
        source = f"={values}" if isinstance(values, str) else values
        corners = (area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1)
        sheet.data_validation(*corners, {"validate": "list", "source": source, "error_type": "warning"})
    if canvas.hidden:
        sheet.hide()


def _format(book: Any, formats: dict[Any, Any], properties: dict[str, Any]) -> Any:
    key = tuple(properties.items())
    if key not in formats:
        formats[key] = book.add_format(properties)
    return formats[key]


def _write_xlsx_cell(book: Any, sheet: Any, place: tuple[int, int], cell: Cell, formats: dict[Any, Any]) -> None:
    row, column = place[0] - 1, place[1] - 1
    look: dict[str, Any] = {}
    if isinstance(cell.value, dt.date):
        look["num_format"] = "dd.mm.yyyy"
    if cell.form:
        look["num_format"] = cell.form
    if cell.struck:
        look["font_strikeout"] = True
    if cell.bold:
        look["bold"] = True
    style = _format(book, formats, look) if look else None
    if cell.comment:
        sheet.write_comment(row, column, cell.comment)
    if cell.formula or cell.error:
        value = cell.error or ("UNCACHED" if cell.uncached else cell.value)
        sheet.write_formula(row, column, cell.formula or "=1/0", style, value)
    elif cell.link:
        sheet.write_url(row, column, cell.link, style, str(cell.value or cell.link))
    elif isinstance(cell.value, dt.date):
        sheet.write_datetime(row, column, cell.value, style)
    else:
        sheet.write(row, column, cell.value, style)


def _write_xls(path: Path, canvases: list[Canvas]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for canvas in canvases:
        sheet = book.add_sheet(canvas.name)
        for area in canvas.merged:
            sheet.merge(area.first_row - 1, area.last_row - 1, area.first_column - 1, area.last_column - 1)
        for (row, column), cell in canvas.cells.items():
            if isinstance(cell.value, dt.date):
                sheet.write(row - 1, column - 1, cell.value, day)
            else:
                sheet.write(row - 1, column - 1, cell.value)
        if canvas.hidden:
            sheet.visibility = 1
    book.save(str(path))


def _write_csv(path: Path, canvas: Canvas, how: Mapping[str, Any]) -> None:
    encoding, delimiter = how.get("encoding", "utf-8"), how.get("delimiter", ";")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=how.get("newline", "\r\n"))
    for row in range(1, canvas.last_row + 1):
        cells = [canvas.cells.get((row, column), Cell()) for column in range(1, canvas.last_column + 1)]
        values = [show(cell.value) for cell in cells]
        if any(values) or how.get("padded", True):
            writer.writerow(values)
        else:
            text.write(how.get("newline", "\r\n"))
    path.write_bytes(text.getvalue().encode(encoding))


def _write_ods(path: Path, canvases: list[Canvas], *, repeats: bool) -> None:
    book = OpenDocumentSpreadsheet()
    grey = Style(name="grey", family="table-cell")
    grey.addElement(TableCellProperties(backgroundcolor="#eeeeee"))
    book.automaticstyles.addElement(grey)
    for canvas in canvases:
        table = Table(name=canvas.name)
        covered = {place for area in canvas.merged for place in area.positions()[1:]}
        spans = {(area.first_row, area.first_column): area for area in canvas.merged}
        for row in range(1, canvas.last_row + 1):
            line = TableRow()
            for column in range(1, canvas.last_column + 1):
                line.addElement(_build_ods_cell(canvas, (row, column), covered, spans))
            if repeats:
                line.addElement(TableCell(numbercolumnsrepeated=16384 - canvas.last_column, stylename=grey))
            table.addElement(line)
        if repeats:
            rest = TableRow(numberrowsrepeated=1_048_576 - canvas.last_row)
            rest.addElement(TableCell(numbercolumnsrepeated=16384, stylename=grey))
            table.addElement(rest)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def _build_ods_cell(
    canvas: Canvas, place: tuple[int, int], covered: set[tuple[int, int]], spans: dict[tuple[int, int], Area]
) -> Any:
    if place in covered:
        return CoveredTableCell()
    cell = canvas.cells.get(place, Cell())
    built = _build_ods_value(cell)
    if place in spans:
        area = spans[place]
        built.setAttrNS(TABLENS, "number-columns-spanned", area.last_column - area.first_column + 1)
        built.setAttrNS(TABLENS, "number-rows-spanned", area.last_row - area.first_row + 1)
    if cell.comment:
        note = Annotation()
        note.addElement(P(text=cell.comment))
        built.addElement(note)
    return built


def _build_ods_value(cell: Cell) -> Any:
    match cell.value:
        case None:
            return TableCell()
        case bool():
            return TableCell(valuetype="boolean", booleanvalue=str(cell.value).lower())
        case int() | float():
            built = TableCell(valuetype="float", value=cell.value)
        case dt.date():
            built = TableCell(valuetype="date", datevalue=cell.value.isoformat())
        case _:
            built = TableCell(valuetype="string")
    for line in show(cell.value).split("\n"):
        paragraph = P()
        if cell.link:
            paragraph.addElement(A(href=cell.link, text=line))
        else:
            paragraph.addText(line)
        built.addElement(paragraph)
    return built
