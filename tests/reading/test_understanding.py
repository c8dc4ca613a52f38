"""What holds for every inventory that is found and understood: order, blanks, banners and edges change nothing."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.reading.case import read_cases
from tests.cases.reading.score import understand as understand_case
from tests.cases.reading.stock import make, subject
from toolkit.mapping.interpret import interpret
from toolkit.mapping.load import parse_mapping
from toolkit.model.dataset import Dataset
from toolkit.model.grid import CellRef, CellValue, Sheet, Workbook
from toolkit.model.survey import Survey
from toolkit.proposals.draft import build_draft
from toolkit.proposals.proposal import Proposal, Status, TableProposal
from toolkit.proposals.propose import propose_mapping
from toolkit.reading.finder import find_tables
from toolkit.vocabularies.headings import load_headings

Row = tuple[CellValue, ...]
Meaning = dict[str, tuple[Status, str, str]]
Records = list[Dataset]

COLUMNS = {
    "Nr.": "id D-%02d",
    "Titel": "title",
    "Beschreibung": "text",
    "Kategorie": "theme",
    "Schlagworte": "keywords",
    "Fachamt": "department",
    "Ansprechpartner/in": "team",
    "E-Mail": "email",
    "Turnus": "frequency",
    "Letzte Aktualisierung": "date",
    "Raumbezug": "area",
    "Dateiformat": "format",
    "Link": "url",
    "Lizenz": "licence",
    "Personenbezug": "yes",
    "Veröffentlichung": "publish",
    "Speicherort": "path",
    "Bemerkungen": "remark",
}
EDGES = st.sampled_from(["", " ", "\u00a0", "\n", "\u200b", " \u00a0"])
BANNERS = st.lists(
    st.sampled_from(["Dateninventar der Stadt Seeburg", "Stand: 1. März 2024", "Bitte vollständig ausfüllen.", ""]),
    max_size=4,
)
CASES = read_cases()
EVERY_CASE = pytest.mark.parametrize("name", [case.name for case in CASES])
SIZES = st.sampled_from([6, 11, 24])


def build_grid(rows: int) -> list[Row]:
    """Make an inventory: its header and its body."""
    body = [
        tuple(cast("CellValue", make(recipe, subject("de", row), row)) for recipe in COLUMNS.values())
        for row in range(rows)
    ]
    return [tuple(COLUMNS), *body]


def understand(grid: list[Row]) -> tuple[Workbook, Survey, Proposal]:
    """Find the table of a grid and propose what its columns mean."""
    workbook = Workbook("inventar.xlsx", "/ablage", (Sheet("inventar.xlsx", "Inventar", tuple(grid)),))
    survey = find_tables(workbook, load_headings().knows)
    return workbook, survey, propose_mapping([survey], ["inventar.xlsx"], load_headings())


def read_meaning(grid: list[Row]) -> tuple[Meaning, Records]:
    """Give what each heading means, and the datasets that the drafted mapping makes of the grid, origins left out."""
    workbook, survey, proposal = understand(grid)
    assert len(survey.tables) == 1
    assert proposal.datasets is not None
    meaning = {one.column.heading: (one.status, one.target, one.part) for one in proposal.datasets.columns}
    mapping = parse_mapping(build_draft(proposal, load_headings().reason), "inventar.yaml")
    return meaning, [described.dataset for described in interpret(workbook, mapping).described]


@cache
def read_plain(rows: int) -> tuple[Meaning, Records]:
    """Read the inventory as it is."""
    return read_meaning(build_grid(rows))


@settings(max_examples=8, deadline=None)
@given(st.permutations(range(len(COLUMNS))), SIZES)
def test_the_order_of_columns_changes_nothing(order: list[int], rows: int) -> None:
    grid = build_grid(rows)
    assert read_meaning([tuple(row[index] for index in order) for row in grid]) == read_plain(rows)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 24), max_size=3), SIZES)
def test_blank_rows_change_nothing(places: list[int], rows: int) -> None:
    grid = build_grid(rows)
    gaps = [row for index, row in enumerate(grid) for row in [*[()] * (index > 0 and index - 1 in places), row]]
    assert read_meaning(gaps) == read_plain(rows)


@settings(max_examples=8, deadline=None)
@given(BANNERS, st.integers(0, 2), SIZES)
def test_a_banner_changes_nothing(banner: list[str], blank: int, rows: int) -> None:
    grid = build_grid(rows)
    assert read_meaning([*[(line,) for line in banner], *[()] * blank, *grid]) == read_plain(rows)


@settings(max_examples=8, deadline=None)
@given(st.data(), SIZES)
def test_blanks_at_the_edges_of_cells_change_nothing(data: st.DataObject, rows: int) -> None:
    grid = build_grid(rows)
    edges = data.draw(st.lists(st.tuples(EDGES, EDGES), min_size=8, max_size=8))

    def widen(value: CellValue, place: int) -> CellValue:
        before, after = edges[place % len(edges)]
        return f"{before}{value}{after}" if isinstance(value, str) else value

    wide = [tuple(widen(value, row + column) for column, value in enumerate(line)) for row, line in enumerate(grid)]
    assert read_meaning(wide) == read_plain(rows)


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 4), st.integers(0, 3), SIZES)
def test_the_place_on_the_sheet_changes_nothing(down: int, right: int, rows: int) -> None:
    grid = build_grid(rows)
    assert read_meaning([*[()] * down, *((*[None] * right, *row) for row in grid)]) == read_plain(rows)


@EVERY_CASE
def test_every_cell_that_is_named_exists(name: str) -> None:
    made, _ = understand_case(name, False)
    named = [fault.place.cell for fault in made.proposal.faults]
    named += [finding.place.cell for finding in made.proposal.findings]
    for cell in named:
        assert cell is None or any(_exists(workbook, cell) for workbook in made.workbooks), str(cell)
    for table in (table for survey in made.surveys for table in survey.tables):
        rows, columns = _size(table.sheet)
        assert all(row <= rows for row in (*table.header_rows, *table.rows))
        assert all(column.number <= columns for column in table.columns)


def _exists(workbook: Workbook, cell: CellRef) -> bool:
    sheet = workbook.sheet(cell.sheet)
    if sheet is None or cell.workbook != workbook.name:
        return False
    rows, columns = _size(sheet)
    return 1 <= cell.row <= rows and 1 <= cell.column <= columns


def _size(sheet: Sheet) -> tuple[int, int]:
    """Give how far a sheet reaches, formulas without a result and merged areas counted."""
    rows = [len(sheet.rows), *(row for row, _ in sheet.uncached), *(area.last_row for area in sheet.merged)]
    columns = [*map(len, sheet.rows), *(column for _, column in sheet.uncached)]
    return max(rows, default=0), max([*columns, *(area.last_column for area in sheet.merged)], default=0)


def list_tables(proposal: Proposal) -> list[TableProposal]:
    """List all proposed tables."""
    return [one for one in (proposal.datasets, proposal.distributions, *proposal.others) if one]


@EVERY_CASE
def test_no_field_of_one_value_is_settled_twice(name: str) -> None:
    for table in list_tables(understand_case(name, False)[0].proposal):
        settled = [(one.target, one.part) for one in table.columns if one.status == "settled"]
        once = [one for one in settled if one[0] in {"title", "description", "key", "dataset", "contact.email"}]
        assert len(once) == len(set(once)), once
