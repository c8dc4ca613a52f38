"""Data packages as a source: what was described once, or imported, can be planned and pushed without a workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.steps.small_department import write_department
from toolkit.cli.main import main
from toolkit.model.problem import Problem
from toolkit.model.release import Audience
from toolkit.packages.folder import read_package
from toolkit.steps.packaged import is_packages, read_packages

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give the command line in a folder with a department of three rows and their packages in the folder ``p``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BESTAND_LEDGER", raising=False)
    write_department(tmp_path, "amt", rows=3)
    assert main(["package", "amt.xlsx", "--out", "p"]) == 0
    return lambda *arguments: main(["--lang", "en", *arguments])


def filled(record: dict[str, Any]) -> dict[str, Any]:
    """Leave empty fields out of a record: a package steers every field, a sheet only those that it has a column for."""
    parts = [record, *record["resources"]]
    fields = [{name: value for name, value in part["fields"].items() if value not in (None, [])} for part in parts]
    return {"fields": fields, "id": record["id"]}


def test_packages_become_the_same_entries_as_their_workbook(run: Run) -> None:
    assert run("push", "amt.xlsx", "--to", "sheet", "--create-organizations", "--yes") == 0
    assert run("push", "p", "--to", "packages", "--create-organizations", "--released", "--yes") == 0
    for entry in Path("sheet", "entries").iterdir():
        mine, other = (json.loads((Path(root) / "entries" / entry.name).read_bytes()) for root in ("sheet", "packages"))
        assert filled(mine) == filled(other)


def test_a_second_push_of_packages_has_nothing_to_do(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run("push", "p", "--to", "c", "--create-organizations", "--released", "--yes")
    capsys.readouterr()
    assert run("plan", "p", "--to", "c", "--released", "--exit-code") == 0
    assert "Nothing to do." in capsys.readouterr().out


def test_packages_are_for_staff_only_unless_somebody_says_that_they_are_released(run: Run) -> None:
    assert run("push", "p", "--to", "c", "--create-organizations", "--yes") == 0
    assert all(json.loads(file.read_bytes())["fields"]["private"] for file in Path("c", "entries").iterdir())
    (private,) = read_packages([Path("p")])
    (public,) = read_packages([Path("p")], released=True)
    assert {release.audience for release in private.releases} == {Audience.STAFF}
    assert {release.audience for release in public.releases} == {Audience.PUBLIC}


def test_what_was_public_does_not_turn_private_by_a_forgotten_option(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    write_department(Path(), "amt", rows=8)
    main(["package", "amt.xlsx", "--out", "p"])
    run("push", "p", "--to", "c", "--create-organizations", "--released", "--yes")
    assert run("push", "p", "--to", "c", "--yes") == 4
    assert "would leave the public at once" in capsys.readouterr().err


def test_one_package_alone_and_a_folder_of_them_are_told_from_workbooks(run: Run) -> None:
    assert is_packages(Path("p"))
    one = next(Path("p").iterdir())
    assert is_packages(one)
    assert not is_packages(Path())
    assert not is_packages(Path("amt.xlsx"))
    assert [len(inventory.described) for inventory in read_packages([one])] == [1]
    assert run("plan", str(one), "--to", "c", "--create-organizations") == 0


def test_a_file_outside_the_package_never_goes_along(run: Run) -> None:
    folder = next(Path("p").iterdir())
    Path("geheim.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    descriptor["resources"][0] |= {"path": "../../geheim.csv"}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (inventory,) = read_packages([folder])
    assert [part.path for part in inventory.described[0].dataset.distributions] == [""]
    assert run("plan", str(folder), "--to", "c", "--create-organizations") == 0


def test_two_packages_of_one_dataset_are_refused(run: Run) -> None:
    del run
    folder = next(Path("p").iterdir())
    (Path("p") / "zweites").mkdir()
    (Path("p") / "zweites" / "datapackage.json").write_bytes((folder / "datapackage.json").read_bytes())
    with pytest.raises(Problem) as found:
        read_packages([Path("p")])
    assert read_package(folder).identifier in str(found.value.what)


def test_an_inventory_is_not_taken_from_workbook_and_packages_at_once(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("plan", "amt.xlsx", "p", "--to", "c") == 1
    assert "the inventory “amt” is given twice: amt.xlsx and p" in capsys.readouterr().err


def test_relations_and_attributions_reach_a_folder_catalogue_and_come_back(run: Run) -> None:
    folder = next(Path("p").iterdir())
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    more = {
        "qualified_relations": [{"relation": "https://example.org/a", "role": "https://example.org/role"}],
        "qualified_attributions": [{"agent": {"name": "Stadt Musterhausen"}, "role": "https://example.org/role"}],
    }
    descriptor["dcat"] |= more
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    before = read_package(folder)
    assert run("push", str(folder), "--to", "c", "--create-organizations", "--released", "--yes") == 0
    (written,) = Path("c", "site", "packages").iterdir()
    after = read_package(written)
    assert (after.qualified_relations, after.qualified_attributions) == (
        before.qualified_relations,
        before.qualified_attributions,
    )
    assert before.qualified_relations[0].role == "https://example.org/role"
    assert run("plan", str(folder), "--to", "c", "--released", "--exit-code") == 0


def test_datasets_without_an_organisation_go_to_the_one_that_is_named(run: Run) -> None:
    for descriptor in Path("p").glob("*/datapackage.json"):
        raw = json.loads(descriptor.read_bytes())
        raw["dcat"].pop("organization")
        descriptor.write_text(json.dumps(raw), encoding="utf-8")
    assert (
        run("push", "p", "--to", "c", "--organization", "portal", "--create-organizations", "--released", "--yes") == 0
    )
    entries = [json.loads(file.read_bytes()) for file in Path("c", "entries").iterdir()]
    assert {entry["fields"]["owner_org"] for entry in entries} == {"portal"}


def test_what_is_no_url_name_of_an_organisation_is_refused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "p", "--to", "c", "--organization", "Grünes Amt") == 1
    assert "“Grünes Amt” is no URL name of an organisation" in capsys.readouterr().err
