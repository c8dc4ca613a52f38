"""What each canonical field holds, so that a mapping need not say it: text, a date, a web address, a coded value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS

Kind: TypeAlias = Literal[
    "text", "line", "date", "start", "end", "period", "duration", "url", "email", "phone", "size", "distance", "place",
    "area", "geometry", "concept",
]  # fmt: skip
"""Kinds of values; ``start`` and ``end`` are dates of which a longer span gives its first or its last month or day."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: the kind of its values, whether it holds several, and the vocabulary of a coded value."""

    kind: Kind
    many: bool = False
    vocabulary: str = ""


_OTHER = {
    "description": Field("text"),
    "provenance": Field("text"),
    "publisher.uri": Field("url"),
    "publisher.email": Field("email"),
    "publisher.url": Field("url"),
    "publisher.kind": Field("concept", vocabulary="publisher-type"),
    "creator.uri": Field("url"),
    "creator.email": Field("email"),
    "creator.url": Field("url"),
    "creator.kind": Field("concept", vocabulary="publisher-type"),
    "contributor.uri": Field("url"),
    "contributor.email": Field("email"),
    "contributor.url": Field("url"),
    "contributor.kind": Field("concept", vocabulary="publisher-type"),
    "custodian.uri": Field("url"),
    "custodian.email": Field("email"),
    "custodian.url": Field("url"),
    "custodian.kind": Field("concept", vocabulary="publisher-type"),
    "originator.uri": Field("url"),
    "originator.email": Field("email"),
    "originator.url": Field("url"),
    "originator.kind": Field("concept", vocabulary="publisher-type"),
    "contact.email": Field("email"),
    "contact.phone": Field("phone"),
    "contact.url": Field("url"),
    "contact.uri": Field("url"),
    "keywords": Field("line", many=True),
    "themes": Field("concept", many=True, vocabulary="data-theme"),
    "license": Field("concept", vocabulary="license"),
    "modified": Field("date"),
    "issued": Field("date"),
    "frequency": Field("concept", vocabulary="frequency"),
    "access_rights": Field("concept", vocabulary="access-right"),
    "availability": Field("concept", vocabulary="planned-availability"),
    "status": Field("concept", vocabulary="distribution-status"),
    "languages": Field("concept", many=True, vocabulary="language"),
    "temporal": Field("period"),
    "temporal.start": Field("start"),
    "temporal.end": Field("end"),
    "temporal_resolution": Field("duration"),
    "spatial.uri": Field("area"),
    "spatial.geometry": Field("geometry"),
    "spatial": Field("place"),
    "geocoding_level": Field("concept", vocabulary="political-geocoding-level"),
    "landing_page": Field("url"),
    "legal_basis": Field("line", many=True),
    "contributor_ids": Field("concept", many=True, vocabulary="contributor-id"),
    "hvd_categories": Field("concept", many=True, vocabulary="hvd-category"),
    "references": Field("concept", many=True, vocabulary="musterdatenkatalog"),
    "groups": Field("line", many=True),
    "alternate_identifiers": Field("line", many=True),
    "conforms_to": Field("url", many=True),
    "documentation": Field("url", many=True),
    "related": Field("url", many=True),
    "sources": Field("url", many=True),
    "referenced_by": Field("url", many=True),
    "versions": Field("url", many=True),
    "version_of": Field("url", many=True),
    "version_notes": Field("text"),
    "dataset_type": Field("concept", vocabulary="dataset-type"),
    "spatial_resolution": Field("distance"),
    "series.description": Field("text"),
    "rights": Field("text"),
    "compress_format": Field("line"),
    "package_format": Field("line"),
    "service.endpoint_url": Field("url"),
    "service.endpoint_description": Field("url"),
    "service.description": Field("text"),
    "service.conforms_to": Field("url", many=True),
    "service.documentation": Field("url", many=True),
    "service.license": Field("concept", vocabulary="license"),
    "service.access_rights": Field("concept", vocabulary="access-right"),
    "service.availability": Field("concept", vocabulary="planned-availability"),
    "access_url": Field("url"),
    "download_url": Field("url"),
    "format": Field("concept", vocabulary="file-type"),
    "byte_size": Field("size"),
}

