"""Writes a template as a workbook: the guide, the sheets to fill in, and hidden ones with lists and the mapping."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from toolkit.model.handback import MAPPING_SHEET
from toolkit.patch.writing import replacing
from toolkit.template import style
from toolkit.template.cell import write_text, write_value
from toolkit.template.embedded import build_mapping_text
from toolkit.template.guide import describe_allowed, write_guide
from toolkit.template.layout import Column, Kind, Layout, Table
from toolkit.template.lists import CHOSEN, KEYS, add_name, range_of, write_lists
from toolkit.template.marks import Ground, write_marks
from toolkit.template.validation import Area, build_validation
from toolkit.template.wording import Wording, load_wording

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from toolkit.patch.patch import NewCell

PREPARED = 1_000
"""How many rows below the headings are prepared: with drop-down lists, checks and marks."""

_SPARE = 200
_HEADER_HEIGHT = 46
_LINE = 15.0
_MOST_LINES = 6
_COMMENT_AUTHOR = "Vorlage"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A workbook while it is written: what it is to show, in which words, and the names of its lists."""

    book: Workbook
    layout: Layout
    wording: Wording
    names: Mapping[tuple[str, ...], str]
    last: int


def write_template(
    layout: Layout,
    out: Path,
    datasets: Sequence[Mapping[str, NewCell]] = (),
    distributions: Sequence[Mapping[str, NewCell]] = (),
) -> None:
    """Write a template; rows are heading -> value, and with rows there is no example row.

    Raises Problem for a text that no cell can hold and where ``out`` cannot be written, KeyError for a heading that its
    sheet does not have.
    """
    book = build_workbook(layout, datasets, distributions)
    with replacing(out) as file:
        book.save(file)


def build_workbook(
    layout: Layout,
    datasets: Sequence[Mapping[str, NewCell]] = (),
    distributions: Sequence[Mapping[str, NewCell]] = (),
) -> Workbook:
    """Make the workbook that ``write_template`` writes."""
    wording = load_wording(layout.language)
    book = Workbook()
    book.properties.creator, book.properties.title = "Bestand", layout.title or wording.text("default-title")
    guide: Any = book.active
    guide.title = wording.text("guide")
    first, second = book.create_sheet(layout.datasets.sheet), book.create_sheet(layout.distributions.sheet)
    lists, hidden = book.create_sheet(wording.text("lists")), book.create_sheet(MAPPING_SHEET)
    names = write_lists(book, lists, (*layout.datasets.columns, *layout.distributions.columns))
    rows = max(len(datasets), len(distributions))
    draft = _Draft(book, layout, wording, names, 1 + max(PREPARED, rows + _SPARE))
    _name_keys(draft, first)
    write_guide(guide, layout, wording)
    has_rows = bool(datasets or distributions)
    _write_sheet(draft, first, layout.datasets, datasets, example=not has_rows)
    _write_sheet(draft, second, layout.distributions, distributions, example=not has_rows)
    for number, line in enumerate(build_mapping_text(layout).splitlines(), 1):
        write_text(hidden.cell(number, 1), line)
    lists.sheet_state = hidden.sheet_state = "hidden"
    return book


def _name_keys(draft: _Draft, sheet: Worksheet) -> None:
    """Name the range of the datasets' keys: the whole one for checks, the filled one for the drop-down list."""
    table = draft.layout.datasets
    number = next(index for index, column in enumerate(table.columns, 1) if column.heading == table.key)
    whole = range_of(sheet, number, 2, draft.last)
    top = whole.partition(":")[0]
    add_name(draft.book, KEYS, whole)
    add_name(draft.book, CHOSEN, f"OFFSET({top},0,0,MAX(1,COUNTA({whole})),1)")


