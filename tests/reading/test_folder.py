"""Which workbooks are meant where somebody names files and folders."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from toolkit.model.problem import Problem
from toolkit.reading.folder import list_workbooks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of workbooks and of what lies beside them."""
    for name in ("Amt 10.xlsx", "amt 9.XLS", "Amt 2.csv", "~$Amt 10.xlsx", ".versteckt.xlsx", "lies mich.txt", "a.pdf"):
        (tmp_path / name).write_bytes(b"Nr.;Titel\n")
    (tmp_path / "unten").mkdir()
    openpyxl.Workbook().save(tmp_path / "unten" / "tief.xlsx")
    openpyxl.Workbook().save(tmp_path / "Export")
    return tmp_path


def test_a_folders_workbooks_come_in_the_order_of_their_numbers(folder: Path) -> None:
    names = [path.name for path in list_workbooks([folder])]
    assert names == ["Amt 2.csv", "amt 9.XLS", "Amt 10.xlsx", "Export"]


def test_files_that_somebody_names_are_kept_in_their_order_each_once(folder: Path) -> None:
    named = [folder / "lies mich.txt", folder / "Amt 10.xlsx", folder / "fehlt.xlsx", folder]
    names = [path.name for path in list_workbooks(named)]
    assert names == ["lies mich.txt", "Amt 10.xlsx", "fehlt.xlsx", "Amt 2.csv", "amt 9.XLS", "Export"]


def test_a_folder_without_workbooks_is_a_problem_that_says_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "lies mich.txt").write_text("Nr.;Titel", encoding="utf-8")
    with pytest.raises(Problem) as caught:
        list_workbooks([tmp_path])
    assert str(caught.value.what) == f"{tmp_path} holds no workbook (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv)"
    assert "folders within it are not searched" in str(caught.value.remedy)
