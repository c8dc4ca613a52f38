from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

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
from toolkit.model.grid import CellError, CellValue

OWN = {
    "Titel": "title",
    "Datei": "distribution.title",
    "Format": "distribution.format",
    "Link": "distribution.access_url",
}
OWN_HEADER = ("Nr.", "Titel", "Datei", "Format", "Link")


def link(name: str) -> str:
    return f"https://example.org/{name}"


def read_own(*rows: tuple[CellValue, ...], columns: dict[str, Any] | None = None, **table: Any) -> Interpretation:
    return read_rows(columns or OWN, OWN_HEADER, *rows, **table)


class TestInTheDatasetsRow:
    def test_an_address_makes_a_distribution(self) -> None:
        found = read_own(("1", "a", "Tabelle", "CSV", link("a.csv")))
        (part,) = only_dataset(found).distributions
        assert (part.key, part.title, part.access_url) == ("main", "Tabelle", link("a.csv"))
        described = only(found)
        assert described.origins["distributions.main.format"].address == "D2"
        assert described.origins["distributions.main"].address == "A2"
        assert described.columns["distributions.format"].heading == "Format"
        assert described.managed_of_distributions == {"key", "title", "format", "access_url"}

    def test_a_row_without_an_address_has_none(self) -> None:
        found = read_own(("1", "a", None, None, None))
        assert (only_dataset(found).distributions, found.faults) == ((), ())

    def test_what_describes_the_only_distribution_waits_for_the_check_that_there_is_none(self) -> None:
        found = read_own(("1", "a", None, "CSV", None))
        assert (only_dataset(found).distributions, found.faults, only(found).unread) == ((), (), frozenset())

    def test_what_describes_a_further_distribution_without_an_address_is_reported_at_its_empty_cell(self) -> None:
        found = read_own(("1", "a", "x", "CSV", link("x")), ("1", "a", "y", "PDF", None), rows="distribution")
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.place.heading) == ("distribution-incomplete", "PDF, y", "Link")
        assert fault.place.cell is not None
        assert fault.place.cell.address == "E3"
        assert [part.title for part in only_dataset(found).distributions] == ["x"]

    def test_an_address_that_cannot_be_read_is_a_fault_and_no_distribution(self) -> None:
        found = read_own(("1", "a", "x", "CSV", "Z:\\daten.csv"))
        assert (only_dataset(found).distributions, codes(found.faults)) == ((), ["url-local"])
        assert "distributions.access_url" in only(found).unread

    @pytest.mark.parametrize("field", ["download_url", "path"])
    def test_a_download_address_or_a_file_is_enough(self, field: str) -> None:
        columns = {**OWN, "Link": f"distribution.{field}"}
        assert len(only_dataset(read_own(("1", "a", "x", "CSV", link("x")), columns=columns)).distributions) == 1

    def test_constants_alone_make_no_distribution_and_no_fault(self) -> None:
        found = read_own(("1", "a", None, None, None), constants={"distribution.license": "CC0"})
        assert (only_dataset(found).distributions, found.faults) == ((), ())

    def test_a_constant_holds_for_each_distribution(self) -> None:
        found = read_own(("1", "a", "x", None, link("x")), constants={"distribution.license": "CC0"})
        assert only_dataset(found).distributions[0].license.endswith("/cc-zero")


