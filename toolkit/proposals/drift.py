"""Compares a workbook with the mapping that was made for an earlier one: what was lost, renamed, added or moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.mapping.headings import find_columns, list_names
from toolkit.mapping.spec import DistributionTable, InventoryMapping, TableSpec
from toolkit.model.grid import Sheet, Workbook, turn
from toolkit.model.survey import Survey
from toolkit.model.table import Column, Table
from toolkit.proposals.choice import fit_table
from toolkit.proposals.proposal import ColumnProposal, Proposal
from toolkit.proposals.renaming import Renamed, find_renamed, target_of
from toolkit.proposals.uncovered import Uncovered, find_uncovered
from toolkit.proposals.yamltext import write_braces, write_list, write_scalar
from toolkit.reading.finder import find_all_headed
from toolkit.reading.handback import is_ours
from toolkit.reading.headingname import list_counted
from toolkit.reading.tables import locate_table


@dataclass(frozen=True, slots=True, eq=False)
class Lost:
    """A column of the mapping that is not there any more.

    ``target`` is what it filled; ``counts`` says that the mapping cannot do without it. ``renamed`` is the column that
    has perhaps taken its place, ``snippet`` what to write in the mapping if so.
    """

    name: str
    target: str
    counts: bool
    renamed: Renamed | None = None
    snippet: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A column that stands elsewhere among the others; the mapping finds it all the same. Places count from 1."""

    name: str
    was: int
    now: int


