"""Why datasets are released or not, for the check report: the reasons that decided, put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.model.grid import CellRef
from toolkit.model.message import Message
from toolkit.model.release import Audience, Release
from toolkit.reports.datasetcards import deciding_reasons

MOST_REASONS = 12
"""How many reasons are listed for each audience."""


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """One reason, for how many datasets it decided, and the cells that say so."""

    message: Message
    datasets: int
    cells: tuple[CellRef, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """The datasets that one audience may see: how many, and why; ``hidden`` counts reasons that are not listed."""

    audience: Audience
    datasets: int
    groups: tuple[ReasonGroup, ...]
    hidden: int


def group_reasons(releases: Iterable[Release]) -> tuple[Decided, ...]:
    """Count the decisions by who may see the dataset, and put equal reasons together, the most frequent first.

    >>> group_reasons([Release(Audience.STAFF)])[0].datasets
    1
    """
    found: dict[Audience, list[Release]] = {}
    for release in releases:
        found.setdefault(release.audience, []).append(release)
    return tuple(_decide(audience, found[audience]) for audience in Audience if audience in found)


def _decide(audience: Audience, releases: list[Release]) -> Decided:
    """Put the reasons of one audience together; a dataset counts once for each of its reasons."""
    same: dict[Message, list[CellRef | None]] = {}
    for release in releases:
        for message, cell in {one.message: one.cell for one in deciding_reasons(release)}.items():
            same.setdefault(message, []).append(cell)
    groups = [
        ReasonGroup(message, len(cells), tuple(cell for cell in cells if cell is not None))
        for message, cells in sorted(same.items(), key=lambda item: -len(item[1]))
    ]
    return Decided(audience, len(releases), tuple(groups[:MOST_REASONS]), max(len(groups) - MOST_REASONS, 0))
