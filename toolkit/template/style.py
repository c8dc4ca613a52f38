"""How a template looks: fonts, fills, widths and formats, the same in Excel and LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle

from toolkit.template.layout import Column, Kind, Need

if TYPE_CHECKING:
    from collections.abc import Mapping

FONT: Final = "Calibri"
TITLE: Final = Font(name=FONT, size=16, bold=True, color="FF1F3A5F")
SECTION: Final = Font(name=FONT, size=12, bold=True, color="FF1F3A5F")
PLAIN: Final = Font(name=FONT, size=11)
STRONG: Final = Font(name=FONT, size=11, bold=True)
WHITE: Final = Font(name=FONT, size=11, bold=True, color="FFFFFFFF")
SMALL: Final = Font(name=FONT, size=10)

_THIN = Side(style="thin", color="FF8C96A3")
BORDER: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
TOP: Final = Alignment(vertical="top", wrap_text=True)
MIDDLE: Final = Alignment(vertical="center", wrap_text=True)

_FILLS: Mapping[Need, str] = {"required": "FF1F3A5F", "recommended": "FFBDD2EC", "optional": "FFE6E8EB"}
_MARKED: Final = " *"


def fill_of(need: Need) -> PatternFill:
    """Give the colour of a heading."""
    return PatternFill("solid", start_color=_FILLS[need])


def font_of(need: Need) -> Font:
    """Give the font of a heading: white where its ground is dark (contrast above 7:1 in all three)."""
    return WHITE if need == "required" else STRONG


def label_of(column: Column) -> str:
    """Write a heading as it stands in the sheet: a required one with an asterisk, not by colour alone.

    >>> label_of(Column("Titel", need="required")), label_of(Column("Turnus"))
    ('Titel *', 'Turnus')
    """
    return column.heading + (_MARKED if column.need == "required" else "")


def width_of(column: Column) -> float:
    """Give the width of a column in characters."""
    match column.kind:
        case Kind.LONG_TEXT:
            return 60.0
        case Kind.ADDRESS | Kind.LIST:
            return 42.0
        case Kind.CHOICES:
            return 34.0
        case Kind.DATE | Kind.NUMBER:
            wide = 16.0
        case Kind.CHOICE:
            wide = min(40.0, max(16.0, max(map(len, column.choices), default=0) + 4.0))
        case _:
            wide = 40.0 if column.path == "title" else 24.0
    return max(wide, min(30.0, len(column.heading) * 0.8 + 6.0))


def format_of(column: Column) -> str:
    """Give the number format of a column's cells: text stays text, so that 007 keeps its zeros.

    Long texts are General, since Excel shows the text format of more than 255 characters as hashes in old versions.
    """
    match column.kind:
        case Kind.DATE:
            return "DD.MM.YYYY"
        case Kind.NUMBER | Kind.LONG_TEXT | Kind.LIST:
            return "General"
        case _:
            return "@"


WRONG: Final = DifferentialStyle(
    font=Font(color="FF8B0000"), fill=PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
)
"""What a live red mark does to a cell."""

EXAMPLE: Final = DifferentialStyle(font=Font(italic=True, color="FF6B6B6B"))
"""How the row of an example looks while it holds the example's key."""
