"""A located block of a sheet: header rows, columns and body rows."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model.grid import Sheet, column_letters


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its number in the sheet (from 1) and its heading, line by line."""

    number: int
    headings: tuple[str, ...]
    hidden: bool = False

    @property
    def heading(self) -> str:
        """The heading in one line; a two-line header reads ``Gruppe › Spalte``.

        >>> Column(3, ("Nutzung", "Lizenz")).heading
        'Nutzung › Lizenz'
        """
        return " › ".join(part for part in self.headings if part)

    @property
    def letters(self) -> str:
        """The column's letters in the sheet."""
        return column_letters(self.number)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Columns and body rows of one sheet; ``rows`` are row numbers in the sheet, blank rows left out."""

    sheet: Sheet
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    rows: tuple[int, ...]
