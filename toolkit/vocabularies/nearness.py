"""How near a text comes to the words of a vocabulary, for suggestions that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

_LETTERS_SCORE = 72.0
_WORDS_SCORE = 80.0
_WORDS_WEIGHT = 0.95
_LEAST_SHARE = 25.0
_SHORT = 3
_SHORT_SCORE = 85.0
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Words that turn the meaning over: "nicht mehr aktuell" is not nearly "aktuell", nor CC BY-NC nearly CC BY.
_TURNING = frozenset(
    {
        "nicht",
        "kein",
        "keine",
        "ohne",
        "nie",
        "niemals",
        "nichts",
        "teilweise",
        "teils",
        "nur",
        "un",
        "nc",
        "nd",
        "not",
        "non",
        "no",
        "without",
        "never",
        "only",
    }
)


def score_terms(wanted: str, terms: Sequence[str]) -> Iterator[tuple[int, float]]:
    """Score by letters (slips of the pen) and by whole words (one word more, one less, another order): place, 0 to 100.

    A single word out of a long name ("keine" in a licence's name) says too little to count, a word that turns the
    meaning over or another number too much. Texts and terms are in look-up spelling, punctuation as blanks.

    >>> list(score_terms("jahrlich", ["jaehrlich", "taeglich"]))
    [(0, 94.11764705882352)]
    >>> list(score_terms("aktuell", ["nicht mehr aktuell"])), list(score_terms("2 jahre", ["3 jahre"]))
    ([], [])
    """
    for term, score, place in process.extract(
        wanted, terms, scorer=fuzz.ratio, score_cutoff=_LETTERS_SCORE, limit=None
    ):
        if _is_long_enough(wanted, term, score) and _means_no_other(wanted, term):
            yield place, score
    by_words = process.extract(wanted, terms, scorer=fuzz.token_set_ratio, score_cutoff=_WORDS_SCORE, limit=None)
    for term, score, place in by_words:
        if _shares_enough(wanted, term) and _means_no_other(wanted, term):
            yield place, score * _WORDS_WEIGHT


def _is_long_enough(wanted: str, term: str, score: float) -> bool:
    """Tell whether likeness by letters says anything: of three letters, two are soon the same by chance."""
    if min(len(wanted), len(term)) > _SHORT:
        return True
    return len(wanted) >= _SHORT and abs(len(wanted) - len(term)) <= 1 and score >= _SHORT_SCORE


def _shares_enough(wanted: str, term: str) -> bool:
    """Tell whether both have a word of at least two letters in common, and that not as the least part of a name."""
    shared = set(wanted.split()) & set(term.split())
    return any(len(word) > 1 for word in shared) and fuzz.ratio(wanted, term) >= _LEAST_SHARE


def _means_no_other(wanted: str, term: str) -> bool:
    """Tell whether no word turns the meaning over and, where both name numbers, one number is the same."""
    if not _TURNING.isdisjoint(set(wanted.split()) ^ set(term.split())):
        return False
    here, there = set(_NUMBER.findall(wanted)), set(_NUMBER.findall(term))
    return not here or not there or not here.isdisjoint(there)
