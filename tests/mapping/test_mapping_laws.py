"""What holds for every sheet: nothing vanishes, and neither the order of columns nor that of rows changes a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mapping.small_inventory import build_mapping, build_sheet, build_workbook, only, read_rows
from toolkit.mapping.cells import fold
from toolkit.mapping.interpret import Interpretation, interpret
from toolkit.mapping.spec import InventoryMapping
from toolkit.model.dataset import Dataset, Described
from toolkit.model.grid import CellError, CellValue, Sheet, show
from toolkit.model.path import read_path
from toolkit.reading.text import clean

COLUMNS: dict[str, Any] = {
    "Titel": "title",
    "Thema": {"field": "themes", "split": ";", "lookup": {"Grün": "ENVI", "egal": None}},
    "Worte": {"field": "keywords", "split": ","},
    "Stand": "modified",
    "Erneuert": "modified",
    "Zeit": "temporal",
    "Frei": {"release": "publish"},
    "Auch frei": {"release": "publish"},
    "Datei": "distribution.title",
    "Format": "distribution.format",
    "Link": "distribution.access_url",
    "Notiz": {"ignore": "bleibt im Haus"},
}
HEADER = ("Nr.", *COLUMNS, "Extra")
MAPPINGS = {rows: build_mapping(COLUMNS, rows=rows) for rows in ("dataset", "distribution")}
DROPPED = {"", "egal", *map(fold, MAPPINGS["dataset"].nulls)}

ODD = st.one_of(
    st.none(), st.just("-"), st.just("egal"), st.text(max_size=4), st.just(CellError("#REF!")), st.just(2024)
)
POOLS: dict[str, list[CellValue]] = {
    "Nr.": ["1", "2", 1, " 2", None, "-"],
    "Titel": ["Bäume", "Wege", "Bäume "],
    "Thema": ["Umwelt", "Umwelt; Verkehr", "Grün", "Blau;Umwelt", "Bildung, Kultur und Sport"],
    "Worte": ["a", "a, b", "b\nc", "a,,a"],
    "Stand": ["2024", "01.03.2024", "31.02.2024", 2024.0],
    "Erneuert": ["2024", "2025"],
    "Zeit": ["2008–2020", "2008–", "bis 2020", "immer"],
    "Frei": ["ja", "nein", "x"],
    "Auch frei": ["ja", "nein"],
    "Datei": ["Tabelle", "Karte"],
    "Format": ["CSV", "PDF", "CSV, PDF"],
    "Link": ["https://example.org/a", "https://example.org/b", "Z:\\a"],
    "Notiz": ["x"],
    "Extra": ["y"],
}
ROWS = st.lists(
    st.tuples(*(st.one_of(st.sampled_from(pool), ODD) for pool in POOLS.values())).filter(
        lambda row: any(fold(show(value)) for value in row)
    ),
    min_size=1,
    max_size=5,
)


def read(rows: list[tuple[CellValue, ...]], mapping: InventoryMapping) -> tuple[Interpretation, Sheet]:
    sheet = build_sheet(HEADER, *rows)
    return interpret(build_workbook(sheet), mapping), sheet


def filled(sheet: Sheet) -> Iterator[tuple[int, int, str, CellValue]]:
    """Give the mapped cells that hold anything and that the mapping does not drop: row, column, heading, value."""
    for number, row in enumerate(sheet.rows[1:], start=2):
        for column, (heading, value) in enumerate(zip(HEADER, row, strict=True), start=1):
            if heading in COLUMNS and heading != "Notiz" and fold(show(value)) not in DROPPED:
                yield number, column, heading, value


@cache
def alone(heading: str, value: CellValue, _kind: str) -> Described:
    """Read one cell by itself; 1 and True are one value to a cache, but not of one kind."""
    columns = {"Spalte": COLUMNS[heading], **({} if heading == "Link" else {"Link": "distribution.access_url"})}
    return only(read_rows(columns, ("Nr.", "Spalte", "Link"), ("1", value, "https://example.org/")))


def says(described: Described, heading: str, value: CellValue) -> bool:
    """Tell whether a dataset holds what one cell says by itself."""
    spec, single = COLUMNS[heading], alone(heading, value, type(value).__name__)
    if isinstance(spec, dict) and "release" in spec:
        answer, mine = single.answers["publish"], described.answers["publish"]
        return answer.meaning == mine.meaning or answer.text == mine.text
    path = spec if isinstance(spec, str) else spec["field"]
    if path.startswith("distribution."):
        field = path.removeprefix("distribution.")
        (part,) = single.dataset.distributions
        return getattr(part, field) in {getattr(other, field) for other in described.dataset.distributions}
    ends = ["temporal.start", "temporal.end"] if path == "temporal" else [path]
    return all(_holds(described.dataset, single.dataset, end) for end in ends)


def _holds(dataset: Dataset, single: Dataset, path: str) -> bool:
    said, mine = read_path(single, path), read_path(dataset, path)
    if isinstance(said, tuple) and isinstance(mine, tuple):
        return set(said) <= set(mine)
    return said is None or said == mine


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(["dataset", "distribution"]))
def test_every_filled_cell_is_in_a_value_or_in_a_fault(rows: list[tuple[CellValue, ...]], mode: str) -> None:
    found, sheet = read(rows, MAPPINGS[mode])
    faulty = {(fault.place.cell.row, fault.place.cell.column) for fault in found.faults if fault.place.cell}
    keyless = {fault.place.cell.row for fault in found.faults if fault.code == "key-missing" and fault.place.cell}
    left_out = {row for row, column in faulty if HEADER[column - 1] == "Link"}
    for row, column, heading, value in filled(sheet):
        # Two columns that agree on an answer are one to the fault of a row that differs.
        same = [HEADER.index(other) + 1 for other in ("Frei", "Auch frei")] if "frei" in heading.lower() else [column]
        if row in keyless or any((row, one) in faulty for one in same):
            continue
        key = clean(sheet.shown(row, 1))
        datasets = [one for one in found.described if one.dataset.key == key]
        # The check says of a dataset without any distribution that it has none.
        bare = any(not one.dataset.distributions for one in datasets)
        of_part = heading in {"Datei", "Format", "Link"} and (row in left_out or bare)
        assert of_part or any(says(one, heading, value) for one in datasets), (row, heading, value)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(["dataset", "distribution"]))
def test_every_row_is_a_dataset_part_of_one_or_a_fault(rows: list[tuple[CellValue, ...]], mode: str) -> None:
    found, sheet = read(rows, MAPPINGS[mode])
    keyless = [fault for fault in found.faults if fault.code == "key-missing"]
    if mode == "dataset":
        assert len(found.described) + len(keyless) == len(rows) == found.rows
    keys = {one.dataset.key for one in found.described}
    for row in range(2, len(rows) + 2):
        assert clean(sheet.shown(row, 1)) in keys or any(
            fault.place.cell and fault.place.cell.row == row for fault in keyless
        )


@settings(max_examples=40, deadline=None)
@given(ROWS, st.permutations(range(len(HEADER))), st.randoms(use_true_random=False))
def test_neither_the_order_of_columns_nor_of_rows_changes_a_dataset(
    rows: list[tuple[CellValue, ...]], order: list[int], random: Any
) -> None:
    table = [tuple(row[index] for index in order) for row in (HEADER, *rows)]
    body = table[1:]
    random.shuffle(body)
    shuffled = interpret(build_workbook(build_sheet(table[0], *body)), MAPPINGS["dataset"])
    straight, _ = read(rows, MAPPINGS["dataset"])
    assert sorted(map(repr, (one.dataset for one in shuffled.described))) == sorted(
        map(repr, (one.dataset for one in straight.described))
    )
    assert sorted(fault.code for fault in shuffled.faults) == sorted(fault.code for fault in straight.faults)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_every_origin_leads_to_a_cell_of_its_dataset(rows: list[tuple[CellValue, ...]]) -> None:
    found, sheet = read(rows, MAPPINGS["distribution"])
    for described in found.described:
        for path, cell in described.origins.items():
            assert clean(sheet.shown(cell.row, 1)) == described.dataset.key
            assert described.origins[path] == cell
        assert len(described.origins) == len(list(described.origins))
        for part in described.dataset.distributions:
            assert f"distributions.{part.key}" in described.origins
