"""Binds a mapping's tables to the sheets: finds each column, and prepares the reading of its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from toolkit.mapping.bound import (
    AnswerBinding,
    BoundTable,
    ComputedBinding,
    Conditions,
    Deal,
    FieldBinding,
    Further,
    JoinBinding,
)
from toolkit.mapping.cells import build_reader, fold, read_given
from toolkit.mapping.condition import bind_condition, find_skipped, leave_out
from toolkit.mapping.expression import compile_expression
from toolkit.mapping.fields import ADDRESSES, PREFIX, Field, bare_field, name_in_part, split_part, spread
from toolkit.mapping.fill import fill_table
from toolkit.mapping.further import bind_further
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
from toolkit.mapping.lookup import merge_lookups
from toolkit.mapping.share import check_filled, check_kept
from toolkit.mapping.spec import (
    ColumnSpec,
    DistributionTable,
    Fill,
    InventoryMapping,
    JoinSpec,
    Lookup,
    TableSpec,
)
from toolkit.model.grid import Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped
from toolkit.model.table import Column, Table
from toolkit.reading.headingname import list_counted, normalize_heading

Entries: TypeAlias = "Mapping[str, tuple[Column, ...]]"
"""The mapping's headings with the columns that they were found above."""


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """How the cells of a table are read: the mapping, the table's entry in it, and the fields that there are."""

    mapping: InventoryMapping
    spec: TableSpec
    known: Mapping[str, Field]
    nulls: frozenset[str]

    def shared(self, path: str) -> Lookup:
        """Give the words that the mapping has for a field, wherever it is filled."""
        return merge_lookups(self.mapping.lookups, path, in_distributions=f"{PREFIX}title" not in self.known)


def bind_tables(
    workbooks: Sequence[Workbook],
    spec: TableSpec,
    known: Mapping[str, Field],
    mapping: InventoryMapping,
    beside: Mapping[str, Sequence[Workbook]],
) -> tuple[BoundTable, ...]:
    """Find a mapping's table in each of its sheets and workbooks, its columns there, and the tables it is joined with.

    Raises Stopped when one is missing or the table too short or too empty, Problem when the mapping speaks of a column
    twice.
    """
    way = _Way(mapping, spec, known, frozenset(map(fold, mapping.nulls)))

    def bind(given: Sequence[Workbook], one: TableSpec) -> tuple[BoundTable, ...]:
        return bind_tables(given, one, known, mapping, {})

    further = bind_further(workbooks, spec.joins, beside, bind)
    bounds = tuple(
        _bind_table(table, way, further.get(table.sheet.workbook, ())) for table in locate_tables(workbooks, spec)
    )
    check_kept(bounds, spec)
    check_filled(bounds, spec, lambda bound, name: _name_columns(bound.table, spec)(name))
    return bounds


def _bind_table(table: Table, way: _Way, further: Sequence[tuple[JoinSpec, Further]]) -> BoundTable:
    """Find the columns of one table, and prepare the reading of their cells."""
    spec = way.spec
    counted = list_counted(_list_every_name(spec))
    found = {name: find_mapped(table, name, column, counted) for name, column in spec.columns.items()}
    _check_once(found, table)
    key = _find_key(table, spec, spec.key, counted)
    dataset = spec.dataset if isinstance(spec, DistributionTable) else ""
    belongs_to = _find_key(table, spec, dataset, counted) if dataset else None
    find = _name_columns(table, spec)
    joins = tuple(JoinBinding(find(join.on), one) for join, one in further)
    spoken_of = {column.number for columns in found.values() for column in columns}
    spoken_of |= {column.number for column in (key, belongs_to, *(join.on for join in joins)) if column}
    whole = fill_table(table, fills) if (fills := _list_fills(spec, found)) else table
    skipped = tuple(find_skipped(whole, spec.skip, find, way.nulls))
    fields = _bind_fields(way, found, find)
    deals = _list_deals(fields)
    return BoundTable(
        table=leave_out(whole, skipped),
        key=key,
        fields=_without(fields, deals) if deals else fields,
        answers=_bind_answers(way, found, find),
        constants=_read_constants(spec.constants, way.known),
        computed=_bind_computed(way, found, table, counted),
        unmapped=tuple(column for column in table.columns if column.number not in spoken_of),
        nulls=way.nulls,
        belongs_to=belongs_to,
        named=_read_names(table, way),
        deals=deals,
        skipped=skipped,
        watched=_list_watched(spec, joins, find),
        joins=joins,
    )


def _list_every_name(spec: TableSpec) -> tuple[str, ...]:
    """List every name by which a mapping speaks of a column, be it only in a condition or to join a table."""
    return (*list_names(spec), *_list_asked(spec), *(join.on for join in spec.joins), *spec.expect.filled)


