from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dcat.good_dataset import EU, FILE, GOOD, KEYS, SERVICE
from toolkit.dcat.breach import Breach
from toolkit.dcat.catalog import Catalog
from toolkit.dcat.obligation import Obligation, list_properties
from toolkit.dcat.proof import check_catalog, check_dataset
from toolkit.dcat.version import Version
from toolkit.model.dataset import Agent, ContactPoint, Dataset, Distribution, Period, Place, QualifiedRelation, Series
from toolkit.model.finding import Severity
from toolkit.vocabularies.highvalue import HVD_REGULATION

LOCAL = "http://purl.org/adms/publishertype/LocalAuthority"


def with_part(**changes: Any) -> Dataset:
    return replace(GOOD, distributions=(replace(FILE, **changes), SERVICE))


def only(dataset: Dataset, version: Version = "3.0") -> Breach:
    (breach,) = check_dataset(dataset, version)
    return breach


def codes(dataset: Dataset, version: Version = "3.0") -> list[tuple[str, str, str]]:
    return [(one.code, one.path, one.distribution) for one in check_dataset(dataset, version)]


def test_a_complete_dataset_has_nothing_against_it() -> None:
    assert check_dataset(GOOD) == ()


EMPTY = {"publisher": None, "contact": None, "temporal": None, "spatial": None}


@pytest.mark.parametrize("path", [row.paths[0] for row in list_properties("dataset") if row.in_3 in {"M", "R"}])
def test_each_missing_property_of_a_dataset_is_told(path: str) -> None:
    empty: Any = EMPTY.get(path, () if isinstance(getattr(GOOD, path), tuple) else "")
    (row,) = [one for one in list_properties("dataset") if one.paths == (path,)]
    (breach,) = [one for one in check_dataset(replace(GOOD, **{path: empty})) if not one.code.startswith("dcat-hvd")]
    assert (breach.path, breach.curie, breach.distribution) == (path, row.curie, "")
    expected = ("dcat-mandatory", Severity.ERROR) if row.in_3 is Obligation.MANDATORY else (
        "dcat-recommended", Severity.WARNING)  # fmt: skip
    assert (breach.code, breach.severity) == expected


@pytest.mark.parametrize("path", [row.paths[0] for row in list_properties("distribution") if row.in_3 in {"M", "R"}])
def test_each_missing_property_of_a_distribution_is_told_with_its_key(path: str) -> None:
    breach = next(one for one in check_dataset(with_part(**{path: ""})) if one.path == path)
    (row,) = [one for one in list_properties("distribution") if one.paths == (path,)]
    assert (breach.distribution, breach.curie) == ("csv", row.curie)
    assert breach.severity is (Severity.ERROR if row.in_3 is Obligation.MANDATORY else Severity.WARNING)


def test_publisher_and_licence_are_recommended_only_in_2_0() -> None:
    bare = replace(with_part(license="", attribution=""), publisher=None, license="", attribution="")
    found = {one.path: one.severity for one in check_dataset(bare, "2.0")}
    assert found["publisher"] is found["license"] is Severity.WARNING
    assert {one.path for one in check_dataset(bare, "3.0") if one.severity is Severity.ERROR} >= {
        "publisher",
        "license",
    }


def test_a_body_without_a_name_is_told_for_its_own_field() -> None:
    breach = only(replace(GOOD, creator=Agent("", kind="http://purl.org/adms/publishertype/LocalAuthority")))
    assert (breach.code, breach.path, breach.curie) == ("dcat-mandatory", "creator.name", "foaf:name")


def test_a_series_needs_title_and_description() -> None:
    assert codes(replace(GOOD, series=Series("baum"))) == [
        ("dcat-mandatory", "series.title", ""),
        ("dcat-mandatory", "series.description", ""),
    ]


def test_a_service_needs_an_endpoint_and_a_title() -> None:
    assert SERVICE.service is not None
    bare = replace(SERVICE, service=replace(SERVICE.service, endpoint_url="", title=""))
    assert codes(replace(GOOD, distributions=(FILE, bare))) == [
        ("dcat-mandatory", "service.endpoint_url", "wfs"),
        ("dcat-mandatory", "service.title", "wfs"),
    ]


