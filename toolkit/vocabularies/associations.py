"""Tells which topics a word points to, and how strongly: by the same word, a part of a compound, or a likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_LEAST_PART = 4
_LEAST_WHOLE = 5
_END, _BEGINNING, _INSIDE = 0.6, 0.6, 0.7
_LEAST_LIKENESS, _LIKENESS = 0.55, 0.8
_LEAST_NEARNESS = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Associations:
    """The stems that are known, each with the topics that it points to and how strongly (0 to 1).

    A stem that is not known is traced to known ones: those that it ends or begins with ("Straßenbaumkataster"), those
    that end or begin with it ("Ampel": "Ampelanlage"), and those with much the same letters, for slips of the pen. A
    longer part says more than a short one. ``forwards`` are the known stems sorted, ``backwards`` the same, turned.
    """

    known: Mapping[str, Mapping[str, float]]
    forwards: tuple[str, ...]
    backwards: tuple[str, ...]
    trigrams: Mapping[str, tuple[str, ...]]

    def of(self, stem: str, *, slips: bool = True) -> Mapping[str, float]:
        """Give the topics that a stem points to, with strengths; ``slips`` allows for slips of the pen."""
        return _gather(self, stem, slips)

    def near(self, stem: str, *, slips: bool) -> Iterator[tuple[str, float]]:
        """List the known stems that one comes near, with how near (0 to 1)."""
        if stem in self.known:
            yield stem, 1.0
            return
        parts = tuple(self._parts(stem))
        yield from parts
        if len(stem) >= _LEAST_WHOLE:
            yield from self._wholes(stem)
        if slips and not parts:
            yield from self._alike(stem)

    def _parts(self, stem: str) -> Iterator[tuple[str, float]]:
        """List the longest known stem that a compound ends with, and the longest that it begins with."""
        size = len(stem)
        cuts = range(1, size - _LEAST_PART + 1)
        if end := next((stem[cut:] for cut in cuts if stem[cut:] in self.known), ""):
            yield end, _END + (1 - _END) * len(end) / size
        if beginning := next((stem[:-cut] for cut in cuts if stem[:-cut] in self.known), ""):
            yield beginning, _BEGINNING + (1 - _BEGINNING) * len(beginning) / size

    def _wholes(self, stem: str) -> Iterator[tuple[str, float]]:
        """List the known stems that begin or end with one."""
        for whole in _find_beginning(self.forwards, stem):
            yield whole, _INSIDE * len(stem) / len(whole)
        for turned in _find_beginning(self.backwards, stem[::-1]):
            yield turned[::-1], _INSIDE * len(stem) / len(turned)

    def _alike(self, stem: str) -> Iterator[tuple[str, float]]:
        """List the known stems that share most trigrams (Dice's coefficient)."""
        grams = _trigrams(stem)
        shared = Counter(other for gram in grams for other in self.trigrams.get(gram, ()))
        for other, count in shared.items():
            dice = 2 * count / (len(grams) + len(other))
            if dice >= _LEAST_LIKENESS and other != stem:
                yield other, _LIKENESS * dice


@lru_cache(maxsize=50_000)
def _gather(associations: Associations, stem: str, slips: bool) -> Mapping[str, float]:
    """Collect what all stems point to that one comes near; titles repeat the same words, so this is kept."""
    strengths: dict[str, float] = {}
    for other, nearness in associations.near(stem, slips=slips):
        if nearness >= _LEAST_NEARNESS:
            for topic, strength in associations.known[other].items():
                strengths[topic] = max(strengths.get(topic, 0.0), nearness * strength)
    return strengths


def build_associations(pairs: Iterable[tuple[str, str, float]]) -> Associations:
    """Build them from stems with a topic and a strength each; the greatest strength of a pair holds.

    >>> water = build_associations([("brunn", "Bau", 1.0), ("see", "Natur", 0.9)])
    >>> water.of("brunn"), water.of("zierbrunn")["Bau"] > 0.7, water.of("haus")
    ({'Bau': 1.0}, True, {})
    """
    known: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for stem, topic, strength in pairs:
        known[stem][topic] = max(known[stem].get(topic, 0.0), strength)
    trigrams: defaultdict[str, list[str]] = defaultdict(list)
    for stem in known:
        for gram in _trigrams(stem):
            trigrams[gram].append(stem)
    return Associations(
        known=dict(known),
        forwards=tuple(sorted(known)),
        backwards=tuple(sorted(stem[::-1] for stem in known)),
        trigrams={gram: tuple(stems) for gram, stems in trigrams.items()},
    )


def _find_beginning(words: Sequence[str], beginning: str) -> Iterator[str]:
    """List the sorted words that go on after a beginning."""
    for place in range(bisect_left(words, beginning), len(words)):
        if not words[place].startswith(beginning):
            return
        yield words[place]


def _trigrams(stem: str) -> frozenset[str]:
    """Cut a stem into runs of three letters, its edges marked: as many as it has letters, save for repetitions."""
    edged = f"^{stem}$"
    return frozenset(edged[place : place + 3] for place in range(len(edged) - 2))
