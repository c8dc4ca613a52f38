"""Gives stable identifiers to rows that lack one, in a patched copy of the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from toolkit.mapping.binding import bind_tables
from toolkit.mapping.bound import BoundTable
from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.mapping.rows import read_rows
from toolkit.mapping.scope import list_fixed
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.grid import CellError, CellRef, Workbook, show
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.patch.apply import can_patch, write_patched
from toolkit.patch.patch import Mark, NewValue, Patch, Tint
from toolkit.reading.text import clean
from toolkit.reading.workbook import read_workbook
from toolkit.steps.mapping import choose_by_content, find_mapping
from toolkit.steps.understanding import find_beside
from toolkit.template.keypattern import KeyPattern, parse_style
from toolkit.template.numbering import KeyRow, Numbering, number_datasets, number_distributions

_WIDTH = 4
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class IdsRequest:
    """What somebody asks for: the mapping, a pattern of their own, and whether the new cells are coloured."""

    mapping: str | None = None
    style: str = ""
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """What was given and where it was written; ``out`` is None where there was nothing to do."""

    file: Path
    out: Path | None
    mapping: str
    why: Message
    numbering: Numbering = field(default_factory=Numbering)


def give_ids(file: Path, out: Path, request: IdsRequest) -> Numbered:
    """Give a key to each row of a workbook that lacks one, in a copy; keys that are there are never changed.

    The rows are those that a check reads as datasets and distributions. Writes nothing where no row lacks a key.
    Raises Problem for a file that cannot be copied with changes and where formulas make the keys, Stopped as a check
    does.
    """
    style = _require_style(request.style)
    workbook = read_workbook(file)
    _require_patchable(file, workbook)
    chosen = find_mapping(file, request.mapping) or choose_by_content(file, workbook)
    numbering = _number(file, workbook, chosen.mapping, style)
    if numbering.given:
        write_patched(file, _build_patch(numbering, mark=request.mark), out)
    return Numbered(file, out if numbering.given else None, chosen.name, chosen.why, numbering)


def _require_style(text: str) -> KeyPattern | None:
    """Read the wished pattern. Raises Problem where it has no number."""
    style = parse_style(text) if text else None
    if text and style is None:
        raise Problem(
            say("“{style}” says nowhere where the number goes", style=text),
            say("Write noughts for it, such as GA-000 or 0000."),
        )
    return style


def _require_patchable(file: Path, workbook: Workbook) -> None:
    """Raise Problem for a kind of file that no copy with changes can be made of."""
    if can_patch(workbook.kind):
        return
    raise Problem(
        say(
            "identifiers can be written into .xlsx and .xlsm only; {file} is {kind}", file=file.name, kind=workbook.kind
        ),
        say(
            "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and name that file. From then on "
            "keep that one."
        ),
    )


def _number(file: Path, workbook: Workbook, mapping: InventoryMapping, style: KeyPattern | None) -> Numbering:
    """Find the rows without a key and give them one each."""
    beside = {name: [read_workbook(path)] for name, path in find_beside(file, mapping).items() if path}
    bounds = bind_tables((workbook,), mapping.datasets, ROW_FIELDS, mapping, beside)
    second = _bind_second(workbook, mapping, beside)
    _refuse_formulas(file, (*bounds, *second))
    rows = [row for bound in bounds for row in _list_rows(bound, mapping)]
    others = [row for bound in second for row in _list_rows(bound, mapping)]
    taken = [*_list_taken(bounds), *(row.dataset for row in others if row.dataset)]
    repeating = mapping.datasets.rows == "distribution"
    usual = KeyPattern(f"{mapping.inventory}-", _WIDTH)
    given = (
        *number_datasets(rows, taken, usual, style=style, repeating=repeating),
        *number_distributions(others),
    )
    return Numbering(
        given,
        tuple(row.cell for row in rows if not row.key and not row.title),
        tuple(row.cell for row in others if not row.key and not row.dataset),
        sum(1 for row in (*rows, *others) if row.key),
    )


def _bind_second(
    workbook: Workbook, mapping: InventoryMapping, beside: Mapping[str, Sequence[Workbook]]
) -> tuple[BoundTable, ...]:
    """Find the table of distributions, where it stands in the same workbook."""
    spec = mapping.distributions
    if spec is None or spec.file:
        return ()
    return bind_tables((workbook,), spec, DISTRIBUTION_FIELDS, mapping, beside)


def _list_rows(bound: BoundTable, mapping: InventoryMapping) -> Iterator[KeyRow]:
    """List the rows of a table with their keys; a cell whose value nobody knows counts as filled."""
    sheet = bound.table.sheet
    for row in read_rows(bound, list_fixed(mapping)):
        value = sheet.value(row.number, row.key_column)
        is_known = not isinstance(value, CellError) and (row.number, row.key_column) not in sheet.uncached
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and row.key == show(value)
        key = row.key if is_known else row.key or row.key_text or row.key_cell.address
        yield KeyRow(row.key_cell, key, row.title, row.belongs_to, is_number)


def _list_taken(bounds: Sequence[BoundTable]) -> Iterator[str]:
    """List every text that stands in the columns of keys, in rows that are skipped or left out, too."""
    for bound in bounds:
        sheet = bound.table.sheet
        for number in range(max(bound.table.header_rows, default=0) + 1, len(sheet.rows) + 1):
            text = clean(sheet.shown(number, bound.key.number))
            if text:
                yield text


def _refuse_formulas(file: Path, bounds: Sequence[BoundTable]) -> None:
    """Raise Problem where a formula makes a key: such a key changes when rows move."""
    wanted: dict[str, set[tuple[int, int]]] = {}
    for bound in bounds:
        for number in bound.table.rows:
            cell = bound.table.sheet.ref(number, bound.key.number)
            wanted.setdefault(cell.sheet, set()).add((cell.row, cell.column))
    found = list(_find_formulas(file, wanted))
    if found:
        cells = ", ".join(f"{sheet} › {cell}" for sheet, cell in found[:_MOST_NAMED])
        raise Problem(
            say("formulas make identifiers ({cells}); such an identifier changes when rows move", cells=cells),
            say("Make values of them: copy the column, then Paste special › Values, and save. Then run this again."),
        )


def _find_formulas(file: Path, wanted: Mapping[str, set[tuple[int, int]]]) -> Iterator[tuple[str, str]]:
    """Find the cells among these that hold a formula."""
    book: Any = load_workbook(file, read_only=True, data_only=False)
    try:
        for sheet in book.worksheets:
            cells = wanted.get(sheet.title, set())
            if not cells:
                continue
            columns = {column for _, column in cells}
            for row in sheet.iter_rows(min_col=min(columns), max_col=max(columns)):
                for cell in row:
                    if cell.data_type == "f" and (cell.row, cell.column) in cells:
                        yield sheet.title, cell.coordinate
    finally:
        book.close()


def _build_patch(numbering: Numbering, *, mark: bool) -> Patch:
    """Make the patch that writes the new keys, and marks them where that is wished."""
    values = tuple(NewValue(one.cell.sheet, _position(one.cell), one.value) for one in numbering.given)
    marks = tuple(Mark(one.cell.sheet, _position(one.cell), Tint.NEW, "") for one in numbering.given) if mark else ()
    return replace(Patch(values=values), marks=marks)


def _position(cell: CellRef) -> tuple[int, int]:
    return cell.row, cell.column
