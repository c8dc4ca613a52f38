"""What a heading says in parts: a question by its cues, a compound by its last part, a word that is cut short."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from toolkit.vocabularies.headingtext import fold

_SHORTEST_PREFIX = 5
"""Cues of so many letters need only begin a word of the heading: their endings differ."""

_SHORTEST_FIRST = 3
"""So many letters must stand before the last part of a compound."""

_LONGEST_ENDING = 16
_SHORTEST_CUT = 3
_MOST_EXPANDED = 40
_CUT = re.compile(r"([a-z]+)\.|([a-z0-9]+)|[^a-z0-9.]+|\.")


@dataclass(frozen=True, slots=True)
class Known:
    """A heading of the dictionary in its own spelling, its language, and what it may mean: target -> how sure."""

    word: str
    language: str
    targets: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of which all stand in a question, and what it then asks for."""

    tokens: tuple[str, ...]
    target: str
    word: str
    language: str

    @property
    def letters(self) -> int:
        """How many letters the cue has: the longer of two says more."""
        return sum(map(len, self.tokens))


@dataclass(frozen=True, slots=True)
class Found:
    """A cue in a question: the place of its first word, and whether its words stand together."""

    place: int
    unbroken: bool
    cue: Cue


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that a question points to: the place of the one that points, and whether they stand right behind it."""

    place: int
    near: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HeadingParts:
    """The cues of questions, the last parts of compounds by key, and the words that questions begin with or point by.

    Cues stand under the beginning of their first word (``index_cues``).
    ``pointing`` words (“welche”) stand before the noun that is asked for.
    """

    cues: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict)
    endings: Mapping[str, Known] = field(default_factory=dict)
    asking: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()

    def is_question(self, text: str, tokens: Sequence[str]) -> bool:
        """Tell whether a heading is a question or a request."""
        return bool(tokens) and (tokens[0] in self.asking or text.rstrip().endswith("?")) and len(tokens) > 1

    def find_cue(self, tokens: Sequence[str]) -> Found | None:
        """Find the cue that says most of a question: early, unbroken and long."""
        begun = {cue for token in set(tokens) for cue in self.cues.get(token[:_SHORTEST_PREFIX], ())}
        found = [(places, cue) for cue in begun if (places := self._places_of(cue.tokens, tokens))]
        ranked = [Found(places[0], places[-1] - places[0] == len(places) - 1, cue) for places, cue in found]
        return max(ranked, key=lambda one: (-one.place, one.unbroken, one.cue.letters, one.cue.word), default=None)

    def find_asked(self, tokens: Sequence[str], small: frozenset[str]) -> Asked | None:
        """Find the words behind the one that points (“welche Lizenz”)."""
        for place, token in enumerate(tokens):
            if token in self.pointing:
                rest = [word for word in tokens[place + 1 : place + 6] if word not in small]
                return Asked(place, tokens[place + 1] == rest[0], tuple(rest[:3])) if rest else None
        return None

    def _places_of(self, cue: Sequence[str], tokens: Sequence[str]) -> list[int]:
        """Give the places of a cue's words in a heading; none where one is missing or out of its order."""
        places: list[int] = []
        for word in cue:
            start = places[-1] + 1 if places else 0
            begins = len(word) >= _SHORTEST_PREFIX and word not in self.pointing
            found = (
                at for at in range(start, len(tokens)) if tokens[at] == word or (begins and tokens[at].startswith(word))
            )
            if (place := next(found, None)) is None:
                return []
            places.append(place)
        return places

    def ending_of(self, token: str) -> str:
        """Give the last part of a compound; empty where it has none that is known, or is nothing but that."""
        longest = min(len(token) - _SHORTEST_FIRST, _LONGEST_ENDING)
        return next((token[-size:] for size in range(longest, 1, -1) if token[-size:] in self.endings), "")


def index_cues(cues: Iterable[Cue]) -> Mapping[str, tuple[Cue, ...]]:
    """Put cues under the first letters of their first word, so that few of them need to be looked at."""
    found: dict[str, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.tokens[0][:_SHORTEST_PREFIX], []).append(cue)
    return MappingProxyType({begin: tuple(some) for begin, some in found.items()})


def expand_cut(text: str, names: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Give the keys of headings that a heading with cut words (“räuml. Bezug”, “pers.bezogene Daten”) may stand for.

    ``names`` are folded headings with their keys, sorted; the first word must begin with three letters of its own.

    >>> list(expand_cut("räuml. Bezug", [("raeumlich", "raeumlich"), ("raeumlicher bezug", "raeumlicherbezug")]))
    ['raeumlicherbezug']
    """
    folded = fold(text)
    cuts = _CUT.match(folded)
    if "." not in folded or not cuts:
        return
    start = cuts[1] or cuts[2] or ""
    if len(start) < _SHORTEST_CUT:
        return
    pattern = re.compile(_pattern_of(folded))
    found = 0
    for name, key in names[bisect_left(names, (start, "")) :]:
        if not name.startswith(start) or found >= _MOST_EXPANDED:
            return
        if pattern.fullmatch(name):
            found += 1
            yield key


def _pattern_of(folded: str) -> str:
    """Build the pattern of headings for one with cut words: each cut goes on to the end of its word, or part of it."""
    parts: list[str] = []
    for part in _CUT.finditer(folded):
        if part[1]:
            parts.append(f"{part[1]}[a-z]*")
        elif part[2]:
            parts.append(part[2])
        else:
            continue
        parts.append(" ?")
    return "".join(parts)
