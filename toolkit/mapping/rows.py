"""Reads the rows of a bound table: each row becomes values by canonical path, with cells, answers and troubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.mapping.binding import AnswerBinding, BoundTable, ComputedBinding, FieldBinding
from toolkit.mapping.dates import is_day
from toolkit.mapping.fields import PERIOD, PERIOD_ENDS
from toolkit.mapping.values import Trouble
from toolkit.model.dataset import Answer
from toolkit.model.finding import Place
from toolkit.model.grid import CellError, CellRef, CellValue, Sheet, show
from toolkit.model.message import say
from toolkit.model.record import Fault
from toolkit.model.table import Column
from toolkit.reading.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """A trouble, where it was met and what its cell would have filled."""

    trouble: Trouble
    cell: CellRef
    heading: str
    path: str
    text: str


@dataclass(slots=True, eq=False)
class Row:
    """One row while it is read; everything in it is known by canonical path.

    ``said`` is what the row's own cells say, ``assumed`` what holds where they say nothing: constants, computed
    fields, defaults. ``origins`` tells the columns of ``said``, and those of the empty cells of defaults.
    """

    sheet: Sheet
    number: int
    key: str
    key_column: int
    key_text: str
    belongs_to: str = ""
    belongs_text: str = ""
    assumed: Mapping[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    met: list[Met] = field(default_factory=list)

    def value(self, path: str) -> Any:
        """Give the value of a field, None where the row has none."""
        return self.said.get(path, self.assumed.get(path))

    def cell(self, path: str) -> CellRef:
        """Name the cell that fills a field. Raises KeyError where none does."""
        return self.sheet.ref(self.number, self.origins[path])

    @property
    def key_cell(self) -> CellRef:
        """The cell of the row's key."""
        return self.sheet.ref(self.number, self.key_column)

    @property
    def unread(self) -> frozenset[str]:
        """The fields whose cells were filled but gave no value; a period that cannot be read leaves both ends open."""
        if not self.met:
            return frozenset()
        paths = {met.path for met in self.met}
        if PERIOD in paths:
            paths |= set(PERIOD_ENDS)
        return frozenset(paths - self.said.keys())

    @property
    def title(self) -> str:
        """The title of what the row describes, as far as it is known."""
        return str(self.value("title") or "")


_NOT_CALCULATED = Trouble("formula-uncached", say("a value: the formula in this cell was never calculated"))
_CELL_ERROR = Trouble("cell-error", say("a value instead of an error of the spreadsheet program"))
_FIRST_COLUMN = say("one value: the first column that fills a field counts")
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
    row = Row(bound.table.sheet, number, key, bound.key.number, text, assumed=constants)
    if bound.belongs_to:
        row.belongs_to, row.belongs_text = _read_key(bound, number, bound.belongs_to)
    _read_fields(bound, row)
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
        return _NOT_CALCULATED
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
                _meet(row, binding, _NOT_CALCULATED, "")
            elif binding.default is not None:
                _assume_default(row, binding)
        elif isinstance(value, CellError):
            _meet(row, binding, _CELL_ERROR, value.code)
        else:
            _read_cell(row, binding, value, link)


def _read_cell(row: Row, binding: FieldBinding, value: CellValue, link: str) -> None:
    """Read one filled cell into the row."""
    sheet, column = row.sheet, binding.column.number
    if sheet.formats and binding.reader.reads_as_shown and (row.number, column) in sheet.formats:
        value = sheet.shown(row.number, column)
    result, troubles = binding.reader.read(value, link)
    for trouble in troubles:
        _meet(row, binding, trouble, trouble.text or show(value) or link)
    if result is not None:
        _put(row, binding, result, value)
    elif binding.default is not None and not troubles:
        _assume_default(row, binding)


def _meet(row: Row, binding: FieldBinding, trouble: Trouble, text: str) -> None:
    """Remember a trouble with its cell."""
    cell = row.sheet.ref(row.number, binding.column.number)
    row.met.append(Met(trouble, cell, binding.column.heading, binding.path, text))


def _put(row: Row, binding: FieldBinding, result: Any, value: CellValue) -> None:
    """Keep a value with its cell; a whole period fills both its ends, several columns add to one list."""
    said = row.said
    if binding.path not in said and binding.path != PERIOD:
        said[binding.path] = result
        row.origins[binding.path] = binding.column.number
        return
    for path, item in _spread(binding.path, result):
        if path not in said:
            said[path] = item
            row.origins[path] = binding.column.number
        elif isinstance(item, tuple):
            said[path] = tuple(dict.fromkeys((*said[path], *item)))
        elif said[path] != item:
            # The first column that fills a field wins; a later one is its fallback, but does not vanish.
            trouble = Trouble("columns-differ", _FIRST_COLUMN, detail=row.cell(path).address)
            cell = row.sheet.ref(row.number, binding.column.number)
            row.met.append(Met(trouble, cell, binding.column.heading, path, show(value)))


def _spread(path: str, value: Any) -> tuple[tuple[str, Any], ...]:
    """Give the fields that a value fills, each with its part."""
    if path != PERIOD:
        return ((path, value),)
    return tuple((end, iso) for end, iso in zip(PERIOD_ENDS, value, strict=True) if iso)


def _assume_default(row: Row, binding: FieldBinding) -> None:
    """Let the default of an empty cell hold unless another column fills the field."""
    for path, item in _spread(binding.path, binding.default):
        if path not in row.origins:
            row.assumed = {**row.assumed, path: item}
            row.origins[path] = binding.column.number


def _drop_assumed(row: Row) -> None:
    """Assume nothing of a field whose own cell was filled but could not be read."""
    if row.met:
        unread = row.unread
        row.assumed = {path: value for path, value in row.assumed.items() if path not in unread}


def _compute(bound: BoundTable, row: Row, computed: ComputedBinding) -> None:
    """Compute a field that no column filled; what it makes is read as strictly as a cell."""
    paths = PERIOD_ENDS if computed.path == PERIOD else (computed.path,)
    if any(path in row.said for path in paths):
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
        row.assumed = {**row.assumed, **dict(_spread(computed.path, value))}


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


def build_faults(row: Row, key: str, title: str) -> list[Fault]:
    """Give a row's troubles the place that a person needs to find them."""
    return [
        Fault(
            met.trouble.code,
            Place(met.cell, met.heading, key, title),
            met.text,
            met.trouble.nearest,
            met.trouble.expected,
            met.trouble.detail,
            met.path,
        )
        for met in row.met
    ]
