"""From the file to the findings: what becomes of suggestions."""

from __future__ import annotations

from pathlib import Path

from tests.steps.test_inventory import write_book, write_mapping
from toolkit.model.finding import Finding
from toolkit.model.inventory import Inventory
from toolkit.steps.inventory import read_inventory

ROWS = (("Nr.", "Titel", "Thema"), ("1", "Standorte der Wochenmärkte", ""), ("2", "Bekannte Werte", ""))
COLUMNS = {"Titel": "title", "Thema": "themes"}


def read(folder: Path, *accepted: str) -> Inventory:
    book = write_book(folder / "inventar.xlsx", *ROWS)
    mapping = write_mapping(folder / "amt.yaml", {"accept_suggestions": accepted}, columns=COLUMNS)
    return read_inventory(book, mapping)


def at_theme(inventory: Inventory) -> list[tuple[str, str]]:
    found: list[Finding] = [one for one in inventory.findings if one.code.startswith("theme-")]
    return [(one.code, one.place.cell.address) for one in found if one.place.cell]


def test_without_a_yes_a_missing_theme_stays_missing_and_the_finding_names_the_suggestion(tmp_path: Path) -> None:
    inventory = read(tmp_path)
    assert [one.dataset.themes for one in inventory.described] == [(), ()]
    assert at_theme(inventory) == [("theme-missing", "C2"), ("theme-missing", "C3")]
    (first, second) = (one for one in inventory.findings if one.code == "theme-missing")
    assert (first.nearest, second.nearest) == (("Wirtschaft und Finanzen",), ())


def test_with_a_yes_the_certain_ones_are_taken_with_a_note(tmp_path: Path) -> None:
    inventory = read(tmp_path, "themes")
    first, second = inventory.described
    assert [uri.rpartition("/")[2] for uri in first.dataset.themes] == ["ECON"]
    assert second.dataset.themes == ()
    assert sorted(at_theme(inventory)) == [("theme-missing", "C3"), ("theme-suggested", "C2")]
