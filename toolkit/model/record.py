"""What a row says, read through a mapping: each value together with the cell that it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.model.finding import Place
from toolkit.model.grid import CellRef
from toolkit.model.message import Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value, the cell that it came from (none for a constant), the text there and the column's heading."""

    value: T
    cell: CellRef | None = None
    text: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the sheet that could not be read as meant; the rule named by ``code`` turns it into a finding.

    ``expected`` says what would be understood, ``nearest`` are accepted values close to the text, ``detail`` is
    what the rule's sentence needs besides (a second cell, an accepted part of the value); ``field`` is what the
    cell's column fills.
    """

    code: str
    place: Place
    text: str = ""
    nearest: tuple[str, ...] = ()
    expected: Message | None = None
    detail: str | Message = ""
    field: str = ""
