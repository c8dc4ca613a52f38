"""Text as people mean it: without the blanks and marks that copying and line wrapping leave behind."""

from __future__ import annotations

import re
import unicodedata

# Excel writes a control character that XML cannot hold as _xHHHH_ (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPED_CONTROL = re.compile("_x00(?:[01][0-9A-F]|7F)_", re.IGNORECASE)

# Soft hyphen; zero-width space, joiners, word joiner and byte order mark; marks of writing direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")

# What XML 1.0 cannot hold (2.2, Char), so that no RDF/XML, no workbook and no feed could be written: control characters
# but for tabs and line breaks, halves of surrogate pairs, the last two signs of the first plane.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Of these, separators count as blanks of a text anyway: vertical tab, form feed, the file's and the record's separator.
_ODD = re.compile("[\x00-\x08\x0e-\x1b\ud800-\udfff\ufffe\uffff]")
# The same control characters as Excel writes them.
_ESCAPED_ODD = re.compile("_x00(?:0[0-8EF]|1[0-9AB])_", re.IGNORECASE)


def has_odd_signs(text: str) -> bool:
    r"""Tell whether a text holds signs that no file of the catalogue can hold, and that are more than blanks.

    >>> has_odd_signs("Alle\x07 Bäume"), has_odd_signs("Alle\x0bBäume\n")
    (True, False)
    >>> has_odd_signs("Alle_x0007_ Bäume"), has_odd_signs("Alle_x000D_ Bäume")
    (True, False)
    """
    if ("_x" in text or "_X" in text) and _ESCAPED_ODD.search(text):
        return True
    return not text.isprintable() and _ODD.search(text) is not None


def clean(text: str) -> str:
    r"""Write a text in one line, with single blanks and no invisible characters, letters composed (Unicode NFC).

    Line breaks, tabs, no-break spaces, Excel's ``_x000D_`` and whatever XML cannot hold count as blanks.

    >>> clean("\u00a0Daten_x000D_\nherr \u200b")
    'Daten herr'
    """
    if "_x" in text or "_X" in text:
        text = _ESCAPED_CONTROL.sub(" ", text)
    if not text.isprintable():
        text = _UNWRITABLE.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def is_blank(text: str) -> bool:
    r"""Tell whether a text shows nothing.

    >>> is_blank("\u00a0 \u200b"), is_blank("-")
    (True, False)
    """
    return not text or text.isspace() or not clean(text)
