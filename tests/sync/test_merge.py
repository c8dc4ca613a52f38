from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Clash, FieldChange, Kept, Policy, Side
from toolkit.sync.merge import Merged, Rules, is_same_content, is_same_value, merge_entry

PREFERENCES: tuple[Side | None, ...] = (None, "sheet", "catalogue")


def entry(*resources: Resource, name: str = "baeume", **fields: Value) -> Entry:
    return Entry("amt:1", name, fields, resources)


def csv(**fields: Value) -> Resource:
    return Resource("r1", fields)


# One row: base, sheet, catalogue -> written, kind of note.
FIELD_CASES: dict[str, tuple[Value, Value, Value, Value, type | None]] = {
    "nothing changed": ("a", "a", "a", "a", None),
    "sheet changed": ("a", "b", "a", "b", FieldChange),
    "sheet emptied": ("a", None, "a", None, FieldChange),
    "catalogue changed": ("a", "a", "b", "b", Kept),
    "catalogue emptied": ("a", "a", "", "", Kept),
    "both changed alike": ("a", "b", "b", "b", None),
    "both emptied, each its way": ("a", None, "", "", None),
    "both changed differently": ("a", "b", "c", "c", Clash),
    "sheet changed what the catalogue emptied": ("a", "b", None, None, Clash),
    "a web form's line ends are no edit": ("a\nb", "a\nb", "a\r\nb", "a\r\nb", None),
    "zero is not empty": (0, 0, None, None, Kept),
    "tags in another order": (("a", "b"), ("a", "b"), ("b", "a"), ("b", "a"), None),
    "sheet added a tag": (("a",), ("a", "b"), ("a",), ("a", "b"), FieldChange),
    "sheet removed a tag": (("a", "b"), ("a",), ("a", "b"), ("a",), FieldChange),
    "catalogue added a tag": (("a",), ("a",), ("a", "x"), ("a", "x"), Kept),
    "catalogue removed a tag": (("a", "b"), ("a", "b"), ("a",), ("a",), Kept),
    "both added tags": (("a",), ("b", "a"), ("a", "x"), ("b", "a", "x"), FieldChange),
    "sheet added, catalogue removed": (("a",), ("a", "b"), (), ("b",), FieldChange),
    "both removed tags": (("a", "b", "c"), ("a", "b"), ("b", "c"), ("b",), FieldChange),
    "sheet removed all tags": (("a",), None, ("a", "x"), ("x",), FieldChange),
}


@pytest.mark.parametrize(("base", "sheet", "held", "written", "kind"), FIELD_CASES.values(), ids=FIELD_CASES.keys())
def test_field(base: Value, sheet: Value, held: Value, written: Value, kind: type | None) -> None:
    merged = merge_entry(entry(notes=base), entry(notes=sheet), entry(notes=held))
    assert merged.entry.fields == {"notes": written}
    notes = [*merged.changes, *merged.kept, *merged.clashes]
    assert [type(note) for note in notes] == ([kind] if kind else [])


def test_notes_tell_both_sides() -> None:
    base = entry(a="1", b="1", c="1")
    merged = merge_entry(base, entry(a="2", b="1", c="2"), entry(a="1", b="3", c="3"))
    assert merged.changes == (FieldChange("a", "1", "2"),)
    assert merged.kept == (Kept("b", "1", "3"),)
    assert merged.clashes == (Clash("c", "1", "2", "3"),)


def test_preference_decides_a_clash() -> None:
    sides = entry(a="1"), entry(a="2"), entry(a="3")
    assert merge_entry(*sides, Rules("sheet")) == Merged(entry(a="2"), (FieldChange("a", "3", "2"),), (), ())
    assert merge_entry(*sides, Rules("catalogue")) == Merged(entry(a="3"), (), (Kept("a", "2", "3", "catalogue"),), ())


