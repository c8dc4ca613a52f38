"""Finds the known headings that come near one that is unknown: by letters (slips of the pen) and by words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from toolkit.vocabularies.headingtext import stem_of

_SHORTEST = 5
_LETTERS_COST = 1.6
_FIRST_LETTER_COST = 0.1
_LIGHT = 0.2
_NEGATION = 1.5
_UNKNOWN = 1.0
_SHORTENED = 0.9
_LEAST_SHARE = 0.68
_WORDS_WEIGHT = 0.93
_MORE_SMALL = 0.9
_OTHER_SMALL = 0.7
_MOST_TOKENS = 14
_COMMON = ((2, 1.0), (4, 0.85), (8, 0.7), (16, 0.55))
_COMMONEST = 0.45


@dataclass(frozen=True, slots=True)
class Near:
    """A known heading, by its key, and how near it comes (0 to 1)."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class WordLists:
    """Stems that count for nothing, for little, and those that turn the meaning round."""

    small: frozenset[str]
    light: frozenset[str]
    negation: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class HeadingIndex:
    """The keys by their length, and the words of each with what they weigh."""

    keys: Mapping[int, tuple[str, ...]]
    stems: Mapping[int, tuple[str, ...]]
    postings: Mapping[str, tuple[int, ...]]
    owners: tuple[str, ...]
    totals: tuple[float, ...]
    negated: Mapping[int, frozenset[str]]
    small: tuple[frozenset[str], ...]
    weights: Mapping[str, float]
    lists: WordLists

    def by_letters(self, key: str) -> Iterator[Near]:
        """Give the keys that a slip or two away; short ones (up to four letters) must be right."""
        if len(key) < _SHORTEST or not key.isalpha():
            return
        most = _slips(len(key))
        lengths = range(max(_SHORTEST, len(key) - most), len(key) + most + 1)
        near = [known for length in lengths for known in self.keys.get(length, ())]
        for known, slips, _ in process.extract(key, near, scorer=OSA.distance, score_cutoff=most, limit=6):
            if slips and (score := _letter_score(key, known, slips)) >= 0.5:
                yield Near(known, score)

    def by_words(self, tokens: Sequence[str], shortened: frozenset[str] = frozenset()) -> Iterator[Near]:
        """Give the keys that share most of their words; a negation must stand in both or in none.

        ``shortened`` are words that are cut short with a point.
        """
        known = dict(self._known(tokens, shortened))
        if not known or len(known) > _MOST_TOKENS or not any(self._is_heavy(stem) for stem in known):
            return
        small = self.lists.small.intersection(tokens)
        negations = self.lists.negation & known.keys()
        total = sum(self._weight(stem) for stem in known)
        shares: dict[int, float] = defaultdict(float)
        for stem, certainty in known.items():
            for entry in self.postings.get(stem, ()):
                shares[entry] += self._weight(stem) * certainty
        for entry, shared in shares.items():
            share = 2 * shared / (total + self.totals[entry])
            if share >= _LEAST_SHARE and self.negated.get(entry, frozenset()) == negations:
                yield Near(self.owners[entry], min(share, 1.0) * self._small_weight(entry, small, len(known)))

    def _small_weight(self, entry: int, small: frozenset[str], words: int) -> float:
        """Weigh the small words: beside a single word they say much ("veröffentlicht von", "veröffentlicht am")."""
        if words == 1 and self.small[entry] != small:
            return _OTHER_SMALL
        return _WORDS_WEIGHT if self.small[entry] <= small else _MORE_SMALL

    def _is_heavy(self, stem: str) -> bool:
        return (
            stem in self.postings and stem not in self.lists.light and stem not in self.lists.negation and len(stem) > 2
        )

    def _weight(self, stem: str) -> float:
        return self.weights.get(stem, _UNKNOWN)

    def _known(self, tokens: Sequence[str], shortened: frozenset[str]) -> Iterator[tuple[str, float]]:
        """Give the stems of the words that count, unknown ones replaced by their nearest where they are few."""
        stems = [stem_of(token) for token in tokens if token not in self.lists.small and len(token) > 1]
        strange = [stem for stem in stems if stem not in self.postings]
        for stem in stems:
            near = None
            if stem in shortened:
                near = self._longer(stem, stems)
            elif stem in strange and len(strange) <= 2 <= len(stems):
                near = self._nearest(stem)
            yield (near.key, near.score) if near else (stem, 1.0)

    def _longer(self, stem: str, others: Sequence[str]) -> Near | None:
        """Find the word that begins so: one that stands beside the other words, else the commonest."""
        beside = {entry for other in others for entry in self.postings.get(other, ())}
        longer = [known for known in self.postings if known.startswith(stem) and known not in self.lists.light]
        best = max(longer, key=lambda known: self._company(known, beside), default="")
        return Near(best, _SHORTENED) if best else None

    def _company(self, stem: str, beside: set[int]) -> tuple[int, int]:
        entries = self.postings[stem]
        return len(beside.intersection(entries)), len(entries)

    def _nearest(self, stem: str) -> Near | None:
        if len(stem) < _SHORTEST + 1 or not stem.isalpha():
            return None
        most = 1 if len(stem) < 10 else 2
        near = [
            known for length in range(len(stem) - most, len(stem) + most + 1) for known in self.stems.get(length, ())
        ]
        found = process.extractOne(stem, near, scorer=OSA.distance, score_cutoff=most)
        return Near(found[0], 1 - found[1] / len(stem)) if found and found[0][0] == stem[0] else None


