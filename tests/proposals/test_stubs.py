"""What a mapping does not match: each text once, counted, under the key that would match it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook
from toolkit.mapping.interpret import interpret
from toolkit.model.grid import CellValue, Sheet, Workbook
from toolkit.proposals.stubs import StubGroup, find_stubs


def find(
    columns: Mapping[str, Any],
    *rows: tuple[CellValue, ...],
    top: Mapping[str, Any] | None = None,
    more: tuple[Sheet, ...] = (),
    beside: Mapping[str, tuple[Workbook, ...]] | None = None,
    **table: Any,
) -> tuple[StubGroup, ...]:
    workbook = build_workbook(build_sheet(*rows), *more)
    mapping = build_mapping(columns, top, **table)
    return find_stubs(interpret(workbook, mapping, beside or {}), (workbook,), beside or {})


def tell(group: StubGroup) -> tuple[str, str, str, str, list[tuple[str, int]]]:
    return group.role, group.key, group.name, group.target, [(stub.text, stub.count) for stub in group.stubs]


def test_nothing_is_left_where_all_is_matched() -> None:
    assert find({"Thema": "themes"}, ("Nr.", "Thema"), (1, "ENVI"), (2, None)) == ()


def test_words_are_counted_and_the_most_frequent_comes_first() -> None:
    rows: list[tuple[CellValue, ...]] = [
        ("Nr.", "Thema"),
        (1, "Wald"),
        (2, "Umwelt-Sachen"),
        (3, "umwelt-sachen "),
        (4, "ENVI"),
    ]
    (group,) = find({"Thema": "themes"}, *rows)
    assert tell(group) == ("datasets", "lookup", "Thema", "themes", [("Umwelt-Sachen", 2), ("Wald", 1)])
    assert group.stubs[0].cell is not None
    assert group.stubs[0].cell.address == "B3"
    assert group.count == 3


def test_each_part_of_a_split_cell_is_a_word_of_its_own() -> None:
    (group,) = find({"Thema": {"field": "themes", "split": ";"}}, ("Nr.", "Thema"), (1, "Wald; ENVI; Feld"))
    assert tell(group)[4] == [("Wald", 1), ("Feld", 1)]


def test_dates_and_sizes_that_cannot_be_read_are_words_too() -> None:
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Stand", "Größe"), (1, "bald", "klein")]
    groups = find({"Stand": "modified", "Größe": "distribution.byte_size"}, *rows)
    assert [tell(group)[1:4] for group in groups] == [
        ("lookup", "Stand", "modified"),
        ("lookup", "Größe", "distribution.byte_size"),
    ]


def test_the_group_with_most_cells_comes_first_and_unmapped_columns_last() -> None:
    rows: list[tuple[CellValue, ...]] = [
        ("Nr.", "Neu", "Stand", "Thema"),
        (1, "a", "bald", "Wald"),
        (2, "b", None, "Feld"),
        (3, "c", None, "ENVI"),
    ]
    groups = find({"Stand": "modified", "Thema": "themes"}, *rows)
    assert [(group.key, group.name) for group in groups] == [("lookup", "Thema"), ("lookup", "Stand"), ("columns", "")]
    assert tell(groups[2]) == ("datasets", "columns", "", "", [("Neu", 1)])


def test_unmapped_columns_are_named_as_a_mapping_names_them() -> None:
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Notiz", "Notiz", None), (1, "a", "b", "c")]
    (group,) = find({}, *rows)
    assert [stub.text for stub in group.stubs] == ["Notiz [1]", "Notiz [2]", "[D]"]


def test_the_mappings_own_name_of_a_column_is_given() -> None:
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Kategorie *"), (1, "Wald")]
    (group,) = find({"Thema": {"field": "themes", "aliases": "Kategorie"}}, *rows)
    assert group.name == "Thema"


def test_answers_that_mean_nothing_are_words() -> None:
    columns = {"Frei": {"release": "publish", "answers": {"offen": "unknown"}}, "Titel": "title"}
    rows: list[tuple[CellValue, ...]] = [
        ("Nr.", "Frei", "Titel"),
        (1, "mal sehen", "a"),
        (2, "offen", "b"),
        (3, "ja", "c"),
        (4, None, "d"),
        (5, "-", "e"),
    ]
    (group,) = find(columns, *rows)
    assert tell(group) == ("datasets", "answers", "Frei", "publish", [("mal sehen", 1)])


def test_a_day_of_approval_is_an_answer() -> None:
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Freigabe"), (1, "01.03.2025"), (2, "Vorlage 7")]
    (group,) = find({"Freigabe": {"release": "approved"}}, *rows)
    assert tell(group)[4] == [("Vorlage 7", 1)]


def test_answers_that_differ_are_understood_all_the_same() -> None:
    columns = {"A": {"release": "publish"}, "B": {"release": "publish"}}
    assert find(columns, ("Nr.", "A", "B"), (1, "ja", "nein")) == ()


def test_the_second_table_has_its_own_columns() -> None:
    table = {"sheet": "Links", "header": 1, "key": "Nr.", "dataset": "D", "columns": {"F": "format", "A": "access_url"}}
    links = build_sheet(("Nr.", "D", "F", "A", "X"), ("a", 1, "Tafel", "https://example.org/a", "x"), name="Links")
    groups = find({"F": "title"}, ("Nr.", "F"), (1, "Tafel"), top={"distributions": table}, more=(links,))
    assert [tell(group) for group in groups] == [
        ("distributions", "lookup", "F", "format", [("Tafel", 1)]),
        ("distributions", "columns", "", "", [("X", 1)]),
    ]


def test_a_word_of_a_further_table_belongs_to_the_field_wherever_it_is_filled() -> None:
    joins = {"sheet": "Ämter", "on": "Amt", "key": "Nr.", "columns": {"Thema": "themes"}}
    offices = build_sheet(("Nr.", "Thema"), (61, "Wald"), name="Ämter")
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Amt"), (1, 61)]
    groups = find({"Amt": {"ignore": "x"}}, *rows, more=(offices,), joins=joins)
    assert tell(groups[0]) == ("", "lookups", "", "themes", [("Wald", 1)])


def test_a_form_is_read_the_same_way() -> None:
    rows: list[tuple[CellValue, ...]] = [("Nr.", 1, 2), ("Thema", "Wald", "Wald"), ("Neu", "a", "b")]
    groups = find({"Thema": "themes"}, *rows, layout="form", header="A")
    assert [tell(group) for group in groups] == [
        ("datasets", "lookup", "Thema", "themes", [("Wald", 2)]),
        ("datasets", "columns", "", "", [("Neu", 1)]),
    ]


def test_a_broken_address_is_no_word_but_a_word_instead_of_an_address_is() -> None:
    rows: list[tuple[CellValue, ...]] = [
        ("Nr.", "Link"),
        (1, "www.example.org/a"),
        (2, "auf Anfrage"),
        (3, "auf Anfrage"),
    ]
    (group,) = find({"Link": "distribution.access_url"}, *rows)
    assert tell(group)[4] == [("auf Anfrage", 2)]


def test_a_column_of_a_further_table_that_nobody_mapped_has_no_place_to_be_pasted_to() -> None:
    joins = {"sheet": "Ämter", "on": "Amt", "key": "Nr.", "columns": {"Name": "creator.name"}}
    offices = build_sheet(("Nr.", "Name", "Leitung"), (61, "Amt", "x"), name="Ämter")
    rows: list[tuple[CellValue, ...]] = [("Nr.", "Amt"), (1, 61)]
    assert find({"Amt": {"ignore": "x"}}, *rows, more=(offices,), joins=joins) == ()
