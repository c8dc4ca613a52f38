"""What a sheet of an old or binary format holds beside its values: errors, merged ranges, what is hidden, how it looks.

python-calamine gives the values of such sheets and little else: cells with an error come out empty. The files' records
are walked through once for the rest, and to know how far the content reaches before anything makes a grid of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.model.grid import Area, Position
from toolkit.reading.formats import parse_padding

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The codes of error values ([MS-XLS] 2.5.10, [MS-XLSB] 2.5.97.2)."""

_BOLD_FROM = 600
_STRIKE_OUT = 0x8


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell's style changes: a number format that shows more than digits, struck through, bold."""

    padding: str = ""
    struck: bool = False
    bold: bool = False


@dataclass(slots=True)
class Looks:
    """The styles of a workbook: fonts, number formats, and cell styles that name one of each."""

    fonts: list[tuple[bool, bool]] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[tuple[int, int]] = field(default_factory=list)

    def take_font(self, flags: int, weight: int) -> None:
        """Take a font by its flags and its weight ([MS-XLS] 2.4.122, [MS-XLSB] 2.4.149)."""
        self.fonts.append((bool(flags & _STRIKE_OUT), weight >= _BOLD_FROM))

    def build(self) -> list[Look]:
        """Give the look of each cell style."""
        return [self._build_one(font, code) for font, code in self.styles]

    def _build_one(self, font: int, code: int) -> Look:
        """Give the look of one cell style."""
        struck, bold = self.fonts[font] if font < len(self.fonts) else (False, False)
        return Look(parse_padding(self.codes.get(code, "")), struck, bold)


@dataclass(slots=True)
class Layout:
    """One sheet's errors, ranges and looks; ``first`` and ``last`` are the corners of all cells with a value."""

    errors: dict[Position, str] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    links: list[tuple[Area, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    formats: dict[Position, str] = field(default_factory=dict)
    uncached: set[Position] = field(default_factory=set)
    struck: set[Position] = field(default_factory=set)
    bold: set[Position] = field(default_factory=set)
    first: Position = (0, 0)
    last: Position = (0, 0)

    def reach(self, row: int, column: int) -> None:
        """Note a cell with a value."""
        if not self.last[0]:
            self.first = self.last = (row, column)
            return
        (top, left), (bottom, right) = self.first, self.last
        if row < top or column < left:
            self.first = (min(row, top), min(column, left))
        if row > bottom or column > right:
            self.last = (max(row, bottom), max(column, right))

    def dress(self, position: Position, look: Look | None, *, number: bool) -> None:
        """Note how a cell with a value looks."""
        if look is None:
            return
        if number and look.padding:
            self.formats[position] = look.padding
        if look.struck:
            self.struck.add(position)
        if look.bold:
            self.bold.add(position)

    @property
    def cells(self) -> int:
        """How many cells the rectangle of the content has."""
        (top, left), (bottom, right) = self.first, self.last
        return (bottom - top + 1) * (right - left + 1)
