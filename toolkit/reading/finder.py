"""Where tables of data stand in a workbook, and what else stands there; nothing need be known of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from toolkit.model.grid import Sheet, Workbook, turn
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.reading.asides import Content, sort_contents
from toolkit.reading.blocks import Block, build_block, cut_rows
from toolkit.reading.forms import find_forms
from toolkit.reading.formtwins import leave_out_same
from toolkit.reading.groups import build_header
from toolkit.reading.handback import is_ours
from toolkit.reading.headers import Knows, score_line
from toolkit.reading.headingname import list_counted
from toolkit.reading.panes import Found, build_found, find_in_sheet
from toolkit.reading.text import clean
from toolkit.reading.wanted import (
    list_held,
    list_parts,
    list_twice,
    list_wanted,
    measure_match,
    normalize,
)

_LONGEST_HEADING = 120
_ENOUGH_MATCH = 0.5
_SURE_FORM = 0.6
_MANY_FIELDS = 6
_LEAST_FORM = 0.4
"""The score from which a sheet without any table in rows is taken for a form."""


def find_tables(workbook: Workbook, knows: Callable[[str], float]) -> Survey:
    """Find the tables of data of all sheets, and tell what the rest of the content is.

    ``knows`` says how sure a text is a known heading, 0 to 1; headings that nobody knows are found by the shape of what
    stands below them.
    """
    known = remember(knows)
    sheets = (sheet for sheet in workbook.sheets if not is_ours(sheet))
    return sort_contents(_compare_forms([_find_in(sheet, known) for sheet in sheets]), known)


def remember(knows: Callable[[str], float]) -> Knows:
    """Ask for each text once only; what is longer than any heading is not asked for."""
    asked = cache(knows)

    def known(text: str) -> float:
        text = clean(text)
        return min(1.0, max(0.0, asked(text))) if 0 < len(text) <= _LONGEST_HEADING else 0.0

    return known


def _find_in(sheet: Sheet, knows: Knows) -> Content:
    """Read a sheet both ways, in rows and as a form, and keep what is surer."""
    found, rest = find_in_sheet(sheet, knows)
    forms = [Found(form.table, form.score, form.table.area, form.score) for form in find_forms(sheet, knows)]
    best = max(forms, key=lambda form: form.score, default=None)
    below = [one.table for one in found if best and _is_below(one, best)]
    rivals = [one.score for one in found if best is None or not (one.table in below or _is_within(one.table, best))]
    if best is not None and best.score > max(rivals, default=_LEAST_FORM):
        beside = (*(form.table for form in forms if form is not best), *below)
        untold = tuple(_list_untold(sheet, best.table, beside))
        return Content(sheet, (best,), untold, is_form=True, beside=beside)
    return Content(sheet, tuple(found), tuple(rest))


def _list_untold(sheet: Sheet, form: Table, beside: Iterable[Table]) -> Iterator[Block]:
    """List the rows of a form's sheet that neither the form nor a table beside it accounts for, run by run."""
    block = build_block(sheet)
    told = {column.number for column in form.columns}
    told |= {row for left in form.left_out if left.axis == "rows" for row in left.rows}
    for table in beside:
        told |= set(range(table.area.first_row, table.area.last_row + 1))
    start = 0
    rows = block.rows if block else ()
    for index, row in enumerate((*rows, 0)):
        if block and (row in told or not row):
            if index > start:
                yield cut_rows(block, start, index)
            start = index + 1


def _is_within(table: Table, form: Found) -> bool:
    """Tell whether a table only begins amid the fields of a sure form, as small tables in forms do."""
    fields = [column.number for column in form.table.columns]
    return form.score >= _SURE_FORM and fields[0] < table.header_rows[0] <= fields[-1]


def _is_below(one: Found, form: Found) -> bool:
    """Tell whether a table stands below a sure form and belongs to it, such as the list of its files.

    An inventory does not: what stands above one is what its authors say of the whole list.
    """
    fields = [column.number for column in form.table.columns]
    sure = form.score >= _SURE_FORM and len(fields) >= _MANY_FIELDS
    return sure and not one.is_inventory and one.table.header_rows[0] > fields[-1]


def _compare_forms(contents: Sequence[Content]) -> list[Content]:
    """Take out of the forms of all sheets what says the same on each of them."""
    changed = leave_out_same(one.table for content in contents if content.is_form for one in content.found)
    return [
        replace(content, found=tuple(replace(one, table=changed.get(one.table, one.table)) for one in content.found))
        for content in contents
    ]


def find_headed(sheet: Sheet, wanted: Collection[str], *, layout: Literal["rows", "form"] = "rows") -> Table | None:
    """Find the table of a sheet whose headings are most of the wanted ones; nothing where fewer than half are there.

    A heading may be wanted in full (``Gruppe › Spalte``) or by its last line; a number behind it (``Notiz [2]``) says
    that several columns have it. In a form the headings are field names down a column, and the table found is one of
    the turned sheet.
    """
    return next(iter(find_all_headed(sheet, wanted, layout=layout)), None)


