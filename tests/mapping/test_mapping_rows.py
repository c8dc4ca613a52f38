from __future__ import annotations

import datetime as dt
from typing import Any

import openpyxl
import pytest

from tests.mapping.small_inventory import (
    build_mapping,
    build_sheet,
    build_workbook,
    only,
    only_dataset,
    places,
    read_rows,
)
from toolkit.mapping.interpret import interpret
from toolkit.model.grid import Area, CellError, CellValue
from toolkit.model.problem import Problem, Stopped
from toolkit.reading.xlsx import read_workbook


def stop(columns: dict[str, Any], *rows: tuple[CellValue, ...], **table: Any) -> tuple[str, str]:
    """Give what a guard says, and the remedy."""
    with pytest.raises(Stopped) as caught:
        read_rows(columns, *rows, **table)
    return str(caught.value.what), str(caught.value.remedy)


class TestFindingColumns:
    HEADER = (("Datensatz", None, "Freigabe", None), ("Nr.", "Titel *", "Bemerkung", "Lizenz:"))
    MERGED = {"merged": (Area(1, 1, 1, 2), Area(1, 3, 1, 4))}  # noqa: RUF012 (never changed)

    @pytest.mark.parametrize(
        "heading", ["Titel", "titel", " TITEL ", "Datensatz › Titel", "Datensatz > Titel", "Titel*"]
    )
    def test_a_column_is_found_by_its_heading_with_or_without_its_group(self, heading: str) -> None:
        read = read_rows({heading: "title"}, *self.HEADER, ("1", "Bäume"), sheet=self.MERGED, header=[1, 2])
        assert only_dataset(read).title == "Bäume"
        assert only(read).columns["title"].heading == "Datensatz › Titel *"

    def test_the_key_may_be_named_with_its_group(self) -> None:
        read = read_rows({}, *self.HEADER, ("1", "a"), sheet=self.MERGED, header=[1, 2], key="Datensatz › Nr.")
        assert only_dataset(read).key == "1"

    def test_a_heading_over_several_rows_is_one(self) -> None:
        sheet = {"merged": (Area(1, 1, 2, 1), Area(1, 2, 2, 2))}
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), (None, None), ("1", "a"), sheet=sheet, header=[1, 2])
        assert only_dataset(read).title == "a"

    def test_an_alias_stands_for_a_renamed_column(self) -> None:
        columns = {"Titel": {"field": "title", "aliases": ["Name", "Bezeichnung"]}}
        assert only_dataset(read_rows(columns, ("Nr.", "Bezeichnung"), ("1", "a"))).title == "a"

    def test_the_key_column_is_found_by_an_alias_of_its_entry(self) -> None:
        columns = {"Nr.": {"field": "version", "aliases": ["Nummer"]}}
        assert only_dataset(read_rows(columns, ("Nummer", "Titel"), ("1", "a"))).key == "1"

    def test_a_missing_column_stops_and_names_the_nearest(self) -> None:
        what, remedy = stop({"Titel": "title"}, ("Nr.", "Titl"), ("1", "a"))
        assert what == "inventar.xlsx › Daten: the column “Titel” is missing"
        assert "“Titl”" in remedy

    def test_a_missing_column_that_resembles_nothing_asks_for_the_header(self) -> None:
        assert "Row 1 was read as the header" in stop({"Titel": "title"}, ("Nr.", "XQ"), ("1", "a"))[1]

    def test_a_missing_key_column_stops(self) -> None:
        assert "“Nr.” is missing" in stop({}, ("Titel",), ("a",))[0]

    def test_a_key_that_is_no_heading_at_all_stops(self) -> None:
        assert "“*” is missing" in stop({}, ("Nr.", None), ("1", "x"), key="*")[0]

    def test_a_missing_release_column_stops(self) -> None:
        assert "“Frei” is missing" in stop({"Frei": {"release": "publish"}}, ("Nr.",), ("a",))[0]

    def test_an_optional_column_may_be_missing_and_its_field_is_not_managed(self) -> None:
        columns = {"Titel": "title", "Stand": {"field": "modified", "optional": True}}
        read = read_rows(columns, ("Nr.", "Titel"), ("1", "a"))
        assert only(read).managed == {"title"}
        assert read.faults == ()

    def test_an_ignored_column_may_be_missing(self) -> None:
        assert read_rows({"Notiz": {"ignore": "intern"}}, ("Nr.",), ("1",)).faults == ()

    def test_two_columns_with_one_heading_stop_and_both_letters_are_named(self) -> None:
        what, remedy = stop({"Stand": "modified"}, ("Nr.", "Stand", "x", "Stand"), ("1", None, None, None))
        assert "several columns: B, D" in what
        assert "Gruppe › Stand" in remedy

    def test_the_group_tells_two_columns_with_one_heading_apart(self) -> None:
        header = (("A", "A", "B", "B"), ("Nr.", "Stand", "Stand", "Name"))
        read = read_rows(
            {"B › Stand": "modified", "A › Stand": "issued"}, *header, ("1", 2020, 2021, "x"), header=[1, 2]
        )
        assert (only_dataset(read).issued, only_dataset(read).modified) == ("2020", "2021")

    def test_columns_with_one_heading_are_ignored_together(self) -> None:
        read = read_rows({"Notiz": {"ignore": "intern"}}, ("Nr.", "Notiz", "Notiz"), ("1", "geheim", "geheim"))
        assert read.faults == ()

    def test_two_entries_that_lead_to_one_column_are_a_problem_of_the_mapping(self) -> None:
        columns = {"Titel": "title", "Datensatz › Titel": {"ignore": "intern"}}
        with pytest.raises(Problem, match=r"Daten › B: .*“Titel” and “Datensatz › Titel” are the same column"):
            read_rows(columns, *self.HEADER, ("1", "a"), sheet=self.MERGED, header=[1, 2])

    def test_a_column_that_the_mapping_does_not_speak_of_is_reported_once(self) -> None:
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel", "Notiz"), ("1", "a", "x"), ("2", "b", "y"))
        (fault,) = read.faults
        assert (fault.code, fault.text, fault.place.heading) == ("column-unmapped", "Notiz", "Notiz")
        assert fault.place.cell is not None
        assert fault.place.cell.address == "C1"

    def test_a_column_without_a_heading_is_reported_by_its_letter(self) -> None:
        (fault,) = read_rows({}, ("Nr.", None), ("1", "x")).faults
        assert (fault.code, fault.text, fault.place.heading) == ("heading-blank", "", "B")

    def test_an_empty_column_without_a_heading_is_nothing(self) -> None:
        assert read_rows({}, ("Nr.", None), ("1", None)).faults == ()

    def test_the_order_of_the_columns_does_not_matter(self) -> None:
        columns = {"Titel": "title", "Stand": "modified"}
        one = read_rows(columns, ("Nr.", "Titel", "Stand"), ("1", "a", 2020))
        other = read_rows(columns, ("Stand", "Titel", "Nr."), (2020, "a", "1"))
        assert only_dataset(one) == only_dataset(other)


