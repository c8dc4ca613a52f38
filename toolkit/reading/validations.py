"""Value lists attached to cells (Excel: data validation of type list), and where they take their values from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl.xml.constants import SHEET_MAIN_NS

from toolkit.model.grid import Area, CellError, Sheet, ValueList
from toolkit.reading.area import LAST_COLUMN, LAST_ROW, clip_area, count_cells, parse_area
from toolkit.reading.text import clean

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_QUOTED_LIST = "{http://schemas.microsoft.com/office/spreadsheetml/2011/1/ac}list"

_MOST_AREAS = 10_000
"""How many ranges of one list are kept; beyond that they are no help to anyone."""

_CHAIN = 8
"""How many names may stand for one another."""

_INLINE = re.compile(r'"((?:[^"]|"")*)"')
_REFERENCE = re.compile(
    r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!\[\]]+))!)?"
    r"(?P<area>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)",
    re.IGNORECASE,
)


def parse_lists(element: Any) -> list[ValueList]:
    """Take the value lists out of a sheet's data validations, or out of its extensions, which openpyxl drops.

    Excel writes a rule as an extension when its list stands on another sheet ([MS-XLSX] 2.6.55). A list with a source
    has no values yet. Rules that cannot be understood are left out.
    """
    lists = [
        replace(_parse_source(rule), areas=areas)
        for rule in element.iter()
        if rule.tag in {f"{_MAIN}dataValidation", f"{_X14}dataValidation"}
        and rule.get("type") == "list"
        and (areas := tuple(_parse_areas(rule.get("sqref") or rule.findtext(f"{_XM}sqref") or "")))
    ]
    return [one for one in lists if one.source or one.values]


def _parse_source(rule: Any) -> ValueList:
    """Read where a rule takes its values from: they stand in it, or it has a formula.

    Values with commas stand in an element of their own ([MS-XLSX] 2.3.6).
    """
    quoted = next(rule.iter(_QUOTED_LIST), None)
    if quoted is not None and quoted.text:
        return ValueList((), _tidy(next(csv.reader([quoted.text], skipinitialspace=True), [])))
    formula = next((found.text for tag in (f"{_MAIN}formula1", f"{_XM}f") for found in rule.iter(tag)), "") or ""
    inline = _INLINE.fullmatch(formula.strip())
    if inline:
        return ValueList((), _tidy(inline[1].replace('""', '"').split(",")))
    return ValueList((), (), formula.strip().removeprefix("="))


def _parse_areas(sqref: str) -> Iterator[Area]:
    """Read the ranges of a rule; those that are none are left out."""
    for ref in sqref.split()[:_MOST_AREAS]:
        try:
            area = parse_area(ref)
        except ValueError:
            continue
        if 0 < area.first_row <= area.last_row <= LAST_ROW and area.first_column <= area.last_column <= LAST_COLUMN:
            yield area


def bound_lists(lists: Iterable[ValueList], bound: Area) -> tuple[ValueList, ...]:
    """Put equal lists together, and let ranges end with the content; of one beyond it, its first row or column stays.

    >>> one = ValueList((parse_area("D2:D1048576"),), ("ja", "nein"))
    >>> [[str(area) for area in kept.areas] for kept in bound_lists([one, one], parse_area("A1:F40"))]
    [['D2:D40']]
    """
    areas: dict[tuple[str, tuple[str, ...]], dict[Area, None]] = {}
    for one in lists:
        for area in one.areas:
            last_row = min(area.last_row, max(area.first_row, bound.last_row))
            last_column = min(area.last_column, max(area.first_column, bound.last_column))
            cut = Area(area.first_row, area.first_column, last_row, last_column)
            areas.setdefault((one.source, one.values), {})[cut] = None
    return tuple(ValueList(tuple(ranges)[:_MOST_AREAS], values, source) for (source, values), ranges in areas.items())


def fill_lists(sheets: Sequence[Sheet], names: Mapping[tuple[str, str], str], limit: int) -> tuple[Sheet, ...]:
    """Give the sheets' value lists the values that their sources hold: ranges of any sheet, or names for them.

    ``names`` gives what a name stands for, by sheet (empty where it holds for all) and name in lower case. Sources that
    must be calculated (INDIRECT, OFFSET) give no values. At most ``limit`` cells are looked at.
    """
    sources = _Sources(sheets, names, limit)
    return tuple(
        replace(
            sheet,
            lists=tuple(replace(one, values=one.values or sources.find(one.source, sheet)) for one in sheet.lists),
        )
        if sheet.lists
        else sheet
        for sheet in sheets
    )


class _Sources:
    """The sheets that value lists take their values from; each source is looked up once."""

    def __init__(self, sheets: Sequence[Sheet], names: Mapping[tuple[str, str], str], limit: int) -> None:
        self._sheets = {_key(sheet.name): sheet for sheet in reversed(sheets)}
        self._names = names
        self._left = limit
        self._known: dict[tuple[str, Area], tuple[str, ...]] = {}

    def find(self, source: str, home: Sheet) -> tuple[str, ...]:
        """Give the values of a source as a sheet means it; none where they are not to be known."""
        for _ in range(_CHAIN):
            reference = _REFERENCE.fullmatch(source)
            if reference:
                return self._look_up(reference, home)
            inline = _INLINE.fullmatch(source)
            if inline:
                return _tidy(inline[1].replace('""', '"').split(","))
            sheet, _, name = source.rpartition("!")
            local = self._names.get((_key(sheet.strip("'") or home.name), name.casefold()))
            source = local or self._names.get(("", name.casefold()), "")
        return ()

    def _look_up(self, reference: re.Match[str], home: Sheet) -> tuple[str, ...]:
        """Give the values of a range."""
        name = reference["plain"] or (reference["quoted"] or "").replace("''", "'")
        sheet = self._sheets.get(_key(name)) if name else home
        try:
            area = parse_area(reference["area"])
        except ValueError:
            return ()
        if sheet is None:
            return ()
        bound = Area(1, 1, len(sheet.rows), max(map(len, sheet.rows), default=0))
        area = clip_area(area, bound)
        key = (_key(sheet.name), area)
        if key not in self._known:
            self._left -= count_cells(area)
            self._known[key] = _read_values(sheet, area) if self._left >= 0 else ()
        return self._known[key]


def _read_values(sheet: Sheet, area: Area) -> tuple[str, ...]:
    """Give the texts of an area, as shown."""
    return _tidy(
        sheet.shown(*position)
        for position in area.positions()
        if not isinstance(sheet.value(*position), CellError | None)
    )


def _tidy(values: Iterable[str]) -> tuple[str, ...]:
    """Clean values; blank and repeated ones are left out."""
    return tuple(dict.fromkeys(filter(None, map(clean, values))))


def _key(name: str) -> str:
    """Give a sheet's name as it is compared."""
    return clean(name).casefold()
