"""What looks personal in a text, and what does not although it comes near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.privacy.sort import Sort, name_sorts
from toolkit.privacy.value import find_sights, mask

PERSONAL = [
    ("DE89370400440532013000", Sort.IBAN),
    ("Spenden bitte an DE89 3704 0044 0532 0130 00 Sparkasse", Sort.IBAN),
    ("Konto AT611904300234573201", Sort.IBAN),
    ("Steuer-ID 36 574 261 809", Sort.TAX_NUMBER),
    ("36574261809", Sort.TAX_NUMBER),
    ("15 070649 C 103", Sort.INSURANCE_NUMBER),
    ("15070649C103", Sort.INSURANCE_NUMBER),
    ("erika.mustermann@example.org", Sort.EMAIL),
    ("Rückfragen an erika.mustermann@example.org.", Sort.EMAIL),
    ("mobil 0151 23456789", Sort.PHONE),
    ("+49 (0)171 2345678", Sort.PHONE),
    ("geb. 01.02.1970", Sort.BIRTH),
    ("geboren am 1. März 1970", Sort.BIRTH),
    ("bitte Herrn Mustermann fragen", Sort.NAME),
    ("Frau Dr. Erika Mustermann", Sort.NAME),
    ("Mustermann, Erika", Sort.NAME),
]
HARMLESS = [
    "",
    "Spielplätze 2019 bis 2024",
    "Telefon 06131 12-0",
    "DE89370400440532013001",
    "36574261808",
    "Aktenzeichen 12345678901",
    "15070649C104",
    "15 079949 C 103",
    "amt61@example.org",
    "opendata@example.org",
    "Frau und Beruf",
    "Herren- und Damentoiletten",
    "Bildung, Kultur und Sport",
    "Bäume, Linden",
    "Flurstück 123/45, Gemarkung 7",
    "1.234.567 Einwohner, davon 12.345.678.901 erfunden",
]


@pytest.mark.parametrize(("text", "sort"), PERSONAL)
def test_what_looks_personal_is_found_by_its_form(text: str, sort: Sort) -> None:
    assert [sight.sort for sight in find_sights(text)] == [sort]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_comes_near_is_left_alone(text: str) -> None:
    assert find_sights(text) == ()


@pytest.mark.parametrize(("text", "_"), PERSONAL)
def test_a_masked_text_shows_nothing_personal(text: str, _: Sort) -> None:
    assert find_sights(mask(text)) == ()
    assert "***" in mask(text)


def test_masking_keeps_what_stands_around() -> None:
    text = "Konto DE89370400440532013000, Fragen an erika.mustermann@example.org, danke"
    assert mask(text) == "Konto ***, Fragen an ***, danke"


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert find_sights("x " * 2500 + "DE89370400440532013000") == ()
    assert find_sights("x " * 2400 + "DE89370400440532013000") != ()


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    for sight in find_sights(text):
        assert 0 <= sight.start < sight.end <= len(text)


def test_sorts_are_named_once_and_in_the_order_of_their_list() -> None:
    assert str(name_sorts([Sort.PLATE, Sort.NAME, Sort.PLATE])) == "names of persons, number plates"
