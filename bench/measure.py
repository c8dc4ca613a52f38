"""Measures programs in processes of their own: seconds without start-up, and peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

OPENPYXL = """
import openpyxl
def run(path):
    for sheet in openpyxl.load_workbook(path, data_only=True):
        for row in sheet.iter_rows():
            for cell in row:
                cell.value
"""
"""What every figure is compared with: openpyxl alone, reading a file cell by cell."""

# VmHWM where Linux tells it: ru_maxrss of a new process begins with the size of the process that started it.
_MEASURE = """
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
    """Run a program's ``run(path)``: seconds without start-up, and peak memory in MiB (0 where unknown)."""
    command = [sys.executable, "-c", program + _MEASURE, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, mebibytes = json.loads(done.stdout)
    return seconds, mebibytes
