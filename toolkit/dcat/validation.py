"""What a validation found: remarks, each with its dataset, its field and its cell, whoever made them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.dcat.version import Version
from toolkit.model.finding import Severity
from toolkit.model.grid import CellRef
from toolkit.model.message import Message

Origin: TypeAlias = Literal["rule", "shapes"]
"""Who says it: a rule of Bestand's own, or a SHACL shape."""

State: TypeAlias = Literal["released", "staff", "held", "closed"]
"""Released to the public; for staff only; released but held back by errors of ``bestand check``; not released."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a rule or a shape says.

    ``dataset`` is its identifier and ``distribution`` its distribution's key (of a file of RDF the IRIs where there is
    no better name), both empty for what belongs to the catalogue. ``path`` is the canonical field, ``curie`` the
    property. ``source`` is the convention, the law or the shape behind it. A remark that is ``known`` is no fault of
    the data, for the reason given; it is shown apart and does not count.
    """

    code: str
    severity: Severity
    message: Message
    origin: Origin
    remedy: Message | None = None
    dataset: str = ""
    title: str = ""
    distribution: str = ""
    path: str = ""
    curie: str = ""
    value: str = ""
    nearest: tuple[str, ...] = ()
    cell: CellRef | None = None
    heading: str = ""
    source: str = ""
    known: Message | None = None
    state: State = "released"

    @property
    def counts(self) -> bool:
        """Whether it is a fault of what is published."""
        return self.known is None and self.state == "released"


@dataclass(frozen=True, slots=True)
class Proven:
    """One dataset that was validated: its identifier, its title, whether it is released, and whether it conforms."""

    identifier: str
    title: str
    state: State
    conforms: bool


@dataclass(frozen=True, slots=True)
class Validation:
    """What was found in one source: an inventory, a folder, a file of RDF, a catalogue.

    ``shapes`` names the files of shapes; without any, only Bestand's own rules were asked. ``left_out`` counts the
    datasets that were not looked at because they are not published.
    """

    source: str
    version: Version
    datasets: tuple[Proven, ...]
    remarks: tuple[Remark, ...]
    shapes: tuple[str, ...] = ()
    left_out: int = 0

    def count(self, severity: Severity) -> int:
        """Count the remarks of one severity that count."""
        return sum(one.counts and one.severity is severity for one in self.remarks)

    def has(self, *severities: Severity) -> bool:
        """Tell whether a remark of one of these severities counts."""
        return any(one.counts and one.severity in severities for one in self.remarks)
