"""What a copy of a workbook is to have that the original has not: marked cells, new values, a further sheet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from toolkit.model.grid import Position


class Tint(StrEnum):
    """The colour of a cell: how much a finding weighs, or that its value is new."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEW = "new"


NewCell: TypeAlias = "str | int | float | bool | dt.date | dt.datetime | None"
"""A value that a cell is to get; a text is never read as a formula. None empties the cell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to be coloured, with a comment for whoever fills it in; rows and columns count from 1."""

    sheet: str
    position: Position
    tint: Tint
    comment: str


@dataclass(frozen=True, slots=True)
class NewValue:
    """A cell to be given another value; its format stays."""

    sheet: str
    position: Position
    value: NewCell


@dataclass(frozen=True, slots=True)
class Target:
    """A cell of the same workbook that a link jumps to."""

    sheet: str
    position: Position


class Look(StrEnum):
    """How a cell of a further sheet looks."""

    PLAIN = "plain"
    TITLE = "title"
    HEADING = "heading"
    LINK = "link"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a further sheet; texts wrap."""

    text: str = ""
    look: Look = Look.PLAIN
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class FurtherSheet:
    """A sheet that is added behind the others.

    ``widths`` are those of its columns in characters; rows down to ``header`` stay in sight, and its columns can be
    filtered (0: nothing of that).
    """

    name: str
    rows: tuple[tuple[SheetCell, ...], ...]
    widths: tuple[float, ...] = ()
    header: int = 0


@dataclass(frozen=True, slots=True)
class Patch:
    """All that a copy is to have besides. Marks and the feedback sheet of an earlier patch are replaced by these."""

    marks: tuple[Mark, ...] = ()
    values: tuple[NewValue, ...] = ()
    feedback: FurtherSheet | None = None
