"""Rules for the sheet itself: rows and columns that are left out, hidden, struck through, or have no clear heading."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.checks.snippet import build_ignored
from toolkit.model.finding import Severity
from toolkit.model.message import Message, say
from toolkit.model.record import Fault


@on_fault("row-left-out", Severity.NOTE)
def row_left_out(fault: Fault) -> Words:
    """Rows in or around a table are no data and are not read.

    Where the mapping does not say in which row the header stands, the table is found by its headings. Titles and
    remarks above it, rows that explain or number the columns, examples, sums and remarks below it are then left out; in
    a form, so are columns with help texts and examples. So that nothing vanishes unnoticed, they are reported. A row
    with a key and a title is read, whatever else it says.

    If such a row is data after all, give it a key, or name the header in the mapping (header: 3; in a form header: A):
    then every row below it, or every column behind it, is read.
    """
    return about(
        fault,
        _tell_left_out(fault),
        say(
            "If it is data, give it a key and a title, or name the header in the mapping (“header:”): then everything "
            "behind it is read."
        ),
    )


def _tell_left_out(fault: Fault) -> Message:
    """Say which rows are left out, and why; a reason that names its row says both."""
    why, rows = fault.expected or say("{name}", name=""), fault.detail
    named = dict(why.values).get("row")
    if isinstance(rows, Message) and named is not None and str(dict(rows.values).get("rows")) == str(named):
        return say("left out: {why}", why=why)
    return say("left out, {rows}: {why}", rows=rows, why=why)


@on_fault("heading-repeated", Severity.WARNING)
def heading_repeated(fault: Fault) -> Words:
    """Several columns have the same heading, and the mapping does not say what becomes of each.

    Nobody can tell such columns apart by their names, so that nothing of this one is published. The mapping can name
    the second one with a number behind its heading: “Bemerkung [2]”.

    Rename one of the columns in the sheet, or name each of them in the mapping.
    """
    return about(
        fault,
        say("the heading “{heading}” stands at {cells}, too", heading=fault.text, cells=fault.detail),
        say("Rename one of them, or say in the mapping what becomes of this one:"),
        build_ignored(fault.place.heading),
    )


@on_fault("heading-blank", Severity.WARNING)
def heading_blank(fault: Fault) -> Words:
    """A column holds something but has no heading.

    Nobody knows what it means, so that nothing of it is published. The mapping can name it by its letters in brackets:
    “[D]”; in a form, where fields stand below each other, by the number of its row: “[12]”.

    Give it a heading in the sheet, or empty it.
    """
    letters = fault.place.heading
    in_rows = say("the column {letters} has no heading", letters=letters)
    in_form = say("the row {number} has no heading", number=letters)
    return about(
        fault,
        in_form if letters.isdigit() else in_rows,
        say("Give it a heading in the sheet, empty it, or ignore it with a reason:"),
        build_ignored(f"[{letters}]"),
    )


@on_fault("row-struck", Severity.WARNING)
def row_struck(fault: Fault) -> Words:
    """Rows are struck through but are read like all others.

    People strike rows through that no longer hold. Formatting says nothing that a computer could rely on, so such a row
    counts: its dataset is published if the release column says so.

    Delete the rows, or answer the release column with no; if they still hold, remove the strike-through.
    """
    return about(
        fault,
        say("struck through, but read: {rows}", rows=fault.detail),
        say("Delete them or answer the release with no; if they still hold, remove the strike-through."),
    )


@on_fault("row-hidden", Severity.NOTE)
def row_hidden(fault: Fault) -> Words:
    """Rows are read although they are hidden.

    A filter or a collapsed group hides rows from view, not from Bestand: what is hidden counts like everything else.

    Show the rows and look them through before they are published, or delete them.
    """
    return about(
        fault,
        say("hidden, but read: {rows}", rows=fault.detail),
        say("Show them and look them through before they are published."),
    )


@on_fault("column-hidden", Severity.NOTE)
def column_hidden(fault: Fault) -> Words:
    """Columns that the mapping names are hidden.

    They are read like all others, and what they hold may be published.

    Show them and look them through; if one must not leave the house, ignore it in the mapping.
    """
    one = say("the column “{heading}” is hidden, but it is read", heading=fault.place.heading)
    return about(
        fault,
        say("these columns are hidden, but they are read: {columns}", columns=fault.detail) if fault.detail else one,
        say("Show what is hidden and look it through; if it must stay in the house, ignore it in the mapping."),
    )
