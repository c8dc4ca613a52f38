"""How long `bestand check` takes on a large inventory, against openpyxl alone reading the same file."""

from __future__ import annotations

from statistics import median

from bench.measure import OPENPYXL, measure
from bench.workbooks import write_inventory

ROUNDS = 3

CHECK = """
import contextlib, io
from toolkit.cli.main import main
def run(path):
    with contextlib.redirect_stdout(io.StringIO()):
        main(["check", str(path), "--mapping", "bench/inventory.yaml"])
"""


def test_checking_an_inventory_against_openpyxl_alone() -> None:
    path = write_inventory()
    runs = [(measure(OPENPYXL, path), measure(CHECK, path)) for _ in range(ROUNDS)]
    time_ratio = median(check[0] / base[0] for base, check in runs)
    memory_ratio = median(check[1] / (base[1] or 1) for base, check in runs)
    print(f"\nbestand check, 20,000 rows × 30 columns, {ROUNDS} pairs of runs")
    for base, check in runs:
        print(f"  openpyxl {base[0]:6.2f} s {base[1]:5.0f} MiB   check {check[0]:6.2f} s {check[1]:5.0f} MiB")
    print(f"  time × {time_ratio:.2f} (aim ≤ 2.5), memory × {memory_ratio:.2f} (aim ≤ 4)")
