"""Whether a block is data, and if not, what else it is: one verdict per block, with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from toolkit.model.grid import Sheet, column_number
from toolkit.model.message import Message, say
from toolkit.model.survey import AsideKind
from toolkit.model.table import Table
from toolkit.reading.kinds import is_sentence, kind_of, text_of
from toolkit.reading.panes import Found
from toolkit.reading.wanted import normalize
from toolkit.reading.words import (
    is_example,
    is_field_heading,
    is_legend_heading,
    is_meaning_heading,
    is_pivot,
    name_kinds,
)

_SHORT = 45
_NARROW = 3
_FEW = 2
_SAMPLE = 200
_SOURCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?\d*(?::\$?([A-Za-z]{1,3})\$?\d*)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a block is that is no data. ``is_weak`` where it may well be data if nothing else in the workbook is."""

    kind: AsideKind
    why: Message
    is_weak: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the workbook says of a block from outside of it.

    ``referenced`` are the columns, by sheet, that value lists of other cells point to; ``headings`` those of each
    sheet's tables, ``texts`` what stands in the bodies of wide tables.
    """

    referenced: dict[str, frozenset[int]]
    headings: dict[str, frozenset[str]]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One table under judgement, with its columns' texts."""

    found: Found
    evidence: Evidence
    columns: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> Table:
        """The table."""
        return self.found.table

    @property
    def names(self) -> tuple[AsideKind, ...]:
        """What the sheet's name promises."""
        return name_kinds(self.table.sheet.name)


def gather_evidence(sheets: Sequence[Sheet], found: Sequence[Found]) -> Evidence:
    """Gather what the sheets of a workbook say of each other."""
    headings: dict[str, set[str]] = {}
    texts: set[str] = set()
    for one in found:
        if len(one.table.columns) > _NARROW:
            names = {normalize(line) for column in one.table.columns for line in column.headings}
            headings.setdefault(one.table.sheet.name, set()).update(names - {""})
            texts.update(text.casefold() for column in _read_columns(one.table) for text in column)
    return Evidence(
        _list_referenced(sheets), {name: frozenset(held) for name, held in headings.items()}, frozenset(texts)
    )


def _list_referenced(sheets: Sequence[Sheet]) -> dict[str, frozenset[int]]:
    """List the columns that value lists of other cells point to."""
    referenced: dict[str, set[int]] = {}
    for sheet in sheets:
        for one in sheet.lists:
            source = _SOURCE.match(one.source.lstrip("="))
            if source:
                name = (source[1] or source[2]).replace("''", "'").strip().casefold()
                first = column_number(source[3])
                last = column_number(source[4] or source[3])
                referenced.setdefault(name, set()).update(range(first, min(last, first + 50) + 1))
    return {name: frozenset(columns) for name, columns in referenced.items()}


def _read_columns(table: Table) -> tuple[tuple[str, ...], ...]:
    """Read the texts of a table's columns, empty ones included, up to a bound."""
    rows = table.rows[:_SAMPLE]
    return tuple(tuple(text_of(table.sheet.value(row, column.number)) for row in rows) for column in table.columns[:60])


def judge_table(found: Found, evidence: Evidence) -> Verdict | None:
    """Tell what a table is if it is no data; nothing where it is, or may well be."""
    case = Case(found, evidence, _read_columns(found.table))
    judges: tuple[Callable[[Case], Verdict | None], ...] = (
        _judge_referenced,
        _judge_figures,
        _judge_dictionary,
        _judge_ragged,
        _judge_example,
        _judge_legend,
        _judge_named,
        _judge_narrow,
        _judge_template,
    )
    return next((verdict for judge in judges if (verdict := judge(case))), None)


def _judge_referenced(case: Case) -> Verdict | None:
    """Recognise a value list by the cells elsewhere that take their values from it."""
    numbers = {column.number for column in case.table.columns}
    pointed = case.evidence.referenced.get(case.table.sheet.name.strip().casefold(), frozenset()) & numbers
    if not pointed or (len(numbers) > _NARROW and len(pointed) < 0.5 * len(numbers)):
        return None
    return Verdict("values", say("drop-down lists of other cells take their values from here"))


