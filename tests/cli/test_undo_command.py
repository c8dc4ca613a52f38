"""``bestand undo`` as a person or a script meets it, on a catalogue folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
Run = Callable[..., int]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first four rows of the Grünes Amt's inventory, with its mapping but for the rows to expect."""
    book = openpyxl.load_workbook(SAMPLES / "gruenes-amt.xlsx")
    book["Dateninventar"].delete_rows(8, 100)
    file = tmp_path_factory.mktemp("workbook") / "gruenes-amt.xlsx"
    book.save(file)
    mapping = (SAMPLES.parent / "mappings" / "inventories" / "gruenes-amt.yaml").read_text(encoding="utf-8")
    lines = [line for line in mapping.splitlines() if not line.lstrip().startswith("expect:")]
    file.with_suffix(".yaml").write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.fixture
def run(workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the command line, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_LEDGER", raising=False)
    monkeypatch.delenv("BESTAND_TARGET", raising=False)
    for file in (workbook, workbook.with_suffix(".yaml")):
        shutil.copy(file, tmp_path)
    return lambda *arguments: main(["--lang", "en", *arguments])


def push(run: Run) -> None:
    assert run("push", "gruenes-amt.xlsx", "--to", "c", "--yes", "--create-organizations") == 0


def change_title(title: str) -> None:
    """Write another title and description of the first dataset into the workbook."""
    book = openpyxl.load_workbook("gruenes-amt.xlsx")
    book["Dateninventar"]["B4"] = title
    book["Dateninventar"]["C4"] = "Andere Worte, die den Datensatz ausführlich genug beschreiben."
    book.save("gruenes-amt.xlsx")


def read_entries() -> dict[str, dict[str, object]]:
    records = [json.loads(path.read_bytes()) for path in Path("c", "entries").glob("*.json")]
    return {record["identifier"]: record["fields"] for record in records}


def test_the_last_run_is_taken_back(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    before = read_entries()
    change_title("Falscher Titel")
    push(run)
    capsys.readouterr()
    assert run("undo", "last", "--to", "c", "--yes") == 0
    assert "“Falscher Titel” → “Baumkataster”" in capsys.readouterr().out
    assert read_entries() == before


def test_a_package_of_the_site_does_not_go_on_telling_what_was_taken_back(run: Run) -> None:
    push(run)
    change_title("Falscher Titel")
    push(run)
    package = Path("c", "site", "packages", "baumkataster", "datapackage.json")
    assert "Falscher Titel" in package.read_text(encoding="utf-8")
    assert run("undo", "last", "--to", "c", "--yes") == 0
    assert not package.exists()
    assert "Falscher Titel" not in Path("c", "site", "index.html").read_text(encoding="utf-8")


def test_nothing_is_written_without_a_yes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    before = read_entries()
    assert run("undo", "last", "--to", "c") == 1
    assert "nobody confirmed" in capsys.readouterr().err
    assert read_entries() == before


def test_a_saved_way_back_is_pushed_later(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    before = read_entries()
    change_title("Falscher Titel")
    push(run)
    assert run("undo", "last", "--to", "c", "--out", "back.json") == 0
    assert read_entries()["gruenes-amt:GA-001"]["title"] == "Falscher Titel"
    assert "bestand push back.json" in capsys.readouterr().err
    assert run("push", "back.json", "--yes") == 0
    assert read_entries() == before


def test_an_entry_that_was_edited_since_ends_with_3_and_stays(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    change_title("Falscher Titel")
    push(run)
    file = Path("c", "entries", "baumkataster.json")
    file.write_text(file.read_text(encoding="utf-8").replace("Falscher Titel", "Von Hand"), encoding="utf-8")
    assert run("undo", "last", "--to", "c", "--yes") == 3
    assert "somebody edited it in the catalogue since that run" in capsys.readouterr().out
    assert read_entries()["gruenes-amt:GA-001"]["title"] == "Von Hand"


def test_created_entries_are_removed_on_wish(run: Run) -> None:
    push(run)
    assert run("undo", "last", "--to", "c", "--yes", "--only", "gruenes-amt:GA-001", "--delete") == 0
    assert "gruenes-amt:GA-001" not in read_entries()
    assert len(read_entries()) == 3
    push(run)
    assert len(read_entries()) == 4


def test_the_receipt_is_told_as_data(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    capsys.readouterr()
    assert run("undo", "last", "--to", "c", "--yes", "--json") == 0
    head, *lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert head["done"] == len(lines) == 4
    assert {line["action"] for line in lines} == {"withdraw"}


def test_the_plan_is_told_as_data_where_it_is_saved(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    capsys.readouterr()
    assert run("undo", "last", "--to", "c", "--out", "back.json", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan == json.loads(Path("back.json").read_text(encoding="utf-8"))
    assert plan["undoes"]


def test_a_run_that_nobody_knows_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    assert run("undo", "1999", "--to", "c") == 1
    assert "knows no run 1999" in capsys.readouterr().err
    assert run("undo", "last", "--to", "elsewhere") == 1
    assert "there is no ledger" in capsys.readouterr().err
    assert not Path("elsewhere").exists()


def test_an_idle_run_is_not_the_last(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    push(run)
    assert run("undo", "last", "--to", "c", "--yes") == 0
    assert all(fields["private"] for fields in read_entries().values())
    capsys.readouterr()


def test_a_script_is_told_why_a_dataset_was_left_alone(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    push(run)
    (wrong,) = (path for path in Path("c", "entries").glob("*.json") if b"gruenes-amt:GA-001" in path.read_bytes())
    wrong.write_text(wrong.read_text(encoding="utf-8").replace("Baumkataster", "Bäume"), encoding="utf-8")
    capsys.readouterr()
    assert run("undo", "last", "--to", "c", "--yes", "--json") == 3
    printed = capsys.readouterr()
    assert all(json.loads(line) for line in printed.out.splitlines())
    assert (
        "gruenes-amt:GA-001: left alone: somebody edited it in the catalogue since that run" in printed.err.splitlines()
    )
