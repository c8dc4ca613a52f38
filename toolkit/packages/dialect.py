"""How a table in a file is written down: character encoding, delimiter, and which types its columns may have."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CHUNK = 1024 * 1024
"""Files are read in pieces of this many bytes, so that their size does not matter."""

_SAMPLE = 64 * 1024
_DELIMITERS = ";\t,|"
_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# In this order each column is tried. Frictionless' own list would take "52,5" for a pair of coordinates.
COLUMN_TYPES: list[dict[str, Any]] = [
    {"type": "date"},
    {"type": "date", "format": "%d.%m.%Y"},
    {"type": "datetime"},
    {"type": "datetime", "format": "%d.%m.%Y %H:%M"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "number", "decimalChar": ",", "groupChar": "."},
    {"type": "boolean"},
    {"type": "boolean", "trueValues": ["ja", "Ja", "JA"], "falseValues": ["nein", "Nein", "NEIN"]},
    {"type": "string"},
]
# A house number or a municipality's key is no number: its leading zeros count.
_PADDED = re.compile(r"0\d+")


def table_kind(path: Path) -> str:
    """Tell how a file is read as a table: ``csv``, ``tsv``, ``xlsx``, or not at all.

    >>> table_kind(Path("Bäume.CSV")), table_kind(Path("karte.pdf"))
    ('csv', '')
    """
    return _KINDS.get(path.suffix.lower(), "")


def read_encoding(path: Path) -> str:
    """Tell a text file's encoding from its bytes: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.

    The whole file is looked at, since the first umlaut may come late. Raises OSError.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        head = file.read(CHUNK)
        marked = next((name for bom, name in _BOMS.items() if head.startswith(bom)), "")
        if marked:
            return marked
        try:
            decoder.decode(head)
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8"


def read_delimiter(path: Path, encoding: str) -> str:
    """Tell what separates a CSV file's cells: the character that gives the most rows of one width. Raises OSError."""
    with path.open("rb") as file:
        text = file.read(_SAMPLE).decode(encoding, errors="replace").removeprefix("\ufeff")
    lines = text.splitlines(keepends=True)
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines[:-1] or lines, delimiter))


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[int, int]:
    """Count the rows that share the commonest width above one; wider is better among equals.

    >>> _evenness(["a;b", "1;2,5"], ";"), _evenness(["a;b", "1;2,5"], ",")
    ((2, 2), (1, 2))
    """
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1)
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return rows, width


def build_layout(kind: str, encoding: str, delimiter: str, header_rows: Sequence[int]) -> dict[str, Any]:
    """Give the properties that tell another reader how to read the table (Data Package 2.0, Table Dialect).

    >>> build_layout("csv", "windows-1252", ";", [1])
    {'encoding': 'windows-1252', 'dialect': {'delimiter': ';'}}
    """
    dialect: dict[str, Any] = {} if kind == "xlsx" else {"delimiter": delimiter}
    if list(header_rows) != [1]:
        dialect["headerRows"] = list(header_rows)
    layout: dict[str, Any] = {} if kind == "xlsx" else {"encoding": encoding}
    return {**layout, "dialect": dialect} if dialect else layout


def build_schema(fields: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Make a Table Schema of the types that were found; a column with leading zeros holds texts.

    >>> build_schema([{"name": "plz", "type": "integer"}], [["01067"], ["99084"]])
    {'fields': [{'name': 'plz', 'type': 'string'}]}
    """
    return {"fields": [_build_field(field, column, rows) for column, field in enumerate(fields)]}


def _build_field(field: Mapping[str, Any], column: int, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Take one column's type, unless its cells speak against it."""
    cells = (row[column] for row in rows if column < len(row))
    padded = any(isinstance(cell, str) and _PADDED.fullmatch(cell.strip()) for cell in cells)
    if padded and field["type"] in ("integer", "number"):
        return {"name": field["name"], "type": "string"}
    return dict(field)
