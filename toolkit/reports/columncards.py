"""Each column of the sheets on the check report: what it fills, how often, and what in it is not understood."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.model.dataset import Described
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef, column_letters
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message
from toolkit.reports.feedbackwords import cut_text
from toolkit.reports.fieldwords import name_target

MOST_COLUMNS = 300
"""How many columns of an inventory are listed."""

_MOST_VALUES = 5
_MOST_CODES = 6
_LONGEST_VALUE = 80
_NOT_UNDERSTOOD = re.compile(r"-(?:unknown|invalid|ambiguous|dropped|unreadable)$")
_PARTS = "distributions."

_Home: TypeAlias = tuple[str, str]
"""A workbook and a sheet in it."""

_Spot: TypeAlias = tuple[str, str, int]
"""A workbook, a sheet in it, and the number of a column; in a form, of a row."""


@dataclass(frozen=True)
class ColumnCard:
    """One column: where it is, what it fills, how many of its cells are filled, and what was found in it.

    ``unclear`` are the most frequent texts that were not understood, with how often each stands there.
    """

    workbook: str
    sheet: str
    letters: str
    heading: str
    targets: tuple[Message, ...]
    filled: int
    found: Mapping[Severity, int]
    codes: tuple[tuple[str, int], ...]
    unclear: tuple[tuple[str, int], ...]


@dataclass
class _Tally:
    """What is gathered about a column."""

    heading: str = ""
    turned: bool = False
    targets: dict[str, Message] = field(default_factory=dict)
    filled: set[CellRef] = field(default_factory=set)
    found: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    unclear: Counter[str] = field(default_factory=Counter)


def build_columns(inventory: Inventory, findings: Iterable[Finding]) -> tuple[ColumnCard, ...]:
    """List the columns that fill something or in which something was found, as they stand in the sheets."""
    tallies: dict[_Spot, _Tally] = {}
    turned: set[_Home] = set()
    seen: set[tuple[object, ...]] = set()
    for one in inventory.described:
        homes = _find_homes(one)
        # Most rows of a table have the same columns, which need to be named once only.
        alike = (homes, tuple(one.columns), tuple(column.number for column in one.columns.values()))
        if alike not in seen:
            seen.add(alike)
            _note_columns(one, homes, tallies, turned)
    for one in inventory.described:
        for cell in _list_cells(one):
            tally = tallies.get(_spot(cell, turned))
            if tally:
                tally.filled.add(cell)
    for finding in findings:
        _note_finding(finding, tallies, turned)
    return tuple(_build_card(spot, tallies[spot]) for spot in _sort(inventory, tallies))


def _sort(inventory: Inventory, spots: Iterable[_Spot]) -> Sequence[_Spot]:
    """Order columns as they stand, the sheet of the datasets first."""
    homes: dict[_Home, int] = {}
    for one in inventory.described:
        key = one.origins.get("key")
        if key:
            homes.setdefault((key.workbook, key.sheet), len(homes))
    return sorted(spots, key=lambda spot: (homes.get(spot[:2], len(homes)), spot))


def _spot(cell: CellRef, turned: Iterable[_Home]) -> _Spot:
    return cell.workbook, cell.sheet, cell.row if (cell.workbook, cell.sheet) in turned else cell.column


def _list_cells(one: Described) -> Iterator[CellRef]:
    """Give the filled cells of a dataset that were read."""
    yield from one.origins.values()
    yield from (answer.cell for answer in one.answers.values() if answer.cell and answer.text)


def _note_columns(
    one: Described, homes: tuple[_Home | None, _Home | None], tallies: dict[_Spot, _Tally], turned: set[_Home]
) -> None:
    """Note the columns that the mapping gives to fields, each with what it fills."""
    home, parts = homes
    for path, column in one.columns.items():
        where = (parts or home) if path.startswith(_PARTS) else home
        if where is None:
            continue
        if column.turned:
            turned.add(where)
        tally = tallies.setdefault((*where, column.number), _Tally(column.heading, column.turned))
        if path not in tally.targets:
            tally.targets[path] = _name(path, one)


def _find_homes(one: Described) -> tuple[_Home | None, _Home | None]:
    """Find the sheet of a dataset's row and that of its distributions' rows."""
    key = one.origins.get("key") or next(iter(one.origins.values()), None)
    part = next((cell for part in one.dataset.distributions if (cell := one.origins.get(_PARTS + part.key))), None)
    home = (key.workbook, key.sheet) if key else None
    return home, (part.workbook, part.sheet) if part else None


def _name(path: str, one: Described) -> Message:
    """Say what a path of a mapping is, whichever distribution it is about."""
    if not path.startswith(_PARTS):
        return name_target(path)
    bare = path.removeprefix(_PARTS)
    keys = (f"{part.key}." for part in one.dataset.distributions)
    own = next((key for key in keys if bare.startswith(key)), "")
    return name_target(bare.removeprefix(own), "distributions")


def _note_finding(finding: Finding, tallies: dict[_Spot, _Tally], turned: Iterable[_Home]) -> None:
    """Note what was found in a column; a finding about a whole row belongs to none."""
    place = finding.place
    if place.cell is None or not place.heading:
        return
    tally = tallies.setdefault(_spot(place.cell, turned), _Tally(place.heading))
    tally.found[finding.severity] += 1
    tally.codes[finding.code] += 1
    if finding.text and place.key:
        tally.filled.add(place.cell)
    if finding.text and _NOT_UNDERSTOOD.search(finding.code):
        tally.unclear[cut_text(finding.text, _LONGEST_VALUE)] += 1


def _build_card(spot: _Spot, tally: _Tally) -> ColumnCard:
    """Build the card of a column."""
    workbook, sheet, number = spot
    return ColumnCard(
        workbook,
        sheet,
        str(number) if tally.turned else column_letters(number),
        cut_text(tally.heading),
        tuple(dict.fromkeys(tally.targets.values())),
        len(tally.filled),
        tally.found,
        tuple(tally.codes.most_common(_MOST_CODES)),
        tuple(tally.unclear.most_common(_MOST_VALUES)),
    )
