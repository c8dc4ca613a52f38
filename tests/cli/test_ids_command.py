"""``bestand ids`` as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from toolkit.cli.main import main


@pytest.fixture(autouse=True)
def workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Daten"
    for line in (("Nr.", "Titel", "Notiz"), ("GA-1", "Bäume", None), (None, "Parks", None), (None, None, "?")):
        sheet.append(line)
    book.save("amt.xlsx")
    Path("amt.yaml").write_text(
        "format: bestand-mapping/1\ninventory: amt\n"
        "datasets: {sheet: Daten, header: 1, key: Nr., columns: {Titel: title, Notiz: {ignore: intern}}}\n",
        encoding="utf-8",
    )


def ids(*arguments: str, language: str = "en") -> int:
    return main(["--lang", language, "ids", *arguments])


def test_it_says_what_was_given_where_and_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert ids("amt.xlsx", "-o", "neu.xlsx") == 0
    assert capsys.readouterr().out.splitlines() == [
        "GA-2  Daten › A3 “Parks”",
        "1 dataset got an identifier",
        "Written: neu.xlsx. Work on with that file; the other one stays as it was.",
        "1 row has no title and got none: Daten › A4",
    ]
    assert Path("neu.xlsx").is_file()


def test_a_second_run_says_that_there_is_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    ids("amt.xlsx", "-o", "neu.xlsx")
    capsys.readouterr()
    assert ids("neu.xlsx", "-o", "noch.xlsx", "-m", "amt.yaml") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing was given, and nothing is written.",
        "1 row has no title and got none: Daten › A4",
    ]
    assert not Path("noch.xlsx").exists()


def test_where_every_row_has_its_identifier_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    Path("amt.yaml").write_text(
        Path("amt.yaml")
        .read_text(encoding="utf-8")
        .replace("columns", "skip: {column: Nr., filled: false, reason: x}, columns"),
        encoding="utf-8",
    )
    assert ids("amt.xlsx", "-o", "neu.xlsx") == 0
    assert capsys.readouterr().out.splitlines() == ["The row that is there has its identifier; nothing to do."]


def test_programs_get_the_same_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert ids("amt.xlsx", "-o", "neu.xlsx", "--json", "--style", "X-00") == 0
    assert json.loads(capsys.readouterr().out) == {
        "written": "neu.xlsx",
        "kept": 1,
        "given": [{"kind": "dataset", "id": "X-01", "sheet": "Daten", "cell": "A3", "title": "Parks"}],
        "untitled": [{"sheet": "Daten", "cell": "A4"}],
        "unowned": [],
    }


def test_the_workbook_itself_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("amt.xlsx").read_bytes()
    assert ids("amt.xlsx", "-o", "amt.xlsx") == 1
    assert "a copy never takes its place" in " ".join(capsys.readouterr().err.split())
    assert Path("amt.xlsx").read_bytes() == before
