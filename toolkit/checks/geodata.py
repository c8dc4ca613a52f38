"""Rules for data that belong on a map."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.rule import Words, on_inventory, place_of
from toolkit.model.dataset import Described
from toolkit.model.finding import Place, Severity
from toolkit.model.message import say, say_many

_FORMATS_TEXT = """
GEOJSON GML GMZ GPKG KML KMZ SHP GDB GEOTIFF ECW MRSID LAS LAZ TAB MIF_MID E00 QGS MXD LPK WMS_SRVC WFS_SRVC WCS_SRVC
MAP_SRVC
"""
_FORMATS = frozenset(_FORMATS_TEXT.split())
_FIELDS = frozenset({"spatial.text", "spatial.uri", "spatial.geometry"})


@on_inventory("geodata-unplaced", Severity.WARNING)
def geodata_unplaced(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Data for a map do not say which area they cover.

    By their format (WMS, WFS, Shape, GeoJSON and the like) the data have a place. Portals find geodata through the area
    (DCAT-AP.de 3.0, dct:spatial, recommended). Where the inventory has no such column at all, that is said once.

    Enter the area, the official key of the municipality, or give it once for all under constants in the mapping.
    """
    bare = [one for one in everything if _is_geodata(one) and not one.dataset.spatial and not _is_unread(one)]
    silent = [one for one in bare if not _list_managed(one)]
    for described in bare:
        if _list_managed(described):
            yield Words(
                say("the data are for a map, but nothing says which area they cover"),
                place_of(described, max(_list_managed(described))),
                say("Enter the area or the official key of the municipality."),
            )
    if silent:
        yield Words(
            say_many(
                "{n} dataset is for a map, but no column says which area it covers",
                "{n} datasets are for a map, but no column says which area they cover",
                len(silent),
            ),
            Place(),
            say("Map a column to spatial, or give the area once under constants in the mapping."),
        )


def _list_managed(described: Described) -> frozenset[str]:
    """List the fields for a place that the mapping fills."""
    return _FIELDS & described.managed


def _is_unread(described: Described) -> bool:
    """Tell whether a cell with a place could not be read; another finding says so."""
    return bool(_FIELDS & described.unread)


def _is_geodata(described: Described) -> bool:
    """Tell whether a dataset has a distribution in a format for maps."""
    return any(part.format.rpartition("/")[2] in _FORMATS for part in described.dataset.distributions)
