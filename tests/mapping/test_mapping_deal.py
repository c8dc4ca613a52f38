"""Several distributions in one row: in numbered columns, and as several addresses in one cell."""

from __future__ import annotations

from itertools import permutations
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
from toolkit.checks.run import check_inventory
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.model.dataset import Distribution
from toolkit.model.grid import CellError, CellValue
from toolkit.model.problem import Problem


def link(name: str) -> str:
    return f"https://example.org/{name}"


def parts(found: Interpretation) -> tuple[Distribution, ...]:
    return only_dataset(found).distributions


def formats(found: Interpretation) -> list[str]:
    return [part.format.rpartition("/")[2] for part in parts(found)]


def numbered(field: str, part: str, **more: Any) -> dict[str, Any]:
    return {"field": f"distribution.{field}", "part": part, **more}


class TestNumberedColumns:
    COLUMNS = {  # noqa: RUF012 (never changed)
        "Titel": "title",
        "URL 1": numbered("access_url", "1"),
        "Format 1": numbered("format", "1"),
        "URL 2": numbered("access_url", "2"),
        "Format 2": numbered("format", "2"),
    }
    HEADER = ("Nr.", *COLUMNS)

    def read(self, *cells: CellValue, columns: dict[str, Any] | None = None, **table: Any) -> Interpretation:
        spec = columns or self.COLUMNS
        return read_rows(spec, ("Nr.", *spec), ("1", "a", *cells), **table)

    def test_each_part_is_a_distribution_with_its_label_as_key(self) -> None:
        found = self.read(link("a"), "CSV", link("b"), "PDF")
        assert [(part.key, part.access_url) for part in parts(found)] == [("1", link("a")), ("2", link("b"))]
        assert formats(found) == ["CSV", "PDF"]
        assert only(found).origins["distributions.2.format"].address == "F2"
        assert only(found).managed_of_distributions == {"key", "access_url", "format"}
        assert only(found).managed == {"title"}

    def test_a_part_with_nothing_in_it_is_none(self) -> None:
        found = self.read(None, None, link("b"), "PDF")
        assert ([part.key for part in parts(found)], found.faults) == (["2"], ())

    def test_a_part_that_is_described_but_has_no_address_is_reported_at_its_own_cell(self) -> None:
        found = self.read(link("a"), "CSV", None, "PDF")
        assert [part.key for part in parts(found)] == ["1"]
        assert [(fault.code, fault.text, fault.place.heading) for fault in found.faults] == [
            ("distribution-incomplete", "PDF", "URL 2")
        ]

    def test_an_empty_field_stands_in_the_column_of_its_part(self) -> None:
        found = self.read(link("a"), None, link("b"), None)
        findings = check_inventory(found.described, found.faults)
        missing = [one.place.cell.address for one in findings if one.code == "format-missing" and one.place.cell]
        assert missing == ["D2", "F2"]

    def test_a_word_that_no_list_knows_is_told_once_with_the_real_field(self) -> None:
        found = self.read(link("a"), "CSV", link("b"), "Foto?")
        (fault,) = found.faults
        assert (fault.code, fault.field, fault.place.heading) == ("format-unknown", "distribution.format", "Format 2")
        assert only(found).unread == {"distributions.2.format"}
        findings = check_inventory(found.described, found.faults)
        assert [one.code for one in findings if one.code.startswith("format")] == ["format-unknown"]

    def test_an_address_that_cannot_be_read_is_told_once(self) -> None:
        found = self.read("Z:\\a", "CSV", None, None)
        assert (parts(found), codes(found.faults)) == ((), ["url-local"])
        findings = check_inventory(found.described, found.faults)
        assert "distributions-missing" not in {one.code for one in findings}

    def test_columns_without_a_part_are_a_distribution_of_their_own(self) -> None:
        columns = {**self.COLUMNS, "Link": "distribution.access_url", "Format": "distribution.format"}
        found = self.read(link("a"), "CSV", None, None, link("m"), "XML", columns=columns)
        assert [(part.key, part.access_url) for part in parts(found)] == [("main", link("m")), ("1", link("a"))]
        assert formats(found) == ["XML", "CSV"]

    def test_a_column_may_give_the_key_of_its_part(self) -> None:
        columns = {**self.COLUMNS, "Format 1": numbered("key", "1")}
        assert [part.key for part in parts(self.read(link("a"), "K-7", link("b"), None, columns=columns))] == [
            "K-7",
            "2",
        ]

    def test_the_same_key_in_two_parts_is_reported(self) -> None:
        columns = {**self.COLUMNS, "Format 1": numbered("key", "1")}
        found = self.read(link("a"), "2", link("b"), None, columns=columns)
        assert codes(found.faults) == ["key-repeated"]

    def test_constants_and_computed_fields_hold_for_each_part_but_make_none(self) -> None:
        table = {
            "constants": {"distribution.license": "CC0"},
            "computed": {"distribution.title": "{{ row['Titel'] }}", "distribution.access_url": link("x")},
        }
        found = self.read(link("a"), None, None, None, **table)
        assert [(part.key, part.title, bool(part.license)) for part in parts(found)] == [
            ("main", "a", True),
            ("1", "a", True),
        ]
        del table["computed"]["distribution.access_url"]
        assert [part.key for part in parts(self.read(link("a"), None, None, None, **table))] == ["1"]

    def test_parts_and_a_second_table_go_together(self) -> None:
        second = {"sheet": "L", "header": 1, "key": "Id", "dataset": "D", "columns": {"U": "access_url", "F": "format"}}
        sheets = (
            build_sheet(self.HEADER, ("1", "a", link("a"), None, None, None)),
            build_sheet(("Id", "D", "U", "F"), ("x", "1", link("x"), None), name="L"),
        )
        found = interpret(build_workbook(*sheets), build_mapping(self.COLUMNS, {"distributions": second}))
        missing = [one for one in check_inventory(found.described, ()) if one.code == "format-missing"]
        assert [str(one.place.cell) for one in missing] == ["inventar.xlsx › Daten › D2", "inventar.xlsx › L › D2"]

    @pytest.mark.parametrize(
        ("columns", "table"),
        [
            ({"Titel": {"field": "title", "part": "1"}}, {}),
            ({"Titel": {"ignore": "x", "part": "1"}}, {}),
            ({"URL": numbered("access_url", "1")}, {"rows": "distribution"}),
            ({"URL": numbered("access_url", "a b")}, {}),
        ],
    )
    def test_a_part_that_does_nothing_is_refused(self, columns: dict[str, Any], table: dict[str, Any]) -> None:
        with pytest.raises(Problem, match="part"):
            build_mapping(columns, **table)

    def test_the_columns_of_a_form_are_numbered_alike(self) -> None:
        rows = [("Nr.", "1"), ("Titel", "a"), ("URL 1", link("a")), ("Format 1",), ("URL 2", link("b")), ("Format 2",)]
        mapping = build_mapping(self.COLUMNS, layout="form", header="A")
        found = interpret(build_workbook(build_sheet(*rows)), mapping)
        missing = [one for one in check_inventory(found.described, ()) if one.code == "format-missing"]
        assert [one.place.cell.address for one in missing if one.place.cell] == ["B4", "B6"]
        assert only(found).origins["distributions.1"].address == "B1"


