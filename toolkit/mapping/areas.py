"""Reads areas in coordinates: bounding boxes, Well-known Text and GeoJSON become a GeoJSON geometry.

Coordinates are degrees of WGS 84, longitude before latitude (RFC 7946). An area abroad is read as well; but where only
the other order of the numbers lies in Germany, somebody has mixed them up.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolkit.mapping.numbers import parse_number

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north."""

_GERMANY: Box = (5.0, 47.0, 16.0, 56.0)
_LONGEST_OFFER = 200
_MOST_CHARACTERS = 1_000_000
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
"""How many lists stand around a position, by kind of geometry (RFC 7946, 3.1)."""

_TYPES = {name.casefold(): name for name in _DEPTHS}


@dataclass(frozen=True, slots=True)
class Area:
    """A geometry as GeoJSON text; empty where it cannot be, with what may be meant."""

    geometry: str = ""
    nearest: tuple[str, ...] = ()


_REFUSED = Area()
_LEAST_NUMBERS = 2
_NUMBER = r"[-+]?\d+(?:[.,]\d+)?"
_SIDES = {
    "west": "west|links|xmin|minx|min_?lon|w",
    "south": "süd|sued|south|unten|ymin|miny|min_?lat|s",
    "east": "ost|east|rechts|xmax|maxx|max_?lon|o|e", "north": "nord|north|oben|ymax|maxy|max_?lat|n",
}  # fmt: skip
_SIDE = re.compile(
    "(?<![^\\W\\d_])(?:" + "|".join(f"(?P<{side}>{words})" for side, words in _SIDES.items()) + ")"
    rf"(?![^\W\d_])\.? ?[:=]? ?(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"(?:(?:geo)?bbox|bounding ?box|begrenzungsrechteck|extent|box)? ?[:=]? ?[\[(]?(?P<numbers>[^()\[\]]*)[\])]?",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"(?:(?:geo)?bbox|bounding ?box|extent|box)?(?=[^\d]*\d)[\d\s.,;:°()\[\]+-]+", re.IGNORECASE)
_ENVELOPE = re.compile(r"envelope ?\((?P<numbers>[^()]*)\)", re.IGNORECASE)
_WKT = re.compile(r"(?:SRID=(?P<srid>\d+); ?)?(?P<type>[A-Z]+) ?(?:Z )?(?P<body>\(.*\))", re.IGNORECASE)
_WORLD_SYSTEMS = frozenset({None, "4326", "4258"})


def looks_like_area(text: str) -> bool:
    """Tell whether a text means coordinates rather than a name, be they right or wrong.

    >>> [looks_like_area(text) for text in ("8.1, 49.9, 8.3, 50.0", "POINT(8 50)", '{"type": "Point"}', "Mainz")]
    [True, True, True, False]
    """
    if text[:1] in {"{", "["} or _ENVELOPE.fullmatch(text):
        return True
    wkt = _WKT.fullmatch(text)
    if wkt and wkt["type"].casefold() in {*_TYPES, "geometrycollection"}:
        return True
    return bool(_list_sides(text) or (_FIGURES.fullmatch(text) and len(re.findall(_NUMBER, text)) >= _LEAST_NUMBERS))


def read_area(text: str) -> Area:
    """Read coordinates into a geometry. Never raises.

    >>> read_area("8.1,49.9,8.3,50.0").geometry
    '{"type":"Polygon","coordinates":[[[8.1,49.9],[8.3,49.9],[8.3,50.0],[8.1,50.0],[8.1,49.9]]]}'
    >>> read_area("49.9,8.1,50.0,8.3")
    Area(geometry='', nearest=('8.1,49.9,8.3,50.0',))
    """
    if len(text) > _MOST_CHARACTERS:
        return _REFUSED
    if text.startswith("{"):
        return _read_geojson(text)
    wkt = _WKT.fullmatch(text)
    if wkt and wkt["type"].casefold() in _TYPES:
        return _read_wkt(wkt)
    return _read_box(text)


def _read_box(text: str) -> Area:
    """Read a bounding box from four numbers, with or without the names of its sides."""
    sides = _list_sides(text)
    numbers: tuple[float, ...]
    if sides:
        numbers = tuple(sides[side] for side in ("west", "south", "east", "north"))
    elif found := _ENVELOPE.fullmatch(text):  # OGC CQL: west, east, north, south
        west, east, north, south = _list_numbers(found["numbers"]) or (math.nan,) * 4
        numbers = (west, south, east, north)
    else:
        found = _BOX.fullmatch(text)
        numbers = (_list_numbers(found["numbers"]) if found else None) or ()
    return _build_box(numbers) if len(numbers) == 4 else _REFUSED


def _list_sides(text: str) -> dict[str, float]:
    """Read numbers that carry the name of their side; all four or none."""
    found = {next(side for side in _SIDES if match[side]): _degrees(match["number"]) for match in _SIDE.finditer(text)}
    return found if len(found) == 4 else {}


def _degrees(text: str) -> float:
    number = parse_number(text, point_groups=False)
    return math.nan if number is None else float(number)


def _list_numbers(text: str) -> tuple[float, float, float, float] | None:
    """Read four numbers; a comma separates, unless a semicolon or blanks do and it is a decimal one."""
    text = text.replace("°", "").strip()
    separator = ";" if ";" in text else "," if text.count(",") == 3 else r"[,\s]\s*" if "." in text else r"\s+"
    parts = [part.strip() for part in re.split(separator, text)]
    if len(parts) != 4 or not all(re.fullmatch(_NUMBER, part) for part in parts):
        return None
    west, south, east, north = map(_degrees, parts)
    return west, south, east, north


def _build_box(numbers: tuple[float, ...]) -> Area:
    """Make a polygon of a box; where only another order of its numbers lies in Germany, offer that."""
    one, two, three, four = numbers
    given: Box = (one, two, three, four)
    if _is_box(given) and _is_in_germany(given):
        return Area(_write_box(given))
    orders: list[Box] = [(two, one, four, three), (one, three, two, four), (three, one, four, two)]
    meant = [box for box in orders if _is_box(box) and _is_in_germany(box)]
    if meant:
        return Area("", tuple(dict.fromkeys(",".join(map(str, box)) for box in meant)))
    return Area(_write_box(given)) if _is_box(given) else _REFUSED


def _is_box(box: Box) -> bool:
    west, south, east, north = box
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


def _is_in_germany(box: Box) -> bool:
    west, south, east, north = _GERMANY
    return west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north


def _write_box(box: Box) -> str:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return _write("Polygon", [ring])


def _write(kind: str, coordinates: Any) -> str:
    return json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))


