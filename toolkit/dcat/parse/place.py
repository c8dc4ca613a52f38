"""Places, areas and periods out of RDF: DCAT-AP's own properties, and older ones that are still in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from rdflib import Literal
from rdflib.term import Node

from toolkit.dcat.parse.agent import read_uri
from toolkit.dcat.parse.statements import Description, Statements, shorten
from toolkit.dcat.parse.value import choose_text, read_date, read_iri, read_text
from toolkit.dcat.wellformed import is_geometry
from toolkit.mapping.areas import looks_like_area, read_area
from toolkit.model.dataset import Period, Place

_KEYS = re.compile(r"https?://(?:www\.)?dcat-ap\.de/def/politicalGeocoding/(?P<list>\w+)/[^/]+/?")
_ORDER = (
    "municipalityKey",
    "municipalAssociationKey",
    "regionalKey",
    "districtKey",
    "governmentDistrictKey",
    "stateKey",
)
_NAMES = ("skos:prefLabel", "rdfs:label", "dct:title", "locn:geographicName", "schema:name")
_FORMS = ("geosparql:asGeoJSON", "geosparql:asWKT", "locn:geometry", "rdf:value")
_AREAS = ("locn:geometry", "geosparql:hasGeometry", *_FORMS[:2], "dcat:bbox", "dcat:centroid", "schema:box")
_UNITS = ("locn:adminUnitL2", "locn:adminUnitL1")
_CRS: Final = re.compile(r"<(?P<crs>[^<>]+)>\s*", re.IGNORECASE)
_LATITUDE_FIRST = re.compile(r"EPSG(?:/[\d.]+/|::?)(?:4326|4258)$", re.IGNORECASE)
_LONGITUDE_FIRST = re.compile(r"CRS:?84$", re.IGNORECASE)
_PAIR = re.compile(r"(-?[\d.]+(?:[eE][-+]?\d+)?)(\s+)(-?[\d.]+(?:[eE][-+]?\d+)?)")


@dataclass(slots=True)
class _Found:
    """What the places of a dataset say together: each value with the places in the graph that say it."""

    uris: dict[str, list[tuple[Description, Node, Node]]] = field(default_factory=dict)
    texts: dict[str, list[tuple[Description, Node, Node]]] = field(default_factory=dict)
    areas: dict[str, list[tuple[Description, Node, Node]]] = field(default_factory=dict)


def parse_place(statements: Statements, of: Description) -> Place | None:
    """Read where the data lie: one name, one address and one area out of all places that a dataset names.

    The address of a list of political geocoding goes before others, the smaller area before the larger; an area
    before its bounding box, and that before its middle.
    """
    found = _Found()
    for predicate, node in statements.list_values(of, "dct:spatial"):
        _look(statements, of, predicate, node, found)
    for predicate, node in statements.list_values(of, "dcatde:politicalGeocodingURI"):
        _add(found.uris, read_iri(node), (of, predicate, node))
    for predicate, node in statements.list_values(of, "dcatde:geocodingDescription"):
        _add(found.texts, read_text(node), (of, predicate, node))
    uri = min(found.uris, key=_rank_uri, default="")
    area = next(iter(found.areas), "")
    place = Place(next(iter(found.texts), ""), uri, area)
    for values, chosen in ((found.uris, uri), (found.texts, place.text), (found.areas, area)):
        for holder, predicate, node in values.get(chosen, ()):
            holder.take(predicate, node)
    for holder, predicate, node in _list_derived(found, area):
        holder.take(predicate, node)
    return place if place != Place() else None


def _look(statements: Statements, of: Description, predicate: Node, node: Node, found: _Found) -> None:
    """Take in one value of dct:spatial."""
    here = (of, predicate, node)
    if isinstance(node, Literal):
        area = read_geometry(node)
        _add(found.areas if area else found.texts, area or read_text(node), here)
        return
    if uri := read_uri(node):
        _add(found.uris, uri, here)
    else:
        of.take(predicate, node)
    if not statements.describes(node):
        return
    inner = statements.enter(node, "place")
    for one, value in statements.list_values(inner, *_UNITS):
        _add(found.uris, read_iri(value), (inner, one, value))
    for holder, one, value in _list_areas(statements, inner):
        _add(found.areas, read_geometry(value), (holder, one, value))
    if name := choose_text(statements, inner, *_NAMES):
        found.texts.setdefault(name, [])


def _list_areas(statements: Statements, of: Description) -> Iterator[tuple[Description, Node, Node]]:
    """List areas, also those of geometries that are nodes of their own; GeoJSON first: it needs no conversion."""
    found: list[tuple[Description, Node, Node]] = []
    for predicate, node in statements.list_values(of, *_AREAS):
        if isinstance(node, Literal) or not statements.holds(node, *_FORMS):
            found.append((of, predicate, node))
            continue
        of.take(predicate, node)
        inner = statements.enter(node, "place")
        found += ((inner, one, value) for one, value in statements.list_values(inner, *_FORMS))
    yield from sorted(found, key=lambda one: (_rank_area(one[1]), "{" not in str(one[2])))


def _rank_area(predicate: Node) -> int:
    """Tell how much a property says of an area: its whole outline, its bounding box, its middle."""
    name = shorten(str(predicate))
    return {"dcat:bbox": 1, "schema:box": 1, "dcat:centroid": 2}.get(name, 0)


def _add(
    values: dict[str, list[tuple[Description, Node, Node]]], value: str | None, here: tuple[Description, Node, Node]
) -> None:
    """Note a value and who says it."""
    if value:
        values.setdefault(value, []).append(here)


def _rank_uri(uri: str) -> tuple[int, int]:
    """Tell how well an address names a place: German keys before others, the smaller before the larger."""
    key = _KEYS.fullmatch(uri)
    if not key:
        return 1, 0
    return 0, _ORDER.index(key["list"]) if key["list"] in _ORDER else len(_ORDER)


def read_geometry(node: Node) -> str | None:
    """Read an area, in GeoJSON or as Well-known Text, into a GeoJSON geometry.

    A coordinate system before the text is heeded: EPSG 4326 and 4258 say latitude first (GeoSPARQL 1.1, 8.5.1); of
    others than these and CRS84 nothing is taken. An area that is elsewhere in the right order of its numbers is kept.

    >>> read_geometry(Literal("POINT(8.27 50.0)"))
    '{"type":"Point","coordinates":[8.27,50.0]}'
    >>> read_geometry(Literal("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(50.0 8.27)"))
    '{"type":"Point","coordinates":[8.27,50.0]}'
    """
    text = str(node).strip() if isinstance(node, Literal) else ""
    if text.startswith("{") and is_geometry(text):
        return read_area(text).geometry or text
    if found := _CRS.match(text):
        text = text[found.end() :]
        if _LATITUDE_FIRST.search(found["crs"]):
            text = _PAIR.sub(r"\3\2\1", text)
        elif not _LONGITUDE_FIRST.search(found["crs"]):
            return None
    text = re.sub(r"\s+", " ", text) if len(text) < 1_000_000 else text
    return (read_area(text).geometry or None) if looks_like_area(text) else None


def _list_derived(found: _Found, area: str) -> Iterator[tuple[Description, Node, Node]]:
    """List bounding boxes and middles that say nothing which the chosen area does not say."""
    bounds = _find_bounds(area)
    for other, said in found.areas.items():
        if bounds and other != area and _follows(other, bounds):
            yield from said


def _follows(other: str, bounds: tuple[float, float, float, float]) -> bool:
    """Tell whether an area is the bounding box of another one, or a point in it."""
    box = _find_bounds(other)
    if box is None:
        return False
    west, south, east, north = bounds
    if json.loads(other).get("type") == "Point":
        return west <= box[0] <= east and south <= box[1] <= north
    return all(abs(one - two) < 1e-6 for one, two in zip(box, bounds, strict=True))


def _find_bounds(area: str) -> tuple[float, float, float, float] | None:
    """Give west, south, east and north of an area."""
    if not area:
        return None
    positions = list(_list_positions(json.loads(area).get("coordinates")))
    if not positions:
        return None
    east_west, north_south = [one for one, _ in positions], [one for _, one in positions]
    return min(east_west), min(north_south), max(east_west), max(north_south)


def _list_positions(coordinates: object) -> Iterator[tuple[float, float]]:
    """List longitude and latitude of every position."""
    match coordinates:
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            yield longitude, latitude
        case list():
            for one in coordinates:
                yield from _list_positions(one)


_STARTS = ("dcat:startDate", "schema:startDate", "schemas:startDate")
_ENDS = ("dcat:endDate", "schema:endDate", "schemas:endDate")
_INSTANTS = (
    "time:inXSDDate",
    "time:inXSDDateTimeStamp",
    "time:inXSDDateTime",
    "time:inXSDgYearMonth",
    "time:inXSDgYear",
)
_RANGE = re.compile(r"(?P<start>[^/]*)/(?P<end>[^/]*)")


def parse_period(statements: Statements, node: Node) -> Period | None:
    """Read a period: DCAT's, schema.org's and OWL-Time's properties, or a text such as ``2020/2021``."""
    if isinstance(node, Literal):
        return _read_range(node)
    if not statements.describes(node):
        return None
    of = statements.enter(node, "period")
    start = statements.first(of, read_date, *_STARTS) or _read_instant(statements, of, "time:hasBeginning")
    end = statements.first(of, read_date, *_ENDS) or _read_instant(statements, of, "time:hasEnd")
    return Period(start, end) if start or end else None


def _read_range(node: Literal) -> Period | None:
    """Read two dates with a slash between them (ISO 8601), or one."""
    text = read_text(node) or ""
    found = _RANGE.fullmatch(text)
    ends = (found["start"], found["end"]) if found else (text, text)
    start, end = (read_date(Literal(one.strip(" ."))) or "" for one in ends)
    return Period(start, end) if start or end else None


def _read_instant(statements: Statements, of: Description, name: str) -> str:
    """Read the date of an instant (OWL-Time)."""
    for predicate, node in statements.list_values(of, name):
        instant = statements.enter(node, "period")
        if date := statements.first(instant, read_date, *_INSTANTS):
            of.take(predicate, node)
            return date
    return ""
