"""Conditions: cells that count only in some rows, rows that are no datasets, columns that must be filled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
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
from toolkit.mapping.condition import bind_condition
from toolkit.mapping.interpret import interpret
from toolkit.mapping.spec import Condition
from toolkit.model.dataset import Dataset
from toolkit.model.grid import CellError, CellValue, Sheet
from toolkit.model.problem import Stopped
from toolkit.model.table import Column

NULLS = frozenset({"-"})


def holds(condition: dict[str, Any], value: CellValue, **sheet: Any) -> bool:
    """Compare one cell."""
    bound = bind_condition(Condition(column="a", **condition), lambda _: Column(1, ("a",)), NULLS)
    return bound.holds(Sheet("w.xlsx", "s", ((value,),), **sheet), 1)


class TestComparing:
    @pytest.mark.parametrize(
        ("condition", "value", "expected"),
        [
            ({"is": "Ja"}, " JA ", True),
            ({"is": "Ja"}, "Jahr", False),
            ({"is": ["ja", "x"]}, "X", True),
            ({"is": "17"}, 17.0, True),
            ({"is": "WAHR"}, True, True),
            ({"is": "01.03.2025"}, "01.03.2025", True),
            ({"is": ""}, None, True),
            ({"is": ""}, "a", False),
            ({"is_not": "nein"}, "Nein", False),
            ({"is_not": "nein"}, None, True),
            ({"is_not": ["nein", "x"]}, "x", False),
            ({"contains": "karte"}, "Radkarten", True),
            ({"contains": ["karte", "plan"]}, "Lageplan", True),
            ({"contains": "karte"}, "Plan", False),
            ({"regex": "a+"}, "AAA", True),
            ({"regex": "a+"}, "aab", False),
            ({"filled": True}, "a", True),
            ({"filled": True}, "-", False),
            ({"filled": True}, "  ", False),
            ({"filled": False}, None, True),
            ({"filled": False}, "-", True),
            ({"filled": False}, "a", False),
            ({"is": "-"}, "-", True),
            ({"contains": "a", "is_not": "ab"}, "ab", False),
            ({"contains": "a", "is_not": "ab"}, "ac", True),
            ({"is": "ab", "regex": "a."}, "ab", True),
            ({"is": "ab", "regex": "b."}, "ab", False),
            ({"is": "ab", "filled": False}, "ab", False),
        ],
    )
    def test_all_that_is_named_must_be_so(self, condition: dict[str, Any], value: CellValue, expected: bool) -> None:
        assert holds(condition, value) is expected

    @pytest.mark.parametrize("condition", [{"is_not": "a"}, {"filled": True}, {"filled": False}, {"regex": ".*"}])
    def test_nothing_holds_of_a_cell_that_nobody_knows(self, condition: dict[str, Any]) -> None:
        assert not holds(condition, CellError("#REF!"))
        assert not holds(condition, None, uncached=frozenset({(1, 1)}))

    def test_a_number_is_compared_as_it_is_shown(self) -> None:
        assert holds({"is": "007"}, 7, formats={(1, 1): "000"})
        assert not holds({"is": "7"}, 7, formats={(1, 1): "000"})


HEADER = ("Nr.", "Art", "Mail")
WHEN: dict[str, Any] = {
    "Mail": {"field": "contact.email", "when": {"column": "Art", "is": "offen"}},
    "Art": {"ignore": "s. u."},
}


def mails(*rows: tuple[CellValue, ...], columns: dict[str, Any] | None = None, **more: Any) -> list[str]:
    found = read_rows(columns or WHEN, HEADER, *rows, **more)
    return [one.dataset.contact.email if one.dataset.contact else "" for one in found.described]


class TestCellsThatCountSometimes:
    A, B = "a@example.org", "b@example.org"

    def test_a_cell_counts_where_its_condition_holds(self) -> None:
        assert mails(("1", "Offen", self.A), ("2", "zu", self.B), ("3", None, self.B)) == [self.A, "", ""]

    def test_a_default_holds_only_where_the_condition_does(self) -> None:
        columns = {**WHEN, "Mail": {**WHEN["Mail"], "default": self.B}}
        assert mails(("1", "offen", None), ("2", "zu", None), columns=columns) == [self.B, ""]

    def test_all_conditions_must_hold(self) -> None:
        when = [{"column": "Art", "is": "offen"}, {"column": "Nr.", "is_not": "2"}]
        columns = {**WHEN, "Mail": {"field": "contact.email", "when": when}}
        assert mails(("1", "offen", self.A), ("2", "offen", self.B), columns=columns) == [self.A, ""]

    def test_a_cell_that_does_not_count_is_neither_a_fault_nor_unread(self) -> None:
        found = read_rows(WHEN, HEADER, ("1", "zu", "keine Adresse"))
        assert (found.faults, only(found).unread) == ((), frozenset())

    def test_constants_hold_where_the_cell_does_not_count(self) -> None:
        assert mails(("1", "zu", self.A), constants={"contact.email": self.B}) == [self.B]

    def test_two_columns_share_a_field_by_their_conditions(self) -> None:
        when = {"column": "Art", "is": "b"}
        columns = {"Art": {"field": "title", "when": {"column": "Mail", "is": "a"}}, "Mail": "version"}
        columns["Nr."] = {"field": "title", "when": when}
        found = read_rows(columns, HEADER, ("1", "x", "a"), ("2", "b", "c"))
        assert [one.dataset.title for one in found.described] == ["x", "2"]

    def test_an_unmapped_column_of_a_condition_stays_reported(self) -> None:
        found = read_rows({"Mail": WHEN["Mail"]}, HEADER, ("1", "offen", self.A))
        assert [(fault.code, fault.text) for fault in found.faults] == [("column-unmapped", "Art")]

    def test_a_column_of_a_condition_must_be_there(self) -> None:
        with pytest.raises(Stopped, match="the column “Arten” is missing") as caught:
            read_rows({"Mail": {"field": "title", "when": {"column": "Arten", "is": "a"}}}, HEADER, ("1", "a", "b"))
        assert "“Art”" in str(caught.value.remedy)

    def test_an_optional_column_that_is_absent_is_empty(self) -> None:
        columns = {
            "Stufe": {"field": "version", "optional": True, "aliases": "Grad"},
            "Mail": {"field": "title", "when": {"column": "Stufe", "filled": False}},
        }
        assert only_dataset(read_rows(columns, ("Nr.", "Mail"), ("1", "b"))).title == "b"
        assert only_dataset(read_rows(columns, ("Nr.", "Mail", "Grad"), ("1", "b", "2"))).title == ""

    def test_a_column_goes_by_its_aliases_and_numbers(self) -> None:
        columns = {
            "Stufe": {"field": "version", "aliases": ["Grad"]},
            "Mail": {"field": "title", "when": {"column": "Stufe", "is": "2"}},
        }
        assert only_dataset(read_rows(columns, ("Nr.", "Mail", "Grad"), ("1", "b", "2"))).title == "b"
        again = {
            "A": {"field": "title", "when": {"column": "B [2]", "is": "y"}},
            "B": {"ignore": "x"},
        }
        found = read_rows(again, ("Nr.", "A", "B", "B"), ("1", "a", "x", "y"))
        assert only_dataset(found).title == "a"

    @pytest.mark.parametrize("how", ["error", "uncached"])
    def test_an_unknown_cell_of_a_condition_is_reported(self, how: str) -> None:
        value = CellError("#REF!") if how == "error" else None
        sheet = {} if how == "error" else {"uncached": frozenset({(2, 2)})}
        found = read_rows(WHEN, HEADER, ("1", value, self.A), sheet=sheet)
        code = "cell-error" if how == "error" else "formula-uncached"
        assert places(found.faults) == [(code, "B2")]
        assert (found.faults[0].place.key, found.faults[0].place.heading) == ("1", "Art")
        assert only_dataset(found).contact is None

    def test_an_unknown_cell_that_fills_a_field_is_reported_once(self) -> None:
        found = read_rows({**WHEN, "Art": "title"}, HEADER, ("1", CellError("#REF!"), self.A))
        assert places(found.faults) == [("cell-error", "B2")]

    def test_one_of_several_addresses_counts_only_where_it_should(self) -> None:
        columns = {
            "Art": {"ignore": "x"},
            "Mail": {"field": "distribution.access_url", "split": ";", "when": {"column": "Art", "is": "a"}},
        }
        found = read_rows(columns, HEADER, ("1", "a", "https://example.org/a"), ("2", "b", "https://example.org/b"))
        assert [len(one.dataset.distributions) for one in found.described] == [1, 0]


class TestAnswersThatCountSometimes:
    HEADER = ("Nr.", "Art", "Intern", "Extern")
    COLUMNS: dict[str, Any] = {  # noqa: RUF012 (never changed)
        "Art": {"ignore": "s. u."},
        "Intern": {"release": "publish", "when": {"column": "Art", "is": "intern"}},
        "Extern": {"release": "publish", "when": {"column": "Art", "is": "extern"}},
    }

    def answer(self, *row: CellValue, **more: Any) -> str:
        return only(read_rows(self.COLUMNS, self.HEADER, row, **more)).answers["publish"].meaning

    def test_the_column_that_counts_answers(self) -> None:
        assert self.answer("1", "intern", "nein", "ja") == "nobody"
        assert self.answer("1", "extern", "nein", "ja") == "public"

    def test_where_none_counts_nothing_is_answered_whatever_holds_for_the_inventory(self) -> None:
        top = {"release": {"publish": "public"}}
        found = read_rows(self.COLUMNS, self.HEADER, ("1", "?", "ja", "ja"), top=top)
        answer = only(found).answers["publish"]
        assert (answer.meaning, answer.cell and answer.cell.address, found.faults) == ("unknown", "C2", ())


SKIP = {"column": "Art", "is": ["Summe", "Test"], "reason": "keine Daten"}


class TestRowsThatAreNoDatasets:
    COLUMNS: dict[str, Any] = {"Art": {"ignore": "s. u."}, "Mail": "title"}  # noqa: RUF012 (never changed)

    def test_they_are_left_out_and_named(self) -> None:
        rows = (("1", "a", "Bäume"), ("2", "SUMME", "alles"), (None, "Test", None))
        found = read_rows(self.COLUMNS, HEADER, *rows, skip=[SKIP])
        assert [one.dataset.key for one in found.described] == ["1"]
        first, second = found.faults
        assert (first.code, first.text, first.detail) == ("row-skipped", "SUMME", "keine Daten")
        assert (first.place.heading, first.place.key, first.place.title) == ("Art", "2", "alles")
        assert places(found.faults) == [("row-skipped", "B3"), ("row-skipped", "B4")]
        assert (second.place.key, second.place.title) == ("", "")
        assert found.rows == 3

    def test_the_first_condition_that_holds_is_named(self) -> None:
        other = {"column": "Nr.", "contains": "2", "reason": "zwei"}
        found = read_rows(self.COLUMNS, HEADER, ("1", "a", "b"), ("2", "Test", "b"), skip=[SKIP, other])
        (fault,) = found.faults
        assert (fault.detail, fault.text) == ("keine Daten", "Test")

    def test_they_count_as_rows_that_are_expected(self) -> None:
        rows = (("1", "a", "b"), ("2", "Test", "b"))
        assert len(read_rows(self.COLUMNS, HEADER, *rows, skip=[SKIP], expect={"min": 2}).described) == 1

    def test_skipping_every_row_stops(self) -> None:
        with pytest.raises(Stopped, match=r"inventar.xlsx › Daten: the mapping skips every row"):
            read_rows(self.COLUMNS, HEADER, ("1", "Test", "b"), skip=[SKIP])

    def test_skipping_every_row_is_fine_where_none_is_expected(self) -> None:
        found = read_rows(self.COLUMNS, HEADER, ("1", "Test", "b"), skip=[SKIP], expect={"min": 0})
        assert (found.described, codes(found.faults)) == ((), ["row-skipped"])

    def test_a_row_whose_cell_nobody_knows_stays(self) -> None:
        skip = {"column": "Art", "is_not": "a", "reason": "x"}
        found = read_rows(self.COLUMNS, HEADER, ("1", CellError("#REF!"), "b"), skip=[skip])
        assert (len(found.described), codes(found.faults)) == (1, ["cell-error"])

    def test_a_filled_cell_is_what_the_condition_sees(self) -> None:
        columns = {**self.COLUMNS, "Art": {"ignore": "x"}, "Nr.": {"fill": "down"}}
        skip = {"column": "Nr.", "is": "1", "reason": "x"}
        found = read_rows(columns, HEADER, ("1", "a", "b"), (None, "a", "c"), ("2", "a", "d"), skip=[skip])
        assert [one.dataset.title for one in found.described] == ["d"]

    def test_a_column_that_is_not_there_stops(self) -> None:
        with pytest.raises(Stopped, match="the column “Typ” is missing"):
            read_rows(self.COLUMNS, HEADER, ("1", "a", "b"), skip=[{**SKIP, "column": "Typ"}])

    def test_an_absent_optional_column_is_laid_to_the_key(self) -> None:
        columns = {"Stufe": {"field": "version", "optional": True}}
        skip = {"column": "Stufe", "filled": False, "reason": "ohne Stufe"}
        found = read_rows(columns, ("Nr.",), ("1",), skip=[skip], expect={"min": 0})
        assert [(fault.text, fault.place.heading) for fault in found.faults] == [("1", "Nr.")]

    def test_rows_of_the_table_of_distributions_are_left_out_as_well(self) -> None:
        second = {
            "sheet": "Links",
            "header": 1,
            "key": "Id",
            "dataset": "Nr.",
            "columns": {"Link": "access_url"},
            "skip": [{"column": "Link", "contains": "intranet", "reason": "nur intern"}],
        }
        rows = (("x", "1", "https://example.org/a"), ("y", "1", "https://intranet.example.org/b"))
        links = build_sheet(("Id", "Nr.", "Link"), *rows, name="Links")
        book = build_workbook(build_sheet(("Nr.",), ("1",)), links)
        found = interpret(book, build_mapping({}, {"distributions": second}))
        assert [part.key for part in only_dataset(found).distributions] == ["x"]
        (fault,) = found.faults
        assert (fault.code, fault.place.key, fault.place.title, found.rows) == ("row-skipped", "1", "", 1)

    def test_marks_of_skipped_rows_are_not_reported(self) -> None:
        rows = (("1", "a", "b"), ("2", "Test", "b"))
        sheet = {"hidden_rows": frozenset({3})}
        found = read_rows(self.COLUMNS, HEADER, *rows, skip=[SKIP], sheet=sheet)
        assert codes(found.faults) == ["row-skipped"]


class TestFilledShares:
    COLUMNS: dict[str, Any] = {"Art": "version", "Mail": "title"}  # noqa: RUF012 (never changed)

    def read(self, *values: CellValue, least: int = 50, **more: Any) -> int:
        rows = ((str(number), "a", value) for number, value in enumerate(values, start=1))
        found = read_rows(self.COLUMNS, HEADER, *rows, **{"expect": {"filled": {"Mail": least}}, **more})
        return len(found.described)

    def test_enough_is_enough(self) -> None:
        assert self.read("a", None) == 2
        assert self.read(None, least=0) == 1
        assert self.read("a", "b", least=100) == 2

    def test_less_stops(self) -> None:
        with pytest.raises(Stopped) as caught:
            self.read("a", None, None)
        assert str(caught.value.what) == (
            "inventar.xlsx › Daten: the column “Mail” is filled in 33 % of the rows; expected are 50 % or more"
        )
        assert "Was the export complete?" in str(caught.value.remedy)
        assert caught.value.exit_code == 4

    @pytest.mark.parametrize("value", [None, "-", " ", "k. A.", CellError("#REF!")])
    def test_what_holds_nothing_is_not_filled(self, value: CellValue) -> None:
        with pytest.raises(Stopped, match="in 0 % of the rows"):
            self.read(value, least=1)

    def test_a_link_is_something(self) -> None:
        assert self.read(None, least=100, sheet={"links": {(2, 3): "https://example.org/"}}) == 1

    def test_a_formula_that_was_never_calculated_is_nothing(self) -> None:
        with pytest.raises(Stopped):
            self.read(None, sheet={"uncached": frozenset({(2, 3)})})

    def test_skipped_rows_do_not_count(self) -> None:
        skip = [{"column": "Nr.", "is": "2", "reason": "x"}]
        assert self.read("a", None, least=100, skip=skip) == 1

    def test_the_rows_of_all_sheets_count_together(self) -> None:
        mapping = build_mapping(self.COLUMNS, sheet=["Daten", "Mehr"], expect={"filled": {"Mail": 50}})
        empty = build_sheet(HEADER, ("2", "a", None), name="Mehr")
        found = interpret(build_workbook(build_sheet(HEADER, ("1", "a", "b")), empty), mapping)
        assert len(found.described) == 2

    def test_an_absent_optional_column_is_filled_nowhere(self) -> None:
        columns = {**self.COLUMNS, "Stufe": {"field": "themes", "optional": True}}
        with pytest.raises(Stopped, match="“Stufe” is filled in 0 %"):
            read_rows(columns, HEADER, ("1", "a", "b"), expect={"filled": {"Stufe": 1}})

    def test_the_key_can_be_expected(self) -> None:
        with pytest.raises(Stopped, match=r"“Nr\.” is filled in 50 %"):
            read_rows(self.COLUMNS, HEADER, ("1", "a", "b"), (None, "a", "b"), expect={"filled": {"Nr.": 51}})

    def test_a_table_without_rows_has_no_share(self) -> None:
        expect = {"min": 0, "filled": {"Mail": 100}}
        assert read_rows(self.COLUMNS, HEADER, expect=expect).described == ()


CELL = st.sampled_from([None, "a", "b", "-", "offen", "Summe", "x@example.org", 7])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=6))
def test_conditions_that_never_hold_or_always_do_change_nothing(rows: list[tuple[CellValue, ...]]) -> None:
    columns: dict[str, Any] = {"Art": "version", "Mail": {"field": "title", "lookup": {"b": "B"}}}
    plain = read_rows(columns, HEADER, *rows)
    always = {"column": "Art", "is_not": "kommt nicht vor"}
    mapped = {**columns, "Mail": {**columns["Mail"], "when": always}}
    skip = [{"column": "Mail", "is": "kommt nicht vor", "reason": "x"}]
    expect = {"filled": {"Mail": 0}}
    other = read_rows(mapped, HEADER, *rows, skip=skip, expect=expect)
    assert [(one.dataset, dict(one.origins)) for one in other.described] == [
        (one.dataset, dict(one.origins)) for one in plain.described
    ]
    assert (other.faults, other.rows) == (plain.faults, plain.rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=6))
def test_every_row_is_a_dataset_a_named_skip_or_a_missing_key(rows: list[tuple[CellValue, ...]]) -> None:
    found = read_rows({"Art": "version", "Mail": "title"}, HEADER, *rows, skip=[SKIP], expect={"min": 0})
    datasets: list[Dataset] = [one.dataset for one in found.described]
    told = sum(fault.code in {"row-skipped", "key-missing"} for fault in found.faults)
    assert len(datasets) + told == len(rows) == found.rows
