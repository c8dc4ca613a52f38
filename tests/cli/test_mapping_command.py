"""``bestand mapping``: check, stubs and schema, as a person or a script meets them."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cli.small_workbook import save
from toolkit.cli.main import main
from toolkit.mapping.schema import build_mapping_schema
from toolkit.steps.inventory import read_inventory

MAPPING = """
    format: bestand-mapping/1
    inventory: amt
    datasets:
      sheet: Inventar
      key: Nr.
      columns:
        Titel: title
        Thema: themes
        Lizenz: license
        Frei: {release: publish, answers: {ja: public}}
"""
ROWS: tuple[tuple[Any, ...], ...] = (
    ("Nr.", "Titel", "Thema", "Lizenz", "Frei", "Notiz"),
    (1, "Spielplätze", "Grün", "Datenlizenz DE", "ja", "x"),
    (2, "Parks", "Wald: nah", "Datenlizenz DE", "mal sehen", None),
    (3, "Ladesäulen", "Grün", "dl-by-de/2.0", "ja", None),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook with its mapping beside it."""
    write(tmp_path, MAPPING)
    return save(tmp_path / "inventar.xlsx", *ROWS)


def write(folder: Path, text: str) -> Path:
    path = folder / "inventar.yaml"
    path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["mapping", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("command", ["", "check", "stubs", "schema"])
def test_every_command_explains_itself(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language, "mapping", *command.split(), "--help"]) == 0
    assert len(capsys.readouterr().out) > 200


