"""What follows from the sheet is written by the profiles for RDF, and nothing that the sheet does not steer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.catalogues.ckan.fields import build_entry
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.dataset import Agent, Dataset, Described, Distribution, Place
from toolkit.model.entry import Entry
from toolkit.model.release import Audience, Release

PUBLIC = Release(Audience.PUBLIC)
HVD = "http://data.europa.eu/eli/reg_impl/2023/138/oj"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
OFFICIAL = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
LEVEL = "http://dcat-ap.de/def/politicalGeocoding/Level/municipality"
MAINZ = Place(uri="http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000")
WMS = Distribution("1", access_url="https://example.org/ows", format=FILE_TYPE + "WMS_SRVC")
CSV = Distribution("2", access_url="https://example.org/b.csv", format=FILE_TYPE + "CSV")
FULL = Dataset("a", "1", hvd_categories=("urn:hvd",), spatial=MAINZ, license="urn:l", distributions=(WMS, CSV))


def write(
    dataset: Dataset,
    *managed: str,
    of_parts: str = "",
    profile: str = "ckan-dcat",
    unread: frozenset[str] = frozenset(),
) -> Entry:
    """Put a dataset into the fields of a profile."""
    described = Described(dataset, frozenset(managed), frozenset(of_parts.split()), unread=unread)
    return build_entry(described, PUBLIC, "n", Forms(load_profile(profile), Licenses()))


def test_the_law_of_a_high_value_dataset_goes_with_its_category() -> None:
    entry = write(FULL, "hvd_categories")
    assert entry.fields["extras.applicable_legislation"] == (HVD,)
    assert [part.fields["applicable_legislation"] for part in entry.resources] == [(HVD,), (HVD,)]
    others = write(FULL, "title")
    assert "extras.applicable_legislation" not in others.fields
    assert "applicable_legislation" not in others.resources[0].fields


def test_the_level_of_a_place_goes_with_its_key() -> None:
    assert write(FULL, "spatial.uri").fields["extras.politicalGeocodingLevelURI"] == LEVEL
    assert "extras.politicalGeocodingLevelURI" not in write(FULL, "spatial.text").fields


def test_who_may_see_it_is_told_for_what_everybody_may_see() -> None:
    assert write(FULL).fields["extras.access_rights"] == OFFICIAL
    staff = build_entry(
        Described(FULL, frozenset()), Release(Audience.STAFF), "n", Forms(load_profile("ckan-dcat"), Licenses())
    )
    assert "extras.access_rights" not in staff.fields


def test_a_service_goes_with_the_address_and_the_format() -> None:
    entry = write(FULL, of_parts="access_url format")
    service, file = entry.resources
    assert service.fields["access_services[].endpoint_url"] == ("https://example.org/ows",)
    assert service.fields["access_services[].conforms_to"] == ("http://www.opengis.net/def/serviceType/ogc/wms",)
    assert not [name for name in file.fields if name.startswith("access_services")]
    assert file.fields["download_url"] == "https://example.org/b.csv"
    assert file.fields["mimetype"] == "https://www.iana.org/assignments/media-types/text/csv"


def test_nothing_follows_from_what_the_sheet_does_not_steer() -> None:
    entry = write(FULL, of_parts="title")
    assert {name for part in entry.resources for name in part.fields} == {"bestand_key", "name"}


def test_a_licence_reaches_the_distributions_with_the_licence_of_the_dataset() -> None:
    assert write(FULL, "license").resources[0].fields["license"] == "urn:l"
    assert "license" not in write(FULL, "title").resources[0].fields


@pytest.mark.parametrize("path", ["media_type", "download_url"])
def test_what_a_cell_says_and_nobody_could_read_is_not_made_up(path: str) -> None:
    field = {"media_type": "mimetype", "download_url": "download_url"}[path]
    unread = frozenset({f"distributions.2.{path}"})
    assert field in write(FULL, of_parts="access_url format").resources[1].fields
    assert field not in write(FULL, of_parts="access_url format", unread=unread).resources[1].fields
    level = write(FULL, "spatial.uri", unread=frozenset({"geocoding_level"}))
    assert "extras.politicalGeocodingLevelURI" not in level.fields


def test_a_field_of_the_sheet_that_is_empty_is_emptied_and_a_derived_one_is_not_there() -> None:
    plain = replace(FULL, hvd_categories=())
    assert write(plain, "hvd_categories").fields["extras.hvd_category"] is None
    assert "extras.applicable_legislation" not in write(plain, "hvd_categories").fields
    assert write(plain, "legal_basis").fields["extras.applicable_legislation"] is None


def test_the_plain_profile_writes_the_sheet_and_nothing_that_follows_from_it() -> None:
    entry = write(FULL, "hvd_categories", "spatial.uri", "title", of_parts="access_url format", profile="ckan-plain")
    assert entry.fields == {
        "title": None,
        "extras.hvd_category": ("urn:hvd",),
        "extras.spatial_uri": MAINZ.uri,
        "extras.identifier": "a:1",
        "private": False,
    }
    assert entry.resources[1].fields == {
        "bestand_key": "2",
        "url": "https://example.org/b.csv",
        "access_url": "https://example.org/b.csv",
        "format": "CSV",
    }


def test_a_service_has_the_publisher_of_its_dataset_and_a_file_has_none() -> None:
    dataset = replace(FULL, publisher=Agent("Stadt", "urn:p"))
    service, file = write(dataset, "publisher.name", "publisher.uri", of_parts="access_url format").resources
    assert service.fields["access_services[].publisher.name"] == "Stadt"
    assert service.fields["access_services[].publisher.uri"] == "urn:p"
    assert not [name for name in file.fields if name.startswith("access_services")]
    steered = write(dataset, "publisher.name", of_parts="service.title").resources[1]
    assert steered.fields["access_services[].publisher.name"] is None


def test_a_place_without_a_name_is_called_by_its_address() -> None:
    assert write(FULL, "spatial.uri").fields["extras.spatial_text"] == MAINZ.uri
    named = replace(FULL, spatial=replace(MAINZ, text="Mainz"))
    assert write(named, "spatial.uri").fields["extras.spatial_text"] == "Mainz"
