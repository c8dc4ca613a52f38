"""What a dataset becomes in RDF: class, datatype and language of each property, in both versions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from tests.dcat.good_dataset import EU, FILE, GOOD, KEYS, LICENCE, SERVICE
from toolkit.dcat.graph import build_dataset_graph
from toolkit.dcat.iri import dataset_iri
from toolkit.dcat.namespace import NAMESPACES, expand
from toolkit.dcat.version import Version
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    Dataset,
    Distribution,
    Period,
    Place,
    QualifiedAttribution,
    QualifiedRelation,
    Series,
)
from toolkit.model.identity import resource_id

BASE = "https://example.org/data"
IRI = f"{BASE}/dataset/amt/A-1"
CSV, WFS = f"{IRI}/distribution/csv", f"{IRI}/distribution/wfs"
SQUARE = '{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,50],[8,49]]]}'
TRIANGLE = '{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50.5],[8,49]]]}'


def build(dataset: Dataset, version: Version = "3.0") -> Graph:
    return build_dataset_graph(dataset, BASE, version)


def values(graph: Graph, subject: str, name: str) -> set[Node]:
    return set(graph.objects(URIRef(subject), URIRef(expand(name))))


def iri(text: str) -> set[Node]:
    return {URIRef(text)}


def tagged(text: str) -> set[Node]:
    return {Literal(text, lang="de")}


def typed(text: str, kind: str) -> set[Node]:
    return {Literal(text, datatype=URIRef(expand(kind)), normalize=False)}


def plain(text: str) -> set[Node]:
    return {Literal(text)}


EXPECTED = [
    (IRI, "rdf:type", iri(NAMESPACES["dcat"] + "Dataset")),
    (IRI, "dct:identifier", plain("amt:A-1")),
    (IRI, "dct:title", tagged("Baumkataster")),
    (IRI, "dct:description", tagged("Alle Bäume im öffentlichen Raum.")),
    (IRI, "dcat:keyword", tagged("Baum")),
    (IRI, "dcat:theme", iri(f"{EU}/data-theme/ENVI")),
    (IRI, "dct:issued", typed("2024-02", "xsd:gYearMonth")),
    (IRI, "dct:modified", typed("2025-01-15", "xsd:date")),
    (IRI, "dcat:temporalResolution", typed("P1Y", "xsd:duration")),
    (IRI, "dcat:spatialResolutionInMeters", typed("0.5", "xsd:decimal")),
    (IRI, "dcat:contactPoint", iri(f"{IRI}#contact")),
    (IRI, "dct:spatial", iri(f"{KEYS}/municipalityKey/07315000") | iri(f"{IRI}#place")),
    (IRI, "dcat:inSeries", iri(f"{BASE}/series/amt/baum")),
    (IRI, "dcat:distribution", iri(CSV) | iri(WFS)),
    (f"{IRI}#contact", "rdf:type", iri(NAMESPACES["vcard"] + "Kind")),
    (f"{IRI}#contact", "vcard:fn", plain("Grünes Amt")),
    (f"{IRI}#contact", "vcard:hasEmail", iri("mailto:daten@example.org")),
    (f"{IRI}#period", "dcat:startDate", typed("2024", "xsd:gYear")),
    (f"{IRI}#period", "dcat:endDate", typed("2024-12-31", "xsd:date")),
    (f"{IRI}#place", "skos:prefLabel", tagged("Beispiel")),
    (f"{IRI}#place", "dcat:centroid", typed("POINT(8.27 50.0)", "geosparql:wktLiteral")),
    (f"{BASE}/series/amt/baum", "dct:title", tagged("Baumkataster")),
    (f"{BASE}/series/amt/baum", "dct:identifier", plain("baum")),
    (CSV, "dct:identifier", plain("csv")),
    (CSV, "dcat:accessURL", iri("https://example.org/b.csv")),
    (CSV, "dcat:mediaType", iri("https://www.iana.org/assignments/media-types/text/csv")),
    (CSV, "dct:license", iri(LICENCE)),
    (CSV, "dcatde:licenseAttributionByText", plain("Stadt Beispiel")),
    (CSV, "dcat:byteSize", typed("1234", "xsd:nonNegativeInteger")),
    (CSV, "adms:status", iri(f"{EU}/distribution-status/COMPLETED")),
    (f"{CSV}#checksum", "spdx:algorithm", iri("http://spdx.org/rdf/terms#checksumAlgorithm_sha256")),
    (f"{CSV}#checksum", "spdx:checksumValue", typed("0a" * 32, "xsd:hexBinary")),
    (WFS, "dcat:accessService", iri(f"{WFS}#service")),
    (WFS, "dcat:downloadURL", set()),
    (f"{WFS}#service", "rdf:type", iri(NAMESPACES["dcat"] + "DataService")),
    (f"{WFS}#service", "dcat:endpointURL", iri("https://example.org/wfs")),
    (f"{WFS}#service", "dcat:servesDataset", iri(IRI)),
    (f"{WFS}#service", "dcat:contactPoint", iri(f"{IRI}#contact")),
    (f"{WFS}#service", "dct:conformsTo", iri("http://www.opengis.net/def/serviceType/ogc/wfs")),
    (f"{WFS}#service", "dcatap:hvdCategory", iri("http://data.europa.eu/bna/c_ac64a52d")),
]


@pytest.mark.parametrize(
    ("subject", "name", "expected"), EXPECTED, ids=lambda value: value[-40:] if isinstance(value, str) else ""
)
def test_each_property_has_its_class_datatype_and_language(subject: str, name: str, expected: set[Node]) -> None:
    assert values(build(GOOD), subject, name) == expected


def test_the_publisher_is_one_node_for_dataset_and_service() -> None:
    graph = build(GOOD)
    (publisher,) = values(graph, IRI, "dct:publisher")
    assert values(graph, f"{WFS}#service", "dct:publisher") == {publisher}
    assert values(graph, str(publisher), "foaf:name") == plain("Stadt Beispiel")
    assert values(graph, str(publisher), "foaf:homepage") == iri("https://example.org")
    assert values(graph, str(publisher), "dct:type") == iri("http://purl.org/adms/publishertype/LocalAuthority")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("custodian", "dcatde:maintainer", "geodcatap:custodian"),
        ("originator", "dcatde:originator", "geodcatap:originator"),
        ("creator", "dct:creator", "dct:creator"),
        ("contributor", "dct:contributor", "dct:contributor"),
    ],
)
def test_roles_have_the_names_of_their_version(path: str, old: str, new: str) -> None:
    body: Any = {path: Agent("Amt", "https://example.org/amt")}
    dataset = Dataset("amt", "A-1", **body)
    for version, name, other in (("2.0", old, new), ("3.0", new, old)):
        graph = build(dataset, version)  # type: ignore[arg-type]
        assert values(graph, IRI, name) == iri("https://example.org/amt")
        assert name == other or not values(graph, IRI, other)


def test_version_2_has_its_own_words_and_types() -> None:
    graph = build(
        replace(GOOD, version="1.2", versions=("https://example.org/1",), granularity="https://g.example"), "2.0"
    )
    assert values(graph, IRI, "owl:versionInfo") == plain("1.2")
    assert values(graph, IRI, "dct:hasVersion") == iri("https://example.org/1")
    assert values(graph, IRI, "dcat:granularity") == iri("https://g.example")
    assert values(graph, IRI, "dcatde:politicalGeocodingURI") == iri(f"{KEYS}/municipalityKey/07315000")
    assert values(graph, IRI, "dcatde:geocodingDescription") == tagged("Beispiel")
    assert values(graph, IRI, "dcatde:legalBasis") == tagged("Baumschutzsatzung") | plain(GOOD.legal_basis[0])
    assert values(graph, CSV, "dcat:byteSize") == typed("1234", "xsd:decimal")
    assert values(graph, CSV, "adms:status") == iri("http://purl.org/adms/status/Completed")
    for subject, name in ((IRI, "dcatap:hvdCategory"), (IRI, "dcat:inSeries"), (CSV, "spdx:checksum")):
        assert values(graph, subject, name) == set()


def test_version_3_does_without_what_is_deprecated() -> None:
    graph = build(GOOD)
    assert values(graph, IRI, "dcatde:politicalGeocodingURI") == set()
    assert values(graph, IRI, "dcatde:geocodingDescription") == set()
    assert values(graph, IRI, "dcatde:legalBasis") == set()


def test_a_law_without_an_address_gets_one_of_its_own_with_a_title() -> None:
    graph = build(GOOD)
    laws = values(graph, IRI, "dcatap:applicableLegislation")
    (own,) = laws - iri(GOOD.legal_basis[0])
    assert str(own).startswith(f"{IRI}#legal-basis-")
    assert values(graph, str(own), "rdf:type") == iri("http://data.europa.eu/eli/ontology#LegalResource")
    assert values(graph, str(own), "dct:title") == tagged("Baumschutzsatzung")


def test_a_rectangle_is_a_box_and_another_area_a_geometry_with_two_forms() -> None:
    boxed = build(replace(GOOD, spatial=Place(geometry=SQUARE)))
    wkt = "POLYGON((8 49, 9 49, 9 50, 8 50, 8 49))"
    assert values(boxed, f"{IRI}#place", "dcat:bbox") == typed(wkt, "geosparql:wktLiteral")
    graph = build(replace(GOOD, spatial=Place(geometry=TRIANGLE)))
    assert values(graph, f"{IRI}#place", "dcat:bbox") == set()
    assert values(graph, f"{IRI}#place", "locn:geometry") == iri(f"{IRI}#geometry")
    assert values(graph, f"{IRI}#geometry", "rdf:type") == iri(NAMESPACES["locn"] + "Geometry")
    assert values(graph, f"{IRI}#geometry", "geosparql:asGeoJSON") == typed(TRIANGLE, "geosparql:geoJSONLiteral")
    wkt = "POLYGON((8 49, 9 49, 9 50.5, 8 49))"
    assert values(graph, f"{IRI}#geometry", "geosparql:asWKT") == typed(wkt, "geosparql:wktLiteral")


@pytest.mark.parametrize("sideways", ["[[8,49],[9,50],[9,49],[8,50],[8,49]]", "[[8,49],[9,49],[9,50],[8,50],[8,48]]"])
def test_four_corners_that_are_no_rectangle_are_no_box(sideways: str) -> None:
    place = Place(geometry=f'{{"type":"Polygon","coordinates":[{sideways}]}}')
    assert values(build(replace(GOOD, spatial=place)), f"{IRI}#place", "dcat:bbox") == set()


def test_statements_identifiers_and_relations_are_nodes() -> None:
    dataset = replace(
        GOOD,
        provenance="Aus Luftbildern",
        alternate_identifiers=("10.1000/1",),
        qualified_relations=(QualifiedRelation("https://example.org/r", "https://example.org/rolle"),),
        qualified_attributions=(
            QualifiedAttribution(Agent("Büro", "https://example.org/b"), "https://example.org/tut"),
        ),
        distributions=(replace(FILE, rights="Nur mit Quelle"),),
    )
    graph = build(dataset)
    assert values(graph, f"{IRI}#provenance", "rdfs:label") == tagged("Aus Luftbildern")
    assert values(graph, f"{CSV}#rights", "rdfs:label") == tagged("Nur mit Quelle")
    assert values(graph, f"{CSV}#rights", "rdf:type") == iri(NAMESPACES["dct"] + "RightsStatement")
    (other,) = values(graph, IRI, "adms:identifier")
    assert values(graph, str(other), "skos:notation") == plain("10.1000/1")
    (relation,) = values(graph, IRI, "dcat:qualifiedRelation")
    assert values(graph, str(relation), "dct:relation") == iri("https://example.org/r")
    assert values(graph, str(relation), "dcat:hadRole") == iri("https://example.org/rolle")
    assert (URIRef("https://example.org/rolle"), RDF.type, URIRef(NAMESPACES["dcat"] + "Role")) in graph
    (attribution,) = values(graph, IRI, "prov:qualifiedAttribution")
    assert values(graph, str(attribution), "prov:agent") == iri("https://example.org/b")


def test_rights_with_an_address_need_no_node() -> None:
    dataset = replace(GOOD, distributions=(replace(FILE, rights="https://example.org/agb"),))
    assert values(build(dataset), CSV, "dct:rights") == iri("https://example.org/agb")


def test_a_contact_has_its_post_address_and_one_that_nobody_can_reach_is_left_out() -> None:
    contact = ContactPoint("Amt", phone="+49 6131 12-0", street="Weg 1", postal_code="55116", city="Mainz", country="D")
    graph = build(replace(GOOD, contact=contact))
    assert values(graph, f"{IRI}#contact", "vcard:hasTelephone") == iri("tel:+49-6131-12-0")
    assert values(graph, f"{IRI}#contact", "vcard:hasAddress") == iri(f"{IRI}#address")
    assert values(graph, f"{IRI}#address", "vcard:postal-code") == plain("55116")
    graph = build(replace(GOOD, contact=ContactPoint("Amt", city="Mainz")))
    assert values(graph, IRI, "dcat:contactPoint") == set()
    assert values(graph, f"{IRI}#contact", "rdf:type") == set()


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("2024", "xsd:gYear", "2024"),
        ("2024-03-01T10:00", "xsd:dateTime", "2024-03-01T10:00:00"),
        ("2024-03-01T10:00:05.5Z", "xsd:dateTime", "2024-03-01T10:00:05.5Z"),
        ("2024-13", "", ""),
        ("2024-02-30", "", ""),
        ("01.03.2024", "", ""),
        ("2024-03-01T25:00:00", "", ""),
    ],
)
def test_dates_are_as_precise_as_they_are_said(text: str, kind: str, written: str) -> None:
    expected = typed(written, kind) if kind else set()
    assert values(build(replace(GOOD, modified=text)), IRI, "dct:modified") == expected


def test_a_period_without_a_date_is_none() -> None:
    assert values(build(replace(GOOD, temporal=Period("bald"))), IRI, "dct:temporal") == set()


@pytest.mark.parametrize(
    ("page", "base", "address"),
    [
        ("https://example.org/seite", "", "https://example.org/seite"),
        ("", BASE, f"{IRI}/distribution/1"),
        ("", "", ""),
    ],
)
def test_a_file_without_an_address_is_to_be_had_at_the_page_of_its_dataset(page: str, base: str, address: str) -> None:
    dataset = Dataset("amt", "A-1", landing_page=page, distributions=(Distribution("1", path="a.csv"),))
    graph = build_dataset_graph(dataset, base)
    found = set(graph.objects(None, URIRef(expand("dcat:accessURL"))))
    assert found == (iri(address) if address else set())


def test_without_a_base_names_are_the_same_in_every_run() -> None:
    graph = build_dataset_graph(replace(GOOD, distributions=(FILE, SERVICE), series=Series("baum")))
    subjects = {str(one) for one in graph.subjects()}
    made = {one for one in subjects if not one.startswith("http")}
    assert all(one.startswith("urn:uuid:") for one in made)
    assert {f"urn:uuid:{resource_id('amt:A-1', part)}" for part in ("csv", "wfs")} < made
    assert dataset_iri("", GOOD) == "urn:uuid:f9d45f17-0797-53e8-aa3a-377de1c0351c"


def test_texts_have_the_language_that_is_asked_for() -> None:
    graph = build_dataset_graph(GOOD, BASE, "3.0", language="en")
    assert values(graph, IRI, "dct:title") == {Literal("Baumkataster", lang="en")}
    graph = build_dataset_graph(GOOD, BASE, "3.0", language="")
    assert values(graph, IRI, "dct:title") == plain("Baumkataster")
