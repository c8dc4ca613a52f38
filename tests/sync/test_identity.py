"""A dataset stays the same whatever happens around it: deleted, hidden, moved, renamed, renumbered."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Missing, Pushed, Resource, Snapshot, Value
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.plan import Blocked, Change, Create, FieldChange, Kept, Plan, Unchanged, Update, Withdraw
from toolkit.model.receipt import Written
from toolkit.sync.guards import stamp
from toolkit.sync.intent import build_intent
from toolkit.sync.ledger import open_ledger
from toolkit.sync.plan import Barred, Desired, Options, Wish, build_plan

KEY = CellRef("inventar.xlsx", "Daten", 2, 1)
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def row(key: str, title: str, org: str = "", *resources: Resource) -> Desired:
    fields: dict[str, Value] = {"title": title, "private": False, **({"owner_org": org} if org else {})}
    entry = Entry(f"amt:{key}", f"n-{key}", fields, resources)
    return Desired(entry, title, "amt", {"identifier": KEY}, Organization(org) if org else None)


def known(one: Desired) -> Pushed:
    return Pushed(one.identifier, "amt", f"id-{one.identifier}", one.entry.name, one.entry)


def held(one: Desired, **fields: Value) -> Held:
    entry = one.entry
    return Held(
        f"id-{one.identifier}", Entry(entry.identifier, entry.name, {**entry.fields, **fields}, entry.resources), "r1"
    )


def only(made: Plan) -> Change:
    (change,) = made.changes
    return change


def judge(one: Desired, snapshot: Snapshot, options: Options | None = None) -> Change:
    pushed = {one.identifier: known(one)}
    return only(build_plan(Wish(("amt",), (one,)), snapshot, pushed, options or Options()))


@pytest.mark.parametrize("restore", [False, True])
def test_a_hidden_dataset_waits_for_the_right_to_see_it(restore: bool) -> None:
    one = row("1", "Bäume", "amt")
    snapshot = Snapshot("t", {}, {"amt": "Amt"}, {"amt:1": Missing("id-amt:1", "hidden")})
    change = judge(one, snapshot, Options(restore=restore))
    assert isinstance(change, Blocked)
    assert str(change.reason) == "it was pushed before, and the token may not see it any more"
    assert str(change.remedy) == (
        "ask for the role of an editor in the organisation that it belongs to now; it was last in amt"
    )
    assert change.cell == KEY


def test_a_deleted_dataset_is_told_and_comes_back_as_itself() -> None:
    one = row("1", "Bäume")
    deleted = held(one)
    snapshot = Snapshot("t", {}, None, {"amt:1": Missing(deleted.id, "deleted", deleted)})
    blocked = judge(one, snapshot)
    assert isinstance(blocked, Blocked)
    assert str(blocked.reason) == "it was pushed before, and somebody deleted it in the catalogue"
    change = judge(one, snapshot, Options(restore=True))
    assert isinstance(change, Update)
    assert change.changes == (FieldChange("state", "deleted", "active"),)
    assert snapshot.find("amt:1") == deleted
    assert build_intent(change, known(one), snapshot.find("amt:1")).before == deleted


def test_a_purged_dataset_is_made_anew() -> None:
    one = row("1", "Bäume")
    snapshot = Snapshot("t", {}, None, {"amt:1": Missing("id-amt:1", "gone")})
    blocked = judge(one, snapshot)
    assert isinstance(blocked, Blocked)
    assert str(blocked.reason) == "it was pushed before, and somebody removed it from the catalogue"
    assert isinstance(judge(one, snapshot, Options(restore=True)), Create)


def test_a_deleted_dataset_that_somebody_edits_outdates_a_plan() -> None:
    one, two = (Held("id", row("1", "Bäume").entry, revision) for revision in ("r1", "r2"))
    first, second = (Snapshot("t", {}, None, {"amt:1": Missing("id", "deleted", each)}) for each in (one, two))
    assert stamp(first) != stamp(second) != stamp(Snapshot("t", {}))


def test_a_dataset_in_an_organisation_that_may_not_be_written_to_is_blocked_and_the_organisation_named() -> None:
    one = row("1", "Bäume", "amt")
    moved = held(one, owner_org="fremd", title="Alt")
    snapshot = Snapshot("t", {"amt:1": moved}, {"amt": "Amt"})
    pushed = {"amt:1": Pushed("amt:1", "amt", moved.id, "n-1", row("1", "Alt", "amt").entry)}
    change = only(build_plan(Wish(("amt",), (one,)), snapshot, pushed, Options()))
    assert isinstance(change, Blocked)
    assert str(change.reason) == "in the catalogue it belongs to the organisation fremd, which may not be written to"
    allowed = Snapshot("t", {"amt:1": moved}, {"amt": "Amt", "fremd": "F"})
    update = only(build_plan(Wish(("amt",), (one,)), allowed, pushed, Options()))
    assert isinstance(update, Update)
    assert update.kept == (Kept("owner_org", "amt", "fremd"),)


def test_another_url_name_in_the_catalogue_is_told_once_and_stays() -> None:
    one = row("1", "Bäume")
    there = Held("id-amt:1", Entry("amt:1", "schoener-name", one.entry.fields), "r1")
    change = judge(one, Snapshot("t", {"amt:1": there}))
    assert isinstance(change, Unchanged)
    assert change.kept == (Kept("name", "n-1", "schoener-name"),)
    assert change.sheet is not None
    learnt = Pushed("amt:1", "amt", "id-amt:1", "schoener-name", change.sheet)
    again = only(build_plan(Wish(("amt",), (one,)), Snapshot("t", {"amt:1": there}), {"amt:1": learnt}, Options()))
    assert again == Unchanged("amt:1", "Bäume", "amt")


def renumbered(n: int, limit: int | None = None) -> Plan:
    old = [row(f"a{number}", f"Datensatz {chr(65 + number)}") for number in range(n)]
    new = [row(f"b{number}", f"Datensatz {chr(65 + number)}") for number in range(n)]
    snapshot = Snapshot("t", {one.identifier: held(one, private=True) for one in old})
    pushed = {one.identifier: known(one) for one in old}
    return build_plan(Wish(("amt",), tuple(new)), snapshot, pushed, Options(withdraw_limit=limit))


def test_new_keys_for_known_datasets_are_told_and_many_of_them_stop_a_push() -> None:
    few, many = renumbered(5), renumbered(6)
    assert [(one.former, one.identifier, one.score) for one in few.likenesses] == [
        (f"amt:a{n}", f"amt:b{n}", 1.0) for n in range(5)
    ]
    assert few.guards == ()
    assert [str(guard) for guard in many.guards] == [
        "6 rows look like other datasets than their own, such as amt:b0 like amt:a0. Were their keys changed?"
    ]
    assert renumbered(6, limit=6).guards == ()


def test_keys_that_moved_on_by_one_are_noticed_although_most_of_them_are_known() -> None:
    titles = ("Bäume", "Wege", "Brücken")
    old = [row(str(n), title) for n, title in enumerate(titles, 1)]
    new = [row(str(n), title) for n, title in enumerate(titles, 2)]
    snapshot = Snapshot("t", {one.identifier: held(one) for one in old})
    made = build_plan(Wish(("amt",), tuple(new)), snapshot, {one.identifier: known(one) for one in old}, Options())
    assert [(one.former, one.identifier) for one in made.likenesses] == [
        ("amt:1", "amt:2"),
        ("amt:2", "amt:3"),
        ("amt:3", "amt:4"),
    ]


def test_another_title_alone_is_no_other_key() -> None:
    old, new = row("1", "Bäume in der Stadt"), row("1", "Bäume der Stadt")
    made = build_plan(Wish(("amt",), (new,)), Snapshot("t", {"amt:1": held(old)}), {"amt:1": known(old)}, Options())
    assert made.likenesses == ()


def test_a_barred_row_with_another_title_leaves_its_dataset_to_the_row_that_describes_it_now() -> None:
    old, new = row("1", "Bäume"), row("2", "Bäume")
    wish = Wish(("amt",), (new,), (Barred("amt:1", "Geheim", "amt", say("no")),))
    made = build_plan(wish, Snapshot("t", {"amt:1": held(old)}), {"amt:1": known(old)}, Options())
    assert [(one.former, one.identifier) for one in made.likenesses] == [("amt:1", "amt:2")]
    assert [type(change) for change in made.changes] == [Withdraw, Create]


def test_a_resource_id_that_a_renamed_dataset_took_along_is_not_given_twice() -> None:
    other = row("2", "Bäume", "", Resource("taken", {"key": "csv"}))
    new = row("1", "Wege", "", Resource("taken", {"key": "csv"}))
    snapshot = Snapshot("t", {"amt:2": held(other)})
    made = build_plan(Wish(("amt",), (new, other)), snapshot, {"amt:2": known(other)}, Options())
    create = next(change for change in made.changes if isinstance(change, Create))
    (resource,) = create.entry.resources
    assert resource.id != "taken"
    there = {**snapshot.held, "amt:1": Held("id-amt:1", create.entry, "r1")}
    pushed = {"amt:2": known(other), "amt:1": Pushed("amt:1", "amt", "id-amt:1", "n-1", create.entry)}
    again = build_plan(Wish(("amt",), (new, other)), Snapshot("t", there), pushed, Options())
    assert not again.has_work


@pytest.mark.parametrize("is_known", [False, True])
def test_a_resource_without_a_key_is_known_again_by_the_id_that_it_got_instead(is_known: bool) -> None:
    other, bare = row("2", "Bäume", "", Resource("taken", {"title": "x"})), row("1", "Wege")
    full = row("1", "Wege", "", Resource("taken", {"title": "x"}))
    there, pushed = {"amt:2": held(other)}, {"amt:2": known(other)}
    if is_known:
        there, pushed = there | {"amt:1": held(bare)}, pushed | {"amt:1": known(bare)}
    wish = Wish(("amt",), (full, other))
    made = build_plan(wish, Snapshot("t", there), pushed, Options())
    written = next(change.entry for change in made.changes if isinstance(change, Create | Update))
    assert [resource.id for resource in written.resources] != ["taken"]
    there["amt:1"] = Held("id-amt:1", written, "r2")
    pushed["amt:1"] = Pushed("amt:1", "amt", "id-amt:1", "n-1", written)
    assert not build_plan(wish, Snapshot("t", there), pushed, Options()).has_work
    alone = Wish(("amt",), (full,))
    left = {"amt:1": there["amt:1"]}
    assert not build_plan(alone, Snapshot("t", left), pushed, Options()).has_work


@given(st.permutations(["Bäume", "Wege", "Brücken", "Busse"]))
def test_the_order_of_rows_decides_nothing(titles: list[str]) -> None:
    keys = {"Bäume": "1", "Wege": "2", "Brücken": "3", "Busse": "4"}
    rows = [row(keys[title], title) for title in titles]
    snapshot = Snapshot("t", {one.identifier: held(one) for one in rows})
    made = build_plan(Wish(("amt",), tuple(rows)), snapshot, {one.identifier: known(one) for one in rows}, Options())
    assert not made.has_work
    assert [change.identifier for change in made.changes] == ["amt:1", "amt:2", "amt:3", "amt:4"]


def test_the_ledger_lets_keys_change_places_once() -> None:
    with open_ledger("sqlite://") as ledger:
        one, other = row("1", "Bäume"), row("2", "Wege")
        run = ledger.begin_run("t", "push", NOW)
        for each in (one, other):
            create = Create(each.identifier, each.title, "amt", each.entry)
            number = ledger.record_intent(run, build_intent(create, None, None), NOW)
            ledger.record_outcome(number, _written(each), NOW)
        changes = [
            Update("amt:2", "", "amt", "id-amt:1", "", one.entry, one.entry, (), former="amt:1"),
            Update("amt:1", "", "amt", "id-amt:2", "", other.entry, other.entry, (), former="amt:2"),
        ]
        for _ in range(2):  # a run that died is started again
            ledger.rename("t", changes)
            ids = {name: item.catalogue_id for name, item in ledger.pushed("t", ["amt"]).items()}
            assert ids == {"amt:1": "id-amt:2", "amt:2": "id-amt:1"}


def _written(one: Desired) -> Written:
    return Written(f"id-{one.identifier}", "r1")
