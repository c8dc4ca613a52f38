"""Puts flat values together into canonical datasets and distributions."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from toolkit.model.dataset import Agent, Dataset, Distribution, Organization
from toolkit.model.identity import slug
from toolkit.model.path import PARTS
from toolkit.model.structure import parse_attributions, parse_relations

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = (Agent, Organization)
"""Parts that cannot be without a name."""

_STRUCTURED = {"qualified_relations": parse_relations, "qualified_attributions": parse_attributions}
_DATASET_FLAT = frozenset(item.name for item in fields(Dataset)) - {"inventory", "key", "distributions", *PARTS}
_DISTRIBUTION_FLAT = frozenset(item.name for item in fields(Distribution)) - {"key", *PARTS}


def build_dataset(
    inventory: str, key: str, values: Mapping[str, Any], distributions: tuple[Distribution, ...]
) -> Dataset:
    """Build a dataset from canonical paths and their values.

    >>> build_dataset("a", "1", {"title": "Bäume", "publisher.name": "Stadt"}, ()).publisher.name
    'Stadt'
    """
    flat = _gather(values, _DATASET_FLAT)
    structured = {path: parse(flat[path]) for path, parse in _STRUCTURED.items() if path in flat}
    return Dataset(inventory, key, distributions=distributions, **{**flat, **structured})


def name_series(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the values of a dataset with the key of its series, where a sheet gives the series' title only.

    The key is the title's slug, so that datasets that say the same title are in one series.

    >>> name_series({"series.title": "Bevölkerung nach Stadtteilen"})["series.key"]
    'bevoelkerung-nach-stadtteilen'
    """
    title = str(values.get("series.title") or "")
    if not title or values.get("series.key"):
        return values
    return {**values, "series.key": slug(title) or title}


def build_distribution(key: str, values: Mapping[str, Any]) -> Distribution:
    """Build a distribution from its paths and their values."""
    return Distribution(key, **_gather(values, _DISTRIBUTION_FLAT))


def _gather(values: Mapping[str, Any], flat: frozenset[str]) -> dict[str, Any]:
    """Give the arguments of a dataclass: flat values as they are, those of a part put together."""
    found: dict[str, Any] = {}
    below: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        if path in flat:
            found[path] = value
        elif value:
            part, _, inner = path.partition(".")
            if inner and part in PARTS:
                below.setdefault(part, {})[inner] = value
    for part, inner_values in below.items():
        if PARTS[part] in _NAMED:
            inner_values.setdefault("name", "")
        found[part] = PARTS[part](**inner_values)
    return found
