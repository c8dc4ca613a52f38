"""What a file is, told by its first bytes or by the parts of its archive, never by its name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.message import Message, say

Kind: TypeAlias = Literal["xlsx", "xlsm", "xls", "xlsb", "ods", "csv"]
"""The kinds of workbooks that can be read."""

ZIP = b"PK\x03\x04"
"""The first bytes of every archive that holds at least one part; a workbook is such an archive."""

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the old Office formats and of every Excel workbook with a password ([MS-CFB] 2.2)."""

ODS = "application/vnd.oasis.opendocument.spreadsheet"
"""What an OpenDocument spreadsheet declares itself to be; a template's declaration begins the same way."""

SAVE_AS_XLSX = say("Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx).")
OTHER = say("Name a workbook instead (.xlsx, .xlsm, .xls, .xlsb, .ods or .csv).")

_LONGEST_MIMETYPE = 100
_MANY_CONTROLS = 50
"""A text holds at most one control character in so many; more of them mean that it is none."""

# Line ends, tabs, page breaks; then what old programs put at a file's end and between fields.
_USUAL_CONTROLS = b"\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is no workbook of ours: its name, to be read after "is", and what to do about it."""

    kind: Message
    remedy: Message = SAVE_AS_XLSX


_UNPACK = say("Unpack it and name the workbook inside.")
_UNKNOWN = Foreign(say("a file of an unknown format"), OTHER)
_ANCIENT = Foreign(say("an Excel workbook of a very old version (Excel 5 or earlier)"))