class TestGuards:
    def test_a_missing_sheet_stops_and_names_the_nearest(self) -> None:
        what, remedy = stop({}, ("Nr.",), ("1",), sheet={"name": "Date"})
        assert what == "inventar.xlsx: the sheet “Daten” is missing"
        assert "“Date”" in remedy

    def test_a_missing_sheet_that_resembles_nothing_lists_those_that_are_there(self) -> None:
        assert "XQ" in stop({}, ("Nr.",), ("1",), sheet={"name": "XQ"})[1]

    def test_case_and_edges_of_a_sheets_name_do_not_count(self) -> None:
        assert read_rows({}, ("Nr.",), ("1",), sheet={"name": " DATEN "}).rows == 1

    def test_an_empty_table_stops(self) -> None:
        assert "the table is empty" in stop({}, ("Nr.", "Titel"), (None, " "))[0]

    def test_a_header_below_the_sheet_stops(self) -> None:
        assert "header row 9" in stop({}, ("Nr.",), ("1",), header=9)[1]

    @pytest.mark.parametrize(("low", "high", "said"), [(3, None, "≥ 3"), (1, 1, "1–1")])
    def test_a_table_outside_its_bounds_stops(self, low: int, high: int | None, said: str) -> None:
        what, _ = stop({}, ("Nr.",), ("1",), ("2",), expect={"min": low, "max": high})
        assert what.endswith(f"has 2 rows, expected are {said}")

    def test_a_table_within_its_bounds_is_read(self) -> None:
        assert read_rows({}, ("Nr.",), ("1",), ("2",), expect={"min": 2, "max": 2}).rows == 2

    def test_the_bounds_hold_for_the_second_table_too(self) -> None:
        links = {"sheet": "Links", "header": 1, "key": "Nr.", "dataset": "D", "columns": {}}
        mapping = build_mapping({}, {"distributions": links})
        empty = build_sheet(("Nr.", "D"), name="Links")
        with pytest.raises(Stopped, match="Links: the table is empty"):
            interpret(build_workbook(build_sheet(("Nr.",), ("1",)), empty), mapping)


