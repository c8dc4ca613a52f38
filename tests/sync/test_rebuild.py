from __future__ import annotations

import pytest

from toolkit.model.entry import UNKNOWN, Entry, Held, Pushed, Resource, Snapshot, Value
from toolkit.model.identity import resource_id
from toolkit.model.message import say
from toolkit.sync.merge import merge_entry
from toolkit.sync.pending import Pending
from toolkit.sync.rebuild import Rebuild, build_rebuild, build_rebuilt_base
from toolkit.sync.wish import Barred, Desired, Faulty, Wish

OURS = resource_id("amt:1", "csv")


def entry(key: str = "1", *resources: Resource, **fields: Value) -> Entry:
    return Entry(f"amt:{key}", f"daten-{key}", {"private": False, "title": "Bäume", **fields}, resources)


def held(one: Entry, id_: str = "") -> Held:
    return Held(id_ or f"id-{one.identifier}", one, "1")


def desired(one: Entry) -> Desired:
    return Desired(one, str(one.fields["title"]), "amt", {})


def rebuild(*rows: Desired, there: tuple[Held, ...] = (), known: tuple[Pushed, ...] = (), **more: bool) -> Rebuild:
    snapshot = Snapshot("t", {item.entry.identifier: item for item in there})
    pushed = {item.identifier: item for item in known}
    return build_rebuild(Wish(("amt",), rows), snapshot, pushed, rowless=more.get("rowless", False))


def merge(sheet: Entry, there: Entry) -> tuple[list[str], list[str], list[str]]:
    """Plan after a rebuild: what would change, what is kept, what somebody has to decide."""
    merged = merge_entry(build_rebuilt_base(sheet, there)[0], sheet, there)
    return ([*map(field, merged.changes)], [*map(field, merged.kept)], [*map(field, merged.clashes)])


def field(note: object) -> str:
    return str(getattr(note, "field"))  # noqa: B009 (three kinds of notes have it)


def test_where_both_sides_agree_nothing_is_to_be_done_and_the_base_is_known() -> None:
    same = entry("1", Resource(OURS, {"title": "CSV"}), tags=("a", "b"), notes=None)
    other = entry("1", Resource(OURS, {"title": "CSV"}), tags=("b", "a"), notes="", author="Amt")
    base, unknown = build_rebuilt_base(same, other)
    assert (base.fields, base.resources, unknown) == (same.fields, same.resources, ())
    assert merge(same, other) == ([], [], [])
    edited = entry("1", *same.resources, tags=("a", "b"), notes="neu")
    assert [change.field for change in merge_entry(base, edited, other).changes] == ["notes"]


@pytest.mark.parametrize(
    ("sheet", "there", "clashes"),
    [
        (entry(title="neu"), entry(title="alt"), ["title"]),
        (entry(notes="neu"), entry(), ["notes"]),
        (entry(notes=None), entry(notes="von Hand"), ["notes"]),
        (entry(private=False), entry(private=True), ["private"]),
        (
            entry("1", Resource(OURS, {"title": "neu", "url": "u"})),
            entry("1", Resource(OURS, {"title": "alt", "url": "u"})),
            [f"resources.{OURS}.title"],
        ),
        (entry("1", Resource(OURS, {"title": "CSV"})), entry(), [f"resources.{OURS}"]),
        (entry(), entry("1", Resource(OURS, {"title": "CSV"})), [f"resources.{OURS}"]),
        (entry(), entry("1", Resource("4f", {"title": "CSV", "key": "csv"})), ["resources.4f"]),
    ],
)
def test_where_they_differ_somebody_has_to_decide(sheet: Entry, there: Entry, clashes: list[str]) -> None:
    assert build_rebuilt_base(sheet, there)[1] == tuple(clashes)
    assert merge(sheet, there) == ([], [], clashes)


def test_what_the_sheet_keeps_from_the_public_is_withdrawn_without_asking() -> None:
    assert merge(entry(private=True), entry(private=False)) == (["private"], [], [])


def test_lists_lose_nothing() -> None:
    sheet, there = entry(tags=("a", "b")), entry(tags=("b", "c"))
    assert build_rebuilt_base(sheet, there)[1] == ("tags",)
    written = merge_entry(build_rebuilt_base(sheet, there)[0], sheet, there).entry.fields["tags"]
    assert isinstance(written, tuple)
    assert {"b", "c"} <= set(written)


