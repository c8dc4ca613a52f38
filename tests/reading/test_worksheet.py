"""A sheet's values, links, merged cells and hidden parts come out as its author sees them."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Area, CellError, Sheet, column_letters
from toolkit.model.problem import Problem
from toolkit.reading.container import Limits
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Reader = Callable[[Callable[[Worksheet], None]], Sheet]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def sheet_of(written: Writer, rewritten: Rewriter) -> Callable[[str], Sheet]:
    """Read a workbook whose one sheet has the given XML."""

    def read(body: str) -> Sheet:
        xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{body}</worksheet>'
        path = rewritten(written(lambda _: None), lambda name, old: xml.encode() if name == SHEET else old)
        return read_workbook(path).sheets[0]

    return read


def cells(*row: str) -> str:
    """Write one row of cells."""
    return f"<sheetData><row r='1'>{''.join(row)}</row></sheetData>"


# Values


def test_values_keep_their_types(read_filled: Reader) -> None:
    row = ["Bäume", 7, 2.5, True, False, dt.datetime(2025, 3, 1, 14, 30), dt.time(9, 30)]  # noqa: DTZ001 (cells know no zone)
    assert read_filled(lambda sheet: sheet.append(row)).rows == (tuple(row),)


def test_a_date_is_a_datetime_at_midnight(read_filled: Reader) -> None:
    assert read_filled(lambda sheet: sheet.append([dt.date(2025, 3, 1)])).value(1, 1) == dt.datetime(2025, 3, 1)  # noqa: DTZ001 (cells know no zone)


def test_dates_of_the_1904_system_are_the_same_days(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        style = book.add_format({"num_format": "dd.mm.yyyy"})
        book.add_worksheet().write_datetime(0, 0, dt.datetime(2025, 3, 1), style)  # noqa: DTZ001 (cells know no zone)
    with zipfile.ZipFile(path) as archive:
        assert b'date1904="1"' in archive.read("xl/workbook.xml")
    assert read_workbook(path).sheets[0].value(1, 1) == dt.datetime(2025, 3, 1)  # noqa: DTZ001 (cells know no zone)


def test_a_duration_is_a_timedelta(read_filled: Reader) -> None:
    assert read_filled(lambda sheet: sheet.append([dt.timedelta(hours=30)])).value(1, 1) == dt.timedelta(hours=30)


def test_a_date_beyond_all_calendars_is_an_error_value(tmp_path: Path) -> None:
    path = tmp_path / "fern.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number(0, 0, 99_999_999, book.add_format({"num_format": "dd.mm.yyyy"}))
    assert read_workbook(path).sheets[0].value(1, 1) == CellError("#VALUE!")


@pytest.mark.parametrize("code", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_error_values_are_no_text(sheet_of: Callable[[str], Sheet], code: str) -> None:
    sheet = sheet_of(cells(f"<c r='A1' t='e'><v>{code}</v></c>", f"<c r='B1' t='str'><v>{code}</v></c>"))
    assert sheet.rows == ((CellError(code), code),)


def test_rich_text_is_read_as_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_rich_string("A1", "nicht ", book.add_format({"bold": True}), "öffentlich")
    assert read_workbook(path).sheets[0].value(1, 1) == "nicht öffentlich"


def test_a_padded_number_keeps_its_format(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append([7, 7, 7, 7, "007", 7])
        for column, code in enumerate(["000", '"GA-"000', "0.00", "#,##0", "000", "[$-407]000;-000"], start=1):
            sheet.cell(1, column).number_format = code

    sheet = read_filled(fill)
    assert sheet.formats == {(1, 1): "000", (1, 2): '"GA-"000', (1, 6): "000"}
    assert [sheet.shown(1, column) for column in (1, 3, 5, 6)] == ["007", "7", "007", "007"]


# Formulas


def test_a_formula_has_the_value_that_was_last_calculated(tmp_path: Path) -> None:
    path = tmp_path / "formeln.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1", value=2)
        sheet.write_formula("B1", '="Baum"&"kataster"', value="Baumkataster")
        sheet.write_formula("C1", "=1/0", value="#DIV/0!")
        sheet.write_formula("D1", "=TRUE", value=True)
    sheet_read = read_workbook(path).sheets[0]
    assert sheet_read.rows == ((2, "Baumkataster", CellError("#DIV/0!"), True),)
    assert sheet_read.uncached == frozenset()


def test_a_formula_that_was_calculated_to_an_empty_text_is_empty(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(cells("<c r='A1' t='str'><f>IF(TRUE,\"\",1)</f><v></v></c>"))
    assert (sheet.rows, sheet.uncached) == ((), frozenset())


def test_a_formula_that_was_never_calculated_is_unknown_rather_than_empty(read_filled: Reader) -> None:
    sheet = read_filled(lambda sheet: sheet.append(["x", "=1+1", None]))
    assert sheet.rows == (("x",),)
    assert sheet.uncached == {(1, 2)}


def test_a_shared_formula_without_value_is_unknown_in_each_cell(sheet_of: Callable[[str], Sheet]) -> None:
    first = "<c r='A1'><f t='shared' ref='A1:C1' si='0'>B9</f><v>1</v></c>"
    sheet = sheet_of(cells(first, "<c r='B1'><f t='shared' si='0'/></c>", "<c r='C1'><f t='shared' si='0'/><v/></c>"))
    assert sheet.value(1, 1) == 1
    assert sheet.uncached == {(1, 2), (1, 3)}


def test_dropdown_and_colour_rules_are_no_formulas_of_cells(sheet_of: Callable[[str], Sheet]) -> None:
    rules = (
        "<conditionalFormatting sqref='A1'><cfRule type='expression' priority='1'><formula>TRUE</formula></cfRule>"
        "</conditionalFormatting><dataValidations count='1'><dataValidation type='list' sqref='A1'>"
        '<formula1>"ja,nein"</formula1></dataValidation></dataValidations>'
    )
    assert not sheet_of(cells("<c r='A1'><v>1</v></c>") + rules).uncached


# Links


def test_a_hyperlink_gives_its_target_and_the_cell_its_text(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["zum Geoportal", "https://example.org/als-text", "Liste", "Blatt", "mit Stelle"])
        sheet["A1"].hyperlink = "https://example.org/daten"
        sheet["C1"].hyperlink = "daten/liste.csv"
        sheet["D1"].hyperlink = Hyperlink(ref="D1", location="Werte!A1")
        sheet["E1"].hyperlink = Hyperlink(ref="E1", target="https://example.org/", location="stelle")

    sheet = read_filled(fill)
    assert sheet.value(1, 1) == "zum Geoportal"
    assert sheet.links == {
        (1, 1): "https://example.org/daten",
        (1, 3): "daten/liste.csv",
        (1, 4): "#Werte!A1",
        (1, 5): "https://example.org/#stelle",
    }


def test_a_link_formula_gives_the_target_within_it(tmp_path: Path) -> None:
    path = tmp_path / "formeln.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", '=HYPERLINK("https://example.org/","Daten")', value="Daten")
        sheet.write_formula("A2", '=HYPERLINK("https://example.org/"&B2&"?x",B2)', value="GA-2")
        sheet.write("B2", "GA-2")
        sheet.write_formula("A3", '=IF(B3="","",HYPERLINK(B3))', value="")
        sheet.write_formula("A4", "=HYPERLINK(VLOOKUP(B4,C:D,2))", value="x")
    assert read_workbook(path).sheets[0].links == {(1, 1): "https://example.org/", (2, 1): "https://example.org/GA-2?x"}


def test_a_link_formula_that_was_never_calculated_still_gives_its_target(read_filled: Reader) -> None:
    sheet = read_filled(lambda sheet: sheet.append(['=HYPERLINK("https://example.org/","Daten")']))
    assert sheet.links == {(1, 1): "https://example.org/"}
    assert sheet.uncached == {(1, 1)}


def test_a_link_formula_filled_down_looks_at_its_own_row(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(
        "<sheetData>"
        "<row r='1'><c r='A1' t='str'><f t='shared' ref='A1:A2' si='0'>HYPERLINK(B1,\"x\")</f><v>x</v></c>"
        "<c r='B1' t='inlineStr'><is><t>https://example.org/1</t></is></c></row>"
        "<row r='2'><c r='A2' t='str'><f t='shared' si='0'/><v>x</v></c>"
        "<c r='B2' t='inlineStr'><is><t>https://example.org/2</t></is></c></row>"
        "</sheetData>"
    )
    assert sheet.links == {(1, 1): "https://example.org/1", (2, 1): "https://example.org/2"}


def test_a_link_over_a_range_belongs_to_the_cells_that_hold_something(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(
        cells("<c r='A1'><v>1</v></c>", "<c r='C1'><v>3</v></c>")
        + "<hyperlinks><hyperlink ref='A1:XFD1048576' location='Werte!A1'/></hyperlinks>"
    )
    assert sheet.links == {(1, 1): "#Werte!A1", (1, 3): "#Werte!A1"}


def test_a_link_on_a_covered_cell_belongs_to_the_cell_that_is_shown(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(
        cells("<c r='A1'><v>1</v></c>", "<c r='C1'><v>3</v></c>")
        + "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"
        + "<hyperlinks><hyperlink ref='B1' location='Werte!A1'/></hyperlinks>"
    )
    assert sheet.links == {(1, 1): "#Werte!A1"}


# Merged and hidden


def test_merged_ranges_are_listed_and_what_they_cover_is_not_seen(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(
        cells("<c r='A1'><v>1</v></c>", "<c r='B1'><v>2</v></c>", "<c r='C1'><v>3</v></c>", "<c r='E1'><v>5</v></c>")
        + "<mergeCells count='2'><mergeCell ref='A1:B1'/><mergeCell ref='D1:E2'/></mergeCells>"
    )
    assert sheet.merged == (Area(1, 1, 1, 2), Area(1, 4, 2, 5))
    assert sheet.rows == ((1, None, 3),)


def test_a_merged_range_over_the_whole_sheet_costs_nothing(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of(cells("<c r='A1'><v>1</v></c>") + "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")
    assert sheet.rows == ((1,),)


def test_ranges_that_cover_everything_again_and_again_are_a_problem(written: Writer, rewritten: Rewriter) -> None:
    def fill(sheet: Worksheet) -> None:
        for _ in range(10):
            sheet.append([1] * 10)

    ranges = b"<mergeCells>" + b"<mergeCell ref='A1:Z99'/>" * 20 + b"</mergeCells></worksheet>"
    path = rewritten(written(fill), lambda _, old: old.replace(b"</worksheet>", ranges))
    with pytest.raises(Problem, match=r"inventar\.xlsx › Sheet cannot be read: its merged cells and its hyperlinks"):
        read_workbook(path, Limits(covered=1000))


def test_hidden_rows_and_columns_are_told_as_far_as_there_is_content(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        for row in range(1, 4):
            sheet.append([row] * 4)
        for row in (2, 3, 900):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions.group("C", "XFD", hidden=True)

    sheet = read_filled(fill)
    assert sheet.hidden_rows == {2, 3}
    assert sheet.hidden_columns == {3, 4}
    assert sheet.value(2, 3) == 2


def test_hidden_sheets_are_read_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, state in (("Werte", "hidden"), ("Makros", "veryHidden")):
        sheet = book.create_sheet(title)
        sheet["A1"] = title
        sheet.sheet_state = state
    book.save(tmp_path / "blaetter.xlsx")
    read = read_workbook(tmp_path / "blaetter.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in read.sheets] == [
        ("Sheet", False),
        ("Werte", True),
        ("Makros", True),
    ]
    assert read.sheets[1].value(1, 1) == "Werte"


# Bounds


def test_a_sheet_ends_with_its_content_not_with_its_formatting(sheet_of: Callable[[str], Sheet]) -> None:
    dragged = "".join(f"<c r='{column_letters(number)}2' s='1'/>" for number in range(1, 16_385))
    formatted = "".join(
        f"<row r='{row}' s='1' customFormat='1'><c r='D{row}' s='1'/></row>" for row in range(5, 17_503)
    )
    sheet = sheet_of(
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row>"
        f"<row r='2'>{dragged}</row><row r='4'><c r='C4'><v>2</v></c></row>{formatted}</sheetData>"
    )
    assert sheet.rows == ((1,), (), (), (None, None, 2))


def test_a_value_in_the_last_column_does_not_widen_other_rows(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Nr."
        sheet["XFD2"] = "x"
        sheet["A3"].fill = PatternFill("solid", fgColor="FF0000")

    assert [len(row) for row in read_filled(fill).rows] == [1, 16_384]


def test_cells_with_an_empty_text_are_empty(sheet_of: Callable[[str], Sheet]) -> None:
    assert sheet_of(cells("<c r='A1' t='inlineStr'><is><t></t></is></c>")).rows == ()


def test_rows_and_cells_without_addresses_follow_each_other(sheet_of: Callable[[str], Sheet]) -> None:
    sheet = sheet_of("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>")
    assert sheet.rows == ((1, 2), (3,))


@pytest.mark.parametrize("address", ["A1048577", "A99999999999", "XFE1"])
@pytest.mark.parametrize("content", ["<v>1</v>", "<f>1+1</f>"])
def test_a_cell_beyond_the_end_of_any_sheet_is_a_problem(
    sheet_of: Callable[[str], Sheet], address: str, content: str
) -> None:
    with pytest.raises(Problem, match="does not follow the format of a workbook"):
        sheet_of(cells(f"<c r='{address}'>{content}</c>"))


def test_a_hidden_column_of_uncalculated_formulas_is_told(sheet_of: Callable[[str], Sheet]) -> None:
    columns = "<cols><col min='2' max='16384' hidden='1'/></cols>"
    assert sheet_of(columns + cells("<c r='C1'><f>1+1</f></c>")).hidden_columns == {2, 3}


def test_a_hyperlink_without_target_is_a_problem(written: Writer, rewritten: Rewriter) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"].hyperlink = "https://example.org/"

    path = rewritten(written(fill), lambda name, old: None if "worksheets/_rels" in name else old)
    with pytest.raises(Problem, match="a part of it is missing"):
        read_workbook(path)
