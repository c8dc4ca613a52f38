"""What is true of a written workbook: its tables, their rows, and what each column means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OPEN = "?"
"""Stands among the targets where a question, or nothing, is right."""


@dataclass(frozen=True, slots=True)
class ColumnTruth:
    """What one column means; ``number`` counts from 1 (in a form: the row of the file).

    ``targets`` are all meanings that a data steward would accept.
    """

    number: int
    heading: str
    targets: tuple[str, ...]
    part: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a settled proposal is wanted."""
        return OPEN not in self.targets


@dataclass(frozen=True, slots=True)
class TableTruth:
    """One table: numbers are those of ``Table``. ``areas`` and ``bodies`` list what is accepted, the best first."""

    sheet: str
    layout: Literal["rows", "form"]
    role: str
    header_rows: tuple[int, ...]
    bodies: tuple[tuple[int, ...], ...]
    areas: tuple[str, ...]
    columns: tuple[ColumnTruth, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    repeated: bool = False
    """Whether a dataset's columns repeat in a row per distribution."""


@dataclass(frozen=True, slots=True)
class AsideTruth:
    """A sheet without data, and what it may be called."""

    sheet: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of one workbook."""

    tables: tuple[TableTruth, ...]
    aside: tuple[AsideTruth, ...] = ()
