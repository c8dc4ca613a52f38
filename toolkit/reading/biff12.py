"""The records of an Excel binary workbook ([MS-XLSB]): its sheets, and what is in them beside values."""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator, Mapping

from defusedxml.ElementTree import fromstring

from toolkit.model.grid import Area
from toolkit.reading.area import LAST_COLUMN, LAST_ROW
from toolkit.reading.layout import ERRORS, Layout, Look, Looks
from toolkit.reading.links import join_target

_ROW, _ERROR, _FORMULA_ERROR, _MERGED, _COLUMNS, _LINK = 0, 3, 11, 176, 60, 494
_VALUES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 62})
_NUMBERS = frozenset({2, 5, 9})
_SHEET, _SHEETS_END = 156, 144
_FONT, _FORMAT, _STYLE, _STYLES, _STYLES_END = 43, 44, 47, 617, 618
_HIDDEN_ROW = 0x10
_NO_RELATIONSHIP = 0xFFFFFFFF

_WORKBOOK = "xl/workbook.bin"
_STYLES_PART = "xl/styles.bin"


def survey_parts(archive: zipfile.ZipFile) -> list[Layout]:
    """Walk through a workbook's sheets; gives each one's layout, in the workbook's order.

    Raises ValueError, KeyError, struct.error or the XML parser's errors where the workbook is damaged.
    """
    targets = _read_targets(archive, _WORKBOOK)
    looks = _read_looks(archive)
    parts = [targets[sheet] for sheet in _list_sheets(archive.read(_WORKBOOK))]
    if len(set(parts)) < len(parts):
        raise ValueError(len(parts))
    return [_survey_sheet(archive, part, looks) for part in parts]


def _list_records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """List a part's records: type, where the data begin, their length ([MS-XLSB] 2.1.4). Raises ValueError."""
    at = 0
    while at < len(data):
        kind, at = _read_varying(data, at, 2)
        length, at = _read_varying(data, at, 4)
        if at + length > len(data):
            raise ValueError(at)
        yield kind, at, length
        at += length


def _read_varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits per byte, and where it ends. Raises ValueError."""
    number = 0
    for index in range(most):
        if at + index >= len(data):
            raise ValueError(at)
        byte = data[at + index]
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            return number, at + index + 1
    return number, at + most


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    """Read a text and where it ends ([MS-XLSB] 2.5.171)."""
    count = struct.unpack_from("<I", data, at)[0]
    if count == _NO_RELATIONSHIP:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(data):
        raise ValueError(at)
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _list_sheets(data: bytes) -> Iterator[str]:
    """List the relationships of the sheets that are parts of the workbook."""
    for kind, at, length in _list_records(data):
        if kind == _SHEETS_END:
            return
        if kind == _SHEET:
            relationship, _ = _read_text(data[: at + length], at + 8)
            if relationship:
                yield relationship


def _read_targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """Read where a part's relationships lead to, parts of the archive by their full names."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    targets: dict[str, str] = {}
    for relationship in fromstring(archive.read(path), forbid_dtd=True):
        target = relationship.get("Target", "")
        if relationship.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        targets[relationship.get("Id", "")] = target
    return targets


def _read_looks(archive: zipfile.ZipFile) -> list[Look]:
    """Read the cell styles."""
    looks = Looks()
    if _STYLES_PART not in archive.namelist():
        return []
    data = archive.read(_STYLES_PART)
    within = False
    for kind, at, length in _list_records(data):
        if kind in {_STYLES, _STYLES_END}:
            within = kind == _STYLES
        elif kind == _FONT:
            flags, weight = struct.unpack_from("<HH", data, at + 2)
            looks.take_font(flags, weight)
        elif kind == _FORMAT:
            looks.codes[struct.unpack_from("<H", data, at)[0]] = _read_text(data[: at + length], at + 2)[0]
        elif kind == _STYLE and within:
            _, code, font = struct.unpack_from("<3H", data, at)
            looks.styles.append((font, code))
    return looks.build()


def _survey_sheet(archive: zipfile.ZipFile, part: str, looks: list[Look]) -> Layout:
    """Walk through a sheet's records."""
    layout = Layout()
    if not part.startswith("xl/worksheets/"):
        return layout
    targets = _read_targets(archive, part)
    data = archive.read(part)
    row = 0
    for kind, at, length in _list_records(data):
        if kind in _VALUES:
            _take_cell(layout, kind, row, data[at : at + length], looks)
        elif kind == _ROW:
            row = struct.unpack_from("<I", data, at)[0] + 1
            if length > 11 and data[at + 11] & _HIDDEN_ROW:
                layout.hidden_rows.add(row)
        else:
            _take_record(layout, kind, data[at : at + length], targets)
    return layout


def _take_cell(layout: Layout, kind: int, row: int, data: bytes, looks: list[Look]) -> None:
    """Take a cell with a value. Raises ValueError beyond the end of any sheet."""
    column, style = struct.unpack_from("<II", data)
    column += 1
    if not (0 < row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(row)
    layout.reach(row, column)
    style &= 0xFFFFFF
    layout.dress((row, column), looks[style] if style < len(looks) else None, number=kind in _NUMBERS)
    if kind in {_ERROR, _FORMULA_ERROR}:
        layout.errors[row, column] = ERRORS.get(data[8], "#N/A")


def _take_record(layout: Layout, kind: int, data: bytes, targets: Mapping[str, str]) -> None:
    """Take a record that is no cell and no row."""
    if kind == _MERGED:
        layout.merged.append(_read_area(data))
    elif kind == _COLUMNS:
        first, last, _, _, flags = struct.unpack_from("<4IH", data)
        if flags & 1:
            layout.hidden_columns.append(range(first + 1, min(last, LAST_COLUMN) + 2))
    elif kind == _LINK:
        relationship, end = _read_text(data, 16)
        location, _ = _read_text(data, end)
        layout.links.append((_read_area(data), join_target(targets.get(relationship, ""), location)))


def _read_area(data: bytes) -> Area:
    """Read a range."""
    top, bottom, left, right = struct.unpack_from("<4I", data)
    return Area(top + 1, left + 1, min(bottom + 1, LAST_ROW), min(right + 1, LAST_COLUMN))
