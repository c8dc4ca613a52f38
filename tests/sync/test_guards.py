from __future__ import annotations

import pytest

from toolkit.model.entry import Entry, Held, Snapshot
from toolkit.model.message import say
from toolkit.model.plan import Plan, Update, Withdraw
from toolkit.model.problem import Stopped
from toolkit.sync.guards import guard_withdrawals, require_applicable, require_fresh, stamp


def hold(inventory: str, n: int, *, private: bool = False) -> dict[str, Held]:
    names = [f"{inventory}:{number}" for number in range(n)]
    return {name: Held(name, Entry(name, name, {"private": private}), "1") for name in names}


def withdraw(inventory: str, n: int) -> list[Withdraw]:
    names = [f"{inventory}:{number}" for number in range(n)]
    return [Withdraw(name, "T", inventory, name, "1", say("gone")) for name in names]


def update(inventory: str, n: int, *, private: bool) -> list[Update]:
    names = [f"{inventory}:{number}" for number in range(n)]
    entries = {name: Entry(name, name, {"private": private}) for name in names}
    return [Update(name, "T", inventory, name, "1", entry, entry, ()) for name, entry in entries.items()]


@pytest.mark.parametrize(
    ("public", "leaving", "stops"), [(5, 5, False), (20, 6, True), (99, 10, True), (100, 10, False)]
)
def test_the_limit_is_a_tenth_and_at_least_five(public: int, leaving: int, stops: bool) -> None:
    found = guard_withdrawals(withdraw("a", leaving), Snapshot("t", hold("a", public)), ["a"])
    assert bool(found) is stops


def test_what_is_private_already_counts_neither_way() -> None:
    held = hold("a", 6) | hold("b", 500, private=True)
    assert guard_withdrawals(withdraw("a", 6), Snapshot("t", held), ["a", "b"])


def test_one_broken_export_does_not_hide_behind_the_others() -> None:
    snapshot = Snapshot("t", hold("a", 10) | hold("b", 500))
    (message,) = guard_withdrawals(withdraw("a", 10), snapshot, ["a", "b"])
    assert str(message) == "10 of 10 public datasets of a would leave the public at once; the limit is 5"


def test_many_small_losses_count_together() -> None:
    names = [f"i{number}" for number in range(5)]
    held = {key: item for name in names for key, item in hold(name, 10).items()}
    changes = [change for name in names for change in withdraw(name, 2)]
    (message,) = guard_withdrawals(changes, Snapshot("t", held), names)
    assert str(message) == "10 datasets would leave the public at once; the limit is 5"


def test_updates_that_hide_a_dataset_count_too() -> None:
    snapshot = Snapshot("t", hold("a", 10))
    assert guard_withdrawals(update("a", 10, private=True), snapshot, ["a"])
    assert not guard_withdrawals(update("a", 10, private=False), snapshot, ["a"])


def test_a_person_can_set_the_limit() -> None:
    snapshot = Snapshot("t", hold("a", 10))
    assert not guard_withdrawals(withdraw("a", 10), snapshot, ["a"], 10)
    assert guard_withdrawals(withdraw("a", 1), snapshot, ["a"], 0)


def test_a_guarded_plan_and_one_for_another_catalogue_stop() -> None:
    require_applicable(Plan("t", ("a",), "f", ()), "t")
    with pytest.raises(Stopped, match="not for u"):
        require_applicable(Plan("t", ("a",), "f", ()), "u")
    with pytest.raises(Stopped, match="too many"):
        require_applicable(Plan("t", ("a",), "f", (), guards=(say("too many"),)), "t")


def test_a_plan_for_another_state_stops() -> None:
    snapshot = Snapshot("t", hold("a", 1), {"amt": "Amt"})
    require_fresh(Plan("t", ("a",), stamp(snapshot, ()), ()), snapshot)
    with pytest.raises(Stopped, match="changed since"):
        require_fresh(Plan("t", ("a",), stamp(snapshot, ()), ()), Snapshot("t", {}))
