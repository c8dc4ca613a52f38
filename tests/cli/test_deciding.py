"""Conflicts at the command line: asked about at a terminal, or written into a file that somebody fills in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from toolkit.cli.deciding import parse_answer
from toolkit.cli.main import main
from toolkit.reports.language import Translator
from toolkit.steps.decision import Answer

SAMPLE = Path(__file__).parents[2] / "sample_inventories" / "verkehrsamt.xlsx"
KEYS = ("verkehrsamt:VA-001", "verkehrsamt:VA-002")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook and a catalogue that agree, and in ``saved`` a copy of both."""
    folder = tmp_path_factory.mktemp("stage")
    shutil.copy(SAMPLE, folder)
    assert main(["push", *words(folder), "--create-organizations", "--yes"]) == 0
    shutil.copytree(folder, folder.with_name("saved"))
    return folder


@pytest.fixture
def room(stage: Path) -> Path:
    """The same, where title and description of VA-001 and the description of VA-002 changed on both sides."""
    shutil.rmtree(stage)
    shutil.copytree(stage.with_name("saved"), stage)  # the ledger knows a catalogue by its place
    change(stage, B3="Blatt 1", C3="Blatt 2", C4="Blatt 3")
    edit(stage, KEYS[0], title="Katalog 1", description="Katalog 2")
    edit(stage, KEYS[1], description="Katalog 3")
    return stage


def words(folder: Path) -> list[str]:
    """Give the arguments that every command needs."""
    return [str(folder / SAMPLE.name), "--to", str(folder / "catalogue")]


def change(folder: Path, **cells: str) -> None:
    """Change cells as somebody at the office would."""
    book = openpyxl.load_workbook(folder / SAMPLE.name)
    for address, value in cells.items():
        book["Datensätze"][address] = value
    book.save(folder / SAMPLE.name)


def files_of(folder: Path) -> dict[str, tuple[Path, dict[str, Any]]]:
    found = {}
    for path in (folder / "catalogue" / "entries").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        found[record["identifier"]] = (path, record)
    return found


def edit(folder: Path, identifier: str, **fields: str) -> None:
    path, record = files_of(folder)[identifier]
    record["fields"] |= fields
    path.write_text(json.dumps(record), encoding="utf-8")


def values(folder: Path) -> list[str]:
    """Give the three fields in question."""
    first, second = (files_of(folder)[key][1]["fields"] for key in KEYS)
    return [first["title"], first["description"], second["description"]]


def write_conflicts(folder: Path) -> Path:
    """Let Bestand write the conflicts into a file."""
    file = folder / "conflicts.yaml"
    assert main(["plan", *words(folder), "--conflicts", str(file)]) == 0
    return file


