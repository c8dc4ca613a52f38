"""What has to be there before datasets: organisations with those above them, and groups."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry
from toolkit.model.plan import Create, Plan
from toolkit.sync.foundation import list_missing_organizations, settle_wish_groups
from toolkit.sync.restriction import leave_out
from toolkit.sync.wish import Desired, Wish

STADT = Organization("stadt", "Stadt")
DEZERNAT = Organization("dezernat", "Dezernat", "stadt")
AMT = Organization("amt", "Amt", "dezernat", "Für alles Grüne.")
TREE = (STADT, DEZERNAT, AMT)


def row(number: int, *groups: str) -> Desired:
    fields = {"title": "T", "groups": groups or None}
    return Desired(Entry(f"a:{number}", f"n{number}", fields), "T", "a")


def test_an_organisation_brings_those_above_it_along() -> None:
    assert list_missing_organizations([Organization("amt")], TREE, ()) == TREE


def test_only_what_is_missing_is_created_and_nothing_above_what_is_there() -> None:
    assert list_missing_organizations([Organization("amt")], TREE, {"dezernat"}) == (AMT,)
    assert list_missing_organizations([Organization("amt")], TREE, {"stadt"}) == (DEZERNAT, AMT)
    assert list_missing_organizations([Organization("amt")], TREE, {"amt"}) == ()


def test_an_organisation_that_nobody_describes_is_created_as_its_dataset_names_it() -> None:
    assert list_missing_organizations([Organization("neu", "Neues Amt")], TREE, ()) == (
        Organization("neu", "Neues Amt"),
    )


def test_two_offices_of_one_department_bring_it_along_once() -> None:
    other = Organization("zweites", "Zweites", "dezernat")
    found = list_missing_organizations([Organization("zweites"), Organization("amt")], (*TREE, other), {"stadt"})
    assert [one.name for one in found] == ["dezernat", "amt", "zweites"]


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["", *"abcdefg"]), max_size=7),
    st.sets(st.sampled_from("abcdefg")),
    st.sets(st.sampled_from("abcdefg")),
)
def test_parents_come_first_whatever_the_tree_looks_like(
    above: dict[str, str], needed: set[str], there: set[str]
) -> None:
    tree = [Organization(name, name, parent) for name, parent in above.items()]
    found = [one.name for one in list_missing_organizations(map(Organization, sorted(needed)), tree, there)]
    assert len(found) == len(set(found))
    assert needed - there <= set(found)
    assert there.isdisjoint(found)
    circles = any(name in _walk(name, above) for name in above)
    if not circles:
        for place, name in enumerate(found):
            assert above.get(name, "") in {"", *there, *found[:place]}


def _walk(name: str, above: dict[str, str]) -> set[str]:
    seen: set[str] = set()
    current = above.get(name, "")
    while current and current not in seen:
        seen.add(current)
        current = above.get(current, "")
    return seen


def test_a_group_that_is_missing_is_left_out_and_told_with_the_number_of_datasets() -> None:
    wish = Wish(("a",), (row(1, "natur", "verkehr"), row(2, "natur"), row(3)))
    settled = settle_wish_groups(wish, {"verkehr": "Verkehr"}, create=False)
    assert [one.entry.fields["groups"] for one in settled.wish.desired] == [("verkehr",), None, None]
    assert settled.new == ()
    (warning,) = settled.warnings
    assert str(warning) == (
        "the catalogue has no group natur that the token may fill: 2 datasets stay out of it "
        "(--create-groups creates it)"
    )


def test_groups_are_created_by_wish_as_the_mapping_describes_them() -> None:
    natur = Group("natur", "Natur", "Draußen.")
    wish = Wish(("a",), (row(1, "natur", "neu"),), groups=(natur,))
    settled = settle_wish_groups(wish, {}, create=True)
    assert settled.wish is wish
    assert settled.new == (natur, Group("neu"))
    assert settled.warnings == ()


def test_groups_of_an_inventory_that_is_left_out_are_not_created() -> None:
    entry = row(1, "natur").entry
    plan = Plan("t", ("a", "b"), "", (Create("a:1", "T", "a", entry),), groups=(Group("natur"),))
    assert leave_out(plan, {"b"}).groups == (Group("natur"),)
    assert leave_out(plan, {"a"}).groups == ()


def test_a_catalogue_without_groups_and_one_that_has_them_all_change_nothing() -> None:
    wish = Wish(("a",), (row(1, "natur"),))
    assert settle_wish_groups(wish, None, create=False).wish is wish
    assert settle_wish_groups(wish, {"natur": "Natur"}, create=False).wish is wish