@dataclass(frozen=True, slots=True, eq=False)
class SheetDrift:
    """How one sheet of a table differs from what the mapping expects.

    ``table`` is None where nothing like it is left. Where ``sheet`` is missing, ``nearest`` is the sheet that has most
    of its headings, and that one is compared. ``header`` gives the header rows of the mapping where they have moved.
    ``added`` are columns that were not there before, ``unmapped`` those that were, but that the mapping leaves open.
    ``rows`` counts those of the table and of other blocks of the same kind on the sheet.
    """

    sheet: str
    table: Table | None
    rows: int = 0
    is_missing: bool = False
    nearest: str = ""
    header: tuple[int, ...] = ()
    lost: tuple[Lost, ...] = ()
    added: tuple[tuple[Column, ColumnProposal | None], ...] = ()
    unmapped: tuple[Column, ...] = ()
    moved: tuple[Moved, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether the mapping can no longer read this sheet."""
        return self.is_missing or self.table is None or bool(self.header) or any(one.counts for one in self.lost)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.breaks or self.lost or self.added or self.moved or self.uncovered)


@dataclass(frozen=True, slots=True, eq=False)
class TableDrift:
    """How one table of the mapping differs, sheet by sheet; ``was`` is its former number of rows, if that is known."""

    role: str
    sheets: tuple[SheetDrift, ...]
    was: int | None
    now: int
    least: int
    most: int | None

    @property
    def is_outside(self) -> bool:
        """Whether a push would stop because of too few or too many rows."""
        return self.now < self.least or (self.most is not None and self.now > self.most)


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """How a workbook differs from what a mapping was made for."""

    file: str
    mapping: str
    tables: tuple[TableDrift, ...]

    @property
    def breaks(self) -> bool:
        """Whether a column that the mapping needs is lost."""
        return any(sheet.breaks for table in self.tables for sheet in table.sheets)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but the number of rows."""
        return not any(table.is_outside or not sheet.is_same for table in self.tables for sheet in table.sheets)


def compare(
    mapping: InventoryMapping, name: str, workbooks: Sequence[Workbook], surveys: Sequence[Survey], proposal: Proposal
) -> Drift:
    """Hold a mapping called ``name`` against workbooks: the main one first, then the one of the distributions, if any.

    ``proposal`` is what the columns would be proposed to mean if there were no mapping.
    """
    meanings = _list_meanings(proposal)
    tables = [_Case(mapping, mapping.datasets, workbooks[0], surveys[0], meanings).compare("datasets")]
    spec = mapping.distributions
    if spec:
        at = next((place for place, one in enumerate(workbooks) if spec.file and one.name == spec.file), 0)
        tables.append(_Case(mapping, spec, workbooks[at], surveys[at], meanings).compare("distributions"))
    return Drift(workbooks[0].name, name, tuple(tables))


_Meanings = Mapping[tuple[str, str, int], ColumnProposal]


def _list_meanings(proposal: Proposal) -> _Meanings:
    """Give what each column is proposed to mean, by workbook, sheet and number."""
    tables = (table for table in (proposal.datasets, proposal.distributions, *proposal.others) if table)
    return {
        (block.sheet.workbook, block.sheet.name, column.column.number): column
        for table in tables
        for block in table.blocks
        for column in table.columns
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One table of a mapping, and the workbook that it is looked for in."""

    mapping: InventoryMapping
    spec: TableSpec
    workbook: Workbook
    survey: Survey
    meanings: _Meanings

    def compare(self, role: str) -> TableDrift:
        """Compare the table in each of its sheets; a text file has only one, whatever it is called."""
        spec, names = self.spec, self.spec.sheet
        if self.workbook.kind == "csv" and len(self.workbook.sheets) == 1:
            names = (self.workbook.sheets[0].name,)
        sheets = tuple(map(self._compare_sheet, names))
        now = sum(sheet.rows for sheet in sheets)
        if self.mapping.workbooks == "several":
            # What the mapping says of the number of rows holds for all workbooks together.
            return TableDrift(role, sheets, None, now, 0, None)
        was = spec.made_for.rows if spec.made_for else None
        return TableDrift(role, sheets, was, now, spec.expect.min, spec.expect.max)

    def _compare_sheet(self, name: str) -> SheetDrift:
        spec, sheet = self.spec, self.workbook.sheet(name)
        table = _find_table(sheet, spec, self.survey) if sheet else _find_elsewhere(self.workbook, spec, self.survey)
        if table is None:
            return SheetDrift(name, None, is_missing=sheet is None)
        counted = list_counted(list_names(spec))
        spoken = {column.number for one in list_names(spec) for column in find_columns(table, one, counted)}
        free = [column for column in table.columns if column.number not in spoken]
        known = self._list_known(table)
        lost = tuple(_list_lost(spec, table, free, known))
        renamed = {one.renamed.column.number for one in lost if one.renamed}
        before = _list_before(spec, table)
        return SheetDrift(
            name,
            table,
            rows=_count_rows(table, spec),
            is_missing=sheet is None,
            nearest="" if sheet else table.sheet.name,
            header=spec.header if spec.header and table.header_rows != spec.header else (),
            lost=lost,
            added=tuple((one, known.get(one.number)) for one in free if one.number not in renamed | before),
            unmapped=tuple(one for one in free if one.number in before),
            moved=tuple(_list_moved(spec, table)),
            uncovered=tuple(find_uncovered(self.mapping, spec, table)),
        )

    def _list_known(self, table: Table) -> dict[int, ColumnProposal]:
        """Give what the columns of a table are proposed to mean, by number."""
        places = {column.number: (table.sheet.workbook, table.sheet.name, column.number) for column in table.columns}
        return {number: self.meanings[place] for number, place in places.items() if place in self.meanings}


def _find_table(sheet: Sheet, spec: TableSpec, survey: Survey) -> Table | None:
    """Find the table of a sheet that has most of the headings; one where the mapping says comes first among equals."""
    found: list[Table | None] = [*find_all_headed(sheet, list_names(spec), layout=spec.layout)[:1]]
    if spec.header:
        found.insert(0, locate_table(turn(sheet) if spec.layout == "form" else sheet, spec.header))
    found += [table for table in survey.tables if table.sheet.name == sheet.name]
    found += [aside.candidate for aside in survey.aside if aside.sheet == sheet.name]
    tables = [table for table in found if table]
    return max(tables, key=lambda table: fit_table(spec, table).found, default=None)


def _count_rows(table: Table, spec: TableSpec) -> int:
    """Count the rows of a table and of the blocks beside and below it that a mapping without a header reads, too."""
    if spec.header or table.sheet.turned:
        return len(table.rows)
    blocks = find_all_headed(table.sheet, list_names(spec), layout=spec.layout)
    beyond = (block for block in blocks if not block.area.meets(table.area))
    return len(table.rows) + sum(len(block.rows) for block in beyond)


def _find_elsewhere(workbook: Workbook, spec: TableSpec, survey: Survey) -> Table | None:
    """Find a table with at least half of the headings on a sheet that the mapping does not name."""
    named = {name.strip().casefold() for name in spec.sheet}
    data = (sheet for sheet in workbook.sheets if not is_ours(sheet))
    others = [sheet for sheet in data if sheet.name.strip().casefold() not in named]
    tables = [table for sheet in others if (table := _find_table(sheet, spec, survey))]
    best = max(tables, key=lambda table: fit_table(spec, table).found, default=None)
    return best if best and fit_table(spec, best).share >= 0.5 else None


def _list_lost(
    spec: TableSpec, table: Table, free: Sequence[Column], known: Mapping[int, ColumnProposal]
) -> Iterator[Lost]:
    """List the columns that the mapping speaks of and that are not there, with what has perhaps taken their place."""
    counted = list_counted(list_names(spec))
    entries: dict[str, tuple[str, ...]] = dict.fromkeys(spec.keys, ())
    entries |= {name: one.aliases for name, one in spec.columns.items()}
    gone = [
        name
        for name, aliases in entries.items()
        if not any(find_columns(table, one, counted) for one in (name, *aliases))
    ]
    renamed = find_renamed(spec, gone, table, free, known)
    for name in gone:
        column = spec.columns.get(name)
        counts = name in spec.keys or column is None or not (column.ignore or column.optional)
        new = renamed.get(name)
        snippet = _write_alias(spec, name, new) if new else ""
        yield Lost(name, target_of(spec, name), counts, new, snippet)


def _write_alias(spec: TableSpec, name: str, renamed: Renamed) -> str:
    """Write the piece of mapping that gives a column its new name, ready to paste."""
    column = spec.columns.get(name)
    alias = renamed.column.heading or f"[{renamed.column.letters}]"
    aliases = write_list([*(column.aliases if column else ()), alias])
    said = column.model_dump(exclude_defaults=True, exclude={"aliases"}) if column else {}
    if all(isinstance(value, str) for value in said.values()):
        before = write_braces(said)[1:-1]
        return f"{write_scalar(name)}: {{{before}{', ' if before else ''}aliases: {aliases}}}"
    return f"{write_scalar(name)}:\n  aliases: {aliases}"


def _list_before(spec: TableSpec, table: Table) -> set[int]:
    """Give the numbers of the columns that were there when the mapping was made."""
    names = spec.made_for.headings if spec.made_for else ()
    counted = list_counted(names)
    return {column.number for name in names for column in find_columns(table, name, counted)}


def _list_moved(spec: TableSpec, table: Table) -> Iterator[Moved]:
    """List the columns that stand in another order than in the file that the mapping was made for."""
    if spec.made_for is None:
        return
    order: dict[int, int] = {}
    counted = list_counted(spec.made_for.headings)
    for place, name in enumerate(spec.made_for.headings, start=1):
        for column in find_columns(table, name, counted)[:1]:
            order.setdefault(column.number, place)
    numbers = [column.number for column in table.columns if column.number in order]
    kept = set(_longest_rise([order[number] for number in numbers]))
    names = {column.number: column.heading or column.letters for column in table.columns}
    places = {column.number: place for place, column in enumerate(table.columns, start=1)}
    for number in numbers:
        if order[number] not in kept:
            yield Moved(names[number], order[number], places[number])


def _longest_rise(places: Sequence[int]) -> list[int]:
    """Give the longest run of places that stand in order: what is not in it has moved.

    >>> _longest_rise([1, 4, 2, 3, 5])
    [1, 2, 3, 5]
    """
    best: list[list[int]] = []
    for place in places:
        before = max((run for run in best if run[-1] < place), key=len, default=[])
        best.append([*before, place])
    return max(best, key=len, default=[])


def file_of_distributions(mapping: InventoryMapping) -> str:
    """Give the name of the other workbook that the distributions stand in; empty where there is none."""
    spec: DistributionTable | None = mapping.distributions
    return spec.file if spec else ""
