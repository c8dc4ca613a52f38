"""Rules for keys and titles that are nearly, but not quite, the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from toolkit.checks.rule import Words, on_inventory, place_of
from toolkit.model.dataset import Described
from toolkit.model.finding import Severity
from toolkit.model.identity import slug
from toolkit.model.message import say

_PIECES = re.compile(r"[^\W\d_]+|\d+")
_WORDS = re.compile(r"\w+")
_LEAST_LETTERS = 5


@on_inventory("key-near", Severity.WARNING)
def key_near(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Two keys differ only in their writing: noughts before a number, case, hyphens, blanks.

    A dataset is known by its key for ever. “GA-17” and “GA-017” are two datasets to a computer; probably they are the
    same one, entered twice or with a key that somebody has changed.

    Keep the key under which the dataset was published first; remove the other row, or give it a key of its own.
    """
    first: dict[tuple[str, ...], Described] = {}
    for described in everything:
        key = described.dataset.key
        other = first.setdefault(_list_pieces(key), described)
        if other.dataset.key != key:
            yield Words(
                say("this key is almost the same as {key}", key=other.dataset.key),
                place_of(described, "key"),
                say("Keep the key that was published first; give the other dataset a key of its own."),
                key,
            )


def _list_pieces(key: str) -> tuple[str, ...]:
    """Give what a key is made of, without its writing; a key of signs only is itself.

    >>> _list_pieces("GA-017") == _list_pieces("ga 17"), _list_pieces("1.1") == _list_pieces("11")
    (True, False)
    """
    return tuple(piece.lstrip("0") or "0" for piece in _PIECES.findall(key.casefold())) or (key,)


@on_inventory("name-shared", Severity.NOTE)
def name_shared(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Two titles give the same address in the catalogue.

    Addresses hold small letters, digits and hyphens only, so that “Bäume & Parks” and “Bäume, Parks” come out alike.
    The second one gets a short suffix of letters and digits.

    Nothing needs to be done; but titles that are so alike are hard to tell apart.
    """
    first: dict[str, Described] = {}
    for described in everything:
        title = described.dataset.title
        other = first.setdefault(slug(title)[:100], described) if slug(title) else described
        if other is not described and _fold(other.dataset.title) != _fold(title):
            yield Words(
                say("{key} gets the same address in the catalogue by its title", key=other.dataset.key),
                place_of(described, "title"),
                say("Say in the title what sets the two apart."),
                title,
            )


def _fold(title: str) -> str:
    return " ".join(title.casefold().split())


@dataclass(frozen=True, slots=True)
class _Titled:
    """A dataset with the words of its title, in alphabetical order."""

    described: Described
    words: tuple[str, ...]


@on_inventory("title-near", Severity.NOTE)
def title_near(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Two titles differ in the order of their words, or in one letter.

    They may be the same dataset, entered twice, or one of them has a slip of the pen. Numbers must be the same: a title
    for each year is left alone.

    If both are meant, say in the title what sets them apart.
    """
    titled = [_Titled(one, _list_words(one.dataset.title)) for one in everything if one.dataset.title]
    found: dict[int, int] = {}
    for index, other in sorted((*_find_typos(titled), *_find_reordered(titled))):
        found.setdefault(index, other)
    for index, other in found.items():
        described = titled[index].described
        yield Words(
            say(
                "{key} has almost the same title: “{title}”",
                key=titled[other].described.dataset.key,
                title=titled[other].described.dataset.title,
            ),
            place_of(described, "title"),
            say("If both are meant, say in the title what sets them apart."),
            described.dataset.title,
        )


def _list_words(title: str) -> tuple[str, ...]:
    return tuple(sorted(_WORDS.findall(title.casefold())))


def _find_reordered(titled: Sequence[_Titled]) -> Iterator[tuple[int, int]]:
    """Find titles of the same words in another order, each with the first one of them."""
    first: dict[tuple[str, ...], int] = {}
    for index, one in enumerate(titled):
        other = first.setdefault(one.words, index)
        if other != index and slug(titled[other].described.dataset.title) != slug(one.described.dataset.title):
            yield index, other


def _find_typos(titled: Sequence[_Titled]) -> Iterator[tuple[int, int]]:
    """Find titles that differ in one letter of one word, each with an earlier one.

    Titles are only compared where all their other words are the same, and words only where they are the same but for
    one letter, so that ten thousand titles need no hundred million comparisons.
    """
    rest: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for index, one in enumerate(titled):
        for at, word in enumerate(one.words):
            if len(word) >= _LEAST_LETTERS and word.isalpha():
                rest[(*one.words[:at], *one.words[at + 1 :])].append((index, word))
    for members in rest.values():
        if len(members) > 1:
            yield from _find_slips(members)


def _find_slips(members: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Find words that are one letter apart: both become the same where one letter is left out."""
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for index, word in members:
        for variant in _list_variants(word):
            for candidate, other in near[variant].items():
                if other != index and OSA.distance(word, candidate) == 1:
                    yield index, other
            near[variant].setdefault(word, index)


def _list_variants(word: str) -> frozenset[str]:
    """Give a word and all that is left of it without one letter."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})
