"""How much of what was found the check report lists: bounded, with the number of what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.model.finding import Finding, Severity
from toolkit.reports.grouping import Group, Kind

MOST_GROUPS = 60
"""How many different sentences of one kind are shown."""

MOST_IN_GROUP = 500
"""How many cells of one sentence are listed."""

MOST_ROWS = 5000
"""How many cells of an inventory are listed in all."""

MOST_OPEN = 12
"""How many cells of one sentence are listed without opening anything."""

_MOST_STEPS = 3
_MOST_LACKS = 6


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Findings that say the same: those that are listed at once, those that are folded, and how many are left out."""

    group: Group
    opened: tuple[Finding, ...]
    folded: tuple[Finding, ...]
    hidden: int

    @property
    def first(self) -> Finding:
        """The finding that speaks for all."""
        return self.group.first


@dataclass(frozen=True, slots=True)
class ShownKind:
    """The findings of one code; ``hidden`` counts those whose sentences are left out."""

    kind: Kind
    groups: tuple[ShownGroup, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: for how many datasets it is enough (``frees``), else in how many cells it is to be done."""

    group: Group
    frees: int
    cells: int


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing or wrong, and in how many datasets; ``held`` says that it holds them back."""

    code: str
    title: str
    datasets: int
    held: bool


def bound_kinds(kinds: Iterable[Kind]) -> tuple[ShownKind, ...]:
    """Choose what is shown of the findings, the heaviest first."""
    left = MOST_ROWS
    shown: list[ShownKind] = []
    for kind in kinds:
        groups: list[ShownGroup] = []
        for group in kind.groups[:MOST_GROUPS]:
            taken = group.findings[: max(min(left, MOST_IN_GROUP), 1)]
            left -= len(taken)
            hidden = len(group.findings) - len(taken)
            groups.append(ShownGroup(group, taken[:MOST_OPEN], taken[MOST_OPEN:], hidden))
        hidden = sum(len(group.findings) for group in kind.groups[MOST_GROUPS:])
        shown.append(ShownKind(kind, tuple(groups), hidden))
    return tuple(shown)


def choose_steps(kinds: Iterable[Kind]) -> tuple[Step, ...]:
    """Choose the corrections that help most: those that free the most datasets, then the most frequent warnings."""
    groups = [group for kind in kinds for group in kind.groups]
    freeing = sorted((one for one in groups if one.frees), key=lambda one: -one.frees)
    steps = [Step(one, one.frees, len(one.findings)) for one in freeing[:_MOST_STEPS]]
    warnings = (one for one in groups if one.first.severity is Severity.WARNING and one.first.remedy)
    rest = sorted(warnings, key=lambda one: -len(one.findings))[: _MOST_STEPS - len(steps)]
    return (*steps, *(Step(one, 0, len(one.findings)) for one in rest))


def list_lacks(kinds: Iterable[Kind], titles: dict[str, str]) -> tuple[Lack, ...]:
    """List what is missing most: what holds datasets back, then what the sheet leaves empty; by code its title."""
    return tuple(sorted(_find_lacks(kinds, titles), key=lambda one: (not one.held, -one.datasets))[:_MOST_LACKS])


def _find_lacks(kinds: Iterable[Kind], titles: dict[str, str]) -> Iterator[Lack]:
    for kind in kinds:
        keys = {one.place.key for group in kind.groups for one in group.findings if one.place.key}
        if kind.holds:
            yield Lack(kind.code, titles[kind.code], kind.holds, held=True)
        elif kind.code.endswith("-missing") and keys:
            yield Lack(kind.code, titles[kind.code], len(keys), held=False)
