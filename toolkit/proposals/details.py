"""What an entry of the mapping needs besides its field: separators, units, answers, words that no list knows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from toolkit.mapping.dates import parse_date
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS, Field
from toolkit.model.table import Column, Table
from toolkit.proposals.answers import propose_answers
from toolkit.proposals.candidates import Subject
from toolkit.proposals.coverage import know, know_all, list_unknown, share_known
from toolkit.proposals.separator import find_address_separator, find_separator
from toolkit.reading.text import clean


class Details(TypedDict):
    """The keys of ``ColumnProposal`` that depend on the field."""

    split: str
    unit: str
    fill: str
    lookup: dict[str, str | None]
    answers: dict[str, str]
    unanswered: tuple[str, ...]


_UNIT = re.compile(r"[\[(]?\b(?:in )?(KB|MB|GB|Byte|Bytes|B|kByte|MByte)\b[\])]?", re.IGNORECASE)
_UNITS = {"kb": "KB", "kbyte": "KB", "mb": "MB", "mbyte": "MB", "gb": "GB", "byte": "B", "bytes": "B", "b": "B"}
_LASTING = frozenset(
    {"laufend", "fortlaufend", "heute", "offen", "andauernd", "bis heute", "aktuell", "present", "ongoing"}
)
_MOST_UNANSWERED = 100
_ALWAYS = frozenset({";", "\n", "|"})
"""What separates values wherever it stands in many cells; a comma stands within labels too."""

_BETWEEN_LABELS = (";", "|", ",", "/")
_LONGEST_LABELS = 200


def build_details(subject: Subject, target: str) -> Details:
    """Work out the rest of a column's entry for a field."""
    field = ROW_FIELDS.get(target) or DISTRIBUTION_FIELDS.get(target)
    split = _find_split(subject, target, field)
    answers: dict[str, str] = {}
    unanswered: tuple[str, ...] = ()
    if target.startswith("release."):
        answers, unanswered = propose_answers(subject.content.texts, target)
    elif field and field.vocabulary:
        unanswered = list_unknown(subject.content.lines(5000), field.vocabulary, split)
    return Details(
        split=split,
        unit=_find_unit(subject) if field and field.kind == "size" else "",
        fill="" if target.startswith("ignore.") else _find_fill(subject),
        lookup=_list_lasting(subject) if target == "temporal.end" else {},
        answers=answers,
        unanswered=unanswered[:_MOST_UNANSWERED],
    )


def _find_split(subject: Subject, target: str, field: Field | None) -> str:
    """Find what splits the cells of a field that holds several values, or of several addresses."""
    lines = subject.content.lines()
    if target.removeprefix(PREFIX) == "access_url":
        return find_address_separator(lines)
    if not field or not field.many:
        return ""
    if target == "keywords":
        return subject.profile.separator or find_separator(lines, strict=False)
    separator = subject.profile.separator
    if separator in _ALWAYS or (separator and _are_labels(subject, separator, field)):
        return separator
    return _find_label_separator(subject.content.texts, field.vocabulary) if field.vocabulary else ""


def _are_labels(subject: Subject, separator: str, field: Field) -> bool:
    """Tell whether a sign stands between known words, so that splitting is safe."""
    if not field.vocabulary:
        return False
    pieces = [clean(piece) for text in subject.content.texts if separator in text for piece in text.split(separator)]
    return share_known(filter(None, pieces), field.vocabulary) >= 0.6


def _find_label_separator(texts: Iterable[str], vocabulary: str) -> str:
    """Find what stands between labels of a list, be it in one cell only, where no cell is such a label itself.

    >>> _find_label_separator(["Umwelt; Verkehr", "Bildung, Kultur und Sport"], "data-theme")
    ';'
    """
    unknown = [text for text in texts if len(text) <= _LONGEST_LABELS and vocabulary not in know(text)]
    for separator in _BETWEEN_LABELS:
        divided = [text for text in unknown if separator in text]
        if divided and sum(vocabulary in know_all(text, separator) for text in divided) >= 0.6 * len(divided):
            return separator
    return ""


def _find_unit(subject: Subject) -> str:
    """Read a size's unit from the heading: “Dateigröße (KB)”."""
    found = _UNIT.search(subject.column.heading)
    return _UNITS[found[1].casefold()] if found else ""


def _find_fill(subject: Subject) -> str:
    """Tell whether body cells are merged down the column, so that one value holds for several rows."""
    return "merged" if any(_has_merged(table, column) for table, column in subject.parts) else ""


def _has_merged(table: Table, column: Column) -> bool:
    """Tell whether a merged area covers several body rows of a column."""
    rows = set(table.rows)
    return any(
        area.first_column <= column.number <= area.last_column
        and area.first_row in rows
        and any(row in rows for row in range(area.first_row + 1, area.last_row + 1))
        for area in table.sheet.merged
    )


def _list_lasting(subject: Subject) -> dict[str, str | None]:
    """List words that say of a period that it has no end yet."""
    words = [text for text in subject.content.texts if text.casefold() in _LASTING and not parse_date(text).value]
    return dict.fromkeys(words, None)
