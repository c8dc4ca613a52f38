"""Compound files, in which the old Office formats keep their streams ([MS-CFB]): one taken out, or wrapped up."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.reading.signature import COMPOUND

_HEADER = 512
_ENTRY = 128
_MINI = 64
_CUTOFF = 4096
_IN_HEADER = 109
_FREE = 0xFFFFFFFF
_END = 0xFFFFFFFE
_FAT_SECTOR = 0xFFFFFFFD
_STREAM = 2

_SECTOR = 4096
_PER_SECTOR = _SECTOR // 4


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory: a stream, or a storage with a tree of further entries."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_stream(content: bytes, names: Sequence[str]) -> bytes:
    """Take the first of the named streams that the file has, at its top level if it is there.

    Raises ValueError where the file is damaged: a chain of sectors that ends nowhere, or no such stream.
    """
    file = _Compound(content)
    entry = file.find(names)
    return file.read(entry.start, entry.size, mini=entry.size < _CUTOFF)


class _Compound:
    """A compound file in memory."""

    def __init__(self, content: bytes) -> None:
        shift = _number(content, 30, 2)
        if shift not in {9, 12}:
            raise ValueError(shift)
        self._content = content
        self._size = 1 << shift
        self._fat = self._read_table(_list_fat_sectors(self))
        self._entries = self._read_entries(_number(content, 48, 4))
        mini = self._chain(_number(content, 60, 4), self._fat) if _number(content, 64, 4) else ()
        self._mini_fat = self._read_table(mini)

    def sector(self, number: int) -> bytes:
        """Give a sector; what a file that was cut off by a few bytes lacks of it is zero. Raises ValueError."""
        start = (number + 1) * self._size
        if not 0 <= start < len(self._content):
            raise ValueError(number)
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    @property
    def header(self) -> bytes:
        """The header."""
        return self._content[:_HEADER].ljust(_HEADER, b"\xff")

    def _read_table(self, sectors: Iterator[int] | tuple[int, ...]) -> tuple[int, ...]:
        """Read a table of sector numbers."""
        data = b"".join(self.sector(number) for number in sectors)
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _chain(self, start: int, table: Sequence[int]) -> Iterator[int]:
        """List the sectors of a chain. Raises ValueError for a chain that leads nowhere or in a circle."""
        for _ in range(len(table) + 1):
            if start == _END:
                return
            if start >= len(table):
                break
            yield start
            start = table[start]
        raise ValueError(start)

    def _read_entries(self, start: int) -> list[_Entry]:
        """Read the directory."""
        data = b"".join(self.sector(number) for number in self._chain(start, self._fat))
        return [_parse_entry(data[at : at + _ENTRY]) for at in range(0, len(data), _ENTRY)]

    def find(self, names: Sequence[str]) -> _Entry:
        """Find a stream by name: at the top level, else anywhere. Raises ValueError."""
        places = [*self._list_top(), *self._entries]
        for name in names:
            for entry in places:
                if entry.name == name and entry.kind == _STREAM:
                    return entry
        raise ValueError(names)

    def _list_top(self) -> Iterator[_Entry]:
        """List the entries at the top level, which form a tree under the first entry."""
        todo = [self._entries[0].child] if self._entries else []
        seen: set[int] = set()
        while todo:
            number = todo.pop()
            if number < len(self._entries) and number not in seen:
                seen.add(number)
                entry = self._entries[number]
                todo.extend((entry.left, entry.right))
                yield entry

    def read(self, start: int, size: int, *, mini: bool) -> bytes:
        """Read a stream; small ones lie together in one stream of the first entry. Raises ValueError."""
        if not mini:
            data = b"".join(self.sector(number) for number in self._chain(start, self._fat))
        else:
            root = self._entries[0]
            store = self.read(root.start, root.size, mini=False)
            chain = self._chain(start, self._mini_fat)
            data = b"".join(store[number * _MINI : (number + 1) * _MINI] for number in chain)
        if size - len(data) >= self._size:
            raise ValueError(size)
        return data[:size]


def _list_fat_sectors(file: _Compound) -> Iterator[int]:
    """List the sectors of the table of sectors: 109 in the header, more in a chain of their own. Raises ValueError."""
    listed = struct.unpack(f"<{_IN_HEADER}I", file.header[76:])
    yield from (number for number in listed if number < _FAT_SECTOR)
    seen: set[int] = set()
    following = _number(file.header, 68, 4)
    while following < _FAT_SECTOR:
        if following in seen:
            raise ValueError(following)
        seen.add(following)
        sector = file.sector(following)
        *listed_there, following = struct.unpack(f"<{len(sector) // 4}I", sector)
        yield from (number for number in listed_there if number < _FAT_SECTOR)


def _parse_entry(data: bytes) -> _Entry:
    """Read an entry of the directory ([MS-CFB] 2.6.1)."""
    length = min(_number(data, 64, 2), 64)
    name = data[: max(length - 2, 0)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack("<3I", data[68:80])
    start, size = struct.unpack("<II", data[116:124])
    return _Entry(name, data[66], left, right, child, start, size)


def _number(data: bytes, at: int, size: int) -> int:
    """Read a number."""
    return int.from_bytes(data[at : at + size], "little")


def build_compound(name: str, stream: bytes) -> bytes:
    """Wrap one stream up as a compound file that has nothing else.

    >>> read_stream(build_compound("Workbook", b"x" * 5000), ["Workbook"]) == b"x" * 5000
    True
    """
    data = stream.ljust(_CUTOFF, b"\0")
    used = -(-len(data) // _SECTOR)
    tables = 1
    while tables * _PER_SECTOR < tables + 2 + used:
        tables += 1
    if tables > _IN_HEADER:
        raise ValueError(tables)
    directory, small, first = tables, tables + 1, tables + 2
    chain = [*range(first + 1, first + used), _END]
    fat = [*[_FAT_SECTOR] * tables, _END, _END, *chain]
    fat.extend([_FREE] * (tables * _PER_SECTOR - len(fat)))
    entries = _build_entry("Root Entry", 5, 1, small, _SECTOR) + _build_entry(name, _STREAM, _FREE, first, len(data))
    return b"".join(
        (
            _build_header(tables, directory).ljust(_SECTOR, b"\0"),
            struct.pack(f"<{len(fat)}I", *fat),
            entries.ljust(_SECTOR, b"\0"),
            bytes(_SECTOR),
            data.ljust(used * _SECTOR, b"\0"),
        )
    )


def _build_header(tables: int, directory: int) -> bytes:
    """Write a header of version 4, with sectors of 4096 bytes ([MS-CFB] 2.2)."""
    head = struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    counts = struct.pack("<9I", 1, tables, directory, 0, _CUTOFF, _END, 0, _END, 0)
    listed = [*range(tables), *[_FREE] * (_IN_HEADER - tables)]
    return COMPOUND + bytes(16) + head + counts + struct.pack(f"<{_IN_HEADER}I", *listed)


def _build_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """Write an entry of the directory."""
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<3I", _FREE, _FREE, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
