"""Findings that somebody accepted until a date: they are folded away and do not count, but they stay true.

An acceptance never makes a dataset publishable: an accepted error holds its dataset back like any other. A finding is
recognised by its code, its dataset's key, its column and its author's text, never by its cell, so that rows may move.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from toolkit.model.finding import Finding, Severity
from toolkit.model.inventory import Inventory
from toolkit.reading.text import clean

ONLY_ONLINE = frozenset({"link-dead", "link-moved", "link-unchecked"})
"""Codes that are found only where links were asked for, so that their acceptances may match nothing without that."""


class Identity(NamedTuple):
    """What makes two findings of different days the same one."""

    code: str
    inventory: str
    key: str
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One entry of a baseline: which finding is accepted until which day (that day included), how often, and why.

    ``times`` is how many equal findings it covers: one more of them counts.
    """

    identity: Identity
    until: dt.date
    reason: str = ""
    accepted_by: str = ""
    times: int = 1

    def is_over(self, today: dt.date) -> bool:
        """Tell whether the acceptance has run out.

        >>> one = Acceptance(Identity("title-missing", "amt", "A-1", "Titel", ""), dt.date(2027, 3, 31))
        >>> one.is_over(dt.date(2027, 3, 31)), one.is_over(dt.date(2027, 4, 1))
        (False, True)
        """
        return today > self.until


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the acceptance that folds it away; ``number`` tells equal findings of one inventory apart."""

    finding: Finding
    identity: Identity
    number: int = 1
    acceptance: Acceptance | None = None

    def fingerprint(self) -> str:
        """Give a short name that stays the same on every day and wherever the row has moved."""
        return hashlib.sha256(json.dumps([*self.identity, self.number]).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """An inventory with its findings held against a baseline.

    ``expired`` are acceptances that have run out and whose findings count again; ``idle`` are those that no finding
    matches any more. ``day`` is the day of the check.
    """

    inventory: Inventory
    day: dt.date
    judged: tuple[Judged, ...]
    expired: tuple[Acceptance, ...] = ()
    idle: tuple[Acceptance, ...] = ()

    def counted(self) -> tuple[Finding, ...]:
        """Give the findings that count."""
        return tuple(one.finding for one in self.judged if one.acceptance is None)

    def accepted(self) -> tuple[Judged, ...]:
        """Give the findings that are folded away."""
        return tuple(one for one in self.judged if one.acceptance is not None)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity, without accepted ones."""
        return sum(finding.severity is severity for finding in self.counted())


def identify(finding: Finding, inventory: str) -> Identity:
    r"""Give what a finding is recognised by; blanks and line breaks of texts do not count.

    >>> from toolkit.model.finding import Place
    >>> from toolkit.model.message import say
    >>> here = Place(heading="Lizenz", key="A-1")
    >>> identify(Finding("licence-unknown", Severity.ERROR, say("?"), here, "CC \n BY"), "amt").text
    'CC BY'
    """
    place = finding.place
    return Identity(finding.code, inventory, place.key, clean(place.heading), clean(finding.text))


def judge(
    inventory: Inventory, baseline: Iterable[Acceptance], day: dt.date, *, silent: Collection[str] = ()
) -> Checked:
    """Hold an inventory's findings against the acceptances of a baseline.

    Of equal findings, those that stand first in the sheet are the accepted ones. Acceptances of other inventories are
    left alone; ``silent`` are codes that this check did not look for, whose acceptances are never called idle.
    """
    own = [one for one in baseline if one.identity.inventory == inventory.name]
    valid = [one for one in own if not one.is_over(day)]
    judged = tuple(_judge(inventory, valid))
    met = {one.identity for one in judged}
    return Checked(
        inventory,
        day,
        judged,
        expired=tuple(one for one in own if one.is_over(day) and one.identity in met),
        idle=tuple(one for one in own if one.identity not in met and one.identity.code not in silent),
    )


def _judge(inventory: Inventory, valid: Iterable[Acceptance]) -> Iterator[Judged]:
    """Give each finding with its acceptance, if it has one; an acceptance is used as often as it says."""
    offered: dict[Identity, list[Acceptance]] = {}
    for acceptance in valid:
        offered.setdefault(acceptance.identity, []).append(acceptance)
    used: Counter[Acceptance] = Counter()
    seen: Counter[Identity] = Counter()
    for finding in inventory.findings:
        identity = identify(finding, inventory.name)
        seen[identity] += 1
        taken = next((one for one in offered.get(identity, ()) if used[one] < one.times), None)
        if taken:
            used[taken] += 1
        yield Judged(finding, identity, seen[identity], taken)


def narrow(checked: Checked, codes: Collection[str] = (), least: Severity = Severity.NOTE) -> Checked:
    """Keep the findings that have one of these codes (any, where none is named) and weigh at least so much."""
    weights = list(Severity)
    heavy = frozenset(weights[: weights.index(least) + 1])
    kept = (one for one in checked.judged if not codes or one.finding.code in codes)
    return replace(checked, judged=tuple(one for one in kept if one.finding.severity in heavy))


def accept(
    checked: Checked, chosen: Checked, until: dt.date, known: Iterable[Acceptance] = ()
) -> tuple[Acceptance, ...]:
    """Accept every chosen finding until a day; what a baseline accepts already keeps its own date and reason.

    ``chosen`` is ``checked`` or what ``narrow`` left of it. ``known`` are the acceptances of the baseline: those of
    other inventories stay in it, those that nothing matches or that have run out leave it.
    """
    kept = Counter(one.acceptance for one in checked.judged if one.acceptance)
    fresh = Counter(one.identity for one in chosen.judged if one.acceptance is None)
    others = [one for one in known if one.identity.inventory != checked.inventory.name]
    renewed = [replace(acceptance, times=times) for acceptance, times in kept.items()]
    return (*others, *renewed, *(Acceptance(identity, until, times=times) for identity, times in fresh.items()))
