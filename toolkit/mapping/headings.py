"""Finds the columns that a mapping names in the table that the sheet really has.

A name is a heading, a heading with a number for the second or third column of that heading (``Bemerkung [2]``), or the
letters of a column without a heading (``[D]``; in a form the number of the row: ``[12]``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from toolkit.model.grid import column_letters
from toolkit.model.message import Message, say, say_many
from toolkit.model.problem import Stopped
from toolkit.reading.headingname import LETTERED, normalize_heading, split_number

if TYPE_CHECKING:
    from toolkit.mapping.spec import ColumnSpec, TableSpec
    from toolkit.model.table import Axis, Column, Table

_MOST_RUNS = 12


def list_names(spec: TableSpec) -> tuple[str, ...]:
    """List every name by which a mapping speaks of a column."""
    aliases = (name for column in spec.columns.values() for name in column.aliases)
    return tuple(dict.fromkeys((*spec.keys, *spec.columns, *aliases)))


def find_entry(spec: TableSpec, name: str) -> ColumnSpec | None:
    """Give the entry that a mapping has for a column, such as that of its key; None where it has none."""
    wanted = normalize_heading(name)
    return next((column for one, column in spec.columns.items() if normalize_heading(one) == wanted), None)


def list_headings(spec: TableSpec) -> tuple[str, ...]:
    """List the headings that a mapping names, by which its table is found; letters of columns are none."""
    bare = (split_number(name)[0] for name in list_names(spec))
    return tuple(dict.fromkeys(name for name in bare if not LETTERED.fullmatch(normalize_heading(name))))


def find_columns(table: Table, name: str, counted: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Find every column by its full heading (``Gruppe › Spalte``), by its last line, or by number or letters."""
    wanted = normalize_heading(name)
    if not wanted:
        return ()
    found = _match(table, wanted)
    if found:
        return found[:1] if wanted in counted else found
    if lettered := LETTERED.fullmatch(wanted):
        return tuple(column for column in table.columns if _is_blank_at(column, lettered[1]))
    base, number = split_number(name)
    return _match(table, normalize_heading(base))[number - 1 : number] if number else ()


def _match(table: Table, wanted: str) -> tuple[Column, ...]:
    """Find columns by their full heading or else by its last line."""
    full = tuple(column for column in table.columns if normalize_heading(column.heading) == wanted)
    return full or tuple(
        column for column in table.columns if column.headings and normalize_heading(column.headings[-1]) == wanted
    )


def _is_blank_at(column: Column, letters: str) -> bool:
    """Tell whether a column stands at these letters and has no heading; one that has goes by that."""
    return column.letters.casefold() == letters and not normalize_heading(column.heading)


def find_column(table: Table, name: str, counted: frozenset[str] = frozenset()) -> Column | None:
    """Find one column. Raises Stopped when two columns answer to the name."""
    found = find_columns(table, name, counted)
    if len(found) > 1:
        raise _ambiguous(table, name, found)
    return found[0] if found else None


def _ambiguous(table: Table, name: str, found: tuple[Column, ...]) -> Stopped:
    """Say which columns answer to one name, and how to tell them apart."""
    values = {
        "where": name_table(table),
        "heading": name,
        "letters": ", ".join(column.letters for column in found),
    }
    in_rows = say("{where}: the heading “{heading}” stands above several columns: {letters}", **values)
    in_form = say("{where}: the heading “{heading}” stands before several rows: {letters}", **values)
    return Stopped(
        in_form if table.sheet.turned else in_rows,
        say(
            "Rename one of them, or write its group before it in the mapping, “Gruppe › {heading}”, or its number "
            "behind it: “{heading} [2]”.",
            heading=name,
        ),
    )


def name_table(table: Table) -> str:
    """Name the sheet that a table stands in."""
    return f"{table.sheet.workbook} › {table.sheet.name}"


def name_column(table: Table, column: Column) -> str:
    """Name a column by its sheet and letters; in a form, by its row."""
    return f"{name_table(table)} › {column.letters}"


def name_lines(table: Table, lines: Iterable[int]) -> str:
    """Name rows by their numbers, runs shortened; in a form they are columns and have letters."""
    return write_runs(lines, column_letters if table.sheet.turned else str)


