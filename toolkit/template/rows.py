"""Datasets as the rows of a template: the opposite of the mapping that reads the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from toolkit.mapping.bound import AnswerBinding
from toolkit.mapping.cells import CellReader, build_reader, fold
from toolkit.mapping.fields import COMPOSED, DATASET_FIELDS, DISTRIBUTION_FIELDS, Field
from toolkit.mapping.lookup import merge_lookups
from toolkit.mapping.spec import InventoryMapping, TableSpec
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.entry import is_empty
from toolkit.model.message import Message, say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED, read_path
from toolkit.model.release import Audience, Release
from toolkit.model.table import Column as SheetColumn
from toolkit.patch.patch import NewCell
from toolkit.template.celltext import write_answer, write_cell
from toolkit.template.embedded import build_mapping_text, parse_embedded
from toolkit.template.layout import Column, Layout, Table

Row: TypeAlias = "dict[str, NewCell]"
"""One row: heading -> value."""

Given: TypeAlias = "Described | tuple[Dataset, Release]"
"""A dataset that was read from a sheet, with its answers, or one with the decision on who may see it."""

_WITHOUT_CELLS = frozenset({"checksum"})
"""What no sheet says and nobody misses there: reading a file finds it out."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that the workbook cannot say: of which dataset (``key``) and distribution (``part``), and why."""

    key: str
    part: str
    path: str
    value: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of both sheets, and what they cannot say."""

    datasets: tuple[Row, ...]
    distributions: tuple[Row, ...]
    unsaid: tuple[Unsaid, ...] = ()


def build_rows(datasets: Sequence[Given], layout: Layout) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Write datasets as rows of datasets and rows of distributions; what cannot be said is left out.

    Reading them back through the template's own mapping gives the same canonical values.
    """
    rows = write_rows(datasets, layout)
    return rows.datasets, rows.distributions


def write_rows(datasets: Iterable[Given], layout: Layout) -> Rows:
    """Write datasets as rows, and name what cannot be said. Raises Problem for a layout that is no template."""
    return RowWriter(layout).write_all(datasets)


def list_unusable_keys(layout: Layout) -> frozenset[str]:
    """Name all texts that a key may not be, for a row with such a key would not be read: none of a dataset's."""
    mapping = parse_embedded(build_mapping_text(layout), layout.title or layout.inventory)
    words = (
        word for table in (mapping.datasets, mapping.distributions) if table for one in table.skip for word in one.is_
    )
    return frozenset(map(fold, (*mapping.nulls, *words)))


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """One sheet: how each of its columns is read."""

    table: Table
    readers: Mapping[str, CellReader] = field(default_factory=dict)
    answers: Mapping[str, AnswerBinding] = field(default_factory=dict)

    @classmethod
    def build(cls, spec: TableSpec, known: Mapping[str, Field], mapping: InventoryMapping, table: Table) -> _Sheet:
        """Prepare the columns of a sheet, each by its heading."""
        nulls = frozenset(map(fold, mapping.nulls))
        second = known is DISTRIBUTION_FIELDS
        readers: dict[str, CellReader] = {}
        answers: dict[str, AnswerBinding] = {}
        for heading, column in spec.columns.items():
            if column.field:
                shared = merge_lookups(mapping.lookups, column.field, in_distributions=second)
                readers[heading] = build_reader(known[column.field], column, nulls, shared)
            elif column.release:
                meanings = {fold(word): what for word, what in column.answers.items()}
                answers[heading] = AnswerBinding(SheetColumn(1, (heading,)), column.release, meanings)
        return cls(table, readers, answers)


