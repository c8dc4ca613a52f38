"""Resources that keep the ids that the catalogue gave them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.entry import Entry, Held, Resource, Value
from toolkit.sync.alignment import (
    align_resources,
    find_same_resources,
    find_taken_ids,
    normalise_link,
    rename_paths,
)


def resource(id_: str, **fields: Value) -> Resource:
    return Resource(id_, fields)


def entry(*resources: Resource) -> Entry:
    return Entry("amt:1", "n", {}, resources)


def test_the_same_key_keeps_the_catalogues_id_and_the_sheets_fields() -> None:
    sheet = entry(resource("5a", key="csv", title="neu"), resource("5b", key="pdf"))
    held = entry(resource("4a", key="csv", title="alt"))
    assert align_resources(sheet, held) == entry(resource("4a", key="csv", title="neu"), resource("5b", key="pdf"))


def test_ckan_keeps_the_key_in_a_field_of_ours() -> None:
    assert find_same_resources(entry(resource("5", bestand_key="1")), entry(resource("4", bestand_key="1"))) == {
        "5": "4"
    }


def test_an_id_that_both_sides_share_is_never_exchanged() -> None:
    sheet = entry(resource("5", key="csv"))
    assert find_same_resources(sheet, entry(resource("5", key="pdf"), resource("4", key="csv"))) == {}


def test_a_resource_of_the_sheet_that_is_there_is_nobody_elses() -> None:
    sheet = entry(resource("5", key="csv"), resource("4", key="pdf"))
    assert find_same_resources(sheet, entry(resource("4", key="csv"))) == {}


def test_addresses_and_files_count_while_adopting_only() -> None:
    sheet, held = entry(resource("5", url="https://example.org/a")), entry(resource("4", url="http://example.org/a/"))
    assert find_same_resources(sheet, held) == {}
    assert find_same_resources(sheet, held, adopting=True) == {"5": "4"}


def test_a_key_counts_before_an_address() -> None:
    sheet = entry(resource("5", key="csv", url="https://example.org/a"))
    held = entry(resource("4a", url="https://example.org/a"), resource("4b", key="csv"))
    assert find_same_resources(sheet, held, adopting=True) == {"5": "4b"}


def test_an_address_that_two_resources_carry_tells_nothing() -> None:
    sheet = entry(resource("5", url="https://example.org/a"))
    held = entry(resource("4a", url="https://example.org/a"), resource("4b", url="https://example.org/a"))
    assert find_same_resources(sheet, held, adopting=True) == {}


def test_a_file_is_told_by_its_name_and_its_format() -> None:
    sheet = entry(Resource("5", {"format": "CSV"}, "/amt/Baeume.csv"))
    stored = resource("4", url="https://example.org/dataset/1/download/baeume.csv", format="csv")
    assert find_same_resources(sheet, entry(stored), adopting=True) == {"5": "4"}
    other = resource("4", url="https://example.org/dataset/1/download/baeume.csv", format="PDF")
    assert find_same_resources(sheet, entry(other), adopting=True) == {}


def test_cells_follow_their_resources() -> None:
    cells = {"title": 1, "resources.5": 2, "resources.5.url": 3, "resources.55.url": 4, "other.5": 5}
    assert rename_paths(cells, {"5": "4"}) == {
        "title": 1,
        "resources.4": 2,
        "resources.4.url": 3,
        "resources.55.url": 4,
        "other.5": 5,
    }
    assert rename_paths(cells, {}) is cells


def test_ids_that_another_dataset_took_along_are_found() -> None:
    new, other = entry(resource("5")), Held("x", Entry("amt:2", "m", {}, (resource("5"), resource("6"))), "1")
    assert find_taken_ids([new], {"amt:2": other}) == {"5"}
    own = Held("y", entry(resource("5")), "1")
    assert find_taken_ids([new], {"amt:1": own, "amt:2": other}) == frozenset()


def test_addresses_are_compared_without_what_does_not_matter() -> None:
    assert normalise_link(" https://WWW.example.org:443/Daten/?a=1#x") == "example.org/Daten?a=1"
    assert normalise_link("ftp://example.org/a") == "example.org/a"
    assert normalise_link("mailto:amt@example.org") == normalise_link("") == ""


IDS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=5)
FIELDS = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["", "1", "2"]),
        "url": st.sampled_from(["", "https://example.org/1", "http://example.org/2"]),
    }
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return entry(*(Resource(id_, draw(FIELDS)) for id_ in draw(IDS)))


@given(entries(), entries(), st.booleans())
def test_alignment_is_idempotent_keeps_every_field_and_never_gives_an_id_twice(
    sheet: Entry,
    held: Entry,
    adopting: bool,
) -> None:
    aligned = align_resources(sheet, held, adopting=adopting)
    ids = [item.id for item in aligned.resources]
    assert len(set(ids)) == len(ids)
    assert [item.fields for item in aligned.resources] == [item.fields for item in sheet.resources]
    assert align_resources(aligned, held, adopting=adopting) == aligned
