from __future__ import annotations

import pytest

from toolkit.catalogues.ckan.limits import LONGEST_TERM, check_limits, check_names
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.identity import build_name
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Change, Check, Create, FieldChange, Unchanged, Update, Withdraw

MEGABYTE = 1024 * 1024


def new(name: str = "baeume", *resources: Resource, key: str = "1", title: str = "Bäume", **fields: Value) -> Create:
    values: dict[str, Value] = {"private": False, "owner_org": "amt", **fields}
    return Create(f"a:{key}", title, "a", Entry(f"a:{key}", name, values, resources))


def changed(field: str, after: Value, *resources: Resource) -> Update:
    entry = Entry("a:1", "baeume", {"private": False}, resources)
    return Update("a:1", "Bäume", "a", "id", "r", entry, entry, (FieldChange(field, "x", after),))


def only(*changes: Change, spatial: bool = False) -> Check:
    (check,) = check_limits(changes, spatial=spatial)
    return check


def test_what_ckan_takes_is_not_mentioned() -> None:
    fine = new(version="1", tags=("Straßen-Bäume", "v1.0_x"), author_email="a@example.org")
    assert check_limits([fine, changed("notes", "y" * 50_000), Unchanged("a:9", "x", "a")]) == ()


@pytest.mark.parametrize("field", ["title", "url", "extras.provenance", "license_id"])
def test_a_text_may_have_32766_bytes_and_no_more(field: str) -> None:
    assert not check_limits([changed(field, "x" * LONGEST_TERM)])
    check = only(changed(field, "x" * (LONGEST_TERM - 1) + "ä"))
    assert (check.subject, check.state, check.field, check.identifiers) == ("limits", "bad", field, ("a:1",))
    assert str(check.text) == f"“{field}” is too long for CKAN's search index: more than 32,766 bytes"


def test_an_address_of_a_resource_has_the_same_limit() -> None:
    check = only(changed("resources.4f.url", "x" * (LONGEST_TERM + 1)))
    assert check.field == "resources.url"
    assert only(new("baeume", Resource("4f", {"url": "x" * (LONGEST_TERM + 1)}))).field == "resources.url"


def test_a_list_counts_as_it_is_written() -> None:
    assert only(changed("extras.theme", ("x" * 20_000, "y" * 20_000))).field == "extras.theme"
    assert not check_limits([changed("extras.theme", ("x" * 10_000, "y" * 10_000))])


def test_a_description_may_be_as_long_as_it_likes() -> None:
    assert not check_limits([changed("notes", "x" * 100_000)])


def test_a_version_has_100_characters() -> None:
    assert not check_limits([changed("version", "1" * 100)])
    assert str(only(changed("version", "1" * 101)).text) == "“version” is longer than 100 characters"


@pytest.mark.parametrize("tag", ["x", "a/b", "a" * 101, "a, b"])
def test_a_keyword_that_ckan_refuses_is_named(tag: str) -> None:
    check = only(changed("tags", ("Bäume", tag)))
    assert str(check.text) == f"CKAN does not take the keyword “{tag}”"
    assert check.remedy


@pytest.mark.parametrize("text", ["a@example.org; b@example.org", "06131 12-0", "mailto:a@example.org"])
@pytest.mark.parametrize("field", ["maintainer_email", "author_email"])
def test_a_mail_address_is_exactly_one(field: str, text: str) -> None:
    assert str(only(changed(field, text)).text) == f"“{field}” is not one mail address: “{text}”"
    assert not check_limits([changed(field, "a@example.org"), changed("extras.contact_email", text)])


def test_an_emptied_field_breaks_no_limit() -> None:
    assert not check_limits([changed("maintainer_email", None), changed("tags", None), changed("version", None)])


@pytest.mark.parametrize("name", ["a", "a" * 101, "Bäume", "new", "edit", "search", "a b"])
def test_a_name_that_ckan_refuses_is_named(name: str) -> None:
    check = only(new(name))
    assert (check.field, str(check.text)) == ("name", f"CKAN does not take the name “{name}”")


@pytest.mark.parametrize("name", ["ab", "a" * 100, "a_b-1"])
def test_a_name_of_2_to_100_signs_is_fine(name: str) -> None:
    assert not check_limits([new(name)])


def test_a_dataset_of_no_organisation_depends_on_the_site_and_cannot_be_private() -> None:
    public, private = only(new(owner_org=None)), only(new(owner_org=None, private=True))
    assert (public.subject, public.state) == ("organizations", "warning")
    assert "ckan.auth.create_unowned_dataset" in str(public.text)
    assert (private.subject, private.state) == ("organizations", "bad")


def test_a_file_over_10_megabytes_is_worth_a_question() -> None:
    def file(size: int, path: str = "/a.csv") -> Resource:
        return Resource("4f", {"size": size}, path)

    check = only(new("baeume", file(10 * MEGABYTE + 1)))
    assert (check.state, check.identifiers, check.field) == ("warning", ("a:1",), "resources.size")
    assert not check_limits([new("baeume", file(10 * MEGABYTE)), new("wege", file(10 * MEGABYTE + 1, ""), key="2")])


def test_an_area_must_be_geojson_where_the_site_reads_areas() -> None:
    change = changed("extras.spatial", "POLYGON((8 49))")
    assert not check_limits([change])
    assert only(change, spatial=True).field == "extras.spatial"
    assert not check_limits([changed("extras.spatial", '{"type": "Point", "coordinates": [8, 49]}')], spatial=True)
    assert not check_limits([changed("extras.spatial", None)], spatial=True)


def test_datasets_with_the_same_fault_stand_together() -> None:
    check = only(new("baeume", version="1" * 101), new("wege", key="2", version="2" * 101))
    assert check.identifiers == ("a:1", "a:2")


def test_withdrawals_break_no_limit() -> None:
    assert not check_limits([Withdraw("a:1", "x" * 200, "a", "id", "r", say("gone"))])


def test_an_adopted_dataset_is_judged_by_what_changes() -> None:
    entry = Entry("a:1", "Alt Er Name", {"version": "1" * 200})
    assert not check_limits([Adopt("a:1", "x", "a", "id", "r", entry, (FieldChange("title", "a", "b"),))])


def test_a_new_name_with_a_mark_tells_of_the_other_dataset() -> None:
    marked = build_name("Bäume", "a:1", {"baeume"})
    (check,) = check_names([new(marked), new("baeume"), new("ganz-anders")])
    assert (check.subject, check.state, check.identifiers) == ("names", "warning", ("a:1",))
    assert str(check.text) == f"another dataset uses the name baeume: ours is called {marked}"
