"""What a workbook's copy gets: a mark for every cell with findings, and a sheet that lists them by urgency."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.checks.case_file import list_cases
from tests.checks.test_rule_cases import find
from tests.cli.small_workbook import save
from toolkit.checks.baseline import Acceptance, Checked, Identity, Judged
from toolkit.checks.run import every_rule
from toolkit.model.finding import Finding, Place, Severity
from toolkit.model.grid import CellRef
from toolkit.model.handback import FEEDBACK_TITLES
from toolkit.model.message import Message, say
from toolkit.patch.patch import FurtherSheet, Look, Mark, Patch, SheetCell, Target, Tint
from toolkit.reports import feedbackmarks, feedbacksheet
from toolkit.reports.feedback import build_apart, build_patch
from toolkit.reports.feedbackshare import Share, list_workbook_names
from toolkit.reports.feedbackwords import (
    FOR_OFFICE,
    build_advice,
    build_reason,
    cut_text,
    say_fault,
    say_remedy,
    write_sentence,
)
from toolkit.reports.language import Translator
from toolkit.steps.check import CheckRequest, check_workbooks

ENGLISH = Translator("en")
LANGUAGES = (ENGLISH, Translator("de"))
JARGON = re.compile("mapping|Zuordnung|constants|look-?up|bestand ", re.IGNORECASE)
DAY = dt.date(2026, 11, 23)
MAPPING = """\
format: bestand-mapping/1
inventory: amt
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Link: distribution.access_url
    Beschreibung: description
    Lizenz: license
    Stand: modified
    Frei: {release: publish}
    Personen: {release: personal_data}
  constants:
    publisher.name: Stadt Musterhausen
