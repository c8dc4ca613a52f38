"""The commands as a person or a script meets them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import __version__
from toolkit.cli.main import main
from toolkit.reports.planfile import build_plan_schema

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_inventories"
COMMANDS = (
    "inspect",
    "check",
    "template",
    "ids",
    "mapping",
    "package",
    "plan",
    "push",
    "sync",
    "adopt",
    "export",
    "validate",
    "score",
    "import",
    "pull",
    "history",
    "show",
    "rebuild-ledger",
    "feedback",
    "serve",
    "account",
    "explain",
    "sandbox",
)

SUBCOMMANDS = ("account add", "account list", "account remove", "sandbox up", "sandbox status", "sandbox down")


def run(*arguments: str) -> int:
    return main(list(arguments))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("command", [*COMMANDS, *SUBCOMMANDS])
def test_every_command_explains_itself_in_both_languages(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--lang", language, *command.split(), "--help") == 0
    page = capsys.readouterr().out
    assert ("Aufruf:" if language == "de" else "Usage:") in page
    assert len(page) > 200


def test_the_first_page_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    page = capsys.readouterr().out
    assert all(re.search(rf"^  {command} ", page, re.MULTILINE) for command in COMMANDS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.strip() == f"bestand {__version__}"


def test_check_ends_with_1_when_there_are_errors_and_0_when_there_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(SAMPLES / "statistikstelle.xlsx")) == 1
    assert run("check", str(SAMPLES / "gruenes-amt.xlsx")) == 0
    capsys.readouterr()


def test_a_finding_shows_cell_text_nearest_and_the_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    run("check", str(SAMPLES / "statistikstelle.xlsx"))
    shown = " ".join(capsys.readouterr().out.split())
    assert "error[licence-unknown]: “Datenlizenz DE” is not in the licence list" in shown
    assert "statistikstelle.xlsx › Datenangebot › M34" in shown
    assert "did you mean “Datenlizenz Deutschland Namensnennung 2.0”" in shown
    assert 'lookup: {"Datenlizenz DE":' in shown


def test_the_same_in_german(capsys: pytest.CaptureFixture[str]) -> None:
    run("--lang", "de", "check", str(SAMPLES / "statistikstelle.xlsx"))
    shown = " ".join(capsys.readouterr().out.split())
    assert "Fehler[licence-unknown]" in shown
    assert "steht nicht in der Lizenzliste" in shown
    assert " is " not in shown


def test_internal_remarks_appear_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hidden column of the Grünes Amt holds remarks that must not get out."""
    target = tmp_path / "catalogue"
    file = str(SAMPLES / "gruenes-amt.xlsx")
    assert run("push", file, "--to", str(target), "--yes", "--create-organizations", "--verbose") == 0
    printed = capsys.readouterr()
    written = "".join(path.read_text("utf-8", "replace") for path in target.rglob("*") if path.is_file())
    for text in (printed.out, printed.err, written):
        assert "Streit um Zuständigkeit" not in text


def test_check_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", str(SAMPLES / "statistikstelle.xlsx"), "--json") == 1
    (report,) = json.loads(capsys.readouterr().out)
    assert report["format"] == "bestand-check/1"
    found = {finding["code"]: finding for finding in report["findings"]}
    assert found["date-invalid"]["text"] == "31.02.2025"
    assert found["date-invalid"]["cell"]["address"] == "J28"
    ready = [dataset for dataset in report["datasets"] if dataset["ready"]]
    assert len(ready) == 25


def test_plan_as_data_follows_the_documented_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(SAMPLES / "gruenes-amt.xlsx")
    assert run("plan", file, "--to", str(tmp_path / "c"), "--create-organizations", "--json") == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["format"] == "bestand-plan/1"
    documented = json.loads((ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8"))
    assert documented == build_plan_schema(), "run: make docs"


def test_planning_leaves_no_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("plan", str(SAMPLES / "gruenes-amt.xlsx"), "--to", str(tmp_path / "catalogue"))
    capsys.readouterr()
    assert list(tmp_path.iterdir()) == []


def test_plan_tells_a_script_whether_there_is_something_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = (str(SAMPLES / "gruenes-amt.xlsx"), "--to", str(tmp_path / "c"))
    assert run("plan", *arguments, "--create-organizations", "--exit-code") == 10
    assert run("push", *arguments, "--create-organizations", "--yes") == 0
    assert run("plan", *arguments, "--exit-code") == 0
    assert "Nothing to do." in capsys.readouterr().out


def test_push_leaves_a_receipt_with_every_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = tmp_path / "receipt.jsonl"
    arguments = (str(SAMPLES / "gruenes-amt.xlsx"), "--to", str(tmp_path / "c"), "--receipt", str(receipt))
    assert run("push", *arguments, "--create-organizations", "--yes", "--json") == 0
    head, *lines = [json.loads(line) for line in receipt.read_text(encoding="utf-8").splitlines()]
    assert head["done"] == len(lines) == 26
    assert {line["action"] for line in lines} == {"create_organization", "create"}
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [head, *lines]


def test_packages_are_written_for_public_datasets_only_unless_staff_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(SAMPLES / "gruenes-amt.xlsx")
    assert run("package", file, "--out", str(tmp_path / "public"), "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == len(list((tmp_path / "public").iterdir())) == 22
    assert run("package", file, "--out", str(tmp_path / "staff"), "--staff") == 0
    assert len(list((tmp_path / "staff").iterdir())) == 25


def test_the_workbook_is_never_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = Path(shutil.copy(SAMPLES / "gruenes-amt.xlsx", tmp_path))
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    run("push", str(file), "--to", str(tmp_path / "c"), "--create-organizations", "--yes")
    capsys.readouterr()
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_every_code_has_a_manual_page_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    run("explain", "--json")
    english = {rule["code"]: rule["manual"] for rule in json.loads(capsys.readouterr().out)}
    run("--lang", "de", "explain", "--json")
    german = {rule["code"]: rule["manual"] for rule in json.loads(capsys.readouterr().out)}
    assert english.keys() == german.keys()
    assert len(english) >= 12
    same = {code for code in english for pair in zip(english[code], german[code], strict=True) if pair[0] == pair[1]}
    assert same == set()


def test_output_survives_a_pipe_that_cannot_hold_it() -> None:
    """A pipe on Windows is cp1252, which has no arrow."""
    command = [sys.executable, "-X", "utf8=0", "-m", "toolkit", "check", str(SAMPLES / "statistikstelle.xlsx")]
    done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "cp1252"}, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert b"licence-unknown" in done.stdout
    assert b"Traceback" not in done.stderr


def test_lines_fit_into_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    run("check", str(SAMPLES / "statistikstelle.xlsx"))
    too_long = [line for line in capsys.readouterr().out.splitlines() if len(line) > 60 and "lookup:" not in line]
    assert too_long == []
