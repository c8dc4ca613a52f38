"""A program of its own that reads an old or binary Excel workbook's values with python-calamine.

It takes the workbook from its standard input and writes lines of JSON: one per sheet with its name, one per row that
holds anything, a last one that says that all went well. It runs as a process of its own because a damaged workbook can
end calamine's process or never end at all; ``toolkit.reading.legacy`` starts it, waits, and stops it in time.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine


def list_lines(content: bytes) -> Iterator[Any]:
    """Give what is to be written: ``{"sheet": …}`` per sheet, ``[row, values]`` per row, ``{"end": true}``."""
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
            yield {"sheet": sheet.name, "index": index, "hidden": hidden}
            yield from _list_rows(workbook.get_sheet_by_index(index))
    yield {"end": True}


def _list_rows(sheet: python_calamine.CalamineSheet) -> Iterator[Any]:
    """Give the rows that hold anything, with their numbers; calamine leaves empty columns at the left out of them."""
    left = [None] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(sheet.iter_rows(), 1):
        values = [_encode(value) for value in _trim(row)]
        if values:
            yield [number, left + values]


def _trim(row: list[Any]) -> list[Any]:
    """Leave out the empty cells at a row's end."""
    last = len(row)
    while last and row[last - 1] == "":
        last -= 1
    return row[:last]


def _encode(value: Any) -> Any:
    """Write a value as JSON can hold it; an object stands for what it has no type for."""
    match value:
        case "":
            return None
        case dt.datetime():
            return {"datetime": value.isoformat()}
        case dt.date():
            return {"date": value.isoformat()}
        case dt.time():
            return {"time": value.isoformat()}
        case dt.timedelta():
            return {"days": value.days, "seconds": value.seconds, "microseconds": value.microseconds}
        case _:
            return value


def main() -> None:
    """Read the standard input and write lines to the standard output."""
    out = sys.stdout.buffer
    for line in list_lines(sys.stdin.buffer.read()):
        out.write(json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
