"""Reads workbooks through their mapping: datasets with their distributions, and what could not be read."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from toolkit.mapping.assemble import build_dataset, build_distribution, name_series
from toolkit.mapping.binding import bind_tables
from toolkit.mapping.bound import BoundTable
from toolkit.mapping.fields import ADDRESSES, DISTRIBUTION_FIELDS, ROW_FIELDS, is_of_distribution, split_part
from toolkit.mapping.groups import Merged, group_rows, merge_rows, report_repeated
from toolkit.mapping.join import list_further
from toolkit.mapping.leftovers import find_dropped, find_unused, find_unused_shared
from toolkit.mapping.marks import find_further_marks, find_marks, find_skipped, find_unknown
from toolkit.mapping.membership import build_groups, settle_groups
from toolkit.mapping.organizations import build_tree, settle_organization
from toolkit.mapping.origins import Origins, RowCells
from toolkit.mapping.parts import Part, find_incomplete, find_repeated_parts, read_own_parts, read_second
from toolkit.mapping.row import Row, build_faults
from toolkit.mapping.rows import read_rows
from toolkit.mapping.scope import OF_PARTS, Scope, build_scope, list_fixed
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import Answer, Described, Organization
from toolkit.model.finding import Place
from toolkit.model.grid import Workbook
from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.model.record import Fault
from toolkit.model.table import Column


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """What workbooks say: their datasets in the order of the sheets, and the faults met while reading.

    ``rows`` counts the body rows of the tables of datasets, those that the mapping skips included. ``organizations``
    are those that mapping and workbooks tell of, each behind the one above it.
    """

    mapping: InventoryMapping
    described: tuple[Described, ...]
    faults: tuple[Fault, ...]
    rows: int
    organizations: tuple[Organization, ...] = ()


_NONE_BESIDE: Mapping[str, Sequence[Workbook]] = MappingProxyType({})


def interpret(
    workbooks: Workbook | Sequence[Workbook],
    mapping: InventoryMapping,
    beside: Mapping[str, Sequence[Workbook]] = _NONE_BESIDE,
) -> Interpretation:
    """Read all datasets of a workbook, or of several of the same shape as one inventory.

    ``beside`` gives for each file that the mapping names besides (``distributions.file``, ``joins.file``) the
    workbooks of that name, one for each folder.

    Raises Stopped where a sheet, a column or the whole table is missing, Problem where the mapping speaks of a column
    twice or computes from one that is not there.
    """
    given = (workbooks,) if isinstance(workbooks, Workbook) else tuple(workbooks)
    bounds = bind_tables(given, mapping.datasets, ROW_FIELDS, mapping, beside)
    reader = _Reader(mapping, bounds, _bind_second(given, mapping, beside))
    tree = build_tree(mapping, given, reader.faults)
    groups = build_groups(mapping.groups)
    described = tuple(
        settle_groups(settle_organization(one, tree, reader.faults), groups, reader.faults) for one in reader.read()
    )
    rows = sum(len(bound.table.rows) + len(bound.skipped) for bound in bounds)
    return Interpretation(mapping, described, tuple(reader.faults), rows, tuple(tree.organizations.values()))


def list_beside(mapping: InventoryMapping) -> tuple[str, ...]:
    """List the files that a mapping names besides the inventory's own: with its distributions, and to join."""
    second = mapping.distributions
    tables = (mapping.datasets, second) if second else (mapping.datasets,)
    joined = (join.file for table in tables for join in table.joins)
    return tuple(dict.fromkeys(filter(None, (second.file if second else "", *joined))))


def _bind_second(
    given: Sequence[Workbook], mapping: InventoryMapping, beside: Mapping[str, Sequence[Workbook]]
) -> tuple[BoundTable, ...]:
    """Bind the table of distributions, which may stand in a workbook of its own."""
    spec = mapping.distributions
    if spec is None:
        return ()
    if spec.file and not beside.get(spec.file):
        raise Stopped(
            say("the workbook “{file}” with the distributions is missing", file=spec.file),
            say("Put it beside the inventory, or correct “file:” under “distributions:” in the mapping."),
        )
    return bind_tables(beside[spec.file] if spec.file else given, spec, DISTRIBUTION_FIELDS, mapping, beside)