class TestRows:
    def test_blank_rows_within_the_table_are_nothing(self) -> None:
        assert [one.dataset.key for one in read_rows({}, ("Nr.",), ("1",), (None,), (" ",), ("2",)).described] == [
            "1",
            "2",
        ]

    def test_hidden_rows_and_columns_are_read(self) -> None:
        sheet = {"hidden_rows": frozenset({2}), "hidden_columns": frozenset({2})}
        assert only_dataset(read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", "a"), sheet=sheet)).title == "a"

    def test_rows_shorter_than_the_header_are_read(self) -> None:
        assert only_dataset(read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1",))).title == ""

    def test_a_row_whose_only_content_was_never_calculated_is_read(self) -> None:
        sheet = {"uncached": frozenset({(3, 1), (3, 2)})}
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", "a"), sheet=sheet)
        assert places(read.faults) == [("key-missing", "A3")]

    @pytest.mark.parametrize("key", [None, "", " ", "\N{NO-BREAK SPACE}", "-", "k. A.", "TBD", CellError("#REF!")])
    def test_a_row_without_a_key_is_a_fault_and_no_dataset(self, key: CellValue) -> None:
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), (key, "a"), ("2", "b"))
        assert [one.dataset.key for one in read.described] == ["2"]
        (fault,) = read.faults
        assert (fault.code, fault.place.title, fault.place.heading) == ("key-missing", "a", "Nr.")
        assert fault.place.cell is not None
        assert fault.place.cell.address == "A2"

    @pytest.mark.parametrize(
        ("value", "key"),
        [(17, "17"), (17.0, "17"), (17.5, "17.5"), (" GA-1 \n", "GA-1"), (dt.datetime(2025, 3, 1), "01.03.2025")],  # noqa: DTZ001 (cells know no zone)
    )
    def test_a_key_is_its_text(self, value: CellValue, key: str) -> None:
        assert only_dataset(read_rows({}, ("Nr.",), (value,))).key == key

    def test_two_rows_with_one_key_are_both_read_and_the_second_is_reported(self) -> None:
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", "a"), ("2", "b"), ("1 ", "c"), (1, "d"))
        assert [one.dataset.title for one in read.described] == ["a", "b", "c", "d"]
        assert places(read.faults) == [("key-repeated", "A4"), ("key-repeated", "A5")]
        assert {fault.detail for fault in read.faults} == {"A2"}
        assert [fault.place.title for fault in read.faults] == ["c", "d"]

    def test_a_formula_that_was_never_calculated_is_unknown_and_not_empty(self) -> None:
        sheet = {"uncached": frozenset({(2, 2)})}
        spec = {"field": "title", "default": "ohne"}
        read = read_rows({"Titel": spec}, ("Nr.", "Titel"), ("1", None), sheet=sheet)
        assert (only_dataset(read).title, places(read.faults)) == ("", [("formula-uncached", "B2")])
        assert only(read).unread == {"title"}

    def test_an_error_value_is_a_fault(self) -> None:
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", CellError("#NV")))
        assert places(read.faults) == [("cell-error", "B2")]
        assert only(read).unread == {"title"}


class TestWhatHoldsOtherwise:
    def test_a_constant_holds_for_every_row_and_has_no_cell(self) -> None:
        read = read_rows({}, ("Nr.",), ("1",), constants={"publisher.name": "Stadt", "languages": ["DEU", "ENG"]})
        publisher = only_dataset(read).publisher
        assert publisher is not None
        assert publisher.name == "Stadt"
        assert len(only_dataset(read).languages) == 2
        assert set(only(read).origins) == {"key"}
        assert only(read).managed == {"publisher.name", "languages"}

    def test_a_cell_comes_before_a_constant(self) -> None:
        read = read_rows({"Titel": "title"}, ("Nr.", "Titel"), ("1", "a"), ("2", None), constants={"title": "fest"})
        assert [one.dataset.title for one in read.described] == ["a", "fest"]

    def test_a_constant_does_not_stand_in_for_a_cell_that_cannot_be_read(self) -> None:
        columns = {"Takt": "frequency"}
        read = read_rows(columns, ("Nr.", "Takt"), ("1", "ab und zu"), constants={"frequency": "ANNUAL"})
        assert only_dataset(read).frequency == ""
        assert only(read).unread == {"frequency"}

    @pytest.mark.parametrize("value", [None, " ", "k. A."])
    def test_a_default_is_the_value_of_an_empty_cell(self, value: CellValue) -> None:
        read = read_rows({"Titel": {"field": "title", "default": "ohne"}}, ("Nr.", "Titel"), ("1", value))
        assert only_dataset(read).title == "ohne"
        assert only(read).origins["title"].address == "B2"

    def test_a_default_comes_before_a_constant(self) -> None:
        columns = {"Titel": {"field": "title", "default": "ohne"}}
        read = read_rows(columns, ("Nr.", "Titel"), ("1", None), constants={"title": "fest"})
        assert only_dataset(read).title == "ohne"

    def test_a_default_does_not_hide_what_a_later_column_says(self) -> None:
        columns = {"Titel": {"field": "title", "default": "ohne"}, "Name": "title"}
        read = read_rows(columns, ("Nr.", "Titel", "Name"), ("1", None, "a"))
        assert (only_dataset(read).title, only(read).origins["title"].address) == ("a", "C2")

    def test_a_default_period_fills_both_ends(self) -> None:
        read = read_rows({"Zeit": {"field": "temporal", "default": "2008–2020"}}, ("Nr.", "Zeit"), ("1", None))
        temporal = only_dataset(read).temporal
        assert temporal is not None
        assert (temporal.start, temporal.end) == ("2008", "2020")

    def test_the_organisation_holds_for_the_whole_inventory(self) -> None:
        read = read_rows({}, ("Nr.",), ("1",), top={"organization": {"name": "amt", "title": "Amt"}})
        assert only_dataset(read).organization is not None
        assert only(read).managed == {"organization.name", "organization.title"}


