"""Runs a program and ends it when its own standard input ends: ``python leash.py SECONDS PROGRAM ...``.

The supervisor holds the other end. However the supervisor goes, even by ``kill -9``, its parts go too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

STANDARD_INPUT = 0  # by its number: sys.stdin has a lock that this process could not end with


def main() -> int:
    """Run the program; give its exit code. It has some seconds to end after the polite signal."""
    patience, *command = sys.argv[1:]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)
    threading.Thread(target=end_with_input, args=(child, float(patience)), daemon=True).start()
    return child.wait()


def end_with_input(child: subprocess.Popen[bytes], patience: float) -> None:
    """Wait for the end of the standard input, then end the program."""
    while os.read(STANDARD_INPUT, 1024):
        pass
    child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main())
