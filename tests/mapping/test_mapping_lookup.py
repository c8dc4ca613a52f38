"""Look-ups: whole words, words of the whole mapping, parts, patterns; what they leave out and what nobody needed."""

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
    read_cell,
    read_rows,
)
from toolkit.mapping.cells import build_reader
from toolkit.mapping.fields import ROW_FIELDS
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.lookup import compile_pattern
from toolkit.mapping.spec import ColumnSpec
from toolkit.model.grid import CellValue
from toolkit.model.message import Message
from toolkit.model.problem import Problem
from toolkit.model.record import Fault

HEADER = ("Nr.", "Spalte")


def read_column(spec: Any, *values: CellValue, top: dict[str, Any] | None = None) -> Interpretation:
    """Read one column of several rows."""
    rows = ((str(number), value) for number, value in enumerate(values, start=1))
    return read_rows({"Spalte": spec}, HEADER, *rows, top=top)


def titles(read: Interpretation) -> list[str]:
    return [one.dataset.title for one in read.described]


def find(read: Interpretation, code: str) -> list[Fault]:
    return [fault for fault in read.faults if fault.code == code]


EVERY: dict[str, Any] = {
    "field": "title",
    "lookup": {"Karte A": "ganz"},
    "lookup_contains": {"Karte": "Teil"},
    "lookup_regex": {r"Kar.*": "Muster"},
}


class TestOrder:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("karte a ", "ganz"),
            ("Karte B", "überall"),
            ("Radkarte", "Teil"),
            ("KARTE\nC", "Teil"),
            ("Kartei", "Teil"),
            ("Karpfen", "Muster"),
            ("ein Karpfen", "ein Karpfen"),
        ],
    )
    def test_whole_words_come_first_then_those_of_the_mapping_then_parts_then_patterns(
        self, text: str, title: str
    ) -> None:
        top = {"lookups": {"title": {"Karte B": "überall", "KARTE A": "nie"}}}
        assert only_dataset(read_cell(EVERY, text, top=top)).title == title

    def test_a_word_of_the_mapping_comes_before_a_part_of_the_column(self) -> None:
        top = {"lookups": {"title": {"Radkarte": "überall"}}}
        assert only_dataset(read_cell(EVERY, "radkarte", top=top)).title == "überall"

    @pytest.mark.parametrize("where", ["lookup", "lookups"])
    def test_a_word_that_the_mapping_names_is_none_that_stands_for_nothing(self, where: str) -> None:
        spec = {"field": "title", **({"lookup": {"-": "Strich"}} if where == "lookup" else {})}
        top = {"lookups": {"title": {"-": "Strich"}}} if where == "lookups" else {}
        read = read_cell(spec, "-", top=top)
        assert (only_dataset(read).title, read.faults) == ("Strich", ())

    def test_a_null_word_is_not_searched(self) -> None:
        read = read_cell({"field": "title", "lookup_contains": {"Angabe": "falsch"}}, "keine Angabe")
        assert (only_dataset(read).title, codes(read.faults)) == ("", ["lookup-unused"])

    def test_words_of_another_field_do_not_count(self) -> None:
        assert only_dataset(read_cell("title", "a", top={"lookups": {"version": {"a": "b"}}})).title == "a"

    def test_a_value_of_another_kind_is_looked_up_by_what_it_shows(self) -> None:
        top = {"lookups": {"modified": {"2024": "2023"}}}
        assert only_dataset(read_cell("modified", 2024, top=top)).modified == "2023"


