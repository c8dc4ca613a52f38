"""Compares what was made of a file with what is true of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.cases.reading.reader import Understanding
from tests.cases.reading.truth import ColumnTruth, TableTruth, Truth
from toolkit.model.table import Table
from toolkit.proposals.proposal import ColumnProposal, TableProposal


@dataclass(slots=True)
class Score:
    """Counts over one file or many; ``differences`` says each in words. ``seconds`` is what understanding took."""

    tables: int = 0
    tables_found: int = 0
    tables_extra: int = 0
    headers_found: int = 0
    bodies_found: int = 0
    known: int = 0
    right: int = 0
    wrong: int = 0
    open: int = 0
    free: int = 0
    """Columns for which a question is right, and that were left open or settled acceptably."""
    aside: int = 0
    aside_right: int = 0
    roles_right: int = 0
    headings: int = 0
    headings_right: int = 0
    kinds: int = 0
    kinds_right: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)
    settled_wrongly: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another score in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def is_exact(self) -> bool:
        """Whether every table, header and body row was found, and nothing else."""
        return not self.tables_extra and self.tables == self.tables_found == self.headers_found == self.bodies_found


def compare(truth: Truth, made: Understanding, kind: str) -> Score:
    """Score one file; the one sheet of a csv has whatever name."""
    score = Score(tables=len(truth.tables), aside=len(truth.aside))
    left = [table for survey in made.surveys for table in survey.tables]
    for wanted in truth.tables:
        table = _nearest(wanted, left, kind)
        if table is None:
            score.differences.append(f"table missing: {wanted.sheet}!{wanted.areas[0]} ({wanted.layout})")
            score.known += sum(column.is_known for column in wanted.columns)
            score.open += sum(column.is_known for column in wanted.columns)
            continue
        left.remove(table)
        _compare_table(score, wanted, table)
        _compare_columns(score, wanted, table, made)
    score.tables_extra = len(left)
    score.differences += [f"table too many: {table.sheet.name}!{table.area} ({table.layout})" for table in left]
    _compare_aside(score, truth, made)
    return score


def _nearest(wanted: TableTruth, tables: Iterable[Table], kind: str) -> Table | None:
    """Give the table that covers most of the wanted one's header, or else of its body."""
    same = [table for table in tables if kind == "csv" or table.sheet.name == wanted.sheet]

    def overlap(table: Table) -> int:
        columns = {column.number for column in wanted.columns} & {column.number for column in table.columns}
        lines = {*wanted.header_rows, *wanted.bodies[0]} & {*table.header_rows, *table.rows}
        return len(columns) * len(lines) * (2 if table.layout == wanted.layout else 1)

    best = max(same, key=overlap, default=None)
    return best if best is not None and overlap(best) else None


def _compare_table(score: Score, wanted: TableTruth, table: Table) -> None:
    """Compare place, header and body."""
    where = f"{wanted.sheet}!{wanted.areas[0]}"
    numbers, found = {one.number for one in wanted.columns}, {one.number for one in table.columns}
    if table.layout == wanted.layout and str(table.area) in wanted.areas and numbers == found:
        score.tables_found += 1
    else:
        columns = f", columns missing {sorted(numbers - found)} extra {sorted(found - numbers)}" * (numbers != found)
        score.differences.append(f"{where} {wanted.layout}: found {table.area} {table.layout}{columns}")
    if table.header_rows == wanted.header_rows:
        score.headers_found += 1
    else:
        score.differences.append(f"{where}: header {list(wanted.header_rows)}, found {list(table.header_rows)}")
    if table.rows in wanted.bodies:
        score.bodies_found += 1
    else:
        missing, extra = set(wanted.bodies[0]) - set(table.rows), set(table.rows) - set(wanted.bodies[0])
        score.differences.append(f"{where}: body rows missing {_short(missing)} extra {_short(extra)}")
    kinds = {row: left.kind for left in table.left_out for row in left.rows}
    for row, kind in wanted.left_out:
        score.kinds += 1
        score.kinds_right += kinds.get(row) == kind
        if kinds.get(row) != kind:
            score.differences.append(f"{where}: row {row} is {kind}, told as {kinds.get(row) or 'nothing'}")
    _compare_headings(score, wanted, table, where)


