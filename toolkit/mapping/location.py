"""Finds the tables that a mapping speaks of: by sheet and header row, or by the headings that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median

from rapidfuzz import fuzz, process

from toolkit.mapping.fill import is_empty, list_covered_rows
from toolkit.mapping.headings import find_columns, find_entry, list_headings, list_names, name_lines
from toolkit.mapping.spec import TableSpec
from toolkit.model.grid import Sheet, Workbook, turn
from toolkit.model.message import Message, enumerate_all, quote, say
from toolkit.model.problem import Stopped
from toolkit.model.table import Column, Table
from toolkit.reading.headingname import list_counted, normalize_heading
from toolkit.reading.tables import locate_table
from toolkit.reading.text import clean

_NEVER_LOST = frozenset({"total", "note", "spill", "section"})
"""Why the finder leaves rows out that may be data all the same: because of a word or of how little they hold."""

_TOLD_BY_MORE = frozenset({"total", "note"})
"""What a row is that fills much fewer cells than the others."""

_MOST_NAMED = 3
_MOST_NEAR = 5
_LONGEST_HEADING = 80
_FIRST_ROWS = 200


def locate_tables(workbooks: Sequence[Workbook], spec: TableSpec) -> tuple[Table, ...]:
    """Find a mapping's table, in each of its sheets and workbooks; found by its headings, it may have several blocks.

    Raises Stopped where a sheet or the header is missing, and where all tables together have too few or too many rows.
    """
    sheets = (sheet for workbook in workbooks for sheet in _require_sheets(workbook, spec))
    tables = tuple(table for sheet in sheets for table in _locate(sheet, spec))
    _check_size(tables, spec)
    return tables


def _locate(sheet: Sheet, spec: TableSpec) -> tuple[Table, ...]:
    """Find the table of one sheet, or its blocks. A form's columns are rows of the file, and know it."""
    if spec.header:
        table = locate_table(turn(sheet) if spec.layout == "form" else sheet, spec.header)
        if not table.sheet.turned:
            return (table,)
        return (replace(table, columns=tuple(replace(column, turned=True) for column in table.columns)),)
    # Only mappings without a header pay for these.
    from toolkit.reading.finder import find_all_headed  # noqa: PLC0415
    from toolkit.vocabularies.headings import load_headings  # noqa: PLC0415

    found = find_all_headed(sheet, list_names(spec), layout=spec.layout, knows=load_headings().knows)
    if not found:
        raise _headless(sheet, spec)
    return tuple(table if table.sheet.turned or not table.left_out else _keep_data(table, spec) for table in found)


def _keep_data(table: Table, spec: TableSpec) -> Table:
    """Take rows back into the body that have both a key and a title: data must not vanish because of a word."""
    counted = list_counted(list_names(spec))
    titles = [name for name, column in spec.columns.items() if column.field == "title"]
    covered = {
        column.number: _list_covered(table, spec, name, column)
        for name in (spec.key, *titles[:1])
        for column in find_columns(table, name, counted)[:1]
    }
    if len(covered) < 2 and spec.key not in titles:
        return table
    kept: set[int] = set()
    for left in table.left_out:
        if left.kind in _NEVER_LOST:
            below = (row for row in left.rows if row > table.header_rows[-1])
            data = (row for row in below if _is_data(table, row, covered))
            kept.update(row for row in data if left.kind not in _TOLD_BY_MORE or _says_as_much_as_data(table, row))
    if not kept:
        return table
    left_out = (replace(left, rows=tuple(row for row in left.rows if row not in kept)) for left in table.left_out)
    rows = tuple(sorted(kept.union(table.rows)))
    return replace(table, rows=rows, left_out=tuple(left for left in left_out if left.rows))


def _says_as_much_as_data(table: Table, row: int) -> bool:
    """Tell whether a row holds several texts, in about as many cells as the body’s rows, as “Summe 15” does not."""
    texts = list(_list_texts(table, row))
    words = [text for text in texts if not text.replace(".", "").replace(",", "").isdigit()]
    usual = median([sum(1 for _ in _list_texts(table, other)) for other in table.rows[:_FIRST_ROWS]] or [0])
    return len(words) > 1 and 2 * len(texts) >= usual


def _list_texts(table: Table, row: int) -> Iterator[str]:
    """Give the texts of a row's filled cells."""
    texts = (clean(table.sheet.shown(row, column.number)) for column in table.columns)
    return (text for text in texts if text)


def _list_covered(table: Table, spec: TableSpec, name: str, column: Column) -> frozenset[int]:
    """List the rows in which a merged area fills the cell of a column, where the mapping says that it does."""
    entry = find_entry(spec, name)
    return list_covered_rows(table, column.number) if entry and entry.fill == "merged" else frozenset()


def _is_data(table: Table, row: int, covered: Mapping[int, frozenset[int]]) -> bool:
    """Tell whether a row has something in all of these columns."""
    return all(row in rows or not is_empty(table.sheet, row, column) for column, rows in covered.items())


