"""Puts the rows of one dataset together: where they repeat its columns they must agree, and what differs is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.mapping.fields import PREFIX
from toolkit.mapping.origins import RowCells
from toolkit.mapping.rows import Row
from toolkit.model.dataset import Answer
from toolkit.model.finding import Place
from toolkit.model.record import Fault
from toolkit.model.table import Column
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
    for row in rows:
        same = groups.setdefault(row.key, [])
        group = _find_group(row, same)
        if group is None:
            same.append([row])
        else:
            group.append(row)
    return sorted((group for same in groups.values() for group in same), key=lambda group: group[0].number)


def _find_group(row: Row, groups: list[list[Row]]) -> list[Row] | None:
    """Find the group that a row continues."""
    if not row.title:
        return groups[-1] if groups else None
    titles = [next((member.title for member in group if member.title), "") for group in groups]
    named = [group for group, title in zip(groups, titles, strict=True) if title == row.title]
    unnamed = [group for group, title in zip(groups, titles, strict=True) if not title]
    return next(iter(named or unnamed), None)


def report_repeated(groups: Iterable[list[Row]], heading: str, faults: list[Fault]) -> Iterator[list[Row]]:
    """Let datasets pass; add a fault for each whose key stands above it already."""
    first: dict[str, str] = {}
    for group in groups:
        row = group[0]
        address = first.setdefault(row.key, row.key_cell.address)
        if address != row.key_cell.address:
            faults.append(
                Fault("key-repeated", Place(row.key_cell, heading, row.key, row.title), row.key, detail=address)
            )
        yield group


def merge_rows(rows: list[Row], columns: Mapping[str, Column], faults: list[Fault]) -> Merged:
    """Take a dataset's values from its first row that has them; add a fault for each row that contradicts."""
    if len(rows) == 1:
        row = rows[0]
        return Merged({**row.assumed, **row.said}, (_cells(row, row.origins, with_key=True),), row.answers, row.unread)
    first: dict[str, Row] = {}
    for row in rows:
        for path in row.said:
            if path.startswith(PREFIX):
                continue
            other = first.setdefault(path, row)
            if other.said[path] != row.said[path]:
                faults.append(_contradict(path, row, other, columns))
    unread = frozenset[str]().union(*(row.unread for row in rows))
    assumed = {path: value for row in reversed(rows) for path, value in row.assumed.items() if path not in unread}
    said = {path: row.said[path] for path, row in first.items()}
    for row in rows:
        for path in row.origins:
            first.setdefault(path, row)
    layers = tuple(
        _cells(row, [path for path, owner in first.items() if owner is row], with_key=row is rows[0]) for row in rows
    )
    return Merged({**assumed, **said}, layers, _merge_answers(rows, columns, faults), unread)


def _cells(row: Row, paths: Iterable[str], *, with_key: bool) -> RowCells:
    """Tell which columns of a row fill these fields of its dataset, those of distributions left out, and its key."""
    columns = {path: row.origins[path] for path in paths if not path.startswith(PREFIX)}
    if with_key:
        columns["key"] = row.key_column
    return RowCells(row.sheet, row.number, columns)


def _contradict(path: str, row: Row, first: Row, columns: Mapping[str, Column]) -> Fault:
    """Say that a cell differs from the first row of its dataset."""
    cell = row.cell(path)
    place = Place(cell, columns[path].heading if path in columns else "", row.key, row.title)
    text = clean(row.sheet.shown(cell.row, cell.column))
    return Fault("rows-differ", place, text, detail=first.cell(path).address)


def _merge_answers(rows: list[Row], columns: Mapping[str, Column], faults: list[Fault]) -> Mapping[str, Answer]:
    """Make an answer unknown where rows of one dataset differ: never guess."""
    answers = dict(rows[0].answers)
    for question, first in rows[0].answers.items():
        other = next((row for row in rows if row.answers[question].meaning != first.meaning), None)
        if other is None:
            continue
        answer = other.answers[question]
        place = Place(answer.cell, columns[f"release.{question}"].heading, other.key, rows[0].title or other.title)
        faults.append(Fault("answers-differ", place, answer.text, detail=first.cell.address if first.cell else ""))
        answers[question] = replace(first, meaning="unknown")
    return answers
