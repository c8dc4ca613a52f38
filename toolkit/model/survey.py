"""What is in a workbook before anything is known of its meaning: tables of data, and what else stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.grid import Area
from toolkit.model.message import Message
from toolkit.model.table import Table

AsideKind: TypeAlias = Literal[
    "empty",  # nothing in it
    "values",  # a value list: what cells elsewhere may hold
    "legend",  # what colours, marks and abbreviations mean
    "dictionary",  # describes the columns of another table
    "example",  # a filled-in example
    "notes",  # prose: instructions, contacts, history
    "figures",  # sums and counts made from the data
    "unclear",  # no table was found; ``candidate`` came nearest
]
"""What a sheet, or a block of one, is that is no data."""


@dataclass(frozen=True, slots=True, eq=False)
class Aside:
    """A sheet, or a block of it, that is told apart from data, and why; ``area`` is None for an empty sheet.

    ``candidate`` is the table that it would be if it were one.
    """

    sheet: str
    area: Area | None
    kind: AsideKind
    why: Message
    candidate: Table | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The tables of data in a workbook, in the order of its sheets, and what was set aside."""

    tables: tuple[Table, ...]
    aside: tuple[Aside, ...]
