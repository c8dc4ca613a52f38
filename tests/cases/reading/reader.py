"""Runs what is measured: reads a file, finds its tables, proposes what their columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.model.grid import Workbook
from toolkit.model.survey import Survey
from toolkit.proposals.proposal import Proposal
from toolkit.reading.finder import find_tables
from toolkit.reading.workbook import read_workbook
from toolkit.vocabularies.headings import load_headings


@dataclass(frozen=True, slots=True, eq=False)
class Understanding:
    """What was made of one file, or of several that belong together."""

    workbooks: tuple[Workbook, ...]
    surveys: tuple[Survey, ...]
    proposal: Proposal


def read_understanding(paths: Sequence[Path], *, tables_only: bool = False) -> Understanding:
    """Read files that belong together and understand them, or only find their tables."""
    headings = load_headings()
    workbooks = tuple(map(read_workbook, paths))
    surveys = tuple(find_tables(workbook, headings.knows) for workbook in workbooks)
    if tables_only:
        return Understanding(workbooks, surveys, Proposal("", "", None, None))
    from toolkit.proposals.propose import propose_mapping  # noqa: PLC0415 (finding is also measured alone)

    return Understanding(workbooks, surveys, propose_mapping(surveys, [path.name for path in paths], headings))
