"""The file as a container: whether it is an undamaged workbook of a bearable size, told before anything parses it."""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from toolkit.model.message import Message, say
from toolkit.model.problem import Damaged, Problem
from toolkit.reading.signature import (
    COMPOUND,
    COMPOUND_STREAMS,
    ENCRYPTED,
    OTHER,
    ZIP,
    Foreign,
    Kind,
    name_archive,
    name_bytes,
    name_compound,
)

_MIB = 1 << 20
_CHUNK = 1 << 18
_HEAD = 1 << 13
_LOCK_FILE = "~$"
_ENCRYPTED_FLAG = 0x1

# What zipfile and zlib raise on damaged archives; zipfile documents BadZipFile alone.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
    IndexError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may unpack to. Sizes are in bytes.

    ``total`` bounds all parts together; ``parts`` their number; a part of more than ``ratio_from`` bytes may be at most
    ``ratio`` times as large as it is packed (real sheets reach about 100); ``covered`` bounds how many cells of one
    sheet merged ranges and hyperlinks over ranges may cover, all together; ``cells`` how many cells the rectangle of
    a sheet's content may have where the format lets a few bytes claim very many; ``plain`` the size of a file
    that is no archive (.xls, .csv).
    """

    total: int = 1024 * _MIB
    parts: int = 10_000
    ratio: int = 200
    ratio_from: int = 100 * _MIB
    covered: int = 2_000_000
    cells: int = 20_000_000
    plain: int = 256 * _MIB


DEFAULT_LIMITS = Limits()

EXCEL: tuple[Kind, ...] = ("xlsx", "xlsm")

_ARCHIVES: tuple[Kind, ...] = (*EXCEL, "xlsb", "ods")
_NAMES: dict[Kind, Message] = {
    "xlsx": say("an Excel workbook (.xlsx)"),
    "xlsm": say("an Excel workbook with macros (.xlsm)"),
    "xls": say("an Excel workbook in the old format (.xls)"),
    "xlsb": say("an Excel binary workbook (.xlsb)"),
    "ods": say("an OpenDocument spreadsheet (.ods)"),
    "csv": say("a text file"),
}


def tell_kind(path: Path) -> Kind:
    """Tell which kind of workbook a file is, by its beginning or its list of parts; whether it is whole stays open.

    Raises Problem for anything else than a workbook.
    """
    with _open(path) as file:
        return _tell_kind(path.name, file)


@contextmanager
def open_container(path: Path, limits: Limits = DEFAULT_LIMITS, kinds: Collection[Kind] = EXCEL) -> Iterator[BinaryIO]:
    """Open a file once it is known to be a workbook whose parts are whole and of a bearable size; close it in the end.

    Every part is unpacked once, in small pieces and to the end, so that a size which the archive's directory declares
    is never believed. Raises Problem for anything else than a workbook of one of the kinds.
    """
    with _open(path) as file:
        kind = _tell_kind(path.name, file)
        if kind not in kinds:
            raise _foreign(path.name, Foreign(_NAMES[kind]))
        if kind in _ARCHIVES:
            _refuse_broken(path.name, file, limits)
        elif file.seek(0, SEEK_END) > (limits.plain):
            raise oversized(path.name)
        file.seek(0)
        yield file


def _open(path: Path) -> BinaryIO:
    """Open a file for reading; raises Problem where there is none or it may not be read."""
    try:
        if not path.exists():
            raise Problem(
                say("{path} does not exist", path=str(path)),
                say("Check the spelling of the path and whether the drive or network share is connected."),
            )
        if not path.is_file():
            raise Problem(
                say("{path} is a folder, not a workbook", path=str(path))
                if path.is_dir()
                else say("{path} is not a file", path=str(path)),
                OTHER,
            )
        return path.open("rb")
    except OSError as error:
        raise Problem(
            say("{path} cannot be read: {cause}", path=str(path), cause=error.strerror or str(error)),
            say("Close the workbook where it is open, and check that you may read it."),
        ) from error


def _tell_kind(name: str, file: BinaryIO) -> Kind:
    """Tell which kind of workbook a file is; raises Problem where it is none."""
    head = file.read(_HEAD)
    if name.startswith(_LOCK_FILE):
        raise Problem(
            say("{file} is not a workbook: Excel keeps it beside a workbook that is open", file=name),
            say("Name the workbook itself: {file}", file=name.removeprefix(_LOCK_FILE)),
        )
    if not head:
        raise Damaged(
            say("{file} is empty (0 bytes)", file=name),
            say("Copy or download the workbook again; if it stays empty, take it from a backup."),
        )
    if head.startswith(COMPOUND):
        _refuse_compound(name, file)
        return "xls"
    if head.startswith(ZIP):
        return _tell_archive(name, file)
    foreign = name_bytes(head)
    if foreign:
        raise _foreign(name, foreign)
    return "csv"


def _refuse_compound(name: str, file: BinaryIO) -> None:
    """Raise Problem for a compound file that is a workbook with a password, or no workbook."""
    streams = _find_streams(file)
    if ENCRYPTED in streams:
        raise with_password(name)
    foreign = name_compound(streams)
    if foreign:
        raise _foreign(name, foreign)


def with_password(name: str) -> Problem:
    """Say that an Excel workbook has a password."""
    return Problem(
        say("{file} is protected with a password", file=name),
        say("Remove the password in Excel under File › Info › Protect Workbook and save the workbook again."),
    )


def _find_streams(file: BinaryIO) -> set[str]:
    """List the known streams of a compound file; its directory may lie anywhere, with names in UTF-16 ([MS-CFB] 2.6).

    A name's first letter starts a directory entry, so that it lies on a multiple of 128 bytes.
    """
    file.seek(0)
    marks = {stream: (stream + "\0").encode("utf-16-le") for stream in COMPOUND_STREAMS}
    found: set[str] = set()
    while chunk := file.read(_CHUNK):
        for stream, mark in marks.items():
            at = chunk.find(mark)
            while at >= 0 and at % 128:
                at = chunk.find(mark, at + 1)
            if at >= 0:
                found.add(stream)
    return found


def _foreign(name: str, foreign: Foreign) -> Problem:
    """Say what a file is instead of a workbook."""
    return Problem(
        say("{file} is {kind}, which cannot be read as a workbook", file=name, kind=foreign.kind), foreign.remedy
    )


def _tell_archive(name: str, file: BinaryIO) -> Kind:
    """Tell which kind of workbook an archive is; raises Problem where it is none, damaged or has encrypted parts."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = set(archive.namelist())
            if any(part.flag_bits & _ENCRYPTED_FLAG for part in archive.infolist()):
                raise Problem(
                    say("{file} is an archive with a password", file=name),
                    say("Unpack it with its password and name the workbook inside."),
                )
            types = _peek(archive, "[Content_Types].xml", parts)
            kind = name_archive(parts, _peek(archive, "mimetype", parts), types)
    except _BROKEN as error:
        raise damaged(name) from error
    if isinstance(kind, Foreign):
        raise _foreign(name, kind)
    return kind


