"""A sheet before it is written: cells by position, and what is around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model.grid import Area


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value, and beside it what a plain value cannot say.

    ``formula`` has ``value`` as its cached result, none where ``uncached``; ``error`` is an error value's name.
    """

    value: str | float | bool | dt.date | None = None
    formula: str = ""
    uncached: bool = False
    error: str = ""
    link: str = ""
    comment: str = ""
    struck: bool = False
    bold: bool = False
    form: str = ""
    """The number format, where it is a special one."""


@dataclass(slots=True)
class Canvas:
    """What will be one sheet; ``formatted`` are areas of empty cells that only have a colour."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formatted: list[Area] = field(default_factory=list)
    formatted_rows: int = 0
    lists: list[tuple[Area, list[str] | str]] = field(default_factory=list)
    hidden: bool = False

    def put(self, row: int, column: int, raw: object) -> None:
        """Place a value as a description has it: plain, or a mapping for anything more; nothing leaves no cell."""
        cell = build_cell(raw)
        if cell != Cell():
            self.cells[row, column] = cell

    def put_row(self, row: int, column: int, values: list[object]) -> None:
        """Place values side by side."""
        for offset, value in enumerate(values):
            self.put(row, column + offset, value)

    @property
    def last_row(self) -> int:
        """The last row with a cell."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """The last column with a cell."""
        return max((column for _, column in self.cells), default=0)


def build_cell(raw: object) -> Cell:
    """Turn what a description says into a cell.

    >>> build_cell({"formula": "=1+1", "value": 2})
    Cell(value=2, formula='=1+1', uncached=False, error='', link='', comment='', struck=False, bold=False, form='')
    """
    if isinstance(raw, Mapping):
        parts = dict(raw)
        text = parts.pop("text", parts.pop("value", None))
        return Cell(value=text, **parts)
    assert raw is None or isinstance(raw, str | int | float | dt.date), raw
    return Cell(value=raw)
