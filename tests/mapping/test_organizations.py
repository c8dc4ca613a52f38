"""Organisations and groups: which there are, which stands above which, and what a cell means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mapping.small_inventory import (
    build_mapping,
    build_sheet,
    build_workbook,
    codes,
    only,
    only_dataset,
    places,
    read_rows,
)
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.load import examine_mapping
from toolkit.model.dataset import Organization
from toolkit.model.problem import Problem, Stopped

TREE = {
    "umweltamt": {"title": "Umweltamt", "parent": "dezernat-3", "also": ["Amt 31", "31"]},
    "dezernat-3": {"title": "Dezernat III", "parent": "stadt", "description": "Umwelt und Grün"},
    "stadt": {"title": "Stadt Musterhausen"},
}
OFFICES = ("Kürzel", "Bezeichnung", "Über", "Auch")
TABLE = {
    "sheet": "Ämter",
    "header": 1,
    "key": "Kürzel",
    "columns": {"Bezeichnung": "title", "Über": "parent", "Auch": "also"},
}


def read_office(word: str | None, top: dict[str, Any], field: str = "organization.name") -> Interpretation:
    return read_rows({"Amt": field}, ("Nr.", "Amt"), ("1", word), top=top)


def read_table(*offices: tuple[str | None, ...], dataset: str = "Amt 61", **top: Any) -> Interpretation:
    workbook = build_workbook(build_sheet(("Nr.", "Amt"), ("1", dataset)), build_sheet(OFFICES, *offices, name="Ämter"))
    mapping = build_mapping({"Amt": "organization.title"}, {"organization_table": TABLE, **top})
    return interpret(workbook, mapping)


@pytest.mark.parametrize("word", ["umweltamt", "Umweltamt", " UMWELTAMT ", "Amt 31", "31"])
@pytest.mark.parametrize("field", ["organization.name", "organization.title"])
def test_name_title_and_other_words_mean_the_same_organisation(word: str, field: str) -> None:
    read = read_office(word, {"organizations": TREE}, field)
    assert only_dataset(read).organization == Organization("umweltamt", "Umweltamt")
    assert {"organization.name", "organization.title"} <= only(read).managed
    assert not read.faults


def test_the_one_above_comes_before_those_below_it() -> None:
    read = read_office("31", {"organizations": TREE})
    assert [(one.name, one.parent) for one in read.organizations] == [
        ("stadt", ""),
        ("dezernat-3", "stadt"),
        ("umweltamt", "dezernat-3"),
    ]
    assert read.organizations[1].description == "Umwelt und Grün"


def test_a_word_that_means_no_organisation_is_reported_with_cell_and_nearest() -> None:
    read = read_office("Umweltamd", {"organizations": TREE})
    (fault,) = read.faults
    assert (fault.code, fault.text, fault.nearest) == ("organization-unknown", "Umweltamd", ("Umweltamt",))
    assert (str(fault.place.cell), fault.place.heading, fault.place.key) == ("inventar.xlsx › Daten › B2", "Amt", "1")


def test_without_a_list_of_organisations_every_word_stands_for_itself() -> None:
    read = read_office("irgendwer", {})
    assert only_dataset(read).organization == Organization("irgendwer")
    assert not read.faults
    assert read.organizations == ()


def test_an_organisation_for_the_whole_inventory_takes_its_title_from_the_list() -> None:
    read = read_rows({}, ("Nr.",), ("1",), top={"organizations": TREE, "organization": {"name": "stadt"}})
    assert only_dataset(read).organization == Organization("stadt", "Stadt Musterhausen")


def test_a_sheet_of_offices_gives_names_titles_and_the_ones_above() -> None:
    read = read_table(("Amt 61", "Stadtplanungsamt", "Dezernat II", None), ("Dez 2", "Dezernat II", None, "II"))
    assert [(one.name, one.title, one.parent) for one in read.organizations] == [
        ("dez-2", "Dezernat II", ""),
        ("amt-61", "Stadtplanungsamt", "dez-2"),
    ]
    assert only_dataset(read).organization == Organization("amt-61", "Stadtplanungsamt")
    assert not read.faults


def test_an_office_without_a_title_is_called_by_its_sign() -> None:
    read = read_table(("Amt 61", None, None, None))
    assert only_dataset(read).organization == Organization("amt-61", "Amt 61")


def test_what_the_mapping_says_of_an_office_counts_more_than_the_sheet() -> None:
    entry = {"amt-61": {"title": "Planungsamt", "also": "Amt 61"}}
    read = read_table(("Amt 61", "Stadtplanungsamt", None, None), organizations=entry)
    assert [(one.name, one.title) for one in read.organizations] == [("amt-61", "Planungsamt")]


def test_an_unknown_office_above_is_reported_at_its_cell_and_left_out() -> None:
    read = read_table(("Amt 61", "Planung", "Dezernat 9", None))
    assert places(read.faults) == [("organization-parent", "C2")]
    assert read.organizations[0].parent == ""


def test_a_circle_is_cut_and_reported_once() -> None:
    read = read_table(("Amt 61", "Planung", "Amt 62", None), ("Amt 62", "Bau", "Amt 61", None))
    assert codes(read.faults) == ["organization-parent"]
    assert [(one.name, one.parent) for one in read.organizations] == [("amt-61", ""), ("amt-62", "amt-61")]


def test_a_title_that_two_offices_share_means_neither() -> None:
    read = read_table(("Amt 61", "Planung", None, None), ("Amt 62", "Planung", None, None), dataset="Planung")
    assert codes(read.faults) == ["organization-unknown"]


def test_a_missing_sheet_of_offices_stops() -> None:
    with pytest.raises(Stopped):
        read_office("31", {"organization_table": TABLE})


@pytest.mark.parametrize(
    ("top", "says"),
    [
        ({"organizations": {"amt": {"parent": "stad"}, "stadt": {}}}, "there is no organisation “stad”"),
        ({"organizations": {"amt": {}}, "organization": {"name": "amd"}}, "there is no organisation “amd”"),
        ({"organizations": {"aa": {"parent": "bb"}, "bb": {"parent": "aa"}}}, "“aa” stands above itself"),
        ({"groups": {"natur": {"themes": ["ENVY"]}}}, "there is no theme “ENVY”"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(top: dict[str, Any], says: str) -> None:
    with pytest.raises(Problem, match=says):
        build_mapping({}, top)


def test_the_mapping_may_name_an_office_of_the_sheet() -> None:
    entry = {"amt-61": {"title": "Planungsamt", "parent": "Dez 2"}}
    read = read_table(("Dez 2", "Dezernat II", None, None), dataset="Planungsamt", organizations=entry)
    assert [(one.name, one.parent) for one in read.organizations] == [("dez-2", ""), ("amt-61", "dez-2")]


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 8), max_size=9))
def test_whatever_a_sheet_says_the_result_is_a_tree_with_parents_first(above: dict[int, int]) -> None:
    offices = [(f"Amt {low}", f"Titel {low}", f"Amt {high}", None) for low, high in above.items()]
    read = read_table(("Amt 61", "Planung", None, None), *offices)
    seen: set[str] = set()
    for one in read.organizations:
        assert not one.parent or one.parent in seen
        seen.add(one.name)
    assert len(read.organizations) == len(offices) + 1


GROUPS = {"natur": {"title": "Natur", "also": "Grünes", "themes": ["ENVI"]}, "verkehr": {"title": "Verkehr"}}
ENVI = "http://publications.europa.eu/resource/authority/data-theme/ENVI"


def read_group(word: str | None, theme: str | None = None) -> Interpretation:
    columns = {"Gruppe": {"field": "groups", "split": ";"}, "Thema": "themes"}
    return read_rows(columns, ("Nr.", "Gruppe", "Thema"), ("1", word, theme), top={"groups": GROUPS})


@pytest.mark.parametrize(
    ("word", "theme", "groups"),
    [
        ("Verkehr", None, ("verkehr",)),
        ("verkehr; Grünes", None, ("verkehr", "natur")),
        (None, "ENVI", ("natur",)),
        ("Natur", "ENVI", ("natur",)),
        ("Verkehr", "ENVI", ("verkehr", "natur")),
        (None, None, ()),
    ],
)
def test_cells_and_themes_put_a_dataset_into_groups(
    word: str | None, theme: str | None, groups: tuple[str, ...]
) -> None:
    read = read_group(word, theme)
    assert only_dataset(read).groups == groups
    assert "groups" in only(read).managed


def test_a_word_that_means_no_group_is_reported_and_left_out() -> None:
    read = read_group("Verker; Natur")
    assert only_dataset(read).groups == ("natur",)
    (fault,) = read.faults
    assert (fault.code, fault.text, fault.nearest) == ("group-unknown", "Verker", ("Verkehr",))
    assert fault.place.cell is not None
    assert fault.place.cell.address == "B2"


def test_groups_without_a_list_stand_for_themselves() -> None:
    read = read_rows({"Gruppe": "groups"}, ("Nr.", "Gruppe"), ("1", "natur"))
    assert only_dataset(read).groups == ("natur",)


@pytest.mark.parametrize("key", ["organizations", "groups"])
def test_a_name_that_no_address_can_hold_is_told_with_its_line(key: str) -> None:
    text = f"""\
format: bestand-mapping/1
inventory: amt
{key}:
  amt: {{}}
  Amt 61: {{title: Planung}}
datasets: {{sheet: Daten, key: Nr., columns: {{}}}}
"""
    _, (complaint,) = examine_mapping(text, "test.yaml")
    assert str(complaint.what).startswith("test.yaml, line 5: “Amt 61”: 2 to 100 small letters")
