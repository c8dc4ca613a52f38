"""Going back over changed keys: the dataset, its content and the ledger's memory return to the former key."""

from __future__ import annotations

from dataclasses import replace

from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import carry_out, make_plan, only_change, plan_renaming, plan_undo, push, row, undo
from toolkit.model.plan import IDENTIFIER, Blocked, FieldChange, Unchanged, Update
from toolkit.sync.ledger import Ledger
from toolkit.sync.plan import Desired, Wish


def ids(catalogue: SmallCatalogue, ledger: Ledger) -> dict[str, str]:
    return {name: one.catalogue_id for name, one in ledger.pushed(catalogue.target, ["amt"]).items()}


def rename(catalogue: SmallCatalogue, ledger: Ledger, renamed: dict[str, str], *rows: Desired) -> str:
    receipt = carry_out(catalogue, ledger, plan_renaming(catalogue, ledger, renamed, *rows))
    assert not receipt.failed
    return receipt.run


def settled(catalogue: SmallCatalogue, ledger: Ledger, *rows: Desired) -> bool:
    plan = make_plan(catalogue, ledger, Wish(("amt",), rows))
    return all(isinstance(change, Unchanged) and change.sheet is None for change in plan.changes)


def test_a_changed_key_goes_back_with_everything(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    old, new = row("1", title="Bäume", notes="alt"), row("1a", title="Bäume", notes="neu")
    push(catalogue, ledger, old)
    before, known = catalogue.content(), ids(catalogue, ledger)
    run = rename(catalogue, ledger, {"amt:1a": "amt:1"}, new)
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Update)
    assert (change.identifier, change.former) == ("amt:1", "amt:1a")
    assert change.changes[0] == FieldChange(IDENTIFIER, "amt:1a", "amt:1")
    undo(catalogue, ledger, run)
    assert (catalogue.content(), ids(catalogue, ledger)) == (before, known)
    assert settled(catalogue, ledger, old)


def test_a_key_alone_goes_back_and_forth(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    old, new = row("1", title="Bäume"), row("1a", title="Bäume")
    push(catalogue, ledger, old)
    before = catalogue.content()
    run = rename(catalogue, ledger, {"amt:1a": "amt:1"}, new)
    after, known = catalogue.content(), ids(catalogue, ledger)
    back = undo(catalogue, ledger, run)
    assert catalogue.content() == before
    assert isinstance(only_change(plan_undo(catalogue, ledger, run)), Unchanged)
    assert isinstance(only_change(plan_undo(catalogue, ledger, run, only=("amt:1a",))), Unchanged)
    undo(catalogue, ledger, back)
    assert (catalogue.content(), ids(catalogue, ledger)) == (after, known)
    assert settled(catalogue, ledger, new)


def test_keys_that_changed_places_change_back(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    old = (row("1", title="Bäume"), row("2", title="Wege"))
    push(catalogue, ledger, *old)
    before, known = catalogue.content(), ids(catalogue, ledger)
    swapped = (row("1", title="Wege"), row("2", title="Bäume"))
    run = rename(catalogue, ledger, {"amt:1": "amt:2", "amt:2": "amt:1"}, *swapped)
    undo(catalogue, ledger, run)
    assert (catalogue.content(), ids(catalogue, ledger)) == (before, known)
    assert settled(catalogue, ledger, *old)


def test_a_former_key_that_another_dataset_got_since_is_not_taken_from_it(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    push(catalogue, ledger, row("1", title="Bäume"))
    new = row("1a", title="Bäume")
    run = rename(catalogue, ledger, {"amt:1a": "amt:1"}, new)
    other = row("1", title="Wege")
    push(catalogue, ledger, new, replace(other, entry=replace(other.entry, name="wege")))
    change = only_change(plan_undo(catalogue, ledger, run))
    assert isinstance(change, Blocked)
    assert change.identifier == "amt:1a"
    assert str(change.reason) == "its former key amt:1 belongs to another dataset by now"


def test_where_one_cannot_go_back_nobody_takes_its_key(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, row("1", title="Bäume"), row("2", title="Wege"))
    moved = (row("2", title="Baum"), row("3", title="Weg"))
    run = rename(catalogue, ledger, {"amt:2": "amt:1", "amt:3": "amt:2"}, *moved)
    catalogue.edit("amt:3", title="von Hand")
    plan = plan_undo(catalogue, ledger, run)
    assert {change.identifier: change.kind for change in plan.changes} == {"amt:1": "update", "amt:3": "blocked"}
    catalogue.edit("amt:3", title="Weg")
    catalogue.edit("amt:2", title="von Hand")
    plan = plan_undo(catalogue, ledger, run)
    assert {change.identifier: change.kind for change in plan.changes} == {"amt:2": "blocked", "amt:3": "blocked"}
