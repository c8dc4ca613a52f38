"""Reads the cases of rules: one YAML file a rule, with changes to the good inventory that it speaks of or leaves alone.

    expect: {severity: warning, cell: B2, heading: Titel}     what holds for every failing case
    fails:
    - row: {Titel: null}                                      changes to the good row; rows: for several
      today: 2025-06-30                                       the day that dates are compared with
      expect: {text: x, nearest: y, values: {n: 3}}           what holds for this case besides
    passes:
    - row: {Titel: Bäume}

``says``, ``next`` and ``snippet`` are parts of a finding's sentence, of its next step and of the YAML that it offers.
Besides ``row`` and ``rows`` a case may have ``second`` (rows of the table of distributions), ``columns``, ``named`` and
``constants`` (of the mapping), ``table`` (keys of its table), ``sheet`` (struck, hidden_rows, hidden_columns, uncached,
links: by addresses), ``faults`` (met by rooms that are not asked here) and ``file`` (what stands in a data file beside
the workbook). A cell ``{error: "#REF!"}`` shows an error, ``{text: a, times: 9}`` is a text of nine letters; ``cell:
""`` means that a finding has no cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from toolkit.model.finding import Place
from toolkit.model.grid import CellError, CellRef, column_number
from toolkit.model.message import say
from toolkit.model.record import Fault

CASES = Path(__file__).parent / "cases"
_KEYS = {
    "row", "rows", "second", "columns", "named", "constants", "table", "sheet", "faults", "today", "file", "expect",
}  # fmt: skip
_EXPECTED = {"severity", "cell", "heading", "text", "nearest", "values", "times", "says", "next", "snippet"}


@dataclass(frozen=True)
class Case:
    """One case: what is changed, and what a finding must say of it."""

    code: str
    number: int
    kind: Literal["fails", "passes"]
    changes: Mapping[str, Any] = field(repr=False)
    expected: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return f"{self.code}-{self.kind}-{self.number}"

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """The changes to the good row, one row or several."""
        rows = self.changes.get("rows", [self.changes.get("row", {})])
        return tuple(_read_row(row) for row in rows)

    @property
    def today(self) -> date | None:
        """The day that dates are compared with."""
        return self.changes.get("today")

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What was met besides, at the good row's cells."""
        return tuple(_read_fault(self.code, one) for one in self.changes.get("faults", ()))

    @property
    def more(self) -> dict[str, Any]:
        """What else is changed, as the good inventory takes it."""
        changes: dict[str, Any] = {
            key: self.changes[key] for key in ("columns", "named", "constants") if key in self.changes
        }
        if "second" in self.changes:
            changes["second"] = [_read_row(row) for row in self.changes["second"]]
        if "sheet" in self.changes:
            changes["sheet"] = {key: _READ_SHEET[key](value) for key, value in self.changes["sheet"].items()}
        return {**changes, **self.changes.get("table", {})}


def _read_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _read_value(value) for key, value in row.items()}


def _read_value(value: Any) -> Any:
    """Read a cell's value: as it stands, an error, or a text many times over."""
    match value:
        case {"error": str(text)}:
            return CellError(text)
        case {"text": str(text), "times": int(times)}:
            return text * times
        case _:
            return value


def _read_fault(code: str, one: Mapping[str, Any]) -> Fault:
    """Make a fault at a cell of the good inventory."""
    cell = CellRef("inventar.xlsx", "Daten", *_position(one["cell"])) if one.get("cell") else None
    place = Place(cell, one.get("heading", ""), str(one.get("key", "1")) if cell else "")
    expected = say("{text}", text=one["expected"]) if "expected" in one else None
    return Fault(
        one.get("code", code), place, one.get("text", ""), tuple(one.get("nearest", ())), expected,
        str(one.get("detail", "")), one.get("field", ""),
    )  # fmt: skip


def _position(address: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert found, address
    return int(found[2]), column_number(found[1])


def _list_cells(addresses: list[str]) -> frozenset[tuple[int, int]]:
    """List cells; ``A2:D2`` is a whole range."""
    cells: set[tuple[int, int]] = set()
    for address in addresses:
        (top, left), (bottom, right) = (_position(one) for one in (address.split(":") * 2)[:2])
        cells |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return frozenset(cells)


_READ_SHEET: Mapping[str, Any] = {
    "struck": _list_cells,
    "uncached": _list_cells,
    "hidden_rows": frozenset,
    "hidden_columns": lambda letters: frozenset(map(column_number, letters)),
    "links": lambda links: {_position(address): link for address, link in links.items()},
}


@cache
def read_cases(path: Path) -> tuple[Case, ...]:
    """Read all cases of a rule; unknown keys are errors."""
    whole = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    assert whole.keys() <= {"expect", "fails", "passes"}, (path.name, whole.keys())
    cases: list[Case] = []
    for kind in ("fails", "passes"):
        for number, changes in enumerate(whole.get(kind) or (), start=1):
            expected = _read_row({**whole.get("expect", {}), **changes.get("expect", {})})
            assert changes.keys() <= _KEYS, (path.name, changes.keys() - _KEYS)
            assert expected.keys() <= _EXPECTED, (path.name, expected.keys() - _EXPECTED)
            cases.append(Case(path.stem, number, kind, changes, expected))
    return tuple(cases)


def list_cases(kind: Literal["fails", "passes"]) -> list[Case]:
    """List the cases of all rules that fail, or those that pass."""
    return [case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path) if case.kind == kind]
