"""Suggests types of the Musterdatenkatalog, data themes and keywords from a title and a description.

Nothing is learned and nothing is downloaded: the words that stand at the types in ``musterdatenkatalog.yaml`` are
looked for, also as parts of compounds and with slips of the pen. Each word adds to the themes and types that it points
to, the less the more there are; words of the title count more than those of the description, and those behind "nach"
or "in" less than those before them. docs/suggestions.md tells how often that is right. A suggestion is for a person to
judge: nothing here applies one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit.vocabularies.associations import Associations, build_associations
from toolkit.vocabularies.concept import Concept
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.stems import Word, find_words

_OF_LABEL, _OF_WORDS, _OF_THEME, _PART, _PHRASE = 1.0, 0.95, 0.7, 0.4, 1.0
_SPREAD_OF_THEMES, _SPREAD_OF_TYPES = 0.7, 0.4
_BEST_TYPE = 0.5
_BESIDE_WORD = 0.5
_DESCRIPTION, _SHORT, _HALVED_AFTER, _MOST_WORDS = 0.35, 6, 20, 80
_NOTHING, _DOUBT = 0.5, 1.0
"""The points below which a theme is not suggested, and those of the possibility that nothing fits."""
_LIKELY, _BESIDE = 0.4, 0.2
"""The least score of what is shown to a person, and of what is shown beside it."""
CERTAIN = 0.55
"""The least score of what is taken where a person has said yes beforehand."""
_ALL, _COMPARED, _MOST_KEYWORDS, _MOST_EVIDENCE = 26, 3, 5, 3


@dataclass(frozen=True, slots=True)
class Suggested:
    """A theme or a type of the Musterdatenkatalog that a dataset may belong to.

    ``score`` lies between 0 and 1, above a half only where it has more points than everything else together. ``words``
    are those of the title and the description that point to it, the strongest first.
    """

    concept: Concept
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Catalogue:
    """What the Musterdatenkatalog's own words point to: types, by their URIs."""

    concepts: Mapping[str, Concept]
    order: Mapping[str, int]
    themes: Mapping[str, str]
    single: Associations
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, slots=True)
class _Points:
    """What the words of a dataset give to themes and types, and which words these are (themes only)."""

    themes: Mapping[str, float]
    types: Mapping[str, float]
    words: Mapping[str, Mapping[str, float]]


def suggest(title: str, description: str = "", most: int = 3) -> tuple[Suggested, ...]:
    """Suggest types of the Musterdatenkatalog, the likeliest first; none where nothing fits. Never raises.

    >>> [(one.concept.code, one.words) for one in suggest("Hundesteuer nach Stadtteilen", most=1)]
    [('finanzen/steuernUndAbgaben', ('Hundesteuer',))]
    """
    catalogue = _load_catalogue()
    points = _count(catalogue, title, description)
    topics = {one.concept.uri: one for one in suggest_topics(title, description, _ALL)}
    shares = _share_types(catalogue, points, topics)
    found = ((topics[catalogue.themes[uri]], uri, share) for uri, share in shares.items())
    ranked = sorted(found, key=lambda one: (-one[0].score * one[2], catalogue.order[one[1]]))
    return tuple(
        Suggested(catalogue.concepts[uri], topic.score * share, topic.words) for topic, uri, share in ranked[:most]
    )


def _share_types(catalogue: _Catalogue, points: _Points, topics: Collection[str]) -> Mapping[str, float]:
    """Give each type its share of what the three best types of its theme have."""
    of_theme: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for uri, value in points.types.items():
        theme = catalogue.themes[uri]
        if theme in topics and uri != theme:
            of_theme[theme][uri] = value
    totals = {theme: sum(sorted(values.values())[-_COMPARED:]) for theme, values in of_theme.items()}
    return {uri: value / totals[theme] for theme, values in of_theme.items() for uri, value in values.items()}


def suggest_topics(title: str, description: str = "", most: int = 3) -> tuple[Suggested, ...]:
    """Suggest themes of the Musterdatenkatalog (26), the likeliest first; none where nothing fits. Never raises.

    >>> [one.concept.de for one in suggest_topics("Standorte der E-Ladesäulen")]
    ['Verkehr']
    """
    catalogue = _load_catalogue()
    points = _count(catalogue, title, description)
    ranked = sorted(points.themes.items(), key=lambda pair: (-pair[1], catalogue.order[pair[0]]))
    total = _DOUBT + sum(value for _, value in ranked[:_COMPARED])
    return tuple(
        Suggested(catalogue.concepts[uri], value / total, _list_evidence(points.words[uri]))
        for uri, value in ranked[:most]
        if value >= _NOTHING
    )


