"""Which cell of a workbook would have to say a canonical value, and in whose words; or why none can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from toolkit.mapping.binding import bind_tables
from toolkit.mapping.bound import AnswerBinding, BoundTable, FieldBinding
from toolkit.mapping.fields import COMPOSED, DISTRIBUTION_FIELDS, PREFIX, ROW_FIELDS, bare_field, list_filled
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.entry import is_empty
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say
from toolkit.model.path import read_path
from toolkit.model.table import Column
from toolkit.patch.patch import NewCell
from toolkit.steps.inventory import Opened
from toolkit.sync.difference import Difference
from toolkit.template.celltext import write_answer, write_cell

OF_PARTS = "distributions."
Binding: TypeAlias = "FieldBinding | AnswerBinding"


class Places:
    """Finds the cells of one workbook; ``language`` is that of the labels it writes."""

    def __init__(self, opened: Opened, file: Path, language: str) -> None:
        self._opened = opened
        self._file = file
        self._language = language
        self._described = {one.dataset.identifier: one for one in opened.inventory.described}

    def locate(self, difference: Difference) -> Difference:
        """Say where a difference would stand in the sheet, or why it cannot."""
        if difference.kind != "field":
            return replace(difference, reason=_explain_kind(difference.kind))
        described = self._described[difference.identifier]
        if difference.field == "private":
            return self._locate_audience(difference, described)
        if not difference.values:
            return replace(difference, reason=say("no column can say it"))
        return self._locate_field(difference, described)

    def _locate_audience(self, difference: Difference, described: Described) -> Difference:
        """Find the answer that gives the dataset to the public; what is private is never made public from here."""
        if difference.catalogue is False:
            reason = say("who may see it is decided in the sheet; nothing becomes public here")
            return replace(difference, reason=reason)
        answer = described.answers.get("publish")
        cell = answer.cell if answer else None
        binding = self._find_binding(cell) if cell else None
        if not isinstance(binding, AnswerBinding) or cell is None:
            return replace(difference, reason=say("the mapping answers it for the whole inventory, under “release:”"))
        word = write_answer(binding, "staff")
        if word is None:
            return replace(difference, cell=cell, reason=say("the column has no word for “staff only”"))
        return self._check_cell(replace(difference, path="release.publish", cell=cell, new=word))

    def _locate_field(self, difference: Difference, described: Described) -> Difference:
        """Find the cell of a field."""
        prefix = f"{OF_PARTS}{difference.part}." if difference.part else ""
        paths = sorted(difference.values, key=lambda path: f"{prefix}{path}" not in described.origins)
        path = paths[0]
        found = replace(difference, path=path)
        cell, reason = self._find_cell(described, path, difference.part)
        if cell is None:
            return replace(found, reason=reason)
        binding = self._find_binding(cell)
        found = replace(found, cell=cell)
        if not isinstance(binding, FieldBinding):
            return replace(found, reason=say("the cell stands in another table or fills several links at once"))
        if bare_field(path) not in {bare_field(one) for one in list_filled(binding.path)}:
            return replace(found, reason=say("the cell is read in another way"))
        written, why = self._write(binding, described, found)
        if why is not None:
            return replace(found, reason=why)
        return self._check_cell(replace(found, new=written))

    def _write(self, binding: FieldBinding, described: Described, found: Difference) -> tuple[NewCell, Message | None]:
        """Write the value in the column's words; an empty cell says nothing unless the column has a default."""
        value = _compose(binding.path, described.dataset, found)
        if is_empty(value):
            reason = say("an empty cell has the value that “default:” gives in the mapping")
            return None, reason if binding.default is not None else None
        written = write_cell(binding.reader, value, self._language)
        return written.cell, written.reason

    def _find_cell(self, described: Described, path: str, part: str) -> tuple[CellRef | None, Message | None]:
        """Give the cell of a field, be it empty; None with the reason where no cell of the row can say it."""
        whole = f"{OF_PARTS}{part}.{path}" if part else path
        bare = f"{OF_PARTS}{path}" if part else path
        cell = described.origins.get(whole)
        column = described.columns.get(bare)
        if cell is None and column is not None and not self._is_given(path, part):
            cell = _stand(described.origins.get(f"{OF_PARTS}{part}" if part else "key"), column)
        if cell is None:
            return None, self._explain_missing(path, part)
        if self._uses[cell] > 1:
            return None, say("{cell} says it for several datasets or links at once", cell=str(cell))
        return cell, None

    def _is_given(self, path: str, part: str) -> bool:
        """Tell whether something else than a column fills a field."""
        return any(path in given for given in self._list_given(part))

    def _list_given(self, part: str) -> Iterator[Mapping[str, Any]]:
        mapping = self._opened.mapping
        own = mapping.datasets
        if not part:
            yield from (own.constants, own.computed)
            return
        for given in (own.constants, own.computed):
            yield {path.removeprefix(PREFIX): value for path, value in given.items() if path.startswith(PREFIX)}
        if mapping.distributions:
            yield from (mapping.distributions.constants, mapping.distributions.computed)

    def _explain_missing(self, path: str, part: str) -> Message:
        """Say what fills a field instead of a cell, and where to change that."""
        constants, computed, *more = (*self._list_given(part),)
        second = tuple(more)
        if path in constants or (second and path in second[0]):
            return say("the mapping says it for all under “constants:”; change it there ({path})", path=path)
        if path in computed or (second and path in second[1]):
            return say("the mapping computes it under “computed:”; change it there ({path})", path=path)
        if not part and path in self._opened.mapping.accept_suggestions:
            return say("it was suggested and accepted (“accept_suggestions:”); no cell says it")
        return say("no column of the workbook is mapped to it ({path})", path=path)

    def _check_cell(self, found: Difference) -> Difference:
        """Hold back what would do more than change this one cell."""
        cell = found.cell
        if cell is None or cell.workbook != self._opened.workbook.name:
            return replace(found, reason=say("it stands in another workbook"))
        if (cell.sheet, cell.row, cell.column) in self._formulas:
            return replace(found, reason=say("{cell} holds a formula, which a value would replace", cell=str(cell)))
        if self._is_filled_from_elsewhere(cell):
            return replace(found, reason=say("{cell} also holds for the rows below it", cell=str(cell)))
        return found

    def _is_filled_from_elsewhere(self, cell: CellRef) -> bool:
        """Tell whether the mapping lets a column's cells hold for further rows (``fill``)."""
        mapping = self._opened.mapping
        tables = (mapping.datasets, mapping.distributions)
        fills = {name for table in tables if table for name, spec in table.columns.items() if spec.fill}
        binding = self._find_binding(cell)
        if not fills or binding is None:
            return False
        heading = binding.column.heading
        return any(name == heading or heading.endswith(f"› {name}") for name in fills)

    def _find_binding(self, cell: CellRef) -> Binding | None:
        """Find how a cell is read; None for one of a further table or of several links."""
        return self._bindings.get((cell.workbook, cell.sheet, cell.column)) or self._turned.get(
            (cell.workbook, cell.sheet, cell.row)
        )

    @cached_property
    def _bounds(self) -> tuple[BoundTable, ...]:
        """Find the tables in the sheets once more."""
        opened = self._opened
        mapping, given = opened.mapping, (opened.workbook,)
        bounds = bind_tables(given, mapping.datasets, ROW_FIELDS, mapping, opened.beside)
        second = mapping.distributions
        if second is None or second.file:
            return bounds
        return (*bounds, *bind_tables(given, second, DISTRIBUTION_FIELDS, mapping, opened.beside))

    @cached_property
    def _bindings(self) -> dict[tuple[str, str, int], Binding]:
        """The readers of columns, by workbook, sheet and number."""
        return dict(self._list_bindings(turned=False))

    @cached_property
    def _turned(self) -> dict[tuple[str, str, int], Binding]:
        """The readers of a form's lines."""
        return dict(self._list_bindings(turned=True))

    def _list_bindings(self, *, turned: bool) -> Iterator[tuple[tuple[str, str, int], Binding]]:
        for bound in self._bounds:
            sheet = bound.table.sheet
            every: Iterable[Binding] = (*bound.fields, *bound.answers)
            yield from (
                ((sheet.workbook, sheet.name, one.column.number), one) for one in every if one.column.turned is turned
            )

    @cached_property
    def _uses(self) -> Counter[CellRef]:
        """How many datasets, or distributions of them, each cell speaks of."""
        return Counter(cell for one in self._opened.inventory.described for cell in _list_cells(one))

    @cached_property
    def _formulas(self) -> frozenset[tuple[str, int, int]]:
        """The cells with formulas."""
        from openpyxl import load_workbook  # noqa: PLC0415 (slow to import)

        book = load_workbook(self._file, read_only=True, keep_links=False)
        try:
            return frozenset(
                (sheet.title, number, place)
                for sheet in book.worksheets
                for number, row in enumerate(sheet.iter_rows(min_row=1, min_col=1), 1)
                for place, cell in enumerate(row, 1)
                if cell.data_type == "f"
            )
        finally:
            book.close()


