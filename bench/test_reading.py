"""How long reading takes and how much memory it needs, against openpyxl alone on the same file."""

from __future__ import annotations

from statistics import median

from bench.measure import OPENPYXL, measure
from bench.workbooks import write_inventory

ROUNDS = 3

READING = """
from toolkit.reading.xlsx import read_workbook
def run(path):
    read_workbook(path)
"""

TABLES = """
from toolkit.reading.tables import locate_table
from toolkit.reading.xlsx import read_workbook
def run(path):
    locate_table(read_workbook(path).sheets[0], (1,))
"""


def test_reading_an_inventory_against_openpyxl_alone() -> None:
    path = write_inventory()
    programs = {"openpyxl, cell by cell": OPENPYXL, "read_workbook": READING, "read_workbook, locate_table": TABLES}
    runs = [{name: measure(program, path) for name, program in programs.items()} for _ in range(ROUNDS)]
    medians = {name: [median(run[name][part] for run in runs) for part in (0, 1)] for name in programs}
    base_seconds, base_memory = medians["openpyxl, cell by cell"]
    print(f"\n20,000 rows × 30 columns, medians of {ROUNDS} alternating runs")
    for name, (seconds, memory) in medians.items():
        ratio = f"time × {seconds / base_seconds:.2f}, memory × {memory / (base_memory or 1):.2f}"
        print(f"  {name:30} {seconds:6.2f} s {memory:7.0f} MiB   {ratio}")
