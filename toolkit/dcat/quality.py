"""The quality score of a dataset and of many, as data.europa.eu counts it (MQA), as a range where something is unknown.

Of several distributions the best one counts: they are the same data in several forms. A catalogue has of each metric
the share of its datasets that fulfil it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import Final

from toolkit.dcat.metric import METRICS, Answer, Dimension, Known, Metric
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.message import Message, say

_NOTHING: Final = Known()


class Band(StrEnum):
    """How a score is called: excellent from 351 points on, good from 221, sufficient from 121, else bad."""

    EXCELLENT = "excellent"
    GOOD = "good"
    SUFFICIENT = "sufficient"
    BAD = "bad"


_FLOORS: Final = ((351, Band.EXCELLENT), (221, Band.GOOD), (121, Band.SUFFICIENT))

BAND_WORDS: Final[Mapping[Band, Message]] = {
    Band.EXCELLENT: say("excellent"),
    Band.GOOD: say("good"),
    Band.SUFFICIENT: say("sufficient"),
    Band.BAD: say("bad"),
}

DIMENSION_WORDS: Final[Mapping[Dimension, Message]] = {
    Dimension.FINDABILITY: say("Findability"),
    Dimension.ACCESSIBILITY: say("Accessibility"),
    Dimension.INTEROPERABILITY: say("Interoperability"),
    Dimension.REUSABILITY: say("Reusability"),
    Dimension.CONTEXTUALITY: say("Context"),
}


def find_band(points: float) -> Band:
    """Name a number of points; a share of a point counts for nothing.

    >>> find_band(351), find_band(350.9), find_band(221), find_band(120)
    (<Band.EXCELLENT: 'excellent'>, <Band.GOOD: 'good'>, <Band.GOOD: 'good'>, <Band.BAD: 'bad'>)
    """
    return next((band for floor, band in _FLOORS if points >= floor), Band.BAD)


@dataclass(frozen=True, slots=True)
class Score:
    """What one dataset has for certain (``sure``) and can have at most (``possible``): names of metrics.

    Either belongs to the distribution that has the most points by that count, which need not be the same one.
    """

    sure: frozenset[str]
    possible: frozenset[str]

    @property
    def lowest(self) -> int:
        """The points that it has for certain."""
        return count_points(self.sure)

    @property
    def highest(self) -> int:
        """The points that it can have at most, once all is asked."""
        return count_points(self.possible)

    @property
    def is_exact(self) -> bool:
        """Whether nothing that is unknown could change the points."""
        return self.lowest == self.highest

    def answer(self, name: str) -> Answer:
        """Answer a metric: yes, no, or None where that is unknown or depends on what is."""
        if (name in self.sure) == (name in self.possible):
            return name in self.sure
        return None

    def lacks(self) -> tuple[Advice, ...]:
        """Say what would gain points, the most first."""
        return _build_advice([self])


def count_points(names: Collection[str], dimension: Dimension | None = None) -> int:
    """Add up the points of metrics, of one dimension or of all.

    >>> count_points(["keywordAvailability", "licenceAvailability"])
    50
    """
    return sum(one.points for one in METRICS if one.name in names and dimension in (None, one.dimension))


def score(dataset: Dataset, known: Known = _NOTHING) -> Score:
    """Count one completed dataset (``completion.complete``).

    >>> done = score(Dataset("amt", "1", keywords=("Baum",)))
    >>> done.lowest, done.highest
    (30, 60)
    """
    own = {one.name: one.of_dataset(dataset, known) for one in METRICS if one.of_dataset}
    forms = [_answer_part(own, part, known) for part in dataset.distributions] or [own]
    sure = (frozenset(name for name, answer in one.items() if answer) for one in forms)
    possible = (frozenset(name for name, answer in one.items() if answer is not False) for one in forms)
    return Score(max(sure, key=count_points), max(possible, key=count_points))


def _answer_part(own: Mapping[str, Answer], part: Distribution, known: Known) -> dict[str, Answer]:
    """Answer every metric for a dataset that had this distribution only."""
    answers = {one.name: one.of_part(part, known) for one in METRICS if one.of_part}
    return answers | {name: answer or answers.get(name, answer) for name, answer in own.items()}


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: the metric to begin with, how many datasets lack it, and what they gain.

    ``points`` is what one dataset gains at most, ``gain`` what all of them gain together: the points of the metric and
    of those that cannot be had without it.
    """

    metric: Metric
    datasets: int
    points: int
    gain: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The score of several datasets: of each metric the share that has it for certain, and the share that may have it.

    ``lowest`` and ``highest`` are means of the datasets' scores; without datasets all is 0.
    """

    datasets: int
    sure: Mapping[str, float]
    possible: Mapping[str, float]
    advice: tuple[Advice, ...] = ()

    @property
    def lowest(self) -> float:
        """The points for certain."""
        return self.lowest_of(None)

    @property
    def highest(self) -> float:
        """The points at most."""
        return self.highest_of(None)

    @property
    def is_exact(self) -> bool:
        """Whether nothing that is unknown could change the points."""
        return self.lowest == self.highest

    def lowest_of(self, dimension: Dimension | None) -> float:
        """Count the points of a dimension for certain."""
        return _add_up(self.sure, dimension)

    def highest_of(self, dimension: Dimension | None) -> float:
        """Count the points of a dimension at most."""
        return max(_add_up(self.possible, dimension), self.lowest_of(dimension))


def _add_up(shares: Mapping[str, float], dimension: Dimension | None) -> float:
    """Add up shares of points, to a tenth of a point."""
    wanted = (metric for metric in METRICS if dimension in (None, metric.dimension))
    return round(fsum(metric.points * shares[metric.name] for metric in wanted), 1)


def build_summary(scores: Sequence[Score]) -> Summary:
    """Put the scores of several datasets together; advice comes with the greatest gain first.

    >>> two = [score(Dataset("amt", "1", keywords=("Baum",))), score(Dataset("amt", "2"))]
    >>> build_summary(two).lowest, [(one.metric.name, one.gain) for one in build_summary(two).advice][:2]
    (15.0, [('formatAvailability', 160), ('accessUrlStatusCode', 100)])
    """
    number = len(scores)
    sure = Counter(name for one in scores for name in one.sure)
    possible = Counter(name for one in scores for name in one.possible)
    return Summary(
        number,
        {metric.name: sure[metric.name] / number if number else 0.0 for metric in METRICS},
        {metric.name: possible[metric.name] / number if number else 0.0 for metric in METRICS},
        _build_advice(scores),
    )


def _build_advice(scores: Iterable[Score]) -> tuple[Advice, ...]:
    """Say what to do first: what gains the most points."""
    gains: defaultdict[str, list[int]] = defaultdict(list)
    for one in scores:
        for name, points in _find_gains(one).items():
            gains[name].append(points)
    advice = [
        Advice(metric, len(found), max(found), sum(found)) for metric in METRICS if (found := gains.get(metric.name))
    ]
    return tuple(sorted(advice, key=lambda one: (-one.gain, -one.points)))


def _find_gains(one: Score) -> Counter[str]:
    """Give what a dataset gains by each metric that it lacks, with those that cannot be had without it."""
    lacking = {metric.name for metric in METRICS if one.answer(metric.name) is False}
    found: Counter[str] = Counter()
    for metric in METRICS:
        if metric.name in lacking:
            first = next((name for name in metric.comes_with if name in lacking), metric.name)
            found[first] += metric.points
    return found


def dimension_points(dimension: Dimension) -> int:
    """Give the points that a dimension has in all.

    >>> [dimension_points(one) for one in Dimension]
    [100, 100, 110, 75, 20]
    """
    return sum(metric.points for metric in METRICS if metric.dimension is dimension)
