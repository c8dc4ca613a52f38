"""The quality score on the check report: a bar for each dimension, and the words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.checks.baseline import Checked
from toolkit.checks.published import list_links
from toolkit.checks.rule import is_refused
from toolkit.dcat.metric import Dimension
from toolkit.dcat.quality import DIMENSION_WORDS, Advice, Score, Summary, dimension_points
from toolkit.dcat.rating import Rating, rate
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say
from toolkit.reports.quality import say_figures, say_range

_WIDTH = 480
_ROW = 46
_MOST_ADVICE = 5
_MOST_GAINS = 3
_UNANSWERED = frozenset({"link-dead", "link-unchecked"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart: lengths and places in the units of the drawing, points for people."""

    label: Message
    figures: Message
    top: int
    sure: float
    possible: float


@dataclass(frozen=True)
class Quality:
    """The score of one inventory as the page shows it. ``width`` and ``height`` are those of the drawing."""

    rating: Rating
    width: int = _WIDTH
    height: int = _ROW * len(Dimension)

    @property
    def summary(self) -> Summary:
        """The score of all datasets together."""
        return self.rating.summary

    @property
    def headline(self) -> Message:
        """The points and their name."""
        return say_range(self.summary.lowest, self.summary.highest)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """A bar for each dimension, as long as its share of the points."""
        return tuple(_build_bar(self.summary, one, number) for number, one in enumerate(Dimension))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What gains the most."""
        return self.summary.advice[:_MOST_ADVICE]

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """The score of each dataset that is published, by its key."""
        return {one.dataset.key: one.score for one in self.rating.rated}

    def gains_of(self, key: str) -> tuple[Advice, ...]:
        """Say what gains a dataset the most."""
        return self.scores[key].lacks()[:_MOST_GAINS]


def _build_bar(summary: Summary, dimension: Dimension, number: int) -> Bar:
    """Build the bar of a dimension."""
    most = dimension_points(dimension)
    low, high = summary.lowest_of(dimension), summary.highest_of(dimension)
    return Bar(
        DIMENSION_WORDS[dimension],
        say("{points} of {all}", points=say_figures(low, high), all=most),
        number * _ROW,
        round(low / most * _WIDTH, 1),
        round(high / most * _WIDTH, 1),
    )


def build_quality(checked: Checked, *, online: bool) -> Quality:
    """Count the score of the datasets of a check; ``online`` says that its links were asked for."""
    inventory = checked.inventory
    return Quality(rate((inventory,), _list_answers(inventory) if online else None))


def _list_answers(inventory: Inventory) -> Mapping[str, bool]:
    """Tell from the findings which of the addresses that were asked for answer; doubtful ones are left out."""
    found = {one.text: one.code for one in inventory.findings if one.code in _UNANSWERED}
    wanted = (one for one in inventory.described if not is_refused(one))
    urls = {link.text for one in wanted for link in list_links(one)}
    return {url: url not in found for url in urls if found.get(url) != "link-unchecked"}
