"""Saves small workbooks to look at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import openpyxl


def save(path: Path, *rows: Iterable[Any], sheet: str = "Inventar") -> Path:
    """Save a workbook of one sheet; gives its path."""
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path
