"""The file of accepted findings: read, written, and written so that it reads back."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.checks.baseline import Acceptance, Identity
from toolkit.model.problem import Problem
from toolkit.reading.text import clean
from toolkit.reports.baselinefile import FORMAT, build_baseline_file, parse_baseline
from toolkit.reports.language import Translator

ENGLISH = Translator("en")
DAY = dt.date(2027, 3, 31)
ONE = Acceptance(Identity("licence-unknown", "amt", "A-1", "Lizenz", "CC: ?"), DAY, "wird geklärt", "Fachamt", 2)


def test_a_person_can_read_it() -> None:
    text = build_baseline_file([ONE], ENGLISH)
    assert text.endswith(
        "format: bestand-baseline/1\n"
        "accepted:\n"
        "  - code: licence-unknown\n"
        "    inventory: amt\n"
        "    key: A-1\n"
        "    column: Lizenz\n"
        '    text: "CC: ?"\n'
        "    times: 2\n"
        "    until: 2027-03-31\n"
        "    reason: wird geklärt\n"
        "    accepted_by: Fachamt\n"
    )
    assert "# An accepted error still keeps its dataset from being published." in text


def test_what_is_empty_is_left_out_but_for_the_reason() -> None:
    text = build_baseline_file([Acceptance(Identity("a", "amt", "", "", ""), DAY)], ENGLISH)
    assert text.endswith('  - code: a\n    inventory: amt\n    until: 2027-03-31\n    reason: ""\n')


def test_it_reads_back_as_it_was_written() -> None:
    accepted = (ONE, Acceptance(Identity("title-missing", "amt", "7", "", ""), DAY))
    assert parse_baseline(build_baseline_file(accepted, ENGLISH), "b.yaml") == accepted
    assert parse_baseline(build_baseline_file([], ENGLISH), "b.yaml") == ()


def test_it_may_be_json() -> None:
    entry = {"code": "a", "inventory": "amt", "text": "Straße \U0001f600", "until": "2027-03-31"}
    text = json.dumps({"format": FORMAT, "accepted": [entry]})
    assert parse_baseline(text, "b.json") == (Acceptance(Identity("a", "amt", "", "", "Straße \U0001f600"), DAY),)


@pytest.mark.parametrize("text", ["", "\n", "# nur ein Kommentar\n\n"])
def test_an_empty_file_accepts_nothing(text: str) -> None:
    assert parse_baseline(text, "b.yaml") == ()


def write(**entry: object) -> str:
    whole = {"code": "a", "inventory": "amt", "until": "2027-03-31", **entry}
    lines = "\n".join(f"    {key}: {value}" for key, value in whole.items() if value is not None)
    return f"format: {FORMAT}\naccepted:\n  -\n{lines}\n"


def test_keys_and_texts_may_be_numbers_dates_or_empty() -> None:
    (one,) = parse_baseline(write(key=14, text="2025-03-07", column="null", reason=""), "b.yaml")
    assert one.identity == Identity("a", "amt", "14", "", "2025-03-07")
    assert one.reason == ""


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        (write(until="bald"), 6, "“bald” is no date", "2027-03-31"),
        (write(until="2027-02-30"), 6, "“2027-02-30” is no date", "2027-03-31"),
        (write(until=None), 4, "the key “until” is missing", "add the key"),
        (write(inventory=None), 4, "the key “inventory” is missing", "add the key"),
        (write(untill="x"), 7, "the key “untill” is not known", "“until”"),
        (write(times=0), 7, "“0” is no number of findings", "from 1"),
        (write(times="1e999"), 7, "a number is expected", "write digits"),
        (write(times="0x2"), 7, "a number is expected", "write digits"),
        (write(times=1.5), 7, "“1.5” is no number of findings", "from 1"),
        (write(text="[a]"), 7, "a text is expected", "write a text"),
        ("format: bestand-baseline/9\naccepted: []\n", 1, "no baseline that this version", FORMAT),
        ("accepted: []\n", 1, "the key “format” is missing", "add the key"),
        ("format: [\n", 2, "this is not YAML", "mend the file"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, line: int, what: str, remedy: str) -> None:
    with pytest.raises(Problem) as caught:
        parse_baseline(text, "b.yaml")
    assert re.match(rf"b\.yaml, line {line}: ", str(caught.value.what))
    assert what in str(caught.value.what)
    assert remedy in str(caught.value.remedy)


@given(st.text(), st.text(), st.text(), st.integers(min_value=1, max_value=10**6))
def test_whatever_a_cell_says_reads_back(key: str, column: str, text: str, times: int) -> None:
    one = Acceptance(Identity("a", "amt", clean(key), clean(column), clean(text)), DAY, clean(text), clean(key), times)
    assert parse_baseline(build_baseline_file([one], ENGLISH), "b.yaml") == (one,)
