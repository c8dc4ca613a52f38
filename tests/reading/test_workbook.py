"""The content of a file tells how it is read, and every format gives back what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.reading.biff12writer import PLAIN, XlsbSheet, write_xlsb
from toolkit.model.grid import CellValue
from toolkit.reading.workbook import read_workbook

Grid = list[list[CellValue]]


def write_xlsx(path: Path, grid: Grid) -> None:
    """Write an Excel workbook."""
    book = openpyxl.Workbook()
    for row in grid:
        book.worksheets[0].append(row)
    book.save(path)


def write_xls(path: Path, grid: Grid) -> None:
    """Write an old Excel workbook."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Daten")
    formats: dict[type, str] = {dt.date: "DD.MM.YYYY", dt.datetime: "DD.MM.YYYY HH:MM:SS"}
    for number, row in enumerate(grid):
        for column, value in enumerate(row):
            if value is not None:
                look = xlwt.easyxf(num_format_str=formats.get(type(value), "General"))
                sheet.write(number, column, value, look)
    book.save(str(path))


def write_xlsb_grid(path: Path, grid: Grid) -> None:
    """Write an Excel binary workbook; dates are left to the tests of its reader."""
    cells: dict[tuple[int, int], Any] = {
        (row, column): (value, PLAIN)
        for row, values in enumerate(grid, 1)
        for column, value in enumerate(values, 1)
        if value is not None
    }
    write_xlsb(path, XlsbSheet("Daten", cells))


def write_odf(path: Path, grid: Grid) -> None:
    """Write an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Daten")
    for values in grid:
        row = TableRow()
        for value in values:
            row.addElement(_odf_cell(value))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def _odf_cell(value: CellValue) -> Any:
    """Write a cell with its type and its text."""
    match value:
        case None:
            return TableCell()
        case bool():
            cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
        case int() | float():
            cell = TableCell(valuetype="float", value=repr(value))
        case dt.date():
            cell = TableCell(valuetype="date", datevalue=value.isoformat())
        case _:
            cell = TableCell(valuetype="string")
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


WRITERS: dict[str, Callable[[Path, Grid], None]] = {
    "xlsx": write_xlsx,
    "xls": write_xls,
    "xlsb": write_xlsb_grid,
    "ods": write_odf,
}
ENDINGS = ("xlsx", "xls", "xlsb", "ods", "csv", "txt")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", WRITERS)
def test_the_kind_is_told_by_content_whatever_the_ending_says(tmp_path: Path, kind: str, ending: str) -> None:
    path = tmp_path / f"inventar.{ending}"
    WRITERS[kind](tmp_path / "written", [["Nr.", "Titel"], [1, "Bäume"]])
    (tmp_path / "written").rename(path)
    book = read_workbook(path)
    assert book.kind == kind
    assert book.sheets[0].rows == (("Nr.", "Titel"), (1, "Bäume"))
    assert (book.name, book.folder) == (path.name, str(tmp_path))


def trim(grid: Grid) -> list[list[CellValue]]:
    """Leave out what is empty at the ends."""
    rows = [row[: max((number for number, value in enumerate(row, 1) if value is not None), default=0)] for row in grid]
    return rows[: max((number for number, row in enumerate(rows, 1) if row), default=0)]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Cn"]), min_size=1, max_size=8)
NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda value: round(value, 4))
VALUES = st.none() | TEXTS | NUMBERS | st.booleans()
DATES = st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1))


def grids(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Grid]:
    """Make grids of a few cells."""
    return st.lists(st.lists(values, min_size=1, max_size=4), min_size=1, max_size=5)


def check_survival(path: Path, kind: str, grid: Grid) -> None:
    """Write a grid, read it, and compare values and types, whole numbers aside."""
    WRITERS[kind](path, grid)
    found = [list(row) for row in read_workbook(path).sheets[0].rows]
    wanted = trim(grid)
    assert found == wanted
    pairs = [
        (one, other)
        for row, written in zip(found, wanted, strict=True)
        for one, other in zip(row, written, strict=True)
    ]
    assert all(isinstance(one, bool) == isinstance(other, bool) for one, other in pairs)


FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(grid=grids(VALUES | DATES))
def test_any_values_survive_an_old_workbook(tmp_path: Path, grid: Grid) -> None:
    check_survival(tmp_path / "w.xls", "xls", grid)


@FEW
@given(grid=grids(VALUES))
def test_any_values_survive_a_binary_workbook(tmp_path: Path, grid: Grid) -> None:
    check_survival(tmp_path / "w.xlsb", "xlsb", grid)


@FEW
@given(grid=grids(VALUES | DATES))
def test_any_values_survive_an_opendocument_spreadsheet(tmp_path: Path, grid: Grid) -> None:
    check_survival(tmp_path / "w.ods", "ods", grid)


@FEW
@given(grid=grids(VALUES | DATES))
def test_values_of_an_opendocument_spreadsheet_are_those_that_calamine_reads(tmp_path: Path, grid: Grid) -> None:
    path = tmp_path / "w.ods"
    write_odf(path, [["erste", *(None for _ in range(3))], *grid])
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    theirs: Grid = [[None if value == "" else value for value in row] for row in rows]
    assert [list(row) for row in read_workbook(path).sheets[0].rows] == trim(theirs)
