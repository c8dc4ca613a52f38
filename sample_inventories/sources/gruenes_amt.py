"""gruenes-amt.xlsx: one row per dataset under a banner, with dropdowns, a hidden column, links and a formula."""

from __future__ import annotations

from typing import Any

from sample_inventories.sources.office import Book, Cell, Column, Formula, Link, Look, add_dropdowns
from sample_inventories.sources.rows import read_rows

OFFICE = "Grünes Amt"
BANNER = "Dateninventar Grünes Amt – Stand 31.03.2025"
HEADER = 2  # counted from 0: row 3
FIRST = HEADER + 1
EMPTY_ROWS = 40  # formatted and waiting below the data

COLUMNS = (
    Column("Nr.", 8),
    Column("Bezeichnung", 30),
    Column("Beschreibung", 58),
    Column("Kategorie", 21),
    Column("Schlagworte", 24),
    Column("Fachamt/Abteilung", 25),
    Column("Ansprechstelle", 22),
    Column("E-Mail", 40),
    Column("Turnus", 15),
    Column("Letzte Aktualisierung", 15),
    Column("Zeitraum von", 12),
    Column("Zeitraum bis", 12),
    Column("Raumbezug", 19),
    Column("Format", 9),
    Column("Link", 14),
    Column("Lizenz", 19),
    Column("Quellenvermerk", 27),
    Column("Personenbezug", 15),
    Column("Veröffentlichung", 17),
    Column("interne Bemerkung", 40, hidden=True),
)

LISTS = {
    "Kategorie": (
        "Umwelt",
        "Grün und Natur",
        "Freizeit und Spiel",
        "Friedhof und Bestattung",
        "Bildung, Kultur und Sport",
        "Bevölkerung und Gesellschaft",
        "Wirtschaft und Finanzen",
        "Justiz, Rechtssystem und öffentliche Sicherheit",
        "Landwirtschaft, Fischerei, Forstwirtschaft und Nahrungsmittel",
    ),
    "Turnus": (
        "laufend",
        "täglich",
        "wöchentlich",
        "monatlich",
        "vierteljährlich",
        "halbjährlich",
        "jährlich",
        "alle 5 Jahre",
        "alle 10 Jahre",
        "bei Bedarf",
        "unregelmäßig",
        "einmalig",
    ),
    "Format": ("CSV", "Excel", "GeoJSON", "GPKG", "KML", "PDF", "Shape", "WFS", "WMS"),
    "Lizenz": (
        "dl-de/by-2-0",
        "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        "dl-de/zero-2-0",
        "CC BY 4.0",
        "CC0",
    ),
    "Personenbezug": ("ja", "nein"),
    "Veröffentlichung": ("ja", "nein", "wird geprüft", "intern"),
}

LEGEND = (
    ("Spalte", "Bedeutung"),
    ("Nr.", "Fortlaufende Nummer, wird nie neu vergeben. Auch gelöschte Nummern bleiben frei."),
    ("Bezeichnung", "Kurzer Name des Datensatzes, ohne Abkürzungen."),
    ("Beschreibung", "Ein bis drei Sätze: Was steht drin, wo kommt es her, was fehlt?"),
    ("Kategorie", "Auswahl aus dem Blatt Listen. Eigene Kategorien bitte nur nach Absprache."),
    ("Schlagworte", "Mit Komma getrennt, höchstens sechs."),
    ("Fachamt/Abteilung", "Wer pflegt die Daten? Abteilung genügt, keine Personennamen."),
    ("Ansprechstelle, E-Mail", "Funktionspostfach, damit Anfragen auch im Urlaub ankommen."),
    ("Turnus", "Wie oft wird aktualisiert? Auswahl aus dem Blatt Listen."),
    ("Letzte Aktualisierung", "Datum, an dem sich der Inhalt zuletzt geändert hat."),
    ("Zeitraum von / bis", "Zeitraum, über den die Daten Auskunft geben. Offen: „laufend“."),
    ("Link", "Adresse hinterlegen (Strg+K); angezeigt wird „Zum Download“ oder „Geoportal“."),
    ("Lizenz", "Nur offene Lizenzen aus der Liste; im Zweifel Rücksprache mit der Open-Data-Stelle."),
    ("Quellenvermerk", "Wird aus Abteilung und Jahr gebildet, darf überschrieben werden."),
    ("Personenbezug", "ja, sobald ein Bezug zu einer Person hergestellt werden kann. Leer heißt: noch nicht geprüft."),
    (
        "Veröffentlichung",
        "ja = öffentlich; intern = nur für Beschäftigte der Stadt; wird geprüft oder leer = noch nicht.",
    ),
)

