"""Headings that a mapping wants: compared with those of a table as mappings compare them."""

from __future__ import annotations

import re
from collections.abc import Collection

from toolkit.model.table import Table
from toolkit.reading.text import clean

_NUMBERED = re.compile(r"\s*\[\d{1,3}\]$")
_LETTERS = re.compile(r"\[(?:[A-Za-z]{1,3}|\d{1,7})\]")


def normalize(heading: str) -> str:
    """Reduce a heading to what counts, as ``mapping.headings.normalize_heading`` does; the number behind it goes too.

    >>> normalize("  Titel * "), normalize("Nutzung > Lizenz"), normalize("Bemerkung [2]"), normalize("[D]")
    ('titel', 'nutzung › lizenz', 'bemerkung', '')
    """
    text = clean(heading)
    if _LETTERS.fullmatch(text):
        return ""
    return re.sub(r"\s*[*:]+\s*$", "", _NUMBERED.sub("", text)).casefold().strip().replace(" > ", " › ")


def list_wanted(headings: Collection[str]) -> frozenset[str]:
    """List the headings that can be looked for."""
    return frozenset(filter(None, map(normalize, headings)))


def list_parts(wanted: frozenset[str]) -> frozenset[str]:
    """List the single texts that cells of the header may hold: whole headings, groups and last lines.

    >>> sorted(list_parts(frozenset({"nutzung › lizenz"})))
    ['lizenz', 'nutzung', 'nutzung › lizenz']
    """
    return wanted | {part for heading in wanted for part in heading.split(" › ")}


def measure_match(table: Table, wanted: frozenset[str]) -> float:
    """Give the share of the wanted headings that a table has, in full or as a last line."""
    if not wanted:
        return 0.0
    held = {normalize(column.heading) for column in table.columns}
    held |= {normalize(column.headings[-1]) for column in table.columns if column.headings}
    return len(wanted & held) / len(wanted)
