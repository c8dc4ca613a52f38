"""What only CKAN can show: stored files, and other people's work inside our datasets."""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.journey.probe import CkanProbe
from toolkit.cli.main import main

if TYPE_CHECKING:
    from tests.conftest import CkanBox

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "sample_inventories"

pytestmark = pytest.mark.ckan

Push = Callable[..., int]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Statistikstelle's workbook and files, as an inventory of another name so that no other test meets it."""
    folder = tmp_path_factory.mktemp("statistics")
    shutil.copytree(SAMPLES / "statistikstelle", folder / "statistikstelle")
    mapping = (ROOT / "mappings" / "inventories" / "statistikstelle.yaml").read_text(encoding="utf-8")
    mapping = mapping.replace("inventory: statistikstelle", "inventory: stadtforschung")
    mapping = mapping.replace("name: statistikstelle", "name: stadtforschung")
    (folder / "stadtforschung.yaml").write_text(mapping, encoding="utf-8")
    return Path(shutil.copy(SAMPLES / "statistikstelle.xlsx", folder / "stadtforschung.xlsx"))


@pytest.fixture(scope="module")
def probe(ckan_box: CkanBox, tmp_path_factory: pytest.TempPathFactory) -> CkanProbe:
    place = tmp_path_factory.mktemp("ckan-journey")
    token_file = place / "token"
    token_file.touch(mode=0o600)
    token_file.write_text(ckan_box.token, encoding="utf-8")
    ledger = place / "ledger.sqlite"
    return CkanProbe(ckan_box, ledger, token_file, ("stadtforschung",))


def push(probe: CkanProbe, workbook: Path) -> int:
    return main(["push", str(workbook), *probe.arguments, "--yes", "--create-organizations"])


def package(probe: CkanProbe, key: str) -> dict[str, Any]:
    name = probe.datasets()[f"stadtforschung:{key}"].name
    shown: dict[str, Any] = probe.ask("package_show", id=name)
    return shown


def test_local_files_are_stored_in_ckan_as_they_are(probe: CkanProbe, workbook: Path) -> None:
    assert push(probe, workbook) == 0
    (resource,) = package(probe, "ST-02")["resources"]
    assert resource["url_type"] == "upload"
    with urllib.request.urlopen(resource["url"], timeout=60) as answer:  # noqa: S310 (an address of our own sandbox)
        stored = answer.read()
    assert stored == (workbook.parent / "statistikstelle" / "bevoelkerung_altersgruppen_2024.csv").read_bytes()


def test_files_that_did_not_change_are_not_sent_again(probe: CkanProbe, workbook: Path) -> None:
    probe.writes()
    assert push(probe, workbook) == 0
    assert probe.writes() == 0


def test_a_file_that_changed_is_the_only_one_sent(probe: CkanProbe, workbook: Path) -> None:
    file = workbook.parent / "statistikstelle" / "bevoelkerung_altersgruppen_2024.csv"
    file.write_text(file.read_text(encoding="utf-8").rstrip() + "\n", encoding="utf-8", newline="\r\n")
    probe.writes()
    assert push(probe, workbook) == 0
    assert 1 <= probe.writes() <= 2
    (resource,) = package(probe, "ST-02")["resources"]
    with urllib.request.urlopen(resource["url"], timeout=60) as answer:  # noqa: S310 (an address of our own sandbox)
        assert answer.read() == file.read_bytes()


def test_what_others_added_to_our_datasets_survives_an_update(probe: CkanProbe, workbook: Path) -> None:
    before = package(probe, "ST-13")
    probe.ask(
        "package_patch",
        id=before["id"],
        tags=[*({"name": tag["name"]} for tag in before["tags"]), {"name": "Redaktion"}],
        extras=[*before["extras"], {"key": "redaktion", "value": "geprüft"}],
        author="Redaktion Musterhausen",
    )
    probe.ask("resource_create", package_id=before["id"], name="Von Hand", url="https://example.org/von-hand.pdf")
    book = openpyxl.load_workbook(workbook)
    for row in book["Datenangebot"].iter_rows(min_row=3):
        if row[0].value == "ST-13":
            row[2].value = "Neu beschrieben."
    book.save(workbook)
    assert push(probe, workbook) == 0
    after = package(probe, "ST-13")
    assert after["notes"] == "Neu beschrieben."
    assert "Redaktion" in {tag["name"] for tag in after["tags"]}
    assert {"key": "redaktion", "value": "geprüft"} in after["extras"]
    assert after["author"] == "Redaktion Musterhausen"
    assert "Von Hand" in {resource["name"] for resource in after["resources"]}
    ids = {resource["id"] for resource in before["resources"]}
    assert ids <= {resource["id"] for resource in after["resources"]}


def test_a_lost_ledger_blocks_until_somebody_adopts(
    probe: CkanProbe, workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [*probe.arguments, "--ledger", str(tmp_path / "new.sqlite"), "--yes"]
    capsys.readouterr()
    probe.writes()
    assert main(["push", str(workbook), *arguments]) == 0
    assert probe.writes() == 0
    assert "not in the ledger" in capsys.readouterr().out
    assert main(["push", str(workbook), *arguments, "--adopt"]) == 0
    assert main(["plan", str(workbook), *arguments[:-1], "--exit-code"]) == 0