class TestKeysFromTheRows:
    KEYED = {**OWN, "Format": "distribution.key"}  # noqa: RUF012 (never changed)

    def keys(self, *rows: tuple[CellValue, ...], **more: Any) -> list[str]:
        return [part.key for part in only_dataset(read_own(*rows, rows="distribution", **more)).distributions]

    def test_a_key_is_made_of_the_title_else_of_the_address(self) -> None:
        assert self.keys(
            ("1", "a", "Tabelle 2024", "CSV", link("a.csv")), ("1", "a", None, "CSV", link("b/Straße.csv?x=1"))
        ) == ["tabelle-2024", "strasse-csv"]

    def test_a_single_row_has_the_key_that_it_keeps_when_a_second_comes(self) -> None:
        first = ("1", "a", "Tabelle", "CSV", link("a.csv"))
        assert self.keys(first)[0] == self.keys(first, ("1", "a", "Karte", "PDF", link("a.pdf")))[0] == "tabelle"

    def test_keys_do_not_depend_on_the_order_of_the_rows(self) -> None:
        rows = [
            ("1", "a", "Tabelle", "CSV", link("a.csv")),
            ("1", "a", "Tabelle", "CSV", link("b.csv")),
            ("1", "a", "Tabelle", "PDF", link("b.csv")),
            ("1", "a", "Karte", "PDF", link("c.pdf")),
            ("1", "a", None, "PDF", link("d.pdf")),
        ]
        seen = set()
        for order in permutations(rows):
            parts = only_dataset(read_own(*order, rows="distribution")).distributions
            seen.add(frozenset((part.key, part.access_url, part.format) for part in parts))
        assert len(seen) == 1
        assert len({key for key, _, _ in next(iter(seen))}) == 5

    def test_rows_that_agree_in_everything_still_get_keys_of_their_own(self) -> None:
        row = ("1", "a", "Tabelle", "CSV", link("a.csv"))
        assert len(set(self.keys(row, row, row))) == 3

    def test_a_title_in_other_letters_gives_a_key_all_the_same(self) -> None:
        assert self.keys(("1", "a", "数据", "CSV", link("a.csv")), ("1", "a", "数据", "CSV", link("")))[1] == "main"

    def test_a_key_column_gives_the_keys(self) -> None:
        rows = (("1", "a", "x", 7, link("a")), ("1", "a", "x", " K-2", link("a")))
        assert self.keys(*rows, columns=self.KEYED, sheet={"formats": {(2, 4): "000"}}) == ["007", "K-2"]

    def test_a_key_that_stands_twice_is_reported_and_not_changed(self) -> None:
        rows = (("1", "a", "x", "K", link("a")), ("1", "a", "y", "K", link("b")), ("2", "b", "x", "K", link("a")))
        found = read_own(*rows, columns=self.KEYED, rows="distribution")
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.detail, fault.place.heading) == ("key-repeated", "K", "D2", "Format")
        assert fault.place.cell is not None
        assert (fault.place.cell.address, fault.place.key, fault.place.title) == ("D3", "1", "a")
        assert [part.key for part in found.described[0].dataset.distributions] == ["K", "K"]


SECOND = {
    "sheet": "Links",
    "header": 1,
    "key": "Id",
    "dataset": "Datensatz",
    "columns": {"Name": "title", "Adresse": "access_url", "Laden": "download_url", "Lizenz": "license"},
}
SECOND_HEADER = ("Id", "Datensatz", "Name", "Adresse", "Laden", "Lizenz")


def read_second(*rows: tuple[CellValue, ...], own: dict[str, Any] | None = None, **sheet: Any) -> Interpretation:
    mapping = build_mapping({"Titel": "title", **(own or {})}, {"distributions": SECOND})
    first = build_sheet(("Nr.", "Titel", "Link"), (1, "a", None), ("2", "b", None), formats={(2, 1): "000"})
    return interpret(build_workbook(first, build_sheet(SECOND_HEADER, *rows, name="Links", **sheet)), mapping)


