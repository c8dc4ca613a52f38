"""Cleaning a text takes away what nobody sees, and nothing else."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from toolkit.reading.text import clean, is_blank


def test_other_escaped_characters_are_left_alone() -> None:
    assert clean("feld_x0041_ und _x00e4_") == "feld_x0041_ und _x00e4_"


def test_a_vertical_tab_that_excel_escaped_counts_as_a_blank() -> None:
    assert clean("a_x000B_b_x000d_") == "a b"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1))
def test_words_stay_as_they_are_but_for_composed_letters(word: str) -> None:
    assert clean(f" \u00a0{word}\n") == unicodedata.normalize("NFC", word)


@given(st.text())
def test_blank_is_what_cleans_to_nothing(text: str) -> None:
    assert is_blank(text) == (not clean(text))
