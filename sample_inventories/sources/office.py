"""Workbooks as offices keep them, written by XlsxWriter so that two runs give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CREATED = datetime(2025, 3, 31, 9, 0)  # noqa: DTZ001 (a workbook's properties hold no time zone)
A3 = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that shows one text and leads somewhere else."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that the office's program had worked out when it last saved the file."""

    text: str
    value: str | int


Cell: TypeAlias = "str | int | date | Link | Formula | None"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its width in characters, and the group above it where the header has two lines."""

    heading: str
    width: int
    group: str = ""
    hidden: bool = False

    @property
    def key(self) -> str:
        """Give the name under which the row texts hold this column's value."""
        return f"{self.group}/{self.heading}" if self.heading == "Bemerkung" and self.group else self.heading


@dataclass(frozen=True, slots=True)
class Look:
    """The colours and the font of one office."""

    font: str
    size: int
    dark: str
    pale: str
    line: str


class Book:
    """One workbook in the making, with the office's styles."""

    def __init__(self, look: Look, *, title: str, office: str) -> None:
        self._buffer = BytesIO()
        self.file: Any = xlsxwriter.Workbook(self._buffer, {"in_memory": True, "strings_to_urls": False})
        self.file.set_properties(
            {"title": title, "author": office, "company": "Stadt Musterhausen", "created": CREATED}
        )
        self._look = look
        plain = {"font_name": look.font, "font_size": look.size, "valign": "top"}
        grid = plain | {"text_wrap": True, "border": 1, "border_color": look.line}
        link = grid | {"font_color": "#0563C1", "underline": 1}
        head = grid | {"bold": True, "bg_color": look.dark, "font_color": "#FFFFFF", "valign": "vcenter"}
        band = plain | {"bold": True, "bg_color": look.pale}
        styles = {
            "plain": plain,
            "grid": grid,
            "date": grid | {"num_format": "dd.mm.yyyy", "align": "center"},
            "link": link,
            "head": head,
            "group": head | {"align": "center"},
            "band": band | {"valign": "vcenter"},
            "title": band | {"font_size": look.size + 5, "valign": "vcenter"},
        }
        self._styles = {name: self.file.add_format(style) for name, style in styles.items()}

    def style(self, name: str) -> Any:
        """Give one of the office's cell styles."""
        return self._styles[name]

    def add_fill(self, colour: str) -> Any:
        """Give a style that only fills the cell, for rules that colour by value."""
        return self.file.add_format({"bg_color": colour})

    def add_sheet(self, name: str, columns: Sequence[Column]) -> Any:
        """Add a sheet with its column widths, set up for printing on A3."""
        sheet = self.file.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
        sheet.set_landscape()
        sheet.set_paper(A3)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&F – &A&R&8Seite &P von &N")
        return sheet

    def write_cell(self, sheet: Any, row: int, at: int, value: Cell) -> None:
        """Write one value into the grid (row and column count from 0)."""
        grid = self._styles["grid"]
        match value:
            case None | "":
                sheet.write_blank(row, at, None, grid)
            case Link():
                sheet.write_url(row, at, value.target, self._styles["link"], value.text)
            case Formula():
                sheet.write_formula(row, at, value.text, grid, value.value)
            case date():
                sheet.write_datetime(row, at, value, self._styles["date"])
            case int():
                sheet.write_number(row, at, value, grid)
            case str():
                sheet.write_string(row, at, value, grid)

    def write_header(self, sheet: Any, row: int, columns: Sequence[Column]) -> None:
        """Write the headings into one row."""
        for at, column in enumerate(columns):
            sheet.write_string(row, at, column.heading, self._styles["head"])
        sheet.set_row(row, 32)
        sheet.repeat_rows(0, row)

    def write_rows(self, sheet: Any, first: int, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> None:
        """Write the rows one below the other; an empty mapping leaves a row of empty cells."""
        for offset, values in enumerate(rows):
            cells = [values.get(column.key) for column in columns]
            for at, cell in enumerate(cells):
                self.write_cell(sheet, first + offset, at, cell)
            lines = max(map(count_lines, columns, cells))
            sheet.set_row(first + offset, round(lines * self._look.size * 1.3 + 3))

    def write_lists(self, sheet: Any, lists: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Write value lists side by side; give for each heading the range that a dropdown refers to."""
        ranges = {}
        for at, (heading, values) in enumerate(lists.items()):
            sheet.set_column(at, at, max(map(len, (heading, *values))) + 2)
            sheet.write_string(0, at, heading, self._styles["head"])
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, at, value, self._styles["grid"])
            letter = chr(ord("A") + at)
            ranges[heading] = f"={sheet.get_name()}!${letter}$2:${letter}${len(values) + 1}"
        return ranges

    def write_table(self, sheet: Any, rows: Sequence[Sequence[str]]) -> None:
        """Write a small table whose first row is its header."""
        for row, values in enumerate(rows):
            for at, value in enumerate(values):
                sheet.write_string(row, at, value, self._styles["grid" if row else "head"])

    def build_bytes(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.file.close()
        return _build_stable(self._buffer.getvalue())


def count_lines(column: Column, cell: Cell) -> int:
    """Estimate the lines that a cell's text needs; office programs set heights only for rows that they edit.

    >>> count_lines(Column("Titel", 10), "Baumkataster der Stadt")
    3
    """
    text = cell.text if isinstance(cell, Link) else str(cell.value) if isinstance(cell, Formula) else str(cell or "")
    if column.hidden or isinstance(cell, date):
        return 1
    width = round(column.width * 1.1)  # a column's width is counted in the default font, which is larger than ours
    return sum(len(wrap(part, width, break_on_hyphens=False)) or 1 for part in text.split("\n"))


def add_dropdowns(sheet: Any, columns: Sequence[Column], first: int, last: int, ranges: Mapping[str, str]) -> None:
    """Offer the value lists in the columns of the same heading; the office lets other values pass."""
    for at, column in enumerate(columns):
        if column.heading in ranges:
            rule = {"validate": "list", "source": ranges[column.heading], "error_type": "information"}
            sheet.data_validation(first, at, last, at, rule)


def _build_stable(content: bytes) -> bytes:
    """Pack the parts again, uncompressed: deflated bytes differ between builds of zlib."""
    on_unix = 3
    packed = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(packed, "w", ZIP_STORED) as target:
        for name in source.namelist():
            part = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system = on_unix
            target.writestr(part, source.read(name))
    return packed.getvalue()
