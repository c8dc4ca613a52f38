"""Times and places as RDF: dct:PeriodOfTime and dct:Location.

A rectangle along the degrees is written as dcat:bbox, a point as dcat:centroid (both WKT), every other area as
locn:geometry, and that as a thing of its own: the official shapes of 3.0 refuse a literal there.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from toolkit.dcat.draft import Draft, Sheaf
from toolkit.dcat.iri import part_iri
from toolkit.dcat.literal import build_date
from toolkit.dcat.term import Iri, Text
from toolkit.model.dataset import Period, Place

POLITICAL = "http://dcat-ap.de/def/politicalGeocoding/"
_WKT = "geosparql:wktLiteral"
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_CORNERS = 4
_LEAST_NUMBERS = 2


def add_period(sheaf: Sheaf, period: Period, of: str) -> str:
    """Describe a period and give its address; empty where neither end is a date."""
    draft = Draft(sheaf, part_iri(of, "period"), "dct:PeriodOfTime", "period")
    draft.add_literal("temporal.start", period.start, build_date(period.start))
    draft.add_literal("temporal.end", period.end, build_date(period.end))
    if not draft.statements:
        return ""
    draft.close()
    return draft.iri


def add_place(dataset: Draft, place: Place) -> None:
    """Say where a dataset's data are from: the address of a place, and a place of its own with name and area."""
    sheaf = dataset.sheaf
    iri = dataset.add_iri("spatial", place.uri)
    if iri and sheaf.version == "3.0":  # the shapes of 2.0 then want its area, too
        sheaf.name_type(iri, "dct:Location")
    if iri.startswith(POLITICAL) and dataset.name("spatial.uri"):
        dataset.add_iri("spatial.uri", place.uri)
    if place.text and dataset.name("spatial.text"):
        dataset.add_text("spatial.text", place.text, tagged=True)
    location = Draft(sheaf, part_iri(dataset.iri, "place"), "dct:Location", "place")
    location.add_text("spatial.text", place.text, "skos:prefLabel", tagged=True)
    _add_geometry(location, place.geometry)
    if location.statements:
        location.close()
        dataset.add("dct:spatial", Iri(location.iri))


def _add_geometry(location: Draft, geometry: str) -> None:
    """Describe an area."""
    shape = parse_geometry(geometry)
    if shape is None:
        if geometry:
            location.lose("spatial.geometry", geometry)
        return
    wkt = write_wkt(shape)
    if shape["type"] == "Point":
        location.add("dcat:centroid", Text(wkt, datatype=_WKT))
    elif is_rectangle(shape):
        location.add("dcat:bbox", Text(wkt, datatype=_WKT))
    else:
        node = Draft(location.sheaf, location.iri.replace("#place", "#geometry"), "locn:Geometry", "place")
        node.add("geosparql:asGeoJSON", Text(write_geojson(shape), datatype="geosparql:geoJSONLiteral"))
        node.add("geosparql:asWKT", Text(wkt, datatype=_WKT))
        node.close()
        location.add("locn:geometry", Iri(node.iri))


def parse_geometry(text: str) -> dict[str, Any] | None:
    """Read a GeoJSON geometry (RFC 7946, 3.1); None for a text that is none, and for an empty one.

    >>> parse_geometry('{"type": "Point", "coordinates": [8.27, 50.0]}')
    {'type': 'Point', 'coordinates': [8.27, 50.0]}
    >>> parse_geometry('{"type": "Point", "coordinates": ["8", "50"]}') is None
    True
    """
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        return None
    kind = shape.get("type") if isinstance(shape, dict) else None
    if not isinstance(kind, str) or kind not in _DEPTHS:
        return None
    found = shape.get("coordinates")
    return {"type": kind, "coordinates": found} if _has_depth(found, _DEPTHS[kind]) else None


def _has_depth(found: Any, depth: int) -> bool:
    """Tell whether positions stand in so many lists, and each of them is two finite numbers or more."""
    if not isinstance(found, list) or not found:
        return False
    if depth:
        return all(_has_depth(one, depth - 1) for one in found)
    return len(found) >= _LEAST_NUMBERS and all(_is_number(one) for one in found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def is_rectangle(shape: dict[str, Any]) -> bool:
    """Tell whether a geometry is a rectangle along the degrees, which is a bounding box.

    >>> is_rectangle({"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 49]]]})
    True
    >>> is_rectangle({"type": "Polygon", "coordinates": [[[8, 49], [9, 50], [9, 49], [8, 50], [8, 49]]]})
    False
    """
    rings = shape["coordinates"]
    if shape["type"] != "Polygon" or len(rings) != 1 or len(rings[0]) != _CORNERS + 1 or rings[0][0] != rings[0][-1]:
        return False
    corners = {tuple(corner) for corner in rings[0]}
    if len(corners) != _CORNERS or any(len(corner) != _LEAST_NUMBERS for corner in corners):
        return False
    return all((one[0] == other[0]) != (one[1] == other[1]) for one, other in pairwise(rings[0]))


def write_wkt(shape: dict[str, Any]) -> str:
    """Write a geometry as Well-known Text (OGC 06-103r4), longitude before latitude.

    >>> write_wkt({"type": "Point", "coordinates": [8.27, 50]})
    'POINT(8.27 50)'
    """
    kind, coordinates = shape["type"], shape["coordinates"]
    body = _write_list(coordinates, _DEPTHS[kind])
    return f"{kind.upper()}({body})" if kind == "Point" else f"{kind.upper()}{body}"


def _write_list(found: list[Any], depth: int) -> str:
    """Write positions and lists of them; WKT here has two dimensions."""
    if depth == 0:
        return " ".join(format(number, "") for number in found[:2])
    return "(" + ", ".join(_write_list(one, depth - 1) for one in found) + ")"


def write_geojson(shape: dict[str, Any]) -> str:
    """Write a geometry as GeoJSON, without blanks."""
    return json.dumps(shape, separators=(",", ":"))
