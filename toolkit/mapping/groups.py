"""Puts the rows of one dataset together: where they repeat its columns they must agree, and what differs is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.mapping.fields import is_of_distribution
from toolkit.mapping.origins import RowCells, name_beside
from toolkit.mapping.row import Row
from toolkit.model.dataset import Answer
from toolkit.model.finding import Place
from toolkit.model.record import Fault
from toolkit.reading.text import clean


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """What the rows of one dataset say together."""

    values: Mapping[str, Any]
    origins: tuple[RowCells, ...]
    answers: Mapping[str, Answer]
    unread: frozenset[str]


def group_rows(rows: Iterable[Row]) -> list[list[Row]]:
    """Put the rows of each dataset together, in the order of the sheet, where rows repeat their dataset.

    Rows with the same key and title belong to one; a row without a title continues the dataset of its key. Rows with
    the same key and other titles stay apart, so that a key appears in several groups.
    """
    groups: dict[str, list[list[Row]]] = {}
    ordered: list[list[Row]] = []
    for row in rows:
        same = groups.setdefault(row.key, [])
        group = _find_group(row, same)
        if group is None:
            same.append(group := [])
            ordered.append(group)
        group.append(row)
    return ordered


def _find_group(row: Row, groups: list[list[Row]]) -> list[Row] | None:
    """Find the group that a row continues."""
    if not row.title:
        return groups[-1] if groups else None
    titles = [next((member.title for member in group if member.title), "") for group in groups]
    named = [group for group, title in zip(groups, titles, strict=True) if title == row.title]
    unnamed = [group for group, title in zip(groups, titles, strict=True) if not title]
    return next(iter(named or unnamed), None)


def report_repeated(groups: Iterable[list[Row]], faults: list[Fault]) -> Iterator[list[Row]]:
    """Let datasets pass; add a fault for each whose key stands above it already, be it in another sheet."""
    first: dict[str, Row] = {}
    for group in groups:
        row = group[0]
        other = first.setdefault(row.key, row)
        if other is not row:
            place = Place(row.key_cell, row.bound.key.heading, row.key, row.title)
            detail = name_beside(other.key_cell, row.key_cell)
            faults.append(Fault("key-repeated", place, row.key, detail=detail))
        yield group


def merge_rows(rows: list[Row], faults: list[Fault]) -> Merged:
    """Take a dataset's values from its first row that has them; add a fault for each row that contradicts."""
    if len(rows) == 1:
        row = rows[0]
        return Merged({**row.assumed, **row.said}, _list_cells(row, None, with_key=True), row.answers, row.unread)
    first = _find_first(rows, faults)
    unread = frozenset[str]().union(*(row.unread for row in rows))
    assumed = {path: value for row in reversed(rows) for path, value in row.assumed.items() if path not in unread}
    said = {path: row.said[path] for path, row in first.items()}
    for row in rows:
        for path in (*row.origins, *row.joined):
            first.setdefault(path, row)
    layers = tuple(
        layer
        for row in rows
        for layer in _list_cells(row, {path for path, owner in first.items() if owner is row}, with_key=row is rows[0])
    )
    return Merged({**assumed, **said}, layers, _merge_answers(rows, faults), unread)


def _find_first(rows: list[Row], faults: list[Fault]) -> dict[str, Row]:
    """Find for each field the first row that fills it; add a fault for each that contradicts.

    What further tables say counts after the rows' own cells, and contradicts none of them.
    """
    first: dict[str, Row] = {}
    for row in rows:
        for path in row.said:
            if not is_of_distribution(path) and path not in row.joined:
                _settle(path, row, first, faults)
    for row in rows:
        for path in row.joined:
            if path in row.said and not is_of_distribution(path) and path in first.get(path, row).joined:
                _settle(path, row, first, faults)
    return first


def _settle(path: str, row: Row, first: dict[str, Row], faults: list[Fault]) -> None:
    """Let the first row fill a field; a later one that says something else is a fault."""
    other = first.setdefault(path, row)
    if other.said[path] != row.said[path]:
        faults.append(_contradict(path, row, other))


def _list_cells(row: Row, paths: set[str] | None, *, with_key: bool) -> tuple[RowCells, ...]:
    """Tell which cells fill these fields of a row's dataset (None: all), those of distributions left out, and its key.

    What further tables say stands in rows of their own.
    """
    columns = {
        path: column
        for path, column in row.origins.items()
        if (paths is None or path in paths) and not is_of_distribution(path)
    }
    if with_key:
        columns["key"] = row.key_column
    own = RowCells(row.sheet, row.number, columns)
    if not row.joined:
        return (own,)
    joined = (path for path in row.joined if (paths is None or path in paths) and not is_of_distribution(path))
    return (own, *row.list_joined((path, path) for path in joined))


def _contradict(path: str, row: Row, first: Row) -> Fault:
    """Say that a cell differs from the first row of its dataset."""
    owner = row.joined.get(path, row)
    cell, column = row.cell(path), owner.bound.own_columns.get(path)
    place = Place(cell, column.heading if column else "", row.key, row.title)
    return Fault("rows-differ", place, clean(row.shown(path)), detail=name_beside(first.cell(path), cell))


def _merge_answers(rows: list[Row], faults: list[Fault]) -> Mapping[str, Answer]:
    """Make an answer unknown where rows of one dataset differ: never guess."""
    answers = dict(rows[0].answers)
    for question, first in rows[0].answers.items():
        other = next((row for row in rows if _differs(row, question, first)), None)
        if other is None:
            continue
        answer = other.answers.get(question, _SILENT)
        heading = next((one.column.heading for one in other.bound.answers if one.question == question), "")
        place = Place(answer.cell or other.key_cell, heading, other.key, rows[0].title or other.title)
        detail = name_beside(first.cell, place.cell) if first.cell else ""
        faults.append(Fault("answers-differ", place, answer.text, detail=detail))
        answers[question] = replace(first, meaning="unknown")
    return answers


_SILENT = Answer("unknown")


def _differs(row: Row, question: str, first: Answer) -> bool:
    """Tell whether a row answers otherwise; a row of a sheet without that column does not answer."""
    return row.answers.get(question, _SILENT).meaning != first.meaning
