"""Finding the table that a mapping names by its headings, wherever on a sheet it stands."""

from __future__ import annotations

import pytest

from toolkit.model.grid import CellValue, Sheet
from toolkit.model.table import Table
from toolkit.reading.finder import find_headed

Row = tuple[CellValue, ...]

LEFT: Row = ("Kenn-Nr.", "Datensatz", "Erläuterung", "Fachdienst")
RIGHT: Row = ("Kenn-Nr.", "Datei", "Adresse", "Dateityp")
NAMES = ("Bäume", "Radwege", "Schulen", "Badestellen", "Märkte", "Brunnen", "Wahlen", "Pegel", "Kitas")


def lefts(count: int = 9) -> list[Row]:
    """Give rows of an inventory."""
    return [(n + 1, f"{NAMES[n % 9]} {n}", f"Alles über {NAMES[n % 9]}", ("FD 1", "FD 2")[n % 2]) for n in range(count)]


def rights(count: int = 13) -> list[Row]:
    """Give rows of a list of files."""
    return [(n // 2 + 1, ("Tabelle", "Karte")[n % 2], f"https://x.example.org/{n}", "CSV") for n in range(count)]


def beside(left: list[Row], right: list[Row], gap: int) -> list[Row]:
    """Put rows side by side."""
    wide = len(left[0])
    rows = max(len(left), len(right))
    return [
        (*(left[n] if n < len(left) else (None,) * wide), *[None] * gap, *(right[n] if n < len(right) else ()))
        for n in range(rows)
    ]


def headed(rows: list[Row], wanted: Row) -> Table:
    """Find the table that has the wanted headings."""
    table = find_headed(Sheet("w.xlsx", "Blatt1", tuple(rows)), [str(name) for name in wanted])
    assert table is not None
    return table


@pytest.mark.parametrize("gap", [1, 2, 3])
@pytest.mark.parametrize("above", [0, 2])
def test_each_of_two_neighbours_that_share_a_heading_is_found_with_its_own_rows(gap: int, above: int) -> None:
    rows = [()] * above + beside([LEFT, *lefts()], [RIGHT, *rights()], gap)
    left, right = headed(rows, LEFT), headed(rows, RIGHT)
    assert ([column.heading for column in left.columns], len(left.rows)) == (list(LEFT), 9)
    assert ([column.heading for column in right.columns], len(right.rows)) == (list(RIGHT), 13)


def test_two_neighbours_with_the_same_headings_give_one_of_them_with_its_own_rows() -> None:
    table = headed(beside([LEFT, *lefts()], [LEFT, *lefts()[:6]], 2), LEFT)
    assert (str(table.area), len(table.rows)) == ("A1:D10", 9)


def test_an_empty_column_within_a_table_parts_nothing() -> None:
    wanted: Row = (*LEFT, "Adresse", "Dateityp")
    table = headed(beside([LEFT, *lefts()], [RIGHT[2:], *(row[2:] for row in rights(9))], 1), wanted)
    assert (str(table.area), len(table.columns), len(table.rows)) == ("A1:G10", 6, 9)


def test_a_heading_that_is_wanted_twice_reaches_over_an_empty_column() -> None:
    rows = beside([LEFT, *lefts()], [("Kenn-Nr.", "Dateityp"), *((n, "CSV") for n in range(9))], 1)
    table = headed(rows, (*LEFT, "Kenn-Nr. [2]", "Dateityp"))
    assert str(table.area) == "A1:G10"


def test_a_header_below_a_logo_and_its_lines_is_found() -> None:
    above: list[Row] = [
        (None, None, "Stadt Musterhausen"),
        (None, None, "Der Bürgermeister"),
        (),
        ("Amt:", "Amt 12"),
        ("Stand:", "01.03.2024"),
        ("Ansprechstelle:", "Statistik"),
        (),
        (None, "Datensammlung", None, "Fassung 3"),
        ("1", "2"),
        (),
        ("Bitte nur die weißen Felder ausfüllen.",),
    ]
    table = headed([*above, LEFT, *lefts()], LEFT)
    assert (table.header_rows, len(table.rows)) == ((12,), 9)


@pytest.mark.parametrize("gap", [0, 1, 3])
def test_a_header_below_another_table_of_many_rows_is_found(gap: int) -> None:
    other: list[Row] = [
        ("Kürzel", "Adresse", "Menge", "Quelle"),
        *((f"K{n}", f"Weg {n}", n, "Kataster") for n in range(500)),
    ]
    table = headed([*other, *[()] * gap, LEFT, *lefts()], LEFT)
    assert (table.header_rows, len(table.rows)) == ((502 + gap,), 9)


@pytest.mark.parametrize("count", [70, 400])
def test_a_header_whose_body_looks_like_it_is_found_below_many_rows_of_words(count: int) -> None:
    other: list[Row] = [("Wort", "Form", "Art", "Ort"), *((f"w{n}", f"f{n}", f"a{n}", f"o{n}") for n in range(count))]
    table = headed([*other, LEFT, *((f"x{n}", f"y{n}", f"z{n}", f"q{n}") for n in range(9))], LEFT)
    assert (table.header_rows, len(table.rows)) == ((count + 2,), 9)


def test_nothing_is_found_where_most_headings_are_missing() -> None:
    sheet = Sheet("w.xlsx", "Blatt1", (("Kenn-Nr.", "Menge", "Preis"), (1, 2, 3), (2, 3, 4)))
    assert find_headed(sheet, [str(name) for name in LEFT]) is None