def _write_sheet(
    draft: _Draft, sheet: Worksheet, table: Table, rows: Sequence[Mapping[str, NewCell]], *, example: bool
) -> None:
    """Write a sheet to fill in: headings, rows or the example, what is asked of its cells, and how it looks."""
    areas = {
        column.heading: Area(get_column_letter(number), 2, draft.last) for number, column in enumerate(table.columns, 1)
    }
    for number, column in enumerate(table.columns, 1):
        _write_heading(sheet, number, column, draft.wording)
        folded = column.rare and not any(row.get(column.heading) not in (None, "") for row in rows)
        _set_column(sheet, areas[column.heading].letters, column, folded=folded)
        role = _role_of(column, table)
        listed = draft.names.get(column.choices, "")
        sheet.add_data_validation(build_validation(column, areas[column.heading], draft.wording, listed, role))
    for index, row in enumerate([_build_example(table)] if example else rows, 2):
        _write_row(sheet, index, row, table)
    write_marks(sheet, Ground(table, areas, draft.names, draft.wording.text("example")))
    _set_sheet(sheet, table, draft)


def _role_of(column: Column, table: Table) -> Any:
    """Tell what a column of keys is: a dataset's own key, or that of the dataset a distribution belongs to."""
    if column.heading == table.dataset:
        return "dataset"
    return "key" if column.heading == table.key and not table.dataset else ""


def _write_heading(sheet: Worksheet, number: int, column: Column, wording: Wording) -> None:
    """Write a heading with its colour and its hint."""
    cell = sheet.cell(1, number)
    write_text(cell, style.label_of(column))
    cell.font, cell.fill = style.font_of(column.need), style.fill_of(column.need)
    cell.alignment, cell.border = style.MIDDLE, style.BORDER
    parts = (f"{wording.text(column.need).capitalize()}.", column.hint, f"({describe_allowed(column, wording)})")
    comment = Comment(" ".join(filter(None, parts)), _COMMENT_AUTHOR, height=140, width=320)
    cell.comment = comment


def _set_column(sheet: Worksheet, letters: str, column: Column, *, folded: bool) -> None:
    """Set the width and the format of a whole column, so that no empty cell need be written."""
    dimension: Any = sheet.column_dimensions[letters]
    dimension.width = style.width_of(column)
    dimension.number_format = style.format_of(column)
    dimension.alignment = style.TOP
    dimension.font = style.PLAIN
    if folded:
        dimension.outlineLevel, dimension.hidden = 1, True


def _build_example(table: Table) -> dict[str, NewCell]:
    """Make the example row."""
    return {column.heading: _read_example(column) for column in table.columns if column.example and not column.rare}


def _read_example(column: Column) -> NewCell:
    """Give an example as the value that its column holds."""
    return dt.date.fromisoformat(column.example) if column.kind is Kind.DATE else column.example


def _write_row(sheet: Worksheet, index: int, row: Mapping[str, NewCell], table: Table) -> None:
    """Write one row. Raises KeyError for a heading that the sheet does not have."""
    numbers = {column.heading: number for number, column in enumerate(table.columns, 1)}
    lines = 1
    for heading, value in row.items():
        number = numbers[heading]
        if value is None or value == "":
            continue
        cell: Any = sheet.cell(index, number)
        write_value(cell, value)
        column = table.columns[number - 1]
        lines = max(lines, _count_lines(str(value), style.width_of(column)))
        cell.alignment, cell.font = style.TOP, style.PLAIN
        cell.number_format = style.format_of(column)
    sheet.row_dimensions[index].height = _LINE * min(lines, _MOST_LINES)


def _count_lines(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column; LibreOffice does not grow the rows of a new file by itself."""
    return sum(max(1, math.ceil(len(line) / width)) for line in text.splitlines())


def _set_sheet(sheet: Worksheet, table: Table, draft: _Draft) -> None:
    """Set what holds for a whole sheet: what stays in sight, the filter, and how it is printed."""
    end = get_column_letter(len(table.columns))
    if any(column.rare for column in table.columns):
        after: Any = sheet.column_dimensions[get_column_letter(len(table.columns) + 1)]
        after.collapsed = True
    sheet.row_dimensions[1].height = _HEADER_HEIGHT
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{end}{draft.last}"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    sheet.page_setup.scale = 60
    sheet.print_options.gridLines = True
    footer: Any = sheet.oddFooter
    footer.right.text, footer.left.text = draft.wording.text("footer"), "&A"
