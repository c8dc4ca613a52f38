"""Sheets that hold earlier states of the same table: one for each year, or one called “alt”, “Archiv”, “erledigt”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.model.message import Message, say
from toolkit.model.table import Table
from toolkit.proposals.fitness import percent
from toolkit.proposals.shape import Shape, gather_shapes
from toolkit.reading.text import clean

_PAST = re.compile(
    r"(?i)\b(?:alt|alte[rsn]?|archiv\w*|erledigt\w*|historisch\w*|historie|vorjahr\w*|veraltet\w*|früher\w*|abgeschlossen\w*|"
    r"sicherung|backup|old|archived?|previous|done|closed|ancien\w*|antiguo\w*|antigo\w*|gammel|oud)\b"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SAME_ROWS = 0.4
"""The share of a smaller sheet's names that must stand on the newer one, too."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """An earlier state of a table, and why it is taken for one."""

    shape: Shape
    why: Message


def part_history(shape: Shape, naming: Sequence[str]) -> tuple[Shape, tuple[Past, ...]]:
    """Part a table over several sheets into its newest state and earlier ones; ``naming`` columns name its rows.

    The sheets' names must tell an order, and the same rows must stand on several: sheets for each year's new datasets
    are one table.
    """
    blocks = shape.blocks
    ranks = [_rank(table.sheet.name) for table in blocks]
    if len({(table.sheet.workbook, table.sheet.name) for table in blocks}) < max(2, len(blocks)) or len(set(ranks)) < 2:
        return shape, ()
    newest = max(range(len(blocks)), key=lambda place: ranks[place])
    names = [_read_names(shape, table, naming) for table in blocks]
    shares = {
        place: _share(names[place], names[newest]) for place in range(len(blocks)) if ranks[place] < ranks[newest]
    }
    old = {place: part for place, part in shares.items() if part >= _SAME_ROWS}
    if not old:
        return shape, ()
    current = gather_shapes([table for place, table in enumerate(blocks) if place not in old])[0]
    past = [Past(gather_shapes([blocks[place]])[0], _say_past(blocks[newest], part)) for place, part in old.items()]
    return current, tuple(past)


def _rank(name: str) -> tuple[bool, str]:
    """Rank a sheet by its name: what is past comes before what is not, an earlier year before a later one."""
    words = name.replace("_", " ")
    return not _PAST.search(words), max(_YEAR.findall(words), default="")


def _read_names(shape: Shape, table: Table, naming: Sequence[str]) -> set[tuple[str, ...]]:
    """Give what names the rows of one block; empty ones fall out."""
    numbers = [
        next((column.number for block, column in shape.columns[shape.names.index(name)] if block is table), 0)
        for name in naming
    ]
    rows = {tuple(clean(table.sheet.shown(row, number)) for number in numbers if number) for row in table.rows}
    return {row for row in rows if any(row)}


def _share(names: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> float:
    """Give the share of the fewer names that stand on both sides."""
    fewer = min(len(names), len(others))
    return len(names & others) / fewer if fewer else 0.0


def _say_past(newest: Table, part: float) -> Message:
    return say(
        "it is an earlier state of the table on “{sheet}”: {share} % of its rows stand there, too",
        sheet=newest.sheet.name,
        share=percent(part),
    )
