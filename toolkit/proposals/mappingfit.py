"""How a mapping fits the workbooks that it is for, and what is wrong with the mapping itself."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.mapping.complaint import Complaint
from toolkit.model.problem import Problem
from toolkit.model.record import Fault
from toolkit.proposals.drift import Lost
from toolkit.proposals.stubs import StubGroup


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How a mapping fits workbooks of one inventory.

    ``lost`` are columns that it speaks of and that are not there, with the workbook; ``problem`` is what keeps it from
    reading them at all. ``unused`` are faults that name look-up words which no cell says.
    """

    names: tuple[str, ...]
    lost: tuple[tuple[str, Lost], ...] = ()
    problem: Problem | None = None
    unused: tuple[Fault, ...] = ()
    stubs: tuple[StubGroup, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether the mapping cannot read the workbooks."""
        return self.problem is not None or any(lost.counts for _, lost in self.lost)


@dataclass(frozen=True, slots=True, eq=False)
class MappingCheck:
    """What is wrong with a mapping, and how it fits; a mapping that is wrong is not held against workbooks."""

    name: str
    complaints: tuple[Complaint, ...]
    fits: tuple[Fit, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the mapping can be used."""
        return not self.complaints and not any(fit.breaks for fit in self.fits)
