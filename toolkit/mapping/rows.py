"""Reads the rows of a bound table: each row becomes values by canonical path, with cells, answers and troubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from toolkit.mapping.bound import AnswerBinding, BoundTable, ComputedBinding
from toolkit.mapping.dates import is_day
from toolkit.mapping.deal import deal_out
from toolkit.mapping.fields import list_filled, spread
from toolkit.mapping.join import join_row
from toolkit.mapping.row import CELL_ERROR, NOT_CALCULATED, Met, Row, counts, note_dropped, read_fields
from toolkit.mapping.spec import APPROVALS
from toolkit.mapping.values import Trouble
from toolkit.model.dataset import Answer
from toolkit.model.grid import CellError, CellRef, CellValue, Sheet
from toolkit.model.message import say
from toolkit.reading.text import clean

_COMPUTABLE = say("texts that the expression can work with")
_ONE_ANSWER = say("the same answer in every column that asks the same")


def read_rows(bound: BoundTable, fixed: Mapping[str, Any]) -> Iterator[Row]:
    """Read every body row; ``fixed`` are values that hold for the whole inventory."""
    constants = {**fixed, **bound.constants}
    for number in bound.table.rows:
        yield _read_row(bound, number, constants)


def _read_row(bound: BoundTable, number: int, constants: Mapping[str, Any]) -> Row:
    """Read one row: what it says, what further tables say of it, then what holds where neither says anything."""
    key, text = bound.read_key(number, bound.key)
    row = Row(bound, bound.table.sheet, number, key, bound.key.number, text, assumed=constants)
    if bound.belongs_to:
        row.belongs_to, row.belongs_text = bound.read_key(number, bound.belongs_to)
    read_fields(row)
    for deal in bound.deals:
        deal_out(row, deal)
    missed = join_row(row) if bound.joins else frozenset()
    if bound.named:
        _take_names(bound, row)
    for computed in bound.computed:
        _compute(bound, row, computed)
    _drop_assumed(row)
    if missed:
        row.lost |= missed - row.said.keys() - row.assumed.keys()
    for answer in bound.answers:
        _read_answer(row, answer)
    for answer in bound.answers:
        if answer.when and answer.question not in row.answers:
            row.answers[answer.question] = Answer("unknown", row.sheet.ref(number, answer.column.number))
    return row


def _unreadable(sheet: Sheet, value: CellValue, number: int, column: int) -> Trouble | None:
    """Tell why a cell has no value although it is not empty."""
    if isinstance(value, CellError):
        return CELL_ERROR
    if value is None and sheet.uncached and (number, column) in sheet.uncached:
        return NOT_CALCULATED
    return None


def _take_names(bound: BoundTable, row: Row) -> None:
    """Let the sheet's and the file's names fill what no cell of the row fills; the key's cell stands for them."""
    for path, value in bound.named.items():
        if path not in row.origins and path not in row.joined and path not in row.unread:
            row.assumed = {**row.assumed, path: value}
            row.origins[path] = row.key_column


def _drop_assumed(row: Row) -> None:
    """Assume nothing of a field whose own cell, or the joined one, was filled but could not be read."""
    if row.met or row.lost:
        unread = row.unread
        row.assumed = {path: value for path, value in row.assumed.items() if path not in unread}


def _compute(bound: BoundTable, row: Row, computed: ComputedBinding) -> None:
    """Compute a field that no column filled; what it makes is read as strictly as a cell."""
    if any(path in row.said or path in bound.named for path in list_filled(computed.path)):
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
    if computed.reader.dropped:
        note_dropped(row, computed.reader, text, cell, first.heading)
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

    Where two columns answer one question and differ, the question is not answered. A column counts only in rows where
    its conditions hold.
    """
    sheet, column = row.sheet, binding.column.number
    if binding.when and not counts(row, binding.when):
        return
    value = sheet.value(row.number, column)
    text, cell = clean(sheet.shown(row.number, column)), sheet.ref(row.number, column)
    trouble = _unreadable(sheet, value, row.number, column)
    meaning = "unknown" if trouble else binding.meaning(text)
    if binding.question in APPROVALS and meaning == "unknown" and is_day(value):
        meaning = "yes"
    path = f"release.{binding.question}"
    if trouble:
        row.met.append(Met(trouble, cell, binding.column.heading, path, text))
    first = row.answers.setdefault(binding.question, Answer(meaning, cell, text))
    if first.cell and first.meaning != meaning:
        differs = Trouble("answers-differ", _ONE_ANSWER, detail=first.cell.address)
        row.met.append(Met(differs, cell, binding.column.heading, path, text))
        row.answers[binding.question] = replace(first, meaning="unknown")
