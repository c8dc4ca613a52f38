"""Text as people mean it: without the blanks and marks that copying and line wrapping leave behind."""

from __future__ import annotations

import re
import unicodedata

# Excel writes a control character that XML cannot hold as _xHHHH_ (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_ESCAPED_CONTROL = re.compile("_x00(?:[01][0-9A-F]|7F)_", re.IGNORECASE)

# Soft hyphen; zero-width space, joiners, word joiner and byte order mark; marks of writing direction.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    r"""Write a text in one line, with single blanks and no invisible characters, letters composed (Unicode NFC).

    Line breaks, tabs, no-break spaces and Excel's ``_x000D_`` count as blanks.

    >>> clean("\u00a0Daten_x000D_\nherr \u200b")
    'Daten herr'
    """
    if "_x" in text or "_X" in text:
        text = _ESCAPED_CONTROL.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def is_blank(text: str) -> bool:
    r"""Tell whether a text shows nothing.

    >>> is_blank("\u00a0 \u200b"), is_blank("-")
    (True, False)
    """
    return not text or text.isspace() or not clean(text)
