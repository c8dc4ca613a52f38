"""What stands over, between and beside the columns of forms, and which of them hold records."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from toolkit.model.grid import CellValue, Sheet, Workbook
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.reading.finder import find_headed, find_tables
from toolkit.vocabularies.headings import load_headings

Row = Sequence[CellValue]

FIELDS = ("Titel", "Beschreibung", "Thema", "Lizenz", "Aktualisierung", "Kontakt", "Herausgeber")
TREES = ("Baumkataster", "Alle Bäume an Straßen", "Umwelt", "CC BY 4.0", "jährlich", "gruen@example.org", "Amt 67")
ROADS = ("Radwege", "Das Netz der Stadt", "Verkehr", "CC0", "monatlich", "rad@example.org", "Amt 66")
HELPS = tuple(f"Bitte angeben, was zu {field} bekannt ist." for field in FIELDS)


def grid(*rows: Row, name: str = "Formular") -> Sheet:
    """Make a sheet of rows."""
    return Sheet("w.xlsx", name, tuple(map(tuple, rows)))


def survey(*sheets: Sheet) -> Survey:
    """Find what is in a workbook, with the dictionary that ships."""
    return find_tables(Workbook("w.xlsx", "", sheets), load_headings().knows)


def only(sheet: Sheet) -> Table:
    """Find the one form of one sheet."""
    (table,) = survey(sheet).tables
    assert table.layout == "form"
    return table


def headings(table: Table) -> list[str]:
    """Give the names of a form's fields."""
    return [column.heading for column in table.columns]


def titles(table: Table) -> list[str]:
    """Give what stands beside the first field, record by record."""
    return [table.sheet.shown(row, table.columns[0].number) for row in table.rows]


def left_out(table: Table) -> set[tuple[str, str, int]]:
    """Give what was left out, number by number."""
    return {(one.kind, one.axis, number) for one in table.left_out for number in one.rows}


# The line over a form


@pytest.mark.parametrize(
    ("own", "value", "hint"),
    [
        ("Metadaten-Kategorie", "Eingaben", "Hilfetext"),
        ("Feld", "Ihre Angaben", "Erläuterung"),
        ("Merkmal", "Wert", "Hinweis"),
        ("Frage", "Antwort", "Hilfe"),
        ("Kategorie", "Eingabe", "Erklärung"),
        ("Bezeichnung", "Inhalt", "Hinweise zum Ausfüllen"),
        ("Metadatum", "Ihr Eintrag", "Hilfe zum Ausfüllen"),
        ("Field", "Value", "Guidance"),
        (None, "Eingabe", "Hilfe"),
    ],
)
def test_a_line_of_titles_over_a_form_is_no_field_even_where_one_is_a_known_heading(
    own: str | None, value: str, hint: str
) -> None:
    table = only(grid((own, value, hint), *zip(FIELDS, TREES, HELPS, strict=True)))
    assert (headings(table), table.rows) == (list(FIELDS), (2,))
    assert {("header", "rows", 1), ("guidance", "columns", 3)} <= left_out(table)


def test_a_line_of_titles_reaches_over_groups_too() -> None:
    groups = ("Inhalt", None, None, "Nutzung", None, "Stelle", None)
    empty = [None] * len(FIELDS)
    head = ("Themenfelder", "Metadaten-Kategorie", "Eingaben", "Hilfetext")
    filled = only(grid(head, *zip(groups, FIELDS, TREES, HELPS, strict=True)))
    blank = only(grid(head, *zip(groups, FIELDS, empty, HELPS, strict=True)))
    assert headings(filled) == headings(blank)
    assert (headings(filled)[0], filled.rows, blank.rows) == ("Inhalt › Titel", (3,), ())


def test_a_line_that_only_values_stand_in_is_a_field() -> None:
    rows = [("Bezeichnung", "Angaben zu Bäumen"), *zip(FIELDS[1:], TREES[1:], strict=True)]
    assert headings(only(grid(*rows)))[0] == "Bezeichnung"


def test_a_field_with_obligation_and_example_beside_it_is_no_line_of_titles() -> None:
    marks = ("Pflicht", "Pflicht", "optional", "Pflicht", "Pflicht", "Pflicht", "optional")
    samples = [f"Beispiel: {value}" for value in ROADS]
    table = only(grid(("Name", "Pflicht", samples[0], "Bäume"), *zip(FIELDS, marks, samples, TREES, strict=True)))
    assert headings(table) == ["Name", *FIELDS]
    assert titles(table) == ["Bäume"]


# Sections


def test_titles_without_a_colon_amid_labels_with_one_are_sections() -> None:
    rows = [(None, f"{field}:", value) for field, value in zip(FIELDS, TREES, strict=True)]
    table = only(grid(*rows[:3], (), (None, "Zuständigkeit"), *rows[3:5], (None, "Nutzung"), *rows[5:]))
    assert headings(table) == [f"{field}:" for field in FIELDS]
    assert {("section", "rows", 5), ("section", "rows", 8)} <= left_out(table)


