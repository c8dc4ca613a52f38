"""A further sheet as a worksheet's part: texts, links that jump to cells, a header that stays in sight and prints."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.model.grid import column_letters
from toolkit.patch.markup import escape, escape_cell
from toolkit.patch.patch import FurtherSheet, Look, SheetCell, Target
from toolkit.patch.sheetpart import MAIN

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"

_LONGEST_NAME = 31
_MOST_LINKS = 65_530
_LONGEST = 32_767
_WIDEST = 255
_LINE, _HIGHEST = 15, 409
_SIGNS = 1.05
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def pick_name(wanted: str, taken: Collection[str]) -> str:
    """Give a sheet a name that Excel allows and that no other sheet has (case does not tell names apart).

    >>> pick_name("Rückmeldung", ["Daten", "rückmeldung"]), pick_name("Stand 1/2", [])
    ('Rückmeldung (2)', 'Stand 1-2')
    """
    name = _FORBIDDEN.sub("-", wanted).strip("' ")[:_LONGEST_NAME].rstrip("' ") or "Bestand"
    known = {one.casefold() for one in taken} | {"history"}  # Excel keeps that name for itself
    number, candidate = 1, name
    while candidate.casefold() in known:
        number += 1
        ending = f" ({number})"
        candidate = name[: _LONGEST_NAME - len(ending)].rstrip() + ending
    return candidate


def quote_sheet(name: str) -> str:
    """Write a sheet's name as formulas do.

    >>> quote_sheet("Peter's Blatt")
    "'Peter''s Blatt'"
    """
    return "'" + name.replace("'", "''") + "'"


def build_sheet(sheet: FurtherSheet, styles: Mapping[tuple[Look, bool], int], known: Collection[str]) -> str:
    """Write the sheet's part, in the order of ``sheetpart.ORDER``.

    ``styles`` are numbers by look and whether texts wrap, ``known`` the names of sheets that links can lead to. A row
    with a single cell does not wrap: it runs over the columns to its right.
    """
    width = max((len(row) for row in sheet.rows), default=1) or 1
    pieces = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
        f'<dimension ref="A1:{column_letters(width)}{max(1, len(sheet.rows))}"/>',
        _build_view(sheet),
        '<sheetFormatPr defaultRowHeight="15"/>',
        _build_columns(sheet.widths),
        "<sheetData>",
        *(_build_row(number, row, styles, known, sheet.widths) for number, row in enumerate(sheet.rows, 1)),
        "</sheetData>",
        _build_filter(sheet),
        _build_links(sheet, known),
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>",
    ]
    return "".join(pieces)


def filter_area(sheet: FurtherSheet) -> str:
    """Give the range that can be filtered, empty where there is no header."""
    columns = len(sheet.rows[sheet.header - 1]) if 0 < sheet.header <= len(sheet.rows) else 0
    return f"$A${sheet.header}:${column_letters(columns)}${len(sheet.rows)}" if columns else ""


def _build_view(sheet: FurtherSheet) -> str:
    """Write what stays in sight."""
    if not sheet.header:
        return '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    first = f"A{sheet.header + 1}"
    pane = f'<pane ySplit="{sheet.header}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
    selection = f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/>'
    return f'<sheetViews><sheetView workbookViewId="0">{pane}{selection}</sheetView></sheetViews>'


def _build_columns(widths: Collection[float]) -> str:
    """Write the widths of columns."""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{min(width, _WIDEST):g}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _build_row(
    number: int,
    row: Sequence[SheetCell],
    styles: Mapping[tuple[Look, bool], int],
    known: Collection[str],
    widths: Sequence[float],
) -> str:
    """Write a row; cells that hold and look like nothing are left out.

    Its height is only estimated, and Excel may find a better one: LibreOffice computes none for workbooks of Excel.
    """
    wraps = len(row) > 1
    cells = "".join(
        _build_cell(f"{column_letters(column)}{number}", cell.text, styles[_tell_look(cell, known), wraps])
        for column, cell in enumerate(row, 1)
        if cell.text or cell.look is not Look.PLAIN
    )
    lines = max((_count_lines(cell.text, width) for cell, width in zip(row, widths, strict=False)), default=1)
    height = f' ht="{min(lines * _LINE, _HIGHEST)}"' if wraps and lines > 1 else ""
    return f'<row r="{number}"{height}>{cells}</row>' if cells else ""


def _count_lines(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column, whose width counts digits."""
    per_line = max(4.0, min(width, _WIDEST) * _SIGNS)
    return sum(1 + int(max(0, len(line) - 1) / per_line) for line in text.splitlines())


def _tell_look(cell: SheetCell, known: Collection[str]) -> Look:
    """Give a cell's look; a link that leads nowhere looks like none."""
    is_dead = cell.look is Look.LINK and not _leads(cell.target, known)
    return Look.PLAIN if is_dead else cell.look


def _leads(target: Target | None, known: Collection[str]) -> bool:
    """Tell whether a target is there."""
    return target is not None and target.sheet in known


def _build_cell(address: str, text: str, style: int) -> str:
    """Write a cell with a text, cut where Excel would refuse it."""
    if not text:
        return f'<c r="{address}" s="{style}"/>'
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f'<c r="{address}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape_cell(text)}</t></is></c>'


def _build_filter(sheet: FurtherSheet) -> str:
    """Write the filter over the header's columns."""
    area = filter_area(sheet).replace("$", "")
    return f'<autoFilter ref="{area}"/>' if area else ""


def _build_links(sheet: FurtherSheet, known: Collection[str]) -> str:
    """Write the links, as many as Excel allows in one sheet."""
    links = [link for link, _ in zip(_list_links(sheet, known), range(_MOST_LINKS), strict=False)]
    return f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""


def _list_links(sheet: FurtherSheet, known: Collection[str]) -> Iterator[str]:
    """Write each link."""
    for row, cells in enumerate(sheet.rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell.target and _leads(cell.target, known):
                place = f"{column_letters(cell.target.position[1])}{cell.target.position[0]}"
                location = escape(f"{quote_sheet(cell.target.sheet)}!{place}")
                yield f'<hyperlink ref="{column_letters(column)}{row}" location="{location}"/>'
