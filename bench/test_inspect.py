"""How long `bestand inspect` takes and how much memory it needs, against openpyxl alone reading the same file."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from statistics import median

import xlsxwriter

from bench.measure import OPENPYXL, measure
from bench.workbooks import COLUMNS, write_inventory

ROUNDS = 3

INSPECT = """
import contextlib, io
from toolkit.cli.main import main
def run(path):
    with contextlib.redirect_stdout(io.StringIO()):
        code = main(["inspect", str(path)])
    assert not code, code
"""

_SHEET = "xl/worksheets/sheet1.xml"
_GROUPS = ("Stammdaten", "Zuständigkeit", "Aktualität", "Zugang", "Freigabe")


def test_inspecting_a_large_inventory_against_openpyxl_alone() -> None:
    path = write_inventory()
    runs = [(measure(OPENPYXL, path), measure(INSPECT, path)) for _ in range(ROUNDS)]
    time_ratio = median(inspect[0] / base[0] for base, inspect in runs)
    memory_ratio = median(inspect[1] / (base[1] or 1) for base, inspect in runs)
    print(f"\nbestand inspect, 20,000 rows × 30 columns, {ROUNDS} pairs of runs")
    for base, inspect in runs:
        print(f"  openpyxl {base[0]:6.2f} s {base[1]:5.0f} MiB   inspect {inspect[0]:6.2f} s {inspect[1]:5.0f} MiB")
    print(f"  time × {time_ratio:.2f} (aim ≤ 3), memory × {memory_ratio:.2f}")


def test_inspecting_a_grown_inventory() -> None:
    """Measure 8,000 rows under a banner and a header of two lines."""
    seconds, memory = measure(INSPECT, write_grown(8_000))
    print(f"\nbestand inspect, 8,000 rows, banner and two-line header: {seconds:.2f} s (aim < 15), {memory:.0f} MiB")


def test_empty_formatted_rows_need_no_memory() -> None:
    """Compare a file of 34 rows with the same file and 17,502 coloured empty rows of 200 columns below them."""
    small, large = write_grown(34), write_formatted(34, 17_502, 200)
    (plain_seconds, plain), (seconds, memory) = measure(INSPECT, small), measure(INSPECT, large)
    print("\nbestand inspect, 34 rows, without and with 17,502 formatted empty rows × 200 columns")
    print(f"  without {plain_seconds:6.2f} s {plain:5.0f} MiB   with {seconds:6.2f} s {memory:5.0f} MiB")
    print(f"  memory × {memory / (plain or 1):.2f} (aim ≤ 1.2), {large.stat().st_size / 1024:.0f} KiB on disk")


def write_grown(rows: int) -> Path:
    """Write an inventory as offices have it: banner, groups above the headings, dates, answers and gaps."""
    path = Path(tempfile.mkdtemp(prefix="bestand-bench-")) / "inventar.xlsx"
    options = {"strings_to_urls": False, "default_date_format": "dd.mm.yyyy", "constant_memory": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Inventar")
        sheet.write(0, 0, "Dateninventar der Stadtverwaltung")
        sheet.write(1, 0, "Stand: Juni 2024, Entwurf")
        for column, (heading, _) in enumerate(COLUMNS):
            if column % 4 == 0:
                sheet.write(3, column, _GROUPS[column // 4])
            sheet.write(4, column, heading)
        for row in range(rows):
            for column, (_, value) in enumerate(COLUMNS):
                if column < 2 or (row * 7 + column) % 11:
                    sheet.write(5 + row, column, value(row))
    return path


def write_formatted(rows: int, empty: int, columns: int) -> Path:
    """Write the same with coloured empty rows below; XlsxWriter would take minutes for so many cells."""
    plain = write_grown(rows)
    path = plain.with_name("formatiert.xlsx")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != _SHEET:
                new.writestr(name, old.read(name))
                continue
            with new.open(name, "w") as part:
                head, tail = old.read(name).split(b"</sheetData>")
                part.write(head)
                for row in range(rows + 6, rows + 6 + empty):
                    cells = "".join(f'<c r="{_letters(column)}{row}" s="1"/>' for column in range(columns))
                    part.write(f'<row r="{row}">{cells}</row>'.encode())
                part.write(b"</sheetData>" + tail)
    return path


def _letters(column: int) -> str:
    """Name a column, counted from 0, below 702."""
    first, last = divmod(column, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)
