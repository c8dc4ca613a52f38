"""Tables within sheets: which columns there are, what they are called, and which rows hold datasets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Area, CellError, CellValue, Sheet
from toolkit.reading.tables import locate_table

Rows = tuple[tuple[CellValue, ...], ...]


def sheet_with(*rows: tuple[CellValue, ...], merged: tuple[Area, ...] = ()) -> Sheet:
    """Build a sheet."""
    return Sheet("inventar.xlsx", "Daten", rows, merged=merged)


def headings(sheet: Sheet, *header_rows: int) -> list[tuple[str, ...]]:
    """List a table's headings, line by line."""
    return [column.headings for column in locate_table(sheet, header_rows).columns]


@pytest.mark.parametrize(
    ("written", "heading"),
    [
        ("  Titel ", "Titel"),
        ("\u00a0Titel\u00a0des\u00a0Datensatzes", "Titel des Datensatzes"),
        ("Titel\ndes  Datensatzes\r\n", "Titel des Datensatzes"),
        ("Titel_x000D_\ndes Datensatzes", "Titel des Datensatzes"),
        ("Titel\u200b", "Titel"),
        ("Veröffent\u00adlichung", "Veröffentlichung"),
        ("Schlu\u0308ssel", "Schlüssel"),
        (2024, "2024"),
        (2024.0, "2024"),
        (CellError("#REF!"), "#REF!"),
    ],
)
def test_headings_are_written_in_one_line_with_single_blanks(written: CellValue, heading: str) -> None:
    assert headings(sheet_with((written,), ("x",)), 1) == [(heading,)]


def test_columns_know_their_place_and_whether_they_are_hidden() -> None:
    sheet = Sheet("inventar.xlsx", "Daten", ((None, "Nr.", "Kontakt"), (None, 1, "x")), hidden_columns=frozenset({3}))
    columns = locate_table(sheet, (1,)).columns
    assert [(column.letters, column.heading, column.hidden) for column in columns] == [
        ("B", "Nr.", False),
        ("C", "Kontakt", True),
    ]


def test_a_merged_group_stands_over_each_of_its_columns() -> None:
    sheet = sheet_with(
        ("Nr.", "Titel", "Nutzung"),
        (None, None, "Lizenz", "Namensnennung", "Einschränkung"),
        (1, "Baumkataster", "dl-by", "Stadt", "keine"),
        merged=(Area(1, 3, 1, 5),),
    )
    assert [column.heading for column in locate_table(sheet, (1, 2)).columns] == [
        "Nr.",
        "Titel",
        "Nutzung › Lizenz",
        "Nutzung › Namensnennung",
        "Nutzung › Einschränkung",
    ]


def test_a_heading_merged_over_both_header_rows_stands_once() -> None:
    sheet = sheet_with(
        ("Nr.", "Kontakt"), (None, "Stelle", "E-Mail"), (1, "x", "y"), merged=(Area(1, 1, 2, 1), Area(1, 2, 1, 3))
    )
    assert headings(sheet, 1, 2) == [("Nr.", ""), ("Kontakt", "Stelle"), ("Kontakt", "E-Mail")]


def test_a_merged_area_that_begins_above_the_header_counts_within_it() -> None:
    sheet = sheet_with(("Nr.",), (None, "Titel"), (1, "x"), merged=(Area(1, 1, 2, 1),))
    assert headings(sheet, 2) == [("Nr.",), ("Titel",)]


def test_a_banner_above_the_header_names_no_column() -> None:
    sheet = sheet_with(("Dateninventar",), ("Nr.", "Titel"), (1, "x"), merged=(Area(1, 1, 1, 26),))
    assert headings(sheet, 2) == [("Nr.",), ("Titel",)]


def test_a_merged_group_over_empty_columns_makes_no_columns() -> None:
    sheet = sheet_with(("Nr.", "Kontakt"), (1, "x"), merged=(Area(1, 2, 1, 4),))
    assert headings(sheet, 1) == [("Nr.",), ("Kontakt",)]


def test_a_column_without_heading_stays_if_its_body_holds_anything() -> None:
    sheet = sheet_with(("Nr.", None, None, "Titel"), (1, None, " ", "x"), (2, "übrig", "\u00a0", "y"))
    assert [(column.letters, column.heading) for column in locate_table(sheet, (1,)).columns] == [
        ("A", "Nr."),
        ("B", ""),
        ("D", "Titel"),
    ]


def test_a_column_with_a_heading_stays_even_if_empty() -> None:
    assert headings(sheet_with(("Nr.", "Bemerkung"), (1,)), 1) == [("Nr.",), ("Bemerkung",)]


def test_rows_of_nothing_but_blanks_are_no_datasets() -> None:
    sheet = sheet_with(("Nr.",), (), ("\u00a0",), (None, " \u200b\n"), (0,), (False,), ("-",), (CellError("#N/A"),))
    assert locate_table(sheet, (1,)).rows == (5, 6, 7, 8)


def test_rows_and_columns_of_uncalculated_formulas_are_kept() -> None:
    sheet = Sheet("inventar.xlsx", "Daten", (("Nr.",), (1,)), uncached=frozenset({(2, 2), (4, 1)}))
    table = locate_table(sheet, (1,))
    assert table.rows == (2, 4)
    assert [column.letters for column in table.columns] == ["A", "B"]


def test_a_header_beyond_the_sheet_gives_an_empty_table() -> None:
    table = locate_table(sheet_with(("Nr.",)), (9,))
    assert (table.columns, table.rows) == ((), ())


def test_notes_wider_than_the_table_above_it_make_no_columns() -> None:
    assert headings(sheet_with((None, None, None, "Stand: März"), ("Nr.",), (1,)), 2) == [("Nr.",)]


def test_a_two_level_header_of_a_real_file_is_read(read_filled: Callable[[Callable[[Worksheet], None]], Sheet]) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Nr.", "Titel", "Nutzung", None, None])
        sheet.append([None, None, "Lizenz", "Namens-\nnennung", "Einschränkung"])
        sheet.append([1, "Baumkataster", "dl-by", "Stadt", "keine"])
        for area in ("A1:A2", "B1:B2", "C1:E1"):
            sheet.merge_cells(area)

    assert [column.heading for column in locate_table(read_filled(fill), (1, 2)).columns] == [
        "Nr.",
        "Titel",
        "Nutzung › Lizenz",
        "Nutzung › Namens- nennung",
        "Nutzung › Einschränkung",
    ]


CELLS = st.one_of(st.none(), st.sampled_from(["", " ", "\u00a0", "x", "y"]), st.integers(0, 3))
GRIDS = st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=6).map(tuple)
AREAS = st.builds(
    lambda row, column, rows, columns: Area(row, column, row + rows, column + columns),
    st.integers(1, 4),
    st.integers(1, 5),
    st.integers(0, 2),
    st.integers(0, 3),
)


@given(rows=GRIDS, merged=st.lists(AREAS, max_size=3).map(tuple))
def test_every_cell_below_the_header_that_shows_something_is_in_the_table(rows: Rows, merged: tuple[Area, ...]) -> None:
    table = locate_table(sheet_with(*rows, merged=merged), (1,))
    numbers = {column.number for column in table.columns}
    for row, values in enumerate(rows[1:], start=2):
        for column, value in enumerate(values, start=1):
            if str(value or "").strip() or value == 0:
                assert row in table.rows
                assert column in numbers
