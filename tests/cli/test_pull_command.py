"""``bestand pull`` on the command line: options, exit codes, what is printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
FIRST = "kfz-verkehrszaehlung-an-dauerzaehlstellen"
TOKEN = "geheim-4711"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook whose first dataset was edited in the catalogue folder that it was pushed to."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(SAMPLES / "verkehrsamt.xlsx", folder)
    arguments = [str(folder / "verkehrsamt.xlsx"), "--to", str(folder / "c"), "--create-organizations", "--yes"]
    assert main(["push", *arguments]) == 0
    entry = folder / f"c/entries/{FIRST}.json"
    record = json.loads(entry.read_text(encoding="utf-8"))
    record["fields"] |= {"title": "Kfz-Zählung", "publisher.name": "Jemand anders"}
    entry.write_text(json.dumps(record), encoding="utf-8")
    return folder


def run(office: Path, *more: str, language: str = "en") -> int:
    into = ["--into", str(office / "verkehrsamt.xlsx"), "--from", str(office / "c")]
    return main(["--lang", language, "pull", *into, *more])


def test_without_a_choice_the_changes_are_shown_and_nothing_is_written(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(office.rglob("*.xlsx"))
    capsys.readouterr()
    assert run(office) == 0
    told = capsys.readouterr().out
    assert "verkehrsamt:VA-001 “Kfz-Verkehrszählung an Dauerzählstellen”" in told
    assert "catalogue: “Kfz-Zählung”" in told
    assert "not to be taken:" in told
    assert "2 changes in the catalogue since the last push that the workbook does not say" in told
    assert "--take all -o COPY.xlsx" in told
    assert sorted(office.rglob("*.xlsx")) == before


def test_with_a_choice_the_copy_is_written_and_named(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "kopie.xlsx"
    capsys.readouterr()
    assert run(office, "--take", "VA-001:title", "-o", str(copy), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["copy"] == str(copy)
    assert {one["path"]: one["taken"] for one in data["changes"]} == {"title": True, "publisher.name": False}
    assert copy.is_file()


def test_nobody_is_asked_without_a_terminal(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(office, "-o", str(tmp_path / "kopie.xlsx")) == 0
    assert "?" not in capsys.readouterr().err
    assert not (tmp_path / "kopie.xlsx").exists()


def test_answers_at_a_terminal_choose_what_is_taken(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.cli.console import Console  # noqa: PLC0415 (only this test needs it)

    monkeypatch.setattr(Console, "is_attended", property(lambda _: True))
    monkeypatch.setattr(Console, "ask", lambda _self, _question: "y")
    assert run(office, "-o", str(tmp_path / "kopie.xlsx")) == 0
    told = capsys.readouterr()
    assert "1 of 1" in told.err
    assert "1 change written into" in told.out
    assert (tmp_path / "kopie.xlsx").is_file()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["-o", "x.xlsx"], 2),
        (["--from", "https://ckan.example.org", "-o", "x.xlsx", "--take", "all"], 2),
        (["--into", "x.xlsx", "--organization", "amt"], 2),
        (["--into", "x.xlsx", "--take", "all"], 1),
        (["--from", "https://ckan.example.org", "-o", "con.xlsx"], 1),
        (["--from", "kein-ckan", "-o", "x.xlsx"], 1),
        (["--into", "gibt-es-nicht.xlsx", "--from", "c"], 1),
    ],
)
def test_what_cannot_be_done_ends_with_its_exit_code(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_TARGET", raising=False)
    assert main(["pull", *arguments]) == code
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_ckan_that_does_not_answer_is_named_and_the_token_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BESTAND_TOKEN", TOKEN)
    assert main(["--lang", "en", "pull", "--from", "http://127.0.0.1:9", "-o", str(tmp_path / "x.xlsx")]) == 1
    told: Any = capsys.readouterr()
    assert "127.0.0.1:9" in told.err
    assert TOKEN not in told.err + told.out
    assert not list(tmp_path.iterdir())
