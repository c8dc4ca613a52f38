"""Each dataset on the check report: how it stands, what was found in it, and how it would look in a catalogue."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.checks.baseline import Checked, Judged
from toolkit.dcat.quality import Score
from toolkit.model.dataset import Dataset
from toolkit.model.finding import Severity
from toolkit.model.release import Audience, Reason, Release
from toolkit.reports.grouping import Standing, State, list_errors
from toolkit.reports.language import Translator
from toolkit.reports.preview import Preview, build_preview, cut
from toolkit.reports.qualitypage import Quality

MOST_CARDS = 2500
"""How many datasets of an inventory are shown one by one; those that errors hold back come first."""

MOST_PREVIEWS = 1000
"""How many of them are shown as a catalogue would."""

MOST_FINDINGS = 25
"""How many findings one dataset lists."""

MOST_OFFICES = 200
"""How many offices the page offers to choose from."""

_ORDER = list(Severity)
_RANKS: Mapping[State, int] = {"held": 0, "closed": 1, "staff": 2, "public": 3}


@dataclass(frozen=True)
class Card:
    """One dataset; ``number`` is its place in the sheet, ``errors`` the codes of its errors, accepted ones included."""

    number: int
    anchor: str
    dataset: Dataset
    release: Release
    state: State
    errors: tuple[str, ...]
    found: tuple[Judged, ...]
    score: Score | None
    preview: Preview | None

    @property
    def title(self) -> str:
        """The title, shortened."""
        return cut(self.dataset.title)

    @property
    def office(self) -> str:
        """Who answers for it: its creator, else its publisher or organisation."""
        return office_of(self.dataset)

    @property
    def rank(self) -> int:
        """Where it stands when datasets are sorted by state: what needs work first."""
        return _RANKS[self.state]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What decided about its release; of what is closed only what speaks against it."""
        return deciding_reasons(self.release)

    @cached_property
    def shown(self) -> Sequence[Judged]:
        """The findings that are listed, the heaviest first."""
        return sorted(self.found, key=lambda one: _ORDER.index(one.finding.severity))[:MOST_FINDINGS]

    @property
    def hidden(self) -> int:
        """How many findings are not listed."""
        return len(self.found) - len(self.shown)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity that count."""
        return sum(one.finding.severity is severity and one.acceptance is None for one in self.found)

    @property
    def may_be_public(self) -> bool:
        """Whether everybody may see it, once its errors are corrected."""
        return self.release.audience is Audience.PUBLIC


def deciding_reasons(release: Release) -> tuple[Reason, ...]:
    """Give the reasons that decided: those as heavy as the verdict."""
    return tuple(one for one in release.reasons if one.verdict is release.verdict)


def office_of(dataset: Dataset) -> str:
    """Name who answers for a dataset.

    >>> from toolkit.model.dataset import Agent
    >>> office_of(Dataset("amt", "A-1", publisher=Agent("Stadt"), creator=Agent("Amt 61")))
    'Amt 61'
    """
    organization = dataset.organization.title if dataset.organization else ""
    names = (agent.name if agent else "" for agent in (dataset.creator, dataset.publisher))
    return cut(next((name for name in (*names, organization) if name), ""), 120)


class Anchors:
    """Gives out the names by which parts of the page are linked to, each once.

    >>> anchors = Anchors()
    >>> [anchors.take("GA-017"), anchors.take("GA 017/b"), anchors.take("GA-017"), anchors.take("")]
    ['dataset-GA-017', 'dataset-GA-017-b', 'dataset-GA-017-2', 'dataset-']
    """

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, key: str) -> str:
        """Make an anchor of a dataset's key; what no address may hold becomes a hyphen."""
        wished = "dataset-" + re.sub(r"[^\w.-]+", "-", key)[:80]
        name = wished
        while name in self._taken:
            self._taken[wished] += 1
            name = f"{wished}-{self._taken[wished]}"
        self._taken[name] = 1
        return name


def build_cards(
    checked: Checked, standing: Standing, quality: Quality, translator: Translator, anchors: Anchors
) -> tuple[Card, ...]:
    """Build the cards of an inventory in the order of the sheet, at most MOST_CARDS."""
    wanted = _choose(standing.states)
    errors, found = list_errors(checked.inventory), _group(checked.judged)
    left = MOST_PREVIEWS
    cards: list[Card] = []
    for number, ((one, release), state) in enumerate(zip(checked.inventory.decided(), standing.states, strict=True)):
        if number not in wanted:
            continue
        dataset, key = one.dataset, one.dataset.key
        is_shown = left > 0 and release.audience is Audience.PUBLIC
        left -= is_shown
        cards.append(
            Card(
                number,
                anchors.take(key),
                dataset,
                release,
                state,
                errors.get(key, ()),
                found.get(key, ()),
                quality.scores.get(key),
                build_preview(dataset, translator) if is_shown else None,
            )
        )
    return tuple(cards)


def _choose(states: Sequence[State]) -> Collection[int]:
    """Choose whose cards are shown where there are too many: what errors hold back, then what comes first."""
    if len(states) <= MOST_CARDS:
        return range(len(states))
    return frozenset(sorted(range(len(states)), key=lambda number: (states[number] != "held", number))[:MOST_CARDS])


def _group(judged: Iterable[Judged]) -> Mapping[str, tuple[Judged, ...]]:
    """Give the findings of each dataset by its key."""
    found: dict[str, list[Judged]] = {}
    for one in judged:
        if one.finding.place.key:
            found.setdefault(one.finding.place.key, []).append(one)
    return {key: tuple(members) for key, members in found.items()}


def list_offices(cards: Iterable[Card]) -> Iterator[str]:
    """Name the offices of datasets in alphabetical order, each once."""
    yield from sorted({card.office for card in cards} - {""}, key=str.casefold)
