"""What becomes of changes that a catalogue would certainly refuse."""

from __future__ import annotations

from dataclasses import replace

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry, Held, Snapshot, Value
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Blocked, Change, Check, Create, FieldChange, Plan, Unchanged, Update, Withdraw
from toolkit.sync.preflight import block_refused, build_intended

CELL, RELEASE = CellRef("i.xlsx", "Daten", 2, 3), CellRef("i.xlsx", "Daten", 2, 9)


def entry(key: str, **fields: Value) -> Entry:
    return Entry(f"a:{key}", f"n{key}", {"private": False, "owner_org": "amt", **fields})


def new(key: str, owner: str = "amt", **cells: CellRef) -> Create:
    return Create(f"a:{key}", f"T{key}", "a", entry(key, owner_org=owner, version="2"), cells)


def edited(key: str, *changes: FieldChange) -> Update:
    return Update(f"a:{key}", f"T{key}", "a", f"id-{key}", "r", entry(key), entry(key), changes)


def plan(*changes: Change, organizations: tuple[Organization, ...] = ()) -> Plan:
    return Plan("memory:t", ("a",), "f", changes, organizations)


def bad(*names: str, field: str = "") -> Check:
    return Check("limits", "bad", say("too long"), say("shorten it"), names, field)


def test_a_change_that_would_be_refused_is_blocked_with_reason_and_cell() -> None:
    check = bad("a:1", field="version")
    made = block_refused(plan(new("1", version=CELL), new("2")), (check,))
    first, second = made.changes
    assert first == Blocked("a:1", "T1", "a", say("too long"), say("shorten it"), CELL)
    assert isinstance(second, Create)
    assert made.preflight == (check,)


def test_the_cell_of_a_resource_field_is_found() -> None:
    change = edited("1", FieldChange("resources.4f.name", "x", "y"), FieldChange("resources.4f.url", "x", "y", CELL))
    (blocked,) = block_refused(plan(change), (bad("a:1", field="resources.url"),)).changes
    assert isinstance(blocked, Blocked)
    assert blocked.cell == CELL


def test_the_first_reason_counts() -> None:
    other = Check("schema", "bad", say("another reason"), None, ("a:1",))
    (blocked,) = block_refused(plan(new("1")), (bad("a:1"), other)).changes
    assert isinstance(blocked, Blocked)
    assert str(blocked.reason) == "too long"


def test_without_a_remedy_there_is_a_general_one() -> None:
    (blocked,) = block_refused(plan(new("1")), (Check("schema", "bad", say("no"), None, ("a:1",)),)).changes
    assert isinstance(blocked, Blocked)
    assert str(blocked.remedy) == "correct it, or ask who runs the catalogue"


def test_warnings_block_nothing() -> None:
    made = plan(new("1"), edited("2", FieldChange("title", "x", "y")))
    warning = Check("limits", "warning", say("large"), None, ("a:1", "a:2"))
    assert block_refused(made, (warning,)).changes == made.changes


def test_what_protects_is_never_blocked() -> None:
    withdrawn = Withdraw("a:1", "T1", "a", "id-1", "r", say("gone"))
    hidden = edited("2", FieldChange("title", "x", "y"), FieldChange("private", False, True, RELEASE))
    shown = edited("3", FieldChange("private", True, False, RELEASE))
    made = block_refused(plan(withdrawn, hidden, shown, Unchanged("a:4", "x", "a")), (bad("a:1", "a:2", "a:3", "a:4"),))
    first, second, third, fourth = made.changes
    assert first == withdrawn
    assert isinstance(second, Withdraw)
    assert (second.id, second.revision, second.cell) == ("id-2", "r", RELEASE)
    assert str(second.reason) == "the sheet no longer gives it to the public; the rest has to wait: too long"
    assert isinstance(third, Blocked)
    assert isinstance(fourth, Unchanged)


def test_an_adoption_that_hides_is_cut_down_too() -> None:
    change = Adopt("a:1", "T", "a", "id", "r", entry("1"), (FieldChange("private", False, True),))
    assert isinstance(block_refused(plan(change), (bad("a:1"),)).changes[0], Withdraw)


def test_organisations_that_only_blocked_datasets_need_are_not_created() -> None:
    tree = (Organization("stadt"), Organization("amt", parent="stadt"), Organization("bad", parent="stadt"))
    made = block_refused(plan(new("1", "bad"), new("2", "amt"), organizations=tree), (bad("a:1"),))
    assert [one.name for one in made.organizations] == ["stadt", "amt"]
    made = block_refused(plan(new("1", "bad"), new("2", "amt"), organizations=tree), (bad("a:1", "a:2"),))
    assert made.organizations == ()
    assert not made.has_work


def test_groups_that_only_blocked_datasets_need_are_not_created() -> None:
    def grouped(key: str, *names: str) -> Create:
        return Create(f"a:{key}", "T", "a", entry(key, groups=names))

    made = replace(plan(grouped("1", "bau", "umwelt"), grouped("2", "umwelt")), groups=(Group("bau"), Group("umwelt")))
    assert block_refused(made, (bad("a:1"),)).groups == (Group("umwelt"),)
    assert block_refused(made, ()).groups == made.groups
    assert build_intended(made, Snapshot("memory:t", {})).groups == frozenset()


def test_the_catalogue_is_told_where_datasets_are_and_go() -> None:
    grouped = Create("a:1", "T", "a", entry("1", groups=("bau",)))
    moved = edited("2", FieldChange("owner_org", "alt", "amt"))
    held = {"a:2": Held("id-2", entry("2", owner_org="alt"), "r"), "a:3": Held("id-3", entry("3"), "r")}
    made = plan(grouped, moved, Unchanged("a:3", "x", "a"), organizations=(Organization("amt"),))
    intended = build_intended(made, Snapshot("memory:t", held, {"amt": "Amt"}))
    assert intended.organizations == intended.new == intended.writable == frozenset({"amt"})
    assert (intended.groups, intended.homes) == (frozenset({"bau"}), {"a:2": "alt"})


def test_a_catalogue_without_organisations_is_told_so() -> None:
    assert build_intended(plan(), Snapshot("memory:t", {})).writable is None