def test_other_people_s_resources_are_no_matter_of_ours() -> None:
    there = entry("1", Resource("0c19990e-1cda-408c-b8ec-f3f250219e15", {"title": "X"}), Resource("von-hand", {}))
    assert merge(entry(), there) == ([], [], [])
    assert build_rebuilt_base(entry(), there)[0].resources == ()


def test_without_a_row_that_can_be_read_everything_is_unknown() -> None:
    there = entry("1", Resource(OURS, {"title": "CSV"}), Resource("von-hand", {"title": "X"}))
    base, unknown = build_rebuilt_base(None, there)
    assert base == Entry(
        "amt:1",
        "daten-1",
        {"private": UNKNOWN, "title": UNKNOWN},
        (Resource(OURS, {"title": UNKNOWN}),),
    )
    assert unknown == ()
    clashes = merge_entry(base, entry("1", title="neu"), there).clashes
    assert [clash.field for clash in clashes] == ["title", f"resources.{OURS}"]


def test_the_name_is_the_catalogue_s() -> None:
    there = Entry("amt:1", "von-frueher", entry().fields)
    assert [build_rebuilt_base(side, there)[0].name for side in (entry(), None)] == ["von-frueher"] * 2


def test_a_resource_that_was_taken_over_keeps_its_id() -> None:
    there = entry("1", Resource("4f", {"title": "CSV", "key": "csv"}))
    (found,) = rebuild(desired(entry("1", Resource(OURS, {"title": "CSV", "key": "csv"}))), there=(held(there),)).found
    assert (found.kind, [item.id for item in found.base.resources]) == ("agreed", ["4f"])


def test_every_dataset_and_every_row_is_told_once() -> None:
    seen = rebuild(
        desired(entry("1")),
        desired(entry("2", title="neu")),
        desired(entry("3")),
        there=(held(entry("1")), held(entry("2")), held(entry("4")), held(Entry("kultur:1", "n", {}))),
    )
    assert [(found.identifier, found.kind, found.unknown) for found in seen.found] == [
        ("amt:1", "agreed", ()),
        ("amt:2", "different", ("title",)),
    ]
    assert [(found.identifier, found.kind, found.title) for found in seen.left] == [("amt:4", "rowless", "Bäume")]
    assert ([row.identifier for row in seen.absent], seen.known, seen.target) == (["amt:3"], (), "t")


def test_datasets_without_a_row_are_taken_in_on_request() -> None:
    seen = rebuild(there=(held(entry("4")),), rowless=True)
    assert ([found.identifier for found in seen.found], seen.left) == (["amt:4"], ())
    assert seen.found[0].base.fields["title"] == UNKNOWN


def test_rows_that_are_held_back_are_ours_and_nothing_is_compared() -> None:
    barred = Barred("amt:1", "Eins", "amt", say("nobody may see it"))
    faulty = Faulty("amt:2", "Zwei", "amt", say("no licence"), say("give one"))
    wish = Wish(("amt",), (desired(entry("1")),), (barred,), (faulty,))
    seen = build_rebuild(wish, Snapshot("t", {f"amt:{n}": held(entry(str(n))) for n in (1, 2)}), {})
    assert [(found.identifier, found.kind, found.title) for found in seen.found] == [
        ("amt:1", "unread", "Eins"),
        ("amt:2", "unread", "Zwei"),
    ]
    assert all(found.base.fields["title"] == UNKNOWN for found in seen.found)


def test_what_the_ledger_knows_is_not_touched_unless_it_is_gone() -> None:
    one, two, three, four = (entry(key) for key in "1234")
    known = (
        Pushed("amt:1", "amt", "id-amt:1", "daten-1", one),
        Pushed("amt:2", "amt", "deleted", "daten-2", two),
        Pending("amt:3", "amt", "", "daten-3", None, three, three, None, ""),
        Pushed("amt:5", "amt", "x", "daten-5", None),
    )
    seen = rebuild(desired(one), there=tuple(map(held, (one, two, three, four))), known=known, rowless=True)
    assert seen.known == ("amt:1", "amt:3")
    assert [found.identifier for found in seen.found] == ["amt:2", "amt:4"]


def test_the_longest_inventory_that_fits_owns_a_dataset() -> None:
    one = Held("id", Entry("amt:garten:1", "n", {}), "1")
    seen = build_rebuild(Wish(("amt", "amt:garten")), Snapshot("t", {"amt:garten:1": one}), {}, rowless=True)
    assert seen.found[0].inventory == "amt:garten"
