"""The public side of a catalogue folder: packages and pages of public datasets, and of nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.cli.main import main
from toolkit.model.release import Audience
from toolkit.packages.folder import read_package, validate_package
from toolkit.reports.site import Masthead
from toolkit.steps.inventory import read_inventory
from toolkit.steps.publish import CATALOGS, read_public_datasets, restore_dataset
from toolkit.steps.target import open_target

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


@pytest.mark.parametrize("name", ["gruenes-amt", "verkehrsamt", "statistikstelle"])
def test_an_entry_of_the_folder_is_the_whole_dataset(name: str, tmp_path: Path) -> None:
    inventory = read_inventory(SAMPLES / f"{name}.xlsx")
    catalogue = open_target(str(tmp_path), None, None).catalogue
    for described, release in inventory.decided():
        dataset = described.dataset
        restored = restore_dataset(catalogue.build_entry(described, release, "name"))
        organization = dataset.organization and replace(dataset.organization, title="")
        assert restored == replace(dataset, organization=organization)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook with files beside it, and the catalogue folder that it was pushed to."""
    folder = tmp_path_factory.mktemp("inventory")
    workbook = Path(shutil.copy(SAMPLES / "statistikstelle.xlsx", folder))
    shutil.copytree(SAMPLES / "statistikstelle", folder / "statistikstelle")
    assert push(workbook, folder / "catalogue", "--create-organizations") == 0
    return workbook, folder / "catalogue"


def push(workbook: Path, catalogue: Path, *options: str) -> int:
    return main(["push", str(workbook), "--to", str(catalogue), "--yes", *options])


def test_each_public_dataset_has_a_valid_package_with_its_files(published: tuple[Path, Path]) -> None:
    workbook, catalogue = published
    packages = sorted((catalogue / "site" / "packages").iterdir())
    ready = {described.dataset.identifier for described in read_inventory(workbook).ready(Audience.PUBLIC)}
    assert {read_package(package).identifier for package in packages} == ready
    assert [fault for package in packages for fault in validate_package(package)] == []
    assert len(list(catalogue.rglob("*.csv"))) == 11


def test_pages_link_to_the_packages_and_their_files(published: tuple[Path, Path]) -> None:
    _, catalogue = published
    page = (catalogue / "site" / "dataset" / "altersaufbau-der-bevoelkerung.html").read_text(encoding="utf-8")
    assert "../packages/altersaufbau-der-bevoelkerung/datapackage.json" in page
    assert "../packages/altersaufbau-der-bevoelkerung/data/bevoelkerung-altersgruppen-2024.csv" in page


def test_staff_datasets_have_an_entry_but_neither_page_nor_package(published: tuple[Path, Path]) -> None:
    workbook, catalogue = published
    staff = read_inventory(workbook).ready(Audience.STAFF)
    site = "".join(path.read_text("utf-8", "replace") for path in (catalogue / "site").rglob("*") if path.is_file())
    entries = "".join(path.read_text("utf-8") for path in (catalogue / "entries").iterdir())
    assert len(staff) == 3
    for described in staff:
        assert described.dataset.title in entries
        assert described.dataset.title not in site


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # of rdflib, by itself
def test_the_site_holds_the_catalogue_for_machines_and_links_to_it(published: tuple[Path, Path]) -> None:
    workbook, catalogue = published
    site = catalogue / "site"
    ready = {described.dataset.identifier for described in read_inventory(workbook).ready(Audience.PUBLIC)}
    for name, form in CATALOGS.items():
        graph = Graph().parse(site / name, format=form)
        assert {str(one) for one in graph.objects(None, DCTERMS.identifier)} >= ready
        assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(ready)
    index, page = site / "index.html", next((site / "dataset").glob("*.html"))
    assert '<link rel="alternate" type="text/turtle" href="catalog.ttl">' in index.read_text("utf-8")
    assert '<a href="../catalog.ttl">Turtle</a>' in page.read_text("utf-8")


def test_files_have_the_address_that_the_folder_says(published: tuple[Path, Path]) -> None:
    _, catalogue = published
    masthead = Masthead(address="https://example.org/daten/")
    datasets = {one.key: one for one in read_public_datasets(FolderCatalogue(catalogue), masthead)}
    part = next(one for one in datasets["ST-02"].distributions if one.path)
    address = (
        "https://example.org/daten/packages/altersaufbau-der-bevoelkerung/data/bevoelkerung-altersgruppen-2024.csv"
    )
    assert (part.download_url, part.access_url) == (address, address)


def test_a_withdrawn_dataset_leaves_no_page_no_package_and_no_file(published: tuple[Path, Path]) -> None:
    workbook, catalogue = published
    book = openpyxl.load_workbook(workbook)
    for row in book["Datenangebot"].iter_rows(min_row=3):
        if row[0].value == "ST-02":
            row[15].value = "nein"
    book.save(workbook)
    assert push(workbook, catalogue) == 0
    left = [
        path for path in (catalogue / "site").rglob("*") if "altersaufbau" in path.name or "altersgruppen" in path.name
    ]
    assert left == []
    assert "Altersaufbau" not in (catalogue / "site" / "index.html").read_text(encoding="utf-8")


def test_the_masthead_stands_on_every_page(published: tuple[Path, Path]) -> None:
    workbook, catalogue = published
    text = "title: Offene Daten Musterhausen\nlinks: {Impressum: https://www.musterhausen.example.org/impressum}\n"
    (catalogue / "masthead.yaml").write_text(text, encoding="utf-8")
    assert push(workbook, catalogue) == 0
    pages = [path.read_text(encoding="utf-8") for path in (catalogue / "site").rglob("*.html")]
    assert all("Offene Daten Musterhausen" in page and "/impressum" in page for page in pages)


def test_a_broken_masthead_is_said(published: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    workbook, catalogue = published
    (catalogue / "masthead.yaml").write_text("titel: falsch\n", encoding="utf-8")
    assert push(workbook, catalogue) == 1
    assert "masthead.yaml" in capsys.readouterr().err
    (catalogue / "masthead.yaml").unlink()
