"""What is no data: judged by the workbook as a whole, always with a reason, and never at the price of the only data."""

from __future__ import annotations

import pytest

from toolkit.model.grid import Area, CellValue, Sheet, ValueList, Workbook
from toolkit.model.survey import Aside, Survey
from toolkit.reading.finder import find_tables

Row = tuple[CellValue, ...]

HEAD: Row = ("Nr.", "Titel", "Beschreibung", "Amt", "Link")
KNOWN = {"nr.", "titel", "beschreibung", "amt", "link", "format", "lizenz", "stand", "turnus", "e-mail"}


def data(count: int = 8) -> list[Row]:
    """Give an inventory's rows with its header."""
    offices = ("Umweltamt", "Bauamt", "Kämmerei")
    return [
        HEAD,
        *(
            (f"N-{n}", f"Sache {n}", f"Alles über Sache {n}", offices[n % 3], f"https://x.example.org/{n}")
            for n in range(count)
        ),
    ]


def sheet(name: str, *rows: Row, lists: tuple[ValueList, ...] = ()) -> Sheet:
    """Build a sheet."""
    return Sheet("w.xlsx", name, rows, lists=lists)


def survey(*sheets: Sheet) -> Survey:
    """Find what is in a workbook."""
    return find_tables(Workbook("w.xlsx", "", sheets), lambda text: float(text.casefold() in KNOWN))


def beside_data(name: str, *rows: Row) -> Aside:
    """Give what a sheet beside an inventory is told to be."""
    found = survey(sheet("Inventar", *data()), sheet(name, *rows))
    assert [table.sheet.name for table in found.tables] == ["Inventar"]
    assert len(found.aside) == 1
    return found.aside[0]


@pytest.mark.parametrize(
    ("name", "rows", "kind"),
    [
        ("Tabelle2", [("CSV",), ("PDF",), ("WMS",)], "values"),
        (
            "Tabelle2",
            [("Format", "Turnus"), ("CSV", "jährlich"), ("PDF", "monatlich"), ("WMS",), ("WFS",), ("ZIP",)],
            "values",
        ),
        ("Auswahllisten", [("Kürzel", "Name"), ("A", "Amt eins"), ("B", "Amt zwei")], "values"),
        ("Tabelle2", [("Abkürzung", "Bedeutung"), ("WMS", "Kartendienst"), ("WFS", "Objektdienst")], "legend"),
        (
            "Tabelle2",
            [("Feld", "Erläuterung"), ("Nr.", "fortlaufend"), ("Titel", "kurz"), ("Amt", "Stelle")],
            "dictionary",
        ),
        (
            "Tabelle2",
            [
                ("Name", "Pflicht", "Art"),
                ("Titel", "ja", "Text"),
                ("Beschreibung", "ja", "Text"),
                ("Amt", "nein", "Text"),
            ],
            "dictionary",
        ),
        ("Ausfüllbeispiel", [HEAD, ("N-1", "Bäume", "Alle Bäume", "Bauamt", "https://x.example.org")], "example"),
        (
            "Tabelle2",
            [HEAD, ("Beispiel 1", "Bäume", "Alle Bäume", "Bauamt"), ("Beispiel 2", "Wege", "Alle Wege", "Bauamt")],
            "example",
        ),
        ("Deckblatt", [("Inventar der Daten",), ("Diese Mappe wird von der Statistikstelle gepflegt.",)], "notes"),
        (
            "Änderungen",
            [("Version", "Stand", "Was"), ("1.0", "2024-01-01", "angelegt"), ("1.1", "2024-02-01", "ergänzt")],
            "notes",
        ),
        ("Tabelle2", [("Amt", "Anzahl"), ("Umweltamt", 3), ("Bauamt", 3), ("Kämmerei", 2), ("Summe", 8)], "figures"),
        ("Tabelle2", [("Row Labels", "Count of Titel"), ("Umweltamt", 3), ("Grand Total", 3)], "figures"),
        ("Leer", [], "empty"),
    ],
)
def test_each_kind_of_sheet_is_known(name: str, rows: list[Row], kind: str) -> None:
    aside = beside_data(name, *rows)
    assert (aside.sheet, aside.kind) == (name, kind)
    assert str(aside.why)


def test_an_aside_covers_all_of_its_block() -> None:
    assert str(beside_data("Listen", ("Format",), *((f"Form {n}",) for n in range(12))).area) == "A1:A13"


