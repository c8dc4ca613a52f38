"""What a workbook's columns are proposed to mean, with the evidence: read by a person before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.model.finding import Finding
from toolkit.model.message import Message
from toolkit.model.record import Fault
from toolkit.model.survey import Aside
from toolkit.model.table import Column, Table

Status: TypeAlias = Literal["settled", "question", "unknown"]
"""Settled: goes into the mapping; question: a person must choose; unknown: nothing comes near."""

ValueKind: TypeAlias = Literal[
    "text", "line", "number", "date", "period", "url", "email", "phone", "path", "answer", "size", "identifier", "error"
]
"""What the cells of a column hold; ``answer`` is yes or no, ``path`` a file's place in the office's network."""

SETTLED = 0.75
"""The confidence from which a proposal is settled (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a column holds. ``rows`` are the body rows, ``filled`` those with a value that is no null word.

    ``kinds`` gives the share of each kind among the filled cells, ``vocabularies`` the share of filled cells that each
    vocabulary knows, ``samples`` up to five different texts as shown, ``frequent`` the commonest with their counts (at
    most 40, empty where nearly all differ), ``separator`` what splits several values in a cell, ``longest`` the longest
    text's length.
    """

    rows: int
    filled: int
    distinct: int
    kinds: Mapping[ValueKind, float] = field(default_factory=dict)
    vocabularies: Mapping[str, float] = field(default_factory=dict)
    samples: tuple[str, ...] = ()
    frequent: tuple[tuple[str, int], ...] = ()
    separator: str = ""
    longest: int = 0
    links: int = 0
    allowed: tuple[str, ...] = ()

    @property
    def kind(self) -> ValueKind | Literal[""]:
        """The kind of at least half of the filled cells; empty where there is none.

        >>> Profile(2, 2, 2, {"date": 0.5, "line": 0.5}).kind
        'date'
        """
        if not self.kinds:
            return ""
        best = max(self.kinds, key=lambda kind: self.kinds[kind])
        return best if self.kinds[best] >= 0.5 else ""

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value and no two are the same."""
        return bool(self.rows) and self.filled == self.rows == self.distinct


@dataclass(frozen=True, slots=True)
class Candidate:
    """One meaning that a column may have; ``confidence`` is 0 to 1, ``evidence`` says why."""

    target: str
    confidence: float
    evidence: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What one column is proposed to mean.

    ``target`` is a field of ``mapping.fields.ROW_FIELDS`` (of ``DISTRIBUTION_FIELDS`` in a table of distributions),
    ``key``, ``dataset`` (the key of the dataset that a distribution belongs to), ``release.<question>`` (one of
    ``mapping.spec.Question``), ``ignore.<reason>``, or empty where the status is unknown. ``name`` is what the mapping
    calls the column: its heading, with ``[2]`` behind the second of that name, ``[D]`` where it has none. ``part``
    numbers columns that repeat for each distribution; the rest goes into its entry of the mapping.
    """

    column: Column
    name: str
    profile: Profile
    status: Status
    target: str = ""
    confidence: float = 0.0
    evidence: tuple[Message, ...] = ()
    alternatives: tuple[Candidate, ...] = ()
    part: str = ""
    split: str = ""
    unit: str = ""
    fill: str = ""
    lookup: Mapping[str, str | None] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    """Values of a coded field or a release question that nothing covers yet, commonest first."""


@dataclass(frozen=True, slots=True, eq=False)
class TableProposal:
    """One logical table: a block, or several blocks of the same shape, one per sheet.

    ``sheet_field`` is the field that the sheet's name fills where a table is split over sheets. ``rows`` says whether a
    dataset's columns repeat in a row per distribution. ``key`` and ``dataset`` are names of columns; ``key_settled`` is
    False where the key column is only the best there is.
    """

    role: Literal["datasets", "distributions"]
    blocks: tuple[Table, ...]
    columns: tuple[ColumnProposal, ...]
    rows: Literal["dataset", "distribution"] = "dataset"
    sheet_field: str = ""
    key: str = ""
    key_settled: bool = True
    key_evidence: tuple[Message, ...] = ()
    dataset: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a workbook, or several that belong together, is proposed to be.

    ``datasets`` is the main table, ``distributions`` the one that belongs to it; ``others`` are further tables, which
    need a mapping of their own. ``nulls`` are words met that stand for no value. ``faults`` and ``findings`` are what
    is wrong with sheets and headings, apart from their meaning.
    """

    inventory: str
    title: str
    datasets: TableProposal | None
    distributions: TableProposal | None
    others: tuple[TableProposal, ...] = ()
    aside: tuple[Aside, ...] = ()
    nulls: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    findings: tuple[Finding, ...] = ()
