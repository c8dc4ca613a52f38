"""What may be taken away from a check: the marked copy, the report, the packages, the assignment of columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.web.running_site import Site
from tests.web.walk import GOOD, open_walk, start_walk, write_workbook
from toolkit.mapping.load import parse_mapping
from toolkit.model.handback import FEEDBACK_SHEETS

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_walk(tmp_path_factory.mktemp("site")) as opened:
        yield opened


def test_the_marked_copy_is_the_workbook_with_a_sheet_of_feedback(site: Site) -> None:
    walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx")
    page = walk.client.get(walk.link("Download the marked copy"))
    assert 'filename="verkehrsamt-checked.xlsx"' in page.headers["content-disposition"]
    names = openpyxl.load_workbook(BytesIO(page.content)).sheetnames
    assert {"Datensätze", "Ressourcen"} < set(names)
    assert set(names) & set(FEEDBACK_SHEETS.values())


def test_a_workbook_that_cannot_be_marked_gives_a_list_of_its_own(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Nr.;Titel;Beschreibung;Lizenz\n1;Bäume;Alle Bäume der Stadt;frei\n", encoding="utf-8")
    walk = start_walk(site).send(file)
    page = walk.client.get(walk.link("Download the marked copy"))
    assert ".xlsx" in page.headers["content-disposition"]
    assert openpyxl.load_workbook(BytesIO(page.content)).sheetnames


def test_the_report_is_saved_and_never_shown_by_the_site(site: Site) -> None:
    walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx")
    page = walk.client.get(walk.link("Download the report"))
    assert page.headers["content-disposition"].startswith("attachment")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<!DOCTYPE html>" in page.text


def test_the_packages_hold_what_is_ready_for_everyone(site: Site) -> None:
    walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx")
    page = walk.client.get(walk.link("Download data packages (ZIP)"))
    names = zipfile.ZipFile(BytesIO(page.content)).namelist()
    assert sum(name.endswith("/datapackage.json") for name in names) == 21


def test_no_packages_are_offered_where_nothing_is_ready(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(
        write_workbook(tmp_path / "a.xlsx", ("A-1", "Bäume", "x", "x", "CC0", "nein", "nein", ""))
    )
    assert "Download data packages" not in walk.text


def test_a_path_out_of_the_visit_is_not_packed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    rows = [(*GOOD[:7], path) for path in (str(tmp_path / "secret.csv"), "../../../../../../etc/passwd")]
    rows = [(f"A-{number}", *row[1:]) for number, row in enumerate(rows)]
    headings = ("Nr.", "Titel", "Beschreibung", "Schlagworte", "Lizenz", "Veröffentlichen", "Personenbezug", "Datei")
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", *rows, headings=headings))
    assert walk.heading == "Result of the check"
    if "Download data packages" in walk.text:
        archive = zipfile.ZipFile(BytesIO(walk.client.get(walk.link("Download data packages (ZIP)")).content))
        assert not [name for name in archive.namelist() if "secret" in name or "passwd" in name]


def test_a_proposed_assignment_of_columns_reads_as_a_mapping(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(write_workbook(tmp_path / "Bäume 2025.xlsx", GOOD))
    page = walk.client.get(walk.link("Download the assignment of columns (YAML)"))
    assert parse_mapping(page.text, "x.yaml").datasets.columns["Titel"].field == "title"


def test_only_files_that_the_check_made_have_an_address(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", GOOD))
    for key in ("case.json", "..%2fcase.json", "en%2fresult.json", "2-report"):
        assert walk.client.get(f"{walk.path}/files/{key}").status_code == 404
