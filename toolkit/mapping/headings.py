"""Finds the columns that a mapping names in the table that the sheet really has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.reading.text import clean

if TYPE_CHECKING:
    from toolkit.mapping.spec import ColumnSpec
    from toolkit.model.table import Column, Table


def normalize_heading(text: str) -> str:
    """Reduce a heading to what counts: case, edge blanks and the marks of required columns do not.

    ``>`` stands for ``›``, which not every keyboard has.

    >>> normalize_heading("  Titel * "), normalize_heading("Schlagworte:"), normalize_heading("Nutzung > Lizenz")
    ('titel', 'schlagworte', 'nutzung › lizenz')
    """
    return re.sub(r"\s*[*:]+\s*$", "", clean(text)).casefold().strip().replace(" > ", " › ")


def find_columns(table: Table, heading: str) -> tuple[Column, ...]:
    """Find every column by its full heading (``Gruppe › Spalte``) or else by its last line."""
    wanted = normalize_heading(heading)
    if not wanted:
        return ()
    full = tuple(column for column in table.columns if normalize_heading(column.heading) == wanted)
    return full or tuple(
        column for column in table.columns if column.headings and normalize_heading(column.headings[-1]) == wanted
    )


def find_column(table: Table, heading: str) -> Column | None:
    """Find one column. Raises Stopped when two columns answer to the heading."""
    found = find_columns(table, heading)
    if len(found) > 1:
        raise Stopped(
            say(
                "{where}: the heading “{heading}” stands above several columns: {letters}",
                where=_where(table),
                heading=heading,
                letters=", ".join(column.letters for column in found),
            ),
            say(
                "Rename one of the columns, or write its group before it in the mapping: “Gruppe › {heading}”.",
                heading=heading,
            ),
        )
    return found[0] if found else None


def _where(table: Table) -> str:
    """Name the sheet that a table stands in."""
    return f"{table.sheet.workbook} › {table.sheet.name}"


def require_column(table: Table, heading: str, aliases: tuple[str, ...] = ()) -> Column:
    """Find a column or stop, naming the nearest heading (design decision 8: a lost column changes nothing)."""
    for name in (heading, *aliases):
        column = find_column(table, name)
        if column:
            return column
    raise _missing(table, heading)


def find_mapped(table: Table, heading: str, spec: ColumnSpec) -> tuple[Column, ...]:
    """Find what an entry of the mapping speaks of: one column, or all of that heading where they are ignored.

    Only a column that is optional or ignored may be absent.
    """
    names = (heading, *spec.aliases)
    if spec.ignore:
        return tuple(dict.fromkeys(column for name in names for column in find_columns(table, name)))
    if spec.optional:
        return tuple(column for name in names if (column := find_column(table, name)))[:1]
    return (require_column(table, heading, spec.aliases),)


def nearest_heading(table: Table, heading: str) -> str:
    """Give the heading that comes nearest; empty where none does."""
    headings = [column.heading for column in table.columns if column.heading]
    best = process.extractOne(heading, headings, scorer=fuzz.WRatio, score_cutoff=60)
    return best[0] if best else ""


def _missing(table: Table, heading: str) -> Stopped:
    """Say which column is missing and which is nearest."""
    what = say("{where}: the column “{heading}” is missing", where=_where(table), heading=heading)
    nearest = nearest_heading(table, heading)
    if nearest:
        return Stopped(
            what,
            say(
                "The nearest heading is “{nearest}”. If the column was renamed, add that under aliases in the mapping; "
                "else restore the column.",
                nearest=nearest,
            ),
        )
    return Stopped(
        what,
        say(
            "Row {rows} was read as the header. If the header stands elsewhere, correct “header:” in the mapping.",
            rows=", ".join(map(str, table.header_rows)),
        ),
    )
