"""What was found in workbooks, as data for machines: docs/json.md describes it, docs/inspect.schema.json proves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from typing_extensions import TypedDict

from toolkit.model.grid import Workbook, column_letters
from toolkit.model.message import Message
from toolkit.model.problem import Problem
from toolkit.model.survey import Aside, AsideKind, Survey
from toolkit.model.table import Column, LeftOut, LeftOutKind, Table
from toolkit.proposals.inspection import Inspection
from toolkit.proposals.proposal import Candidate, ColumnProposal, Status, TableProposal, ValueKind
from toolkit.reports.findings import FindingData, build_finding_data
from toolkit.reports.language import Translator

FORMAT: Literal["bestand-inspection/1"] = "bestand-inspection/1"


class CandidateData(TypedDict):
    """One meaning that a column may have."""

    field: str
    confidence: float
    evidence: list[str]


class ColumnData(TypedDict):
    """One column: what stands in it and what it is proposed to mean."""

    letter: str
    heading: str
    name: str
    hidden: bool
    field: str | None
    status: Status
    confidence: float
    evidence: list[str]
    alternatives: list[CandidateData]
    rows: int
    filled: int
    distinct: int
    kind: ValueKind | None
    samples: list[str]
    allowed: list[str]
    part: str | None
    split: str | None
    unit: str | None
    fill: str | None
    lookup: dict[str, str | None]
    answers: dict[str, str]
    unanswered: list[str]


class LeftOutData(TypedDict):
    """Rows of the file that are no data, or columns of it beside the records of a form; one of both lists is empty."""

    kind: LeftOutKind
    rows: list[int]
    columns: list[str]
    why: str
    text: str


class TableData(TypedDict):
    """One table of a sheet; in a form, rows are columns of the file, counted from 1."""

    sheet: str
    range: str
    layout: Literal["rows", "form"]
    role: Literal["datasets", "distributions", "other"]
    title: str
    header_rows: list[int]
    body_rows: list[int]
    left_out: list[LeftOutData]
    columns: list[ColumnData]


class NearestData(TypedDict):
    """What would come nearest to a table where none was found."""

    range: str
    header_rows: list[int]
    headings: list[str]


class AsideData(TypedDict):
    """A sheet, or a block of one, that is no data."""

    sheet: str
    range: str | None
    kind: AsideKind
    why: str
    candidate: NearestData | None


class SheetData(TypedDict):
    """One sheet of a file."""

    name: str
    hidden: bool
    tables: list[str]


class PartData(TypedDict):
    """One logical table of a mapping; ``tables`` are its blocks in their sheets."""

    tables: list[str]
    rows: Literal["dataset", "distribution"]
    key: str | None
    key_settled: bool
    key_evidence: list[str]
    dataset: str | None
    sheet_field: str | None


class ProposalData(TypedDict):
    """Which tables belong together, and how."""

    inventory: str
    title: str
    datasets: PartData | None
    distributions: PartData | None
    others: list[PartData]
    nulls: list[str]


class FileData(TypedDict):
    """One file. ``problem`` says why it cannot be read; ``belongs_to`` names the file that its proposal stands with."""

    file: str
    kind: str | None
    encoding: str | None
    delimiter: str | None
    problem: str | None
    remedy: str | None
    belongs_to: str | None
    sheets: list[SheetData]
    tables: list[TableData]
    set_aside: list[AsideData]
    proposal: ProposalData | None
    findings: list[FindingData]


class InspectionData(TypedDict):
    """The whole answer."""

    format: Literal["bestand-inspection/1"]
    files: list[FileData]


def build_inspection_schema() -> dict[str, Any]:
    """Give the JSON Schema of ``bestand inspect --json``."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(InspectionData).json_schema()


def build_inspections_data(inspections: Sequence[Inspection], translator: Translator) -> InspectionData:
    """Give all inspections as data."""
    files = [file for inspection in inspections for file in build_files_data(inspection, translator)]
    return {"format": FORMAT, "files": files}


def build_files_data(inspection: Inspection, translator: Translator) -> list[FileData]:
    """Give the files of one inspection as data."""
    return _Builder(inspection, translator).files()


def build_unread_data(file: str, problem: Problem, translator: Translator) -> FileData:
    """Give a file that could not be read as data."""
    return {
        "file": file,
        "kind": None,
        "encoding": None,
        "delimiter": None,
        "problem": translator.render(problem.what),
        "remedy": translator.render(problem.remedy),
        "belongs_to": None,
        "sheets": [],
        "tables": [],
        "set_aside": [],
        "proposal": None,
        "findings": [],
    }


