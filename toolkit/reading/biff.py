"""The records of an old Excel workbook ([MS-XLS]): what is in them beside values, and what would mislead a reader."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.model.grid import Area
from toolkit.reading.layout import ERRORS, Layout, Look, Looks

_BOF, _EOF, _DIMENSIONS = 0x0809, 0x000A, 0x0200
_NUMBER, _LABEL, _BOOL_OR_ERROR, _RK, _STRING_CELL, _RICH_LABEL = 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6
_FORMULA = 0x0006
_CELLS = frozenset({_NUMBER, _LABEL, _BOOL_OR_ERROR, _RK, _STRING_CELL, _RICH_LABEL, _FORMULA})
_NUMBERS = frozenset({_NUMBER, _RK, _FORMULA})

_SKIP = struct.pack("<H", 0x0FFF)
"""A record type that means nothing to any reader."""

_PLAIN_LABEL = struct.pack("<H", _LABEL)

_BIFF8 = 0x0600
_WORKSHEET = 0
_LAST_COLUMN = 256
_MISSING_FONT = 4  # there is no font with this number ([MS-XLS] 2.5.129)
_URL_MONIKER = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
_HIDDEN_ROW = 0x20

# A formula that is to be calculated when the file is opened has no value yet: 0 or no text is written for it.
_CALCULATE_ON_LOAD = 0x2
_NOTHING = frozenset({bytes(8), b"\x03\0\0\0\0\0\xff\xff"})

# A formula that is one error, as LibreOffice writes those that the old format cannot hold; their value is a mere 0.
_ERROR_ALONE = b"\x02\0\x1c"


class EncryptedError(Exception):
    """The workbook has a password."""


@dataclass(slots=True)
class _Globals:
    """What the sheets share: where each begins and of which type it is, and their cells' styles."""

    version: int = _BIFF8
    sheets: list[tuple[int, int]] = field(default_factory=list)
    looks: Looks = field(default_factory=Looks)


def survey_records(stream: bytearray) -> list[Layout]:
    """Walk through a workbook's records; gives each sheet's layout, in the workbook's order.

    What must not be believed is made unreadable in the stream: the declared size of a sheet, for which readers reserve
    memory, and the records of charts within sheets, whose cached numbers readers take for cells. Raises EncryptedError,
    and ValueError or struct.error where the stream is damaged.
    """
    shared = _Globals()
    for kind, start, length in _list_records(stream, 0):
        if kind == _EOF:
            break
        _take_global(shared, kind, bytes(stream[start : start + length]), len(stream))
    looks = shared.looks.build()
    layouts: list[Layout] = []
    walked = 0
    for start, kind in shared.sheets:
        layout, end = _survey_sheet(stream, start, looks) if kind == _WORKSHEET else (Layout(), start)
        layouts.append(layout)
        walked += end - start
        if walked > len(stream):  # sheets that share their records
            raise ValueError(walked)
    return layouts


