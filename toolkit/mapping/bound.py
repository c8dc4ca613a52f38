"""A mapping's table once it was found in a sheet: which column fills what, and what its rows are joined with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from toolkit.mapping.cells import CellReader, fold
from toolkit.mapping.condition import BoundCondition, Skipped, is_unknown
from toolkit.mapping.expression import Expression
from toolkit.mapping.fields import list_filled
from toolkit.mapping.spec import Meaning
from toolkit.mapping.values import parse_answer
from toolkit.model.grid import CellError
from toolkit.model.table import Column, Table
from toolkit.reading.text import clean

Conditions: TypeAlias = "tuple[BoundCondition, ...]"
"""Conditions of which all must hold in a row for a cell to count there."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldBinding:
    """A column that fills a field; ``default`` is the value of its empty cells in rows where the conditions hold.

    The path of a numbered distribution's field says its number: ``distribution[2].format``.
    """

    column: Column
    path: str
    reader: CellReader
    default: Any
    when: Conditions = ()


_PUBLISH = {"yes": "public", "no": "nobody"}


@dataclass(frozen=True, slots=True, eq=False)
class AnswerBinding:
    """A column that answers a release question; the mapping's own words come before plain yes and no."""

    column: Column
    question: str
    meanings: Mapping[str, Meaning]
    known: dict[str, str] = field(default_factory=dict)
    when: Conditions = ()

    def meaning(self, text: str) -> str:
        """Tell what an answer means; an empty cell or an unknown word is ``unknown``. Equal texts are read once."""
        if text not in self.known:
            meaning = self.meanings.get(fold(text)) or parse_answer(text)
            self.known[text] = _PUBLISH.get(meaning, meaning) if self.question == "publish" else meaning
        return self.known[text]


@dataclass(frozen=True, slots=True, eq=False)
class ComputedBinding:
    """A field that an expression computes from cells; ``columns`` gives those that the sheet has, by heading."""

    path: str
    expression: Expression
    reader: CellReader
    columns: Mapping[str, Column]


@dataclass(frozen=True, slots=True, eq=False)
class Deal:
    """Columns of one part whose cells hold several addresses, and those that may describe each of them."""

    part: str
    addresses: tuple[FieldBinding, ...]
    others: tuple[FieldBinding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BoundTable:
    """A located table with everything that is needed to read its rows.

    ``table`` holds the rows that are read, ``skipped`` those that the mapping leaves out. ``named`` are the fields that
    the names of the sheet and of the file fill; ``deals`` the columns with several distributions in a cell, which are
    not among ``fields``. ``watched`` are columns that conditions and joins need.
    """

    table: Table
    key: Column
    fields: tuple[FieldBinding, ...]
    answers: tuple[AnswerBinding, ...]
    constants: Mapping[str, Any]
    computed: tuple[ComputedBinding, ...]
    unmapped: tuple[Column, ...]
    nulls: frozenset[str]
    belongs_to: Column | None = None
    named: Mapping[str, Any] = field(default_factory=dict)
    deals: tuple[Deal, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    watched: tuple[Column, ...] = ()
    joins: tuple[JoinBinding, ...] = ()

    @property
    def bindings(self) -> tuple[FieldBinding, ...]:
        """Every column of the table that fills a field."""
        dealt = (binding for deal in self.deals for binding in (*deal.addresses, *deal.others))
        return (*self.fields, *dealt)

    @property
    def paths(self) -> frozenset[str]:
        """Every field that this table manages, whether a row fills it or not; those of further tables included."""
        paths = {binding.path for binding in self.bindings} | {binding.path for binding in self.computed}
        filled = (field for path in paths for field in list_filled(path))
        joined = (path for join in self.joins for path in join.further.paths)
        return frozenset({*filled, *self.constants, *self.named, *joined})

    @property
    def own_columns(self) -> dict[str, Column]:
        """Field -> its column in this table, the first one where several fill it."""
        columns: dict[str, Column] = {}
        for binding in self.bindings:
            for path in list_filled(binding.path):
                columns.setdefault(path, binding.column)
        return columns

    @property
    def columns(self) -> dict[str, Column]:
        """Field -> its column; where none of this table fills it, that of a further table.

        Such a one keeps its heading, but stands where this table names the row there: an empty cell is missed here.
        """
        columns = self.own_columns
        for join in self.joins:
            here = join.on or self.key
            for path, column in join.further.columns.items():
                columns.setdefault(path, replace(column, number=here.number, turned=here.turned))
        return columns

    def read_key(self, number: int, column: Column) -> tuple[str, str]:
        """Read a key and its text; an error value and a null word identify nothing."""
        sheet = self.table.sheet
        text = clean(sheet.shown(number, column.number))
        if isinstance(sheet.value(number, column.number), CellError) or text.casefold() in self.nulls:
            return "", text
        return text, text

    def is_unknown(self, number: int, column: Column) -> bool:
        """Tell whether nobody knows what a cell says: an error, or a formula that was never calculated."""
        return is_unknown(self.table.sheet, number, column.number)


@dataclass(frozen=True, slots=True, eq=False)
class Further:
    """A further table, in each of its sheets, which several tables may be joined with.

    ``rows`` gives its rows by folded key, ``known`` what was found for a key that was asked for.
    """

    tables: tuple[BoundTable, ...]
    rows: Mapping[str, Sequence[tuple[BoundTable, int]]]
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The table's first sheet and the column that is compared, as people call them."""
        first = self.tables[0]
        return f"{first.table.sheet.name} › {first.key.heading or first.key.letters}"

    @property
    def paths(self) -> frozenset[str]:
        """Every field that the further table can fill."""
        return frozenset().union(*(table.paths for table in self.tables))

    @property
    def columns(self) -> dict[str, Column]:
        """Field -> its column in the further table."""
        return self.tables[0].columns


@dataclass(frozen=True, slots=True, eq=False)
class JoinBinding:
    """A further table, and the column here that says which of its rows is meant; None where it is not in the sheet."""

    on: Column | None
    further: Further
