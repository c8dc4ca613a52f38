"""Bytes of a text file to text: which encoding they are in, told by a mark, by UTF-8's own rules, or by umlauts."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    # The mark of UTF-32 begins with that of UTF-16, so that it comes first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_LETTERS = "äöüÄÖÜßéèêáàâíìîóòôúùûñçåøæÅØÆãõÉÈÁÀÓÚÇÑ"
_IN_WORD = re.compile(rf"(?:(?<=[A-Za-z])[{_LETTERS}]|[{_LETTERS}](?=[a-z]))")
_ODD_IN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7fA-Za-z]+(?=[a-z])")
_SAMPLE = 1 << 20
_FEW = 20
"""In a text whose encoding is right, at most one in so many characters beyond ASCII is out of place."""


def decode_text(content: bytes) -> tuple[str, str]:
    r"""Read bytes as text and name their encoding; what no encoding can explain becomes U+FFFD.

    UTF-8, UTF-16 and UTF-32 are known by their marks, UTF-8 without a mark by its own rules. What is left is
    Windows-1252, or the old code page of DOS (cp850) or of the Macintosh where only that makes words of it.

    >>> decode_text("Bäume".encode()), decode_text(b"B\xe4ume"), decode_text(b"B\x84ume und Str\x84ucher")
    (('Bäume', 'utf-8'), ('Bäume', 'cp1252'), ('Bäume und Sträucher', 'cp850'))
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = "utf-8" if _is_almost_utf8(content) else _find_single_byte(content[:_SAMPLE])
        return content.decode(encoding, "replace"), encoding


def _is_almost_utf8(content: bytes) -> bool:
    """Tell whether bytes are UTF-8 with a few damaged places, such as a character cut in half."""
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return damaged * _FEW <= sum(character > "\x7f" for character in text) - damaged


def _find_single_byte(sample: bytes) -> str:
    """Name the code page that makes words of the bytes; Windows-1252 unless another one explains clearly more."""
    usual, *others = _SINGLE_BYTE
    good, odd = _judge(sample, usual)
    for encoding in others:
        other_good, other_odd = _judge(sample, encoding)
        if other_good - other_odd > 1 + 2 * max(good - odd, 0) and other_odd * _FEW < other_good:
            return encoding
    return usual


def _judge(sample: bytes, encoding: str) -> tuple[int, int]:
    """Count the accented letters that stand in words, and the signs that stand amid words where none belong."""
    text = sample.decode(encoding, "replace")
    odd = sum(any(sign not in _LETTERS for sign in run) for run in _ODD_IN_WORD.findall(text))
    return len(_IN_WORD.findall(text)), odd