def test_known_words_after_gaps_are_sections_where_every_field_is_filled() -> None:
    rows = list(zip(FIELDS, TREES, strict=True))
    table = only(grid(*rows[:3], (), ("Zuständigkeit",), *rows[3:5], (), ("Nutzung",), *rows[5:]))
    assert headings(table) == list(FIELDS)


def test_a_line_amid_the_fields_that_names_columns_of_its_own_is_no_field() -> None:
    marks = ("zwingend", "zwingend", "optional", "zwingend", "zwingend", "optional", "optional")
    rows = [(field, mark, value) for field, mark, value in zip(FIELDS, marks, TREES, strict=True)]
    table = only(grid(*rows[:6], ("Attribute", "sprechender Name", "Beschreibung"), *rows[6:]))
    assert headings(table) == list(FIELDS)
    assert ("section", "rows", 7) in left_out(table)


# Help columns


SHORT = (
    "max. 120 Zeichen",
    "allgemein verständlich",
    "Bitte auswählen",
    "laut Liste",
    "jährlich, monatlich …",
    "E-Mail",
    "Amt",
)


def test_short_help_between_label_and_value_is_no_record() -> None:
    table = only(grid(*zip(FIELDS, SHORT, TREES, strict=True)))
    assert titles(table) == ["Baumkataster"]
    assert ("guidance", "columns", 2) in left_out(table)


def test_short_hints_behind_the_values_are_no_record() -> None:
    hints = ("kurz und sprechend", "zwei bis drei Sätze", "laut Liste", "siehe Intranet", "von - bis", "falls bekannt")
    table = only(grid(*zip(FIELDS, TREES, (*hints, None), strict=True)))
    assert titles(table) == ["Baumkataster"]
    assert left_out(table) == {("guidance", "columns", 3)}


def test_what_says_the_same_on_every_sheet_is_no_record() -> None:
    same = ("Kurz", "Text", "Wort", "Kürzel", "Takt", "Postfach", "Stelle")
    sheets = [
        grid(*zip(FIELDS, same, values, strict=True), name=name) for name, values in (("Bäume", TREES), ("Rad", ROADS))
    ]
    tables = survey(*sheets).tables
    assert [titles(table) for table in tables] == [["Baumkataster"], ["Radwege"]]
    assert all(("guidance", "columns", 2) in left_out(table) for table in tables)


def test_two_sheets_that_say_the_same_keep_their_only_record() -> None:
    sheets = [grid(*zip(FIELDS, TREES, strict=True), name=name) for name in ("Blatt 1", "Blatt 2")]
    assert [titles(table) for table in survey(*sheets).tables] == [["Baumkataster"]] * 2


# Several records, several forms


def test_a_form_per_sheet_may_hold_several_records() -> None:
    first = grid(*zip(FIELDS, TREES, ROADS, TREES, strict=True), name="Amt 1")
    second = grid((None, "Datensatz 1", "Datensatz 2"), *zip(FIELDS, ROADS, TREES, strict=True), name="Amt 2")
    tables = survey(first, second).tables
    assert [titles(table) for table in tables] == [
        ["Baumkataster", "Radwege", "Baumkataster"],
        ["Radwege", "Baumkataster"],
    ]


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("head", [(), ("Feld", "Eingabe")])
def test_two_forms_of_the_same_fields_beside_each_other_are_two_records(gap: int, head: tuple[str, ...]) -> None:
    blank = (None,) * gap
    rows = [(f, a, *blank, f, b) for f, a, b in zip(FIELDS, TREES, ROADS, strict=True)]
    above = [(*head, *blank, *head)] if head else []
    table = only(grid(*above, *rows))
    assert titles(table) == ["Baumkataster", "Radwege"]
    assert headings(table) == list(FIELDS)
    assert ("guidance", "columns", 3 + gap) in left_out(table)


OTHERS = ("Format", "Download-Link", "Dateigröße", "Zeitraum", "Raumbezug", "Schlagwörter", "Sprache")


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("head", [(), ("Feld", "Eingabe")])
def test_a_form_of_other_fields_beside_one_is_told(gap: int, head: tuple[str, ...]) -> None:
    blank = (None,) * gap
    rows = [(f, a, *blank, o, b) for f, a, o, b in zip(FIELDS, TREES, OTHERS, ROADS, strict=True)]
    above = [(*head, *blank, *head)] if head else []
    found = survey(grid(*above, *rows))
    assert [(headings(table), titles(table)) for table in found.tables] == [(list(FIELDS), ["Baumkataster"])]
    (aside,) = found.aside
    assert aside.kind == "unclear"
    assert aside.candidate is not None
    assert headings(aside.candidate) == list(OTHERS)
    assert "form" in str(aside.why)


@pytest.mark.parametrize("fields", [FIELDS, OTHERS])
def test_a_mapping_reads_the_form_whose_fields_it_names(fields: tuple[str, ...]) -> None:
    rows = [(f, a, None, o, b) for f, a, o, b in zip(FIELDS, TREES, OTHERS, ROADS, strict=True)]
    table = find_headed(grid(*rows), fields, layout="form")
    assert table is not None
    assert headings(table) == list(fields)


