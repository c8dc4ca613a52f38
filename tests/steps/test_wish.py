"""What a workbook asks of a catalogue, and what it does not ask."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook whose datasets are in a catalogue folder already."""
    copy = Path(shutil.copy(SAMPLES / "verkehrsamt.xlsx", tmp_path))
    assert main(["push", str(copy), "--to", str(tmp_path / "c"), "--create-organizations", "--yes"]) == 0
    return copy


def write(workbook: Path, sheet: str, address: str, value: Any) -> None:
    book = openpyxl.load_workbook(workbook)
    book[sheet][address] = value
    book.save(workbook)


def plan(workbook: Path) -> int:
    return main(["plan", str(workbook), "--to", str(workbook.parent / "c"), "--exit-code"])


@pytest.mark.parametrize(
    ("sheet", "address", "text"),
    [
        ("Datensätze", "I3", "31.02.2025"),
        ("Datensätze", "H3", "ab und zu"),
        ("Datensätze", "O3", "=A3&B3"),
        ("Datensätze", "G3", "Zimmer 4"),
        ("Ressourcen", "H2", "31.02.2025"),
        ("Ressourcen", "E2", "Zettel"),
    ],
)
def test_a_cell_that_cannot_be_read_empties_nothing_in_the_catalogue(
    workbook: Path, sheet: str, address: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(workbook, sheet, address, text)
    assert plan(workbook) == 0, capsys.readouterr().out


def test_a_cell_that_was_emptied_empties_its_field(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(workbook, "Datensätze", "I3", None)
    assert plan(workbook) == 10
    assert "modified: “2025-03-01” → (empty)" in capsys.readouterr().out


def test_a_file_that_is_missing_is_an_error_at_its_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "inventory"
    shutil.copytree(SAMPLES / "statistikstelle", folder / "statistikstelle")
    workbook = Path(shutil.copy(SAMPLES / "statistikstelle.xlsx", folder))
    (folder / "statistikstelle" / "pendler_2024.csv").unlink()
    assert main(["check", str(workbook)]) == 1
    shown = capsys.readouterr().out
    assert "error[resource-missing]" in shown
    assert "S29" in shown
