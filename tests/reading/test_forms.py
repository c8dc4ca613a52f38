"""Forms are found with their fields, records and asides, and ordinary tables are not taken for forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Area, CellValue, Sheet, ValueList
from toolkit.model.table import LeftOutKind
from toolkit.reading.forms import FormFound, find_form
from toolkit.reading.xlsx import read_workbook

Writer = Callable[[Callable[[Worksheet], None]], Path]
Reader = Callable[[Callable[[Worksheet], None]], Sheet]

HEADINGS = {
    *("nr.", "id", "titel", "bezeichnung", "beschreibung", "kurzbeschreibung", "kategorie", "schlagworte", "amt"),
    *("herausgeber", "ansprechpartner", "e-mail", "telefon", "kontakt", "turnus", "aktualisierungsintervall", "stand"),
    *("letzte aktualisierung", "zeitraum", "raumbezug", "format", "dateiformat", "link", "url", "lizenz", "bemerkung"),
    *("personenbezug", "freigabe", "speicherort", "fachverfahren", "rechtsgrundlage", "version", "sprache", "typ"),
    *("thema", "datensatz", "title", "description", "license", "publisher", "keywords", "verantwortlichkeit"),
}


def knows(text: str) -> float:
    """Know a few headings, whatever their case."""
    return float(text.casefold() in HEADINGS)


def grid(*rows: Sequence[CellValue]) -> Sheet:
    """Make a sheet of rows."""
    return Sheet("w.xlsx", "Formular", tuple(map(tuple, rows)))


def found(sheet: Sheet) -> FormFound:
    """Find the form that a sheet must be."""
    form = find_form(sheet, knows)
    assert form is not None
    return form


def records(form: FormFound) -> list[dict[str, str]]:
    """Give each record's values by heading."""
    sheet = form.table.sheet
    return [
        {column.heading: sheet.shown(row, column.number) for column in form.table.columns} for row in form.table.rows
    ]


def left_out(form: FormFound) -> set[tuple[LeftOutKind, int]]:
    """Give what was left out, number by number."""
    return {(one.kind, number) for one in form.table.left_out for number in one.rows}


BAEUME = ("Baumkataster", "Alle Bäume an Straßen", "dl-de/by-2-0", "jährlich", "gruen@stadt.example")
FIELDS = ("Titel", "Beschreibung", "Lizenz", "Turnus", "E-Mail")


# Filled forms


def test_a_plain_form_is_one_record() -> None:
    form = found(grid(*zip(FIELDS, BAEUME, strict=True)))
    assert records(form) == [dict(zip(FIELDS, BAEUME, strict=True))]
    assert (form.table.header_rows, form.table.rows, str(form.table.area)) == ((1,), (2,), "A1:B5")
    assert form.table.layout == "form"
    assert form.table.sheet.ref(2, 1).address == "B1"
    assert form.score >= 0.75
    assert str(form.why) == "5 of 5 texts below each other in column A are known headings, with a column of values"


def test_records_stand_in_columns_with_or_without_a_line_above() -> None:
    second = ("Radwege", "Netz", "CC BY 4.0", "monatlich", "rad@stadt.example")
    bare = grid(*zip(FIELDS, BAEUME, second, strict=True))
    numbered = grid(("", "Datensatz 1", "Datensatz 2"), *zip(FIELDS, BAEUME, second, strict=True))
    expected = [dict(zip(FIELDS, values, strict=True)) for values in (BAEUME, second)]
    assert records(found(bare)) == records(found(numbered)) == expected
    assert ("header", 1) in left_out(found(numbered))


def test_records_that_nobody_began_are_no_records() -> None:
    heads = ("Feld", "Datensatz 1", "Datensatz 2", "Datensatz 3")
    assert found(grid(heads, *zip(FIELDS, BAEUME, strict=True))).table.rows == (2,)


def test_a_key_in_the_first_field_stays_a_field() -> None:
    form = found(grid(("Nr.", 1, 2), ("Titel", "Bäume", "Wege"), ("Lizenz", "CC BY", "CC0"), ("Turnus", "jährlich")))
    assert [record["Nr."] for record in records(form)] == ["1", "2"]


def test_marks_behind_labels_belong_to_the_heading_only() -> None:
    labels = ("Titel*:", "1.2 Beschreibung:", "Lizenz ¹", "Turnus (jährlich / monatlich)", "E-Mail :")
    form = found(grid(*zip(labels, BAEUME, strict=True)))
    assert [column.heading for column in form.table.columns] == list(labels)


