"""Further tables that say more of what a column names: found and bound as any table is, their rows by their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from toolkit.mapping.bound import BoundTable, Further
from toolkit.mapping.cells import fold
from toolkit.mapping.spec import Expect, JoinSpec, TableSpec
from toolkit.model.grid import Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped

Bind: TypeAlias = "Callable[[Sequence[Workbook], TableSpec], tuple[BoundTable, ...]]"
"""Finds a table in workbooks and binds its columns."""


def bind_further(
    workbooks: Sequence[Workbook], joins: Sequence[JoinSpec], beside: Mapping[str, Sequence[Workbook]], bind: Bind
) -> dict[str, list[tuple[JoinSpec, Further]]]:
    """Bind the further tables, for each workbook those of its own or of the workbook beside it.

    ``beside`` gives the workbooks that the mapping names besides, one for each folder. Raises Stopped where one is
    missing or empty, Problem where a column of it answers a question or is split into several distributions.
    """
    bound: dict[str, list[tuple[JoinSpec, Further]]] = {}
    for join in joins:
        known: dict[str, Further] = {}
        for workbook in workbooks:
            source = _find_beside(workbook, join, beside) if join.file else workbook
            if source.name not in known:
                known[source.name] = _bind(source, join, bind)
            bound.setdefault(workbook.name, []).append((join, known[source.name]))
    return bound


def _find_beside(workbook: Workbook, join: JoinSpec, beside: Mapping[str, Sequence[Workbook]]) -> Workbook:
    """Find the workbook that a join names, beside the one that it completes or in a folder below."""
    found = beside.get(join.file, ())
    if not found:
        raise Stopped(
            say("the workbook “{file}”, which the mapping joins, is missing", file=join.file),
            say("Put it beside the inventory, or correct “file:” under “joins:” in the mapping."),
        )
    near = (one for one in found if one.folder.startswith(workbook.folder))
    return min(near, key=lambda one: len(one.folder), default=found[0])


def _bind(workbook: Workbook, join: JoinSpec, bind: Bind) -> Further:
    """Bind one further table. It may have few rows, but an empty one was lost rather than emptied."""
    # The numbers of a form's header were read from letters before, so that they are not validated once more.
    spec = TableSpec.model_construct(
        sheet=join.sheet,
        layout=join.layout,
        header=join.header,
        key=join.key,
        columns=join.columns,
        expect=Expect(min=0),
    )
    tables = bind((workbook,), spec)
    if not any(bound.table.rows for bound in tables):
        where = f"{workbook.name} › {', '.join(join.sheet)}"
        raise Stopped(
            say("{where}: the further table is empty, so that nothing can be joined with it", where=where),
            say("Was the export complete? Else take it out of “joins:” in the mapping."),
        )
    for bound in tables:
        _refuse_several(bound)
    return Further(tables, index_rows(tables))


def _refuse_several(bound: BoundTable) -> None:
    """Refuse what a joined row cannot say: release answers, and several distributions in one cell."""
    columns = [
        *(one.column for one in bound.answers),
        *(one.addresses[0].column for one in bound.deals if one.addresses),
    ]
    if columns:
        raise Problem(
            say("the column “{heading}” of a further table can only fill a field", heading=columns[0].heading),
            say("Take “release” and “split” away from it in the mapping."),
        )


def index_rows(tables: tuple[BoundTable, ...]) -> Mapping[str, Sequence[tuple[BoundTable, int]]]:
    """Put the rows of a further table in order of what their key says; those without a key cannot be meant."""
    rows: dict[str, list[tuple[BoundTable, int]]] = {}
    for table in tables:
        for number in table.table.rows:
            key, _ = table.read_key(number, table.key)
            if key:
                rows.setdefault(fold(key), []).append((table, number))
    return rows
