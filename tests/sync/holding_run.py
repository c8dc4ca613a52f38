"""A run in a process of its own: takes a target's lease, says so, and holds it until its standard input ends."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.model.problem import Stopped
from toolkit.sync.ledger import open_ledger

ROOT = Path(__file__).parents[2]


@contextmanager
def start_run(location: Path | str, target: str) -> Iterator[subprocess.Popen[str]]:
    """Start another process that wants to write to a target; its first line is ``held`` or ``stopped``."""
    command = [sys.executable, "-m", "tests.sync.holding_run", str(location), target]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def read_word(process: subprocess.Popen[str]) -> str:
    """Read what a run says first."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def main() -> None:
    """Take the lease, say so, wait."""
    place, target = sys.argv[1:]
    with open_ledger(place) as ledger:
        try:
            with ledger.hold(target, lambda: dt.datetime.now(dt.UTC)):
                sys.stdout.write("held\n")
                sys.stdout.flush()
                sys.stdin.read()
        except Stopped:
            sys.stdout.write("stopped\n")


if __name__ == "__main__":
    main()