def _judge_figures(case: Case) -> Verdict | None:
    """Recognise sums and counts: as pivot tables write them, or numbers beside words of another table."""
    table = case.table
    cells = [column.heading for column in table.columns] + [left.text for left in table.left_out]
    mark = next((text for text in cells if is_pivot(text)), "")
    first = next((column for column in case.columns if any(column)), ())
    if mark or any(is_pivot(text) for text in first):
        return Verdict("figures", say("it reads like a pivot table: “{text}”", text=mark or "Pivot"))
    filled = [text for text in first if text]
    numeric = len(table.columns) > 1 and all(_is_numeric(table, column.number) for column in table.columns[1:])
    if not numeric or not filled:
        return None
    repeats = sum(text.casefold() in case.evidence.texts for text in filled) >= 0.6 * len(filled)
    has_total = any(left.kind == "total" for left in table.left_out)
    if repeats or has_total or "figures" in case.names or len(table.columns) <= _NARROW:
        return Verdict("figures", say("beside one column of names it holds nothing but numbers"), is_weak=not repeats)
    return None


def _is_numeric(table: Table, column: int) -> bool:
    """Tell whether a column holds numbers only, and at least one."""
    values = [value for row in table.rows[:_SAMPLE] if (value := table.sheet.value(row, column)) is not None]
    return bool(values) and all(kind_of(value) == "number" for value in values)


def _judge_dictionary(case: Case) -> Verdict | None:
    """Recognise rows that describe the columns of another table, or fields."""
    table = case.table
    if len(table.columns) < 2 or not table.rows or case.found.is_inventory:
        return None
    known = _list_headings_elsewhere(case)
    for column in case.columns[:_NARROW]:
        texts = [normalize(text) for text in column if text]
        if len(texts) > _FEW and len(known.intersection(texts)) >= max(_NARROW, 0.5 * len(texts)):
            return Verdict("dictionary", say("its rows name the columns of another table"))
    headings = [column.heading for column in table.columns]
    if is_field_heading(headings[0]) and any(map(is_meaning_heading, headings[1:])):
        return Verdict(
            "dictionary", say("its headings are those of a description: “{text}”", text=", ".join(headings[:3]))
        )
    if case.found.down >= 0.6 and len(table.rows) > 3:
        return Verdict("dictionary", say("its rows name fields rather than datasets"), is_weak=True)
    return None


def _list_headings_elsewhere(case: Case) -> frozenset[str]:
    """List the headings of wide tables on other sheets."""
    others = [held for name, held in case.evidence.headings.items() if name != case.table.sheet.name]
    return frozenset[str]().union(*others)


def _judge_ragged(case: Case) -> Verdict | None:
    """Recognise lists side by side: each runs on without a gap, ends at a row of its own, and has no value twice."""
    lists = [column for column in case.columns if any(column)]
    if not lists or not all(map(_is_list, lists)):
        return None
    lengths = {sum(map(bool, column)) for column in lists}
    early = sum(sum(map(bool, column)) <= 0.8 * max(lengths) for column in lists)
    if len(lists) > 1 and (len(lengths) < 0.4 * len(lists) or early < 0.5 * len(lists)):
        return None
    least = _FEW if "values" in case.names else _NARROW + 1
    if any(map(_is_prose, lists)) or max(lengths) < least or _has_addresses(case.table):
        return None
    return Verdict(
        "values", say("each of its columns is a list of different short values that ends in a row of its own")
    )


def _has_addresses(table: Table, kinds: Collection[str] = ("url", "email", "date", "path")) -> bool:
    """Tell whether a cell in the first rows is an address or a date, which lists of values do not hold."""
    values = (table.sheet.value(row, column.number) for row in table.rows[:5] for column in table.columns[:30])
    return any(kind_of(value) in kinds for value in values if value is not None)


def _is_list(column: Sequence[str]) -> bool:
    """Tell whether a column is filled from its first row on without a gap, with different texts."""
    count = sum(map(bool, column))
    return all(column[:count]) and len(set(column[:count])) == count


