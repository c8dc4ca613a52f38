"""The way back: what people and other programs put into CKAN is read as far as it can be understood."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolkit.catalogues.ckan.fields import build_held
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses, parse_licenses
from toolkit.catalogues.ckan.losses import find_losses
from toolkit.catalogues.ckan.profile import load_profile, parse_profile
from toolkit.catalogues.ckan.restore import parse_dataset
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    DataService,
    Dataset,
    Distribution,
    Organization,
    QualifiedRelation,
)

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
THEME = "http://publications.europa.eu/resource/authority/data-theme/"
CC_BY = "http://dcat-ap.de/def/licenses/cc-by"


def restore(name: str, raw: dict[str, Any], licenses: Licenses | None = None) -> Dataset:
    """Read a record of CKAN back as a dataset."""
    forms = Forms(load_profile(name), licenses or Licenses())
    record = {"id": "4f", "name": "n", "metadata_modified": "r1", **raw}
    return parse_dataset(build_held(record, forms).entry, forms)


def test_a_dataset_of_nobody_has_its_identifier_as_key() -> None:
    assert restore("ckan-plain", {}).identifier == ":"
    odd = restore("ckan-plain", {"extras": [{"key": "identifier", "value": "GA-1"}]})
    assert (odd.inventory, odd.key) == ("", "GA-1")
    ours = restore("ckan-plain", {"extras": [{"key": "identifier", "value": "amt:1:2"}]})
    assert (ours.inventory, ours.key) == ("amt", "1:2")


def test_somebody_elses_resource_is_known_by_its_id() -> None:
    parts = restore("ckan-plain", {"resources": [{"id": "r-1", "name": "A"}, {"id": "r-2", "bestand_key": "2"}]})
    assert [part.key for part in parts.distributions] == ["r-1", "2"]


def test_labels_become_codes_again() -> None:
    parts = [{"id": "r", "format": label, "url": "https://example.org"} for label in ("GeoJSON", "wms", "Papier", "")]
    dataset = restore("ckan-plain", {"license_id": "cc-by", "resources": parts})
    assert dataset.license == CC_BY
    assert [part.format for part in dataset.distributions] == [
        FILE_TYPE + "GEOJSON",
        FILE_TYPE + "WMS_SRVC",
        "Papier",
        "",
    ]


def test_a_licence_is_known_by_the_sites_own_id() -> None:
    site = parse_licenses([{"id": "zero", "url": "https://www.govdata.de/dl-de/zero-2-0"}, {"id": "haus", "url": ""}])
    assert (
        restore("ckan-plain", {"license_id": "zero"}, site).license == "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    )
    assert restore("ckan-plain", {"license_id": "haus"}, site).license == "haus"


def test_a_whole_licence_is_believed_rather_than_its_short_name() -> None:
    extras = [{"key": "license", "value": "http://dcat-ap.de/def/licenses/cc-by/4.0"}]
    raw = {"license_id": "cc-by", "extras": extras}
    assert restore("ckan-plain", raw).license == "http://dcat-ap.de/def/licenses/cc-by/4.0"


def test_the_first_object_of_a_repeating_field_is_read() -> None:
    raw = {
        "publisher": [{"name": "Stadt", "type": "urn:t"}, {"name": "Land"}],
        "theme": '["urn:a"]',
        "identifier": "a:1",
    }
    dataset = restore("ckan-scheming", raw)
    assert dataset.publisher == Agent("Stadt", kind="urn:t")
    assert (dataset.themes, dataset.identifier) == (("urn:a",), "a:1")


def test_a_service_is_read_from_its_json_text() -> None:
    service = [
        {"endpoint_url": ["https://example.org/ows", "https://example.org/zwei"], "title": "WMS"},
        {"title": "zwei"},
    ]
    raw = {"resources": [{"id": "r", "access_services": json.dumps(service)}]}
    found = restore("ckan-dcat", raw).distributions[0].service
    assert isinstance(found, DataService)
    assert (found.endpoint_url, found.title) == ("https://example.org/ows", "WMS")


@pytest.mark.parametrize("text", ["kaputt", "[]", "[1]", "null", '["a"]', "{}"])
def test_a_broken_service_is_none(text: str) -> None:
    raw = {"resources": [{"id": "r", "access_services": text}]}
    assert restore("ckan-dcat", raw).distributions[0].service is None


def test_a_checksum_knows_its_algorithm_by_its_length() -> None:
    hashes = {"0" * 64: "sha256:" + "0" * 64, "0" * 32: "md5:" + "0" * 32, "0": "0", "sha1:00": "sha1:00"}
    raw = {"resources": [{"id": "r", "bestand_hash": one} for one in hashes]}
    assert [part.checksum for part in restore("ckan-dcat", raw).distributions] == list(hashes.values())


def test_groups_of_ckanext_dcatde_are_themes() -> None:
    dataset = restore("ckan-dcatde", {"groups": [{"name": "tran"}, {"name": "radverkehr"}, {"name": "envi"}]})
    assert dataset.themes == (THEME + "ENVI", THEME + "TRAN")
    assert dataset.groups == ("radverkehr",)


def test_laws_in_words_and_by_address_come_together_again() -> None:
    extras = [
        {"key": "applicable_legislation", "value": '["https://example.org/l"]'},
        {"key": "legalbasisText", "value": '["§ 5"]'},
    ]
    assert restore("ckan-dcatde", {"extras": extras}).legal_basis == ("https://example.org/l", "§ 5")


def test_an_organisation_is_read_by_its_name() -> None:
    assert restore("ckan-plain", {"organization": {"name": "amt"}}).organization == Organization("amt")


SMALL = """profile: p
identifier: extras.identifier
dataset: {title: title}
resources:
  bestand_key: key
  name: title
  url: {from: [download_url, access_url]}
  license: {from: [license, dataset.license]}
