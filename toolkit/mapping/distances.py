"""Reads distances, such as the width of a grid's cells, into metres."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from toolkit.mapping.numbers import parse_number
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import say
from toolkit.reading.text import clean

_EXPECTED = say("a distance such as 100 m, 1 km or 0,5 m")
_UNITS: Mapping[str, Decimal] = MappingProxyType({
    "mm": Decimal("0.001"), "millimeter": Decimal("0.001"), "cm": Decimal("0.01"), "zentimeter": Decimal("0.01"),
    "centimeter": Decimal("0.01"), "centimetre": Decimal("0.01"), "dm": Decimal("0.1"), "dezimeter": Decimal("0.1"),
    "m": Decimal(1), "meter": Decimal(1), "metre": Decimal(1), "km": Decimal(1000), "kilometer": Decimal(1000),
    "kilometre": Decimal(1000),
})  # fmt: skip
_GRID = r"(?:raster|rasterweite|gitter|gitterweite|grid|auflösung|aufloesung|bodenauflösung|maschenweite|zellen)"
_DISTANCE = re.compile(
    rf"(?:{_GRID}[ :=]*)?(?P<number>\d[\d.,’' ]*)(?:[ -]?(?P<unit>{'|'.join(_UNITS)})(?:n|s)?\.?)?"
    rf"(?:[ ]?[x×][ ]?(?P<other>\d[\d.,’' ]*)[ -]?(?P<unit_of_both>{'|'.join(_UNITS)})(?:n|s)?\.?)?(?:[ -]?{_GRID})?",
    re.IGNORECASE,
)


def parse_distance(value: CellValue) -> Parsed[str]:
    """Read a distance into metres, as decimal text (dcat:spatialResolutionInMeters, xsd:decimal).

    A bare number is in metres already; of a grid both sides must be the same. Nought is no distance, a scale such as
    1:5000 none either.

    >>> parse_distance("100-m-Raster").value, parse_distance("0,5 km").value, parse_distance("20 x 20 m").value
    ('100', '500', '20')
    >>> parse_distance("1:5000").trouble.code
    'distance-invalid'
    """
    if isinstance(value, bool):
        return _refuse()
    return _read(show(value) if not isinstance(value, float) else f"{Decimal(str(value)):f}".replace(".", ","))


@lru_cache(maxsize=1024)
def _read(text: str) -> Parsed[str]:
    """Read a distance that is written down; several rows say the same."""
    found = _DISTANCE.fullmatch(clean(text))
    if not found or (found["other"] and _metres(found["other"], "") != _metres(found["number"], "")):
        return _refuse()
    unit = found["unit"] or found["unit_of_both"] or ""
    metres = _metres(found["number"], unit)
    if found["unit"] and found["unit_of_both"] and _metres("1", found["unit"]) != _metres("1", found["unit_of_both"]):
        return _refuse()
    return Parsed(_write(metres)) if metres else _refuse()


def _metres(number: str, unit: str) -> Decimal | None:
    """Give a number of a unit in metres; None where it is none. What begins with nought has no thousands to group."""
    read = parse_number(number.strip(), point_groups=not number.startswith("0"))
    return None if read is None else read * _UNITS[unit.casefold() or "m"]


def _write(metres: Decimal) -> str:
    """Write a number without an exponent and without noughts that say nothing.

    >>> _write(Decimal("0.50")), _write(Decimal("1000"))
    ('0.5', '1000')
    """
    text = f"{metres:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse() -> Parsed[str]:
    return Parsed(None, Trouble("distance-invalid", _EXPECTED))
