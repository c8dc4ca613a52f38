"""Holds a mapping against fields, vocabularies and values: what it names must exist before a workbook is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from toolkit.mapping.cells import fold, read_given
from toolkit.mapping.expression import compile_expression
from toolkit.mapping.fields import ADDRESSES, DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS, bare_field
from toolkit.mapping.spec import ColumnSpec, DatasetTable, DistributionTable
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.reading.headingname import normalize_heading
from toolkit.vocabularies.concept import VOCABULARIES

if TYPE_CHECKING:
    from toolkit.mapping.fields import Field
    from toolkit.mapping.source import Path, Source
    from toolkit.mapping.spec import InventoryMapping, TableSpec
    from toolkit.mapping.values import Trouble

_MEANINGS = {
    "publish": ("public", "staff", "nobody", "yes", "no", "unknown"),
    "personal_data": ("yes", "no", "unknown"),
    "approved": ("yes", "no", "unknown"),
}


def prove_mapping(mapping: InventoryMapping, source: Source) -> None:
    """Raise Problem with file and line for the first thing that a mapping names and that cannot be."""
    for question, meaning in mapping.release.items():
        _prove_meaning(question, meaning, ("release", question), source)
    _prove_table(mapping.datasets, ROW_FIELDS, ("datasets",), source)
    if mapping.distributions:
        known = {path: field for path, field in DISTRIBUTION_FIELDS.items() if path != "key"}
        _prove_table(mapping.distributions, known, ("distributions",), source)


def _prove_table(table: TableSpec, known: Mapping[str, Field], path: Path, source: Source) -> None:
    """Prove a table's columns, constants and computed fields."""
    _prove_headings(table, (*path, "columns"), source)
    for heading, spec in table.columns.items():
        where = (*path, "columns", heading)
        _prove_purpose(table, heading, spec, where, source)
        if spec.release:
            _prove_answers(table, spec, where, source)
        if spec.field:
            _prove_field(spec.field, known, (*where, "field"), source)
            _prove_column(table, spec, known[spec.field], where, source)
        else:
            _refuse(spec, ("split", "part", "vocabulary", "lookup", "default", "unit"), _NO_FIELD, where, source)
    _prove_names(table, known, path, source)
    for field, texts in table.constants.items():
        where = (*path, "constants", field)
        _prove_field(field, known, where, source)
        _prove_given(known[field], ColumnSpec(field=field), texts, where, source)
    for field, expression in table.computed.items():
        where = (*path, "computed", field)
        _prove_field(field, known, where, source)
        _prove_expression(expression, where, source)


_NO_FIELD = say("it belongs to a column that fills a field")


def _prove_headings(table: TableSpec, path: Path, source: Source) -> None:
    """Look for two entries that speak of the same heading; case and the marks of required columns do not count."""
    seen: dict[str, str] = {}
    for heading, spec in table.columns.items():
        if not normalize_heading(heading):
            what = say("“{heading}” is no heading", heading=heading)
            raise source.problem((*path, heading), what, say("Give the column a heading in the sheet."))
        for name in (heading, *spec.aliases):
            other = seen.setdefault(normalize_heading(name), heading)
            if other != heading:
                what = say("“{name}” is mapped under “{other}” already", name=name, other=other)
                raise source.problem((*path, heading), what, say("Say in one place what becomes of a column."))


def _prove_purpose(table: TableSpec, heading: str, spec: ColumnSpec, path: Path, source: Source) -> None:
    """Only the column of a key needs no purpose; what is ignored is not filled."""
    is_key = normalize_heading(heading) in map(normalize_heading, table.keys)
    if not (spec.field or spec.release or spec.ignore or is_key):
        what = say("“{heading}”: a column needs exactly one of: field, release, ignore", heading=heading)
        raise source.problem(path, what)
    if spec.ignore and not is_key:
        _refuse(spec, ("fill",), say("the column is ignored"), path, source)


def _prove_names(table: TableSpec, known: Mapping[str, Field], path: Path, source: Source) -> None:
    """Hold the fields that the names of sheet and file fill against the fields that there are."""
    for key in ("sheet_name", "file_name"):
        field = getattr(table, key)
        if not field:
            continue
        where = (*path, key)
        _prove_field(field, known, where, source)
        other = next((name for name in ("constants", "computed") if field in getattr(table, name)), "")
        if other or field == "key":
            why = say("the field “{field}” is filled otherwise", field=field)
            what = say("“{key}” does nothing here: {why}", key=key, why=why)
            raise source.problem(where, what, say("Say in one place what fills the field."))


def _prove_field(field: str, known: Iterable[str], path: Path, source: Source) -> None:
    """Hold a field against the canonical ones."""
    if field not in known:
        raise source.unknown(path, say("there is no field “{field}”", field=field), field, known)


