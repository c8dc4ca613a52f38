"""Finds the concept behind the words of an inventory, or says which concepts come near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from toolkit.vocabularies.nearness import score_terms
from toolkit.vocabularies.spelling import normalise

if TYPE_CHECKING:
    from toolkit.vocabularies.concept import Concept

How: TypeAlias = Literal["exact", "spelling", "synonym"]

_MOST_SUGGESTIONS = 3
_PUNCTUATION = re.compile(r"[^\w.]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The text means this concept.

    ``how`` says by what: ``exact`` (code, URI or label as it stands), ``spelling`` (the same, spelt otherwise) or
    ``synonym``.
    """

    concept: Concept
    how: How


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A concept that comes near, through which of its words (in look-up spelling), and how near: 0 to 100."""

    concept: Concept
    term: str
    score: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """The text is in no list; up to three concepts come near, the nearest first. Never to be applied silently."""

    text: str
    nearest: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The text is in no list and nothing comes near."""

    text: str


Outcome: TypeAlias = Found | Suggested | Unknown


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A vocabulary's look-up tables, built once; compared and hashed by identity so that look-ups can be cached."""

    exact: Mapping[str, Concept]
    spelt: Mapping[str, tuple[Concept, How]]
    by_uri: Mapping[str, Concept]
    terms: tuple[str, ...]
    owners: tuple[Concept, ...]


class AmbiguityError(ValueError):
    """Two concepts claim the same word."""

    def __init__(self, word: str, first: Concept, second: Concept) -> None:
        super().__init__(f"{word!r} belongs to {first.code} and to {second.code}")
        self.word = word
        self.first = first
        self.second = second


def build_index(concepts: Iterable[Concept]) -> Index:
    """Build the look-up tables; raise AmbiguityError when a word could mean two concepts."""
    exact: dict[str, Concept] = {}
    spelt: dict[str, tuple[Concept, How]] = {}
    everyone = tuple(concepts)
    for concept in everyone:
        for name in (concept.uri, concept.code, concept.de, concept.en):
            exact[name] = concept
        for word, how in _words(concept):
            holder, _ = spelt.setdefault(normalise(word), (concept, how))
            if holder is not concept:
                raise AmbiguityError(word, holder, concept)
    near = tuple(_suggestible(spelt, everyone))
    terms, owners = tuple(term for term, _ in near), tuple(owner for _, owner in near)
    return Index(exact, spelt, {concept.uri: concept for concept in everyone}, terms, owners)


@lru_cache(maxsize=50_000)
def look_up(index: Index, text: str) -> Outcome:
    """Look up one text; a repeated one is answered from a cache."""
    if text in index.exact:
        return Found(index.exact[text], "exact")
    key = normalise(text)
    if key in index.spelt:
        concept, how = index.spelt[key]
        return Found(concept, how)
    nearest = _suggest(index, key)
    return Suggested(text, nearest) if nearest else Unknown(text)


def _words(concept: Concept) -> Iterator[tuple[str, How]]:
    """List everything that a concept answers to, its names before its synonyms."""
    for name in (concept.uri, concept.code, concept.de, concept.en):
        yield name, "spelling"
    for synonym in concept.synonyms:
        yield synonym, "synonym"


def _suggestible(
    spelt: Mapping[str, tuple[Concept, How]], concepts: Iterable[Concept]
) -> Iterator[tuple[str, Concept]]:
    """Leave out what has been replaced, and URIs, whose common beginning would make all of them look alike."""
    uris = {normalise(concept.uri) for concept in concepts}
    for key, (concept, _) in spelt.items():
        if key not in uris and not concept.text("replaced_by"):
            yield _spaced(key), concept


def _spaced(key: str) -> str:
    """Turn punctuation into blanks, so that "Deutsch/Englisch" is compared as two words."""
    return _PUNCTUATION.sub(" ", key).strip()


def _suggest(index: Index, key: str) -> tuple[Suggestion, ...]:
    """Give the nearest concepts, each once, through its best word; equals stay in the vocabulary's order."""
    wanted = _spaced(key)
    best: dict[str, Suggestion] = {}
    for place, score in score_terms(wanted, index.terms):
        concept = index.owners[place]
        if concept.uri not in best or best[concept.uri].score < score:
            best[concept.uri] = Suggestion(concept, index.terms[place], score)
    order = {uri: rank for rank, uri in enumerate(index.by_uri)}
    ranked = sorted(best.values(), key=lambda s: (-s.score, order[s.concept.uri]))
    return tuple(ranked[:_MOST_SUGGESTIONS])
