"""Different spellings of the same word become one, and different words stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.vocabularies.spelling import normalise

ALPHABET = "abcxyzäöüßÄÖÜẞ 0129.,:/-–_&'„“()§→>\u00a0\u00ad\t\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jährlich ", "jaehrlich"),
        ("UNREGELMÄSSIG", "unregelmäßig"),
        ("ja\u0308hrlich", "jährlich"),
        ("jähr\u00adlich", "jährlich"),
        ("\ufeffCSV", "csv"),
        ("bei\u00a0Bedarf", "bei  Bedarf\n"),
        ("14\u201ctägig", "14tägig"),
        ("14 – tägig", "14-tägig"),
        ("non_public", "NON-PUBLIC"),
        ("„öffentlich“", "öffentlich"),
        ("1 x jährlich", "1× jährlich"),
        ("1-mal jährlich", "1x jährlich"),
        ("CC BY 4,0", "cc-by-4.0"),
        ("DL-DE->BY-2.0", "dl-de-by-2.0"),
        ("DL-DE→BY-2.0", "dl-de-by-2.0"),
        ("Kultur & Sport", "Kultur und Sport"),
        ("*.shp", "shp"),
        (".CSV", "csv"),
        ("http://www.govdata.de/dl-de/by-2-0", "https://govdata.de/dl-de/by-2-0/"),
        ("www.govdata.de/dl-de/by-2-0", "https://www.govdata.de/dl-de/by-2-0"),
    ],
)
def test_spellings_of_the_same_word_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("öffentlich", "nicht öffentlich"),
        ("dl-by-de/2.0", "dl-by-de/2_0"),
        ("gpl/3.0", "gpl/30"),
        ("2x jährlich", "2 jährlich"),
        ("cc-by/4.0", "cc-by/40"),
        ("Faktor 3", "Faktor 3x"),
    ],
)
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "-", "–", "''", "\u200b"])
def test_a_text_of_nothing_but_blanks_dashes_and_quotes_is_empty(text: str) -> None:
    assert normalise(text) == ""


@given(st.text(ALPHABET, max_size=30))
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_any_text_can_be_normalised(text: str) -> None:
    assert normalise(text) == normalise(f"\u00a0{text} ")
