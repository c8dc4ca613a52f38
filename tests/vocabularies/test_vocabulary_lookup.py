"""Laws of the look-up, over all shipped vocabularies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.vocabularies.concept import VOCABULARIES, Concept, Vocabulary
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import AmbiguityError, Found, Suggested, Unknown, build_index, look_up
from toolkit.vocabularies.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY_WORD = [
    (load_vocabulary(name), concept, word)
    for name in VOCABULARIES
    for concept in load_vocabulary(name).concepts
    for word in (concept.uri, concept.code, concept.de, concept.en, *concept.synonyms)
]
NOISES: list[Callable[[str], str]] = [
    str.upper,
    str.lower,
    str.title,
    lambda text: f"  {text}\n",
    lambda text: f"\u00a0{text}\u00a0",
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(" ", "\u00a0\n"),
    lambda text: text.replace("-", "\u2013"),
    lambda text: f"\u201e{text}\u201c",
    lambda text: text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"),
    lambda text: text.replace("http://", "https://"),
]


@given(st.sampled_from(EVERY_WORD))
def test_every_word_of_a_concept_finds_it(case: tuple[Vocabulary, Concept, str]) -> None:
    vocabulary, concept, word = case
    outcome = vocabulary.find(word)
    assert isinstance(outcome, Found)
    assert outcome.concept is concept


@given(st.sampled_from(EVERY_WORD), st.lists(st.sampled_from(NOISES), max_size=4))
def test_noise_changes_nothing(case: tuple[Vocabulary, Concept, str], noises: list[Callable[[str], str]]) -> None:
    vocabulary, concept, word = case
    for noise in noises:
        word = noise(word)
    outcome = vocabulary.find(word)
    assert isinstance(outcome, Found)
    assert outcome.concept is concept


@given(st.sampled_from(EVERY_WORD), st.text(max_size=3), st.integers(min_value=0, max_value=60))
def test_a_suggestion_is_never_what_was_written(
    case: tuple[Vocabulary, Concept, str], addition: str, place: int
) -> None:
    vocabulary, _, word = case
    text = word[:place] + addition + word[place + 1 :]
    match vocabulary.find(text):
        case Found(concept):
            spelt = {normalise(known) for known in (concept.uri, concept.code, concept.de, concept.en)}
            assert normalise(text) in spelt | {normalise(synonym) for synonym in concept.synonyms}
        case Suggested(written) | Unknown(written):
            assert written == text
            assert normalise(text) not in vocabulary.index.spelt


@given(st.sampled_from(VOCABULARIES), st.text(max_size=40))
def test_any_text_has_an_outcome(name: str, text: str) -> None:
    assert isinstance(load_vocabulary(name).find(text), Found | Suggested | Unknown)


@given(st.sampled_from(EVERY_WORD), st.integers(min_value=0, max_value=30))
def test_suggestions_are_few_distinct_ordered_and_current(case: tuple[Vocabulary, Concept, str], place: int) -> None:
    vocabulary, _, word = case
    outcome = vocabulary.find(word[:place] + "q" + word[place:])
    if isinstance(outcome, Suggested):
        scores = [suggestion.score for suggestion in outcome.nearest]
        assert 1 <= len(scores) <= 3
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 100 for score in scores)
        assert len({suggestion.concept.uri for suggestion in outcome.nearest}) == len(scores)
        assert not any(suggestion.concept.text("replaced_by") for suggestion in outcome.nearest)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("cc-zero", "exact"),
        ("http://dcat-ap.de/def/licenses/cc-zero", "exact"),
        ("CC-Zero", "spelling"),
        ("https://dcat-ap.de/def/licenses/cc-zero/", "spelling"),
        ("CC0", "synonym"),
        ("cc 0", "synonym"),
    ],
)
def test_found_says_by_what(text: str, how: str) -> None:
    outcome = load_vocabulary("license").find(text)
    assert isinstance(outcome, Found)
    assert (outcome.concept.code, outcome.how) == ("cc-zero", how)


def test_a_retired_licence_is_found_and_leads_to_its_successor() -> None:
    licenses = load_vocabulary("license")
    outcome = licenses.find("http://dcat-ap.de/def/licenses/dl-by-de/2_0")
    assert isinstance(outcome, Found)
    assert outcome.concept.text("replaced_by") == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
    assert licenses.current(outcome.concept).code == "dl-by-de/2.0"


def test_a_concept_in_force_is_its_own_current_one() -> None:
    licenses = load_vocabulary("license")
    concept = licenses.concept("http://dcat-ap.de/def/licenses/cc-zero")
    assert concept is not None
    assert licenses.current(concept) is concept


def test_a_uri_of_another_vocabulary_is_no_concept() -> None:
    assert load_vocabulary("license").concept("http://publications.europa.eu/resource/authority/language/DEU") is None


def test_a_repeated_text_is_answered_from_the_cache() -> None:
    frequencies = load_vocabulary("frequency")
    frequencies.find("alle Jubeljahre")
    before = look_up.cache_info().hits
    assert frequencies.find("alle Jubeljahre") is frequencies.find("alle Jubeljahre")
    assert look_up.cache_info().hits == before + 2


def test_two_concepts_cannot_claim_the_same_word() -> None:
    first = Concept("base/A", "A", "jährlich", "annual")
    second = Concept("base/B", "B", "anders", "other", synonyms=("JAEHRLICH",))
    with pytest.raises(AmbiguityError) as caught:
        build_index([first, second])
    assert (caught.value.word, caught.value.first, caught.value.second) == ("JAEHRLICH", first, second)


def test_a_property_that_nobody_knows_is_absent_and_not_false() -> None:
    types = load_vocabulary("file-type")
    csv = types.concept("http://publications.europa.eu/resource/authority/file-type/CSV")
    gml = types.concept("http://publications.europa.eu/resource/authority/file-type/GML")
    assert csv is not None
    assert gml is not None
    assert csv.flag("machine_readable") is True
    assert gml.flag("machine_readable") is None
    assert (csv.text("media_type"), csv.texts("extensions")) == ("text/csv", ("csv",))


def test_labels_come_in_german_and_otherwise_in_english() -> None:
    concept = load_vocabulary("frequency").concepts[0]
    assert (concept.label("de"), concept.label("en"), concept.label("fr")) == ("jährlich", "annual", "annual")
    assert (concept.number("interval_days"), concept.number("nothing")) == (365.0, None)
