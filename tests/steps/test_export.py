"""What gets into an exported catalogue, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.steps.small_department import write_department
from toolkit.cli.main import main
from toolkit.model.dataset import Agent, Dataset, Organization
from toolkit.model.problem import Problem
from toolkit.steps.catalogfile import CatalogWish, Gathered, build_catalog, choose_publisher, fill_publishers
from toolkit.steps.export import ExportRequest, choose_form, export_catalog, gather, write_export

BASE = "https://example.org/daten"


def keys(sources: list[Path], request: ExportRequest | None = None) -> list[str]:
    return sorted(dataset.key for dataset in gather(sources, request or ExportRequest()).datasets)


def test_only_released_datasets_without_errors_are_exported(tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "amt", 4, k2={"Frei": "nein"}, k3={"Frei": ""}, k4={"Titel": ""})
    gathered = gather([workbook], ExportRequest())
    assert [dataset.key for dataset in gathered.datasets] == ["1"]
    assert gathered.left_out == 3
    assert gathered.titles == ("Amt amt",)
    text = export_catalog([workbook], "turtle", ExportRequest()).written.text
    assert '"amt 1"@de' in text
    assert all(f"amt {number}" not in text for number in (2, 3))


def test_data_packages_are_exported_when_somebody_says_that_they_are_released(tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "amt", 2)
    assert main(["package", str(workbook), "--out", str(tmp_path / "packages")]) == 0
    packages = [tmp_path / "packages"]
    assert keys(packages) == []
    assert gather(packages, ExportRequest()).left_out == 2
    assert keys(packages, ExportRequest(released=True)) == ["1", "2"]


def test_workbook_and_packages_of_one_inventory_are_refused(tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "amt", 2)
    assert main(["package", str(workbook), "--out", str(tmp_path / "packages")]) == 0
    with pytest.raises(Problem, match="amt"):
        gather([workbook, tmp_path / "packages"], ExportRequest(released=True))


def test_a_catalogue_folder_is_exported_as_it_describes_itself(tmp_path: Path) -> None:
    workbook = write_department(tmp_path, "amt", 3, k3={"Frei": "intern"})
    folder = tmp_path / "katalog"
    assert main(["push", str(workbook), "--to", str(folder), "--yes", "--create-organizations"]) == 0
    masthead = f"title: Offene Daten\nintro: Ein Satz.\naddress: {BASE}/\n"
    (folder / "masthead.yaml").write_text(masthead, encoding="utf-8")
    assert keys([folder]) == ["1", "2"]
    text = export_catalog([folder], "turtle", ExportRequest()).written.text
    for line in (
        f"<{BASE}/catalog>",
        f"<{BASE}/dataset/amt/1>",
        'dct:title "Offene Daten"@de',
        'dct:description "Ein Satz."@de',
    ):
        assert line in text
    with pytest.raises(Problem, match="amt:1 stands in two of the sources"):
        gather([folder, workbook], ExportRequest())


def test_nothing_named_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="nothing to export"):
        gather([], ExportRequest())
    with pytest.raises(Problem, match="no address on the web"):
        gather([], ExportRequest(site=str(tmp_path)))
    with pytest.raises(Problem, match="no address on the web"):
        export_catalog([tmp_path], "turtle", ExportRequest(wish=CatalogWish(base="opendata")))


@pytest.mark.parametrize(
    ("to", "wished", "form"),
    [
        ("-", None, "turtle"),
        ("-", "xml", "xml"),
        ("k.ttl", None, "turtle"),
        ("K.TTL", "turtle", "turtle"),
        ("k.jsonld", None, "json-ld"),
        ("k.json", "json-ld", "json-ld"),
        ("k.rdf", None, "xml"),
        ("k.xml", None, "xml"),
    ],
)
def test_the_form_is_what_the_name_says(to: str, wished: str | None, form: str) -> None:
    assert choose_form(to, wished) == form  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("to", "wished", "endings"),
    [("k.xlsx", None, ".ttl, .jsonld, .json, .rdf, .xml"), ("k", None, ".ttl"), ("k.ttl", "xml", "with .rdf, .xml.")],
)
def test_a_name_that_says_something_else_is_refused(to: str, wished: str | None, endings: str) -> None:
    with pytest.raises(Problem) as caught:
        choose_form(to, wished)  # type: ignore[arg-type]
    assert endings in str(caught.value.remedy)


def test_an_equal_file_is_not_written_again_and_a_broken_place_is_a_problem(tmp_path: Path) -> None:
    written = export_catalog([write_department(tmp_path, "amt", 1)], "turtle", ExportRequest()).written
    file = tmp_path / "neu" / "katalog.ttl"
    assert write_export(file, written)
    assert not write_export(file, written)
    assert [one.name for one in file.parent.iterdir()] == ["katalog.ttl"]
    (tmp_path / "datei").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written"):
        write_export(tmp_path / "datei" / "katalog.ttl", written)


def test_the_publisher_of_the_catalogue_is_that_of_most_datasets() -> None:
    def publish(*names: str) -> list[Dataset]:
        return [Dataset("a", str(n), publisher=Agent(name) if name else None) for n, name in enumerate(names)]

    assert choose_publisher(publish("B", "A", "B"), "x") == Agent("B")
    assert choose_publisher(publish("B", "A"), "x") == Agent("A")
    assert choose_publisher(publish("", ""), "x") == Agent("x")


def test_the_organisation_publishes_what_names_no_publisher() -> None:
    owned = Dataset("a", "1", organization=Organization("amt-61", "Amt 61"))
    named = replace(owned, publisher=Agent("Stadt"))
    bare = Dataset("a", "2", organization=Organization("amt-61"))
    filled = [dataset.publisher for dataset in fill_publishers([owned, named, bare, Dataset("a", "3")])]
    assert filled == [Agent("Amt 61"), Agent("Stadt"), Agent("amt-61"), None]


def test_the_catalogue_is_described_by_its_sources_unless_somebody_says_otherwise() -> None:
    datasets = (
        Dataset("a", "1", publisher=Agent("Amt"), modified="2024-05"),
        Dataset("a", "2", publisher=Agent("Amt"), modified="2025-01-02"),
    )
    gathered = Gathered(datasets, titles=("A", "B", "A"))
    catalog = build_catalog(gathered, CatalogWish())
    assert (catalog.title, catalog.description) == ("A, B", "Offene Daten: A, B")
    assert (catalog.publisher, catalog.modified, catalog.homepage, catalog.base) == (Agent("Amt"), "2025-01-02", "", "")
    wish = CatalogWish(BASE, "T", "D", "P", "https://example.org/p", "https://example.org/h", "https://example.org/l")
    catalog = build_catalog(gathered, wish)
    assert (catalog.title, catalog.description, catalog.base) == ("T", "D", BASE)
    assert catalog.publisher == Agent("P", "https://example.org/p")
    assert (catalog.homepage, catalog.license) == ("https://example.org/h", "https://example.org/l")
    assert build_catalog(Gathered(()), CatalogWish()).title == "Datenkatalog"
    assert build_catalog(gathered, CatalogWish(base=BASE)).homepage == BASE
