from __future__ import annotations

from itertools import permutations
from typing import Any

from tests.checks.good_inventory import COLUMNS, check, one, read
from toolkit.checks.rule import place_of, place_of_answer, place_of_part
from toolkit.checks.run import check_inventory, every_rule
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Place, Severity
from toolkit.model.grid import CellRef
from toolkit.model.record import Fault


def test_all_findings_come_at_once_in_the_order_of_the_sheet() -> None:
    bad = {"Titel": None, "Thema": "Blau; Rot", "Stand": "nie", "Link": None}
    findings = check(bad, {"Nr.": "2", "Titel": "Wege", "Mail": "Amt"})
    assert [(one.place.cell.address, one.code) for one in findings if one.place.cell] == [
        ("B2", "title-missing"),
        ("G2", "theme-unknown"),
        ("G2", "theme-unknown"),
        ("K2", "date-invalid"),
        ("R2", "distributions-missing"),
        ("E3", "email-invalid"),
    ]


def test_the_heaviest_finding_of_a_cell_comes_first() -> None:
    columns = {"Datei": "distribution.format", "Format": {"ignore": "x"}}
    described = read({"Datei": "Foto?"}, columns=columns)
    findings = check_inventory(described.described, [*described.faults, *described.faults])
    assert [one.severity for one in findings] == sorted((one.severity for one in findings), key=list(Severity).index)


def test_of_one_cell_errors_come_before_warnings_and_warnings_before_notes() -> None:
    place = Place(CellRef("w.xlsx", "s", 2, 1), "Titel", "1")
    met = [Fault(code, place, "x") for code in ("licence-retired", "size-invalid", "licence-unknown")]
    for order in permutations(met):
        assert [one.code for one in check_inventory((), order)] == [
            "licence-unknown",
            "size-invalid",
            "licence-retired",
        ]


def test_what_is_not_asked_of_one_dataset_is_still_asked_of_the_next() -> None:
    met = [Fault("licence-retired", Place(CellRef("w.xlsx", "s", row, 1), "", str(row - 1))) for row in (2, 3)]
    described = read({"Frei": "nein"}, {"Nr.": "2", "Titel": "Wege", "Link": None, "Datei": None}).described
    found = check_inventory(described, met)
    assert [(one.code, one.place.key) for one in found if one.code == "licence-retired"] == [("licence-retired", "2")]


def test_rules_without_a_day_do_not_keep_later_datasets_from_being_looked_at() -> None:
    found = check({"Titel": None}, {"Nr.": "2", "Titel": None})
    assert [one.place.key for one in found if one.code == "title-missing"] == ["1", "2"]


def test_what_the_sheet_keeps_in_the_house_need_not_be_complete() -> None:
    assert check({"Frei": "nein", "Titel": None, "Lizenz": None, "Link": None, "Thema": None}) == ()


def test_what_is_undecided_is_checked_like_what_is_released() -> None:
    assert [one.code for one in check({"Frei": "vielleicht", "Titel": None})] == ["title-missing"]


def test_what_cannot_be_read_is_told_even_of_what_stays_in_the_house() -> None:
    assert [one.code for one in check({"Frei": "nein", "Stand": "nie"})] == ["date-invalid"]


def test_a_distribution_of_what_stays_in_the_house_need_not_be_complete() -> None:
    rows: tuple[dict[str, Any], ...] = ({"Frei": "nein"}, {"Frei": "nein", "Link": None})
    assert check(*rows, rows="distribution") == ()


def test_each_distribution_without_a_licence_is_told_where_no_column_of_the_dataset_gives_one() -> None:
    columns = {"Lizenz": {"ignore": "steht bei den Links"}}
    findings = check(
        {}, second=[{}, {"Id": "y", "Recht": "CC0", "Adresse": "https://example.org/b.pdf"}], columns=columns
    )
    assert [(one.code, str(one.place.cell)) for one in findings] == [
        ("licence-missing", "inventar.xlsx › Daten › A2"),
        ("licence-missing", "inventar.xlsx › Links › F2"),
    ]


def test_licences_of_all_distributions_make_one_for_the_dataset_unnecessary() -> None:
    columns = {name: {"ignore": "steht bei den Links"} for name in ("Lizenz", "Datei", "Format", "Link", "Größe")}
    second = [{"Recht": "CC0"}]
    assert [one.code for one in check({}, second=second, columns=columns)] == []


def test_a_title_may_be_repeated_by_what_stays_in_the_house() -> None:
    assert check({}, {"Nr.": "2", "Frei": "nein"}) == ()


def test_a_title_that_stands_under_the_same_key_is_told_once() -> None:
    assert [one.code for one in check({}, {})] == ["key-repeated"]


def test_every_rule_is_listed_by_its_code() -> None:
    rules = every_rule()
    assert list(rules) == sorted(rules)
    assert all(rule.code == code for code, rule in rules.items())


class TestPlaces:
    def test_a_filled_field_stands_in_its_cell(self) -> None:
        place = place_of(one(), "title")
        assert (str(place.cell), place.heading, place.key, place.title) == (
            "inventar.xlsx › Daten › B2",
            "Titel",
            "1",
            "Bäume",
        )

    def test_an_empty_field_stands_in_the_empty_cell_of_its_column(self) -> None:
        place = place_of(one({"Stand": None}), "modified")
        assert (str(place.cell), place.heading) == ("inventar.xlsx › Daten › K2", "Stand")

    def test_a_field_without_a_column_stands_at_the_key(self) -> None:
        place = place_of(one(), "provenance")
        assert (str(place.cell), place.heading) == ("inventar.xlsx › Daten › A2", "")

    def test_a_distribution_in_a_second_table_stands_there(self) -> None:
        columns = {name: spec for name, spec in COLUMNS.items() if name not in {"Format", "Datei", "Link", "Größe"}}
        ignored = {name: {"ignore": "x"} for name in set(COLUMNS) - set(columns)}
        described = one(second=[{"Art": None}], columns=ignored)
        assert str(place_of_part(described, "x", "format").cell) == "inventar.xlsx › Links › D2"
        assert str(place_of_part(described, "x", "title").cell) == "inventar.xlsx › Links › C2"
        assert str(place_of_part(described, "x", "byte_size").cell) == "inventar.xlsx › Links › A2"

    def test_an_answer_stands_in_its_cell_and_silence_at_the_key(self) -> None:
        assert str(place_of_answer(one(), "publish").cell) == "inventar.xlsx › Daten › N2"
        assert str(place_of_answer(one(), "approved").cell) == "inventar.xlsx › Daten › A2"

    def test_a_dataset_without_a_sheet_has_no_place_but_a_name(self) -> None:
        place = place_of(Described(Dataset("amt", "1", "Bäume"), frozenset()), "title")
        assert (place.cell, place.key, place.title) == (None, "1", "Bäume")