_BY_FIRST_BYTES = (
    (b"%PDF", Foreign(say("a PDF file"), say("Ask for the workbook that it was made from."))),
    (b"{\\rtf", Foreign(say("a text document (RTF)"), OTHER)),
    (b"PK\x05\x06", Foreign(say("an empty archive"), OTHER)),
    (b"\x1f\x8b", Foreign(say("a packed file (gzip)"), _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", Foreign(say("a packed file (7z)"), _UNPACK)),
    (b"Rar!", Foreign(say("a packed file (RAR)"), _UNPACK)),
    (b"\x89PNG", Foreign(say("a picture"), OTHER)),
    (b"\xff\xd8\xff", Foreign(say("a picture"), OTHER)),
    # A beginning-of-file record on its own, as before compound files ([MS-XLS] 2.4.21, and its forerunners).
    (b"\x09\x00\x04\x00", _ANCIENT),
    (b"\x09\x02\x06\x00", _ANCIENT),
    (b"\x09\x04\x06\x00", _ANCIENT),
    (b"\x09\x08\x08\x00", _ANCIENT),
    (b"\x09\x08\x10\x00", _ANCIENT),
)

_PAGE = Foreign(say("a web page (HTML)"))
_BY_MARK = (
    ("urn:schemas-microsoft-com:office:spreadsheet", Foreign(say("an XML spreadsheet of Excel 2003"))),
    (ODS, Foreign(say("a flat OpenDocument spreadsheet (.fods)"))),
    ("<html", _PAGE),
    ("<!doctype html", _PAGE),
    ("<table", _PAGE),
    ("<?xml", Foreign(say("an XML file"), OTHER)),
)
"""What a text that begins with "<" is, by what its beginning holds; HTML within cells does not count."""

_BY_TEXT = (
    (re.compile(r"\{\s*(?:\"|\}|$)"), Foreign(say("a JSON file"), OTHER)),
    (re.compile(r"\[\s*(?:[\[\]{\"]|$)"), Foreign(say("a JSON file"), OTHER)),
    (re.compile(r"mime-version:"), Foreign(say("a web page kept as one file (MHTML)"))),
    (
        re.compile(r"format: *bestand-mapping/"),
        Foreign(say("a mapping of Bestand, which tells how to read one"), OTHER),
    ),
)

_BY_STREAM = (
    ("Workbook", None),
    ("Book", None),
    ("WordDocument", Foreign(say("a Word document in the old format (.doc)"), OTHER)),
    ("PowerPoint Document", Foreign(say("a PowerPoint presentation in the old format (.ppt)"), OTHER)),
)

_BY_PART = (
    ("word/document.xml", Foreign(say("a Word document (.docx)"), OTHER)),
    ("ppt/presentation.xml", Foreign(say("a PowerPoint presentation (.pptx)"), OTHER)),
    ("Index/Document.iwa", Foreign(say("an Apple document"), say("Export it as an Excel workbook (.xlsx)."))),
)

_BY_MIMETYPE = (
    ("application/vnd.oasis.opendocument", Foreign(say("an OpenDocument file"), OTHER)),
    ("application/vnd.sun.xml.calc", Foreign(say("a spreadsheet of OpenOffice 1 (.sxc)"))),
)


def name_bytes(head: bytes) -> Foreign | None:
    """Name a file that is neither an archive nor a compound file, by its first few kilobytes; None where it is text.

    >>> str(name_bytes(b"%PDF-1.7").kind), name_bytes(b"Nr.;Titel")
    ('a PDF file', None)
    """
    for start, foreign in _BY_FIRST_BYTES:
        if head.startswith(start):
            return foreign
    text = _decode(head)
    return _UNKNOWN if text is None else _name_text(text.lstrip("\ufeff \t\r\n").lower())


def _name_text(text: str) -> Foreign | None:
    """Name a text that is plainly no table, by its beginning in lower case."""
    if text.startswith("<"):
        found = next((foreign for mark, foreign in _BY_MARK if mark in text), None)
        if found:
            return found
    return next((foreign for beginning, foreign in _BY_TEXT if beginning.match(text)), None)


def name_compound(streams: Collection[str]) -> Foreign | None:
    """Name an old Office file by those of its streams that ``COMPOUND_STREAMS`` lists; None where it is a workbook.

    >>> name_compound({"Workbook"}), str(name_compound({"WordDocument"}).kind)
    (None, 'a Word document in the old format (.doc)')
    """
    return next((foreign for stream, foreign in _BY_STREAM if stream in streams), _UNKNOWN)


ENCRYPTED = "EncryptedPackage"
"""The stream that holds a workbook with a password ([MS-OFFCRYPTO] 2.3.4.4)."""

COMPOUND_STREAMS = (ENCRYPTED, *(stream for stream, _ in _BY_STREAM))
"""The names of streams that tell what a compound file is."""


def name_archive(parts: Collection[str], mimetype: bytes, types: bytes) -> Kind | Foreign:
    """Tell what an archive is, by the names of its parts and what its parts ``mimetype`` and content types say.

    >>> name_archive({"content.xml"}, ODS.encode(), b""), name_archive({"xl/workbook.bin"}, b"", b"")
    ('ods', 'xlsb')
    >>> str(name_archive({"brief.txt"}, b"", b"").kind)
    'an archive without a workbook in it'
    """
    declared = mimetype[:_LONGEST_MIMETYPE].decode("ascii", "replace")
    # A workbook's main part may have another name; its content type tells (ECMA-376 part 1, 12.3.23).
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if "xl/workbook.xml" in parts or b"spreadsheetml" in types:
        return "xlsm" if b"macroEnabled.main+xml" in types else "xlsx"
    if declared.startswith(ODS):
        return "ods"
    plain = Foreign(say("an archive without a workbook in it"), _UNPACK)
    by_mimetype = next((foreign for start, foreign in _BY_MIMETYPE if declared.startswith(start)), plain)
    return next((foreign for part, foreign in _BY_PART if part in parts), by_mimetype)


def looks_written(text: str) -> bool:
    r"""Tell a text from other data by its control characters; a few of them come in with copied cells.

    >>> looks_written("Nr.;Titel" * 20 + "\x07"), looks_written("\x01\x02binary"), looks_written("Nr.\x00" * 20)
    (True, False, False)
    """
    controls = sum(sign < " " and ord(sign) not in _USUAL_CONTROLS for sign in text)
    return "\0" not in text and controls * _MANY_CONTROLS <= len(text)


def _decode(head: bytes) -> str | None:
    """Read bytes as text: UTF-16 by its mark, UTF-8, or Windows-1252; None where they are none of these."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    if not looks_written(head.decode("latin-1")):
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)  # an end amid a character is no error
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")
