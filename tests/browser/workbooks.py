"""Workbooks that visitors bring: a good one, one that nobody has mapped, hostile, huge, locked and with macros."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import xlsxwriter

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
SAMPLE = SAMPLES / "gruenes-amt.xlsx"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSM = "application/vnd.ms-excel.sheet.macroEnabled.12"

HEADINGS = ("Nr.", "Titel", "Beschreibung", "Kategorie", "Amt", "E-Mail", "Stand", "URL", "Format", "Lizenz")
"""Headings that Bestand knows, and that belong to no mapping that ships with it."""

LONGEST = 32_767
"""So many characters fit into a cell of Excel."""

MACROS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 macros of this workbook, byte for byte"

HOSTILE_TEXTS = (
    "<script>document.title='gehackt'</script>",
    "<img src=x onerror=\"document.title='gehackt'\">",
    '"><svg onload=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    '=HYPERLINK("http://example.org/","hier")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "Zeile\nZeile\tTabulator\u200b\u202eumgedreht_x0007_Glocke_x0000_",
    "javascript:alert(document.cookie)",
    "../../etc/passwd",
)


def build_rows(count: int, name: str = "Straßenbäume") -> list[tuple[str, ...]]:
    """Build rows below HEADINGS; ``name`` stands in each title. Each tenth has a licence that nobody knows."""
    return [
        (
            f"A-{number:04d}",
            f"{name} {number}",
            f"Lage, Art und Pflegejahr der Bäume im Bezirk {number}.",
            "Umwelt",
            "Grünes Amt",
            "daten@example.org",
            "2026-03-01",
            f"https://daten.example.org/{number}.csv",
            "CSV",
            "CC BY nach Absprache" if number % 10 == 0 else "CC BY 4.0",
        )
        for number in range(1, count + 1)
    ]


def write_rows(path: Path, rows: Iterable[tuple[str, ...]], headings: tuple[str, ...] = HEADINGS) -> Path:
    """Write a workbook with one sheet; every cell is a text."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Datensätze")
        for number, row in enumerate((headings, *rows)):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return path


def write_inventory(path: Path, count: int, name: str = "Straßenbäume") -> Path:
    """Write a workbook that no mapping is known for, but whose headings are."""
    return write_rows(path, build_rows(count, name))


def write_questionable(path: Path) -> Path:
    """Write a workbook whose columns cannot all be understood without asking."""
    headings = (*HEADINGS[:-2], "Angabe", "Nutzung")
    return write_rows(path, build_rows(8), headings)


def write_hostile(path: Path) -> Path:
    """Write the sample with cells that want to be a script, a formula, a template, a path, or as long as can be."""
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book["Dateninventar"]
    for row, text in enumerate((*HOSTILE_TEXTS, "ä" * LONGEST, "<b>" * (LONGEST // 3)), start=4):
        for heading in ("Bezeichnung", "Beschreibung", "Schlagworte", "Lizenz", "Link", "E-Mail"):
            (column,) = (cell.column for cell in sheet[3] if cell.value == heading)
            cell = sheet.cell(row, column, text)
            cell.data_type = "s"
    book.save(path)
    return path


def write_sheets(path: Path, count: int) -> Path:
    """Write an inventory behind which many small sheets stand."""
    with xlsxwriter.Workbook(path) as book:
        for number in range(count):
            sheet = book.add_worksheet("Datensätze" if number == 0 else f"Notiz {number}")
            rows = (HEADINGS, *build_rows(5)) if number == 0 else (("Bemerkung",), (f"Text {number}",))
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return path


def write_locked(path: Path) -> Path:
    """Write what a workbook with a password looks like from outside: a compound file with an EncryptedPackage."""
    streams = ("Root Entry", "\x06DataSpaces", "EncryptionInfo", "EncryptedPackage")
    entries = [name.encode("utf-16-le").ljust(64, b"\0") + bytes(64) for name in streams]
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0") + b"".join(entries))
    return path


def write_macros(path: Path, scratch: Path) -> Path:
    """Write a workbook with macros (.xlsm)."""
    (scratch / "vbaProject.bin").write_bytes(MACROS)
    with xlsxwriter.Workbook(path) as book:
        book.add_vba_project(str(scratch / "vbaProject.bin"))
        sheet = book.add_worksheet("Datensätze")
        for line, row in enumerate((HEADINGS, *build_rows(12))):
            sheet.write_row(line, 0, row)
    return path


def write_heavy(path: Path, size: int) -> Path:
    """Write a good workbook of at least so many bytes: pictures that cannot be packed lie in it."""
    write_inventory(path, 20)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", os.urandom(size))
    return path
