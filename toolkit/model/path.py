"""Canonical fields as flat paths: ``title``, ``publisher.name``, ``temporal.start``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from toolkit.model.dataset import (
    Agent,
    ContactPoint,
    DataService,
    Dataset,
    Distribution,
    Organization,
    Period,
    Place,
    Series,
)
from toolkit.model.entry import Value
from toolkit.model.structure import write_structured

PARTS: Mapping[str, type] = {
    "publisher": Agent,
    "creator": Agent,
    "contributor": Agent,
    "custodian": Agent,
    "originator": Agent,
    "contact": ContactPoint,
    "temporal": Period,
    "spatial": Place,
    "organization": Organization,
    "series": Series,
    "service": DataService,
}
"""The fields that hold a value with fields of its own."""

AGENTS = tuple(name for name, part in PARTS.items() if part is Agent)
"""The bodies of a dataset: publisher, creator and the others."""

STRUCTURED = ("qualified_relations", "qualified_attributions")
"""Fields of a dataset that hold several such values; no cell of a sheet can say them."""

_APART = {"inventory", "key", "distributions", *STRUCTURED}
# Where an organisation stands among the others is told once for each, not for each of its datasets.
_OF_DATASETS = {"organization": ("name", "title")}


def _paths(kind: type[Dataset | Distribution]) -> tuple[str, ...]:
    """List the paths of a class, parts opened."""
    paths: list[str] = []
    for item in fields(kind):
        if item.name in _APART:
            continue
        part = PARTS.get(item.name)
        inner = _OF_DATASETS.get(item.name) or tuple(one.name for one in fields(part)) if part else ()
        paths += [f"{item.name}.{name}" for name in inner] if part else [item.name]
    return tuple(paths)


DATASET_PATHS = _paths(Dataset)
"""Every path that a mapping may fill for a dataset; the key and the inventory are identity, not fields."""

DISTRIBUTION_PATHS = ("key", *_paths(Distribution))
"""Every path that a mapping may fill for a distribution."""


def read_path(thing: Dataset | Distribution, path: str) -> Value:
    """Give the value at a path, None where a part is missing; what ``STRUCTURED`` names comes as texts.

    >>> read_path(Dataset("a", "1", publisher=Agent("Stadt")), "publisher.name")
    'Stadt'
    >>> read_path(Dataset("a", "1"), "publisher.name") is None
    True
    """
    head, _, tail = path.partition(".")
    value = getattr(thing, head)
    if path in STRUCTURED:
        return write_structured(value)
    if tail:
        value = None if value is None else getattr(value, tail)
    return value if value != "" else None
