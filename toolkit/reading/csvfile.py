"""Text files with delimiters (.csv) to a workbook of one sheet, every value left as the text that it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from toolkit.model.grid import Sheet, Workbook
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.area import LAST_ROW
from toolkit.reading.container import DEFAULT_LIMITS, Limits, open_container, oversized
from toolkit.reading.delimiter import find_delimiter, take_declared
from toolkit.reading.encoding import decode_text
from toolkit.reading.signature import Kind, looks_written

_KINDS: tuple[Kind, ...] = ("csv",)
_NO_DELIMITER = "\ue000"
"""A sign for private use, which no text is cut by."""

_END = "\ue001"
_MOST_COLUMNS = 1_000_000
_LONGEST_FIELD = 131_072
"""Four times what a cell of Excel holds; the csv module's own limit is the process's, and other libraries change it."""


def read_csv(path: Path, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Read a text file with delimiters; its encoding and its delimiter are told by the content.

    Values stay texts, so that "007" keeps its zeros. The sheet bears the file's name without its ending. Row numbers
    are those that Excel shows. Raises Problem for what is no text or beyond the limits.
    """
    with open_container(path, limits, _KINDS) as file:
        text, encoding = decode_text(file.read())
    _refuse_binary(path.name, text)
    text = text.removeprefix("\ufeff")
    declared, text = take_declared(text)
    delimiter = declared or find_delimiter(text)
    rows = tuple(_list_rows(path.name, text, delimiter))
    while rows and not rows[-1]:
        rows = rows[:-1]
    sheet = Sheet(path.name, path.stem, rows)
    return Workbook(path.name, str(path.absolute().parent), (sheet,), "csv", encoding, delimiter)


def _refuse_binary(name: str, text: str) -> None:
    """Raise Problem for a file that only begins like a text."""
    if not looks_written(text):
        raise Problem(
            say("{file} is no table: it holds signs that no text holds", file=name),
            say("Name the workbook itself; if this is one, save it anew from the program that wrote it."),
        )


def _list_rows(name: str, text: str, delimiter: str) -> Iterator[tuple[str | None, ...]]:
    """Cut a text into rows, each up to its last filled field. Raises Problem."""
    lines = _list_lines(name, text, delimiter or _NO_DELIMITER)
    records = csv.reader(lines, delimiter=delimiter or _NO_DELIMITER)
    start = 1
    try:
        for number, record in enumerate(records, 1):
            if record == [_END]:
                return
            if (record and record[-1].endswith(_END)) or any(len(field) > _LONGEST_FIELD for field in record):
                raise _unclosed(name, start)
            if number > LAST_ROW:
                raise oversized(name)
            yield _trim(record)
            start = records.line_num + 1
    except csv.Error as error:  # the module's own limit, which other libraries change
        raise _unclosed(name, start) from error


def _list_lines(name: str, text: str, delimiter: str) -> Iterator[str]:
    """Give the lines with their ends, and a mark behind them that ends up within a field that is never closed."""
    for line in io.StringIO(text, newline=""):
        if line.count(delimiter) > _MOST_COLUMNS:
            raise oversized(name)
        yield line
    yield _END


def _unclosed(name: str, line: int) -> Problem:
    """Say where a field begins that has no end."""
    return Problem(
        say("{file} is damaged: a quotation mark in line {line} is opened and never closed", file=name, line=line),
        say("Close or remove it there in a text editor, or save the file anew from the program that wrote it."),
    )


def _trim(record: list[str]) -> tuple[str | None, ...]:
    """Leave empty fields empty, and those at the end out."""
    last = len(record)
    while last and not record[last - 1]:
        last -= 1
    return tuple(field or None for field in record[:last])