SIDES: tuple[Entry, Entry, Entry] = (entry(a="1"), entry(a="2"), entry(a="3"))
# Decision, preference and policy of one field -> the value that stands in the end; None for a clash.
ORDER_CASES: tuple[tuple[Side | None, Side | None, Policy, str | None], ...] = (
    (None, None, "stop", None),
    (None, None, "sheet", "2"),
    (None, None, "catalogue", "3"),
    (None, None, "first", "3"),
    (None, "catalogue", "sheet", "3"),
    (None, "sheet", "catalogue", "2"),
    (None, "sheet", "stop", "2"),
    (None, "sheet", "first", "3"),
    ("sheet", "catalogue", "catalogue", "2"),
    ("catalogue", "sheet", "sheet", "3"),
    ("sheet", None, "stop", "2"),
)


@pytest.mark.parametrize(("decision", "prefer", "policy", "value"), ORDER_CASES)
def test_a_decision_beats_a_preference_and_that_a_policy(
    decision: Side | None, prefer: Side | None, policy: Policy, value: str | None
) -> None:
    merged = merge_entry(*SIDES, Rules(prefer, {"a": policy}, {("amt:1", "a"): decision} if decision else {}))
    assert merged.clashes == (() if value else (Clash("a", "1", "2", "3"),))
    assert merged.entry.fields["a"] == (value or "3")
    assert bool(merged.changes) == (value == "2")


def test_a_decision_is_about_one_field_of_one_dataset() -> None:
    decided: dict[tuple[str, str], Side] = {("amt:1", "b"): "sheet", ("amt:2", "a"): "sheet"}
    assert merge_entry(*SIDES, Rules(decisions=decided)).clashes == (Clash("a", "1", "2", "3"),)


def test_a_policy_settles_nothing_but_what_both_sides_changed() -> None:
    for policy in ("sheet", "catalogue", "stop"):
        rules = Rules(policies={"a": policy, "b": policy})
        merged = merge_entry(entry(a="1", b="1"), entry(a="2", b="1"), entry(a="1", b="3"), rules)
        assert merged.entry.fields == {"a": "2", "b": "3"}


def test_a_policy_of_resources_holds_for_each_of_them() -> None:
    base, sheet, held = (entry(csv(title=title), Resource("r2", {"title": title}), title=title) for title in "123")
    merged = merge_entry(base, sheet, held, Rules(policies={"resources.title": "sheet"}))
    assert [change.field for change in merged.changes] == ["resources.r1.title", "resources.r2.title"]
    assert [clash.field for clash in merged.clashes] == ["title"]


def test_a_whole_resource_can_be_decided_about() -> None:
    gone = entry(csv(title="CSV")), entry(), entry(csv(title="Tabelle"))
    assert merge_entry(*gone, Rules(decisions={("amt:1", "resources.r1"): "sheet"})).removed == ("r1",)
    missing = entry(csv(title="CSV")), entry(csv(title="Tabelle")), entry()
    again = merge_entry(*missing, Rules(decisions={("amt:1", "resources.r1"): "sheet"}))
    assert again.entry.resources == (csv(title="Tabelle"),)


# One row: base, sheet, catalogue -> written, kind of note, for a field that the sheet fills once.
FIRST_CASES: dict[str, tuple[Value, Value, Value, Value, Kept | type | None]] = {
    "sheet changed": ("a", "b", "a", "a", Kept("a", "b", "a", "first")),
    "catalogue changed": ("a", "a", "b", "b", Kept("a", "a", "b")),
    "catalogue emptied": ("a", "a", None, None, Kept("a", "a", None)),
    "both changed": ("a", "b", "c", "c", Kept("a", "b", "c", "first")),
    "empty until now": (None, "b", None, "b", FieldChange),
    "filled by hand": (None, "b", "c", "c", Kept("a", "b", "c", "first")),
    "sheet changed a list": (("a",), ("a", "b"), ("a",), ("a",), Kept("a", ("a", "b"), ("a",), "first")),
    "nothing changed": ("a", "a", "a", "a", None),
}


@pytest.mark.parametrize(("base", "sheet", "held", "written", "note"), FIRST_CASES.values(), ids=FIRST_CASES.keys())
def test_a_field_that_is_filled_once(
    base: Value, sheet: Value, held: Value, written: Value, note: Kept | type | None
) -> None:
    merged = merge_entry(entry(a=base), entry(a=sheet), entry(a=held), Rules(policies={"a": "first"}))
    assert merged.entry.fields == {"a": written}
    notes = [*merged.changes, *merged.kept, *merged.clashes]
    assert [type(one) if isinstance(note, type) else one for one in notes] == ([note] if note else [])


