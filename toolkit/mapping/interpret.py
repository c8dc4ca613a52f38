"""Reads a whole workbook through its mapping: datasets with their distributions, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.mapping.binding import BoundTable, bind_table
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS
from toolkit.mapping.groups import Merged, group_rows, merge_rows, report_repeated
from toolkit.mapping.origins import Origins, RowCells
from toolkit.mapping.parts import (
    ACCESS,
    Part,
    find_incomplete,
    find_repeated_parts,
    list_part_paths,
    read_own_parts,
    read_second,
)
from toolkit.mapping.rows import Row, build_faults, read_rows
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import Answer, Described
from toolkit.model.finding import Place
from toolkit.model.grid import Workbook
from toolkit.model.record import Fault
from toolkit.model.table import Column

_PARTS = "distributions."
"""What a distribution's field begins with among the origins and columns of its dataset."""


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """What a workbook says: its datasets in the sheet's order, and the faults met while reading."""

    mapping: InventoryMapping
    described: tuple[Described, ...]
    faults: tuple[Fault, ...]
    rows: int


def interpret(workbook: Workbook, mapping: InventoryMapping) -> Interpretation:
    """Read all datasets of a workbook.

    Raises Stopped where a sheet, a column or the whole table is missing, Problem where the mapping speaks of a column
    twice or computes from one that is not there.
    """
    bound = bind_table(workbook, mapping.datasets, ROW_FIELDS, mapping)
    spec = mapping.distributions
    second = bind_table(workbook, spec, DISTRIBUTION_FIELDS, mapping, spec.dataset) if spec else None
    reader = _Reader(mapping, bound, second)
    described = tuple(reader.read())
    return Interpretation(mapping, described, tuple(reader.faults), len(bound.table.rows))


class _Reader:
    """Reads one workbook; collects faults on the way."""

    def __init__(self, mapping: InventoryMapping, bound: BoundTable, second: BoundTable | None) -> None:
        self.mapping = mapping
        self.bound = bound
        self.second = second
        self.faults: list[Fault] = []
        self.repeating = mapping.datasets.rows == "distribution"
        self.part_paths = list_part_paths(bound)
        self.columns = _list_columns(bound, second)
        self.managed, self.managed_of_distributions = _list_managed(mapping, bound, second)
        self.answers = _answer_at_once(mapping)

    def read(self) -> Iterator[Described]:
        """Give the datasets in the sheet's order."""
        self._report_unmapped(self.bound)
        rows = self._read_keyed()
        groups: Iterable[list[Row]] = group_rows(rows) if self.repeating else ([row] for row in rows)
        groups = report_repeated(groups, self.bound.key.heading, self.faults)
        parts: dict[str, list[Part]] = {}
        if self.second:
            self._report_unmapped(self.second)
            groups = list(groups)
            parts = read_second(self.second, _list_titles(groups), self.faults)
        for group in groups:
            yield self._describe(group, parts.get(group[0].key, []))

    def _read_keyed(self) -> Iterator[Row]:
        """Read the rows; let those with a key pass and report the others."""
        for row in read_rows(self.bound, _list_fixed(self.mapping)):
            if row.key:
                yield row
            else:
                place = Place(row.key_cell, self.bound.key.heading, "", row.title)
                self.faults.append(Fault("key-missing", place, row.key_text))

    def _report_unmapped(self, bound: BoundTable) -> None:
        """Nothing vanishes: a column that the mapping does not speak of is reported once."""
        sheet, header = bound.table.sheet, bound.table.header_rows[-1]
        for column in bound.unmapped:
            place = Place(sheet.ref(header, column.number), column.heading or column.letters)
            self.faults.append(Fault("column-unmapped", place, column.heading))

    def _describe(self, rows: list[Row], elsewhere: list[Part]) -> Described:
        """Make one dataset of its rows and of its distributions elsewhere."""
        merged = merge_rows(rows, self.columns, self.faults)
        key, title = rows[0].key, str(merged.values.get("title") or "")
        for row in rows:
            if row.met:
                self.faults += build_faults(row, key, title)
        parts = [*read_own_parts(rows, self.part_paths, repeating=self.repeating), *elsewhere]
        left_out = list(find_incomplete(rows, self.part_paths, self.bound, alone=len(rows) == 1 and not parts))
        self.faults += left_out
        column = self.columns.get("distributions.key")
        self.faults += find_repeated_parts(parts, column.heading if column else "", key, title)
        return Described(
            build_dataset(
                self.mapping.inventory,
                key,
                merged.values,
                tuple(build_distribution(part.key, part.values) for part in parts),
            ),
            self.managed,
            self.managed_of_distributions,
            _list_origins(merged, parts),
            self.columns,
            _list_unread(merged, parts, incomplete=bool(left_out)),
            {**self.answers, **merged.answers} if merged.answers else self.answers,
        )


