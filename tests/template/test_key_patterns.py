"""Which keys new rows get: on from those that are there, and never one that is nearly another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.grid import CellRef
from toolkit.template.keypattern import KeyMaker, KeyPattern, find_pattern, fold_key, highest, parse_style
from toolkit.template.numbering import KeyRow, number_datasets, number_distributions

USUAL = KeyPattern("amt-", 4)


def row(number: int, key: str = "", title: str = "Titel", dataset: str = "", *, is_number: bool = False) -> KeyRow:
    return KeyRow(CellRef("w.xlsx", "D", number, 1), key, title, dataset, is_number)


def give(*rows: KeyRow, taken: tuple[str, ...] = (), style: str = "", repeating: bool = False) -> list[str | int]:
    wished = parse_style(style) if style else None
    return [one.value for one in number_datasets(rows, taken, USUAL, style=wished, repeating=repeating)]


@pytest.mark.parametrize(
    ("keys", "next_key"),
    [
        (["GA-024"], "GA-025"),
        (["GA-024", "GA-007"], "GA-025"),
        (["GA-099"], "GA-100"),
        (["GA-999"], "GA-1000"),
        (["GA-9", "GA-10"], "GA-11"),
        (["GA-024", "sonstiges"], "GA-025"),
        (["sonstiges", "anderes", "GA-1"], "amt-0001"),
        (["baeume"], "amt-0001"),
        ([], "amt-0001"),
        (["2024/07a", "2024/08a"], "2024/09a"),
        (["A-1", "A-2", "B-1", "B-2"], "B-3"),
        (["61.1.07"], "61.1.08"),
    ],
)
def test_a_new_key_goes_on_from_those_that_are_there(keys: list[str], next_key: str) -> None:
    assert give(*(row(number, key) for number, key in enumerate(keys, 2)), row(99)) == [next_key]


def test_a_key_in_a_skipped_or_struck_row_is_not_given_again_and_neither_is_one_that_is_nearly_the_same() -> None:
    assert give(row(2, "GA-001"), row(3), row(4), taken=("ga 2", "GA-0003")) == ["GA-004", "GA-005"]


def test_plain_numbers_stay_numbers_and_shown_noughts_stay_shown() -> None:
    assert give(row(2, "7", is_number=True), row(3)) == [8]
    assert give(row(2, "7"), row(3)) == ["8"]
    assert give(row(2, "007"), row(3)) == ["008"]
    assert give(row(2, "7", is_number=True), row(3, "8"), row(4)) == ["9"]


def test_a_wished_style_comes_first_and_goes_on_from_its_own() -> None:
    assert give(row(2, "GA-024"), row(3), row(4), style="XY-00") == ["XY-01", "XY-02"]
    assert give(row(2, "XY-24"), row(3), style="XY-000") == ["XY-025"]


def test_a_row_without_a_title_gets_none() -> None:
    assert give(row(2, "GA-1"), row(3, title="")) == []


def test_repeated_rows_of_one_title_are_one_dataset() -> None:
    rows = (row(2, "1", "Bäume"), row(3, "", "Bäume"), row(4, "", "Parks"), row(5, "", " parks"))
    assert give(*rows, repeating=True) == ["1", "2", "2"]
    assert give(*rows) == ["2", "3", "4"]
    double = (row(2, "1", "Bäume"), row(3, "2", "Bäume"), row(4, "", "Bäume"))
    assert give(*double, repeating=True) == ["3"]


def give_parts(*rows: KeyRow) -> list[str]:
    return [one.key for one in number_distributions(rows)]


def test_distributions_are_counted_behind_their_dataset() -> None:
    rows = (row(2, dataset="GA-1"), row(3, dataset="GA-1"), row(4, dataset="GA-2"), row(5))
    assert give_parts(*rows) == ["GA-1-1", "GA-1-2", "GA-2-1"]


def test_keys_behind_their_dataset_are_counted_on_as_they_are_written() -> None:
    rows = (row(2, "GA-1/01", dataset="GA-1"), row(3, dataset="GA-1"), row(4, dataset="GA-2"))
    assert give_parts(*rows) == ["GA-1/02", "GA-2/01"]


def test_keys_that_count_through_the_sheet_go_on_through_it() -> None:
    rows = (row(2, "R-008", dataset="1"), row(3, "R-009", dataset="2"), row(4, dataset="1"), row(5, dataset="2"))
    assert give_parts(*rows) == ["R-010", "R-011"]


def test_keys_that_begin_anew_with_each_dataset_do_so_for_new_ones() -> None:
    rows = (
        row(2, "1", dataset="A"),
        row(3, "2", dataset="A"),
        row(4, "1", dataset="B"),
        row(5, dataset="B"),
        row(6, dataset="C"),
    )
    assert give_parts(*rows) == ["2", "1"]


def test_a_number_that_only_begins_like_the_dataset_s_is_not_behind_it() -> None:
    assert give_parts(row(2, "10", dataset="1"), row(3, "11", dataset="1"), row(4, dataset="2")) == ["12"]


@pytest.mark.parametrize(
    ("style", "pattern"),
    [
        ("GA-000", KeyPattern("GA-", 3)),
        ("0000", KeyPattern("", 4)),
        (" A0b ", KeyPattern("A", 1, "b")),
        ("GA", None),
        ("", None),
    ],
)
def test_a_style_shows_the_number_as_noughts(style: str, pattern: KeyPattern | None) -> None:
    assert parse_style(style) == pattern


def test_the_highest_number_is_that_of_the_pattern_alone() -> None:
    assert highest(KeyPattern("GA-"), ["GA-3", "GB-9", "GA-3a", "x"]) == 3
    assert highest(KeyPattern("GA-"), []) == 0


KEYS = st.lists(st.from_regex(r"[A-Z]{0,2}[-/ ]?[0-9]{0,4}[a-z]?", fullmatch=True).filter(bool), max_size=12)


@given(keys=KEYS, count=st.integers(1, 8))
def test_new_keys_are_new_whatever_is_there(keys: list[str], count: int) -> None:
    rows = [row(number, key) for number, key in enumerate(keys, 2)] + [row(100 + number) for number in range(count)]
    new = [str(one) for one in give(*rows)]
    folded = [fold_key(one) for one in (*dict.fromkeys(keys), *new)]
    assert len(new) == count
    assert not set(map(fold_key, new)) & set(map(fold_key, keys))
    assert len(set(folded[len(dict.fromkeys(keys)) :])) == count
    again = [row(number, key) for number, key in enumerate([*keys, *new], 2)]
    assert give(*again) == []


@given(keys=KEYS)
def test_a_pattern_writes_the_keys_that_it_was_found_in(keys: list[str]) -> None:
    pattern = find_pattern(keys)
    if pattern is not None:
        number = highest(pattern, keys)
        assert fold_key(pattern.write(number)) in set(map(fold_key, keys))


def test_a_maker_never_gives_a_key_twice() -> None:
    maker = KeyMaker(KeyPattern("A-", 2), ["A-01", "a3"])
    assert [maker.make() for _ in range(3)] == ["A-02", "A-04", "A-05"]