def _compare_headings(score: Score, wanted: TableTruth, table: Table, where: str) -> None:
    """Compare the headings' letters and digits: edges, notes' marks and breaks do not count."""
    shown = {column.number: column.heading for column in table.columns}
    for column in wanted.columns:
        if column.number not in shown:
            continue
        is_same = _letters(shown[column.number]) == _letters(column.heading)
        score.headings += 1
        score.headings_right += is_same
        if not is_same:
            score.differences.append(
                f"{where}: column {column.number} “{column.heading}” reads “{shown[column.number]}”"
            )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _short(numbers: Iterable[int]) -> str:
    listed = sorted(numbers)
    return str(listed) if len(listed) < 9 else f"[{listed[0]} … {listed[-1]}: {len(listed)}]"


def _compare_columns(score: Score, wanted: TableTruth, table: Table, made: Understanding) -> None:
    """Compare what each column means."""
    proposal = next((one for one in _proposals(made) if table in one.blocks), None)
    where = f"{wanted.sheet}!{wanted.areas[0]}"
    if proposal is None:
        score.differences.append(f"{where}: no proposal for the table")
    elif proposal.role == wanted.role and (proposal.rows == "distribution") == wanted.repeated:
        score.roles_right += 1
    else:
        score.differences.append(f"{where}: role {wanted.role}, proposed {proposal.role} (rows: {proposal.rows})")
    for column in wanted.columns:
        _compare_column(score, column, _find(proposal, table, column) if proposal else None, where)


def _proposals(made: Understanding) -> list[TableProposal]:
    main = (made.proposal.datasets, made.proposal.distributions)
    return [*(one for one in main if one), *made.proposal.others]


def _find(proposal: TableProposal, table: Table, wanted: ColumnTruth) -> ColumnProposal | None:
    """Find a column's proposal: by number in the first block, by heading in further ones."""
    if proposal.blocks[0] is table:
        return next((one for one in proposal.columns if one.column.number == wanted.number), None)
    heading = next((one.heading for one in table.columns if one.number == wanted.number), "")
    return next((one for one in proposal.columns if _letters(one.column.heading) == _letters(heading)), None)


def _compare_column(score: Score, wanted: ColumnTruth, made: ColumnProposal | None, where: str) -> None:
    """Count one column as right, wrong or open."""
    score.known += wanted.is_known
    settled = made is not None and made.status == "settled"
    if made is None or not settled:
        score.open += wanted.is_known
        score.free += not wanted.is_known
        if wanted.is_known:
            said = f"{made.status} {_candidates(made)}" if made else "no proposal"
            score.differences.append(
                f"{where}: OPEN  {wanted.number} “{wanted.heading}” wants {_targets(wanted)}: {said}"
            )
        return
    is_right = made.target in wanted.targets and (not wanted.part or made.part == wanted.part)
    if is_right:
        score.right += wanted.is_known
        score.free += not wanted.is_known
        return
    score.wrong += 1
    part = f"#{made.part}" if made.part else ""
    line = (
        f"{where}: WRONG {wanted.number} “{wanted.heading}” wants {_targets(wanted)}: "
        f"settled {made.target}{part} ({made.confidence:.2f})"
    )
    score.settled_wrongly.append(line)
    score.differences.append(line)


def _targets(wanted: ColumnTruth) -> str:
    return " or ".join(wanted.targets) + (f"#{wanted.part}" if wanted.part else "")


def _candidates(made: ColumnProposal) -> str:
    best = [f"{made.target} {made.confidence:.2f}"] if made.target else []
    return ", ".join([*best, *(f"{one.target} {one.confidence:.2f}" for one in made.alternatives[:3])])


def _compare_aside(score: Score, truth: Truth, made: Understanding) -> None:
    """Compare what sheets without data are called; a sheet with a table is none."""
    for wanted in truth.aside:
        kinds = [one.kind for survey in made.surveys for one in survey.aside if one.sheet == wanted.sheet]
        if kinds and all(kind in wanted.kinds for kind in kinds):
            score.aside_right += 1
        else:
            score.differences.append(f"{wanted.sheet}: set aside as {' or '.join(wanted.kinds)}, told as {kinds}")
