"""A zip archive whose members can be copied as they lie there: packed bytes, names, dates and flags untouched.

Field layout after PKWARE's APPNOTE.TXT 6.3.10, chapter 4.3; what a workbook may use of it: ECMA-376 part 2, annex B.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LONGEST_END = _END.size + (1 << 16)
_ZIP64 = 1
_FULL = 0xFFFFFFFF
_UTF8 = 0x800
_STORED, _DEFLATED = 0, 8
_VERSION = 20
_FIRST_DAY = 0x21  # 1980-01-01, the first date that an archive can name: new parts are the same in every run
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive: its directory entry as it lies there, and the bytes from its header to the next one's."""

    name: str
    entry: bytes
    start: int
    end: int


def read_members(file: BinaryIO, archive: ZipFile) -> list[Member]:
    """List an archive's members in the directory's order. Raises BadZipFile where one lies within another."""
    directory, comment_start = _find_directory(file)
    entries = list(_split_entries(directory))
    infos = archive.infolist()
    if len(entries) != len(infos) or any(info.header_offset >= comment_start for info in infos):
        raise BadZipFile("directory")
    starts = sorted(info.header_offset for info in infos)
    ends = dict(zip(starts, [*starts[1:], comment_start], strict=True))
    if len(ends) != len(infos):
        raise BadZipFile("overlap")
    members = [
        Member(info.filename, entry, info.header_offset, ends[info.header_offset])
        for info, entry in zip(infos, entries, strict=True)
    ]
    for member, info in zip(members, infos, strict=True):
        _refuse_overlap(file, member, info)
    return members


def read_ending(file: BinaryIO) -> bytes:
    """Give the archive's own comment."""
    file.seek(_find_end(file))
    end = _END.unpack(file.read(_END.size))
    return file.read(end[-1])


def _find_directory(file: BinaryIO) -> tuple[bytes, int]:
    """Give the bytes of the directory, and where it begins. Raises BadZipFile where it is not where it should be."""
    at = _find_end(file)
    file.seek(at)
    size, start = _END.unpack(file.read(_END.size))[5:7]
    if _FULL in {size, start}:
        file.seek(at - 20)
        mark, _, at64, _ = struct.unpack("<4sLQL", file.read(20))
        if mark != b"PK\x06\x07":
            raise BadZipFile("zip64")
        file.seek(at64)
        size, start = struct.unpack("<4sQ2H2L4Q", file.read(56))[8:10]
    file.seek(start)
    directory = file.read(size)
    if size and not directory.startswith(_CENTRAL_MARK):
        raise BadZipFile("directory")
    return directory, start


def _find_end(file: BinaryIO) -> int:
    """Give where the end record lies: the last one whose comment reaches to the end of the file."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) < at + _END.size:
        raise BadZipFile("end")
    return size - len(tail) + at


def _split_entries(directory: bytes) -> Iterator[bytes]:
    """Cut the directory into its entries."""
    at = 0
    while directory[at : at + 4] == _CENTRAL_MARK:
        fields = _CENTRAL.unpack_from(directory, at)
        size = _CENTRAL.size + sum(fields[10:13])
        yield directory[at : at + size]
        at += size


def _refuse_overlap(file: BinaryIO, member: Member, info: ZipInfo) -> None:
    """Raise BadZipFile where a member's data would reach into the next one."""
    file.seek(member.start)
    fields = _LOCAL.unpack(file.read(_LOCAL.size))
    if fields[0] != _LOCAL_MARK or member.start + _LOCAL.size + sum(fields[9:11]) + info.compress_size > member.end:
        raise BadZipFile(member.name)


class ArchiveWriter:
    """Writes an archive member by member: copied as they are, packed anew, or new. Sizes stay under 4 GiB."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[bytes] = []

    def copy(self, source: BinaryIO, member: Member) -> None:
        """Copy a member as it lies in another archive."""
        offset = self._file.tell()
        source.seek(member.start)
        left = member.end - member.start
        while left and (piece := source.read(min(left, _CHUNK))):
            self._file.write(piece)
            left -= len(piece)
        self._entries.append(_move_entry(member.entry, offset))

    def replace(self, member: Member, pieces: Iterable[bytes]) -> None:
        """Write a member with another content; its name, place, date and the way of packing stay."""
        fields = list(_CENTRAL.unpack_from(member.entry))
        at = _CENTRAL.size
        name = member.entry[at : at + fields[10]]
        comment = member.entry[at + fields[10] + fields[11] :]
        fields[3] &= _UTF8
        self._write(fields, name, comment, pieces)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a new member."""
        flags = 0 if name.isascii() else _UTF8
        fields: list[int | bytes] = [_CENTRAL_MARK, _VERSION, _VERSION, flags, _DEFLATED, 0, _FIRST_DAY, *([0] * 10)]
        self._write(fields, name.encode(), b"", pieces)

    def _write(self, fields: list[int | bytes], name: bytes, comment: bytes, pieces: Iterable[bytes]) -> None:
        """Pack pieces; the sizes and the checksum follow into the header, which lies before them."""
        offset = self._file.tell()
        header = [_LOCAL_MARK, _VERSION, *fields[3:7], 0, 0, 0, len(name), 0]
        self._file.write(_LOCAL.pack(*header) + name)
        header[6:9] = fields[7:10] = _pack(self._file, pieces, deflated=fields[4] == _DEFLATED)
        end = self._file.tell()
        self._file.seek(offset)
        self._file.write(_LOCAL.pack(*header))
        self._file.seek(end)
        fields[2], fields[10:13], fields[16] = _VERSION, (len(name), 0, len(comment)), offset
        self._entries.append(_CENTRAL.pack(*fields) + name + comment)

    def finish(self, comment: bytes) -> None:
        """Write the directory and the archive's comment."""
        start = self._file.tell()
        directory = b"".join(self._entries)
        count = len(self._entries)
        self._file.write(directory)
        self._file.write(_END.pack(_END_MARK, 0, 0, count, count, len(directory), start, len(comment)) + comment)


def _pack(file: BinaryIO, pieces: Iterable[bytes], *, deflated: bool) -> tuple[int, int, int]:
    """Write pieces, packed where asked for: their checksum, packed size and size."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15) if deflated else None
    checksum = packed = size = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
        size += len(piece)
        packed += file.write(packer.compress(piece) if packer else piece)
    if packer:
        packed += file.write(packer.flush())
    return checksum, packed, size


def _move_entry(entry: bytes, offset: int) -> bytes:
    """Give a directory entry its new offset, which stands in an extra field where sizes are long (APPNOTE 4.5.3)."""
    fields = list(_CENTRAL.unpack_from(entry))
    if fields[16] != _FULL:
        fields[16] = offset
        return _CENTRAL.pack(*fields) + entry[_CENTRAL.size :]
    before = 8 * ((fields[8] == _FULL) + (fields[9] == _FULL))
    at = _CENTRAL.size + fields[10]
    end = at + fields[11]
    while at < end:
        kind, size = struct.unpack_from("<2H", entry, at)
        if kind == _ZIP64:
            place = at + 4 + before
            return entry[:place] + struct.pack("<Q", offset) + entry[place + 8 :]
        at += 4 + size
    raise BadZipFile("zip64")
