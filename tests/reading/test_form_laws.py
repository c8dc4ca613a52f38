"""Laws of turned sheets and of forms: nothing is lost on the way, and what stands around a form does not matter."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.model.grid import CellValue, Sheet, Workbook, turn
from toolkit.model.survey import Survey
from toolkit.reading.finder import find_tables
from toolkit.reading.forms import FormFound, find_form

FIELDS = ("Titel", "Beschreibung", "Lizenz", "Turnus", "E-Mail")


def knows(text: str) -> float:
    """Know the fields as headings."""
    return float(text in FIELDS)


def grid(*rows: Sequence[CellValue]) -> Sheet:
    """Make a sheet of rows."""
    return Sheet("w.xlsx", "Formular", tuple(map(tuple, rows)))


def records(form: FormFound | None) -> list[dict[str, str]]:
    """Give each record's values by heading."""
    assert form is not None
    table = form.table
    return [{column.heading: table.sheet.shown(row, column.number) for column in table.columns} for row in table.rows]


CELLS: st.SearchStrategy[CellValue] = st.one_of(
    st.none(), st.sampled_from([*FIELDS, "CC BY", "jährlich", "x", "Pflicht", "Bitte angeben."]), st.integers()
)
GRIDS = st.lists(st.lists(CELLS, max_size=6), max_size=14)


def cut(sheet: Sheet) -> list[list[CellValue]]:
    """Give a sheet's rows without empty ends."""
    rows = [list(row) for row in sheet.rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


@given(rows=GRIDS)
def test_turning_twice_gives_the_sheet_again(rows: list[list[CellValue]]) -> None:
    sheet = grid(*rows)
    again = turn(turn(sheet))
    assert (cut(again), again.turned) == (cut(sheet), False)


@settings(max_examples=150)
@given(rows=GRIDS)
def test_whatever_is_found_lies_within_the_sheet(rows: list[list[CellValue]]) -> None:
    form = find_form(grid(*rows), knows)
    if form is not None:
        table = form.table
        assert 0 < form.score <= 1
        assert all(column.number <= len(rows) for column in table.columns)
        assert len({column.number for column in table.columns}) == len(table.columns)
        assert all(len(column.headings) == len(table.header_rows) for column in table.columns)
        assert not set(table.rows) & set(table.header_rows)


VALUES = st.text("efgh QZ", min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=100)
@given(
    values=st.lists(st.tuples(VALUES, VALUES), min_size=5, max_size=5),
    blanks=st.integers(0, 5),
    left=st.integers(0, 3),
    banner=st.booleans(),
    edge=st.sampled_from(["", "\u00a0", " ", "\u200b"]),
)
def test_banner_blank_rows_and_blanks_at_edges_do_not_change_the_records(
    values: list[tuple[str, str]], blanks: int, left: int, banner: bool, edge: str
) -> None:
    plain = [(field, *pair) for field, pair in zip(FIELDS, values, strict=True)]
    shifted = [(*[None] * left, *(f"{edge}{text}{edge}" for text in row)) for row in plain]
    above: list[tuple[CellValue, ...]] = [("Meldebogen 2024",)] if banner else []
    form = find_form(grid(*above, *[()] * blanks, *shifted, *[()] * blanks), knows)
    expected = records(find_form(grid(*plain), knows))
    cleaned = [{heading: text.strip(" \u00a0\u200b") for heading, text in one.items()} for one in records(form)]
    assert cleaned == [{heading: text.strip() for heading, text in one.items()} for one in expected]
    assert len(expected) == 2


LINE = st.lists(st.sampled_from([None, None, "Als Open Data publizieren?", "Hinweis", "nein", "Lizenz", 7]), max_size=4)


def list_untold(survey: Survey, sheet: Sheet) -> list[int]:
    """List the filled rows of a sheet that neither a table nor what is set aside accounts for."""
    told: set[int] = set()
    for table in survey.tables:
        numbers = {column.number for column in table.columns} if table.layout == "form" else {*table.rows}
        told |= numbers | (set() if table.layout == "form" else {*table.header_rows})
        told |= {row for left in table.left_out if left.axis == "rows" for row in left.rows}
    for aside in survey.aside:
        told |= set(range(aside.area.first_row, aside.area.last_row + 1)) if aside.area else set()
    filled = [row for row, cells in enumerate(sheet.rows, start=1) if any(cell not in {None, ""} for cell in cells)]
    return [row for row in filled if row not in told]


@settings(max_examples=300, deadline=None)
@given(above=st.lists(LINE, max_size=3), amid=st.lists(LINE, max_size=3), below=st.lists(LINE, max_size=6))
def test_each_filled_row_of_a_sheet_with_a_form_is_a_field_or_left_out_or_set_aside(
    above: list[list[CellValue]], amid: list[list[CellValue]], below: list[list[CellValue]]
) -> None:
    fields = [[field, f"Wert {place}"] for place, field in enumerate(FIELDS)]
    sheet = grid(*above, *fields[:2], *amid, *fields[2:], *below)
    assert list_untold(find_tables(Workbook("w.xlsx", "", (sheet,)), knows), sheet) == []


def test_questions_that_end_a_form_are_fields_of_it() -> None:
    fields = [(field, "Wert", "falls bekannt" if place % 2 else None) for place, field in enumerate(FIELDS)]
    form = find_form(grid(*fields, ("Als OGD publizieren?", "ja"), ("Bemerkungen der Kanzlei", "ok")), knows)
    assert [*records(form)[0]][-2:] == ["Als OGD publizieren?", "Bemerkungen der Kanzlei"]
