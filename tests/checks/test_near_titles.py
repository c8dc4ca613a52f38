"""Titles and keys that are nearly the same: laws, and that large inventories need no comparison of all with all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

import toolkit.checks.keys as near
from toolkit.checks.keys import key_near, title_near
from toolkit.model.dataset import Dataset, Described


def build(*titles: str) -> tuple[Described, ...]:
    """Make datasets with these titles."""
    return tuple(Described(Dataset("amt", str(n), title), frozenset()) for n, title in enumerate(titles, start=1))


def find(*titles: str) -> list[tuple[str, str]]:
    """Give the keys of the datasets that are told, each with the one that it is like."""
    found = title_near(build(*titles))
    return [(words.place.key, str(dict(words.message.values)["key"])) for words in found]


WORDS = st.text("abcdeä", min_size=5, max_size=7)


@given(WORDS, WORDS)
def test_two_words_are_near_when_one_slip_makes_the_one_of_the_other(one: str, other: str) -> None:
    assert bool(find(one, other)) is (OSA.distance(one, other) == 1 and one != other)


def test_each_title_is_told_once_with_the_first_that_is_like_it() -> None:
    assert find("Radweg", "Radwegs", "Radwegi", "Ampeln") == [("2", "1"), ("3", "1")]


def test_the_same_words_in_another_order_are_told() -> None:
    assert find("Bäume in Parks", "Parks: Bäume in", "Bäume in Parks") == [("2", "1")]


def test_a_slip_within_the_reordered_words_of_a_title_is_found() -> None:
    assert find("Lage der Spielplätze", "Spielpläze der Lage") == [("2", "1")]


def test_ten_thousand_titles_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []

    class Counting:
        @staticmethod
        def distance(*words: Any) -> int:
            counted.append(words)
            return int(OSA.distance(*words))

    monkeypatch.setattr(near, "OSA", Counting)
    streets = [f"{first}{second}straße" for first in "abcdefghij" for second in ("berg", "tal", "wald", "feld", "bach")]
    titles = [f"Bebauungsplan {street} {year}" for street in streets for year in range(1900, 2000)]
    assert len(list(title_near(build(*titles)))) == 4_500
    assert len(counted) < 20 * len(titles)


@given(st.lists(st.text("Gg01-7 ", min_size=1, max_size=5), min_size=2, max_size=4, unique=True))
def test_every_key_is_told_at_most_once_and_never_the_first(keys: list[str]) -> None:
    described = tuple(Described(Dataset("amt", key), frozenset()) for key in keys)
    told = [words.text for words in key_near(described)]
    assert keys[0] not in told
    assert len(told) == len(set(told))
