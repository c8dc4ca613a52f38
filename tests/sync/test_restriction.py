"""Inventories are held against their limits one by one, and left out of a plan without touching the others."""

from __future__ import annotations

import pytest

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Snapshot
from toolkit.model.message import say
from toolkit.model.plan import Change, Create, Likeness, Plan, Unchanged, Update, Withdraw
from toolkit.sync.restriction import Limit, count_public, guard_each, leave_out

NAMES = ("amt", "bau", "kultur")


def hold(inventory: str, n: int, *, private: bool = False) -> dict[str, Held]:
    return {
        f"{inventory}:{number}": Held(
            f"id-{inventory}-{number}", Entry(f"{inventory}:{number}", f"n{number}", {"private": private}), "r"
        )
        for number in range(n)
    }


def withdraw(inventory: str, n: int) -> list[Change]:
    reason = say("gone")
    return [
        Withdraw(f"{inventory}:{number}", "T", inventory, f"id-{inventory}-{number}", "r", reason)
        for number in range(n)
    ]


def plan_for(*changes: Change, likenesses: tuple[Likeness, ...] = ()) -> Plan:
    return Plan("t", NAMES, "print", changes, scope_organizations=NAMES, likenesses=likenesses)


def snapshot(**sizes: int) -> Snapshot:
    return Snapshot("t", {key: held for name, n in sizes.items() for key, held in hold(name, n).items()}, {})


@pytest.mark.parametrize(("leaving", "stopped"), [(5, False), (6, True)])
def test_the_usual_limit_holds_for_each_inventory(leaving: int, stopped: bool) -> None:
    guards = guard_each(plan_for(*withdraw("amt", leaving)), snapshot(amt=20, bau=20), NAMES, {})
    assert set(guards) == ({"amt"} if stopped else set())


@pytest.mark.parametrize(
    ("limit", "leaving", "stopped"),
    [(Limit(7), 7, False), (Limit(7), 8, True), (Limit(0), 1, True), (Limit(25, percent=True), 5, False)],
)
def test_an_own_limit_replaces_the_usual_one(limit: Limit, leaving: int, stopped: bool) -> None:
    guards = guard_each(plan_for(*withdraw("amt", leaving)), snapshot(amt=20), NAMES, {"amt": limit})
    assert set(guards) == ({"amt"} if stopped else set())
    if stopped:
        expected = f"{leaving} of 20 public datasets would leave the public at once; max_withdraw allows {limit.value}"
        assert str(guards["amt"]) == expected


def test_a_share_counts_only_the_inventory_s_own_public_datasets() -> None:
    held = snapshot(amt=10, bau=1000)
    assert count_public(held, "amt", NAMES) == 10
    guards = guard_each(plan_for(*withdraw("amt", 2)), held, NAMES, {"amt": Limit(10, percent=True)})
    assert set(guards) == {"amt"}


def test_private_datasets_neither_leave_the_public_nor_count() -> None:
    held = Snapshot("t", hold("amt", 9, private=True), {})
    assert guard_each(plan_for(*withdraw("amt", 9)), held, NAMES, {"amt": Limit(0)}) == {}
    assert count_public(held, "amt", NAMES) == 0


def test_one_cause_that_empties_every_sheet_a_little_stops_them_all() -> None:
    """5 of 8 each stay within each one's limit of 5, but 15 of 24 together do not."""
    changes = [change for name in NAMES for change in withdraw(name, 5)]
    guards = guard_each(plan_for(*changes), snapshot(amt=8, bau=8, kultur=8), NAMES, {})
    assert set(guards) == set(NAMES)
    assert str(guards["bau"]) == "15 datasets would leave the public at once; the limit is 5"


def test_who_set_a_limit_is_not_counted_with_the_others() -> None:
    changes = [*withdraw("amt", 5), *withdraw("bau", 3)]
    held = snapshot(amt=8, bau=8)
    assert set(guard_each(plan_for(*changes), held, NAMES, {})) == {"amt", "bau"}
    assert guard_each(plan_for(*changes), held, NAMES, {"bau": Limit(3)}) == {}


def test_many_rows_that_look_like_vanished_ones_stop_their_inventory() -> None:
    alike = tuple(Likeness(f"amt:neu-{n}", "T", f"amt:{n}", "T", 0.9) for n in range(6))
    guards = guard_each(plan_for(likenesses=alike), snapshot(amt=8), NAMES, {})
    assert set(guards) == {"amt"}
    assert guard_each(plan_for(likenesses=alike[:5]), snapshot(amt=8), NAMES, {}) == {}
    assert guard_each(plan_for(likenesses=alike), snapshot(amt=8), NAMES, {"amt": Limit(6)}) == {}


def create(identifier: str, organization: str) -> Create:
    entry = Entry(identifier, "name", {"private": False, "owner_org": organization})
    return Create(identifier, "T", identifier.partition(":")[0], entry)


def test_leaving_out_takes_changes_organisations_folders_and_likenesses_of_that_inventory_only() -> None:
    plan = Plan(
        "t",
        NAMES,
        "print",
        (create("amt:1", "amt"), create("bau:1", "tiefbau"), Unchanged("kultur:1", "T", "kultur")),
        organizations=(Organization("amt"), Organization("dezernat"), Organization("tiefbau", parent="dezernat")),
        folders={"amt": "/a", "bau": "/b"},
        likenesses=(Likeness("amt:1", "", "amt:0", "", 1.0), Likeness("bau:1", "", "bau:0", "", 1.0)),
        scope_organizations=("amt", "tiefbau"),
    )
    rest = leave_out(plan, {"amt"})
    assert [change.identifier for change in rest.changes] == ["bau:1", "kultur:1"]
    assert [organization.name for organization in rest.organizations] == ["dezernat", "tiefbau"]
    assert rest.folders == {"bau": "/b"}
    assert [likeness.identifier for likeness in rest.likenesses] == ["bau:1"]
    assert (rest.inventories, rest.fingerprint, rest.scope_organizations) == (NAMES, "print", ("amt", "tiefbau"))


def test_leaving_out_nothing_changes_nothing() -> None:
    plan = plan_for(create("amt:1", "amt"))
    assert leave_out(plan, ()) is plan


def test_an_organisation_that_an_update_needs_is_kept() -> None:
    entry = Entry("bau:1", "n", {"owner_org": "neu"})
    update = Update("bau:1", "T", "bau", "id", "r", entry, entry, ())
    plan = Plan("t", NAMES, "p", (update, create("amt:1", "x")), organizations=(Organization("neu"), Organization("x")))
    assert [one.name for one in leave_out(plan, {"amt"}).organizations] == ["neu"]
