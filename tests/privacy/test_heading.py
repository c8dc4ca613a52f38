"""Headings that speak of persons, and those that only sound like it."""

from __future__ import annotations

import pytest

from toolkit.model.problem import Problem
from toolkit.privacy.heading import find_certain, find_possible
from toolkit.privacy.sort import Sort
from toolkit.privacy.words import parse_words

CERTAIN = [
    ("Vorname", Sort.NAME),
    ("VORNAME", Sort.NAME),
    ("Vorname_Kind", Sort.NAME),
    ("Name, Vorname", Sort.NAME),
    ("Geb.-Datum", Sort.BIRTH),
    ("geburtsdatum", Sort.BIRTH),
    ("Konto (IBAN)", Sort.IBAN),
    ("Kfz-Kennzeichen", Sort.PLATE),
    ("Grundstückseigentümer", Sort.NAME),
    ("Personal-Nr.", Sort.PERSONNEL_NUMBER),
    ("Diagnose", Sort.SENSITIVE),
]
HARMLESS = [
    "Name", "Titel", "Straßenname", "Schalter", "Anzahl Bewohner", "Bewohnerzahl", "Schülerzahlen", "Kennzeichen",
    "Anteil Geburtsdatum bekannt", "Vermieter", "", "  ", "…",
]  # fmt: skip


@pytest.mark.parametrize(("heading", "sort"), CERTAIN)
def test_a_heading_that_speaks_of_persons_says_of_what(heading: str, sort: Sort) -> None:
    assert find_certain(heading) is sort


@pytest.mark.parametrize("heading", HARMLESS)
def test_a_heading_that_counts_or_names_things_speaks_of_no_person(heading: str) -> None:
    assert find_certain(heading) is None


def test_a_heading_of_offices_may_speak_of_persons() -> None:
    assert find_possible("Telefon") is Sort.PHONE
    assert find_possible("Straße") is Sort.ADDRESS
    assert find_possible("Spielplatz") is None


def test_a_file_of_words_names_the_line_of_an_unknown_sort() -> None:
    text = "certain: {}\ntogether:\n  namen: [Vorname]\ngiven_names: []\n"
    with pytest.raises(Problem, match=r"w\.yaml, line 3: “namen” is no sort"):
        parse_words(text, "w.yaml")
