"""Reading workbooks from files: several as one inventory, distributions in another file, comments beside findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from toolkit.model.problem import Problem, Stopped
from toolkit.steps.inventory import read_inventories, read_inventory

HEADER = ("Nr.", "Titel", "Stand")
COLUMNS = {"Titel": "title", "Stand": "modified"}


def write_book(path: Path, *rows: Sequence[Any], comments: Mapping[str, str] | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Daten", 0)
    for row in rows:
        sheet.append(list(row))
    for address, text in (comments or {}).items():
        sheet[address].comment = Comment(text, "Amt")
    book.save(path)
    return path


def write_mapping(path: Path, top: Mapping[str, Any] | None = None, **table: Any) -> str:
    datasets = {"sheet": "Daten", "header": 1, "key": "Nr.", "columns": COLUMNS, **table}
    whole = {"format": "bestand-mapping/1", "inventory": "amt", "datasets": datasets, **(top or {})}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return str(path)


class TestSeveralWorkbooks:
    def write_forms(self, folder: Path, *titles: str) -> list[Path]:
        return [
            write_book(folder / f"form-{number}.xlsx", ("Nr.", f"F-{number}"), ("Titel", title), ("Stand", 2024))
            for number, title in enumerate(titles, start=1)
        ]

    def test_forms_of_one_mapping_are_one_inventory(self, tmp_path: Path) -> None:
        files = self.write_forms(tmp_path / "formulare", "Bäume", "Wege", "Parks")
        mapping = write_mapping(tmp_path / "form.yaml", layout="form", header="A")
        (inventory,) = read_inventories(files, mapping)
        assert [one.dataset.title for one in inventory.described] == ["Bäume", "Wege", "Parks"]
        assert (inventory.file, inventory.rows) == ("form-1.xlsx + 2", 3)
        assert inventory.described[2].origins["title"].workbook == "form-3.xlsx"

    def test_a_folder_of_forms_is_read_whole(self, tmp_path: Path) -> None:
        self.write_forms(tmp_path / "formulare", "Bäume", "Wege")
        mapping = write_mapping(tmp_path / "form.yaml", layout="form", header="A")
        (inventory,) = read_inventories([tmp_path / "formulare"], mapping)
        assert len(inventory.described) == 2

    def test_tables_are_one_inventory_where_the_mapping_says_so(self, tmp_path: Path) -> None:
        files = [write_book(tmp_path / f"{name}.xlsx", HEADER, (name, "Bäume", 2024)) for name in "ab"]
        mapping = write_mapping(tmp_path / "m.yaml", {"workbooks": "several"}, file_name="version")
        (inventory,) = read_inventories(files, mapping)
        assert [(one.dataset.key, one.dataset.version) for one in inventory.described] == [("a", "a"), ("b", "b")]

    def test_else_two_workbooks_of_one_inventory_are_a_problem(self, tmp_path: Path) -> None:
        files = [write_book(tmp_path / f"{name}.xlsx", HEADER, (name, "Bäume", 2024)) for name in "ab"]
        with pytest.raises(Problem, match=r"a.xlsx and b.xlsx both are the inventory “amt”") as caught:
            read_inventories(files, write_mapping(tmp_path / "m.yaml"))
        assert "workbooks: several" in str(caught.value.remedy)

    def test_files_of_one_name_in_two_folders_are_told_apart(self, tmp_path: Path) -> None:
        columns = {"Titel": "title", "Datei": "distribution.path"}
        for name in ("nord", "süd"):
            write_book(tmp_path / name / "amt.xlsx", ("Nr.", "Titel", "Datei"), (name, "Bäume", "daten.csv"))
            (tmp_path / name / "daten.csv").write_text("a;b\n1;2\n", encoding="utf-8")
        mapping = write_mapping(tmp_path / "m.yaml", {"workbooks": "several"}, columns=columns)
        (inventory,) = read_inventories([tmp_path / "nord" / "amt.xlsx", tmp_path / "süd" / "amt.xlsx"], mapping)
        assert [str(one.origins["key"]) for one in inventory.described] == [
            "nord/amt.xlsx › Daten › A2",
            "süd/amt.xlsx › Daten › A2",
        ]
        assert inventory.folder == str(tmp_path)
        assert [one.dataset.distributions[0].path for one in inventory.described] == ["nord/daten.csv", "süd/daten.csv"]
        assert not {"resource-missing", "resource-outside"} & {one.code for one in inventory.findings}

    def test_a_key_that_stands_in_two_files_names_both(self, tmp_path: Path) -> None:
        files = [write_book(tmp_path / f"{name}.xlsx", HEADER, ("1", "Bäume", 2024)) for name in "ab"]
        (inventory,) = read_inventories(files, write_mapping(tmp_path / "m.yaml", {"workbooks": "several"}))
        (finding,) = (one for one in inventory.findings if one.code == "key-repeated")
        assert "a.xlsx › Daten › A2" in str(finding.message)
        assert str(finding.place.cell) == "b.xlsx › Daten › A2"


class TestDistributionsInAnotherFile:
    SECOND = {  # noqa: RUF012 (never changed)
        "file": "links.xlsx",
        "sheet": "Daten",
        "header": 1,
        "key": "Id",
        "dataset": "Nr.",
        "columns": {"Link": "access_url"},
    }
    LINKS = (("Id", "Nr.", "Link"), ("x", "1", "https://example.org/x"))

    def write(self, folder: Path, **second: Any) -> tuple[Path, str]:
        file = write_book(folder / "amt.xlsx", HEADER, ("1", "Bäume", 2024))
        return file, write_mapping(folder / "amt.yaml", {"distributions": {**self.SECOND, **second}})

    def test_they_are_read_from_the_file_beside_the_workbook(self, tmp_path: Path) -> None:
        file, _ = self.write(tmp_path)
        write_book(tmp_path / "links.xlsx", *self.LINKS)
        (described,) = read_inventory(file).described
        assert [part.access_url for part in described.dataset.distributions] == ["https://example.org/x"]
        assert str(described.origins["distributions.x"]) == "links.xlsx › Daten › A2"

    def test_a_missing_file_stops(self, tmp_path: Path) -> None:
        file, _ = self.write(tmp_path)
        with pytest.raises(Stopped, match=r"“links.xlsx” with the distributions does not lie beside amt.xlsx"):
            read_inventory(file)

    @pytest.mark.parametrize("outside", ["../links.xlsx", "/etc/links.xlsx", "C:\\links.xlsx"])
    def test_a_file_outside_the_folder_is_never_opened(self, tmp_path: Path, outside: str) -> None:
        write_book(tmp_path / "links.xlsx", *self.LINKS)
        file, _ = self.write(tmp_path / "amt", file=outside)
        with pytest.raises(Stopped, match="does not lie beside"):
            read_inventory(file)

    @pytest.mark.parametrize("is_named", [True, False])
    def test_in_a_folder_the_file_is_no_inventory_of_its_own(self, tmp_path: Path, is_named: bool) -> None:
        _, mapping = self.write(tmp_path)
        write_book(tmp_path / "links.xlsx", *self.LINKS)
        (inventory,) = read_inventories([tmp_path], mapping if is_named else None)
        assert (inventory.file, len(inventory.described)) == ("amt.xlsx", 1)


class TestJoinedWorkbooks:
    JOIN: dict[str, Any] = {  # noqa: RUF012 (never changed)
        "file": "aemter.xlsx",
        "sheet": "Daten",
        "header": 1,
        "on": "Amt",
        "key": "Amt",
        "columns": {"Postfach": "contact.email"},
    }
    OFFICES = (("Amt", "Postfach"), ("A61", "baum@example.org"))

    def write(self, folder: Path, key: str = "1", **join: Any) -> tuple[Path, str]:
        file = write_book(folder / "amt.xlsx", ("Nr.", "Titel", "Amt"), (key, "Bäume", "A61"))
        columns = {"Titel": "title"}
        return file, write_mapping(folder / "amt.yaml", columns=columns, joins=[{**self.JOIN, **join}])

    def test_a_workbook_beside_is_joined(self, tmp_path: Path) -> None:
        file, _ = self.write(tmp_path)
        write_book(tmp_path / "aemter.xlsx", *self.OFFICES, comments={"B2": "gilt ab Mai"})
        (described,) = read_inventory(file).described
        assert described.dataset.contact is not None
        assert described.dataset.contact.email == "baum@example.org"
        assert str(described.origins["contact.email"]) == "aemter.xlsx › Daten › B2"

    def test_one_in_a_folder_below_is_joined(self, tmp_path: Path) -> None:
        file, _ = self.write(tmp_path, file="listen/aemter.xlsx")
        write_book(tmp_path / "listen" / "aemter.xlsx", *self.OFFICES)
        assert read_inventory(file).described[0].dataset.contact

    @pytest.mark.parametrize("outside", ["aemter.xlsx", "../aemter.xlsx", "/etc/aemter.xlsx"])
    def test_a_missing_file_and_one_outside_stop(self, tmp_path: Path, outside: str) -> None:
        write_book(tmp_path / "aemter.xlsx", *self.OFFICES)
        file, _ = self.write(tmp_path / "amt", file=outside)
        with pytest.raises(Stopped, match=r"which the mapping joins, does not lie beside amt\.xlsx") as caught:
            read_inventory(file)
        assert "“joins:”" in str(caught.value.remedy)

    @pytest.mark.parametrize("is_named", [True, False])
    def test_in_a_folder_it_is_no_inventory_of_its_own(self, tmp_path: Path, is_named: bool) -> None:
        _, mapping = self.write(tmp_path)
        write_book(tmp_path / "aemter.xlsx", *self.OFFICES)
        (inventory,) = read_inventories([tmp_path], mapping if is_named else None)
        assert (inventory.file, len(inventory.described)) == ("amt.xlsx", 1)

    def test_one_workbook_may_hold_distributions_and_what_is_joined(self, tmp_path: Path) -> None:
        second = {
            "file": "aemter.xlsx",
            "sheet": "Daten",
            "header": 1,
            "key": "Amt",
            "dataset": "Postfach",
            "columns": {"Link": "access_url"},
        }
        file = write_book(tmp_path / "amt.xlsx", ("Nr.", "Titel", "Amt"), ("1", "Bäume", "x"))
        columns = {"Titel": "title"}
        join = {**self.JOIN, "columns": {"Link": "landing_page"}}
        write_mapping(tmp_path / "amt.yaml", {"distributions": second}, columns=columns, joins=[join])
        write_book(tmp_path / "aemter.xlsx", ("Amt", "Postfach", "Link"), ("x", "1", "https://example.org/x"))
        (described,) = read_inventory(file).described
        assert described.dataset.landing_page == "https://example.org/x"
        assert [part.access_url for part in described.dataset.distributions] == ["https://example.org/x"]

    def test_each_folder_has_a_workbook_of_its_own(self, tmp_path: Path) -> None:
        top = {"workbooks": "several"}
        files = []
        for name in ("nord", "sued"):
            folder = tmp_path / name
            files.append(write_book(folder / "amt.xlsx", ("Nr.", "Titel", "Amt"), (name, "Bäume", "A61")))
            write_book(folder / "aemter.xlsx", self.OFFICES[0], ("A61", f"{name}@example.org"))
        mapping = write_mapping(tmp_path / "amt.yaml", top, columns={"Titel": "title"}, joins=[self.JOIN])
        (inventory,) = read_inventories(files, mapping)
        mails = [one.dataset.contact.email for one in inventory.described if one.dataset.contact]
        assert mails == ["nord@example.org", "sued@example.org"]
        assert str(inventory.described[1].origins["contact.email"]) == "sued/aemter.xlsx › Daten › B2"


def test_a_comment_stands_beside_the_finding_of_its_cell(tmp_path: Path) -> None:
    file = write_book(
        tmp_path / "amt.xlsx", HEADER, ("1", "Bäume", "nie"), comments={"C2": "Fr. fragen", "B2": "schön"}
    )
    findings = {one.code: one for one in read_inventory(file, write_mapping(tmp_path / "m.yaml")).findings}
    assert findings["date-invalid"].comment.endswith("Fr. fragen")
    assert findings["description-missing"].comment == ""


def test_a_comment_in_a_form_stands_at_its_cell(tmp_path: Path) -> None:
    rows = (("Nr.", "1"), ("Titel", "Bäume"), ("Stand", "nie"))
    file = write_book(tmp_path / "amt.xlsx", *rows, comments={"B3": "unklar"})
    mapping = write_mapping(tmp_path / "m.yaml", layout="form", header="A")
    findings = {one.code: one for one in read_inventory(file, mapping).findings}
    assert findings["date-invalid"].comment.endswith("unklar")


def test_what_is_no_workbook_is_said_before_anything_of_the_mapping(tmp_path: Path) -> None:
    file = tmp_path / "amt.xlsx"
    file.write_bytes(b"\x00\x01 nothing \xff")
    with pytest.raises(Problem, match=r"amt\.xlsx"):
        read_inventory(file, str(tmp_path / "gibt-es-nicht.yaml"))


def test_an_inventory_says_why_its_mapping_was_chosen(tmp_path: Path) -> None:
    file = write_book(tmp_path / "amt.xlsx", HEADER, ("1", "Bäume", 2024))
    write_mapping(tmp_path / "amt.yaml")
    inventory = read_inventory(file)
    assert inventory.mapping == "amt.yaml"
    assert inventory.why is not None
    assert not inventory.proposed
