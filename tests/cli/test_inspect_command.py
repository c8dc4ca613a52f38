"""``bestand inspect`` as a person or a script meets it, and a check without a mapping."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from tests.cli.small_workbook import save
from toolkit.cli.main import main
from toolkit.reports.drift import build_drift_schema

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_inventories"
HEADINGS = ("Nr.", "Titel", "Beschreibung", "Lizenz", "Link", "Ansprechpartner", "Personenbezug", "Veröffentlichung")
WORDS = ("Bäume", "Wege", "Bänke", "Brunnen", "Beete", "Teiche", "Hecken", "Spielplätze")
ROWS = [
    (
        f"A-{number}",
        f"{word} im Stadtgebiet",
        f"Alles, was über {word} erhoben wird.",
        "CC BY 4.0",
        f"https://daten.example.org/{number}",
        "Erika Mustermann",
        "nein",
        "ja",
    )
    for number, word in enumerate(WORDS, start=1)
]


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return save(tmp_path / "inventar.xlsx", HEADINGS, *ROWS)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Give what was printed, in one line."""
    return lambda: " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", ["gruenes-amt", "verkehrsamt", "statistikstelle"])
def test_the_data_follow_the_documented_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("inspect", SAMPLES / f"{name}.xlsx", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "docs" / "inspect.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    assert data["format"] == "bestand-inspection/1"
    assert any(column["field"] == "title" for column in data["files"][0]["tables"][0]["columns"])


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("width", [72, 120])
def test_it_reads_well_in_any_terminal(
    language: str, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.chdir(SAMPLES)
    assert run("--lang", language, "inspect", "verkehrsamt.xlsx") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > width and "bestand " not in line] == []


def test_write_then_check(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mapping = tmp_path / "mapping.yaml"
    assert run("inspect", file, "--write", mapping) == 0
    assert "Written: " in capsys.readouterr().err
    assert run("check", file, "--mapping", mapping, "--json") in {0, 1}
    (report,) = json.loads(capsys.readouterr().out)
    assert len(report["datasets"]) == len(ROWS)
    text = mapping.read_text(encoding="utf-8")
    assert "Mustermann" not in text
    assert run("inspect", file, "--write", mapping) == 1
    assert "--force" in capsys.readouterr().err
    assert mapping.read_text(encoding="utf-8") == text
    assert run("inspect", file, "--write", mapping, "--force") == 0


def test_the_comments_of_a_written_mapping_speak_the_users_language(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--lang", "de", "inspect", file, "--write", tmp_path / "m.yaml") == 0
    capsys.readouterr()
    assert "{" not in (tmp_path / "m.yaml").read_text(encoding="utf-8").partition("\n")[0]


def test_against_ends_with_1_when_a_mapped_column_is_lost(file: Path, tmp_path: Path, shown: Callable[[], str]) -> None:
    mapping = tmp_path / "mapping.yaml"
    run("inspect", file, "--write", mapping)
    shown()
    assert run("inspect", file, "--against", mapping) == 0
    assert "Nothing has changed that the mapping must know." in shown()
    later = save(tmp_path / "neu.xlsx", (*HEADINGS[:3], "Lizenzangabe", *HEADINGS[4:], "Thema"), *ROWS)
    assert run("inspect", later, "--against", mapping) == 1
    text = shown()
    assert "lost: “Lizenz”: licence (license)" in text
    assert "perhaps renamed: D “Lizenzangabe”" in text
    assert "Lizenz: {field: license, aliases: [Lizenzangabe]}" in text
    assert "cannot read this file any more" in text
    fewer = save(tmp_path / "weniger.xlsx", (*HEADINGS[:5], *HEADINGS[6:]), *[(*row[:5], *row[6:]) for row in ROWS[:2]])
    run("inspect", fewer, "--against", mapping)
    assert "the mapping expects ≥ 4 rows" in shown()


def test_the_data_of_a_comparison_follow_the_documented_schema(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "mapping.yaml"
    run("inspect", file, "--write", mapping)
    later = save(tmp_path / "neu.xlsx", (*HEADINGS[:3], "Lizenzangabe", *HEADINGS[4:], "Thema"), *ROWS)
    capsys.readouterr()
    assert run("inspect", later, "--against", mapping, "--json") == 1
    (data,) = json.loads(capsys.readouterr().out)
    documented = json.loads((ROOT / "docs" / "drift.schema.json").read_text(encoding="utf-8"))
    assert documented == build_drift_schema(), "run: make docs"
    assert list(Draft202012Validator(documented).iter_errors(data)) == []
    assert data["breaks"] is True


def test_check_says_first_which_mapping_it_used_and_why(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = Path(shutil.copy(SAMPLES / "gruenes-amt.xlsx", tmp_path / "stand-2025.xlsx"))
    run("check", renamed)
    head = " ".join(capsys.readouterr().out.partition("\n\n")[0].split())
    assert head.startswith("stand-2025.xlsx read with the mapping “gruenes-amt”: it ships with Bestand, and 19 of")
    run("check", SAMPLES / "gruenes-amt.xlsx")
    assert "it ships with Bestand and has the workbook’s name" in " ".join(capsys.readouterr().out.split())
    run("check", file)
    head = " ".join(capsys.readouterr().out.partition("\n\n")[0].split())
    assert head.startswith("inventar.xlsx read with a proposed mapping: no mapping was found")
    run("check", file, "--json")
    (report,) = json.loads(capsys.readouterr().out)
    assert (report["mapping"], report["mapping_proposed"]) == ("proposed", True)
    assert "proposed" in report["mapping_why"]


@pytest.mark.parametrize("command", ["plan", "push", "package"])
def test_nothing_goes_anywhere_through_a_mapping_that_nobody_has_reviewed(
    command: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ("--out", tmp_path / "p") if command == "package" else ("--to", tmp_path / "c")
    assert run(command, file, *target) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "there is no mapping for inventar.xlsx" in said
    assert "bestand inspect" in said
    assert "--write" in said
    assert [path.name for path in tmp_path.iterdir()] == ["inventar.xlsx"]


def test_a_workbook_without_a_table_is_listed_and_ends_with_1(tmp_path: Path, shown: Callable[[], str]) -> None:
    file = save(tmp_path / "brief.xlsx", ("Bitte bis Freitag zurück an das Amt.",), sheet="Brief")
    assert run("inspect", file) == 1
    text = shown()
    assert "Brief: " in text
    assert "No table was found in brief.xlsx" in text


def test_what_cannot_be_used_is_said_in_two_lines(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "leer").mkdir()
    (tmp_path / "kaputt.yaml").write_text("inventory: [", encoding="utf-8")
    note = save(tmp_path / "brief.xlsx", ("Bitte bis Freitag zurück an das Amt.",))
    before = sorted(tmp_path.rglob("*"))
    for arguments in (
        (tmp_path / "fehlt.xlsx",),
        (tmp_path / "leer",),
        (file, "--against", tmp_path / "kaputt.yaml"),
        (file, "--against", tmp_path / "fehlt.yaml"),
        (file, "--write", tmp_path / "nirgends" / "m.yaml"),
        (note, "--write", tmp_path / "m.yaml"),
        (file, "--write", tmp_path / "m.yaml", "--against", tmp_path / "m.yaml"),
    ):
        assert run("inspect", *arguments) == 1, arguments
        printed = capsys.readouterr()
        assert printed.out == "", arguments
        assert printed.err.startswith("error:"), arguments
        assert "→" in printed.err
        assert "Traceback" not in printed.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_is_looked_at_whole_and_what_cannot_be_read_comes_last(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kaputt.xlsx").write_bytes(file.read_bytes()[:2000])
    assert run("inspect", tmp_path) == 1
    printed = capsys.readouterr()
    assert "inventar.xlsx" in printed.out
    assert "kaputt.xlsx" in printed.err
    assert run("inspect", tmp_path, "--json") == 1
    files = {one["file"]: one for one in json.loads(capsys.readouterr().out)["files"]}
    assert files["kaputt.xlsx"]["problem"]
    assert files["inventar.xlsx"]["tables"]