def _prove_column(table: TableSpec, spec: ColumnSpec, field: Field, path: Path, source: Source) -> None:
    """Hold what a column says about its values against the field that it fills."""
    _refuse(spec, ("answers",), say("it belongs to a release column"), path, source)
    _prove_part(table, spec, path, source)
    if not field.many and not _is_dealt(table, spec):
        _refuse(spec, ("split",), say("the field “{field}” holds one value", field=spec.field), path, source)
    if field.kind != "size":
        _refuse(spec, ("unit",), say("the field “{field}” is no size", field=spec.field), path, source)
    if field.kind != "concept":
        what = say("the field “{field}” takes its values from no list", field=spec.field)
        _refuse(spec, ("vocabulary",), what, path, source)
    if spec.vocabulary and spec.vocabulary not in VOCABULARIES:
        what = say("there is no vocabulary “{name}”", name=spec.vocabulary)
        raise source.unknown((*path, "vocabulary"), what, spec.vocabulary, VOCABULARIES)
    _prove_words(spec.lookup, (*path, "lookup"), source)
    plain = spec.model_copy(update={"lookup": {}, "split": ()})
    for word, target in spec.lookup.items():
        if target is not None:
            _prove_given(field, plain, (target,), (*path, "lookup", word), source)
    if spec.default:
        _prove_given(field, plain, (spec.default,), (*path, "default"), source)


def _prove_part(table: TableSpec, spec: ColumnSpec, path: Path, source: Source) -> None:
    """Only columns of distributions that stand in their dataset's one row are numbered."""
    if not spec.field.startswith(PREFIX):
        _refuse(spec, ("part",), say("the field “{field}” is none of a distribution", field=spec.field), path, source)
    if isinstance(table, DatasetTable) and table.rows == "distribution":
        _refuse(spec, ("part",), say("each row is a distribution already"), path, source)


def _is_dealt(table: TableSpec, spec: ColumnSpec) -> bool:
    """Tell whether a split column holds the values of several distributions: they have their addresses in one cell."""
    if not isinstance(table, DistributionTable) and not spec.field.startswith(PREFIX):
        return False
    same = (other for other in table.columns.values() if other.split and other.part == spec.part)
    prefix = "" if isinstance(table, DistributionTable) else PREFIX
    return any(other.field.startswith(prefix) and bare_field(other.field) in ADDRESSES for other in same)


def _refuse(spec: ColumnSpec, keys: Iterable[str], why: Message, path: Path, source: Source) -> None:
    """Refuse keys that would do nothing, for their author expects something of them."""
    for key in keys:
        if getattr(spec, key):
            what = say("“{key}” does nothing here: {why}", key=key, why=why)
            raise source.problem((*path, key), what, say("Take it away, or correct the field."))


def _prove_words(words: Iterable[str], path: Path, source: Source) -> None:
    """Look for two words that are the same but for case and blanks, for they could mean two things."""
    seen: dict[str, str] = {}
    for word in words:
        other = seen.setdefault(fold(word), word)
        if other != word:
            what = say("“{word}” and “{other}” are the same word; case and blanks do not count", word=word, other=other)
            raise source.problem((*path, word), what, say("Keep one of the two."))


def _prove_given(field: Field, spec: ColumnSpec, texts: tuple[str, ...], path: Path, source: Source) -> None:
    """Read a value that the mapping itself gives; it must be as right as a cell's."""
    if not texts or (len(texts) > 1 and not field.many):
        raise source.problem(path, say("the field “{field}” takes one value", field=spec.field))
    _, wrong = read_given(field, spec, texts)
    if wrong:
        raise _unreadable(spec.field, *wrong, path, source)


def _unreadable(field: str, text: str, trouble: Trouble | None, path: Path, source: Source) -> Problem:
    """Say that a value of the mapping's own cannot be read, and what could be."""
    what = say("the mapping's own value “{value}” for “{field}” cannot be read", value=text, field=field)
    if trouble is None:
        return source.problem(path, what, say("Write a value."))
    if trouble.nearest:
        return source.problem(path, what, say("Did you mean: {nearest}?", nearest=", ".join(trouble.nearest)))
    return source.problem(path, what, say("Expected: {expected}.", expected=trouble.expected))


def _prove_answers(table: TableSpec, spec: ColumnSpec, path: Path, source: Source) -> None:
    """Hold answers against their question; an empty cell answers nothing."""
    if isinstance(table, DistributionTable):
        what = say("a release column stands in the table of datasets; a distribution is not released by itself")
        raise source.problem((*path, "release"), what)
    _prove_words(spec.answers, (*path, "answers"), source)
    for word, meaning in spec.answers.items():
        where = (*path, "answers", word)
        if not fold(word):
            what = say("an empty cell answers nothing, and unknown never means public")
            raise source.problem(
                where, what, say("Answer for the whole inventory under “release:” at the top instead.")
            )
        _prove_meaning(str(spec.release), meaning, where, source)


def _prove_meaning(question: str, meaning: str, path: Path, source: Source) -> None:
    """Hold an answer against its question: “public” does not tell whether there are personal data."""
    if meaning not in _MEANINGS[question]:
        what = say("“{meaning}” is no answer to “{question}”", meaning=meaning, question=question)
        raise source.unknown(path, what, meaning, _MEANINGS[question])


def _prove_expression(expression: str, path: Path, source: Source) -> None:
    """Compile an expression, to see whether it is one."""
    try:
        compile_expression(expression)
    except Problem as problem:
        raise source.problem(path, problem.what, problem.remedy) from problem
