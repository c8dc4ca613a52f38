"""Header lines: what speaks for a row, and which rows belong together."""

from __future__ import annotations

import datetime as dt

import pytest

from toolkit.model.grid import Area, CellValue, Sheet
from toolkit.reading.blocks import Block, build_block
from toolkit.reading.groups import find_header
from toolkit.reading.headers import ENOUGH, is_counting, is_obligations, score_line

Row = tuple[CellValue, ...]

BODY: tuple[Row, ...] = tuple(
    (f"A-{number}", f"Sache {'abcdefgh'[number]}", ("CSV", "PDF")[number % 2], dt.date(2024, 1, number + 1))
    for number in range(8)
)


def block_of(*rows: Row, merged: tuple[Area, ...] = (), bold: frozenset[tuple[int, int]] = frozenset()) -> Block:
    """Build the block of a sheet."""
    block = build_block(Sheet("w.xlsx", "s", rows, merged=merged, bold=bold))
    assert block is not None
    return block


def score(block: Block, index: int = 0, known: float = 0.0) -> float:
    """Score a row whose texts are all known as much."""
    return score_line(block, index, lambda _: known).score


def headings(*rows: Row, merged: tuple[Area, ...] = ()) -> list[tuple[str, ...]]:
    """Give the headings of the first header."""
    header = find_header(block_of(*rows, merged=merged), 0, lambda _: 0.0)
    assert header is not None
    return list(header.headings.values())


def test_headings_score_and_data_does_not() -> None:
    block = block_of(("Kennung", "Name", "Form", "Datum"), *BODY)
    assert score(block) >= ENOUGH
    assert all(score(block, index) < ENOUGH for index in range(1, 9))


def test_known_headings_and_bold_ones_score_more() -> None:
    row: Row = ("Kennung", "Name", "Form", "Datum")
    plain = block_of(row, *BODY)
    bold = block_of(row, *BODY, bold=frozenset((1, column) for column in range(1, 5)))
    assert score(plain, known=1.0) > score(plain)
    assert score(bold) > score(plain)


def test_a_row_that_names_few_of_the_columns_below_scores_less() -> None:
    assert score(block_of(("Kennung", "Name"), *BODY)) < ENOUGH <= score(block_of(("Kennung", "Name", "Form"), *BODY))


def test_a_row_that_says_again_what_stands_below_scores_less() -> None:
    words: list[Row] = [("rot", "groß", "alt"), ("rot", "groß", "neu"), ("blau", "groß", "alt")]
    assert score(block_of(*words)) < score(block_of(("Farbe", "Maß", "Stand"), *words))


@pytest.mark.parametrize(
    "row",
    [(1, 2, 3, 4), ("(1)", "(2)", "(3)"), ("1.", "2.", "3."), ("A", "B", "C"), ("Sp. 1", "Sp. 2", "Sp. 3"), (0, 1, 2)],
)
def test_rows_that_number_the_columns_are_known(row: Row) -> None:
    assert is_counting(block_of(row), 1)


@pytest.mark.parametrize("row", [(1, 2), (4, 2, 9), (2019, 2020, 2021), ("Titel", "Amt", "Stand"), (5, 6, 7)])
def test_other_rows_number_nothing(row: Row) -> None:
    assert not is_counting(block_of(row), 1)


@pytest.mark.parametrize(
    "row",
    [
        ("Pflicht", "optional", "Pflicht"),
        ("M", "O", "M"),
        ("1..1", "0..n", "0..1"),
        ("Angabe:", "muss", "kann"),
        ("required", "optional"),
    ],
)
def test_rows_that_say_what_must_be_filled_are_known(row: Row) -> None:
    assert is_obligations(block_of(row), 1)


@pytest.mark.parametrize("row", [("x", "Baumkataster", "x"), ("Pflichtenheft", "optional"), ("M",)])
def test_other_rows_oblige_nobody(row: Row) -> None:
    assert not is_obligations(block_of(row), 1)


