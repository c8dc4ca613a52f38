"""What a file is, told by its first bytes or by the parts of its archive, never by its name."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from dataclasses import dataclass

from toolkit.model.message import Message, say

ZIP = b"PK\x03\x04"
"""The first bytes of every archive that holds at least one part; a workbook is such an archive."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the old Office formats and of every workbook with a password ([MS-CFB] 2.2)."""

SAVE_AS_XLSX = say("Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx).")

_LONGEST_MIMETYPE = 100


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is no workbook of ours: its name, to be read after "is", and what to do about it."""

    kind: Message
    remedy: Message = SAVE_AS_XLSX


_OTHER = say("Name an Excel workbook (.xlsx) instead.")
_UNPACK = say("Unpack it and name the workbook inside.")
_UNKNOWN = Foreign(say("a file of an unknown format"), _OTHER)

_BY_FIRST_BYTES = (
    (b"%PDF", Foreign(say("a PDF file"), say("Ask for the workbook that it was made from."))),
    (b"{\\rtf", Foreign(say("a text document (RTF)"), _OTHER)),
    (b"PK\x05\x06", Foreign(say("an empty archive"), _OTHER)),
    (b"\x1f\x8b", Foreign(say("a packed file (gzip)"), _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Foreign(say("a packed file (7z)"), _UNPACK)),
    (b"Rar!", Foreign(say("a packed file (RAR)"), _UNPACK)),
    (b"\x89PNG", Foreign(say("a picture"), _OTHER)),
    (b"\xff\xd8\xff", Foreign(say("a picture"), _OTHER)),
)

_BY_TEXT = (
    ("urn:schemas-microsoft-com:office:spreadsheet", Foreign(say("an XML spreadsheet of Excel 2003"))),
    ("<html", Foreign(say("a web page (HTML)"))),
    ("<!doctype html", Foreign(say("a web page (HTML)"))),
    ("<table", Foreign(say("a web page (HTML)"))),
    ("<?xml", Foreign(say("an XML file"))),
)

_BY_STREAM = (
    ("Workbook", Foreign(say("an Excel workbook in the old format (.xls)"))),
    ("Book", Foreign(say("an Excel workbook in the old format (.xls)"))),
    ("WordDocument", Foreign(say("a Word document in the old format (.doc)"), _OTHER)),
)

_BY_PART = (
    ("xl/workbook.bin", Foreign(say("an Excel binary workbook (.xlsb)"))),
    ("word/document.xml", Foreign(say("a Word document (.docx)"), _OTHER)),
    ("ppt/presentation.xml", Foreign(say("a PowerPoint presentation (.pptx)"), _OTHER)),
    ("Index/Document.iwa", Foreign(say("an Apple document"), say("Export it as an Excel workbook (.xlsx)."))),
)

_BY_MIMETYPE = (
    ("application/vnd.oasis.opendocument.spreadsheet", Foreign(say("an OpenDocument spreadsheet (.ods)"))),
    ("application/vnd.oasis.opendocument", Foreign(say("an OpenDocument file"), _OTHER)),
)


def name_bytes(head: bytes) -> Foreign:
    """Name a file that is neither an archive nor a compound file, by its first few kilobytes.

    >>> str(name_bytes(b"%PDF-1.7").kind), str(name_bytes(b"Nr.;Titel").kind)
    ('a PDF file', 'a text file')
    """
    for start, foreign in _BY_FIRST_BYTES:
        if head.startswith(start):
            return foreign
    text = _decode(head)
    if text is None:
        return _UNKNOWN
    lowered = text.lower()
    return next((foreign for mark, foreign in _BY_TEXT if mark in lowered), Foreign(say("a text file")))


def name_compound(streams: Collection[str]) -> Foreign:
    """Name an old Office file by those of its streams that ``COMPOUND_STREAMS`` lists.

    >>> str(name_compound({"Workbook"}).kind)
    'an Excel workbook in the old format (.xls)'
    """
    return next((foreign for stream, foreign in _BY_STREAM if stream in streams), _UNKNOWN)


ENCRYPTED = "EncryptedPackage"
"""The stream that holds a workbook with a password ([MS-OFFCRYPTO] 2.3.4.4)."""

COMPOUND_STREAMS = (ENCRYPTED, *(stream for stream, _ in _BY_STREAM))
"""The names of streams that tell what a compound file is."""


def name_archive(parts: Collection[str], mimetype: bytes) -> Foreign:
    """Name an archive that is no workbook, by the names of its parts and the content of its part ``mimetype``.

    >>> str(name_archive({"content.xml"}, b"application/vnd.oasis.opendocument.spreadsheet").kind)
    'an OpenDocument spreadsheet (.ods)'
    >>> str(name_archive({"brief.txt"}, b"").kind)
    'an archive without a workbook in it'
    """
    declared = mimetype[:_LONGEST_MIMETYPE].decode("ascii", "replace")
    for start, foreign in _BY_MIMETYPE:
        if declared.startswith(start):
            return foreign
    plain = Foreign(say("an archive without a workbook in it"), _UNPACK)
    return next((foreign for part, foreign in _BY_PART if part in parts), plain)


def _decode(head: bytes) -> str | None:
    """Read bytes as text: UTF-16 by its mark, UTF-8, or Windows-1252; None where they are none of these."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    if any(byte < 0x20 and byte not in b"\t\n\f\r" for byte in head):
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)  # an end amid a character is no error
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")