def _list_titles(groups: Iterable[list[Row]]) -> dict[str, str]:
    """Give the titles of the datasets that there are, by key."""
    titles: dict[str, str] = {}
    for row in (row for group in groups for row in group):
        titles[row.key] = titles.get(row.key) or row.title
    return titles


def _list_fixed(mapping: InventoryMapping) -> dict[str, Any]:
    """List the values that hold for the whole inventory."""
    if mapping.organization is None:
        return {}
    return {"organization.name": mapping.organization.name, "organization.title": mapping.organization.title}


def _answer_at_once(mapping: InventoryMapping) -> dict[str, Answer]:
    """Give the answers that hold for the whole inventory.

    A question that the mapping has a column for is asked even where an optional column is missing from the sheet.
    """
    columns = mapping.datasets.columns.values()
    asked: dict[str, Answer] = {spec.release: Answer("unknown") for spec in columns if spec.release}
    return asked | {question: Answer(meaning) for question, meaning in mapping.release.items()}


def _list_origins(merged: Merged, parts: list[Part]) -> Origins:
    """Name the cell of every field, those of distributions under their keys."""
    layers = (
        RowCells(part.row.sheet, part.row.number, part.origins, f"{_PARTS}{part.key}.", part.cell.column)
        for part in parts
    )
    return Origins((*merged.origins, *layers))


def _list_unread(merged: Merged, parts: list[Part], *, incomplete: bool) -> frozenset[str]:
    """Name the fields whose cells were filled but gave no value."""
    if not merged.unread and not incomplete and not any(part.unread for part in parts):
        return frozenset()
    unread = {path.replace(PREFIX, _PARTS, 1) if path.startswith(PREFIX) else path for path in merged.unread}
    unread |= {f"{_PARTS}{part.key}.{path}" for part in parts for path in part.unread}
    if incomplete or any(_PARTS + path in unread for path in ACCESS):
        unread.add(f"{_PARTS}access_url")
    return frozenset(unread)


def _list_managed(
    mapping: InventoryMapping, bound: BoundTable, second: BoundTable | None
) -> tuple[frozenset[str], frozenset[str]]:
    """Tell which canonical fields the mapping steers, for datasets and for distributions."""
    own = {path for path in bound.paths if not path.startswith(PREFIX)}
    parts = {path.removeprefix(PREFIX) for path in bound.paths if path.startswith(PREFIX)}
    return frozenset(own | _list_fixed(mapping).keys()), frozenset(
        {"key"} | parts | (second.paths if second else frozenset())
    )


def _list_columns(bound: BoundTable, second: BoundTable | None) -> dict[str, Column]:
    """Name the column of every field, of the keys and of the release questions.

    A distribution's field is ``distributions.<field>``; where distributions stand in a second table as well, the one in
    the datasets' own rows is ``distribution.<field>``.
    """
    columns = {path.replace(PREFIX, _PARTS, 1): column for path, column in bound.columns.items()}
    columns |= {f"release.{binding.question}": binding.column for binding in reversed(bound.answers)}
    columns["key"] = bound.key
    if second:
        columns |= bound.columns
        columns |= {_PARTS + path: column for path, column in second.columns.items()}
        columns[f"{_PARTS}key"] = second.key
        if second.belongs_to:
            columns[f"{_PARTS}dataset"] = second.belongs_to
    return columns
