"""Two texts word by word: what went, what came, what stayed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
_MOST_PAIRS = 10_000
"""So many pairs of equal words are worth looking at: a text that repeats itself would take seconds."""
_LEAST_LIKENESS = 0.35
_AROUND = 8
"""So many words of what stayed are shown on each side of a change."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of words; ``gap`` stands for words that stayed and are left out."""

    kind: Literal["same", "gone", "new", "gap"]
    text: str


def build_marks(before: str, after: str) -> tuple[Mark, ...]:
    """Compare two texts; nothing for texts that have too little in common to be read as one.

    >>> [(mark.kind, mark.text) for mark in build_marks("Alle Bäume der Stadt", "Alle Straßenbäume der Stadt")]
    [('same', 'Alle '), ('gone', 'Bäume '), ('new', 'Straßenbäume '), ('same', 'der Stadt')]
    >>> build_marks("Alle Bäume der Stadt", "Messwerte, stündlich")
    ()
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not _are_alike(old, new):
        return ()
    head = _count_common(old, new)
    tail = _count_common(old[head:][::-1], new[head:][::-1])
    # Without the ends that stayed, a passage that stands twice is not taken for its double.
    inner = _list_marks(old[head : len(old) - tail], new[head : len(new) - tail])
    first = Mark("same", _join_same(old[:head], new[:head]))
    last = Mark("same", _join_same(old[len(old) - tail :], new[len(new) - tail :]))
    return tuple(_shorten(tuple(mark for mark in (first, *inner, last) if mark.text)))


def _join_same(old: list[str], new: list[str]) -> str:
    """Put words together that both texts have, with the blank that either has behind them."""
    return "".join(max(pair, key=len) for pair in zip(old, new, strict=True))


def _count_common(one: list[str], other: list[str]) -> int:
    """Count the words that two texts begin with, whatever blanks follow them."""
    pairs = enumerate(zip(one, other, strict=False))
    different = (place for place, (left, right) in pairs if left.rstrip() != right.rstrip())
    return next(different, min(len(one), len(other)))


def _are_alike(old: list[str], new: list[str]) -> bool:
    """Tell whether texts share enough words to be read as one."""
    before, after = _count_words(old), _count_words(new)
    total = before.total() + after.total()
    return total > 0 and 2 * (before & after).total() / total >= _LEAST_LIKENESS


def _count_words(words: list[str]) -> Counter[str]:
    """Count how often each word stands in a text."""
    return Counter(word.rstrip() for word in words)


def _list_marks(old: list[str], new: list[str]) -> Iterator[Mark]:
    """Compare what is between the ends that stayed."""
    before, after = _count_words(old), _count_words(new)
    if sum(count * after[word] for word, count in before.items()) > _MOST_PAIRS:
        yield from (Mark("gone", "".join(old)), Mark("new", "".join(new)))
        return
    matcher = SequenceMatcher(None, [word.rstrip() for word in old], [word.rstrip() for word in new], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield Mark("same", _join_same(old[start:end], new[new_start:new_end]))
            continue
        if end > start:
            yield Mark("gone", "".join(old[start:end]))
        if new_end > new_start:
            yield Mark("new", "".join(new[new_start:new_end]))


def _shorten(marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """Leave out what stayed, but for some words around each change."""
    for place, mark in enumerate(marks):
        words = _WORDS.findall(mark.text)
        is_first, is_last = place == 0, place == len(marks) - 1
        head = 0 if is_first else 2 * _AROUND
        tail = 0 if is_last else 2 * _AROUND
        if mark.kind != "same" or len(words) <= head + tail + 2 * _AROUND:
            yield mark
            continue
        if head:
            yield Mark("same", "".join(words[:head]))
        yield Mark("gap", " … ")
        if tail:
            yield Mark("same", "".join(words[-tail:]))
