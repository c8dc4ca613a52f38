"""``bestand release`` as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.small_workbook import save
from toolkit.cli.main import main

HEADER = ("Nr.", "Titel", "Frei", "Personen", "Fallzahlen", "Lizenz")
MAPPING = """\
format: bestand-mapping/1
inventory: amt
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Frei: {release: publish, answers: {intern: staff}}
    Personen: {release: personal_data}
    Fallzahlen: {release: small_counts}
    Lizenz: license
"""
ROWS = (
    ("A-1", "Baumkataster der städtischen Grünflächen und Parkanlagen", "ja", "nein", "nein", "dl-de/by-2-0"),
    ("A-2", "Unfälle", "ja", "nein", "ja", "dl-de/by-2-0"),
    ("A-3", "Wohngeld", "ja", None, "nein", "dl-de/by-2-0"),
    ("A-4", "Anwohner", "ja", None, None, "dl-de/by-2-0"),
    ("A-5", "Entwürfe", "nein", "ja", None, "dl-de/by-2-0"),
    ("A-6", "Kanäle", "intern", "nein", "nein", None),
    ("A-7", "Wege", None, "nein", "nein", "dl-de/by-2-0"),
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "amt.yaml").write_text(MAPPING, encoding="utf-8")
    return str(save(tmp_path / "amt.xlsx", HEADER, *ROWS))


def show(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["--lang", "en", "release", *arguments]) == 0
    return capsys.readouterr().out


def test_the_table_groups_by_verdict_and_names_the_cells_that_decided(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = show(capsys, file)
    _, blocked, weighed, released, totals = shown.strip().split("\n\n")
    assert blocked.startswith("blocked (4)\nA-3  Wohngeld")
    assert "A-5  Entwürfe" in blocked
    assert "C6  “nein”: not released" in blocked
    assert weighed.startswith("to be weighed (1)\nA-2  Unfälle")
    assert "E3  the dataset holds small counts" in weighed
    assert released.startswith("released (2)\nA-1  Baumkataster")
    assert "staff       C7  “intern”: for staff only" in released
    assert totals.startswith("7 datasets in amt.xlsx")


def test_every_line_fits_a_narrow_terminal_and_no_word_is_lost(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = show(capsys, file)
    assert max(map(len, shown.splitlines())) <= 80
    for word in ROWS[0][1].split() if ROWS[0][1] else ():
        assert word in shown


def test_all_reasons_of_a_dataset_are_told_each_with_its_cell(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = show(capsys, file).partition("A-4")[2].partition("A-5")[0]
    first, second = told.index("D5  nobody has said that"), told.index("E5  the question “small")
    assert first < second


def test_the_totals_count_and_say_what_is_missing_most(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    totals = " ".join(show(capsys, file).split("\n\n")[-1].split())
    assert "released: 2 · to be weighed: 1 · blocked: 4" in totals
    assert "seen by – the public: 1 · staff: 1 · nobody: 5" in totals
    assert "1 of the blocked ones is kept back by the department itself" in totals
    assert "the question “personal data” is unanswered in 2 cells: D4–D5" in totals
    assert totals.index("personal data") < totals.index("small counts")
    assert "asked nowhere" not in totals
    assert "have errors and are held back: bestand check amt.xlsx" in totals


def test_only_one_verdict_is_shown_but_all_are_counted(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = show(capsys, file, "--only", "weigh")
    assert "A-2" in shown
    assert "A-1" not in shown
    assert "released: 2" in shown
    (data,) = json.loads(show(capsys, file, "--only", "weigh", "--json"))
    assert [one["identifier"] for one in data["datasets"]] == ["amt:A-2"]
    assert data["verdicts"] == {"released": 2, "weigh": 1, "blocked": 4}


def test_the_rules_are_named(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "decided by the rules “standard” (Usual rules)" in show(capsys, file)
    assert main(["--lang", "de", "release", file]) == 0
    assert "Übliche Regeln" in capsys.readouterr().out


def test_a_question_that_is_asked_nowhere_comes_with_the_way_to_answer_it(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(file).with_suffix(".yaml")
    path.write_text(MAPPING.replace("inventory: amt", "inventory: amt\ngate: strict"), encoding="utf-8")
    totals = " ".join(show(capsys, file).split("\n\n")[-1].split())
    assert "the question “draft or pending procedure” is asked nowhere (6 datasets): map a column with" in totals
    assert "“release: draft”" in totals


def test_licences_are_no_column_of_the_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = MAPPING.replace("inventory: amt", "inventory: amt\ngate: amt-gate.yaml")
    gate = (
        "format: bestand-gate/1\nname: x\ntitle: {de: x, en: x}\nextends: standard\n"
        "questions: {open_licence: {unasked: blocked}}\n"
    )
    (tmp_path / "amt-gate.yaml").write_text(gate, encoding="utf-8")
    (tmp_path / "amt.yaml").write_text(mapping, encoding="utf-8")
    (tmp_path / "ohne.yaml").write_text(mapping.replace("    Lizenz: license\n", ""), encoding="utf-8")
    rows = (("A-1", "a", "ja", "nein", "nein", "geheim"), ("A-2", "b", "ja", "nein", "nein", None))
    file = str(save(tmp_path / "amt.xlsx", HEADER, *rows))
    totals = " ".join(show(capsys, file).split("\n\n")[-1].split())
    assert totals.endswith("the question “open licence” is unanswered in 2 cells: F2–F3")
    totals = " ".join(show(capsys, file, "--mapping", str(tmp_path / "ohne.yaml")).split("\n\n")[-1].split())
    assert totals.endswith(
        "2 datasets name no licence: map a column to “license”, or name one under “constants:” in the mapping"
    )


def test_as_data(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    (data,) = json.loads(show(capsys, file, "--json"))
    assert (data["format"], data["gate"], data["inventory"]) == ("bestand-release/1", "standard", "amt")
    assert data["audiences"] == {"public": 1, "staff": 1, "nobody": 5}
    third = data["datasets"][2]
    assert (third["verdict"], third["audience"], third["ready"]) == ("blocked", "nobody", False)
    assert third["reasons"] == [
        {
            "question": "personal_data",
            "verdict": "blocked",
            "answered": False,
            "text": None,
            "message": "nobody has said that it holds no personal data",
            "cell": {"workbook": "amt.xlsx", "sheet": "Inventar", "address": "D4"},
        }
    ]
    assert data["datasets"][1]["reasons"][0]["text"] == "ja"
    first = data["unanswered"][0]
    assert (first["question"], first["datasets"], len(first["cells"])) == ("personal_data", 2, 2)


def test_an_unknown_verdict_is_wrong_usage_and_broken_rules_are_a_problem(
    file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", file, "--only", "maybe"]) == 2
    path = Path(file).with_suffix(".yaml")
    path.write_text(MAPPING.replace("inventory: amt", "inventory: amt\ngate: strickt"), encoding="utf-8")
    assert main(["--lang", "en", "release", file]) == 1
    assert "Did you mean “strict”?" in capsys.readouterr().err


def test_a_workbook_without_a_mapping_is_decided_with_a_proposed_one_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = save(tmp_path / "neu.xlsx", ("Nr.", "Titel", "Beschreibung", "Lizenz"), *(("1", "a", "b", "c"),) * 4)
    assert "read with a proposed mapping" in show(capsys, str(other))