def test_help_beside_the_values_is_left_out() -> None:
    helps = [f"Bitte tragen Sie hier ein, was zu {field} bekannt ist." for field in FIELDS]
    right = found(grid(*zip(FIELDS, BAEUME, helps, strict=True)))
    between = found(grid(*zip(FIELDS, helps, BAEUME, strict=True)))
    assert (left_out(right), right.table.rows) == ({("guidance", 3)}, (2,))
    assert (left_out(between), between.table.rows) == ({("guidance", 2)}, (3,))


def test_a_line_over_the_form_says_what_its_columns_are() -> None:
    rows = zip(FIELDS, ("M", "M", "O", "O", "M"), BAEUME, ["Kataster"] * 5, ["kurz"] * 5, strict=True)
    form = found(grid(("Feld", "Pflicht", "Ihre Angaben", "Beispiel", "Hilfetext"), *rows))
    assert form.table.rows == (3,)
    assert left_out(form) == {("header", 1), ("obligation", 2), ("example", 4), ("guidance", 5)}


def test_obligation_is_told_by_its_words() -> None:
    rows = zip(FIELDS, ("Pflicht", "Pflicht", "optional", "optional", "Pflicht"), BAEUME, strict=True)
    assert left_out(found(grid(*rows))) == {("obligation", 2)}


def test_groups_left_of_the_labels_make_headings_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "gruppen.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A3", "Inhalt der Daten")
        sheet.merge_range("A4:A5", "Zugang")
        for row, (field, value) in enumerate(zip(FIELDS, BAEUME, strict=True)):
            sheet.write_row(row, 1, [field, value])
    form = found(read_workbook(path).sheets[0])
    assert form.table.header_rows == (1, 2)
    assert [column.heading for column in form.table.columns][::3] == ["Inhalt der Daten › Titel", "Zugang › Turnus"]
    once = grid(
        ("Inhalt", "Titel", "a"),
        (None, "Lizenz", "b"),
        ("Verantwortlichkeit", "Verantwortlichkeit", "c"),
        (None, "E-Mail", "d"),
    )
    assert [column.heading for column in found(once).table.columns] == [
        "Inhalt › Titel",
        "Inhalt › Lizenz",
        "Verantwortlichkeit",
        "Verantwortlichkeit › E-Mail",
    ]


def test_numbers_left_of_the_labels_are_left_out() -> None:
    rows = [(number, *pair) for number, pair in enumerate(zip(FIELDS, BAEUME, strict=True), start=1)]
    assert left_out(found(grid(*rows))) == {("counting", 1)}


def test_a_banner_and_instructions_stand_above() -> None:
    rows = [
        ("Meldebogen für Datensätze",),
        ("Bitte füllen Sie für jeden Datensatz ein Blatt aus und senden Sie es zurück.",),
        (),
        *zip(FIELDS, BAEUME, strict=True),
    ]
    form = found(grid(*rows))
    assert left_out(form) == {("banner", 1), ("note", 2)}
    assert form.table.title == "Meldebogen für Datensätze"


def test_sections_amid_the_labels_are_left_out(read_filled: Reader) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Allgemeine Angaben"])
        sheet.append(["Titel", "Baumkataster"])
        sheet.append(["Beschreibung", "Bäume"])
        sheet.append([])
        sheet.append(["Kontakt"])
        sheet.merge_cells("A5:B5")
        sheet.append(["Amt", "Amt 67"])
        sheet.append(["E-Mail", "gruen@stadt.example"])
        sheet.append(["Nutzung und Rechte"])
        sheet["A8"].font = Font(bold=True)
        sheet.append(["Lizenz", "CC BY 4.0"])
        sheet.append(["Anzahl der Objekte", None])
        sheet.append(["Turnus", "jährlich"])

    form = found(read_filled(fill))
    assert {number for kind, number in left_out(form) if kind == "section"} == {5, 8}
    assert [column.heading for column in form.table.columns] == [
        *("Titel", "Beschreibung", "Amt", "E-Mail", "Lizenz", "Anzahl der Objekte", "Turnus"),
    ]


def test_a_known_field_without_a_value_stays_a_field() -> None:
    rows = [("Titel", "Bäume"), ("Beschreibung",), (), ("Lizenz",), ("Turnus", "jährlich"), ("E-Mail", "a@b.example")]
    assert [column.heading for column in found(grid(*rows)).table.columns] == list(FIELDS)