def _list_asked(spec: TableSpec) -> tuple[str, ...]:
    """List the columns of which conditions speak."""
    when = (condition.column for column in spec.columns.values() for condition in column.when)
    return tuple(dict.fromkeys((*(skip.column for skip in spec.skip), *when)))


def _name_columns(table: Table, spec: TableSpec) -> Callable[[str], Column | None]:
    """Make the finding of columns that a mapping names beside those that it maps.

    A column goes by the aliases of its entry, too. Only one that the mapping calls optional may be absent; for any
    other Stopped is raised.
    """
    counted = list_counted(_list_every_name(spec))
    entries = {normalize_heading(name): (name, column) for name, column in spec.columns.items()}

    def find(name: str) -> Column | None:
        heading, entry = entries.get(normalize_heading(name), (name, None))
        aliases = entry.aliases if entry else ()
        if entry and entry.optional:
            found = (find_column(table, one, counted) for one in (heading, *aliases))
            return next((column for column in found if column), None)
        return require_column(table, heading, aliases, counted)

    return find


def _list_watched(
    spec: TableSpec, joins: Iterable[JoinBinding], find: Callable[[str], Column | None]
) -> tuple[Column, ...]:
    """List the columns that conditions and joins need, whether they fill a field or not."""
    asked = (find(name) for name in _list_asked(spec))
    every = {column.number: column for column in (*asked, *(join.on for join in joins)) if column}
    return tuple(every.values())


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


def _read_names(table: Table, way: _Way) -> dict[str, Any]:
    """Read what the names of the sheet and of the file say. Raises Stopped where such a name is no value."""
    spec = way.spec
    file, _, ending = table.sheet.workbook.rpartition(".")
    given = {spec.sheet_name: table.sheet.name, spec.file_name: (file or ending).rpartition("/")[2]}
    values: dict[str, Any] = {}
    for path, text in given.items():
        if not path:
            continue
        words = {fold(word): target for word, target in way.shared(path).items()}
        target = words.get(fold(text), text)
        if target is None:
            continue
        value, wrong = read_given(way.known[path], ColumnSpec(field=path), (target,))
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
        values |= dict(spread(path, value))
    return values


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


def _bind_fields(way: _Way, found: Entries, find: Callable[[str], Column | None]) -> tuple[FieldBinding, ...]:
    """Prepare every column that fills a field."""
    known, nulls = way.known, way.nulls
    return tuple(
        FieldBinding(
            column,
            name_in_part(spec.field, spec.part),
            build_reader(known[spec.field], spec, nulls, way.shared(spec.field)),
            _read_given(spec.field, (spec.default,), known, spec) if spec.default else None,
            _bind_conditions(spec, find, nulls),
        )
        for heading, spec in way.spec.columns.items()
        for column in found[heading]
        if spec.field
    )


def _bind_conditions(spec: ColumnSpec, find: Callable[[str], Column | None], nulls: frozenset[str]) -> Conditions:
    """Prepare the conditions of a column."""
    return tuple(bind_condition(condition, find, nulls) for condition in spec.when)


def _bind_answers(way: _Way, found: Entries, find: Callable[[str], Column | None]) -> tuple[AnswerBinding, ...]:
    """Prepare every column that answers a release question."""
    return tuple(
        AnswerBinding(
            column,
            spec.release,
            {fold(word): what for word, what in spec.answers.items()},
            when=_bind_conditions(spec, find, way.nulls),
        )
        for heading, spec in way.spec.columns.items()
        for column in found[heading]
        if spec.release
    )


def _read_constants(constants: Mapping[str, tuple[str, ...]], known: Mapping[str, Field]) -> dict[str, Any]:
    """Read the values that hold for every row."""
    values: dict[str, Any] = {}
    for path, texts in constants.items():
        values |= dict(spread(path, _read_given(path, texts, known)))
    return values


def _read_given(path: str, texts: Iterable[str], known: Mapping[str, Field], spec: ColumnSpec | None = None) -> Any:
    """Read a value that the mapping itself gives. Raises Problem; a mapping from a file was proved before."""
    plain = (spec or ColumnSpec(field=path)).model_copy(update={"split": ()})
    value, wrong = read_given(known[path], plain, texts)
    if wrong:
        raise Problem(
            say("the mapping's own value “{value}” for “{field}” cannot be read", value=wrong[0], field=path),
            say("Correct it in the mapping."),
        )
    return value


def _bind_computed(way: _Way, found: Entries, table: Table, counted: frozenset[str]) -> tuple[ComputedBinding, ...]:
    """Prepare every computed field."""
    return tuple(
        ComputedBinding(
            path,
            expression := compile_expression(source),
            build_reader(way.known[path], ColumnSpec(field=path), frozenset(), way.shared(path)),
            {
                heading: column
                for heading in expression.headings
                for column in _find_named(heading, path, found, table, counted)
            },
        )
        for path, source in way.spec.computed.items()
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
