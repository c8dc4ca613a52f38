"""Real workbooks for the tests of the reading room, written with openpyxl, XlsxWriter and zipfile."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model.grid import Sheet
from toolkit.reading.xlsx import read_workbook


def first_sheet(book: openpyxl.Workbook) -> Worksheet:
    """Give a new workbook's only sheet, which the stubs take for something more general."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Callable[[Worksheet], None]], Path]:
    """Write a workbook whose one sheet a function fills, with openpyxl."""

    def write(fill: Callable[[Worksheet], None]) -> Path:
        book = openpyxl.Workbook()
        fill(first_sheet(book))
        path = tmp_path / "inventar.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def read_filled(
    written: Callable[[Callable[[Worksheet], None]], Path],
) -> Callable[[Callable[[Worksheet], None]], Sheet]:
    """Write a workbook whose one sheet a function fills, and read that sheet."""

    def read(fill: Callable[[Worksheet], None]) -> Sheet:
        return read_workbook(written(fill)).sheets[0]

    return read


@pytest.fixture
def rewritten() -> Callable[[Path, Callable[[str, bytes], bytes | None]], Path]:
    """Write an archive anew, each part changed by a function of its name and content; None leaves it out."""

    def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
        with zipfile.ZipFile(path) as old:
            parts = {name: change(name, old.read(name)) for name in old.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in parts.items():
                if content is not None:
                    new.writestr(name, content)
        return path

    return rewrite
