"""Rules of release that a mapping names, and what becomes of a dataset that they block after it was published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.small_workbook import save
from toolkit.cli.main import main
from toolkit.model.problem import Problem
from toolkit.steps.inventory import read_inventories, read_inventory
from toolkit.steps.release import load_gate

HEADER = ("Nr.", "Titel", "Beschreibung", "Lizenz", "Link", "Frei", "Personen", "Sicherheit")
COLUMNS = {
    "Titel": "title",
    "Beschreibung": "description",
    "Lizenz": "license",
    "Link": "distribution.access_url",
    "Frei": {"release": "publish"},
    "Personen": {"release": "personal_data"},
    "Sicherheit": {"release": "security"},
}
CITY = """\
format: bestand-gate/1
name: stadt
title: {de: Regeln der Stadt, en: Rules of the city}
extends: standard
questions:
  security: {empty: blocked}
"""


def row(number: str, *, free: str = "ja", security: str | None = "nein") -> tuple[str | None, ...]:
    link = f"https://daten.example.org/{number}.csv"
    return (number, f"Datensatz {number}", "Was er enthält.", "dl-de/by-2-0", link, free, "nein", security)


def write_mapping(path: Path, top: Mapping[str, Any] | None = None) -> Path:
    datasets = {
        "sheet": "Inventar",
        "header": 1,
        "key": "Nr.",
        "columns": COLUMNS,
        "constants": {"publisher.name": "Stadt Musterhausen"},
    }
    whole = {"format": "bestand-mapping/1", "inventory": "amt", "datasets": datasets, **(top or {})}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


class TestWhichRulesHold:
    def test_the_usual_ones_unless_the_mapping_names_others(self, tmp_path: Path) -> None:
        file = save(tmp_path / "amt.xlsx", HEADER, row("1"))
        write_mapping(tmp_path / "amt.yaml")
        usual = read_inventory(file)
        assert usual.gate is not None
        assert (usual.gate.name, usual.releases[0].verdict.value) == ("standard", "released")
        write_mapping(tmp_path / "amt.yaml", {"gate": "strict"})
        strict = read_inventory(file)
        assert strict.gate is not None
        assert (strict.gate.name, strict.releases[0].verdict.value) == ("strict", "blocked")

    def test_the_strict_ones_are_content_with_answers_for_the_whole_inventory(self, tmp_path: Path) -> None:
        file = save(tmp_path / "amt.xlsx", HEADER, row("1"))
        no = ("small_counts", "trade_secrets", "third_party_rights", "draft", "other_law", "special_categories")
        said = dict.fromkeys(no, "no") | dict.fromkeys(("structured", "own_data", "approved"), "yes")
        write_mapping(tmp_path / "amt.yaml", {"gate": "strict", "release": said})
        assert read_inventory(file).releases[0].audience.value == "public"

    def test_a_file_beside_the_mapping_not_beside_the_workbook(self, tmp_path: Path) -> None:
        file = save(tmp_path / "amt.xlsx", HEADER, row("1", security=None))
        mapping = write_mapping(tmp_path / "regeln" / "amt.yaml", {"gate": "stadt.yaml"})
        (tmp_path / "regeln" / "stadt.yaml").write_text(CITY, encoding="utf-8")
        inventory = read_inventory(file, str(mapping))
        assert inventory.gate is not None
        assert (inventory.gate.name, inventory.releases[0].verdict.value) == ("stadt", "blocked")

    def test_beside_a_mapping_that_lies_beside_the_workbook(self, tmp_path: Path) -> None:
        file = save(tmp_path / "amt.xlsx", HEADER, row("1", security=None))
        write_mapping(tmp_path / "amt.yaml", {"gate": "stadt.yaml"})
        (tmp_path / "stadt.yaml").write_text(CITY, encoding="utf-8")
        assert read_inventory(file).releases[0].verdict.value == "blocked"

    def test_workbooks_of_one_inventory_follow_the_same_rules(self, tmp_path: Path) -> None:
        files = []
        for name, text in (("nord", CITY), ("süd", CITY.replace("blocked", "weigh"))):
            (tmp_path / name).mkdir()
            files.append(save(tmp_path / name / "amt.xlsx", HEADER, row(name)))
            write_mapping(tmp_path / name / "amt.yaml", {"gate": "stadt.yaml", "workbooks": "several"})
            (tmp_path / name / "stadt.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(Problem, match="both are the inventory “amt”"):
            read_inventories(files)
        (tmp_path / "süd" / "stadt.yaml").write_text(CITY, encoding="utf-8")
        assert len(read_inventories(files)[0].releases) == 2

    def test_a_slip_in_them_is_told_before_a_workbook_is_read(self, tmp_path: Path) -> None:
        file = save(tmp_path / "amt.xlsx", ("Ganz", "anders"))
        write_mapping(tmp_path / "amt.yaml", {"gate": "stadt.yaml"})
        (tmp_path / "stadt.yaml").write_text(CITY.replace("security", "securty"), encoding="utf-8")
        with pytest.raises(Problem, match=r"stadt\.yaml, line 6: the key “securty” is not known") as caught:
            read_inventory(file)
        assert caught.value.exit_code == 1

    @pytest.mark.parametrize(
        ("name", "what", "remedy"),
        [
            ("strickt", "there are no rules of release named “strickt”", "Did you mean “strict”?"),
            ("xyz", "there are no rules of release named “xyz”", "one of standard, strict, or a file beside it"),
            ("fehlt.yaml", "fehlt.yaml cannot be read", "the file is looked for beside it"),
            ("alt.yml", "alt.yml is not UTF-8 text", "Save the file as UTF-8."),
        ],
    )
    def test_rules_that_cannot_be_found_or_read_are_told(
        self, name: str, what: str, remedy: str, tmp_path: Path
    ) -> None:
        (tmp_path / "alt.yml").write_bytes("title: Übliche Regeln".encode("cp1252"))
        with pytest.raises(Problem) as caught:
            load_gate(name, tmp_path)
        assert what in str(caught.value.what)
        assert remedy in str(caught.value.remedy)

    def test_no_name_means_the_usual_ones(self, tmp_path: Path) -> None:
        assert load_gate("", tmp_path) is load_gate("standard", tmp_path)


class TestAPublicDatasetThatIsBlocked:
    @pytest.fixture
    def file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
        """A workbook whose three datasets are public already."""
        file = save(tmp_path / "amt.xlsx", HEADER, *(row(number) for number in "123"))
        write_mapping(tmp_path / "amt.yaml")
        assert self.push(file) == 0
        assert self.count_pages(file) == 3
        capsys.readouterr()
        return file

    def push(self, file: Path) -> int:
        return main(["push", str(file), "--to", str(file.parent / "katalog"), "--yes"])

    def count_pages(self, file: Path) -> int:
        return len(list((file.parent / "katalog" / "site" / "dataset").glob("*.html")))

    def say_in(self, file: Path, **cells: str) -> None:
        book = openpyxl.load_workbook(file)
        for address, text in cells.items():
            book["Inventar"][address] = text
        book.save(file)

    def test_becomes_private_at_the_next_push_and_stands_first_in_the_plan(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.say_in(file, B2="Neuer Titel", H4="ja")
        assert main(["--lang", "en", "plan", str(file), "--to", str(file.parent / "katalog")]) == 0
        lines = capsys.readouterr().out.splitlines()
        told = [line for line in lines if line.startswith(("-", "~", "+", "x"))]
        assert told[0].startswith("- withdraw (make private)  amt:3")
        assert told[1].startswith("~ update  amt:1")
        why = " ".join(line.strip() for line in lines[lines.index(told[0]) + 1 : lines.index(told[1])])
        assert "publication could endanger public safety or IT security" in why
        assert "Inventar › H4" in why
        assert self.push(file) == 0
        assert self.count_pages(file) == 2
        (entry,) = [text for text in self.entries(file) if "amt:3" in text]
        assert json.loads(entry)["fields"]["private"] is True

    def entries(self, file: Path) -> list[str]:
        return [path.read_text("utf-8") for path in (file.parent / "katalog" / "entries").iterdir()]

    def test_so_does_one_on_which_somebody_becomes_unsure(self, file: Path) -> None:
        self.say_in(file, H3="vielleicht")
        assert self.push(file) == 0
        assert self.count_pages(file) == 2

    def test_and_one_that_stricter_rules_block(self, file: Path) -> None:
        text = CITY.replace("security: {empty: blocked}", "trade_secrets: {unasked: weigh}")
        (file.parent / "stadt.yaml").write_text(text, encoding="utf-8")
        write_mapping(file.with_suffix(".yaml"), {"gate": "stadt.yaml"})
        assert self.push(file) == 0
        assert self.count_pages(file) == 0
