"""Small workbooks and mappings, as values and without files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.load import parse_mapping
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import Dataset, Described
from toolkit.model.grid import CellValue, Sheet, Workbook
from toolkit.model.record import Fault

Cells = tuple[CellValue, ...]


def build_sheet(*rows: Iterable[CellValue], name: str = "Daten", **more: Any) -> Sheet:
    """Make a sheet of a workbook; ``more`` are links, formats, uncached and so on."""
    return Sheet("inventar.xlsx", name, tuple(map(tuple, rows)), **more)


def build_workbook(*sheets: Sheet) -> Workbook:
    """Make a workbook of sheets."""
    return Workbook("inventar.xlsx", "/ablage", sheets)


def write_mapping(columns: Mapping[str, Any], top: Mapping[str, Any] | None = None, **table: Any) -> str:
    """Write a mapping as JSON, which is YAML; ``table`` are keys of datasets, None leaves one out."""
    datasets = {"sheet": "Daten", "header": 1, "key": "Nr.", "columns": columns, **table}
    datasets = {key: value for key, value in datasets.items() if value is not None}
    whole = {"format": "bestand-mapping/1", "inventory": "amt", "datasets": datasets, **(top or {})}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def build_mapping(columns: Mapping[str, Any], top: Mapping[str, Any] | None = None, **table: Any) -> InventoryMapping:
    """Make a mapping in which all sheets are called Daten and all keys Nr."""
    return parse_mapping(write_mapping(columns, top, **table), "test.yaml")


def read_rows(
    columns: Mapping[str, Any],
    *rows: Iterable[CellValue],
    top: Mapping[str, Any] | None = None,
    sheet: Mapping[str, Any] | None = None,
    **table: Any,
) -> Interpretation:
    """Read a sheet whose first row is the header, through a mapping of its columns."""
    workbook = build_workbook(build_sheet(*rows, **(sheet or {})))
    return interpret(workbook, build_mapping(columns, top, **table))


def read_cell(spec: Any, value: CellValue, *, link: str = "", top: Mapping[str, Any] | None = None) -> Interpretation:
    """Read one cell of a column through its entry in the mapping."""
    sheet = {"links": {(2, 2): link}} if link else {}
    return read_rows({"Spalte": spec}, ("Nr.", "Spalte"), ("1", value), top=top, sheet=sheet)


def only(interpretation: Interpretation) -> Described:
    """Give the one dataset."""
    (described,) = interpretation.described
    return described


def only_dataset(interpretation: Interpretation) -> Dataset:
    """Give the one dataset's values."""
    return only(interpretation).dataset


def codes(faults: Iterable[Fault]) -> list[str]:
    """Give the codes of faults, in alphabetical order."""
    return sorted(fault.code for fault in faults)


def places(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Give code and cell of faults, in the order of the sheet."""
    cells = [(fault.place.cell, fault.code) for fault in faults]
    return [(code, cell.address if cell else "") for cell, code in sorted(cells, key=lambda one: str(one[0]))]
