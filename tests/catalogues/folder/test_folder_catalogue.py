from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from toolkit.catalogues.base import Catalogue, Scope
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.dataset import Agent, Dataset, Described, Distribution, Organization
from toolkit.model.entry import Entry, Held, Resource, Value
from toolkit.model.identity import resource_id
from toolkit.model.problem import Problem
from toolkit.model.receipt import Refused, Written
from toolkit.model.release import Audience, Release

SCOPE = Scope(("gruenes-amt",))
TREES = Entry(
    "gruenes-amt:GA-001",
    "baumkataster",
    {"private": False, "owner_org": "gruenes-amt", "title": "Baumkataster", "keywords": ("Bäume", "Stadt")},
    (Resource("res-csv", {"key": "1", "title": "CSV"}), Resource("res-wfs", {"key": "2", "title": "WFS"})),
)


def make(tmp_path: Path) -> FolderCatalogue:
    return FolderCatalogue(tmp_path / "katalog")


def read(catalogue: FolderCatalogue, name: str = "baumkataster") -> dict[str, Any]:
    path = catalogue.root / "entries" / f"{name}.json"
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def edit(catalogue: FolderCatalogue, record: dict[str, Any], name: str = "baumkataster") -> None:
    text = json.dumps(record, ensure_ascii=False)
    (catalogue.root / "entries" / f"{name}.json").write_text(text, encoding="utf-8")


def held(catalogue: FolderCatalogue, name: str = "baumkataster") -> Held:
    found = catalogue.fetch_by_name(name)
    assert found is not None
    return found


def test_what_was_created_is_what_the_snapshot_holds(tmp_path: Path) -> None:
    catalogue: Catalogue = make(tmp_path)
    answer = catalogue.create(TREES)
    found = catalogue.fetch_snapshot(SCOPE).held
    assert isinstance(answer, Written)
    assert found == {"gruenes-amt:GA-001": catalogue.fetch_by_name("baumkataster")}
    assert found["gruenes-amt:GA-001"].entry == TREES
    assert (found["gruenes-amt:GA-001"].id, found["gruenes-amt:GA-001"].revision) == (answer.id, answer.revision)


def test_a_snapshot_of_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    snapshot = make(tmp_path).fetch_snapshot(SCOPE)
    assert (snapshot.held, snapshot.organizations) == ({}, {})
    assert snapshot.target == f"folder:{(tmp_path / 'katalog').resolve().as_posix()}"


