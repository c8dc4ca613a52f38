"""One workbook after reading and checking: its datasets, who may see them, and what there is to act on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.model.dataset import Described, Group, Organization
from toolkit.model.finding import Finding, Severity
from toolkit.model.gate import Gate
from toolkit.model.message import Message, say
from toolkit.model.release import Audience, Release


def describe_mapping(name: str, why: Message | None, *, proposed: bool = False) -> Message:
    """Say which mapping a workbook is read with, and why.

    >>> str(describe_mapping("verkehrsamt", say("named with --mapping")))
    'read with the mapping “verkehrsamt”: named with --mapping'
    """
    read_with = (
        say("read with a proposed mapping") if proposed else say("read with the mapping “{mapping}”", mapping=name)
    )
    return say("{read_with}: {why}", read_with=read_with, why=why) if why else read_with


@dataclass(frozen=True, eq=False)
class Inventory:
    """One inventory.

    ``name`` is its prefix, ``file`` the workbook's name (of several the first and how many more), ``folder`` where
    local files lie, ``mapping`` the mapping's name and ``why`` it was chosen; a ``proposed`` one nobody has reviewed
    yet. ``releases`` stands beside ``described``, one each; ``gate`` holds the rules that they follow.
    ``organizations`` and ``groups`` are those that mapping and workbook tell of.
    """

    name: str
    title: str
    file: str
    folder: str
    mapping: str
    rows: int
    described: tuple[Described, ...]
    releases: tuple[Release, ...]
    findings: tuple[Finding, ...]
    why: Message | None = None
    proposed: bool = False
    gate: Gate | None = None
    organizations: tuple[Organization, ...] = ()
    groups: tuple[Group, ...] = ()

    @cached_property
    def faulty(self) -> Mapping[str, Finding]:
        """The keys of datasets that must not be published, each with its first error."""
        errors = (finding for finding in self.findings if finding.severity is Severity.ERROR and finding.place.key)
        first: dict[str, Finding] = {}
        for finding in errors:
            first.setdefault(finding.place.key, finding)
        return first

    def decided(self) -> Iterator[tuple[Described, Release]]:
        """Give each dataset with its release decision."""
        return zip(self.described, self.releases, strict=True)

    def ready(self, *audiences: Audience) -> tuple[Described, ...]:
        """Give the datasets without errors that these audiences may see."""
        return tuple(
            described
            for described, release in self.decided()
            if release.audience in audiences and described.dataset.key not in self.faulty
        )

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @cached_property
    def audiences(self) -> Counter[Audience]:
        """Count the datasets by who may see them."""
        return Counter(release.audience for release in self.releases)
