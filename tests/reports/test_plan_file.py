"""A plan as a file: the same again after reading, without secrets, with every property described."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.small_plan import PLAN
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import (
    Adopt,
    Blocked,
    Check,
    Clash,
    Conflict,
    Create,
    Delete,
    FieldChange,
    Kept,
    Likeness,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.model.problem import Problem
from toolkit.reports.planfile import build_plan_file, build_plan_schema, parse_plan_file

OLD = Path(__file__).with_name("plan-1.json")

TEXTS = st.text(max_size=8)
NUMBERS = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False).filter(lambda n: n % 1 != 0)
VALUES = st.none() | TEXTS | st.booleans() | NUMBERS | st.lists(TEXTS, max_size=3).map(tuple)
CELLS = st.none() | st.builds(CellRef, TEXTS, TEXTS, st.integers(1, 9), st.integers(1, 9))
MESSAGES = st.builds(
    lambda text, inner, n: say_many("{n} {x}", "{n} {x}s", n, x=say("{y}", y=inner)) if n else say("{x}", x=text),
    TEXTS,
    TEXTS,
    st.integers(0, 3),
)
FIELDS = st.dictionaries(TEXTS, VALUES, max_size=3)
ENTRIES = st.builds(
    Entry, TEXTS, TEXTS, FIELDS, st.lists(st.builds(Resource, TEXTS, FIELDS, TEXTS), max_size=2).map(tuple)
)
OWN = (TEXTS, TEXTS, TEXTS)
CHANGED = st.lists(st.builds(FieldChange, TEXTS, VALUES, VALUES, CELLS), max_size=2).map(tuple)
POLICIES = st.sampled_from([None, "sheet", "catalogue", "stop", "first"])
KEPT = st.lists(st.builds(Kept, TEXTS, VALUES, VALUES, POLICIES), max_size=2).map(tuple)
CLASHES = st.lists(st.builds(Clash, TEXTS, VALUES, VALUES, VALUES, CELLS), max_size=2).map(tuple)
IDS = st.lists(TEXTS, max_size=2).map(tuple)
CHANGES = st.one_of(
    st.builds(Create, *OWN, ENTRIES, st.dictionaries(TEXTS, CELLS.filter(bool), max_size=2)),
    st.builds(Update, *OWN, TEXTS, TEXTS, ENTRIES, ENTRIES, CHANGED, KEPT, IDS, st.booleans(), TEXTS),
    st.builds(Adopt, *OWN, TEXTS, TEXTS, ENTRIES, CHANGED, st.none() | ENTRIES, KEPT),
    st.builds(Unchanged, *OWN, KEPT, st.none() | ENTRIES),
    st.builds(Withdraw, *OWN, TEXTS, TEXTS, MESSAGES, CELLS),
    st.builds(Delete, *OWN, TEXTS, TEXTS, MESSAGES),
    st.builds(Conflict, *OWN, CLASHES),
    st.builds(Blocked, *OWN, MESSAGES, MESSAGES, CELLS),
)
CHECKS = st.builds(
    Check,
    st.sampled_from(["version", "schema", "storage"]),
    st.sampled_from(["good", "warning", "bad"]),
    MESSAGES,
    st.none() | MESSAGES,
    IDS,
    TEXTS,
)
LIKENESSES = st.builds(Likeness, TEXTS, TEXTS, TEXTS, TEXTS, st.floats(0.01, 0.99), CELLS)
PLANS = st.builds(
    Plan,
    TEXTS,
    IDS,
    TEXTS,
    st.lists(CHANGES, max_size=3).map(tuple),
    st.lists(st.builds(Organization, TEXTS, TEXTS), max_size=2).map(tuple),
    preflight=st.lists(CHECKS, max_size=2).map(tuple),
    likenesses=st.lists(LIKENESSES, max_size=2).map(tuple),
    undoes=TEXTS,
)


@given(PLANS)
def test_a_plan_is_the_same_after_it_was_saved_and_read(plan: Plan) -> None:
    assert parse_plan_file(build_plan_file(plan), "plan.json") == plan


def test_a_plan_of_every_kind_fits_its_schema() -> None:
    saved = build_plan_file(PLAN)
    assert parse_plan_file(saved, "plan.json") == PLAN
    jsonschema.Draft202012Validator(build_plan_schema()).validate(json.loads(saved))


def test_every_property_of_the_schema_is_described() -> None:
    schema = build_plan_schema()
    parts = {"Plan": schema, **schema["$defs"]}
    bare = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, found in part.get("properties", {}).items()
        if not found.get("description")
    ]
    assert bare == []


def test_a_plan_that_an_older_release_saved_can_still_be_read() -> None:
    plan = parse_plan_file(OLD.read_text(encoding="utf-8"), OLD.name)
    create, update = plan.changes
    assert isinstance(create, Create)
    assert isinstance(update, Update)
    assert (create.cells, create.entry.name, update.kept) == ({}, "baeume", (Kept("notes", "kurz", "länger"),))
    assert (plan.preflight, plan.undoes) == ((), "")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "bestand-plan/2"}', "x"])
def test_what_is_no_plan_is_refused_with_the_way_to_a_new_one(text: str) -> None:
    with pytest.raises(Problem, match="is no plan of this version") as caught:
        parse_plan_file(text, "plan.json")
    assert "--out plan.json" in str(caught.value.remedy)


def test_messages_keep_their_kind() -> None:
    (guard,) = parse_plan_file(build_plan_file(PLAN), "plan.json").guards
    assert isinstance(guard, Message)
    assert str(guard) == "12 datasets would be withdrawn"
