"""Chooses the column that identifies a row, and finds the gaps and repeats in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.model.finding import Place
from toolkit.model.grid import CellError, CellRef
from toolkit.model.message import Message, say
from toolkit.model.record import Fault
from toolkit.model.table import Table
from toolkit.proposals.fitness import share
from toolkit.proposals.proposal import ColumnProposal, Profile
from toolkit.proposals.shape import Shape
from toolkit.reading.text import clean


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """The key column by name, whether it is sure, and why."""

    name: str
    settled: bool
    evidence: tuple[Message, ...]


def choose_key(columns: Sequence[ColumnProposal]) -> KeyChoice:
    """Choose a table's key column: the one that is meant as such, else the best that is unique and filled.

    An identifier comes before the title, and the title before a mere row number, which changes when rows are sorted.
    """
    meant = next((one for one in columns if one.target == "key"), None)
    if meant:
        return KeyChoice(meant.name, meant.status == "settled" and not _has_doubt(meant.profile), meant.evidence)
    ranked = sorted((one for one in columns if _can_identify(one)), key=lambda one: (-_rank(one), one.name))
    if not ranked:
        none = say("no column has a value of its own in every row")
        title = next((one.name for one in columns if one.target == "title"), "")
        return KeyChoice(title, False, (none,))
    evidence = (
        say("no column is called a key"),
        say("every row of “{heading}” has a value of its own", heading=ranked[0].name),
    )
    return KeyChoice(ranked[0].name, False, evidence)


def _has_doubt(profile: Profile) -> bool:
    """Tell whether too many rows lack a key, or share it, for the column to be surely the key."""
    return bool(profile.rows) and profile.filled < 0.9 * profile.rows


def _can_identify(one: ColumnProposal) -> bool:
    """Tell whether a column could identify rows although nobody calls it a key."""
    profile = one.profile
    return (
        profile.is_unique and share(profile, "line", "identifier", "number", "text") >= 0.9 and profile.longest <= 250
    )


def _rank(one: ColumnProposal) -> float:
    """Rank columns that could identify rows."""
    if share(one.profile, "identifier") >= 0.9:
        return 3.0
    if one.target == "title":
        return 2.0
    return 1.0 if one.target == "ignore.counter" or share(one.profile, "number") >= 0.9 else 0.5


def find_key_faults(shape: Shape, name: str, nulls: frozenset[str], title: str, group: str = "") -> Iterator[Fault]:
    """List rows without a key, and keys that another row has already.

    ``group`` names the column within whose values a key must be unique: of a distribution, its dataset's. ``title``
    names the column with titles.
    """
    seen: dict[tuple[str, str], CellRef] = {}
    keys, titles, groups = (_numbers(shape, one) for one in (name, title, group))
    for table, number in keys.items():
        heading = next(column.heading for column in table.columns if column.number == number)
        for row in table.rows:
            text, cell = clean(table.sheet.shown(row, number)), table.sheet.ref(row, number)
            named = _text(titles, table, row)
            if not _is_key(table, row, number, text, nulls):
                if (row, number) not in table.sheet.uncached:
                    yield Fault("key-missing", Place(cell, heading, "", named), text)
                continue
            first = seen.setdefault((_text(groups, table, row), text), cell)
            if first is not cell:
                where = first.address if first.sheet == cell.sheet else f"{first.sheet} › {first.address}"
                yield Fault("key-repeated", Place(cell, heading, text, named), text, detail=where)


def _is_key(table: Table, row: int, number: int, text: str, nulls: frozenset[str]) -> bool:
    """Tell whether a cell identifies its row; null words and error values do not."""
    return bool(text) and text.casefold() not in nulls and not isinstance(table.sheet.value(row, number), CellError)


def _numbers(shape: Shape, name: str) -> dict[Table, int]:
    """Give the number of a column in each block that has it."""
    parts = shape.columns[shape.names.index(name)] if name in shape.names else ()
    return {table: column.number for table, column in parts}


def _text(numbers: Mapping[Table, int], table: Table, row: int) -> str:
    """Give the text of a row's cell; empty where the block lacks the column."""
    return clean(table.sheet.shown(row, numbers[table])) if table in numbers else ""
