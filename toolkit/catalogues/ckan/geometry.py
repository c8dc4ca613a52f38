"""Tells a bounding box and a point from other areas, for CKAN's readers keep them apart. Pure."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["rectangle", "point", "shape"]

_CORNERS = 4


def tell_kind(geometry: str) -> Kind:
    """Tell what a GeoJSON geometry is: a rectangle along the axes (a bounding box), a point, or another shape.

    What is no GeoJSON counts as another shape: it is kept as it stands.

    >>> tell_kind('{"type": "Point", "coordinates": [8.2, 50]}'), tell_kind("POINT(8.2 50)")
    ('point', 'shape')
    >>> tell_kind('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 49]]]}')
    'rectangle'
    """
    try:
        found = json.loads(geometry)
    except (ValueError, RecursionError):
        return "shape"
    match found:
        case {"type": "Point", "coordinates": [*_]}:
            return "point"
        case {"type": "Polygon", "coordinates": [ring]} if _is_rectangle(ring):
            return "rectangle"
        case _:
            return "shape"


def _is_rectangle(ring: Any) -> bool:
    """Tell whether a ring has four different corners and its sides run along the axes."""
    if not isinstance(ring, list) or len(ring) != _CORNERS + 1 or ring[0] != ring[-1]:
        return False
    if not all(isinstance(one, list) and len(one) == 2 and all(map(_is_number, one)) for one in ring):
        return False
    corners = {(x, y) for x, y in ring}
    sides = pairwise(ring)
    return len(corners) == _CORNERS and all((a[0] == b[0]) != (a[1] == b[1]) for a, b in sides)


def _is_number(value: Any) -> bool:
    """Tell whether a value is a coordinate."""
    return isinstance(value, int | float) and not isinstance(value, bool)
