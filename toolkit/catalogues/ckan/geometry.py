"""Tells a bounding box and a point from other areas, for CKAN's readers keep them apart. Pure."""

from __future__ import annotations

from typing import Literal, TypeAlias

from toolkit.dcat.places import is_rectangle, parse_geometry

Kind: TypeAlias = Literal["rectangle", "point", "shape"]


def tell_kind(geometry: str) -> Kind:
    """Tell what a GeoJSON geometry is: a rectangle along the axes (a bounding box), a point, or another shape.

    What is no GeoJSON counts as another shape: it is kept as it stands.

    >>> tell_kind('{"type": "Point", "coordinates": [8.2, 50]}'), tell_kind("POINT(8.2 50)")
    ('point', 'shape')
    >>> tell_kind('{"type": "Polygon", "coordinates": [[[8, 49], [9, 49], [9, 50], [8, 50], [8, 49]]]}')
    'rectangle'
    """
    shape = parse_geometry(geometry)
    if shape is None:
        return "shape"
    if shape["type"] == "Point":
        return "point"
    return "rectangle" if is_rectangle(shape) else "shape"
