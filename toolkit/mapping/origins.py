"""Which cell a field's value came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.model.grid import CellRef, Sheet


def name_beside(cell: CellRef, other: CellRef | None) -> str:
    """Name a cell as briefly as it can be told from where another one stands.

    >>> here = CellRef("w.xlsx", "Amt 61", 7, 1)
    >>> name_beside(CellRef("w.xlsx", "Amt 61", 2, 1), here), name_beside(CellRef("w.xlsx", "Amt 66", 2, 1), here)
    ('A2', 'Amt 66 › A2')
    """
    if other is None or cell.workbook != other.workbook:
        return str(cell)
    return cell.address if cell.sheet == other.sheet else f"{cell.sheet} › {cell.address}"


@dataclass(frozen=True, slots=True, eq=False)
class RowCells:
    """The cells of one row: field -> column number (in a form, both as turned). ``prefix`` stands before each field.

    ``whole`` is the column of the cell that stands for a distribution as a whole, whose path is the prefix without its
    last dot; 0 means that there is none.
    """

    sheet: Sheet
    row: int
    columns: Mapping[str, int]
    prefix: str = ""
    whole: int = 0

    def find(self, path: str) -> CellRef | None:
        """Give the cell of a field, None where the row does not fill it."""
        column = self.columns.get(path.removeprefix(self.prefix)) if path.startswith(self.prefix) else None
        if column is None and self.whole and path == self.prefix[:-1]:
            column = self.whole
        return self.sheet.ref(self.row, column) if column else None

    def paths(self) -> Iterator[str]:
        """List the fields that the row fills."""
        if self.whole:
            yield self.prefix[:-1]
        yield from (self.prefix + path for path in self.columns)


class Origins(Mapping[str, CellRef]):
    """The cells of a dataset's fields, those of its distributions included.

    Hardly any of them is ever asked for, so that a cell is only named when it is. (A large inventory has a million.)

    >>> sheet = Sheet("w.xlsx", "s", ())
    >>> origins = Origins((RowCells(sheet, 7, {"title": 2}), RowCells(sheet, 9, {"format": 5}, "distributions.1.")))
    >>> origins["title"].address, origins["distributions.1.format"].address, list(origins)
    ('B7', 'E9', ['title', 'distributions.1.format'])
    """

    __slots__ = ("_layers",)

    def __init__(self, layers: tuple[RowCells, ...]) -> None:
        self._layers = layers

    def __getitem__(self, path: str) -> CellRef:
        """Name a field's cell. Raises KeyError where no cell fills it."""
        cell = next((cell for layer in self._layers if (cell := layer.find(path))), None)
        if cell is None:
            raise KeyError(path)
        return cell

    def __iter__(self) -> Iterator[str]:
        """List the fields that cells fill."""
        return iter(dict.fromkeys(path for layer in self._layers for path in layer.paths()))

    def __len__(self) -> int:
        """Count the fields that cells fill."""
        return sum(1 for _ in self)
