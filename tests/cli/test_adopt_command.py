"""``bestand adopt`` as a person or a script meets it, on a catalogue folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.steps.small_department import write_department
from toolkit.cli.main import main

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the command line in a folder with a department of three rows, all pushed, and then forgotten."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_LEDGER", raising=False)
    monkeypatch.delenv("BESTAND_TARGET", raising=False)
    write_department(tmp_path, "amt", rows=3)
    assert main(["push", "amt.xlsx", "--to", "k", "--create-organizations", "--yes"]) == 0
    Path("k", "ledger.sqlite").unlink()
    return lambda *arguments: main(["--lang", "en", *arguments])


def test_without_a_terminal_nothing_is_taken(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("adopt", "amt.xlsx", "--to", "k") == 1
    printed = capsys.readouterr()
    assert "3 datasets can be taken over" in printed.out
    assert "error: nothing was written: nobody confirmed the plan" in printed.err
    assert not Path("k", "ledger.sqlite").exists()


def test_what_was_taken_over_names_receipt_and_page(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("adopt", "amt.xlsx", "--to", "k", "--yes") == 0
    out = capsys.readouterr().out.splitlines()
    assert "3 changes written" in out
    assert [line.split(":")[0] for line in out[-2:]] == ["receipt", "open"]
    assert Path(out[-1].removeprefix("open: ")).name == "index.html"
    assert run("plan", "amt.xlsx", "--to", "k", "--exit-code") == 0


def test_a_script_gets_one_document_and_writes_only_with_yes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("adopt", "amt.xlsx", "--to", "k", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["format"], len(data["pairs"]), data["receipt"]) == ("bestand-adoption/1", 3, None)
    assert run("adopt", "amt.xlsx", "--to", "k", "--json", "--yes") == 0
    assert len(json.loads(capsys.readouterr().out)["receipt"]) == 4


def test_a_saved_plan_is_carried_out_by_a_push(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("adopt", "amt.xlsx", "--to", "k", "--by", "title", "--out", "plan.json") == 0
    assert "carry it out with: bestand push plan.json" in capsys.readouterr().err
    assert run("push", "plan.json", "--yes") == 0
    assert run("adopt", "amt.xlsx", "--to", "k") == 0
    assert "Nothing to take over." in capsys.readouterr().out


def test_a_word_that_is_no_way_is_wrong_usage(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("adopt", "amt.xlsx", "--to", "k", "--by", "name,colour") == 2
    assert "colour is none of: identifier, name, url, title" in capsys.readouterr().err


def test_where_no_key_was_changed_the_answer_speaks_of_keys(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("adopt", "amt.xlsx", "--to", "k", "--renamed", "all") == 0
    assert capsys.readouterr().out.startswith("No key looks changed.")