def find_all_headed(
    sheet: Sheet,
    wanted: Collection[str],
    *,
    layout: Literal["rows", "form"] = "rows",
    knows: Callable[[str], float] | None = None,
) -> tuple[Table, ...]:
    """Find what ``find_headed`` finds, and every other table of the sheet that has the same of the wanted headings.

    ``knows`` tells other headings, as for ``find_tables``: where another table begins, this one ends.
    """
    headings, counted = list_wanted(wanted), list_counted(wanted)
    tables = _list_all(sheet, headings, knows, layout) if knows else []
    tables += _list_all(sheet, headings, _know_nothing, layout)
    tables = [table for table in tables if table.rows or not _is_read_otherwise(table, tables)]
    best = _choose(tables, headings, counted)
    if best and layout == "rows" and list_twice(best, headings - counted):
        # Two tables side by side look like one where only the headings of one of them are known.
        texts = {normalize(text) for column in best.columns for text in column.headings}
        parted = find_in_sheet(sheet, _know(texts | list_parts(headings), knows or _know_nothing))[0]
        tables = [found.table for found in parted] + tables
        best = _choose(tables, headings, counted)
    if best is None or measure_match(best, headings) < _ENOUGH_MATCH:
        return ()
    held = list_held(best, headings)
    others = (table for table in tables if list_held(table, headings) == held and not table.area.meets(best.area))
    return (best, *_leave_apart(others)) if layout == "rows" else (best,)


def _is_read_otherwise(table: Table, tables: Iterable[Table]) -> bool:
    """Tell whether a table without rows can also be read as one with rows."""
    return any(other.rows and other.area.meets(table.area) for other in tables)


def _know_nothing(_: str) -> float:
    """Know no heading."""
    return 0.0


def _know(parts: Collection[str], knows: Callable[[str], float]) -> Knows:
    """Know these texts for certain, and others as far as they are known anyway."""
    return remember(lambda text: 1.0 if normalize(text) in parts else knows(text))


def _list_all(
    sheet: Sheet, headings: frozenset[str], knows: Callable[[str], float], layout: Literal["rows", "form"]
) -> list[Table]:
    """List the tables, or forms, that a sheet may hold where these headings are certain."""
    known = _know(list_parts(headings), knows)
    return list(_list_forms(sheet, known) if layout == "form" else _list_headed(sheet, known))


def _choose(tables: Sequence[Table], wanted: frozenset[str], counted: frozenset[str]) -> Table | None:
    """Choose the table with most of the wanted headings, one without doubt about them among equals, and the first.

    Those that were found with more headings known come first: they end where another table begins.
    """

    def rank(table: Table) -> tuple[float, bool, bool]:
        return measure_match(table, wanted), not list_twice(table, wanted - counted), bool(table.rows)

    return max(tables, key=rank, default=None)


def _leave_apart(tables: Iterable[Table]) -> list[Table]:
    """Leave out tables that share cells with one before them."""
    kept: list[Table] = []
    for table in tables:
        if not any(table.area.meets(other.area) for other in kept):
            kept.append(table)
    return kept


def _list_forms(sheet: Sheet, knows: Knows) -> Iterator[Table]:
    """List the forms that a sheet may be."""
    forms = find_forms(sheet, knows)
    yield from (form.table for form in forms)
    if not forms:
        yield from (_as_form(table) for table in _list_headed(turn(sheet), knows))


def _as_form(table: Table) -> Table:
    """Say of a table that was found on a turned sheet what its numbers count in the file."""
    columns = tuple(replace(column, turned=True) for column in table.columns)
    left_out = tuple(replace(left, axis="columns") for left in table.left_out)
    return replace(table, columns=columns, left_out=left_out)


def _list_headed(sheet: Sheet, knows: Knows) -> Iterator[Table]:
    """List the tables of a sheet, and those below the rows with most of the known headings, header-like or not."""
    tables = [found.table for found in find_in_sheet(sheet, knows)[0]]
    yield from tables
    block = build_block(sheet)
    if block is None:
        return
    counts = {index: sum(map(knows, block.texts(row)[:200])) for index, row in enumerate(block.rows[:300])}
    index = max(counts, key=lambda place: (counts[place], -place))
    if counts[index] and not any(_holds(table, block.rows[index], counts[index], knows) for table in tables):
        yield build_found(block, build_header(block, score_line(block, index, knows), 0, knows), knows).table


def _holds(table: Table, row: int, count: float, knows: Knows) -> bool:
    """Tell whether a row is of a table's header, with as many known headings in the table's columns."""
    return row in table.header_rows and sum(knows(table.sheet.shown(row, one.number)) for one in table.columns) >= count