"""
HEADER = ("Nr.", "Titel", "Beschreibung", "Lizenz", "Stand", "Frei", "Personen", "Link")
LINK = "https://example.org/daten.csv"
LONG = "Alle Bäume in den Straßen und Parks der Stadt Musterhausen."


def read(folder: Path, *rows: tuple[object, ...]) -> Checked:
    """Check a small workbook."""
    (folder / "amt.yaml").write_text(MAPPING, encoding="utf-8")
    file = save(folder / "amt.xlsx", HEADER, *rows)
    return check_workbooks([file], CheckRequest(), DAY).shown[0]


def build(checked: Checked) -> Patch:
    return build_patch(checked, "amt.xlsx", ENGLISH)


def find_mark(patch: Patch, row: int, column: int) -> Mark:
    (mark,) = [one for one in patch.marks if one.position == (row, column)]
    return mark


def texts(sheet: FurtherSheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def flat(sheet: FurtherSheet) -> list[str]:
    return [text for row in texts(sheet) for text in row]


def require_sheet(patch: Patch) -> FurtherSheet:
    assert patch.feedback
    return patch.feedback


def lines(sheet: FurtherSheet) -> list[tuple[SheetCell, ...]]:
    """Give the lines of the table."""
    return [row for row in sheet.rows[sheet.header :] if len(row) > 1]


def make(*findings: Finding, checked: Checked) -> Checked:
    """Give a check these findings and no others."""
    judged = tuple(Judged(one, Identity(one.code, "amt", "", "", str(number))) for number, one in enumerate(findings))
    return replace(checked, inventory=replace(checked.inventory, findings=findings), judged=judged)


def note(row: int, column: int, *, code: str = "title-long", sheet: str = "Inventar", book: str = "amt.xlsx",
         severity: Severity = Severity.WARNING, message: Message | None = None, text: str = "") -> Finding:  # fmt: skip
    place = Place(CellRef(book, sheet, row, column), "Titel", f"A-{row}", "Bäume")
    return Finding(code, severity, message or say("odd"), place, text)


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    return read(
        tmp_path,
        ("1", "Bäume", LONG, "CC?", "2024", "ja", "nein", LINK),
        ("2", "Wege", LONG, "CC?", "bald", "ja", "nein", LINK),
        ("3", "Bänke", LONG, "CC BY 4.0", "2024", "ja", "nein", LINK),
    )


class TestMarks:
    def test_say_what_is_wrong_what_to_do_and_why(self, checked: Checked) -> None:
        mark = find_mark(build(checked), 2, 4)
        assert (mark.sheet, mark.tint) == ("Inventar", Tint.ERROR)
        what, advice, reason = mark.comment.splitlines()
        assert what == "Error: “CC?” is not in the licence list."
        assert advice.startswith("To do: Write the licence's full name. Did you mean “Creative Commons Namensnennung")
        assert reason.startswith("Background: Without a licence")

    def test_of_one_cell_stand_in_one_comment_with_the_heaviest_colour(self, checked: Checked) -> None:
        found = (note(2, 2, severity=Severity.NOTE), note(2, 2, severity=Severity.ERROR, message=say("worse")))
        (mark,) = build(make(*found, checked=checked)).marks
        assert mark.tint is Tint.ERROR
        assert mark.comment.startswith("Error: Worse.")
        assert "\n\nNote: Odd." in mark.comment

    @pytest.mark.parametrize(
        ("severity", "tint"),
        [(Severity.ERROR, Tint.ERROR), (Severity.WARNING, Tint.WARNING), (Severity.NOTE, Tint.NOTE)],
    )
    def test_have_the_colour_of_the_weight(self, severity: Severity, tint: Tint, checked: Checked) -> None:
        (mark,) = build(make(note(2, 2, severity=severity), checked=checked)).marks
        assert mark.tint is tint

    def test_name_at_most_four_findings_of_a_cell(self, checked: Checked) -> None:
        found = [note(2, 2, message=say("odd {n}", n=number)) for number in range(6)]
        (mark,) = build(make(*found, checked=checked)).marks
        assert mark.comment.count("Warning: ") == 4
        assert mark.comment.endswith("2 more findings stand on the sheet with the feedback.")
        (mark,) = build(make(*found[:4], checked=checked)).marks
        assert "more" not in mark.comment

    def test_are_bounded_in_length(self, checked: Checked) -> None:
        huge = note(2, 2, message=say("“{text}” is odd", text="<b>" * 20000), text="x" * 32767)
        patch = build(make(huge, checked=checked))
        assert len(patch.marks[0].comment) < 500
        assert max(len(cell.text) for row in require_sheet(patch).rows for cell in row) < 600

    def test_stand_only_in_cells_of_the_workbook(self, checked: Checked) -> None:
        patch = build(make(note(2, 2), note(3, 2, book="links.xlsx"), checked=checked))
        assert [mark.position for mark in patch.marks] == [(2, 2)]
        assert "1 more finding is in links.xlsx." in flat(require_sheet(patch))

    def test_that_say_the_same_many_times_become_colours_only(
        self, checked: Checked, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feedbackmarks, "MOST_ALIKE", 3)
        patch = build(make(*(note(row, 2) for row in range(2, 8)), note(9, 2, message=say("other")), checked=checked))
        assert [bool(mark.comment) for mark in patch.marks] == [True] * 3 + [False] * 3 + [True]
        assert any("3 cells are coloured but have no comment" in text for text in flat(require_sheet(patch)))

    def test_have_comments_up_to_a_bound(self, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feedbackmarks, "MOST_COMMENTS", 2)
        found = (note(row, 2, message=say("odd {row}", row=row)) for row in range(2, 7))
        assert [bool(mark.comment) for mark in build(make(*found, checked=checked)).marks] == [True, True] + [False] * 3

    def test_of_a_dataset_without_a_cell_stand_at_its_key(self, checked: Checked) -> None:
        whole = Finding("title-long", Severity.WARNING, say("odd"), Place(key="2", title="Wege"))
        (mark,) = build(make(whole, checked=checked)).marks
        assert mark.position == (3, 1)

    def test_of_the_whole_inventory_are_only_listed(self, checked: Checked) -> None:
        patch = build(make(Finding("title-long", Severity.WARNING, say("odd"), Place()), checked=checked))
        assert patch.marks == ()
        (line,) = lines(require_sheet(patch))
        assert (line[1].text, line[1].target) == ("", None)


class TestTheSheet:
    def test_begins_with_figures_and_what_helps_most(self, checked: Checked) -> None:
        sheet = require_sheet(build(checked))
        head = [row[0].text for row in sheet.rows[: sheet.header - 1]]
        assert head[0] == "Feedback from Bestand on amt.xlsx"
        assert head[1] == "23 November 2026. 1 of 3 datasets can be published, 2 are held back by errors."
        assert head[3:] == [
            "First, what helps most:",
            "1. Inventar › D2–D3: “CC?” is not in the licence list – correcting that is enough for 2 datasets",
        ]
        assert sheet.rows[4][0].target == Target("Inventar", (2, 4))
        assert (sheet.name, len(sheet.widths), sheet.rows[0][0].look) == ("Feedback", 7, Look.TITLE)

    def test_lists_errors_first_with_links_that_jump(self, checked: Checked) -> None:
        table = lines(require_sheet(build(checked)))
        assert [row[0].look for row in table[:3]] == [Look.ERROR, Look.ERROR, Look.WARNING]
        assert table[0][6].text.startswith("Write the licence's full name. Did you mean “Creative")
        assert [cell.text for cell in table[0][:6]] == [
            "Error",
            "Inventar › D2",
            "1 Bäume",
            "Lizenz",
            "CC?",
            "“CC?” is not in the licence list.",
        ]
        assert (table[0][1].look, table[0][1].target) == (Look.LINK, Target("Inventar", (2, 4)))

    def test_orders_errors_by_how_many_datasets_they_free(self, tmp_path: Path) -> None:
        checked = read(
            tmp_path,
            ("1", "", LONG, "CC?", "2024", "ja", "nein", LINK),
            ("2", "Wege", LONG, "CC!", "2024", "ja", "nein", LINK),
            ("3", "Bänke", LONG, "CC!", "2024", "ja", "nein", LINK),
        )
        assert [row[1].text for row in lines(require_sheet(build(checked)))][:2] == ["Inventar › D3", "Inventar › D4"]

    def test_puts_many_that_say_the_same_into_one_line(self, checked: Checked) -> None:
        apart = lines(require_sheet(build(make(*(note(row, 2) for row in range(2, 12)), checked=checked))))
        assert len(apart) == feedbacksheet.MOST_APART == 10
        (line,) = lines(require_sheet(build(make(*(note(row, 2) for row in range(2, 13)), checked=checked))))
        assert [cell.text for cell in line[:3]] == ["Warning (11 ×)", "Inventar › B2–B12", "11 datasets"]

    def test_has_a_bound_and_says_what_was_left_out(self, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feedbacksheet, "MOST_LINES", 2)
        found = [note(row, 2, message=say("odd {row}", row=row)) for row in range(2, 5)]
        many = [note(row, 3, message=say("even"), severity=Severity.NOTE) for row in range(2, 14)]
        sheet = require_sheet(build(make(*found, *many, checked=checked)))
        assert len(lines(sheet)) == 2
        assert any(text.startswith("13 more findings have no line here") for text in flat(sheet))

    def test_says_so_where_nothing_is_to_be_corrected(self, checked: Checked) -> None:
        patch = build(make(checked=checked))
        sheet = require_sheet(patch)
        assert (patch.marks, sheet.header, lines(sheet)) == ((), 0, [])
        assert ["Nothing needs to be corrected. Thank you!"] in texts(sheet)

    def test_counts_what_is_accepted_and_what_is_for_others(self, checked: Checked) -> None:
        made = make(note(2, 2), note(3, 2), note(4, 2, code="lookup-unused"), checked=checked)
        first, *rest = made.judged
        accepted = replace(first, acceptance=Acceptance(first.identity, dt.date(2027, 3, 31)))
        patch = build(replace(made, judged=(accepted, *rest)))
        assert [mark.position for mark in patch.marks] == [(3, 2)]
        told = flat(require_sheet(patch))
        assert "1 known finding is put off until 31 March 2027 and does not stand here." in told
        assert "1 note is for the office that runs the catalogue and does not stand here." in told

    def test_of_a_file_that_cannot_be_marked_has_no_links(self, checked: Checked) -> None:
        sheet = build_apart(checked, "amt.xlsx", ENGLISH, mark="abc")
        assert all(cell.target is None and cell.look is not Look.LINK for row in sheet.rows for cell in row)
        assert ["Your file was not changed. Correct it and send it back."] in texts(sheet)
        assert texts(sheet)[-1] == ["Mark of this copy: abc"]

    def test_is_named_and_titled_in_each_language_so_that_reading_knows_it(self, checked: Checked) -> None:
        for language, name in (("de", "Rückmeldung"), ("en", "Feedback")):
            sheet = build_patch(checked, "amt.xlsx", Translator(language)).feedback
            assert sheet
            assert sheet.name == name
            assert sheet.rows[0][0].text.startswith(FEEDBACK_TITLES[language])


class TestShares:
    def test_count_the_datasets_of_their_own_workbook(self, checked: Checked) -> None:
        assert Share(checked, "amt.xlsx").figures.all == 3
        assert Share(checked, "links.xlsx").figures.all == 3  # it has no datasets of its own: those of the inventory
        assert list_workbook_names(checked) == ("amt.xlsx",)

    def test_without_a_name_hold_everything(self, checked: Checked) -> None:
        made = make(note(2, 2), note(3, 2, book="links.xlsx"), checked=checked)
        assert len(Share(made, "").findings) == 2
        assert Share(made, "").workbooks == ("amt.xlsx", "links.xlsx")
        assert dict(Share(made, "").elsewhere) == {}

    def test_begin_with_what_many_cells_say_where_nothing_is_held_back(self, checked: Checked) -> None:
        made = make(note(2, 3, message=say("once")), note(2, 2), note(3, 2), checked=checked)
        assert [str(step.first.message) for step in Share(made, "").steps] == ["odd", "once"]


class TestWords:
    def test_never_speak_of_the_mapping(self, tmp_path: Path) -> None:
        first = {case.code: case for case in reversed(list_cases("fails")) if case.code not in FOR_OFFICE}
        found = [
            (one, translator) for case in first.values() for one in find(case, tmp_path) for translator in LANGUAGES
        ]
        assert {one.code for one, _ in found} == set(first)
        for one, translator in found:
            said = f"{write_sentence(say_fault(one), translator)} {build_advice(one, translator)}"
            assert not JARGON.search(said), said

    def test_give_a_reason_for_most_rules_and_never_in_jargon(self) -> None:
        reasons = [build_reason(code, ENGLISH) for code in every_rule()]
        assert sum(map(bool, reasons)) > 0.75 * len(reasons)
        assert not any("DCAT" in reason or "CKAN" in reason for reason in reasons)
        assert build_reason("no-such-rule", ENGLISH) == ""

    def test_suggest_for_an_empty_cell_and_ask_of_a_filled_one(self) -> None:
        near = replace(note(2, 2, text="Baum"), nearest=("Bäume", "Wege"))
        assert build_advice(near, ENGLISH) == "Did you mean “Bäume” or “Wege”?"
        assert build_advice(replace(near, text=""), ENGLISH) == "Suggested: “Bäume”, “Wege”."

    def test_keep_a_remedy_that_is_for_everybody(self) -> None:
        finding = replace(note(2, 2), remedy=say("Write the text anew."))
        assert say_remedy(finding) == say("Write the text anew.")
        assert say_remedy(note(2, 2)) is None

    @pytest.mark.parametrize(("length", "shown"), [(160, 160), (161, 160)])
    def test_show_so_much_of_a_cell(self, length: int, shown: int) -> None:
        text = cut_text("x" * length)
        assert (len(text), text.endswith("…")) == (shown, length > 160)

    def test_show_hostile_cells_as_text_in_one_line(self) -> None:
        assert cut_text("=cmd|' /C calc'!A0\x00\n<script>") == "=cmd|' /C calc'!A0 <script>"
