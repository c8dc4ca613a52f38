"""Dataset to RDF and back is the identity, for every field that DCAT-AP.de 3.0 has a property for."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from toolkit.dcat.catalog import Catalog
from toolkit.dcat.completion import complete
from toolkit.dcat.graph import build_graph
from toolkit.dcat.parse.catalog import parse_catalog
from toolkit.dcat.parse.document import parse_document
from toolkit.dcat.parse.value import sort_texts
from toolkit.dcat.serial import serialise
from toolkit.dcat.writer import Form
from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    DataService,
    Dataset,
    Distribution,
    Period,
    Place,
    QualifiedAttribution,
    QualifiedRelation,
    Series,
)
from toolkit.vocabularies.load import load_vocabulary

EU = "http://publications.europa.eu/resource/authority"
BASES = st.sampled_from(["", "https://example.org/daten"])
SAID = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=12)
TEXTS = st.sampled_from(["", "Bäume & Grün „Süd“ 🌳", "5 < 7 > 3", "a\nb", "07315000", "https", "x:y"]) | SAID.map(
    str.strip
)
FILLED = TEXTS.filter(bool)
LINKS = [
    "https://example.org/a",
    "http://example.org/ä?x=1&y=%20#z",
    "urn:isbn:9783000000",
    "https://example.org/b.csv",
]
IRIS = st.sampled_from(["", *LINKS])
DATES = st.sampled_from(["", "2024", "2024-03", "2024-03-01", "2024-03-01T10:30:00", "2024-03-01T10:30:00+01:00"])
MAILS = st.sampled_from(["", "amt@example.org", "erika.mustermann@example.org", "a+b%c@example.org"])
AREAS = st.sampled_from(
    [
        "",
        '{"type":"Point","coordinates":[8.27,50.0]}',
        '{"type":"Polygon","coordinates":[[[8.1,49.9],[8.3,49.9],[8.3,50.0],[8.1,50.0],[8.1,49.9]]]}',
        '{"type":"Polygon","coordinates":[[[8.1,49.9],[8.3,49.8],[8.3,50.0],[8.1,49.9]]]}',
        '{"type":"MultiPoint","coordinates":[[8.1,49.9],[8.3,49.8]]}',
        '{"type":"LineString","coordinates":[[2.3,48.8],[2.4,48.9]]}',
    ]
)


def concepts(name: str) -> st.SearchStrategy[str]:
    """Give some codes of a vocabulary, an unknown one and none."""
    known = [one.uri for one in load_vocabulary(name).concepts if not one.text("replaced_by")][:8]
    return st.sampled_from(["", "https://example.org/unbekannt/Käse", *known])


def several(items: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """Give several different filled values."""
    return st.lists(items.filter(bool), max_size=most, unique=True).map(tuple)


def agents(role: str) -> st.SearchStrategy[Agent]:
    """Give a body; each role has addresses of its own, since two bodies of one address are one."""
    uris = st.sampled_from(["", f"https://example.org/org/{role}"])
    return st.builds(Agent, FILLED, uris, MAILS, IRIS, concepts("publisher-type"), TEXTS)


CONTACTS = st.builds(
    ContactPoint,
    TEXTS,
    MAILS,
    st.sampled_from(["", "+49 6131 120"]),
    st.sampled_from(["https://example.org/kontakt", "https://example.org/b"]),
    st.sampled_from(["", "https://example.org/kontakt/1"]),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
)
SERVICES = st.builds(
    DataService,
    st.sampled_from(["https://example.org/ows", "https://example.org/ows?map=rad"]),
    IRIS,
    TEXTS,
    TEXTS,
    several(IRIS),
    several(IRIS),
    concepts("license"),
    concepts("access-right"),
    concepts("planned-availability"),
)
MEDIA_TYPES = st.sampled_from(["", "text/csv", "application/geo+json"])
DISTRIBUTIONS = st.builds(
    Distribution,
    key=FILLED,
    title=TEXTS,
    description=TEXTS,
    access_url=IRIS,
    download_url=IRIS,
    path=st.just(""),
    format=concepts("file-type"),
    media_type=MEDIA_TYPES,
    license=concepts("license"),
    attribution=TEXTS,
    modified=DATES,
    issued=DATES,
    availability=concepts("planned-availability"),
    status=concepts("distribution-status"),
    byte_size=st.none() | st.integers(min_value=0, max_value=10**15),
    checksum=st.sampled_from(["", "sha256:00ff", "md5:d41d8cd98f00b204e9800998ecf8427e"]),
    languages=several(concepts("language")),
    rights=TEXTS | IRIS,
    documentation=several(IRIS),
    conforms_to=several(IRIS),
    compress_format=MEDIA_TYPES,
    package_format=MEDIA_TYPES,
    legal_basis=several(TEXTS | IRIS),
    service=st.none() | SERVICES,
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "inventory": st.sampled_from(["amt", "gruenes-amt"]),
    "key": FILLED,
    "title": TEXTS,
    "description": TEXTS,
    "publisher": st.none() | agents("publisher"),
    "contact": st.none() | CONTACTS,
    "creator": st.none() | agents("creator"),
    "keywords": several(TEXTS),
    "themes": several(concepts("data-theme")),
    "license": concepts("license"),
    "attribution": TEXTS,
    "modified": DATES,
    "issued": DATES,
    "frequency": concepts("frequency"),
    "access_rights": concepts("access-right"),
    "availability": concepts("planned-availability"),
    "languages": several(concepts("language")),
    "temporal": st.builds(Period, DATES, DATES).map(lambda one: one if one.start or one.end else None),
    "temporal_resolution": st.sampled_from(["", "P1M", "PT15M", "P1Y2M3DT4H5M6.7S"]),
    "spatial": st.builds(
        Place,
        TEXTS,
        st.sampled_from(["", "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000"]) | IRIS,
        AREAS,
    ).map(lambda one: one if one != Place() else None),
    "geocoding_level": concepts("political-geocoding-level"),
    "landing_page": IRIS,
    "legal_basis": several(TEXTS | IRIS),
    "provenance": TEXTS | IRIS,
    "version": TEXTS,
    "contributor_ids": several(concepts("contributor-id")),
    "hvd_categories": several(concepts("hvd-category")),
    "references": several(concepts("musterdatenkatalog")),
    "distributions": st.lists(DISTRIBUTIONS, max_size=3, unique_by=lambda part: part.key).map(tuple),
    "contributor": st.none() | agents("contributor"),
    "custodian": st.none() | agents("custodian"),
    "originator": st.none() | agents("originator"),
    "alternate_identifiers": several(TEXTS | IRIS),
    "conforms_to": several(IRIS),
    "documentation": several(IRIS),
    "related": several(IRIS),
    "sources": several(IRIS),
    "referenced_by": several(IRIS),
    "versions": several(IRIS),
    "version_of": several(IRIS),
    "version_notes": TEXTS,
    "dataset_type": concepts("dataset-type"),
    "spatial_resolution": st.sampled_from(["", "10", "0.5", "10.0"]),
    "series": st.none() | st.builds(Series, FILLED, TEXTS, TEXTS),
    "qualified_relations": several(st.builds(QualifiedRelation, st.sampled_from(LINKS), IRIS), 2),
    "qualified_attributions": several(st.builds(QualifiedAttribution, agents("attributed"), IRIS), 1),
}
DATASETS: st.SearchStrategy[Dataset] = st.builds(Dataset, **FIELDS)

CATALOG = Catalog("Katalog", "Alles", Agent("Stadt"))
NOT_IN_RDF: dict[str, Any] = {"organization": None, "groups": (), "granularity": "", "quality_process": ""}


def ordered(thing: Any) -> Any:
    """Sort what has no order in RDF."""
    changes: dict[str, Any] = {}
    for item in fields(thing):
        value = getattr(thing, item.name)
        if isinstance(value, tuple) and value and isinstance(value[0], str):
            changes[item.name] = sort_texts(value)
        elif isinstance(value, tuple):
            changes[item.name] = tuple(sorted(map(ordered, value), key=repr))
        elif isinstance(value, DataService):
            changes[item.name] = ordered(value)
    return replace(thing, **changes)


def whole(dataset: Dataset) -> Dataset:
    """Give what the way through RDF must bring back: completed, and with the licence that all distributions have."""
    done = complete(dataset)
    shared: dict[str, Any] = dict(NOT_IN_RDF)
    for name in ("license", "attribution"):
        said = {getattr(part, name) for part in done.distributions}
        shared[name] = said.pop() if len(said) == 1 else ""
    changed: Dataset = ordered(replace(done, **shared))
    return changed


@settings(max_examples=40)
@given(DATASETS, BASES)
def test_a_dataset_survives_rdf(dataset: Dataset, base: str) -> None:
    parsed = parse_catalog(build_graph(replace(CATALOG, base=base), [dataset]), "anderes")
    assert [ordered(one) for one in parsed.datasets] == [whole(dataset)]
    assert parsed.leftovers == ()


@pytest.mark.parametrize(("form", "name"), [("turtle", "c.ttl"), ("json-ld", "c.jsonld"), ("xml", "c.rdf")])
@settings(max_examples=6)
@given(dataset=DATASETS)
def test_a_dataset_survives_every_form_of_rdf(form: Form, name: str, dataset: Dataset) -> None:
    graph = Graph()
    parse_document(graph, name, serialise(build_graph(CATALOG, [dataset]), form))
    (found,) = parse_catalog(graph, "anderes").datasets
    assert ordered(found) == whole(dataset)


def test_every_field_of_the_model_is_in_the_law() -> None:
    assert {item.name for item in fields(Dataset)} == set(FIELDS) | set(NOT_IN_RDF)