def name_axis(axis: Axis, lines: Sequence[int]) -> Message:
    """Name lines of the file by what they are and their numbers or letters.

    >>> str(name_axis("rows", [5, 6, 7])), str(name_axis("columns", [2]))
    ('rows 5–7', 'column B')
    """
    if axis == "columns":
        letters = write_runs(lines, column_letters)
        return say_many("column {rows}", "columns {rows}", len(lines), rows=letters)
    return say_many("row {rows}", "rows {rows}", len(lines), rows=write_runs(lines, str))


def name_records(table: Table, lines: Sequence[int]) -> Message:
    """Name body rows of a table as they stand in the file; in a form they are columns."""
    return name_axis("columns" if table.sheet.turned else "rows", lines)


def write_runs(lines: Iterable[int], name: Callable[[int], str]) -> str:
    """Write numbers by their names, runs shortened, at most a dozen of them.

    >>> write_runs([5, 6, 7, 9], str), write_runs([2, 3], column_letters)
    ('5–7, 9', 'B–C')
    """
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][-1] == line - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    written = [name(run[0]) if len(run) == 1 else f"{name(run[0])}–{name(run[-1])}" for run in runs]
    return ", ".join(written[:_MOST_RUNS]) + (" …" if len(written) > _MOST_RUNS else "")


def require_column(
    table: Table, name: str, aliases: tuple[str, ...] = (), counted: frozenset[str] = frozenset()
) -> Column:
    """Find a column or stop, naming the nearest heading (design decision 8: a lost column changes nothing)."""
    for one in (name, *aliases):
        column = find_column(table, one, counted)
        if column:
            return column
    raise _missing(table, name)


def find_mapped(table: Table, name: str, spec: ColumnSpec, counted: frozenset[str] = frozenset()) -> tuple[Column, ...]:
    """Find what an entry of the mapping speaks of: one column, or all of that heading where they are ignored.

    Only a column that is optional or ignored may be absent.
    """
    names = (name, *spec.aliases)
    if spec.ignore:
        return tuple(dict.fromkeys(column for one in names for column in find_columns(table, one, counted)))
    if spec.optional:
        return tuple(column for one in names if (column := find_column(table, one, counted)))[:1]
    return (require_column(table, name, spec.aliases, counted),)


def nearest_heading(table: Table, heading: str) -> str:
    """Give the heading that comes nearest; empty where none does."""
    headings = [column.heading for column in table.columns if column.heading]
    best = process.extractOne(heading, headings, scorer=fuzz.WRatio, score_cutoff=60)
    return best[0] if best else ""


def _missing(table: Table, name: str) -> Stopped:
    """Say which column is missing and which is nearest."""
    what = say("{where}: the column “{heading}” is missing", where=name_table(table), heading=name)
    lettered = LETTERED.fullmatch(normalize_heading(name))
    if lettered:
        return Stopped(what, _say_of_letters(table, name, lettered[1]))
    nearest = nearest_heading(table, split_number(name)[0])
    if nearest:
        return Stopped(
            what,
            say(
                "The nearest heading is “{nearest}”. If the column was renamed, add that under aliases in the mapping; "
                "else restore the column.",
                nearest=nearest,
            ),
        )
    lines = name_lines(table, table.header_rows)
    in_rows = say(
        "Row {rows} was read as the header. If the header stands elsewhere, correct “header:” in the mapping.",
        rows=lines,
    )
    in_form = say(
        "Column {rows} was read as the one with the headings. If they stand elsewhere, correct “header:” in the "
        "mapping.",
        rows=lines,
    )
    return Stopped(what, in_form if table.sheet.turned else in_rows)


def _say_of_letters(table: Table, name: str, letters: str) -> Message:
    """Say why letters lead to no column: only a column without a heading goes by them."""
    there = next((column for column in table.columns if column.letters.casefold() == letters), None)
    if there:
        return say(
            "{name} now has the heading “{heading}”; write that in the mapping.", name=name, heading=there.heading
        )
    return say("{name} is empty or lies outside the table; correct it in the mapping.", name=name)