class RowWriter:
    """Writes datasets as rows of one layout; preparing it takes longer than writing a hundred rows."""

    def __init__(self, layout: Layout) -> None:
        mapping = parse_embedded(build_mapping_text(layout), layout.title or layout.inventory)
        self.layout = layout
        self.datasets = _Sheet.build(mapping.datasets, DATASET_FIELDS, mapping, layout.datasets)
        second = mapping.distributions
        self.distributions = (
            _Sheet.build(second, DISTRIBUTION_FIELDS, mapping, layout.distributions) if second else None
        )

    def write_all(self, datasets: Iterable[Given]) -> Rows:
        """Write datasets, and name what cannot be said."""
        of_datasets: list[Row] = []
        of_distributions: list[Row] = []
        unsaid: list[Unsaid] = []
        for given in datasets:
            row, rows, left = self.write(given)
            of_datasets.append(row)
            of_distributions += rows
            unsaid += left
        return Rows(tuple(of_datasets), tuple(of_distributions), tuple(unsaid))

    def write(self, given: Given) -> tuple[Row, list[Row], list[Unsaid]]:
        """Write a dataset, its distributions, and what they cannot say."""
        dataset = given.dataset if isinstance(given, Described) else given[0]
        row: Row = {self.datasets.table.key: dataset.key}
        unsaid = list(self._fill(row, self.datasets, dataset, dataset.key, ""))
        row |= self._answer(given)
        rows: list[Row] = []
        for part in dataset.distributions:
            one, left = self._write_part(dataset, part)
            rows += [one] if one else []
            unsaid += left
        return row, rows, unsaid

    def _write_part(self, dataset: Dataset, part: Distribution) -> tuple[Row | None, list[Unsaid]]:
        """Write a distribution; None where the template has no sheet for any."""
        if self.distributions is None:
            reason = say("the workbook has no sheet of distributions")
            return None, [Unsaid(dataset.key, part.key, "distributions", part.title or part.key, reason)]
        table = self.distributions.table
        row: Row = {table.dataset: dataset.key, table.key: part.key}
        return row, list(self._fill(row, self.distributions, part, dataset.key, part.key))

    def _fill(self, row: Row, sheet: _Sheet, thing: Dataset | Distribution, key: str, part: str) -> Iterator[Unsaid]:
        """Fill the columns of a row, and give what no column can say."""
        said: set[str] = set()
        for column in sheet.table.columns:
            reader = sheet.readers.get(column.heading)
            if reader is None or column.heading == sheet.table.key:
                said |= {column.path}
                continue
            said |= {column.path, *COMPOSED.get(column.path, ())}
            value = _read(thing, column.path)
            if is_empty(value):
                continue
            written = write_cell(reader, value, self.layout.language)
            if written.cell is not None:
                row[column.heading] = written.cell
            for left in written.left:
                yield Unsaid(key, part, column.path, str(left), written.reason or say("no cell can say it"))
        yield from _list_without_column(thing, said, key, part)

    def _answer(self, given: Given) -> Row:
        """Answer the questions of the release that have a column."""
        answers = _list_answers(given)
        row: Row = {}
        for heading, binding in self.datasets.answers.items():
            meaning = answers.get(binding.question, "")
            word = write_answer(binding, meaning) if meaning else None
            if word is not None:
                row[heading] = _spell(word, self.layout.datasets.columns, heading)
        return row


def _spell(word: str, columns: Iterable[Column], heading: str) -> str:
    """Write an answer as the column's drop-down list does."""
    offered = next((column.choices for column in columns if column.heading == heading), ())
    return next((one for one in offered if fold(one) == fold(word)), word)


def _list_answers(given: Given) -> Mapping[str, str]:
    """Give the answers to write: those of the sheet, or those that lead to the decision.

    What everybody sees already holds no personal data, or should not be there. Of what only staff see nobody has said
    that: that answer stays open, so that nothing becomes public by another one alone.
    """
    if isinstance(given, Described):
        return {question: answer.meaning for question, answer in given.answers.items()}
    match given[1].audience:
        case Audience.PUBLIC:
            return {"publish": "public", "personal_data": "no"}
        case Audience.STAFF:
            return {"publish": "staff"}
        case _:
            return {"publish": "nobody"}


def _read(thing: Dataset | Distribution, path: str) -> Any:
    """Read a value as the column of a path gives it; a period and a place in one cell are read together."""
    if path not in COMPOSED:
        return read_path(thing, path)
    parts = tuple(str(read_path(thing, one) or "") for one in COMPOSED[path])
    return parts if any(parts) else None


def _list_without_column(thing: Dataset | Distribution, said: set[str], key: str, part: str) -> Iterator[Unsaid]:
    """List the values for which there is no column."""
    paths = (*DATASET_PATHS, *STRUCTURED) if isinstance(thing, Dataset) else DISTRIBUTION_PATHS
    for path in paths:
        if path in said or path in _WITHOUT_CELLS or path == "key":
            continue
        value = read_path(thing, path)
        if not is_empty(value):
            reason = say("the workbook has no column for it")
            shown = "; ".join(value) if isinstance(value, tuple) else str(value)
            yield Unsaid(key, part, path, shown, reason)
