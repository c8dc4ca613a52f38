"""What is wrong with a cell, a dataset or a file, as data: a code, a place, the author's own text and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from toolkit.model.grid import CellRef
from toolkit.model.message import Message


class Severity(StrEnum):
    """How much a finding weighs: an error keeps a dataset from being published, a warning does not, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding belongs: the cell, its column's heading, and the dataset's key and title as far as known."""

    cell: CellRef | None = None
    heading: str = ""
    key: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to act on.

    ``text`` is what the author wrote, ``nearest`` are accepted values close to it, ``remedy`` is the next step and
    ``snippet`` a piece of mapping (YAML) ready to paste; ``comment`` is what somebody noted at the cell.
    """

    code: str
    severity: Severity
    message: Message
    place: Place
    text: str = ""
    nearest: tuple[str, ...] = ()
    remedy: Message | None = None
    snippet: str = ""
    comment: str = ""
