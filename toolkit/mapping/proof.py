"""Holds a mapping against fields, vocabularies and values: what it names must exist before a workbook is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from toolkit.bundle import bundled_names
from toolkit.mapping.columnproof import (
    is_dealt,
    prove_answers,
    prove_column,
    prove_conditions,
    prove_given,
    prove_meaning,
    prove_words,
    refuse,
)
from toolkit.mapping.expression import compile_expression
from toolkit.mapping.fields import DATASET_FIELDS, DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS
from toolkit.mapping.lookup import fold
from toolkit.mapping.organizationproof import prove_groups, prove_organizations
from toolkit.mapping.source import find_nearest
from toolkit.mapping.spec import ColumnSpec, DatasetTable, DistributionTable
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.headingname import normalize_heading

if TYPE_CHECKING:
    from toolkit.mapping.complaint import Complaint
    from toolkit.mapping.fields import Field
    from toolkit.mapping.source import Path, Source
    from toolkit.mapping.spec import InventoryMapping, JoinSpec, Lookup, TableSpec


def prove_mapping(mapping: InventoryMapping, source: Source, *, whole: bool = True) -> Iterator[Complaint]:
    """Give a complaint with file and line for everything that a mapping names and that cannot be.

    ``whole`` says that nothing was left out of the mapping which other parts of it may name.
    """
    for question, meaning in mapping.release.items():
        yield from prove_meaning(question, meaning, ("release", question), source)
    yield from _prove_lookups(mapping.lookups, source)
    yield from _prove_gate(mapping.gate, source)
    yield from prove_organizations(mapping, source)
    yield from prove_groups(mapping, source)
    tables: list[tuple[TableSpec, Mapping[str, Field], str]] = [(mapping.datasets, ROW_FIELDS, "datasets")]
    if mapping.distributions:
        known = {path: field for path, field in DISTRIBUTION_FIELDS.items() if path != "key"}
        tables.append((mapping.distributions, known, "distributions"))
    for table, fields, name in tables:
        yield from _prove_table(table, fields, (name,), source)
        if whole:
            yield from _prove_shares(table, (name, "expect", "filled"), source)


def _prove_gate(gate: str, source: Source) -> Iterator[Complaint]:
    """Hold the name of the rules of release against those that ship; a file is looked for later."""
    known = [name.removesuffix(".yaml") for name in bundled_names("mappings/gates", ".yaml")]
    if gate and gate not in known and not gate.endswith((".yaml", ".yml")):
        what = say("there are no rules of release named “{name}”", name=gate)
        yield source.unknown(("gate",), what, gate, known)


def _prove_lookups(lookups: Mapping[str, Lookup], source: Source) -> Iterator[Complaint]:
    """Prove the words that hold for every column of a field; a distribution's field has two names."""
    known = {**DISTRIBUTION_FIELDS, **ROW_FIELDS}
    for field, words in lookups.items():
        where = ("lookups", field)
        wrong = tuple(_prove_field(field, known, where, source))
        yield from wrong or prove_words(ColumnSpec(field=field), known[field], words, where, source)
        bare = field.removeprefix(PREFIX)
        if bare == field or bare in DATASET_FIELDS:
            continue
        there = {fold(word) for word in lookups.get(bare, ())}
        for word in words:
            if fold(word) in there:
                what = say("“{word}” stands under “{field}”, too, which is the same field", word=word, field=bare)
                yield source.problem((*where, word), what, say("Keep one of the two."))


def _prove_table(table: TableSpec, known: Mapping[str, Field], path: Path, source: Source) -> Iterator[Complaint]:
    """Prove a table's columns, rows to skip, joins, constants and computed fields."""
    yield from _prove_headings(table, (*path, "columns"), source)
    for heading in table.columns:
        yield from _prove_entry(table, heading, known, (*path, "columns", heading), source)
    yield from _prove_names(table, known, path, source)
    for field, texts in table.constants.items():
        where = (*path, "constants", field)
        wrong = tuple(_prove_field(field, known, where, source))
        yield from wrong or prove_given(known[field], ColumnSpec(field=field), texts, where, source)
    for field, expression in table.computed.items():
        where = (*path, "computed", field)
        yield from _prove_field(field, known, where, source)
        yield from _prove_expression(expression, where, source)
    yield from prove_conditions(table.skip, (*path, "skip"), source)
    for number, join in enumerate(table.joins):
        yield from _prove_join(table, join, known, (*path, "joins", number), source)


def _prove_entry(
    table: TableSpec, heading: str, known: Mapping[str, Field], path: Path, source: Source
) -> Iterator[Complaint]:
    """Prove the entry of one column."""
    spec = table.columns[heading]
    yield from _prove_purpose(table, heading, spec, path, source)
    if spec.release and isinstance(table, DistributionTable):
        what = say("a release column stands in the table of datasets; a distribution is not released by itself")
        yield source.problem((*path, "release"), what)
    elif spec.release:
        yield from prove_answers(spec, path, source)
    if not spec.field:
        yield from refuse(spec, _OF_FIELDS, say("it belongs to a column that fills a field"), path, source)
        return
    wrong = tuple(_prove_field(spec.field, known, (*path, "field"), source))
    yield from wrong or _prove_filling(table, spec, known[spec.field], path, source)


_OF_FIELDS = (
    "split",
    "part",
    "vocabulary",
    "lookup",
    "lookup_contains",
    "lookup_regex",
    "default",
    "unit",
)


