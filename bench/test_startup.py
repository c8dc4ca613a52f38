"""How long the command takes to start, against importing typer alone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROUNDS = 9

BESTAND = [str(Path(sys.executable).with_name("bestand")), "--help"]
TYPER = [sys.executable, "-c", "import typer"]


def seconds(command: list[str]) -> float:
    """Run a command as a whole process; compiled files may be kept, as on a user's machine."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def test_starting_against_importing_typer() -> None:
    for command in (BESTAND, TYPER):
        seconds(command)  # compiles
    pairs = [(seconds(BESTAND), seconds(TYPER)) for _ in range(ROUNDS)]
    ratio = median(bestand / typer for bestand, typer in pairs)
    ours, theirs = (median(pair[side] for pair in pairs) for side in (0, 1))
    print(
        f"\nbestand --help {ours:.3f} s (aim < 0.35), import typer {theirs:.3f} s, ratio × {ratio:.2f}, {ROUNDS} pairs"
    )
