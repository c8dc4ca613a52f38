"""The heading dictionary as it is searched: all known headings by their keys, and what comes near one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from toolkit.vocabularies.headingindex import HeadingIndex, WordLists, build_heading_index
from toolkit.vocabularies.headingparts import HeadingParts, Known, expand_cut
from toolkit.vocabularies.headingtext import (
    Reading,
    fold_tokens,
    key_of,
    read_before_explanation,
    read_ways,
    shortened_in,
    tokens_of,
    without_brackets,
)

How: TypeAlias = Literal["exact", "spelling", "words", "part", "question", "ending"]

_CUT = 0.93


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """What a heading may mean: the target, how sure that is (0 to 1), through which heading of the dictionary and how.

    ``exact`` is the same but for marks and spelling, ``spelling`` a slip of the pen, ``words`` another wording,
    ``part`` a heading together with its group, ``question`` the cue of a question, ``ending`` the last part of a
    compound, or the noun that the other words only specialise.
    """

    target: str
    score: float
    word: str
    language: str
    how: How


Hits: TypeAlias = Mapping[str, HeadingMatch]
"""The best match of each target."""


@lru_cache(maxsize=4)
def _build_index(lexicon: Lexicon) -> HeadingIndex:
    known = lexicon.known
    tokens = fold_tokens([heading.word for heading in known.values()])
    owners = {key: next(iter(heading.targets)) for key, heading in known.items()}
    return build_heading_index(dict(zip(known, tokens, strict=True)), owners, lexicon.lists)


@lru_cache(maxsize=4)
def _build_names(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    tokens = fold_tokens([heading.word for heading in lexicon.known.values()])
    return tuple(sorted((" ".join(words), key) for words, key in zip(tokens, lexicon.known, strict=True)))


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All known headings by key, the words that name a group, the bare headings, and those that are cells as often.

    ``groups`` gives each key's group and the group's word, ``bare`` each key's kind.
    """

    known: Mapping[str, Known]
    groups: Mapping[str, tuple[str, str]]
    bare: Mapping[str, str]
    cells: frozenset[str]
    parts: HeadingParts
    lists: WordLists

    @property
    def index(self) -> HeadingIndex:
        """What finds the headings that come near; built when the first unknown heading asks for it."""
        return _build_index(self)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The folded words of all headings with their keys, sorted; built when the first cut heading asks for it."""
        return _build_names(self)

    def hits(self, key: str, weight: float, how: How) -> list[HeadingMatch]:
        """Give what the heading of a key means; nothing where there is none of that key."""
        known = self.known.get(key)
        if not known:
            return []
        word, language = known.word, known.language
        return [HeadingMatch(target, sure * weight, word, language, how) for target, sure in known.targets.items()]


def find_exact(lexicon: Lexicon, way: Reading) -> Hits:
    """Give what a heading means that is known as it stands."""
    return {hit.target: hit for hit in lexicon.hits(key_of(way.text), way.weight, "exact")}


def keep_best(hits: Iterable[HeadingMatch]) -> Hits:
    """Keep the best hit of each target."""
    best: dict[str, HeadingMatch] = {}
    for hit in hits:
        if hit.target not in best or best[hit.target].score < hit.score:
            best[hit.target] = hit
    return best


def weaken(hits: Hits, weight: float, how: How | None = None) -> list[HeadingMatch]:
    """Give the hits with less weight, found in another way where ``how`` names one."""
    return [replace(hit, score=hit.score * weight, how=how or hit.how) for hit in hits.values()]


def come_near(lexicon: Lexicon, text: str) -> Hits:
    """Find headings that differ by a slip of the pen or by their wording."""
    hits: list[HeadingMatch] = []
    for way in (*read_ways(text), *read_before_explanation(text)):
        words = tokens_of(way.text)
        # A negation is no slip of the pen: "nicht öffentlich" is far from "ist öffentlich".
        turned = not lexicon.lists.negation.isdisjoint(words)
        for near in () if turned else lexicon.index.by_letters(key_of(way.text)):
            if _ends_alike(lexicon, words, near.key):
                hits += lexicon.hits(near.key, near.score * way.weight, "spelling")
        for near in lexicon.index.by_words(words, shortened_in(way.text)):
            hits += lexicon.hits(near.key, near.score * way.weight, "words")
    return keep_best(hits)


def _ends_alike(lexicon: Lexicon, words: Sequence[str], key: str) -> bool:
    """Tell whether a heading of nearly the same letters has the same last part: a number is no name."""
    ending = lexicon.parts.ending_of(words[-1]) if words else ""
    return not ending or key.endswith(ending) or not lexicon.parts.ending_of(key)


def expand(lexicon: Lexicon, text: str) -> list[HeadingMatch]:
    """Read a heading with cut words as those that it may stand for; what more of them mean is surer."""
    keys = list(expand_cut(without_brackets(text), lexicon.names)) if "." in text else []
    hits = [hit for key in keys for hit in lexicon.hits(key, _CUT / len(keys), "words")]
    best = keep_best(hits)
    return [replace(one, score=sum(hit.score for hit in hits if hit.target == one.target)) for one in best.values()]