def fill_in(file: Path, **answers: str) -> None:
    """Answer as somebody would in an editor: by dataset's key and field, in the file's order."""
    lines, key = [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith('  "verkehrsamt:'):
            key = line.strip(' ":').removeprefix("verkehrsamt:VA-")
        field = line.strip(' ":')
        lines.append(f"{line} {answers.get(f'{field}_{key}', '')}" if line.startswith('    "') else line)
    file.write_text("\n".join(lines), encoding="utf-8")


def test_without_a_terminal_conflicts_stay_conflicts(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", *words(room), "--yes"]) == 0
    assert values(room) == ["Katalog 1", "Katalog 2", "Katalog 3"]
    assert "conflict: 2" in capsys.readouterr().out


def test_the_file_shows_every_value_with_its_cell(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = write_conflicts(room).read_text(encoding="utf-8")
    assert "3 fields to decide are in" in capsys.readouterr().err
    assert "# 3 fields changed in the sheet and in folder:" in text
    block = text[text.index('  "verkehrsamt:VA-001":') : text.index("VA-002")]
    assert "    # title:   [verkehrsamt.xlsx › Datensätze › B3]\n" in block
    assert "    #   last pushed: “Kfz-Verkehrszählung an Dauerzählstellen”\n" in block
    assert '    #   sheet: “Blatt 1”\n    #   catalogue: “Katalog 1”\n    "title":\n' in block


def test_a_filled_in_file_settles_what_it_answers(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_conflicts(room)
    fill_in(file, title_001="sheet", description_001="catalogue")
    capsys.readouterr()
    assert main(["push", *words(room), "--decide", str(file), "--yes"]) == 0
    assert values(room) == ["Blatt 1", "Katalog 2", "Katalog 3"]
    assert "is no longer" not in capsys.readouterr().err
    assert main(["plan", *words(room), "--exit-code"]) == 0
    assert "conflict: 1" in capsys.readouterr().out


def test_an_empty_file_settles_nothing(room: Path) -> None:
    assert main(["push", *words(room), "--decide", str(write_conflicts(room)), "--yes"]) == 0
    assert values(room) == ["Katalog 1", "Katalog 2", "Katalog 3"]


def test_what_changed_since_it_was_decided_is_not_overwritten(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_conflicts(room)
    fill_in(file, title_001="sheet", description_001="sheet", description_002="sheet")
    edit(room, KEYS[0], description="Katalog, noch neuer")
    assert main(["push", *words(room), "--decide", str(file), "--yes"]) == 0
    assert values(room) == ["Katalog 1", "Katalog, noch neuer", "Blatt 3"]
    assert "verkehrsamt:VA-001 changed again since it was decided" in capsys.readouterr().err


def test_a_decision_that_nobody_waits_for_is_told(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = room / "own.json"
    decisions = {KEYS[0]: {"title": "catalogue", "notes": "sheet"}, "verkehrsamt:VA-099": {"title": "sheet"}}
    file.write_text(json.dumps({"format": "bestand-decisions/1", "decisions": decisions}), encoding="utf-8")
    assert main(["plan", *words(room), "--decide", str(file)]) == 0
    told = capsys.readouterr().err
    assert "verkehrsamt:VA-001 was decided, but there is no such conflict any more" in told
    assert "verkehrsamt:VA-099 was decided, but there is no such conflict any more" in told


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("format: bestand-decisions/2\ndecisions: {}", "own.yaml, line 1: this is no file of decisions"),
        ("format: bestand-decisions/1\ndecisions:\n  a:\n    title: Tabelle", "line 4: “Tabelle” is no side"),
        ("format: bestand-decisions/1\ndecision: {}", "line 2: the key “decision” is not known here"),
        ("format: bestand-decisions/1\ndecisions: [a]", "line 2: keys with values are expected here"),
        ("\0", "this is not YAML"),
    ],
)
def test_a_file_that_cannot_be_understood_stops(
    stage: Path, tmp_path: Path, text: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    assert main(["plan", *words(stage), "--decide", str(file)]) == 1
    assert problem in capsys.readouterr().err.replace("\n  ", " ")


def test_a_file_that_is_not_there_stops(stage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", *words(stage), "--decide", str(tmp_path / "none.yaml"), "--yes"]) == 1
    assert "the decisions in" in capsys.readouterr().err
    assert main(["plan", *words(stage), "--conflicts", str(tmp_path / "none" / "none.yaml")]) == 1
    assert "the conflicts cannot be saved as" in capsys.readouterr().err


def test_a_saved_plan_is_not_decided_about(stage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    assert main(["plan", *words(stage), "--out", str(plan)]) == 0
    assert main(["push", str(plan), "--decide", str(tmp_path / "d.yaml"), "--yes"]) == 1
    assert "a saved plan holds no conflicts" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("s\n", Answer("sheet")),
        (" Sheet ", Answer("sheet")),
        ("c", Answer("catalogue")),
        ("l", Answer(None)),
        ("s+", Answer("sheet", "dataset")),
        ("c ++", Answer("catalogue", "all")),
        ("l++", Answer(None, "all")),
        ("s+++", None),
        ("+", None),
        ("x", None),
        ("", None),
    ],
)
def test_an_answer_is_understood(text: str, answer: Answer | None) -> None:
    assert parse_answer(text, Translator("en")) == answer


def answer_at_a_terminal(arguments: list[str], answers: str) -> str:
    """Run the program at a terminal, type the answers and give all that it showed."""
    import pty  # noqa: PLC0415 (not on Windows)

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "toolkit", *arguments]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, close_fds=True) as program:
        os.close(slave)
        os.write(master, answers.encode("utf-8"))  # they wait in the terminal until they are asked for
        shown = b""
        while part := _read(master):
            shown += part
    os.close(master)
    assert program.returncode in {0, 1}
    return shown.decode("utf-8", "replace").replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Read what a terminal shows; nothing once the program has ended, of which Linux makes an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("s\nc\n\ny\n", ["Blatt 1", "Katalog 2", "Katalog 3"]),
        pytest.param("s+\nc\ny\n", ["Blatt 1", "Blatt 2", "Katalog 3"], marks=pytest.mark.slow),
        ("what\ns++\ny\n", ["Blatt 1", "Blatt 2", "Blatt 3"]),
        pytest.param("s++\nn\n", ["Katalog 1", "Katalog 2", "Katalog 3"], marks=pytest.mark.slow),
    ],
)
def test_a_person_at_a_terminal_is_asked_field_by_field(room: Path, answers: str, expected: list[str]) -> None:
    shown = answer_at_a_terminal(["--lang", "en", "push", *words(room)], answers)
    assert values(room) == expected
    assert "3 fields changed in the sheet and in the catalogue since the last push." in shown
    assert "1 of 3  verkehrsamt:VA-001" in shown
    assert ("“what” is no answer" in shown) == answers.startswith("what")
    assert shown.rindex("[s]heet") < shown.index("Write this to"), "the final plan comes after the questions"
