"""Reads a cell's value by the kind of the field that it fills; only coded values are looked up elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from toolkit.mapping.addresses import parse_email, parse_url
from toolkit.mapping.dates import parse_date, parse_period
from toolkit.mapping.distances import parse_distance
from toolkit.mapping.durations import parse_duration
from toolkit.mapping.fields import Kind
from toolkit.mapping.markup import parse_text
from toolkit.mapping.phones import parse_phone
from toolkit.mapping.places import parse_area, parse_geometry, parse_place
from toolkit.mapping.values import Parsed, parse_size
from toolkit.model.grid import CellValue, show
from toolkit.reading.text import clean

Parser: TypeAlias = Callable[[CellValue, str], Parsed[Any]]
"""Reads a value; the second argument is the unit that a bare number has."""


_PARSERS: dict[Kind, Parser] = {
    "text": lambda value, _: parse_text(value),
    "line": lambda value, _: Parsed(clean(show(value))),
    "date": lambda value, _: parse_date(value),
    "start": lambda value, _: parse_date(value, "start"),
    "end": lambda value, _: parse_date(value, "end"),
    "period": lambda value, _: parse_period(value),
    "url": lambda value, _: parse_url(show(value)),
    "email": lambda value, _: parse_email(show(value)),
    "phone": lambda value, _: parse_phone(value),
    "size": parse_size,
    "duration": lambda value, _: parse_duration(value),
    "distance": lambda value, _: parse_distance(value),
    "place": lambda value, _: parse_place(value),
    "area": lambda value, _: parse_area(value),
    "geometry": lambda value, _: parse_geometry(value),
}


def parse_value(kind: Kind, value: CellValue, unit: str = "") -> Parsed[Any]:
    """Read one value; what cannot be read gives none, and a trouble. Never raises.

    >>> parse_value("date", "1. März 2025").value, parse_value("size", 12, "KB").value
    ('2025-03-01', 12000)
    """
    return _PARSERS[kind](value, unit)
