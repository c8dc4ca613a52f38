"""A mapping's table bound to the sheet: which column fills what, and which columns nobody spoke of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rapidfuzz import fuzz, process

from toolkit.mapping.cells import CellReader, build_reader, fold, read_given
from toolkit.mapping.expression import Expression, compile_expression
from toolkit.mapping.fields import PERIOD, PERIOD_ENDS, Field
from toolkit.mapping.headings import find_column, find_mapped, nearest_heading, require_column
from toolkit.mapping.spec import ColumnSpec, InventoryMapping, Meaning, TableSpec
from toolkit.mapping.values import parse_answer
from toolkit.model.grid import Sheet, Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped
from toolkit.model.table import Column, Table
from toolkit.reading.tables import locate_table

Entries: TypeAlias = "Mapping[str, tuple[Column, ...]]"
"""The mapping's headings with the columns that they were found above."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldBinding:
    """A column that fills a field; ``default`` is the value of its empty cells."""

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
class BoundTable:
    """A located table with everything that is needed to read its rows."""

    table: Table
    key: Column
    fields: tuple[FieldBinding, ...]
    answers: tuple[AnswerBinding, ...]
    constants: Mapping[str, Any]
    computed: tuple[ComputedBinding, ...]
    unmapped: tuple[Column, ...]
    nulls: frozenset[str]
    belongs_to: Column | None = None

    @property
    def paths(self) -> frozenset[str]:
        """Every field that this table manages, whether a row fills it or not."""
        named = {binding.path for binding in self.fields} | {binding.path for binding in self.computed}
        if PERIOD in named:
            named = (named - {PERIOD}) | set(PERIOD_ENDS)
        return frozenset(named | set(self.constants))

    @property
    def columns(self) -> dict[str, Column]:
        """Field -> its column, the first one where several fill it."""
        columns: dict[str, Column] = {}
        for binding in self.fields:
            for path in PERIOD_ENDS if binding.path == PERIOD else (binding.path,):
                columns.setdefault(path, binding.column)
        return columns


def bind_table(
    workbook: Workbook, spec: TableSpec, known: Mapping[str, Field], mapping: InventoryMapping, dataset: str = ""
) -> BoundTable:
    """Find a table's sheet, header and columns; ``dataset`` names the column of a dataset's key in a second table.

    Raises Stopped when one is missing or the table too short, Problem when the mapping speaks of a column twice.
    """
    table = locate_table(_require_sheet(workbook, spec.sheet), spec.header)
    _check_size(table, spec)
    found = {heading: find_mapped(table, heading, column) for heading, column in spec.columns.items()}
    _check_once(found, table)
    key = require_column(table, spec.key, spec.columns[spec.key].aliases if spec.key in spec.columns else ())
    belongs_to = require_column(table, dataset) if dataset else None
    spoken_of = {column.number for columns in found.values() for column in columns}
    spoken_of |= {column.number for column in (key, belongs_to) if column}
    nulls = frozenset(map(fold, mapping.nulls))
    return BoundTable(
        table=table,
        key=key,
        fields=_bind_fields(spec, found, known, nulls),
        answers=_bind_answers(spec, found),
        constants=_read_constants(spec.constants, known),
        computed=_bind_computed(spec, found, table, known),
        unmapped=tuple(column for column in table.columns if column.number not in spoken_of),
        nulls=nulls,
        belongs_to=belongs_to,
    )


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


def _check_size(table: Table, spec: TableSpec) -> None:
    """Hold the number of rows against what the mapping expects (design decision 8)."""
    count, expect = len(table.rows), spec.expect
    if count >= expect.min and (expect.max is None or count <= expect.max):
        return
    where = f"{table.sheet.workbook} › {table.sheet.name}"
    if not count:
        raise Stopped(
            say("{where}: the table is empty; no row stands below the header", where=where),
            say(
                "Is this the right file, and is header row {rows} right? An empty table would withdraw every dataset.",
                rows=", ".join(map(str, table.header_rows)),
            ),
        )
    bounds = f"{expect.min}–{expect.max}" if expect.max else f"≥ {expect.min}"
    raise Stopped(
        say("{where}: the table has {count} rows, expected are {bounds}", where=where, count=count, bounds=bounds),
        say(
            "Was the export complete? If the inventory has really changed that much, correct “expect:” in the mapping."
        ),
    )


def _check_once(found: Entries, table: Table) -> None:
    """Refuse two entries of the mapping that lead to the same column, for one may publish what the other ignores."""
    seen: dict[int, str] = {}
    for heading, columns in found.items():
        for column in columns:
            other = seen.setdefault(column.number, heading)
            if other != heading:
                where = f"{table.sheet.workbook} › {table.sheet.name} › {column.letters}"
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
            column_spec.field,
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
    """Read the values that hold for every row; a whole period fills both its ends."""
    values = {path: _read_given(path, texts, known) for path, texts in constants.items()}
    if PERIOD in values:
        values |= {end: iso for end, iso in zip(PERIOD_ENDS, values.pop(PERIOD), strict=True) if iso}
    return values


def _read_given(path: str, texts: Iterable[str], known: Mapping[str, Field], spec: ColumnSpec | None = None) -> Any:
    """Read a value that the mapping itself gives. Raises Problem; a mapping from a file was proved before."""
    plain = (spec or ColumnSpec(field=path)).model_copy(update={"lookup": {}, "split": ""})
    value, wrong = read_given(known[path], plain, texts)
    if wrong:
        raise Problem(
            say("the mapping's own value “{value}” for “{field}” cannot be read", value=wrong[0], field=path),
            say("Correct it in the mapping."),
        )
    return value


def _bind_computed(
    spec: TableSpec, found: Entries, table: Table, known: Mapping[str, Field]
) -> tuple[ComputedBinding, ...]:
    """Prepare every computed field."""
    return tuple(
        ComputedBinding(
            path,
            expression := compile_expression(source),
            build_reader(known[path], ColumnSpec(field=path), frozenset()),
            {heading: column for heading in expression.headings for column in _find_named(heading, path, found, table)},
        )
        for path, source in spec.computed.items()
    )


def _find_named(heading: str, path: str, found: Entries, table: Table) -> tuple[Column, ...]:
    """Find the column that an expression names; only one that the mapping calls optional may be absent."""
    if heading in found:
        return found[heading][:1]
    column = find_column(table, heading)
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
