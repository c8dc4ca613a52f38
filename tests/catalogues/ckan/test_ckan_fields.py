"""A dataset in CKAN's fields and back, and what an update sends, without a CKAN."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.catalogues.ckan.fields import build_entry, build_held, field_of, parse_entry
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.licenses import Licenses
from toolkit.catalogues.ckan.payload import build_create, build_revise, is_same, spare_groups
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.dataset import Agent, ContactPoint, Dataset, Described, Distribution, Organization
from toolkit.model.entry import Entry, Held
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.release import Audience, Release

PROFILE = load_profile("ckan-plain")
FORMS = Forms(PROFILE, Licenses())
PUBLIC = Release(Audience.PUBLIC)
ALL = (frozenset(DATASET_PATHS), frozenset(DISTRIBUTION_PATHS))

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
texts = st.lists(text.filter(str.strip), max_size=3).map(tuple)
distributions = st.lists(
    st.builds(Distribution, key=text, title=text, access_url=text, download_url=text, format=text, languages=texts),
    unique_by=lambda distribution: distribution.key,
    max_size=3,
).map(tuple)
datasets = st.builds(
    Dataset,
    inventory=st.just("inv"),
    key=text.filter(bool),
    title=text,
    publisher=st.builds(Agent, name=text, email=text) | st.none(),
    contact=st.builds(ContactPoint, name=text, email=text | st.just("od@example.org")) | st.none(),
    keywords=texts,
    themes=texts,
    license=text,
    organization=st.builds(Organization, name=st.just("amt")) | st.none(),
    distributions=distributions,
)


def held_as(entry: Entry, **more: Any) -> Held:
    """Hold an entry as CKAN would."""
    raw = {"id": "4f", "metadata_modified": "r1", "state": "active", **build_create(entry, PROFILE), **more}
    return build_held(raw, FORMS)


@settings(deadline=None)
@given(datasets)
def test_what_was_built_is_read_back(dataset: Dataset) -> None:
    entry = build_entry(Described(dataset, *ALL), PUBLIC, "name", FORMS)
    held = held_as(entry).entry
    assert held.identifier == dataset.identifier
    assert all(is_same(value, held.fields.get(key)) for key, value in entry.fields.items())
    there = {resource.id: resource.fields for resource in held.resources}
    for resource in entry.resources:
        assert all(is_same(value, there[resource.id][key]) for key, value in resource.fields.items())


@settings(deadline=None)
@given(datasets)
def test_a_second_update_has_nothing_to_send(dataset: Dataset) -> None:
    entry = build_entry(Described(dataset, *ALL), PUBLIC, "name", FORMS)
    assert build_revise(held_as(entry), entry, PROFILE) is None


def test_only_managed_fields_appear_with_identifier_private_and_organisation() -> None:
    dataset = Dataset("inv", "1", title="T", description="D", organization=Organization("amt", "Amt"))
    entry = build_entry(Described(dataset, frozenset({"title"})), PUBLIC, "name", FORMS)
    assert entry.fields == {"title": "T", "extras.identifier": "inv:1", "private": False, "owner_org": "amt"}


@pytest.mark.parametrize(("audience", "private"), [("public", False), ("staff", True), ("nobody", True)])
def test_only_the_public_makes_an_entry_public(audience: str, private: bool) -> None:
    entry = build_entry(Described(Dataset("inv", "1"), frozenset()), Release(Audience(audience)), "name", FORMS)
    assert entry.private is private


def test_a_managed_field_that_is_empty_appears_as_none() -> None:
    entry = build_entry(Described(Dataset("inv", "1"), frozenset({"keywords", "frequency"})), PUBLIC, "name", FORMS)
    assert entry.fields["tags"] is None
    assert entry.fields["extras.frequency"] is None


def test_resources_take_licence_and_attribution_from_their_dataset() -> None:
    own = Distribution("2", license="urn:eigen", attribution="Amt 61")
    dataset = Dataset("inv", "1", license="urn:alle", attribution="Stadt", distributions=(Distribution("1"), own))
    described = Described(dataset, frozenset({"license"}), frozenset({"license", "attribution"}))
    first, second = build_entry(described, PUBLIC, "name", FORMS).resources
    assert first.fields == {"bestand_key": "1", "license": "urn:alle", "licenseAttributionByText": "Stadt"}
    assert second.fields == {"bestand_key": "2", "license": "urn:eigen", "licenseAttributionByText": "Amt 61"}


def test_a_local_file_has_no_address_but_a_hash() -> None:
    file = Distribution("1", path="daten.csv", byte_size=7, checksum="sha256:00")
    described = Described(Dataset("inv", "1", distributions=(file,)), frozenset(), frozenset({"path", "download_url"}))
    (resource,) = build_entry(described, PUBLIC, "name", FORMS).resources
    assert resource.file == "daten.csv"
    assert "url" not in resource.fields
    assert resource.fields["hash"] == "sha256:00"
    assert resource.fields["size"] == 7


def test_an_entry_that_does_not_say_so_is_private() -> None:
    assert parse_entry({"name": "n"}, FORMS).private
    assert not parse_entry({"name": "n", "private": False}, FORMS).private


def test_an_update_names_only_what_changes_and_the_revision_it_was_made_for() -> None:
    entry = build_entry(Described(Dataset("inv", "1", title="Alt", version="1"), *ALL), PUBLIC, "name", FORMS)
    held = held_as(entry, extras=[{"key": "identifier", "value": "inv:1"}, {"key": "fremd", "value": ""}])
    request = build_revise(held, replace(entry, fields={**entry.fields, "title": "Neu", "version": None}), PROFILE)
    assert request is not None
    assert request["match"] == {"id": "4f", "metadata_modified": "r1", "state": "active"}
    assert request["update"] == {"title": "Neu", "version": ""}
    assert request["filter"] == []


def test_extras_of_others_keep_their_place() -> None:
    entry = Entry("inv:1", "name", {"extras.issued": "2024", "extras.modified": None})
    extras = [{"key": "fremd", "value": ""}, {"key": "modified", "value": "1"}, {"key": "issued", "value": "2"}]
    request = build_revise(held_as(Entry("inv:1", "name", {}), extras=extras), entry, PROFILE)
    assert request is not None
    assert request["filter"] == ["-extras"]
    assert request["update"]["extras"] == [{"key": "fremd", "value": ""}, {"key": "issued", "value": "2024"}]


def test_tags_of_a_ckan_vocabulary_stay() -> None:
    tags = [{"name": "frei"}, {"name": "fest", "vocabulary_id": "4711"}]
    held = held_as(Entry("inv:1", "name", {}), tags=tags)
    assert held.entry.fields["tags"] == ("frei",)
    request = build_revise(held, Entry("inv:1", "name", {"tags": ("neu",)}), PROFILE)
    assert request is not None
    assert request["update"]["tags"] == [{"name": "neu"}, {"name": "fest", "vocabulary_id": "4711"}]


def test_groups_that_the_token_may_not_manage_are_left_out_of_the_request() -> None:
    held = held_as(Entry("inv:1", "name", {}), groups=[{"name": "soci"}, {"name": "tran"}])
    request = {"update": {"title": "Neu"}, "filter": ["-tags"]}
    assert spare_groups(request, held, {"soci", "tran"}) is request
    spared = spare_groups(request, held, {"tran"})
    assert spared["filter"] == ["-tags", "-groups"]
    assert spared["update"] == {"title": "Neu", "groups": [{"name": "tran"}]}


def test_every_field_of_a_mapping_leads_to_a_field_of_ckan() -> None:
    left_out = [path for path in DATASET_PATHS if not field_of(path, PROFILE)]
    assert left_out == ["organization.title"]
    assert field_of("distributions.download_url", PROFILE) == "url"
    assert field_of("distributions.access_url", PROFILE) == "access_url"
