"""Cells that are struck through or bold are told, whether by their style or by all of their text's parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Sheet, column_letters
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Reader = Callable[[Callable[[Worksheet], None]], Sheet]
Rewriter = Callable[[Path, Callable[[str, bytes], bytes | None]], Path]


def test_struck_and_bold_cells_are_told(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nr.", "Titel", "alt", 7, None, "\u00a0"])
        sheet["A1"].font = Font(bold=True)
        sheet["C1"].font = Font(strike=True, bold=True)
        for address in ("D1", "E1", "F1"):
            sheet[address].font = Font(strike=True)

    sheet = read_filled(fill)
    assert sheet.bold == {(1, 1), (1, 3)}
    assert sheet.struck == {(1, 3), (1, 4)}


@pytest.mark.parametrize(
    ("parts", "struck", "bold"),
    [
        (["S:alt", "S: auch"], True, False),
        (["S:alt", ":neu"], False, False),
        (["S:alt", "S: \n"], True, False),
        (["SB:alt", "S: auch"], True, False),
        (["B:ganz ", "B:fett"], False, True),
    ],
)
def test_a_rich_text_looks_like_all_of_its_parts(tmp_path: Path, parts: list[str], struck: bool, bold: bool) -> None:
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        runs: list[object] = []
        for part in parts:
            marks, _, text = part.partition(":")
            runs += [book.add_format({"font_strikeout": "S" in marks, "bold": "B" in marks, "italic": True}), text]
        book.add_worksheet().write_rich_string("A1", *runs)
    sheet = read_workbook(path).sheets[0]
    assert (bool(sheet.struck), bool(sheet.bold)) == (struck, bold)
    assert type(sheet.value(1, 1)) is str


def test_parts_without_a_look_of_their_own_take_that_of_the_cell(tmp_path: Path) -> None:
    path = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(path) as book:
        struck, plain = book.add_format({"font_strikeout": True}), book.add_format({"italic": True})
        sheet = book.add_worksheet()
        sheet.write_rich_string("A1", "alt ", struck, "auch", struck)
        sheet.write_rich_string("A2", "alt ", plain, "neu", struck)
    assert read_workbook(path).sheets[0].struck == {(1, 1)}


def test_a_text_within_the_sheet_is_looked_at_like_a_shared_one(written: Writer, rewritten: Rewriter) -> None:
    cell = (
        b"<row r='1'><c r='A1' t='inlineStr'><is><r><rPr><strike/></rPr><t>alt</t></r></is></c>"
        b"<c r='B1' t='inlineStr'><is><r><rPr><strike val='0'/></rPr><t>neu</t></r></is></c></row>"
    )
    path = rewritten(
        written(lambda sheet: sheet.append([1])),
        lambda _, old: re.sub(rb"<row .*</row>", cell, old),
    )
    sheet = read_workbook(path).sheets[0]
    assert sheet.rows == (("alt", "neu"),)
    assert sheet.struck == {(1, 1)}


def test_what_a_merged_range_covers_has_no_look(tmp_path: Path) -> None:
    path = tmp_path / "verbunden.xlsx"
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "Dateninventar", bold)
        sheet.write("B1", "verdeckt", bold)
    assert read_workbook(path).sheets[0].bold == {(1, 1)}


def test_bold_emptiness_costs_nothing(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Nr."
        for column in range(1, 16_385, 7):
            sheet[f"{column_letters(column)}2"].font = Font(bold=True, strike=True)
        sheet["XFD3"].font = Font(bold=True)

    sheet = read_filled(fill)
    assert (sheet.rows, sheet.bold, sheet.struck) == ((("Nr.",),), frozenset(), frozenset())


def test_fonts_that_are_missing_are_no_hindrance(written: Writer, rewritten: Rewriter) -> None:
    path = rewritten(
        written(lambda sheet: sheet.append(["Nr."])),
        lambda name, old: old.replace(b'fontId="0"', b'fontId="99"', 1) if name == "xl/styles.xml" else old,
    )
    try:
        assert read_workbook(path).sheets[0].value(1, 1) == "Nr."
    except Exception as error:  # noqa: BLE001 (whatever it is, it must be a Problem)
        assert type(error).__name__ == "Problem"  # noqa: PT017 (reading it is as good)
