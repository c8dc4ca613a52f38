"""Data packages of what is ready, and of nothing that was ready once."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.steps.small_department import write_department
from toolkit.cli.main import main
from toolkit.packages.folder import read_package, validate_package

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook whose packages have been written."""
    copy = Path(shutil.copy(SAMPLES / "verkehrsamt.xlsx", tmp_path))
    assert package(copy) == 0
    return copy


def package(workbook: Path) -> int:
    return main(["package", str(workbook), "--out", str(workbook.parent / "packages")])


def identifiers(workbook: Path) -> dict[str, str]:
    folders = (workbook.parent / "packages").iterdir()
    return {read_package(folder).identifier: folder.name for folder in folders}


def change(workbook: Path, address: str, value: str) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Datensätze"][address] = value
    book.save(workbook)


def test_every_package_is_valid(workbook: Path) -> None:
    assert len(identifiers(workbook)) == 21
    assert [fault for folder in (workbook.parent / "packages").iterdir() for fault in validate_package(folder)] == []


def test_a_dataset_that_loses_its_release_loses_its_package(workbook: Path) -> None:
    assert "verkehrsamt:VA-003" in identifiers(workbook)
    change(workbook, "S5", "nein")
    assert package(workbook) == 0
    assert "verkehrsamt:VA-003" not in identifiers(workbook)


def test_a_new_title_leaves_no_second_package_behind(workbook: Path) -> None:
    change(workbook, "B5", "Radverkehrszählung an Brücken")
    assert package(workbook) == 0
    assert identifiers(workbook)["verkehrsamt:VA-003"] == "radverkehrszaehlung-an-bruecken"
    assert len(list((workbook.parent / "packages").iterdir())) == 21


def test_what_others_keep_in_the_folder_stays(workbook: Path) -> None:
    other = workbook.parent / "packages" / "fremd"
    other.mkdir()
    (other / "datapackage.json").write_text('{"name": "fremd", "resources": []}', encoding="utf-8")
    assert package(workbook) == 0
    assert (other / "datapackage.json").is_file()


def test_a_package_of_another_inventory_with_the_same_title_stays(tmp_path: Path) -> None:
    for name in ("amt", "bau"):
        write_department(tmp_path, name, rows=1, k1={"Titel": "Bäume"})
        assert package(tmp_path / f"{name}.xlsx") == 0
    found = identifiers(tmp_path / "amt.xlsx")
    assert set(found) == {"amt:1", "bau:1"}
    assert found["amt:1"] == "baeume"
    assert package(tmp_path / "bau.xlsx") == 0
    assert identifiers(tmp_path / "amt.xlsx") == found
