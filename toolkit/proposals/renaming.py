"""Guesses which new column has taken the place of one that is gone: by its name, its content and its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from toolkit.mapping.spec import TableSpec
from toolkit.model.message import Message, say
from toolkit.model.table import Column, Table
from toolkit.proposals.proposal import ColumnProposal
from toolkit.reading.headingname import normalize_heading, split_number

_LEAST = 0.5
_BY_NAME = 0.72
_BY_PLACE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Renamed:
    """A column that has perhaps taken another's place; ``score`` is 0 to 1, ``why`` says what speaks for it."""

    column: Column
    score: float
    why: tuple[Message, ...]


def find_renamed(
    spec: TableSpec, gone: Sequence[str], table: Table, free: Sequence[Column], known: Mapping[int, ColumnProposal]
) -> dict[str, Renamed]:
    """Give each lost name the likeliest of the free columns; no column is given to two names."""
    pairs = [
        (renamed.score, name, renamed)
        for name in gone
        for column in free
        if (renamed := _weigh(spec, name, table, column, known.get(column.number))).score >= _LEAST
    ]
    given: dict[str, Renamed] = {}
    taken: set[int] = set()
    for _, name, renamed in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in given and renamed.column.number not in taken:
            given[name] = renamed
            taken.add(renamed.column.number)
    return given


def target_of(spec: TableSpec, name: str) -> str:
    """Give what a column of a mapping is for, in the words of a proposal.

    A column that is ignored, and one that only a computed field reads, gives nothing.
    """
    column = spec.columns.get(name)
    if column and column.field:
        return column.field
    if column and column.release:
        return f"release.{column.release}"
    if name in spec.keys:
        return "key" if name == spec.key else "dataset"
    return ""


def _weigh(spec: TableSpec, name: str, table: Table, column: Column, known: ColumnProposal | None) -> Renamed:
    """Add up what speaks for a column."""
    scores: list[tuple[float, Message]] = [*_by_name(name, column), *_by_content(spec, name, known)]
    scores += _by_place(spec, name, table, column)
    score = max((one for one, _ in scores), default=0.0) + 0.1 * max(0, len(scores) - 1)
    return Renamed(column, min(score, 1.0), tuple(why for _, why in scores))


def _by_name(name: str, column: Column) -> Iterator[tuple[float, Message]]:
    old, new = normalize_heading(split_number(name)[0]), normalize_heading(column.heading)
    score = fuzz.WRatio(old, new) / 100 if old and new else 0.0
    if score >= _BY_NAME:
        yield score, say("the heading is alike")


def _by_content(spec: TableSpec, name: str, known: ColumnProposal | None) -> Iterator[tuple[float, Message]]:
    """Compare what the lost column was for with what the new one seems to hold."""
    target = target_of(spec, name)
    if not known or not target:
        return
    confidence = known.confidence if known.target == target else 0.0
    confidence = max([confidence, *(one.confidence for one in known.alternatives if one.target == target)])
    if confidence:
        yield 0.4 + confidence / 2, say("heading and content fit the same field")


def _by_place(spec: TableSpec, name: str, table: Table, column: Column) -> Iterator[tuple[float, Message]]:
    """Tell whether a column stands between the same neighbours as the lost one did."""
    if spec.made_for is None:
        return
    before = [normalize_heading(one) for one in ("", *spec.made_for.headings, "")]
    now = [normalize_heading(one.heading) for one in table.columns]
    wanted = normalize_heading(name)
    if wanted not in before or column not in table.columns:
        return
    place, at = before.index(wanted), table.columns.index(column)
    around = [*(now[at - 1 : at] if at else [""]), *(now[at + 1 : at + 2] or [""])]
    if around == [before[place - 1], before[place + 1]]:
        yield _BY_PLACE, say("it stands between the same columns")
