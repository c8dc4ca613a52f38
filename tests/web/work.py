"""Work that tests let the server's processes do."""

from __future__ import annotations

import os
import time
from pathlib import Path

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.web.worker import Progress


def write(file: Path, text: str, progress: Progress) -> str:
    """Write a file and tell which process did."""
    progress(0.5, say("half of it"))
    file.write_text(text, encoding="utf-8")
    return f"{text} {os.getpid()}"


def refuse(progress: Progress) -> str:
    """Fail for a reason that a person can do something about."""
    progress(0.1, say("begun"))
    raise Problem(say("the sheet is empty"), say("fill it"))


def lose(file: Path, _progress: Progress) -> str:
    """Fail with a sentence that says where on the server a file lies."""
    raise Problem(say("{path} does not exist", path=str(file)), say("Send it again."))


def stumble(_progress: Progress) -> str:
    """Fail as no rule foresaw."""
    raise ValueError("secret-detail")


def die(_progress: Progress) -> str:
    """End the process, as a crash of a library does."""
    os._exit(3)


def devour(_progress: Progress) -> str:
    """Ask for more memory than there is."""
    return str(len(bytearray(1 << 42)))


def spin(file: Path, _progress: Progress) -> str:
    """Never end; the file tells that it has begun."""
    file.touch()
    while True:
        time.sleep(0.05)
