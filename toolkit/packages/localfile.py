"""Finding the file that a sheet names, without ever leaving the workbook's folder."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Outside:
    """The path leads out of the workbook's folder; nothing was opened."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No file is there."""

    text: str


Located: TypeAlias = Path | Outside | Missing

# "C:\Daten", "//server/share", "\Daten" and addresses such as "file:///etc": none of them starts in the folder.
_ELSEWHERE = re.compile(r"[A-Za-z]:|[/\\]|[A-Za-z][A-Za-z0-9+.-]*:[/\\]|file:", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


def resolve_local(folder: Path, text: str) -> Located:
    """Find the file that a cell names in the workbook's folder or below it; slashes may lean either way.

    The path that comes back is absolute and free of links, so that opening it opens nothing else. A path that leads
    out, be it by ``..``, a drive, a server or a link, is ``Outside``. What is no file (a folder, a device) is
    ``Missing``. Umlauts are found however the file's system composed them.
    """
    steps = _steps(text.strip())
    if steps is None:
        return Outside(text)
    path = "/".join(steps)
    spellings = (path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
    real = next((real for spelling in spellings if (real := _follow(folder, spelling))), None)
    if real is None:
        return Missing(text)
    return real if real.is_relative_to(folder.resolve()) else Outside(text)


def _steps(text: str) -> list[str] | None:
    """Take a relative path apart; None when it leaves its folder by its mere words."""
    if _ELSEWHERE.match(text):
        return None
    steps: list[str] = []
    for step in text.replace("\\", "/").split("/"):
        bare = step.rstrip(". ")
        if step in ("", "."):
            continue
        if step == ".." and steps:
            steps.pop()
        elif not bare or _DRIVE.match(step):
            # Windows drops dots and blanks at the end, so that ".. " climbs as ".." does.
            return None
        else:
            steps.append(step)
    return steps


def _follow(folder: Path, relative: str) -> Path | None:
    """Follow a path to the real file; None when there is none."""
    try:
        real = folder.joinpath(relative).resolve(strict=True)
        return real if real.is_file() else None
    except (OSError, RuntimeError, ValueError):
        # Not there, a circle of links (RuntimeError before Python 3.13), or a name that no system takes.
        return None
