"""The benchmark set of ``tests/cases/reading``: every table and row exact, hardly a column wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import pytest

from tests.cases.reading.case import Case, read_cases
from tests.cases.reading.compare import Score
from tests.cases.reading.score import build_report, try_case

CASES = read_cases()
EVERY_CASE = pytest.mark.parametrize("name", [case.name for case in CASES])


@pytest.fixture(scope="module")
def scores() -> Mapping[str, Score]:
    """Every workbook of the set, written and understood once."""
    return {case.name: try_case(case) for case in CASES}


def _sum(scores: Mapping[str, Score], cases: tuple[Case, ...]) -> Score:
    def add(whole: Score, case: Case) -> Score:
        whole.add(scores[case.name])
        return whole

    return reduce(add, cases, Score())


@EVERY_CASE
def test_finds_every_table_header_and_row(scores: Mapping[str, Score], name: str) -> None:
    score = scores[name]
    assert score.is_exact, "\n" + "\n".join(score.differences)


@EVERY_CASE
def test_tells_sheets_that_are_no_data(scores: Mapping[str, Score], name: str) -> None:
    score = scores[name]
    assert score.aside_right == score.aside, "\n" + "\n".join(score.differences)


@EVERY_CASE
def test_reads_headings_of_several_lines_as_one(scores: Mapping[str, Score], name: str) -> None:
    score = scores[name]
    assert score.headings_right == score.headings, "\n" + "\n".join(score.differences)


@EVERY_CASE
def test_settles_no_column_wrongly(scores: Mapping[str, Score], name: str) -> None:
    assert not scores[name].settled_wrongly, "\n" + "\n".join(scores[name].settled_wrongly)


@pytest.mark.parametrize("kept_aside", [False, True], ids=["seen", "kept-aside"])
def test_most_columns_are_settled_rightly(scores: Mapping[str, Score], kept_aside: bool) -> None:
    cases = tuple(case for case in CASES if case.kept_aside is kept_aside)
    whole = _sum(scores, cases)
    assert whole.right >= 0.9 * whole.known, build_report((case, scores[case.name]) for case in cases)
    assert whole.wrong <= 0.01 * whole.known, build_report((case, scores[case.name]) for case in cases)


def test_the_set_is_as_large_as_promised() -> None:
    assert len(CASES) >= 48
    assert 0.25 <= sum(case.kept_aside for case in CASES) / len(CASES) <= 0.4


@EVERY_CASE
def test_names_no_real_address(name: str) -> None:
    case = next(case for case in CASES if case.name == name)
    cells = [cell for _, _, canvases, _ in case.draw() for canvas in canvases for cell in canvas.cells.values()]
    for text in (f"{cell.value} {cell.link}" for cell in cells):
        assert "example.org" in text or not ("://" in text or "@" in text), text
