"""Finds the words in a table that its mapping does not cover: in coded fields and in answers to release questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.mapping.bound import AnswerBinding
from toolkit.mapping.cells import build_reader, fold
from toolkit.mapping.dates import is_day
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS, Field
from toolkit.mapping.headings import find_columns, list_names
from toolkit.mapping.lookup import merge_lookups
from toolkit.mapping.spec import APPROVALS, ColumnSpec, DistributionTable, InventoryMapping, Lookup, TableSpec
from toolkit.model.grid import CellError, CellRef, CellValue
from toolkit.model.table import Column, Table
from toolkit.proposals.yamltext import write_entry, write_scalar
from toolkit.reading.headingname import list_counted
from toolkit.reading.text import clean

_MOST_IN_SNIPPET = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A text that nothing covers, the cells that say it, and the words of the list that come near."""

    text: str
    cells: tuple[CellRef, ...]
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Uncovered:
    """What a column says that its mapping does not cover, commonest first; ``snippet`` is what to write there."""

    name: str
    column: Column
    target: str
    words: tuple[Word, ...]
    snippet: str


_Reader = Callable[[CellValue, str], Iterator[tuple[str, tuple[str, ...]]]]
"""Gives the words of a cell that nothing covers, each with what comes near."""


def find_uncovered(mapping: InventoryMapping, spec: TableSpec, table: Table) -> Iterator[Uncovered]:
    """Give the columns with words that nothing covers."""
    known = DISTRIBUTION_FIELDS if isinstance(spec, DistributionTable) else ROW_FIELDS
    nulls, counted = frozenset(map(fold, mapping.nulls)), list_counted(list_names(spec))
    for name, column_spec in spec.columns.items():
        columns = [one for alias in (name, *column_spec.aliases) for one in find_columns(table, alias, counted)]
        shared = merge_lookups(mapping.lookups, column_spec.field, in_distributions=known is DISTRIBUTION_FIELDS)
        reader = _read_answers(column_spec, nulls) or _read_concepts(column_spec, known, nulls, shared)
        if len(columns) != 1 or reader is None:
            continue
        words = _collect(table, columns[0], reader)
        if words:
            target = column_spec.field or f"release.{column_spec.release}"
            yield Uncovered(name, columns[0], target, words, _write_snippet(name, column_spec, words))


def _collect(table: Table, column: Column, reader: _Reader) -> tuple[Word, ...]:
    """Read a column's cells; equal words are put together."""
    met: dict[str, tuple[list[CellRef], str, tuple[str, ...]]] = {}
    sheet = table.sheet
    for row in table.rows:
        value = sheet.value(row, column.number)
        if value is None or isinstance(value, CellError):
            continue
        for text, nearest in reader(value, sheet.shown(row, column.number)):
            met.setdefault(fold(text), ([], text, nearest))[0].append(sheet.ref(row, column.number))
    words = [Word(text, tuple(cells), nearest) for cells, text, nearest in met.values()]
    return tuple(sorted(words, key=lambda word: -len(word.cells)))


def _read_concepts(
    spec: ColumnSpec, known: Mapping[str, Field], nulls: frozenset[str], shared: Lookup
) -> _Reader | None:
    """Prepare reading a coded field with the words that hold for it everywhere; None where the column fills none."""
    field = known.get(spec.field)
    if field is None or field.kind != "concept":
        return None
    reader = build_reader(field, spec, nulls, shared)

    def read(value: CellValue, shown: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        _, troubles = reader.read(shown if reader.reads_as_shown else value)
        for trouble in troubles:
            yield clean(trouble.text or shown), trouble.nearest

    return read


def _read_answers(spec: ColumnSpec, nulls: frozenset[str]) -> _Reader | None:
    """Prepare reading answers; None where the column asks nothing."""
    if spec.release is None:
        return None
    meanings = {fold(word): meaning for word, meaning in spec.answers.items()}
    binding = AnswerBinding(Column(1, ("",)), spec.release, meanings)

    def read(value: CellValue, shown: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        text = clean(shown)
        covered = not text or fold(text) in nulls or fold(text) in meanings or binding.meaning(text) != "unknown"
        if not covered and not (spec.release in APPROVALS and is_day(value)):
            yield text, ()

    return read


def _write_snippet(name: str, spec: ColumnSpec, words: tuple[Word, ...]) -> str:
    """Write the lines that would cover the words; … stands for what nobody can guess."""
    key, unsaid = ("answers", "unknown") if spec.release else ("lookup", "…")
    lines = (
        write_entry(4, word.text, write_scalar(word.nearest[0] if word.nearest else unsaid))
        for word in words[:_MOST_IN_SNIPPET]
    )
    return "\n".join([write_entry(0, name), f"  {key}:", *lines])
