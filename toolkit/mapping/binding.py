"""A mapping's table bound to the sheet: which column fills what, and which columns nobody spoke of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from toolkit.mapping.cells import CellReader, build_reader, fold, read_given
from toolkit.mapping.expression import Expression, compile_expression
from toolkit.mapping.fields import ADDRESSES, PERIOD, PERIOD_ENDS, Field, bare_field, name_in_part, split_part
from toolkit.mapping.fill import fill_table
from toolkit.mapping.headings import (
    find_column,
    find_entry,
    find_mapped,
    list_names,
    name_column,
    name_table,
    nearest_heading,
    require_column,
)
from toolkit.mapping.location import locate_tables
from toolkit.mapping.spec import ColumnSpec, DistributionTable, Fill, InventoryMapping, Meaning, TableSpec
from toolkit.mapping.values import parse_answer
from toolkit.model.grid import Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped
from toolkit.model.table import Column, Table
from toolkit.reading.headingname import list_counted

Entries: TypeAlias = "Mapping[str, tuple[Column, ...]]"
"""The mapping's headings with the columns that they were found above."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldBinding:
    """A column that fills a field; ``default`` is the value of its empty cells.

    The path of a numbered distribution's field says its number: ``distribution[2].format``.
    """

    column: Column
    path: str
    reader: CellReader
    default: Any


_PUBLISH = {"yes": "public", "no": "nobody"}


@dataclass(frozen=True, slots=True, eq=False)
class AnswerBinding:
    """A column that answers a release question; the mapping's own words come before plain yes and no."""

    column: Column
    question: str
    meanings: Mapping[str, Meaning]
    known: dict[str, str] = field(default_factory=dict)

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

    ``named`` are the fields that the names of the sheet and of the file fill; ``deals`` the columns with several
    distributions in a cell, which are not among ``fields``.
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

    @property
    def bindings(self) -> tuple[FieldBinding, ...]:
        """Every column that fills a field."""
        dealt = (binding for deal in self.deals for binding in (*deal.addresses, *deal.others))
        return (*self.fields, *dealt)

    @property
    def paths(self) -> frozenset[str]:
        """Every field that this table manages, whether a row fills it or not."""
        paths = {binding.path for binding in self.bindings} | {binding.path for binding in self.computed}
        if PERIOD in paths:
            paths = (paths - {PERIOD}) | set(PERIOD_ENDS)
        return frozenset(paths | set(self.constants) | set(self.named))

    @property
    def columns(self) -> dict[str, Column]:
        """Field -> its column, the first one where several fill it."""
        columns: dict[str, Column] = {}
        for binding in self.bindings:
            for path in PERIOD_ENDS if binding.path == PERIOD else (binding.path,):
                columns.setdefault(path, binding.column)
        return columns


def bind_tables(
    workbooks: Sequence[Workbook], spec: TableSpec, known: Mapping[str, Field], mapping: InventoryMapping
) -> tuple[BoundTable, ...]:
    """Find a mapping's table in each of its sheets and workbooks, and its columns there.

    Raises Stopped when one is missing or the table too short, Problem when the mapping speaks of a column twice.
    """
    return tuple(_bind_table(table, spec, known, mapping) for table in locate_tables(workbooks, spec))


def _bind_table(table: Table, spec: TableSpec, known: Mapping[str, Field], mapping: InventoryMapping) -> BoundTable:
    """Find the columns of one table, and prepare the reading of their cells."""
    counted = list_counted(list_names(spec))
    found = {name: find_mapped(table, name, column, counted) for name, column in spec.columns.items()}
    _check_once(found, table)
    key = _find_key(table, spec, spec.key, counted)
    dataset = spec.dataset if isinstance(spec, DistributionTable) else ""
    belongs_to = _find_key(table, spec, dataset, counted) if dataset else None
    spoken_of = {column.number for columns in found.values() for column in columns}
    spoken_of |= {column.number for column in (key, belongs_to) if column}
    nulls = frozenset(map(fold, mapping.nulls))
    fields = _bind_fields(spec, found, known, nulls)
    deals = _list_deals(fields)
    return BoundTable(
        table=fill_table(table, fills) if (fills := _list_fills(spec, found)) else table,
        key=key,
        fields=_without(fields, deals) if deals else fields,
        answers=_bind_answers(spec, found),
        constants=_read_constants(spec.constants, known),
        computed=_bind_computed(spec, found, table, known, counted),
        unmapped=tuple(column for column in table.columns if column.number not in spoken_of),
        nulls=nulls,
        belongs_to=belongs_to,
        named=_read_names(table, spec, known),
        deals=deals,
    )


def _find_key(table: Table, spec: TableSpec, name: str, counted: frozenset[str]) -> Column:
    """Find the column of a key; its entry may give it other names."""
    entry = find_entry(spec, name)
    return require_column(table, name, entry.aliases if entry else (), counted)


def _list_fills(spec: TableSpec, found: Entries) -> dict[int, Fill]:
    """List the columns whose empty cells are filled."""
    entries = ((column, spec.columns[name].fill) for name, columns in found.items() for column in columns)
    return {column.number: fill for column, fill in entries if fill}


def _list_deals(fields: tuple[FieldBinding, ...]) -> tuple[Deal, ...]:
    """List the parts of which a cell holds several addresses."""
    parts: dict[str, list[FieldBinding]] = {}
    for binding in fields:
        if binding.reader.is_dealt:
            parts.setdefault(split_part(binding.path)[0], []).append(binding)
    return tuple(
        Deal(
            part,
            tuple(one for one in members if bare_field(one.path) in ADDRESSES),
            tuple(one for one in members if bare_field(one.path) not in ADDRESSES),
        )
        for part, members in parts.items()
    )