def test_a_file_beside_the_workbook_has_no_address_yet() -> None:
    breach = only(with_part(path="baeume.csv", access_url="", download_url=""))
    assert (breach.code, breach.path, breach.severity) == ("dcat-local-file", "path", Severity.WARNING)


def test_a_value_outside_its_list_is_an_error_and_the_nearest_are_named() -> None:
    breach = only(replace(GOOD, frequency=f"{EU}/frequency/JAEHRLICH"))
    assert (breach.code, breach.severity, breach.path) == ("dcat-vocabulary", Severity.ERROR, "frequency")
    assert str(breach.message) == f"“{EU}/frequency/JAEHRLICH” is not in the list “frequency”"
    assert breach.value == f"{EU}/frequency/JAEHRLICH"
    assert only(replace(GOOD, frequency="jährlich")).nearest == (f"{EU}/frequency/ANNUAL",)


def test_a_list_that_should_be_used_gives_a_warning_only() -> None:
    assert only(replace(GOOD, geocoding_level="http://example.org/kommune")).severity is Severity.WARNING
    licence = with_part(license="https://example.org/eigene-lizenz")
    assert only(licence).severity is Severity.WARNING


def test_each_of_several_values_is_looked_at() -> None:
    both = replace(GOOD, themes=("https://example.org/a", f"{EU}/data-theme/ENVI", "https://example.org/b"))
    assert [one.value for one in check_dataset(both)] == ["https://example.org/a", "https://example.org/b"]


def test_a_retired_licence_names_its_successor() -> None:
    breach = only(with_part(license="http://dcat-ap.de/def/licenses/cc-by-de"))
    assert breach.code in {"dcat-retired", "dcat-vocabulary"}


@pytest.mark.parametrize("version", ["3.0", "2.0"])
def test_what_a_version_does_not_know_is_a_note(version: Version) -> None:
    found = {one.path: one for one in check_dataset(replace(GOOD, granularity="Stadtteil"), version)}
    if version == "3.0":
        assert found["granularity"].severity is Severity.NOTE
        assert str(found["granularity"].message) == "DCAT-AP.de 3.0 does not know this property"
    else:
        assert "granularity" not in found
        assert found["hvd_categories"].code == found["series"].code == "dcat-dropped"


def test_keys_and_names_of_places_are_only_written_otherwise_in_3_0() -> None:
    assert "dcat-dropped" not in [one.code for one in check_dataset(GOOD)]


def test_a_contact_needs_one_way_to_reach_it() -> None:
    breach = only(replace(GOOD, contact=ContactPoint("Amt", street="Weg 1")))
    assert (breach.code, breach.path, breach.source, breach.severity) == (
        "dcat-contact", "contact.email", "K01", Severity.ERROR)  # fmt: skip
    for way in ({"email": "a@example.org"}, {"url": "https://example.org"}, {"phone": "+49 6131 1"}):
        assert check_dataset(replace(GOOD, contact=ContactPoint(**way))) == ()


def test_a_period_needs_one_end() -> None:
    assert only(replace(GOOD, temporal=Period())).code == "dcat-period"
    assert check_dataset(replace(GOOD, temporal=Period(end="2024"))) == ()
    assert check_dataset(replace(GOOD, temporal=Period("2024"))) == ()


def test_a_licence_with_attribution_needs_the_text() -> None:
    silent = replace(with_part(attribution=""), attribution="")
    breach = only(silent)
    assert (breach.code, breach.distribution, breach.source) == ("dcat-attribution", "csv", "K35")
    assert check_dataset(with_part(attribution="")) == ()
    assert check_dataset(replace(with_part(attribution="", license="http://dcat-ap.de/def/licenses/cc-zero"),
                                 attribution="")) == ()  # fmt: skip


def test_a_service_has_no_download_beside_it() -> None:
    both = replace(SERVICE, download_url="https://example.org/b.gml")
    breach = only(replace(GOOD, distributions=(FILE, both)))
    assert (breach.code, breach.distribution, breach.value) == (
        "dcat-service-download", "wfs", "https://example.org/b.gml")  # fmt: skip


