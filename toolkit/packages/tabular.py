"""Local data files: size, checksum, type, the columns of a table, and what is wrong with its rows.

Frictionless reads the tables; it is slow to import and therefore imported only when a file is read. Files are
streamed: inference sees a sample of rows, validation sees each row once and stops after ``FAULT_LIMIT`` faults.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.packages.dialect import (
    COLUMN_TYPES,
    build_layout,
    build_schema,
    read_delimiter,
    read_encoding,
    table_kind,
)
from toolkit.packages.faults import FAULT_LIMIT, FileFault
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary

_SAMPLE_ROWS = 1000
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file tells of itself.

    ``checksum`` reads ``sha256:<hex>``, ``byte_size`` is in bytes; ``format`` and ``media_type`` are the URIs that
    DCAT-AP.de wants, guessed from the name's ending. ``schema`` is a Table Schema, None where the file is no table;
    ``layout`` says how the table is written down (``encoding``, ``dialect``).
    """

    checksum: str
    byte_size: int
    format: str = ""
    media_type: str = ""
    schema: dict[str, Any] | None = None
    layout: dict[str, Any] = field(default_factory=dict)


def describe_file(path: Path) -> FileFacts:
    """Look at a file. Raises Problem when it cannot be opened; a table that cannot be read merely has no schema."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        schema, layout = _describe_table(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    concept = _file_type(path)
    media_type = concept.text("media_type") if concept else ""
    return FileFacts(
        f"sha256:{digest}",
        size,
        concept.uri if concept else "",
        f"{_MEDIA_TYPES}{media_type}" if media_type else "",
        schema,
        layout,
    )


def validate_file(path: Path, schema: Mapping[str, Any] | None = None) -> tuple[FileFault, ...]:
    """Check every row of a table against its schema, by default the inferred one; at most ``FAULT_LIMIT`` faults.

    A file that is no table has no faults. Raises Problem when the file cannot be opened.
    """
    from frictionless.exception import FrictionlessException  # noqa: PLC0415 (slow to import)

    if not table_kind(path):
        return ()
    try:
        wanted = schema or _describe_table(path)[0]
        return tuple(islice((_build_fault(path, error) for error in _read_errors(path, wanted)), FAULT_LIMIT))
    except FrictionlessException as exception:
        return (_build_fault(path, exception.error),)
    except OSError as error:
        raise _unreadable(path, error) from error


def read_rows(path: Path, most: int) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[Any, ...]], ...]]:
    """Read a table's headings and its first rows as texts, each with its number in the file (the heading is row 1).

    Nothing for a file that is no table, or that cannot be read as one: ``validate_file`` says why.
    """
    from frictionless.exception import FrictionlessException  # noqa: PLC0415 (slow to import)

    kind = table_kind(path)
    if not kind:
        return (), ()
    try:
        with _open_table(path, kind, *_read_layout(path, kind), None) as table:
            header = max(table.dialect.header_rows, default=0)
            numbered = enumerate(islice(table.cell_stream, header + most), start=1)
            rows = tuple((number, tuple(row)) for number, row in numbered if number > header)
            return tuple(map(str, table.labels)), rows
    except (FrictionlessException, OSError):
        return (), ()


def _describe_table(path: Path) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Infer a table's schema and layout from its first rows; nothing for a file that is no table."""
    kind = table_kind(path)
    if not kind:
        return None, {}
    from frictionless import Detector  # noqa: PLC0415 (slow to import)
    from frictionless.exception import FrictionlessException  # noqa: PLC0415 (slow to import)

    encoding, delimiter = _read_layout(path, kind)
    try:
        with _open_table(path, kind, encoding, delimiter, None) as table:
            rows = [_fill(row, len(table.labels)) for row in table.fragment]
            found = Detector().detect_schema(rows, labels=table.labels, field_candidates=COLUMN_TYPES)
            layout = build_layout(kind, encoding, delimiter, table.dialect.header_rows)
    except FrictionlessException:
        return None, {}
    fields = found.to_descriptor().get("fields", [])
    return (build_schema(fields, rows) if fields else None), layout


def _fill(row: list[Any], width: int) -> list[Any]:
    """Make a row as wide as the heading; frictionless knows a missing value by its empty text only."""
    cells = ["" if cell is None else cell for cell in row]
    return cells + [""] * (width - len(cells))


def _read_layout(path: Path, kind: str) -> tuple[str, str]:
    """Tell encoding and delimiter of a text table."""
    if kind == "xlsx":
        return "", ""
    encoding = read_encoding(path)
    return encoding, "\t" if kind == "tsv" else read_delimiter(path, encoding)


@contextmanager
def _open_table(
    path: Path, kind: str, encoding: str, delimiter: str, schema: Mapping[str, Any] | None
) -> Iterator[Any]:
    """Open a file as a table of frictionless. Raises its FrictionlessException where the file cannot be read."""
    from frictionless import Detector, Dialect, Schema  # noqa: PLC0415 (slow to import)
    from frictionless.resources import TableResource  # noqa: PLC0415 (slow to import)

    # A workbook's formatted, empty rows below the table are no fault that its author could see.
    dialect = {"skipBlankRows": True} if kind == "xlsx" else {"csv": {"delimiter": delimiter, "quoteChar": '"'}}
    table = TableResource(
        path=str(path),
        scheme="file",
        format=kind,
        encoding=encoding or None,
        dialect=Dialect.from_descriptor(dialect),
        schema=Schema.from_descriptor(dict(schema)) if schema else Schema(),
        detector=Detector(sample_size=_SAMPLE_ROWS),
    )
    # Frictionless changes the filters when it opens a workbook; openpyxl warns of parts that hold no data.
    with warnings.catch_warnings(), table:
        yield table


def _read_errors(path: Path, schema: Mapping[str, Any] | None) -> Iterator[Any]:
    """Read a table from its first to its last row and give frictionless' errors as they come."""
    from frictionless.errors import SourceError  # noqa: PLC0415 (slow to import)

    kind = table_kind(path)
    with _open_table(path, kind, *_read_layout(path, kind), schema) as table:
        if not table.labels:
            yield SourceError(note="the file is empty")
        yield from table.header.errors
        for row in table.row_stream:
            yield from row.errors


def _build_fault(path: Path, error: Any) -> FileFault:
    """Keep what a person needs of frictionless' error; where the file lies is nobody's business."""
    return FileFault(
        path.name,
        error.type,
        getattr(error, "row_number", None),
        getattr(error, "label", "") or getattr(error, "field_name", ""),
        getattr(error, "cell", ""),
        error.note.replace(str(path), path.name),
    )


def _file_type(path: Path) -> Concept | None:
    """Find a file's type by its name's ending, first the type whose usual ending it is."""
    ending = path.suffix.lower().removeprefix(".")
    found: dict[int, Concept] = {}
    for concept in load_vocabulary("file-type").concepts:
        if ending in (endings := concept.texts("extensions")):
            found.setdefault(endings.index(ending), concept)
    return found[min(found)] if found else None


def _unreadable(path: Path, error: OSError) -> Problem:
    """Say that a file cannot be opened."""
    return Problem(
        say("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)),
        say("close it in other programs and check that you may read it"),
    )