def _refuse_broken(name: str, file: BinaryIO, limits: Limits) -> None:
    """Raise Problem for an archive that is damaged or too large."""
    try:
        with zipfile.ZipFile(file) as archive:
            _measure_all(name, archive, limits)
    except _BROKEN as error:
        raise damaged(name) from error


def damaged(name: str) -> Problem:
    """Say that a file is damaged."""
    return Damaged(
        say("{file} is damaged: it was cut off or changed on its way", file=name),
        say("Copy or download it again. If Excel can still repair it, save the repaired workbook under a new name."),
    )


def _peek(archive: zipfile.ZipFile, part: str, parts: set[str]) -> bytes:
    """Give the first bytes of a part, none where it is missing."""
    if part not in parts:
        return b""
    with archive.open(part) as stream:
        return stream.read(_CHUNK)


def _measure_all(name: str, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Unpack every part once; raises Problem or one of zipfile's errors where that shows damage or a bomb."""
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise _too_large(name)
    total = 0
    for part in parts:
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:  # ECMA-376 part 2, annex B
            raise zipfile.BadZipFile(part.filename)
        bound = min(limits.total - total, max(limits.ratio_from, limits.ratio * part.compress_size))
        size = _measure(archive, part, bound)
        if size > bound:
            raise _too_large(name)
        if size != part.file_size:
            raise zipfile.BadZipFile(part.filename)
        total += size


def _measure(archive: zipfile.ZipFile, part: zipfile.ZipInfo, bound: int) -> int:
    """Count the bytes that a part unpacks to, in pieces; stops beyond the bound."""
    undeclared = copy(part)
    undeclared.file_size = sys.maxsize  # or zipfile would stop at the size that the directory declares
    size = 0
    with archive.open(undeclared) as stream:
        while size <= bound and (piece := stream.read(_CHUNK)):
            size += len(piece)
    return size


def _too_large(name: str) -> Problem:
    """Say that an archive unpacks to more than a workbook needs."""
    return Problem(
        say("{file} unpacks to far more than an inventory needs, as files do that are made to do harm", file=name),
        say(
            "Read it only if you know where it comes from: open it in Excel, copy the filled cells into a new "
            "workbook, and save that."
        ),
    )


def oversized(name: str) -> Problem:
    """Say that a file that is no archive is larger than a workbook needs to be."""
    return Problem(
        say("{file} is far larger than an inventory needs to be", file=name),
        say("Copy what makes up the inventory into a new workbook and name that."),
    )