class TestInASecondTable:
    def test_rows_join_their_dataset_by_its_key_as_shown(self) -> None:
        found = read_second(("x", "001 ", "n", link("a"), None, None), ("y", 2, "m", link("b"), None, None))
        first, second = found.described
        assert [part.key for part in first.dataset.distributions] == ["x"]
        assert [part.title for part in second.dataset.distributions] == ["m"]
        assert str(first.origins["distributions.x.title"]) == "inventar.xlsx › Links › C2"
        assert str(first.origins["distributions.x"]) == "inventar.xlsx › Links › A2"
        assert first.columns["distributions.key"].heading == "Id"
        assert [fault.text for fault in found.faults] == ["Link"]

    @pytest.mark.parametrize(
        ("key", "text"), [("7", "7"), (None, ""), ("-", "-"), (CellError("#REF!"), "#REF!"), ("1", "1")]
    )
    def test_a_row_of_no_dataset_is_reported_at_the_cell_that_names_it(self, key: CellValue, text: str) -> None:
        found = read_second(("x", key, "n", link("a"), None, None), own={"Link": {"ignore": "leer"}})
        (fault,) = found.faults
        assert (fault.code, fault.text, fault.place.heading) == ("distribution-orphan", text, "Datensatz")
        assert fault.place.cell is not None
        assert fault.place.cell.address == "B2"

    def test_a_row_without_a_key_is_reported_with_its_dataset(self) -> None:
        found = read_second((None, "2", "n", link("a"), None, None), own={"Link": {"ignore": "leer"}})
        (fault,) = found.faults
        assert (fault.code, fault.place.key, fault.place.title, fault.place.heading) == ("key-missing", "2", "b", "Id")
        assert all(not one.dataset.distributions for one in found.described)

    def test_a_key_that_stands_twice_in_one_dataset_is_reported(self) -> None:
        rows = (
            ("x", "2", "n", link("a"), None, None),
            ("x", "2", "m", link("b"), None, None),
            ("x", "001", "n", link("c"), None, None),
        )
        found = read_second(*rows, own={"Link": {"ignore": "leer"}})
        assert places(found.faults) == [("key-repeated", "A3")]
        assert (found.faults[0].place.key, found.faults[0].detail) == ("2", "A2")

    def test_troubles_carry_key_and_title_of_the_dataset(self) -> None:
        found = read_second(("x", "2", "n", link("a"), None, "geheim"), own={"Link": {"ignore": "leer"}})
        (fault,) = found.faults
        assert (fault.code, fault.place.key, fault.place.title) == ("licence-unknown", "2", "b")
        assert found.described[1].unread == {"distributions.x.license"}
        assert found.described[0].unread == frozenset()

    @pytest.mark.parametrize("value", ["\\\\fs01\\daten", CellError("#REF!")])
    def test_an_address_that_cannot_be_read_weighs_more_where_there_is_no_other(self, value: CellValue) -> None:
        found = read_second(("x", "2", "Tabelle", value, None, None), own={"Link": {"ignore": "leer"}})
        (fault,) = found.faults
        assert (fault.code, fault.detail, fault.place.key) == ("access-invalid", "Tabelle", "2")
        assert "distributions.x.access_url" in found.described[1].unread

    def test_an_address_that_was_never_calculated_weighs_as_much(self) -> None:
        row = ("x", "2", None, None, None, None)
        found = read_second(row, own={"Link": {"ignore": "leer"}}, uncached=frozenset({(2, 4)}))
        assert codes(found.faults) == ["access-invalid"]

    def test_an_address_that_cannot_be_read_weighs_little_where_there_is_another(self) -> None:
        found = read_second(("x", "2", "n", "Z:\\a", link("a"), None), own={"Link": {"ignore": "leer"}})
        assert codes(found.faults) == ["url-local"]

    def test_a_password_keeps_its_own_name(self) -> None:
        found = read_second(("x", "2", "n", "https://a:b@example.org/", None, None), own={"Link": {"ignore": "leer"}})
        assert codes(found.faults) == ["url-credentials"]

    def test_columns_nobody_spoke_of_are_reported_in_both_tables(self) -> None:
        mapping = build_mapping({}, {"distributions": {**SECOND, "columns": {}}})
        first = build_sheet(("Nr.", "Notiz"), ("1", "x"))
        found = interpret(build_workbook(first, build_sheet(SECOND_HEADER, ("x", "1"), name="Links")), mapping)
        assert [str(fault.place.cell) for fault in found.faults] == [
            "inventar.xlsx › Daten › B1",
            *(f"inventar.xlsx › Links › {letter}1" for letter in "CDEF"),
        ]

    def test_distributions_may_stand_in_both_tables(self) -> None:
        mapping = build_mapping({"Link": "distribution.access_url"}, {"distributions": SECOND})
        first = build_sheet(("Nr.", "Link"), ("1", link("own")))
        second = build_sheet(SECOND_HEADER, ("x", "1", "n", link("a")), name="Links")
        found = interpret(build_workbook(first, second), mapping)
        assert [part.key for part in only_dataset(found).distributions] == ["main", "x"]
        assert str(only(found).origins["distributions.main"]) == "inventar.xlsx › Daten › A2"

    def test_the_second_table_may_be_the_same_sheet(self) -> None:
        table = {"sheet": "Daten", "header": 1, "key": "Id", "dataset": "Nr.", "columns": {"Link": "access_url"}}
        mapping = build_mapping({"Id": {"ignore": "s. u."}, "Link": {"ignore": "s. u."}}, {"distributions": table})
        found = interpret(build_workbook(build_sheet(("Nr.", "Id", "Link"), ("1", "x", link("a")))), mapping)
        assert [part.key for part in only_dataset(found).distributions] == ["x"]
        assert found.faults == ()
