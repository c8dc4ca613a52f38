"""Puts flat values together into canonical datasets and distributions."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from toolkit.model.dataset import Agent, ContactPoint, Dataset, Distribution, Organization, Period, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARTS: dict[str, Any] = {
    "organization": Organization,
    "publisher": Agent,
    "creator": Agent,
    "contact": ContactPoint,
    "temporal": Period,
    "spatial": Place,
}
_NAMED = frozenset({"organization", "publisher", "creator"})
_DATASET_FLAT = frozenset(item.name for item in fields(Dataset)) - {"inventory", "key", "distributions", *_PARTS}
_DISTRIBUTION_FLAT = frozenset(item.name for item in fields(Distribution)) - {"key"}


def build_dataset(
    inventory: str, key: str, values: Mapping[str, Any], distributions: tuple[Distribution, ...]
) -> Dataset:
    """Build a dataset from canonical paths and their values.

    >>> build_dataset("a", "1", {"title": "Bäume", "publisher.name": "Stadt"}, ()).publisher.name
    'Stadt'
    """
    flat: dict[str, Any] = {}
    below: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        if path in _DATASET_FLAT:
            flat[path] = value
        elif value:
            part, _, inner = path.partition(".")
            if inner and part in _PARTS:
                below.setdefault(part, {})[inner] = value
    for part, found in below.items():
        if part in _NAMED:
            found.setdefault("name", "")
        flat[part] = _PARTS[part](**found)
    return Dataset(inventory, key, distributions=distributions, **flat)


def build_distribution(key: str, values: Mapping[str, Any]) -> Distribution:
    """Build a distribution from its paths and their values."""
    return Distribution(key, **{path: value for path, value in values.items() if path in _DISTRIBUTION_FLAT})
