"""Looks a word up in several vocabularies at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.vocabularies.concept import Concept, Vocabulary
from toolkit.vocabularies.lookup import Found, Suggested, Suggestion

_MOST_SUGGESTIONS = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A vocabulary that knows a text: what it means there, and the concept that holds today."""

    vocabulary: Vocabulary
    found: Found
    current: Concept


@dataclass(frozen=True, slots=True)
class Near:
    """A concept of a vocabulary that comes near a text."""

    vocabulary: Vocabulary
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Search:
    """What the vocabularies say of a text; ``near`` is empty where one of them knows it."""

    text: str
    hits: tuple[Hit, ...]
    near: tuple[Near, ...]


def search(vocabularies: Iterable[Vocabulary], text: str, least: float = 0.0) -> Search:
    """Look a text up in each vocabulary.

    Suggestions are given only where no vocabulary knows the text, the nearest first, and only those that score at least
    ``least`` (0 to 100).
    """
    hits: list[Hit] = []
    near: list[Near] = []
    for vocabulary in vocabularies:
        match vocabulary.find(text):
            case Found() as found:
                hits.append(Hit(vocabulary, found, vocabulary.current(found.concept)))
            case Suggested(nearest=nearest):
                near += [Near(vocabulary, one) for one in nearest if one.score >= least]
            case _:
                pass
    return Search(text, tuple(hits), () if hits else _rank(near))


def _rank(near: Iterable[Near]) -> tuple[Near, ...]:
    """Put the nearest first; equals stay in the order of the vocabularies."""
    return tuple(sorted(near, key=lambda one: -one.suggestion.score)[:_MOST_SUGGESTIONS])
