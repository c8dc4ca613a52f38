"""What one table of datasets steers: its fields, its columns, and the distributions that its rows have room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.mapping.bound import BoundTable
from toolkit.mapping.fields import PREFIX, is_of_distribution, split_part
from toolkit.mapping.parts import Slot, list_slots
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.table import Column

OF_PARTS = "distributions."
"""What a distribution's field begins with among the origins and columns of its dataset."""


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What holds for every dataset of one table; ``columns`` names the column of every field."""

    columns: dict[str, Column]
    managed: frozenset[str]
    managed_of_distributions: frozenset[str]
    slots: tuple[Slot, ...]


def build_scope(mapping: InventoryMapping, bound: BoundTable, seconds: Sequence[BoundTable]) -> Scope:
    """Tell what one table of datasets, together with the tables of distributions, steers."""
    own = {path for path in bound.paths if not is_of_distribution(path)}
    parts = {split_part(path)[1] for path in bound.paths if is_of_distribution(path)}
    made = {"series.key"} if "series.title" in own else set()
    return Scope(
        _list_columns(bound, seconds[0] if seconds else None),
        frozenset(own | made | list_fixed(mapping).keys()),
        frozenset({"key"} | parts).union(*(second.paths for second in seconds)),
        list_slots(bound),
    )


def list_fixed(mapping: InventoryMapping) -> dict[str, Any]:
    """List the values that hold for the whole inventory."""
    if mapping.organization is None:
        return {}
    return {"organization.name": mapping.organization.name, "organization.title": mapping.organization.title}


def _list_columns(bound: BoundTable, second: BoundTable | None) -> dict[str, Column]:
    """Name the column of every field, of the keys and of the release questions.

    A distribution's field is ``distributions.<field>``; where distributions stand in a second table as well, the one in
    the datasets' own rows is ``distribution.<field>``. Of numbered distributions the first one's columns stand for all.
    """
    columns: dict[str, Column] = {}
    own: dict[str, Column] = {}
    for path, column in sorted(bound.columns.items(), key=lambda item: split_part(item[0])[0]):
        of_part = split_part(path)[1]
        columns.setdefault(OF_PARTS + of_part if of_part else path, column)
        own.setdefault(PREFIX + of_part if of_part else path, column)
    columns |= {f"release.{binding.question}": binding.column for binding in reversed(bound.answers)}
    columns["key"] = bound.key
    if second:
        columns |= own
        columns |= {OF_PARTS + path: column for path, column in second.columns.items()}
        columns[f"{OF_PARTS}key"] = second.key
        if second.belongs_to:
            columns[f"{OF_PARTS}dataset"] = second.belongs_to
    return columns
