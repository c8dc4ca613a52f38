"""The same on older CKANs: what arrives, what stays, what is refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from toolkit.catalogues.base import Scope
from toolkit.catalogues.ckan.payload import is_same
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.receipt import Refused, Written
from toolkit.model.release import Audience, Release

if TYPE_CHECKING:
    from pathlib import Path

    from tests.catalogues.ckan.conftest import Office
    from toolkit.catalogues.ckan import CkanCatalogue

VERSIONS = ("2.10.11", "2.11.6")
PUBLIC = Release(Audience.PUBLIC)

pytestmark = [pytest.mark.ckan, pytest.mark.slow, pytest.mark.parametrize("office", VERSIONS, indirect=True)]


def test_a_dataset_lives_through_all_its_changes(
    office: Office, catalogue: CkanCatalogue, full: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "datei.csv"
    path.write_bytes(b"a\n1\n")
    checksum = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    file = Distribution("datei", "Datei", path=path.as_posix(), byte_size=4, checksum=checksum)
    full = replace(full, distributions=(*full.distributions, file))
    entry = catalogue.build_entry(office.describe(full), PUBLIC, office.name())
    assert isinstance(catalogue.create(entry), Written)

    def held() -> dict[str, object]:
        return dict(catalogue.fetch_snapshot(Scope((office.inventory,), (office.organization,))).held)

    found = catalogue.fetch_snapshot(Scope((office.inventory,), (office.organization,))).held[full.identifier]
    assert list(held()) == [full.identifier]
    there = {resource.id: resource.fields for resource in found.entry.resources}
    assert all(is_same(value, found.entry.fields[key]) for key, value in entry.fields.items())
    assert all(is_same(v, there[item.id][key]) for item in entry.resources for key, v in item.fields.items())
    assert catalogue.update(found, entry) == Written(found.id, found.revision)

    changed = replace(entry, fields={**entry.fields, "title": "Neu", "extras.frequency": None})
    answer = catalogue.update(found, changed)
    assert isinstance(answer, Written)
    assert isinstance(catalogue.update(found, replace(changed, fields={**changed.fields, "title": "Zu spät"})), Refused)
    now = catalogue.fetch_by_name(entry.name)
    assert now is not None
    assert now.revision == answer.revision
    assert (now.entry.fields["title"], now.entry.fields["extras.frequency"]) == ("Neu", None)
    assert isinstance(catalogue.withdraw(now), Written)

    office.admin("package_delete", id=found.id)
    assert held() == {}
    assert isinstance(catalogue.create(entry), Written)


def test_groups_and_resources_of_others_stay(office: Office, catalogue: CkanCatalogue, full: Dataset) -> None:
    entry = catalogue.build_entry(office.describe(full), PUBLIC, office.name())
    assert isinstance(catalogue.create(entry), Written)
    group = f"gruppe-{office.inventory}"
    office.admin("group_create", name=group)
    office.admin("member_create", id=group, object=entry.name, object_type="package", capacity="public")
    office.admin("resource_create", package_id=entry.name, name="Fremd", url="https://example.org")
    held = catalogue.fetch_by_name(entry.name)
    assert held is not None
    answer = catalogue.update(
        held, replace(entry, fields={**entry.fields, "title": "Neu"}, resources=entry.resources[:1])
    )
    assert isinstance(answer, Written)
    raw = office.admin("package_show", id=entry.name)
    assert [item["name"] for item in raw["groups"]] == [group]
    assert [item["name"] for item in raw["resources"]] == ["Tabelle", "Fremd"]
