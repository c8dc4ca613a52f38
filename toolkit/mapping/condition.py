"""Conditions on the rows of a table: which cells count, and which rows are no datasets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from toolkit.mapping.lookup import compile_pattern, fold
from toolkit.mapping.spec import Condition, SkipSpec
from toolkit.model.grid import CellError, Sheet
from toolkit.model.table import Column, Table
from toolkit.reading.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class BoundCondition:
    """A condition with the column that it speaks of; None where an optional column is not in the sheet.

    ``known`` keeps what was told of a cell's text, so that equal texts are compared once.
    """

    column: Column | None
    spec: Condition
    equal: frozenset[str]
    unequal: frozenset[str]
    parts: tuple[str, ...]
    pattern: re.Pattern[str] | None
    nulls: frozenset[str]
    known: dict[str, bool] = field(default_factory=dict)

    def holds(self, sheet: Sheet, row: int) -> bool:
        """Tell whether all that the condition names is so in a row; the column of an absent one is empty.

        Of a cell whose value nobody knows (an error, a formula that was never calculated) no condition holds.
        """
        if self.column is None:
            return self._told("")
        if is_unknown(sheet, row, self.column.number):
            return False
        return self._told(sheet.shown(row, self.column.number))

    def _told(self, shown: str) -> bool:
        """Compare a text that was not met before; equal ones are known."""
        told = self.known.get(shown)
        if told is None:
            told = self.known[shown] = self._compare(clean(shown))
        return told

    def _compare(self, text: str) -> bool:
        """Compare a text with all that the condition names; null words are texts, but fill nothing."""
        folded = text.casefold()
        if (self.equal and folded not in self.equal) or folded in self.unequal:
            return False
        if self.parts and not any(part in folded for part in self.parts):
            return False
        if self.pattern and not self.pattern.fullmatch(text):
            return False
        return self.spec.filled is None or self.spec.filled == bool(folded and folded not in self.nulls)


def is_unknown(sheet: Sheet, row: int, column: int) -> bool:
    """Tell whether nobody knows what a cell says: it shows an error, or its formula was never calculated."""
    value = sheet.value(row, column)
    return isinstance(value, CellError) or (value is None and (row, column) in sheet.uncached)


def bind_condition(spec: Condition, find: Callable[[str], Column | None], nulls: frozenset[str]) -> BoundCondition:
    """Find the column of a condition and prepare the comparing. Raises Problem for a pattern that is none."""
    return BoundCondition(
        find(spec.column),
        spec,
        frozenset(map(fold, spec.is_)),
        frozenset(map(fold, spec.is_not)),
        tuple(map(fold, spec.contains)),
        compile_pattern(spec.regex) if spec.regex else None,
        nulls,
    )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no dataset, the column that says so, and the mapping's reason."""

    row: int
    column: Column | None
    reason: str


def find_skipped(
    table: Table, skips: Iterable[SkipSpec], find: Callable[[str], Column | None], nulls: frozenset[str]
) -> Iterator[Skipped]:
    """List the body rows for which one of the conditions holds, each with the first that does."""
    conditions = [(bind_condition(spec, find, nulls), spec.reason) for spec in skips]
    for row in table.rows if conditions else ():
        first = next(((one, reason) for one, reason in conditions if one.holds(table.sheet, row)), None)
        if first:
            yield Skipped(row, first[0].column, first[1])


def leave_out(table: Table, skipped: Iterable[Skipped]) -> Table:
    """Take rows out of a table's body."""
    rows = {one.row for one in skipped}
    return replace(table, rows=tuple(row for row in table.rows if row not in rows)) if rows else table