def test_what_is_filled_once_stays_in_a_dataset_that_is_taken_over() -> None:
    rules = Rules(policies={"a": "first", "b": "first"})
    merged = merge_entry(None, entry(a="2", b="2"), entry(a="von Hand"), rules)
    assert merged.entry.fields == {"a": "von Hand", "b": "2"}


def test_without_a_base_the_sheet_wins_and_says_so() -> None:
    merged = merge_entry(None, entry(title="Bäume", tags=("a",)), entry(title="Baum", tags=("x",), author="Amt"))
    assert merged.entry.fields == {"title": "Bäume", "tags": ("a",)}
    assert [change.field for change in merged.changes] == ["title", "tags"]


def test_a_newly_managed_field_is_filled_from_the_sheet() -> None:
    merged = merge_entry(entry(a="1"), entry(a="1", b="2", c="3"), entry(a="1", c="x"))
    assert merged.entry.fields == {"a": "1", "b": "2", "c": "3"}
    assert merged.changes == (FieldChange("b", None, "2"), FieldChange("c", "x", "3"))


def test_the_name_stays_as_the_catalogue_has_it() -> None:
    assert merge_entry(entry(), entry(name="neu"), entry(name="umbenannt")).entry.name == "umbenannt"


PRIVATE_CASES = {
    "row withheld": (False, True, False, True, FieldChange),
    "row released": (True, False, True, False, FieldChange),
    "editor hid it": (False, False, True, True, Kept),
    "editor showed what the sheet withholds": (True, True, False, True, FieldChange),
    "hidden on both sides": (False, True, True, True, None),
}


@pytest.mark.parametrize(("base", "sheet", "held", "written", "kind"), PRIVATE_CASES.values(), ids=PRIVATE_CASES.keys())
def test_more_protection_wins(base: bool, sheet: bool, held: bool, written: bool, kind: type | None) -> None:
    for prefer in PREFERENCES:
        merged = merge_entry(entry(private=base), entry(private=sheet), entry(private=held), Rules(prefer))
        assert merged.entry.fields == {"private": written}
        assert [type(note) for note in (*merged.changes, *merged.kept)] == ([kind] if kind else [])


def test_an_organisation_that_an_editor_changed_is_kept() -> None:
    merged = merge_entry(entry(owner_org="a"), entry(owner_org="a"), entry(owner_org="b"))
    assert merged.entry.fields == {"owner_org": "b"}


def test_resource_fields_merge_by_id() -> None:
    base, sheet, held = (csv(title="CSV", url=url, note=note) for url, note in (("u", "n"), ("v", "n"), ("u", "m")))
    merged = merge_entry(entry(base), entry(sheet), entry(held))
    assert merged.entry.resources == (csv(title="CSV", url="v", note="m"),)
    assert merged.changes == (FieldChange("resources.r1.url", "u", "v"),)
    assert merged.kept == (Kept("resources.r1.note", "n", "m"),)


def test_a_new_resource_is_listed_with_its_fields() -> None:
    merged = merge_entry(entry(), entry(csv(title="CSV", url="")), entry())
    assert merged.entry.resources == (csv(title="CSV", url=""),)
    assert merged.changes == (FieldChange("resources.r1", None, "CSV"), FieldChange("resources.r1.title", None, "CSV"))


def test_a_resource_that_left_the_sheet_goes() -> None:
    merged = merge_entry(entry(csv(title="CSV")), entry(), entry(csv(title="CSV", size=3)))
    assert (merged.entry.resources, merged.removed) == ((), ("r1",))
    assert merged.changes == (FieldChange("resources.r1", "CSV", None),)


def test_a_resource_that_left_the_sheet_but_was_edited_is_a_clash() -> None:
    sides = entry(csv(title="CSV")), entry(), entry(csv(title="Tabelle"))
    assert merge_entry(*sides).clashes == (Clash("resources.r1", "CSV", None, "Tabelle"),)
    assert merge_entry(*sides).removed == ()
    assert merge_entry(*sides, Rules("sheet")).removed == ("r1",)
    assert merge_entry(*sides, Rules("catalogue")).kept == (Kept("resources.r1", None, "Tabelle", "catalogue"),)


