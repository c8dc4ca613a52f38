"""A large inventory to measure with: written once, kept in the temporary folder, the same on every machine."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

Value = str | int | dt.date

EDITION = 1
"""To be counted up with every change of content, so that no old file is measured."""

_BODIES = ("Grünflächenamt", "Amt für Mobilität", "Vermessungsamt", "Statistikstelle", "Umweltamt", "Schulamt", "Hafen")
_THINGS = (
    "Bäume",
    "Radzählstellen",
    "Spielplätze",
    "Lärmkartierung",
    "Haltestellen",
    "Pegelstände",
    "Kitas",
    "Brunnen",
)
_CATEGORIES = ("Umwelt", "Verkehr", "Bildung, Kultur und Sport", "Bevölkerung und Gesellschaft", "Wirtschaft")
_INTERVALS = ("täglich", "monatlich", "jährlich", "nach Bedarf", "unbekannt")
_LICENCES = ("Datenlizenz Deutschland – Namensnennung – 2.0", "CC BY 4.0", "Datenlizenz Deutschland – Zero – 2.0", "")
_FORMATS = ("CSV", "XLSX", "GeoJSON", "WMS", "SHP")

COLUMNS: tuple[tuple[str, Callable[[int], Value]], ...] = (
    ("Nr.", lambda n: f"GA-{n:05d}"),
    ("Titel", lambda n: f"{_THINGS[n % 8]} {_BODIES[n % 7]} {n}"),
    (
        "Beschreibung",
        lambda n: f"Der Datensatz {n} enthält {_THINGS[n % 8]} mit Lage, Zustand und Pflegejahr. " * (n % 4),
    ),
    ("Kategorie", lambda n: _CATEGORIES[n % 5]),
    ("Schlagworte", lambda n: f"{_THINGS[n % 8]}; {_THINGS[n % 5]}; {_CATEGORIES[n % 3]}"),
    ("Amt", lambda n: _BODIES[n % 7]),
    ("E-Mail", lambda n: f"daten-{n % 7}@stadt.example"),
    ("Turnus", lambda n: _INTERVALS[n % 5]),
    ("Stand", lambda n: dt.date(2018, 1, 1) + dt.timedelta(days=n % 2500)),
    ("Erstveröffentlichung", lambda n: dt.date(2010, 1, 1) + dt.timedelta(days=n % 4000)),
    ("URL", lambda n: f"https://daten.stadt.example/{n}/download.csv"),
    ("Format", lambda n: _FORMATS[n % 5]),
    ("Lizenz", lambda n: _LICENCES[n % 4]),
    ("Personenbezug", lambda n: "ja" if n % 11 == 0 else "nein"),
    ("Veröffentlichung", lambda n: ("ja", "nein", "nur intern", "")[n % 4]),
    ("Anzahl Objekte", lambda n: n * 37 % 9001),
)
"""Headings and values of the first columns; further ones are fillers."""


def write_inventory(rows: int = 20_000, columns: int = 30) -> Path:
    """Write an inventory with a header in row 1, or give the one that was written before."""
    folder = Path(tempfile.gettempdir()) / "bestand-bench"
    path = folder / f"inventory-{rows}x{columns}-{EDITION}.xlsx"
    if not path.exists():
        folder.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".part")
        _write(unfinished, rows, columns)
        unfinished.replace(path)
    return path


def _write(path: Path, rows: int, columns: int) -> None:
    """Write the workbook; addresses stay text, as in most inventories."""
    kinds = [*COLUMNS, *(_filler(number) for number in range(len(COLUMNS) + 1, columns + 1))][:columns]
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("Datensätze")
        sheet.write_row(0, 0, [heading for heading, _ in kinds])
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, [value(number) for _, value in kinds])


def _filler(number: int) -> tuple[str, Callable[[int], Value]]:
    """Make a column of short, often repeated or empty answers."""
    return f"Angabe {number}", lambda n: ("ja", "nein", "", f"siehe Vermerk {n % 500}")[(n + number) % 4]
