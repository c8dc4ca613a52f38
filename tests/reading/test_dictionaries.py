"""Inventories are not taken for what only describes, shows or counts them, and what does so is not taken for data."""

from __future__ import annotations

import pytest

from toolkit.model.grid import CellValue, Sheet, Workbook
from toolkit.model.survey import Survey
from toolkit.reading.finder import find_tables
from toolkit.vocabularies.headings import load_headings

Row = tuple[CellValue, ...]

HEAD: Row = ("ID", "Datensatz", "Kurzbeschreibung", "Amt", "Turnus", "Format", "Lizenz")
NAMES = ("Bäume", "Radwege", "Schulen", "Badestellen", "Märkte", "Brunnen", "Wahlen")


def survey(*sheets: Sheet) -> Survey:
    """Find what is in a workbook, with the dictionary that ships."""
    return find_tables(Workbook("w.xlsx", "", sheets), load_headings().knows)


def sheet(name: str, *rows: Row) -> Sheet:
    """Build a sheet."""
    return Sheet("w.xlsx", name, rows)


def inventory(cells: dict[int, list[str]], name: str = "Dez I") -> Sheet:
    """Build an inventory of seven rows in which some columns, by their place, hold other texts."""
    usual = [
        (f"D-{n}", NAMES[n], f"Alles über {NAMES[n]}", "Amt 61", "jährlich", "CSV", "dl-de/by-2-0") for n in range(7)
    ]
    rows = [
        tuple(cells[place][n] if place in cells else cell for place, cell in enumerate(row))
        for n, row in enumerate(usual)
    ]
    return sheet(name, HEAD, *rows)


@pytest.mark.parametrize(
    "cells",
    [
        {1: [f"Datensatz {n}" for n in range(7)], 2: [f"Beschreibung {n}" for n in range(7)]},
        {2: ["Amt"] * 7, 3: ["Amt"] * 7},
        {0: ["CSV", "WMS", "WFS", "PDF", "Link", "URL", "XLSX"]},
        {1: ["Standorte", "Kontakt", "Öffnungszeiten", "Adressen", "Titel", "Kategorie", "Ansprechpartner"]},
        {2: ["Titel", "Beschreibung", "Lizenz", "Turnus", "Stand", "Format", "Amt"]},
    ],
)
def test_a_table_with_a_good_header_is_data_whatever_known_words_its_cells_hold(cells: dict[int, list[str]]) -> None:
    found = survey(inventory(cells), sheet("Werte", ("CSV",), ("PDF",), ("WMS",)))
    assert [table.sheet.name for table in found.tables] == ["Dez I"]
    assert len(found.tables[0].rows) == 7


def test_sheets_of_departments_are_data_and_the_counts_over_them_are_figures() -> None:
    cells = {1: [f"Datensatz {n}" for n in range(7)], 2: [f"Beschreibung {n}" for n in range(7)]}
    counts = sheet("Übersicht", ("Dezernat", "Anzahl Datensätze"), ("Dezernat 1", 7), ("Dezernat 2", 7), ("Summe", 14))
    found = survey(counts, inventory(cells), inventory(cells, "Dez II"))
    assert [table.sheet.name for table in found.tables] == ["Dez I", "Dez II"]
    assert [(one.sheet, one.kind) for one in found.aside] == [("Übersicht", "figures")]


FIELDS = ("Titel", "Beschreibung", "Lizenz", "Turnus", "Ansprechpartner", "Format")


@pytest.mark.parametrize(
    "head",
    [
        ("Angabe", "Bedeutung", "Pflicht"),
        ("Bezeichnung", "Beschreibung", "Format", "Beispiel", "Bemerkung"),
        ("Name", "Beschreibung", "Datentyp", "Pflicht", "Hinweis", "Codeliste"),
    ],
)
def test_rows_that_name_the_fields_of_an_inventory_are_a_dictionary(head: Row) -> None:
    rows = [(field, f"Was unter {field} steht", *("ja", "Text", "s. o.", "nein")[: len(head) - 2]) for field in FIELDS]
    data = inventory({}, "Daten")
    data = Sheet("w.xlsx", "Daten", (("Nr.", "Name", "Inhalt", "Stelle", "Zyklus", "Art", "Nutzung"), *data.rows[1:]))
    found = survey(data, sheet("Tabelle2", head, *rows))
    assert [table.sheet.name for table in found.tables] == ["Daten"]
    assert [one.kind for one in found.aside] == ["dictionary"]


def test_a_header_with_one_example_beside_the_data_is_an_example() -> None:
    example = sheet("Tabelle2", HEAD, ("MUSTER", "Bäume", "Alle Bäume", "Amt 1", "jährlich", "CSV", "CC BY"))
    found = survey(inventory({}), example)
    assert [table.sheet.name for table in found.tables] == ["Dez I"]
    assert [one.kind for one in found.aside] == ["example"]


@pytest.mark.parametrize("name", ["Musterzeilen", "Beispieleinträge", "Ausfüllbeispiel", "Beispieldaten"])
def test_a_sheet_named_as_an_example_is_one(name: str) -> None:
    found = survey(inventory({}), inventory({}, name))
    assert [(one.sheet, one.kind) for one in found.aside] == [(name, "example")]


def test_sentences_below_each_other_are_notes_and_no_list_of_values() -> None:
    prose = sheet(
        "Ark1",
        ("Slik fyller du ut skjemaet",),
        ("Hvert datasett får én rad i arket Datasett.",),
        ("Filer og tjenester føres i arket to.",),
    )
    found = survey(prose, inventory({}))
    assert [(one.sheet, one.kind) for one in found.aside] == [("Ark1", "notes")]


TITLES = ("Bäume im Stadtgebiet", "Radwege und Abstellanlagen", "Schulen", "Ergebnisse der Wahlen", "Märkte und Feste")


@pytest.mark.parametrize("heading", ["Datensätze", "Titel des Datensatzes", "Name"])
def test_a_column_of_titles_alone_is_data_where_nothing_else_is(heading: str) -> None:
    alone = sheet("Tabelle1", ("Sammlung der Ämter",), (), (heading,), *((title,) for title in TITLES))
    (table,) = survey(alone).tables
    assert (table.header_rows, table.rows, table.columns[0].heading) == ((3,), (4, 5, 6, 7, 8), heading)
    assert table.title == "Sammlung der Ämter"


def test_a_column_of_titles_beside_an_inventory_is_a_list_of_values() -> None:
    found = survey(inventory({}), sheet("Tabelle2", ("Datensätze",), *((title,) for title in TITLES)))
    assert [table.sheet.name for table in found.tables] == ["Dez I"]
    assert [(one.sheet, one.kind) for one in found.aside] == [("Tabelle2", "values")]


@pytest.mark.parametrize(
    ("heading", "texts"), [("Format", ("CSV", "PDF", "WMS", "WFS", "ZIP", "XLS")), ("Titel", ("Bäume", "Wege", "Rad"))]
)
def test_a_column_of_few_or_short_texts_is_never_data(heading: str, texts: tuple[str, ...]) -> None:
    found = survey(sheet("Tabelle1", (heading,), *((text,) for text in texts)))
    assert (found.tables, [one.kind for one in found.aside]) == ((), ["values"])