def _list_records(stream: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """List records from a place on: type, where the data begin, their length. Raises ValueError at an early end."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + length > len(stream):
            break
        yield kind, at, length
        at += length
    raise ValueError(at)


def _take_global(shared: _Globals, kind: int, data: bytes, size: int) -> None:
    """Take a record of the workbook as a whole."""
    match kind:
        case 0x0809:  # the beginning, with the version
            shared.version = struct.unpack_from("<H", data)[0]
        case 0x002F:  # how it is encrypted
            raise EncryptedError
        case 0x0085:  # a sheet
            shared.sheets.append((struct.unpack_from("<I", data)[0], data[5]))
        case 0x00FC:  # the texts, for whose declared number readers reserve memory
            if struct.unpack_from("<i", data, 4)[0] not in range(size):
                raise ValueError(kind)
        case 0x0031:  # a font
            flags, _, weight = struct.unpack_from("<3H", data, 2)
            shared.looks.take_font(flags, weight)
            if len(shared.looks.fonts) == _MISSING_FONT:
                shared.looks.fonts.append((False, False))
        case 0x00E0:  # a cell style
            shared.looks.styles.append(struct.unpack_from("<HH", data))
        case 0x041E:  # a number format
            number, code = _parse_format(data, shared.version)
            shared.looks.codes[number] = code


def _parse_format(data: bytes, version: int) -> tuple[int, str]:
    """Read a number format's number and code ([MS-XLS] 2.4.126)."""
    number = struct.unpack_from("<H", data)[0]
    if version < _BIFF8:
        return number, data[3 : 3 + data[2]].decode("cp1252", "replace")
    count, wide = struct.unpack_from("<HB", data, 2)
    if wide & 1:
        return number, data[5 : 5 + 2 * count].decode("utf-16-le", "replace")
    return number, data[5 : 5 + count].decode("latin-1")


def _survey_sheet(stream: bytearray, start: int, looks: list[Look]) -> tuple[Layout, int]:
    """Walk through a sheet's records; gives where they end, too. Raises ValueError."""
    layout = Layout()
    depth = 0
    for kind, at, length in _list_records(stream, start):
        depth += kind == _BOF
        if depth == 0:
            raise ValueError(kind)
        if depth == 1:
            _take_record(layout, kind, stream[at : at + length], looks)
        if depth > 1 or kind == _DIMENSIONS:
            stream[at - 4 : at - 2] = _SKIP
        elif kind == _RICH_LABEL:  # a label with formatted parts, which not all readers know
            stream[at - 4 : at - 2] = _PLAIN_LABEL
        depth -= kind == _EOF
        if depth == 0:
            return layout, at + length
    raise ValueError(start)


def _take_record(layout: Layout, kind: int, data: bytearray, looks: list[Look]) -> None:
    """Take a record of a sheet."""
    if kind in _CELLS:
        _take_cell(layout, kind, data, looks)
        return
    match kind:
        case 0x00BD:  # several numbers side by side
            row, first = struct.unpack_from("<HH", data)
            for column in range(first, first + (len(data) - 6) // 6):
                _keep_cell(layout, row, column, _look(looks, data, 4 + 6 * (column - first)), number=True)
        case 0x0208:  # a row
            if data[12] & _HIDDEN_ROW:
                layout.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
        case 0x007D:  # columns
            first, last, _, _, flags = struct.unpack_from("<5H", data)
            if flags & 1:
                layout.hidden_columns.append(range(first + 1, last + 2))
        case 0x00E5:  # merged ranges
            layout.merged.extend(_list_merged(data))
        case 0x01B8:  # a hyperlink
            _take_link(layout, bytes(data))


def _list_merged(data: bytearray) -> Iterator[Area]:
    """List merged ranges."""
    for index in range(struct.unpack_from("<H", data)[0]):
        top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * index)
        yield Area(top + 1, left + 1, bottom + 1, right + 1)


def _take_cell(layout: Layout, kind: int, data: bytearray, looks: list[Look]) -> None:
    """Take a cell with a value; one with an error has no other."""
    row, column = struct.unpack_from("<HH", data)
    error: int | None = None
    if kind == _BOOL_OR_ERROR and data[7]:
        error = data[6]
    elif kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff":
        error = data[8]
    elif kind == _FORMULA and data[20:23] == _ERROR_ALONE:
        error = data[23]
    _keep_cell(layout, row, column, _look(looks, data, 4), number=kind in _NUMBERS)
    if kind == _FORMULA and data[14] & _CALCULATE_ON_LOAD and bytes(data[6:14]) in _NOTHING:
        layout.uncached.add((row + 1, column + 1))
    if error is not None:
        layout.errors[row + 1, column + 1] = ERRORS.get(error, "#N/A")


def _keep_cell(layout: Layout, row: int, column: int, look: Look | None, *, number: bool) -> None:
    """Note a cell. Raises ValueError beyond the end of any sheet."""
    if column >= _LAST_COLUMN:
        raise ValueError(column)
    layout.reach(row + 1, column + 1)
    layout.dress((row + 1, column + 1), look, number=number)


def _look(looks: list[Look], data: bytearray, at: int) -> Look | None:
    """Give the look of the style that a cell names."""
    number = struct.unpack_from("<H", data, at)[0]
    return looks[number] if number < len(looks) else None


def _take_link(layout: Layout, data: bytes) -> None:
    """Take a hyperlink to an address ([MS-OSHARED] 2.3.7.6); links to files and places within are left out."""
    at = data.find(_URL_MONIKER, 32)
    if at < 0:
        return
    top, bottom, left, right = struct.unpack_from("<4H", data)
    length = struct.unpack_from("<I", data, at + 16)[0]
    url = data[at + 20 : at + 20 + length].decode("utf-16-le", "replace").partition("\0")[0]
    layout.links.append((Area(top + 1, left + 1, bottom + 1, right + 1), url))
