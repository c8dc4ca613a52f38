"""Finding tables: where they stand, whatever stands around them and whatever their headings are called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.model.grid import Area, CellError, CellValue, Sheet, ValueList, Workbook
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.reading.finder import find_headed, find_tables
from toolkit.reading.xlsx import read_workbook

Row = tuple[CellValue, ...]

KNOWN = frozenset(
    [
        "nr.",
        "titel",
        "beschreibung",
        "kategorie",
        "amt",
        "format",
        "lizenz",
        "link",
        "stand",
        "e-mail",
        "turnus",
        "id",
        "datensatz-nr.",
        "ressource",
    ]
)
HEADINGS: Row = ("Nr.", "Titel", "Beschreibung", "Amt", "Stand", "Link")
SAMPLES = Path(__file__).parents[2] / "sample_inventories"


def knows(text: str) -> float:
    """Know a few headings for certain."""
    return float(text.casefold().strip(" *:") in KNOWN)


def nothing_known(_text: str) -> float:
    """Know no heading at all."""
    return 0.0


def record(number: int) -> Row:
    """Give a row as inventories hold it."""
    names = (
        "Baumkataster",
        "Radverkehrszählung",
        "Spielplätze",
        "Haushaltsplan",
        "Luftmessnetz",
        "Bebauungspläne",
        "Schulwege",
    )
    name = names[number % 7] + (f" Teil {number // 7}" if number > 6 else "")
    text = f"Alle Angaben zu {name} im Stadtgebiet, jährlich fortgeschrieben und von der Fachstelle geprüft."
    office = ("Grünflächenamt", "Amt für Mobilität", "Kämmerei")[number % 3]
    return (
        f"N-{number + 1}",
        name,
        text,
        office,
        dt.date(2024, 1 + number % 12, 3),
        f"https://daten.example.org/{number}",
    )


def records(count: int) -> list[Row]:
    """Give several rows."""
    return [record(number) for number in range(count)]


def sheet_of(
    *rows: Row, name: str = "Inventar", merged: tuple[Area, ...] = (), bold: frozenset[tuple[int, int]] = frozenset()
) -> Sheet:
    """Build a sheet."""
    return Sheet("inventar.xlsx", name, tuple(rows), merged=merged, bold=bold)


def survey(*sheets: Sheet, known: Callable[[str], float] = knows) -> Survey:
    """Find what is in a workbook of these sheets."""
    return find_tables(Workbook("inventar.xlsx", "", sheets), known)


def only(*rows: Row, merged: tuple[Area, ...] = (), known: Callable[[str], float] = knows) -> Table:
    """Find the one table of one sheet."""
    tables = survey(sheet_of(*rows, merged=merged), known=known).tables
    assert len(tables) == 1, [str(table.area) for table in tables]
    return tables[0]


def kinds(table: Table) -> dict[int, str]:
    """Give the kind of each left-out row."""
    return {row: left.kind for left in table.left_out for row in left.rows}


@pytest.mark.parametrize("known", [knows, nothing_known])
def test_a_header_in_row_one_is_found_whether_its_headings_are_known_or_not(known: Callable[[str], float]) -> None:
    table = only(HEADINGS, *records(9), known=known)
    assert (table.header_rows, table.rows, str(table.area)) == ((1,), tuple(range(2, 11)), "A1:F10")


@pytest.mark.parametrize(
    "headings",
    [
        ("Numer", "Tytuł", "Opis", "Urząd", "Data", "Adres"),
        ("№", "Название", "Описание", "Ведомство", "Дата", "Ссылка"),
        ("番号", "タイトル", "説明", "部署", "日付", "リンク"),
        ("ds_key", "ds_name", "ds_text", "ds_dept", "ds_date", "ds_link"),
        ("ID", "NAME", "DESC", "DEPT", "UPDATED", "URL"),
    ],
)
def test_headings_in_any_language_are_found_by_shape_alone(headings: Row) -> None:
    table = only(("Spis danych",), (), headings, *records(6), known=nothing_known)
    assert (table.header_rows, table.rows, kinds(table)) == ((3,), tuple(range(4, 10)), {1: "banner"})


def test_a_table_of_words_only_is_found_without_known_headings() -> None:
    body = [(*record(number)[1:4], "Umwelt") for number in range(8)]
    table = only(("Alpha", "Beta", "Gamma", "Delta"), *body, known=nothing_known)
    assert (table.header_rows, len(table.rows)) == ((1,), 8)


def test_banner_notes_and_blank_rows_may_stand_above() -> None:
    table = only(
        ("Dateninventar der Stadt",),
        ("Stand: 1.3.2024",),
        ("Bitte nur die weißen Felder ausfüllen und die Liste bis zum Quartalsende zurücksenden.",),
        (),
        HEADINGS,
        *records(5),
    )
    assert table.header_rows == (5,)
    assert kinds(table) == {1: "banner", 2: "note", 3: "note"}
    assert table.title == "Dateninventar der Stadt"


def test_lines_of_labels_and_values_above_are_no_table() -> None:
    table = only(
        ("Amt:", "Grünflächenamt"),
        ("Stand:", dt.date(2024, 3, 1)),
        ("Titel", "Inventar"),
        (),
        HEADINGS,
        *records(5),
    )
    assert (table.header_rows, len(table.rows)) == ((5,), 5)
    assert set(kinds(table)) == {1, 2, 3}


def test_a_header_may_stand_deep_below_remarks() -> None:
    remarks: list[Row] = [
        (f"Dies ist der Hinweis Nummer {number} zum Ausfüllen der folgenden Liste.",) for number in range(70)
    ]
    assert only(*remarks, HEADINGS, *records(4)).header_rows == (71,)


def test_rows_under_the_header_are_told_apart() -> None:
    table = only(
        HEADINGS,
        (1, 2, 3, 4, 5, 6),
        ("Pflicht", "Pflicht", "optional", "Pflicht", "optional", "optional"),
        (
            "fortlaufende Nummer",
            "kurzer Name",
            "bitte in zwei Sätzen",
            "Auswahl aus Liste",
            "TT.MM.JJJJ",
            "Adresse im Netz",
        ),
        ("Beispiel", "Baumbestand", "Alle Bäume", "Amt 67", dt.date(2024, 1, 1), "https://example.org"),
        *records(6),
    )
    assert kinds(table) == {2: "counting", 3: "obligation", 4: "guidance", 5: "example"}
    assert table.rows == tuple(range(6, 12))


def test_patterns_may_stand_above_the_header_too() -> None:
    table = only(("M", "M", "O", "M", "O", "O"), HEADINGS, *records(6))
    assert (table.header_rows, kinds(table)) == ((2,), {1: "obligation"})


def test_a_test_entry_or_a_title_that_begins_with_an_example_is_data() -> None:
    odd = ("N-9", "Beispielrechnungen Wohngeld", "Text", "Amt", None, None)
    assert len(only(HEADINGS, odd, *records(4), ("N-10", "TESTEINTRAG – bitte stehen lassen", "Probe")).rows) == 6


def test_a_merged_group_line_is_part_of_the_header() -> None:
    groups: Row = ("Datensatz", None, None, "Verantwortung", "Pflege")
    merged = (Area(1, 1, 1, 3), Area(1, 5, 1, 6))
    table = only(groups, HEADINGS, *records(5), merged=merged)
    assert table.header_rows == (1, 2)
    assert [column.heading for column in table.columns] == [
        "Datensatz › Nr.",
        "Datensatz › Titel",
        "Datensatz › Beschreibung",
        "Verantwortung › Amt",
        "Pflege › Stand",
        "Pflege › Link",
    ]


def test_an_unmerged_group_label_reaches_to_the_next_one() -> None:
    table = only(("Inventar der Stadt",), ("Datensatz", None, None, None, "Pflege"), HEADINGS, *records(5))
    assert table.header_rows == (2, 3)
    assert [column.headings[0] for column in table.columns] == ["Datensatz"] * 4 + ["Pflege"] * 2
    assert kinds(table) == {1: "banner"}


def test_single_headings_may_stand_in_the_upper_of_two_lines() -> None:
    upper: Row = ("Nr.", "Titel", "Beschreibung", "Nutzung", None, None)
    table = only(upper, (None, None, None, "Lizenz", "Stand", "Link"), *records(5))
    assert table.header_rows == (1, 2)
    assert [column.heading for column in table.columns][2:5] == ["Beschreibung", "Nutzung › Lizenz", "Nutzung › Stand"]


def test_single_headings_may_be_merged_down_over_two_lines() -> None:
    upper: Row = ("Nr.", "Titel", "Beschreibung", "Nutzung", None, None)
    merged = (Area(1, 1, 2, 1), Area(1, 2, 2, 2), Area(1, 3, 2, 3), Area(1, 4, 1, 6))
    table = only(upper, (None, None, None, "Lizenz", "Stand", "Link"), *records(5), merged=merged)
    assert (table.header_rows, len(table.rows)) == ((1, 2), 5)


def test_three_lines_make_one_header() -> None:
    lines: list[Row] = [
        ("Beschreibung der Daten", None, None, None, "Nutzung", None),
        ("Datensatz", None, None, "Stelle", "Pflege", None),
        HEADINGS,
    ]
    merged = (Area(1, 1, 1, 4), Area(1, 5, 1, 6), Area(2, 1, 2, 3), Area(2, 5, 2, 6))
    table = only(*lines, *records(5), merged=merged)
    assert table.header_rows == (1, 2, 3)
    assert table.columns[0].heading == "Beschreibung der Daten › Datensatz › Nr."


def test_a_banner_merged_over_all_columns_is_no_group() -> None:
    table = only(("Dateninventar 2024",), HEADINGS, *records(5), merged=(Area(1, 1, 1, 6),))
    assert (table.header_rows, kinds(table)) == ((2,), {1: "banner"})


def test_a_banner_with_the_date_at_its_right_is_no_group() -> None:
    table = only(("Bestandsliste", None, None, None, None, "Stand: 01.03.2024"), HEADINGS, *records(5))
    assert (table.header_rows, kinds(table)) == ((2,), {1: "banner"})


def test_years_dates_and_blanks_may_be_headings() -> None:
    headings: Row = ("Nr.", "Titel", 2021, 2022, dt.date(2023, 1, 1), None, "Titel")
    body: list[Row] = [(f"A{n}", record(n)[1], n * 3, n * 4, n * 5, "x", "Text") for n in range(1, 9)]
    table = only(headings, *body)
    assert (table.header_rows, len(table.rows)) == ((1,), 8)
    assert [column.heading for column in table.columns] == ["Nr.", "Titel", "2021", "2022", "01.01.2023", "", "Titel"]


def test_blank_rows_amid_the_body_end_nothing() -> None:
    rows = records(9)
    table = only(HEADINGS, *rows[:3], (), *rows[3:5], (), (), (), (), *rows[5:])
    assert table.rows == (2, 3, 4, 6, 7, 12, 13, 14, 15)


def test_sections_and_repeated_headers_amid_the_body_are_left_out() -> None:
    rows = records(8)
    table = only(HEADINGS, ("Grünflächenamt",), *rows[:4], ("Amt für Mobilität",), *rows[4:6], HEADINGS, *rows[6:])
    assert kinds(table) == {2: "section", 7: "section", 10: "header"}
    assert len(table.rows) == 8


def test_a_repeated_header_behind_a_gap_starts_no_second_table() -> None:
    rows = records(8)
    table = only(HEADINGS, *rows[:4], (), HEADINGS, *rows[4:])
    assert (kinds(table), len(table.rows)) == ({7: "header"}, 8)


def test_a_row_with_only_its_key_or_its_title_is_data() -> None:
    rows = records(6)
    table = only(HEADINGS, *rows[:3], ("N-77",), (None, "Denkmalliste"), *rows[3:], ("N-78",))
    assert len(table.rows) == 9


def test_totals_notes_and_spilled_values_below_are_left_out() -> None:
    table = only(
        HEADINGS,
        *records(8),
        ("Summe", None, None, None, 8),
        (),
        (None, None, None, "Grünflächenamt"),
        (None, None, None, "Kämmerei"),
        (),
        ("* Stand wie gemeldet",),
        ("Quelle: Meldungen der Ämter, zusammengestellt von der Statistikstelle",),
    )
    assert kinds(table) == {10: "total", 12: "spill", 13: "spill", 15: "note", 16: "note"}
    assert table.rows == tuple(range(2, 10))


def test_a_title_that_sounds_like_a_total_is_data() -> None:
    rows = [*records(5), ("N-6", "Gesamtverkehrsplan", "Text", "Amt"), ("N-7", "Anzahl der Unfälle", "Text", "Amt")]
    assert len(only(HEADINGS, *rows).rows) == 7


def test_two_tables_below_each_other_each_keep_their_rows() -> None:
    resources: list[Row] = [(f"R{n}", f"N-{n}", "CSV", f"https://example.org/{n}") for n in range(1, 7)]
    tables = survey(
        sheet_of(
            ("Datensätze",),
            HEADINGS,
            *records(6),
            (),
            ("Ressourcen",),
            ("Ressource", "Datensatz-Nr.", "Format", "Link"),
            *resources,
        )
    ).tables
    assert [(str(table.area), table.title, len(table.rows)) for table in tables] == [
        ("A2:F8", "Datensätze", 6),
        ("A11:D17", "Ressourcen", 6),
    ]


def test_two_tables_side_by_side_are_two() -> None:
    resources: list[Row] = [
        ("Nr.", "Titel", "Format", "Link"),
        *((f"R{n}", f"Datei {n}", "CSV", f"https://example.org/{n}") for n in range(4)),
    ]
    rows = [HEADINGS, *records(9)]
    joined = [(*row, None, *(resources[index] if index < len(resources) else ())) for index, row in enumerate(rows)]
    tables = survey(sheet_of(*joined)).tables
    assert [str(table.area) for table in tables] == ["A1:F10", "H1:K5"]


def test_an_empty_column_within_a_table_parts_nothing_and_is_no_column() -> None:
    rows = [(*row[:3], None, *row[3:]) for row in [HEADINGS, *records(7)]]
    table = only(*rows)
    assert [column.letters for column in table.columns] == ["A", "B", "C", "E", "F", "G"]


def test_a_value_list_beside_a_table_is_set_aside() -> None:
    side: list[CellValue] = ["Formate", "CSV", "XLSX", "GeoJSON"]
    rows = [(*row, None, side[index] if index < 4 else None) for index, row in enumerate([HEADINGS, *records(12)])]
    found = survey(sheet_of(*rows))
    assert [str(table.area) for table in found.tables] == ["A1:F13"]
    assert [(str(aside.area), aside.kind) for aside in found.aside] == [("H1:H4", "values")]


def test_a_sparse_remark_behind_an_empty_column_belongs_to_the_table() -> None:
    rows = [
        (*row, None, "Bemerkung" if not index else "prüfen" if index % 4 == 0 else None)
        for index, row in enumerate([HEADINGS, *records(12)])
    ]
    assert str(only(*rows).area) == "A1:H13"


def test_far_cells_and_dragged_rows_cost_no_table() -> None:
    rows = [HEADINGS, *records(8)]
    rows[3] = (*rows[3], *["nein"] * 16_000)
    sheet = sheet_of(*rows, *[()] * 17_000, (*[None] * 900, "x"))
    table = survey(sheet).tables[0]
    assert (str(table.area), table.rows) == ("A1:F9", tuple(range(2, 10)))


def test_a_table_may_stand_far_away_from_the_first_cell() -> None:
    rows = [(*[None] * 40, *row) for row in [HEADINGS, *records(5)]]
    assert str(only(*[()] * 300, *rows).area) == "AO301:AT306"


def test_one_row_and_no_row_make_a_table_where_the_header_is_certain() -> None:
    assert only(HEADINGS, record(0)).rows == (2,)
    assert only(HEADINGS).rows == ()
    assert (
        only(HEADINGS, ("fortlaufend", "kurzer Name", "bitte kurz", "Auswahl", "TT.MM.JJJJ", "siehe Hilfe")).rows == ()
    )


def test_merged_body_cells_leave_their_rows_data() -> None:
    rows: list[Row] = [
        record(0),
        (None, None, None, None, None, "https://example.org/b"),
        record(1),
        (None, None, None, None, None, "https://example.org/c"),
    ]
    merged = tuple(Area(top, column, top + 1, column) for top in (2, 4) for column in range(1, 6))
    assert only(HEADINGS, *rows, merged=merged).rows == (2, 3, 4, 5)


def test_wide_tables_are_one_table() -> None:
    headings = tuple(f"Merkmal {number}" for number in range(80))
    body = [
        tuple(number * column if column % 3 else f"Wert {number}" for column in range(80)) for number in range(1, 12)
    ]
    assert str(only(headings, *body, known=nothing_known).area) == "A1:CB12"


def test_columns_of_numbers_beside_names_and_many_columns_are_data() -> None:
    body: list[Row] = [
        (number, record(number)[1], number * 17, number * 3, number + 0.5, number * 2) for number in range(1, 20)
    ]
    assert only(("Lauf", "Sache", "Menge", "Wert", "Anteil", "Rest"), *body, known=nothing_known).header_rows == (1,)


@pytest.mark.parametrize(
    ("name", "rows", "kind"),
    [
        ("Listen", [("Format", "Turnus"), ("CSV", "jährlich"), ("XLSX", "monatlich"), ("PDF",), ("WMS",)], "values"),
        (
            "Legende",
            [("Farbe", "Bedeutung"), ("rot", "fehlt noch"), ("grün", "geprüft"), ("gelb", "in Arbeit")],
            "legend",
        ),
        ("Felder", [("Spalte", "Bedeutung"), ("Nr.", "laufend"), ("Titel", "Name"), ("Amt", "Stelle")], "dictionary"),
        ("Muster", [HEADINGS, record(40), record(41)], "example"),
        (
            "Hinweise",
            [("So füllen Sie die Liste aus",), (), ("Jede Zeile ist ein Datensatz der Stadt und ihrer Ämter.",)],
            "notes",
        ),
        (
            "Pivot",
            [("Zeilenbeschriftungen", "Anzahl von Nr."), ("Grünflächenamt", 3), ("Kämmerei", 2), ("Gesamtergebnis", 5)],
            "figures",
        ),
        ("Auswertung", [("Amt", "Zahl"), ("Grünflächenamt", 3), ("Kämmerei", 2), ("Amt für Mobilität", 2)], "figures"),
        ("Tabelle3", [], "empty"),
    ],
)
def test_sheets_that_are_no_data_are_told_apart_with_a_reason(name: str, rows: list[Row], kind: str) -> None:
    found = survey(sheet_of(HEADINGS, *records(9)), sheet_of(*rows, name=name))
    assert [table.sheet.name for table in found.tables] == ["Inventar"]
    assert [(aside.sheet, aside.kind) for aside in found.aside] == [(name, kind)]
    assert str(found.aside[0].why)


def test_a_sheet_that_value_lists_point_to_holds_values() -> None:
    codes = sheet_of(
        ("Code", "Name", "Adresse"),
        *((f"c{n}", f"Lizenz {n}", "https://example.org") for n in range(6)),
        name="Tabelle2",
    )
    main = Sheet(
        "i.xlsx",
        "Inventar",
        (HEADINGS, *records(9)),
        lists=(ValueList((Area(2, 4, 40, 4),), (), "Tabelle2!$A$2:$A$7"),),
    )
    assert [(aside.sheet, aside.kind) for aside in survey(main, codes).aside] == [("Tabelle2", "values")]


def test_resources_are_data_though_their_dataset_column_points_to_the_datasets() -> None:
    resources = Sheet(
        "i.xlsx",
        "Ressourcen",
        (
            ("Ressource", "Datensatz-Nr.", "Format", "Link"),
            *((f"R{n}", f"N-{n}", "CSV", f"https://example.org/{n}") for n in range(1, 7)),
        ),
        lists=(ValueList((Area(2, 2, 40, 2),), (), "Inventar!$A$2:$A$40"),),
    )
    found = survey(sheet_of(HEADINGS, *records(9)), resources)
    assert [table.sheet.name for table in found.tables] == ["Inventar", "Ressourcen"]


def test_a_sheet_without_a_header_is_unclear_and_shows_the_nearest() -> None:
    found = survey(sheet_of(HEADINGS, *records(9)), sheet_of(*records(6), name="Rest"))
    assert [(aside.sheet, aside.kind) for aside in found.aside] == [("Rest", "unclear")]
    assert found.aside[0].candidate is not None
    assert "comes nearest to a header" in str(found.aside[0].why)


@pytest.mark.parametrize(
    ("file", "tables"),
    [
        ("gruenes-amt", [("Dateninventar", (3,), "A3:T37", 34)]),
        ("statistikstelle", [("Datenangebot", (2,), "A2:U51", 49)]),
        ("verkehrsamt", [("Datensätze", (1, 2), "A1:U34", 31), ("Ressourcen", (1,), "A1:H51", 50)]),
    ],
)
def test_the_sample_inventories_are_found_as_their_mappings_say(file: str, tables: list[tuple[object, ...]]) -> None:
    found = find_tables(read_workbook(SAMPLES / f"{file}.xlsx"), knows)
    assert [(one.sheet.name, one.header_rows, str(one.area), len(one.rows)) for one in found.tables] == tables


def test_a_table_is_found_by_the_headings_that_a_mapping_wants() -> None:
    sheet = sheet_of(("Liste",), ("Datensatz", None, None, "Stelle", "Pflege"), HEADINGS, *records(5))
    table = find_headed(sheet, ["NR.:", "Titel *", "Stelle › Amt", "Link [2]", "[G]", "Fehlt"])
    assert table is not None
    assert table.header_rows == (2, 3)
    assert find_headed(sheet, ["Nr.", "Quelle", "Raum"]) is None


def test_wanted_headings_are_found_where_nothing_else_looks_like_a_header() -> None:
    sheet = sheet_of(("Nr.", "2023-01-01", "Wert"), ("N-1", "2024-01-01", "ja"), ("N-2", "2025-01-01", "nein"))
    table = find_headed(sheet, ["Nr.", "2023-01-01", "Wert"])
    assert table is not None
    assert (table.header_rows, table.rows) == ((1,), (2, 3))


def test_the_wanted_one_of_two_tables_is_found() -> None:
    resources: list[Row] = [(f"R{n}", f"N-{n}", "CSV", f"https://example.org/{n}") for n in range(1, 7)]
    sheet = sheet_of(HEADINGS, *records(6), (), ("Ressource", "Datensatz-Nr.", "Format", "Link"), *resources)
    table = find_headed(sheet, ["Ressource", "Format", "Datensatz-Nr."])
    assert table is not None
    assert str(table.area) == "A9:D15"


def test_a_form_is_found_by_its_field_names_on_the_turned_sheet() -> None:
    sheet = sheet_of(("Titel", "Baumkataster"), ("Amt", "Grünflächenamt"), ("Lizenz", "CC BY"), ("Turnus", "jährlich"))
    table = find_headed(sheet, ["Titel", "Amt", "Lizenz"], layout="form")
    assert table is not None
    assert (table.layout, table.rows, [column.heading for column in table.columns][:2]) == (
        "form",
        (2,),
        ["Titel", "Amt"],
    )


# Laws

_EDGES = st.sampled_from(["", "\u00a0", " ", "\u200b", "\u00a0\u200b"])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5), st.booleans(), st.integers(1, 14))
def test_blank_rows_and_a_banner_above_change_nothing_but_row_numbers(blanks: int, banner: bool, count: int) -> None:
    plain = only(HEADINGS, *records(count))
    above: list[Row] = [("Dateninventar 2024",)] * banner + [()] * blanks
    moved = only(*above, HEADINGS, *records(count))
    offset = len(above)
    assert moved.columns == plain.columns
    assert moved.header_rows == tuple(row + offset for row in plain.header_rows)
    assert moved.rows == tuple(row + offset for row in plain.rows)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_invisible_edges_of_cells_change_nothing(data: st.DataObject) -> None:
    def edge(value: CellValue) -> CellValue:
        return data.draw(_EDGES) + value + data.draw(_EDGES) if isinstance(value, str) else value

    rows = [("Liste",), HEADINGS, *records(5), ("Summe", None, None, None, 5)]
    plain, edged = only(*rows), only(*[tuple(map(edge, row)) for row in rows])
    assert (edged.header_rows, edged.rows, edged.columns) == (plain.header_rows, plain.rows, plain.columns)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(6)), st.integers(2, 14), st.booleans())
def test_the_order_of_columns_changes_neither_rows_nor_headings(order: list[int], count: int, known: bool) -> None:
    def shuffle(row: Row) -> Row:
        return tuple(row[place] for place in order)

    rows = [HEADINGS, *records(count)]
    plain = only(*rows, known=knows if known else nothing_known)
    shuffled = only(*map(shuffle, rows), known=knows if known else nothing_known)
    assert (shuffled.header_rows, shuffled.rows) == (plain.header_rows, plain.rows)
    assert {column.heading for column in shuffled.columns} == {column.heading for column in plain.columns}


_CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["Titel", "Nr.", "Summe", "ja", "x", "Beispiel", "Pflicht", "* Stand", "https://example.org", " ", "\u200b"]
    ),
    st.text(max_size=12),
    st.integers(-5, 2100),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.just(CellError("#REF!")),
)
_ROWS = st.lists(st.lists(_CELLS, max_size=9).map(tuple), max_size=25)
_MERGED = st.lists(
    st.tuples(st.integers(1, 25), st.integers(1, 9), st.integers(0, 3), st.integers(0, 3)).map(
        lambda place: Area(place[0], place[1], place[0] + place[2], place[1] + place[3])
    ),
    max_size=4,
).map(tuple)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_ROWS, _MERGED, st.integers(0, 3000), st.integers(0, 500), st.booleans())
def test_any_grid_is_told_apart_without_a_row_lost_or_counted_twice(
    rows: list[Row], merged: tuple[Area, ...], gap: int, indent: int, known: bool
) -> None:
    grid = (*rows[:9], *[()] * gap, *((*[None] * indent, *row) for row in rows[9:]))
    sheet = sheet_of(*grid, merged=merged)
    found = survey(sheet, known=knows if known else nothing_known)
    for table in (*found.tables, *(aside.candidate for aside in found.aside if aside.candidate)):
        if table.layout == "rows":
            _check_rows(table, grid)


def _check_rows(table: Table, grid: tuple[Row, ...]) -> None:
    left = [row for one in table.left_out for row in one.rows]
    told = [*table.header_rows, *table.rows, *left]
    assert len(told) == len(set(told))
    assert all(1 <= row <= len(grid) for row in told)
    numbers = {column.number for column in table.columns}
    covered = {
        row for row in range(min(told), max(told) + 1) if any(_shows(grid[row - 1], number) for number in numbers)
    }
    assert covered <= set(told)


def _shows(row: Row, number: int) -> bool:
    value = row[number - 1] if number <= len(row) else None
    return value is not None and not (
        isinstance(value, str) and not value.strip("\u200b \u00a0\n\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85")
    )


@pytest.mark.parametrize("gap", [1, 2, 3])
@pytest.mark.parametrize(("left", "right"), [(9, 13), (13, 9), (13, 12)])
def test_a_table_that_points_to_one_beside_it_is_told_apart_where_they_end_in_different_rows(
    gap: int, left: int, right: int
) -> None:
    heads: tuple[Row, Row] = (("Nr.", "Titel", "Amt", "Turnus"), ("gehört zu", "Dateiname", "Endung", "Größe"))
    body = [(f"W{place:02}", f"Bestand {place}", "Amt 61", "jährlich") for place in range(left)]
    files = [(f"W{place * 2 // 3:02}", f"datei{place}.csv", "csv", place * 7 + 1) for place in range(right)]
    lines = [(heads[0], heads[1]), *zip_longest(body, files, fillvalue=(None,) * 4)]
    tables = survey(sheet_of(*((*first, *[None] * gap, *second) for first, second in lines))).tables
    assert [table.rows for table in tables] == [tuple(range(2, 2 + left)), tuple(range(2, 2 + right))]


def test_optional_columns_behind_an_empty_one_belong_to_the_table() -> None:
    rows = [(*record(number), None, *(("geprüft", "ok") if number < 9 else ())) for number in range(12)]
    assert len(only((*HEADINGS, None, "Prüfung", "Ergebnis"), *rows).columns) == len(HEADINGS) + 2


def test_the_letterhead_above_an_inventory_is_no_table() -> None:
    head: list[Row] = [
        ("Landesmuseum Nordmark",),
        ("Telefon:", "0999 555-0", None, "E-Mail:", "info@museum.example"),
        ("Bearbeitungsstand:", "14.02.2024"),
        (),
        ("Übersicht der Bestände",),
        (),
        (),
    ]
    table = only(*head, HEADINGS, *records(9))
    assert (table.header_rows, set(kinds(table))) == ((8,), {1, 2, 3, 5})
