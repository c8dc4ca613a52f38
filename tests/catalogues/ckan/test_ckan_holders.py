"""Who holds a URL name, and what becomes of a new dataset that wants it; deleted datasets that come back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan import CkanCatalogue
from toolkit.model.dataset import Distribution
from toolkit.model.entry import Entry
from toolkit.model.receipt import Refused, Written
from toolkit.model.release import Audience, Release
from toolkit.sync.adoption import find_pairs, hold_chosen
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import open_ledger
from toolkit.sync.plan import build_adoption
from toolkit.sync.wish import Desired, Options, Wish

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Office

PUBLIC = Release(Audience.PUBLIC)
OTHERS = [pytest.param(version, marks=pytest.mark.slow) for version in ("2.10.11", "2.11.6")]
pytestmark = [pytest.mark.ckan, pytest.mark.parametrize("office", ["2.12.0", *OTHERS], indirect=True)]


def build(office: Office, catalogue: CkanCatalogue, key: str = "1") -> Entry:
    parts = (Distribution("csv", "Tabelle", access_url="https://example.org/a.csv"),)
    return catalogue.build_entry(office.describe(office.dataset(key, distributions=parts)), PUBLIC, office.name(key))


def test_a_deleted_dataset_gives_its_name_away(office: Office, catalogue: CkanCatalogue) -> None:
    old = office.admin("package_create", name=office.name(), owner_org=office.organization)
    office.admin("package_delete", id=old["id"])
    answer = catalogue.create(build(office, catalogue))
    assert isinstance(answer, Written), answer
    assert answer.name == ""
    assert office.admin("package_show", id=office.name())["id"] == answer.id != old["id"]


def test_a_hidden_dataset_keeps_its_name_and_the_new_one_gets_another(office: Office, catalogue: CkanCatalogue) -> None:
    office.admin("organization_create", name=f"neu-{office.inventory}")
    office.admin("package_create", name=office.name(), owner_org=f"neu-{office.inventory}", private=True)
    entry = build(office, catalogue)
    answer = catalogue.create(entry)
    assert isinstance(answer, Written), answer
    assert answer.name.startswith(f"{office.name()}-")
    assert office.admin("package_show", id=answer.id)["name"] == answer.name
    # As after an answer that got lost: the same request finds what it wrote.
    assert catalogue.create(entry) == answer


def test_a_visible_dataset_keeps_its_name_and_the_push_says_so(office: Office, catalogue: CkanCatalogue) -> None:
    office.admin("package_create", name=office.name(), owner_org=office.organization)
    assert isinstance(catalogue.create(build(office, catalogue)), Refused)


def test_a_dataset_made_by_hand_is_taken_over_with_its_resources(office: Office, catalogue: CkanCatalogue) -> None:
    by_hand = {"name": "Von Hand", "url": "http://example.org/a.csv"}
    made = office.admin("package_create", name="x-" + office.name(), owner_org=office.organization, resources=[by_hand])
    old = made["resources"][0]["id"]
    row = Desired(build(office, catalogue), "Datensatz 1", office.inventory)
    pairs = find_pairs([row], catalogue.fetch_foreign((office.organization,)), ("url",)).pairs
    scope = Scope((office.inventory,), (office.organization,))
    snapshot = hold_chosen(catalogue.fetch_snapshot(scope), pairs)
    wish = Wish((office.inventory,), (row,), organizations=(office.organization,))
    plan = build_adoption(wish, snapshot, {}, Options(chosen={row.identifier: made["id"]}))
    with open_ledger("sqlite://") as ledger:
        receipt = apply_plan(plan, catalogue, ledger, lambda _: None, lambda: dt.datetime.now(dt.UTC))
        assert receipt.failed == (), receipt.failed
        assert ledger.pushed(catalogue.target, [office.inventory])[row.identifier].catalogue_id == made["id"]
    after = office.admin("package_show", id=made["id"])
    assert {"key": "identifier", "value": row.identifier} in after["extras"]
    assert [(item["id"], item["bestand_key"]) for item in after["resources"]] == [(old, "csv")]


def test_a_deleted_dataset_comes_back_as_the_one_that_it_was(office: Office, catalogue: CkanCatalogue) -> None:
    entry = build(office, catalogue)
    written = catalogue.create(entry)
    assert isinstance(written, Written)
    office.admin("package_delete", id=written.id)
    scope = Scope((office.inventory,), (office.organization,), {entry.identifier: written.id})
    deleted = catalogue.fetch_snapshot(scope).find(entry.identifier)
    assert deleted is not None
    answer = catalogue.update(deleted, entry)
    assert isinstance(answer, Written), answer
    back = office.admin("package_show", id=office.name())
    assert (back["id"], back["state"]) == (written.id, "active")
    assert [resource["id"] for resource in back["resources"]] == [entry.resources[0].id]
    assert isinstance(catalogue.update(deleted, entry), Refused)
