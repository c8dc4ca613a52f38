"""A word is looked up in several vocabularies at once."""

from __future__ import annotations

from toolkit.vocabularies.concept import EVERY_VOCABULARY
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.search import search

EVERYTHING = [load_vocabulary(name) for name in EVERY_VOCABULARY]


def test_every_vocabulary_that_knows_a_word_is_told_and_nothing_that_comes_near() -> None:
    found = search(EVERYTHING, "Stadt")
    assert [(hit.vocabulary.name, hit.found.concept.code) for hit in found.hits] == [
        ("political-geocoding-level", "municipality"),
        ("publisher-type", "LocalAuthority"),
    ]
    assert found.near == ()


def test_a_retired_concept_comes_with_its_successor() -> None:
    (hit,) = search(EVERYTHING, "dl-by-de/2_0").hits
    assert (hit.found.concept.code, hit.current.code) == ("dl-by-de/2_0", "dl-by-de/2.0")


def test_what_comes_near_is_ordered_over_all_vocabularies_and_bounded() -> None:
    near = search(EVERYTHING, "Datenlizenz Deutschland öffentlich Verkehr").near
    scores = [one.suggestion.score for one in near]
    assert 1 <= len(scores) <= 10
    assert scores == sorted(scores, reverse=True)


def test_what_scores_too_little_is_left_out() -> None:
    assert search(EVERYTHING, "Plattdeutsch").near != ()
    assert search(EVERYTHING, "Plattdeutsch", 99.0).near == ()


def test_a_word_that_nobody_knows_brings_nothing() -> None:
    found = search(EVERYTHING, "qqqqqqqq")
    assert (found.text, found.hits, found.near) == ("qqqqqqqq", (), ())
