"""The file as its author wrote it: sheets of cells, each with its value and its address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

Position: TypeAlias = "tuple[int, int]"
"""A cell's place within its sheet: row and column, both counted from 1."""


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value that the office's program shows in a cell, such as ``#REF!``."""

    code: str


CellValue: TypeAlias = "str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | CellError | None"


@lru_cache(maxsize=4096)
def column_letters(number: int) -> str:
    """Give a column's letters.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Give a column's number.

    >>> column_number("A"), column_number("ab"), column_number("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where a value stands: workbook (file name), sheet, row and column (counted from 1)."""

    workbook: str
    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """The address as the office's program displays it.

        >>> CellRef("inventar.xlsx", "Daten", 17, 8).address
        'H17'
        """
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        """Name the cell in full.

        >>> str(CellRef("inventar.xlsx", "Daten", 17, 8))
        'inventar.xlsx › Daten › H17'
        """
        return f"{self.workbook} › {self.sheet} › {self.address}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners included; a merged range."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def positions(self) -> list[Position]:
        """List every cell of the rectangle, row by row.

        >>> Area(1, 1, 2, 2).positions()
        [(1, 1), (1, 2), (2, 1), (2, 2)]
        """
        rows = range(self.first_row, self.last_row + 1)
        columns = range(self.first_column, self.last_column + 1)
        return [(row, column) for row in rows for column in columns]

    def meets(self, other: Area) -> bool:
        """Tell whether two rectangles share a cell.

        >>> Area(1, 1, 2, 2).meets(Area(2, 2, 3, 3)), Area(1, 1, 2, 2).meets(Area(1, 3, 2, 4))
        (True, False)
        """
        rows = self.first_row <= other.last_row and other.first_row <= self.last_row
        return rows and self.first_column <= other.last_column and other.first_column <= self.last_column

    def __str__(self) -> str:
        """Write the rectangle as spreadsheets do.

        >>> str(Area(3, 1, 37, 8))
        'A3:H37'
        """
        first = f"{column_letters(self.first_column)}{self.first_row}"
        return f"{first}:{column_letters(self.last_column)}{self.last_row}"


@dataclass(frozen=True, slots=True)
class ValueList:
    """A list of allowed values that is attached to cells (Excel: data validation of type list).

    ``source`` is where the file takes the values from (``Listen!$A$2:$A$9``), empty where they stand in the rule.
    """

    areas: tuple[Area, ...]
    values: tuple[str, ...]
    source: str = ""


_PADDED = re.compile(r'((?:"[^"]*"|\\.|[-+/():\s])*)(0+)((?:"[^"]*"|\\.|[-+/():\s])*)')
_QUOTES = re.compile(r'"([^"]*)"|\\(.)')


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet, bounded by its content.

    ``rows`` holds the values, a formula's as last calculated by the office's program; ``links`` the targets of
    hyperlinks; ``formats`` the number formats that change what is shown; ``uncached`` the cells whose formula was never
    calculated, so that their value is unknown rather than empty. ``comments``, ``struck`` (struck through) and ``bold``
    hold for cells that show something; ``lists`` are the value lists attached to cells. Where ``turned``, rows and
    columns have changed places (see ``turn``); addresses are still those of the file.
    """

    workbook: str
    name: str
    rows: tuple[tuple[CellValue, ...], ...]
    links: Mapping[Position, str] = field(default_factory=dict)
    formats: Mapping[Position, str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncached: frozenset[Position] = frozenset()
    hidden: bool = False
    comments: Mapping[Position, str] = field(default_factory=dict)
    struck: frozenset[Position] = frozenset()
    bold: frozenset[Position] = frozenset()
    lists: tuple[ValueList, ...] = ()
    turned: bool = False

    def value(self, row: int, column: int) -> CellValue:
        """Give a cell's value; cells outside the content are empty."""
        try:
            return self.rows[row - 1][column - 1]
        except IndexError:
            return None

    def shown(self, row: int, column: int) -> str:
        """Give a cell's text as it is shown, as far as identity needs: padded and labelled numbers.

        >>> formats = {(1, 1): "000", (1, 2): '"GA-"000'}
        >>> sheet = Sheet("w.xlsx", "s", ((7, 17.0),), formats=formats)
        >>> sheet.shown(1, 1), sheet.shown(1, 2)
        ('007', 'GA-017')
        """
        value = self.value(row, column)
        number_format = self.formats.get((row, column), "") if self.formats else ""
        if (
            number_format
            and isinstance(value, int | float)
            and not isinstance(value, bool)
            and float(value).is_integer()
        ):
            return _show_padded(int(value), number_format) or show(value)
        return show(value)

    def ref(self, row: int, column: int) -> CellRef:
        """Name a cell of this sheet by its address in the file."""
        if self.turned:
            row, column = column, row
        return CellRef(self.workbook, self.name, row, column)


