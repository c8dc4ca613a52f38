"""The file of a whole catalogue: its frame, its order, what changes when one dataset does, and the official shapes."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph

from tests.dcat.good_dataset import EU, GOOD
from tests.dcat.official_shapes import require_shapes
from toolkit.dcat.catalog import Catalog
from toolkit.dcat.graph import build_dataset_graph, build_graph
from toolkit.dcat.iri import catalog_iri, is_made, mail_iri, phone_iri
from toolkit.dcat.serial import serialise, write_forms, write_rdf
from toolkit.dcat.shapefolder import read_shapes
from toolkit.dcat.shapes import validate
from toolkit.dcat.version import Version
from toolkit.dcat.writer import WRITERS
from toolkit.model.dataset import Agent, Dataset, Place
from toolkit.model.finding import Severity
from toolkit.model.release import Audience
from toolkit.steps.inventory import read_inventories

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
BASE = "https://example.org/data"
PUBLISHER = Agent("Stadt Beispiel", kind="http://purl.org/adms/publishertype/LocalAuthority")
CATALOG = Catalog(
    "Daten",
    "Offene Daten",
    PUBLISHER,
    homepage="https://example.org",
    languages=(f"{EU}/language/DEU",),
    license="http://dcat-ap.de/def/licenses/cc-zero",
    base=BASE,
    modified="2025-01-15",
    issued="2024",
    spatial=("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000",),
)
DATASETS = [replace(GOOD, key=f"A-{number}", title=f"Baum {number}") for number in range(1, 6)]


def test_the_catalogue_comes_first_and_names_its_datasets_and_services() -> None:
    block = write_rdf(CATALOG, DATASETS[:2]).text.split("\n\n")[1]
    assert block.split("\n") == [
        f"<{BASE}/catalog>",
        "    a dcat:Catalog ;",
        f"    dcat:dataset <{BASE}/dataset/amt/A-1> ;",
        f"    dcat:dataset <{BASE}/dataset/amt/A-2> ;",
        f"    dcat:service <{BASE}/dataset/amt/A-1/distribution/wfs#service> ;",
        f"    dcat:service <{BASE}/dataset/amt/A-2/distribution/wfs#service> ;",
        f"    dcat:themeTaxonomy <{EU}/data-theme> ;",
        '    dct:description "Offene Daten"@de ;',
        '    dct:issued "2024"^^xsd:gYear ;',
        f"    dct:language <{EU}/language/DEU> ;",
        "    dct:license <http://dcat-ap.de/def/licenses/cc-zero> ;",
        '    dct:modified "2025-01-15"^^xsd:date ;',
        f"    dct:publisher <{BASE}/agent/{_publisher()}> ;",
        "    dct:spatial <http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000> ;",
        '    dct:title "Daten"@de ;',
        "    foaf:homepage <https://example.org> ;",
        ".",
    ]


def _publisher() -> str:
    graph = build_graph(CATALOG, [])
    return next(str(one).rpartition("/")[2] for one in graph.subjects() if "/agent/" in str(one))


@pytest.mark.parametrize("form", WRITERS)
def test_one_changed_dataset_changes_its_own_lines_only(form: str) -> None:
    before = write_rdf(CATALOG, DATASETS, form).text.splitlines()  # type: ignore[arg-type]
    changed = [*DATASETS[:2], replace(DATASETS[2], title="Neu", keywords=("Baum", "Ast")), *DATASETS[3:]]
    after = write_rdf(CATALOG, changed, form).text.splitlines()  # type: ignore[arg-type]
    lines = [line[2:] for line in difflib.ndiff(before, after) if line[:1] in "+-"]
    assert 0 < len(lines) <= 16
    assert sum("Neu" in line or "Baum 3" in line for line in lines) == 2


def test_an_added_statement_is_one_added_line_of_turtle() -> None:
    before = write_rdf(CATALOG, DATASETS).text.splitlines()
    after = write_rdf(
        CATALOG, [replace(DATASETS[0], keywords=("Ast", "Baum", "Zweig")), *DATASETS[1:]]
    ).text.splitlines()
    changes = [line for line in difflib.ndiff(before, after) if line[:1] in "+-"]
    assert changes == ['+     dcat:keyword "Ast"@de ;', '+     dcat:keyword "Zweig"@de ;']


def test_several_forms_at_once_are_the_forms_one_by_one() -> None:
    written = write_forms(CATALOG, DATASETS, tuple(WRITERS))
    assert {form: one.text for form, one in written.items()} == {
        form: write_rdf(CATALOG, DATASETS, form).text for form in WRITERS
    }


def test_what_several_datasets_share_is_said_once_and_together() -> None:
    one = replace(GOOD, publisher=Agent("Amt", "https://example.org/amt"))
    other = replace(GOOD, key="A-2", publisher=Agent("Amt", "https://example.org/amt", email="amt@example.org"))
    text = write_rdf(CATALOG, [one, other]).text
    assert text.count("\n<https://example.org/amt>\n") == 1
    block = text.partition("\n<https://example.org/amt>\n")[2].partition("\n.\n")[0]
    assert block.split("\n") == [
        "    a foaf:Agent ;",
        "    foaf:mbox <mailto:amt@example.org> ;",
        '    foaf:name "Amt" ;',
    ]


def test_the_graph_of_a_catalogue_is_that_of_its_datasets_and_itself() -> None:
    whole = build_graph(CATALOG, DATASETS)
    for dataset in DATASETS:
        assert set(build_dataset_graph(dataset, BASE)) <= set(whole)


def test_an_empty_catalogue_is_a_catalogue() -> None:
    written = write_rdf(CATALOG, [])
    assert written.datasets == 0
    assert "a dcat:Catalog" in written.text


def test_a_graph_with_blank_nodes_or_foreign_properties_is_left_to_rdflib() -> None:
    for text in ("[] <http://purl.org/dc/terms/title> 'a' .", "<urn:a> <http://www.w3.org/2002/07/owl#a/b> 'a' ."):
        graph = Graph().parse(data=text, format="turtle")
        assert len(Graph().parse(data=serialise(graph, "xml"), format="xml")) == 1


def test_a_catalogue_without_a_base_has_a_name_made_of_its_title() -> None:
    one, other = replace(CATALOG, base=""), replace(CATALOG, base="", title="Andere")
    assert catalog_iri(one).startswith("urn:uuid:")
    assert catalog_iri(one) != catalog_iri(other)
    assert catalog_iri(one) == catalog_iri(replace(one, description="neu"))


def test_made_addresses_can_be_told_from_others() -> None:
    graph = build_graph(CATALOG, [replace(GOOD, spatial=Place("Ort"), legal_basis=("Satzung",))])
    below = {str(one) for one in graph.subjects() if "#" in str(one) and str(one).startswith(BASE)}
    assert below
    assert all(is_made(one) for one in below)
    assert not is_made("https://example.org/amt#i")


def test_mail_and_telephone_are_addresses_once_only() -> None:
    assert mail_iri("MAILTO:amt@example.org") == "mailto:amt@example.org"
    assert phone_iri("tel:+49 1") == "tel:+49-1"
    assert (mail_iri(" "), phone_iri("")) == ("", "")


@pytest.mark.parametrize("version", ["3.0", "2.0"])
def test_a_good_dataset_and_its_catalogue_pass_the_official_shapes(version: Version) -> None:
    contributor = "http://dcat-ap.de/def/contributors/openGovernmentDataPortalRheinlandPfalz"
    dataset = replace(GOOD, contributor_ids=(contributor,))
    graph = Graph().parse(data=write_rdf(CATALOG, [dataset], "turtle", version).text, format="turtle")
    assert _list_errors(graph, version) == []


@pytest.mark.slow
def test_every_released_sample_dataset_passes_the_official_shapes() -> None:
    shapes = require_shapes()
    datasets = [described.dataset for one in read_inventories([SAMPLES]) for described in one.ready(Audience.PUBLIC)]
    assert len(datasets) == 65
    graph = Graph().parse(data=write_rdf(CATALOG, datasets).text, format="turtle")
    assert validate(graph, read_shapes(shapes, "3.0")) == ()


def _list_errors(graph: Graph, version: Version) -> list[str]:
    results = validate(graph, read_shapes(require_shapes(), version), version)
    return [f"{one.focus} {one.path} {one.message}" for one in results if one.severity is Severity.ERROR]


def test_a_dataset_of_no_inventory_keeps_its_bare_key() -> None:
    text = write_rdf(CATALOG, [Dataset("", "0f3c")]).text
    assert f"<{BASE}/dataset/0f3c>" in text
    assert 'dct:identifier "0f3c" ;' in text
