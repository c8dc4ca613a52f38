"""verkehrsamt.xlsx: a header of two lines with merged groups, and the resources on a sheet of their own."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sample_inventories.sources.office import Book, Cell, Column, Link, Look, add_dropdowns
from sample_inventories.sources.rows import read_rows

OFFICE = "Verkehrsamt"
HEADER = 1  # counted from 0: row 2, under the groups in row 1
FIRST = HEADER + 1
BLANK_AFTER = "VA-017"
EMPTY_ROWS = 15

COLUMNS = (
    Column("Datensatz-ID", 11, "Datensatz"),
    Column("Titel", 31, "Datensatz"),
    Column("Kurzbeschreibung", 58, "Datensatz"),
    Column("Thema", 18, "Datensatz"),
    Column("Sachgebiet", 23, "Verantwortung"),
    Column("Ansprechstelle", 19, "Verantwortung"),
    Column("E-Mail", 41, "Verantwortung"),
    Column("Aktualisierung", 17, "Zeit und Raum"),
    Column("Stand", 11, "Zeit und Raum"),
    Column("Zeitbezug von", 11, "Zeit und Raum"),
    Column("Zeitbezug bis", 11, "Zeit und Raum"),
    Column("Räumlicher Bezug", 19, "Zeit und Raum"),
    Column("Stichworte", 24, "Nutzung"),
    Column("Lizenz", 20, "Nutzung"),
    Column("Namensnennung", 22, "Nutzung"),
    Column("Speicherort", 22, "Nutzung"),
    Column("Bemerkung", 20, "Nutzung"),
    Column("Personenbezogene Daten", 17, "Freigabe"),
    Column("Open Data", 13, "Freigabe"),
    Column("Freigabe Amtsleitung", 13, "Freigabe"),
    Column("Bemerkung", 24, "Freigabe"),
)

RESOURCE_COLUMNS = (
    Column("Ressourcen-ID", 14),
    Column("Datensatz-ID", 13),
    Column("Titel", 32),
    Column("Beschreibung", 42),
    Column("Format", 12),
    Column("Adresse", 78),
    Column("Dateigröße (KB)", 12),
    Column("Stand", 12),
)

LISTS = {
    "Aktualisierung": (
        "minütlich",
        "stündlich",
        "täglich",
        "wöchentlich",
        "monatlich",
        "quartalsweise",
        "halbjährlich",
        "jährlich",
        "alle 3 Jahre",
        "alle 5 Jahre",
        "laufend",
        "bei Bedarf",
        "zum Fahrplanwechsel",
    ),
    "Lizenz": (
        "Datenlizenz Deutschland Namensnennung 2.0",
        "dl-de-by-2.0",
        "dl-de-zero-2.0",
        "CC-BY 4.0",
        "CC BY-SA 4.0",
        "CC BY-NC 4.0",
        "ODbL",
    ),
    "Personenbezogene Daten": ("ja", "nein"),
    "Open Data": ("ja", "nein", "eingeschränkt"),
    "Format": ("CSV", "GeoJSON", "GeoPackage", "GTFS", "JSON", "PDF", "Shape", "WFS", "WMS", "XLSX", "ZIP"),
}

NOTES = (
    "Datenverzeichnis des Verkehrsamts",
    "",
    "Diese Datei ist die führende Liste der Datenbestände des Amtes 66. Bitte nicht kopieren, sondern hier eintragen.",
    "Blatt „Datensätze“: eine Zeile je Datensatz. Die Datensatz-ID vergibt das Geschäftszimmer.",
    "Blatt „Ressourcen“: eine Zeile je Datei oder Dienst, verbunden über die Datensatz-ID.",
    "Mehrere Themen oder Stichworte werden mit Semikolon getrennt.",
    "Open Data „ja“: Veröffentlichung im städtischen Datenportal, sobald die Amtsleitung mit Datum freigegeben hat.",
    "Open Data „eingeschränkt“: nur im Katalog für Beschäftigte zeigen, nicht nach außen.",
    "Open Data leer: noch nicht entschieden, also nicht zeigen.",
    "Personenbezogene Daten werden nie veröffentlicht, auch nicht bei Open Data „ja“.",
    "Rückfragen: verkehrsdaten@musterhausen.example.org",
)

LOOK = Look(font="Calibri", size=10, dark="#1F4E79", pale="#DDEBF7", line="#BFBFBF")


def build_verkehrsamt() -> bytes:
    """Build the workbook's bytes."""
    book = Book(LOOK, title="Datenverzeichnis Verkehrsamt", office=OFFICE)
    texts = read_rows("verkehrsamt")
    datasets = _build_datasets(texts["Datensätze"])
    resources = _build_resources(texts)
    _write_notes(book)
    sheet = book.add_sheet("Datensätze", COLUMNS)
    second = book.add_sheet("Ressourcen", RESOURCE_COLUMNS)
    ranges = book.write_lists(book.add_sheet("Wertelisten", ()), LISTS)
    _write_groups(book, sheet)
    book.write_header(sheet, HEADER, COLUMNS)
    book.write_rows(sheet, FIRST, COLUMNS, [*datasets, *[{}] * EMPTY_ROWS])
    add_dropdowns(sheet, COLUMNS, FIRST, FIRST + len(datasets) + EMPTY_ROWS - 1, ranges)
    sheet.autofilter(HEADER, 0, FIRST + len(datasets) - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST, 2)
    book.write_header(second, 0, RESOURCE_COLUMNS)
    book.write_rows(second, 1, RESOURCE_COLUMNS, resources)
    add_dropdowns(second, RESOURCE_COLUMNS, 1, len(resources) + EMPTY_ROWS, ranges)
    second.autofilter(0, 0, len(resources), len(RESOURCE_COLUMNS) - 1)
    second.freeze_panes(1, 2)
    return book.build_bytes()