def _read_wkt(found: re.Match[str]) -> Area:
    """Read Well-known Text (OGC Simple Features) by writing it as JSON."""
    kind, body = _TYPES[found["type"].casefold()], found["body"]
    if found["srid"] not in _WORLD_SYSTEMS or not re.fullmatch(r"[\d\s.,()eE+-]*", body):
        return _REFUSED
    listed = re.sub(r"[^\s(),]+(?:\s+[^\s(),]+)+", lambda position: "[" + ",".join(position[0].split()) + "]", body)
    listed = re.sub(r"\(\s*(\[[^][]*\])\s*\)", r"\1", listed) if kind in {"Point", "MultiPoint"} else listed
    listed = listed.replace("(", "[").replace(")", "]")
    try:
        return _check(kind, json.loads(listed))
    except (ValueError, RecursionError):
        return _REFUSED


def _read_geojson(text: str) -> Area:
    """Read a GeoJSON geometry, that of a feature, or of a collection that holds one feature only."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return _REFUSED
    features = said.get("features")
    if isinstance(features, list) and len(features) == 1:
        said = features[0]
    if isinstance(said, dict) and isinstance(said.get("geometry"), dict):
        said = said["geometry"]
    kind = said.get("type") if isinstance(said, dict) else None
    return _check(kind, said.get("coordinates")) if isinstance(kind, str) and kind in _DEPTHS else _REFUSED


def _check(kind: str, coordinates: Any) -> Area:
    """Hold coordinates against their kind and the ranges of degrees; a ring that is left open is offered closed."""
    is_area = kind.endswith("Polygon")
    if not _has_shape(coordinates, _DEPTHS[kind], ring=is_area):
        closed = _close(coordinates) if is_area and _has_shape(coordinates, _DEPTHS[kind], ring=False) else coordinates
        meant = _check(kind, closed).geometry if closed != coordinates else ""
        return Area("", (meant,) if meant and len(meant) <= _LONGEST_OFFER else ())
    positions = list(_list_positions(coordinates))
    if not positions:
        return _REFUSED
    swapped = [(second, first) for first, second in positions]
    if all(map(_lies_in_germany, swapped)) and not any(map(_lies_in_germany, positions)):
        meant = _write(kind, _swap(coordinates))
        return Area("", (meant,) if len(meant) <= _LONGEST_OFFER else ())
    if not all(abs(first) <= 180 and abs(second) <= 90 for first, second in positions):
        return _REFUSED
    return Area(_write(kind, coordinates))


def _close(coordinates: list[Any]) -> list[Any]:
    """Let every ring of an area end where it begins."""
    if not _is_number(coordinates[0][0]):
        return [_close(one) for one in coordinates]
    return coordinates if coordinates[0] == coordinates[-1] else [*coordinates, coordinates[0]]


def _has_shape(coordinates: Any, depth: int, *, ring: bool) -> bool:
    """Tell whether lists are nested as a kind of geometry wants it; a ring has four positions and is closed."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth == 0:
        return 2 <= len(coordinates) <= 4 and all(map(_is_number, coordinates))
    if not all(_has_shape(one, depth - 1, ring=ring) for one in coordinates):
        return False
    return not (ring and depth == 1) or (len(coordinates) >= 4 and coordinates[0] == coordinates[-1])


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e9  # not a number and infinity are not


def _list_positions(coordinates: list[Any]) -> Iterator[tuple[float, float]]:
    """List longitude and latitude of every position."""
    if _is_number(coordinates[0]):
        yield coordinates[0], coordinates[1]
        return
    for one in coordinates:
        yield from _list_positions(one)


def _swap(coordinates: list[Any]) -> list[Any]:
    """Exchange longitude and latitude of every position."""
    if _is_number(coordinates[0]):
        return [coordinates[1], coordinates[0], *coordinates[2:]]
    return [_swap(one) for one in coordinates]


def _lies_in_germany(position: tuple[float, float]) -> bool:
    west, south, east, north = _GERMANY
    return west <= position[0] <= east and south <= position[1] <= north
