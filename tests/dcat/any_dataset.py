"""Datasets that say anything in any field: awkward texts, halves of addresses, things that are no dates."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

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

EU = "http://publications.europa.eu/resource/authority"
AWKWARD = [
    "",
    " ",
    "\n",
    'Bäume "alt" \\ <b>&amp;</b> ]]> „Süd“ 🌳',
    "Zeile 1\r\nZeile 2\rZeile 3\u2028Ende\x85\x00\x0b\x1b",
    "\ud83d halb \udc00",
    "\ufffe\uffff\ufdd0\u202e\u200b\ufeff",
    "a:b",
    "../x.csv",
    "//example.org/x",
    "C:\\Daten\\x.csv",
    "https://",
    "https:///x",
    "https://example.org/Meine Daten {1}.csv?a=ü&b=<x>#y",
    "https://example.org/a/../b/./c",
    "HTTPS://Example.Org:443/100%/%zz",
    "http://[::1",
    "urn:isbn:0451450523",
    "mailto:amt@example.org",
    "tel:+49 30 1",
    f"{EU}/file-type/CSV",
    f"{EU}/language/DEU",
    f"{EU}/distribution-status/COMPLETED",
    f"{EU}/file-type/WMS_SRVC",
    "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000",
    "https://example.org/ows?service=WMS&request=GetCapabilities",
    "text/csv",
    "2024",
    "2024-02-30",
    "2024-03-01",
    "2024-03-01T10:00",
    "2024-03-01T24:00:00Z",
    "0000-01-01",
    "P1M",
    "PT",
    "0.5",
    "-1",
    "sha256:00ff",
    "sha256:0",
    '{"type":"Point","coordinates":[8.27,50.0]}',
    '{"type":"Point","coordinates":[1e400,50.0]}',
    '{"type":"Polygon","coordinates":[[[8,49],[9,49],[9,50],[8,50],[8,49]]]}',
    '{"type":"MultiPolygon","coordinates":[[[[8,49],[9,49],[9,50],[8,49]]],[[[1,2,3],[4,5,6],[7,8,9],[1,2,3]]]]}',
    '{"type":"Polygon","coordinates":"x"}',
    "[" * 5_000,
]
TEXTS = st.sampled_from(AWKWARD) | st.text(max_size=6)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)


def every(kind: type[Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Fill every field of a value: texts, lists of texts, and the given parts."""
    lists = {item.name: LISTS for item in fields(kind) if "tuple" in str(item.type)}
    texts = {item.name: TEXTS for item in fields(kind)}
    return st.builds(kind, **{**texts, **lists, **parts})


AGENTS = st.none() | every(Agent)
DISTRIBUTIONS = every(
    Distribution, byte_size=st.none() | st.integers(min_value=-1), service=st.none() | every(DataService)
)
DATASETS: st.SearchStrategy[Dataset] = every(
    Dataset,
    organization=st.none(),
    publisher=AGENTS,
    creator=AGENTS,
    contributor=AGENTS,
    custodian=AGENTS,
    originator=AGENTS,
    series=st.none() | every(Series),
    qualified_relations=st.lists(every(QualifiedRelation), max_size=2).map(tuple),
    qualified_attributions=st.lists(every(QualifiedAttribution, agent=every(Agent)), max_size=1).map(tuple),
    contact=st.none() | every(ContactPoint),
    temporal=st.none() | every(Period),
    spatial=st.none() | every(Place),
    distributions=st.lists(DISTRIBUTIONS, max_size=2).map(tuple),
)
