"""Reading from a real CKAN: everything that may be ours, nothing else, in few requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan import CkanCatalogue, snapshot
from toolkit.catalogues.ckan.payload import build_create
from toolkit.catalogues.ckan.profile import load_profile
from toolkit.model.dataset import Dataset, Described
from toolkit.model.entry import Entry
from toolkit.model.problem import Problem
from toolkit.model.receipt import Written
from toolkit.model.release import Audience, Release

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Office, Script

PUBLIC = Release(Audience.PUBLIC)


def create(office: Office, catalogue: CkanCatalogue, *keys: str) -> list[str]:
    """Write datasets and give their ids."""
    ids = []
    for key in keys:
        entry = catalogue.build_entry(office.describe(office.dataset(key)), PUBLIC, office.name(key))
        answer = catalogue.create(entry)
        assert isinstance(answer, Written), answer
        ids.append(answer.id)
    return ids


def scope(office: Office, **known: str) -> Scope:
    return Scope((office.inventory,), (office.organization,), {f"{office.inventory}:{k}": v for k, v in known.items()})


@pytest.mark.ckan
def test_a_snapshot_holds_our_datasets_and_nobody_elses(office: Office, catalogue: CkanCatalogue) -> None:
    create(office, catalogue, "1", "2")
    office.admin("package_create", name=f"fremd-{office.inventory}", owner_org=office.organization)
    other = [{"key": "identifier", "value": f"{office.inventory}2:1"}]
    office.admin("package_create", name=f"nachbar-{office.inventory}", owner_org=office.organization, extras=other)
    found = catalogue.fetch_snapshot(scope(office))
    assert sorted(found.held) == [f"{office.inventory}:1", f"{office.inventory}:2"]
    assert found.organizations == {office.organization: "Grünflächenamt"}
    assert found.target == office.url


@pytest.mark.ckan
def test_drafts_are_held_and_deleted_ones_are_not(office: Office, catalogue: CkanCatalogue) -> None:
    draft, deleted = create(office, catalogue, "1", "2")
    office.admin("package_patch", id=draft, state="draft")
    office.admin("package_delete", id=deleted)
    sysadmin = office.connect(office.admin.token)
    known = {"1": draft, "2": deleted}
    assert list(sysadmin.fetch_snapshot(scope(office, **known)).held) == [f"{office.inventory}:1"]
    sysadmin.close()


@pytest.mark.ckan
def test_a_dataset_that_moved_to_another_organisation_is_found_by_its_identifier(
    office: Office, catalogue: CkanCatalogue
) -> None:
    (moved,) = create(office, catalogue, "1")
    office.admin("organization_create", name=f"neu-{office.inventory}")
    office.admin("package_patch", id=moved, owner_org=f"neu-{office.inventory}")
    assert catalogue.fetch_snapshot(scope(office)).held[f"{office.inventory}:1"].id == moved


@pytest.mark.ckan
def test_a_dataset_whose_identifier_was_edited_is_found_by_the_ledgers_id(
    office: Office, catalogue: CkanCatalogue
) -> None:
    inside, outside = create(office, catalogue, "1", "2")
    office.admin("organization_create", name=f"neu-{office.inventory}")
    office.admin("package_patch", id=inside, extras=[{"key": "identifier", "value": "anders"}])
    office.admin("package_patch", id=outside, extras=[], owner_org=f"neu-{office.inventory}")
    held = catalogue.fetch_snapshot(scope(office, **{"1": inside, "2": outside})).held
    assert {key: item.id for key, item in held.items()} == {
        f"{office.inventory}:1": inside,
        f"{office.inventory}:2": outside,
    }
    assert held[f"{office.inventory}:1"].entry.fields["extras.identifier"] == "anders"


@pytest.mark.ckan
def test_deleted_purged_and_hidden_datasets_are_told_apart(office: Office, catalogue: CkanCatalogue) -> None:
    deleted, gone, hidden = create(office, catalogue, "1", "2", "3")
    office.admin("organization_create", name=f"neu-{office.inventory}")
    office.admin("package_delete", id=deleted)
    office.admin("dataset_purge", id=gone)
    office.admin("package_patch", id=hidden, owner_org=f"neu-{office.inventory}", private=True)
    found = catalogue.fetch_snapshot(scope(office, **{"1": deleted, "2": gone, "3": hidden}))
    assert found.held == {}
    assert [found.missing[f"{office.inventory}:{key}"].kind for key in "123"] == ["deleted", "gone", "hidden"]
    bin_ = found.find(f"{office.inventory}:1")
    assert bin_ is not None
    assert (bin_.id, bin_.entry.name) == (deleted, office.name("1"))
    assert found.warnings == ()


@pytest.mark.ckan
def test_a_dataset_that_the_index_shows_as_it_was_before_our_last_write_is_read_again(
    office: Office, catalogue: CkanCatalogue
) -> None:
    first, second = create(office, catalogue, "1", "2")
    asked = scope(office, **{"1": first, "2": second})
    catalogue.take_requests()
    revision = catalogue.fetch_snapshot(asked).held[f"{office.inventory}:1"].revision
    assert not [request for request in catalogue.take_requests() if request.action == "package_show"]
    newer = f"{revision}9"
    revisions = {f"{office.inventory}:1": newer, f"{office.inventory}:2": revision[:4]}
    found = catalogue.fetch_snapshot(replace(asked, revisions=revisions))
    assert [request.action for request in catalogue.take_requests()].count("package_show") == 1
    assert found.held[f"{office.inventory}:1"].revision == revision


@pytest.mark.ckan
def test_a_copy_made_by_hand_does_not_stand_for_a_dataset_that_the_search_does_not_find(
    office: Office, catalogue: CkanCatalogue
) -> None:
    (first,) = create(office, catalogue, "1")
    copy = [{"key": "identifier", "value": f"{office.inventory}:1"}]
    office.admin("organization_create", name=f"neu-{office.inventory}")
    office.admin("package_patch", id=first, owner_org=f"neu-{office.inventory}", extras=[])
    office.admin("package_create", name=f"kopie-{office.inventory}", owner_org=office.organization, extras=copy)
    assert catalogue.fetch_snapshot(scope(office, **{"1": first})).held[f"{office.inventory}:1"].id == first


@pytest.mark.ckan
def test_datasets_of_others_are_read_for_people_who_want_to_take_them_over(
    office: Office, catalogue: CkanCatalogue
) -> None:
    create(office, catalogue, "1")
    office.admin("package_create", name=f"fremd-{office.inventory}", owner_org=office.organization, private=True)
    names = {held.entry.name for held in catalogue.fetch_foreign((office.organization,))}
    assert names == {office.name("1"), f"fremd-{office.inventory}"}
    assert names <= {held.entry.name for held in catalogue.fetch_foreign(())}


@pytest.mark.ckan
def test_two_datasets_with_one_identifier_are_named(office: Office, catalogue: CkanCatalogue) -> None:
    (first,) = create(office, catalogue, "1")
    copy = [{"key": "identifier", "value": f"{office.inventory}:1"}]
    office.admin("package_create", name=f"kopie-{office.inventory}", owner_org=office.organization, extras=copy)
    with pytest.raises(Problem, match=f"{office.name('1')}, kopie-{office.inventory}"):
        catalogue.fetch_snapshot(scope(office))
    assert catalogue.fetch_snapshot(scope(office, **{"1": first})).held[f"{office.inventory}:1"].id == first


@pytest.mark.ckan
def test_pages_are_read_to_the_end(office: Office, catalogue: CkanCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    create(office, catalogue, *"12345")
    monkeypatch.setattr(snapshot, "PAGE", 2)
    assert len(catalogue.fetch_snapshot(scope(office)).held) == 5


@pytest.mark.ckan
def test_taken_names_are_seen_private_ones_included(office: Office, catalogue: CkanCatalogue) -> None:
    create(office, catalogue, "1")
    hidden = f"geheim-{office.inventory}"
    office.admin("package_create", name=hidden, owner_org=office.organization, private=True)
    names = frozenset({office.name("1"), hidden, "gibt-es-nicht", *(f"frei-{n}" for n in range(997))})
    catalogue.take_requests()
    assert catalogue.fetch_taken_names(names) == {office.name("1"), hidden}
    assert len(catalogue.take_requests()) == 2


@pytest.mark.ckan
def test_a_name_is_asked_for_past_the_index(office: Office, catalogue: CkanCatalogue) -> None:
    (first,) = create(office, catalogue, "1")
    held = catalogue.fetch_by_name(office.name("1"))
    assert held is not None
    assert held.id == first
    assert catalogue.fetch_by_name("gibt-es-nicht") is None
    assert catalogue.fetch_by_name(first) is None


def test_a_snapshot_of_two_thousand_datasets_needs_four_requests(script: Script) -> None:
    catalogue = script.connect()
    script.result("organization_list_for_user", [{"name": "amt", "title": "Amt"}])
    profile = load_profile()
    raws = [
        {"id": f"{n:05}", "metadata_modified": "r", "resources": [], **build_create(_entry(catalogue, n), profile)}
        for n in range(2500)
    ]
    pages = [raws[:1000], raws[1000:2000], raws[2000:]]
    script.results("package_search", *[{"count": 2500, "results": page} for page in pages])
    before = len(script.asked)
    assert len(catalogue.fetch_snapshot(Scope(("inv",), ("amt",))).held) == 2500
    assert len(script.asked) - before == 4


def test_an_index_that_lacks_much_is_told_and_each_dataset_is_asked_for(script: Script) -> None:
    catalogue = script.connect()
    script.result("organization_list_for_user", [{"name": "amt", "title": "Amt"}])
    raw = {"id": "x", "metadata_modified": "r", "resources": [], **build_create(_entry(catalogue, 1), load_profile())}
    script.result("package_show", raw)
    script.results("package_search", *[{"count": 0, "results": []}] * 2)
    catalogue.take_requests()
    many = catalogue.fetch_snapshot(Scope(("inv",), ("amt",), {f"inv:{n}": "x" for n in range(21)}))
    assert [str(warning) for warning in many.warnings] == [
        f"the search index of {catalogue.target} lags behind: 21 datasets were read one by one"
    ]
    assert sorted(many.held) == sorted(f"inv:{n}" for n in range(21))
    assert [request.action for request in catalogue.take_requests()].count("package_show") == 21
    few = catalogue.fetch_snapshot(Scope(("inv",), ("amt",), {f"inv:{n}": "x" for n in range(20)}))
    assert few.warnings == ()


def _entry(catalogue: CkanCatalogue, number: int) -> Entry:
    return catalogue.build_entry(Described(Dataset("inv", str(number)), frozenset({"title"})), PUBLIC, f"n{number}")