def _build_datasets(rows: list[dict[str, Any]]) -> list[dict[str, Cell]]:
    """Turn the datasets' texts into cells, with the blank row that somebody left in the middle."""
    built: list[dict[str, Cell]] = []
    for row in rows:
        built.append({heading: value for heading, value in row.items() if heading != "Ressourcen"})
        if row["Datensatz-ID"] == BLANK_AFTER:
            built.append({})
    return built


def _build_resources(texts: dict[str, Any]) -> list[dict[str, Cell]]:
    built = []
    for dataset in texts["Datensätze"]:
        key = dataset["Datensatz-ID"]
        for number, values in enumerate(dataset.get("Ressourcen", ()), start=1):
            built.append(_build_resource([f"{key}-{number}", key, *values]))
    built.extend(_build_resource(values) for values in texts["Ressourcen ohne Datensatz"])
    return built


def _build_resource(values: list[Any]) -> dict[str, Cell]:
    cells: dict[str, Cell] = dict(zip([column.heading for column in RESOURCE_COLUMNS], values, strict=True))
    if cells["Ressourcen-ID"] == "VA-014-2":
        cells["Datensatz-ID"] = "VA-014 "  # the blank that breaks a look-up in the office's own program
    address = str(cells["Adresse"])
    cells["Adresse"] = Link(address, address) if address.startswith("https:") else address
    return cells


def _write_groups(book: Book, sheet: Any) -> None:
    """Write the first header line: one merged cell over each group of columns."""
    first = 0
    for group, members in groupby(COLUMNS, key=lambda column: column.group):
        last = first + len(list(members)) - 1
        sheet.merge_range(0, first, 0, last, group, book.style("group"))
        first = last + 1


def _write_notes(book: Book) -> None:
    sheet = book.add_sheet("Hinweise", [Column("", 120)])
    for row, text in enumerate(NOTES):
        sheet.write_string(row, 0, text, book.style("plain" if row else "title"))
