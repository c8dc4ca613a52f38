"""Workbooks as a whole: what is read, what is refused, and that any grid of values comes back."""

from __future__ import annotations

import datetime as dt
import math
import string
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import CellRef, CellValue
from toolkit.model.problem import Problem
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]


def one_title(sheet: Worksheet) -> None:
    """Fill a sheet with one dataset."""
    sheet.append(["Nr.", "Titel"])
    sheet.append([1, "Baumkataster"])


def test_a_workbook_knows_its_name_its_folder_and_its_cells(written: Writer, tmp_path: Path) -> None:
    book = read_workbook(written(one_title))
    assert (book.name, book.folder) == ("inventar.xlsx", str(tmp_path))
    assert book.sheets[0].ref(2, 2) == CellRef("inventar.xlsx", "Sheet", 2, 2)


def test_the_folder_is_absolute(written: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(one_title)
    monkeypatch.chdir(tmp_path)
    assert read_workbook(Path(path.name)).folder == str(tmp_path)


def test_the_file_is_closed_and_unchanged(written: Writer) -> None:
    path = written(one_title)
    before, times = path.read_bytes(), path.stat().st_mtime_ns
    read_workbook(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, times)
    if Path("/proc/self/fd").exists():
        opened = [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.exists()]
        assert str(path) not in opened
    path.unlink()


def test_a_write_protected_file_is_read(written: Writer) -> None:
    path = written(one_title)
    path.chmod(0o444)
    assert read_workbook(path).sheets


def test_sheets_that_are_one_chart_are_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append([1, 2])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_col=2))
    book.create_chartsheet("Diagramm").add_chart(chart)
    book.create_sheet("Nachher")
    book.save(tmp_path / "diagramm.xlsx")
    assert [sheet.name for sheet in read_workbook(tmp_path / "diagramm.xlsx").sheets] == ["Sheet", "Nachher"]


def test_extensions_that_openpyxl_does_not_know_are_no_hindrance(written: Writer, rewritten: Rewriter) -> None:
    extension = b"<extLst><ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}'/></extLst></worksheet>"
    path = rewritten(written(one_title), lambda _, old: old.replace(b"</worksheet>", extension))
    assert read_workbook(path).sheets[0].value(2, 2) == "Baumkataster"


def test_broken_properties_are_no_hindrance(written: Writer, rewritten: Rewriter) -> None:
    path = rewritten(written(one_title), lambda name, old: b"<x" if name.startswith("docProps/") else old)
    assert read_workbook(path).sheets


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ("xl/worksheets/sheet1.xml", "inventar.xlsx › Sheet"),
        ("xl/workbook.xml", "inventar.xlsx"),
        ("xl/styles.xml", "inventar.xlsx"),
    ],
)
def test_entities_that_grow_are_refused(written: Writer, rewritten: Rewriter, part: str, place: str) -> None:
    def add_entities(name: str, old: bytes) -> bytes:
        return LAUGHS + old.replace(b"?>", b"?><!---->", 1) if name == part else old

    path = rewritten(written(one_title), add_entities)
    with pytest.raises(Problem) as caught:
        read_workbook(path)
    assert str(caught.value.what) == (
        f"{place} cannot be read: it holds XML declarations that can do harm and that no spreadsheet program writes"
    )


