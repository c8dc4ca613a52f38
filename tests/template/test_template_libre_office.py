"""A template that LibreOffice has opened and saved again: all that helps people is still there, and it reads back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.formula.translate import Translator

from toolkit.model.dataset import Dataset
from toolkit.reading.workbook import read_workbook
from toolkit.steps.inventory import read_inventory
from toolkit.template.design import build_layout
from toolkit.template.embedded import build_mapping_text, read_embedded
from toolkit.template.workbook import write_template

pytestmark = pytest.mark.slow

DATASETS: list[dict[str, Any]] = [
    {
        "Kennung": "007",
        "Titel": "Bäume =1+1",
        "Beschreibung": "Alle Bäume der Stadt.\nMit Art und Alter, ohne die der Parks.",
        "Veröffentlichung": "öffentlich",
        "Personenbezug": "nein",
        "Herausgeber": "Stadt",
        "Kategorie": "Bildung, Kultur und Sport; Umwelt",
        "Schlagwörter": "Baum; Straße",
        "Lizenz": "Datenlizenz Deutschland – Zero – Version 2.0",
        "Letzte Aktualisierung": dt.date(2024, 3, 1),
        "Zeitraum von": "2008",
        "Zeitraum bis": "2010-03",
        "Link zu verwandten Daten": "https://example.org/a;b\nhttps://example.org/c",
    }
]
DISTRIBUTIONS: list[dict[str, Any]] = [
    {
        "Gehört zu Datensatz": "007",
        "Distributions-ID": "007-1",
        "Zugriffs-URL": "https://example.org/a.csv",
        "Dateiformat": "CSV",
        "Dateigröße": 1200,
    }
]


def read_one(file: Path) -> Dataset:
    (described,) = read_inventory(file).described
    return described.dataset


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("libre") / "vorlage.xlsx"
    write_template(build_layout(None, "de", inventory="amt"), out, DATASETS, DISTRIBUTIONS)
    return out


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_it_reads_back_the_same_without_a_mapping(
    form: str, written: Path, libre_office: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    saved = libre_office(written, form, tmp_path / form)
    assert read_one(saved) == read_one(written)
    assert read_embedded(read_workbook(saved)) == build_mapping_text(build_layout(None, "de", inventory="amt"))
    hidden = {sheet.name: sheet.hidden for sheet in read_workbook(saved).sheets}
    assert hidden == {
        "Anleitung": False,
        "Datensätze": False,
        "Distributionen": False,
        "Listen": True,
        "_bestand": True,
    }


def describe_rules(file: Path) -> tuple[dict[str, tuple[Any, ...]], dict[str, set[str]], set[str]]:
    """Give the checks that say something, the marks and the names of a workbook."""
    book: Any = load_workbook(file)
    checks: dict[str, tuple[Any, ...]] = {}
    marks: dict[str, set[str]] = {}
    for name in ("Datensätze", "Distributionen"):
        for one in book[name].data_validations.dataValidation:
            if one.type not in (None, "none"):
                checks[f"{name}!{one.sqref}"] = (one.type, one.formula1, one.prompt, bool(one.showErrorMessage))
        for area in book[name].conditional_formatting:
            for cells in str(area.sqref).split():
                found = marks.setdefault(f"{name}!{cells}", set())
                found.update(formula for rule in area.rules for formula in rule.formula)
    return checks, marks, {name.casefold() for name in book.defined_names}


def test_lists_checks_and_marks_survive_a_save_as_xlsx(
    written: Path, libre_office: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    checks, marks, names = describe_rules(written)
    saved_checks, saved_marks, saved_names = describe_rules(libre_office(written, "xlsx", tmp_path / "x"))
    assert saved_checks == checks
    assert saved_marks == marks
    assert names <= saved_names


def test_lists_and_checks_survive_a_save_as_ods_and_back(
    written: Path, libre_office: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    ods = libre_office(written, "ods", tmp_path / "o")
    checks, marks, names = describe_rules(libre_office(ods, "xlsx", tmp_path / "back"))
    wanted_checks, wanted_marks, wanted_names = describe_rules(written)
    assert checks == wanted_checks
    # Rules that are alike are put together, so that cells are compared one by one only where they begin alike.
    assert set(marks) == set(wanted_marks)
    assert wanted_names <= names


def test_the_guide_prints_on_pages_as_wide_as_the_paper(
    written: Path, libre_office: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    file = libre_office(written, "pdf", tmp_path / "pdf")
    assert file.read_bytes().startswith(b"%PDF-")
    assert file.stat().st_size > 20_000


WRONG: list[dict[str, Any]] = [
    {
        "Kennung": "A-1",
        "Titel": "gut",
        "Lizenz": "frei erfunden",
        "Letzte Aktualisierung": 2024,
        "Kategorie": "Umwelt; Energie",
    },
    {"Kennung": "A-2", "Letzte Aktualisierung": "irgendwann", "Funktionspostfach": "amt", "Kategorie": "Unfug"},
    {"Kennung": "A-2", "Titel": "x" * 201, "Letzte Aktualisierung": "2024-03", "Funktionspostfach": "amt@example.org"},
    {"Kennung": "A-4", "Titel": "Ende", "Letzte Aktualisierung": dt.date(2024, 3, 1), "Funktionspostfach": "a@b@c.de"},
]
"""Rows in which some cells are wrong."""

RED = {"Kennung": [3, 4], "Titel": [3, 4], "Lizenz": [2, 3, 4, 5], "Letzte Aktualisierung": [2, 3], "Kategorie": [3]}
"""The rows of each column that are to be red; a required one is red where it is empty."""


def test_red_marks_are_where_something_is_wrong(
    libre_office: Callable[[Path, str, Path], Path], tmp_path: Path
) -> None:
    file = tmp_path / "falsch.xlsx"
    parts = [{"Gehört zu Datensatz": key, "Zugriffs-URL": url} for key, url in (("A-1", ""), ("A-9", "ftp://x"))]
    write_template(build_layout(None, "de"), file, WRONG, parts)
    book: Any = load_workbook(file)
    for name in ("Datensätze", "Distributionen"):
        _write_probes(book[name])
    book.save(file)
    read: Any = load_workbook(libre_office(file, "xlsx", tmp_path / "gerechnet"), data_only=True)
    found = _read_probes(read["Datensätze"])
    assert {heading: found.get(heading, []) for heading in RED} == RED
    assert found["Funktionspostfach"] == [3, 5]
    others = _read_probes(read["Distributionen"])
    assert others["Gehört zu Datensatz"] == [3]
    assert others["Zugriffs-URL"] == [2, 3]


PROBES = 200
"""The column from which the formulas of the marks are written into cells, to be calculated."""


def _write_probes(sheet: Any) -> None:
    """Write the formula of each mark into cells beside the table, one column for each mark, for the first rows."""
    number = PROBES
    for area in list(sheet.conditional_formatting)[1:]:
        letters = str(area.sqref).partition("2:")[0]
        for rule in area.rules:
            sheet.cell(1, number, str(sheet[f"{letters}1"].value).rstrip(" *"))
            for row in range(2, 6):
                text = Translator(f"={rule.formula[0]}", origin=f"{letters}2").translate_formula(f"{letters}{row}")
                sheet.cell(row, number, text)
            number += 1


def _read_probes(sheet: Any) -> dict[str, list[int]]:
    """Give the rows in which one of a column's marks holds."""
    found: dict[str, set[int]] = {}
    for number in range(PROBES, sheet.max_column + 1):
        for row in range(2, 6):
            if sheet.cell(row, number).value is True:
                found.setdefault(str(sheet.cell(1, number).value), set()).add(row)
    return {heading: sorted(rows) for heading, rows in found.items()}
