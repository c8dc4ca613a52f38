"""A run may die anywhere: the same command again gives the same end, nothing twice, nothing lost (decision 10)."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.clockwork import Clockwork
from tests.sync.killing import Killed, Killer, list_points
from tests.sync.small_catalogue import Fault, SmallCatalogue
from tests.sync.undoing import desire, row
from toolkit.model.entry import Resource, Value
from toolkit.model.message import say
from toolkit.model.plan import Plan, Unchanged
from toolkit.model.problem import Stopped
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Barred, Options, Wish, build_plan, build_scope

ALLOWED = Options(create_organizations=True, adopt=True, withdraw_limit=99)
CSV, CARD = Resource("r1", {"title": "CSV", "url": "u"}), Resource("r2", {"title": "Karte", "url": "u"})
CARD_OF_4 = replace(CARD, id="r4")


def make_plan(catalogue: SmallCatalogue, ledger: Ledger, wish: Wish) -> Plan:
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    return build_plan(wish, catalogue.fetch_snapshot(build_scope(wish, pushed)), pushed, ALLOWED)


def push(catalogue: SmallCatalogue, ledger: Ledger, wish: Wish | Plan, killer: Killer | None = None) -> None:
    killer = killer or Killer()
    plan = make_plan(catalogue, ledger, wish) if isinstance(wish, Wish) else wish
    catalogue.watch = killer
    try:
        apply_plan(plan, catalogue, ledger, killer, killer.now, timer=Clockwork().timer)
    finally:
        catalogue.watch = lambda _point: None


BEFORE = Wish(("amt",), (row("1", CSV, CARD, notes="alt"), row("2"), row("3", replace(CSV, id="r3"))))
AFTER = Wish(
    ("amt",),
    (
        row("1", replace(CSV, fields={"title": "CSV", "url": "v"}), notes="alt", title="Neu"),
        row("4", CARD_OF_4, org="kultur"),
        row("5"),
        row("9", title="Übernommen"),
    ),
    (Barred("amt:2", "T", "amt", say("no")),),
)


def build_scene(ledger: Ledger) -> SmallCatalogue:
    """Give a catalogue after one push and some work by hand."""
    catalogue = SmallCatalogue(f"memory:{uuid.uuid4()}")
    push(catalogue, ledger, BEFORE)
    catalogue.edit("amt:1", notes="von Hand", author="Amt")
    catalogue.add("amt:9", "von-hand", title="Fremd", author="Amt")
    return catalogue


def unkilled() -> tuple[object, int]:
    """Give the end that every killed run must come to, and the number of points where it can be killed."""
    with open_ledger("sqlite://") as ledger:
        catalogue, killer = build_scene(ledger), Killer()
        push(catalogue, ledger, AFTER, killer)
        return catalogue.content(), killer.points


END, POINTS = unkilled()


def require_settled(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    """Require the same end, and a ledger that has nothing left to learn."""
    assert catalogue.content() == END
    again = make_plan(catalogue, ledger, AFTER)
    assert not again.has_work
    assert all(isinstance(change, Unchanged) and change.sheet is None for change in again.changes)
    assert [kept.field for change in again.changes if isinstance(change, Unchanged) for kept in change.kept] == [
        "notes"
    ]


def test_the_scene_has_every_kind_of_write(ledger: Ledger) -> None:
    plan = make_plan(build_scene(ledger), ledger, AFTER)
    assert {change.kind for change in plan.changes} == {"create", "update", "adopt", "withdraw"}
    assert plan.organizations
    assert POINTS > 40


@pytest.mark.parametrize("point", list_points(POINTS))
def test_planning_and_pushing_again_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue = build_scene(ledger)
    with pytest.raises(Killed):
        push(catalogue, ledger, AFTER, Killer(point))
    push(catalogue, ledger, AFTER)
    require_settled(catalogue, ledger)


@pytest.mark.parametrize("point", list_points(POINTS))
def test_pushing_the_same_plan_again_comes_to_the_same_end(ledger: Ledger, point: int) -> None:
    catalogue = build_scene(ledger)
    plan = make_plan(catalogue, ledger, AFTER)
    with pytest.raises(Killed):
        push(catalogue, ledger, plan, Killer(point))
    push(catalogue, ledger, plan)
    require_settled(catalogue, ledger)


def test_a_plan_that_was_pushed_to_its_end_is_stopped(ledger: Ledger) -> None:
    catalogue = build_scene(ledger)
    plan = make_plan(catalogue, ledger, AFTER)
    push(catalogue, ledger, plan)
    with pytest.raises(Stopped, match="changed since the plan"):
        push(catalogue, ledger, plan)


def test_a_plan_cut_short_is_stopped_where_somebody_edited_what_it_wrote(ledger: Ledger) -> None:
    catalogue = build_scene(ledger)
    plan = make_plan(catalogue, ledger, AFTER)
    catalogue.faults = [None, None, None, "out of reach"]
    push(catalogue, ledger, plan)
    catalogue.edit("amt:2", notes="von Hand")
    with pytest.raises(Stopped, match="changed since the plan"):
        push(catalogue, ledger, plan)


FAULTS: st.SearchStrategy[Fault | None] = st.sampled_from(
    [None, "refused", "busy", "overloaded before", "overloaded after", "lost before", "lost after", "out of reach"]
)
ROWS = st.fixed_dictionaries(
    {"title": st.sampled_from("ab"), "private": st.booleans()},
    optional={"tags": st.sampled_from([("x",), ("x", "y"), ()]), "url": st.sampled_from(["u", "v"])},
)
Drawn: TypeAlias = dict[str, tuple[dict[str, Value], set[str]]]
SHEETS = st.dictionaries(st.sampled_from("123"), st.tuples(ROWS, st.sets(st.sampled_from(["r1", "r2"]))))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(SHEETS, st.lists(FAULTS, max_size=4), st.integers(1, 40)), max_size=4), SHEETS)
def test_law_after_any_trouble_one_clean_push_gives_the_sheets(
    ledger: Ledger, tries: list[tuple[Drawn, list[Fault | None], int]], sheet: Drawn
) -> None:
    catalogue = SmallCatalogue(f"memory:{uuid.uuid4()}")
    for rows, faults, point in tries:
        catalogue.faults = faults
        with suppress(Killed):
            push(catalogue, ledger, _wish(rows), Killer(point))
    catalogue.faults = []
    push(catalogue, ledger, _wish(sheet))
    again = make_plan(catalogue, ledger, _wish(sheet))
    assert {change.kind for change in again.changes} <= {"unchanged"}
    assert not any(change.kept for change in again.changes if isinstance(change, Unchanged))
    assert {f"amt:{key}" for key in sheet} <= catalogue.content().keys()
    for record in catalogue.records.values():
        key = record.identifier.removeprefix("amt:")
        told, ids = sheet.get(key, ({"private": True}, set()))
        fields: dict[str, Value] = told
        assert {key: record.fields.get(key) or None for key in fields} == {key: fields[key] or None for key in fields}
        assert key not in sheet or record.resources.keys() == {f"{id_}-{key}" for id_ in ids}


def _wish(rows: Drawn) -> Wish:
    """Make a wish of drawn rows."""
    desired = [
        desire(key, tuple(Resource(f"{id_}-{key}", {"title": fields["title"]}) for id_ in sorted(ids)), fields)
        for key, (fields, ids) in rows.items()
    ]
    return Wish(("amt",), tuple(desired))
