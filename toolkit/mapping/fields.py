"""What each canonical field holds, so that a mapping need not say it: text, a date, a web address, a coded value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS

Kind: TypeAlias = Literal["text", "line", "date", "period", "url", "email", "size", "concept"]


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
    "contact.email": Field("email"),
    "contact.url": Field("url"),
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
    "temporal.start": Field("date"),
    "temporal.end": Field("date"),
    "spatial.uri": Field("url"),
    "geocoding_level": Field("concept", vocabulary="political-geocoding-level"),
    "landing_page": Field("url"),
    "legal_basis": Field("line", many=True),
    "contributor_ids": Field("line", many=True),
    "access_url": Field("url"),
    "download_url": Field("url"),
    "format": Field("concept", vocabulary="file-type"),
    "byte_size": Field("size"),
}

_NOT_FROM_SHEETS = {"checksum"}

PREFIX = "distribution."
"""What a distribution's field begins with where its column stands in the table of datasets."""

PERIOD = "temporal"
PERIOD_ENDS = ("temporal.start", "temporal.end")
"""A whole period in one cell, and the two fields that it fills."""

DATASET_FIELDS = {path: _OTHER.get(path, Field("line")) for path in (*DATASET_PATHS, PERIOD)}
"""The fields of a dataset; ``temporal`` reads a whole period from one cell."""

DISTRIBUTION_FIELDS = {
    path: _OTHER.get(path, Field("line")) for path in DISTRIBUTION_PATHS if path not in _NOT_FROM_SHEETS
}
"""The fields of a distribution."""

ROW_FIELDS = {**DATASET_FIELDS, **{PREFIX + path: field for path, field in DISTRIBUTION_FIELDS.items()}}
"""What a column of the table of datasets may fill."""