LOOK = Look(font="Arial", size=10, dark="#3B7D3A", pale="#E2F0D9", line="#A9D08E")


def build_gruenes_amt() -> bytes:
    """Build the workbook's bytes."""
    book = Book(LOOK, title="Dateninventar Grünes Amt", office=OFFICE)
    rows = [_build_row(at, row) for at, row in enumerate(read_rows("gruenes-amt"), start=FIRST + 1)]
    sheet = book.add_sheet("Dateninventar", COLUMNS)
    ranges = book.write_lists(book.add_sheet("Listen", ()), LISTS)
    book.write_table(book.add_sheet("Legende", [Column("", 26), Column("", 95)]), LEGEND)
    _write_banner(book, sheet, len(rows))
    book.write_header(sheet, HEADER, COLUMNS)
    book.write_rows(sheet, FIRST, COLUMNS, [*rows, *[{}] * EMPTY_ROWS])
    last = FIRST + len(rows) + EMPTY_ROWS - 1
    add_dropdowns(sheet, COLUMNS, FIRST, last, ranges)
    sheet.autofilter(HEADER, 0, FIRST + len(rows) - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST, 2)
    _colour_release(book, sheet, last)
    _write_comments(sheet)
    return book.build_bytes()


def _build_row(number: int, row: dict[str, Any]) -> dict[str, Cell]:
    """Turn one row's text into cells; ``number`` is the sheet's row as people count it."""
    link, mail = row["Link"], row["E-Mail"]
    cells: dict[str, Cell] = dict(row)
    cells["Link"] = Link(*link) if isinstance(link, list) else Link(link, link) if link else None
    cells["E-Mail"] = Link(mail, f"mailto:{mail}") if mail else None
    if "Quellenvermerk" not in row:
        text = f'="Stadt Musterhausen, "&F{number}&", "&YEAR(J{number})'
        year = row["Letzte Aktualisierung"].year
        cells["Quellenvermerk"] = Formula(text, f"Stadt Musterhausen, {row['Fachamt/Abteilung']}, {year}")
    return cells


def _write_banner(book: Book, sheet: Any, count: int) -> None:
    last = len(COLUMNS) - 2  # the hidden column stays bare
    for at in range(last + 1):
        sheet.write_blank(0, at, None, book.style("band"))
    sheet.merge_range(0, 0, 0, 4, BANNER, book.style("title"))
    sheet.write_string(0, last - 1, "Anzahl:", book.style("band"))
    sheet.write_formula(0, last, f"=COUNTA(A{FIRST + 1}:A{FIRST + count + EMPTY_ROWS})", book.style("band"), count)
    sheet.set_row(0, 26)


def _colour_release(book: Book, sheet: Any, last: int) -> None:
    """Colour the release column as the office reads it."""
    at = [column.heading for column in COLUMNS].index("Veröffentlichung")
    for value, colour in (("ja", "#C6EFCE"), ("nein", "#FFC7CE"), ("intern", "#FFEB9C"), ("wird geprüft", "#DDEBF7")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": book.add_fill(colour)}
        sheet.conditional_format(FIRST, at, last, at, rule)


def _write_comments(sheet: Any) -> None:
    options = {"author": OFFICE, "x_scale": 1.6, "font_name": LOOK.font}
    sheet.write_comment("I3", "Bitte nur Werte aus dem Blatt „Listen“ wählen!", options)
    sheet.write_comment("S22", "Rückfrage beim Stadtverband läuft seit Februar.", options)
