"""A located block of a sheet: header rows, columns and body rows, and what of it is no data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.grid import Area, Sheet, column_letters
from toolkit.model.message import Message

LeftOutKind: TypeAlias = Literal[
    "banner",  # a title above the header
    "note",  # remarks above or below
    "guidance",  # a row under the header that tells what to fill in
    "example",  # a row that shows how
    "counting",  # a row that numbers the columns: 1, 2, 3 …
    "obligation",  # a row that says which columns must be filled
    "total",  # sums and counts below the body
    "spill",  # a list beside or below that repeats values of the body
    "header",  # the header once more, amid the body
    "section",  # a row within the body that only names a group
]
"""Why rows of a table's surroundings are no data."""


Axis: TypeAlias = Literal["rows", "columns"]
"""What numbers count in the file, whichever way a table is read."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines that belong to a table and are no data: their numbers, what they are, and why.

    ``axis`` says what the numbers in ``rows`` count, always as the file stands: its rows, or its columns, such as those
    with help texts and examples in a form. ``text`` is what the first of them says, shortened.
    """

    rows: tuple[int, ...]
    kind: LeftOutKind
    why: Message
    text: str = ""
    axis: Axis = "rows"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its number in the sheet (from 1) and its heading, line by line.

    In a form (``turned``), it is a row of the file.
    """

    number: int
    headings: tuple[str, ...]
    hidden: bool = False
    turned: bool = False

    @property
    def heading(self) -> str:
        """The heading in one line; a two-line header reads ``Gruppe › Spalte``.

        >>> Column(3, ("Nutzung", "Lizenz")).heading
        'Nutzung › Lizenz'
        """
        return " › ".join(part for part in self.headings if part)

    @property
    def letters(self) -> str:
        """The column's letters in the sheet; of a form, the row's number.

        >>> Column(3, ("Titel",)).letters, Column(3, ("Titel",), turned=True).letters
        ('C', '3')
        """
        return str(self.number) if self.turned else column_letters(self.number)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns and body rows of one sheet; ``rows`` are row numbers in the sheet, blank rows left out.

    A form is a table of a turned sheet: ``header_rows`` are then the columns with field names, ``rows`` the columns
    with a record each. ``title`` is what a banner above says.
    """

    sheet: Sheet
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""

    @property
    def layout(self) -> Literal["rows", "form"]:
        """Whether a record stands in a row, or in a column of a form."""
        return "form" if self.sheet.turned else "rows"

    @property
    def area(self) -> Area:
        """The rectangle from the header to the last body row, as it stands in the file."""
        lines = (*self.header_rows, *self.rows)
        numbers = [column.number for column in self.columns] or [1]
        area = Area(min(lines, default=1), min(numbers), max(lines, default=1), max(numbers))
        if self.sheet.turned:
            return Area(area.first_column, area.first_row, area.last_column, area.last_row)
        return area
