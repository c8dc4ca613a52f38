"""Titles of sections amid the fields of a form, told apart from fields that nobody has filled in."""

from __future__ import annotations

from toolkit.model.message import Message, say
from toolkit.reading.formcolumns import Form
from toolkit.reading.formlabels import KNOWN
from toolkit.reading.formwords import (
    ends_with_colon,
    is_help,
    is_numbered,
    is_prose,
    is_section_title,
    mentions_obligation,
)
from toolkit.reading.words import is_obligation

_COLONS = 0.6
"""The share of fields with a colon from which a text without one is no field."""


def find_sections(form: Form) -> dict[int, Message]:
    """Give the rows that only name a group of the fields below them, and why they are that."""
    openers = _list_openers(form)
    within = sorted(row for row in form.page.rows if form.rows[0] <= row <= form.rows[-1])
    found = {row: _judge(form, row, openers) for row in within}
    return {row: why for row, why in found.items() if why is not None}


def _list_openers(form: Form) -> frozenset[int]:
    """List the first row and those after a gap, if nothing stands beside them and something beside the others."""
    openers = [row for row in form.rows if _follows_gap(form, row) and not (row == form.rows[0] and form.beside(row))]
    others = [row for row in form.rows if row not in openers]
    if len(openers) < 2 or any(map(form.beside, openers)) or sum(map(form.beside, others)) < 0.8 * len(others):
        return frozenset()
    return frozenset(openers)


def _follows_gap(form: Form, row: int) -> bool:
    """Tell whether a row is the first of the form, or the one above it is empty."""
    return row == form.rows[0] or row - 1 not in form.page.rows


def _judge(form: Form, row: int, openers: frozenset[int]) -> Message | None:
    """Say why a row is a section's title; None for a field, filled in or not."""
    if form.beside(row):
        return say("it names columns of its own") if _names_columns(form, row) else None
    if _is_merged(form, row):
        return say("it is merged across the fields and their values")
    if not form.label(row):
        return None if _is_group(form, row) else say("it stands alone amid the fields")
    if row in openers:
        return say("nothing stands beside it, and above it there is a gap")
    return _judge_label(form, row)


def _judge_label(form: Form, row: int) -> Message | None:
    """Say why a label with nothing beside it is a section's title."""
    text = form.label(row)
    if is_prose(text) and is_help(text) and len(form.page.rows[row]) == 1:
        return say("it explains a field, and nothing stands beside it")
    if not ends_with_colon(text) and sum(ends_with_colon(form.label(other)) for other in form.rows) >= _COLONS * len(
        form.rows
    ):
        return say("no colon stands behind it, as behind the fields")
    unknown = form.page.known(text) < KNOWN
    others = [other for other in form.rows if other != row]
    usual = sum(map(form.beside, others)) >= 0.8 * len(others)  # that something stands beside a label
    gap = _follows_gap(form, row)
    if is_numbered(text) and sum(is_numbered(form.label(other)) for other in others) < len(others) / 2:
        return say("it is numbered, and the fields are not")
    if unknown and is_section_title(text) and (usual or gap):
        return say("it reads like a title of the fields below it")
    if _is_bold(form, row) and (unknown or (usual and gap)):
        return say("it is bold, and the fields are not")
    if _lacks_help(form, row, gap=gap):
        return say("neither a value nor any help stands beside it")
    if gap and unknown and usual:
        return say("nothing stands beside it, and above it there is a gap")
    return None


def _names_columns(form: Form, row: int) -> bool:
    """Tell whether a row heads a small table amid the fields: another heading stands in the column of obligations."""
    texts = [form.page.text(row, one.number) for one in form.columns if one.kind == "obligation" and one.why]
    others = [text for text in texts if text and not is_obligation(text)]
    return any(" " not in text or form.page.known(text) >= KNOWN for text in others if not mentions_obligation(text))


def _lacks_help(form: Form, row: int, *, gap: bool) -> bool:
    """Tell whether a row has no help beside it where most other fields have; without a gap above, where all have."""
    helps = {one.number for one in form.columns if one.number > form.labels.column and one.why is not None}
    helped = [other for other in form.rows if helps & set(form.page.rows[other])]
    filled = [other for other in form.rows if form.beside(other)]
    return row not in helped and len(helped) >= 0.6 * len(form.rows) and (gap or len(helped) == len(filled))


def _is_merged(form: Form, row: int) -> bool:
    """Tell whether a row's only text reaches from the labels into the columns beside them."""
    first = min((column.number for column in form.columns if column.number > form.labels.column), default=0)
    return len(form.page.rows[row]) == 1 and any(
        area.first_row == row and area.first_column <= form.labels.column and area.last_column >= first > 0
        for area in form.page.sheet.merged
    )


def _is_group(form: Form, row: int) -> bool:
    """Tell whether a row without a label begins a group that is merged with fields below it."""
    return any(
        area.first_row == row and area.first_column in form.groups and area.last_row > row
        for area in form.page.sheet.merged
    )


def _is_bold(form: Form, row: int) -> bool:
    """Tell whether a label is bold where most are not."""
    column, bold = form.labels.column, form.page.sheet.bold
    return (row, column) in bold and sum((other, column) in bold for other in form.rows) <= 0.4 * len(form.rows)
