"""What other people and other plugins keep at our datasets and resources outlives pushes of changed metadata."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CkanBox
from tests.faults.editor import Editor, read_identifier
from tests.faults.office import Office, build_office
from toolkit.cli.main import main

pytestmark = pytest.mark.ckan

ROWS = [{"jahr": 2023, "zahl": 7}, {"jahr": 2024, "zahl": 9}]
SYNCS = 3
MANY_SYNCS = 10


@dataclass(frozen=True)
class Scene:
    """Three datasets of ours after the first push, with the work of others at them."""

    editor: Editor
    office: Office
    arguments: list[str]
    ids: dict[str, str]

    def show(self, key: str) -> dict[str, Any]:
        shown: dict[str, Any] = self.editor.ask("package_show", id=self.ids[key])
        return shown

    def push(self) -> int:
        return main(["push", *self.office.arguments, *self.arguments, "--yes", "--create-organizations"])


def set_scene(box: CkanBox, folder: Path) -> Scene:
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(box.token, encoding="utf-8")
    name = f"archiv{uuid.uuid4().hex[:8]}"
    office = build_office(folder, name, 3)
    editor = Editor(box.url, box.token)
    arguments = ["--to", box.url, "--token-file", str(token), "--ledger", str(folder / "ledger.sqlite")]
    scene = Scene(editor, office, arguments, {})
    assert scene.push() == 0
    scene.ids.update({read_identifier(each).partition(":")[2]: each["id"] for each in editor.find(name)})
    return scene


def let_others_work(scene: Scene) -> None:
    """Let an editor add a resource, rows, views, a group, an extra, a collaborator and a follower."""
    ask, dataset = scene.editor.ask, scene.ids["D-0001"]
    ask("resource_create", package_id=dataset, name="Von Hand", url="https://example.org/hand.csv", format="CSV")
    for resource in scene.show("D-0001")["resources"]:
        fields = [{"id": "jahr", "type": "int"}, {"id": "zahl", "type": "int"}]
        ask("datastore_create", resource_id=resource["id"], force=True, fields=fields, records=ROWS)
        ask("resource_view_create", resource_id=resource["id"], title="Tabelle", view_type="datatables_view")
    mark = scene.office.name
    ask("group_create", name=f"gruppe-{mark}", title="Verkehr")
    ask("member_create", id=f"gruppe-{mark}", object=dataset, object_type="package", capacity="public")
    user = ask("user_create", name=f"kollegin-{mark}", email=f"{mark}@example.org", password=uuid.uuid4().hex)
    ask("package_collaborator_create", id=dataset, user_id=user["id"], capacity="editor")
    ask("follow_dataset", id=dataset)
    scene.editor.add_extra(dataset, "redaktion", "geprüft")


def see_others(scene: Scene) -> dict[str, Any]:
    """See all that others keep at our dataset; ids included, times not."""
    ask, package = scene.editor.ask, scene.show("D-0001")
    views = [ask("resource_view_list", id=each["id"]) for each in package["resources"]]
    tables = [ask("datastore_search", resource_id=each["id"])["records"] for each in package["resources"]]
    return {
        "ids": [each["id"] for each in package["resources"]],
        "urls": [each["url"] for each in package["resources"]],
        "in the DataStore": [each["datastore_active"] for each in package["resources"]],
        "views": [[(view["id"], view["title"], view["view_type"]) for view in several] for several in views],
        "rows": [[(row["jahr"], row["zahl"]) for row in table] for table in tables],
        "groups": [group["name"] for group in package["groups"]],
        "collaborators": [each["capacity"] for each in ask("package_collaborator_list", id=package["id"])],
        "followers": ask("dataset_follower_count", id=package["id"]),
        "extra": [each["value"] for each in package["extras"] if each["key"] == "redaktion"],
        "by hand": [each["name"] for each in package["resources"] if each["url"].endswith("hand.csv")],
    }


def change_metadata(office: Office, round_: int) -> None:
    """Change all that a row says but its address, and another dataset beside it."""
    row = office.rows["D-0001"]
    row["Titel"], row["Beschreibung"] = f"Brücken, Ausgabe {round_}", f"Beschrieben zum {round_}. Mal."
    row["Schlagworte"] = f"Brücken; Ausgabe {round_}"
    for name, resource in office.resources.items():
        if resource["Datensatz"] == "D-0001":
            resource |= {"Titel": f"{name}, Ausgabe {round_}", "Beschreibung": f"Stand {round_}"}
    office.rows["D-0002"]["Stand"] = f"{round_ + 1:02d}.05.2025"
    office.save()


def require_all_outlives(box: CkanBox, folder: Path, syncs: int) -> None:
    scene = set_scene(box, folder)
    let_others_work(scene)
    before = see_others(scene)
    assert before["rows"] == [[(2023, 7), (2024, 9)]] * 3, "two resources of ours and one made by hand"
    assert all(before.values())
    for round_ in range(1, syncs + 1):
        change_metadata(scene.office, round_)
        assert scene.push() == 0
        assert [each["id"] for each in scene.show("D-0001")["resources"]] == before["ids"], round_
    assert see_others(scene) == before
    package = scene.show("D-0001")
    assert package["title"] == f"Brücken, Ausgabe {syncs}"
    assert f"Ausgabe {syncs}" in {tag["name"] for tag in package["tags"]}
    assert [each["name"] for each in package["resources"]] == [
        f"D-0001-1, Ausgabe {syncs}",
        f"D-0001-2, Ausgabe {syncs}",
        "Von Hand",
    ]
    assert main(["plan", *scene.office.arguments, *scene.arguments, "--exit-code"]) == 0


def test_views_rows_and_the_work_of_others_outlive_pushes(ckan_datastore_box: CkanBox, tmp_path: Path) -> None:
    require_all_outlives(ckan_datastore_box, tmp_path, SYNCS)


@pytest.mark.slow
@pytest.mark.parametrize("version", ["2.12.0", "2.11.6", "2.10.11"])
def test_they_outlive_ten_of_them_in_each_version(
    ckan_datastore_factory: Callable[[str], CkanBox], tmp_path: Path, version: str
) -> None:
    require_all_outlives(ckan_datastore_factory(version), tmp_path, MANY_SYNCS)