class TestWordsOfTheMapping:
    LINK: CellValue = "https://example.org/a"

    def read_format(self, lookups: dict[str, dict[str, str]], field: str = "distribution.format") -> str:
        columns = {"Art": field, "Link": "distribution.access_url"}
        rows = (("Nr.", "Art", "Link"), ("1", "Tabelle", self.LINK))
        (part,) = only_dataset(read_rows(columns, *rows, top={"lookups": lookups})).distributions
        return part.format.rpartition("/")[2] if field.endswith("format") else part.title

    def test_a_distributions_field_goes_by_both_names(self) -> None:
        assert self.read_format({"format": {"Tabelle": "CSV"}}) == "CSV"
        assert self.read_format({"distribution.format": {"Tabelle": "CSV"}}) == "CSV"

    def test_the_words_of_both_names_hold(self) -> None:
        lookups = {"distribution.format": {"Blatt": "XLSX"}, "format": {"Tabelle": "CSV"}}
        assert self.read_format(lookups) == "CSV"

    def test_the_words_of_distributions_do_not_count_for_datasets(self) -> None:
        top = {"lookups": {"distribution.title": {"Tabelle": "falsch"}}}
        assert only_dataset(read_cell("title", "Tabelle", top=top)).title == "Tabelle"

    @pytest.mark.parametrize("name", ["title", "distribution.title"])
    def test_they_hold_in_the_table_of_distributions(self, name: str) -> None:
        second = {
            "sheet": "Links",
            "header": 1,
            "key": "Id",
            "dataset": "Nr.",
            "columns": {"Name": "title", "Link": "access_url"},
        }
        mapping = build_mapping({}, {"distributions": second, "lookups": {name: {"Tabelle": "Zahlen"}}})
        links = build_sheet(("Id", "Nr.", "Name", "Link"), ("x", "1", "Tabelle", self.LINK), name="Links")
        found = interpret(build_workbook(build_sheet(("Nr.",), ("1",)), links), mapping)
        assert [part.title for part in only_dataset(found).distributions] == ["Zahlen"]

    def test_they_hold_for_what_is_computed(self) -> None:
        top = {"lookups": {"frequency": {"laufend": "CONT"}}}
        columns = {"Takt": {"ignore": "wird berechnet"}}
        computed = {"frequency": "{{ row['Takt'] }}"}
        read = read_rows(columns, ("Nr.", "Takt"), ("1", "laufend"), top=top, computed=computed)
        assert only_dataset(read).frequency.endswith("/CONT")

    def test_they_hold_for_the_name_of_the_sheet(self) -> None:
        mapping = build_mapping({}, {"lookups": {"themes": {"Daten": "ENVI"}}}, sheet_name="themes")
        found = interpret(build_workbook(build_sheet(("Nr.",), ("1",))), mapping)
        assert [theme.rpartition("/")[2] for theme in only_dataset(found).themes] == ["ENVI"]

    def test_a_name_of_a_sheet_that_is_left_out_fills_nothing(self) -> None:
        mapping = build_mapping({}, {"lookups": {"themes": {"daten": None}}}, sheet_name="themes")
        assert only_dataset(interpret(build_workbook(build_sheet(("Nr.",), ("1",))), mapping)).themes == ()

    def test_they_do_not_change_what_the_mapping_itself_gives(self) -> None:
        top = {"lookups": {"title": {"a": "b"}}}
        read = read_rows({}, ("Nr.",), ("1",), top=top, constants={"title": "a"})
        assert only_dataset(read).title == "a"


class TestSeveralValues:
    SPEC: dict[str, Any] = {  # noqa: RUF012 (never changed)
        "field": "keywords",
        "split": ",",
        "lookup": {"alt": None, "rot, gelb": "bunt"},
        "lookup_contains": {"baum": "Bäume"},
        "lookup_regex": {"b.": "bb"},
    }

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Laubbaum, b1", ("Bäume", "bb")),
            ("Baum, Nadelbaum", ("Bäume",)),
            ("rot, gelb, alt", ("bunt",)),
            ("b12", ("b12",)),
            ("-, Baum", ("Bäume",)),
        ],
    )
    def test_each_part_of_a_cell_is_looked_up_by_itself(self, text: str, expected: tuple[str, ...]) -> None:
        assert only_dataset(read_cell(self.SPEC, text)).keywords == expected

    def test_a_word_is_counted_once_in_a_cell(self) -> None:
        (fault,) = find(read_column(self.SPEC, "alt, a, ALT", "b, alt"), "lookup-dropped")
        assert (fault.text, fault.detail) == ("alt", "2")

    def test_an_ambiguous_part_leaves_the_others(self) -> None:
        spec = {"field": "keywords", "split": ",", "lookup_contains": {"a": "x", "b": "y"}}
        read = read_cell(spec, "ab, b, c")
        (fault,) = read.faults
        assert only_dataset(read).keywords == ("y", "c")
        assert (fault.code, fault.text) == ("lookup-ambiguous", "ab")


