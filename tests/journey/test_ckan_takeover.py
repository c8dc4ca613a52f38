"""Datasets taken over in CKAN, a ledger that was lost, a department that moved: nothing of others goes."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.editor import Editor
from tests.faults.office import build_office
from tests.journey.test_ckan_others import Scene, let_others_work, see_others
from toolkit.cli.main import main

if TYPE_CHECKING:
    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

KEY = "D-0001"


def enter_by_hand(box: CkanBox, folder: Path) -> Scene:
    """Enter one of an office's datasets by hand, with the work of others at it; the program knows nothing of it."""
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(box.token, encoding="utf-8")
    office = build_office(folder, f"hand{uuid.uuid4().hex[:8]}", 2)
    editor = Editor(box.url, box.token)
    editor.ask("organization_create", name=office.name, title=f"Amt {office.name}")
    links = [item for item in office.resources.values() if item["Datensatz"] == KEY]
    package = editor.ask(
        "package_create",
        name=f"von-{office.name}",
        title=office.rows[KEY]["Titel"],
        owner_org=office.name,
        notes="Von Hand beschrieben.",
        resources=[{"name": "Alt", "url": link["Adresse"], "format": "CSV"} for link in links],
    )
    arguments = ["--to", box.url, "--token-file", str(token), "--ledger", str(folder / "ledger.sqlite")]
    scene = Scene(editor, office, arguments, {KEY: package["id"]})
    let_others_work(scene)
    return scene


def run(scene: Scene, command: str, *more: str) -> int:
    return main(["--lang", "en", command, *scene.office.arguments, *scene.arguments, *more])


def list_changes(scene: Scene, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Plan, and give the changes by the keys of their rows."""
    capsys.readouterr()
    assert run(scene, "plan", "--json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    return {change["identifier"].partition(":")[2]: change for change in changes}


@pytest.mark.slow
def test_a_lost_ledger_and_a_move_leave_what_others_did_at_a_dataset_that_was_taken_over(
    ckan_datastore_box: CkanBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = enter_by_hand(ckan_datastore_box, tmp_path)
    before = see_others(scene)
    assert all(before.values())
    take_over(scene, capsys)
    assert see_others(scene) == before
    lose_the_ledger(scene, capsys)
    assert see_others(scene) == before
    move(scene)
    assert see_others(scene) == before


def take_over(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Adopt the dataset: its resources keep their ids, the sheet's words replace those of the same fields."""
    assert run(scene, "adopt", "--by", "title", "--yes") == 0
    package = scene.show(KEY)
    assert package["notes"].startswith("Brücken mit Lage")
    assert [each["name"] for each in package["resources"]] == ["Brücken 1, Teil 1", "Brücken 1, Teil 2", "Von Hand"]
    assert run(scene, "push", "--yes") == 0
    assert {change["kind"] for change in list_changes(scene, capsys).values()} == {"unchanged"}
    assert main(["history", "--ledger", scene.arguments[-1], "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [each["command"] for each in runs] == ["push", "adopt"]


def lose_the_ledger(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """Make the ledger anew: what sheet and CKAN agree on is known, what somebody edited since needs a decision."""
    Path(scene.arguments[-1]).unlink()
    scene.editor.revise(scene.ids[KEY], notes="Wieder von Hand.")
    assert {change["kind"] for change in list_changes(scene, capsys).values()} == {"blocked"}
    assert run(scene, "rebuild-ledger", "--yes") == 0
    changes = list_changes(scene, capsys)
    assert {key: change["kind"] for key, change in changes.items()} == {"D-0000": "unchanged", KEY: "conflict"}
    assert [clash["field"] for clash in changes[KEY]["clashes"]] == ["notes"]
    assert run(scene, "push", "--prefer", "sheet", "--yes") == 0
    assert scene.show(KEY)["notes"].startswith("Brücken mit Lage")
    assert {change["kind"] for change in list_changes(scene, capsys).values()} == {"unchanged"}


def move(scene: Scene) -> None:
    """Let the sheet be called otherwise and the department be another one: the datasets move, and stay the same."""
    mapping, other = scene.office.mapping, f"neu-{scene.office.name}"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("{name: ", "{name: neu-", 1), encoding="utf-8")
    assert run(scene, "push", "--yes") == 0
    assert scene.show(KEY)["organization"]["name"] == scene.office.name, "nobody asked for a new organisation"
    assert run(scene, "push", "--create-organizations", "--yes") == 0
    moved = scene.editor.find(other)
    assert scene.ids[KEY] in {package["id"] for package in moved}
    assert (len(moved), scene.editor.find(scene.office.name)) == (2, [])
    assert run(scene, "plan", "--exit-code") == 0
