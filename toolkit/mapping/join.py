"""Joins rows with those of further tables: an office's row says the mailbox that its datasets do not name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import fuzz, process

from toolkit.mapping.bound import BoundTable, Further
from toolkit.mapping.cells import fold
from toolkit.mapping.fields import list_filled, split_part
from toolkit.mapping.origins import name_beside
from toolkit.mapping.row import Met, Row, read_fields
from toolkit.mapping.values import Trouble
from toolkit.model.message import say
from toolkit.model.table import Column

_NEAREST = 3
_ONE_MEANING = say("a value that stands once there, or each time with the same cells")


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """The further table has no such row; ``nearest`` are keys of it that come near."""

    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ambiguous:
    """The further table has several rows of that key, which say different things."""

    rows: tuple[Row, ...]


Joined: TypeAlias = Row | Missing | Ambiguous
"""What a further table has for a key."""


def join_row(row: Row) -> frozenset[str]:
    """Let further tables fill what no cell of the row fills; the first join that fills a field counts.

    An empty cell joins nothing. Gives the fields that stay open because the further table lacks the row's value, so
    that constants may still hold for them. Where the cell cannot be read, or is ambiguous, nothing is assumed of them.
    """
    missed: frozenset[str] = frozenset()
    for join in row.bound.joins:
        if join.on is None:
            continue
        if row.bound.is_unknown(row.number, join.on):
            row.lost |= join.further.paths
            continue
        key, text = row.bound.read_key(row.number, join.on)
        if key:
            missed |= _join(row, join.further, join.on, text)
    return missed


def _join(row: Row, further: Further, on: Column, text: str) -> frozenset[str]:
    """Join one row by what one of its cells says; give the fields that nothing is known of."""
    match _find(further, text):
        case Row() as found:
            _take(row, found)
        case Missing(nearest):
            expected = say("a value of “{table}”", table=further.name)
            _report(row, on, text, Trouble("join-missing", expected, nearest, further.name))
            return further.paths
        case Ambiguous(rows):
            here = row.key_cell
            cells = ", ".join(name_beside(one.key_cell, here) for one in rows)
            _report(row, on, text, Trouble("join-ambiguous", _ONE_MEANING, detail=cells))
            row.lost |= further.paths
    return frozenset()


def _report(row: Row, on: Column, text: str, trouble: Trouble) -> None:
    """Remember what is wrong with a join at the cell that names the further table's row."""
    row.met.append(Met(trouble, row.sheet.ref(row.number, on.number), on.heading, "", text))


def _find(further: Further, text: str) -> Joined:
    """Find the row of a further table; equal keys are looked for once."""
    key = fold(text)
    if key not in further.known:
        further.known[key] = _look(further, key, text)
    found: Joined = further.known[key]
    return found


def _look(further: Further, key: str, text: str) -> Joined:
    """Read the rows that a key leads to; several that say the same are one."""
    rows = [_read(bound, number) for bound, number in further.rows.get(key, ())]
    if not rows:
        return Missing(tuple(_find_near(further, text)))
    first, *others = rows
    return first if all(_say_same(first, other) for other in others) else Ambiguous(tuple(rows))


def _read(bound: BoundTable, number: int) -> Row:
    """Read the columns of a further table's row that fill fields; its key is no dataset's."""
    row = Row(bound, bound.table.sheet, number, "", bound.key.number, "")
    read_fields(row)
    return row


def _say_same(first: Row, other: Row) -> bool:
    """Tell whether two rows fill the same, and have the same wrong with them."""
    wrong, others = ([(met.path, met.text) for met in row.met] for row in (first, other))
    return {**first.assumed, **first.said} == {**other.assumed, **other.said} and wrong == others


def _find_near(further: Further, text: str) -> Iterator[str]:
    """Give the keys that come near a text, as they are written there."""
    near = process.extract(fold(text), list(further.rows), scorer=fuzz.ratio, score_cutoff=60, limit=_NEAREST)
    for key, _, _ in near:
        bound, number = further.rows[key][0]
        yield bound.read_key(number, bound.key)[1]


def _take(row: Row, found: Row) -> None:
    """Take from a further table's row what no cell of the row fills; a filled cell that cannot be read stays open."""
    closed = {*row.said, *row.unread, *(path for path in found.said if _is_dealt(row, path))}
    for path, value in found.said.items():
        if path not in closed:
            row.said[path] = value
            row.joined[path] = found
            row.origins.pop(path, None)
    for path, value in found.assumed.items():
        if path not in closed and path not in row.origins:
            row.assumed = {**row.assumed, path: value}
            row.joined[path] = found
    row.met += (met for met in found.met if not closed.issuperset(list_filled(met.path)))


def _is_dealt(row: Row, path: str) -> bool:
    """Tell whether a cell with several distributions fills a field of one of them."""
    part, bare = split_part(path)
    return any((bare or path) in dealt.values for dealt in row.dealt.get(part, ()))


def list_further(bounds: Iterable[BoundTable]) -> tuple[BoundTable, ...]:
    """List the further tables with which tables are joined, each once."""
    joins = (join for bound in bounds for join in bound.joins)
    return tuple(dict.fromkeys(table for join in joins for table in join.further.tables))