class TestAmbiguity:
    @pytest.mark.parametrize(
        ("kind", "first", "second", "text"),
        [("lookup_contains", "Rad", "Weg", "Radweg"), ("lookup_regex", "R.*", ".*g", "Radweg")],
    )
    def test_two_entries_that_lead_apart_leave_the_value_out(
        self, kind: str, first: str, second: str, text: str
    ) -> None:
        read = read_cell({"field": "frequency", kind: {first: "DAILY", second: "ANNUAL"}}, text)
        (fault,) = read.faults
        assert (fault.code, fault.text, fault.field) == ("lookup-ambiguous", text, "frequency")
        assert str(fault.detail) == f"“{first}”, “{second}”"
        assert isinstance(fault.detail, Message)  # its quotation marks are those of the reader's language
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.place.heading, fault.place.key) == ("B2", "Spalte", "1")
        assert only_dataset(read).frequency == ""
        assert "frequency" in only(read).unread

    @pytest.mark.parametrize("target", ["DAILY", "täglich"])
    def test_two_entries_that_lead_to_one_value_are_fine(self, target: str) -> None:
        read = read_cell({"field": "frequency", "lookup_contains": {"Rad": "DAILY", "Weg": target}}, "Radweg")
        assert (only_dataset(read).frequency.rpartition("/")[2], read.faults) == ("DAILY", ())

    def test_leaving_out_and_a_value_lead_apart(self) -> None:
        read = read_cell({"field": "title", "lookup_contains": {"Rad": None, "Weg": "x"}}, "Radweg")
        assert codes(read.faults) == ["lookup-ambiguous"]

    def test_two_entries_that_both_leave_out_are_fine(self) -> None:
        read = read_cell({"field": "title", "lookup_contains": {"Rad": None, "Weg": None}}, "Radweg")
        assert [(fault.code, fault.text) for fault in read.faults] == [("lookup-dropped", "Rad")]

    def test_a_part_and_a_pattern_never_contradict(self) -> None:
        read = read_cell({"field": "title", "lookup_contains": {"a": "x"}, "lookup_regex": {"a": "y"}}, "a")
        assert (only_dataset(read).title, codes(read.faults)) == ("x", ["lookup-unused"])

    def test_no_default_stands_in_for_an_ambiguous_value(self) -> None:
        spec = {"field": "title", "lookup_contains": {"Rad": "x", "Weg": "y"}, "default": "z"}
        assert titles(read_column(spec, "Radweg", None)) == ["", "z"]


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "text", "fits"),
        [
            ("k.rte", "  KARTE ", True),
            ("k.rte", "Karten", False),
            ("k.rte", "Radkarte", False),
            (".*karte.*", "Radkarten", True),
            ("Stand: \\d+", "Stand:\n 2024", True),
            ("STRASSE", "straße", False),
        ],
    )
    def test_a_pattern_fits_the_whole_text_in_any_case(self, pattern: str, text: str, fits: bool) -> None:
        read = read_cell({"field": "title", "lookup_regex": {pattern: "x"}}, text)
        assert (only_dataset(read).title == "x") is fits
        assert codes(read.faults) == ([] if fits else ["lookup-unused"])

    def test_what_is_no_pattern_is_a_problem(self) -> None:
        with pytest.raises(Problem, match="the pattern “\\(” cannot be used: missing") as caught:
            build_reader(ROW_FIELDS["title"], ColumnSpec(field="title", lookup_regex={"(": "x"}), frozenset())
        assert "Correct it in the mapping" in str(caught.value.remedy)
        assert compile_pattern("a").fullmatch("A")


