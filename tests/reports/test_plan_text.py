"""A plan as a reviewer reads it, and as a file that a later push reads back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.grid import CellRef
from toolkit.model.message import say, say_many
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
        Create("a:1", "Bäume", "a", ENTRY, {"title": CELL}),
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


def write(plan: Plan, width: int = 200) -> str:
    return build_plan_text(plan, Translator("en"), Ink(width=width))


def test_what_was_asked_beforehand_stands_at_the_top_errors_first_good_things_in_one_line() -> None:
    checks = (
        Check("version", "good", say("CKAN {version}", version="2.12.0")),
        Check("licenses", "warning", say("no such licence"), None, ("a:1",)),
        Check("token", "good", say("the token is fine")),
        Check("schema", "bad", say("it is empty"), say("fill it"), tuple(f"a:{n}" for n in range(1, 8))),
    )
    lines = write(replace(PLAN, preflight=checks)).splitlines()
    assert lines[2:6] == [
        "error: it is empty (a:1, a:2, a:3, a:4, a:5 and 2 more)",
        "    → fill it",
        "warning: no such licence (a:1)",
        "in order: CKAN 2.12.0; the token is fine",
    ]


def test_five_datasets_are_named_without_a_count() -> None:
    check = Check("schema", "bad", say("it is empty"), None, ("a", "b", "c", "d", "e"))
    assert "error: it is empty (a, b, c, d, e)\n" in write(replace(PLAN, preflight=(check,)))


def test_a_plan_without_questions_says_nothing_of_them(text: str) -> None:
    assert "in order" not in text


def test_a_row_that_looks_like_another_dataset_is_told_with_its_cell() -> None:
    likeness = Likeness("a:1", "Bäume", "a:17", "Baumliste", 0.9, CELL)
    told = "? a:1 “Bäume” looks like a:17 “Baumliste”: was its key changed?   [inventar.xlsx › Daten › H17]"
    assert told in write(replace(PLAN, likenesses=(likeness,)))


def test_a_plan_that_takes_back_a_run_says_which() -> None:
    assert write(replace(PLAN, undoes="20260101")).startswith("Plan for folder:/katalog, taking back the run 20260101")


def test_a_deletion_is_told_with_its_reason() -> None:
    deletion = Delete("a:9", "Alt", "a", "id-9", "r", say("the run created it"))
    assert "- delete  a:9 “Alt”\n    the run created it" in write(replace(PLAN, changes=(deletion,)))


def test_organisations_and_groups_that_are_created_first_are_told() -> None:
    lines = write(replace(PLAN, groups=(Group("umwelt", "Umwelt"),))).splitlines()
    assert lines[2:4] == ["+ create the organisation gruenes-amt “Grünes Amt”", "+ create the group umwelt “Umwelt”"]


def update(before: Value, after: Value) -> Plan:
    change = Update("a:2", "Wege", "a", "id", "r", entry(2), entry(2), (FieldChange("notes", before, after, CELL),))
    return replace(PLAN, changes=(change,))


def test_values_that_do_not_fit_side_by_side_stand_one_above_the_other() -> None:
    lines = write(update("vorher", "nachher"), 60).splitlines()
    place = lines.index("    notes:   [inventar.xlsx › Daten › H17]")
    assert lines[place + 1 : place + 3] == ["      - “vorher”", "      + “nachher”"]
    assert "notes: “vorher” → “nachher”   [inventar.xlsx › Daten › H17]" in write(update("vorher", "nachher"), 65)


def test_long_values_are_shown_from_shortly_before_they_differ() -> None:
    same = "Das ist ein langer Text, der auf beiden Seiten gleich beginnt. " * 4
    text = write(update(f"{same}Ende eins.", f"{same}Ende zwei."))
    assert "Ende eins.”" in text
    assert "“… beiden Seiten gleich beginnt. Ende zwei.”" in text


def test_long_values_that_differ_early_are_shown_from_their_start() -> None:
    text = write(update("eins " + "x " * 200, "zwei " + "x " * 200))
    assert "“eins x" in text
    assert "“zwei x" in text


def test_no_line_of_words_is_wider_than_a_narrow_terminal() -> None:
    checks = (Check("schema", "bad", say("word " * 30), say("word " * 30), ("a:1", "a:2")),)
    likenesses = (Likeness("a:1", "Bäume " * 5, "a:2", "Wege " * 5, 0.9, CELL),)
    text = write(replace(PLAN, preflight=checks, likenesses=likenesses), 60)
    assert max(map(len, text.splitlines())) <= 60
