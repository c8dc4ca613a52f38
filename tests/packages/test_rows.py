"""The first rows of a data file, as texts with their numbers."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from toolkit.packages.tabular import read_rows

LINES = "Nr.;Name\n1;Linde\n2;Eiche\n3;Ahorn\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "bäume.csv"
    file.write_text(LINES, encoding="utf-8")
    return file


def test_rows_carry_their_numbers_in_the_file(table: Path) -> None:
    assert read_rows(table, 10) == (("Nr.", "Name"), ((2, ("1", "Linde")), (3, ("2", "Eiche")), (4, ("3", "Ahorn"))))


def test_no_more_rows_are_read_than_asked_for(table: Path) -> None:
    _, rows = read_rows(table, 2)
    assert [number for number, _ in rows] == [2, 3]


def test_a_workbook_is_read_alike(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Nr.", "Name"), (1, "Linde")):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "b.xlsx")
    assert read_rows(tmp_path / "b.xlsx", 5) == (("Nr.", "Name"), ((2, (1, "Linde")),))


@pytest.mark.parametrize(("name", "content"), [("plan.pdf", b"%PDF-1.7"), ("leer.csv", b""), ("kaputt.xlsx", b"PK?")])
def test_what_is_no_table_has_no_rows(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_rows(tmp_path / name, 5)[1] == ()