class TestLeftOut:
    def test_a_word_is_told_once_for_its_column_with_the_number_of_cells(self) -> None:
        read = read_column({"field": "title", "lookup": {"Offen": None}}, "x", "offen", " OFFEN", "y", "offen ")
        (fault,) = read.faults
        assert (fault.code, fault.text, fault.detail, fault.field) == ("lookup-dropped", "Offen", "3", "title")
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.place.heading, fault.place.key) == ("B3", "Spalte", "2")
        assert titles(read) == ["x", "", "", "y", ""]

    def test_what_is_left_out_is_not_unread_and_its_default_holds(self) -> None:
        read = read_cell({"field": "title", "lookup": {"offen": None}, "default": "unbenannt"}, "offen")
        assert only_dataset(read).title == "unbenannt"
        assert only(read).unread == frozenset()

    def test_parts_and_patterns_leave_out_as_well(self) -> None:
        spec = {"field": "title", "lookup_contains": {"intern": None}, "lookup_regex": {"x+": None}}
        read = read_column(spec, "nur intern", "XXX", "a", "Interna")
        assert [(fault.text, fault.detail) for fault in find(read, "lookup-dropped")] == [("intern", "2"), ("x+", "1")]
        assert titles(read) == ["", "", "a", ""]

    def test_words_of_the_mapping_leave_out_as_well(self) -> None:
        read = read_column("title", "offen", "a", top={"lookups": {"title": {"Offen": None}}})
        (fault,) = read.faults
        assert (fault.code, fault.text, fault.detail) == ("lookup-dropped", "Offen", "1")

    def test_two_columns_of_a_field_tell_their_own(self) -> None:
        columns = {"A": "keywords", "B": "keywords"}
        rows = (("Nr.", "A", "B"), ("1", "x", "x"), ("2", None, "x"))
        read = read_rows(columns, *rows, top={"lookups": {"keywords": {"x": None}}})
        assert [(fault.place.heading, fault.detail) for fault in read.faults] == [("A", "1"), ("B", "2")]

    def test_a_column_on_several_sheets_is_one(self) -> None:
        mapping = build_mapping({"Spalte": {"field": "title", "lookup": {"x": None}}}, sheet=["Daten", "Mehr"])
        sheets = (build_sheet(HEADER, ("1", "x")), build_sheet(HEADER, ("2", "X"), name="Mehr"))
        (fault,) = interpret(build_workbook(*sheets), mapping).faults
        assert (fault.detail, fault.place.cell and fault.place.cell.sheet) == ("2", "Daten")

    def test_the_title_of_the_row_is_told(self) -> None:
        columns = {"Takt": {"field": "frequency", "lookup": {"x": None}}, "Titel": "title"}
        (fault,) = read_rows(columns, ("Nr.", "Takt", "Titel"), ("1", "x", "Bäume")).faults
        assert fault.place.title == "Bäume"

    def test_what_is_computed_can_be_left_out(self) -> None:
        top = {"lookups": {"title": {"x": None}}}
        columns = {"Wort": {"ignore": "wird berechnet"}}
        read = read_rows(columns, ("Nr.", "Wort"), ("1", "X"), top=top, computed={"title": "{{ row['Wort'] }}"})
        (fault,) = read.faults
        assert (fault.code, fault.place.heading, only_dataset(read).title) == ("lookup-dropped", "Wort", "")

    def test_one_of_several_addresses_can_be_left_out(self) -> None:
        spec = {"field": "distribution.access_url", "split": ";", "lookup": {"intern": None}}
        read = read_cell(spec, "https://example.org/a; intern")
        assert len(only_dataset(read).distributions) == 1
        assert [(fault.code, fault.text) for fault in read.faults] == [("lookup-dropped", "intern")]

    def test_a_dropped_word_in_the_table_of_distributions_names_the_dataset(self) -> None:
        second = {
            "sheet": "Links",
            "header": 1,
            "key": "Id",
            "dataset": "Nr.",
            "columns": {"Name": {"field": "title", "lookup": {"x": None}}, "Link": "access_url"},
        }
        links = build_sheet(("Id", "Nr.", "Name", "Link"), ("k", "1", "x", "https://example.org/a"), name="Links")
        book = build_workbook(build_sheet(("Nr.",), ("1",)), links)
        (fault,) = interpret(book, build_mapping({}, {"distributions": second})).faults
        assert (fault.code, fault.place.key) == ("lookup-dropped", "1")


