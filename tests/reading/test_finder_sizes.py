"""Sheets of odd sizes: however wide, long or torn, they come to an end (bench/test_sizes.py says how soon)."""

from __future__ import annotations

import pytest

from toolkit.model.grid import CellValue, Sheet, Workbook
from toolkit.reading.finder import find_headed, find_tables
from toolkit.vocabularies.headings import load_headings

Row = tuple[CellValue, ...]

HEAD: Row = ("Nr.", "Titel", "Beschreibung", "Amt", "Format")


def record(number: int) -> Row:
    """Give a row of an inventory."""
    return (number, f"Sache {number}", f"Alles über Sache {number}", f"Amt {number % 9}", ("CSV", "PDF")[number % 2])


def wide() -> list[Row]:
    """A sheet of 3,000 columns."""
    return [tuple(f"Spalte {n}" for n in range(3000)), *(record(row) * 600 for row in range(20))]


def sparse() -> list[Row]:
    """A sheet of 300,000 rows, hardly any of them filled."""
    return [HEAD, *(record(number) if number % 1000 == 0 else () for number in range(300_000))]


def below_each_other() -> list[Row]:
    """Two hundred small tables, each with headings in another order."""
    heads = [HEAD[number % 5 :] + HEAD[: number % 5] for number in range(200)]
    return [
        row
        for number, head in enumerate(heads)
        for row in (head, *(record(number + n)[number % 5 :] + record(number + n)[: number % 5] for n in range(4)), ())
    ]


def beside_each_other() -> list[Row]:
    """Two hundred small tables in a line."""
    return [
        tuple(
            cell for number in range(200) for cell in (*(HEAD if not row else record(number + row)), None, None, None)
        )
        for row in range(6)
    ]


def torn() -> list[Row]:
    """Forty thousand rows, each followed by a blank one."""
    return [row for number in range(40_000) for row in ((f"A {number}", f"B {number}"), ())]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "least"), [(wide, 1), (sparse, 1), (below_each_other, 150), (beside_each_other, 200), (torn, 0)]
)
def test_its_tables_are_found(rows: object, least: int) -> None:
    assert callable(rows)
    sheet = Sheet("w.xlsx", "Tabelle1", tuple(rows()))
    found = find_tables(Workbook("w.xlsx", "", (sheet,)), load_headings().knows)
    find_headed(sheet, [str(text) for text in HEAD])
    assert len(found.tables) >= least