def test_a_narrow_table_is_data_where_nothing_else_is() -> None:
    rows: list[Row] = [("Titel", "Amt"), *((f"Sache {n}", "Bauamt") for n in range(5))]
    assert [str(table.area) for table in survey(sheet("Tabelle1", *rows)).tables] == ["A1:B6"]


def test_an_example_sheet_is_data_where_nothing_else_is() -> None:
    assert len(survey(sheet("Muster", *data())).tables) == 1


def test_a_wide_table_is_data_whatever_its_sheet_is_called() -> None:
    for name in ("Listen", "Codes", "Hinweise", "Legende", "Zahlen"):
        assert len(survey(sheet("Inventar", *data()), sheet(name, *data(4))).tables) == 2


def test_links_to_the_data_are_data_though_they_are_narrow() -> None:
    rows: list[Row] = [("Nr.", "Format", "Link"), *((f"N-{n}", "CSV", f"https://x.example.org/{n}") for n in range(5))]
    assert len(survey(sheet("Inventar", *data()), sheet("Dateien", *rows)).tables) == 2


@pytest.mark.parametrize("source", ["Ämter!$A$2:$A$9", "'Ämter'!$A$2:$A$9", "=Ämter!A2:A9", "ämter!$A:$A"])
def test_what_value_lists_point_to_is_a_value_list(source: str) -> None:
    lists = (ValueList((Area(2, 4, 99, 4),), (), source),)
    rows: list[Row] = [
        ("Amt", "Titel", "Link"),
        *((f"Amt {n}", f"Amt {n} der Stadt", "https://x.example.org") for n in range(5)),
    ]
    found = survey(sheet("Inventar", *data(), lists=lists), sheet("Ämter", *rows))
    assert [(one.sheet, one.kind) for one in found.aside] == [("Ämter", "values")]


def test_a_table_that_cannot_be_read_shows_its_nearest_candidate() -> None:
    aside = beside_data("Rest", *[(f"{n}", n, f"https://x.example.org/{n}", n * n, "ja") for n in range(6)])
    assert aside.kind == "unclear"
    assert "comes nearest to a header" in str(aside.why)
    assert aside.candidate is not None


def test_blocks_beside_and_below_the_data_are_told_apart_too() -> None:
    rows = [
        (*row, None, value) for row, value in zip(data(), ["Formate", "CSV", "PDF", "WMS", *[None] * 5], strict=True)
    ]
    below: list[Row] = [(), ("Amt", "Anzahl"), ("Umweltamt", 3), ("Bauamt", 3), ("Kämmerei", 2)]
    found = survey(sheet("Inventar", *rows, *below))
    assert [str(table.area) for table in found.tables] == ["A1:E9"]
    assert {(str(one.area), one.kind) for one in found.aside} == {("G1:G4", "values"), ("A11:B14", "figures")}


@pytest.mark.parametrize("title", ["Legende:", "Legende", "Zeichenerklärung", "Farblegende:", "Legend", "Abkürzungen"])
def test_a_legend_below_the_data_is_told_as_one(title: str) -> None:
    rows: list[Row] = [*data(), (), (title,), ("gelb", "noch zu klären"), ("rot", "nicht öffentlich")]
    found = survey(sheet("Inventar", *rows))
    assert [(str(table.area), len(table.rows), table.left_out) for table in found.tables] == [("A1:E9", 8, ())]
    assert [(str(one.area), one.kind) for one in found.aside] == [("A11:B13", "legend")]


@pytest.mark.parametrize("mark", ["1.", 1, "-", "a)"])
@pytest.mark.parametrize("name", ["Tabelle2", "Ausfüllhinweise"])
def test_numbered_sentences_are_notes(mark: CellValue, name: str) -> None:
    points = (
        "Bitte tragen Sie je Bestand eine Zeile ein.",
        "Felder mit Stern sind zu füllen.",
        "Wir helfen Ihnen gern.",
    )
    rows = [(mark, text) for text in points]
    assert beside_data(name, ("So füllen Sie die Liste aus",), (), *rows).kind == "notes"


@pytest.mark.parametrize("name", ["Musterbeispiel", "Ausfüllbeispiel", "Beispieldatensatz", "Praxisbeispiele"])
def test_a_sheet_whose_name_ends_with_a_word_for_examples_is_one(name: str) -> None:
    assert beside_data(name, *data(1)).kind == "example"
