"""Whether the values of a dataset have the form that RDF and DCAT-AP.de give them: addresses, dates, keys, areas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from toolkit.dcat.breach import Breach, shorten_value
from toolkit.dcat.obligation import AGENTS, Owner, find_property
from toolkit.mapping.places import build_key_uri
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.path import read_path

Test = Callable[[str], bool]

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>"{}|\\^`]+')
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?")
_MEDIA_TYPE = re.compile(
    r"(?:https?://www\.iana\.org/assignments/media-types/)?[A-Za-z0-9][A-Za-z0-9!#&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#&^_.+-]*",
    re.IGNORECASE,
)
_CHECKSUM = re.compile(r"[a-z0-9-]+:[0-9a-fA-F]+")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_MAIL = re.compile(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[^@\s.]+", re.IGNORECASE)
_KEY = re.compile(r"https?://(?:www\.)?dcat-ap\.de/def/politicalGeocoding/\w+Key/(?P<key>[^/]*)/?")
_SHAPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2100

_OF_DATASETS: Final[Mapping[str, str]] = {
    "issued": "date",
    "modified": "date",
    "temporal.start": "date",
    "temporal.end": "date",
    "temporal_resolution": "duration",
    "spatial_resolution": "decimal",
    "spatial.geometry": "geometry",
    "landing_page": "address",
    "conforms_to": "address",
    "documentation": "address",
    "related": "address",
    "sources": "address",
    "referenced_by": "address",
    "versions": "address",
    "version_of": "address",
    "quality_process": "address",
    "contact.url": "address",
    "contact.uri": "address",
    "contact.email": "mail",
    **{f"{role}.{name}": "address" for role in AGENTS for name in ("url", "uri")},
    **{f"{role}.email": "mail" for role in AGENTS},
    "spatial.uri": "key",
}
_OF_DISTRIBUTIONS: Final[Mapping[str, str]] = {
    "access_url": "address",
    "download_url": "address",
    "issued": "date",
    "modified": "date",
    "media_type": "media-type",
    "compress_format": "media-type",
    "package_format": "media-type",
    "checksum": "checksum",
    "conforms_to": "address",
    "documentation": "address",
    "service.endpoint_url": "address",
    "service.endpoint_description": "address",
    "service.conforms_to": "address",
    "service.documentation": "address",
}
_OWNERS: Final[Mapping[str, Owner]] = {
    "temporal": "period",
    "spatial": "place",
    "contact": "contact",
    "service": "service",
}


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI, which begins with its scheme and holds no blank (RFC 3987).

    >>> is_iri("https://example.org/ä"), is_iri("mailto:amt@example.org"), is_iri("/daten"), is_iri("https://a b")
    (True, True, False, False)
    """
    return _IRI.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Tell whether a text is an ISO 8601 date or time of a year from 1000 to 2100, with day, month or year only.

    >>> is_date("2024"), is_date("2024-02-29"), is_date("2023-02-29"), is_date("0999"), is_date("1.2.2024")
    (True, True, False, False, False)
    """
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return _FIRST_YEAR <= year <= _LAST_YEAR


def is_geometry(text: str) -> bool:
    """Tell whether a text is a GeoJSON geometry (RFC 7946), as far as its kind and its coordinates' being a list.

    >>> is_geometry('{"type": "Point", "coordinates": [8.27, 50.0]}'), is_geometry("POINT(8.27 50.0)")
    (True, False)
    """
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(shape, dict) or shape.get("type") not in _SHAPES:
        return False
    return isinstance(shape.get("coordinates", shape.get("geometries")), list)


def is_key(text: str) -> bool:
    """Tell whether an address of the political geocoding has a key of the right length and state; others are free.

    >>> base = "http://dcat-ap.de/def/politicalGeocoding/municipalityKey/"
    >>> is_key(base + "07315000"), is_key(base + "7315000"), is_key(base + "99315000"), is_key("https://example.org/a")
    (True, False, False, True)
    """
    found = _KEY.fullmatch(text)
    if not found:
        return is_iri(text)
    plain = text.rstrip("/").replace("https://", "http://").replace("//www.", "//")
    return build_key_uri(found["key"]) == plain


_TESTS: Final[Mapping[str, tuple[Test, Message, Message]]] = {
    "address": (
        is_iri,
        say("“{value}” is no whole address"),
        say("Write the whole address, with https:// and without blanks."),
    ),
    "date": (
        is_date,
        say("“{value}” is no date between the years 1000 and 2100"),
        say("Write year, month and day, such as 2024-03-01."),
    ),
    "geometry": (
        is_geometry,
        say("“{value}” is no area in GeoJSON"),
        say("Write a bounding box (west, south, east, north) or a GeoJSON geometry."),
    ),
    "key": (
        is_key,
        say("“{value}” is no official key: an AGS has 8 digits, an ARS 12, a district 5, a state 2"),
        say("Write the key with all its digits; the first two are 01 to 16."),
    ),
    "mail": (
        lambda text: _MAIL.fullmatch(text) is not None,
        say("“{value}” is no mail address"),
        say("Write one mail address and nothing else."),
    ),
    "media-type": (
        lambda text: _MEDIA_TYPE.fullmatch(text) is not None,
        say("“{value}” is no media type"),
        say("Write a media type of IANA’s list, such as text/csv."),
    ),
    "checksum": (
        lambda text: _CHECKSUM.fullmatch(text) is not None,
        say("the checksum “{value}” does not say by which algorithm it was made"),
        say("Write the algorithm before it: sha256:…"),
    ),
    "decimal": (
        lambda text: _DECIMAL.fullmatch(text) is not None,
        say("“{value}” is no number of metres"),
        say("Write a decimal number, such as 0.5."),
    ),
    "duration": (
        lambda text: _DURATION.fullmatch(text) is not None,
        say("“{value}” is no duration"),
        say("Write an ISO 8601 duration, such as P1M or PT15M."),
    ),
}


def check_form(dataset: Dataset) -> Iterator[Breach]:
    """Say which values do not have the form that they need; such a value is an error."""
    yield from _check_fields(dataset, _OF_DATASETS, "dataset")
    for part in dataset.distributions:
        yield from (
            replace(one, distribution=part.key) for one in _check_fields(part, _OF_DISTRIBUTIONS, "distribution")
        )


def _check_fields(thing: Dataset | Distribution, fields: Mapping[str, str], owner: Owner) -> Iterator[Breach]:
    """Check the fields of a dataset or of a distribution."""
    for path, kind in fields.items():
        test, message, remedy = _TESTS[kind]
        for value in _read_texts(thing, path):
            if not test(value):
                yield Breach(
                    f"dcat-{kind}",
                    Severity.ERROR,
                    path,
                    _name(owner, path),
                    replace(message, values=(("value", shorten_value(value)),)),
                    remedy,
                    value=shorten_value(value),
                )


def _name(owner: Owner, path: str) -> str:
    """Give the property that a field fills; empty for one that no table names."""
    part = path.partition(".")[0]
    try:
        return find_property(_OWNERS.get(part, owner), path).curie
    except KeyError:
        return ""


def _read_texts(thing: Dataset | Distribution, path: str) -> tuple[str, ...]:
    """Give the texts of a field, without empty ones."""
    value = read_path(thing, path)
    return tuple(filter(None, value if isinstance(value, tuple) else (str(value or ""),)))
