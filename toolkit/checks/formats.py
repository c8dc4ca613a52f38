"""Rules for formats: whether format, media type, size and address of a distribution agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlsplit

from toolkit.checks.rule import Words, on_dataset, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

# A packed file may hold any format; a page is where the data are offered.
_SAY_NOTHING = frozenset({"zip", "gz", "html", "htm"})
_SERVICES: Mapping[str, str] = MappingProxyType({"wms": "WMS_SRVC", "wfs": "WFS_SRVC", "wcs": "WCS_SRVC"})
_PACKED = frozenset({"application/zip", "application/gzip", "application/x-zip-compressed"})
_IANA = re.compile(r"^https?://www\.iana\.org/assignments/media-types/")


@on_dataset("format-differs", Severity.WARNING)
def format_differs(described: Described) -> Iterator[Words]:
    """A distribution's format does not fit its address or the name of its file.

    The sheet says one format, the extension of the file or the address of the service another. Programs that trust the
    format fail. Packed files and pages are left alone.

    Correct the format or the address.
    """
    for part in described.dataset.distributions:
        meant = _find_formats(part) if part.format else ()
        if meant and all(part.format != concept.uri for concept in meant):
            declared = load_vocabulary("file-type").concept(part.format)
            yield Words(
                say("the address is one of another format"),
                place_of_part(described, part.key, "format"),
                say("Correct the format or the address."),
                declared.de if declared else part.format,
                tuple(concept.de for concept in meant),
            )


def _find_formats(part: Distribution) -> tuple[Concept, ...]:
    """Give the formats that an address or a path can have; none where it does not say."""
    for address in (part.path, part.download_url, part.access_url):
        found = find_formats(address)
        if found:
            return found
    return ()


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
    parts = urlsplit(address)
    asked = {key.casefold(): value.casefold() for key, value in parse_qsl(parts.query)}
    types = load_vocabulary("file-type")
    if "service" in asked:
        service = types.concept(types.base + _SERVICES.get(asked["service"], ""))
        return (service,) if service and asked.get("request", "getcapabilities") == "getcapabilities" else ()
    _, dot, extension = unquote(parts.path).rpartition("/")[2].rpartition(".")
    extension = extension.casefold()
    return _list_by_extension().get(extension, ()) if dot and extension not in _SAY_NOTHING else ()


@cache
def _list_by_extension() -> Mapping[str, tuple[Concept, ...]]:
    """List the formats by extension."""
    found: dict[str, tuple[Concept, ...]] = {}
    for concept in load_vocabulary("file-type").concepts:
        for extension in concept.texts("extensions"):
            found[extension] = (*found.get(extension, ()), concept)
    return found


@on_dataset("media-type-differs", Severity.WARNING)
def media_type_differs(described: Described) -> Iterator[Words]:
    """A distribution's media type is not that of its format.

    The format “CSV” has the media type text/csv (IANA's list). Where the two differ, programs do not know which to
    believe. Packed files are left alone.

    Correct one of the two, or leave the media type empty.
    """
    for part in described.dataset.distributions:
        concept = load_vocabulary("file-type").concept(part.format)
        usual = concept.text("media_type") if concept else ""
        said = _IANA.sub("", part.media_type).partition(";")[0].strip().casefold()
        if usual and said and said != usual and said not in _PACKED:
            yield Words(
                say("this is not the media type of the format"),
                place_of_part(described, part.key, "media_type"),
                say("Correct the media type or the format, or leave the media type empty."),
                part.media_type,
                (usual,),
            )


@on_dataset("size-zero", Severity.WARNING)
def size_zero(described: Described) -> Iterator[Words]:
    """A distribution has no bytes at all.

    Either the file is empty, or the nought in the sheet stands for a size that nobody knows.

    Look at the file; leave the size empty where it is not known.
    """
    for part in described.dataset.distributions:
        if part.byte_size == 0:
            yield Words(
                say("the size is nought"),
                place_of_part(described, part.key, "byte_size"),
                say("Look at the file; leave the size empty where it is not known."),
                "0",
            )
