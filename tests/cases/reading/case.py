"""One description of a workbook: read from YAML, drawn, and written as a file with its truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.cases.reading.block import draw_table
from tests.cases.reading.canvas import Canvas
from tests.cases.reading.formsheet import draw_form
from tests.cases.reading.truth import AsideTruth, TableTruth, Truth
from tests.cases.reading.writer import write_file
from toolkit.model.grid import Area, column_number

FOLDER = Path(__file__).parent
ASIDE = "aside"
FRESH = "fresh"
"""A third group, held out: written without a look at the product or the others; its subjects lie in its ``words``."""


@dataclass(frozen=True, slots=True)
class Case:
    """A description: its name, and whether it is kept aside, so that tuning on the others shows its worth there.

    ``fresh`` ones are of the third group.
    """

    name: str
    kept_aside: bool
    spec: Mapping[str, Any]
    fresh: bool = False

    @property
    def group(self) -> str:
        """The group in words, as reports name it."""
        return FRESH if self.fresh else "kept aside" if self.kept_aside else "seen"

    @property
    def file_name(self) -> str:
        """The name of the file that is written."""
        return str(self.spec.get("name", f"{self.name}.{self.spec.get('file', 'xlsx')}"))

    def draw(self) -> list[tuple[str, Mapping[str, Any], list[Canvas], Truth]]:
        """Draw all workbooks of the description: name, how to write it, sheets, and what is true of them."""
        more = [(str(book["name"]), book) for book in self.spec.get("beside", [])]
        return [(name, book, *self._draw_book(book)) for name, book in [(self.file_name, self.spec), *more]]

    def _draw_book(self, book: Mapping[str, Any]) -> tuple[list[Canvas], Truth]:
        canvases, tables, aside = [], [], []
        for sheet in book["sheets"]:
            canvas = Canvas(str(sheet["name"]), hidden=bool(sheet.get("hidden")))
            tables += draw_sheet(canvas, sheet, str(self.spec.get("stock", "de")))
            canvases.append(canvas)
            if "aside" in sheet:
                aside.append(AsideTruth(canvas.name, tuple(str(sheet["aside"]).replace(" ", "").split(","))))
        return canvases, Truth(tuple(tables), tuple(aside))

    @property
    def truth(self) -> Truth:
        """What is true of all workbooks of the description."""
        truths = [truth for *_, truth in self.draw()]
        return Truth(
            tuple(table for truth in truths for table in truth.tables),
            tuple(aside for truth in truths for aside in truth.aside),
        )

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the workbooks into a folder of their own."""
        paths = []
        for name, book, canvases, _ in self.draw():
            path = folder / self.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, canvases, {"kind": book.get("file", "xlsx"), **book.get("how", {})})
            paths.append(path)
        return tuple(paths)


def draw_sheet(canvas: Canvas, sheet: Mapping[str, Any], stock: str) -> list[TableTruth]:
    """Draw the parts of a sheet below each other; ``at`` places one elsewhere."""
    tables: list[TableTruth] = []
    row = 1
    for part in sheet.get("parts", []):
        top, left = _place(part.get("at"), row)
        if "rows" in part:
            for offset, cells in enumerate(part["rows"]):
                canvas.put_row(top + offset, left, list(cells or []))
            end = top + len(part["rows"])
        elif "blank" in part:
            end = top + part["blank"]
        elif "table" in part:
            tables.append(draw_table(canvas, part["table"], top, left, stock))
            end = canvas.last_row + 1
        else:
            tables.append(draw_form(canvas, part["form"], top, left, stock))
            end = canvas.last_row + 1
        row = max(row, end) if part.get("at") else end
    _format_empty(canvas, sheet)
    return tables


def _place(at: str | None, row: int) -> tuple[int, int]:
    """Read where a part stands: a cell (``H4``), a column (``B``: below what is there), or nothing."""
    if not at:
        return row, 1
    letters = at.rstrip("0123456789")
    return int(at.removeprefix(letters) or row), column_number(letters)


def _format_empty(canvas: Canvas, sheet: Mapping[str, Any]) -> None:
    """Colour empty cells: whole rows below, or areas."""
    canvas.formatted_rows = int(sheet.get("formatted_rows", 0))
    for text in sheet.get("formatted", []):
        first, _, last = text.partition(":")
        (top, left), (bottom, right) = _place(first, 1), _place(last, 1)
        canvas.formatted.append(Area(top, left, bottom, right))
    for merged in sheet.get("merged", []):
        first, _, last = merged.partition(":")
        (top, left), (bottom, right) = _place(first, 1), _place(last, 1)
        canvas.merged.append(Area(top, left, bottom, right))


@cache
def read_cases(*, fresh: bool = False) -> tuple[Case, ...]:
    """Read all descriptions, those kept aside behind the others, and where wanted the ``fresh`` ones behind them."""
    yaml = YAML(typ="safe")
    folders = (FOLDER, FOLDER / ASIDE, *([FOLDER / FRESH] if fresh else []))
    return tuple(
        Case(path.stem, folder.name == ASIDE, yaml.load(path.read_text(encoding="utf-8")), folder.name == FRESH)
        for folder in folders
        for path in sorted(folder.glob("*.yaml"))
    )
