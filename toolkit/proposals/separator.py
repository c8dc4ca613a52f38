"""Finds what separates several values in the cells of a column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.proposals.coverage import know
from toolkit.reading.text import clean

_SEPARATORS = ("\n", ";", "|", ",", "/")
_ADDRESSES = ("\n", ";", "|", ",", " ")
_LONGEST_PIECE = 45
_MOST_TESTED = 1000


def find_separator(lines: Sequence[tuple[str, int]], *, strict: bool = True) -> str:
    r"""Find the separator of a column's texts (with their line breaks and counts); empty where there is none.

    ``strict`` asks that pieces stand in other cells too; without it short pieces in a good part of the cells are
    enough, as for keywords. A vocabulary's label that holds the separator speaks against it.

    >>> find_separator([("Umwelt; Klima", 1), ("Klima; Lärm", 1), ("Lärm", 1)])
    ';'
    >>> find_separator([("Bildung, Kultur und Sport", 3), ("Umwelt", 2)]), find_separator([("Baum, Strauch", 1)])
    ('', '')
    >>> find_separator([("Baum, Strauch", 1)], strict=False)
    ','
    """
    tested = lines[:: max(1, len(lines) // _MOST_TESTED)]
    scores = {separator: _score(tested, separator, strict=strict) for separator in _SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] > 0 else ""


def find_address_separator(lines: Sequence[tuple[str, int]]) -> str:
    r"""Find what stands between several web addresses in one cell.

    >>> find_address_separator([("https://a.example/1\nhttps://a.example/2", 1)])
    '\n'
    """
    several = [text for text, _ in lines if text.casefold().count("://") > 1]
    for separator in _ADDRESSES:
        pieces = [[piece.strip() for piece in text.split(separator) if piece.strip()] for text in several]
        if pieces and all(len(parts) > 1 and all("://" in part for part in parts) for parts in pieces):
            return separator
    return ""


def _score(lines: Sequence[tuple[str, int]], separator: str, *, strict: bool) -> float:
    """Give the share of cells that a separator divides; 0 where it is none."""
    total = sum(count for _, count in lines)
    divided = [(text, count) for text, count in lines if separator in text.strip(separator + " ")]
    share = sum(count for _, count in divided) / total if total else 0.0
    if not divided or share < (0.05 if strict else 0.2):
        return 0.0
    if sum(count for text, count in divided if know(clean(text))) > 0.3 * sum(count for _, count in divided):
        return 0.0
    pieces = Counter(clean(piece) for text, _ in lines for piece in text.split(separator))
    del pieces[""]
    if not pieces or not _are_short(pieces, separator):
        return 0.0
    if strict and not _do_repeat(lines, pieces, separator):
        return 0.0
    return share


def _are_short(pieces: Counter[str], separator: str) -> bool:
    """Tell whether pieces are words rather than sentences; a slash may also stand within a word or an address."""
    if separator == "/" and any(":" in piece or "." in piece for piece in pieces):
        return False
    lengths = sorted(map(len, pieces))
    return lengths[len(lengths) // 2] <= 25 and lengths[(len(lengths) * 9) // 10] <= _LONGEST_PIECE


def _do_repeat(lines: Sequence[tuple[str, int]], pieces: Counter[str], separator: str) -> bool:
    """Tell whether the pieces of divided cells stand in other cells too, or are known words."""
    own = {clean(piece) for text, _ in lines if separator in text for piece in text.split(separator)} - {""}
    repeated = sum(pieces[piece] > 1 or bool(know(piece)) for piece in own)
    return len(lines) > 1 and repeated >= 0.4 * len(own)
