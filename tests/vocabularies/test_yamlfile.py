"""A YAML file is read strictly, and each complaint names the file and the line."""

from __future__ import annotations

import pytest

from toolkit.model.problem import Problem
from toolkit.vocabularies.yamlfile import YamlFile

FILE = YamlFile("words.yaml")


def test_keys_texts_lists_numbers_and_flags_are_read() -> None:
    found = FILE.mapping(FILE.parse("a: on\nb: [x, 'no']\nc: 3\nd: 0.5\ne: true\n"), ("a", "b", "c"), ("d", "e", "f"))
    assert FILE.text(found["a"]) == "on"
    assert FILE.texts(found["b"]) == ("x", "no")
    assert (FILE.number(found["c"]), FILE.number(found["d"])) == (3.0, 0.5)
    assert FILE.flag(found["e"]) is True
    assert "f" not in found


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("", 1, "empty"),
        ("a: 1\n\tb: 2\n", 2, "not YAML"),
        ("a: [1, 2\n", 2, "not YAML"),
        ("a: x\nb: y\na: z\n", 3, "“a” stands here twice"),
        ("a: x\nbb: y\n", 2, "“bb” is not known"),
        ("b: y\n", 1, "“a” is missing"),
        ("- a\n- b\n", 1, "keys with values"),
        ("a: x\n1: y\n", 2, "a text is expected"),
        ("a: x\nb: \x07\n", 2, "not YAML: unacceptable character #x0007"),
        ("a: x\nb: *c\n", 2, "not YAML: found undefined alias"),
        ("a: x\nb:\n  " + "[" * 50_000, 3, "not YAML: nested too deeply"),
        ("a: x\n---\na: y\n", 2, "not YAML: but found another document"),
    ],
)
def test_a_file_out_of_order_is_refused_with_its_line(text: str, line: int, complaint: str) -> None:
    with pytest.raises(Problem) as caught:
        FILE.mapping(FILE.parse(text), ("a",), ("b",))
    assert f"words.yaml, line {line}: " in str(caught.value)
    assert complaint in str(caught.value)


def test_an_unknown_key_names_the_nearest_one() -> None:
    with pytest.raises(Problem) as caught:
        FILE.mapping(FILE.parse("synonym: []\n"), ("code",), ("synonyms",))
    assert "“synonyms”" in str(caught.value.remedy)


@pytest.mark.parametrize("value", ["1", "true", "''", "[x]", "{x: y}", "", "' '"])
def test_what_is_no_text_is_refused(value: str) -> None:
    node = FILE.mapping(FILE.parse(f"a: {value}"), ("a",))["a"]
    with pytest.raises(Problem, match="a text is expected"):
        FILE.text(node)


@pytest.mark.parametrize("value", ["2024-01-01", "12:30", "off", "y", "1_000", "'1'"])
def test_what_looks_like_something_else_to_yaml_1_1_is_a_text(value: str) -> None:
    assert FILE.text(FILE.mapping(FILE.parse(f"a: {value}"), ("a",))["a"]) == value.strip("'")


@pytest.mark.parametrize(("value", "number"), [("-3", -3), ("007", 7), ("1e3", 1000), (".5", 0.5), ("+0.25", 0.25)])
def test_numbers_are_read_as_they_are_written(value: str, number: float) -> None:
    assert FILE.number(FILE.mapping(FILE.parse(f"a: {value}"), ("a",))["a"]) == number


@pytest.mark.parametrize("value", ["x", "true", "'1'", "[1]", "0x1F", ".inf", ".nan", "1e999", "!!int x", "!!int [1]"])
def test_what_is_no_number_is_refused(value: str) -> None:
    node = FILE.mapping(FILE.parse(f"a: {value}"), ("a",))["a"]
    with pytest.raises(Problem, match="a number is expected"):
        FILE.number(node)


@pytest.mark.parametrize("value", ["yes", "1", "'true'", "[true]"])
def test_what_is_not_true_or_false_is_refused(value: str) -> None:
    node = FILE.mapping(FILE.parse(f"a: {value}"), ("a",))["a"]
    with pytest.raises(Problem, match="true or false is expected"):
        FILE.flag(node)


def test_what_is_no_list_is_refused() -> None:
    node = FILE.mapping(FILE.parse("a: x"), ("a",))["a"]
    with pytest.raises(Problem, match="a list is expected"):
        FILE.items(node)
