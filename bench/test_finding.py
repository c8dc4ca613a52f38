"""How well tables and columns are found in the workbooks of ``tests/cases/reading``."""

from __future__ import annotations

from tests.cases.reading.case import read_cases
from tests.cases.reading.score import build_report, try_case


def test_finding_tables_and_columns() -> None:
    scores = [(case, try_case(case)) for case in read_cases(fresh=True)]
    aside, fresh = sum(case.kept_aside for case, _ in scores), sum(case.fresh for case, _ in scores)
    print(f"\nbestand inspect on {len(scores)} generated workbooks, {aside} kept aside at first, {fresh} added later")
    print("  aim: every table and row exact, ≥ 90 % of known columns right, ≤ 1 % wrong (a question is not wrong)\n")
    print(build_report(scores, seen=False, aside=False))
