"""Each shipped list is whole: its number of entries, both its ends, and what its properties promise."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

EU = "http://publications.europa.eu/resource/authority/"
DE = "http://dcat-ap.de/def/"


def find(name: str, text: str) -> Concept:
    vocabulary = load_vocabulary(name)
    outcome = vocabulary.find(text)
    assert isinstance(outcome, Found), text
    return vocabulary.current(outcome.concept)


def find_license(text: str) -> Concept:
    licenses = load_vocabulary("license")
    outcome = licenses.find(text)
    assert isinstance(outcome, Found), text
    return licenses.current(outcome.concept)


@pytest.mark.parametrize(
    ("name", "size", "uris"),
    [
        ("access-right", 6, [f"{EU}access-right/CONFIDENTIAL", f"{EU}access-right/SENSITIVE"]),
        (
            "contributor-id",
            69,
            [
                f"{DE}contributors/auswaertigesAmt",
                f"{DE}contributors/openGovernmentDataPortalRheinlandPfalz",
                f"{DE}contributors/SWONetzGmbH",
                f"{DE}contributors/umweltbundesamt",
            ],
        ),
        ("data-theme", 13, [f"{EU}data-theme/AGRI", f"{EU}data-theme/TRAN"]),
        ("distribution-status", 4, [f"{EU}distribution-status/COMPLETED", f"{EU}distribution-status/WITHDRAWN"]),
        ("file-type", 200, [f"{EU}file-type/7Z", f"{EU}file-type/CSV", f"{EU}file-type/ZIP", f"{EU}file-type/Z"]),
        ("frequency", 38, [f"{EU}frequency/10MIN", f"{EU}frequency/WEEKLY_3"]),
        ("german-state", 16, [f"{DE}politicalGeocoding/stateKey/01", f"{DE}politicalGeocoding/stateKey/16"]),
        ("hvd-category", 96, ["http://data.europa.eu/bna/c_03ba8d92", "http://data.europa.eu/bna/c_fef208ab"]),
        ("language", 398, [f"{EU}language/0D0", f"{EU}language/DEU", f"{EU}language/ZXX"]),
        ("license", 52, [f"{DE}licenses/apache", f"{DE}licenses/other-opensource", f"{DE}licenses/official-work"]),
        ("planned-availability", 4, [f"{EU}planned-availability/TEMPORARY", f"{EU}planned-availability/STABLE"]),
        (
            "political-geocoding-key",
            6,
            [f"{DE}politicalGeocoding/stateKey", f"{DE}politicalGeocoding/regionalKey"],
        ),
        (
            "political-geocoding-level",
            6,
            [f"{DE}politicalGeocoding/Level/international", f"{DE}politicalGeocoding/Level/municipality"],
        ),
        ("publisher-type", 4, ["http://purl.org/adms/publishertype/LocalAuthority"]),
    ],
)
def test_a_list_is_whole(name: str, size: int, uris: list[str]) -> None:
    vocabulary = load_vocabulary(name)
    assert len(vocabulary.concepts) == size
    assert all(vocabulary.concept(uri) for uri in uris)


def test_three_of_six_access_rights_are_allowed() -> None:
    allowed = {concept.code for concept in load_vocabulary("access-right").concepts if concept.flag("allowed")}
    assert allowed == {"PUBLIC", "RESTRICTED", "NON_PUBLIC"}
    assert all(concept.flag("allowed") is not None for concept in load_vocabulary("access-right").concepts)


def test_govdata_takes_all_states_of_a_distribution_but_one() -> None:
    refused = [
        concept.code for concept in load_vocabulary("distribution-status").concepts if not concept.flag("govdata")
    ]
    assert refused == ["DEVELOP"]


def test_a_retired_licence_leads_to_one_in_force_of_the_same_kind() -> None:
    licenses = load_vocabulary("license")
    retired = [concept for concept in licenses.concepts if concept.text("replaced_by")]
    assert len(retired) == 18
    for concept in retired:
        successor = licenses.current(concept)
        assert not successor.text("replaced_by")
        assert successor.flag("open") == concept.flag("open")
        assert successor.flag("needs_attribution") == concept.flag("needs_attribution")


def test_every_licence_says_whether_it_is_open_and_needs_a_name() -> None:
    for concept in load_vocabulary("license").concepts:
        assert concept.flag("open") is not None
        assert concept.flag("needs_attribution") is not None


def test_former_ids_and_ckan_ids_and_licence_texts_lead_to_the_licence() -> None:
    for concept in load_vocabulary("license").concepts:
        # GovData's former cc-by-3.0 reads like the unported licence, which the list does not have.
        former = [concept.text(key) for key in ("ogd_id", "ckan_id") if concept.text(key) not in {"", "cc-by-3.0"}]
        assert all(find_license(name) is concept for name in former)
        if concept.text("text_url") and not concept.text("replaced_by"):
            assert find_license(concept.text("text_url")).text("text_url") == concept.text("text_url")


def test_an_interval_is_longer_than_nothing() -> None:
    days = {concept.code: concept.number("interval_days") for concept in load_vocabulary("frequency").concepts}
    assert (days["DAILY"], days["ANNUAL"], days["IRREG"]) == (1.0, 365.0, None)
    assert all(number > 0 for number in days.values() if number is not None)


class TestFileTypes:
    def test_a_media_type_is_well_formed_and_finds_a_type_that_has_it(self) -> None:
        vocabulary = load_vocabulary("file-type")
        for concept in vocabulary.concepts:
            kind = concept.text("media_type")
            assert not kind or re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind), concept.code
            outcome = vocabulary.find(kind)
            assert not isinstance(outcome, Found) or outcome.concept.text("media_type") == kind

    def test_an_extension_has_no_dot_before_it_and_finds_a_type_that_has_it(self) -> None:
        vocabulary = load_vocabulary("file-type")
        for concept in vocabulary.concepts:
            for extension in concept.texts("extensions"):
                assert re.fullmatch(r"[a-z0-9]+(\.[a-z0-9]+)?", extension), concept.code
                outcome = vocabulary.find(f".{extension}")
                assert not isinstance(outcome, Found) or extension in outcome.concept.texts("extensions")

    @pytest.mark.parametrize(
        "extension",
        [
            *("csv", "xlsx", "xls", "ods", "json", "geojson", "xml", "gml", "shp", "gpkg", "kml", "kmz", "pdf"),
            *("docx", "odt", "txt", "tsv", "zip", "png", "jpg", "tif", "dxf", "dwg", "las", "laz"),
        ],
    )
    def test_the_extension_of_a_usual_type_finds_it(self, extension: str) -> None:
        assert find("file-type", f"*.{extension}").texts("extensions")[0] == extension

    def test_as_many_types_are_machine_readable_and_free_as_the_eu_says(self) -> None:
        concepts = load_vocabulary("file-type").concepts
        assert sum(concept.flag("machine_readable") is True for concept in concepts) == 23
        assert sum(concept.flag("non_proprietary") is True for concept in concepts) == 31

    def test_a_type_that_the_assessment_leaves_out_says_so(self) -> None:
        left_out = {concept.code for concept in load_vocabulary("file-type").concepts if concept.flag("mqa") is False}
        assert left_out == {"GPKG", "AKN4EU_ZIP", "ETSI_XML"}


class TestHighValueCategories:
    def test_six_are_at_the_top_and_every_other_one_stands_below_another(self) -> None:
        vocabulary = load_vocabulary("hvd-category")
        top = {concept.de for concept in vocabulary.concepts if concept.flag("top")}
        assert top == {
            "Georaum",
            "Erdbeobachtung und Umwelt",
            "Meteorologie",
            "Statistik",
            "Unternehmen und Eigentümerschaft von Unternehmen",
            "Mobilität",
        }
        assert all(bool(concept.text("broader")) != bool(concept.flag("top")) for concept in vocabulary.concepts)

    def test_every_way_up_ends_at_the_top(self) -> None:
        vocabulary = load_vocabulary("hvd-category")
        ends: Counter[str] = Counter()
        for concept in vocabulary.concepts:
            here = concept
            for _ in range(4):
                here = vocabulary.concept(here.text("broader")) or here
            assert here.flag("top")
            ends[here.de] += 1
        assert ends["Georaum"] == 8
        assert ends.total() == 96


class TestAreas:
    def test_each_kind_of_key_has_its_length_and_most_have_a_level(self) -> None:
        keys = {concept.code: concept for concept in load_vocabulary("political-geocoding-key").concepts}
        assert {code: concept.number("digits") for code, concept in keys.items()} == {
            "stateKey": 2,
            "governmentDistrictKey": 3,
            "districtKey": 5,
            "municipalAssociationKey": 9,
            "municipalityKey": 8,
            "regionalKey": 12,
        }
        levels = {concept.code for concept in load_vocabulary("political-geocoding-level").concepts}
        assert {concept.text("level") for concept in keys.values()} - {""} <= levels

    def test_the_lists_that_a_level_names_are_lists_of_keys(self) -> None:
        keys = {concept.code: concept.text("level") for concept in load_vocabulary("political-geocoding-key").concepts}
        for level in load_vocabulary("political-geocoding-level").concepts:
            assert set(level.texts("keys")) == {code for code, named in keys.items() if named == level.code}

    def test_states_are_found_by_name_number_and_letters(self) -> None:
        for text in ("Rheinland-Pfalz", "Rheinland Pfalz", "RLP", "RP", "DE-RP", "07", "Rhineland-Palatinate"):
            assert find("german-state", text).code == "07"

    def test_states_are_numbered_from_1_to_16_and_each_has_its_letters(self) -> None:
        states = load_vocabulary("german-state").concepts
        assert [state.code for state in states] == [f"{number:02d}" for number in range(1, 17)]
        letters = [state.text("iso") for state in states]
        assert len({*letters}) == 16
        assert all(find("german-state", iso) is state for state, iso in zip(states, letters, strict=True))


def test_the_provisional_code_of_a_language_leads_to_its_own_one() -> None:
    assert find("language", "0E0").code == "CNR"


@pytest.mark.parametrize("code", ["DEU", "ENG", "FRA", "GLE", "MLT", "HRV", "CAT", "LAT", "GSG", "WEN"])
def test_a_language_of_europe_has_a_german_name_of_its_own(code: str) -> None:
    concept = find("language", code)
    assert concept.code == code
    assert concept.de != concept.en


def test_no_language_is_left_with_an_english_name() -> None:
    english = re.compile(r" languages?$| Language$", re.IGNORECASE)
    assert not [concept.code for concept in load_vocabulary("language").concepts if english.search(concept.de)]


def test_the_states_portals_are_found_by_the_states() -> None:
    assert find("contributor-id", "RLP").code == "openGovernmentDataPortalRheinlandPfalz"
    assert find("contributor-id", "open.rlp.de").code == "openGovernmentDataPortalRheinlandPfalz"