def turn(sheet: Sheet) -> Sheet:
    """Let rows and columns change places, so that a form (field names down a column) reads as a table.

    Turning twice gives the sheet again, but for empty cells at the ends of rows.

    >>> form = turn(Sheet("w.xlsx", "s", (("Titel", "Baumkataster"), ("Lizenz", "CC BY"))))
    >>> form.rows, form.ref(2, 1).address
    ((('Titel', 'Lizenz'), ('Baumkataster', 'CC BY')), 'B1')
    """
    width = max(map(len, sheet.rows), default=0)
    return Sheet(
        sheet.workbook,
        sheet.name,
        tuple(tuple(row[column] if column < len(row) else None for row in sheet.rows) for column in range(width)),
        links=_turn_keys(sheet.links),
        formats=_turn_keys(sheet.formats),
        merged=tuple(map(_turn_area, sheet.merged)),
        hidden_rows=sheet.hidden_columns,
        hidden_columns=sheet.hidden_rows,
        uncached=_turn_all(sheet.uncached),
        hidden=sheet.hidden,
        comments=_turn_keys(sheet.comments),
        struck=_turn_all(sheet.struck),
        bold=_turn_all(sheet.bold),
        lists=tuple(ValueList(tuple(map(_turn_area, one.areas)), one.values, one.source) for one in sheet.lists),
        turned=not sheet.turned,
    )


def _turn_keys(texts: Mapping[Position, str]) -> dict[Position, str]:
    return {(column, row): text for (row, column), text in texts.items()}


def _turn_all(positions: frozenset[Position]) -> frozenset[Position]:
    return frozenset((column, row) for row, column in positions)


def _turn_area(area: Area) -> Area:
    return Area(area.first_column, area.first_row, area.last_column, area.last_row)


def _show_padded(value: int, number_format: str) -> str:
    """Write a number in a format of words and zeros; nothing where the format says more than that."""
    padded = _PADDED.fullmatch(number_format)
    if padded is None or value < 0:
        return ""
    before, after = (_QUOTES.sub(r"\1\2", padded[part]) for part in (1, 3))
    return f"{before}{value:0{len(padded[2])}d}{after}"


def show(value: CellValue) -> str:
    """Write a value as its author would read it: German dates, whole numbers without a point.

    >>> show(3.0), show(dt.datetime(2025, 3, 1)), show(True), show(CellError("#REF!")), show(None)
    ('3', '01.03.2025', 'WAHR', '#REF!', '')
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "WAHR" if value else "FALSCH"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.strftime("%d.%m.%Y")
        case dt.datetime():
            return value.strftime("%d.%m.%Y %H:%M")
        case dt.date():
            return value.strftime("%d.%m.%Y")
        case CellError(code):
            return code
        case _:
            return str(value)


@dataclass(frozen=True, slots=True, eq=False)
class Workbook:
    """One file: its name, the folder in which local files beside it lie, and its sheets.

    ``kind`` is what the content is (``xlsx``, ``xlsm``, ``xls``, ``xlsb``, ``ods``, ``csv``), whatever the name says;
    ``encoding`` and ``delimiter`` are those of a text file. ``feedback`` holds the sheets that Bestand wrote itself,
    which are no part of what the author says.
    """

    name: str
    folder: str
    sheets: tuple[Sheet, ...]
    kind: str = "xlsx"
    encoding: str = ""
    delimiter: str = ""
    feedback: tuple[Sheet, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """Find a sheet by its name, edge blanks and case aside."""
        wanted = name.strip().casefold()
        return next((sheet for sheet in self.sheets if sheet.name.strip().casefold() == wanted), None)