LINKS = {"field": "distribution.access_url", "split": ";"}
KINDS = {"field": "distribution.format", "split": ";"}


class TestSeveralAddressesInACell:
    COLUMNS = {"Links": LINKS, "Formate": KINDS, "Name": "distribution.title"}  # noqa: RUF012 (never changed)

    def read(self, *cells: CellValue, columns: dict[str, Any] | None = None, **more: Any) -> Interpretation:
        spec = columns or self.COLUMNS
        return read_rows(spec, ("Nr.", *spec), ("1", *cells), **more)

    @pytest.mark.parametrize(
        ("split", "between"),
        [(";", ";"), (";", " ; "), (";", "\n"), ("\n", "\r\n"), ("\n", "\n\n"), ([";", "|"], "|"), ([",", ";"], ";\n")],
    )
    def test_each_address_is_a_distribution(self, split: Any, between: str) -> None:
        columns = {"Links": {**LINKS, "split": split}}
        found = self.read(between.join([link("a.csv"), link("b.pdf")]), columns=columns)
        assert [(part.key, part.access_url) for part in parts(found)] == [
            ("a-csv", link("a.csv")),
            ("b-pdf", link("b.pdf")),
        ]
        assert found.faults == ()
        assert only(found).origins["distributions.b-pdf.access_url"].address == "B2"

    def test_one_address_has_the_key_that_it_keeps_when_a_second_comes(self) -> None:
        assert [part.key for part in parts(self.read(link("a.csv"), "CSV"))] == ["a-csv"]

    def test_what_describes_them_is_dealt_out_in_order(self) -> None:
        found = self.read(f"{link('a')}; {link('b')}", "CSV; PDF", "Tabelle")
        assert formats(found) == ["CSV", "PDF"]
        assert [part.title for part in parts(found)] == ["Tabelle", "Tabelle"]
        assert found.faults == ()

    def test_an_empty_piece_keeps_its_place(self) -> None:
        found = self.read(f"{link('a')}; {link('b')}; {link('c')}", "CSV;;PDF")
        assert formats(found) == ["CSV", "", "PDF"]

    def test_one_value_holds_for_all(self) -> None:
        assert formats(self.read(f"{link('a')}; {link('b')}", "CSV")) == ["CSV", "CSV"]

    def test_another_number_of_pieces_is_one_value_which_may_be_a_fault(self) -> None:
        found = self.read(f"{link('a')}; {link('b')}", "CSV; PDF; XML")
        assert (formats(found), places(found.faults)) == (["", ""], [("format-unknown", "C2")])

    def test_titles_that_are_dealt_out_give_the_keys(self) -> None:
        columns = {"Links": LINKS, "Name": {"field": "distribution.title", "split": ";"}}
        found = self.read(f"{link('x')};{link('y')}", "Tabelle 2024; Karte", columns=columns)
        assert [(part.key, part.title) for part in parts(found)] == [
            ("tabelle-2024", "Tabelle 2024"),
            ("karte", "Karte"),
        ]

    def test_keys_that_are_dealt_out_are_kept(self) -> None:
        columns = {"Links": LINKS, "Name": {"field": "distribution.key", "split": ";"}}
        assert [part.key for part in parts(self.read(f"{link('x')};{link('y')}", "K1; K2", columns=columns))] == [
            "K1",
            "K2",
        ]

    def test_keys_do_not_depend_on_the_order(self) -> None:
        seen = set()
        for order in permutations([link("wms"), link("x/wms"), link("a.csv")]):
            seen.add(frozenset((part.key, part.access_url) for part in parts(self.read(";".join(order)))))
        assert len(seen) == 1
        assert len({key for key, _ in next(iter(seen))}) == 3

    def test_the_same_address_twice_is_one(self) -> None:
        assert len(parts(self.read(f"{link('a')}; {link('a')}"))) == 1

    def test_columns_of_one_field_are_put_together(self) -> None:
        columns = {"Links": LINKS, "Weitere": LINKS}
        found = self.read(link("a"), f"{link('b')}; {link('a')}", columns=columns)
        assert [part.access_url for part in parts(found)] == [link("a"), link("b")]
        assert only(found).origins["distributions.b.access_url"].address == "C2"

    def test_pages_and_downloads_of_equal_number_belong_together(self) -> None:
        columns = {"Links": LINKS, "Laden": {"field": "distribution.download_url", "split": ";"}}
        found = self.read(f"{link('a')};{link('b')}", f"{link('a.csv')};{link('b.csv')}", columns=columns)
        assert [(part.access_url, part.download_url) for part in parts(found)] == [
            (link("a"), link("a.csv")),
            (link("b"), link("b.csv")),
        ]

    def test_pages_and_downloads_of_other_numbers_stand_alone(self) -> None:
        columns = {"Links": LINKS, "Laden": {"field": "distribution.download_url", "split": ";"}}
        two, three = (";".join(map(link, names)) for names in ("ab", "cde"))
        assert len(parts(self.read(two, three, columns=columns))) == 5

    def test_one_bad_address_does_not_keep_the_others_out(self) -> None:
        found = self.read(f"{link('a')}; Z:\\b", "CSV; PDF")
        assert ([part.key for part in parts(found)], formats(found)) == (["a"], ["CSV"])
        assert [(fault.code, fault.text) for fault in found.faults] == [("url-local", "Z:\\b")]

    def test_what_describes_a_missing_address_is_reported(self) -> None:
        found = self.read(f"{link('a')}; k. A.", "CSV; PDF")
        assert [(fault.code, fault.text) for fault in found.faults] == [("distribution-incomplete", "PDF")]
        assert formats(found) == ["CSV"]

    def test_what_describes_no_address_at_all_waits_for_the_check(self) -> None:
        found = self.read(None, "CSV; PDF")
        assert (parts(found), codes(found.faults)) == ((), ["format-unknown"])

    @pytest.mark.parametrize("value", ["Zum Download", link("a"), None])
    def test_a_link_counts_where_there_is_one_address(self, value: CellValue) -> None:
        found = self.read(value, sheet={"links": {(2, 2): link("a")}})
        assert [part.access_url for part in parts(found)] == [link("a")]

    def test_among_several_addresses_the_link_does_not_count(self) -> None:
        found = self.read(f"{link('a')}\n{link('b')}", sheet={"links": {(2, 2): link("c")}})
        assert [part.access_url for part in parts(found)] == [link("a"), link("b")]

    @pytest.mark.parametrize(("value", "code"), [(CellError("#REF!"), "cell-error"), (None, "formula-uncached")])
    def test_a_cell_without_a_value_is_told(self, value: CellValue, code: str) -> None:
        sheet = {"uncached": frozenset({(2, 2)})} if value is None else {}
        assert codes(self.read(value, sheet=sheet).faults) == [code]

    def test_files_beside_the_workbook_are_split_too(self) -> None:
        columns = {"Dateien": {"field": "distribution.path", "split": ","}}
        found = self.read("daten/a.csv, b.csv", columns=columns)
        assert [(part.key, part.path) for part in parts(found)] == [("a-csv", "daten/a.csv"), ("b-csv", "b.csv")]

    def test_a_part_may_hold_several_addresses(self) -> None:
        columns = {"A": {**LINKS, "part": "1"}, "B": {**LINKS, "part": "2"}}
        found = self.read(f"{link('a')};{link('b')}", link("a"), columns=columns)
        assert [(part.key, part.access_url) for part in parts(found)] == [
            ("1-a", link("a")),
            ("1-b", link("b")),
            ("2-a", link("a")),
        ]

    def test_rows_of_one_dataset_may_each_hold_several(self) -> None:
        rows = (("1", f"{link('a')};{link('b')}", None, None), ("1", link("c"), None, None))
        found = read_rows(self.COLUMNS, ("Nr.", *self.COLUMNS), *rows, rows="distribution")
        assert [part.key for part in parts(found)] == ["a", "b", "c"]

    def test_in_a_second_table_the_rows_key_stands_before_each(self) -> None:
        second = {
            "sheet": "L",
            "header": 1,
            "key": "Id",
            "dataset": "D",
            "columns": {"U": {"field": "access_url", "split": ";"}, "F": {"field": "format", "split": ";"}},
        }
        sheets = (
            build_sheet(("Nr.",), ("1",)),
            build_sheet(
                ("Id", "D", "U", "F"),
                ("x", "1", f"{link('a')};{link('b')}", "CSV;PDF"),
                ("y", "1", "Z:\\a", None),
                name="L",
            ),
        )
        found = interpret(build_workbook(*sheets), build_mapping({}, {"distributions": second}))
        assert [(part.key, part.access_url) for part in parts(found)] == [
            ("x-a", link("a")),
            ("x-b", link("b")),
            ("y", ""),
        ]
        assert codes(found.faults) == ["access-invalid"]

    @pytest.mark.parametrize(
        "columns",
        [
            {"Formate": KINDS},
            {"Links": LINKS, "Formate": {**KINDS, "part": "2"}},
            {"Titel": {"field": "title", "split": ";"}, "Links": LINKS},
        ],
    )
    def test_what_has_no_addresses_to_be_dealt_out_to_cannot_be_split(self, columns: dict[str, Any]) -> None:
        with pytest.raises(Problem, match="holds one value"):
            build_mapping(columns)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.sampled_from([link("a"), link("b"), link("c/d.csv"), "Z:\\a", "-", "", "x y"]), max_size=6))
    def test_every_piece_is_an_address_a_fault_or_nothing(self, pieces: list[str]) -> None:
        found = self.read("; ".join(pieces))
        addresses = {part.access_url for part in parts(found)}
        faulty = {fault.text for fault in found.faults}
        assert {piece for piece in pieces if piece not in {"", "-"}} == addresses | faulty
        assert len({part.key for part in parts(found)}) == len(parts(found))
