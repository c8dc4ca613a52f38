"""Who may see a dataset, and which cells decided it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from toolkit.model.grid import CellRef
from toolkit.model.message import Message


class Audience(StrEnum):
    """Who may see a dataset's entry: everyone, signed-in staff (private in CKAN), or nobody (not in the catalogue)."""

    PUBLIC = "public"
    STAFF = "staff"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of a release decision, with the cell that decided it."""

    message: Message
    cell: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The decision for one dataset. Unknown never means public (design decision 3)."""

    audience: Audience
    reasons: tuple[Reason, ...] = ()
