"""Headings that a mapping wants: compared with those of a table as mappings compare them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from toolkit.model.table import Column, Table
from toolkit.reading.headingname import LETTERED, normalize_heading, split_number


def normalize(heading: str) -> str:
    """Reduce a heading to what is looked for: the number behind it goes, and letters of a column are nothing.

    >>> normalize("  Titel * "), normalize("Nutzung > Lizenz"), normalize("Bemerkung [2]"), normalize("[D]")
    ('titel', 'nutzung › lizenz', 'bemerkung', '')
    """
    name = normalize_heading(split_number(heading)[0])
    return "" if LETTERED.fullmatch(name) else name


def list_wanted(headings: Collection[str]) -> frozenset[str]:
    """List the headings that can be looked for."""
    return frozenset(filter(None, map(normalize, headings)))


def list_parts(wanted: frozenset[str]) -> frozenset[str]:
    """List the single texts that cells of the header may hold: whole headings, groups and last lines.

    >>> sorted(list_parts(frozenset({"nutzung › lizenz"})))
    ['lizenz', 'nutzung', 'nutzung › lizenz']
    """
    return wanted | {part for heading in wanted for part in heading.split(" › ")}


def list_held(table: Table, wanted: frozenset[str]) -> frozenset[str]:
    """List the wanted headings that a table has, in full or as a last line."""
    return wanted & frozenset(name for column in table.columns for name in _names(column))


def list_twice(table: Table, wanted: frozenset[str]) -> frozenset[str]:
    """List the wanted headings that stand above several columns of a table, in full or else as a last line."""
    full = Counter(normalize(column.heading) for column in table.columns)
    last = Counter(normalize(column.headings[-1]) for column in table.columns if column.headings)
    return frozenset(name for name in wanted if (full[name] or last[name]) > 1)


def measure_match(table: Table, wanted: frozenset[str]) -> float:
    """Give the share of the wanted headings that a table has, in full or as a last line."""
    return len(list_held(table, wanted)) / len(wanted) if wanted else 0.0


def _names(column: Column) -> tuple[str, ...]:
    """Give what a column may be called."""
    return (normalize(column.heading), *(normalize(line) for line in column.headings[-1:]))
