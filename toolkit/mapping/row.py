"""One row of a table while it is read: what its cells say, what holds otherwise, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.mapping.binding import BoundTable, FieldBinding
from toolkit.mapping.fields import PERIOD, PERIOD_ENDS, field_of
from toolkit.mapping.values import Trouble
from toolkit.model.dataset import Answer
from toolkit.model.finding import Place
from toolkit.model.grid import CellRef, CellValue, Sheet, show
from toolkit.model.message import say
from toolkit.model.record import Fault


@dataclass(frozen=True, slots=True, eq=False)
class Met:
    """A trouble, where it was met and what its cell would have filled."""

    trouble: Trouble
    cell: CellRef
    heading: str
    path: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Dealt:
    """One of several distributions whose addresses stand in one cell: values and columns by bare field."""

    values: Mapping[str, Any]
    origins: Mapping[str, int]


@dataclass(slots=True, eq=False)
class Row:
    """One row while it is read; everything in it is known by canonical path.

    ``said`` is what the row's own cells say, ``assumed`` what holds where they say nothing: constants, computed
    fields, defaults. ``origins`` tells the columns of ``said``, and those of the empty cells of defaults. ``dealt``
    holds distributions that stand together in one cell, by the part that their columns belong to.
    """

    bound: BoundTable
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
    dealt: dict[str, tuple[Dealt, ...]] = field(default_factory=dict)

    def value(self, path: str) -> Any:
        """Give the value of a field, None where the row has none."""
        return self.said.get(path, self.assumed.get(path))

    def cell(self, path: str) -> CellRef:
        """Name the cell that fills a field. Raises KeyError where none does."""
        return self.sheet.ref(self.number, self.origins[path])

    def shown(self, path: str) -> str:
        """Give the text of the cell that fills a field. Raises KeyError where none does."""
        return self.sheet.shown(self.number, self.origins[path])

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


NOT_CALCULATED = Trouble("formula-uncached", say("a value: the formula in this cell was never calculated"))
_FIRST_COLUMN = say("one value: the first column that fills a field counts")


def read_cell(row: Row, binding: FieldBinding, value: CellValue, link: str) -> None:
    """Read one filled cell into the row."""
    sheet, column = row.sheet, binding.column.number
    if sheet.formats and binding.reader.reads_as_shown and (row.number, column) in sheet.formats:
        value = sheet.shown(row.number, column)
    result, troubles = binding.reader.read(value, link)
    for trouble in troubles:
        meet(row, binding, trouble, trouble.text or show(value) or link)
    if result is not None:
        _put(row, binding, result, value)
    elif binding.default is not None and not troubles:
        assume_default(row, binding)


def meet(row: Row, binding: FieldBinding, trouble: Trouble, text: str) -> None:
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
    for path, item in spread(binding.path, result):
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


def spread(path: str, value: Any) -> tuple[tuple[str, Any], ...]:
    """Give the fields that a value fills, each with its part.

    >>> spread("temporal", ("2008", ""))
    (('temporal.start', '2008'),)
    """
    if path != PERIOD:
        return ((path, value),)
    return tuple((end, iso) for end, iso in zip(PERIOD_ENDS, value, strict=True) if iso)


def assume_default(row: Row, binding: FieldBinding) -> None:
    """Let the default of an empty cell hold unless another column fills the field."""
    for path, item in spread(binding.path, binding.default):
        if path not in row.origins:
            row.assumed = {**row.assumed, path: item}
            row.origins[path] = binding.column.number


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
            field_of(met.path),
        )
        for met in row.met
    ]
