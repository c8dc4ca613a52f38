from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from toolkit.model.finding import Place
from toolkit.packages.localfile import Missing, Outside, resolve_local

PLACE = Place(key="GA-017")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a workbook's folder with a file in it and a secret beside it."""
    folder = tmp_path / "inventar"
    (folder / "Daten").mkdir(parents=True)
    (folder / "Daten" / "Bäume.csv").write_text("a;b\n", encoding="utf-8")
    (tmp_path / "geheim.csv").write_text("x;y\n", encoding="utf-8")
    return folder


def link(place: Path, target: Path) -> None:
    """Make a symbolic link, where the system lets us."""
    try:
        place.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this system makes no links for us")


@pytest.mark.parametrize(
    "text",
    ["Daten/Bäume.csv", "Daten\\Bäume.csv", "./Daten//Bäume.csv", " Daten/Bäume.csv ", "Daten/../Daten/Bäume.csv"],
)
def test_a_file_in_the_folder_is_found_whichever_way_its_slashes_lean(folder: Path, text: str) -> None:
    assert resolve_local(folder, text) == (folder / "Daten" / "Bäume.csv").resolve()


COMPOSED = unicodedata.normalize("NFC", "Grünflächen.csv")
DECOMPOSED = unicodedata.normalize("NFD", "Grünflächen.csv")


@pytest.mark.parametrize(("name", "text"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_a_file_is_found_however_its_umlauts_are_composed(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text("a\n", encoding="utf-8")
    assert resolve_local(folder, text) == (folder / name).resolve()


@pytest.mark.parametrize(
    "text",
    [
        "../geheim.csv",
        "..\\geheim.csv",
        "Daten/../../geheim.csv",
        "Daten/.. /../geheim.csv",
        "/etc/hosts",
        "\\Windows\\win.ini",
        "C:\\geheim.csv",
        "c:geheim.csv",
        "Daten/C:/geheim.csv",
        "\\\\server\\freigabe\\geheim.csv",
        "//server/freigabe/geheim.csv",
        "\\\\?\\C:\\geheim.csv",
        "file:///etc/hosts",
        "https://stadt.example/geheim.csv",
        "...",
    ],
)
def test_a_path_that_leads_out_of_the_folder_is_outside(folder: Path, text: str) -> None:
    assert resolve_local(folder, text) == Outside(text)


@pytest.mark.parametrize("text", ["", " ", "fehlt.csv", "Daten", ".", "Daten/..", "a\x00b", "x" * 5000, "~/geheim.csv"])
def test_what_is_no_file_is_missing(folder: Path, text: str) -> None:
    assert resolve_local(folder, text) == Missing(text)


def test_a_link_that_leads_out_is_outside(folder: Path) -> None:
    link(folder / "harmlos.csv", folder.parent / "geheim.csv")
    link(folder / "oben", folder.parent)
    assert resolve_local(folder, "harmlos.csv") == Outside("harmlos.csv")
    assert resolve_local(folder, "oben/geheim.csv") == Outside("oben/geheim.csv")


def test_a_link_within_the_folder_is_followed(folder: Path) -> None:
    link(folder / "neu.csv", folder / "Daten" / "Bäume.csv")
    assert resolve_local(folder, "neu.csv") == (folder / "Daten" / "Bäume.csv").resolve()


def test_the_folder_itself_may_be_reached_through_a_link(folder: Path) -> None:
    link(folder.parent / "kurz", folder)
    assert resolve_local(folder.parent / "kurz", "Daten/Bäume.csv") == (folder / "Daten" / "Bäume.csv").resolve()


def test_links_that_go_in_circles_are_missing(folder: Path) -> None:
    link(folder / "a.csv", folder / "b.csv")
    link(folder / "b.csv", folder / "a.csv")
    assert resolve_local(folder, "a.csv") == Missing("a.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_missing_and_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "rohr.csv")
    assert resolve_local(folder, "rohr.csv") == Missing("rohr.csv")
