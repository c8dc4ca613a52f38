"""How values are written for CKAN, and read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalogues.ckan.forms import Forms, clean_tags, pick_email, write_json
from toolkit.catalogues.ckan.geometry import tell_kind
from toolkit.catalogues.ckan.licenses import Licenses, parse_licenses
from toolkit.catalogues.ckan.profile import Form, load_profile
from toolkit.model.entry import Value

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


IANA = "https://www.iana.org/assignments/media-types/"
SPDX = "http://spdx.org/rdf/terms#checksumAlgorithm_"
THEME = "http://publications.europa.eu/resource/authority/data-theme/"
RECTANGLE = '{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 49]]]}'
POINT = '{"type": "Point", "coordinates": [8.2, 50]}'
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/stateKey/07"


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        ("file-type-uri", "CSV", FILE_TYPE + "CSV"),
        ("file-type-uri", FILE_TYPE + "GEOJSON", FILE_TYPE + "GEOJSON"),
        ("file-type-uri", "Papier im Ordner", "Papier im Ordner"),
        ("media-type-uri", "text/csv", IANA + "text/csv"),
        ("media-type-uri", IANA + "text/csv", IANA + "text/csv"),
        ("media-type-uri", "text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("hash-value", "sha256:00ff", "00ff"),
        ("hash-value", "00ff", "00ff"),
        ("hash-algorithm", "sha256:00ff", SPDX + "sha256"),
        ("hash-algorithm", "crc:00ff", None),
        ("hash-algorithm", "00ff", None),
        ("rectangle", RECTANGLE, RECTANGLE),
        ("rectangle", POINT, None),
        ("point", POINT, POINT),
        ("point", RECTANGLE, None),
        ("shape", RECTANGLE, None),
        ("shape", POINT, None),
        ("shape", "POINT(8 50)", "POINT(8 50)"),
        ("shape", "", None),
        ("json-addresses", ("§ 5", "https://example.org/l", "urn:x"), ("https://example.org/l", "urn:x")),
        (
            "json-words",
            ("§ 5", "https://example.org/l", "siehe https://example.org"),
            ("§ 5", "siehe https://example.org"),
        ),
        ("json-words", ("https://example.org/l",), None),
        ("geocoding", GEOCODING, (GEOCODING,)),
        ("geocoding", "https://sws.geonames.org/1", None),
        ("theme-groups", (THEME + "TRAN", THEME + "OP_DATPRO", "radverkehr"), ("radverkehr", "tran")),
        ("theme-groups", (), None),
        ("list", "https://example.org", ("https://example.org",)),
        ("place-name", "Mainz", "Mainz"),
    ],
)
def test_a_value_is_written_in_its_form(form: Form, value: Value, written: Value) -> None:
    assert FORMS.write(form, value) == written


@pytest.mark.parametrize(
    ("form", "held", "restored"),
    [
        ("media-type-uri", IANA + "text/csv", "text/csv"),
        ("hash-value", "0" * 128, "sha512:" + "0" * 128),
        ("hash-value", "0" * 63, "0" * 63),
        ("file-type", "Atom Feed", FILE_TYPE + "ATOM"),
        ("place-name", "https://example.org/mainz", None),
        ("place-name", "Mainz", "Mainz"),
        ("license-id", "cc-zero", "http://dcat-ap.de/def/licenses/cc-zero"),
        ("text", "", None),
        ("number", 0, 0),
        ("json", ("b", "a"), ("b", "a")),
    ],
)
def test_a_value_is_restored_from_its_form(form: Form, held: Value, restored: Value) -> None:
    assert FORMS.restore(form, held) == restored


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ('{"type": "Polygon", "coordinates": [[[8, 49], [8, 50], [9, 50], [9, 49], [8, 49]]]}', "rectangle"),
        ('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49.1], [9, 50], [8, 50], [8, 49]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 48]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [8, 49], [9, 49], [8, 49]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 49]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [[[8, 49, 1], [9, 49, 1], [9, 50, 1], [8, 50, 1], [8, 49, 1]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [[["8", 49], [9, 49], [9, 50], ["8", 50], ["8", 49]]]}', "shape"),
        ('{"type": "Polygon", "coordinates": [5]}', "shape"),
        ('{"type": "Polygon", "coordinates": []}', "shape"),
        ('{"type": "Point"}', "shape"),
        ("[]", "shape"),
        ("kaputt", "shape"),
    ],
)
def test_a_bounding_box_is_told_from_other_areas(geometry: str, kind: str) -> None:
    assert tell_kind(geometry) == kind
