"""Tells whether a dataset's columns repeat in a row for each of its distributions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from toolkit.model.message import Message, say, say_many
from toolkit.proposals.candidates import Subject
from toolkit.proposals.context import Ranked
from toolkit.reading.text import clean

_DIFFER = ("distribution.access_url", "distribution.download_url", "distribution.path", "distribution.format",
           "distribution.title", "distribution.key", "landing_page")  # fmt: skip
_LEAST_HEARD = 0.6
_LEAST_MERGED = 2


def read_cells(subject: Subject) -> list[str]:
    """Give a column's text row by row, over all blocks."""
    return [clean(table.sheet.shown(row, column.number)) for table, column in subject.parts for row in table.rows]


def explain_repeats(subjects: Sequence[Subject], weighed: Mapping[str, Ranked]) -> Message | None:
    """Say how many datasets have several rows; None where a row is a dataset.

    Rows repeat a dataset where the same key stands with the same title, and addresses, formats or resource titles
    differ. A key that repeats with other titles is a mistake of the sheet.
    """
    key, title = (_find(subjects, weighed, target) for target in ("key", "title"))
    lead = key or title
    varying = [one for one in subjects if one is not lead and _means(one, weighed, _DIFFER)]
    if lead and varying and (merged := _count_merged(lead, steady=[one for one in subjects if one is not lead])):
        return say_many(
            "{n} cell of “{heading}” is merged over several rows, each with a file of its own",
            "{n} cells of “{heading}” are merged over several rows each, with a file of its own in each row",
            merged,
            heading=lead.name,
        )
    if lead is None or not varying or lead.profile.distinct > 0.9 * lead.profile.filled or lead.profile.filled < 3:
        return None
    several = _group_rows(lead)
    steady = [title] if key and title else [one for one in subjects if one is not lead and _is_steady(one, weighed)]
    agreeing = _keep_agreeing(several, [read_cells(one) for one in steady])
    if not several or len(agreeing) < 0.8 * len(several):
        return None
    cells = [read_cells(one) for one in varying]
    differing = [rows for rows in agreeing if any(len({column[row] for row in rows}) == len(rows) for column in cells)]
    if len(differing) < 0.6 * len(several):
        return None
    return say_many(
        "{n} value of “{heading}” stands in several rows whose addresses or formats differ",
        "{n} values of “{heading}” stand in several rows each, whose addresses or formats differ",
        len(differing),
        heading=lead.name,
    )


def _count_merged(lead: Subject, steady: Sequence[Subject]) -> int:
    """Count the cells of the leading column that are merged over several rows, as those of another column are too.

    0 where they are too few, or where such rows are not those of datasets.
    """
    spans = _list_spans(lead)
    shared = any(len(spans & _list_spans(one)) >= 0.8 * len(spans) for one in steady)
    return len(spans) if len(spans) >= _LEAST_MERGED and shared else 0


def _list_spans(subject: Subject) -> set[tuple[str, int, int]]:
    """List the rows that merged cells of a column span, with the name of the sheet."""
    bodies = [(table, column, frozenset(table.rows)) for table, column in subject.parts]
    return {
        (table.sheet.name, area.first_row, area.last_row)
        for table, column, rows in bodies
        for area in table.sheet.merged
        if area.first_column == area.last_column == column.number
        and area.first_row < area.last_row
        and {area.first_row, area.last_row} <= rows
    }


def _group_rows(lead: Subject) -> list[list[int]]:
    """List the rows of each value that stands in several rows."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(read_cells(lead)):
        if text:
            groups[text].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]


def _keep_agreeing(groups: Sequence[list[int]], columns: Sequence[list[str]]) -> list[list[int]]:
    """Keep the groups of rows in which three quarters of the columns say one thing; empty cells say nothing."""
    return [
        rows
        for rows in groups
        if sum(len({cells[row] for row in rows if cells[row]}) <= 1 for cells in columns) >= 0.75 * len(columns)
    ]


def _is_steady(subject: Subject, weighed: Mapping[str, Ranked]) -> bool:
    """Tell whether a column describes the dataset, so that it must repeat with it."""
    ranked = weighed[subject.name]
    return (
        bool(ranked)
        and subject.hearing >= _LEAST_HEARD
        and not ranked[0].target.startswith(("distribution.", "ignore."))
    )


def _find(subjects: Sequence[Subject], weighed: Mapping[str, Ranked], target: str) -> Subject | None:
    """Find the column whose heading means a target surest."""
    found = [
        (heard.score, one)
        for one in subjects
        for heard in one.heard[:2]
        if heard.target == target and heard.score >= _LEAST_HEARD and _means(one, weighed, (target, "ignore.counter"))
    ]
    return max(found, key=lambda pair: (pair[0], pair[1].name))[1] if found else None


def _means(subject: Subject, weighed: Mapping[str, Ranked], targets: Sequence[str]) -> bool:
    """Tell whether one of a column's likeliest meanings is among some targets."""
    return any(one.target in targets for one in weighed[subject.name][:2])


def say_rows(reason: Message) -> Message:
    """Say that rows are distributions, and why."""
    return say("a dataset has a row for each of its distributions: {reason}", reason=reason)
