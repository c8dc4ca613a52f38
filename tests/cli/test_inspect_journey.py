"""Workbooks of a department from the first look to the check: forms, two workbooks, and what stops on the way."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.cli.small_workbook import save
from toolkit.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
FIELDS = (
    ("Titel", "Kurzer Name", "Baumkataster"),
    ("Beschreibung", "Worum geht es? Bitte in ganzen Sätzen.", "Alle Bäume der Stadt"),
    ("Zuständigkeit", None, None),
    ("Amt", "Das Amt, das die Daten pflegt.", "Grünes Amt"),
    ("E-Mail", "Bitte eine Funktionsadresse angeben.", "gruen@example.org"),
    ("Lizenz", "Bitte aus der Liste wählen.", "CC BY 4.0"),
    ("Aktualisierung", "Wie oft ändern sich die Daten?", "jährlich"),
    ("Link", "Adresse der Daten im Netz", "https://daten.example.org/baum"),
    ("Personenbezug", "Stehen Personen darin?", "nein"),
    ("Veröffentlichung", "Darf das heraus?", "ja"),
)
DATASETS = ("Nr.", "Titel", "Beschreibung", "Lizenz", "Rufname", "Personenbezug", "Veröffentlichung")
PERSONS = ("Erika Mustermann", "Mustermann, Max", "Otto Normal", "Lieschen Müller", "Max Muster", "Eva Beispiel")
NAMES = ("Bäume", "Wege", "Bänke", "Brunnen", "Beete", "Teiche")


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def save_form(path: Path, title: str = "Baumkataster") -> Path:
    fields = [(name, hint, title if name == "Titel" else value) for name, hint, value in FIELDS]
    head = (("Datensteckbrief der Stadt",), (), ("Feld", "Hilfe", "Ihre Angabe"))
    return save(path, *head, *fields, (), ("Bitte bis Freitag zurück.",), sheet="Steckbrief")


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    """Give what was printed, in one line."""
    return lambda: " ".join(capsys.readouterr().out.split())


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A workbook of datasets, and beside it one of their files."""
    rows = [
        (f"A-{n}", name, f"Alles über {name}.", "CC BY 4.0", person, "nein", "ja")
        for n, (name, person) in enumerate(zip(NAMES, PERSONS, strict=True), start=1)
    ]
    links = [(f"A-{n % 6 + 1}", f"Datei {n}", f"https://daten.example.org/{n}.csv", "CSV") for n in range(12)]
    save(tmp_path / "ressourcen.xlsx", ("Datensatz-Nr.", "Name der Ressource", "URL", "Format"), *links)
    return save(tmp_path / "inventar.xlsx", DATASETS, *rows)


class TestForms:
    def test_rows_and_columns_that_are_left_out_go_by_numbers_and_letters(
        self, tmp_path: Path, shown: Callable[[], str]
    ) -> None:
        form = save_form(tmp_path / "steckbrief.xlsx")
        run("inspect", form)
        text = shown()
        assert "left out: column B, help for filling in" in text
        assert "left out: row 1, title above the table" in text
        assert "left out: row 6, name of a group" in text
        run("inspect", form, "--json")
        (table,) = json.loads(shown())["files"][0]["tables"]
        left_out = {one["kind"]: (one["rows"], one["columns"]) for one in table["left_out"]}
        assert left_out["guidance"] == ([], ["B"])
        assert left_out["section"] == ([6], [])
        assert left_out["banner"] == ([1], [])
        run("check", form)
        text = shown()
        assert "note[row-left-out]: left out, column B: " in text
        assert "note[row-left-out]: left out, row 6: " in text
        assert text.count("If it is data, give it a key") == 1

    def test_forms_of_a_folder_are_one_inventory_and_their_cells_are_told_apart(
        self, tmp_path: Path, shown: Callable[[], str]
    ) -> None:
        for number, title in enumerate(NAMES[:3], start=1):
            save_form(tmp_path / f"s{number}.xlsx", title)
        run("inspect", tmp_path, "--write", tmp_path / "s1.yaml")
        text = shown()
        assert "3 filled-in columns, a dataset each" in text
        assert "s2.xlsx › Steckbrief (A4:C13)" in text
        assert text.count("row 1, title above the table") == 1
        run("check", tmp_path, "--mapping", tmp_path / "s1.yaml")
        assert "2 more cells say the same: s2.xlsx › Steckbrief › C4, s3.xlsx › Steckbrief › C4" in shown()
        assert run("inspect", tmp_path, "--against", tmp_path / "s1.yaml") == 0
        assert "the mapping expects" not in shown()