def test_the_same_text_twice_in_a_column_counts_once() -> None:
    found = headings(("Art", "Art", "Zeit", "Zeit"), ("Name", "Art", "Von", "Bis"), *BODY)
    assert found == [("Art", "Name"), ("Art", ""), ("Zeit", "Von"), ("Zeit", "Bis")]


def test_guidance_beside_subheadings_stays_out_of_the_headings() -> None:
    told = "The title of the data set as the public is to see it"
    rows: list[Row] = [
        ("Title", "Identifier", "Coverage", None),
        (told, "A unique identifier that never changes, without blanks", "England", "Wales"),
        ("Case outcomes", "cps-1", "Yes", "No"),
    ]
    assert headings(*rows, merged=(Area(1, 3, 1, 4),)) == [
        ("Title", ""),
        ("Identifier", ""),
        ("Coverage", "England"),
        ("Coverage", "Wales"),
    ]


def test_nothing_is_found_where_no_row_is_enough_of_a_header() -> None:
    assert find_header(block_of(*BODY), 0, lambda _: 0.0) is None


@pytest.mark.parametrize(
    "banner",
    [
        ("Datenkataster Kreisverwaltung", None, None, None, "interne Fassung"),
        ("Sammlung der Ämter", None, None, None, None, None, "Bauen und Wohnen"),
        ("Erfassungsliste", None, "Entwurf"),
        ("Stadt", None, None, None, None, None, None, None, None, None, None, "Seite 1"),
    ],
)
def test_a_banner_in_two_cells_is_no_line_of_groups(banner: Row) -> None:
    names = tuple(f"Angabe {'abcdefghijklmnopqrst'[place]}" for place in range(20))
    rows = [tuple(f"{name} {number} {place}" for place, name in enumerate(names)) for number in range(6)]
    assert headings(banner, names, *rows) == [(name,) for name in names]


def test_two_unmerged_groups_over_a_narrow_table_are_a_line_of_the_header() -> None:
    names: Row = ("Kennung", "Name", "Form", "Datum")
    assert headings(("Inhalt", None, "Abgabe"), names, *BODY)[3] == ("Abgabe", "Datum")


def test_two_known_groups_over_a_wide_table_are_a_line_of_the_header() -> None:
    names = tuple(f"Angabe {'abcdefghijklmnopqrst'[place]}" for place in range(20))
    rows = [tuple(f"{name} {number} {place}" for place, name in enumerate(names)) for number in range(6)]
    block = block_of(("Stammdaten", *[None] * 9, "Pflege"), names, *rows)
    header = find_header(block, 0, lambda text: float(text in {"Stammdaten", "Pflege"}))
    assert header is not None
    assert header.headings[20] == ("Pflege", "Angabe t")


def test_raised_digits_do_not_break_the_counting() -> None:
    assert not is_counting(block_of(("¹", "²", "³"), *BODY), 1)
    assert headings(("Kennung", "Name", "Form", "Datum"), ("¹", "²", "³", "①"), *BODY)[0][0] == "Kennung"


def test_headings_in_a_second_language_are_a_second_line() -> None:
    dutch, french = ("Naam", "Dienst", "Thema", "Link"), ("Nom", "Service", "Thème", "Lien")
    known = frozenset({*dutch, *french})
    block = block_of(dutch, french, ("Bomen", "Groen", "Milieu", "https://daten.example/1"), merged=())
    header = find_header(block, 0, lambda text: float(text in known))
    assert header is not None
    assert (header.rows, header.headings[1]) == ((1, 2), ("Naam", "Nom"))


def test_a_row_of_values_some_of_which_are_headings_elsewhere_is_no_second_line() -> None:
    rows = [("Titel", "Format", "Thema", "Link"), ("Karte", "WMS", "Lizenz", "Link"), ("Plan", "CSV", "Titel", "Link")]
    header = find_header(block_of(*rows, merged=()), 0, lambda text: float(text in {*rows[0], "Lizenz"}))
    assert header is not None
    assert header.rows == (1,)
