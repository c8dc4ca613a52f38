from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.mapping.small_inventory import codes, only, only_dataset, places, read_rows
from toolkit.mapping.interpret import Interpretation
from toolkit.model.grid import CellValue

COLUMNS = {
    "Titel": "title",
    "Thema": {"field": "themes", "split": ";"},
    "Zeit": "temporal",
    "Frei": {"release": "publish"},
    "Datei": "distribution.title",
    "Link": "distribution.access_url",
}
HEADER = ("Nr.", "Titel", "Thema", "Zeit", "Frei", "Datei", "Link")


def link(name: str) -> str:
    return f"https://example.org/{name}"


def read(*rows: tuple[CellValue, ...], **table: Any) -> Interpretation:
    return read_rows(COLUMNS, HEADER, *rows, rows="distribution", **table)


def test_rows_with_one_key_and_title_are_one_dataset_with_several_distributions() -> None:
    found = read(
        ("1", "a", "Umwelt", "2020", "ja", "Tabelle", link("a.csv")),
        ("2", "b", None, None, "nein", "Karte", link("b.pdf")),
        ("1", "a ", "umwelt", "2020–2020", "JA", "Karte", link("a.pdf")),
    )
    assert found.faults == ()
    assert [one.dataset.key for one in found.described] == ["1", "2"]
    assert [part.key for part in found.described[0].dataset.distributions] == ["tabelle", "karte"]
    assert found.described[0].answers["publish"].meaning == "public"
    assert found.rows == 3


def test_a_later_row_fills_what_the_first_leaves_empty() -> None:
    found = read(("1", "a", None, None, "ja", "x", link("x")), ("1", "a", "Umwelt", None, "ja", "y", link("y")))
    assert len(only_dataset(found).themes) == 1
    assert only(found).origins["themes"].address == "C3"
    assert found.faults == ()


def test_a_row_that_contradicts_is_told_in_its_authors_words() -> None:
    found = read(
        ("1", "a", "Umwelt", "2020", "ja", "x", link("x")), ("1", "a", "Verkehr; Umwelt", "2021", "ja", "y", link("y"))
    )
    assert places(found.faults) == [("rows-differ", "C3"), ("rows-differ", "D3"), ("rows-differ", "D3")]
    theme = found.faults[0]
    assert (theme.text, theme.detail, theme.place.heading) == ("Verkehr; Umwelt", "C2", "Thema")
    assert {fault.place.heading for fault in found.faults[1:]} == {"Zeit"}
    assert len(only_dataset(found).themes) == 1


@pytest.mark.parametrize(
    "answers", [("ja", "nein"), ("ja", None), ("nein", "ja"), (None, "ja"), ("ja", "ja", "vielleicht")]
)
def test_rows_that_answer_differently_do_not_answer(answers: tuple[str | None, ...]) -> None:
    found = read(*(("1", "a", None, None, answer, f"x{at}", link("x")) for at, answer in enumerate(answers)))
    assert only(found).answers["publish"].meaning == "unknown"
    (fault,) = found.faults
    assert (fault.code, fault.place.heading) == ("answers-differ", "Frei")


def test_words_that_mean_the_same_agree() -> None:
    found = read(("1", "a", None, None, "ja", "x", link("x")), ("1", "a", None, None, " X", "y", link("y")))
    assert (only(found).answers["publish"].meaning, found.faults) == ("public", ())


def test_another_title_under_the_same_key_is_another_dataset_and_both_are_reported() -> None:
    found = read(
        ("1", "a", None, None, "ja", "x", link("x")),
        ("1", "b", None, None, "ja", "y", link("y")),
        ("1", "a", None, None, "ja", "z", link("z")),
    )
    assert [(one.dataset.title, len(one.dataset.distributions)) for one in found.described] == [("a", 2), ("b", 1)]
    assert places(found.faults) == [("key-repeated", "A3")]


def test_a_row_without_a_title_continues_the_dataset_of_its_key() -> None:
    found = read(
        ("1", None, None, None, "ja", "x", link("x")),
        ("1", "a", None, None, "ja", "y", link("y")),
        ("1", None, None, None, "ja", "z", link("z")),
    )
    assert (only_dataset(found).title, len(only_dataset(found).distributions)) == ("a", 3)
    assert only(found).origins["title"].address == "B3"
    assert found.faults == ()


def test_without_repeating_rows_a_repeated_key_is_an_error_even_with_the_same_title() -> None:
    found = read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", "a"), ("1", "a"))
    assert (codes(found.faults), len(found.described)) == (["key-repeated"], 2)


def test_a_constant_does_not_return_where_one_of_the_rows_cannot_be_read() -> None:
    columns = {"Titel": "title", "Lizenz": "license"}
    rows = (("Nr.", "Titel", "Lizenz"), ("1", "a", "geheim"), ("1", "a", None))
    found = read_rows(columns, *rows, rows="distribution", constants={"license": "dl-by-de/2.0"})
    assert (only_dataset(found).license, "license" in only(found).unread) == ("", True)


def test_a_default_gives_way_to_what_another_row_says() -> None:
    columns = {"Titel": "title", "Turnus": {"field": "provenance", "default": "unbekannt"}}
    rows = (("Nr.", "Titel", "Turnus"), ("1", "a", None), ("1", "a", "Messung"))
    found = read_rows(columns, *rows, rows="distribution")
    assert (only_dataset(found).provenance, found.faults) == ("Messung", ())
    assert only(found).origins["provenance"].address == "C3"


def test_troubles_of_every_row_are_reported_with_the_datasets_title() -> None:
    found = read(("1", None, "Blau", None, "ja", "x", link("x")), ("1", "a", "Rot", None, "ja", "y", link("y")))
    assert {(fault.code, fault.place.title) for fault in found.faults} == {("theme-unknown", "a")}
    assert len(found.faults) == 2


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = [
        ("1", "a", "Umwelt", None, "ja", "Tabelle", link("a.csv")),
        ("1", "a", "Umwelt", None, "ja", "Tabelle", link("b.csv")),
        ("1", "b", None, None, "ja", "Karte", link("c.csv")),
        ("2", "c", None, None, "nein", None, link("d.csv")),
    ]
    seen = set()
    for order in permutations(rows):
        datasets = [one.dataset for one in read(*order).described]
        seen.add(frozenset((one.key, one.title, frozenset(one.distributions)) for one in datasets))
    assert len(seen) == 1