def suggest_themes(title: str, description: str = "") -> tuple[Concept, ...]:
    """Suggest up to three EU data themes, the best first; none where too little points to one. Never raises.

    >>> [theme.code for theme in suggest_themes("Baumkataster", "Alle Bäume der Parkanlagen mit Art und Alter")]
    ['ENVI']
    """
    topics = suggest_topics(title, description)
    if not topics or topics[0].score < _LIKELY:
        return ()
    return find_themes(one.concept for one in topics if one.score >= _BESIDE)


def suggest_keywords(title: str, description: str = "") -> tuple[str, ...]:
    """Suggest up to five German keywords: words for the type and for the theme. None where too little points to any.

    Never raises.

    >>> suggest_keywords("Standorte der Wochenmärkte")
    ('Wochenmarkt', 'Dienstleistung', 'Wirtschaft')
    """
    best = (*suggest(title, description, 1), *suggest_topics(title, description, 1))
    return find_keywords(one.concept for one in best if one.score >= _LIKELY)


def choose_theme(title: str, description: str = "") -> Concept | None:
    """Choose the one EU data theme that may be taken where a person has said yes to suggestions; None in doubt.

    >>> choose_theme("Standorte der Wochenmärkte").code, choose_theme("Sonstige Daten")
    ('ECON', None)
    """
    topics = _find_certain(title, description)
    return next(iter(find_themes(topics)), None)


def choose_keywords(title: str, description: str = "") -> tuple[str, ...]:
    """Choose the keywords that may be taken where a person has said yes to suggestions; none in doubt.

    They are the words for the theme, and before them those words for the likeliest types that the title names itself.

    >>> choose_keywords("Standorte der Wochenmärkte")
    ('Wochenmarkt', 'Wirtschaft')
    """
    topics = _find_certain(title, description)
    if not topics:
        return ()
    named = {word.stem for word in find_words(title)}
    types = find_keywords(one.concept for one in suggest(title, description))
    said = [keyword for keyword in types if (stems := _stems(keyword)) and named.issuperset(stems)]
    return tuple(dict.fromkeys((*said, *find_keywords(topics))))[:_MOST_KEYWORDS]


def find_themes(concepts: Iterable[Concept]) -> tuple[Concept, ...]:
    """Give the EU data themes to which entries of the Musterdatenkatalog belong; Sonstiges belongs to none."""
    themes = load_vocabulary("data-theme")
    found = (themes.concept(themes.base + concept.text("eu_theme")) for concept in concepts)
    return tuple(dict.fromkeys(theme for theme in found if theme))


def find_keywords(concepts: Iterable[Concept]) -> tuple[str, ...]:
    """Give up to five keywords that say what entries of the Musterdatenkatalog are about."""
    words = (word for concept in concepts for word in concept.texts("keywords"))
    return tuple(dict.fromkeys(words))[:_MOST_KEYWORDS]


def _find_certain(title: str, description: str) -> tuple[Concept, ...]:
    """Give the theme of the Musterdatenkatalog that is certain enough to be taken, or nothing."""
    return tuple(one.concept for one in suggest_topics(title, description, 1) if one.score >= CERTAIN)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in find_words(text))


def _list_evidence(words: Mapping[str, float]) -> tuple[str, ...]:
    """Name the words that gave most points."""
    return tuple(sorted(words, key=lambda word: -words[word])[:_MOST_EVIDENCE])


@lru_cache(maxsize=1_000)
def _count(catalogue: _Catalogue, title: str, description: str) -> _Points:
    """Count the points that the words of a title and a description give."""
    count = _Count(catalogue)
    told = find_words(title)
    count.add({word.stem: (word, _BESIDE_WORD if word.beside else 1.0) for word in reversed(told)}, slips=True)
    more = find_words(description)[:_MOST_WORDS]
    weight = _DESCRIPTION + (1 - _DESCRIPTION) * 2 ** (-len(more) / _SHORT)
    known = {word.stem for word in told}
    places = {word.stem: (word, place) for place, word in reversed([*enumerate(more)]) if word.stem not in known}
    count.add({stem: (word, weight * _fade(place)) for stem, (word, place) in places.items()}, slips=False)
    count.add_phrases(told, 1.0)
    count.add_phrases(more, weight)
    return count.finish()


