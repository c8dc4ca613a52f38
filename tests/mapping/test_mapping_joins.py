"""Joins: what further tables say of a row, in the same workbook or beside it, with the cells that say it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook, codes, only, only_dataset
from toolkit.checks.rule import place_of
from toolkit.mapping.interpret import Interpretation, interpret, list_beside
from toolkit.model.dataset import Dataset
from toolkit.model.grid import CellError, CellValue, Sheet
from toolkit.model.problem import Problem, Stopped

HEADER = ("Nr.", "Titel", "Amt", "Mail")
COLUMNS: dict[str, Any] = {"Titel": "title", "Mail": "contact.email", "Amt": "publisher.name"}
JOIN: dict[str, Any] = {
    "sheet": "Ämter",
    "header": 1,
    "on": "Amt",
    "key": "Kürzel",
    "columns": {"Postfach": "contact.email", "Telefon": "contact.phone"},
}
OFFICES = ("Kürzel", "Postfach", "Telefon")
TREES, ROADS = "baum@example.org", "weg@example.org"


def read(
    *rows: tuple[CellValue, ...],
    offices: tuple[tuple[CellValue, ...], ...] = (("A61", TREES, None), ("A66", ROADS, None)),
    join: dict[str, Any] | None = None,
    sheet: dict[str, Any] | None = None,
    further: dict[str, Any] | None = None,
    columns: dict[str, Any] | None = None,
    **table: Any,
) -> Interpretation:
    book = build_workbook(
        build_sheet(HEADER, *rows, **(sheet or {})), build_sheet(OFFICES, *offices, name="Ämter", **(further or {}))
    )
    return interpret(book, build_mapping(columns or COLUMNS, joins=[{**JOIN, **(join or {})}], **table))


def mails(found: Interpretation) -> list[str]:
    return [one.dataset.contact.email if one.dataset.contact else "" for one in found.described]


class TestFilling:
    def test_the_further_table_fills_what_the_row_does_not(self) -> None:
        found = read(("1", "a", " a61", None), ("2", "b", "A66", "eigen@example.org"), ("3", "c", None, None))
        assert mails(found) == [TREES, "eigen@example.org", ""]
        assert found.faults == ()

    def test_the_joined_cell_is_named(self) -> None:
        first, second = read(("1", "a", "A66", None), ("2", "b", "A66", "eigen@example.org")).described
        assert str(first.origins["contact.email"]) == "inventar.xlsx › Ämter › B3"
        assert str(first.origins["title"]) == "inventar.xlsx › Daten › B2"
        assert str(second.origins["contact.email"]) == "inventar.xlsx › Daten › D3"
        assert set(first.origins) == {"title", "publisher.name", "contact.email", "key"}

    def test_joined_fields_are_managed_and_have_a_column(self) -> None:
        described = only(read(("1", "a", None, None)))
        assert {"contact.email", "contact.phone"} <= described.managed
        assert described.columns["contact.phone"].heading == "Telefon"
        assert described.columns["contact.email"].heading == "Mail"

    def test_what_the_further_table_lacks_is_missed_at_the_cell_that_names_its_row(self) -> None:
        columns = {"Titel": "title", "Mail": {"ignore": "x"}, "Amt": "publisher.name"}
        place = place_of(only(read(("1", "a", "A99", None), columns=columns)), "contact.email")
        assert (str(place.cell), place.heading) == ("inventar.xlsx › Daten › C2", "Postfach")

    def test_the_order_is_cell_join_default_and_constant(self) -> None:
        columns = {**COLUMNS, "Mail": {"field": "contact.email", "default": "vorgabe@example.org"}}
        rows = (("1", "a", "A61", None), ("2", "b", None, None), ("3", "c", "A61", "eigen@example.org"))
        assert mails(read(*rows, columns=columns)) == [TREES, "vorgabe@example.org", "eigen@example.org"]
        plain = {"Titel": "title", "Mail": {"ignore": "x"}, "Amt": "publisher.name"}
        found = read(*rows, columns=plain, constants={"contact.email": "fest@example.org"})
        assert mails(found) == [TREES, "fest@example.org", TREES]

    def test_the_default_of_a_joined_column_comes_after_the_own_one_and_before_constants(self) -> None:
        join = {"columns": {"Postfach": {"field": "contact.email", "default": "amt@example.org"}}}
        offices = (("A61", None, None),)
        plain = {"Titel": "title", "Mail": {"ignore": "x"}, "Amt": "publisher.name"}
        constants = {"contact.email": "fest@example.org"}
        found = read(("1", "a", "A61", None), offices=offices, join=join, columns=plain, constants=constants)
        assert mails(found) == ["amt@example.org"]
        assert str(only(found).origins["contact.email"]) == "inventar.xlsx › Ämter › B2"
        own = {**COLUMNS, "Mail": {"field": "contact.email", "default": "vorgabe@example.org"}}
        assert mails(read(("1", "a", "A61", None), offices=offices, join=join, columns=own)) == ["vorgabe@example.org"]

    def test_what_is_joined_is_not_computed_over_and_the_name_of_the_sheet_comes_after_it(self) -> None:
        computed = {"contact.email": "rechnung@example.org"}
        rows = (("1", "a", "A61", None), ("2", "b", None, None))
        assert mails(read(*rows, computed=computed)) == [TREES, "rechnung@example.org"]
        join = {"columns": {"Telefon": "version"}}
        found = read(*rows, offices=(("A61", None, "v1"),), join=join, sheet_name="version")
        assert [one.dataset.version for one in found.described] == ["v1", "Daten"]
        assert str(found.described[0].origins["version"]) == "inventar.xlsx › Ämter › C2"

    def test_an_own_cell_that_cannot_be_read_is_not_replaced(self) -> None:
        found = read(("1", "a", "A61", CellError("#REF!")))
        assert mails(found) == [""]
        assert "contact.email" in only(found).unread

    def test_lists_are_not_put_together(self) -> None:
        columns = {"Titel": "title", "Amt": {"ignore": "x"}, "Mail": "keywords"}
        join = {"columns": {"Postfach": "keywords", "Telefon": {"ignore": "x"}}}
        found = read(("1", "a", "A61", "eigen"), ("2", "a", "A61", None), columns=columns, join=join)
        assert [one.dataset.keywords for one in found.described] == [("eigen",), (TREES,)]

    def test_a_period_is_joined_end_by_end(self) -> None:
        columns = {"Titel": "title", "Amt": {"ignore": "x"}, "Mail": "temporal.start"}
        join = {"columns": {"Postfach": "temporal", "Telefon": {"ignore": "x"}}}
        offices = (("A61", "2008–2020", None),)
        found = only(read(("1", "a", "A61", "2010"), columns=columns, join=join, offices=offices))
        assert found.dataset.temporal is not None
        assert (found.dataset.temporal.start, found.dataset.temporal.end) == ("2010", "2020")
        assert (found.origins["temporal.start"].sheet, found.origins["temporal.end"].sheet) == ("Daten", "Ämter")

    def test_a_number_joins_its_text_as_shown(self) -> None:
        found = read(("1", "a", 61, None), offices=(("61", TREES, None),))
        assert mails(found) == [TREES]
        padded = read(("1", "a", "061", None), offices=((61, TREES, None),), further={"formats": {(2, 1): "000"}})
        assert mails(padded) == [TREES]

    def test_a_joined_form_is_read_down_its_columns(self) -> None:
        mapping = build_mapping(COLUMNS, joins=[{**JOIN, "layout": "form", "header": "A"}])
        form = build_sheet(("Kürzel", "A61", "A66"), ("Postfach", TREES, ROADS), ("Telefon",), name="Ämter")
        found = interpret(build_workbook(build_sheet(HEADER, ("1", "a", "A66", None)), form), mapping)
        assert mails(found) == [ROADS]
        assert only(found).origins["contact.email"].address == "C2"

    def test_the_further_table_is_found_by_its_headings(self) -> None:
        join = {key: value for key, value in JOIN.items() if key != "header"}
        offices = build_sheet(("Liste der Ämter",), (), OFFICES, ("A61", TREES, "1"), ("A66", ROADS, "2"), name="Ämter")
        book = build_workbook(build_sheet(HEADER, ("1", "a", "A61", None)), offices)
        assert mails(interpret(book, build_mapping(COLUMNS, joins=[join]))) == [TREES]

    def test_look_ups_and_conditions_hold_in_the_further_table(self) -> None:
        when = {"column": "Telefon", "filled": True}
        join = {"columns": {"Postfach": {"field": "contact.name", "lookup": {"x": "Fachamt"}, "when": when}}}
        offices = (("A61", "x", "1"), ("A66", "x", None))
        found = read(("1", "a", "A61", None), ("2", "a", "A66", None), join=join, offices=offices)
        assert [one.dataset.contact and one.dataset.contact.name for one in found.described] == ["Fachamt", None]

    def test_several_joins_fill_one_after_the_other(self) -> None:
        other = {**JOIN, "columns": {"Telefon": "contact.email"}}
        book = build_workbook(
            build_sheet(HEADER, ("1", "a", "A61", None), ("2", "b", "A66", None)),
            build_sheet(OFFICES, ("A61", TREES, ROADS), ("A66", None, ROADS), name="Ämter"),
        )
        first = {**JOIN, "columns": {"Postfach": "contact.email"}}
        found = interpret(book, build_mapping(COLUMNS, joins=[first, other]))
        assert mails(found) == [TREES, ROADS]
        assert found.faults == ()

    def test_a_word_that_is_left_out_counts_once_however_often_its_row_is_joined(self) -> None:
        join = {"columns": {"Postfach": {"field": "contact.email", "lookup": {"folgt": None}}}}
        offices = (("A61", "folgt", None), ("A66", "folgt", None))
        rows = [(str(number), "a", office, None) for number, office in enumerate(["A61", "A61", "A66"])]
        found = read(*rows, join=join, offices=offices)
        (fault,) = (fault for fault in found.faults if fault.code == "lookup-dropped")
        assert (fault.detail, str(fault.place.cell), fault.place.key) == ("2", "inventar.xlsx › Ämter › B2", "")


class TestWhatGoesWrong:
    def test_a_value_that_the_further_table_lacks_is_told_with_the_nearest(self) -> None:
        found = read(("1", "Bäume", "A62", None))
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.detail) == ("join-missing", "A62", "Ämter › Kürzel")
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.place.heading) == ("C2", "Amt")
        assert (fault.place.key, fault.place.title, fault.field) == ("1", "Bäume", "")
        assert set(fault.nearest) == {"A61", "A66"}
        assert {"contact.email", "contact.phone"} <= only(found).unread
        assert "" not in only(found).unread

    def test_constants_hold_where_the_further_table_lacks_the_value(self) -> None:
        found = read(("1", "a", "X", None), constants={"contact.email": "fest@example.org"})
        assert mails(found) == ["fest@example.org"]
        assert only(found).unread == {"contact.phone"}

    @pytest.mark.parametrize("value", [None, "-", " "])
    def test_a_cell_that_says_nothing_joins_nothing(self, value: CellValue) -> None:
        found = read(("1", "a", value, None), offices=((value, TREES, None), ("A66", ROADS, None)))
        assert (mails(found), found.faults, only(found).unread) == ([""], (), frozenset())

    def test_a_key_that_stands_twice_with_different_values_is_ambiguous(self) -> None:
        offices = (("A61", TREES, None), ("a61 ", ROADS, None), ("A66", ROADS, None))
        found = read(("1", "Bäume", "A61", None), ("2", "b", "A66", None), offices=offices)
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.detail) == ("join-ambiguous", "A61", "Ämter › A2, Ämter › A3")
        assert (fault.place.cell and fault.place.cell.address, fault.place.key) == ("C2", "1")
        assert mails(found) == ["", ROADS]
        assert "contact.email" in found.described[0].unread

    def test_constants_do_not_hold_where_the_join_is_ambiguous(self) -> None:
        offices = (("A61", TREES, None), ("A61", ROADS, None))
        found = read(("1", "a", "A61", None), offices=offices, constants={"contact.email": "fest@example.org"})
        assert mails(found) == [""]

    def test_a_key_that_stands_twice_with_the_same_values_is_one(self) -> None:
        offices = (("A61", TREES, None), ("A61", TREES, None))
        found = read(("1", "a", "A61", None), offices=offices)
        assert (mails(found), found.faults) == ([TREES], ())

    def test_what_is_not_mapped_there_may_differ(self) -> None:
        join = {"columns": {"Postfach": "contact.email", "Telefon": {"ignore": "x"}}}
        offices = (("A61", TREES, "1"), ("A61", TREES, "2"))
        assert mails(read(("1", "a", "A61", None), offices=offices, join=join)) == [TREES]

    def test_one_that_cannot_be_read_differs_from_one_that_is_empty(self) -> None:
        offices = (("A61", None, None), ("A61", CellError("#REF!"), None))
        assert codes(read(("1", "a", "A61", None), offices=offices).faults) == ["join-ambiguous"]

    def test_a_joined_cell_that_cannot_be_read_is_told_for_each_dataset(self) -> None:
        offices = (("A61", CellError("#REF!"), None),)
        found = read(("1", "a", "A61", None), ("2", "b", "A61", None), ("3", "c", "A61", ROADS), offices=offices)
        assert [(fault.code, str(fault.place.cell), fault.place.key) for fault in found.faults] == [
            ("cell-error", "inventar.xlsx › Ämter › B2", "1"),
            ("cell-error", "inventar.xlsx › Ämter › B2", "2"),
        ]
        assert found.faults[0].place.heading == "Postfach"
        assert "contact.email" in found.described[0].unread
        assert mails(found)[2] == ROADS

    @pytest.mark.parametrize("is_mapped", [True, False])
    def test_an_unknown_cell_joins_nothing_and_is_told_once(self, is_mapped: bool) -> None:
        columns = COLUMNS if is_mapped else {**COLUMNS, "Amt": {"ignore": "x"}}
        found = read(
            ("1", "a", CellError("#REF!"), None), columns=columns, constants={"contact.email": "fest@example.org"}
        )
        assert [(fault.code, str(fault.place.cell)) for fault in found.faults] == [
            ("cell-error", "inventar.xlsx › Daten › C2")
        ]
        assert mails(found) == [""]
        assert {"contact.email", "contact.phone"} <= only(found).unread

    def test_the_column_here_must_be_there(self) -> None:
        with pytest.raises(Stopped, match="Daten: the column “Ämter” is missing"):
            read(("1", "a", "A61", None), join={"on": "Ämter"})

    def test_the_columns_there_must_be_there(self) -> None:
        with pytest.raises(Stopped, match="Ämter: the column “Kurz” is missing"):
            read(("1", "a", "A61", None), join={"key": "Kurz"})
        with pytest.raises(Stopped, match="Ämter: the column “Fax” is missing"):
            read(("1", "a", "A61", None), join={"columns": {"Fax": "contact.phone"}})

    def test_the_sheet_must_be_there(self) -> None:
        with pytest.raises(Stopped, match="the sheet “Stellen” is missing"):
            read(("1", "a", "A61", None), join={"sheet": "Stellen"})

    def test_an_empty_further_table_stops(self) -> None:
        with pytest.raises(Stopped, match=r"Ämter: the further table is empty"):
            read(("1", "a", "A61", None), offices=())

    def test_an_absent_optional_column_joins_nothing(self) -> None:
        columns = {**COLUMNS, "Stelle": {"field": "version", "optional": True}}
        found = read(("1", "a", "A61", None), columns=columns, join={"on": "Stelle"})
        assert (mails(found), found.faults) == ([""], ())

    def test_columns_nobody_spoke_of_are_reported_there_too(self) -> None:
        found = read(("1", "a", "A61", None), join={"columns": {"Postfach": "contact.email"}})
        assert [(fault.code, str(fault.place.cell)) for fault in found.faults] == [
            ("column-unmapped", "inventar.xlsx › Ämter › C1")
        ]

    def test_the_column_here_is_spoken_of(self) -> None:
        found = read(("1", "a", "A61", None), columns={"Titel": "title", "Mail": "contact.email"})
        assert found.faults == ()

    def test_a_sheet_that_is_joined_twice_is_told_of_once(self) -> None:
        first = {**JOIN, "columns": {"Postfach": "contact.email"}}
        second = {**JOIN, "columns": {"Telefon": "contact.phone"}}
        further = build_sheet((*OFFICES, "Raum"), ("A61", TREES, None, "7"), name="Ämter")
        book = build_workbook(build_sheet(HEADER, ("1", "a", "A61", None)), further)
        found = interpret(book, build_mapping(COLUMNS, joins=[first, second]))
        assert [(fault.code, fault.text) for fault in found.faults] == [("column-unmapped", "Raum")]


LINK = "https://example.org/a"


class TestDistributions:
    def test_a_distribution_in_the_datasets_row_is_joined(self) -> None:
        columns = {"Titel": "title", "Amt": {"ignore": "x"}, "Mail": "distribution.access_url"}
        join = {"columns": {"Postfach": "distribution.title", "Telefon": "distribution.access_url"}}
        offices = (("A61", "Tabelle", LINK), ("A66", "Karte", None))
        rows = (("1", "a", "A61", None), ("2", "a", "A66", LINK + "2"), ("3", "a", "A66", None))
        first, second, third = read(*rows, columns=columns, join=join, offices=offices).described
        assert [(part.title, part.access_url) for part in first.dataset.distributions] == [("Tabelle", LINK)]
        assert [(part.title, part.access_url) for part in second.dataset.distributions] == [("Karte", LINK + "2")]
        assert third.dataset.distributions == ()
        assert str(first.origins["distributions.main.title"]) == "inventar.xlsx › Ämter › B2"
        assert str(second.origins["distributions.main.access_url"]) == "inventar.xlsx › Daten › D3"
        assert {"title", "access_url"} <= first.managed_of_distributions
        assert first.columns["distributions.title"].heading == "Postfach"

    def test_what_is_joined_alone_is_no_incomplete_distribution(self) -> None:
        columns = {"Titel": "title", "Amt": {"ignore": "x"}, "Mail": "distribution.access_url"}
        join = {"columns": {"Postfach": "distribution.title", "Telefon": {"ignore": "x"}}}
        assert read(("1", "a", "A61", None), columns=columns, join=join, rows="distribution").faults == ()

    def test_several_addresses_in_a_cell_share_what_is_joined(self) -> None:
        columns = {"Titel": "title", "Amt": {"ignore": "x"}, "Mail": {"field": "distribution.access_url", "split": " "}}
        join = {"columns": {"Postfach": "distribution.title", "Telefon": "distribution.access_url"}}
        offices = (("A61", "Tabelle", LINK),)
        found = read(("1", "a", "A61", f"{LINK}2 {LINK}3"), columns=columns, join=join, offices=offices)
        assert [(part.title, part.access_url[-1]) for part in only_dataset(found).distributions] == [
            ("Tabelle", "2"),
            ("Tabelle", "3"),
        ]

    def test_the_table_of_distributions_is_joined(self) -> None:
        second = {
            "sheet": "Links",
            "header": 1,
            "key": "Id",
            "dataset": "Nr.",
            "columns": {"Link": "access_url"},
            "joins": [{**JOIN, "columns": {"Postfach": "title", "Telefon": {"ignore": "x"}}}],
        }
        links = build_sheet(("Id", "Nr.", "Link", "Amt"), ("x", "1", LINK, "A61"), ("y", "1", LINK, "A9"), name="Links")
        offices = build_sheet(OFFICES, ("A61", "Tabelle", None), name="Ämter")
        book = build_workbook(build_sheet(("Nr.",), ("1",)), links, offices)
        found = interpret(book, build_mapping({}, {"distributions": second}))
        assert [part.title for part in only_dataset(found).distributions] == ["Tabelle", ""]
        assert str(only(found).origins["distributions.x.title"]) == "inventar.xlsx › Ämter › B2"
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.place.key) == ("join-missing", "A9", "1")
        assert only(found).unread == {"distributions.y.title"}

    def test_rows_of_one_dataset_do_not_contradict_what_is_joined(self) -> None:
        columns = {**COLUMNS, "Amt": {"ignore": "x"}}
        rows = (("1", "a", "A61", None), ("1", "a", None, ROADS), ("1", "a", "A61", None))
        found = read(*rows, columns=columns, rows="distribution")
        assert (mails(found), found.faults) == ([ROADS], ())
        assert str(only(found).origins["contact.email"]) == "inventar.xlsx › Daten › D3"

    def test_two_joined_rows_of_one_dataset_contradict_each_other(self) -> None:
        columns = {**COLUMNS, "Amt": {"ignore": "x"}}
        found = read(("1", "a", "A61", None), ("1", "a", "A66", None), columns=columns, rows="distribution")
        (fault,) = found.faults
        assert (fault.code, fault.place.heading, str(fault.place.cell)) == (
            "rows-differ",
            "Postfach",
            "inventar.xlsx › Ämter › B3",
        )
        assert mails(found) == [TREES]
        assert str(only(found).origins["contact.email"]) == "inventar.xlsx › Ämter › B2"


class TestOtherWorkbooks:
    def build(self, name: str, folder: str, *sheets: Sheet) -> Any:
        return replace(build_workbook(*(replace(sheet, workbook=name) for sheet in sheets)), name=name, folder=folder)

    def offices(self, name: str, folder: str, mail: str) -> Any:
        return self.build(name, folder, build_sheet(OFFICES, ("A61", mail, None), name="Ämter"))

    def test_a_workbook_beside_is_joined(self) -> None:
        mapping = build_mapping(COLUMNS, joins=[{**JOIN, "file": "aemter.xlsx"}])
        book = self.build("a.xlsx", "/a", build_sheet(HEADER, ("1", "a", "A61", None)))
        found = interpret(book, mapping, {"aemter.xlsx": [self.offices("aemter.xlsx", "/a", TREES)]})
        assert str(only(found).origins["contact.email"]) == "aemter.xlsx › Ämter › B2"

    def test_a_workbook_that_is_not_there_stops(self) -> None:
        mapping = build_mapping(COLUMNS, joins=[{**JOIN, "file": "aemter.xlsx"}])
        with pytest.raises(Stopped, match=r"“aemter\.xlsx”, which the mapping joins, is missing"):
            interpret(build_workbook(build_sheet(HEADER, ("1", "a", "A61", None))), mapping)

    def test_each_workbook_has_its_own_tables(self) -> None:
        mapping = build_mapping(COLUMNS, {"workbooks": "several"}, joins=[JOIN])
        books = [
            self.build(
                f"{mail}.xlsx",
                "/a",
                build_sheet(HEADER, (mail, "a", "A61", None)),
                build_sheet(OFFICES, ("A61", mail, None), name="Ämter"),
            )
            for mail in (TREES, ROADS)
        ]
        found = interpret(books, mapping)
        assert (mails(found), found.faults) == ([TREES, ROADS], ())

    def test_each_folder_has_its_own_workbook(self) -> None:
        mapping = build_mapping(COLUMNS, {"workbooks": "several"}, joins=[{**JOIN, "file": "aemter.xlsx"}])
        books = [
            self.build(f"{folder}.xlsx", folder, build_sheet(HEADER, (folder, "a", "A61", None)))
            for folder in ("/a", "/a/b", "/c")
        ]
        beside = [
            self.offices(f"{folder}/aemter.xlsx", folder, mail)
            for folder, mail in (("/a/b", ROADS), ("/c", "c@example.org"), ("/a", TREES))
        ]
        assert mails(interpret(books, mapping, {"aemter.xlsx": beside})) == [TREES, ROADS, "c@example.org"]

    def test_the_mapping_lists_the_files_that_it_names(self) -> None:
        second = {
            "sheet": "Links",
            "header": 1,
            "key": "Id",
            "dataset": "Nr.",
            "file": "links.xlsx",
            "columns": {},
            "joins": [{**JOIN, "file": "c.xlsx", "columns": {"Postfach": "title"}}],
        }
        joins = [{**JOIN, "file": "b.xlsx"}, JOIN, {**JOIN, "file": "b.xlsx"}]
        mapping = build_mapping(COLUMNS, {"distributions": second}, joins=joins)
        assert list_beside(mapping) == ("links.xlsx", "b.xlsx", "c.xlsx")
        assert list_beside(build_mapping(COLUMNS)) == ()


def test_several_distributions_in_a_joined_cell_are_refused() -> None:
    mapping = build_mapping(COLUMNS, joins=[JOIN])
    join = mapping.datasets.joins[0]
    spec = join.columns["Postfach"].model_copy(update={"field": "distribution.access_url", "split": (";",)})
    joined = join.model_copy(update={"columns": {"Postfach": spec}})
    odd = mapping.model_copy(update={"datasets": mapping.datasets.model_copy(update={"joins": (joined,)})})
    book = build_workbook(build_sheet(HEADER, ("1", "a", "A61", None)), build_sheet(OFFICES, ("A61",), name="Ämter"))
    with pytest.raises(Problem, match="“Postfach” of a further table can only fill a field"):
        interpret(book, odd)


ROW = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(["a", None]),
    st.sampled_from([None, "A61", "a66", "fehlt", "-"]),
    st.sampled_from([None, "x@example.org", "kein"]),
)
OFFICE = st.tuples(
    st.sampled_from(["A61", "A66", None]), st.sampled_from([TREES, ROADS, None, "kaputt"]), st.none()
).filter(any)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=4),
    st.lists(OFFICE, min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[CellValue, ...]], offices: list[tuple[CellValue, ...]], random: Any
) -> None:
    straight = read(*rows, offices=tuple(offices))
    mixed_rows, mixed = list(rows), list(offices)
    random.shuffle(mixed_rows)
    random.shuffle(mixed)
    other = read(*mixed_rows, offices=tuple(mixed))
    assert datasets(other) == datasets(straight)
    assert codes(other.faults) == codes(straight.faults)


def datasets(found: Interpretation) -> list[str]:
    return sorted(repr((one.dataset, sorted(one.unread))) for one in found.described)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=4))
def test_a_join_that_joins_nothing_changes_nothing(rows: list[tuple[CellValue, ...]]) -> None:
    sheets = (
        build_sheet((*HEADER, "Stelle"), *((*row, None) for row in rows)),
        build_sheet(OFFICES, ("A61", TREES, None), name="Ämter"),
    )
    columns = {**COLUMNS, "Stelle": {"ignore": "x"}}
    plain = interpret(build_workbook(*sheets), build_mapping(columns))
    joined = interpret(build_workbook(*sheets), build_mapping(columns, joins=[{**JOIN, "on": "Stelle"}]))
    read_as: list[list[Dataset]] = [[one.dataset for one in found.described] for found in (plain, joined)]
    assert read_as[0] == read_as[1]
    assert joined.faults == plain.faults
    assert [dict(one.origins) for one in joined.described] == [dict(one.origins) for one in plain.described]
