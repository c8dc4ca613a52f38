from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.mapping.source import parse_source
from toolkit.proposals.yamltext import comment_out, wrap_list, write_braces, write_entry, write_remark, write_scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert parse_source(f"a: {write_scalar(text)}", "x").tree["a"] == text
    assert parse_source(f"a: {write_braces({'b': text, 'c': 'd'})}", "x").tree["a"] == {"b": text, "c": "d"}


@given(TEXTS, TEXTS)
def test_any_text_is_a_key_whatever_the_remark_behind_it(key: str, remark: str) -> None:
    line = write_entry(2, key, "title", write_remark(remark))
    assert dict(parse_source(f"top:\n{line}", "x").tree["top"]) == {key: "title"}


def test_a_key_may_be_longer_than_yaml_allows_in_one_line() -> None:
    long = "Was hier einzutragen ist: " * 60
    tree = parse_source(f"top:\n{write_entry(2, long, 'title')}\n{write_entry(2, 'b', 'c')}", "x").tree
    assert dict(tree["top"]) == {long: "title", "b": "c"}


@given(st.lists(TEXTS, max_size=40))
def test_a_list_over_several_lines_is_read_back(texts: list[str]) -> None:
    assert list(parse_source("\n".join(wrap_list("a", texts, 0)), "x").tree["a"]) == texts


@given(TEXTS)
def test_a_line_in_a_comment_does_nothing(text: str) -> None:
    line = comment_out(write_entry(4, text, "title"), 4)
    assert dict(parse_source(f"a: b\n{line}", "x").tree) == {"a": "b"}