class _Reader:
    """Reads one inventory; collects faults on the way."""

    def __init__(
        self, mapping: InventoryMapping, bounds: tuple[BoundTable, ...], seconds: tuple[BoundTable, ...]
    ) -> None:
        self.mapping = mapping
        self.bounds = bounds
        self.seconds = seconds
        self.faults: list[Fault] = []
        self.repeating = mapping.datasets.rows == "distribution"
        self.scopes: Mapping[BoundTable, Scope] = {bound: build_scope(mapping, bound, seconds) for bound in bounds}
        self.answers = _answer_at_once(mapping)

    def read(self) -> Iterator[Described]:
        """Give the datasets in the order of the sheets."""
        further = list_further((*self.bounds, *self.seconds))
        self._look_at(self.bounds)
        rows = self._read_keyed()
        groups: Iterable[list[Row]] = group_rows(rows) if self.repeating else ([row] for row in rows)
        groups = report_repeated(groups, self.faults)
        parts: dict[str, list[Part]] = {}
        if self.seconds:
            self._look_at(self.seconds)
            groups = list(groups)
            parts = read_second(self.seconds, _list_titles(groups), self.faults)
        self.faults += find_further_marks(further, (*self.bounds, *self.seconds))
        for group in groups:
            yield self._describe(group, parts.get(group[0].key, []))
        every = (*self.bounds, *self.seconds, *further)
        self.faults += (*find_dropped(every), *find_unused(every), *find_unused_shared(every, self.mapping))

    def _look_at(self, bounds: Iterable[BoundTable]) -> None:
        """Report what tables show besides their values, and what of them is left out."""
        for bound in bounds:
            self.faults += find_marks(bound)
            self.faults += find_skipped(bound)
            self.faults += find_unknown(bound)

    def _read_keyed(self) -> Iterator[Row]:
        """Read the rows; let those with a key pass and report the others."""
        fixed = list_fixed(self.mapping)
        for bound in self.bounds:
            for row in read_rows(bound, fixed):
                if row.key:
                    yield row
                else:
                    place = Place(row.key_cell, bound.key.heading, "", row.title)
                    self.faults.append(Fault("key-missing", place, row.key_text))

    def _describe(self, rows: list[Row], elsewhere: list[Part]) -> Described:
        """Make one dataset of its rows and of its distributions elsewhere."""
        scope = self.scopes[rows[0].bound]
        merged = merge_rows(rows, self.faults)
        key, title = rows[0].key, str(merged.values.get("title") or "")
        for row in rows:
            if row.met:
                self.faults += build_faults(row, key, title)
        parts = [*read_own_parts(rows, scope.slots, repeating=self.repeating), *elsewhere]
        left_out = list(find_incomplete(rows, scope.slots, alone=len(rows) == 1 and not parts))
        self.faults += left_out
        column = scope.columns.get(f"{OF_PARTS}key")
        self.faults += find_repeated_parts(parts, column.heading if column else "", key, title)
        return Described(
            build_dataset(
                self.mapping.inventory,
                key,
                name_series(merged.values),
                tuple(build_distribution(part.key, part.values) for part in parts),
            ),
            scope.managed,
            scope.managed_of_distributions,
            _list_origins(merged, parts),
            _list_columns(scope, parts),
            _list_unread(merged, parts, incomplete=bool(left_out)),
            {**self.answers, **merged.answers} if merged.answers else self.answers,
        )


def _list_titles(groups: Iterable[list[Row]]) -> dict[str, str]:
    """Give the titles of the datasets that there are, by key."""
    titles: dict[str, str] = {}
    for row in (row for group in groups for row in group):
        titles[row.key] = titles.get(row.key) or row.title
    return titles


def _answer_at_once(mapping: InventoryMapping) -> dict[str, Answer]:
    """Give the answers that hold for the whole inventory.

    A question that the mapping has a column for is asked even where an optional column is missing from the sheet.
    """
    columns = mapping.datasets.columns.values()
    asked: dict[str, Answer] = {spec.release: Answer("unknown") for spec in columns if spec.release}
    return asked | {question: Answer(meaning) for question, meaning in mapping.release.items()}


def _list_origins(merged: Merged, parts: list[Part]) -> Origins:
    """Name the cell of every field, those of distributions under their keys."""
    layers = (layer for part in parts for layer in _list_layers(part, f"{OF_PARTS}{part.key}."))
    return Origins((*merged.origins, *layers))


def _list_layers(part: Part, prefix: str) -> Iterator[RowCells]:
    """List the rows that fill a distribution: its own, then those of further tables."""
    yield RowCells(part.row.sheet, part.row.number, part.origins, prefix, part.whole)
    for joined in part.joined:
        yield replace(joined, prefix=prefix)


def _list_columns(scope: Scope, parts: list[Part]) -> Mapping[str, Column]:
    """Name the column of every field; distributions with columns of their own have theirs under their keys."""
    own = {f"{OF_PARTS}{part.key}.{field}": column for part in parts for field, column in part.own_columns.items()}
    return ChainMap(own, scope.columns) if own else scope.columns


def _list_unread(merged: Merged, parts: list[Part], *, incomplete: bool) -> frozenset[str]:
    """Name the fields whose cells were filled but gave no value."""
    if not merged.unread and not incomplete and not any(part.unread for part in parts):
        return frozenset()
    of_parts = {split_part(path) for path in merged.unread if is_of_distribution(path)}
    unread = {path for path in merged.unread if not is_of_distribution(path)}
    unread |= {OF_PARTS + field for number, field in of_parts if not number}
    unread |= {f"{OF_PARTS}{part.key}.{path}" for part in parts for path in part.unread}
    if incomplete or any(field in ADDRESSES for _, field in of_parts):
        unread.add(f"{OF_PARTS}access_url")
    return frozenset(unread)
