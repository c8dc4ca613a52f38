"""The boxes that show comments: Excel needs a shape for each, in an old drawing format (VML; ECMA-376 part 4, 14).

Such a part may also hold form controls, and need not be well-formed (Excel writes <br> into labels): shapes are found
by their tags alone, and nothing else in it is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from toolkit.model.grid import Position
from toolkit.patch.markup import MarkupError
from toolkit.reading.area import LAST_COLUMN, LAST_ROW

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_SHAPE = re.compile(r"<(\w+:)?shape(?=[\s>]).*?</\1?shape\s*>", re.DOTALL)
_ANY_SHAPE = re.compile(r"<\w+:(?:shape|group|rect|roundrect|oval|line|polyline|image|arc|curve)(?=[\s/>])")
_IDENT = re.compile(r"_x0000_s(\d{1,9})\b")
_NOTE = re.compile(r"ObjectType\s*=\s*[\"']Note[\"']")
_ROW = re.compile(r"<(?:\w+:)?Row>\s*(\d{1,7})\s*<")
_COLUMN = re.compile(r"<(?:\w+:)?Column>\s*(\d{1,5})\s*<")

# Excel writes the same with its attributes in another order, which tells its own from ours.
_TYPE = (
    '<v:shapetype o:spt="202" coordsize="21600,21600" path="m,l,21600r21600,l21600,xe" id="_x0000_t202">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_WIDTHS = (280, 420)
_SIGN, _LINE, _EDGE = 6.2, 15, 16
_TALLEST = 480
_LONG = 400
_CLUSTER = 1024


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide columns and how high rows are, in pixels, each by its number."""

    column: Callable[[int], int]
    row: Callable[[int], int]


def build_drawing(sheet: int, count: int) -> str:
    """Write a drawing for so many shapes of a sheet, whose number keeps those of its shapes apart from others'."""
    clusters = ",".join(str(sheet + number) for number in range(1 + count // _CLUSTER))
    layout = f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{clusters}"/></o:shapelayout>'
    return f"<xml {_SPACES}>{layout}</xml>"


def add_boxes(text: str, notes: Mapping[Position, str], sheet: int, sizes: Sizes) -> str:
    """Add a hidden box for each comment, of a size that fits its text. Raises MarkupError."""
    end = text.rfind("</")
    if end < 0:
        raise MarkupError("drawing")
    taken = [int(number) for number in _IDENT.findall(text)]
    first = max(taken, default=_CLUSTER * sheet) + 1
    known = re.search(r"<(?:\w+:)?shapetype\b[^>]*\bid\s*=\s*[\"']_x0000_t202[\"']", text)
    declared = "" if all(one in text for one in _SPACES.split()) else f" {_SPACES}"
    shapes = [
        _build_box(declared, first + number, position, _place(position, note, sizes))
        for number, (position, note) in enumerate(sorted(notes.items()))
    ]
    return text[:end] + ("" if known else _TYPE) + "".join(shapes) + text[end:]


def _build_box(declared: str, number: int, position: Position, anchor: str) -> str:
    """Write a box, which declares its prefixes itself where the part has others."""
    row, column = position
    data = f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill>{data}</x:ClientData></v:shape>"
    )


def _place(position: Position, note: str, sizes: Sizes) -> str:
    """Place a box right of its cell: column, offset, row, offset of two corners, counted from 0, offsets in pixels."""
    width = _WIDTHS[len(note) > _LONG]
    per_line = int(width / _SIGN)
    lines = 1 + sum(1 + len(line) // per_line for line in note.splitlines())
    height = min(_TALLEST, lines * _LINE + _EDGE)
    left = min(position[1], LAST_COLUMN - 8)
    top = min(max(position[0] - 2, 0), LAST_ROW - 40)
    right, right_offset = _walk(left, 15 + width, sizes.column, LAST_COLUMN)
    bottom, bottom_offset = _walk(top, 4 + height, sizes.row, LAST_ROW)
    return f"{left}, 15, {top}, 4, {right}, {right_offset}, {bottom}, {bottom_offset}"


def _walk(start: int, distance: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """Go a distance over columns or rows: where it ends, and how far into that."""
    at = start
    while at < last - 1 and distance >= size(at + 1):
        distance -= size(at + 1)
        at += 1
    return at, min(distance, max(0, size(at + 1) - 1))


def clear_boxes(text: str, cells: Collection[Position]) -> str:
    """Take the boxes of cells' comments out of a drawing, and the kind of shape that only ours are of."""

    def keep(shape: re.Match[str]) -> str:
        row, column = _ROW.search(shape[0]), _COLUMN.search(shape[0])
        is_note = _NOTE.search(shape[0]) and row and column
        position = (int(row[1]) + 1, int(column[1]) + 1) if row and column else None
        return "" if is_note and position in cells else shape[0]

    text = _SHAPE.sub(keep, text)
    return text if "#_x0000_t202" in text else text.replace(_TYPE, "")


def is_bare(text: str) -> bool:
    """Tell whether a drawing has no shape."""
    return _ANY_SHAPE.search(text) is None
