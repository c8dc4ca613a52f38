from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.patch.parts import check_parts, list_values, read_parts, write_plain, write_rich
from toolkit.model.grid import column_letters
from toolkit.patch.apply import write_patched
from toolkit.patch.patch import FurtherSheet, Look, Mark, NewCell, NewValue, Patch, SheetCell, Target, Tint

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
PLACES = st.tuples(st.integers(1, 40), st.integers(1, 12))
# Column A shows numbers as dates, D holds formulas and F1:G3 is merged: new values keep clear of them.
FREE = st.tuples(st.integers(1, 40), st.sampled_from([2, 3, 5, 8, 9, 30]))
SHEETS = st.sampled_from(["Daten", "Amt's Liste"])
MARKS = st.builds(Mark, SHEETS, PLACES, st.sampled_from(Tint), TEXTS)
VALUES: st.SearchStrategy[NewCell] = st.one_of(
    TEXTS, st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9), st.booleans(), st.none(), st.dates(dt.date(1950, 1, 1))
)
CELLS = st.builds(SheetCell, TEXTS, st.sampled_from(Look), st.none() | st.builds(Target, SHEETS, PLACES))
FURTHER = st.builds(
    FurtherSheet,
    TEXTS,
    st.lists(st.lists(CELLS, max_size=3).map(tuple), max_size=3).map(tuple),
    st.lists(st.floats(1, 90), max_size=3).map(tuple),
    st.integers(0, 3),
)
PATCHES = st.builds(Patch, st.lists(MARKS, max_size=6).map(tuple), st.just(()), st.none() | FURTHER)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rich(tmp_path_factory.mktemp("rich") / "a.xlsx")


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder for one example."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=PATCHES, second=PATCHES)
def test_a_second_patch_gives_what_it_had_given_alone(rich: Path, first: Patch, second: Patch) -> None:
    with folder() as place:
        write_patched(rich, first, place / "first.xlsx")
        check_parts(place / "first.xlsx")
        write_patched(place / "first.xlsx", second, place / "both.xlsx")
        write_patched(rich, second, place / "alone.xlsx")
        assert read_parts(place / "both.xlsx") == read_parts(place / "alone.xlsx")
        assert (place / "both.xlsx").read_bytes() == (place / "alone.xlsx").read_bytes()
        write_patched(place / "both.xlsx", Patch(), place / "none.xlsx")
        assert read_parts(place / "none.xlsx") == read_parts(rich)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    marks=st.lists(MARKS, max_size=5),
    values=st.dictionaries(FREE, VALUES, max_size=8),
    further=st.none() | FURTHER,
)
def test_every_other_cell_keeps_its_value(
    rich: Path, marks: list[Mark], values: dict[tuple[int, int], NewCell], further: FurtherSheet | None
) -> None:
    news = tuple(NewValue("Daten", *item) for item in values.items())
    with folder() as place:
        write_patched(rich, Patch(tuple(marks), news, further), place / "out.xlsx")
        check_parts(place / "out.xlsx")
        after = {
            key: value for key, value in list_values(place / "out.xlsx").items() if key[0] in {"Daten", "Amt's Liste"}
        }
    touched = {("Daten", f"{column_letters(column)}{row}") for row, column in values}
    before = {key: value for key, value in list_values(rich).items() if key not in touched}
    assert {key: value for key, value in after.items() if key not in touched} == before
    for (row, column), value in values.items():
        found = after.get(("Daten", f"{column_letters(column)}{row}"))
        match value:
            case None | "":
                assert found is None
            case dt.date():
                assert found == dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 (cells know no time zones)
            case float():
                assert found == pytest.approx(value)
            case bool() | int():
                assert found == value
            case str() if value.isprintable() and "_x" not in value:
                assert found == value


def test_new_values_stay_when_marks_are_replaced(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    mark = Mark("Daten", (2, 2), Tint.NEW, "neu")
    write_patched(source, Patch((mark,), (NewValue("Daten", (2, 2), "CC0"),)), tmp_path / "b.xlsx")
    write_patched(tmp_path / "b.xlsx", Patch(), tmp_path / "c.xlsx")
    assert list_values(tmp_path / "c.xlsx")["Daten", "B2"] == "CC0"
    write_patched(source, Patch(values=(NewValue("Daten", (2, 2), "CC0"),)), tmp_path / "d.xlsx")
    assert read_parts(tmp_path / "c.xlsx") == read_parts(tmp_path / "d.xlsx")


def test_a_date_written_before_keeps_its_style_when_the_sheet_is_replaced(tmp_path: Path) -> None:
    source = write_plain(tmp_path / "a.xlsx")
    feedback = FurtherSheet("R", ((SheetCell("x", Look.ERROR), SheetCell("y")),), (9, 9), 1)
    value = NewValue("Daten", (2, 2), dt.date(2026, 1, 2))
    write_patched(source, Patch((), (value,), feedback), tmp_path / "b.xlsx")
    write_patched(tmp_path / "b.xlsx", Patch(feedback=feedback), tmp_path / "c.xlsx")
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()
    assert list_values(tmp_path / "c.xlsx")["Daten", "B2"] == dt.datetime(2026, 1, 2)  # noqa: DTZ001 (cells know no time zones)