def test_titles_that_are_known_words_are_sections_where_every_field_has_help() -> None:
    rows: list[tuple[CellValue, ...]] = [(f, "Bitte angeben.", v) for f, v in zip(FIELDS, BAEUME, strict=True)]
    form = found(grid(("Kontakt",), *rows[:2], ("Verantwortlichkeit",), *rows[2:]))
    assert {number for kind, number in left_out(form) if kind == "section"} == {1, 4}
    assert [column.heading for column in form.table.columns] == list(FIELDS)


def test_numbered_titles_after_gaps_are_sections() -> None:
    rows = list(zip(FIELDS, BAEUME, strict=True))
    form = found(grid(("1. Beschreibung",), *rows[:2], (), ("2. Kontakt",), *rows[2:]))
    assert [column.heading for column in form.table.columns] == list(FIELDS)


def test_values_that_are_headings_elsewhere_do_not_end_a_form() -> None:
    rows = zip(FIELDS, BAEUME, BAEUME, BAEUME, strict=True)
    form = found(grid(*rows, ("Format", "URL", "Link", "Version"), ("Stand", 1, 2, 3)))
    assert (len(form.table.columns), form.table.rows) == (7, (2, 3, 4))


def test_names_of_records_stand_over_their_columns() -> None:
    rows = [(field, *[f"{value} {number}" for number in range(9)]) for field, value in zip(FIELDS, BAEUME, strict=True)]
    form = found(grid(("Feld", *[f"DS {number}" for number in range(9)]), *rows))
    assert ([column.heading for column in form.table.columns], len(form.table.rows)) == (list(FIELDS), 9)


def test_names_for_programs_stand_behind_those_for_people() -> None:
    technical = [field.casefold() for field in FIELDS]
    form = found(grid(("Tagname", "Feldname", "Inhalt"), *zip(technical, FIELDS, BAEUME, strict=True)))
    assert (form.table.header_rows, form.table.rows) == ((2,), (3,))


def test_values_merged_across_columns_are_one_record(tmp_path: Path) -> None:
    path = tmp_path / "breit.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "Datenblatt")
        for row, (field, value) in enumerate(zip(FIELDS, BAEUME, strict=True), start=3):
            sheet.merge_range(row, 0, row, 1, field)
            sheet.merge_range(row, 2, row, 5, value)
    form = found(read_workbook(path).sheets[0])
    assert form.table.rows == (3,)
    assert records(form) == [dict(zip(FIELDS, BAEUME, strict=True))]


def test_a_label_over_several_rows_names_each_of_them() -> None:
    rows = [("Titel", "Bäume"), ("Schlagworte", "Baum"), (None, "Grün"), ("Lizenz", "CC BY"), ("Turnus", "jährlich")]
    merged = Sheet("w.xlsx", "s", tuple(rows), merged=(Area(2, 1, 3, 1),))
    assert [column.headings for column in found(merged).table.columns][1:3] == [("Schlagworte",)] * 2
    assert [column.heading for column in found(grid(*rows)).table.columns][2] == ""


def test_unknown_fields_around_known_ones_belong_to_the_form() -> None:
    rows = [
        ("Baumart:", "Linde"),
        *((f"{f}:", v) for f, v in zip(FIELDS, BAEUME, strict=True)),
        (),
        ("Pflegejahr:", 2024),
    ]
    form = found(grid(*rows, (), (), ("Vielen Dank für Ihre Mitarbeit!",)))
    assert [column.number for column in form.table.columns] == [1, 2, 3, 4, 5, 6, 8]
    assert ("note", 11) in left_out(form)


def test_remarks_beside_few_fields_are_no_record() -> None:
    rows: list[list[CellValue]] = [[field, value] for field, value in zip(FIELDS, BAEUME, strict=True)]
    rows[3].append("bitte prüfen")
    assert found(grid(*rows)).table.rows == (2,)


def test_a_second_column_of_names_is_no_record() -> None:
    names = ("title", "description", "license", "keywords", "publisher")
    form = found(grid(("Feld", "CKAN", "Eingabe"), *zip(FIELDS, names, BAEUME, strict=True)))
    assert form.table.rows == (3,)


def test_a_form_beside_another_ends_before_it() -> None:
    other = [("Herausgeber", "Stadt"), ("Stand", "2024"), ("Format", "CSV"), ("URL", "x"), ("Version", "1")]
    rows = [(*pair, None, *more) for pair, more in zip(zip(FIELDS, BAEUME, strict=True), other, strict=True)]
    assert found(grid(*rows)).table.rows == (2,)


def test_a_table_below_ends_the_form() -> None:
    rows = [
        *zip(FIELDS, BAEUME, strict=True),
        (),
        ("Bezeichnung", "Dateiformat", "URL", "Stand"),
        ("a", "CSV", "u", 2024),
    ]
    form = found(grid(*rows))
    assert (len(form.table.columns), form.table.rows) == (5, (2,))


