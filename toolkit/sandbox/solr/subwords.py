"""Splits words at punctuation, at changes of case and between letters and digits.

Follows Lucene's ``WordDelimiterGraphFilter`` with the options that CKAN's ``schema.xml`` sets.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOWER, UPPER, DIGIT, DELIMITER = 1, 2, 4, 8
LETTER = LOWER | UPPER
ANY = LETTER | DIGIT
LATIN_1_END = 0x100
ASTRAL_START = 0x10000
SHORTEST_POSSESSIVE = len("a's")

KIND_OF_CATEGORY = {
    "Lu": UPPER,
    "Ll": LOWER,
    **dict.fromkeys(("Lt", "Lm", "Lo", "Mn", "Me", "Mc"), LETTER),
    **dict.fromkeys(("Nd", "Nl", "No"), DIGIT),
}


@cache
def kind_of(char: str) -> int:
    """Classify a character as lower case, upper case, letter, digit or delimiter.

    Java looks at UTF-16 units: half of an astral character counts as letter and digit at once, so it never splits.

    >>> [kind_of(char) for char in "aÄ7-"]
    [1, 2, 4, 8]
    """
    code = ord(char)
    if code >= ASTRAL_START:
        return ANY
    if code < LATIN_1_END:
        return LOWER if char.islower() else UPPER if char.isupper() else DIGIT if char.isdecimal() else DELIMITER
    return KIND_OF_CATEGORY.get(unicodedata.category(char), DELIMITER)


@dataclass(frozen=True, slots=True)
class Subword:
    """A part of a word, the kind of its first character, and its place among the parts."""

    text: str
    kind: int
    place: int


def split_subwords(word: str, *, on_case: bool) -> list[Subword]:
    """Cut a word into its parts.

    >>> [part.text for part in split_subwords("Wi-Fi/PowerShot500's", on_case=True)]
    ['Wi', 'Fi', 'Power', 'Shot', '500', 's']
    >>> [part.text for part in split_subwords("O'Neil's", on_case=True)]
    ['O', 'Neil']
    """
    pieces = _without_possessives(list(_pieces(word, on_case)), word)
    return [Subword(word[start:end], _letters_or(kind_of(word[start])), n) for n, (start, end) in enumerate(pieces)]


def join_runs(parts: list[Subword]) -> list[Subword]:
    """Give the catenations: neighbouring parts of words, or of numbers, written as one.

    >>> [(run.text, run.place) for run in join_runs(split_subwords("Wi-Fi-5-6", on_case=True))]
    [('WiFi', 0), ('56', 2)]
    """
    runs: list[list[Subword]] = []
    for part in parts:
        if runs and runs[-1][0].kind & part.kind:
            runs[-1].append(part)
        else:
            runs.append([part])
    return [Subword("".join(part.text for part in run), run[0].kind, run[0].place) for run in runs if len(run) > 1]


def _pieces(word: str, on_case: bool) -> Iterator[tuple[int, int]]:
    start = 0
    for end in range(1, len(word) + 1):
        if end == len(word) or _is_break(kind_of(word[end - 1]), kind_of(word[end]), on_case):
            if kind_of(word[start]) != DELIMITER:
                yield start, end
            start = end


def _is_break(before: int, after: int, on_case: bool) -> bool:
    if before & after:
        return before == DELIMITER and after == DELIMITER
    if before & LETTER and after & LETTER:
        return on_case and before != UPPER
    return True


def _without_possessives(pieces: list[tuple[int, int]], word: str) -> list[tuple[int, int]]:
    """Drop the s of an English possessive: a letter, an apostrophe, an s, then a delimiter or the end."""
    return [piece for piece in pieces if not _is_possessive(piece, word)]


def _is_possessive(piece: tuple[int, int], word: str) -> bool:
    start, end = piece
    return (
        end >= SHORTEST_POSSESSIVE
        and word[start:end] in {"s", "S"}
        and word[start - 1] == "'"
        and bool(kind_of(word[start - 2]) & LETTER)
        and (end == len(word) or kind_of(word[end]) == DELIMITER)
    )


def _letters_or(kind: int) -> int:
    return LETTER if kind in {LOWER, UPPER} else kind
