"""Reads the rows of a bound table: each row becomes values by canonical path, with cells, answers and troubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from toolkit.mapping.binding import AnswerBinding, BoundTable, ComputedBinding
from toolkit.mapping.dates import is_day
from toolkit.mapping.deal import deal_out
from toolkit.mapping.fields import PERIOD, PERIOD_ENDS
from toolkit.mapping.row import NOT_CALCULATED, Met, Row, assume_default, meet, read_cell, spread
from toolkit.mapping.values import Trouble
from toolkit.model.dataset import Answer
from toolkit.model.grid import CellError, CellRef, CellValue, Sheet
from toolkit.model.message import say
from toolkit.model.table import Column
from toolkit.reading.text import clean

_CELL_ERROR = Trouble("cell-error", say("a value instead of an error of the spreadsheet program"))
_COMPUTABLE = say("texts that the expression can work with")
_ONE_ANSWER = say("the same answer in every column that asks the same")


def read_rows(bound: BoundTable, fixed: Mapping[str, Any]) -> Iterator[Row]:
    """Read every body row; ``fixed`` are values that hold for the whole inventory."""
    constants = {**fixed, **bound.constants}
    for number in bound.table.rows:
        yield _read_row(bound, number, constants)


def _read_row(bound: BoundTable, number: int, constants: Mapping[str, Any]) -> Row:
    """Read one row: what it says, then what holds where it says nothing."""
    key, text = _read_key(bound, number, bound.key)
    row = Row(bound, bound.table.sheet, number, key, bound.key.number, text, assumed=constants)
    if bound.belongs_to:
        row.belongs_to, row.belongs_text = _read_key(bound, number, bound.belongs_to)
    _read_fields(bound, row)
    for deal in bound.deals:
        deal_out(row, deal)
    if bound.named:
        _take_names(bound, row)
    for computed in bound.computed:
        _compute(bound, row, computed)
    _drop_assumed(row)
    for answer in bound.answers:
        _read_answer(row, answer)
    return row


def _read_key(bound: BoundTable, number: int, column: Column) -> tuple[str, str]:
    """Read a key and its text; an error value and a null word identify nothing."""
    sheet = bound.table.sheet
    text = clean(sheet.shown(number, column.number))
    if isinstance(sheet.value(number, column.number), CellError) or text.casefold() in bound.nulls:
        return "", text
    return text, text


def _unreadable(sheet: Sheet, value: CellValue, number: int, column: int) -> Trouble | None:
    """Tell why a cell has no value although it is not empty."""
    if isinstance(value, CellError):
        return _CELL_ERROR
    if value is None and sheet.uncached and (number, column) in sheet.uncached:
        return NOT_CALCULATED
    return None


def _read_fields(bound: BoundTable, row: Row) -> None:
    """Read every column that fills a field."""
    sheet, number = bound.table.sheet, row.number
    cells = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    width = len(cells)
    for binding in bound.fields:
        column = binding.column.number
        value = cells[column - 1] if column <= width else None
        link = sheet.links.get((number, column), "") if sheet.links and binding.reader.follows_links else ""
        if value is None and not link:
            if sheet.uncached and (number, column) in sheet.uncached:
                meet(row, binding, NOT_CALCULATED, "")
            elif binding.default is not None:
                assume_default(row, binding)
        elif isinstance(value, CellError):
            meet(row, binding, _CELL_ERROR, value.code)
        else:
            read_cell(row, binding, value, link)


def _take_names(bound: BoundTable, row: Row) -> None:
    """Let the sheet's and the file's names fill what no cell of the row fills; the key's cell stands for them."""
    for path, value in bound.named.items():
        if path not in row.origins and path not in row.unread:
            row.assumed = {**row.assumed, path: value}
            row.origins[path] = row.key_column


def _drop_assumed(row: Row) -> None:
    """Assume nothing of a field whose own cell was filled but could not be read."""
    if row.met:
        unread = row.unread
        row.assumed = {path: value for path, value in row.assumed.items() if path not in unread}


def _compute(bound: BoundTable, row: Row, computed: ComputedBinding) -> None:
    """Compute a field that no column filled; what it makes is read as strictly as a cell."""
    paths = PERIOD_ENDS if computed.path == PERIOD else (computed.path,)
    if any(path in row.said or path in bound.named for path in paths):
        return
    sheet = bound.table.sheet
    first = next(iter(computed.columns.values()), bound.key)
    cell = sheet.ref(row.number, first.number)
    texts = _read_texts(bound, row, computed)
    if texts is None:
        return
    try:
        text = computed.expression.compute(texts)
    except ValueError as error:
        trouble = Trouble("computed-failed", _COMPUTABLE, detail=str(error))
        _meet_computed(row, computed, cell, trouble, clean(sheet.shown(row.number, first.number)))
        return
    value, troubles = computed.reader.read(text)
    for trouble in troubles:
        _meet_computed(row, computed, cell, trouble, trouble.text or text)
    if value is not None:
        row.assumed = {**row.assumed, **dict(spread(computed.path, value))}


def _read_texts(bound: BoundTable, row: Row, computed: ComputedBinding) -> dict[str, str] | None:
    """Give the texts that an expression names; None, and a trouble, where one of them is unknown."""
    sheet = bound.table.sheet
    texts = dict.fromkeys(computed.expression.headings, "")
    for heading, column in computed.columns.items():
        trouble = _unreadable(sheet, sheet.value(row.number, column.number), row.number, column.number)
        text = clean(sheet.shown(row.number, column.number))
        if trouble:
            _meet_computed(row, computed, sheet.ref(row.number, column.number), trouble, text)
            return None
        texts[heading] = "" if text.casefold() in bound.nulls else text
    return texts


def _meet_computed(row: Row, computed: ComputedBinding, cell: CellRef, trouble: Trouble, text: str) -> None:
    """Remember a trouble of a computed field; the heading is that of the cell which it is laid to."""
    heading = next((column.heading for column in computed.columns.values() if column.number == cell.column), "")
    row.met.append(Met(trouble, cell, heading, computed.path, text))


def _read_answer(row: Row, binding: AnswerBinding) -> None:
    """Read a release column; a date in the approval column is an approval.

    Where two columns answer one question and differ, the question is not answered.
    """
    sheet, column = row.sheet, binding.column.number
    value = sheet.value(row.number, column)
    text, cell = clean(sheet.shown(row.number, column)), sheet.ref(row.number, column)
    trouble = _unreadable(sheet, value, row.number, column)
    meaning = "unknown" if trouble else binding.meaning(text)
    if binding.question == "approved" and meaning == "unknown" and is_day(value):
        meaning = "yes"
    path = f"release.{binding.question}"
    if trouble:
        row.met.append(Met(trouble, cell, binding.column.heading, path, text))
    first = row.answers.setdefault(binding.question, Answer(meaning, cell, text))
    if first.cell and first.meaning != meaning:
        differs = Trouble("answers-differ", _ONE_ANSWER, detail=first.cell.address)
        row.met.append(Met(differs, cell, binding.column.heading, path, text))
        row.answers[binding.question] = replace(first, meaning="unknown")
