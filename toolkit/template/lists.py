"""The hidden sheet of lists: the choices of each drop-down list in a column, with a defined name for its range."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from toolkit.template.cell import write_text
from toolkit.template.layout import Column

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

KEYS = "bestand_kennungen"
"""The name of the range that holds the keys of datasets."""

CHOSEN = "bestand_kennungen_auswahl"
"""The name of that part of it that is filled, for the drop-down list."""


def write_lists(book: Workbook, sheet: Worksheet, columns: Iterable[Column]) -> dict[tuple[str, ...], str]:
    """Write every list once; give the defined name of each."""
    names: dict[tuple[str, ...], str] = {}
    for column in columns:
        if not column.choices or column.choices in names:
            continue
        number = len(names) + 1
        name = _build_name(column, number)
        names[column.choices] = name
        write_text(sheet.cell(1, number), column.vocabulary or column.heading)
        for row, choice in enumerate(column.choices, 2):
            write_text(sheet.cell(row, number), choice)
        add_name(book, name, range_of(sheet, number, 2, len(column.choices) + 1))
    return names


def add_name(book: Workbook, name: str, target: str) -> None:
    """Give a range a name that the whole workbook knows."""
    book.defined_names[name] = DefinedName(name, attr_text=target)


def range_of(sheet: Worksheet, column: int, first: int, last: int) -> str:
    """Write the address of a range with its sheet, as formulas name it from elsewhere."""
    letters, quoted = get_column_letter(column), sheet.title.replace("'", "''")
    return f"'{quoted}'!${letters}${first}:${letters}${last}"


def _build_name(column: Column, number: int) -> str:
    """Make a name that is no address of a cell and holds only what names may hold (Excel: letters, digits, _ and .)."""
    word = re.sub(r"[^a-z]+", "_", (column.vocabulary or column.question or column.path).lower()).strip("_")
    return f"bestand_liste_{number}_{word or 'werte'}"
