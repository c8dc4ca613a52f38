"""The page of RDF: its table is the generated one, and what it lists is what is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import RDF, URIRef

from docs.rdf_properties import build_dcat_page, name_written
from tests.dcat.good_dataset import FILE, GOOD, SERVICE
from toolkit.dcat.catalog import Catalog
from toolkit.dcat.graph import build_graph
from toolkit.dcat.namespace import expand
from toolkit.dcat.obligation import CLASSES, PROPERTIES
from toolkit.dcat.version import Version
from toolkit.model.dataset import Agent, Dataset, Place, QualifiedAttribution, QualifiedRelation

PAGE = Path(__file__).parents[2] / "docs" / "dcat.md"
A = "https://example.org/a"
BODY = Agent("Amt", A, "amt@example.org", A, "http://purl.org/adms/publishertype/LocalAuthority")
AREA = Place("Ort", A, '{"type":"MultiPoint","coordinates":[[8,49],[9,50]]}')
BOX = Place(geometry='{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,50],[8,49]]]}')


def fill() -> list[Dataset]:
    """Build datasets that together fill every property."""
    contact = replace(GOOD.contact, url=A, phone="1") if GOOD.contact else None
    lists = dict.fromkeys(
        ("conforms_to", "documentation", "related", "sources", "referenced_by", "versions", "version_of", "references"),
        (A,),
    )
    every = replace(
        GOOD,
        contact=contact,
        creator=BODY,
        contributor=BODY,
        custodian=BODY,
        originator=BODY,
        contributor_ids=(A,),
        alternate_identifiers=("1",),
        provenance="x",
        version="1",
        version_notes="x",
        dataset_type=A,
        granularity=A,
        quality_process=A,
        qualified_relations=(QualifiedRelation(A, A),),
        qualified_attributions=(QualifiedAttribution(BODY, A),),
        distributions=(
            replace(
                FILE,
                description="x",
                issued="2024",
                rights="x",
                documentation=(A,),
                conforms_to=(A,),
                compress_format="application/zip",
                package_format="application/zip",
            ),
            replace(SERVICE, service=SERVICE.service and replace(SERVICE.service, description="x", documentation=(A,))),
        ),
    )
    every = replace(every, **lists)  # type: ignore[arg-type]
    return [every, replace(every, key="A-2", spatial=AREA), replace(every, key="A-3", spatial=BOX)]


@pytest.mark.parametrize("version", ["3.0", "2.0"])
def test_every_property_of_the_table_is_written_and_no_other_version_s_name(version: Version) -> None:
    catalog = Catalog("T", "D", BODY, A, (A,), A, A, "2025", "2024")
    graph = build_graph(catalog, fill(), version)
    for one in PROPERTIES:
        members = set(graph.subjects(RDF.type, URIRef(expand(CLASSES[one.owner]))))
        written = {str(name) for subject in members for name in graph.predicates(subject)}
        name = name_written(one, version)
        assert not name or expand(name) in written, one
        others = {one.curie, one.former} - {name, ""}
        if not any(other.name(version) in others for other in PROPERTIES if other.owner == one.owner and other != one):
            assert not {expand(other) for other in others} & written, one


def test_the_table_is_the_generated_one() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == build_dcat_page(), "run: make docs"
    assert "| dcat:Dataset | `publisher` | dct:publisher (M) | dct:publisher (R) |" in page
