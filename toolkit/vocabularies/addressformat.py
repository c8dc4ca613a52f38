"""Tells from an address which format its data have, or which service it asks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

# A packed file may hold any format; a page is where the data are offered.
_SAY_NOTHING = frozenset({"zip", "gz", "html", "htm"})
_SERVICES: Mapping[str, str] = MappingProxyType({"wms": "WMS_SRVC", "wfs": "WFS_SRVC", "wcs": "WCS_SRVC"})
_API = re.compile(r"/(?:wms|wfs|wmts|wcs|ogcapi|ogc/features|rest|api)(?:/|$)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def find_formats(address: str) -> tuple[Concept, ...]:
    """Give the formats that an address or a path can have, by its extension or by the service that it asks.

    >>> [one.code for one in find_formats("https://example.org/b.xlsx?v=2")], find_formats("https://example.org/b.zip")
    (['XLSX'], ())
    >>> [one.code for one in find_formats("https://example.org/ows?SERVICE=WMS&request=GetCapabilities")]
    ['WMS_SRVC']
    >>> find_formats("https://example.org/ows?service=WFS&request=GetFeature&outputFormat=csv")
    ()
    """
    parts = _split(address)
    asked = {key.casefold(): value.casefold() for key, value in parse_qsl(parts.query)}
    types = load_vocabulary("file-type")
    if "service" in asked:
        service = types.concept(types.base + _SERVICES.get(asked["service"], ""))
        return (service,) if service and asked.get("request", "getcapabilities") == "getcapabilities" else ()
    extension = find_extension(address)
    return _list_by_extension().get(extension, ()) if extension not in _SAY_NOTHING else ()


def find_extension(address: str) -> str:
    """Give the extension of the file to which an address or a path leads, in small letters; empty without one.

    >>> find_extension("https://example.org/a/B%C3%A4ume.CSV?v=2"), find_extension("https://example.org/v1.2/bäume")
    ('csv', '')
    """
    _, dot, extension = unquote(_split(address).path).rpartition("/")[2].rpartition(".")
    return extension.casefold() if dot else ""


def asks_api(address: str) -> bool:
    """Tell whether an address leads to an interface for programs, going by the words in its path.

    >>> asks_api("https://example.org/api/v1/stationen"), asks_api("https://example.org/apiary/bienen")
    (True, False)
    """
    return bool(_API.search(_split(address).path))


def _split(address: str) -> SplitResult:
    """Take an address apart; one that is broken has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


@cache
def _list_by_extension() -> Mapping[str, tuple[Concept, ...]]:
    """List the formats by extension."""
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in load_vocabulary("file-type").concepts:
        for extension in concept.texts("extensions"):
            found[extension] = (*found.get(extension, ()), concept)
    return found