class TestCheck:
    def test_a_good_mapping_ends_with_0(self, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, shown, _ = run(capsys, "check", workbook.with_suffix(".yaml"))
        assert (code, shown.strip()) == (0, "inventar.yaml: nothing is wrong with the mapping")

    def test_a_mapping_that_ships_is_good(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(capsys, "check", "verkehrsamt", "sample_inventories/verkehrsamt.xlsx")[0] == 0

    def test_all_mistakes_come_in_the_order_of_the_lines(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong = MAPPING.replace("Titel: title", "Titel: titel").replace("Thema: themes", "Thema: {feld: themes}")
        code, shown, _ = run(capsys, "check", write(tmp_path, wrong.replace("inventory: amt", "inventory: Das Amt")))
        assert code == 1
        heads = [line.partition(": ")[2].partition(": ")[0] for line in shown.splitlines() if line.startswith("error")]
        assert heads == ["inventar.yaml, line 2", "inventar.yaml, line 7", "inventar.yaml, line 8"]
        assert "→ Did you mean “title”?" in shown
        assert shown.rstrip().endswith("inventar.yaml: 3 mistakes")

    def test_one_mistake_as_data(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        wrong = write(tmp_path, MAPPING.replace("Titel: title", "Titel: titel"))
        code, shown, _ = run(capsys, "check", wrong, "--json")
        assert code == 1
        assert json.loads(shown) == {
            "format": "bestand-mapping-check/1",
            "mapping": "inventar.yaml",
            "right": False,
            "complaints": [
                {
                    "file": "inventar.yaml",
                    "line": 7,
                    "message": "there is no field “titel”",
                    "remedy": "Did you mean “title”?",
                }
            ],
            "workbooks": [],
        }

    def test_what_a_workbook_says_more_than_its_mapping_is_no_mistake(
        self, workbook: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, shown, _ = run(capsys, "check", workbook.with_suffix(".yaml"), workbook)
        assert code == 0
        assert "1 column is not in the mapping: “Notiz”" in shown
        assert "Thema → themes: 2 values that nothing matches: “Grün”, “Wald: nah”" in shown
        assert "Frei → publish: 1 value that nothing matches: “mal sehen”" in shown
        assert f"bestand mapping stubs {workbook.name}" in shown

    def test_a_base_that_is_not_there_is_told_in_words_of_our_own(
        self, workbook: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mapping = write(workbook.parent, MAPPING.replace("inventory:", "extends: fehlt.yaml\n    inventory:"))
        code, shown, told = run(capsys, "check", mapping)
        assert code == 1
        assert "there is no such file or folder" in " ".join((shown + told).split())

    def test_a_look_up_that_no_cell_needs_is_named(self, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
        entry = "Thema: {field: themes, lookup: {Grün: ENVI, Moor: ENVI}}"
        mapping = write(workbook.parent, MAPPING.replace("Thema: themes", entry))
        code, shown, _ = run(capsys, "check", mapping, workbook)
        assert code == 0
        assert "“Moor” (Thema) is looked up, but no cell says it" in shown
        assert "“Grün”" not in shown

    def test_all_columns_that_are_missing_are_named(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        mapping = write(tmp_path, MAPPING.replace("key: Nr.", "key: Nr.\n      header: 1"))
        workbook = save(tmp_path / "neu.xlsx", ("Nr.", "Titel", "Themen"), (1, "Spielplätze", "ENVI"))
        code, shown, _ = run(capsys, "check", mapping, workbook)
        assert code == 1
        assert all(f"the column “{name}” is missing" in shown for name in ("Thema", "Lizenz", "Frei"))
        assert "the column “Titel” is missing" not in shown
        data = json.loads(run(capsys, "check", mapping, workbook, "--json")[1])
        assert [lost["column"] for lost in data["workbooks"][0]["lost"]] == ["Thema", "Lizenz", "Frei"]
        assert "is missing" in data["workbooks"][0]["problem"]

    def test_a_workbook_that_matches_wholly_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        mapping = write(tmp_path, MAPPING)
        rows = [("Nr.", "Titel", "Thema", "Lizenz", "Frei"), (1, "Parks", "ENVI", "dl-by-de/2.0", "ja")]
        code, shown, _ = run(capsys, "check", mapping, save(tmp_path / "w.xlsx", *rows))
        assert code == 0
        assert "the mapping matches every value and every column" in shown

    @pytest.mark.parametrize("name", ["fehlt.yaml", "fehlt", "."])
    def test_a_mapping_that_is_not_there_is_a_problem(
        self, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, shown, said = run(capsys, "check", tmp_path / name)
        assert (code, shown) == (1, "")
        assert said.startswith("error:")

    def test_rules_of_release_that_are_not_there_are_a_problem(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mapping = write(tmp_path, MAPPING.replace("inventory: amt", "inventory: amt\n    gate: stadt.yaml"))
        code, _, said = run(capsys, "check", mapping)
        assert code == 1
        assert "stadt.yaml" in said


class TestStubs:
    def test_they_are_yaml_in_the_order_of_their_cells(
        self, workbook: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, shown, said = run(capsys, "stubs", workbook)
        assert (code, said) == (0, "")
        tree = YAML(typ="safe").load(shown)
        assert tree == {
            "datasets": {
                "columns": {
                    "Thema": {"field": "themes", "lookup": {"Grün": "…", "Wald: nah": "…"}},
                    "Lizenz": {"field": "license", "lookup": {"Datenlizenz DE": "…"}},
                    "Frei": {"release": "publish", "answers": {"mal sehen": "…"}},
                    "Notiz": "…",
                }
            }
        }
        assert [*tree["datasets"]["columns"]] == ["Thema", "Lizenz", "Frei", "Notiz"]
        assert "Grün: …   # 2× C2" in shown
        assert "Datenlizenz DE: …   # 2× D2; near: “Datenlizenz Deutschland" in shown

    def test_once_filled_in_and_extended_everything_is_matched(
        self, workbook: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What is pasted is a mapping: here it completes the one that it was made for."""
        _, shown, _ = run(capsys, "stubs", workbook)
        for word, target in (("Grün", "ENVI"), ("Wald: nah", "null"), ("Datenlizenz DE", "dl-by-de/2.0")):
            shown = shown.replace(f"{word}: …", f"{word}: {target}").replace(f'"{word}": …', f'"{word}": {target}')
        shown = shown.replace("mal sehen: …", "mal sehen: unknown").replace("Notiz: …", "Notiz: {ignore: intern}")
        whole = f"format: bestand-mapping/1\ninventory: amt\nextends: inventar.yaml\n{shown}"
        pasted = workbook.with_name("pasted.yaml")
        pasted.write_text(whole, encoding="utf-8")
        code, shown, said = run(capsys, "stubs", workbook, "--mapping", pasted)
        assert (code, shown) == (0, "")
        assert said.strip() == "inventar.xlsx: the mapping “pasted.yaml” matches every value"
        assert [one.dataset.themes != () for one in read_inventory(workbook, str(pasted)).described] == [
            True,
            False,
            True,
        ]

    def test_nothing_is_printed_where_all_is_matched(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, shown, said = run(capsys, "stubs", "sample_inventories/verkehrsamt.xlsx")
        assert (code, shown) == (0, "")
        assert "matches every value" in said

    def test_as_data(self, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (data,) = json.loads(run(capsys, "stubs", workbook, "--json")[1])
        assert (data["format"], data["mapping"], data["files"]) == (
            "bestand-stubs/1", "inventar.yaml", ["inventar.xlsx"]
        )  # fmt: skip
        group = data["groups"][0]
        assert {key: group[key] for key in ("table", "key", "column", "target")} == {
            "table": "datasets", "key": "lookup", "column": "Thema", "target": "themes"
        }  # fmt: skip
        assert group["values"][0] == {
            "text": "Grün", "count": 2, "nearest": group["values"][0]["nearest"],
            "cell": {"workbook": "inventar.xlsx", "sheet": "Inventar", "address": "C2"},
        }  # fmt: skip
        assert YAML(typ="safe").load(data["yaml"])["datasets"]["columns"]["Notiz"] == "…"

    def test_two_workbooks_are_two_documents(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for name in ("a", "b"):
            save(tmp_path / f"{name}.xlsx", *ROWS)
            text = textwrap.dedent(MAPPING).lstrip().replace("inventory: amt", f"inventory: {name}")
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        _, shown, _ = run(capsys, "stubs", tmp_path)
        assert len([*YAML(typ="safe").load_all(shown)]) == 2

    def test_what_cannot_be_read_is_a_problem(self, workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(workbook.parent, MAPPING.replace("Titel: title", "Name: title"))
        code, shown, said = run(capsys, "stubs", workbook)
        assert (code, shown) == (4, "")
        assert "“Name” is missing" in said

    def test_a_text_with_line_breaks_stays_one_line_of_yaml(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write(tmp_path, MAPPING)
        rows = [*ROWS[:1], (1, "Parks", "Wald\n# und: Feld", "x" * 1200, "ja", None)]
        _, shown, _ = run(capsys, "stubs", save(tmp_path / "inventar.xlsx", *rows))
        columns = YAML(typ="safe").load(shown)["datasets"]["columns"]
        assert len(columns["Lizenz"]["lookup"].popitem()[0]) == 1200
        assert "Feld" in next(iter(columns["Thema"]["lookup"]))


class TestSchema:
    def test_it_is_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, shown, _ = run(capsys, "schema")
        assert code == 0
        assert json.loads(shown) == build_mapping_schema()

    def test_it_is_written_once(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        target = tmp_path / "mapping.schema.json"
        assert run(capsys, "schema", "--out", target)[0] == 0
        assert json.loads(target.read_text(encoding="utf-8")) == build_mapping_schema()
        target.write_text("mine", encoding="utf-8")
        code, _, said = run(capsys, "schema", "--out", target)
        assert code == 1
        assert "already there" in said
        assert target.read_text(encoding="utf-8") == "mine"
        assert run(capsys, "schema", "--out", target, "--force")[0] == 0
        assert json.loads(target.read_text(encoding="utf-8")) == build_mapping_schema()

    def test_a_folder_that_is_not_there_is_a_problem(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, said = run(capsys, "schema", "--out", tmp_path / "fehlt" / "schema.json")
        assert code == 1
        assert "cannot be written" in said
