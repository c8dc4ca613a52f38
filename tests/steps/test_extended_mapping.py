"""Mapping files that extend others, as they lie in folders."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.model.problem import Problem
from toolkit.steps.mapping import read_mapping_file

CITY = """\
format: bestand-mapping/1
datasets:
  sheet: Daten
  key: Nr.
  columns: {Titel: title}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def own(base: str) -> str:
    return f"format: bestand-mapping/1\ninventory: amt\nextends: {base}\n"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("stadt.yaml", "stadt.yaml"),
        ("stadt.yml", "stadt.yml"),
        ("rules/stadt.yaml", "rules/stadt.yaml"),
        ("rules/stadt.yaml", "rules\\stadt.yaml"),
        ("../stadt.yaml", "../stadt.yaml"),
        ("../other/stadt.yaml", "../other/stadt.yaml"),
    ],
)
def test_a_base_lies_beside_below_or_above(tmp_path: Path, place: str, name: str) -> None:
    write(tmp_path / "amt61" / place, CITY)
    mapping = read_mapping_file(write(tmp_path / "amt61" / "amt.yaml", own(f"'{name}'")))
    assert [*mapping.datasets.columns] == ["Titel"]


def test_the_way_to_a_base_of_a_base_begins_in_its_own_folder(tmp_path: Path) -> None:
    write(tmp_path / "rules" / "land.yaml", CITY)
    write(tmp_path / "rules" / "stadt.yaml", "format: bestand-mapping/1\nextends: land.yaml\ntitle: Stadt\n")
    mapping = read_mapping_file(write(tmp_path / "amt61" / "amt.yaml", own("../rules/stadt.yaml")))
    assert (mapping.title, mapping.datasets.sheet) == ("Stadt", ("Daten",))


def test_a_mapping_that_ships_can_be_extended(tmp_path: Path) -> None:
    mapping = read_mapping_file(write(tmp_path / "amt.yaml", own("gruenes-amt")))
    assert (mapping.inventory, mapping.datasets.sheet) == ("amt", ("Dateninventar",))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("fehlt.yaml", "fehlt.yaml cannot be read"),
        ("fehlt", "there is no mapping “fehlt” to extend"),
        ("ordner", "“ordner” is a folder"),
        ("ordner.yaml", "ordner.yaml is a folder"),
        ("/etc/stadt.yaml", "does not begin in the folder of the mapping"),
        ("C:/stadt.yaml", "does not begin in the folder of the mapping"),
        ("C:stadt.yaml", "does not begin in the folder of the mapping"),
        ("'\\\\server\\stadt.yaml'", "does not begin in the folder of the mapping"),
        ("https://example.org/stadt.yaml", "does not begin in the folder of the mapping"),
        ("~/stadt.yaml", "does not begin in the folder of the mapping"),
        ("../../geheim.txt", "there is no mapping “../../geheim.txt” to extend"),
        ("latin.yaml", "latin.yaml is not UTF-8 text"),
        ('"a\\0.yaml"', "cannot be read"),
    ],
)
def test_a_base_that_cannot_be_read_is_said_with_the_line_that_names_it(tmp_path: Path, name: str, says: str) -> None:
    (tmp_path / "ordner").mkdir()
    (tmp_path / "ordner.yaml").mkdir()
    (tmp_path / "latin.yaml").write_bytes("title: Grün".encode("latin-1"))
    with pytest.raises(Problem) as caught:
        read_mapping_file(write(tmp_path / "amt.yaml", own(name)))
    assert str(caught.value.what).startswith("amt.yaml, line 3: ")
    assert says in str(caught.value.what)


def test_a_circle_is_seen_by_the_file_whatever_the_way_to_it(tmp_path: Path) -> None:
    write(tmp_path / "a" / "stadt.yaml", "format: bestand-mapping/1\nextends: ../a/../a/stadt.yaml\n")
    with pytest.raises(Problem, match=re.escape("in a circle: a/stadt.yaml → ../a/../a/stadt.yaml")):
        read_mapping_file(write(tmp_path / "amt.yaml", own("a/stadt.yaml")))


def test_a_mapping_that_extends_itself_is_a_circle(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=re.escape("in a circle: amt.yaml → amt.yaml")):
        read_mapping_file(write(tmp_path / "amt.yaml", own("amt.yaml")))


def test_what_is_wrong_in_a_base_is_said_of_it(tmp_path: Path) -> None:
    write(tmp_path / "stadt.yaml", CITY.replace("title}", "titel}"))
    with pytest.raises(Problem, match=r"^\.\./stadt.yaml, line 5: there is no field “titel”"):
        read_mapping_file(write(tmp_path / "amt" / "amt.yaml", own("../stadt.yaml")))
