"""What must hold for the words of the Musterdatenkatalog and the way in which they are compared."""

from __future__ import annotations

from collections import Counter

import pytest

from toolkit.vocabularies.associations import build_associations
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.stems import find_words
from toolkit.vocabularies.suggestion import suggest_topics

CATALOGUE = load_vocabulary("musterdatenkatalog")
TYPES = [concept for concept in CATALOGUE.concepts if "/" in concept.code]
TOPICS = [concept for concept in CATALOGUE.concepts if "/" not in concept.code]


def stems(text: str) -> list[str]:
    return [word.stem for word in find_words(text)]


def test_the_catalogue_is_complete() -> None:
    assert (len(TOPICS), len(TYPES)) == (26, 242)
    assert Counter(concept.text("eu_theme") for concept in TOPICS) == Counter(
        {"ENVI": 4, "SOCI": 3, "ECON": 3, "EDUC": 3, "GOVE": 4, "REGI": 2, "JUST": 2, "TECH": 1, "ENER": 1}
        | {"HEAL": 1, "TRAN": 1, "": 1}
    )


def test_a_type_has_the_theme_of_its_topic() -> None:
    themes = {concept.de: concept.text("eu_theme") for concept in TOPICS}
    for concept in TYPES:
        assert concept.de.startswith(f"{concept.text('theme')} - ")
        assert concept.text("eu_theme") == themes[concept.text("theme")]
        assert CATALOGUE.concept(CATALOGUE.base + concept.code.partition("/")[0]) in TOPICS
    for concept in TOPICS:
        assert concept.text("theme") == concept.de


def test_each_eu_theme_is_one() -> None:
    themes = load_vocabulary("data-theme")
    codes = {concept.text("eu_theme") for concept in CATALOGUE.concepts} - {""}
    assert all(themes.concept(themes.base + code) for code in codes)


def test_each_type_has_words_and_keywords_and_no_word_twice() -> None:
    for concept in CATALOGUE.concepts:
        if not concept.code.startswith("sonstiges"):
            assert concept.texts("keywords")
            assert concept.texts("words")
        assert max(Counter(concept.texts("words")).values(), default=1) == 1
        assert max(Counter(concept.texts("keywords")).values(), default=1) == 1


def test_keywords_are_fit_for_ckan() -> None:
    for keyword in {keyword for concept in CATALOGUE.concepts for keyword in concept.texts("keywords")}:
        assert 2 <= len(keyword) <= 100
        assert "," not in keyword


def test_each_word_says_something() -> None:
    idle = [word for concept in TYPES if concept.text("eu_theme") for word in concept.texts("words") if not stems(word)]
    assert idle == []


def test_the_label_of_a_type_alone_leads_to_its_theme() -> None:
    wrong = [
        concept.de
        for concept in TYPES
        if concept.text("eu_theme") and suggest_topics(concept.de)[0].concept.de != concept.text("theme")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Standorte der Spielplätze", ["spielplatz"]),
        ("Spielplatz", ["spielplatz"]),
        ("Baeume und Bäume", ["baum", "baum"]),
        ("Neue Bauten", ["neue", "baut"]),
        ("Schüler*innen, Lehrer/-innen", ["schul", "lehr"]),
        ("Straße Strasse", ["strass", "strass"]),
        ("A 5 B12 2020 x", ["b12"]),
        ("Fluß_Ufer", ["flus", "ufer"]),
        ("B-Plan, E-Bikes und die S-Bahn", ["bpla", "ebik", "sbah"]),
        ("Süd-Ost", ["sud", "ost"]),
        ("", []),
    ],
)
def test_words_are_cut_to_what_counts(text: str, expected: list[str]) -> None:
    assert stems(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arbeitslose nach Ortschaften", [False, True]),
        ("Radwege in Parks: Zählstellen", [False, True, False]),
        ("Bäume je Allee, Moore", [False, True, False]),
        ("Nachbarschaft Insel", [False, False]),
    ],
)
def test_words_that_only_divide_the_data_are_marked(text: str, expected: list[bool]) -> None:
    assert [word.beside for word in find_words(text)] == expected


def test_words_keep_their_own_spelling() -> None:
    assert [word.text for word in find_words("Die BÄUME, grün.")] == ["BÄUME", "grün"]


def test_a_known_stem_is_only_itself() -> None:
    found = build_associations([("wald", "Wald", 1.0), ("stadtwald", "Stadtwald", 0.9)])
    assert found.of("stadtwald") == {"Stadtwald": 0.9}


def test_the_greatest_strength_of_a_pair_holds() -> None:
    assert build_associations([("see", "A", 0.4), ("see", "A", 0.9), ("see", "A", 0.5)]).of("see") == {"A": 0.9}


def test_a_compound_points_to_its_parts_and_a_longer_part_more() -> None:
    found = build_associations([("wald", "Wald", 1.0), ("schutz", "Schutz", 1.0), ("ald", "Kurz", 1.0)])
    both = found.of("waldschutz")
    assert set(both) == {"Wald", "Schutz"}
    assert 0.6 < both["Wald"] < both["Schutz"] < 1


def test_a_part_of_three_letters_says_nothing() -> None:
    assert build_associations([("see", "A", 1.0)]).of("ostsee", slips=False) == {}


def test_a_short_word_points_to_the_compounds_that_begin_or_end_with_it() -> None:
    found = build_associations([("ampelanlag", "A", 1.0), ("fussampel", "B", 1.0), ("trampeltier", "C", 1.0)])
    assert set(found.of("ampel", slips=False)) == {"A", "B"}
    assert found.of("ampe", slips=False) == {}


def test_slips_of_the_pen_are_traced_only_on_demand() -> None:
    found = build_associations([("bibliothek", "A", 1.0)])
    assert 0.3 < found.of("bibiliothek")["A"] < 0.8
    assert found.of("bibiliothek", slips=False) == {}
    assert found.of("biotop") == {}
