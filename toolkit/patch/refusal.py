"""What is said when a workbook, or one of its cells, cannot be changed in a copy."""

from __future__ import annotations

from toolkit.model.grid import CellRef, Position
from toolkit.model.message import Message, quote, say
from toolkit.model.problem import Problem

_SAVE_AGAIN = say("Open it in Excel or LibreOffice, save it as a new Excel workbook (.xlsx), and try again with that.")


def unsuitable(name: str) -> Problem:
    """Say that a workbook's parts are put together in a way that no copy with changes can be made of it."""
    return Problem(
        say("{file} cannot be copied with changes: its parts are put together in an unusual way", file=name),
        _SAVE_AGAIN,
    )


def strict(name: str) -> Problem:
    """Say that a workbook is of the strict kind (ECMA-376 part 1, where all names of the format are others)."""
    return Problem(
        say("{file} is saved as a “Strict Open XML Spreadsheet”, of which no copy with changes can be made", file=name),
        say("Save it in Excel as “Excel Workbook (.xlsx)”, not as “Strict Open XML Spreadsheet”, and try again."),
    )


def unknown_sheet(name: str, sheet: str) -> Problem:
    """Say that a workbook has no such sheet with cells."""
    return Problem(
        say("{file} has no sheet {sheet} with cells", file=name, sheet=quote(sheet)),
        say("Check whether the sheet was renamed or removed meanwhile."),
    )


def unchangeable(name: str, sheet: str, position: Position, reason: Message) -> Problem:
    """Say that a cell cannot get another value."""
    cell = CellRef(name, sheet, *position)
    return Problem(
        say("{cell} cannot be changed: {reason}", cell=str(cell), reason=reason),
        say("Change this cell by hand in Excel or LibreOffice."),
    )