def test_a_formula_that_was_never_calculated_counts_as_filled() -> None:
    rows = [(field, value) for field, value in zip(FIELDS, BAEUME, strict=True)]
    rows[0] = ("Titel", None)  # type: ignore[assignment]  # an unknown value
    form = found(Sheet("w.xlsx", "s", tuple(rows), uncached=frozenset({(1, 2), (1, 3)})))
    assert form.table.rows[0] == 2


def test_hidden_rows_are_hidden_fields() -> None:
    sheet = Sheet("w.xlsx", "s", tuple(zip(FIELDS, BAEUME, strict=True)), hidden_rows=frozenset({3}))
    assert [column.hidden for column in found(sheet).table.columns] == [False, False, True, False, False]


# Templates


def test_an_empty_template_is_a_form_without_records() -> None:
    helps = [f"Bitte tragen Sie hier ein, was zu {field} bekannt ist." for field in FIELDS]
    headed = grid(("Feld", "Eingabe", "Hilfetext"), *((f, None, h) for f, h in zip(FIELDS, helps, strict=True)))
    bare = grid(*((f, None, h) for f, h in zip(FIELDS, helps, strict=True)))
    colons = grid(*((f"{f}:",) for f in FIELDS))
    listed = Sheet("w.xlsx", "s", tuple((f,) for f in FIELDS), lists=(ValueList((Area(3, 2, 3, 2),), ("CC BY",)),))
    for sheet in (headed, bare, colons, listed):
        form = found(sheet)
        assert (form.table.rows, [column.heading.strip(":") for column in form.table.columns]) == ((), list(FIELDS))
        assert "nothing filled in" in str(form.why)


# What is no form


@pytest.mark.parametrize(
    "rows",
    [
        [("Nr.", "Titel"), (1, "Baumkataster"), (2, "Radwege"), (3, "Brunnen")],
        [("Titel", "Beschreibung", "Lizenz", "Turnus"), ("Bäume", "alle", "CC BY", "jährlich")],
        [("Titel", "Lizenz"), *(("Thema", "CC BY"), ("Format", "CC0"), ("Version", "CC BY"), ("Link", "CC0"))],
        [("Lizenz",), ("CC BY",), ("CC0",), ("dl-de/by",)],
        [("Lizenz", "Format", "Turnus"), ("CC BY", "CSV", "täglich"), ("CC0", "XLSX", "jährlich"), (None, "WMS")],
        [("Spalte", "Bedeutung"), *((field, f"Was zu {field} gehört.") for field in FIELDS)],
        [("Feld", "Pflicht", "Erläuterung"), *((field, "ja", "kurz") for field in FIELDS)],
        [
            ("Deutsch", "Englisch"),
            *zip(FIELDS, ("title", "description", "license", "keywords", "publisher"), strict=True),
        ],
        [(field,) for field in FIELDS],
        [("Titel", "Freigabe"), ("Beschreibung",), ("Lizenz",), ("Turnus",), ("E-Mail", "ja/nein")],
        [("Amt:", "Amt 31"), ("Stand:", "2024"), ("E-Mail:", "a@b.example"), ("Telefon:", "0")],
        [("Amt", "Amt 31"), ("Stand", "2024"), (), ("Nr.", "Titel", "Lizenz", "Turnus"), (1, "a", "b", "c")],
        [],
    ],
)
def test_ordinary_tables_lists_and_dictionaries_are_no_forms(rows: list[tuple[CellValue, ...]]) -> None:
    form = find_form(grid(*rows), knows)
    assert form is None or form.score < 0.4


def test_a_large_table_is_given_up_soon() -> None:
    asked: list[str] = []

    def listen(text: str) -> float:
        asked.append(text)
        return knows(text)

    body = [tuple(f"Wert {row} in {column}" for column in range(30)) for row in range(5000)]
    assert find_form(grid(tuple(FIELDS * 6), *body), listen) is None
    assert len(asked) < 600


def test_a_form_in_a_file_is_found_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row, (field, value) in enumerate(zip(FIELDS, BAEUME, strict=True), start=4):
        sheet.cell(row, 3).value = f"{field}\u00a0:"
        sheet.cell(row, 5).value = value
    sheet["C2"] = "Datenblatt"
    book.save(tmp_path / "blatt.xlsx")
    form = found(read_workbook(tmp_path / "blatt.xlsx").sheets[0])
    assert (str(form.table.area), form.table.rows, form.table.title) == ("C4:E8", (5,), "Datenblatt")
