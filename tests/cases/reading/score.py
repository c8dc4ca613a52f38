"""Measures how well workbooks are understood: ``python -m tests.cases.reading.score [name …]``.

Names select descriptions by a part of their name. One line per workbook, its differences below, the sums at the end.
``--fresh`` takes the third group alone. Differences of workbooks kept aside and of fresh ones are printed with
``--aside`` only, so that nothing is tuned to them unawares; ``--quiet`` leaves all differences out, ``--tables`` the
meaning of columns.
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.cases.reading.case import FRESH, Case, read_cases
from tests.cases.reading.compare import Score, compare
from tests.cases.reading.reader import Understanding, read_understanding

FOLDERS = {"seen": "", "kept aside": "aside/", FRESH: "fresh/"}
"""What stands before a workbook's name in the report, by its group."""


@cache
def understand(name: str, tables_only: bool) -> tuple[Understanding, float]:
    """Write the files of a description and understand them, once in a run; the seconds are those of understanding."""
    case = next(case for case in read_cases(fresh=True) if case.name == name)
    with tempfile.TemporaryDirectory() as folder:
        paths = case.write(Path(folder))
        start = time.perf_counter()
        return read_understanding(paths, tables_only=tables_only), time.perf_counter() - start


def score_case(case: Case, *, tables_only: bool = False) -> Score:
    """Compare what is made of a description's files with what is true of them."""
    made, seconds = understand(case.name, tables_only)
    score = compare(case.truth, made, str(case.spec.get("file", "xlsx")))
    score.seconds = seconds
    return score


def try_case(case: Case, *, tables_only: bool = False) -> Score:
    """Score a description; where understanding breaks, all of its tables are missing and the error is told."""
    try:
        return score_case(case, tables_only=tables_only)
    except Exception:  # noqa: BLE001 (the measurement goes on, and shows what broke)
        lines = traceback.format_exc().strip().splitlines()
        truth = case.truth
        known = sum(column.is_known for table in truth.tables for column in table.columns)
        return Score(
            len(truth.tables), known=known, open=known, aside=len(truth.aside), differences=["BROKE", *lines[-7:]]
        )


def describe(name: str, score: Score) -> str:
    """Put a score into one line."""
    share = 100 * score.right / (score.known or 1)
    answers = f"columns {score.right}/{score.known} right ({share:.0f} %), {score.wrong} wrong, {score.open} open"
    return (
        f"{name:34} tables {score.tables_found}/{score.tables}{f' +{score.tables_extra}' * bool(score.tables_extra)} "
        f"headers {score.headers_found} rows {score.bodies_found}  {answers}  "
        f"aside {score.aside_right}/{score.aside} {score.seconds:5.2f} s"
    )


def build_report(scores: Iterable[tuple[Case, Score]], *, seen: bool = True, aside: bool = True) -> str:
    """Report one line per workbook and the sums; ``seen`` and ``aside`` say whose differences to print."""
    lines, sums = [], {"seen": Score(), "kept aside": Score(), FRESH: Score(), "all": Score()}
    for case, score in scores:
        lines.append(describe(FOLDERS[case.group] + case.name, score))
        if seen if case.group == "seen" else aside:
            lines += [f"    {line}" for line in score.differences]
        sums[case.group].add(score)
        sums["all"].add(score)
    lines += ["", *(describe(name, score) for name, score in sums.items() if score.tables or name == "all")]
    whole = sums["all"]
    lines.append(
        f"left-out rows told rightly {whole.kinds_right}/{whole.kinds}, roles {whole.roles_right}/{whole.tables}, "
        f"headings {whole.headings_right}/{whole.headings}, free columns rightly left or settled {whole.free}"
    )
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the report over the descriptions whose names are given, or over all."""
    names = [one for one in arguments if not one.startswith("--")]
    chosen = [case for case in read_cases(fresh=True) if not names or any(name in case.name for name in names)]
    if "--fresh" in arguments:
        chosen = [case for case in chosen if case.fresh]
    scores = [(case, try_case(case, tables_only="--tables" in arguments)) for case in chosen]
    report = build_report(scores, seen="--quiet" not in arguments, aside="--aside" in arguments)
    print(report)  # noqa: T201 (this is a command)


if __name__ == "__main__":
    main(sys.argv[1:])