def test_a_file_is_not_read_from_outside_of_the_workbook(written: Writer, rewritten: Rewriter, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'.encode()
    path = rewritten(
        written(one_title),
        lambda name, old: entity + old.replace(b"Baumkataster", b"&f;") if name.endswith("sheet1.xml") else old,
    )
    with pytest.raises(Problem, match="can do harm"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("part", "content", "sentence"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet><", "inventar.xlsx › Sheet cannot be read: its XML is broken"),
        ("xl/worksheets/sheet1.xml", None, "inventar.xlsx cannot be read: its sheet Sheet is not where it should be"),
        ("xl/_rels/workbook.xml.rels", None, "inventar.xlsx cannot be read: a part of it is missing"),
        ("[Content_Types].xml", None, "inventar.xlsx cannot be read: a part of it is missing"),
        (
            "xl/workbook.xml",
            b"<workbook><sheets><sheet/></sheets></workbook>",
            "inventar.xlsx cannot be read: its content does not follow the format of a workbook",
        ),
    ],
)
def test_a_broken_part_is_told_in_plain_words(
    written: Writer, rewritten: Rewriter, part: str, content: bytes | None, sentence: str
) -> None:
    path = rewritten(written(one_title), lambda name, old: content if name == part else old)
    with pytest.raises(Problem) as caught:
        read_workbook(path)
    assert str(caught.value.what) == sentence
    assert caught.value.__cause__ is not None or "sheet Sheet" in sentence


def test_the_strict_variant_is_refused_rather_than_read_as_empty(written: Writer, rewritten: Rewriter) -> None:
    strict = b"http://purl.oclc.org/ooxml"

    def make_strict(_: str, old: bytes) -> bytes:
        old = old.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", strict + b"/spreadsheetml/main")
        office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        return old.replace(office, strict + b"/officeDocument/relationships")

    with pytest.raises(Problem) as caught:
        read_workbook(rewritten(written(one_title), make_strict))
    assert "its sheet Sheet is not where it should be" in str(caught.value.what)
    assert "Strict Open XML Spreadsheet" in str(caught.value.remedy)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30
)
VALUES: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    TEXTS,
    st.text(string.ascii_letters + " =+-#'\"<>&äöüß\n", max_size=10),
    st.integers(-(2**53), 2**53),
    st.floats(-1e300, 1e300),
    st.booleans(),
    st.dates(dt.date(1901, 1, 1), dt.date(9999, 12, 31)).map(lambda day: dt.datetime.combine(day, dt.time())),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2199, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001 (cells know no zone)
)


def put(sheet: Worksheet, row: int, column: int, value: CellValue) -> None:
    """Write a value into a cell, a text never as a formula or an error."""
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]  # the stubs know the same types by other names
    if isinstance(value, str):
        cell.data_type = "s"


def equals(read: CellValue, written: CellValue) -> bool:
    """Compare values, as far as a file keeps them: floats to 15 digits, no empty texts."""
    if isinstance(written, float):
        return isinstance(read, (int, float)) and math.isclose(read, written, rel_tol=1e-15, abs_tol=1e-300)
    return read == (None if written == "" else written) and type(read) is type(None if written == "" else written)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grid=st.lists(st.lists(VALUES, max_size=6), max_size=6))
def test_any_grid_of_values_comes_back(tmp_path: Path, grid: list[list[CellValue]]) -> None:
    book = openpyxl.Workbook()
    for row, values in enumerate(grid, start=1):
        for column, value in enumerate(values, start=1):
            put(book.worksheets[0], row, column, value)
    book.save(tmp_path / "grid.xlsx")
    sheet = read_workbook(tmp_path / "grid.xlsx").sheets[0]
    for row, values in enumerate(grid, start=1):
        for column, value in enumerate(values, start=1):
            assert equals(sheet.value(row, column), value), (sheet.value(row, column), value)
    assert all(not row or row[-1] is not None for row in sheet.rows)
    assert not sheet.rows or sheet.rows[-1]


def test_a_workbook_with_macros_is_told_and_its_macros_are_left_alone(written: Writer, rewritten: Rewriter) -> None:
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    path = written(one_title)
    assert read_workbook(path).kind == "xlsx"
    book = read_workbook(rewritten(path, lambda _, old: old.replace(plain, macros)))
    assert (book.kind, book.sheets[0].value(2, 2)) == ("xlsm", "Baumkataster")


def test_escapes_in_names_of_sheets_are_read(written: Writer, rewritten: Rewriter) -> None:
    path = rewritten(written(one_title), lambda _, old: old.replace(b'name="Sheet"', b'name="Daten_x000D_"'))
    assert read_workbook(path).sheets[0].name == "Daten"


@pytest.mark.parametrize(
    "broken",
    [
        b"<conditionalFormatting sqref='??'><cfRule type='falsch'/></conditionalFormatting>",
        b"<pageMargins left='breit'/>",
        b"<sheetProtection password='unsinn' sheet='vielleicht'/>",
        b"<legacyDrawing/>",
        b"<tableParts><tablePart/></tableParts>",
        b"<extLst><ext><x/></ext></extLst>",
    ],
)
def test_broken_settings_of_a_sheet_are_no_hindrance(written: Writer, rewritten: Rewriter, broken: bytes) -> None:
    path = rewritten(written(one_title), lambda _, old: old.replace(b"</worksheet>", broken + b"</worksheet>"))
    assert read_workbook(path).sheets[0].value(2, 2) == "Baumkataster"
