"""One row of a table while it is read: what its cells say, what holds otherwise, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.mapping.bound import BoundTable, Conditions, FieldBinding
from toolkit.mapping.cells import CellReader
from toolkit.mapping.fields import COMPOSED, field_of, list_filled, spread
from toolkit.mapping.lookup import Dropped
from toolkit.mapping.origins import RowCells
from toolkit.mapping.values import Trouble
from toolkit.model.dataset import Answer
from toolkit.model.finding import Place
from toolkit.model.grid import CellError, CellRef, CellValue, Sheet, show
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
    holds distributions that stand together in one cell, by the part that their columns belong to. ``joined`` names the
    rows of further tables that fill a field in place of the row's own cells, ``lost`` the fields that such a row would
    have filled.
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
    joined: dict[str, Row] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()

    def value(self, path: str) -> Any:
        """Give the value of a field, None where the row has none."""
        return self.said.get(path, self.assumed.get(path))

    def cell(self, path: str) -> CellRef:
        """Name the cell that fills a field, be it joined. Raises KeyError where none does."""
        if path in self.joined:
            return self.joined[path].cell(path)
        return self.sheet.ref(self.number, self.origins[path])

    def shown(self, path: str) -> str:
        """Give the text of the cell that fills a field, be it joined. Raises KeyError where none does."""
        if path in self.joined:
            return self.joined[path].shown(path)
        return self.sheet.shown(self.number, self.origins[path])

    @property
    def key_cell(self) -> CellRef:
        """The cell of the row's key."""
        return self.sheet.ref(self.number, self.key_column)

    @property
    def unread(self) -> frozenset[str]:
        """The fields whose cells were filled but gave no value; of a composed one that cannot be read, every field."""
        if not self.met and not self.lost:
            return frozenset()
        paths = {met.path for met in self.met if met.path} | self.lost
        return frozenset(paths.union(*map(list_filled, paths)) - self.said.keys())

    def list_joined(self, names: Iterable[tuple[str, str]]) -> tuple[RowCells, ...]:
        """List the joined cells that fill fields, each field given with the name that it goes by."""
        columns: dict[int, tuple[Row, dict[str, int]]] = {}
        for path, name in names:
            owner = self.joined.get(path)
            if owner:
                columns.setdefault(id(owner), (owner, {}))[1][name] = owner.origins[path]
        return tuple(RowCells(owner.sheet, owner.number, cells) for owner, cells in columns.values())

    @property
    def title(self) -> str:
        """The title of what the row describes, as far as it is known."""
        return str(self.value("title") or "")


NOT_CALCULATED = Trouble("formula-uncached", say("a value: the formula in this cell was never calculated"))
CELL_ERROR = Trouble("cell-error", say("a value instead of an error of the spreadsheet program"))
_FIRST_COLUMN = say("one value: the first column that fills a field counts")


def counts(row: Row, when: Conditions) -> bool:
    """Tell whether a cell counts in a row; where a condition does not hold it is as if empty, without its default."""
    return all(condition.holds(row.sheet, row.number) for condition in when)


def read_fields(row: Row) -> None:
    """Read every column that fills a field."""
    bound, sheet, number = row.bound, row.sheet, row.number
    cells = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    width = len(cells)
    for binding in bound.fields:
        column = binding.column.number
        value = cells[column - 1] if column <= width else None
        link = sheet.links.get((number, column), "") if sheet.links and binding.reader.follows_links else ""
        if binding.when and not counts(row, binding.when):
            continue
        if value is None and not link:
            if sheet.uncached and (number, column) in sheet.uncached:
                meet(row, binding, NOT_CALCULATED, "")
            elif binding.default is not None:
                assume_default(row, binding)
        elif isinstance(value, CellError):
            meet(row, binding, CELL_ERROR, value.code)
        else:
            read_cell(row, binding, value, link)


def read_cell(row: Row, binding: FieldBinding, value: CellValue, link: str) -> None:
    """Read one filled cell into the row."""
    sheet, column, reader = row.sheet, binding.column.number, binding.reader
    if sheet.formats and reader.reads_as_shown and (row.number, column) in sheet.formats:
        value = sheet.shown(row.number, column)
    result, troubles = reader.read(value, link)
    for trouble in troubles:
        meet(row, binding, trouble, trouble.text or show(value) or link)
    if reader.dropped:
        note_dropped(row, reader, show(value), sheet.ref(row.number, column), binding.column.heading)
    if result is not None:
        _put(row, binding, result, value)
    elif binding.default is not None and not troubles:
        assume_default(row, binding)


def note_dropped(row: Row, reader: CellReader, text: str, cell: CellRef, heading: str) -> None:
    """Remember which words of a text the mapping leaves out, and where the first of each stands."""
    for word in reader.dropped.get(text, ()):
        if word in reader.left_out:
            reader.left_out[word].count += 1
        else:
            reader.left_out[word] = Dropped(cell, heading, row)


def meet(row: Row, binding: FieldBinding, trouble: Trouble, text: str) -> None:
    """Remember a trouble with its cell."""
    cell = row.sheet.ref(row.number, binding.column.number)
    row.met.append(Met(trouble, cell, binding.column.heading, binding.path, text))


def _put(row: Row, binding: FieldBinding, result: Any, value: CellValue) -> None:
    """Keep a value with its cell; a whole period fills both its ends, several columns add to one list."""
    said = row.said
    if binding.path not in said and binding.path not in COMPOSED:
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
