"""Live red marks: rules by which a spreadsheet program colours cells that are missing something or do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import Rule

from toolkit.mapping.fields import ADDRESSES
from toolkit.template.layout import Column, Kind, Table
from toolkit.template.lists import KEYS
from toolkit.template.style import EXAMPLE, WRONG
from toolkit.template.validation import FIRST_DAY, Area, is_mailbox

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules of one sheet speak of: its table, the area of each column, the names of lists, the example's key.

    ``row`` is the whole first row, with fixed columns.
    """

    table: Table
    areas: Mapping[str, Area]
    names: Mapping[tuple[str, ...], str]
    example: str

    @property
    def row(self) -> str:
        """The cells of the first row."""
        areas = list(self.areas.values())
        return f"${areas[0].letters}{areas[0].first}:${areas[-1].letters}{areas[0].first}"

    @property
    def whole(self) -> str:
        """The whole prepared range."""
        areas = list(self.areas.values())
        return f"{areas[0].letters}{areas[0].first}:{areas[-1].letters}{areas[-1].last}"


def write_marks(sheet: Worksheet, ground: Ground) -> None:
    """Write the rules of a sheet: the example's look first, which stops the others, then what is wrong."""
    marker = ground.areas[ground.table.dataset or ground.table.key]
    is_example = f'TRIM(${marker.letters}{marker.first})="{ground.example}"'
    sheet.conditional_formatting.add(
        ground.whole, Rule(type="expression", dxf=EXAMPLE, formula=[is_example], stopIfTrue=True)
    )
    for column in ground.table.columns:
        area = ground.areas[column.heading]
        for formula in _list_wrong(column, area, ground):
            sheet.conditional_formatting.add(area.cells, Rule(type="expression", dxf=WRONG, formula=[formula]))


def _list_wrong(column: Column, area: Area, ground: Ground) -> Iterator[str]:
    """Write what is wrong with a cell of a column, one formula each; they speak of its first cell."""
    cell = area.top
    is_key = column.heading == ground.table.key
    if column.need == "required" and not is_key:
        yield f"AND(COUNTA({ground.row})>0,{_all_empty(column, cell, ground)})"
    if is_key and not ground.table.dataset:
        yield f"AND(LEN({cell})>0,SUMPRODUCT(--({area.fixed}={cell}))>1)"
    elif is_key:
        belongs = ground.areas[ground.table.dataset]
        both = f"({area.fixed}={cell})*({belongs.fixed}=${belongs.top})"
        yield f"AND(LEN({cell})>0,SUMPRODUCT({both})>1)"
    if column.heading == ground.table.dataset:
        yield f"AND(LEN({cell})>0,SUMPRODUCT(--({KEYS}={cell}))=0)"
    yield from _list_unfit(column, cell, ground)


def _all_empty(column: Column, cell: str, ground: Ground) -> str:
    """Say that nothing is there; a distribution needs only one of its addresses."""
    others = [
        ground.areas[other.heading]
        for other in ground.table.columns
        if ground.table.dataset and column.path in ADDRESSES and other.path in ADDRESSES and other is not column
    ]
    return ",".join(f"LEN({one})=0" for one in (cell, *(f"${area.top}" for area in others)))


def _list_unfit(column: Column, cell: str, ground: Ground) -> Iterator[str]:
    """Say that something is there which does not fit the column's kind."""
    if column.longest:
        yield f"LEN({cell})>{column.longest}"
    match column.kind:
        case Kind.CHOICE if not column.question.endswith("approved"):
            yield f"AND(LEN({cell})>0,{_not_in(ground.names[column.choices], cell)})"
        case Kind.CHOICES:
            alone = "".join(
                f",ISERROR(FIND({mark},{cell}))" for mark in ("CHAR(10)", _quote(column.separator.strip("\n"))) if mark
            )
            yield f"AND(LEN({cell})>0{alone},{_not_in(ground.names[column.choices], cell)})"
        case Kind.DATE:
            yield f"AND(ISNUMBER({cell}),{cell}<{FIRST_DAY})"
            yield f'AND(ISTEXT({cell}),ISERROR(VALUE(SUBSTITUTE({cell},"-",""))))'
        case Kind.ADDRESS:
            yield f'AND(LEN({cell})>0,LEFT({cell},8)<>"https://",LEFT({cell},7)<>"http://")'
        case Kind.MAILBOX:
            yield f"AND(LEN({cell})>0,NOT({is_mailbox(cell)}))"


def _quote(mark: str) -> str:
    """Write a mark as a text of a formula; nothing where it is only a line break."""
    return '"{}"'.format(mark.replace('"', '""')) if mark else ""


def _not_in(name: str, cell: str) -> str:
    """Say that a list does not hold a cell's text; MATCH would take * and ? for wildcards."""
    return f"SUMPRODUCT(--({name}=TRIM({cell})))=0"
