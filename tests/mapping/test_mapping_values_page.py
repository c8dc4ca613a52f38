"""Each form that docs/mapping.md promises to be read is read as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from toolkit.mapping.fields import Kind
from toolkit.mapping.parsers import parse_value
from toolkit.mapping.values import parse_answer

SECTION = (
    Path("docs/mapping.md").read_text(encoding="utf-8").partition("## How values are read")[2].partition("\n## ")[0]
)
KINDS: dict[str, Kind] = {
    "web address": "url",
    "mail address": "email",
    "telephone number": "phone",
    **{kind: kind for kind in ("date", "start", "end", "period", "duration", "distance", "size", "place")},
    "area": "area",
    "text": "text",
}
ROWS = [
    (kind.strip(), form, said.strip())
    for kind, forms, said in re.findall(r"^\|([^|]*)\|([^|]*)\|([^|]*)\|$", SECTION, re.MULTILINE)[2:]
    for form in re.findall(r"`([^`]*)`", forms)
]


def write(kind: str, value: Any) -> str:
    """Write a value as the page writes it."""
    match kind, value:
        case "period", (start, end):
            return f"`{start or '..'}/{end or '..'}`"
        case "place", ("", "", geometry):
            return "a polygon" if '"Polygon"' in geometry else geometry
        case "place", (str(text), "", ""):
            return "its name" if text else ""
        case "place", (_, uri, _):
            return f"`{uri}`"
        case _:
            return f"`{value}`"


def test_the_table_has_rows_of_every_kind() -> None:
    assert {kind for kind, _, _ in ROWS} == {*KINDS, "answer"}
    assert len(ROWS) > 100


@pytest.mark.parametrize(("kind", "form", "said"), ROWS, ids=lambda text: str(text)[:40])
def test_a_form_is_read_as_the_page_says(kind: str, form: str, said: str) -> None:
    if kind == "answer":
        assert f"`{parse_answer(form)}`" == said
        return
    parsed = parse_value(KINDS[kind], form)
    if said == "stays out":
        assert parsed.value is None
        assert parsed.trouble is not None
        return
    value, _, note = said.partition(", and ")
    assert write(kind, parsed.value) == value
    assert (parsed.trouble is not None) is bool(note)
