"""``bestand template`` as a person or a script meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit.cli.main import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def template(*arguments: str, language: str = "en") -> int:
    return main(["--lang", language, "template", *arguments])


def test_a_template_of_a_bundled_mapping_is_written_and_its_next_step_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert template("--mapping", "gruenes-amt", "-o", "vorlage.xlsx", language="de") == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("vorlage.xlsx: ")
    assert "bestand check vorlage.xlsx" in shown.err
    headings = [cell.value for cell in load_workbook("vorlage.xlsx")["Datensätze"][1]]
    assert headings[:2] == ["Nr. *", "Bezeichnung *"]


def test_its_language_is_that_of_all_texts_unless_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert template("--inventory", "amt", "-o", "a.xlsx") == 0
    assert template("--inventory", "amt", "--language", "de", "--title", "Amt", "-o", "b.xlsx") == 0
    assert load_workbook("a.xlsx").sheetnames[:2] == ["Guide", "Datasets"]
    assert load_workbook("b.xlsx").sheetnames[:2] == ["Anleitung", "Datensätze"]
    assert load_workbook("b.xlsx")["Anleitung"]["A1"].value == "Amt: so füllen Sie die Vorlage aus"
    assert "--inventory" not in capsys.readouterr().err


def test_an_untouched_template_stops_a_check_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    template("--inventory", "amt", "-o", "a.xlsx")
    assert main(["--lang", "en", "check", "a.xlsx"]) == 4
    assert "a.xlsx: no dataset has been filled in yet" in capsys.readouterr().err


def test_every_question_can_be_asked() -> None:
    template("--inventory", "amt", "--all-questions", "-o", "a.xlsx")
    headings = {str(cell.value) for cell in load_workbook("a.xlsx")["Datasets"][1]}
    assert {"Draft *", "Own data *"} <= headings


def test_a_template_without_a_name_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert template("-o", "a.xlsx") == 0
    assert "Give each office one with --inventory" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-o", "a.ods"], "a.ods does not end with .xlsx"),
        (["-o", "a.xlsx", "--inventory", "Grünes Amt"], "“Grünes Amt” is no name of an inventory"),
        (["-o", "a.xlsx", "--mapping", "gibtesnicht"], "there is no mapping “gibtesnicht”"),
        (["-o", "fehlt/a.xlsx", "--inventory", "amt"], "cannot be written"),
    ],
)
def test_what_cannot_be_is_said(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert template(*arguments) == 1
    assert told in " ".join(capsys.readouterr().err.split())
    assert list(Path().glob("a.*")) == []


def test_a_language_that_there_is_not_is_wrong_usage() -> None:
    assert template("-o", "a.xlsx", "--language", "fr") == 2


def test_a_file_that_is_there_is_only_replaced_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.xlsx").write_text("ausgefüllt", encoding="utf-8")
    assert template("-o", "a.xlsx", "--inventory", "amt") == 1
    assert "a.xlsx is there already" in capsys.readouterr().err
    assert Path("a.xlsx").read_text(encoding="utf-8") == "ausgefüllt"
    assert template("-o", "a.xlsx", "--inventory", "amt", "--replace") == 0
    assert load_workbook("a.xlsx").sheetnames


def test_what_a_mapping_cannot_send_along_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("amt.yaml").write_text(
        "format: bestand-mapping/1\ninventory: amt\ngate: stadt.yaml\n"
        "organization_table: {sheet: Ämter, key: K, columns: {N: title}}\n"
        "datasets: {sheet: D, key: Nr., columns: {Titel: title}}\n",
        encoding="utf-8",
    )
    assert template("-m", "amt.yaml", "-o", "a.xlsx") == 0
    told = " ".join(capsys.readouterr().err.split())
    assert "Your own rules of release (stadt.yaml) cannot travel in a workbook" in told
    assert "The table of organisations stays behind" in told