def test_a_resource_removed_in_the_catalogue_is_not_added_again() -> None:
    merged = merge_entry(entry(csv(title="CSV")), entry(csv(title="CSV")), entry())
    assert merged.entry.resources == ()
    assert merged.kept == (Kept("resources.r1", "CSV", None),)


def test_a_resource_removed_in_the_catalogue_but_changed_in_the_sheet_is_a_clash() -> None:
    sides = entry(csv(title="CSV")), entry(csv(title="Tabelle")), entry()
    assert merge_entry(*sides).clashes == (Clash("resources.r1", "CSV", "Tabelle", None),)
    assert merge_entry(*sides, Rules("sheet")).entry.resources == (csv(title="Tabelle"),)
    assert merge_entry(*sides, Rules("catalogue")).entry.resources == ()


def test_other_peoples_resources_are_no_business_of_ours() -> None:
    foreign = Resource("theirs", {"title": "Karte"})
    for base in (entry(csv(title="CSV")), None):
        merged = merge_entry(base, entry(csv(title="CSV")), entry(foreign, csv(title="CSV")))
        assert merged == Merged(entry(csv(title="CSV")), (), (), ())


def test_a_file_replaced_in_the_catalogue_is_not_uploaded_over() -> None:
    sheet = Resource("r1", {"hash": "1"}, "baum.csv")
    replaced = merge_entry(entry(csv(hash="1")), entry(sheet), entry(csv(hash="2")))
    assert replaced.entry.resources == (csv(hash="2"),)
    changed = merge_entry(entry(csv(hash="0")), entry(sheet), entry(csv(hash="0")))
    assert changed.entry.resources == (sheet,)


