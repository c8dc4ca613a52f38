"""A plan as a reviewer reads it, and as a file that a later push reads back."""

from __future__ import annotations

import pytest

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource
from toolkit.model.grid import CellRef
from toolkit.model.message import say, say_many
from toolkit.model.plan import (
    Adopt,
    Blocked,
    Clash,
    Conflict,
    Create,
    FieldChange,
    Kept,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.model.problem import Problem
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.plan import build_plan_text
from toolkit.reports.planfile import build_plan_file, build_plan_schema, parse_plan_file

CELL = CellRef("inventar.xlsx", "Daten", 17, 8)
ENTRY = Entry("a:1", "baeume", {"title": "Bäume", "private": False}, (Resource("r1", {"name": "CSV", "size": 12}),))


def entry(number: int) -> Entry:
    return Entry(f"a:{number}", f"name-{number}", {"title": f"Titel {number}", "private": True, "tags": ("x", "y")})


PLAN = Plan(
    "folder:/katalog",
    ("a",),
    "fingerprint",
    (
        Create("a:1", "Bäume", "a", ENTRY, (FieldChange("title", None, "Bäume", CELL),)),
        Update(
            "a:2",
            "Wege",
            "a",
            "id-2",
            "rev-2",
            entry(2),
            entry(2),
            (FieldChange("resources.r1.url", "https://example.org/alt", "https://example.org/neu", CELL),),
            (Kept("notes", "kurz", "länger"),),
        ),
        Adopt("a:3", "Parks", "a", "id-3", "rev-3", entry(3), (FieldChange("private", True, False),)),
        Unchanged("a:4", "Bänke", "a", (Kept("title", "Bänke", "Sitzbänke"),)),
        Unchanged("a:5", "Brunnen", "a"),
        Withdraw("a:6", "Beete", "a", "id-6", "rev-6", say("“{text}”: not released", text="nein"), CELL),
        Conflict("a:7", "Hecken", "a", (Clash("title", "Hecken", "Hecken alt", "Hecken neu", CELL),)),
        Blocked("a:8", "Teiche", "a", say("the licence is missing"), say("Enter a licence."), CELL),
    ),
    (Organization("gruenes-amt", "Grünes Amt"),),
    (say_many("{n} dataset would be withdrawn", "{n} datasets would be withdrawn", 12),),
    (say("{address} is not encrypted", address="http://ckan.example.org"),),
    {"a": "/inventare"},
    {"r1": "Tabelle"},
    ("gruenes-amt",),
)


@pytest.fixture
def text() -> str:
    return build_plan_text(PLAN, Translator("en"), Ink(width=200))


def test_a_change_shows_before_after_and_the_cell(text: str) -> None:
    before_after = "“https://example.org/alt” → “https://example.org/neu”   [inventar.xlsx › Daten › H17]"
    assert f"resource “Tabelle” › url: {before_after}" in text


def test_what_protects_comes_first_and_totals_last(text: str) -> None:
    assert text.index("a:6") < text.index("a:7") < text.index("a:8") < text.index("a:2") < text.index("a:1")
    totals = text[text.index("create: 1") :]
    assert totals.startswith("create: 1 · update: 1 · take over: 1 · withdraw (make private): 1 · conflict: 1")
    assert "2 fields edited in the catalogue are kept" in totals
    assert "stopped: 12 datasets would be withdrawn" in totals


def test_what_to_know_of_the_target_stands_at_the_top(text: str) -> None:
    assert text.splitlines()[1] == "warning: http://ckan.example.org is not encrypted"


def test_all_three_sides_of_a_conflict_are_shown(text: str) -> None:
    assert "last pushed: “Hecken”" in text
    assert "sheet: “Hecken alt”" in text
    assert "catalogue: “Hecken neu”" in text


def test_an_unchanged_dataset_is_shown_only_when_somebody_edited_it(text: str) -> None:
    assert "title: edited in the catalogue, stays “Sitzbänke”" in text
    assert "Brunnen" not in text


def test_a_blocked_dataset_says_why_and_what_to_do(text: str) -> None:
    assert "the licence is missing   [inventar.xlsx › Daten › H17]" in text
    assert "→ Enter a licence." in text


def test_new_datasets_are_short_unless_every_field_is_asked_for(text: str) -> None:
    assert "baeume  ·  for the public  ·  1 resource" in text
    whole = build_plan_text(PLAN, Translator("en"), Ink(width=200), every_field=True)
    assert "title: (empty) → “Bäume”   [inventar.xlsx › Daten › H17]" in whole


def test_a_plan_survives_its_file() -> None:
    assert parse_plan_file(build_plan_file(PLAN), "plan.json") == PLAN


def test_the_schema_knows_every_kind_of_change() -> None:
    names = {
        name for name in build_plan_schema()["$defs"] if name in {type(change).__name__ for change in PLAN.changes}
    }
    assert names == {"Create", "Update", "Adopt", "Unchanged", "Withdraw", "Conflict", "Blocked"}


@pytest.mark.parametrize("text", ["", "[]", '{"format": "bestand-plan/99"}', "kein JSON"])
def test_a_file_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(Problem, match=r"plan\.json is no plan"):
        parse_plan_file(text, "plan.json")