def test_a_status_that_govdata_does_not_take() -> None:
    assert only(with_part(status=f"{EU}/distribution-status/DEVELOP")).code == "dcat-status"
    assert check_dataset(with_part(status=f"{EU}/distribution-status/WITHDRAWN")) == ()


def test_a_high_value_dataset_and_each_distribution_names_the_regulation() -> None:
    bare = replace(with_part(legal_basis=()), legal_basis=("Satzung",))
    assert codes(bare) == [("dcat-hvd-law", "legal_basis", ""), ("dcat-hvd-law", "legal_basis", "csv")]
    assert "dcat-hvd-law" not in [one.code for one in check_dataset(bare, "2.0")]


def test_the_regulation_without_a_category_is_told() -> None:
    assert only(replace(GOOD, hvd_categories=())).code == "dcat-hvd-category"
    on_file = replace(GOOD, hvd_categories=(), legal_basis=(), distributions=(FILE,))
    assert only(on_file).code == "dcat-hvd-category"
    plain = replace(on_file, distributions=(replace(FILE, legal_basis=()),))
    assert check_dataset(plain) == ()


def test_a_high_value_dataset_has_an_interface_and_a_download() -> None:
    assert only(replace(GOOD, distributions=(FILE,))).code == "dcat-hvd-api"
    breach = only(replace(GOOD, distributions=(SERVICE,)))
    assert (breach.code, breach.severity) == ("dcat-hvd-bulk", Severity.NOTE)


@pytest.mark.parametrize(("licence", "is_open"), [("cc-by/4.0", True), ("dl-by-de/2.0", True), ("cc-by-sa/4.0", False)])
def test_a_high_value_dataset_is_as_open_as_the_law_wants(licence: str, is_open: bool) -> None:
    parts = (replace(FILE, license=f"http://dcat-ap.de/def/licenses/{licence}"), SERVICE)
    found = [one.distribution for one in check_dataset(replace(GOOD, distributions=parts)) if one.path == "license"]
    assert found == ([] if is_open else [FILE.key])


def test_a_relation_says_in_which_role() -> None:
    related = replace(GOOD, qualified_relations=(QualifiedRelation("https://example.org/x"),))
    assert (only(related).code, only(related).path) == ("dcat-role", "qualified_relations")
    named = QualifiedRelation("https://example.org/x", "http://www.iana.org/assignments/relation/related")
    assert check_dataset(replace(GOOD, qualified_relations=(named,))) == ()


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"landing_page": "/baeume"}, "dcat-address", "landing_page"),
        ({"landing_page": "https://example.org/a b"}, "dcat-address", "landing_page"),
        ({"documentation": ("www.example.org",)}, "dcat-address", "documentation"),
        ({"contact": ContactPoint("Amt", "keine Adresse")}, "dcat-mail", "contact.email"),
        ({"contact": ContactPoint("Amt", "a@b")}, "dcat-mail", "contact.email"),
        ({"creator": Agent("Amt", "amt", kind=LOCAL)}, "dcat-address", "creator.uri"),
        ({"custodian": Agent("Amt", email="amt", kind=LOCAL)}, "dcat-mail", "custodian.email"),
        ({"issued": "0999-01-01"}, "dcat-date", "issued"),
        ({"issued": "2101"}, "dcat-date", "issued"),
        ({"modified": "31.12.2024"}, "dcat-date", "modified"),
        ({"temporal": Period("2024-02-30")}, "dcat-date", "temporal.start"),
        ({"temporal_resolution": "monatlich"}, "dcat-duration", "temporal_resolution"),
        ({"spatial_resolution": "1 m"}, "dcat-decimal", "spatial_resolution"),
        ({"spatial": Place("x", geometry='{"type":"Kreis"}')}, "dcat-geometry", "spatial.geometry"),
        ({"spatial": Place("x", geometry="POINT(8 50)")}, "dcat-geometry", "spatial.geometry"),
        ({"spatial": Place("x", f"{KEYS}/municipalityKey/7315000")}, "dcat-key", "spatial.uri"),
        ({"spatial": Place("x", f"{KEYS}/municipalityKey/073150000000")}, "dcat-key", "spatial.uri"),
        ({"spatial": Place("x", f"{KEYS}/stateKey/17")}, "dcat-key", "spatial.uri"),
    ],
)
def test_a_value_of_the_wrong_form_is_an_error(changes: dict[str, Any], code: str, path: str) -> None:
    breach = only(replace(GOOD, **changes))
    assert (breach.code, breach.path, breach.severity) == (code, path, Severity.ERROR)
    assert breach.value in str(breach.message)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"media_type": "CSV"}, "dcat-media-type"),
        ({"compress_format": "zip"}, "dcat-media-type"),
        ({"package_format": "https://example.org/application/zip"}, "dcat-media-type"),
        ({"checksum": "0a" * 32}, "dcat-checksum"),
        ({"modified": "gestern"}, "dcat-date"),
        ({"download_url": "ftp:/"}, ""),
        ({"access_url": "b.csv"}, "dcat-address"),
    ],
)
def test_the_form_of_a_distributions_values(changes: dict[str, Any], code: str) -> None:
    found = check_dataset(with_part(**changes))
    assert [(one.code, one.distribution) for one in found] == ([(code, "csv")] if code else [])


