"""Looking back, and a ledger that was lost, as a person meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
BOOK = str(SAMPLES / "gruenes-amt.xlsx")


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue folder that was pushed to once, and a copy of it beside it: its ledger knows it by its path."""
    folder = tmp_path_factory.mktemp("history") / "katalog"
    assert main(["push", BOOK, "--to", str(folder), "--yes", "--create-organizations"]) == 0
    shutil.copytree(folder, folder.with_name("kopie"))
    return folder


@pytest.fixture
def catalogue(
    pushed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give the pushed catalogue as it was at first."""
    monkeypatch.delenv("BESTAND_LEDGER", raising=False)
    monkeypatch.delenv("BESTAND_TARGET", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shutil.rmtree(pushed, ignore_errors=True)
    shutil.copytree(pushed.with_name("kopie"), pushed)
    capsys.readouterr()
    return pushed


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command that succeeds and give what it prints as JSON."""

    def run(*arguments: object) -> Any:
        assert main([*map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


def edit(catalogue: Path, name: str, **fields: object) -> None:
    """Change an entry as a person would in the catalogue."""
    path = catalogue / "entries" / f"{name}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["fields"] |= fields
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def lose_ledger(catalogue: Path) -> None:
    for file in catalogue.glob("ledger.sqlite*"):
        file.unlink()


def test_history_lists_runs_and_show_tells_one(catalogue: Path, ask: Callable[..., Any]) -> None:
    (run,) = ask("history", "--to", catalogue)["runs"]
    assert (run["command"], run["state"], run["target"]) == ("push", "done", f"folder:{catalogue.as_posix()}")
    assert {"action": "create", "result": "done", "n": 25} in run["counts"]
    for name in (run["run"], run["run"][:12], "last", "LAST"):
        assert ask("show", name, "--to", catalogue)["run"] == run["run"]
    steps = ask("show", "last", "--to", catalogue)["steps"]
    assert [step["action"] for step in steps[:2]] == ["create_organization", "create"]


def test_history_as_text(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "history", "--to", str(catalogue)]) == 0
    assert "created: 25" in " ".join(capsys.readouterr().out.split())
    assert main(["--lang", "en", "show", "last", "--to", str(catalogue)]) == 0
    shown = capsys.readouterr().out
    assert "created  gruenes-amt:GA-001 “Baumkataster”\n    baumkataster · 1 resource\n" in shown


def test_the_ledger_is_found_without_naming_it(
    catalogue: Path, ask: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert len(ask("history", "--ledger", catalogue / "ledger.sqlite")["runs"]) == 1
    monkeypatch.setenv("BESTAND_TARGET", str(catalogue))
    assert len(ask("history")["runs"]) == 1
    monkeypatch.setenv("BESTAND_LEDGER", str(catalogue / "ledger.sqlite"))
    assert len(ask("history")["runs"]) == 1
    monkeypatch.delenv("BESTAND_TARGET")
    assert len(ask("history")["runs"]) == 1
    assert ask("history", "--to", tmp_path / "another")["runs"] == []
    monkeypatch.delenv("BESTAND_LEDGER")
    monkeypatch.chdir(tmp_path)
    assert ask("history")["runs"] == []
    catalogue.rename(tmp_path / "bestand-catalogue")
    assert len(ask("history")["runs"]) == 1


def test_looking_for_runs_leaves_no_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "history", "--to", str(tmp_path / "nichts")]) == 0
    assert "No runs yet in the ledger" in capsys.readouterr().out
    for command in (["show", "last"], ["history", "--prune", "3"]):
        assert main(["--lang", "en", *command, "--to", str(tmp_path / "nichts")]) == 1
        assert "there is no ledger" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_ckan_s_history_needs_no_token_and_no_ckan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BESTAND_TOKEN", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["--lang", "en", "history", "--to", "https://daten.example.org"]) == 0
    assert "No runs yet" in capsys.readouterr().out


def test_another_target_of_the_same_ledger_is_named(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = str(catalogue / "ledger.sqlite")
    assert main(["--lang", "en", "history", "--to", "https://daten.example.org/api/3", "--ledger", ledger]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "No runs to https://daten.example.org in the ledger" in shown
    assert f"it knows folder:{catalogue.as_posix()}." in shown


def test_what_is_thrown_away_is_told(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "history", "--to", str(catalogue), "--prune", "1"]) == 0
    assert "The contents of 0 runs were thrown away" in capsys.readouterr().err
    assert main(["--lang", "en", "history", "--to", str(catalogue), "--prune", "0"]) == 0
    assert "The contents of 1 run were thrown away" in capsys.readouterr().err
    assert main(["--lang", "en", "show", "last", "--to", str(catalogue)]) == 0
    assert "thrown away on" in capsys.readouterr().out


def test_after_a_lost_ledger_the_plan_shows_true_differences_only(catalogue: Path, ask: Callable[..., Any]) -> None:
    edit(catalogue, "baumkataster", title="Von Hand")
    (catalogue / "entries" / "spielplaetze.json").unlink()
    lose_ledger(catalogue)
    lost = {change["kind"] for change in ask("plan", BOOK, "--to", catalogue)["changes"]}
    assert lost == {"blocked", "create"}
    seen = ask("rebuild-ledger", BOOK, "--to", catalogue)
    assert seen["run"] is None
    assert not (catalogue / "ledger.sqlite").exists()
    done = ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes")
    assert [(item["identifier"], item["differs"]) for item in done["found"] if item["differs"]] == [
        ("gruenes-amt:GA-001", ["title"])
    ]
    assert [item["identifier"] for item in done["absent"]] == ["gruenes-amt:GA-006"]
    changes = {change["identifier"]: change for change in ask("plan", BOOK, "--to", catalogue)["changes"]}
    kinds = {key: change["kind"] for key, change in changes.items() if change["kind"] != "unchanged"}
    assert kinds == {"gruenes-amt:GA-001": "conflict", "gruenes-amt:GA-006": "create"}
    (clash,) = changes["gruenes-amt:GA-001"]["clashes"]
    assert (clash["sheet"], clash["catalogue"]) == ("Baumkataster", "Von Hand")


def test_a_decision_after_a_rebuild_ends_the_matter(
    catalogue: Path, ask: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(catalogue, "baumkataster", title="Von Hand")
    lose_ledger(catalogue)
    ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes")
    assert main(["push", BOOK, "--to", str(catalogue), "--yes", "--prefer", "catalogue"]) == 0
    capsys.readouterr()
    changes = ask("plan", BOOK, "--to", catalogue)["changes"]
    assert {change["kind"] for change in changes} == {"unchanged"}


def test_a_rebuild_is_a_run_and_is_done_once(catalogue: Path, ask: Callable[..., Any]) -> None:
    lose_ledger(catalogue)
    done = ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes")
    (run,) = ask("history", "--to", catalogue)["runs"]
    assert (run["run"], run["command"], run["note"]) == (done["run"], "rebuild-ledger", {"rebuilt": 25})
    again = ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes")
    assert (again["found"], len(again["known"]), again["run"]) == ([], 25, None)
    assert len(ask("history", "--to", catalogue)["runs"]) == 1


def test_a_rebuild_asks_before_it_writes(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lose_ledger(catalogue)
    assert main(["--lang", "en", "rebuild-ledger", BOOK, "--to", str(catalogue)]) == 1
    told = capsys.readouterr()
    assert "as in the sheet: 25" in told.out
    assert "nobody confirmed it" in told.err
    assert not (catalogue / "ledger.sqlite").exists()
    assert main(["--lang", "en", "rebuild-ledger", BOOK, "--to", str(catalogue), "--yes"]) == 0
    assert "What could not be known" in " ".join(capsys.readouterr().out.split())


def test_datasets_without_a_row_are_left_alone_unless_asked_for(catalogue: Path, ask: Callable[..., Any]) -> None:
    path = catalogue / "entries" / "naturdenkmale.json"
    path.write_text(path.read_text(encoding="utf-8").replace("GA-004", "GA-904"), encoding="utf-8")
    lose_ledger(catalogue)
    first = ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes")
    assert [item["identifier"] for item in first["left"]] == ["gruenes-amt:GA-904"]
    second = ask("rebuild-ledger", BOOK, "--to", catalogue, "--yes", "--without-row")
    assert [(item["identifier"], item["kind"]) for item in second["found"]] == [("gruenes-amt:GA-904", "rowless")]
    changes = {change["identifier"]: change["kind"] for change in ask("plan", BOOK, "--to", catalogue)["changes"]}
    assert changes["gruenes-amt:GA-904"] == "withdraw"
