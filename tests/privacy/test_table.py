"""Columns of a data table that look personal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from toolkit.privacy.sort import Sort
from toolkit.privacy.table import Suspicion, review_table


def review(headings: Sequence[str], *rows: Sequence[object]) -> tuple[Suspicion, ...]:
    return review_table(headings, list(enumerate(rows, start=2)))


def told(found: Iterable[Suspicion]) -> list[tuple[str, Sort, bool, int, int]]:
    return [(one.heading, one.sort, one.by_heading, one.values, one.first) for one in found]


def test_a_public_table_raises_no_suspicion() -> None:
    rows = (("Goethe-Schule", "Hauptstraße 1", "06131 12-0", "schule@example.org"),)
    assert review(("Name", "Anschrift", "Telefon", "E-Mail"), *rows) == ()


def test_one_account_is_enough() -> None:
    found = review(("Verein", "Konto"), ("Turnverein", "-"), ("Chor", "DE89370400440532013000"))
    assert told(found) == [("Konto", Sort.IBAN, False, 1, 3)]


def test_a_heading_speaks_where_its_values_do_not() -> None:
    assert told(review(("Vorname", "Höhe"), ("A.", 3))) == [("Vorname", Sort.NAME, True, 0, 0)]


def test_headings_of_offices_count_beside_one_of_persons() -> None:
    found = review(("Vorname", "Telefon", "Höhe"))
    assert [(one.heading, one.sort) for one in found] == [("Vorname", Sort.NAME), ("Telefon", Sort.PHONE)]


def test_many_given_names_are_names_of_persons() -> None:
    names = ["Erika Muster", "Hans Beispiel", "Petra", "Linde"]
    assert told(review(("Kontakt",), *((name,) for name in names))) == [("Kontakt", Sort.NAME, False, 3, 2)]


def test_few_given_names_among_many_values_are_none() -> None:
    names = ["Erika Muster", "Hans Beispiel", "Petra", *(f"Weg {n}" for n in range(8))]
    assert review(("Patin",), *((name,) for name in names)) == ()
    assert review(("Patin",), *((name,) for name in names[:10])) != ()
    assert review(("Patin",), ("Erika Muster",), ("Hans Beispiel",)) == ()


def test_numbers_and_dates_of_a_table_are_no_persons() -> None:
    assert review(("Jahr", "Wert"), (2020, 1.5), (None, True), ("", 12345678901)) == ()


def test_short_rows_are_no_trouble() -> None:
    assert review(("a", "b"), ("x",), (), ("x", "y", "z")) == ()


@given(st.lists(st.text(max_size=12), max_size=4), st.lists(st.lists(st.text(max_size=30), max_size=5), max_size=5))
def test_no_table_is_too_strange(headings: list[str], rows: list[list[str]]) -> None:
    for one in review(headings, *rows):
        assert headings[one.column] == one.heading