class TestTwoWorkbooks:
    def test_the_second_is_never_an_inventory_of_its_own(self, pair: Path, shown: Callable[[], str]) -> None:
        mapping = pair.with_suffix(".yaml")
        run("inspect", pair.parent, "--write", mapping)
        assert shown().endswith(f"bestand check {pair}")
        run("check", pair.parent)
        text = shown()
        assert "6 datasets in inventar.xlsx" in text
        assert "datasets in ressourcen.xlsx" not in text
        assert run("inspect", pair.parent, "--against", mapping) == 0
        assert "ressourcen.xlsx compared" not in shown()

    def test_a_written_mapping_names_no_person(self, pair: Path, capsys: pytest.CaptureFixture[str]) -> None:
        mapping = pair.with_suffix(".yaml")
        run("inspect", pair, "--write", mapping)
        capsys.readouterr()
        text = mapping.read_text(encoding="utf-8")
        assert "Rufname" in text
        assert [name for name in PERSONS if name in text] == []


class TestWhatStops:
    def test_it_names_a_mapping_that_nobody_asked_for(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        wrong = Path(shutil.copy(SAMPLES / "gruenes-amt.xlsx", tmp_path / "verkehrsamt.xlsx"))
        assert run("check", wrong) == 4
        said = " ".join(capsys.readouterr().err.split())
        assert "the sheet “Datensätze” is missing (read with the mapping “verkehrsamt”: it ships with" in said

    def test_a_mapping_that_was_asked_for_needs_no_reason(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong = Path(shutil.copy(SAMPLES / "gruenes-amt.xlsx", tmp_path / "a.xlsx"))
        assert run("check", wrong, "--mapping", "verkehrsamt") == 4
        assert "read with" not in capsys.readouterr().err

    def test_a_wrong_mapping_is_said_first_but_after_what_is_no_workbook(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
        for file, said in (
            (SAMPLES / "gruenes-amt.xlsx", "there is no mapping “grunes-amt”"),
            (tmp_path / "fehlt.xlsx", "does not exist"),
            (tmp_path / "bild.png", "bild.png is"),
        ):
            assert run("check", file, "--mapping", "grunes-amt") == 1
            assert said in " ".join(capsys.readouterr().err.split())


def test_hidden_and_struck_lines_are_said_once_and_alike_by_both_commands(
    tmp_path: Path, shown: Callable[[], str]
) -> None:
    rows = [(f"A-{n}", name, f"Alles über {name}.", "CC BY 4.0", "-", "nein", "ja") for n, name in enumerate(NAMES)]
    file = save(tmp_path / "inventar.xlsx", DATASETS, *rows)
    book = openpyxl.load_workbook(file)
    sheet = book["Inventar"]
    for row in (3, 4, 6):
        sheet.row_dimensions[row].hidden = True
        for cell in sheet[row]:
            cell.font = Font(strike=True)
    for letter in "BC":
        sheet.column_dimensions[letter].hidden = True
    book.save(file)
    for command in ("inspect", "check"):
        run(command, file)
        text = shown()
        assert text.count("note[row-hidden]: hidden, but read: rows 3–4, 6") == 1, command
        assert text.count("warning[row-struck]: struck through, but read: rows 3–4, 6") == 1, command
        assert text.count("these columns are hidden, but they are read: “Titel”, “Beschreibung”") == 1, command