class TestUnused:
    def test_every_kind_of_entry_that_fits_no_cell_is_told(self) -> None:
        (whole, part, pattern) = read_column(EVERY, "a").faults
        assert [fault.text for fault in (whole, part, pattern)] == ["Karte A", "Karte", "Kar.*"]
        assert (whole.code, whole.place.cell, whole.place.heading, whole.field) == (
            "lookup-unused",
            None,
            "Spalte",
            "title",
        )

    def test_words_of_the_mapping_are_told_with_their_field(self) -> None:
        (fault,) = read_column("title", "a", top={"lookups": {"title": {"a": "x", "b": "c"}}}).faults
        assert (fault.code, fault.text, fault.place.heading, fault.place.cell) == ("lookup-unused", "b", "title", None)

    def test_words_that_any_column_of_the_field_needs_are_used(self) -> None:
        columns = {"A": "keywords", "B": "keywords"}
        top = {"lookups": {"keywords": {"x": "y"}}}
        assert read_rows(columns, ("Nr.", "A", "B"), ("1", "a", "x"), top=top).faults == ()

    def test_words_that_a_mapping_has_from_another_are_not_told(self) -> None:
        sheet = build_workbook(build_sheet(HEADER, ("1", "a")))
        alone = build_mapping({"Spalte": "title"}, {"lookups": {"title": {"b": "c"}}})
        extending = alone.model_copy(update={"extends": "stadt.yaml"})
        assert codes(interpret(sheet, alone).faults) == ["lookup-unused"]
        assert interpret(sheet, extending).faults == ()

    def test_an_entry_that_another_sheet_needs_is_used(self) -> None:
        spec = {"Spalte": {"field": "title", "lookup": {"x": "y", "z": "y"}}}
        sheets = (build_sheet(HEADER, ("1", "a")), build_sheet(HEADER, ("2", "X"), name="Mehr"))
        found = interpret(build_workbook(*sheets), build_mapping(spec, sheet=["Daten", "Mehr"]))
        assert [(fault.code, fault.text) for fault in found.faults] == [("lookup-unused", "z")]

    def test_entries_of_an_absent_column_are_not_told(self) -> None:
        spec = {"Fehlt": {"field": "title", "lookup": {"x": "y"}, "optional": True}}
        assert read_rows(spec, ("Nr.",), ("1",)).faults == ()

    def test_an_entry_that_leads_apart_from_another_is_used(self) -> None:
        read = read_cell({"field": "title", "lookup_contains": {"Rad": "x", "Weg": "y"}}, "Radweg")
        assert codes(read.faults) == ["lookup-ambiguous"]

    def test_a_numbered_distributions_field_goes_by_its_plain_name(self) -> None:
        columns = {
            "Link": {"field": "distribution.access_url", "part": "1"},
            "Art": {"field": "distribution.format", "part": "1", "lookup": {"x": "CSV"}},
        }
        (fault,) = read_rows(columns, ("Nr.", "Link", "Art"), ("1", "https://example.org/a", "CSV")).faults
        assert (fault.code, fault.field) == ("lookup-unused", "distribution.format")


WORDS = st.sampled_from(["a", "b", "ab", "abc", " A ", "x", "-", "", "bä", "a; b", "offen"])


@given(st.lists(WORDS, min_size=1, max_size=12), st.sampled_from(["title", "keywords"]))
def test_every_filled_cell_is_read_left_out_or_unread(values: list[str], field: str) -> None:
    spec = {
        "field": field,
        "lookup": {"ab": None, "offen": "o"},
        "lookup_contains": {"b": "B", "c": "C"},
        "lookup_regex": {"x": None},
    }
    read = read_column(spec, *values)
    dropped = sum(int(str(fault.detail)) for fault in find(read, "lookup-dropped"))
    filled = [value for value in values if value.strip() not in ("", "-")]
    said = sum(field in one.origins for one in read.described)
    unread = sum(field in one.unread for one in read.described)
    assert dropped + said + unread == len(filled)


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_part_is_found_wherever_it_stands(before: str, after: str) -> None:
    reader = build_reader(ROW_FIELDS["title"], ColumnSpec(field="title", lookup_contains={"Karte": "K"}), frozenset())
    assert reader.read(f"{before}karte{after}")[0] in {"K", None}
    value, troubles = reader.read(f"{before}|karte|{after}")
    assert value == "K"
    assert {trouble.code for trouble in troubles} <= {"text-unwritable"}


def test_many_words_times_many_parts_are_searched_once_each() -> None:
    spec = ColumnSpec(field="frequency", lookup_contains={f"Wort {number:03}!": "DAILY" for number in range(200)})
    reader = build_reader(ROW_FIELDS["frequency"], spec, frozenset())
    values = [f"Zelle {number} mit Wort {number % 200:03}!" for number in range(2000)]
    assert {reader.read(value)[0].rpartition("/")[2] for value in values + values} == {"DAILY"}
    assert len(reader.known) == 2000
