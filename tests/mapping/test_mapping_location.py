"""Where a mapping's table stands: found by its headings, over several sheets and workbooks, as a form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.good_inventory import COLUMNS, GOOD
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
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.model.grid import CellError, CellValue, Sheet, Workbook
from toolkit.model.problem import Problem, Stopped

TITLE = {"Titel": "title"}
COUNTED = {"Titel": "title", "Stand": "modified"}
HEADER = ("Nr.", "Titel", "Stand")
BODY = (("1", "Bäume", 2024), ("2", "Wege", 2025))


def keys(found: Interpretation) -> list[str]:
    return [one.dataset.key for one in found.described]


def stop(workbook: Workbook, **mapping: Any) -> tuple[str, str]:
    with pytest.raises(Stopped) as caught:
        interpret(workbook, build_mapping(mapping.pop("columns", TITLE), **mapping))
    return str(caught.value.what), str(caught.value.remedy)


class TestWithoutAHeader:
    def test_a_table_is_found_below_a_banner_and_above_its_sums(self) -> None:
        rows = (("Dateninventar",), (), HEADER, *BODY, (), ("Summe", None, 2))
        found = read_rows(COUNTED, *rows, header=None)
        assert keys(found) == ["1", "2"]
        assert set(codes(found.faults)) == {"row-left-out"}
        assert {address for _, address in places(found.faults)} == {"A1", "A7"}

    def test_what_is_left_out_is_told_with_its_rows_and_why(self) -> None:
        found = read_rows(COUNTED, HEADER, *BODY, (), ("Summe", None, 2), header=None)
        (finding,) = (one for one in check_inventory((), found.faults) if one.code == "row-left-out")
        assert str(finding.message).startswith("left out: row 5 sums up")
        assert finding.text.startswith("Summe")

    def test_a_sum_that_stands_in_the_columns_of_key_and_title_is_no_data(self) -> None:
        assert keys(read_rows(COUNTED, HEADER, *BODY, ("Anzahl", 2), header=None)) == ["1", "2"]

    @pytest.mark.parametrize("key", ["Summe", "Hinweis", "Gesamt", "Anmerkung:"])
    def test_a_row_with_key_and_title_is_data_whatever_it_says(self, key: str) -> None:
        assert key in keys(read_rows(COUNTED, HEADER, *BODY, (key, "Grünflächen", 2024), header=None))

    def test_a_header_that_is_not_there_stops_and_names_the_nearest_cells(self) -> None:
        sheet = build_sheet(("Nummer", "Titl"), ("1", "Bäume"))
        what, remedy = stop(build_workbook(sheet), header=None, columns={"Titel": "title", "Lizenz": "license"})
        assert what.startswith("inventar.xlsx › Daten: no header is found with the headings “Nr.”, “Titel”, “Lizenz”")
        assert "“Titl” (B1)" in remedy

    def test_a_sheet_with_nothing_near_asks_for_the_header(self) -> None:
        _, remedy = stop(build_workbook(build_sheet(("x",), ("y",))), header=None)
        assert "header: 3" in remedy

    def test_an_empty_sheet_stops(self) -> None:
        assert "no header is found" in stop(build_workbook(build_sheet()), header=None)[0]

    def test_a_header_without_rows_stops(self) -> None:
        assert "the table is empty" in stop(build_workbook(build_sheet(HEADER)), header=None, columns=COUNTED)[0]

    def test_with_a_header_every_row_below_it_is_read(self) -> None:
        found = read_rows(COUNTED, HEADER, *BODY, (), ("Summe", None, 2))
        assert (keys(found), codes(found.faults)) == (["1", "2", "Summe"], ["date-invalid"])

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 3), st.booleans(), st.sampled_from(["", "\N{NO-BREAK SPACE}", " "]))
    def test_blank_rows_a_banner_and_blanks_at_edges_change_nothing(self, blank: int, banner: bool, edge: str) -> None:
        def pad(row: tuple[CellValue, ...]) -> tuple[CellValue, ...]:
            return tuple(f"{edge}{value}{edge}" if isinstance(value, str) else value for value in row)

        above = ((("Inventar 2024",),) if banner else ()) + ((),) * blank
        found = read_rows(COUNTED, *above, *(pad(row) for row in (HEADER, *BODY)), header=None)
        plain = read_rows(COUNTED, HEADER, *BODY, header=None)
        assert [one.dataset for one in found.described] == [one.dataset for one in plain.described]


class TestSeveralSheets:
    ONE = build_sheet(HEADER, ("1", "Bäume", 2024), name="Amt 61")
    OTHER = build_sheet(("Stand", "Nr.", "Titel"), (2025, "2", "Wege"), (None, "3", None), name="Amt 66")

    def read(self, *sheets: Sheet, columns: dict[str, Any] | None = None, **table: Any) -> Interpretation:
        mapping = build_mapping(columns or COUNTED, sheet=["Amt 61", "Amt 66"], **table)
        return interpret(build_workbook(*(sheets or (self.ONE, self.OTHER))), mapping)

    def test_rows_are_read_in_turn_whatever_the_order_of_columns(self) -> None:
        found = self.read()
        assert [(one.dataset.key, one.dataset.title, one.dataset.modified) for one in found.described] == [
            ("1", "Bäume", "2024"),
            ("2", "Wege", "2025"),
            ("3", "", ""),
        ]
        assert (found.rows, found.faults) == (3, ())
        assert str(found.described[1].origins["title"]) == "inventar.xlsx › Amt 66 › C2"

    def test_an_empty_field_stands_in_the_column_of_its_own_sheet(self) -> None:
        findings = check_inventory(self.read().described, ())
        missing = [str(one.place.cell) for one in findings if one.code == "title-missing"]
        assert missing == ["inventar.xlsx › Amt 66 › C3"]

    def test_the_order_of_the_list_is_the_order_of_reading(self) -> None:
        mapping = build_mapping(COUNTED, sheet=["Amt 66", "Amt 61"])
        assert keys(interpret(build_workbook(self.ONE, self.OTHER), mapping)) == ["2", "3", "1"]

    def test_a_key_stands_once_in_all_sheets(self) -> None:
        (fault,) = self.read(self.ONE, build_sheet(HEADER, ("1", "Wege", None), name="Amt 66")).faults
        assert (fault.code, fault.detail, str(fault.place.cell)) == (
            "key-repeated",
            "Amt 61 › A2",
            "inventar.xlsx › Amt 66 › A2",
        )

    def test_a_missing_sheet_stops(self) -> None:
        mapping = build_mapping(COUNTED, sheet=["Amt 61", "Amt 66"])
        with pytest.raises(Stopped, match="the sheet “Amt 66” is missing"):
            interpret(build_workbook(self.ONE), mapping)

    def test_a_column_missing_in_one_sheet_stops_and_names_the_sheet(self) -> None:
        with pytest.raises(Stopped, match="Amt 66: the column “Stand” is missing"):
            self.read(self.ONE, build_sheet(("Nr.", "Titel"), ("2", "Wege"), name="Amt 66"))

    def test_an_optional_column_steers_only_the_sheet_that_has_it(self) -> None:
        columns = {"Titel": "title", "Stand": {"field": "modified", "optional": True}}
        found = self.read(self.ONE, build_sheet(("Nr.", "Titel"), ("2", "Wege"), name="Amt 66"), columns=columns)
        assert ["modified" in one.managed for one in found.described] == [True, False]

    def test_the_rows_of_all_sheets_count_together(self) -> None:
        assert self.read(expect={"min": 3, "max": 3}).rows == 3
        with pytest.raises(Stopped, match=r"inventar.xlsx › Amt 61, Amt 66: the table has 3 rows"):
            self.read(expect={"min": 4})

    def test_one_sheet_may_be_empty_but_not_all(self) -> None:
        empty = build_sheet(HEADER, name="Amt 66")
        assert self.read(self.ONE, empty).rows == 1
        with pytest.raises(Stopped, match="the table is empty"):
            self.read(build_sheet(HEADER, name="Amt 61"), empty)

    def test_rows_of_one_dataset_may_stand_in_two_sheets(self) -> None:
        columns = {**COUNTED, "Link": "distribution.access_url", "Frei": {"release": "publish"}}
        header = ("Nr.", "Titel", "Link", "Stand", "Frei")
        one = build_sheet(header, ("1", "Bäume", "https://example.org/a", 2024, "ja"), name="Amt 61")
        other = build_sheet(header, ("1", "Bäume", "https://example.org/b", 2025, "nein"), name="Amt 66")
        found = self.read(one, other, columns=columns, rows="distribution")
        assert [part.access_url[-1] for part in only_dataset(found).distributions] == ["a", "b"]
        assert [(fault.code, fault.detail) for fault in found.faults] == [
            ("rows-differ", "Amt 61 › D2"),
            ("answers-differ", "Amt 61 › E2"),
        ]

    def test_unmapped_columns_are_reported_in_each_sheet(self) -> None:
        found = self.read(columns=TITLE)
        assert [str(fault.place.cell) for fault in found.faults] == [
            "inventar.xlsx › Amt 61 › C1",
            "inventar.xlsx › Amt 66 › A1",
        ]


class TestNamesOfSheetsAndFiles:
    def test_the_sheets_name_fills_a_field_and_the_keys_cell_stands_for_it(self) -> None:
        found = read_rows(TITLE, ("Nr.", "Titel"), ("1", "a"), sheet_name="creator.name")
        described = only(found)
        assert described.dataset.creator is not None
        assert described.dataset.creator.name == "Daten"
        assert described.origins["creator.name"].address == "A2"
        assert "creator.name" in described.managed

    def test_a_cell_comes_before_the_name(self) -> None:
        columns = {"Amt": "creator.name"}
        found = read_rows(columns, ("Nr.", "Amt"), ("1", "Amt 61"), ("2", None), sheet_name="creator.name")
        names = [one.dataset.creator.name for one in found.described if one.dataset.creator]
        assert names == ["Amt 61", "Daten"]

    def test_the_name_does_not_stand_in_for_a_cell_that_cannot_be_read(self) -> None:
        rows = (("Nr.", "Amt"), ("1", CellError("#REF!")))
        described = only(read_rows({"Amt": "creator.name"}, *rows, sheet_name="creator.name"))
        assert described.dataset.creator is None
        assert described.unread == {"creator.name"}

    def test_the_files_name_fills_a_field_without_its_ending(self) -> None:
        found = read_rows(TITLE, ("Nr.", "Titel"), ("1", "a"), file_name="version")
        assert only_dataset(found).version == "inventar"

    def test_a_name_may_be_a_word_of_a_list(self) -> None:
        sheet = build_sheet(("Nr.", "Titel"), ("1", "a"), name="Umwelt")
        found = interpret(build_workbook(sheet), build_mapping(TITLE, sheet="Umwelt", sheet_name="themes"))
        assert only_dataset(found).themes[0].endswith("/ENVI")

    def test_a_name_that_is_no_value_stops(self) -> None:
        sheet = build_sheet(("Nr.", "Titel"), ("1", "a"))
        assert "the name “Daten” is no value for “themes”" in stop(build_workbook(sheet), sheet_name="themes")[0]

    @pytest.mark.parametrize(
        "table",
        [
            {"sheet_name": "creator"},
            {"sheet_name": "title", "constants": {"title": "x"}},
            {"file_name": "title", "computed": {"title": "x"}},
        ],
    )
    def test_a_name_that_can_fill_nothing_is_refused(self, table: dict[str, Any]) -> None:
        with pytest.raises(Problem, match="line"):
            build_mapping({}, **table)


FORM = (("Kennung", "GA-1", "GA-2"), ("Titel", "Bäume", None), ("Stand", 2024, "nie"), ("Notiz", "x", None))


class TestForms:
    def read(self, *rows: tuple[CellValue, ...], sheet: dict[str, Any] | None = None, **table: Any) -> Interpretation:
        mapping = build_mapping(
            {**COUNTED, "Notiz": {"ignore": "intern"}}, **{"layout": "form", "header": "A", "key": "Kennung", **table}
        )
        return interpret(build_workbook(build_sheet(*(rows or FORM), **(sheet or {}))), mapping)

    @pytest.mark.parametrize("header", ["A", "a", ["A"], None])
    def test_each_column_is_a_dataset(self, header: Any) -> None:
        found = self.read(header=header)
        assert [(one.dataset.key, one.dataset.title) for one in found.described] == [("GA-1", "Bäume"), ("GA-2", "")]
        assert [str(fault.place.cell) for fault in found.faults] == ["inventar.xlsx › Daten › C3"]

    def test_every_place_is_a_cell_of_the_file(self) -> None:
        found = self.read()
        first, second = found.described
        assert first.origins["title"].address == "B2"
        assert first.origins["key"].address == "B1"
        findings = check_inventory((second,), found.faults)
        assert {one.code: one.place.cell.address for one in findings if one.place.cell}["title-missing"] == "C2"

    def test_a_header_of_two_columns_has_groups(self) -> None:
        rows = (("Daten", "Kennung", "1"), (None, "Titel", "a"), ("Kontakt", "Titel", "b"))
        found = interpret(
            build_workbook(build_sheet(*rows)),
            build_mapping(
                {"Kontakt › Titel": "contact.name", "[x]": {"ignore": "gibt es nicht"}},
                layout="form",
                header=["A", "B"],
                key="Kennung",
            ),
        )
        assert only_dataset(found).contact is not None

    def test_rows_that_differ_name_and_quote_the_right_cells(self) -> None:
        rows = (("Kennung", "1", "1"), ("Titel", "a", "a"), ("Stand", 2024, 2025), ("Notiz",))
        (fault,) = self.read(*rows, rows="distribution").faults
        assert (fault.code, fault.text, fault.detail, fault.place.cell and fault.place.cell.address) == (
            "rows-differ",
            "2025",
            "B3",
            "C3",
        )

    def test_an_incomplete_distribution_is_told_at_its_own_cell(self) -> None:
        rows = (("Kennung", "1", "1"), ("Titel", "a", "a"), ("Format", "CSV", "PDF"), ("Link", "https://example.org/a"))
        mapping = build_mapping(
            {"Titel": "title", "Format": "distribution.format", "Link": "distribution.access_url"},
            layout="form",
            header="A",
            key="Kennung",
            rows="distribution",
        )
        (fault,) = interpret(build_workbook(build_sheet(*rows)), mapping).faults
        assert (fault.code, fault.text, fault.place.cell and fault.place.cell.address) == (
            "distribution-incomplete",
            "PDF",
            "C4",
        )

    def test_a_row_without_a_name_is_called_by_its_number(self) -> None:
        rows = (*FORM, (None, "y"))
        (fault,) = (one for one in self.read(*rows).faults if one.code == "heading-blank")
        assert (fault.place.heading, fault.place.cell and fault.place.cell.address) == ("5", "A5")
        (finding,) = check_inventory((), (fault,))
        assert str(finding.message) == "the row 5 has no heading"
        mapping = build_mapping(
            {**COUNTED, "Notiz": {"ignore": "x"}, "[5]": {"ignore": "y"}}, layout="form", header="A", key="Kennung"
        )
        assert "heading-blank" not in codes(interpret(build_workbook(build_sheet(*rows)), mapping).faults)

    def test_messages_speak_of_rows_where_columns_are_rows(self) -> None:
        with pytest.raises(Stopped, match="stands before several rows: 2, 5"):
            self.read(*FORM, ("Titel", "b"))
        with pytest.raises(Stopped, match="the form is empty"):
            self.read(("Kennung",), ("Titel",), ("Stand",))
        with pytest.raises(Stopped) as caught:
            self.read(("Kennung", "1"), ("XQ", "a"), ("Stand",))
        assert "Column A was read" in str(caught.value.remedy) or "nearest" in str(caught.value.remedy)

    def test_hidden_columns_are_records_and_hidden_rows_are_fields(self) -> None:
        hidden = {"hidden_columns": frozenset({3}), "hidden_rows": frozenset({2})}
        found = self.read(sheet=hidden)
        findings = {one.code: one for one in check_inventory((), found.faults)}
        assert str(findings["row-hidden"].message) == "hidden, but read: column C"
        assert findings["column-hidden"].place.cell is not None
        assert findings["column-hidden"].place.cell.address == "A2"

    def test_every_finding_of_a_whole_inventory_has_the_same_place_turned(self) -> None:
        rows = [
            [heading, GOOD.get(heading), {**GOOD, "Nr.": "2", "Titel": None, "Stand": "nie"}[heading]]
            for heading in GOOD
        ]
        mapping = build_mapping(COLUMNS, layout="form", header="A")
        found = interpret(build_workbook(build_sheet(*rows)), mapping)
        straight = interpret(build_workbook(build_sheet(*zip(*rows, strict=True))), build_mapping(COLUMNS))
        turned = [(one.code, one.place.cell) for one in check_inventory(found.described, found.faults)]
        plain = [(one.code, one.place.cell) for one in check_inventory(straight.described, straight.faults)]
        assert sorted((code, cell.row, cell.column) for code, cell in turned if cell) == sorted(
            (code, cell.column, cell.row) for code, cell in plain if cell
        )

    @pytest.mark.parametrize("header", [3, "3", ["A", 2], "ABCD"])
    def test_the_header_of_a_form_is_letters(self, header: Any) -> None:
        with pytest.raises(Problem, match="letters of columns are expected"):
            build_mapping({}, layout="form", header=header)

    def test_letters_are_no_header_of_rows(self) -> None:
        with pytest.raises(Problem, match="numbers of rows are expected"):
            build_mapping({}, header="B")


class TestSeveralWorkbooks:
    def build(self, name: str, *rows: tuple[CellValue, ...], kind: str = "xlsx") -> Workbook:
        return Workbook(name, "/ablage", (Sheet(name, "Daten", tuple(rows)),), kind=kind)

    def test_workbooks_of_one_shape_are_one_inventory(self) -> None:
        books = [self.build("a.xlsx", HEADER, BODY[0]), self.build("b.xlsx", HEADER, BODY[1])]
        found = interpret(books, build_mapping(COUNTED, {"workbooks": "several"}, file_name="version"))
        assert [(one.dataset.key, one.dataset.version) for one in found.described] == [("1", "a"), ("2", "b")]
        assert [str(one.origins["key"]) for one in found.described] == [
            "a.xlsx › Daten › A2",
            "b.xlsx › Daten › A2",
        ]

    def test_a_key_stands_once_in_all_workbooks(self) -> None:
        books = [self.build("a.xlsx", HEADER, BODY[0]), self.build("b.xlsx", HEADER, BODY[0])]
        (fault,) = interpret(books, build_mapping(COUNTED, {"workbooks": "several"})).faults
        assert (fault.code, fault.detail) == ("key-repeated", "a.xlsx › Daten › A2")

    def test_the_only_sheet_of_a_text_file_needs_no_name(self) -> None:
        book = self.build("export.csv", HEADER, BODY[0], kind="csv")
        assert keys(interpret(book, build_mapping(COUNTED, sheet="Tabelle1"))) == ["1"]

    def test_distributions_may_stand_in_a_workbook_of_their_own(self) -> None:
        second = {
            "file": "links.xlsx",
            "sheet": "Daten",
            "key": "Id",
            "dataset": "Nr.",
            "columns": {"Link": "access_url"},
        }
        mapping = build_mapping(COUNTED, {"distributions": second})
        links = self.build("links.xlsx", ("Id", "Nr.", "Link"), ("x", "2", None), ("y", "1", "https://example.org/y"))
        found = interpret(self.build("a.xlsx", HEADER, *BODY), mapping, {"links.xlsx": [links]})
        assert [[part.key for part in one.dataset.distributions] for one in found.described] == [["y"], ["x"]]
        findings = check_inventory(found.described, found.faults)
        missing = [str(one.place.cell) for one in findings if one.code == "access-missing"]
        assert missing == ["links.xlsx › Daten › C2"]

    def test_a_missing_workbook_with_distributions_stops(self) -> None:
        second = {"file": "links.xlsx", "sheet": "L", "key": "Id", "dataset": "Nr.", "columns": {}}
        with pytest.raises(Stopped, match=r"“links\.xlsx” with the distributions is missing"):
            interpret(self.build("a.xlsx", HEADER, *BODY), build_mapping(COUNTED, {"distributions": second}))

    def test_distributions_may_stand_on_several_sheets_in_other_columns(self) -> None:
        second = {"sheet": ["L1", "L2"], "key": "Id", "dataset": "Nr.", "columns": {"Link": "access_url"}}
        sheets = (
            build_sheet(HEADER, *BODY),
            build_sheet(("Id", "Nr.", "Link"), ("x", "1", "https://example.org/x"), name="L1"),
            build_sheet(("Link", "Id", "Nr."), (None, "y", "1"), name="L2"),
        )
        found = interpret(build_workbook(*sheets), build_mapping(COUNTED, {"distributions": second}))
        findings = check_inventory(found.described, found.faults)
        assert [str(one.place.cell) for one in findings if one.code == "access-missing"] == ["inventar.xlsx › L2 › A2"]


def test_lines_above_the_header_are_never_rows_whatever_they_hold() -> None:
    lines = [("Dienststelle:", "Gesundheitsamt"), (), HEADER, *BODY]
    found = interpret(build_workbook(build_sheet(*lines)), build_mapping(COUNTED, header=None))
    assert keys(found) == ["1", "2"]


def test_what_a_mapping_was_made_for_is_kept() -> None:
    made_for = {"file": "a.xlsx", "rows": 2, "headings": ["Nr.", "Titel"]}
    kept = build_mapping(TITLE, made_for=made_for).datasets.made_for
    assert kept is not None
    assert (kept.file, kept.rows, kept.headings) == ("a.xlsx", 2, ("Nr.", "Titel"))
