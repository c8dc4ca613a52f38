"""Identity is a key, not a title: resource ids and URL names made from what never changes (design decision 4)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Container

# Fixed for ever: another namespace would give every resource of every catalogue a new id.
_RESOURCES = uuid.UUID("6f1c7c60-3a55-5d5b-9d0c-0b1f6a6e7b11")

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ẞ": "ss"})

NAME_LIMIT = 100
"""CKAN's longest URL name (package name validator, 2.10 to 2.12: 2 to 100 characters)."""

_RESERVED = frozenset({"new", "edit", "search"})


def resource_id(identifier: str, distribution_key: str) -> str:
    """Give a resource the same UUID in every run, so that views, tables and links survive (CKAN accepts client ids).

    >>> resource_id("gruenes-amt:GA-001", "1") == resource_id("gruenes-amt:GA-001", "1")
    True
    >>> resource_id("gruenes-amt:GA-001", "1") == resource_id("gruenes-amt:GA-0011", "")
    False
    """
    return str(uuid.uuid5(_RESOURCES, f"{identifier}\n{distribution_key}"))


def slug(text: str) -> str:
    """Write a text with a-z, 0-9 and hyphens only, as Germans expect it.

    >>> slug("Straßenbäume & Grünflächen (2024)")
    'strassenbaeume-gruenflaechen-2024'
    """
    plain = unicodedata.normalize("NFC", text).translate(_GERMAN)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def build_name(title: str, identifier: str, taken: Container[str]) -> str:
    """Make a dataset's URL name; a short hash of the identifier sets equal titles apart.

    >>> build_name("Baumkataster", "gruenes-amt:GA-001", frozenset())
    'baumkataster'
    >>> build_name("Baumkataster", "gruenes-amt:GA-001", {"baumkataster"})
    'baumkataster-945b89'
    """
    name = slug(title)[:NAME_LIMIT].strip("-") or slug(identifier)[:NAME_LIMIT].strip("-")
    mark = hashlib.sha256(identifier.encode("utf-8")).hexdigest()[:6]
    if len(name) < 2 or name in _RESERVED or name in taken:
        return f"{name[: NAME_LIMIT - 7].strip('-')}-{mark}".lstrip("-")
    return name