def _without(fields: tuple[FieldBinding, ...], deals: tuple[Deal, ...]) -> tuple[FieldBinding, ...]:
    """Leave the columns out whose cells are dealt out."""
    dealt = {one.column.number for deal in deals for one in (*deal.addresses, *deal.others)}
    return tuple(binding for binding in fields if binding.column.number not in dealt)


def _read_names(table: Table, spec: TableSpec, known: Mapping[str, Field]) -> dict[str, Any]:
    """Read what the names of the sheet and of the file say. Raises Stopped where such a name is no value."""
    file, _, ending = table.sheet.workbook.rpartition(".")
    given = {spec.sheet_name: table.sheet.name, spec.file_name: (file or ending).rpartition("/")[2]}
    values: dict[str, Any] = {}
    for path, text in given.items():
        if not path:
            continue
        value, wrong = read_given(known[path], ColumnSpec(field=path), (text,))
        if wrong:
            raise Stopped(
                say(
                    "{where}: the name “{name}” is no value for “{field}”",
                    where=name_table(table),
                    name=text,
                    field=path,
                ),
                say("Rename it, or take sheet_name or file_name out of the mapping."),
            )
        values |= _open_period(path, value)
    return values


def _open_period(path: str, value: Any) -> dict[str, Any]:
    """Give the fields that a value fills: a whole period fills both its ends."""
    if path != PERIOD:
        return {path: value}
    return {end: iso for end, iso in zip(PERIOD_ENDS, value, strict=True) if iso}


def _check_once(found: Entries, table: Table) -> None:
    """Refuse two entries of the mapping that lead to the same column, for one may publish what the other ignores."""
    seen: dict[int, str] = {}
    for heading, columns in found.items():
        for column in columns:
            other = seen.setdefault(column.number, heading)
            if other != heading:
                where = name_column(table, column)
                raise Problem(
                    say(
                        "{where}: the mapping’s “{first}” and “{second}” are the same column",
                        where=where,
                        first=other,
                        second=heading,
                    ),
                    say(
                        "Say in one place what becomes of a column; “Gruppe › Spalte” tells columns of one name apart."
                    ),
                )


def _bind_fields(
    spec: TableSpec, found: Entries, known: Mapping[str, Field], nulls: frozenset[str]
) -> tuple[FieldBinding, ...]:
    """Prepare every column that fills a field."""
    return tuple(
        FieldBinding(
            column,
            name_in_part(column_spec.field, column_spec.part),
            build_reader(known[column_spec.field], column_spec, nulls),
            _read_given(column_spec.field, (column_spec.default,), known, column_spec) if column_spec.default else None,
        )
        for heading, column_spec in spec.columns.items()
        for column in found[heading]
        if column_spec.field
    )


def _bind_answers(spec: TableSpec, found: Entries) -> tuple[AnswerBinding, ...]:
    """Prepare every column that answers a release question."""
    return tuple(
        AnswerBinding(column, column_spec.release, {fold(word): what for word, what in column_spec.answers.items()})
        for heading, column_spec in spec.columns.items()
        for column in found[heading]
        if column_spec.release
    )


def _read_constants(constants: Mapping[str, tuple[str, ...]], known: Mapping[str, Field]) -> dict[str, Any]:
    """Read the values that hold for every row."""
    values: dict[str, Any] = {}
    for path, texts in constants.items():
        values |= _open_period(path, _read_given(path, texts, known))
    return values


def _read_given(path: str, texts: Iterable[str], known: Mapping[str, Field], spec: ColumnSpec | None = None) -> Any:
    """Read a value that the mapping itself gives. Raises Problem; a mapping from a file was proved before."""
    plain = (spec or ColumnSpec(field=path)).model_copy(update={"lookup": {}, "split": ()})
    value, wrong = read_given(known[path], plain, texts)
    if wrong:
        raise Problem(
            say("the mapping's own value “{value}” for “{field}” cannot be read", value=wrong[0], field=path),
            say("Correct it in the mapping."),
        )
    return value


def _bind_computed(
    spec: TableSpec, found: Entries, table: Table, known: Mapping[str, Field], counted: frozenset[str]
) -> tuple[ComputedBinding, ...]:
    """Prepare every computed field."""
    return tuple(
        ComputedBinding(
            path,
            expression := compile_expression(source),
            build_reader(known[path], ColumnSpec(field=path), frozenset()),
            {
                heading: column
                for heading in expression.headings
                for column in _find_named(heading, path, found, table, counted)
            },
        )
        for path, source in spec.computed.items()
    )


def _find_named(heading: str, path: str, found: Entries, table: Table, counted: frozenset[str]) -> tuple[Column, ...]:
    """Find the column that an expression names; only one that the mapping calls optional may be absent."""
    if heading in found:
        return found[heading][:1]
    column = find_column(table, heading, counted)
    if column:
        return (column,)
    nearest = nearest_heading(table, heading)
    raise Problem(
        say(
            "the computed field “{field}” names the column “{heading}”, which is not there", field=path, heading=heading
        ),
        say("The nearest heading is “{nearest}”; correct the expression.", nearest=nearest)
        if nearest
        else say("Correct the expression; row['Heading'] takes a heading of the sheet."),
    )
