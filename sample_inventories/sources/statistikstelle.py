"""statistikstelle.xlsx: one row per resource with the dataset repeated, and local files beside the workbook."""

from __future__ import annotations

from typing import Any

from sample_inventories.sources.figures import DISTRICTS, build_figures, dwellings, households
from sample_inventories.sources.office import Book, Cell, Column, Formula, Look
from sample_inventories.sources.rows import read_rows

OFFICE = "Statistikstelle"
NOTE = (
    "Datenangebot der Statistikstelle (Stand 31.03.2025). Eine Zeile je Datei oder Dienst! "
    "Keine Spalten einfügen, sonst läuft der Jahrbuch-Export nicht mehr."
)
HEADER = 1  # counted from 0: row 2, under the note
FIRST = HEADER + 1
EMPTY_ROWS = 12

COLUMNS = (
    Column("ID", 8),
    Column("Titel", 31),
    Column("Beschreibung", 56),
    Column("EU-Thema", 12),
    Column("Stichwörter", 25),
    Column("Sachgebiet", 23),
    Column("Kontakt", 18),
    Column("E-Mail", 34),
    Column("Aktualisierungszyklus", 21),
    Column("Datenstand", 13),
    Column("Berichtszeitraum", 19),
    Column("Räumliche Gliederung", 16),
    Column("Lizenz", 19),
    Column("Quellenangabe", 26),
    Column("Personenbezug", 14),
    Column("Open-Data-Freigabe", 12),
    Column("Ressource", 24),
    Column("Dateiformat", 10),
    Column("Datei", 42),
    Column("Link", 44),
    Column("Bemerkung", 26),
)

LOOK = Look(font="Calibri", size=10, dark="#595959", pale="#EDEDED", line="#BFBFBF")


def build_statistikstelle() -> bytes:
    """Build the workbook's bytes."""
    book = Book(LOOK, title="Datenangebot der Statistikstelle", office=OFFICE)
    rows = [cells for dataset in read_rows("statistikstelle") for cells in _build_dataset(dataset)]
    sheet = book.add_sheet("Datenangebot", COLUMNS)
    sheet.write_string(0, 0, NOTE, book.style("band"))
    for at in range(1, len(COLUMNS)):
        sheet.write_blank(0, at, None, book.style("band"))
    book.write_header(sheet, HEADER, COLUMNS)
    book.write_rows(sheet, FIRST, COLUMNS, [*rows, *[{}] * EMPTY_ROWS])
    sheet.autofilter(HEADER, 0, FIRST + len(rows) - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST, 2)
    return book.build_bytes()


def build_local_files() -> dict[str, bytes]:
    """Build the files of the folder ``statistikstelle/``: name and content."""
    files = {table.file_name: table.text().encode() for table in build_figures()}
    return files | {"wohnungsbestand_stadtteile_2024.xlsx": _build_dwellings()}


def _build_dataset(dataset: dict[str, Any]) -> list[dict[str, Cell]]:
    """Give one row per resource, each with the dataset's own values again."""
    shared = {heading: value for heading, value in dataset.items() if heading != "Ressourcen"}
    names = ("Ressource", "Dateiformat", "Datei", "Link")
    return [shared | dict(zip(names, values, strict=True)) for values in dataset["Ressourcen"]]


def _build_dwellings() -> bytes:
    """Build the small workbook that is itself a resource."""
    book = Book(LOOK, title="Wohnungsbestand nach Stadtteilen 2024", office=OFFICE)
    columns = (
        Column("Stadtteil-Nr", 13),
        Column("Stadtteil", 18),
        Column("Wohnungen", 13),
        Column("Haushalte", 13),
        Column("Wohnungen je 100 Haushalte", 16),
    )
    sheet = book.add_sheet("Wohnungen", columns)
    book.write_header(sheet, 0, columns)
    for row, district in enumerate(DISTRICTS, start=1):
        homes, homesteads = dwellings(district), sum(households(district))
        ratio = Formula(f"=ROUND(C{row + 1}/D{row + 1}*100,0)", round(homes / homesteads * 100))
        cells: tuple[Cell, ...] = (district.number, district.name, homes, homesteads, ratio)
        for at, value in enumerate(cells):
            book.write_cell(sheet, row, at, value)
    sheet.freeze_panes(1, 2)
    return book.build_bytes()
