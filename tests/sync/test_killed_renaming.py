"""A run that carries datasets over to new keys may die anywhere, as may the way back: the same again heals it."""

from __future__ import annotations

import uuid

import pytest

from tests.sync.clockwork import Clockwork
from tests.sync.killing import Killed, Killer, list_points
from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import make_plan, plan_renaming, plan_undo, push, row
from toolkit.model.plan import Plan, Unchanged
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Wish

OLD = (row("1", title="Bäume"), row("2", title="Wege", notes="alt"), row("3", title="Busse"))
NEW = (row("2", title="Bäume"), row("3", title="Wege", notes="neu"), row("3a", title="Busse"))
RENAMED = {"amt:2": "amt:1", "amt:3": "amt:2", "amt:3a": "amt:3"}


def build_scene(ledger: Ledger) -> SmallCatalogue:
    catalogue = SmallCatalogue(f"memory:{uuid.uuid4()}")
    push(catalogue, ledger, *OLD)
    return catalogue


def carry_out(catalogue: SmallCatalogue, ledger: Ledger, plan: Plan, killer: Killer) -> str:
    catalogue.watch = killer
    try:
        return apply_plan(plan, catalogue, ledger, killer, killer.now, jobs=1, timer=Clockwork().timer).run
    finally:
        catalogue.watch = lambda _point: None


def unkilled() -> tuple[object, int, int]:
    """Give the end of the renaming, and how many points it and its undo have."""
    with open_ledger("sqlite://") as ledger:
        catalogue, there, back = build_scene(ledger), Killer(), Killer()
        run = carry_out(catalogue, ledger, plan_renaming(catalogue, ledger, RENAMED, *NEW), there)
        end = catalogue.content()
        carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run), back)
        return end, there.points, back.points


END, POINTS, POINTS_BACK = unkilled()
LEARNT = 3
"""Up to here a run only asks for the time, and the ledger knows the old keys."""


def require_settled(catalogue: SmallCatalogue, ledger: Ledger, *rows: object) -> None:
    """Require a ledger that has nothing left to learn, and a catalogue that has nothing left to do."""
    plan = make_plan(catalogue, ledger, Wish(("amt",), rows))  # type: ignore[arg-type]
    assert all(isinstance(change, Unchanged) and change.sheet is None for change in plan.changes)


@pytest.mark.parametrize("point", list_points(POINTS))
def test_the_same_plan_again_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue = build_scene(ledger)
    plan = plan_renaming(catalogue, ledger, RENAMED, *NEW)
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan, Killer(point))
    carry_out(catalogue, ledger, plan, Killer())
    assert catalogue.content() == END
    require_settled(catalogue, ledger, *NEW)


@pytest.mark.parametrize("point", list_points(POINTS)[LEARNT:])
def test_once_the_ledger_knows_the_new_keys_a_usual_push_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue = build_scene(ledger)
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan_renaming(catalogue, ledger, RENAMED, *NEW), Killer(point))
    push(catalogue, ledger, *NEW)
    assert catalogue.content() == END
    require_settled(catalogue, ledger, *NEW)


@pytest.mark.parametrize("point", list_points(POINTS_BACK))
def test_an_undo_begun_anew_gives_the_former_keys_back(ledger: Ledger, point: int) -> None:
    catalogue = build_scene(ledger)
    before = catalogue.content()
    run = carry_out(catalogue, ledger, plan_renaming(catalogue, ledger, RENAMED, *NEW), Killer())
    with pytest.raises(Killed):
        carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run), Killer(point))
    carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run), Killer())
    assert catalogue.content() == before
    require_settled(catalogue, ledger, *OLD)