"""


def test_what_a_profile_cannot_hold_is_listed_once_in_the_models_order() -> None:
    service = DataService("https://example.org")
    parts = (Distribution("1", path="a.csv", service=service, license="urn:l"), Distribution("2", service=service))
    dataset = Dataset(
        "a",
        "1",
        title="T",
        organization=Organization("amt", "Amt"),
        publisher=Agent("Stadt"),
        keywords=("k",),
        qualified_relations=(QualifiedRelation("urn:x"),),
        distributions=parts,
    )
    assert find_losses(dataset, parse_profile(SMALL, "p.yaml")) == (
        "publisher.name",
        "keywords",
        "qualified_relations",
        "distributions.service.endpoint_url",
    )


def test_a_shared_field_holds_the_first_that_says_something() -> None:
    profile = parse_profile(SMALL, "p.yaml")
    alone = Distribution("1", access_url="https://example.org")
    both = Distribution("2", access_url="https://example.org", download_url="https://example.org/a.csv")
    assert find_losses(Dataset("a", "1", distributions=(alone,)), profile) == ()
    assert find_losses(Dataset("a", "1", distributions=(alone, both)), profile) == ("distributions.access_url",)


def test_a_form_that_leaves_nothing_of_a_value_holds_nothing() -> None:
    phone = Dataset("a", "1", contact=ContactPoint(email="06131 12-0"), keywords=("§",))
    assert find_losses(phone, load_profile("ckan-scheming")) == ("contact.email", "keywords")
    assert find_losses(phone, load_profile("ckan-plain")) == ("keywords",)
    themes = Dataset("a", "1", themes=(THEME + "TRAN",), groups=("radverkehr",))
    assert find_losses(themes, load_profile("ckan-dcatde")) == ()


def test_a_constant_holds_nothing() -> None:
    text = SMALL.replace("{title: title}", "{title: title, art: {from: creator.name, value: Organization}}")
    dataset = Dataset("a", "1", creator=Agent("Amt"))
    assert find_losses(dataset, parse_profile(text, "p.yaml")) == ("creator.name",)


@pytest.mark.parametrize("name", ["ckan-plain", "ckan-dcat", "ckan-scheming", "ckan-dcatde"])
def test_the_shipped_profiles_lose_nothing(name: str) -> None:
    relation = QualifiedRelation("urn:x", "urn:r")
    part = Distribution("1", path="a.csv", service=DataService("https://example.org"), rights="R")
    dataset = Dataset(
        "a", "1", title="T", custodian=Agent("Amt"), qualified_relations=(relation,), distributions=(part,)
    )
    assert find_losses(dataset, load_profile(name)) == ()
