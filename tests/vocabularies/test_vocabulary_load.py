"""Every shipped vocabulary loads and is whole; a broken one is refused with file and line."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from toolkit.bundle import bundled_names, read_bundled
from toolkit.model.problem import Problem
from toolkit.vocabularies.concept import EVERY_VOCABULARY, VOCABULARIES
from toolkit.vocabularies.load import load_vocabulary, parse_vocabulary
from toolkit.vocabularies.lookup import Found

HEAD = """\
vocabulary: weather
title: {de: Wetter, en: Weather}
source: somewhere
edition: "1"
license: CC0
base: "http://example.org/weather/"
properties: {days: number, wet: flag, also_called: list, note: text, replaced_by: concept}
concepts:
"""
RAIN = "  - {code: RAIN, de: Regen, en: rain, wet: true, days: 2, also_called: [shower], synonyms: [nass]}\n"
SUN = "  - {code: SUN, de: Sonne, en: sun}\n"


def test_the_shipped_files_are_the_named_vocabularies() -> None:
    assert bundled_names("mappings/vocabularies", "") == tuple(f"{name}.yaml" for name in EVERY_VOCABULARY)
    assert set(VOCABULARIES) < set(EVERY_VOCABULARY)


@pytest.mark.parametrize("name", EVERY_VOCABULARY)
def test_a_shipped_vocabulary_is_whole(name: str) -> None:
    vocabulary = load_vocabulary(name)
    assert vocabulary.name == name
    assert vocabulary.base.startswith(("http://", "https://"))
    assert vocabulary.base.endswith("/")
    assert all(concept.uri == vocabulary.base + concept.code for concept in vocabulary.concepts)
    assert max(Counter(concept.uri for concept in vocabulary.concepts).values()) == 1
    assert all(vocabulary.concept(concept.uri) is concept for concept in vocabulary.concepts)
    assert load_vocabulary(name) is vocabulary


@pytest.mark.parametrize("name", EVERY_VOCABULARY)
def test_uris_stand_in_quotation_marks_because_not_every_yaml_parser_takes_them_bare_in_braces(name: str) -> None:
    for line in read_bundled("mappings/vocabularies", f"{name}.yaml").splitlines():
        assert line.startswith("#") or not re.search(r"(?<!\")https?://", line)


def test_a_vocabulary_that_nobody_knows_names_the_nearest_one() -> None:
    with pytest.raises(Problem) as caught:
        load_vocabulary("licence")
    assert "“license”" in str(caught.value.remedy)


def test_a_vocabulary_is_built_from_its_text() -> None:
    old = "  - {code: WET, de: Nässe, en: wetness, replaced_by: RAIN}\n"
    weather = parse_vocabulary(HEAD + RAIN + SUN + old, "weather.yaml")
    rain, sun, wet = weather.concepts
    assert (rain.uri, rain.de, rain.en, rain.synonyms) == (
        "http://example.org/weather/RAIN",
        "Regen",
        "rain",
        ("nass",),
    )
    assert dict(rain.properties) == {"days": 2.0, "wet": True, "also_called": ("shower",)}
    assert dict(sun.properties) == {}
    assert weather.current(wet) is rain
    assert weather.find("NASS") == Found(rain, "synonym")


@pytest.mark.parametrize(
    ("concepts", "line", "complaint"),
    [
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, depth: 3}\n", 10, "“depth” is not known"),
        (RAIN + "  - {code: FOG, de: Nebel}\n", 10, "“en” is missing"),
        (RAIN + "  - {code: RAIN, de: Niesel, en: drizzle}\n", 10, "“RAIN” stands here a second time"),
        (
            RAIN + SUN + "  - {code: DEW, de: Tau, en: dew, synonyms: [NASS]}\n",
            11,
            "“NASS” could mean “RAIN” and “DEW”",
        ),
        (RAIN + "  - {code: FOG, de: re-gen, en: fog}\n  - {code: X, de: Re Gen, en: x}\n", 11, "“Re Gen”"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, wet: maybe}\n", 10, "true or false is expected"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, days: long}\n", 10, "a number is expected"),
        (RAIN + "  - {code: FOG, de: Nebel, en: 7}\n", 10, "a text is expected"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, synonyms: mist}\n", 10, "a list is expected"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, synonyms: ['--']}\n", 10, "no letter and no digit"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, replaced_by: SMOG}\n", 10, "leads nowhere"),
        (RAIN + "  - {code: FOG, de: Nebel, en: fog, replaced_by: FOG}\n", 10, "leads nowhere"),
        (RAIN + "  - {code: FOG, code: FOG, de: Nebel, en: fog}\n", 10, "“code” stands here twice"),
    ],
)
def test_a_broken_concept_is_refused_with_its_line(concepts: str, line: int, complaint: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_vocabulary(HEAD + concepts, "weather.yaml")
    assert f"weather.yaml, line {line}: " in str(caught.value)
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("edition:", "editoin:", "“editoin” is not known"),
        ('edition: "1"\n', "", "“edition” is missing"),
        ('edition: "1"', "edition: 1", "a text is expected"),
        ("wet: flag", "wet: bool", "“bool” is no kind of property"),
        ("{de: Wetter, en: Weather}", "Weather", "keys with values"),
    ],
)
def test_a_broken_head_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(Problem, match=re.escape(complaint)):
        parse_vocabulary((HEAD + RAIN).replace(old, new), "weather.yaml")