def _list_cells(described: Described) -> Iterator[CellRef]:
    """Give every cell of a dataset, once for the dataset itself and once for each distribution that it speaks of."""
    seen: set[tuple[str, CellRef]] = set()
    keys = sorted((part.key for part in described.dataset.distributions), key=len, reverse=True)
    for path, cell in described.origins.items():
        whole = path.removeprefix(OF_PARTS)
        part = next((key for key in keys if whole.startswith(f"{key}.")), "") if whole != path else ""
        if (part, cell) not in seen and whole not in keys:
            seen.add((part, cell))
            yield cell


def _stand(identity: CellRef | None, column: Column) -> CellRef | None:
    """Give the cell of a column in the row that a key's cell stands in."""
    if identity is None:
        return None
    if column.turned:
        return replace(identity, row=column.number)
    return replace(identity, column=column.number)


def _compose(path: str, dataset: Dataset, found: Difference) -> Any:
    """Give the value of a cell; one that fills several fields keeps what it says of the others."""
    value = found.values[found.path]
    if path not in COMPOSED:
        return value
    thing: Dataset | Distribution = dataset
    parts = tuple(
        str((value if one == found.path else found.values.get(one, read_path(thing, one))) or "")
        for one in COMPOSED[path]
    )
    return parts if any(parts) else None


def _explain_kind(kind: str) -> Message:
    """Say what to do about a whole dataset or a whole link."""
    match kind:
        case "deleted":
            return say("take its row out of the sheet, or bring it back with “bestand push --restore”")
        case "new resource":
            return say("it stays in the catalogue; add a row for it if the sheet is to steer it")
        case _:
            return say("take its row out of the sheet, or it stays away: the sheet does not bring it back")
