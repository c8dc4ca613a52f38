from __future__ import annotations

from toolkit.catalogues.base import Intended
from toolkit.catalogues.ckan.rights import Rights, check_groups, check_rights, is_of_existing, spare_collaborators
from toolkit.model.entry import Entry, Value
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Change, Create, Delete, FieldChange, Unchanged, Update, Withdraw

ALL = frozenset({"amt", "neu"})


def entry(key: str, **fields: Value) -> Entry:
    return Entry(f"a:{key}", f"n{key}", {"private": False, "owner_org": "amt", **fields})


def new(key: str = "1", **fields: Value) -> Create:
    return Create(f"a:{key}", "t", "a", entry(key, **fields))


def moved(key: str = "1", goal: str = "neu") -> Update:
    wanted = entry(key, owner_org=goal)
    return Update(f"a:{key}", "t", "a", f"id-{key}", "r", wanted, wanted, (FieldChange("owner_org", "amt", goal),))


def edited(key: str = "1") -> Update:
    return Update(f"a:{key}", "t", "a", f"id-{key}", "r", entry(key), entry(key), (FieldChange("title", "x", "y"),))


def intend(*changes: Change, new: frozenset[str] = frozenset(), home: str = "amt") -> Intended:
    return Intended(changes, ALL, new, homes={change.identifier: home for change in changes})


def test_whoever_may_everything_is_told_nothing() -> None:
    changes = (
        new(),
        moved("2"),
        edited("3"),
        Withdraw("a:4", "t", "a", "id", "r", say("x")),
        Unchanged("a:5", "t", "a"),
    )
    assert check_rights(intend(*changes), Rights(ALL, ALL, ALL)) == ()


def test_a_new_dataset_needs_the_right_to_create() -> None:
    (check,) = check_rights(intend(new(), new("2")), Rights(frozenset({"neu"}), ALL, ALL))
    assert (check.state, check.identifiers, check.field) == ("bad", ("a:1", "a:2"), "owner_org")
    assert str(check.text) == "the token may not create datasets in the organisation “amt”"


def test_moving_needs_rights_at_both_ends() -> None:
    goal, home = frozenset({"neu"}), frozenset({"amt"})
    assert check_rights(intend(moved()), Rights(goal, home)) == ()
    (check,) = check_rights(intend(moved()), Rights(home, home))
    assert str(check.text) == "the token may not create datasets in the organisation “neu”"
    (check,) = check_rights(intend(moved()), Rights(goal, goal))
    assert str(check.text) == "the token may not change datasets of the organisation “amt”"


def test_changing_withdrawing_and_taking_over_need_the_right_to_update() -> None:
    adopted = Adopt("a:2", "t", "a", "id", "r", entry("2"), (FieldChange("title", "x", "y"),))
    changes = (edited(), adopted, Withdraw("a:3", "t", "a", "id", "r", say("x")))
    (check,) = check_rights(intend(*changes), Rights(ALL, frozenset(), ALL))
    assert check.identifiers == ("a:1", "a:2", "a:3")


def test_deleting_has_a_right_of_its_own() -> None:
    deleted = Delete("a:1", "t", "a", "id", "r", say("x"))
    assert check_rights(intend(deleted), Rights(frozenset(), frozenset(), ALL)) == ()
    (check,) = check_rights(intend(deleted), Rights(ALL, ALL))
    assert str(check.text) == "the token may not delete datasets of the organisation “amt”"


def test_a_dataset_of_no_organisation_is_anybodys() -> None:
    assert check_rights(intend(edited(), home=""), Rights(frozenset())) == ()
    assert check_rights(intend(new(owner_org=None)), Rights(frozenset())) == ()


def test_a_new_organisation_belongs_to_who_makes_it_but_most_sites_forbid_making_one() -> None:
    (check,) = check_rights(intend(new(), new=frozenset({"amt"})), Rights(frozenset()))
    assert (check.state, check.identifiers) == ("warning", ())
    assert "amt" in str(check.remedy)


def test_an_organisation_that_is_there_already_is_not_new() -> None:
    rights = Rights(frozenset(), known=frozenset({"amt"}))
    (check,) = check_rights(intend(new(), new=frozenset({"amt"})), rights)
    assert (check.state, check.identifiers) == ("bad", ("a:1",))


def test_collaborators_may_edit_single_datasets_but_not_create_any() -> None:
    intended = intend(edited(), edited("2"), new("3"))
    found = check_rights(intended, Rights(frozenset()))
    spared = spare_collaborators(found, intended, {"id-1"})
    assert {check.identifiers for check in spared if is_of_existing(check)} == {("a:2",)}
    assert {check.identifiers for check in spared if not is_of_existing(check)} == {("a:3",)}
    assert len(spare_collaborators(found, intended, {"id-1", "id-2"})) == 1


def test_a_group_that_is_not_ours_refuses_new_datasets_and_is_left_out_of_others() -> None:
    grouped = entry("2", groups=("bau",))
    update = Update("a:2", "t", "a", "id", "r", grouped, grouped, (FieldChange("groups", None, ("bau",)),))
    intended = Intended((new(groups=("bau", "umwelt")), update, new("3")), groups=frozenset({"bau", "umwelt"}))
    assert check_groups(intended, {"bau", "umwelt"}) == ()
    bad, warning = check_groups(intended, {"umwelt"})
    assert (bad.state, bad.identifiers, warning.state, warning.identifiers) == ("bad", ("a:1",), "warning", ("a:2",))
    assert "“bau”" in str(bad.text)


def test_a_group_that_is_created_first_is_no_hindrance() -> None:
    assert check_groups(Intended((new(groups=("bau",)),)), set()) == ()
