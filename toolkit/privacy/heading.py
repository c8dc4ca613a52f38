"""Headings that speak of persons."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.privacy.sort import Sort
from toolkit.privacy.words import load_words
from toolkit.vocabularies.spelling import normalise

_APART = re.compile(r"[^\w]+")
_SHORTEST_ENDING = 8
"""Shorter words are the end of too many others: “halter” ends “Schalter”, “mieter” no street."""

_NOT_OF_PERSONS = frozenset({"datenhalter", "schalter", "behalter", "behaelter", "vermieter"})


@lru_cache(maxsize=4096)
def find_certain(heading: str) -> Sort | None:
    """Tell what a heading speaks of that nobody but a person has; None where it speaks of no person.

    A whole heading counts, each of its words, and the end of a compound.

    >>> find_certain("Geburtsdatum"), find_certain("Vorname der Mutter"), find_certain("Anzahl Bewohner")
    (<Sort.BIRTH: 'birth'>, <Sort.NAME: 'name'>, None)
    >>> find_certain("Straßenname") is None, find_certain("Name") is None
    (True, True)
    """
    folded = normalise(heading)
    words = [word for word in _APART.split(folded) if word]
    if not words or _counts(words):
        return None
    certain = load_words().certain
    whole = certain.get(folded) or certain.get(" ".join(words))
    return whole or next((sort for word in words if (sort := _find_word(word))), None)


def _find_word(word: str) -> Sort | None:
    """Find a word, or the longest one that it ends with."""
    certain = load_words().certain
    if word in _NOT_OF_PERSONS:
        return None
    if word in certain:
        return certain[word]
    endings = (word[start:] for start in range(1, len(word) - _SHORTEST_ENDING + 1))
    return next((certain[ending] for ending in endings if ending in certain), None)


_COUNTING = ("anzahl", "zahl", "summe", "anteil", "quote", "durchschnitt", "mittel", "number", "count", "share")


def _counts(words: list[str]) -> bool:
    """Tell whether a heading counts persons instead of naming them."""
    return any(word.startswith(_COUNTING) or word.endswith(("anzahl", "zahl", "quote", "zahlen")) for word in words)


@lru_cache(maxsize=4096)
def find_possible(heading: str) -> Sort | None:
    """Tell what a heading may speak of, if other columns or its values speak of persons, too.

    >>> find_possible("Telefon"), find_possible("Titel")
    (<Sort.PHONE: 'phone'>, None)
    """
    return load_words().together.get(normalise(heading))