@pytest.mark.parametrize(
    "media_type", ["https://www.iana.org/assignments/media-types/text/csv", "application/gml+xml", "TEXT/CSV"]
)
def test_media_types_may_be_short_or_addresses(media_type: str) -> None:
    assert check_dataset(with_part(media_type=media_type)) == ()


@pytest.mark.parametrize("uri", [f"{KEYS}/regionalKey/073150000000", f"{KEYS}/stateKey/07", f"{KEYS}/districtKey/07315",
                                 "https://sws.geonames.org/2874225/"])  # fmt: skip
def test_official_keys_with_all_their_digits_and_other_places(uri: str) -> None:
    assert check_dataset(replace(GOOD, spatial=Place("x", uri))) == ()


def test_errors_come_before_warnings_and_notes() -> None:
    bare = Dataset("amt", "1", granularity="x", distributions=(Distribution("1"),))
    weights = [list(Severity).index(one.severity) for one in check_dataset(bare)]
    assert weights == sorted(weights)
    assert set(weights) == {0, 1, 2}


def test_the_regulation_is_the_one_of_the_law() -> None:
    assert HVD_REGULATION == "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def test_a_catalogue_needs_title_description_and_publisher() -> None:
    found = check_catalog(Catalog("", "", Agent("")))
    assert [one.path for one in found if one.severity is Severity.ERROR] == ["title", "description", "publisher"]
    assert [one.path for one in found if one.severity is Severity.WARNING] == [
        "homepage", "languages", "license", "issued", "modified"]  # fmt: skip


def test_a_complete_catalogue_has_nothing_against_it() -> None:
    good = Catalog("Offene Daten", "Katalog", Agent("Stadt Beispiel"), "https://example.org",
                   (f"{EU}/language/DEU",), "http://dcat-ap.de/def/licenses/cc-zero", issued="2024",
                   modified="2025")  # fmt: skip
    assert check_catalog(good) == ()
    assert [one.code for one in check_catalog(replace(good, languages=("de",)))] == ["dcat-vocabulary"]


_TEXTS = st.text(max_size=20)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_text_makes_it_fail_and_every_remark_names_a_known_field(one: str, two: str, three: str) -> None:
    part = replace(FILE, access_url=one, license=two, checksum=three, format=one, media_type=two, modified=three)
    odd = replace(
        GOOD,
        themes=(one, two),
        issued=three,
        contact=ContactPoint(one, two, url=three),
        spatial=Place(one, two, three),
        temporal=Period(one, two),
        distributions=(part,),
    )
    for breach in check_dataset(odd):
        head = breach.path.partition(".")[0]
        assert hasattr(part if breach.distribution else odd, head)
        assert str(breach.message)


def test_of_an_endless_text_only_the_beginning_is_shown() -> None:
    for breach in (only(replace(GOOD, frequency="x" * 5000)), only(replace(GOOD, landing_page="x" * 5000))):
        assert breach.value == "x" * 199 + "…"
        assert len(str(breach.message)) < 260