BRIEF = settings(max_examples=30, deadline=None)
TEXTS = st.sampled_from([None, "", "a", "b", "c"])
SETS = st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw an entry: some texts, some sets, some resources."""
    fields: dict[str, Value] = dict(draw(st.dictionaries(st.sampled_from(["title", "notes", "url"]), TEXTS)))
    fields |= draw(st.dictionaries(st.sampled_from(["tags", "groups"]), SETS))
    fields["private"] = draw(st.booleans())
    resource = st.fixed_dictionaries({"title": TEXTS}, optional={"formats": SETS, "url": TEXTS})
    resources = draw(st.dictionaries(st.sampled_from(["r1", "r2", "r3"]), resource))
    return Entry("amt:1", "baeume", fields, tuple(Resource(id_, values) for id_, values in resources.items()))


PATHS = (
    "title",
    "notes",
    "url",
    "tags",
    "groups",
    "private",
    *(f"resources.r{n}" for n in (1, 2, 3)),
    "resources.r1.title",
)


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    """Draw a preference, policies of some fields and decisions about some."""
    names = st.sampled_from([*PATHS[:5], "resources.title", "resources.formats"])
    policies = draw(st.dictionaries(names, st.sampled_from(get_args(Policy))))
    decided = draw(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(get_args(Side))))
    return Rules(
        draw(st.sampled_from(PREFERENCES)), policies, {("amt:1", path): side for path, side in decided.items()}
    )


@BRIEF
@given(entries(), entries())
def test_law_an_unchanged_sheet_changes_nothing(sheet: Entry, held: Entry) -> None:
    merged = merge_entry(sheet, sheet, held)
    assert {change.field for change in merged.changes} <= {"private"}
    assert not merged.clashes
    assert not merged.removed
    assert all(value == held.fields.get(key) for key, value in merged.entry.fields.items() if key != "private")
    there = {resource.id: resource.fields for resource in held.resources}
    for resource in merged.entry.resources:
        assert all(value == there[resource.id].get(key) for key, value in resource.fields.items())


@BRIEF
@given(entries(), entries())
def test_law_an_unedited_catalogue_becomes_the_sheet(sheet: Entry, held: Entry) -> None:
    merged = merge_entry(held, sheet, held)
    assert not merged.kept
    assert not merged.clashes
    assert is_same_content(sheet, merged.entry)
    assert is_same_content(merged.entry, sheet)
    assert {resource.id for resource in merged.entry.resources} == {resource.id for resource in sheet.resources}


@BRIEF
@given(entries() | st.none(), entries(), entries(), all_rules())
def test_law_merging_twice_is_stable(base: Entry | None, sheet: Entry, held: Entry, rules: Rules) -> None:
    merged = merge_entry(base, sheet, held, rules)
    again = merge_entry(base, sheet, merged.entry, rules)
    after = merge_entry(sheet, sheet, merged.entry, rules)
    assert again.changes == after.changes == ()
    assert not after.clashes
    assert is_same_content(after.entry, merged.entry)


@BRIEF
@given(entries() | st.none(), entries(), entries())
def test_law_unmanaged_fields_never_appear(base: Entry | None, sheet: Entry, held: Entry) -> None:
    merged = merge_entry(base, sheet, held)
    assert merged.entry.fields.keys() == sheet.fields.keys()
    managed = {resource.id: resource.fields.keys() for resource in sheet.resources}
    assert all(resource.fields.keys() == managed[resource.id] for resource in merged.entry.resources)
    assert set(merged.removed).isdisjoint(managed)


@BRIEF
@given(entries(), entries(), entries())
def test_law_nothing_leaves_the_public_sheet_unsaid(base: Entry, sheet: Entry, held: Entry) -> None:
    merged = merge_entry(base, sheet, held)
    notes: tuple[FieldChange | Kept | Clash, ...] = (*merged.changes, *merged.kept, *merged.clashes)
    noted = {note.field for note in notes}
    differ = {key for key, value in sheet.fields.items() if not is_same_value(value, held.fields.get(key))}
    assert noted & sheet.fields.keys() == differ


@BRIEF
@given(entries(), entries(), entries(), all_rules())
def test_law_no_rule_makes_public_what_the_sheet_withholds(
    base: Entry, sheet: Entry, held: Entry, rules: Rules
) -> None:
    merged = merge_entry(base, sheet, held, rules)
    assert merged.entry.private or not sheet.private


@BRIEF
@given(entries(), entries(), entries(), all_rules())
def test_law_rules_settle_clashes_and_nothing_else(base: Entry, sheet: Entry, held: Entry, rules: Rules) -> None:
    settling = Rules(
        rules.prefer, {name: one for name, one in rules.policies.items() if one != "first"}, rules.decisions
    )
    plain, ruled = merge_entry(base, sheet, held), merge_entry(base, sheet, held, settling)
    clashing = {clash.field for clash in plain.clashes}
    assert {clash.field for clash in ruled.clashes} <= clashing
    differ = {key for key, value in plain.entry.fields.items() if ruled.entry.fields[key] != value}
    assert differ <= clashing


@BRIEF
@given(entries(), entries(), entries())
def test_law_all_decisions_for_one_side_are_that_preference(base: Entry, sheet: Entry, held: Entry) -> None:
    clashes = merge_entry(base, sheet, held).clashes
    for side in get_args(Side):
        decided = Rules(decisions={("amt:1", clash.field): side for clash in clashes})
        assert merge_entry(base, sheet, held, decided) == merge_entry(base, sheet, held, Rules(side))


@BRIEF
@given(entries(), entries())
def test_law_the_same_change_on_both_sides_is_no_conflict(base: Entry, new: Entry) -> None:
    merged = merge_entry(base, new, new)
    assert merged == Merged(new, (), (), ())


@BRIEF
@given(entries(), entries(), entries())
def test_law_whoever_changed_a_list_finds_it_as_a_set(base: Entry, sheet: Entry, held: Entry) -> None:
    merged = merge_entry(base, sheet, held)
    for key in sheet.fields.keys() & base.fields.keys() & held.fields.keys() & {"tags", "groups"}:
        old, ours, theirs, found = (as_set(side.fields[key]) for side in (base, sheet, held, merged.entry))
        assert found == (ours & theirs) | ((ours | theirs) - old)


@BRIEF
@given(entries(), entries(), entries())
def test_law_the_order_of_resources_changes_nothing(base: Entry, sheet: Entry, held: Entry) -> None:
    turned = replace(held, resources=held.resources[::-1])
    assert merge_entry(base, sheet, held) == merge_entry(base, sheet, turned)


def as_set(value: Value) -> set[str]:
    return set(value) if isinstance(value, tuple) else set()
