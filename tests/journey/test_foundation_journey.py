"""Organisations in their tree, and groups: planned by a line each, created by wish only, on a real CKAN."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ckanapi import RemoteCKAN
from openpyxl import Workbook

from toolkit.catalogues.ckan import connect_ckan
from toolkit.model.plan import Plan
from toolkit.reports.language import Translator
from toolkit.steps.inventory import read_inventories
from toolkit.steps.plan import plan_inventories
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.sync.ledger import open_ledger
from toolkit.sync.wish import Options

if TYPE_CHECKING:
    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

NOTHING = Options()
MAPPING = """\
format: bestand-mapping/1
inventory: {mark}
organizations:
  {mark}-stadt: {{title: Stadt Musterhausen}}
  {mark}-dezernat: {{title: Dezernat III, parent: {mark}-stadt, description: Umwelt und Grün}}
  {mark}-amt: {{title: Umweltamt, parent: {mark}-dezernat, also: Amt 31}}
groups:
  {mark}-natur: {{title: Natur, also: Grünes}}
release: {{personal_data: "no"}}
datasets:
  sheet: Daten
  constants: {{publisher.name: Stadt Musterhausen}}
  key: Nr.
  columns:
    Titel: title
    Beschreibung: description
    Amt: organization.name
    Gruppe: groups
    Veröffentlichen: {{release: publish, answers: {{intern: staff}}}}
"""


def write_inventory(folder: Path, mark: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Daten"
    sheet.append(["Nr.", "Titel", "Beschreibung", "Amt", "Gruppe", "Veröffentlichen"])
    sheet.append(["1", "Bäume", "Alle Bäume der Stadt mit Art und Alter.", "Amt 31", "Grünes", "intern"])
    file = folder / f"{mark}.xlsx"
    book.save(file)
    (folder / f"{mark}.yaml").write_text(MAPPING.format(mark=mark), encoding="utf-8")
    return file


def plan(target: Target, file: Path, allowed: Options = NOTHING) -> Plan:
    with open_ledger(target.ledger) as ledger:
        return plan_inventories(read_inventories([file]), target.catalogue, ledger, allowed).plan


def test_a_tree_of_organisations_and_a_group_come_before_their_dataset(ckan_box: CkanBox, tmp_path: Path) -> None:
    mark = f"t{uuid.uuid4().hex[:8]}"
    file = write_inventory(tmp_path, mark)
    target = Target(connect_ckan(ckan_box.url, ckan_box.token), tmp_path / "ledger.sqlite")
    refused = plan(target, file)
    assert {change.kind for change in refused.changes} == {"blocked"}
    assert not refused.has_work
    made = plan(target, file, Options(create_organizations=True, create_groups=True))
    assert [one.name for one in made.organizations] == [f"{mark}-stadt", f"{mark}-dezernat", f"{mark}-amt"]
    assert [one.name for one in made.groups] == [f"{mark}-natur"]
    done = push_plan(made, target, None, Translator("en"), lambda _: None)
    assert not done.receipt.failed
    site = RemoteCKAN(ckan_box.url, apikey=ckan_box.token)
    try:
        office = site.action.organization_show(id=f"{mark}-dezernat", include_groups=True)
        assert [above["name"] for above in office["groups"]] == [f"{mark}-stadt"]
        assert (office["title"], office["description"]) == ("Dezernat III", "Umwelt und Grün")
        name = next(change.entry.name for change in made.changes if change.kind == "create")
        package = site.action.package_show(id=name)
        assert package["organization"]["name"] == f"{mark}-amt"
        assert [group["name"] for group in package["groups"]] == [f"{mark}-natur"]
    finally:
        site.close()
    again = plan(target, file, Options(create_organizations=True, create_groups=True))
    assert {change.kind for change in again.changes} == {"unchanged"}
    assert (again.organizations, again.groups) == ((), ())


def test_without_the_wish_a_dataset_stays_out_of_a_group_that_is_missing(ckan_box: CkanBox, tmp_path: Path) -> None:
    mark = f"t{uuid.uuid4().hex[:8]}"
    file = write_inventory(tmp_path, mark)
    target = Target(connect_ckan(ckan_box.url, ckan_box.token), tmp_path / "ledger.sqlite")
    made = plan(target, file, Options(create_organizations=True))
    assert made.groups == ()
    assert any(f"no group {mark}-natur" in str(warning) for warning in made.warnings)
    push_plan(made, target, None, Translator("en"), lambda _: None)
    assert {change.kind for change in plan(target, file).changes} == {"unchanged"}
