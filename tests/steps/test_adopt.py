"""Taking over what people entered by hand, and carrying over what got another key, end to end in a folder."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.sync.version_one import write_old_ledger
from toolkit.cli.main import main
from toolkit.reports.language import Translator
from toolkit.steps.plan import PlanRequest, open_planned
from toolkit.steps.push import push_plan

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
KEYS = {"Datensätze": 1, "Ressourcen": 2}
FIRST = "kfz-verkehrszaehlung-an-dauerzaehlstellen"


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook and a catalogue that holds its datasets."""
    folder = tmp_path_factory.mktemp("pushed")
    shutil.copy(SAMPLES / "verkehrsamt.xlsx", folder)
    assert run("push", folder, "--create-organizations", "--yes") == 0
    return folder


@pytest.fixture
def folder(pushed: Path, tmp_path: Path) -> Path:
    """The same, to be changed; a ledger knows a folder by its whole path."""
    copy = Path(shutil.copytree(pushed, tmp_path / "f"))
    with closing(sqlite3.connect(copy / "c/ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE bestand_entries SET target = ?", (f"folder:{(copy / 'c').as_posix()}",))
    return copy


def run(command: str, folder: Path, *more: str) -> int:
    return main(["--lang", "en", command, str(folder / "verkehrsamt.xlsx"), "--to", str(folder / "c"), *more])


def renumber(folder: Path, change: dict[str, str]) -> None:
    """Change keys in the workbook."""
    book = openpyxl.load_workbook(folder / "verkehrsamt.xlsx")
    for sheet, column in KEYS.items():
        for (cell,) in book[sheet].iter_rows(min_col=column, max_col=column):
            cell.value = change.get(str(cell.value), cell.value)
    book.save(folder / "verkehrsamt.xlsx")


def read(folder: Path, name: str = FIRST) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((folder / f"c/entries/{name}.json").read_text(encoding="utf-8"))
    return record


def write(folder: Path, record: dict[str, Any], name: str) -> None:
    (folder / f"c/entries/{name}.json").write_text(json.dumps(record), encoding="utf-8")


def forget(folder: Path) -> None:
    """Let the catalogue look as if people had filled it by hand."""
    (folder / "c/ledger.sqlite").unlink()
    for path in (folder / "c/entries").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        for number, resource in enumerate(record["resources"]):
            resource["id"] = f"{number}-von-hand-{path.stem}"
            resource["fields"].pop("key")
        del record["managed_resources"]
        write(folder, {**record, "id": f"von-hand-{path.stem}", "identifier": ""}, path.stem)


def test_another_title_another_place_and_another_sheet_name_leave_a_dataset_the_same(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "verkehrsamt.xlsx")
    sheet = book["Datensätze"]
    assert (sheet["A3"].value, sheet["A4"].value) == ("VA-001", "VA-002")
    for column in range(1, sheet.max_column + 1):
        one, other = sheet.cell(3, column), sheet.cell(4, column)
        one.value, other.value = other.value, one.value
    sheet["B4"] = "Ganz anders"
    book.save(folder / "verkehrsamt.xlsx")
    before = read(folder)
    assert run("push", folder, "--yes") == 0
    after = read(folder)
    assert after["fields"]["title"] == "Ganz anders"
    assert {**before, "fields": {**before["fields"], "title": "Ganz anders"}} == after


def test_a_changed_key_is_told_and_carries_its_dataset_over_with_all_ids(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    renumber(folder, {"VA-001": "VA-001a"})
    before = read(folder)
    capsys.readouterr()
    assert run("plan", folder) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "looks like verkehrsamt:VA-001 “Kfz-Verkehrszählung an Dauerzählstellen”: was its key changed?" in shown
    assert run("adopt", folder, "--renamed", "VA-001=VA-001a", "--yes") == 0
    assert read(folder) == {**before, "identifier": "verkehrsamt:VA-001a"}
    assert run("plan", folder, "--exit-code") == 0


def test_renumbered_keys_stop_a_push_and_are_carried_over_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {path.stem: read(folder, path.stem) for path in (folder / "c/entries").glob("*.json")}
    renumber(folder, {f"VA-{n:03}": f"VA-{n + 1:03}" for n in range(1, 100)})
    assert run("push", folder, "--yes", "--withdraw-limit", "20") == 4
    assert "look like other datasets than their own" in capsys.readouterr().err
    assert run("adopt", folder, "--renamed", "all", "--yes") == 0
    after = {path.stem: read(folder, path.stem) for path in (folder / "c/entries").glob("*.json")}
    assert after.keys() == names.keys()
    for name, record in names.items():
        number = int(record["identifier"][-3:]) + 1
        assert (after[name]["id"], after[name]["identifier"]) == (record["id"], f"verkehrsamt:VA-{number:03}")
    assert after[FIRST]["resources"] == names[FIRST]["resources"]
    assert run("plan", folder, "--exit-code") == 0


@pytest.mark.parametrize(
    ("renamed", "words"),
    [
        ("VA-001", "does not say which key became which"),
        ("VA-999=VA-001a", "no dataset with the key “VA-999” was pushed"),
        ("VA-001=VA-777", "no row carries the key “VA-777”"),
        ("VA-002=VA-001a", "verkehrsamt:VA-002 still has a row"),
        ("VA-001=VA-002", "cannot become verkehrsamt:VA-002"),
    ],
)
def test_a_renaming_that_cannot_be_is_refused_with_the_reason(
    folder: Path, renamed: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    renumber(folder, {"VA-001": "VA-001a"})
    assert run("adopt", folder, "--renamed", renamed, "--yes") == 1
    assert words in " ".join(capsys.readouterr().err.split())


def test_datasets_entered_by_hand_are_taken_over_with_their_ids(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget(folder)
    before = read(folder)
    capsys.readouterr()
    assert run("adopt", folder) == 1
    assert read(folder) == before
    shown = " ".join(capsys.readouterr().out.split())
    assert f"= {FIRST} “Kfz-Verkehrszählung an Dauerzählstellen” by its URL name" in shown
    assert "23 datasets can be taken over" in shown
    assert run("adopt", folder, "--yes") == 0
    after = read(folder)
    assert (after["id"], after["identifier"]) == (before["id"], "verkehrsamt:VA-001")
    assert [item["id"] for item in after["resources"]] == [item["id"] for item in before["resources"]]
    assert after["managed_resources"] == [item["id"] for item in before["resources"]]
    assert run("plan", folder, "--exit-code") == 0


def test_what_people_wrote_is_shown_and_overwritten_or_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forget(folder)
    record = read(folder)
    by_hand = {**record["fields"], "title": "Von Hand", "description": ""}
    write(folder, {**record, "fields": by_hand}, FIRST)
    capsys.readouterr()
    assert run("adopt", folder, "--keep", "--yes") == 0
    assert "title: edited in the catalogue, stays “Von Hand”" in capsys.readouterr().out
    kept = read(folder)["fields"]
    assert kept["title"] == "Von Hand"
    assert kept["description"] == record["fields"]["description"]
    assert run("plan", folder, "--exit-code") == 0


def test_without_keep_the_sheet_wins_and_each_field_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forget(folder)
    record = read(folder)
    write(folder, {**record, "fields": {**record["fields"], "description": "Von Hand"}}, FIRST)
    capsys.readouterr()
    assert run("adopt", folder, "--yes") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "“Von Hand”" in shown
    assert "“Stundenwerte von 38" in shown
    assert read(folder)["fields"] == record["fields"]


def test_what_fits_twice_is_listed_and_never_taken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forget(folder)
    record = read(folder)
    write(folder, {**record, "id": "zweiter"}, "zweiter")
    capsys.readouterr()
    assert run("adopt", folder, "--by", "title", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [doubt["identifier"] for doubt in found["doubts"]] == ["verkehrsamt:VA-001"]
    assert {one["name"] for one in found["doubts"][0]["datasets"]} == {FIRST, "zweiter"}
    assert len(found["pairs"]) == 22
    assert found["receipt"] is None
    assert read(folder) == record


def test_a_saved_adoption_is_carried_out_by_push(folder: Path) -> None:
    forget(folder)
    plan = folder / "uebernahme.json"
    assert run("adopt", folder, "--out", str(plan)) == 0
    assert read(folder)["identifier"] == ""
    assert main(["push", str(plan), "--to", str(folder / "c"), "--yes"]) == 0
    assert run("plan", folder, "--exit-code") == 0


def test_an_unknown_way_is_wrong_usage(folder: Path) -> None:
    assert run("adopt", folder, "--by", "farbe") == 2


def test_a_ledger_that_was_brought_to_todays_format_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger, copy = folder / "alt.sqlite", folder / "alt.sqlite.v1-backup"
    write_old_ledger(ledger, f"folder:{(folder / 'c').as_posix()}")
    assert run("adopt", folder, "--ledger", str(ledger), "--json") == 0
    told = json.loads(capsys.readouterr().out)["plan"]["warnings"]
    assert str(copy) in json.dumps(told)
    copy.unlink()
    ledger.unlink()
    plan = folder / "plan.json"
    assert run("plan", folder, "--out", str(plan)) == 0
    write_old_ledger(ledger, f"folder:{(folder / 'c').as_posix()}")
    made, target = open_planned(plan, PlanRequest(ledger=str(ledger)))
    pushed = push_plan(made, target, None, Translator("en"), lambda _: None)
    assert [str(copy) in str(message) for message in pushed.news] == [True]
