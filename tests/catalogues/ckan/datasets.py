"""Datasets of every kind for laws about profiles: each canonical path filled or not, in the form that profiles keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from toolkit.catalogues.ckan.forms import clean_tags
from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS, Field
from toolkit.model.dataset import Agent, Dataset, QualifiedAttribution, QualifiedRelation
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS
from toolkit.model.structure import write_structured
from toolkit.vocabularies.load import load_vocabulary

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20)
lines = _WORDS.map(str.strip).filter(bool)
addresses = st.sampled_from(
    [
        "https://example.org/a.csv",
        "https://example.org/ä?b=1",
        "http://example.org/ows?service=WMS&request=GetCapabilities",
    ]
) | lines.map(lambda line: "https://example.org/" + "".join(line.split()))
emails = st.sampled_from(["od@example.org", "amt-61@example.org"])
media_types = st.sampled_from(["text/csv", "application/geo+json", "application/zip", "application/vnd.ms-excel"])
areas = st.sampled_from(
    [
        json.dumps({"type": "Point", "coordinates": [8.2, 50]}),
        json.dumps({"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 49]]]}),
        json.dumps({"type": "Polygon", "coordinates": [[[8, 49], [9, 49.5], [9, 50], [8, 50], [8, 49]]]}),
    ]
)
_OWN = {
    "spatial.geometry": areas,
    "spatial.uri": st.just("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/07315000") | addresses,
    "keywords": st.lists(lines, max_size=3).map(clean_tags),
    "groups": st.lists(st.from_regex(r"[a-z]{3,9}-[0-9]", fullmatch=True), unique=True, max_size=3)
    .map(sorted)
    .map(tuple),
    "legal_basis": st.lists(lines | addresses, unique=True, max_size=3).map(tuple),
    "byte_size": st.integers(0, 2**40),
    "compress_format": media_types,
    "package_format": media_types,
    "media_type": media_types,
    "checksum": st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True),
}
_LEFT_OUT = {"organization.name", "organization.title", "key", "path"}


def _values_of(path: str, field: Field | None) -> st.SearchStrategy[Any]:
    """Give values of one path's kind."""
    if path in _OWN:
        return _OWN[path]
    if field is not None and field.vocabulary:
        one = st.sampled_from([concept.uri for concept in load_vocabulary(field.vocabulary).concepts[:40]])
    else:
        kind = field.kind if field else "line"
        one = {"url": addresses, "email": emails, "date": st.just("2024-05"), "start": st.just("2024")}.get(kind, lines)
    return st.lists(one, unique=True, max_size=3).map(tuple) if field and field.many else one


@st.composite
def _records(draw: st.DrawFn, paths: tuple[str, ...], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Give records in which a few paths are filled."""
    known = [path for path in paths if path not in _LEFT_OUT]
    chosen = draw(st.sets(st.sampled_from(known), max_size=12))
    return {path: draw(_values_of(path, fields.get(path))) for path in sorted(chosen)}


_agents = st.builds(
    Agent, name=lines, uri=st.just("") | addresses, email=st.just("") | emails, kind=st.just("") | lines
)
_relations = st.lists(st.builds(QualifiedRelation, addresses, st.just("") | addresses), unique=True, max_size=2)
_attributions = st.lists(st.builds(QualifiedAttribution, _agents, st.just("") | addresses), unique=True, max_size=2)


@st.composite
def whole_datasets(draw: st.DrawFn) -> Dataset:
    """Give datasets with up to two distributions, in which any path may be filled."""
    record = draw(_records(DATASET_PATHS, DATASET_FIELDS))
    keys = draw(st.lists(lines, unique=True, max_size=2))
    parts = tuple(build_distribution(key, draw(_records(DISTRIBUTION_PATHS, DISTRIBUTION_FIELDS))) for key in keys)
    record["qualified_relations"] = write_structured(draw(_relations))
    record["qualified_attributions"] = write_structured(draw(_attributions))
    record["organization.name"] = "amt"
    return build_dataset("inv", draw(lines), record, parts)