_NOT_FROM_SHEETS = {"checksum"}

PREFIX = "distribution."
"""What a distribution's field begins with where its column stands in the table of datasets."""

ADDRESSES = ("access_url", "download_url", "path")
"""The fields of a distribution of which one must be filled; a cell may hold several of them."""

COMPOSED = {
    "temporal": ("temporal.start", "temporal.end"),
    "spatial": ("spatial.text", "spatial.uri", "spatial.geometry"),
}
"""Fields that one cell fills together: a whole period, a place. Their value has one item for each."""

DATASET_FIELDS = {path: _OTHER.get(path, Field("line")) for path in (*DATASET_PATHS, *COMPOSED)}
"""The fields of a dataset; ``temporal`` reads a whole period from one cell, ``spatial`` a place."""

DISTRIBUTION_FIELDS = {
    path: _OTHER.get(path, Field("line")) for path in DISTRIBUTION_PATHS if path not in _NOT_FROM_SHEETS
}
"""The fields of a distribution."""

ORGANIZATION_FIELDS = {
    "title": Field("line"),
    "parent": Field("line"),
    "description": Field("text"),
    "also": Field("line", many=True),
}
"""The fields of a table of organisations; its key gives the name."""

ROW_FIELDS = {**DATASET_FIELDS, **{PREFIX + path: field for path, field in DISTRIBUTION_FIELDS.items()}}
"""What a column of the table of datasets may fill."""


def list_filled(path: str) -> tuple[str, ...]:
    """List the fields that a column fills which is mapped to a path.

    >>> list_filled("temporal"), list_filled("title")
    (('temporal.start', 'temporal.end'), ('title',))
    """
    return COMPOSED.get(path, (path,))


def spread(path: str, value: Any) -> tuple[tuple[str, Any], ...]:
    """Give the fields that a value fills, each with its part.

    >>> spread("temporal", ("2008", ""))
    (('temporal.start', '2008'),)
    """
    if path not in COMPOSED:
        return ((path, value),)
    return tuple((one, part) for one, part in zip(COMPOSED[path], value, strict=True) if part)


def name_in_part(path: str, part: str) -> str:
    """Name a distribution's field within one of the numbered distributions of a row.

    >>> name_in_part("distribution.format", "2"), name_in_part("distribution.format", "")
    ('distribution[2].format', 'distribution.format')
    """
    return f"distribution[{part}].{path.removeprefix(PREFIX)}" if part else path


def split_part(path: str) -> tuple[str, str]:
    """Give the number and the bare field of a distribution's path; the field is empty for a dataset's.

    >>> split_part("distribution[2].format"), split_part("distribution.format"), split_part("title")
    (('2', 'format'), ('', 'format'), ('', ''))
    """
    if path.startswith(PREFIX):
        return "", path.removeprefix(PREFIX)
    if path.startswith("distribution["):
        part, _, field = path.removeprefix("distribution[").partition("].")
        return part, field
    return "", ""


def bare_field(path: str) -> str:
    """Give a distribution's field without prefix and number, be it of the table of datasets or of distributions.

    >>> bare_field("distribution[2].format"), bare_field("format")
    ('format', 'format')
    """
    return split_part(path)[1] or path


def is_of_distribution(path: str) -> bool:
    """Tell whether a path is a distribution's, be it numbered or not.

    >>> is_of_distribution("distribution[2].format"), is_of_distribution("title")
    (True, False)
    """
    return path.startswith(("distribution.", "distribution["))


def field_of(path: str) -> str:
    """Give the field that a mapping names for a path: without the number of its distribution.

    >>> field_of("distribution[2].format"), field_of("title")
    ('distribution.format', 'title')
    """
    return PREFIX + split_part(path)[1] if path.startswith("distribution[") else path
