"""An undo may die anywhere as well: the same command, or the same plan, comes to the same end."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tests.sync.killing import Killed, Killer, list_points
from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import make_plan, plan_undo, push, row, undo
from toolkit.model.entry import Resource
from toolkit.model.plan import Plan
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Wish

CSV, CARD = Resource("r1", {"title": "CSV", "url": "u"}), Resource("r2", {"title": "Karte", "url": "u"})
NEW_CSV = replace(CSV, fields={"title": "CSV", "url": "v"})
WISHES = {"delete": True, "republish": True}
OLD = (row("1", CSV, CARD, notes="alt"), row("2"), row("3", CSV))
NEW = (row("1", NEW_CSV, notes="neu"), row("3", CSV), row("5"), row("9", notes="neu"))


def build_scene(ledger: Ledger) -> tuple[SmallCatalogue, str]:
    """Give a catalogue after the run that is to be undone, with work by hand in it."""
    catalogue = SmallCatalogue(f"memory:{uuid.uuid4()}")
    push(catalogue, ledger, *OLD)
    catalogue.add("amt:9", "von-hand", title="Fremd", owner_org="amt", notes="alt")
    catalogue.edit("amt:1", author="Amt")
    return catalogue, push(catalogue, ledger, *NEW)


def carry_out(catalogue: SmallCatalogue, ledger: Ledger, plan: Plan, killer: Killer) -> None:
    catalogue.watch = killer
    try:
        apply_plan(plan, catalogue, ledger, killer, killer.now, jobs=1)
    finally:
        catalogue.watch = lambda _point: None


def unkilled() -> tuple[object, int]:
    with open_ledger("sqlite://") as ledger:
        catalogue, run = build_scene(ledger)
        killer = Killer()
        carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run, **WISHES), killer)
        return catalogue.content(), killer.points


END, POINTS = unkilled()


def require_settled(catalogue: SmallCatalogue, ledger: Ledger, run: str) -> None:
    """Require the same end, and that neither undo nor push finds something left over."""
    assert catalogue.content() == END
    plan = plan_undo(catalogue, ledger, run, **WISHES)
    assert {change.kind for change in plan.changes} == {"unchanged"}
    again = make_plan(catalogue, ledger, Wish(("amt",), OLD))
    assert {change.identifier: change.kind for change in again.changes} == {
        "amt:1": "unchanged",
        "amt:2": "unchanged",
        "amt:3": "unchanged",
        "amt:9": "blocked",
    }


def test_the_scene_has_every_kind_of_write(ledger: Ledger) -> None:
    catalogue, run = build_scene(ledger)
    plan = plan_undo(catalogue, ledger, run, **WISHES)
    assert {change.kind for change in plan.changes} == {"update", "delete"}
    assert POINTS > 20


@pytest.mark.parametrize("point", list_points(POINTS))
def test_the_same_command_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue, run = build_scene(ledger)
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run, **WISHES), Killer(point))
    undo(catalogue, ledger, run, **WISHES)
    require_settled(catalogue, ledger, run)


@pytest.mark.parametrize("point", list_points(POINTS))
def test_the_same_plan_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue, run = build_scene(ledger)
    plan = plan_undo(catalogue, ledger, run, **WISHES)
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan, Killer(point))
    carry_out(catalogue, ledger, plan, Killer())
    require_settled(catalogue, ledger, run)


@pytest.mark.parametrize("point", list_points(POINTS))
def test_a_deletion_that_nobody_recorded_does_not_keep_the_next_push_back(ledger: Ledger, point: int) -> None:
    catalogue, run = build_scene(ledger)
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run, **WISHES), Killer(point))
    push(catalogue, ledger, *NEW)
    assert catalogue.find("amt:5").fields == {"private": False, "owner_org": "amt", "title": "Titel 5"}
