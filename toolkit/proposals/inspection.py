"""What is known of workbooks that belong together once they were looked at: their tables and what these may mean."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.model.finding import Finding
from toolkit.model.grid import Workbook
from toolkit.model.survey import Survey
from toolkit.proposals.proposal import Proposal, TableProposal


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """One workbook, or several that share a mapping; ``surveys`` stands beside ``workbooks``, one each.

    ``findings`` are what is wrong with sheets, headings and keys, whatever they mean; ``paths`` are the files as they
    were named, one each, or none where nobody named them.
    """

    workbooks: tuple[Workbook, ...]
    surveys: tuple[Survey, ...]
    proposal: Proposal
    findings: tuple[Finding, ...] = ()
    paths: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[TableProposal, ...]:
        """Every table: the main one, the one of its distributions, and the others."""
        main = (self.proposal.datasets, self.proposal.distributions, *self.proposal.others)
        return tuple(table for table in main if table)

    @property
    def files(self) -> tuple[str, ...]:
        """The files as a command names them."""
        return self.paths or tuple(workbook.name for workbook in self.workbooks)

    @property
    def has_datasets(self) -> bool:
        """Whether a mapping can be written."""
        return self.proposal.datasets is not None
