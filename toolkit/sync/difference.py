"""What changed in a catalogue since the last push: field by field, with the cell that would have to say it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from toolkit.model.entry import Value
from toolkit.model.grid import CellRef
from toolkit.model.message import Message
from toolkit.patch.patch import NewCell

Kind: TypeAlias = Literal["field", "deleted", "new resource", "lost resource"]
"""What somebody did in the catalogue: wrote a field, deleted a dataset, added or took away a link or file."""

RESOURCES = "resources."


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed in the catalogue since the last push and that the sheet does not say.

    ``field`` is the catalogue's (``resources.<id>.<field>``); ``base`` is what was last pushed. ``values`` are the
    catalogue's value by the canonical paths that it may fill, ``part`` is the distribution's key. ``cell`` is where the
    sheet would have to say it and ``new`` what; ``reason`` says why it cannot be put there. ``changed`` is the day of
    the last change of the dataset (ISO), ``path`` the one of ``values`` that the cell fills.
    """

    identifier: str
    title: str
    field: str
    base: Value
    sheet: Value
    catalogue: Value
    kind: Kind = "field"
    part: str = ""
    resource: str = ""
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    changed: str = ""
    path: str = ""
    cell: CellRef | None = None
    new: NewCell = None
    reason: Message | None = None

    @property
    def key(self) -> str:
        """The dataset's key."""
        return self.identifier.partition(":")[2]

    @property
    def can_be_taken(self) -> bool:
        """Whether a cell can say it."""
        return self.cell is not None and self.reason is None


@dataclass(frozen=True, slots=True)
class Compared:
    """All that changed, and how many rows could not be compared because of errors in them."""

    target: str
    differences: tuple[Difference, ...]
    faulty: int = 0
    compared: int = 0
    resource_titles: Mapping[str, str] = dataclasses.field(default_factory=dict)
