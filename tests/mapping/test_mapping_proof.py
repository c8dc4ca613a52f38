"""What a mapping says besides fields is proved before a workbook is opened: look-ups, patterns, conditions, joins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.mapping.small_inventory import build_mapping, write_mapping
from toolkit.mapping.load import examine_mapping


def complain(columns: Mapping[str, Any], top: Mapping[str, Any] | None = None, **table: Any) -> list[str]:
    """Give all that is wrong with a mapping, without file and line."""
    _, complaints = examine_mapping(write_mapping(columns, top, **table), "amt.yaml")
    return [str(one.cause) for one in complaints]


def only(columns: Mapping[str, Any], top: Mapping[str, Any] | None = None, **table: Any) -> str:
    (said,) = complain(columns, top, **table)
    return said


@pytest.mark.parametrize("key", ["lookup", "lookup_contains"])
def test_an_empty_word_is_refused(key: str) -> None:
    assert only({"A": {"field": "title", key: {" ": "x"}}}).startswith("an empty word stands for nothing")


@pytest.mark.parametrize("key", ["lookup", "lookup_contains", "lookup_regex"])
def test_each_look_up_is_proved_like_the_first(key: str) -> None:
    assert "“ENVO” for “themes” cannot be read" in only({"A": {"field": "themes", key: {"grün": "ENVO"}}})
    assert complain({"A": {"field": "themes", key: {"grün": "ENVI", "blau": None}}}) == []


@pytest.mark.parametrize("key", ["lookup", "lookup_contains"])
def test_the_same_word_twice_in_one_place_is_refused(key: str) -> None:
    said = complain({"A": {"field": "title", key: {"Grün": "a", " GRÜN": "b"}}})
    assert "“ GRÜN” and “Grün” are the same word; case and blanks do not count" in said


def test_patterns_that_differ_in_case_are_two() -> None:
    assert complain({"A": {"field": "title", "lookup_regex": {r"\d+": "Zahl", r"\D+": "Text"}}}) == []


@pytest.mark.parametrize("key", ["lookup", "lookup_contains", "lookup_regex"])
def test_only_a_column_that_fills_a_field_looks_words_up(key: str) -> None:
    assert only({"A": {"release": "publish", key: {"a": "b"}}}).startswith(f"“{key}” does nothing here")
    assert only({"A": {"ignore": "intern", key: {"a": "b"}}}).startswith(f"“{key}” does nothing here")


def test_a_piece_within_another_that_leads_elsewhere_is_refused() -> None:
    words = {"Rad": "TRAN", "Radon": "ENVI"}
    assert only({"A": {"field": "themes", "lookup_contains": words}}) == (
        "“Rad” stands within “Radon”, but leads elsewhere"
    )
    assert only({"A": {"field": "themes", "lookup_contains": {**words, "Rad": None}}}).startswith("“Rad” stands within")


def test_a_piece_within_another_that_leads_to_the_same_is_none() -> None:
    words = {"Rad": "TRAN", "Radweg": "Verkehr"}
    assert complain({"A": {"field": "themes", "lookup_contains": words}}) == []


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(", "cannot be used: missing )"),
        ("[[a]", "cannot be used: "),
        ("a{99999999999}", "cannot be used: "),
        (".*", "also fits the empty text"),
        ("a?", "also fits the empty text"),
        ("", "also fits the empty text"),
    ],
)
def test_a_pattern_that_is_none_or_asks_for_nothing_is_refused(pattern: str, says: str) -> None:
    assert says in only({"A": {"field": "title", "lookup_regex": {pattern: "x"}}})
    if pattern:
        assert says in only({}, skip=[{"column": "A", "regex": pattern, "reason": "x"}])


@pytest.mark.parametrize("pattern", [".+", "a|b", "x.*"])
def test_a_pattern_that_needs_a_character_is_one(pattern: str) -> None:
    assert complain({"A": {"field": "title", "lookup_regex": {pattern: "x"}}}) == []


@pytest.mark.parametrize("test", [{"is": "x"}, {"is_not": ["x", "y"]}, {"contains": "x"}, {"filled": False}])
def test_one_test_makes_a_condition(test: dict[str, Any]) -> None:
    condition = {"column": "Art", **test}
    assert complain({"A": {"field": "title", "when": condition}}, skip={**condition, "reason": "weg"}) == []


def test_a_condition_without_a_test_is_refused_wherever_it_stands() -> None:
    assert only({"A": {"field": "title", "when": {"column": "Art"}}}) == "the condition on “Art” tests nothing"
    assert only({"A": {"release": "publish", "when": {"column": "Art"}}}) == "the condition on “Art” tests nothing"
    assert only({}, skip={"column": "Art", "reason": "x"}) == "the condition on “Art” tests nothing"


@pytest.mark.parametrize("key", ["is", "is_not", "contains"])
def test_an_empty_text_in_a_condition_is_refused(key: str) -> None:
    said = only({}, skip={"column": "Art", key: ["a", " "], "reason": "x"})
    assert said == f"“{key}” of the condition on “Art” is empty"


def test_a_condition_that_wants_and_refuses_the_same_is_refused() -> None:
    said = only({}, skip={"column": "Art", "is": ["a", "b"], "is_not": "B", "reason": "x"})
    assert said == "“B” stands under “is” and under “is_not”"


@pytest.mark.parametrize("key", ["column", "reason"])
def test_a_row_is_skipped_for_a_reason_that_is_said(key: str) -> None:
    skip = {"column": "Art", "is": "x", "reason": "weg", key: ""}
    assert only({}, skip=skip) == f"“{key}”: it is empty"


def test_an_ignored_column_has_no_conditions() -> None:
    said = only({"A": {"ignore": "intern", "when": {"column": "B", "is": "x"}}})
    assert said == "“when” does nothing here: the column is ignored"


@pytest.mark.parametrize("heading", ["Titel", "titel *", "Name", "Nr."])
def test_filled_shares_name_columns_that_are_read(heading: str) -> None:
    columns = {"Titel": {"field": "title", "aliases": "Name"}}
    assert complain(columns, expect={"filled": {heading: 50}}) == []


@pytest.mark.parametrize("heading", ["Titl", "Notiz", "Farbe"])
def test_filled_shares_of_other_columns_are_refused(heading: str) -> None:
    columns = {"Titel": "title", "Notiz": {"ignore": "intern"}}
    said = only(columns, expect={"filled": {heading: 50}})
    assert said == f"the column “{heading}” is not mapped, so that nobody counts its cells"


@pytest.mark.parametrize("share", [-1, 101, "50", 50.5])
def test_a_share_is_a_whole_number_of_percent(share: object) -> None:
    assert complain({"Titel": "title"}, expect={"filled": {"Titel": share}})


def join(columns: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"sheet": "Ämter", "on": "Amt", "key": "Nr.", "columns": columns, **more}


def test_a_further_table_needs_no_entry_for_its_key() -> None:
    assert complain({}, joins=join({"Name": "creator.name", "Nr.": {"fill": "down"}, "Tel.": {"ignore": "x"}})) == []


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"Name": "creator.nam"}, "there is no field “creator.nam”"),
        ({"Name": {"release": "publish"}, "X": "title"}, "a further table answers no release question"),
        ({"Name": {"field": "distribution.title", "part": "1"}}, "“part” does nothing here"),
        ({"Name": {"field": "title", "split": ";"}}, "“split” does nothing here"),
        ({"Name": {"field": "title", "lookup_regex": {"(": "x"}}}, "the pattern “(” cannot be used"),
        ({"Name": {}, "X": "title"}, "“Name”: a column needs exactly one of"),
        ({"Name": "title", "name ": "description"}, "“name ” is mapped under “Name” already"),
        ({"Name": {"ignore": "intern", "lookup": {"a": "b"}}, "X": "title"}, "“lookup” does nothing here"),
        ({"Name": {"ignore": "intern"}}, "the further table fills no field"),
        ({}, "the further table fills no field"),
    ],
)
def test_the_columns_of_a_further_table_are_proved(columns: dict[str, Any], says: str) -> None:
    assert says in only({}, joins=join(columns))


@pytest.mark.parametrize("key", ["sheet", "on", "key"])
def test_a_further_table_says_where_it_stands_and_how_it_is_joined(key: str) -> None:
    assert "it is empty" in only({}, joins=join({"Name": "title"}, **{key: ""}))


def test_a_further_table_of_distributions_has_their_fields() -> None:
    table = {"sheet": "L", "key": "Nr.", "dataset": "D", "columns": {}}
    right = {**table, "joins": join({"Art": "format"})}
    wrong = {**table, "joins": join({"Art": "distribution.format"})}
    assert complain({}, {"distributions": right}) == []
    assert only({}, {"distributions": wrong}) == "there is no field “distribution.format”"


@pytest.mark.parametrize(
    ("lookups", "says"),
    [
        ({"theme": {"a": "ENVI"}}, "there is no field “theme”"),
        ({"themes": {"a": "ENVO"}}, "“ENVO” for “themes” cannot be read"),
        ({"themes": {"a": "ENVI", "A": "AGRI"}}, "“A” and “a” are the same word"),
        ({"themes": {"": "ENVI"}}, "an empty word stands for nothing"),
        ({"format": {"Tabelle": "CSV"}, "distribution.format": {"tabelle": "XLSX"}}, "“tabelle” stands under “format”"),
    ],
)
def test_words_for_all_columns_are_proved(lookups: dict[str, Any], says: str) -> None:
    assert says in only({}, {"lookups": lookups})


def test_a_column_may_say_otherwise_than_the_words_for_all() -> None:
    columns = {"A": {"field": "themes", "lookup": {"grün": "AGRI"}}}
    top = {"lookups": {"themes": {"Grün": "ENVI"}, "format": {"Tabelle": "CSV"}, "distribution.title": {"a": "b"}}}
    assert complain(columns, top) == []


@pytest.mark.parametrize("gate", ["standard", "strict", "stadt.yaml", "regeln/stadt.yml"])
def test_rules_of_release_ship_or_lie_beside(gate: str) -> None:
    assert complain({}, {"gate": gate}) == []


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("gate", "strikt", "there are no rules of release named “strikt”"),
        ("accept_suggestions", "title", "“title” is not allowed for “accept_suggestions”"),
        ("accept_suggestions", ["themes", "all"], "“all” is not allowed for “accept_suggestions”"),
        ("personal_addresses", "yes", "“yes” is not allowed for “personal_addresses”"),
        ("workbooks", "many", "“many” is not allowed for “workbooks”"),
    ],
)
def test_words_of_the_language_are_closed(key: str, value: object, says: str) -> None:
    assert only({}, {key: value}) == says


def test_one_suggestion_stands_for_a_list_of_one() -> None:
    assert build_mapping({}, {"accept_suggestions": "themes"}).accept_suggestions == ("themes",)
