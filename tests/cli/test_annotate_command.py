"""``bestand check --annotate`` beside the other options of a check."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.small_workbook import save
from toolkit.cli.main import main

MAPPING = """\
format: bestand-mapping/1
inventory: amt
datasets:
  sheet: Inventar
  header: 1
  key: Nr.
  columns:
    Titel: title
    Lizenz: license
    Stand: modified
    Frei: {release: publish}
    Personen: {release: personal_data}
"""
HEADER = ("Nr.", "Titel", "Lizenz", "Stand", "Frei", "Personen")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "amt.yaml").write_text(MAPPING, encoding="utf-8")
    return save(tmp_path / "amt.xlsx", HEADER, ("1", "Bäume", "CC?", "bald", "ja", "nein"))


def run(*arguments: object) -> int:
    return main(["--lang", "en", "check", *map(str, arguments)])


def marked(file: Path) -> set[str]:
    sheet = openpyxl.load_workbook(file).worksheets[0]
    return {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}


def test_writes_a_copy_and_says_what_to_do_with_it(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    assert run(book, "--annotate", "copy.xlsx") == 1
    told = capsys.readouterr()
    assert "Written: copy.xlsx; 3 cells are coloured. Send it to those who fill in the workbook" in told.err
    assert "licence-unknown" in told.out
    assert {"C2", "D2"} <= marked(Path("copy.xlsx"))
    assert book.read_bytes() == before


def test_goes_with_a_report_and_with_json(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--annotate", "copy.xlsx", "--out", "report.html") == 1
    assert run(book, "--annotate", "copy.xlsx", "--out", "report.json", "--json") == 1
    assert {"copy.xlsx", "report.html", "report.json"} <= {file.name for file in book.parent.iterdir()}
    assert capsys.readouterr().err.count("Written: ") == 4


def test_marks_what_is_shown(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--annotate", "copy.xlsx", "--only", "date-invalid", "--json") == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in report["findings"]] == ["date-invalid"]
    assert marked(Path("copy.xlsx")) == {"D2"}


def test_leaves_out_what_is_accepted(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--only", "date-invalid", "--write-baseline", "known.yaml", "--until", "2099-12-31") == 0
    assert run(book, "--baseline", "known.yaml", "--annotate", "copy.xlsx") == 1
    assert "D2" not in marked(Path("copy.xlsx"))
    told = [cell.value for cell in openpyxl.load_workbook("copy.xlsx")["Feedback"]["A"]]
    assert "1 known finding is put off until 31 December 2099 and does not stand here." in told
    capsys.readouterr()


def test_of_a_corrected_copy_finds_less(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(book, "--annotate", "copy.xlsx")
    corrected = openpyxl.load_workbook("copy.xlsx")
    corrected.worksheets[0]["D2"] = "2024"
    corrected.save("copy.xlsx")
    capsys.readouterr()
    run("copy.xlsx", "--mapping", "amt.yaml", "--json")
    (report,) = json.loads(capsys.readouterr().out)
    assert "date-invalid" not in {one["code"] for one in report["findings"]}
    assert "licence-unknown" in {one["code"] for one in report["findings"]}


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("amt.xlsx", "is the workbook itself, which is never changed"),
        ("copy.xlsm", "must have a name that ends with .xlsx"),
        ("amt.yaml", "must have a name that ends with .xlsx"),
    ],
)
def test_refuses_a_name_that_would_do_harm(out: str, told: str, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file.name: file.read_bytes() for file in book.parent.iterdir()}
    assert run(book, "--annotate", out) == 1
    assert told in capsys.readouterr().err
    assert {file.name: file.read_bytes() for file in book.parent.iterdir()} == before


def test_speaks_german(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "de", "check", str(book), "--annotate", "kopie.xlsx"]) == 1
    capsys.readouterr()
    assert openpyxl.load_workbook("kopie.xlsx").sheetnames == ["Inventar", "Rückmeldung"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 damaged"])
def test_of_a_damaged_workbook_writes_nothing(content: bytes, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book.write_bytes(content)
    assert run(book, "--annotate", "copy.xlsx") == 1
    assert capsys.readouterr().err.startswith("error: amt.xlsx")
    assert not Path("copy.xlsx").exists()
