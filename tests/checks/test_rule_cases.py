"""Every rule has cases that it speaks of and cases, close by, that it leaves alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.checks.case_file import CASES, Case, list_cases, read_cases
from tests.checks.good_inventory import COLUMNS, GOOD, check
from tests.mapping.small_inventory import write_mapping
from toolkit.checks.run import every_rule
from toolkit.model.finding import Finding
from toolkit.model.message import Message
from toolkit.steps.inventory import read_inventory

FILES = {path.stem: path for path in CASES.glob("*.yaml")}


def find(case: Case, folder: Path) -> list[Finding]:
    """Check a case and give what its rule says."""
    if "file" in case.changes:
        findings = check_files(case, folder)
    else:
        findings = check(*case.rows, today=case.today, faults=case.faults, **case.more)
    return [one for one in findings if one.code == case.code]


def check_files(case: Case, folder: Path) -> tuple[Finding, ...]:
    """Check a case with a data file beside the workbook; its name stands in the column of links."""
    (row,) = case.rows
    path, content = row["Link"], case.changes["file"]
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Daten", 0)
    sheet.append(list(GOOD))
    sheet.append([{**GOOD, **row}[heading] for heading in GOOD])
    book.save(folder / "inventar.xlsx")
    columns = {**COLUMNS, "Link": "distribution.path"}
    (folder / "inventar.yaml").write_text(write_mapping(columns), encoding="utf-8")
    if content is not None:
        (folder / path).write_text(content, encoding="utf-8")
    return read_inventory(folder / "inventar.xlsx").findings


def test_nothing_is_wrong_with_the_good_inventory() -> None:
    assert check() == ()


def test_every_rule_has_its_file_and_every_file_its_rule() -> None:
    assert sorted(FILES) == sorted(every_rule())


@pytest.mark.parametrize("code", sorted(every_rule()))
def test_every_rule_has_cases_that_fail_and_cases_that_pass(code: str) -> None:
    assert {case.kind for case in read_cases(FILES[code])} == {"fails", "passes"}


@pytest.mark.parametrize("case", list_cases("fails"), ids=str)
def test_a_rule_speaks_of_its_case_with_place_and_next_step(case: Case, tmp_path: Path) -> None:
    found = find(case, tmp_path)
    expected = case.expected
    assert len(found) == expected.get("times", 1), [str(one.message) for one in found]
    finding, cell = found[0], found[0].place.cell
    for sentence in (finding.message, finding.remedy):
        assert isinstance(sentence, Message)
        assert str(sentence)
        assert None not in dict(sentence.values).values()
    assert finding.severity.value == expected["severity"]
    assert (cell.address if cell else "") == expected["cell"]
    assert finding.place.heading == expected.get("heading", "")
    assert finding.text == expected.get("text", "")
    assert finding.nearest[:1] == tuple(filter(None, [expected.get("nearest", (*finding.nearest, "")[0])]))
    said = {"says": str(finding.message), "next": str(finding.remedy), "snippet": finding.snippet}
    assert {key: text for key, text in said.items() if expected.get(key, "") not in text} == {}
    values: dict[str, Any] = dict(finding.message.values)
    assert values.get("text", finding.text) == finding.text
    assert {key: str(values[key]) for key in expected.get("values", {})} == {
        key: str(value) for key, value in expected.get("values", {}).items()
    }


@pytest.mark.parametrize("case", list_cases("passes"), ids=str)
def test_a_rule_leaves_its_neighbour_alone(case: Case, tmp_path: Path) -> None:
    assert find(case, tmp_path) == []
