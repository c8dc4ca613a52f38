"""Value lists attached to cells come with the values that a person would be offered there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Area, Sheet, ValueList
from toolkit.reading.container import Limits
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Reader = Callable[[Callable[[Worksheet], None]], Sheet]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]

LICENCES = ("dl-de/by-2-0", "dl-de/zero-2-0", "CC BY 4.0")


def attach(sheet: Worksheet, formula: str, ref: str = "B2:B4", kind: str = "list") -> None:
    """Attach a rule to cells."""
    rule = DataValidation(type=kind, formula1=formula)  # type: ignore[arg-type]  # the stubs want literals
    for area in ref.split():
        rule.add(area)
    sheet.add_data_validation(rule)


@pytest.fixture
def lists_of(tmp_path: Path) -> Callable[..., tuple[ValueList, ...]]:
    """Read the lists of a sheet with a rule, beside a sheet with values and some names for them."""

    def read(formula: str, ref: str = "B2:B4", names: dict[str, str] | None = None) -> tuple[ValueList, ...]:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Daten"
        for row in (["Nr.", "Lizenz"], [1, "CC BY 4.0"], [2, None], [3, "frei"]):
            sheet.append(row)
        attach(sheet, formula, ref)
        values = book.create_sheet("Werte & Listen")
        for value in ("Lizenz", *LICENCES, None, " CC BY\u00a04.0 ", 2024):
            values.append([value])
        for name, text in (names or {}).items():
            book.defined_names[name] = DefinedName(name, attr_text=text)
        book.save(tmp_path / "listen.xlsx")
        return read_workbook(tmp_path / "listen.xlsx").sheets[0].lists

    return read


@pytest.mark.parametrize(
    ("formula", "values", "source"),
    [
        ('"ja,nein, unklar ,ja"', ("ja", "nein", "unklar"), ""),
        ('"sagt ""ja"",nein"', ('sagt "ja"', "nein"), ""),
        ("'Werte & Listen'!$A$2:$A$4", LICENCES, "'Werte & Listen'!$A$2:$A$4"),
        ("='Werte & Listen'!$A$2:$A$4", LICENCES, "'Werte & Listen'!$A$2:$A$4"),
        ("'werte & listen'!$A$2:$A$1048576", (*LICENCES, "2024"), "'werte & listen'!$A$2:$A$1048576"),
        ("'Werte & Listen'!$A:$A", ("Lizenz", *LICENCES, "2024"), "'Werte & Listen'!$A:$A"),
        ("$B$1:$B$4", ("Lizenz", "CC BY 4.0", "frei"), "$B$1:$B$4"),
        ("Daten!$A$2", ("1",), "Daten!$A$2"),
        ("Daten!$1:$1", ("Nr.", "Lizenz"), "Daten!$1:$1"),
        ("Lizenzen", LICENCES, "Lizenzen"),
        ("lizenzen", LICENCES, "lizenzen"),
        ("Umweg", LICENCES, "Umweg"),
        ("Fest", ("a", "b"), "Fest"),
        ("Kreis", (), "Kreis"),
        ("Fehlt", (), "Fehlt"),
        ("Fort!$A$1:$A$3", (), "Fort!$A$1:$A$3"),
        ("[1]Fremd!$A$1:$A$3", (), "[1]Fremd!$A$1:$A$3"),
        ("#REF!", (), "#REF!"),
        ('INDIRECT("Tabelle1[Lizenz]")', (), 'INDIRECT("Tabelle1[Lizenz]")'),
        ("OFFSET(Daten!$A$1,1,0,3,1)", (), "OFFSET(Daten!$A$1,1,0,3,1)"),
    ],
)
def test_a_list_has_the_values_that_its_source_offers(
    lists_of: Callable[..., tuple[ValueList, ...]], formula: str, values: tuple[str, ...], source: str
) -> None:
    names = {
        "Lizenzen": "'Werte & Listen'!$A$2:$A$4",
        "Umweg": "Lizenzen",
        "Fest": '"a,b"',
        "Kreis": "Rund",
        "Rund": "Kreis",
    }
    assert lists_of(formula, names=names) == (ValueList((Area(2, 2, 4, 2),), values, source),)


def test_a_name_of_the_sheet_comes_before_one_of_the_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["hier", "dort"])
    attach(sheet, "Liste")
    book.defined_names["Liste"] = DefinedName("Liste", attr_text="Sheet!$B$1")
    sheet.defined_names["Liste"] = DefinedName("Liste", attr_text="Sheet!$A$1")
    book.save(tmp_path / "namen.xlsx")
    assert read_workbook(tmp_path / "namen.xlsx").sheets[0].lists[0].values == ("hier",)


@pytest.mark.parametrize("ref", ["B2:B1048576", "A1:XFD1048576", "B1:B1048576 B2:B9"])
def test_a_list_over_empty_cells_ends_with_the_content(
    lists_of: Callable[..., tuple[ValueList, ...]], ref: str
) -> None:
    cells = [position for area in lists_of('"ja,nein"', ref)[0].areas for position in area.positions()]
    assert max(cells) <= (4, 2)


def test_a_list_below_a_bare_header_stays_with_its_column(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nr.", "Lizenz"])
        attach(sheet, '"frei,unfrei"', "B2:B500")

    assert read_filled(fill).lists == (ValueList((Area(2, 2, 2, 2),), ("frei", "unfrei")),)


def test_other_rules_are_no_lists(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        attach(sheet, "100", kind="textLength")
        attach(sheet, '""')

    assert read_filled(fill).lists == ()


def test_equal_lists_are_one(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["D9"] = "Ende"
        attach(sheet, '"ja,nein"', "A1")
        attach(sheet, '"ja,nein"', "C1:C3")

    assert read_filled(fill).lists == (ValueList((Area(1, 1, 1, 1), Area(1, 3, 3, 3)), ("ja", "nein")),)


X14 = (
    "<extLst><ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}' "
    "xmlns:x14='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'>"
    "<x14:dataValidations count='1' xmlns:xm='http://schemas.microsoft.com/office/excel/2006/main'>{rules}"
    "</x14:dataValidations></ext></extLst></worksheet>"
)
RULE = (
    "<x14:dataValidation type='list'><x14:formula1><xm:f>{formula}</xm:f></x14:formula1><xm:sqref>{ref}</xm:sqref>"
    "</x14:dataValidation>"
)


@pytest.fixture
def extended(written: Writer, rewritten: Rewriter) -> Callable[[str], Sheet]:
    """Read a sheet with rules in its extensions."""

    def read(rules: str) -> Sheet:
        def fill(sheet: Worksheet) -> None:
            sheet.append(["Nr.", "ja", "nein"])

        ending = X14.replace("{rules}", rules).encode()
        path = rewritten(written(fill), lambda _, old: old.replace(b"</worksheet>", ending))
        return read_workbook(path).sheets[0]

    return read


def test_a_list_in_the_extensions_is_read(extended: Callable[[str], Sheet]) -> None:
    sheet = extended(RULE.format(formula="Sheet!$B$1:$C$1", ref="A1 C1"))
    assert sheet.lists == (ValueList((Area(1, 1, 1, 1), Area(1, 3, 1, 3)), ("ja", "nein"), "Sheet!$B$1:$C$1"),)


@pytest.mark.parametrize(
    "rules",
    [
        RULE.format(formula="Sheet!$B$1", ref="kein Bereich"),
        RULE.format(formula="Sheet!$B$1", ref="XFE1"),
        RULE.format(formula="Sheet!$B$1", ref="C9:A1"),
        RULE.format(formula="", ref="A1"),
        "<x14:dataValidation type='list'/>",
        "<x14:dataValidation type='unsinn'><xm:sqref>A1</xm:sqref></x14:dataValidation>",
        "<x14:fremd/>",
    ],
)
def test_broken_rules_are_left_out(extended: Callable[[str], Sheet], rules: str) -> None:
    sheet = extended(rules)
    assert (sheet.lists, sheet.value(1, 1)) == ((), "Nr.")


def test_broken_standard_rules_are_left_out(written: Writer, rewritten: Rewriter) -> None:
    rules = (
        b"<dataValidations count='x'><dataValidation type='falsch' sqref='??'/><dataValidation/>"
        b"<dataValidation type='list' sqref='A1' errorStyle='laut'><formula1>\"a,b\"</formula1></dataValidation>"
        b"</dataValidations></worksheet>"
    )
    path = rewritten(written(lambda sheet: sheet.append([1])), lambda _, old: old.replace(b"</worksheet>", rules))
    assert read_workbook(path).sheets[0].lists == (ValueList((Area(1, 1, 1, 1),), ("a", "b")),)


def test_values_with_commas_are_kept_whole(written: Writer, rewritten: Rewriter) -> None:
    rules = (
        b"<dataValidations count='1'><dataValidation type='list' sqref='A1' "
        b"xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        b"xmlns:x12ac='http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac'><mc:AlternateContent>"
        b"<mc:Choice Requires='x12ac'><x12ac:list>Umwelt,\"Bildung, Kultur\"</x12ac:list></mc:Choice>"
        b'<mc:Fallback><formula1>"Umwelt,Bildung, Kultur"</formula1></mc:Fallback></mc:AlternateContent>'
        b"</dataValidation></dataValidations></worksheet>"
    )
    path = rewritten(written(lambda sheet: sheet.append([1])), lambda _, old: old.replace(b"</worksheet>", rules))
    assert read_workbook(path).sheets[0].lists[0].values == ("Umwelt", "Bildung, Kultur")


def test_more_cells_than_the_limit_are_not_looked_at(written: Writer) -> None:
    def fill(sheet: Worksheet) -> None:
        for number in range(50):
            sheet.append([number] * 10)
        for column in range(20):
            attach(sheet, f"$A${column + 1}:$J$50", f"L{column + 1}")

    lists = read_workbook(written(fill), Limits(covered=1000)).sheets[0].lists
    assert len(lists) == 20
    assert [bool(one.values) for one in lists] == [True] * 2 + [False] * 18


def test_a_list_that_excel_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "excel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Daten")
        book.add_worksheet("Listen").write_column("A1", ["täglich", "jährlich"])
        sheet.write("A1", "Turnus")
        sheet.data_validation("A2:A99", {"validate": "list", "source": "=Listen!$A$1:$A$2"})
    assert read_workbook(path).sheets[0].lists[0].values == ("täglich", "jährlich")
