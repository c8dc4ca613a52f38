"""The guide of a template: how to fill it in, what the colours mean, and a line for each column; ready to print."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.properties import PageSetupProperties

from toolkit.mapping.fields import ADDRESSES
from toolkit.model.handback import MAPPING_SHEET
from toolkit.template import style
from toolkit.template.cell import write_text
from toolkit.template.layout import Column, Kind, Layout, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from toolkit.template.wording import Wording

_WIDTHS: Final = (30.0, 46.0, 14.0, 32.0, 52.0)
_LINE: Final = 14.0
_PER_WIDTH: Final = 1.12
_MOST_SHOWN: Final = 12
_MOST_CHARACTERS: Final = 220


def write_guide(sheet: Worksheet, layout: Layout, wording: Wording) -> None:
    """Write the whole guide."""
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDE"[number]].width = width
    title = layout.title or wording.text("default-title")
    row = _write_wide(sheet, 1, wording.text("heading", title=title), style.TITLE)
    for step in _list_steps(layout, wording):
        row = _write_wide(sheet, row, step, style.PLAIN)
    row = _write_colours(sheet, row + 1, wording)
    for table in (layout.datasets, layout.distributions):
        row = _write_table(sheet, row + 1, table, wording)
    _set_print(sheet, wording)


def _list_steps(layout: Layout, wording: Wording) -> Iterator[str]:
    """List what to do, in order; what a template does not have is left out."""
    values = {
        "datasets": layout.datasets.sheet,
        "distributions": layout.distributions.sheet,
        "dataset": layout.distributions.dataset,
        "key": layout.datasets.key,
        "example": wording.text("example"),
        "mapping": MAPPING_SHEET,
    }
    has_rare = any(column.rare for column in (*layout.datasets.columns, *layout.distributions.columns))
    steps = [number for number in range(1, 9) if has_rare or number != 7]
    for shown, number in enumerate(steps, 1):
        yield f"{shown}.{wording.text(f'step-{number}', **values).partition('.')[2]}"


def _write_wide(sheet: Worksheet, row: int, text: str, font: Font) -> int:
    """Write a text across the sheet; a merged cell does not grow by itself. Gives the next row."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(_WIDTHS))
    cell = sheet.cell(row, 1)
    write_text(cell, text)
    cell.font, cell.alignment = font, style.TOP
    lines = math.ceil(len(text) * 0.95 / sum(_WIDTHS)) if font is style.PLAIN else 1
    sheet.row_dimensions[row].height = max(lines * _LINE + 4, font.size * 1.6)
    return row + 1


def _write_colours(sheet: Worksheet, row: int, wording: Wording) -> int:
    """Write what the colours mean, each beside itself."""
    row = _write_wide(sheet, row, wording.text("colours"), style.SECTION)
    for need in ("required", "recommended", "optional"):
        cell = sheet.cell(row, 1)
        write_text(cell, wording.text(need) + (" *" if need == "required" else ""))
        cell.fill, cell.font, cell.border = style.fill_of(need), style.font_of(need), style.BORDER
        row = _write_meaning(sheet, row, wording.text(f"colour-{need}"))
    wrong = sheet.cell(row, 1)
    wrong.fill, wrong.border = PatternFill("solid", start_color="FFFFC7CE"), style.BORDER
    row = _write_meaning(sheet, row, wording.text("colour-red"))
    example = sheet.cell(row, 1)
    write_text(example, wording.text("example"))
    example.font, example.border = Font(name=style.FONT, italic=True, color="FF6B6B6B"), style.BORDER
    return _write_meaning(sheet, row, wording.text("colour-example"))


def _write_meaning(sheet: Worksheet, row: int, text: str) -> int:
    """Write what stands beside a colour. Gives the next row."""
    cell = sheet.cell(row, 2)
    write_text(cell, text)
    cell.font = style.PLAIN
    return row + 1


def _write_table(sheet: Worksheet, row: int, table: Table, wording: Wording) -> int:
    """Write a line for each column of a sheet. Gives the next row."""
    row = _write_wide(sheet, row, wording.text("columns-of", sheet=table.sheet), style.SECTION)
    heads = ("column", "what", "needed", "example-column", "allowed")
    for number, key in enumerate(heads, 1):
        cell = sheet.cell(row, number)
        write_text(cell, wording.text(key))
        cell.font, cell.fill, cell.border = style.WHITE, style.fill_of("required"), style.BORDER
    for column in table.columns:
        row += 1
        _write_column(sheet, row, column, table, wording)
    return row + 1


def _write_column(sheet: Worksheet, row: int, column: Column, table: Table, wording: Wording) -> None:
    """Write the line of one column."""
    texts = (
        style.label_of(column),
        column.hint,
        _say_need(column, table, wording),
        _show_example(column, wording),
        describe_allowed(column, wording),
    )
    lines = 1
    for number, text in enumerate(texts, 1):
        cell = sheet.cell(row, number)
        write_text(cell, text)
        cell.font = style.STRONG if number == 1 else style.SMALL
        cell.alignment, cell.border = style.TOP, style.BORDER
        lines = max(lines, math.ceil(len(text) / (_WIDTHS[number - 1] * _PER_WIDTH)))
    sheet.row_dimensions[row].height = lines * _LINE + 3


def _show_example(column: Column, wording: Wording) -> str:
    """Show an example as its cell shows it."""
    if column.kind is Kind.DATE and wording.language == "de" and column.example:
        return ".".join(reversed(column.example.split("-")))
    return column.example


def _say_need(column: Column, table: Table, wording: Wording) -> str:
    """Say how much a column is needed; one of the addresses of a distribution suffices."""
    others = [other for other in table.columns if other.path in ADDRESSES]
    if table.dataset and column.need == "required" and column in others and len(others) > 1:
        return wording.text("needed-one")
    return wording.text(column.need)


def describe_allowed(column: Column, wording: Wording) -> str:
    """Say what may stand in the cells of a column; a short list whole, of a long one the beginning."""
    text = _describe_kind(column, wording)
    if column.longest:
        text = f"{text}, {wording.text('most-characters', n=column.longest)}"
    return text


def _describe_kind(column: Column, wording: Wording) -> str:
    """Say what the column's kind allows."""
    mark = wording.text("line-break") if column.separator == "\n" else column.separator
    match column.kind:
        case Kind.CHOICE:
            return wording.text("allowed-choice", values=_show(column.choices, wording))
        case Kind.CHOICES:
            return wording.text("allowed-choices", separator=mark, values=_show(column.choices, wording))
        case Kind.LIST:
            return wording.text("allowed-list", separator=mark)
    return wording.text(f"allowed-{column.kind.value.replace(' ', '-')}")


def _show(choices: tuple[str, ...], wording: Wording) -> str:
    """Show a list as far as it is short enough to be read."""
    shown: list[str] = []
    for choice in choices[:_MOST_SHOWN]:
        if sum(map(len, shown)) + len(choice) > _MOST_CHARACTERS:
            break
        shown.append(choice)
    values = " · ".join(shown)
    return values if len(shown) == len(choices) else wording.text("more", values=values, n=len(choices))


def _set_print(sheet: Worksheet, wording: Wording) -> None:
    """Set the guide up for paper: A4 on its side, as wide as the page, with numbers of pages."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    footer: Any = sheet.oddFooter
    footer.right.text = wording.text("footer")
    sheet.sheet_view.showGridLines = False