def test_entries_of_other_inventories_are_not_in_the_snapshot(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(replace(TREES, identifier="gruenes-amt-nord:1"))
    assert catalogue.fetch_snapshot(SCOPE).held == {}


def test_an_entry_whose_identifier_was_edited_is_found_by_its_id(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    first = held(catalogue)
    edit(catalogue, read(catalogue) | {"identifier": "anders:7"})
    found = catalogue.fetch_snapshot(Scope(("gruenes-amt",), known={TREES.identifier: first.id})).held
    assert list(found) == [TREES.identifier]
    assert found[TREES.identifier].id == first.id


def test_an_edit_by_hand_shows_in_the_snapshot(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    before = held(catalogue)
    record = read(catalogue)
    record["fields"] |= {"title": "Von Hand", "keywords": ["Neu"]}
    edit(catalogue, record)
    after = held(catalogue)
    assert after.entry.fields["title"] == "Von Hand"
    assert after.entry.fields["keywords"] == ("Neu",)
    assert after.revision != before.revision


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    path = catalogue.root / "entries" / "baumkataster.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert held(catalogue).entry == TREES


def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(replace(TREES, fields={"private": False, "title": "a\ud83cb", "version": "\U0001f333"}))
    assert held(catalogue).entry.fields["title"] == "a?b"
    record = read(catalogue)
    record["fields"]["title"] = "c\ud83cd"
    path = catalogue.root / "entries" / "baumkataster.json"
    path.write_text(json.dumps(record), encoding="ascii")
    assert held(catalogue).entry.fields["title"] == "c?d"
    assert held(catalogue).entry.fields["version"] == "\U0001f333"


def test_create_refuses_a_name_that_has_a_file(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    assert isinstance(catalogue.create(replace(TREES, identifier="gruenes-amt:GA-002")), Refused)
    assert held(catalogue).entry == TREES


def test_update_writes_managed_fields_and_keeps_all_others(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    record = read(catalogue)
    record["notiz"] = "von Hand"
    record["fields"]["version"] = "2"
    record["resources"][0]["fields"]["status"] = "alt"
    record["resources"].append({"id": "theirs", "fields": {"title": "Fremd"}})
    edit(catalogue, record)
    fields: dict[str, Value] = {"private": False, "title": "Neu"}
    answer = catalogue.update(held(catalogue), replace(TREES, fields=fields, resources=TREES.resources[:1]))
    written = read(catalogue)
    assert isinstance(answer, Written)
    assert written["notiz"] == "von Hand"
    assert written["fields"] == record["fields"] | fields
    assert [item["id"] for item in written["resources"]] == ["res-csv", "theirs"]
    assert written["resources"][0]["fields"] == {"key": "1", "title": "CSV", "status": "alt"}


def test_update_leaves_resources_alone_that_held_does_not_list(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    found = held(catalogue)
    narrowed = replace(found, entry=replace(found.entry, resources=found.entry.resources[:1]))
    catalogue.update(narrowed, replace(TREES, resources=TREES.resources[:1]))
    assert {item.id for item in held(catalogue).entry.resources} == {"res-csv", "res-wfs"}


def test_update_is_refused_when_the_file_changed_since(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    stale = held(catalogue)
    edit(catalogue, read(catalogue) | {"notiz": "inzwischen"})
    assert isinstance(catalogue.update(stale, TREES), Refused)
    assert isinstance(catalogue.withdraw(stale), Refused)
    assert read(catalogue)["notiz"] == "inzwischen"


def test_update_is_refused_when_the_file_is_gone(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    stale = held(catalogue)
    (catalogue.root / "entries" / "baumkataster.json").unlink()
    assert isinstance(catalogue.update(stale, TREES), Refused)


def test_update_without_a_change_does_not_touch_the_file(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    path = catalogue.root / "entries" / "baumkataster.json"
    before = path.stat().st_mtime_ns
    found = held(catalogue)
    assert catalogue.update(found, TREES) == Written(found.id, found.revision)
    assert path.stat().st_mtime_ns == before


def test_withdraw_makes_private_and_changes_nothing_else(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    before = read(catalogue)
    assert isinstance(catalogue.withdraw(held(catalogue)), Written)
    after = read(catalogue)
    assert after["fields"].pop("private") is True
    assert before["fields"].pop("private") is False
    assert after == before
    assert catalogue.read_public_entries() == ()


@pytest.mark.parametrize("value", [None, "false", "nein", 0, "", []])
def test_only_false_makes_an_entry_public(tmp_path: Path, value: object) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    record = read(catalogue)
    record["fields"]["private"] = value
    edit(catalogue, record)
    assert held(catalogue).entry.private
    assert catalogue.read_public_entries() == ()


def test_public_entries_are_everybodys_with_everybodys_resources(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    by_hand = {"fields": {"private": False, "title": "Von Hand"}, "resources": [{"fields": {"title": "Fremd"}}]}
    edit(catalogue, by_hand, "von hand")
    titles = {entry.fields["title"]: len(entry.resources) for entry in catalogue.read_public_entries()}
    assert titles == {"Baumkataster": 2, "Von Hand": 1}


def test_half_written_files_of_a_killed_run_are_ignored(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    entries = catalogue.root / "entries"
    (entries / ".baumkataster.json.0a1b2c3d.tmp").write_text('{"fields": {"ti', encoding="utf-8")
    (entries / ".versteckt.json").write_text("{", encoding="utf-8")
    assert list(catalogue.fetch_snapshot(SCOPE).held) == [TREES.identifier]
    assert catalogue.fetch_taken_names(frozenset({"versteckt"})) == frozenset()


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from toolkit.catalogues.folder import FolderCatalogue
catalogue = FolderCatalogue(Path(sys.argv[1]))
turn = 0
while True:
    held = catalogue.fetch_by_name("baumkataster")
    turn += 1
    catalogue.update(held, replace(held.entry, fields={**held.entry.fields, "description": str(turn % 10) * 200_000}))
    print(turn, flush=True)
"""


def test_a_killed_writer_leaves_the_old_or_the_new_entry(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    command = [sys.executable, "-c", WRITER, str(catalogue.root)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"1"
        time.sleep(0.05)
        writer.kill()
    text = held(catalogue).entry.fields["description"]
    assert isinstance(text, str)
    assert len(text) == 200_000
    assert len(set(text)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "",
        '{"fields": []}',
        '{"resources": {}}',
        '{"resources": ["a"]}',
        '{"fields": {"title": {"de": "x"}}}',
        '{"fields": {"keywords": [1]}}',
        '{"resources": [{"id": "1"}, {"id": "1"}]}',
        '{"resources": [{"id": 1}]}',
        "[" * 100_000,
    ],
)
def test_a_broken_file_is_a_problem_that_names_it(tmp_path: Path, content: str) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    (catalogue.root / "entries" / "kaputt.json").write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match=r"kaputt\.json"):
        catalogue.fetch_snapshot(SCOPE)


def test_a_copied_file_is_a_problem_that_names_both(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    edit(catalogue, read(catalogue), "baumkataster - Kopie")
    with pytest.raises(Problem, match=r"(?=.*baumkataster\.json)(?=.*baumkataster - Kopie\.json)"):
        catalogue.fetch_snapshot(SCOPE)


def test_a_file_in_the_folders_place_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "katalog").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="is not a folder"):
        make(tmp_path).fetch_snapshot(SCOPE)


@pytest.mark.parametrize("name", ["con", "aux", "com1"])
def test_names_of_windows_devices_get_another_file_name(tmp_path: Path, name: str) -> None:
    catalogue = make(tmp_path)
    catalogue.create(replace(TREES, name=name))
    assert [path.name for path in (catalogue.root / "entries").iterdir()] == [f"{name}~.json"]
    assert held(catalogue, name).entry.name == name
    assert catalogue.fetch_snapshot(SCOPE).held[TREES.identifier].entry.name == name
    assert catalogue.fetch_taken_names(frozenset({name})) == {name}


@pytest.mark.parametrize("name", ["../flucht", "a/b", "a\\b", "a:b", "", ".", "..", "a.", "a\n"])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem):
        make(tmp_path).create(replace(TREES, name=name))
    assert list(tmp_path.iterdir()) == []


def test_taken_names_count_whatever_their_case(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(replace(TREES, name="Baumkataster"))
    assert catalogue.fetch_taken_names(frozenset({"baumkataster", "spielplaetze"})) == {"baumkataster"}


def test_organisations_are_added_once_and_keep_their_title(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create_organization(Organization("gruenes-amt", "Grünes Amt"))
    catalogue.create_organization(Organization("gruenes-amt", "Anders"))
    catalogue.create_organization(Organization("archiv"))
    assert catalogue.fetch_snapshot(SCOPE).organizations == {"archiv": "archiv", "gruenes-amt": "Grünes Amt"}


def test_a_broken_list_of_organisations_is_a_problem_that_names_it(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create_organization(Organization("archiv"))
    (catalogue.root / "organizations.json").write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match=r"organizations\.json"):
        catalogue.fetch_snapshot(SCOPE)


def test_the_folder_says_what_may_be_published(tmp_path: Path) -> None:
    catalogue = make(tmp_path)
    catalogue.create(TREES)
    text = (catalogue.root / "README.txt").read_text(encoding="utf-8")
    assert "NUR DIESEN ORDNER" in text
    (catalogue.root / "README.txt").write_text("eigener Text", encoding="utf-8")
    catalogue.withdraw(held(catalogue))
    assert (catalogue.root / "README.txt").read_text(encoding="utf-8") == "eigener Text"


def test_an_entry_holds_managed_fields_only() -> None:
    dataset = Dataset(
        "gruenes-amt",
        "GA-001",
        title="Baumkataster",
        description="nicht verwaltet",
        organization=Organization("gruenes-amt", "Grünes Amt"),
        publisher=Agent("Stadt", email="amt@example.org"),
        keywords=("Bäume",),
        distributions=(Distribution("1", title="CSV", path="baeume.csv", byte_size=12, license="nicht verwaltet"),),
    )
    managed = frozenset({"title", "publisher.name", "keywords", "version", "organization.name"})
    described = Described(dataset, managed, frozenset({"title", "path"}))
    entry = FolderCatalogue(Path()).build_entry(described, Release(Audience.STAFF), "baumkataster")
    assert entry.fields == {
        "title": "Baumkataster",
        "publisher.name": "Stadt",
        "keywords": ("Bäume",),
        "version": None,
        "private": True,
        "owner_org": "gruenes-amt",
    }
    assert entry.resources == (
        Resource(
            resource_id("gruenes-amt:GA-001", "1"),
            {"key": "1", "title": "CSV", "path": "baeume.csv", "byte_size": 12, "checksum": None},
        ),
    )


@pytest.mark.parametrize("audience", list(Audience))
def test_only_a_public_release_makes_a_public_entry(audience: Audience) -> None:
    described = Described(Dataset("a", "1", title="x"), frozenset({"title"}))
    entry = FolderCatalogue(Path()).build_entry(described, Release(audience), "x")
    assert entry.private is (audience is not Audience.PUBLIC)
