"""One program of the sandbox: started on a leash, stopped by letting the leash go."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .environment import build_clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEASH = Path(__file__).parent / "inside" / "leash.py"
PATIENCE = 10.0  # seconds between the polite signal and the other one
MARGIN = 5.0  # seconds that the leash gets on top for itself


@dataclass(frozen=True, slots=True)
class Part:
    """A running program. Its standard input is the leash: when that ends, so does the program."""

    name: str
    process: subprocess.Popen[bytes]

    def read_code(self) -> int | None:
        """Give the exit code; None while it runs."""
        return self.process.poll()

    def stop(self) -> None:
        """End it in good order, or after a while by force."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(PATIENCE + MARGIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_part(
    name: str,
    command: Sequence[str | Path],
    log_folder: Path,
    *,
    variables: Mapping[str, str] | None = None,
    keep_open: Sequence[int] = (),
    leashed: bool = True,
) -> Part:
    """Start a program whose output goes to ``<log_folder>/<name>.log``.

    ``keep_open`` are open files that it takes over. A program that itself ends with its standard input needs no leash.
    """
    leash = [sys.executable, "-I", str(LEASH), str(PATIENCE)] if leashed else []
    with (log_folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [*leash, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=log_folder.parent,
            env={**build_clean(), **(variables or {})},
            pass_fds=keep_open,
        )
    return Part(name, process)
