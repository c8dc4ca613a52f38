"""Rules for the sheet itself: rows and columns that are left out, hidden, struck through, or have no clear heading."""

from __future__ import annotations

from toolkit.checks.rule import Words, about, on_fault
from toolkit.checks.snippet import build_ignored
from toolkit.model.finding import Severity
from toolkit.model.message import say
from toolkit.model.record import Fault


@on_fault("row-left-out", Severity.NOTE)
def row_left_out(fault: Fault) -> Words:
    """Rows in or around a table are no data and are not read.

    Where the mapping does not say in which row the header stands, the table is found by its headings. Titles and
    remarks above it, rows that explain or number the columns, examples, sums and remarks below it are then left out. So
    that nothing vanishes unnoticed, they are reported. A row with a key and a title is read, whatever else it says.

    If such a row is data after all, give it a key, or name the header's row in the mapping (header: 3): then every row
    below it is read.
    """
    return about(
        fault,
        say("left out, {rows}: {why}", rows=fault.detail, why=fault.expected or ""),
        say("If it is data, give it a key and a title, or name the header's row in the mapping (“header:”)."),
    )


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
    """A row is struck through but is read like every other.

    People strike rows through that no longer hold. Formatting says nothing that a computer could rely on, so the row
    counts: its dataset is published if the release column says so.

    Delete the row, or answer the release column with no; if it still holds, remove the strike-through.
    """
    return about(
        fault,
        say("the row of “{key}” is struck through, but it is read", key=fault.place.key or fault.text),
        say("Delete the row or answer the release with no; if it still holds, remove the strike-through."),
    )


@on_fault("row-hidden", Severity.NOTE)
def row_hidden(fault: Fault) -> Words:
    """Rows are read although they are hidden.

    A filter or a collapsed group hides rows from view, not from Bestand: what is hidden counts like everything else.

    Show the rows and look them through before they are published, or delete them.
    """
    one = say("the row of “{key}” is hidden, but it is read", key=fault.text)
    return about(
        fault,
        say("hidden, but read: {rows}", rows=fault.detail) if fault.detail else one,
        say("Show them and look them through before they are published."),
    )


@on_fault("column-hidden", Severity.NOTE)
def column_hidden(fault: Fault) -> Words:
    """A column that the mapping names is hidden.

    It is read like every other, and what it holds may be published.

    Show the column and look it through; if it must not leave the house, ignore it in the mapping.
    """
    return about(
        fault,
        say("the column “{heading}” is hidden, but it is read", heading=fault.place.heading),
        say("Show it and look it through; if it must stay in the house, ignore it in the mapping."),
    )
