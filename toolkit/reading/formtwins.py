"""Forms of the same fields on several sheets: what says the same on each of them is part of the form, no record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from toolkit.model.message import say
from toolkit.model.table import LeftOut, Table
from toolkit.reading.sorting import shorten
from toolkit.reading.wanted import normalize

_FEWEST = 3


def leave_out_same(forms: Iterable[Table]) -> Mapping[Table, Table]:
    """Give the forms anew that have a column which says the same on every sheet with these fields.

    A form keeps its columns where none of them would remain.
    """
    by_fields: dict[tuple[str, ...], list[Table]] = {}
    for form in forms:
        by_fields.setdefault(tuple(normalize(column.heading) for column in form.columns), []).append(form)
    return {old: new for twins in by_fields.values() if len(twins) > 1 for old, new in _compare(twins)}


def _compare(twins: Sequence[Table]) -> Iterator[tuple[Table, Table]]:
    """Compare forms of the same fields column by column."""
    texts = [{record: _read_record(form, record) for record in form.rows} for form in twins]
    shared = [
        record
        for record, held in texts[0].items()
        if sum(map(bool, held)) >= _FEWEST and all(other.get(record) == held for other in texts[1:])
    ]
    if shared and all(set(form.rows) - set(shared) for form in twins):
        yield from ((form, _leave_out(form, shared)) for form in twins)


def _read_record(form: Table, record: int) -> tuple[str, ...]:
    """Give what stands in a column of a form, field by field."""
    return tuple(form.sheet.shown(record, column.number) for column in form.columns)


def _leave_out(form: Table, records: Sequence[int]) -> Table:
    """Take columns out of a form's records."""
    why = say("it says the same on every sheet")
    left = [
        LeftOut((record,), "guidance", why, shorten(next(filter(None, _read_record(form, record)), "")), "columns")
        for record in records
    ]
    rows = tuple(record for record in form.rows if record not in records)
    return replace(form, rows=rows, left_out=(*form.left_out, *left))