class _Builder:
    """Builds the data of one inspection."""

    def __init__(self, inspection: Inspection, translator: Translator) -> None:
        self.inspection = inspection
        self.translator = translator

    def files(self) -> list[FileData]:
        pairs = zip(self.inspection.workbooks, self.inspection.surveys, strict=True)
        return [self._file(number, workbook, survey) for number, (workbook, survey) in enumerate(pairs)]

    def _say(self, messages: Sequence[Message]) -> list[str]:
        return [self.translator.render(message) for message in messages]

    def _file(self, number: int, workbook: Workbook, survey: Survey) -> FileData:
        findings = [
            finding
            for finding in self.inspection.findings
            if (finding.place.cell.workbook == workbook.name if finding.place.cell else number == 0)
        ]
        return {
            "file": workbook.name,
            "kind": workbook.kind,
            "encoding": workbook.encoding or None,
            "delimiter": workbook.delimiter or None,
            "problem": None,
            "remedy": None,
            "belongs_to": self.inspection.workbooks[0].name if number else None,
            "sheets": [
                {
                    "name": sheet.name,
                    "hidden": sheet.hidden,
                    "tables": [str(table.area) for table in survey.tables if table.sheet.name == sheet.name],
                }
                for sheet in workbook.sheets
            ],
            "tables": [
                self._table(proposal, block)
                for proposal in self.inspection.tables
                for block in proposal.blocks
                if block.sheet.workbook == workbook.name
            ],
            "set_aside": [self._aside(aside) for aside in survey.aside],
            "proposal": None if number else self._proposal(),
            "findings": [build_finding_data(finding, self.translator) for finding in findings],
        }

    def _role(self, table: TableProposal) -> Literal["datasets", "distributions", "other"]:
        proposal = self.inspection.proposal
        return (
            "datasets"
            if table is proposal.datasets
            else "distributions"
            if table is proposal.distributions
            else "other"
        )

    def _table(self, proposal: TableProposal, block: Table) -> TableData:
        return {
            "sheet": block.sheet.name,
            "range": str(block.area),
            "layout": block.layout,
            "role": self._role(proposal),
            "title": block.title,
            "header_rows": list(block.header_rows),
            "body_rows": list(block.rows),
            "left_out": [self._left_out(left) for left in block.left_out],
            "columns": [self._column(column, own) for column, own in pair_columns(proposal, block)],
        }

    def _left_out(self, left: LeftOut) -> LeftOutData:
        return {
            "kind": left.kind,
            "rows": list(left.rows) if left.axis == "rows" else [],
            "columns": list(map(column_letters, left.rows)) if left.axis == "columns" else [],
            "why": self.translator.render(left.why),
            "text": left.text,
        }

    def _column(self, column: ColumnProposal, own: Column) -> ColumnData:
        profile = column.profile
        return {
            "letter": own.letters,
            "heading": own.heading,
            "name": column.name,
            "hidden": own.hidden,
            "field": column.target or None,
            "status": column.status,
            "confidence": round(column.confidence, 2),
            "evidence": self._say(column.evidence),
            "alternatives": [self._candidate(one) for one in column.alternatives],
            "rows": profile.rows,
            "filled": profile.filled,
            "distinct": profile.distinct,
            "kind": profile.kind or None,
            "samples": list(profile.samples),
            "allowed": list(profile.allowed),
            "part": column.part or None,
            "split": column.split or None,
            "unit": column.unit or None,
            "fill": column.fill or None,
            "lookup": dict(column.lookup),
            "answers": dict(column.answers),
            "unanswered": list(column.unanswered),
        }

    def _candidate(self, one: Candidate) -> CandidateData:
        return {"field": one.target, "confidence": round(one.confidence, 2), "evidence": self._say(one.evidence)}

    def _aside(self, aside: Aside) -> AsideData:
        nearest = aside.candidate
        return {
            "sheet": aside.sheet,
            "range": str(aside.area) if aside.area else None,
            "kind": aside.kind,
            "why": self.translator.render(aside.why),
            "candidate": {
                "range": str(nearest.area),
                "header_rows": list(nearest.header_rows),
                "headings": [column.heading for column in nearest.columns],
            }
            if nearest
            else None,
        }

    def _proposal(self) -> ProposalData:
        proposal = self.inspection.proposal
        return {
            "inventory": proposal.inventory,
            "title": proposal.title,
            "datasets": self._part(proposal.datasets) if proposal.datasets else None,
            "distributions": self._part(proposal.distributions) if proposal.distributions else None,
            "others": [self._part(other) for other in proposal.others],
            "nulls": list(proposal.nulls),
        }

    def _part(self, table: TableProposal) -> PartData:
        main = self.inspection.workbooks[0].name
        return {
            "tables": [name_block(block, main) for block in table.blocks],
            "rows": table.rows,
            "key": table.key or None,
            "key_settled": table.key_settled,
            "key_evidence": self._say(table.key_evidence),
            "dataset": table.dataset or None,
            "sheet_field": table.sheet_field or None,
        }


def name_block(block: Table, main: str) -> str:
    """Name a block by sheet and range; one that is not in the main file by that, too."""
    place = f"{block.sheet.name} › {block.area}"
    return place if block.sheet.workbook == main else f"{block.sheet.workbook} › {place}"


def pair_columns(proposal: TableProposal, block: Table) -> list[tuple[ColumnProposal, Column]]:
    """Give the columns of a logical table with those of one of its blocks, which may stand elsewhere in their sheet."""
    free = list(block.columns)
    pairs: list[tuple[ColumnProposal, Column]] = []
    for column in proposal.columns:
        same = [one for one in free if one.headings == column.column.headings]
        own = next((one for one in same if one.number == column.column.number), same[0] if same else None)
        if own:
            free.remove(own)
            pairs.append((column, own))
    return pairs