def _prove_filling(table: TableSpec, spec: ColumnSpec, field: Field, path: Path, source: Source) -> Iterator[Complaint]:
    """Prove what a column says about its values, and to which of several distributions they belong."""
    if isinstance(table, DatasetTable) and table.rows == "distribution":
        yield from refuse(spec, ("part",), say("each row is a distribution already"), path, source)
    yield from prove_column(spec, field, path, source, dealt=is_dealt(table, spec))


def _prove_headings(table: TableSpec | JoinSpec, path: Path, source: Source) -> Iterator[Complaint]:
    """Look for two entries that speak of the same heading; case and the marks of required columns do not count."""
    seen: dict[str, str] = {}
    for heading, spec in table.columns.items():
        if not normalize_heading(heading):
            what = say("“{heading}” is no heading", heading=heading)
            yield source.problem((*path, heading), what, say("Give the column a heading in the sheet."))
            continue
        for name in (heading, *spec.aliases):
            other = seen.setdefault(normalize_heading(name), heading)
            if other != heading:
                what = say("“{name}” is mapped under “{other}” already", name=name, other=other)
                yield source.problem((*path, heading), what, say("Say in one place what becomes of a column."))
                break


def _prove_purpose(table: TableSpec, heading: str, spec: ColumnSpec, path: Path, source: Source) -> Iterator[Complaint]:
    """Only the column of a key needs no purpose; what is ignored is not filled, nor does it count anywhere."""
    is_key = normalize_heading(heading) in map(normalize_heading, table.keys)
    if not (spec.field or spec.release or spec.ignore or is_key):
        what = say("“{heading}”: a column needs exactly one of: field, release, ignore", heading=heading)
        yield source.problem(path, what)
    if spec.ignore:
        useless = ("when",) if is_key else ("fill", "when")
        yield from refuse(spec, useless, say("the column is ignored"), path, source)


def _prove_names(table: TableSpec, known: Mapping[str, Field], path: Path, source: Source) -> Iterator[Complaint]:
    """Hold the fields that the names of sheet and file fill against the fields that there are."""
    for key in ("sheet_name", "file_name"):
        field = getattr(table, key)
        if not field:
            continue
        where = (*path, key)
        yield from _prove_field(field, known, where, source)
        other = next((name for name in ("constants", "computed") if field in getattr(table, name)), "")
        if other or field == "key":
            why = say("the field “{field}” is filled otherwise", field=field)
            what = say("“{key}” does nothing here: {why}", key=key, why=why)
            yield source.problem(where, what, say("Say in one place what fills the field."))


def _prove_field(field: str, known: Iterable[str], path: Path, source: Source) -> Iterator[Complaint]:
    """Hold a field against the canonical ones."""
    if field not in known:
        yield source.unknown(path, say("there is no field “{field}”", field=field), field, known)


def _prove_expression(expression: str, path: Path, source: Source) -> Iterator[Complaint]:
    """Compile an expression, to see whether it is one."""
    try:
        compile_expression(expression)
    except Problem as problem:
        yield source.problem(path, problem.what, problem.remedy)


def _prove_shares(table: TableSpec, path: Path, source: Source) -> Iterator[Complaint]:
    """Hold the headings of filled shares against the columns that are read; an ignored one is not."""
    read = {name: spec for name, spec in table.columns.items() if not spec.ignore}
    names = [*table.keys, *read, *(alias for spec in read.values() for alias in spec.aliases)]
    normal = {normalize_heading(name) for name in names}
    for heading in table.expect.filled:
        if normalize_heading(heading) not in normal:
            what = say("the column “{heading}” is not mapped, so that nobody counts its cells", heading=heading)
            nearest = find_nearest(heading, names)
            remedy = say("Did you mean “{nearest}”?", nearest=nearest) if nearest else _MAP_IT
            yield source.problem((*path, heading), what, remedy)


_MAP_IT = say("Name a column that stands under “columns:”, or the key.")


def _prove_join(
    table: TableSpec, join: JoinSpec, known: Mapping[str, Field], path: Path, source: Source
) -> Iterator[Complaint]:
    """Prove a further table: its columns are proved as others are, but answer no question and number nothing."""
    where = (*path, "columns")
    yield from _prove_headings(join, where, source)
    if not any(spec.field for spec in join.columns.values()):
        what = say("the further table fills no field, so that it does nothing")
        yield source.problem(where, what, say("Write under its “columns:” what its columns mean."))
    for heading, spec in join.columns.items():
        at = (*where, heading)
        yield from _prove_joined(table, spec, known, at, source)
        is_key = normalize_heading(heading) == normalize_heading(join.key)
        if not (spec.field or spec.release or spec.ignore or is_key):
            what = say("“{heading}”: a column needs exactly one of: field, release, ignore", heading=heading)
            yield source.problem(at, what)


def _prove_joined(
    table: TableSpec, spec: ColumnSpec, known: Mapping[str, Field], path: Path, source: Source
) -> Iterator[Complaint]:
    """Prove what one column of a further table fills."""
    if spec.release:
        what = say("a further table answers no release question; only the datasets’ own rows do")
        yield source.problem((*path, "release"), what, say("Put the answers into the table of datasets."))
    if not spec.field:
        yield from refuse(spec, _OF_FIELDS, say("it belongs to a column that fills a field"), path, source)
        return
    wrong = tuple(_prove_field(spec.field, known, (*path, "field"), source))
    yield from wrong or _prove_filling(table, spec, known[spec.field], path, source)
    yield from refuse(spec, ("part",), _OF_THE_ROW, path, source)


_OF_THE_ROW = say("what a further table says holds for the row, not for one of its numbered distributions")