def test_a_mapping_that_was_never_proved_is_a_problem_and_no_traceback() -> None:
    proved = build_mapping({}, constants={"license": "CC0"})
    table = proved.datasets.model_copy(update={"constants": {"license": ("geheim",)}})
    with pytest.raises(Problem, match="“geheim” for “license” cannot be read"):
        interpret(build_workbook(build_sheet(("Nr.",), ("1",))), proved.model_copy(update={"datasets": table}))


class TestSeveralColumnsForOneField:
    def test_the_first_that_the_mapping_names_counts_and_the_other_is_reported(self) -> None:
        columns = {"Kurz": "title", "Lang": "title"}
        read = read_rows(columns, ("Nr.", "Lang", "Kurz"), ("1", "lang", "kurz"))
        (fault,) = read.faults
        assert only_dataset(read).title == "kurz"
        assert (fault.code, fault.text, fault.detail, fault.place.heading) == ("columns-differ", "lang", "C2", "Lang")

    def test_a_later_column_stands_in_for_an_empty_cell(self) -> None:
        read = read_rows(
            {"Kurz": "title", "Lang": "title"}, ("Nr.", "Kurz", "Lang"), ("1", None, "lang"), ("2", "-", "b")
        )
        assert [one.dataset.title for one in read.described] == ["lang", "b"]
        assert read.faults == ()

    def test_columns_that_agree_are_not_reported(self) -> None:
        read = read_rows({"Kurz": "title", "Lang": "title"}, ("Nr.", "Kurz", "Lang"), ("1", "a", " a"))
        assert read.faults == ()

    def test_columns_add_to_one_list(self) -> None:
        columns = {"A": {"field": "keywords", "split": ","}, "B": "keywords"}
        read = read_rows(columns, ("Nr.", "A", "B"), ("1", "Baum, Park", "Park"), ("2", "Baum", "Wald"))
        assert [one.dataset.keywords for one in read.described] == [("Baum", "Park"), ("Baum", "Wald")]

    def test_a_period_and_its_ends_do_not_overwrite_each_other(self) -> None:
        columns = {"von": "temporal.start", "Zeit": "temporal"}
        read = read_rows(columns, ("Nr.", "von", "Zeit"), ("1", 2009, "2008–2020"))
        temporal = only_dataset(read).temporal
        assert temporal is not None
        assert (temporal.start, temporal.end) == ("2009", "2020")
        assert places(read.faults) == [("columns-differ", "C2")]


def test_a_workbook_from_a_file_is_read_like_one_in_memory(tmp_path: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Daten", 0)
    sheet.append(["Nr.", "Titel", "Link", "Stand", "Frei"])
    sheet.append([7, "Bäume ", "Zum Download", dt.datetime(2025, 3, 1), True])  # noqa: DTZ001 (cells know no zone)
    sheet["A2"].number_format = "000"
    sheet["C2"].hyperlink = "https://example.org/baeume.csv"
    sheet.row_dimensions[2].hidden = True
    book.save(tmp_path / "inventar.xlsx")
    columns = {"Titel": "title", "Link": "distribution.access_url", "Stand": "modified", "Frei": {"release": "publish"}}
    read = interpret(read_workbook(tmp_path / "inventar.xlsx"), build_mapping(columns))
    dataset = only_dataset(read)
    assert (dataset.key, dataset.title, dataset.modified) == ("007", "Bäume", "2025-03-01")
    assert [part.access_url for part in dataset.distributions] == ["https://example.org/baeume.csv"]
    assert only(read).answers["publish"].meaning == "public"
    assert places(read.faults) == [("row-hidden", "A2")]