def _is_prose(column: Sequence[str]) -> bool:
    """Tell whether texts are longer than the values of a list, or sentences."""
    filled = [text for text in column if text]
    if not filled:
        return False
    return sum(map(len, filled)) > _SHORT * len(filled) or 2 * sum(map(is_sentence, filled)) >= len(filled)


def _judge_example(case: Case) -> Verdict | None:
    """Recognise a filled-in example: the sheet is called so, or each row is marked."""
    table = case.table
    if "example" in case.names:
        return Verdict("example", say("the sheet is called “{name}”", name=table.sheet.name), is_weak=True)
    marked = [any(is_example(text, alone=True) for text in row) for row in zip(*case.columns[:4], strict=True)]
    examples = 0 if table.rows else _count(table, "example")
    if (marked and all(marked)) or examples > 1 or (examples and _is_headed_elsewhere(case)):
        return Verdict("example", say("each of its rows is marked as an example"), is_weak=True)
    return None


def _is_headed_elsewhere(case: Case) -> bool:
    """Tell whether most headings are those of another sheet's table."""
    own = {normalize(column.headings[-1]) for column in case.table.columns} - {""}
    return len(own & _list_headings_elsewhere(case)) >= 0.6 * max(1, len(own))


def _count(table: Table, kind: str) -> int:
    return sum(len(left.rows) for left in table.left_out if left.kind == kind)


def _judge_legend(case: Case) -> Verdict | None:
    """Recognise a table of what colours and abbreviations mean."""
    table = case.table
    headings = [column.heading for column in table.columns]
    if len(headings) > _NARROW + 1:
        return None
    if is_legend_heading(headings[0]) and any(map(is_meaning_heading, headings[1:])):
        return Verdict("legend", say("its headings are those of a legend: “{text}”", text=", ".join(headings)))
    return None


def _judge_named(case: Case) -> Verdict | None:
    """Recognise by its name a sheet that is no data, where its table is narrow."""
    table, columns = case.table, len(case.table.columns)
    if (
        not case.names
        or columns > _NARROW + 2
        or (columns > _NARROW and _has_addresses(table, {"url", "email", "path"}))
    ):
        return None
    kind = case.names[0]
    return Verdict(
        kind, say("the sheet is called “{name}”, and the block is narrow", name=table.sheet.name), is_weak=True
    )


def _judge_narrow(case: Case) -> Verdict | None:
    """Recognise lists of short values with codes or meanings beside them, in one to three columns."""
    table = case.table
    if len(table.columns) > _NARROW or not table.rows:
        return None
    if len(table.rows) < _FEW:
        return Verdict("notes", say("it is narrow, and a single row stands below its headings"), is_weak=True)
    if _has_evidence_of_data(case):
        return None
    first = [text for text in case.columns[0] if text]
    is_list = len(set(first)) == len(first) and not _is_prose(first)
    if len(table.columns) == 1 or is_list:
        return Verdict("values", say("it is a narrow list of different short values"), is_weak=True)
    if any(map(_is_prose, case.columns)):
        return Verdict("notes", say("it is narrow and holds mostly sentences"), is_weak=True)
    return Verdict(
        "unclear", say("it has only {n} columns, and no column names datasets", n=len(table.columns)), is_weak=True
    )


def _has_evidence_of_data(case: Case) -> bool:
    """Tell whether a narrow table has known headings, and addresses or dates in its cells."""
    return len(case.table.columns) > 1 and case.found.known >= 0.6 and _has_addresses(case.table)


def _judge_template(case: Case) -> Verdict | None:
    """Doubt a header without data below it unless it is certain."""
    table, found = case.table, case.found
    if table.rows:
        return None
    certain = len(table.columns) >= 3 and (found.known >= 0.3 or (len(table.columns) >= 5 and found.score >= 0.6))
    if certain:
        return None
    return Verdict(
        "unclear",
        say("row {row} may be a header, but no data stands below it", row=table.header_rows[-1]),
        is_weak=True,
    )
