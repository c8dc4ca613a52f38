"""How values are written for CKAN, and read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalogues.ckan.forms import Forms, clean_tags, pick_email, write_json
from toolkit.catalogues.ckan.licenses import Licenses, parse_licenses
from toolkit.catalogues.ckan.profile import load_profile

FORMS = Forms(load_profile("ckan-plain"), Licenses())
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"


@settings(deadline=None)
@given(st.lists(st.text(max_size=130)))
def test_every_tag_keeps_ckans_rules_and_is_clean_already(keywords: list[str]) -> None:
    tags = clean_tags(keywords)
    assert all(re.fullmatch(r"[\w \-.]{2,100}", tag) for tag in tags)
    assert clean_tags(tags) == tags
    assert len({tag.casefold() for tag in tags}) == len(tags)


@pytest.mark.parametrize(
    ("keyword", "tag"),
    [
        ("Straße/Verkehr", "Straße-Verkehr"),
        ("Schule, Bildung", "Schule-Bildung"),
        ("Bus (ÖPNV)", "Bus ÖPNV"),
        ("Klima & Umwelt", "Klima Umwelt"),
        ("  viele   Leerzeichen ", "viele Leerzeichen"),
        ("B-Plan Nr. 61.3", "B-Plan Nr. 61.3"),
        ("Ba\u0308ume", "Bäume"),
        ("„Zitat“", "Zitat"),
        ("ABC_1", "ABC_1"),
        ("x" * 120, "x" * 100),
    ],
)
def test_a_keyword_that_does_not_fit_stays_readable(keyword: str, tag: str) -> None:
    assert clean_tags([keyword]) == (tag,)


@pytest.mark.parametrize("keyword", ["", "§", "a", "//", "- -", "😀"])
def test_a_keyword_of_which_nothing_is_left_is_no_tag(keyword: str) -> None:
    assert clean_tags([keyword]) == ()


def test_equal_tags_become_one_and_keep_the_first_spelling() -> None:
    assert clean_tags(["Bäume", "bäume", "Bäume "]) == ("Bäume",)


@pytest.mark.parametrize(
    "text",
    [
        "a@x.example; b@x.example",
        "a@x.example, b@x.example",
        "kein",
        "@x.example",
        "a@",
        "Amt <a@x.example>",
        "a @x.example",
        "",
    ],
)
def test_what_is_not_exactly_one_address_is_left_out(text: str) -> None:
    assert pick_email(text) == ""
    assert FORMS.write("email", text) is None


@pytest.mark.parametrize(
    ("uri", "label"),
    [
        (FILE_TYPE + "CSV", "CSV"),
        (FILE_TYPE + "WMS_SRVC", "WMS"),
        (FILE_TYPE + "GEOJSON", "GeoJSON"),
        (FILE_TYPE + "XLSX", "XLSX"),
        ("csv", "CSV"),
        ("Eigenes Format", "Eigenes Format"),
        ("", None),
    ],
)
def test_a_file_type_gets_ckans_label(uri: str, label: str | None) -> None:
    assert FORMS.write("file-type", uri) == label


def test_a_label_that_the_site_spells_otherwise_is_the_same() -> None:
    assert FORMS.read("file-type", "geojson") == "GeoJSON"
    assert FORMS.read("file-type", "Excel-Datei") == "Excel-Datei"


def test_a_media_type_loses_its_prefix() -> None:
    assert FORMS.write("media-type", "https://www.iana.org/assignments/media-types/text/csv") == "text/csv"


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=1).map(tuple))
def test_a_json_list_comes_back_in_its_order(items: tuple[str, ...]) -> None:
    assert FORMS.write("json", items) == items
    assert FORMS.read("json", write_json(items)) == items


def test_json_that_others_wrote_is_read_as_the_same_list() -> None:
    assert FORMS.read("json", '["a","\\u00e4"]') == FORMS.write("json", ("a", "ä")) == ("a", "ä")
    assert FORMS.read("json", ["a"]) == ("a",)
    assert FORMS.read("json", "[]") is None
    assert FORMS.read("json", "kein JSON") == "kein JSON"
    assert FORMS.read("json", '{"a": 1}') == '{"a": 1}'


def test_a_number_comes_back_as_a_number() -> None:
    assert FORMS.write("number", 12) == 12
    assert FORMS.read("number", "12") == FORMS.read("number", 12) == 12
    assert FORMS.read("number", None) is None


DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


@pytest.mark.parametrize(
    ("license_list", "found"),
    [
        ([{"id": DL_ZERO}], DL_ZERO),
        ([{"id": "dl-de-zero-2.0"}, {"id": "x", "url": "https://www.govdata.de/dl-de/zero-2-0"}], "dl-de-zero-2.0"),
        ([{"id": "x", "url": "http://www.govdata.de/dl-de/zero-2-0/"}], "x"),
        ([{"id": "x", "url": DL_ZERO.replace("http", "https")}], "x"),
        ([{"id": "notspecified", "url": ""}, {"id": "cc-zero", "url": ""}], DL_ZERO),
    ],
)
def test_a_licence_gets_the_sites_own_id_or_keeps_its_uri(license_list: list[dict[str, str]], found: str) -> None:
    assert parse_licenses(license_list).find_id(DL_ZERO) == found


def test_a_licence_that_no_list_knows_stays_as_it_is() -> None:
    assert Licenses(frozenset({"cc-by"})).find_id("urn:eigene-lizenz") == "urn:eigene-lizenz"
