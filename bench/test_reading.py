"""How long reading takes and how much memory it needs, against openpyxl alone on the same file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.workbooks import write_inventory

ROUNDS = 3

OPENPYXL = """
import openpyxl
def run(path):
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value
"""

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

# VmHWM where Linux tells it: ru_maxrss of a new process begins with the size of the process that started it.
MEASURE = """
import json, sys, time
from pathlib import Path
def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    if sys.platform == "win32":
        return 0.0
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
start = time.perf_counter()
run(Path(sys.argv[1]))
print(json.dumps([time.perf_counter() - start, peak()]))
"""


def measure(program: str, path: Path) -> tuple[float, float]:
    """Run a program in its own process: seconds without start-up, and peak memory in MiB (0 where unknown)."""
    command = [sys.executable, "-c", program + MEASURE, str(path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)
    seconds, mebibytes = json.loads(done.stdout)
    return seconds, mebibytes


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
