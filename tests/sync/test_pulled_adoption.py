"""Rows of a workbook that was made of a catalogue are paired with the datasets and resources that they came from."""

from __future__ import annotations

from toolkit.model.entry import Entry, Held, Pushed, Resource, Snapshot
from toolkit.model.identity import resource_id
from toolkit.model.plan import Unchanged, Update
from toolkit.sync.adoption import find_pairs
from toolkit.sync.alignment import find_same_resources
from toolkit.sync.plan import build_plan
from toolkit.sync.wish import Desired, Options, Wish

TITLE = "Baumkataster"


def row(key: str) -> Desired:
    return Desired(Entry(f"a:{key}", "n", {"title": TITLE}), TITLE, "a")


def held(name: str, identifier: str = "") -> Held:
    return Held(f"id-{name}", Entry(identifier, name, {"title": TITLE}), "1")


def test_a_key_that_is_a_url_name_tells_datasets_of_one_title_apart() -> None:
    found = find_pairs([row("baumkataster"), row("baumkataster-2")], [held("baumkataster-2"), held("baumkataster")])
    assert [(pair.row.identifier, pair.held.id, pair.way) for pair in found.pairs] == [
        ("a:baumkataster", "id-baumkataster", "name"),
        ("a:baumkataster-2", "id-baumkataster-2", "name"),
    ]
    assert not found.doubts


def test_an_identifier_is_surer_than_a_url_name() -> None:
    found = find_pairs([row("x")], [held("x"), held("y", "a:x")])
    assert [(pair.held.id, pair.way) for pair in found.pairs] == [("id-y", "identifier")]


def test_no_url_name_is_looked_at_where_nobody_wants_that() -> None:
    found = find_pairs([row("anders")], [held("anders")], ("identifier",))
    assert not found.pairs


def test_a_resource_is_known_by_its_id_as_key_while_adopting_only() -> None:
    url = {"url": "https://example.org/a.csv"}
    sheet = Entry("a:1", "n", {}, tuple(Resource(f"own-{n}", {**url, "bestand_key": f"ckan-{n}"}) for n in (1, 2)))
    there = Entry("", "n", {}, tuple(Resource(f"ckan-{n}", url) for n in (2, 1)))
    assert find_same_resources(sheet, there, adopting=True) == {"own-1": "ckan-1", "own-2": "ckan-2"}
    assert find_same_resources(sheet, there) == {}


def test_a_resource_that_was_taken_over_and_removed_in_the_catalogue_does_not_come_back() -> None:
    key = {"bestand_key": "ckan-1", "name": "Tabelle"}
    sheet = Entry("a:1", "n", {"title": TITLE, "private": False}, (Resource(resource_id("a:1", "ckan-1"), key),))
    base = Entry("a:1", "n", sheet.fields, (Resource("ckan-1", key),))
    there = Held("id-1", Entry("a:1", "n", sheet.fields), "2")
    wish = Wish(("a",), (Desired(sheet, TITLE, "a"),))
    pushed = {"a:1": Pushed("a:1", "a", "id-1", "n", base)}
    (change,) = build_plan(wish, Snapshot("t", {"a:1": there}), pushed, Options()).changes
    assert isinstance(change, Unchanged)
    assert [kept.field for kept in change.kept] == ["resources.ckan-1"]


def test_a_new_resource_of_the_sheet_is_still_made() -> None:
    key = {"bestand_key": "neu", "name": "Tabelle"}
    sheet = Entry("a:1", "n", {"title": TITLE, "private": False}, (Resource(resource_id("a:1", "neu"), key),))
    there = Held("id-1", Entry("a:1", "n", sheet.fields), "2")
    pushed = {"a:1": Pushed("a:1", "a", "id-1", "n", Entry("a:1", "n", sheet.fields))}
    wish = Wish(("a",), (Desired(sheet, TITLE, "a"),))
    (change,) = build_plan(wish, Snapshot("t", {"a:1": there}), pushed, Options()).changes
    assert isinstance(change, Update)
