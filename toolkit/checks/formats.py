"""Rules for formats: whether format, media type, size and address of a distribution agree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.checks.rule import Words, on_dataset, place_of_part
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.path import read_path
from toolkit.vocabularies.addressformat import find_formats
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found

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
        if usual and "/" in said and said != usual and said not in _PACKED:
            yield Words(
                say("this is not the media type of the format"),
                place_of_part(described, part.key, "media_type"),
                say("Correct the media type or the format, or leave the media type empty."),
                part.media_type,
                (usual,),
            )


_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(?: ?;.*)?", re.IGNORECASE)


@on_dataset("media-type-invalid", Severity.WARNING)
def media_type_invalid(described: Described) -> Iterator[Words]:
    """A media type is none.

    Media types, also those of a compression or a package, have two parts, such as text/csv or application/zip (IANA's
    list; RFC 6838, 4.2). A file's ending or a program's name belongs into the column of the format.

    Write the media type, or leave the cell empty: it follows from the format.
    """
    for part in described.dataset.distributions:
        for path in ("media_type", "compress_format", "package_format"):
            said = str(read_path(part, path) or "")
            if said and not _MEDIA_TYPE.fullmatch(_IANA.sub("", said)):
                found = load_vocabulary("file-type").find(said)
                usual = found.concept.text("media_type") if isinstance(found, Found) else ""
                yield Words(
                    say("“{text}” is no media type", text=said),
                    place_of_part(described, part.key, path),
                    say("Write a media type such as text/csv, or leave the cell empty."),
                    said,
                    (usual,) if usual else (),
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