def _fade(place: int) -> float:
    """Lessen what comes late in a description: it is about formats and licences."""
    return float(2 ** (-place / _HALVED_AFTER))


class _Count:
    """Points on the way."""

    def __init__(self, catalogue: _Catalogue) -> None:
        self.catalogue = catalogue
        self.themes: defaultdict[str, float] = defaultdict(float)
        self.types: defaultdict[str, float] = defaultdict(float)
        self.words: defaultdict[str, dict[str, float]] = defaultdict(dict)

    def add(self, weights: Mapping[str, tuple[Word, float]], *, slips: bool) -> None:
        """Add what single words point to."""
        for stem, (word, weight) in weights.items():
            themes, types = _share(self.catalogue, stem, slips)
            for uri, strength in themes.items():
                self.give(uri, word.text, strength * weight)
            for uri, strength in types.items():
                self.types[uri] += strength * weight

    def add_phrases(self, words: Sequence[Word], weight: float) -> None:
        """Add what several words in a row point to."""
        stems = tuple(word.stem for word in words)
        for place, stem in enumerate(stems):
            for phrase, uri in self.catalogue.phrases.get(stem, ()):
                if stems[place : place + len(phrase)] == phrase:
                    text = " ".join(word.text for word in words[place : place + len(phrase)])
                    self.give(self.catalogue.themes[uri], text, _PHRASE * weight)
                    self.types[uri] += _PHRASE * weight

    def give(self, theme: str, text: str, points: float) -> None:
        """Give points to a theme, and keep what for."""
        self.themes[theme] += points
        self.words[theme][text] = self.words[theme].get(text, 0.0) + points

    def finish(self) -> _Points:
        """Add to each theme a part of what its best type has, so that several words for one type count more."""
        best: dict[str, float] = {}
        for uri, value in self.types.items():
            theme = self.catalogue.themes[uri]
            best[theme] = max(best.get(theme, 0.0), value)
        themes = {uri: value + _BEST_TYPE * best.get(uri, 0.0) for uri, value in self.themes.items()}
        return _Points(themes, self.types, self.words)


@lru_cache(maxsize=50_000)
def _share(catalogue: _Catalogue, stem: str, slips: bool) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Give what one word adds to themes and to types: the more of them it points to, the less to each."""
    types = catalogue.single.of(stem, slips=slips)
    themes: dict[str, float] = {}
    for uri, strength in types.items():
        theme = catalogue.themes[uri]
        themes[theme] = max(themes.get(theme, 0.0), strength)
    return _spread(themes, _SPREAD_OF_THEMES), _spread(types, _SPREAD_OF_TYPES)


def _spread(strengths: Mapping[str, float], exponent: float) -> Mapping[str, float]:
    """Lessen each strength by its share of all of them."""
    total = sum(strength**2 for strength in strengths.values())
    return {uri: strength * (strength**2 / total) ** exponent for uri, strength in strengths.items()}


@cache
def _load_catalogue() -> _Catalogue:
    """Load the Musterdatenkatalog and what its words point to, when the first suggestion is asked for."""
    vocabulary = load_vocabulary("musterdatenkatalog")
    concepts = [concept for concept in vocabulary.concepts if concept.text("eu_theme")]
    single: list[tuple[str, str, float]] = []
    phrases: defaultdict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for concept in concepts:
        for text, strength in _list_words(concept):
            stems = tuple(word.stem for word in find_words(text))
            if len(stems) > 1:
                phrases[stems[0]].append((stems, concept.uri))
            single += [(stem, concept.uri, strength * (_PART if len(stems) > 1 else 1)) for stem in stems]
    return _Catalogue(
        concepts={concept.uri: concept for concept in concepts},
        order={concept.uri: place for place, concept in enumerate(concepts)},
        themes={concept.uri: vocabulary.base + concept.code.partition("/")[0] for concept in concepts},
        single=build_associations(single),
        phrases={stem: tuple(found) for stem, found in phrases.items()},
    )


def _list_words(concept: Concept) -> Iterator[tuple[str, float]]:
    """List what a title may say of a type, and how strongly it points there."""
    theme, _, kind = concept.de.partition(" - ")
    for part in kind.split(" - "):
        yield part, _OF_LABEL
    yield theme, _OF_THEME if kind else _OF_LABEL
    for word in concept.texts("words"):
        yield word, _OF_WORDS
