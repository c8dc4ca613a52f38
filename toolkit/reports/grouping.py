"""Findings put together so that people see first what is worth most: same code and sentence once, heaviest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from toolkit.checks.gatefile import LICENCE
from toolkit.model.finding import Finding, Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message
from toolkit.model.release import Audience, Release, Verdict

State: TypeAlias = Literal["public", "staff", "held", "closed"]
"""Ready for the public, ready for staff, held back by errors, not released."""

_Sameness: TypeAlias = "tuple[str, Message, Message | None]"
_LICENCE_CODES = frozenset({"licence-unknown", "lookup-ambiguous"})
"""The errors that leave a licence unread."""


@dataclass(frozen=True)
class Group:
    """Findings that say the same of one or several cells.

    ``holds`` is how many datasets they keep back that somebody may see otherwise, ``frees`` for how many of those
    nothing else needs to be corrected.
    """

    findings: tuple[Finding, ...]
    holds: int = 0
    frees: int = 0

    @property
    def first(self) -> Finding:
        """The finding that speaks for all."""
        return self.findings[0]

    @property
    def others(self) -> tuple[Finding, ...]:
        """The findings that say the same as the first."""
        return self.findings[1:]

    @cached_property
    def cells(self) -> tuple[CellRef, ...]:
        """The cells, each once, in the order of the sheet."""
        return tuple(dict.fromkeys(one.place.cell for one in self.findings if one.place.cell))

    @cached_property
    def snippets(self) -> tuple[str, ...]:
        """What may be pasted into the mapping, each piece once: columns have a piece each."""
        return tuple(dict.fromkeys(one.snippet for one in self.findings if one.snippet))


@dataclass(frozen=True)
class Kind:
    """All findings of one code, group by group; ``holds`` counts a dataset once."""

    groups: tuple[Group, ...]
    holds: int = 0

    @property
    def code(self) -> str:
        """The code that its findings share."""
        return self.groups[0].first.code

    @property
    def severity(self) -> Severity:
        """How much its findings weigh."""
        return self.groups[0].first.severity

    @property
    def size(self) -> int:
        """How many findings there are."""
        return sum(len(group.findings) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many datasets there are, each counted once: ready for the public or for staff, held back, not released."""

    public: int
    staff: int
    held: int
    closed: int

    @property
    def all(self) -> int:
        """All datasets."""
        return self.public + self.staff + self.held + self.closed


class Standing:
    """How the datasets of an inventory stand: which of them errors keep back, and what else is wrong with those.

    A dataset is held back by its errors if somebody may see it otherwise. That holds, too, where nothing but a licence
    that could not be read speaks against its release: then the error is the reason, not a decision of the department.
    """

    def __init__(self, inventory: Inventory | None) -> None:
        self._errors: dict[str, set[_Sameness]] = {}
        for finding in inventory.findings if inventory else ():
            if finding.severity is Severity.ERROR and finding.place.key:
                self._errors.setdefault(finding.place.key, set()).add(_sameness(finding))
        decided = tuple(inventory.decided()) if inventory else ()
        self._states = [self._judge(one.dataset.key, release) for one, release in decided]
        held = zip(decided, self._states, strict=True)
        self._held = Counter(one.dataset.key for (one, _), state in held if state == "held")

    def _judge(self, key: str, release: Release) -> State:
        codes = {code for code, _, _ in self._errors.get(key, ())}
        if release.audience is Audience.NOBODY:
            return "held" if codes & _LICENCE_CODES and _is_licence_all(release) else "closed"
        if codes:
            return "held"
        return "public" if release.audience is Audience.PUBLIC else "staff"

    @property
    def states(self) -> Sequence[State]:
        """How each dataset stands, in the order of the sheet."""
        return self._states

    @property
    def figures(self) -> Figures:
        """How many datasets stand how."""
        count = Counter(self._states)
        return Figures(count["public"], count["staff"], count["held"], count["closed"])

    def held(self, findings: Iterable[Finding]) -> int:
        """Count the datasets that the errors among findings keep back, each once."""
        return sum(self._held[key] for key in _keys(findings))

    def freed(self, findings: Iterable[Finding]) -> int:
        """Count those of them that nothing else keeps back."""
        return sum(self._held[key] for key in _keys(findings) if len(self._errors.get(key, ())) == 1)


def _keys(findings: Iterable[Finding]) -> set[str]:
    """Give the keys of the datasets that have an error among findings."""
    return {one.place.key for one in findings if one.severity is Severity.ERROR}


def _is_licence_all(release: Release) -> bool:
    """Tell whether nothing speaks against a release but a licence that could not be read."""
    against = [reason for reason in release.reasons if reason.verdict is not Verdict.RELEASED]
    return bool(against) and all(reason.question == LICENCE and not reason.answered for reason in against)


def _sameness(finding: Finding) -> _Sameness:
    return finding.code, finding.message, finding.remedy


def build_kinds(findings: Iterable[Finding], standing: Standing | None = None) -> tuple[Kind, ...]:
    """Put findings together by code, and within a code by what they say; the heaviest stand first.

    Errors are ordered by how many datasets they keep back, all else by how many cells say so, and what
    is equal stays in the order of the sheet.
    """
    standing = standing or Standing(None)
    same: dict[_Sameness, list[Finding]] = {}
    for finding in findings:
        same.setdefault(_sameness(finding), []).append(finding)
    groups = (Group(tuple(members), standing.held(members), standing.freed(members)) for members in same.values())
    by_code: dict[tuple[str, Severity], list[Group]] = {}
    for group in groups:
        by_code.setdefault((group.first.code, group.first.severity), []).append(group)
    kinds = (_build_kind(members, standing) for members in by_code.values())
    return tuple(sorted(kinds, key=lambda kind: (list(Severity).index(kind.severity), -kind.holds, -kind.size)))


def _build_kind(groups: Iterable[Group], standing: Standing) -> Kind:
    ordered = tuple(sorted(groups, key=lambda group: (-group.holds, -len(group.findings))))
    return Kind(ordered, standing.held(one for group in ordered for one in group.findings))


def find_first_step(kinds: Iterable[Kind]) -> Group | None:
    """Find the group whose correction alone is enough for the most datasets; None where there is no such group."""
    groups = [group for kind in kinds for group in kind.groups if group.frees]
    return max(groups, key=lambda group: group.frees, default=None)


def list_errors(inventory: Inventory) -> Mapping[str, tuple[str, ...]]:
    """Give the codes of the errors of each dataset, by its key."""
    found: dict[str, dict[str, None]] = {}
    for finding in inventory.findings:
        if finding.severity is Severity.ERROR and finding.place.key:
            found.setdefault(finding.place.key, {})[finding.code] = None
    return {key: tuple(codes) for key, codes in found.items()}
