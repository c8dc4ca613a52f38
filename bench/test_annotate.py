"""How long marking a large workbook takes, against unpacking and packing all of its parts."""

from __future__ import annotations

from statistics import median

from bench.measure import measure
from bench.workbooks import write_inventory

ROUNDS = 3

ZIPPING = """
import tempfile, zipfile
def run(path):
    with tempfile.TemporaryFile() as out, zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", 8) as new:
        for part in old.infolist():
            with old.open(part) as read, new.open(part.filename, "w") as write:
                while piece := read.read(1 << 18):
                    write.write(piece)
"""

MARKING = """
import tempfile
from toolkit.patch.apply import write_patched
from toolkit.patch.patch import FurtherSheet, Look, Mark, NewValue, Patch, SheetCell, Target, Tint
def run(path):
    sheet = "Datensätze"
    cells = [(40 * number + 2, number % 30 + 1) for number in range(500)]
    marks = tuple(Mark(sheet, cell, list(Tint)[cell[1] % 4], "Bitte eine Lizenz aus der Liste.") for cell in cells)
    rows = tuple((SheetCell("Zelle", Look.LINK, Target(sheet, cell)), SheetCell("Was fehlt")) for cell in cells)
    values = tuple(NewValue(sheet, cell, "neu") for cell in cells) if VALUES else ()
    with tempfile.TemporaryDirectory() as folder:
        patch = Patch(marks, values, FurtherSheet("Rückmeldung", rows, (20, 60), 1))
        write_patched(path, patch, path.__class__(folder) / "marked.xlsx")
"""


def test_marking_500_cells_against_unpacking_and_packing() -> None:
    path = write_inventory()
    programs = {
        "unzip and zip": ZIPPING,
        "500 marks, feedback sheet": f"VALUES = False\n{MARKING}",
        "and 500 new values": f"VALUES = True\n{MARKING}",
    }
    runs = [{name: measure(program, path) for name, program in programs.items()} for _ in range(ROUNDS)]
    medians = {name: [median(run[name][part] for run in runs) for part in (0, 1)] for name in programs}
    base_seconds, base_memory = medians["unzip and zip"]
    print(f"\n20,000 rows × 30 columns, medians of {ROUNDS} alternating runs (aim: time ≤ 3 ×)")
    for name, (seconds, memory) in medians.items():
        ratio = f"time × {seconds / base_seconds:.2f}, memory × {memory / (base_memory or 1):.2f}"
        print(f"  {name:28} {seconds:6.2f} s {memory:7.0f} MiB   {ratio}")
