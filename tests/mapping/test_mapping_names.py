"""Columns that share a heading or have none, and keys that have an entry of their own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mapping.small_inventory import build_mapping, only, only_dataset, places, read_rows
from toolkit.model.grid import Area, CellValue
from toolkit.model.problem import Problem, Stopped

HEADER = ("Nr.", "Notiz", "Titel", "Notiz", None, "Notiz")
ROW = ("1", "eins", "Bäume", "zwei", "drei", "vier")
REST = {"[E]": {"ignore": "x"}}


def stop(columns: dict[str, Any], *rows: tuple[CellValue, ...], **table: Any) -> tuple[str, str]:
    with pytest.raises(Stopped) as caught:
        read_rows(columns, *rows, **table)
    return str(caught.value.what), str(caught.value.remedy)


class TestNumbers:
    @pytest.mark.parametrize(("number", "text"), [(1, "eins"), (2, "zwei"), (3, "vier")])
    def test_a_number_counts_the_columns_of_one_heading(self, number: int, text: str) -> None:
        rest = {f"Notiz [{other}]": {"ignore": "x"} for other in {1, 2, 3} - {number}}
        found = read_rows({f"Notiz [{number}]": "description", **rest, **REST, "Titel": "title"}, HEADER, ROW)
        assert (only_dataset(found).description, found.faults) == (text, ())

    @pytest.mark.parametrize("name", ["Notiz [2]", "notiz  [2]", "NOTIZ[2]", " Notiz [2] "])
    def test_spelling_counts_as_little_as_for_a_heading(self, name: str) -> None:
        columns = {name: "description", "Notiz [1]": {"ignore": "x"}, "Notiz [3]": {"ignore": "x"}}
        assert only_dataset(read_rows({**columns, **REST, "Titel": "title"}, HEADER, ROW)).description == "zwei"

    def test_beside_a_numbered_one_the_bare_name_is_the_first(self) -> None:
        columns = {"Notiz": "description", "Notiz [2]": "provenance", "Titel": "title", **REST}
        found = read_rows(columns, HEADER, ROW)
        assert (only_dataset(found).description, only_dataset(found).provenance) == ("eins", "zwei")
        (fault,) = found.faults
        assert (fault.code, fault.place.heading, fault.detail) == ("heading-repeated", "Notiz [3]", "B1, D1")

    def test_bare_names_stop_and_the_remedy_shows_the_number(self) -> None:
        what, remedy = stop({"Notiz": "description"}, HEADER, ROW)
        assert "several columns: B, D, F" in what
        assert "“Notiz [2]”" in remedy

    def test_a_number_too_high_stops_and_names_the_nearest(self) -> None:
        what, remedy = stop({"Notiz [4]": "description"}, HEADER, ROW)
        assert "“Notiz [4]” is missing" in what
        assert "“Notiz”" in remedy

    def test_a_heading_that_ends_with_brackets_is_itself(self) -> None:
        header = ("Nr.", "Größe [2]", "Größe")
        found = read_rows({"Größe [2]": "title", "Größe": "description"}, header, ("1", "a", "b"))
        assert (only_dataset(found).title, only_dataset(found).description) == ("a", "b")

    def test_groups_and_numbers_go_together(self) -> None:
        header = (("A", "A", "A"), ("Nr.", "Stand", "Stand"))
        columns = {"A › Stand [1]": "issued", "A > Stand [2]": "modified"}
        found = read_rows(columns, *header, ("1", 2020, 2021), header=[1, 2])
        assert (only_dataset(found).issued, only_dataset(found).modified) == ("2020", "2021")

    def test_an_expression_may_name_a_number_or_letters(self) -> None:
        computed = {"title": "{{ row['Notiz [2]'] }}-{{ row['[E]'] }}-{{ row['Notiz [1]'] }}"}
        assert only_dataset(read_rows({}, HEADER, ROW, computed=computed)).title == "zwei-drei-eins"

    def test_the_key_may_be_numbered(self) -> None:
        assert only_dataset(read_rows({}, ("Nr.", "Nr."), ("1", "2"), key="Nr. [2]")).key == "2"


class TestLetters:
    def test_letters_name_a_column_without_a_heading(self) -> None:
        found = read_rows({"[e]": "title", "Notiz": {"ignore": "x"}, "Titel": "description"}, HEADER, ROW)
        assert (only_dataset(found).title, found.faults) == ("drei", ())
        assert only(found).origins["title"].address == "E2"

    def test_a_column_that_has_a_heading_does_not_go_by_its_letters(self) -> None:
        what, remedy = stop({"[C]": "title"}, HEADER, ROW)
        assert "“[C]” is missing" in what
        assert "“Titel”" in remedy

    def test_letters_outside_the_table_stop(self) -> None:
        assert "is empty or lies outside" in stop({"[ZZ]": "title"}, HEADER, ROW)[1]

    def test_letters_that_are_a_heading_are_that(self) -> None:
        assert only_dataset(read_rows({"[B]": "title"}, ("Nr.", "x", "[B]"), ("1", "a", "b"))).title == "b"


class TestHeadingsNobodySpokeOf:
    def test_each_repeated_heading_is_told_with_the_others(self) -> None:
        found = read_rows({"Titel": "title", **REST}, HEADER, ROW)
        assert [(fault.code, fault.place.heading, fault.detail) for fault in found.faults] == [
            ("heading-repeated", "Notiz [1]", "D1, F1"),
            ("heading-repeated", "Notiz [2]", "B1, F1"),
            ("heading-repeated", "Notiz [3]", "B1, D1"),
        ]

    def test_what_is_named_one_by_one_is_no_fault(self) -> None:
        columns = {"Titel": "title", "Notiz": {"ignore": "alle"}, **REST}
        assert read_rows(columns, HEADER, ROW).faults == ()


class TestKeysWithAnEntry:
    def test_a_key_may_have_other_names_without_any_purpose(self) -> None:
        columns = {"Nr.": {"aliases": ["Nummer"]}, "Titel": "title"}
        found = read_rows(columns, ("Nummer", "Titel"), ("1", "a"))
        assert (only_dataset(found).key, found.faults) == ("1", ())

    def test_no_other_column_goes_without_a_purpose(self) -> None:
        with pytest.raises(Problem, match="exactly one of: field, release, ignore"):
            build_mapping({"Titel": {"aliases": ["Name"]}})

    def test_the_key_of_the_dataset_needs_none_either(self) -> None:
        table = {
            "sheet": "L",
            "key": "Id",
            "dataset": "D",
            "columns": {"D": {"fill": "down"}, "Id": {"fill": "merged"}},
        }
        assert build_mapping({}, {"distributions": table}).distributions is not None


class TestFill:
    ROWS = (("Amt", "Nr.", "Titel"), ("Park", "1", "a"), (None, "2", "b"), (None, "3", "c"), ("Weg", "4", "d"))
    MERGED = {"merged": (Area(2, 1, 3, 1),)}  # noqa: RUF012 (never changed)

    def read(self, fill: str, *rows: tuple[CellValue, ...], **more: Any) -> list[str]:
        spec = {"field": "creator.name", **({"fill": fill} if fill else {})}
        found = read_rows({"Amt": spec, "Titel": "title"}, *(rows or self.ROWS), **more)
        assert found.faults == ()
        return [one.dataset.creator.name if one.dataset.creator else "" for one in found.described]

    def test_without_fill_the_cells_below_stay_empty(self) -> None:
        assert self.read("", sheet=self.MERGED) == ["Park", "", "", "Weg"]

    def test_a_merged_area_holds_for_the_rows_that_it_covers(self) -> None:
        assert self.read("merged", sheet=self.MERGED) == ["Park", "Park", "", "Weg"]

    def test_the_last_filled_cell_holds_down_to_the_next(self) -> None:
        assert self.read("down") == ["Park", "Park", "Park", "Weg"]

    def test_a_filled_cell_keeps_its_own_address(self) -> None:
        columns = {"Amt": {"field": "creator.name", "fill": "down"}, "Titel": "title"}
        found = read_rows(columns, *self.ROWS)
        assert [one.origins["creator.name"].address for one in found.described] == ["A2", "A3", "A4", "A5"]

    def test_the_header_is_never_carried_down(self) -> None:
        rows = (("Amt", "Nr.", "Titel"), (None, "1", "a"), ("Weg", "2", "b"))
        assert self.read("down", *rows) == ["", "Weg"]
        assert self.read("merged", *rows, sheet={"merged": (Area(1, 1, 2, 1),)}) == ["", "Weg"]

    def test_keys_are_filled_too(self) -> None:
        rows = (("Nr.", "Titel", "Link"), ("1", "a", "https://e.org/a"), (None, None, "https://e.org/b"))
        columns = {"Nr.": {"fill": "merged"}, "Titel": "title", "Link": "distribution.access_url"}
        found = read_rows(columns, *rows, rows="distribution", sheet={"merged": (Area(2, 1, 3, 1),)})
        assert [part.access_url[-1] for part in only_dataset(found).distributions] == ["a", "b"]
        assert found.faults == ()

    def test_release_answers_are_filled_too(self) -> None:
        rows = (("Nr.", "Frei"), ("1", "ja"), ("2", None))
        found = read_rows({"Frei": {"release": "publish", "fill": "down"}}, *rows)
        assert [one.answers["publish"].meaning for one in found.described] == ["public", "public"]

    def test_links_formats_and_lost_formulas_are_carried_along(self) -> None:
        rows = (("Nr.", "Link", "Kürzel", "Stand"), ("1", "hier", 7, None), ("2", None, None, None))
        columns = {
            "Link": {"field": "landing_page", "fill": "down"},
            "Kürzel": {"field": "version", "fill": "down"},
            "Stand": {"field": "modified", "fill": "down"},
        }
        sheet = {
            "links": {(2, 2): "https://e.org/"},
            "formats": {(2, 3): "000"},
            "uncached": frozenset({(2, 4)}),
        }
        found = read_rows(columns, *rows, sheet=sheet)
        assert [(one.dataset.landing_page, one.dataset.version) for one in found.described] == [
            ("https://e.org/", "007")
        ] * 2
        assert places(found.faults) == [("formula-uncached", "D2"), ("formula-uncached", "D3")]

    def test_rows_that_end_before_the_column_are_filled(self) -> None:
        rows = (("Nr.", "Titel", "Amt"), ("1", "a", "Park"), ("2", "b"))
        assert self.read("down", *rows) == ["Park", "Park"]

    @pytest.mark.parametrize("spec", [{"ignore": "x", "fill": "down"}, {"field": "title", "fill": "up"}])
    def test_what_cannot_be_filled_is_refused(self, spec: dict[str, Any]) -> None:
        with pytest.raises(Problem, match="fill"):
            build_mapping({"Amt": spec})


class TestStruckRows:
    HEADER = ("Nr.", "Titel", "Stand", "Notiz")
    COLUMNS = {"Titel": "title", "Stand": "modified", "Notiz": {"ignore": "x"}}  # noqa: RUF012 (never changed)

    @pytest.mark.parametrize(
        ("struck", "is_told"),
        [((1, 2, 3, 4), True), ((2, 3, 4), True), ((1, 2, 3), True), ((1, 2), False), ((3, 4), False), ((), False)],
    )
    def test_a_row_is_struck_with_its_name_and_most_of_its_cells(self, struck: tuple[int, ...], is_told: bool) -> None:
        sheet = {"struck": frozenset((2, column) for column in struck)}
        found = read_rows(self.COLUMNS, self.HEADER, ("1", "a", 2024, "x"), sheet=sheet)
        assert places(found.faults) == ([("row-struck", "A2")] if is_told else [])
        assert only_dataset(found).title == "a"

    def test_hidden_rows_are_told_once(self) -> None:
        rows = [(str(number), "a", 2024, "x") for number in range(6)]
        found = read_rows(self.COLUMNS, self.HEADER, *rows, sheet={"hidden_rows": frozenset({2, 3, 4, 6, 99})})
        (fault,) = found.faults
        assert (fault.code, str(fault.detail), fault.place.cell and fault.place.cell.address) == (
            "row-hidden",
            "rows 2–4, 6",
            "A2",
        )

    def test_a_hidden_column_is_told_if_it_is_read(self) -> None:
        found = read_rows(self.COLUMNS, self.HEADER, ("1", "a", 2024, "x"), sheet={"hidden_columns": frozenset({2, 4})})
        assert places(found.faults) == [("column-hidden", "B1")]