def test_the_template_of_a_city_with_a_table_amid_its_fields_is_a_form_without_records() -> None:
    rows: list[Row] = [
        ("Tagname", "TitelFeldname", "OptionalSprechend", "InhaltBeschreibung", "Zusatz", "Erlaeuterung", "Beispiel"),
        *((f.casefold(), f, "zwingend", None, None, h) for f, h in zip(FIELDS, HELPS, strict=True)),
        (),
        ("bemerkungen", "Bemerkungen", "optional"),
        (None, "Titel", "Bemerkungen"),
        ("bemerkung", None, None, None, None, "Unter Bemerkungen können Hinweise stehen."),
        (),
        ("attributliste", "Attribute", "zwingend", None, None, "Name und Bedeutung jedes Attributs."),
        (None, "technischerfeldname", "sprechenderfeldname", "feldbeschreibung", None, "Bitte alle drei befüllen!"),
        *[("attributelement",)] * 4,
    ]
    table = only(grid(*rows))
    assert (headings(table), table.rows) == ([*FIELDS, "Bemerkungen", "Attribute"], ())


def test_two_templates_side_by_side_are_told_apart_by_the_gap() -> None:
    rows = [(f"{f}:", None, None, f"{o}:", None) for f, o in zip(FIELDS, OTHERS, strict=True)]
    found = survey(grid(*rows))
    assert [headings(table) for table in found.tables] == [[f"{field}:" for field in FIELDS]]
    assert [one.kind for one in found.aside] == ["unclear"]


# Forms below each other, and what stands below a form


@pytest.mark.parametrize("titled", [False, True])
def test_a_second_form_of_the_same_fields_below_is_told_and_not_mixed_in(titled: bool) -> None:
    first, second = ([("Steckbrief 1",)], [("Steckbrief 2",)]) if titled else ([], [])
    rows = [*first, *zip(FIELDS, TREES, strict=True), (), *second, *zip(FIELDS, ROADS, strict=True)]
    found = survey(grid(*rows))
    assert [(headings(table), titles(table)) for table in found.tables] == [(list(FIELDS), ["Baumkataster"])]
    (aside,) = found.aside
    assert aside.candidate is not None
    assert (aside.kind, titles(aside.candidate)) == ("unclear", ["Radwege"])


def test_fields_that_several_sections_ask_for_stay_in_one_form() -> None:
    rows = list(zip(FIELDS, TREES, strict=True))
    again = [("Name", "Amt 67"), ("E-Mail", "a@example.org"), (), ("Name", "Amt 12"), ("E-Mail", "b@example.org")]
    assert len(headings(only(grid(*rows, (), *again)))) == 11


def test_sentences_below_the_fields_are_no_fields() -> None:
    rows = [row for field, value, text in zip(FIELDS, TREES, HELPS, strict=True) for row in ((field, value), (text,))]
    assert headings(only(grid(*rows))) == list(FIELDS)


def test_labels_over_their_values_are_no_list_of_titles() -> None:
    rows = [row for field, value in zip(FIELDS, TREES, strict=True) for row in ((field,), (value,), ())]
    assert survey(grid(*rows)).tables == ()


def test_a_form_keeps_its_record_where_a_table_of_files_stands_below() -> None:
    files = [
        ("Titel", "URL", "Format", "Lizenz"),
        *((f"Datei {n}", f"https://x.example.org/{n}", "CSV", "CC0") for n in "ab"),
    ]
    found = survey(grid(*zip(FIELDS, TREES, strict=True), (), ("Ressourcen",), *files))
    assert [(table.layout, str(table.area)) for table in found.tables] == [("form", "A1:B7")]
    assert [str(one.area) for one in found.aside] == ["A10:D12"]


def test_lines_above_an_inventory_are_no_form() -> None:
    lines = [("Titel", "Inventar 2024"), ("Herausgeber", "Amt 12"), ("Stand", "1.3.2024"), ("Kontakt", "a@example.org")]
    head = ("Nr.", "Titel", "Beschreibung", "Amt", "Format", "Lizenz")
    data = [(f"N-{n}", f"Sache {n}", f"Alles über Sache {n}", "Amt 1", "CSV", "CC0") for n in range(6)]
    (table,) = survey(grid(*lines, (), head, *data)).tables
    assert (table.layout, table.header_rows) == ("rows", (6,))


def test_a_section_that_both_of_two_forms_beside_each_other_name_is_a_section() -> None:
    rows = [
        (f"{field}:", tree, None, f"{field}:", road) for field, tree, road in zip(FIELDS, TREES, ROADS, strict=True)
    ]
    table = only(grid(*rows[:4], ("Bereitstellung", None, None, "Bereitstellung"), *rows[4:]))
    assert titles(table) == ["Baumkataster", "Radwege"]
    assert ("section", "rows", 5) in left_out(table)
    assert len(table.columns) == len(FIELDS)
