"""YAML is read by its version 1.2, whichever parser does it, and our own files as ruamel.yaml reads them."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from yaml.error import MarkedYAMLError

from toolkit.vocabularies.coreschema import LOADERS, TAG, Loader, compose

ROOT = Path(__file__).parents[2]
FILES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "mappings").rglob("*.yaml"))
EVERY_LOADER = pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.__name__)
# What JSON may hold as it is and YAML may not, or takes for the end of a line.
ODD = "\x7f\x85\u2028\u2029\ufeff\ufffe\uffff"
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters=ODD), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def flat(node: Any) -> Any:
    """Give what the product looks at: kinds, values, and the line of each scalar; of ruamel's nodes or PyYAML's."""
    if isinstance(node.value, str):
        return node.tag, node.value, node.start_mark.line
    items = [tuple(map(flat, item)) if isinstance(item, tuple) else flat(item) for item in node.value]
    return node.tag, items


def value_of(node: Any) -> Any:
    """Give the value that a node stands for, as JSON has it."""
    match node.tag.removeprefix(TAG):
        case "map":
            return {value_of(key): value_of(value) for key, value in node.value}
        case "seq":
            return [value_of(item) for item in node.value]
        case "str":
            return node.value
        case _:
            return json.loads(node.value)


def kind(written: str, loader: Loader) -> str:
    node = compose(f"a: {written}\n", loader)
    assert node is not None
    return str(node.value[0][1].tag).removeprefix(TAG)


def test_there_are_files_to_compare() -> None:
    assert "mappings/vocabularies/headings/de.yaml" in FILES
    assert len(FILES) > 25


@pytest.mark.parametrize("name", FILES)
def test_each_of_our_files_is_read_as_ruamel_reads_it(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    expected = flat(YAML(typ="safe", pure=True).compose(text))
    assert all(flat(compose(text, loader)) == expected for loader in LOADERS)


@EVERY_LOADER
@pytest.mark.parametrize(
    ("expected", "written"),
    [
        ("bool", ["true", "True", "TRUE", "false", "False", "FALSE"]),
        ("null", ["null", "Null", "NULL", "~", ""]),
        ("int", ["0", "-3", "+14", "007", "0o17", "0x1F", "0xab"]),
        ("float", ["1.5", "-.5", "1.", "1e3", "+1.5E-3", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"]),
        ("str", ["yes", "Yes", "no", "NO", "on", "off", "y", "n", "tRUE", "nULL", "truely", "nullable"]),
        ("str", ["2024-01-01", "2024-01-01 12:00:00", "12:30:45", "1:30", "190:20.15"]),
        ("str", ["1_000", "0b101", "1.5.2", "1e", "e3", ".", "+", "0o8", "0xg", "-0x1F", "1,5", ".INf", "-.nan"]),
        ("str", ["<<", "=", "'1'", '"true"', "'null'", '""', "1 2", "|\n  1"]),
    ],
)
def test_a_scalar_is_of_the_kind_that_yaml_1_2_says(expected: str, written: list[str], loader: Loader) -> None:
    assert {text: kind(text, loader) for text in written} == dict.fromkeys(written, expected)


@EVERY_LOADER
@given(VALUES, st.booleans())
@example([r"\ud83d\ude00", "\U0001f600", "\\\U0001f600"], True)
def test_json_is_read_as_what_it_says(loader: Loader, value: Any, escaped: bool) -> None:
    assert value_of(compose(json.dumps([value], ensure_ascii=escaped), loader)) == [value]


@EVERY_LOADER
def test_escapes_that_only_json_knows_are_left_alone_in_yaml(loader: Loader) -> None:
    node = compose(r"a: '\ud83d\ude00'", loader)
    assert node is not None
    assert node.value[0][1].value == r"\ud83d\ude00"


@EVERY_LOADER
@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n"])
def test_a_text_with_nothing_in_it_is_nothing(text: str, loader: Loader) -> None:
    assert compose(text, loader) is None


@EVERY_LOADER
@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("a: b\n  \x07", 1, 2, "unacceptable character #x0007"),
        ("\ud800", 0, 0, "unacceptable character #xd800"),
        ("ä: b\nö: x\x00", 1, 4, "unacceptable character #x0000"),
        ("a:\n  " + "[" * 100 + "]" * 100, 1, 100, "nested too deeply"),
        ("[" * 100_000, 0, 99, "nested too deeply"),
        ("- " * 100_000, 0, 198, "nested too deeply"),
    ],
)
def test_what_no_parser_stands_is_refused_with_its_place(
    text: str, line: int, column: int, problem: str, loader: Loader
) -> None:
    with pytest.raises(MarkedYAMLError) as caught:
        compose(text, loader)
    mark = caught.value.problem_mark
    assert mark is not None
    assert (caught.value.problem, mark.line, mark.column) == (problem, line, column)


@EVERY_LOADER
def test_many_collections_side_by_side_are_not_deep(loader: Loader) -> None:
    assert compose("[" * 99 + "[], " * 200 + "]" * 99, loader) is not None
    assert compose("- [{a: [b]}]\n" * 200, loader) is not None


@pytest.mark.parametrize("text", ["a: b", "a: ["])
def test_the_search_for_cycles_is_as_it_was_afterwards(text: str) -> None:
    for enabled in (False, True):
        (gc.enable if enabled else gc.disable)()
        try:
            compose(text)
        except MarkedYAMLError:
            assert text == "a: ["
        assert gc.isenabled() is enabled
