"""Who may see a dataset, what was decided about its release, and which cells decided it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from toolkit.model.grid import CellRef
from toolkit.model.message import Message


class Audience(StrEnum):
    """Who may see a dataset's entry: everyone, signed-in staff (private in CKAN), or nobody (not in the catalogue)."""

    PUBLIC = "public"
    STAFF = "staff"
    NOBODY = "nobody"


class Verdict(StrEnum):
    """What an answer leads to, from light to heavy: nothing against it, somebody has to weigh it, not released."""

    RELEASED = "released"
    WEIGH = "weigh"
    BLOCKED = "blocked"

    @property
    def weight(self) -> int:
        """How much a verdict holds back.

        >>> Verdict.BLOCKED.weight > Verdict.WEIGH.weight > Verdict.RELEASED.weight
        True
        """
        return list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of a release decision, with the cell that decided it.

    ``question`` is the question's name in the rule set, ``verdict`` what its answer leads to, ``text`` the sheet's own
    words; ``answered`` is false where nobody has said anything, or nothing that tells yes from no.
    """

    message: Message
    cell: CellRef | None = None
    question: str = ""
    verdict: Verdict = Verdict.RELEASED
    text: str = ""
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Release:
    """The decision for one dataset, the heaviest reason first. Unknown never means public (design decision 3)."""

    audience: Audience
    reasons: tuple[Reason, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What was decided: the heaviest of the reasons' verdicts; without any, what the audience tells.

        >>> Release(Audience.STAFF).verdict.value, Release(Audience.NOBODY).verdict.value
        ('released', 'blocked')
        """
        if not self.reasons:
            return Verdict.BLOCKED if self.audience is Audience.NOBODY else Verdict.RELEASED
        return max((reason.verdict for reason in self.reasons), key=lambda verdict: verdict.weight)
