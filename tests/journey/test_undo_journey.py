"""Undo on a real CKAN: what package_show tells before the run and after the way back."""

from __future__ import annotations

import hashlib
import json
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.sync.undoing import desire, make_plan, only_change, plan_undo, push, texts, undo
from toolkit.catalogues.ckan.catalogue import CkanCatalogue, connect_ckan
from toolkit.model.dataset import Organization
from toolkit.model.entry import Resource, Value
from toolkit.model.identity import resource_id
from toolkit.model.plan import Blocked, Plan, Unchanged, Update
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Desired, Wish

if TYPE_CHECKING:
    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

ORGANIZATION = Organization("rueckweg", "Rückweg")
# What changes with every request, and what CKAN makes anew for a resource that comes back. An emptied text is an
# absent one.
_ALWAYS_NEW = frozenset({"metadata_modified", "organization"})
_NEW_FOR_RESOURCES = frozenset({"metadata_modified", "last_modified", "created", "position", "package_id"})


@dataclass(frozen=True)
class Room:
    """One inventory of its own in the shared CKAN."""

    catalogue: CkanCatalogue
    ledger: Ledger
    box: CkanBox
    inventory: str

    def row(self, key: str, *resources: Resource, **fields: Value) -> Desired:
        identifier = f"{self.inventory}:{key}"
        told = {"extras.identifier": identifier, "notes": None, "tags": None, **fields}
        row = desire(key, resources, told, ORGANIZATION.name)
        entry = replace(row.entry, identifier=identifier, name=f"{self.inventory}-{key}")
        return replace(row, entry=entry, inventory=self.inventory, organization=ORGANIZATION)

    def link(self, key: str, number: int, url: str) -> Resource:
        fields: dict[str, Value] = {"bestand_key": str(number), "name": f"Datei {number}", "url": url}
        return Resource(resource_id(f"{self.inventory}:{key}", str(number)), fields)

    def upload(self, key: str, number: int, file: Path) -> Resource:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        fields: dict[str, Value] = {"bestand_key": str(number), "name": f"Datei {number}", "hash": digest}
        return Resource(resource_id(f"{self.inventory}:{key}", str(number)), fields, str(file))

    def push(self, *rows: Desired) -> str:
        return push(self.catalogue, self.ledger, *rows, inventory=self.inventory)

    def plan(self, *rows: Desired) -> Plan:
        return make_plan(self.catalogue, self.ledger, Wish((self.inventory,), rows))

    def ask(self, action: str, **data: Any) -> Any:
        request = urllib.request.Request(  # noqa: S310 (an address of our own sandbox)
            f"{self.box.url}/api/3/action/{action}",
            json.dumps(data).encode(),
            {"Authorization": self.box.token, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (as above)
            return json.load(answer)["result"]

    def show(self, key: str) -> dict[str, Any]:
        """Give all that package_show tells, but for what no way back can restore."""
        raw = self.ask("package_show", id=f"{self.inventory}-{key}")
        shown = {name: value for name, value in raw.items() if name not in _ALWAYS_NEW and value not in (None, "")}
        shown["extras"] = sorted((one["key"], one["value"]) for one in raw["extras"])
        shown["resources"] = {one["id"]: _settle(one) for one in raw["resources"]}
        return shown


def _settle(resource: dict[str, Any]) -> dict[str, Any]:
    """Leave out what CKAN makes anew."""
    return {key: value for key, value in resource.items() if key not in _NEW_FOR_RESOURCES and value not in (None, "")}


@contextmanager
def open_room(box: CkanBox) -> Iterator[Room]:
    catalogue = connect_ckan(box.url, box.token)
    with open_ledger("sqlite://") as ledger:
        yield Room(catalogue, ledger, box, f"weg{uuid.uuid4().hex[:8]}")
    catalogue.close()


@pytest.fixture
def room(ckan_box: CkanBox) -> Iterator[Room]:
    with open_room(ckan_box) as opened:
        yield opened


def test_every_kind_of_write_goes_back(room: Room) -> None:
    require_way_back(room)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.11.6", "2.10.11"])
def test_every_kind_of_write_goes_back_in_older_versions(
    ckan_box_factory: Callable[[str], CkanBox], version: str
) -> None:
    with open_room(ckan_box_factory(version)) as room:
        require_way_back(room)


def require_way_back(room: Room) -> None:
    """Push, undo, and undo the undo, with every kind of write; compare what package_show tells."""
    old = (
        room.row(
            "1",
            room.link("1", 1, "https://example.org/a"),
            room.link("1", 2, "https://example.org/b"),
            notes="alt",
            tags=("alt", "beide"),
        ),
        room.row("2", notes="bleibt"),
    )
    room.push(*old)
    room.ask(
        "package_create",
        name=f"{room.inventory}-9",
        title="Von Hand",
        owner_org=ORGANIZATION.name,
        extras=[{"key": "identifier", "value": f"{room.inventory}:9"}, {"key": "ours", "value": "nicht"}],
    )
    room.ask("resource_create", package_id=f"{room.inventory}-1", url="https://example.org/fremd", name="Fremd")
    before = {key: room.show(key) for key in "129"}

    new = (
        room.row(
            "1",
            room.link("1", 1, "https://example.org/neu"),
            room.link("1", 3, "https://example.org/c"),
            notes="neu",
            tags=("beide", "neu"),
        ),
        room.row("3", room.link("3", 1, "https://example.org/d")),
        room.row("9", notes="übernommen", title="Übernommen"),
    )
    run = room.push(*new)
    assert {key: room.show(key)["private"] for key in "1239"} == {"1": False, "2": True, "3": False, "9": False}
    after = {key: room.show(key) for key in "1239"}

    held_back = {change.identifier: change for change in plan_undo(room.catalogue, room.ledger, run).changes}
    assert isinstance(held_back[f"{room.inventory}:2"], Blocked)
    undone = undo(room.catalogue, room.ledger, run, republish=True, delete=True)
    assert {key: room.show(key) for key in "129"} == before
    assert room.ask("package_show", id=f"{room.inventory}-3")["state"] == "deleted"
    assert not plan_undo(room.catalogue, room.ledger, run, republish=True, delete=True).has_work

    undo(room.catalogue, room.ledger, undone, republish=True)
    assert {key: room.show(key) for key in "1239"} == after


def test_an_edit_since_stays_and_an_undo_can_be_repeated(room: Room) -> None:
    room.push(room.row("1", notes="alt", title="Alt"))
    run = room.push(room.row("1", notes="neu", title="Neu"))
    room.ask("package_patch", id=f"{room.inventory}-1", notes="von Hand")
    assert isinstance(only_change(plan_undo(room.catalogue, room.ledger, run)), Blocked)
    undo(room.catalogue, room.ledger, run, even_edited=True)
    shown = room.show("1")
    assert (shown["notes"], shown["title"]) == ("von Hand", "Alt")
    assert isinstance(only_change(plan_undo(room.catalogue, room.ledger, run)), Unchanged)


@pytest.mark.slow
def test_a_stored_file_that_was_replaced_is_told_and_its_hash_stays_true(room: Room, tmp_path: Path) -> None:
    first, second = tmp_path / "alt.csv", tmp_path / "neu.csv"
    first.write_text("a;b\n1;2\n", encoding="utf-8")
    second.write_text("a;b\n3;4\n", encoding="utf-8")
    room.push(room.row("1", room.upload("1", 1, first), notes="alt"))
    run = room.push(room.row("1", room.upload("1", 1, second), notes="neu"))
    stored = room.show("1")["resources"]
    plan = plan_undo(room.catalogue, room.ledger, run)
    (warning,) = texts(plan)
    assert "cannot come back" in warning
    assert "“Datei 1”" in warning
    undo(room.catalogue, room.ledger, run)
    assert room.show("1")["notes"] == "alt"
    assert room.show("1")["resources"] == stored
    assert isinstance(only_change(room.plan(room.row("1", room.upload("1", 1, first), notes="alt"))), Update)


@pytest.mark.slow
def test_a_link_that_became_a_stored_file_is_a_link_again(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "neu.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    room.push(room.row("1", room.link("1", 1, "https://example.org/a")))
    before = room.show("1")
    run = room.push(room.row("1", room.upload("1", 1, file)))
    assert next(iter(room.show("1")["resources"].values()))["url_type"] == "upload"
    undo(room.catalogue, room.ledger, run)
    assert room.show("1")["resources"] == before["resources"]


@pytest.mark.slow
def test_a_deletion_whose_first_half_was_answered_too_late_is_finished(room: Room) -> None:
    room.push(room.row("1"))
    held = room.catalogue.fetch_by_name(f"{room.inventory}-1")
    assert held is not None
    room.catalogue.withdraw(held)
    room.catalogue.delete(held)
    assert room.catalogue.fetch_by_name(f"{room.inventory}-1") is None
    room.catalogue.delete(held)


@pytest.mark.slow
def test_a_dataset_that_somebody_edited_is_not_deleted(room: Room) -> None:
    room.push(room.row("1"))
    held = room.catalogue.fetch_by_name(f"{room.inventory}-1")
    assert held is not None
    room.ask("package_patch", id=held.id, notes="von Hand")
    answered = room.catalogue.delete(held)
    assert "somebody changed" in str(answered)
    assert room.show("1")["private"] is False
