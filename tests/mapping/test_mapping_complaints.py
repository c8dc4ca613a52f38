"""All that is wrong with a mapping comes at once, and nothing is said that follows only from another mistake."""

from __future__ import annotations

import textwrap

import pytest

from toolkit.mapping.complaint import Refused
from toolkit.mapping.load import examine_mapping, parse_mapping

GOOD = """
    format: bestand-mapping/1
    inventory: amt
    datasets:
      sheet: Daten
      key: Nr.
      columns:
        Titel: title
        Stand: {field: modified}
        Thema: {field: themes, lookup: {grün: ENVI}}
      expect: {min: 1, filled: {Titel: 90}}
      skip: [{column: Status, is: weg, reason: gelöscht}]
"""


def examine(text: str) -> list[tuple[int, str]]:
    """Give the line and the beginning of everything that is wrong."""
    _, complaints = examine_mapping(textwrap.dedent(text).lstrip(), "amt.yaml")
    return [(one.line, str(one.cause)) for one in complaints]


def test_nothing_is_wrong_with_a_good_mapping() -> None:
    mapping, complaints = examine_mapping(textwrap.dedent(GOOD), "amt.yaml")
    assert mapping is not None
    assert complaints == ()


def test_slips_of_keys_and_of_values_come_together() -> None:
    text = (
        GOOD.replace("Titel: title", "Titel: titel")
        .replace("{field: modified}", "{feld: modified}")
        .replace("grün: ENVI", "grün: ENVO")
        .replace("min: 1", "min: eins")
    )
    assert examine(text) == [
        (8, "unknown key “feld”"),
        (10, "“min”: a whole number is expected"),
        (7, "there is no field “titel”"),
        (9, "the mapping's own value “ENVO” for “themes” cannot be read"),
    ]


def test_a_misspelt_key_is_not_said_to_be_missing_too() -> None:
    assert examine(GOOD.replace("inventory:", "inventroy:")) == [(2, "unknown key “inventroy”")]
    assert examine(GOOD.replace("sheet:", "shet:")) == [(4, "unknown key “shet”")]


def test_what_is_misspelt_and_what_is_missing_are_both_said() -> None:
    assert examine(GOOD.replace("inventory: amt", "farbe: rot")) == [
        (2, "unknown key “farbe”"),
        (1, "the key “inventory” is missing in amt.yaml"),
    ]


def test_a_column_that_is_wrong_is_not_missed_by_shares() -> None:
    assert examine(GOOD.replace("Titel: title", "Titel: {field: title, splt: x}")) == [(7, "unknown key “splt”")]


@pytest.mark.parametrize("key", ["format: bestand-mapping/1", "inventory: amt", "sheet: Daten"])
def test_what_is_missing_does_not_hide_the_rest(key: str) -> None:
    found = examine(GOOD.replace(key, "").replace("Titel: title", "Titel: titel"))
    assert [cause for _, cause in found][1:] == ["there is no field “titel”"]


@pytest.mark.parametrize("missing", ["key: R", "dataset: Nr."])
def test_what_is_missing_of_distributions_does_not_hide_the_datasets(missing: str) -> None:
    second = "    distributions: {sheet: R, key: R, dataset: Nr., columns: {A: access_url}}\n".replace(
        f"{missing}, ", ""
    )
    found = examine(GOOD.replace("Titel: title", "Titel: titel") + second)
    name = missing.partition(":")[0]
    assert [cause for _, cause in found] == [
        f"the key “{name}” is missing in distributions",
        "there is no field “titel”",
    ]


def test_a_mapping_without_its_key_column_is_not_proved_further() -> None:
    found = examine(GOOD.replace("key: Nr.", "").replace("Titel: title", "Titel: titel"))
    assert [cause for _, cause in found] == ["the key “key” is missing in datasets"]


def test_the_first_speaks_for_all_where_a_mapping_is_only_read() -> None:
    text = GOOD.replace("Titel: title", "Titel: titel").replace("grün: ENVI", "grün: ENVO")
    with pytest.raises(Refused) as caught:
        parse_mapping(textwrap.dedent(text).lstrip(), "amt.yaml")
    assert len(caught.value.complaints) == 2
    assert str(caught.value.what) == "amt.yaml, line 7: there is no field “titel”"
    more = "(1 more mistake in it: bestand mapping check amt.yaml)"
    assert str(caught.value.remedy) == f"Did you mean “title”? {more}"
    assert caught.value.exit_code == 1


def test_two_more_are_counted() -> None:
    text = GOOD.replace("grün: ENVI", "a: ENVO, b: ENVO, c: ENVO")
    with pytest.raises(Refused, match="line 9") as caught:
        parse_mapping(textwrap.dedent(text).lstrip(), "amt.yaml")
    assert "(2 more mistakes in it:" in str(caught.value.remedy)


@pytest.mark.parametrize(
    ("block", "line", "cause"),
    [
        ("skip: [{column: A, iss: x, reason: y}]", 11, "unknown key “iss”"),
        ("skip: [{column: A, is: x}]", 11, "the key “reason” is missing in datasets.skip.0"),
        ("skip: {column: A, is: x, reson: y}", 11, "unknown key “reson”"),
        ("joins: [{sheet: B, on: A, kee: A, columns: {C: title}}]", 11, "unknown key “kee”"),
        ("joins: {sheet: B, on: A, key: A, columns: {C: {feld: title}}}", 11, "unknown key “feld”"),
        ("joins: [{sheet: B, on: A, key: A, columns: {C: titel}}]", 11, "there is no field “titel”"),
    ],
)
def test_a_slip_is_found_at_any_depth(block: str, line: int, cause: str) -> None:
    text = GOOD.replace("skip: [{column: Status, is: weg, reason: gelöscht}]", block)
    assert (line, cause) in examine(text)


@pytest.mark.parametrize(
    ("when", "line", "nearest"),
    [
        ("{column: A, contian: x}", 8, "contains"),
        ("[{column: A, is: x}, {colum: A, is: x}]", 8, "column"),
    ],
)
def test_the_nearest_key_of_a_condition_is_named(when: str, line: int, nearest: str) -> None:
    text = textwrap.dedent(GOOD.replace("{field: modified}", f"{{field: modified, when: {when}}}")).lstrip()
    _, (complaint, *_) = examine_mapping(text, "amt.yaml")
    assert complaint.line == line
    assert str(complaint.remedy) == f"Did you mean “{nearest}”?"


def test_a_heading_that_is_called_like_a_key_is_a_heading() -> None:
    text = textwrap.dedent(GOOD.replace("Stand: {field: modified}", "when: {feild: modified}")).lstrip()
    _, (complaint, *_) = examine_mapping(text, "amt.yaml")
    assert str(complaint.remedy) == "Did you mean “field”?"
