"""Old and binary Excel workbooks (.xls, .xlsb) to values: python-calamine reads them, in a process that may fail."""

from __future__ import annotations

import datetime as dt
import json
import os
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from toolkit.model.grid import Area, CellError, CellValue, Position, Sheet, Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading import calamine
from toolkit.reading.area import clip_area, count_cells
from toolkit.reading.biff import EncryptedError, survey_records
from toolkit.reading.biff12 import survey_parts
from toolkit.reading.compound import build_compound, read_stream
from toolkit.reading.container import DEFAULT_LIMITS, Limits, damaged, open_container, with_password
from toolkit.reading.handback import drop_feedback
from toolkit.reading.layout import Layout
from toolkit.reading.signature import Kind

_XLS: tuple[Kind, ...] = ("xls",)
_XLSB: tuple[Kind, ...] = ("xlsb",)
_STREAMS = ("Workbook", "Book")

_PROGRAM = Path(calamine.__file__)
_SECONDS = 9.0
_SECONDS_PER_MIB = 1.0
_MIB = 1 << 20

_DAMAGE = (
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
    zipfile.BadZipFile,
    ParseError,
    DefusedXmlException,
)


def read_xls(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a workbook of Excel 97 to 2003, or of Excel 5.

    Only its own stream is handed on, wrapped up anew, so that nothing else in the file can mislead the reader. Raises
    Problem where it is damaged, has a password or is beyond the limits.
    """
    name = path.name
    with open_container(path, limits, _XLS) as file, _explained(name):
        stream = bytearray(read_stream(file.read(), _STREAMS))
        layouts = survey_records(stream)
        content = build_compound(_STREAMS[0], bytes(stream))
    return _read(path, "xls", content, layouts, limits)


def read_xlsb(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read an Excel binary workbook. Raises Problem where it is damaged or beyond the limits."""
    name = path.name
    with open_container(path, limits, _XLSB) as file, _explained(name):
        with zipfile.ZipFile(file) as archive:
            layouts = survey_parts(archive)
        file.seek(0)
        content = file.read()
    return _read(path, "xlsb", content, layouts, limits)


@contextmanager
def _explained(name: str) -> Iterator[None]:
    """Turn what damaged records raise into a Problem that names the file."""
    try:
        yield
    except EncryptedError as error:
        raise with_password(name) from error
    except _DAMAGE as error:
        raise damaged(name) from error


def _read(path: Path, kind: Kind, content: bytes, layouts: list[Layout], limits: Limits) -> Workbook:
    """Read the values, and lay over them what is known of the sheets. Raises Problem."""
    for layout in layouts:
        if layout.cells > limits.cells:
            raise _scattered(path.name, layout)
    sheets = [
        _build_sheet(path.name, values, layouts[values.index], limits.covered)
        for values in _read_values(path.name, content)
        if values.index < len(layouts)
    ]
    return drop_feedback(Workbook(path.name, str(path.absolute().parent), tuple(sheets), kind))


def _scattered(name: str, layout: Layout) -> Problem:
    """Say that a sheet's cells lie too far apart."""
    return Problem(
        say(
            "{file} has cells that lie too far apart to be a table: its content reaches from {first} to {last}",
            file=name,
            first=_address(layout.first),
            last=_address(layout.last),
        ),
        say("Delete what stands far away from the table, or save it as an Excel workbook (.xlsx)."),
    )


def _address(position: Position) -> str:
    """Write a cell's address."""
    return str(Area(*position, *position)).partition(":")[0]


@dataclass(slots=True)
class _Values:
    """One sheet as calamine reads it: its name, its place in the workbook, and the values of its rows."""

    name: str
    index: int
    hidden: bool
    rows: list[list[CellValue]] = field(default_factory=list)

    def put(self, row: int, column: int, value: CellValue) -> None:
        """Set a cell's value."""
        self.rows.extend([] for _ in range(row - len(self.rows)))
        values = self.rows[row - 1]
        values.extend([None] * (column - len(values)))
        values[column - 1] = value

    def clear(self, row: int, column: int) -> None:
        """Empty a cell."""
        if row <= len(self.rows) and column <= len(self.rows[row - 1]):
            self.rows[row - 1][column - 1] = None

    def freeze(self) -> tuple[tuple[CellValue, ...], ...]:
        """Give the rows, without the empty cells at their ends and the empty rows at the end."""
        for values in self.rows:
            while values and values[-1] is None:
                values.pop()
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        return tuple(map(tuple, self.rows))


def _build_sheet(workbook: str, values: _Values, layout: Layout, limit: int) -> Sheet:
    """Put a sheet together: errors in their cells, and nothing in cells that a merged range covers."""
    for (row, column), code in layout.errors.items():
        values.put(row, column, CellError(code))
    for position in layout.uncached:
        values.clear(*position)
    bound = Area(1, 1, len(values.rows), max(map(len, values.rows), default=0))
    areas = [*layout.merged, *(area for area, _ in layout.links)]
    if sum(count_cells(clip_area(area, bound)) for area in areas) > limit:
        raise damaged(workbook)
    for area in layout.merged:
        for position in clip_area(area, bound).positions()[1:]:
            values.clear(*position)
    sheet = Sheet(workbook, values.name, values.freeze())
    filled = {
        position: target
        for area, target in layout.links
        for position in clip_area(area, bound).positions()
        if target and sheet.value(*position) is not None
    }
    return Sheet(
        workbook,
        values.name,
        sheet.rows,
        links=filled,
        formats=layout.formats,
        merged=tuple(layout.merged),
        hidden_rows=frozenset(row for row in layout.hidden_rows if row <= len(sheet.rows)),
        hidden_columns=frozenset(_list_hidden(layout.hidden_columns, bound.last_column)),
        uncached=frozenset(layout.uncached),
        hidden=values.hidden,
        struck=frozenset(position for position in layout.struck if sheet.value(*position) is not None),
        bold=frozenset(position for position in layout.bold if sheet.value(*position) is not None),
    )


def _list_hidden(ranges: list[range], last: int) -> Iterator[int]:
    """List the hidden columns as far as the content reaches, each once, however many ranges name them."""
    reached = 0
    for columns in sorted(ranges, key=lambda columns: columns.start):
        stop = min(columns.stop, last + 1)
        yield from range(max(columns.start, reached + 1), stop)
        reached = max(reached, stop - 1)


def _read_values(name: str, content: bytes) -> list[_Values]:
    """Read the values of all sheets. Raises Problem where calamine fails, is ended or does not end in time."""
    sheets: list[_Values] = []
    complete = False
    for line in _run_calamine(content):
        match line:
            case {"sheet": str(title), "index": int(index), "hidden": bool(hidden)}:
                sheets.append(_Values(title, index, hidden))
            case [int(number), list(values)]:
                rows = sheets[-1].rows
                rows.extend([] for _ in range(number - 1 - len(rows)))
                rows.append([_decode(value) for value in values])
            case {"end": True}:
                complete = True
    if not complete:
        raise damaged(name)
    return sheets


def _decode(value: Any) -> CellValue:
    """Read a value that JSON has no type for."""
    match value:
        case {"datetime": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"date": str(text)}:
            return dt.date.fromisoformat(text)
        case {"time": str(text)}:
            return dt.time.fromisoformat(text)
        case {"days": int(days), "seconds": int(seconds), "microseconds": int(microseconds)}:
            return dt.timedelta(days, seconds, microseconds)
        case str() | int() | float() | None:
            return value
        case _:
            return str(value)


def _run_calamine(content: bytes) -> Iterator[Any]:
    """Run calamine in a process of its own and give what it writes; it is stopped when its time is up."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    # -P: the folder of the program is this package's, whose modules must not take the place of others.
    with subprocess.Popen(
        [sys.executable, "-P", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        timer = threading.Timer(_SECONDS + _SECONDS_PER_MIB * len(content) / _MIB, process.kill)
        timer.start()
        try:
            yield from _exchange(process, content)
        finally:
            timer.cancel()
            process.kill()


def _exchange(process: subprocess.Popen[bytes], content: bytes) -> Iterator[Any]:
    """Hand over the workbook and read the lines of the answer; ends early where the process does."""
    if process.stdin is None or process.stdout is None:
        return
    with suppress(OSError):
        process.stdin.write(content)
    with suppress(OSError):
        process.stdin.close()
    lines: Iterable[bytes] = process.stdout
    for line in lines:
        if line.endswith(b"\n"):
            yield json.loads(line)
