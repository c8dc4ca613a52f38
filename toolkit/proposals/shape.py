"""Logical tables: blocks of the same shape, on several sheets or in several workbooks, read as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.model.table import Column, Table
from toolkit.proposals.content import Part
from toolkit.reading.headingname import normalize_heading
from toolkit.reading.text import clean

Slot: TypeAlias = "tuple[str, int]"
"""A column's heading as it is compared, and which of that heading it is; of a blank heading, its letters."""

_SAME = 0.8
"""The share of headings from which two blocks are of the same shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Blocks of one logical table, with their columns side by side.

    ``names`` are what a mapping calls the columns: the heading, ``[2]`` behind the second of that name, ``[D]`` where
    there is none.
    """

    blocks: tuple[Table, ...]
    names: tuple[str, ...]
    columns: tuple[tuple[Part, ...], ...]

    @property
    def rows(self) -> int:
        """The number of body rows over all blocks."""
        return sum(len(table.rows) for table in self.blocks)


def list_slots(table: Table) -> dict[Slot, Column]:
    """Give each column a slot under which blocks find each other's columns."""
    seen: Counter[str] = Counter()
    slots: dict[Slot, Column] = {}
    for column in table.columns:
        heading = normalize_heading(column.heading)
        if not heading:
            slots[f"[{column.letters}]", 0] = column
            continue
        seen[heading] += 1
        slots[heading, seen[heading]] = column
    return slots


def name_column(column: Column, number: int) -> str:
    """Name a column as a mapping does.

    >>> name_column(Column(4, ("Titel *",)), 1), name_column(Column(4, ("Titel",)), 2), name_column(Column(4, ("",)), 0)
    ('Titel *', 'Titel [2]', '[D]')
    """
    heading = clean(column.heading)
    if not heading:
        return f"[{column.letters}]"
    return heading if number == 1 else f"{heading} [{number}]"


def is_same_shape(one: Iterable[Slot], other: Iterable[Slot]) -> bool:
    """Tell whether two blocks have nearly the same headings, in whatever order.

    >>> is_same_shape([("titel", 1), ("lizenz", 1)], [("lizenz", 1), ("titel", 1)])
    True
    """
    first, second = ({slot for slot in slots if slot[1]} for slots in (one, other))
    shared = len(first & second)
    return shared >= 2 and shared >= _SAME * max(len(first), len(second))


def gather_shapes(tables: Sequence[Table]) -> list[Shape]:
    """Put tables of the same shape together, in the order in which each shape is first met."""
    groups: list[list[tuple[Table, dict[Slot, Column]]]] = []
    for table in tables:
        slots = list_slots(table)
        home = next((group for group in groups if _fits(group, table, slots)), None)
        if home is None:
            groups.append([(table, slots)])
        else:
            home.append((table, slots))
    return [_build_shape(group) for group in groups]


def _fits(group: list[tuple[Table, dict[Slot, Column]]], table: Table, slots: dict[Slot, Column]) -> bool:
    """Tell whether a table is a further block of a group."""
    first, own = group[0]
    return first.layout == table.layout and is_same_shape(own, slots)


def _build_shape(group: list[tuple[Table, dict[Slot, Column]]]) -> Shape:
    """Lay the columns of all blocks side by side; a column that only later blocks have comes last."""
    order: dict[Slot, list[Part]] = {}
    for table, slots in group:
        for slot, column in slots.items():
            order.setdefault(slot, []).append((table, column))
    names = tuple(name_column(parts[0][1], number) for (_, number), parts in order.items())
    return Shape(tuple(table for table, _ in group), names, tuple(map(tuple, order.values())))