def _require_sheets(workbook: Workbook, spec: TableSpec) -> Iterator[Sheet]:
    """Give the sheets that a mapping names; a text file has only one, whatever it is called."""
    if workbook.kind == "csv" and len(workbook.sheets) == 1:
        yield workbook.sheets[0]
        return
    given: list[Sheet] = []
    for name in spec.sheet:
        sheet = _require_sheet(workbook, name)
        if sheet not in given:
            given.append(sheet)
            yield sheet


def _require_sheet(workbook: Workbook, name: str) -> Sheet:
    """Find a sheet or stop, naming the nearest."""
    sheet = workbook.sheet(name)
    if sheet:
        return sheet
    names = [sheet.name for sheet in workbook.sheets]
    best = process.extractOne(name, names, scorer=fuzz.WRatio, score_cutoff=60)
    what = say("{workbook}: the sheet “{sheet}” is missing", workbook=workbook.name, sheet=name)
    if best:
        raise Stopped(
            what,
            say("The nearest is “{nearest}”. Rename the sheet, or correct “sheet:” in the mapping.", nearest=best[0]),
        )
    raise Stopped(
        what, say("The workbook has: {sheets}. Is it the right workbook for this mapping?", sheets=", ".join(names))
    )


def _headless(sheet: Sheet, spec: TableSpec) -> Stopped:
    """Say that no header holds the mapping's headings, and which texts come near."""
    wanted = list_headings(spec)
    quoted = [quote(name) for name in wanted[:_MOST_NAMED]]
    shown = enumerate_all([*quoted, "…"] if len(wanted) > _MOST_NAMED else quoted)
    where = f"{sheet.workbook} › {sheet.name}"
    what = say("{where}: no header is found with the headings {headings}", where=where, headings=shown)
    near = list(_find_near(sheet, wanted))
    if near:
        return Stopped(
            what,
            say(
                "The nearest are: {nearest}. Correct the headings, add them under aliases in the mapping, or name the "
                "header there: “header: 3”.",
                nearest=enumerate_all(near[:_MOST_NEAR]),
            ),
        )
    return Stopped(what, say("Is it the right sheet for this mapping? Else name the header there: “header: 3”."))


def _find_near(sheet: Sheet, wanted: Iterable[str]) -> Iterator[Message]:
    """Give the cells that come nearest to headings, each with its address."""
    texts = {
        (row, column): text
        for row, line in enumerate(sheet.rows[:_FIRST_ROWS], start=1)
        for column, value in enumerate(line, start=1)
        if isinstance(value, str) and len(value) <= _LONGEST_HEADING and (text := normalize_heading(value))
    }
    seen: set[tuple[int, int]] = set()
    for name in wanted:
        best = process.extractOne(normalize_heading(name), texts, scorer=fuzz.ratio, score_cutoff=60)
        if best and best[2] not in seen:
            seen.add(best[2])
            text, address = clean(sheet.shown(*best[2])), sheet.ref(*best[2]).address
            yield say("“{text}” ({address})", text=text, address=address)


def _check_size(tables: tuple[Table, ...], spec: TableSpec) -> None:
    """Hold the number of rows against what the mapping expects (design decision 8)."""
    count, expect = sum(len(table.rows) for table in tables), spec.expect
    if count >= expect.min and (expect.max is None or count <= expect.max):
        return
    where = _name_all(tables)
    if not count:
        raise _empty(tables, where)
    bounds = f"{expect.min}–{expect.max}" if expect.max else f"≥ {expect.min}"
    raise Stopped(
        say("{where}: the table has {count} rows, expected are {bounds}", where=where, count=count, bounds=bounds),
        say(
            "Was the export complete? If the inventory has really changed that much, correct “expect:” in the mapping."
        ),
    )


def _empty(tables: tuple[Table, ...], where: str) -> Stopped:
    """Say that no record stands below, or beside, the header."""
    lines = name_lines(tables[0], tables[0].header_rows) if tables else ""
    if tables and tables[0].sheet.turned:
        return Stopped(
            say("{where}: the form is empty; no column beside the headings holds anything", where=where),
            say(
                "Is this the right file, and is header column {rows} right? An empty form would withdraw its dataset.",
                rows=lines,
            ),
        )
    return Stopped(
        say("{where}: the table is empty; no row stands below the header", where=where),
        say(
            "Is this the right file, and is header row {rows} right? An empty table would withdraw every dataset.",
            rows=lines,
        ),
    )


def _name_all(tables: tuple[Table, ...]) -> str:
    """Name the workbooks and sheets of tables, a few of each."""
    workbooks = dict.fromkeys(table.sheet.workbook for table in tables)
    sheets = dict.fromkeys(table.sheet.name for table in tables)
    return f"{_shorten(workbooks)} › {_shorten(sheets)}"


def _shorten(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_MOST_NAMED]) + (" …" if len(every) > _MOST_NAMED else "")
