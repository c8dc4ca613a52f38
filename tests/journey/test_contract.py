"""One scenario, two kinds of catalogue: what holds for the folder holds for CKAN, seen from outside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.journey.probe import CkanProbe, FolderProbe, Probe
from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
NAMES = ("gruenes-amt", "verkehrsamt", "statistikstelle")

READY = 73
FOR_STAFF = 8


@pytest.fixture(scope="module", params=["folder", pytest.param("ckan", marks=pytest.mark.ckan)])
def probe(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probe]:
    """A catalogue that holds nothing of ours yet."""
    place = tmp_path_factory.mktemp(str(request.param))
    if request.param == "folder":
        yield FolderProbe(place / "catalogue")
        return
    box = request.getfixturevalue("ckan_box")
    token_file = place / "token"
    token_file.touch(mode=0o600)
    token_file.write_text(box.token, encoding="utf-8")
    yield CkanProbe(box, place / "ledger.sqlite", token_file, NAMES)


@pytest.fixture(scope="module")
def workbooks(probe: Probe, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbooks and their files, unchanged, in a folder of their own for each catalogue."""
    del probe  # named so that each catalogue gets its own folder
    folder = tmp_path_factory.mktemp("inventories")
    for name in NAMES:
        shutil.copy(SAMPLES / f"{name}.xlsx", folder)
    shutil.copytree(SAMPLES / "statistikstelle", folder / "statistikstelle")
    return folder


def push(probe: Probe, workbooks: Path, *options: str) -> int:
    files = [str(workbooks / f"{name}.xlsx") for name in NAMES]
    return main(["push", *files, *probe.arguments, "--yes", *options])


def change_cell(workbooks: Path, address: str, value: Any) -> None:
    """Change one cell of the Verkehrsamt's workbook, as somebody at the office would."""
    path = workbooks / "verkehrsamt.xlsx"
    book = openpyxl.load_workbook(path)
    book["Datensätze"][address] = value
    book.save(path)


class TestTheJourneyOfThreeWorkbooks:
    """The steps follow each other, each on what the one before has left."""

    def test_without_a_yes_nothing_is_written(self, probe: Probe, workbooks: Path) -> None:
        files = [str(workbooks / f"{name}.xlsx") for name in NAMES]
        assert main(["push", *files, *probe.arguments, "--create-organizations"]) == 1
        assert probe.writes() == 0

    def test_the_first_push_creates_every_dataset_that_is_ready(self, probe: Probe, workbooks: Path) -> None:
        assert push(probe, workbooks, "--create-organizations") == 0
        datasets = probe.datasets()
        assert len(datasets) == READY
        assert sum(seen.private for seen in datasets.values()) == FOR_STAFF
        assert {seen.organization for seen in datasets.values()} == set(NAMES)
        assert probe.organizations()["gruenes-amt"] == "Grünes Amt"

    def test_fields_arrive_as_the_sheet_has_them(self, probe: Probe) -> None:
        seen = probe.datasets()["verkehrsamt:VA-001"]
        assert seen.title == "Kfz-Verkehrszählung an Dauerzählstellen"
        assert seen.name == "kfz-verkehrszaehlung-an-dauerzaehlstellen"
        assert "Dauerzählstelle" in seen.keywords
        assert {title for _, title, _ in seen.resources} == {
            "Stundenwerte 2024",
            "Stundenwerte 2023",
            "Standorte der Zählstellen",
        }

    def test_what_is_not_released_is_not_there(self, probe: Probe) -> None:
        datasets = probe.datasets()
        assert "gruenes-amt:GA-017" not in datasets, "nobody has said that it holds no personal data"
        assert "statistikstelle:ST-27" not in datasets, "released, but the dataset holds personal data"
        assert "verkehrsamt:VA-006" not in datasets, "not signed off"
        assert "verkehrsamt:VA-023" not in datasets, "its licence is not open"

    def test_a_second_push_writes_nothing(self, probe: Probe, workbooks: Path) -> None:
        probe.writes()
        assert push(probe, workbooks) == 0
        assert probe.writes() == 0

    def test_one_changed_cell_is_one_write_of_one_field(self, probe: Probe, workbooks: Path) -> None:
        before = probe.datasets()
        change_cell(workbooks, "C3", "Neu beschrieben: Stundenwerte von 39 Schleifen.")
        assert push(probe, workbooks) == 0
        assert probe.writes() == 1
        after = probe.datasets()
        changed = {key for key in after if after[key] != before[key]}
        assert changed == {"verkehrsamt:VA-001"}
        mine, old = after["verkehrsamt:VA-001"], before["verkehrsamt:VA-001"]
        assert mine.description == "Neu beschrieben: Stundenwerte von 39 Schleifen."
        assert (mine.title, mine.keywords, mine.resources) == (old.title, old.keywords, old.resources)

    def test_what_somebody_edits_in_the_catalogue_stays(self, probe: Probe, workbooks: Path) -> None:
        probe.edit_description("verkehrsamt:VA-002", "Von Hand besser beschrieben.")
        assert push(probe, workbooks) == 0
        assert probe.writes() == 0
        assert probe.datasets()["verkehrsamt:VA-002"].description == "Von Hand besser beschrieben."

    def test_an_edit_on_both_sides_is_a_conflict_that_waits_for_a_decision(
        self, probe: Probe, workbooks: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change_cell(workbooks, "C4", "Im Blatt anders beschrieben.")
        capsys.readouterr()
        assert push(probe, workbooks) == 0
        assert probe.writes() == 0
        shown = capsys.readouterr().out
        assert "Von Hand besser beschrieben." in shown
        assert "Im Blatt anders beschrieben." in shown
        assert "C4" in shown
        assert push(probe, workbooks, "--prefer", "sheet") == 0
        assert probe.datasets()["verkehrsamt:VA-002"].description == "Im Blatt anders beschrieben."
        probe.writes()

    def test_a_dataset_that_loses_its_release_becomes_private(self, probe: Probe, workbooks: Path) -> None:
        assert not probe.datasets()["verkehrsamt:VA-003"].private
        change_cell(workbooks, "S5", "nein")
        assert push(probe, workbooks) == 0
        assert probe.writes() == 1
        assert probe.datasets()["verkehrsamt:VA-003"].private

    def test_a_truncated_sheet_stops_the_push_and_changes_nothing(
        self, probe: Probe, workbooks: Path, tmp_path: Path
    ) -> None:
        short = tmp_path / "verkehrsamt.xlsx"
        book = openpyxl.load_workbook(workbooks / "verkehrsamt.xlsx")
        book["Datensätze"].delete_rows(10, 40)
        book.save(short)
        assert main(["push", str(short), *probe.arguments, "--yes"]) == 4
        assert probe.writes() == 0

    def test_a_saved_plan_is_carried_out_once_and_refused_when_the_catalogue_has_changed(
        self, probe: Probe, workbooks: Path, tmp_path: Path
    ) -> None:
        saved = tmp_path / "plan.json"
        change_cell(workbooks, "B10", "Bewohnerparkzonen (neu)")
        files = [str(workbooks / f"{name}.xlsx") for name in NAMES]
        assert main(["plan", *files, *probe.arguments, "--out", str(saved)]) == 0
        assert probe.writes() == 0
        assert main(["push", str(saved), *probe.arguments, "--yes"]) == 0
        assert probe.writes() == 1
        assert main(["push", str(saved), *probe.arguments, "--yes"]) == 4
        assert probe.writes() == 0
