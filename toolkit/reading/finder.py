"""Where tables of data stand in a workbook, and what else stands there; nothing need be known of the workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Literal

from toolkit.model.grid import Sheet, Workbook, turn
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.reading.asides import Content, sort_contents
from toolkit.reading.blocks import build_block
from toolkit.reading.forms import find_form
from toolkit.reading.groups import build_header
from toolkit.reading.headers import Knows, score_line
from toolkit.reading.panes import Found, build_found, find_in_sheet
from toolkit.reading.text import clean
from toolkit.reading.wanted import list_parts, list_wanted, measure_match, normalize

_LONGEST_HEADING = 120
_ENOUGH_MATCH = 0.5
_LEAST_FORM = 0.4
"""The score from which a sheet without any table in rows is taken for a form."""


def find_tables(workbook: Workbook, knows: Callable[[str], float]) -> Survey:
    """Find the tables of data of all sheets, and tell what the rest of the content is.

    ``knows`` says how sure a text is a known heading, 0 to 1; headings that nobody knows are found by the shape of what
    stands below them.
    """
    known = remember(knows)
    return sort_contents([_find_in(sheet, known) for sheet in workbook.sheets], known)


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
    form = find_form(sheet, knows)
    if form is not None and form.score > max((one.score for one in found), default=_LEAST_FORM):
        return Content(sheet, (Found(form.table, form.score, form.table.area, form.score),), (), is_form=True)
    return Content(sheet, tuple(found), tuple(rest))


def find_headed(sheet: Sheet, wanted: Collection[str], *, layout: Literal["rows", "form"] = "rows") -> Table | None:
    """Find the table of a sheet whose headings are most of the wanted ones; nothing where fewer than half are there.

    A heading may be wanted in full (``Gruppe › Spalte``) or by its last line. In a form the headings are field names
    down a column, and the table found is one of the turned sheet.
    """
    headings = list_wanted(wanted)
    parts = list_parts(headings)

    def knows(text: str) -> float:
        return float(normalize(text) in parts)

    known = remember(knows)
    tables = _list_forms(sheet, known) if layout == "form" else _list_headed(sheet, known)
    matches = [(measure_match(table, headings), len(table.rows), table) for table in tables]
    best = max(matches, key=lambda match: match[:2], default=None)
    return best[2] if best and best[0] >= _ENOUGH_MATCH else None


def _list_forms(sheet: Sheet, knows: Knows) -> Iterator[Table]:
    """List the forms that a sheet may be."""
    form = find_form(sheet, knows)
    if form is not None:
        yield form.table
    else:
        yield from _list_headed(turn(sheet), knows)


def _list_headed(sheet: Sheet, knows: Knows) -> Iterator[Table]:
    """List the tables of a sheet, and those below the rows with most of the known headings, header-like or not."""
    yield from (found.table for found in find_in_sheet(sheet, knows)[0])
    block = build_block(sheet)
    if block is None:
        return
    counts = {index: sum(map(knows, block.texts(row)[:200])) for index, row in enumerate(block.rows[:300])}
    index = max(counts, key=lambda place: (counts[place], -place))
    if counts[index]:
        yield build_found(block, build_header(block, score_line(block, index, knows), 0), knows).table
