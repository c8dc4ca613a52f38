from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from tests.proposals.small_dictionary import build_table
from toolkit.model.grid import Area, CellError, CellValue, ValueList
from toolkit.proposals.nullwords import DEFAULT_NULLS
from toolkit.proposals.profile import describe_column
from toolkit.proposals.proposal import Profile


def describe(*values: CellValue, nulls: frozenset[str] = DEFAULT_NULLS, **more: Any) -> Profile:
    table = build_table(("Spalte",), *((value,) for value in values), **more)
    return describe_column(table, table.columns[0], nulls)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((dt.datetime(2024, 3, 1), "01.03.2024", "März 2024", 2023), "date"),  # noqa: DTZ001 (cells know no zone)
        (("2015-2020", "seit 2012", "laufend"), "period"),
        (("https://example.org/a", "www.example.org"), "url"),
        (("https://example.org/a\nhttps://example.org/b",), "url"),
        (("amt@example.org", "Amt 61 <amt61@example.org>"), "email"),
        (("0201 88-1234", "+49 201 881234", "Tel. 0201/881234"), "phone"),
        ((r"G:\Amt 61\baum.xlsx", r"\\server\ablage", "file:///srv/x"), "path"),
        (("ja", "nein", "j", "x", "✓"), "answer"),
        (("1,2 MB", "350 KB"), "size"),
        (("GA-017", "GA-018", "61.2-003"), "identifier"),
        ((1, 2, 3, 2001), "number"),
        ((0, 1, 1), "answer"),
        ((1, 1, 1), "number"),
        (("Umwelt", "Baumkataster der Stadt"), "line"),
        (("Ein langer Text. " * 12, "Noch ein langer Text. " * 9), "text"),
        ((CellError("#REF!"),), "error"),
    ],
)
def test_a_column_is_of_the_kind_that_its_cells_are(values: tuple[CellValue, ...], kind: str) -> None:
    assert describe(*values).kind == kind


def test_null_words_and_blanks_are_not_filled() -> None:
    profile = describe("Baum", "-", " k. A. ", "\u00a0", None, "Strauch")
    assert (profile.rows, profile.filled, profile.distinct) == (4, 2, 2)  # blank rows are no body rows


def test_shares_of_known_words_are_told_for_each_vocabulary() -> None:
    profile = describe("CC BY 4.0", "dl-de/by-2-0", "siehe Vertrag", "CC0")
    assert profile.vocabularies["license"] == 0.75


def test_cells_with_several_known_words_count_as_known() -> None:
    profile = describe("Umwelt; Verkehr", "Verkehr; Gesundheit", "Umwelt")
    assert profile.separator == ";"
    assert profile.vocabularies["data-theme"] == 1.0


def test_a_comma_within_a_label_separates_nothing() -> None:
    profile = describe("Bildung, Kultur und Sport", "Bildung, Kultur und Sport", "Umwelt", "Verkehr")
    assert profile.separator == ""


def test_line_breaks_separate_addresses() -> None:
    assert describe("https://a.example/1\nhttps://a.example/2", "https://a.example/3").separator == "\n"


def test_a_value_list_attached_to_an_empty_column_is_found() -> None:
    allowed = ValueList((Area(2, 1, 500, 1),), ("täglich", "jährlich"), "Listen!A1:A2")
    table = build_table(("Turnus",), lists=(allowed,))
    assert describe_column(table, table.columns[0], DEFAULT_NULLS).allowed == ("täglich", "jährlich")


def test_a_value_list_of_another_column_is_none_of_this_one() -> None:
    table = build_table(("Turnus", "Amt"), ("a", "b"), lists=(ValueList((Area(2, 2, 9, 2),), ("A", "B")),))
    assert describe_column(table, table.columns[0], DEFAULT_NULLS).allowed == ()


def test_links_to_the_web_are_counted_and_others_not() -> None:
    profile = describe("hier", "dort", "da", links={(2, 1): "https://example.org", (3, 1): "mailto:amt@example.org"})
    assert profile.links == 1


def test_padded_numbers_count_as_they_are_shown() -> None:
    profile = describe(7, 8, formats={(2, 1): '"GA-"000', (3, 1): '"GA-"000'})
    assert profile.samples == ("GA-007", "GA-008")
    assert profile.kind == "identifier"


def test_a_column_is_unique_only_when_every_row_has_its_own_value() -> None:
    assert describe("a", "b").is_unique
    assert not describe("a", "a").is_unique


def test_samples_are_different_texts_as_shown() -> None:
    assert describe("a", "a", "b", 3.0).samples == ("a", "b", "3")


def test_frequent_values_are_listed_unless_nearly_all_differ() -> None:
    assert describe(*["a"] * 3, "b").frequent == (("a", 3), ("b", 1))
    assert describe(*map(str, range(50))).frequent == ()


def test_a_column_of_many_different_texts_is_sampled_the_same_way_each_time() -> None:
    values = [f"Datensatz {number}" if number % 2 else f"https://example.org/{number}" for number in range(12_000)]
    first, second = describe(*values), describe(*values)
    assert first == second
    assert first.distinct == 12_000
    assert first.kinds["url"] == pytest.approx(0.5, abs=0.05)


def test_a_large_table_is_described_quickly() -> None:
    header = tuple(f"Spalte {number}" for number in range(10))
    table = build_table(header, *((f"Wert {row} {number}" for number in range(10)) for row in range(5000)))
    start = time.perf_counter()
    for column in table.columns:
        describe_column(table, column, DEFAULT_NULLS)
    assert time.perf_counter() - start < 3  # about 0.15 s on an idle machine
