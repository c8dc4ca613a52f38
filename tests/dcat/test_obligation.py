from __future__ import annotations

import pytest

from toolkit.dcat.obligation import (
    CLASSES,
    PREFIXES,
    PROPERTIES,
    Obligation,
    expand,
    find_paths,
    find_property,
    list_properties,
    shorten,
)
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, PARTS, STRUCTURED

CATALOG_FIELDS = {"title", "description", "publisher", "homepage", "language", "languages", "license", "issued"}
OF_ONE_DATASET = {*DATASET_PATHS, *PARTS, *STRUCTURED, "key", "distributions"}


def test_every_path_of_the_tables_is_one_of_the_model() -> None:
    for row in PROPERTIES:
        known = OF_ONE_DATASET
        if row.owner in {"distribution", "service", "checksum"}:
            known = {*DISTRIBUTION_PATHS, "service"}
        if row.owner == "catalog":
            known = CATALOG_FIELDS | {"modified"}
        assert set(row.paths) <= known, row


def test_every_field_of_the_model_stands_in_the_tables() -> None:
    """But for what is CKAN's own, or hangs below another property and is never asked for by itself."""
    said = {path for row in PROPERTIES if row.owner != "catalog" for path in row.paths}
    of_ckan = {"organization.name", "organization.title", "groups", "path", "key", "series.key"}
    of_datasets = {path for path in DATASET_PATHS if path.partition(".")[0] not in {*PARTS}}
    of_parts = {path for path in DISTRIBUTION_PATHS if path.partition(".")[0] not in {*PARTS}}
    assert of_datasets - said - of_ckan == set()
    assert of_parts - said - of_ckan == set()


@pytest.mark.parametrize(
    ("owner", "mandatory"),
    [
        ("catalog", {"dct:title", "dct:description", "dct:publisher"}),
        ("dataset", {"dct:title", "dct:description", "dct:publisher"}),
        ("distribution", {"dcat:accessURL", "dct:license"}),
        ("service", {"dcat:endpointURL", "dct:title"}),
        ("series", {"dct:title", "dct:description"}),
        ("agent", {"foaf:name"}),
        ("checksum", {"spdx:algorithm", "spdx:checksumValue"}),
        ("identifier", {"skos:notation"}),
    ],
)
def test_what_is_mandatory_in_3_0(owner: str, mandatory: set[str]) -> None:
    rows = [row for row in PROPERTIES if row.owner == owner]
    assert {row.curie for row in rows if row.in_3 is Obligation.MANDATORY} == mandatory


@pytest.mark.parametrize(("owner", "curie"), [("dataset", "dct:publisher"), ("distribution", "dct:license")])
def test_what_became_mandatory_with_3_0(owner: str, curie: str) -> None:
    (row,) = [row for row in PROPERTIES if (row.owner, row.curie) == (owner, curie)]
    assert (row.obligation("2.0"), row.obligation("3.0")) == (Obligation.RECOMMENDED, Obligation.MANDATORY)


def test_a_property_has_another_name_in_2_0_where_it_was_renamed() -> None:
    custodian = find_property("dataset", "custodian")
    assert (custodian.name("2.0"), custodian.name("3.0")) == ("dcatde:maintainer", "geodcatap:custodian")
    title = find_property("dataset", "title")
    assert title.name("2.0") == title.name("3.0") == "dct:title"


def test_a_field_without_a_row_is_refused() -> None:
    with pytest.raises(KeyError):
        find_property("dataset", "organization.name")


def test_fields_are_found_by_the_name_of_either_version() -> None:
    assert find_paths("dataset", f"{PREFIXES['geodcatap']}custodian") == ("custodian",)
    assert find_paths("dataset", f"{PREFIXES['dcatde']}maintainer") == ("custodian",)
    assert find_paths("agent", f"{PREFIXES['foaf']}name")[:2] == ("publisher.name", "creator.name")
    assert find_paths("dataset", "https://example.org/other") == ()
    assert find_paths("dataset", "") == ()


def test_short_names_can_be_written_out_and_back() -> None:
    for row in PROPERTIES:
        for curie in filter(None, (row.curie, row.former)):
            assert shorten(expand(curie)) == curie


def test_every_class_has_rows() -> None:
    assert all(list_properties(owner) for owner in CLASSES)
    assert sum(len(list_properties(owner)) for owner in CLASSES) == len(PROPERTIES)
