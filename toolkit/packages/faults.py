"""What is wrong with the rows of a data file, told by kind of fault and not cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.model.message import Message, say, say_many

FAULT_LIMIT = 100
"""A file is read until it has shown this many faults."""

_SHOWN = 5
_ORDER = ("unreadable", "heading", "short", "long", "type", "blank", "other")
_KINDS = {
    "scheme-error": "unreadable",
    "format-error": "unreadable",
    "source-error": "unreadable",
    "encoding-error": "unreadable",
    "blank-header": "heading",
    "blank-label": "heading",
    "duplicate-label": "heading",
    "missing-label": "heading",
    "extra-label": "heading",
    "incorrect-label": "heading",
    "unmatched-header": "heading",
    "missing-cell": "short",
    "extra-cell": "long",
    "type-error": "type",
    "blank-row": "blank",
}


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault: the file's name, frictionless' code, the row (counted from 1, the heading included), column, cell.

    ``row`` is None and ``column`` empty where the fault lies in the heading or in the file as a whole. ``note`` is
    frictionless' own remark, in English.
    """

    file: str
    code: str
    row: int | None = None
    column: str = ""
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """All faults of one kind in a file, in one sentence without the file's name, and how they are mended."""

    message: Message
    remedy: Message


def summarize(faults: Sequence[FileFault]) -> tuple[Summary, ...]:
    """Tell each kind of fault once, the gravest first, and whether reading stopped early."""
    told = [Summary(_build_message(kind, group), _remedy(kind)) for kind, group in _group(faults)]
    if len(faults) >= FAULT_LIMIT:
        more = say("reading stopped at fault number {n}; there may be more", n=FAULT_LIMIT)
        told.append(Summary(more, say("Correct the faults named here first, then check again.")))
    return tuple(told)


def _group(faults: Iterable[FileFault]) -> list[tuple[str, list[FileFault]]]:
    """Sort faults by kind, the gravest first; the order within a kind stays."""
    ranked = sorted(faults, key=lambda fault: _ORDER.index(_kind(fault)))
    return [(kind, list(group)) for kind, group in groupby(ranked, key=_kind)]


def _kind(fault: FileFault) -> str:
    """Tell which sentence a fault belongs to."""
    return _KINDS.get(fault.code, "other")


def _build_message(kind: str, faults: Sequence[FileFault]) -> Message:
    """Count the faults of one kind and name the first places."""
    rows = _list(str(fault.row) for fault in faults)
    count = len({fault.row for fault in faults})
    match kind:
        case "unreadable":
            return say("they cannot be read as a table ({note})", note=faults[0].note or faults[0].code)
        case "heading":
            columns = _list(fault.column or "?" for fault in faults)
            return say_many(
                "{n} heading is empty, repeated or not the one expected: {columns}",
                "{n} headings are empty, repeated or not those expected: {columns}",
                len(faults),
                columns=columns,
            )
        case "short":
            return say_many(
                "{n} row has too few cells: {rows}", "{n} rows have too few cells: {rows}", count, rows=rows
            )
        case "long":
            return say_many(
                "{n} row has too many cells: {rows}", "{n} rows have too many cells: {rows}", count, rows=rows
            )
        case "blank":
            return say_many("{n} row is empty: {rows}", "{n} rows are empty: {rows}", count, rows=rows)
        case "type":
            return say_many(
                "{n} cell does not fit the type of its column (row › column › text): {cells}",
                "{n} cells do not fit the type of their column (row › column › text): {cells}",
                len(faults),
                cells=_list(_cell(fault) for fault in faults),
            )
        case _:
            return say_many(
                "{n} further fault (row › column › text): {cells}",
                "{n} further faults (row › column › text): {cells}",
                len(faults),
                cells=_list(_cell(fault) for fault in faults),
            )


def _remedy(kind: str) -> Message:
    """Say how faults of one kind are mended."""
    match kind:
        case "unreadable":
            return say("Open the file, save it again as CSV (UTF-8) or XLSX, and check that it is a table.")
        case "heading":
            return say("Give each column one heading of its own, in one row.")
        case "short" | "long":
            return say("Give each row as many cells as there are headings; put quotes around a text with a delimiter.")
        case "blank":
            return say("Delete the empty rows.")
        case _:
            return say("Correct the cells, or write remarks into a column of their own.")


def _cell(fault: FileFault) -> str:
    """Name one cell.

    >>> _cell(FileFault("b.csv", "type-error", 12, "Höhe", "hoch"))
    '12 › Höhe › hoch'
    """
    return " › ".join(part for part in (str(fault.row or ""), fault.column, fault.text[:40]) if part)


def _list(places: Iterable[str]) -> str:
    """List the first places.

    >>> _list(str(n) for n in range(8))
    '0, 1, 2, 3, 4 …'
    """
    different = list(dict.fromkeys(places))
    return ", ".join(different[:_SHOWN]) + (" …" if len(different) > _SHOWN else "")
