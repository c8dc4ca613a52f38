"""Findings as a person reads them in a terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from tests.reports.small_check import CLOSED, DAY, PUBLIC, check, find
from toolkit.checks.baseline import Acceptance, Identity
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.message import say
from toolkit.reports.checktext import build_check_text, build_totals_text
from toolkit.reports.findings import build_findings_text, write_cells
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator

ENGLISH = Translator("en")
LATER = dt.date(2027, 3, 31)
ONE = Identity("licence-unknown", "amt", "A-1", "Lizenz", "CC?")


def write(findings: Iterable[Finding], most: int | None = None) -> str:
    return build_findings_text(findings, ENGLISH, Ink(), most=most)


def test_a_finding_shows_where_what_what_was_meant_and_the_next_step() -> None:
    finding = find(title="Bäume", nearest=("CC BY 4.0",), snippet="Lizenz: {lookup: {}}", comment="mit\nFrau X klären")
    assert write([finding]) == (
        "error[licence-unknown]: “CC?” is not in the licence list\n"
        "  --> amt.xlsx › Daten › D2   A-1 “Bäume”   column “Lizenz”\n"
        "   =  noted at the cell: “mit Frau X klären”\n"
        "   =  did you mean “CC BY 4.0”?\n"
        "   =  Correct it.\n"
        "          Lizenz: {lookup: {}}"
    )


def test_a_finding_without_a_place_has_no_line_for_it() -> None:
    assert write([find(key="", row=0, heading="")]).splitlines()[1] == "   =  Correct it."


def test_cells_that_say_the_same_stand_in_one_line() -> None:
    text = write([find(row=row) for row in (2, 3, 4, 7)])
    assert "   =  3 more cells say the same: D3–D4, D7" in text
    assert text.count("error[") == 1


def test_the_same_advice_stands_once_below_the_last_that_it_is_for() -> None:
    text = write([find(text="a"), find(text="b", row=3), find("other-code", text="c")])
    assert [line.strip() for line in text.splitlines() if "Correct it" in line] == ["=  Correct it."] * 2
    assert text.index("“b”") < text.index("Correct it")


def test_advice_with_a_piece_of_mapping_stands_below_each() -> None:
    text = write([find(text="a", snippet="x: a"), find(text="b", row=3, snippet="x: b")])
    assert text.count("Correct it.") == 2


def test_pieces_of_mapping_of_several_columns_stand_below_each_other() -> None:
    text = write([find(snippet="Lizenz: x"), find(row=3, heading="Recht", snippet="Recht: x")])
    assert text.count("          Lizenz: x\n          Recht: x\n") == 1


def test_beyond_ten_of_a_kind_each_takes_a_line_and_none_is_lost() -> None:
    findings = [find(text=f"Nr. {number}", row=number) for number in range(2, 15)]
    text = write(findings)
    assert text.count("error[") == 10
    assert "3 more findings of the kind licence-unknown:\n  Daten › D12: “Nr. 12” is not in the licence list\n" in text
    assert all(f"“Nr. {number}”" in text for number in range(2, 15))


def test_ten_of_a_kind_are_shown_in_full() -> None:
    text = write([find(text=f"Nr. {number}", row=number) for number in range(2, 12)])
    assert text.count("error[") == 10
    assert "more finding" not in text


def test_where_few_are_wished_the_others_are_counted_only() -> None:
    text = write([find(text=f"Nr. {number}", row=number) for number in range(2, 6)], most=3)
    assert text.count("error[") == 3
    assert text.endswith("1 more finding of the kind licence-unknown")


def test_long_lists_of_cells_are_cut() -> None:
    cells = [CellRef("w", "s", row, 1) for row in range(2, 40, 2)]
    assert write_cells(cells).endswith("A22, A24 …")
    assert write_cells(cells, most=2) == "A2, A4 …"
    assert write_cells(cells[:2], most=2) == "A2, A4"
    assert write_cells([]) == ""


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_fit_the_width(width: int) -> None:
    findings = [find(title="Ein langer Titel mit vielen Worten darin", row=row) for row in range(2, 60, 2)]
    text = build_check_text(check(*findings), ENGLISH, Ink(width=width))
    assert max(map(len, text.splitlines())) <= width


class TestTotals:
    def totals(self, *findings: Finding, **more: object) -> list[str]:
        return build_totals_text(check(*findings, **more), ENGLISH, Ink()).splitlines()  # type: ignore[arg-type]

    def test_datasets_and_findings_are_counted(self) -> None:
        findings = [find(), find(key="A-2", severity=Severity.WARNING), find(key="A-3", severity=Severity.NOTE)]
        assert self.totals(*findings, releases={"A-1": PUBLIC, "A-2": PUBLIC, "A-3": CLOSED})[:6] == [
            "3 datasets in amt.xlsx",
            "  ready for the public: 1",
            "  ready for staff only: 0",
            "  held back by errors: 1",
            "  not released: 1",
            "errors: 1   warnings: 1   notes: 1",
        ]

    def test_the_correction_that_is_worth_most_is_named(self) -> None:
        findings = [find(key=f"A-{row}", row=row) for row in range(2, 9)]
        missing = find("title-missing", key="B-1", row=20, message=say("the title is missing"))
        assert self.totals(*findings, missing)[6:] == [
            "2 kinds of errors hold back 8 datasets.",
            "Begin with D2–D8 (licence-unknown): correcting that is enough for 7 datasets.",
            "what a finding means: bestand explain licence-unknown",
        ]

    def test_one_kind_of_error_needs_no_counting(self) -> None:
        assert self.totals(find())[6] == "Begin with D2 (licence-unknown): correcting that is enough for 1 dataset."

    def test_nothing_is_promised_where_no_correction_alone_is_enough(self) -> None:
        missing = find("title-missing", message=say("the title is missing"))
        assert self.totals(find(), missing)[6:] == [
            "2 kinds of errors hold back 1 dataset.",
            "what a finding means: bestand explain licence-unknown",
        ]

    def test_without_findings_there_is_nothing_to_begin_with(self) -> None:
        assert self.totals(releases={"A-1": PUBLIC})[-1] == "errors: 0   warnings: 0   notes: 0"

    def test_accepted_findings_are_counted_by_their_date(self) -> None:
        baseline = [Acceptance(ONE, LATER), Acceptance(ONE._replace(key="A-2"), DAY)]
        lines = self.totals(find(), find(key="A-2"), find(key="A-3"), baseline=baseline)
        assert lines[5:9] == [
            "errors: 1   warnings: 0   notes: 0",
            "1 finding is accepted until 22 November 2026 and does not count.",
            "1 finding is accepted until 31 March 2027 and does not count.",
            "2 of them are errors and still hold their datasets back.",
        ]

    def test_accepted_warnings_hold_nothing_back(self) -> None:
        lines = self.totals(find(severity=Severity.WARNING), baseline=[Acceptance(ONE, LATER)])
        assert lines[6:] == ["1 finding is accepted until 31 March 2027 and does not count."]

    def test_acceptances_that_ran_out_or_match_nothing_are_named(self) -> None:
        past = DAY - dt.timedelta(days=1)
        baseline = [Acceptance(ONE, past), Acceptance(ONE._replace(key="weg"), LATER)]
        lines = self.totals(find(), baseline=baseline)
        assert lines[6:8] == [
            "1 acceptance has run out and its finding counts again: licence-unknown A-1 “CC?”",
            "1 acceptance matches nothing any more and can be deleted: licence-unknown weg “CC?”",
        ]

    def test_five_are_named_and_of_six_the_last_is_not(self) -> None:
        idle = [Acceptance(ONE._replace(key=f"X-{number}"), LATER) for number in range(6)]
        five = " ".join(self.totals(find(), baseline=idle[:5]))
        assert "X-4 “CC?”" in five
        assert "…" not in five
        six = " ".join(self.totals(find(), baseline=idle))
        assert "X-4 “CC?”, …" in " ".join(six.split())
        assert "X-5" not in six
