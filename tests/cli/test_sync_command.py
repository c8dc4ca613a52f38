"""``bestand sync`` as cron, systemd and people meet it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.steps.small_department import write_configuration, write_department
from toolkit.cli.main import main

ROOT = Path(__file__).parents[2]
NAMES = ("amt", "bau")
REPORTS = '[report]\nhtml = "b/sync.html"\njson = "b/sync.json"\nprometheus = "b/sync.prom"\nkeep_receipts_days = 30\n'


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in NAMES:
        write_department(tmp_path, name, rows=2)
    (tmp_path / "bestand.toml").write_text(write_configuration(*NAMES, more=REPORTS), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_CONFIG", raising=False)
    return tmp_path


def test_a_sync_writes_its_reports_and_prints_a_summary(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("All 2 inventories are up to date.\n")
    lines = printed.err.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d ", line) for line in lines)
    assert any(line.endswith(" amt: read 2 datasets from amt.xlsx") for line in lines)
    assert sorted(file.name for file in (city / "b").iterdir()) == ["sync.html", "sync.json", "sync.prom"]
    assert json.loads((city / "b" / "sync.json").read_text(encoding="utf-8"))["exit_code"] == 0


def test_the_summary_as_data(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "bestand-sync/1"
    (city / "amt.xlsx").unlink()
    assert main(["sync", "--json"]) == 4
    data = json.loads(capsys.readouterr().out)
    assert [part["state"] for part in data["targets"][0]["inventories"]] == ["stopped", "done"]


def test_quiet_prints_nothing_but_trouble(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    (city / "amt.xlsx").unlink()
    assert main(["sync", "-q"]) == 4
    printed = capsys.readouterr()
    assert "no file is there for" in printed.out
    assert printed.err == ""


def test_a_part_of_a_sync_and_a_plan_leave_the_reports_alone(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "--plan", "--report", "plan.html"]) == 0
    assert main(["sync", "--only", "amt", "--prometheus", "part.prom"]) == 0
    assert not (city / "b").exists()
    assert (city / "plan.html").exists()
    assert 'inventory="amt"' in (city / "part.prom").read_text(encoding="utf-8")
    assert main(["sync", "--only", "amd"]) == 1
    assert "Did you mean “amt”?" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_never_0(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "b").write_text("a file where the folder should be", encoding="utf-8")
    assert main(["sync"]) == 3
    printed = capsys.readouterr()
    assert printed.out.startswith("All 2 inventories are up to date.")
    assert "sync.html: a part of its path is a file" in " ".join(printed.err.split())
    assert "sync.prom" in printed.err


def test_a_report_never_gets_the_name_of_a_workbook(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (city / "amt.xlsx").read_bytes()
    assert main(["sync", "--report", "amt.xlsx"]) == 1
    assert main(["sync", "--prometheus", "amt.xlsx"]) == 1
    assert (city / "amt.xlsx").read_bytes() == before
    capsys.readouterr()


def test_old_receipts_go_and_nothing_else(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "-q"]) == 0
    receipts = city / "katalog" / "receipts"
    (first,) = receipts.iterdir()
    (receipts / "notes.jsonl").write_text('{"format": "mine"}\n', encoding="utf-8")
    (receipts / "broken.jsonl").write_text("{", encoding="utf-8")
    for file in receipts.iterdir():
        os.utime(file, (time.time() - 31 * 86400,) * 2)
    assert main(["sync", "-q"]) == 0
    left = sorted(file.name for file in receipts.iterdir())
    assert first.name not in left
    assert len(left) == 3
    assert {"notes.jsonl", "broken.jsonl"} < set(left)
    capsys.readouterr()


def test_every_mistake_of_the_configuration_is_printed(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (city / "bestand.toml").write_text('[targts.a]\nto = "x"\n[inventories.a]\nfile = "x"\n', encoding="utf-8")
    assert main(["sync"]) == 1
    printed = capsys.readouterr().err
    assert printed.count("error:") == 4
    assert "unknown table or key “targts”" in printed
    assert "did you mean “files”?" in " ".join(printed.split()).lower()


def test_the_configuration_is_named_or_in_the_environment(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (city / "bestand.toml").rename(city / "other.toml")
    assert main(["sync", "-q"]) == 1
    assert "bestand.toml cannot be read" in capsys.readouterr().err
    assert main(["sync", "-q", "--config", "other.toml"]) == 0
    monkeypatch.setenv("BESTAND_CONFIG", str(city / "other.toml"))
    assert main(["sync", "-q"]) == 0


def test_a_check_reads_everything_and_writes_nothing(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(city.rglob("*"))
    assert main(["sync", "--check"]) == 0
    assert "inventories.amt: 2 datasets in amt.xlsx" in capsys.readouterr().out
    more = '[targets.portal]\nto = "https://ckan.example.org"\ntoken_env = "NOT_SET_HERE"\n'
    (city / "bestand.toml").write_text(write_configuration(*NAMES, more=more), encoding="utf-8")
    (city / "bau.xlsx").rename(city / "bau.old")
    assert main(["sync", "--check", "--json"]) == 1
    found = {one["subject"]: one for one in json.loads(capsys.readouterr().out)}
    assert [name for name, one in found.items() if one["state"] == "bad"] == ["targets.portal", "inventories.bau"]
    assert "NOT_SET_HERE is not set" in found["targets.portal"]["text"]
    (city / "bau.old").rename(city / "bau.xlsx")
    assert sorted(city.rglob("*")) == before


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_example_is_a_configuration(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language, "sync", "--example"]) == 0
    assert set(tomllib.loads(capsys.readouterr().out)) == {"defaults", "targets", "inventories", "report"}


def test_debug_shows_the_traceback_of_what_nobody_foresaw(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError("by 0")

    monkeypatch.setattr("toolkit.steps.intake.read_inventories", break_down)
    assert main(["sync"]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert main(["sync", "--debug"]) == 1
    printed = capsys.readouterr()
    assert "ZeroDivisionError: by 0" in printed.err
    assert "Traceback" in printed.err
    assert city.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM to send")
def test_sigterm_ends_a_sync_with_a_summary_and_130(city: Path) -> None:
    """The signal comes as soon as the first inventory is read; the second is still to be read then."""
    write_department(city, "bau", rows=400)
    arguments = [sys.executable, "-m", "toolkit", "sync", "--json", "--config", str(city / "bestand.toml")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "BESTAND_LANG": "en"}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=city, env=environment
    ) as running:
        assert running.stderr
        assert running.stdout
        assert "amt: read" in running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        data = json.loads(running.stdout.read())
        assert running.wait(60) == 130
    assert data["interrupted"]
    assert {part["state"] for part in data["targets"][0]["inventories"]} == {"interrupted"}
    assert not (city / "katalog").exists()
    assert json.loads((city / "b" / "sync.json").read_text(encoding="utf-8"))["exit_code"] == 130
