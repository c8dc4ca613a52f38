"""The workbook of a template: what it lets people type, what it marks, and that Excel's limits are kept."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from toolkit.model.handback import MAPPING_SHEET
from toolkit.model.problem import Problem
from toolkit.reading.workbook import read_workbook
from toolkit.template.design import build_layout
from toolkit.template.layout import Layout, Table
from toolkit.template.workbook import PREPARED, build_workbook, write_template

_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*|[Rr]\d+[Cc]\d+")


@pytest.fixture(scope="module")
def layout() -> Layout:
    return build_layout(None, "de", inventory="amt")


@pytest.fixture(scope="module")
def written(layout: Layout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("template") / "vorlage.xlsx"
    write_template(layout, out)
    return out


@pytest.fixture(scope="module")
def book(written: Path) -> Any:
    return load_workbook(written)


def find_validation(sheet: Any, cell: str) -> Any:
    (found,) = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
    return found


def list_marks(sheet: Any, cell: str) -> list[str]:
    return [rule.formula[0] for area in sheet.conditional_formatting if cell in area.sqref for rule in area.rules]


def letters(sheet: Any, heading: str) -> str:
    return next(str(cell.column_letter) for cell in sheet[1] if cell.value in (heading, f"{heading} *"))


def test_the_sheets_stand_in_the_order_in_which_people_need_them(book: Any) -> None:
    assert book.sheetnames == ["Anleitung", "Datensätze", "Distributionen", "Listen", MAPPING_SHEET]
    assert [book[name].sheet_state for name in book.sheetnames] == [*["visible"] * 3, *["hidden"] * 2]


def test_required_headings_are_marked_by_a_sign_and_by_colour(book: Any) -> None:
    sheet = book["Datensätze"]
    assert [cell.value for cell in sheet[1]][:3] == ["Kennung *", "Titel *", "Beschreibung *"]
    optional = sheet[f"{letters(sheet, 'Quellenvermerk')}1"]
    assert optional.value == "Quellenvermerk"
    assert sheet["B1"].fill.start_color.rgb != optional.fill.start_color.rgb
    assert "Pflicht." in sheet["B1"].comment.text
    assert sheet["B1"].comment.author == "Vorlage"


def test_every_prepared_cell_of_a_column_is_checked_and_hinted_at_once(book: Any, layout: Layout) -> None:
    for table in (layout.datasets, layout.distributions):
        sheet = book[table.sheet]
        rules = sheet.data_validations.dataValidation
        assert len(rules) == len(table.columns)
        areas = [range_boundaries(str(one.sqref)) for one in rules]
        assert areas == [(number, 2, number, PREPARED + 1) for number in range(1, len(table.columns) + 1)]
        assert all(one.showInputMessage and one.prompt for one in rules)


def test_limits_of_excel_are_kept(book: Any) -> None:
    for sheet in book.worksheets:
        assert len(sheet.title) <= 31
        for one in sheet.data_validations.dataValidation:
            assert len(one.promptTitle or "") <= 32
            assert len(one.errorTitle or "") <= 32
            assert len(one.prompt or "") <= 255
            assert len(one.error or "") <= 225
            assert all(len(formula or "") <= 255 for formula in (one.formula1, one.formula2))
        for area in sheet.conditional_formatting:
            assert all(len(formula) <= 8192 for rule in area.rules for formula in rule.formula)
    names = list(book.defined_names)
    assert all(_NAME.fullmatch(name) and not _CELL_LIKE.fullmatch(name) for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_drop_down_lists_take_their_values_from_the_hidden_sheet(book: Any) -> None:
    sheet = book["Datensätze"]
    licence = find_validation(sheet, f"{letters(sheet, 'Lizenz')}2")
    assert (licence.type, licence.errorStyle, bool(licence.showErrorMessage)) == ("list", "stop", True)
    target = book.defined_names[licence.formula1].attr_text
    title, cells = target.replace("'", "").replace("$", "").split("!")
    values = [row[0].value for row in book[title][cells]]
    assert values[0] == "Datenlizenz Deutschland Namensnennung 2.0"
    assert len(values) == len(set(values)) > 20


def test_a_list_of_several_values_is_offered_but_never_refused(book: Any) -> None:
    sheet = book["Datensätze"]
    themes = find_validation(sheet, f"{letters(sheet, 'Kategorie')}2")
    assert (themes.type, bool(themes.showErrorMessage)) == ("list", False)
    assert "durch „;“ getrennt" in themes.prompt


def test_the_distributions_choose_among_the_keys_that_are_filled_in(book: Any) -> None:
    sheet = book["Distributionen"]
    dataset = find_validation(sheet, "A2")
    assert (dataset.type, dataset.errorStyle, bool(dataset.allowBlank)) == ("list", "warning", False)
    assert book.defined_names[dataset.formula1].attr_text == (
        "OFFSET('Datensätze'!$A$2,0,0,MAX(1,COUNTA('Datensätze'!$A$2:$A$1001)),1)"
    )
    assert "SUMPRODUCT(--(bestand_kennungen=A2))=0" in " ".join(list_marks(sheet, "A2"))
    assert book.defined_names["bestand_kennungen"].attr_text == "'Datensätze'!$A$2:$A$1001"


def test_dates_lengths_numbers_and_addresses_are_checked_while_typing(book: Any) -> None:
    sheet = book["Datensätze"]
    date = find_validation(sheet, f"{letters(sheet, 'Letzte Aktualisierung')}2")
    assert (date.type, date.operator, date.formula1) == ("date", "greaterThanOrEqual", "18264")
    title = find_validation(sheet, "B2")
    assert (title.type, title.operator, title.formula1) == ("textLength", "lessThanOrEqual", "200")
    key = find_validation(sheet, "A2")
    assert (key.type, key.formula1) == ("custom", "SUMPRODUCT(--($A$2:$A$1001=A2))<2")
    page = letters(sheet, "Informationsseite")
    address = find_validation(sheet, f"{page}2")
    assert address.formula1 == f'OR(LEFT({page}2,8)="https://",LEFT({page}2,7)="http://")'
    assert find_validation(sheet, f"{letters(sheet, 'Funktionspostfach')}2").type == "custom"
    size = find_validation(book["Distributionen"], f"{letters(book['Distributionen'], 'Dateigröße')}2")
    assert (size.type, size.errorStyle) == ("decimal", "warning")


def test_red_marks_say_what_is_missing_or_does_not_fit(book: Any) -> None:
    sheet = book["Datensätze"]
    end = sheet.cell(1, sheet.max_column).column_letter
    assert list_marks(sheet, "A2") == ['TRIM($A2)="Beispiel"', "AND(LEN(A2)>0,SUMPRODUCT(--($A$2:$A$1001=A2))>1)"]
    assert list_marks(sheet, "B2")[1:] == [f"AND(COUNTA($A2:${end}2)>0,LEN(B2)=0)", "LEN(B2)>200"]
    date = letters(sheet, "Letzte Aktualisierung")
    assert f"AND(ISNUMBER({date}2),{date}2<18264)" in list_marks(sheet, f"{date}2")
    licence = letters(sheet, "Lizenz")
    assert any(f"=TRIM({licence}2)))=0)" in one for one in list_marks(sheet, f"{licence}2"))
    others = book["Distributionen"]
    address, down, path = (letters(others, one) for one in ("Zugriffs-URL", "Download-URL", "Dateipfad"))
    assert any(f"LEN({address}2)=0,LEN(${down}2)=0,LEN(${path}2)=0" in one for one in list_marks(others, f"{address}2"))


def test_the_rule_of_the_example_stops_all_others(book: Any) -> None:
    for name in ("Datensätze", "Distributionen"):
        rules = [rule for area in book[name].conditional_formatting for rule in area.rules]
        assert [rule.stopIfTrue for rule in rules] == [True, *[None] * (len(rules) - 1)]
        assert [rule.priority for rule in rules] == list(range(1, len(rules) + 1))


def test_headings_stay_in_sight_and_can_be_filtered(book: Any, layout: Layout) -> None:
    for table in (layout.datasets, layout.distributions):
        sheet = book[table.sheet]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.print_title_rows == "$1:$1"


def test_rare_columns_are_folded_away_unless_a_row_fills_them(layout: Layout) -> None:
    plain = build_workbook(layout)["Datensätze"]
    version = letters(plain, "Versionsnummer")
    assert plain.column_dimensions[version].hidden
    filled = build_workbook(layout, [{"Kennung": "1", "Titel": "Bäume", "Versionsnummer": "2"}])["Datensätze"]
    assert not filled.column_dimensions[version].hidden
    assert filled.column_dimensions[letters(filled, "Sprache")].hidden
    assert not filled.column_dimensions["B"].hidden


def test_a_prepared_sheet_writes_no_empty_cells(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    assert sheet.count(b"<row ") == 2
    assert written.stat().st_size < 120_000


def test_the_example_is_there_only_without_rows(layout: Layout) -> None:
    assert build_workbook(layout)["Datensätze"]["A2"].value == "Beispiel"
    assert build_workbook(layout)["Distributionen"]["A2"].value == "Beispiel"
    filled = build_workbook(layout, [{"Kennung": "GA-1", "Titel": "Bäume"}])
    assert filled["Datensätze"]["A2"].value == "GA-1"
    assert filled["Distributionen"]["A2"].value is None


def test_an_example_holds_a_real_date_and_only_values_of_its_lists(book: Any, layout: Layout) -> None:
    sheet = book["Datensätze"]
    assert sheet[f"{letters(sheet, 'Letzte Aktualisierung')}2"].value.date() == dt.date(2025, 3, 1)
    assert sheet[f"{letters(sheet, 'Letzte Aktualisierung')}2"].number_format == "DD.MM.YYYY"
    for one in layout.datasets.columns:
        assert not one.choices or not one.example or one.example in one.choices


def test_texts_are_never_formulas_and_keep_their_noughts(layout: Layout, tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    rows = [{"Kennung": "007", "Titel": "=1+1", "Beschreibung": "+49 Zeilen\nzwei"}]
    write_template(layout, out, rows)
    sheet = read_workbook(out).sheet("Datensätze")
    assert sheet is not None
    assert sheet.rows[1][:3] == ("007", "=1+1", "+49 Zeilen\nzwei")
    cell = load_workbook(out)["Datensätze"]["B2"]
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_more_rows_than_are_prepared_are_checked_as_well(layout: Layout) -> None:
    rows = [{"Kennung": f"A-{number}", "Titel": "Bäume"} for number in range(1, 1203)]
    book = build_workbook(layout, rows)
    sheet: Any = book["Datensätze"]
    assert sheet["A1203"].value == "A-1202"
    (validation,) = [one for one in sheet.data_validations.dataValidation if "A2" in one.sqref]
    assert str(validation.sqref) == "A2:A1403"


def test_what_no_cell_can_hold_is_refused_or_written_as_a_blank(layout: Layout, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="32768 characters"):
        write_template(layout, tmp_path / "a.xlsx", [{"Kennung": "1", "Beschreibung": "x" * 32_768}])
    assert not (tmp_path / "a.xlsx").exists()
    write_template(layout, tmp_path / "b.xlsx", [{"Kennung": "1", "Beschreibung": "x" * 32_767, "Titel": "a\x07b"}])
    assert load_workbook(tmp_path / "b.xlsx")["Datensätze"]["B2"].value == "a b"
    with pytest.raises(KeyError):
        write_template(layout, tmp_path / "c.xlsx", [{"Gibt es nicht": "1"}])


@pytest.mark.parametrize(("language", "guide"), [("de", "Anleitung"), ("en", "Guide")])
def test_the_guide_explains_every_column(language: str, guide: str) -> None:
    layout = build_layout(None, language, title="Amt 61")
    sheet = build_workbook(layout)[guide]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert texts[0].startswith("Amt 61: ")
    for one in (*layout.datasets.columns, *layout.distributions.columns):
        assert (one.heading if one.need != "required" else f"{one.heading} *") in texts
        assert one.hint in texts
    assert not [text for text in texts if "{" in text]
    steps = [text[:2] for text in texts[1:9]]
    assert steps == [f"{number}." for number in range(1, 9)]


def test_a_guide_without_folded_columns_does_not_speak_of_them(layout: Layout) -> None:

    few = Layout("amt", "", "de", _without_rare(layout.datasets), _without_rare(layout.distributions))
    texts = [str(row[0].value) for row in build_workbook(few)["Anleitung"].iter_rows(max_row=10)]
    assert not any("zusammengeklappt" in text for text in texts)
    assert any(text.startswith("7. Fertig?") for text in texts)


def _without_rare(table: Table) -> Table:

    return replace(table, columns=tuple(one for one in table.columns if not one.rare))
