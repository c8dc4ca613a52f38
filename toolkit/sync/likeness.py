"""Which new rows look like datasets whose rows are gone: perhaps only the key was changed. A suggestion, never a deed.

Comparing each with each would take hours for an inventory whose keys were all renumbered: so only those are compared
that share a rare word, a title or an address. Pure.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from toolkit.model.entry import Entry, Value
from toolkit.model.plan import Likeness
from toolkit.sync.alignment import list_links, normalise_link
from toolkit.sync.wish import Desired

THRESHOLD = 0.75
"""From this likeness on, of 1, a new row is taken for a dataset that may have been renamed."""

_TITLE, _TEXT, _LINKS, _KEYWORDS = 0.35, 0.3, 0.25, 0.1
# Next year's edition of a series has nearly the same title; its numbers set it apart.
_OTHER_NUMBERS = 0.5
# Where neither texts nor addresses speak for it, a title must be nearly the same: "Zählung Nord" is not "Zählung Süd".
_ALONE = 4
_RARE = 25
_CLOSEST = 10
_WORDS = 40


@dataclass(frozen=True, slots=True)
class Traits:
    """What a dataset says of itself, in a form that compares: by CKAN's names of fields or by the canonical ones."""

    title: str
    text: str
    links: frozenset[str]
    keywords: frozenset[str]


def build_traits(entry: Entry) -> Traits:
    """Take an entry's traits.

    >>> build_traits(Entry("a:1", "n", {"title": "Bäume  2024", "notes": "x", "url": "https://example.org/"})).title
    'bäume 2024'
    """
    fields = entry.fields
    pages = (normalise_link(_first(fields, "url", "landing_page")),)
    links = frozenset(link for item in (pages, *map(list_links, entry.resources)) for link in item if link)
    words = next((value for key in ("tags", "keywords") if isinstance(value := fields.get(key), tuple)), ())
    return Traits(
        normalise_text(_first(fields, "title")),
        normalise_text(_first(fields, "notes", "description")),
        links,
        frozenset(normalise_text(word) for word in words),
    )


def normalise_text(text: str) -> str:
    """Write a text so that it compares: words only, in small letters.

    >>> normalise_text("Straßen-Bäume, (Kataster)")
    'strassen bäume kataster'
    """
    return " ".join(re.findall(r"\w+", text.casefold()))


def find_likenesses(
    rows: Iterable[Desired], gone: Iterable[Entry], threshold: float = THRESHOLD
) -> tuple[Likeness, ...]:
    """Pair rows with datasets whose rows are gone, the most alike first and each of them once; sorted by identifier.

    A dataset is given as it was last pushed; a row may be paired with its own. The time that it takes grows with the
    number of rows plus the number of datasets.
    """
    former = [(entry, build_traits(entry)) for entry in gone]
    if not former:
        return ()
    places = build_index([traits for _, traits in former])
    scored = [
        (score_likeness(traits, former[place][1]), row, former[place][0])
        for row, traits in ((row, build_traits(row.entry)) for row in rows)
        for place in list_close(traits, places)
    ]
    alike = [item for item in scored if item[0] >= threshold]
    alike.sort(key=lambda item: (-item[0], item[1].identifier, item[2].identifier))
    return tuple(sorted(_pair(alike), key=lambda likeness: likeness.identifier))


def score_likeness(one: Traits, other: Traits) -> float:
    """Tell how alike two datasets are, from 0 to 1; what neither of them says does not count.

    >>> same = Traits("bäume", "alle bäume", frozenset(), frozenset())
    >>> score_likeness(same, same), score_likeness(same, Traits("", "", frozenset(), frozenset()))
    (1.0, 0.0)
    """
    is_backed = bool((one.text and other.text) or (one.links and other.links))
    title = score_title(one.title, other.title)
    parts = (
        (_TITLE, one.title or other.title, title if is_backed else title**_ALONE),
        (_TEXT, one.text or other.text, fuzz.ratio(one.text, other.text) / 100),
        (_LINKS, one.links or other.links, _score_sets(one.links, other.links)),
        (_KEYWORDS, one.keywords or other.keywords, _score_sets(one.keywords, other.keywords)),
    )
    said = [(weight, score) for weight, is_said, score in parts if is_said]
    total = sum(weight for weight, _ in said)
    return sum(weight * score for weight, score in said) / total if total else 0.0


def score_title(one: str, other: str) -> float:
    """Compare titles, whatever the order of their words; other numbers make another title."""
    score = fuzz.token_sort_ratio(one, other) / 100 if one and other else 0.0
    is_same_edition = sorted(re.findall(r"\d+", one)) == sorted(re.findall(r"\d+", other))
    return score if is_same_edition else score * _OTHER_NUMBERS


def _score_sets(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of what both have among what either has."""
    return len(one & other) / len(one | other) if one or other else 0.0


def build_index(every: Sequence[Traits]) -> dict[str, list[int]]:
    """Give the places of the datasets that carry a mark, for marks that are rare."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, traits in enumerate(every):
        for mark in _list_marks(traits):
            places[mark].append(place)
    return {mark: where for mark, where in places.items() if len(where) <= _RARE}


def list_close(traits: Traits, places: Mapping[str, Sequence[int]]) -> list[int]:
    """Give the places of those that share the most marks."""
    shared = Counter(place for mark in _list_marks(traits) for place in places.get(mark, ()))
    return [place for place, _ in shared.most_common(_CLOSEST)]


def _list_marks(traits: Traits) -> frozenset[str]:
    """Give what may tell a dataset from others: its words, and its title, its text and its addresses as a whole."""
    words = {*traits.title.split(), *traits.text.split()[:_WORDS]}
    whole = {f"title {traits.title}", f"text {traits.text}"} - {"title ", "text "}
    return frozenset(words | whole | traits.links)


def _pair(alike: Iterable[tuple[float, Desired, Entry]]) -> list[Likeness]:
    """Take each side once."""
    pairs: list[Likeness] = []
    rows: set[str] = set()
    taken: set[str] = set()
    for score, row, entry in alike:
        former = entry.identifier
        if row.identifier in rows or former in taken:
            continue
        rows.add(row.identifier)
        taken.add(former)
        title = _first(entry.fields, "title") or former
        pairs.append(Likeness(row.identifier, row.title, former, title, round(score, 2), row.cell))
    return pairs


def _first(fields: Mapping[str, Value], *names: str) -> str:
    """Give the first text among some fields."""
    return next((value for name in names if isinstance(value := fields.get(name), str) and value), "")
