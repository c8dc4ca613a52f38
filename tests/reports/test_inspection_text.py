"""What was found, as a department reads it, and as data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from tests.mapping.small_inventory import build_sheet, build_workbook
from tests.proposals.small_proposal import propose_table
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.model.finding import Finding, Place, Severity
from toolkit.model.grid import Area, CellRef
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.model.survey import Aside, AsideKind, Survey
from toolkit.model.table import LeftOut, LeftOutKind
from toolkit.proposals.inspection import Inspection
from toolkit.proposals.proposal import Candidate, Proposal, ValueKind
from toolkit.reports.fieldwords import name_aside, name_kind, name_left_out, name_target
from toolkit.reports.ink import Ink
from toolkit.reports.inspection import build_inspection_text
from toolkit.reports.inspectionfile import build_inspection_schema, build_inspections_data, build_unread_data
from toolkit.reports.language import Translator

ENGLISH = Translator("en")
ROWS = (
    ("Nr.", "Bezeichnung", "Lizenz", "Stand", "Frobnik", "Öffentlich"),
    ("1", "Spielplätze mit Geräten für Kinder, Jugendliche und Erwachsene", "DL BY", "März 2024", "q", "ja"),
    ("2", "Bäume", "CC0", "2023", "", "mal sehen"),
)
COLUMNS: dict[str, dict[str, Any]] = {
    "Nr.": {"target": "key", "evidence": (say("every row has its own"),)},
    "Bezeichnung": {"target": "title", "evidence": (say("“Bezeichnung” is a known heading"), say("all differ"))},
    "Lizenz": {"target": "license", "unanswered": ("DL BY",), "split": ";"},
    "Stand": {
        "target": "modified",
        "status": "question",
        "alternatives": (Candidate("temporal.end", 0.5, (say("it may be the end of a period"),)),),
        "profile": {"kinds": {"date": 0.5, "period": 0.4}},
    },
    "Öffentlich": {"target": "release.publish", "answers": {"ja": "public"}, "unanswered": ("mal sehen",)},
}


@pytest.fixture
def inspection() -> Inspection:
    sheet, values = build_sheet(*ROWS), build_sheet(("Ja",), ("Nein",), name="Listen")
    table = propose_table(sheet, COLUMNS, key_settled=False)
    left = (LeftOut((4, 5, 6), "total", say("it counts the rows"), "Summe: 2"),)
    table = replace(table, blocks=(replace(table.blocks[0], left_out=left),))
    aside = Aside("Listen", Area(1, 1, 2, 1), "values", say("cells of another sheet take their values from it"))
    finding = Finding(
        "heading-blank",
        Severity.WARNING,
        say("the column has no heading"),
        Place(CellRef("inventar.xlsx", "Daten", 1, 7)),
        remedy=say("Give it one."),
    )
    proposal = Proposal("amt", "Inventar", table, None, aside=(aside,))
    return Inspection((build_workbook(sheet, values),), (Survey(table.blocks, (aside,)),), proposal, (finding,))


def text_of(inspection: Inspection, *, width: int = 80, verbose: bool = False) -> str:
    return build_inspection_text(inspection, ENGLISH, Ink(width=width), verbose=verbose)


def flat(inspection: Inspection, *, verbose: bool = False) -> str:
    return " ".join(text_of(inspection, verbose=verbose).split())


def test_the_file_and_each_of_its_sheets_are_named_with_what_they_are(inspection: Inspection) -> None:
    text = flat(inspection)
    assert text.startswith("inventar.xlsx Excel workbook")
    assert "Daten: table A1:F3, 2 rows" in text
    assert "Listen: list of values A1:A2, set aside: cells of another sheet take their values from it" in text


def test_a_text_file_names_encoding_and_separator(inspection: Inspection) -> None:
    book = replace(inspection.workbooks[0], kind="csv", encoding="cp1252", delimiter="\t")
    assert "text file with separators: cp1252, tab" in flat(replace(inspection, workbooks=(book,)))


def test_rows_that_are_no_data_are_told_with_the_reason(inspection: Inspection) -> None:
    assert "left out: rows 4–6, total: it counts the rows (“Summe: 2”)" in flat(inspection)


def test_each_column_has_letter_heading_meaning_fill_kind_samples_and_the_strongest_reason(
    inspection: Inspection,
) -> None:
    text = flat(inspection)
    assert "✓ B Bezeichnung title (title), 90 %" in text
    assert "2 of 2 · short text · Spielplätze mit Geräten für Kin…; Bäume · “Bezeichnung” is a known heading" in text
    assert "? D Stand perhaps date of the last change of the data (modified), 60 %, or end of the period" in text
    assert "– E Frobnik unknown" in text
    assert "1 of 2" not in text.partition("– E")[0]
    assert "all differ" not in text


def test_verbose_gives_all_evidence_and_the_other_meanings(inspection: Inspection) -> None:
    text = flat(inspection, verbose=True)
    assert "= all differ" in text
    assert "or end of the period that the data cover (temporal.end), 50 %: it may be the end of a period" in text


def test_questions_stand_in_one_list_with_what_to_do(inspection: Inspection) -> None:
    questions = flat(inspection).partition("6 questions")[2]
    assert "Does the column “Nr.” identify a row for ever?" in questions
    assert "D “Stand”: does it mean “date of the last change of the data” or “end of the period" in questions
    assert "E “Frobnik”: what is this column?" in questions
    assert "C “Lizenz”: 1 value is in no list: “DL BY”" in questions
    assert "F “Öffentlich”: what do these answers mean: “mal sehen”?" in questions
    assert "No column says which datasets hold personal data." in questions


def test_findings_look_as_in_a_check_and_the_next_step_comes_last(inspection: Inspection) -> None:
    text = flat(inspection)
    assert "warning[heading-blank]: the column has no heading --> inventar.xlsx › Daten › G1" in text
    assert text.endswith("bestand check inventar.xlsx")
    assert "bestand inspect inventar.xlsx --write inventar.yaml" in text


def test_of_many_findings_of_a_kind_a_few_are_shown_and_the_rest_is_counted(inspection: Inspection) -> None:
    first = inspection.findings[0]
    many = tuple(replace(first, message=say("column {n} has no heading", n=number)) for number in range(9))
    text = flat(replace(inspection, findings=many))
    assert text.count("warning[heading-blank]") == 3
    assert "6 more findings of the kind heading-blank" in text
    assert flat(replace(inspection, findings=many), verbose=True).count("warning[heading-blank]") == 9


def test_without_a_table_the_nearest_one_is_named(inspection: Inspection) -> None:
    candidate = inspection.surveys[0].tables[0]
    aside = Aside("Daten", candidate.area, "unclear", say("no row looks like headings"), candidate)
    survey = Survey((), (aside,))
    text = flat(replace(inspection, surveys=(survey,), proposal=Proposal("amt", "", None, None), findings=()))
    assert "unclear A1:F3, set aside: no row looks like headings; nearest to a table: A1:F3 with Nr., Bez" in text
    assert text.endswith("No table was found in inventar.xlsx; above stands what came nearest.")


@pytest.mark.parametrize("width", [72, 80, 100, 120])
@pytest.mark.parametrize("verbose", [False, True])
def test_lines_fit_into_the_terminal(inspection: Inspection, width: int, verbose: bool) -> None:
    lines = text_of(inspection, width=width, verbose=verbose).splitlines()
    assert [line for line in lines if len(line) > width] == []


def test_a_table_stays_on_one_screen(inspection: Inspection) -> None:
    table = text_of(inspection).partition("── ")[2].partition("6 questions")[0]
    assert len(table.splitlines()) <= 6 + 3 * len(ROWS[0])


@pytest.mark.parametrize("target", ROW_FIELDS)
def test_every_field_has_words_that_people_know(target: str) -> None:
    assert name_target(target).template != "{name}"


@pytest.mark.parametrize("target", DISTRIBUTION_FIELDS)
def test_fields_of_links_and_files_have_words_of_their_own(target: str) -> None:
    assert str(name_target(target, "distributions")) == str(name_target(f"distribution.{target}"))


def test_kinds_have_words() -> None:
    assert all(str(name_kind(kind)) for kind in get_args(ValueKind))
    assert all(str(name_aside(kind)) for kind in get_args(AsideKind))
    assert all(str(name_left_out(kind)) for kind in get_args(LeftOutKind))


def test_the_data_follow_the_documented_schema(inspection: Inspection) -> None:
    data = build_inspections_data([inspection], ENGLISH)
    data["files"].append(build_unread_data("b.xlsx", Problem(say("damaged"), say("Save it anew.")), ENGLISH))
    plain = json.loads(json.dumps(data))
    documented = json.loads(Path("docs/inspect.schema.json").read_text(encoding="utf-8"))
    assert documented == build_inspection_schema(), "run: make docs"
    assert list(Draft202012Validator(documented).iter_errors(plain)) == []
    del plain["files"][0]["tables"][0]["columns"][0]["status"]
    assert list(Draft202012Validator(documented).iter_errors(plain))


def test_the_data_hold_what_the_text_tells(inspection: Inspection) -> None:
    (file,) = build_inspections_data([inspection], ENGLISH)["files"]
    (table,) = file["tables"]
    assert (table["range"], table["header_rows"], table["body_rows"]) == ("A1:F3", [1], [2, 3])
    assert table["left_out"] == [
        {"kind": "total", "rows": [4, 5, 6], "columns": [], "why": "it counts the rows", "text": "Summe: 2"}
    ]
    columns = {column["heading"]: column for column in table["columns"]}
    assert (columns["Stand"]["field"], columns["Stand"]["status"]) == ("modified", "question")
    assert columns["Frobnik"]["field"] is None
    assert columns["Stand"]["alternatives"][0]["field"] == "temporal.end"
    assert file["set_aside"][0]["kind"] == "values"
    assert file["proposal"]
    assert file["proposal"]["datasets"]
    assert file["proposal"]["datasets"]["tables"] == ["Daten › A1:F3"]
    assert [finding["code"] for finding in file["findings"]] == ["heading-blank"]
