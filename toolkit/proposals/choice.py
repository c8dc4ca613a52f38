"""Tells how well a mapping fits a workbook, so that the one can be found that was made for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.mapping.headings import find_columns, list_names
from toolkit.mapping.spec import InventoryMapping, TableSpec
from toolkit.model.message import Message, say
from toolkit.model.survey import Survey
from toolkit.model.table import Table
from toolkit.reading.headingname import list_counted

ENOUGH = 0.8
"""The share of a mapping's required headings that a table must have to be taken for the one it was made for."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How many of the headings that a mapping requires a table has, and which it lacks; ``table`` is the best one."""

    found: int
    required: int
    missing: tuple[str, ...] = ()
    table: Table | None = None

    @property
    def share(self) -> float:
        """The share of required headings that were found, 0 to 1."""
        return self.found / self.required if self.required else 0.0

    @property
    def why(self) -> Message:
        """Say how well it fits."""
        if self.table is None:
            return say("none of its sheets is there")
        return say(
            "{found} of the {required} headings that it needs stand on the sheet “{sheet}”",
            found=self.found,
            required=self.required,
            sheet=self.table.sheet.name,
        )


def fit(mapping: InventoryMapping, survey: Survey, *, any_sheet: bool = False) -> Fit:
    """Hold a mapping's table of datasets against the tables that were found on the sheets that it names.

    A table on another sheet does not count, since the mapping could not read it; ``any_sheet`` holds for text files,
    whose only sheet has no name of its own.
    """
    wanted = {_fold(name) for name in mapping.datasets.sheet}
    layout = mapping.datasets.layout
    tables = [table for table in survey.tables if (any_sheet or _fold(table.sheet.name) in wanted)]
    tables = [table for table in tables if table.layout == layout]
    fits = (fit_table(mapping.datasets, table) for table in tables)
    return max(fits, key=lambda one: one.found, default=Fit(0, len(list_required(mapping.datasets))))


def fit_table(spec: TableSpec, table: Table) -> Fit:
    """Hold the headings that a table of a mapping needs against those of a table."""
    required, counted = list_required(spec), list_counted(list_names(spec))
    missing = tuple(names[0] for names in required if not any(find_columns(table, name, counted) for name in names))
    return Fit(len(required) - len(missing), len(required), missing, table)


def list_required(spec: TableSpec) -> list[tuple[str, ...]]:
    """List the columns that must be there, each with its aliases: keys, fields and release questions."""
    names = {name: (name, *column.aliases) for name, column in spec.columns.items() if _is_required(spec, name)}
    return [*(names.pop(key, (key,)) for key in dict.fromkeys(spec.keys)), *names.values()]


def _is_required(spec: TableSpec, name: str) -> bool:
    column = spec.columns[name]
    return not (column.optional or column.ignore) or name in spec.keys


def choose_best(
    mappings: Mapping[str, InventoryMapping], survey: Survey, *, any_sheet: bool = False
) -> tuple[str, Fit] | None:
    """Choose the mapping that fits best, by name; None where none fits well enough, or two fit equally well."""
    fits = ((name, fit(mapping, survey, any_sheet=any_sheet)) for name, mapping in mappings.items())
    good = sorted((one for one in fits if one[1].share >= ENOUGH), key=lambda one: _rank(one[1]), reverse=True)
    if not good or (len(good) > 1 and _rank(good[0][1]) == _rank(good[1][1])):
        return None
    return good[0]


def _rank(one: Fit) -> tuple[float, int]:
    return one.share, one.found


def _fold(name: str) -> str:
    return name.strip().casefold()