def _slips(length: int) -> int:
    """Say how many slips a word of that length may hold."""
    return 1 if length < 8 else 2 if length < 13 else 3


def _letter_score(key: str, known: str, slips: int) -> float:
    """Score a slip by the length of the word; what only begins otherwise (un-, vor-) is another word."""
    if key.endswith(known) or known.endswith(key):
        return 0.0
    score = 1 - _LETTERS_COST * slips / max(len(key), len(known))
    return score if key[0] == known[0] else score - _FIRST_LETTER_COST


def build_heading_index(
    words: Mapping[str, Sequence[str]], owners: Mapping[str, str], lists: WordLists
) -> HeadingIndex:
    """Build the index: ``words`` gives each key's words, ``owners`` each key's first target."""
    stems = {key: _stems(tokens, lists.small) for key, tokens in words.items()}
    weights = _weigh(stems, owners, lists)
    postings: dict[str, list[int]] = defaultdict(list)
    for number, key_stems in enumerate(stems.values()):
        for stem in key_stems:
            postings[stem].append(number)
    return HeadingIndex(
        keys=_by_length(key for key in words if len(key) >= _SHORTEST),
        stems=_by_length(stem for stem in postings if len(stem) >= _SHORTEST),
        postings={stem: tuple(numbers) for stem, numbers in postings.items()},
        owners=tuple(stems),
        totals=tuple(sum(weights[stem] for stem in key_stems) for key_stems in stems.values()),
        negated={number: turned for number, s in enumerate(stems.values()) if (turned := s & lists.negation)},
        small=tuple(lists.small.intersection(tokens) for tokens in words.values()),
        weights=weights,
        lists=lists,
    )


def _stems(tokens: Sequence[str], small: frozenset[str]) -> frozenset[str]:
    return frozenset([stem_of(token) for token in tokens if token not in small and len(token) > 1])


def _weigh(stems: Mapping[str, frozenset[str]], owners: Mapping[str, str], lists: WordLists) -> dict[str, float]:
    """Weigh each stem: the more targets it stands for, the less it says."""
    targets: dict[str, set[str]] = defaultdict(set)
    for key, key_stems in stems.items():
        for stem in key_stems:
            targets[stem].add(owners[key])
    weights = {stem: _commonness(len(found)) for stem, found in targets.items()}
    return weights | dict.fromkeys(lists.light, _LIGHT) | dict.fromkeys(lists.negation, _NEGATION)


def _commonness(targets: int) -> float:
    return next((weight for most, weight in _COMMON if targets <= most), _COMMONEST)


def _by_length(words: Iterator[str]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return {length: tuple(group) for length, group in found.items()}
