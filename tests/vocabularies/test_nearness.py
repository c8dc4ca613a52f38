"""What comes near is told from what only looks alike."""

from __future__ import annotations

import pytest

from toolkit.vocabularies.nearness import score_terms


def scores(wanted: str, *terms: str) -> dict[str, float]:
    best: dict[str, float] = {}
    for place, score in score_terms(wanted, terms):
        best[terms[place]] = max(round(score, 1), best.get(terms[place], 0.0))
    return best


def test_a_slip_of_the_pen_is_scored_by_its_letters() -> None:
    assert scores("jahrlich", "jaehrlich", "taeglich") == {"jaehrlich": 94.1}


def test_a_word_more_costs_a_little() -> None:
    assert scores("jaehrlich stichtag", "jaehrlich") == {"jaehrlich": 95.0}


def test_a_word_that_both_have_is_too_little_where_the_rest_is_long() -> None:
    name = "andere lizenz mit einem sehr langen namen und vielen weiteren worten am ende"
    assert scores("andere", name) == {}
    assert scores("andere", "andere lizenz") == {"andere lizenz": 95.0}


def test_words_of_one_letter_say_nothing() -> None:
    assert scores("x", "pdf x") == {}


@pytest.mark.parametrize("word", ["nicht", "ohne", "nur", "nc", "nd", "not"])
def test_a_word_that_turns_the_meaning_over_keeps_two_apart(word: str) -> None:
    assert scores("aktuell und frei", f"{word} aktuell und frei") == {}
    assert scores(f"{word} aktuell und frei", "aktuell und frei") == {}
    assert scores(f"{word} aktuel und frei", f"{word} aktuell und frei") != {}


def test_another_number_keeps_two_apart_and_a_missing_one_does_not() -> None:
    assert scores("alle 2 jahre", "alle 3 jahre") == {}
    assert scores("alle 2 3 jahre", "alle 3 jahre") == {"alle 3 jahre": 95.0}
    assert "lizenz deutschland 2.0" in scores("lizenz deutschland", "lizenz deutschland 2.0")


@pytest.mark.parametrize(
    ("wanted", "term", "near"),
    [
        ("cssv", "csv", True),  # 86
        ("csvxx", "csv", False),  # two letters more
        ("na", "ina", False),  # two letters are too few
        ("sap", "shape", False),  # 75
        ("visio", "iso", False),
        ("xlsxx", "xlsx", True),
    ],
)
def test_three_letters_are_near_only_when_hardly_one_differs(wanted: str, term: str, *, near: bool) -> None:
    assert bool(scores(wanted, term)) is near
