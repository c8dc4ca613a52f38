"""A small writer of Excel binary workbooks (.xlsb) for tests; no library writes them."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

CELL_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
)
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
REL = '<Relationship Id="{}" Type="http://x/{}" Target="{}"{}/>'

PLAIN, DATE, PADDED, STRUCK, BOLD = range(5)
"""The cell styles that every workbook has."""

Value = str | float | bool | int
Cells = dict[tuple[int, int], tuple[Value, int]]


@dataclass
class XlsbSheet:
    """A sheet: values and styles by row and column (from 1), codes of errors, and what is hidden, merged or linked."""

    name: str
    cells: Cells = field(default_factory=dict)
    errors: dict[tuple[int, int], int] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False


def record(kind: int, data: bytes = b"") -> bytes:
    """Write a record: type and length in seven bits per byte."""
    return _varying(kind) + _varying(len(data)) + data


def _varying(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        out.append(low | (0x80 if number else 0))
        if not number:
            return bytes(out)


def text(value: str) -> bytes:
    """Write a text with its length."""
    data = value.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def write_xlsb(path: Path, *sheets: XlsbSheet) -> Path:
    """Write a workbook."""
    strings: dict[str, int] = {}
    parts = {f"xl/worksheets/sheet{number}.bin": _sheet(sheet, strings) for number, sheet in enumerate(sheets, 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CELL_TYPES)
        archive.writestr("_rels/.rels", RELS.format(REL.format("rId1", "officeDocument", "xl/workbook.bin", "")))
        archive.writestr("xl/workbook.bin", _workbook(sheets))
        rels = (REL.format(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin", "") for n in range(1, len(sheets) + 1))
        archive.writestr("xl/_rels/workbook.bin.rels", RELS.format("".join(rels)))
        archive.writestr("xl/styles.bin", _styles())
        archive.writestr("xl/sharedStrings.bin", _strings(strings))
        for name, content in parts.items():
            archive.writestr(name, content)
        for number, sheet in enumerate(sheets, 1):
            targets = (
                REL.format(f"rId{n}", "hyperlink", url, ' TargetMode="External"')
                for n, url in enumerate(sheet.links.values())
            )
            archive.writestr(f"xl/worksheets/_rels/sheet{number}.bin.rels", RELS.format("".join(targets)))
    return path


def _workbook(sheets: tuple[XlsbSheet, ...]) -> bytes:
    listed = b"".join(
        record(156, struct.pack("<II", int(sheet.hidden), number) + text(f"rId{number}") + text(sheet.name))
        for number, sheet in enumerate(sheets, 1)
    )
    return (
        record(131) + record(153, bytes(12)) + record(143) + listed + record(144) + record(157, bytes(26)) + record(132)
    )


def _styles() -> bytes:
    fonts = [(0, 400), (8, 400), (0, 700)]
    formats = {164: "dd.mm.yyyy", 165: '"GA-"000'}
    styles = [(0, 0), (164, 0), (165, 0), (0, 1), (0, 2)]
    return b"".join(
        (
            record(278),
            record(615, struct.pack("<I", len(formats))),
            *(record(44, struct.pack("<H", number) + text(code)) for number, code in formats.items()),
            record(616),
            *(record(43, struct.pack("<HHH", 220, flags, weight) + bytes(20)) for flags, weight in fonts),
            record(617, struct.pack("<I", len(styles))),
            *(record(47, struct.pack("<HHH", 0, code, font) + bytes(10)) for code, font in styles),
            record(618),
            record(279),
        )
    )


def _strings(strings: dict[str, int]) -> bytes:
    items = b"".join(record(19, b"\0" + text(value)) for value in strings)
    return record(159, struct.pack("<II", len(strings), len(strings))) + items + record(160)


def _sheet(sheet: XlsbSheet, strings: dict[str, int]) -> bytes:
    rows: dict[int, list[bytes]] = {
        row: [] for row in sorted({row for row, _ in (*sheet.cells, *sheet.errors)} | sheet.hidden_rows)
    }
    for row, column in sorted((*sheet.cells, *sheet.errors)):
        head = struct.pack("<I", column - 1)
        if (row, column) in sheet.errors:
            rows[row].append(record(3, head + bytes(4) + bytes([sheet.errors[row, column]])))
        else:
            rows[row].append(_cell(head, *sheet.cells[row, column], strings))
    hidden = (struct.pack("<IIIIH", column - 1, column - 1, 2000, 0, 1) for column in sheet.hidden_columns)
    merged = (struct.pack("<4I", top - 1, bottom - 1, left - 1, right - 1) for top, left, bottom, right in sheet.merged)
    links = (
        struct.pack("<4I", row - 1, row - 1, column - 1, column - 1) + text(f"rId{number}") + text("") * 3
        for number, (row, column) in enumerate(sheet.links)
    )
    return b"".join(
        (
            record(129),
            record(148, bytes(16)),
            record(390) + b"".join(record(60, column) for column in hidden) + record(391),
            record(145),
            *(_row(row, row in sheet.hidden_rows) + b"".join(cells) for row, cells in rows.items()),
            record(146),
            record(177) + b"".join(record(176, area) for area in merged) + record(178),
            *(record(494, link) for link in links),
            record(130),
        )
    )


def _row(number: int, hidden: bool) -> bytes:
    return record(0, struct.pack("<IIHBBB", number - 1, 0, 300, 0, 0x10 if hidden else 0, 0) + bytes(4))


def _cell(head: bytes, value: Value, style: int, strings: dict[str, int]) -> bytes:
    head += struct.pack("<I", style)
    match value:
        case bool():
            return record(4, head + bytes([value]))
        case str():
            return record(7, head + struct.pack("<I", strings.setdefault(value, len(strings))))
        case int() if -(1 << 29) <= value < (1 << 29):
            return record(2, head + struct.pack("<i", value << 2 | 2))
        case _:
            return record(5, head + struct.pack("<d", value))
