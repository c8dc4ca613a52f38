"""Blocks of content: bounded by what cells show, cut and joined without losing a cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.model.grid import Area, CellValue, Sheet
from toolkit.reading.blocks import (
    Block,
    build_block,
    cut_columns,
    cut_rows,
    join_bits,
    join_panes,
    list_bits,
    list_runs,
    split_panes,
)

Row = tuple[CellValue, ...]


def block_of(*rows: Row, merged: tuple[Area, ...] = ()) -> Block:
    """Build the block of a sheet."""
    block = build_block(Sheet("w.xlsx", "s", rows, merged=merged))
    assert block is not None
    return block


def test_cells_that_show_nothing_are_no_content() -> None:
    assert build_block(Sheet("w.xlsx", "s", (("", " ", None, "\u200b"), (), ("\u00a0",)))) is None


def test_formulas_that_were_never_calculated_are_content() -> None:
    block = build_block(Sheet("w.xlsx", "s", (("x",),), uncached=frozenset({(9, 3)})))
    assert block is not None
    assert (block.rows, str(block.area)) == ((1, 9), "A1:C9")


def test_blocks_are_bounded_by_their_content() -> None:
    block = block_of((), (None, "a", None, "b"), (), (None, None, "c"))
    assert (block.rows, str(block.area), block.texts(2)) == ((2, 4), "B2:D4", ["a", "b"])


def test_gaps_and_single_cells_are_known() -> None:
    block = block_of(("a",), ("b", "c"), (), ("d", None, "e"))
    assert [block.has_gap(index) for index in range(3)] == [True, False, True]
    assert [block.is_single(row) for row in block.rows] == [True, False, False]


def test_merged_cells_reach_into_the_rows_below() -> None:
    block = block_of(("a", "b"), (None, "c"), (None, "d"), merged=(Area(1, 1, 2, 1), Area(3, 2, 3, 4)))
    assert block.covered == {2: 0b1}
    assert (block.is_wide(3, 2), block.is_wide(1, 1)) == (True, False)


def test_empty_columns_part_a_block_whatever_single_cells_stand_in_them() -> None:
    block = block_of(
        (None, None, None, "Titel"), ("a", "b", None, "c", "d"), ("e", "f", None, "g", "h"), (None, None, "x")
    )
    panes = split_panes(block)
    assert [str(pane.area) for pane in panes] == ["A2:C4", "D1:E3"]


def test_a_block_of_single_cells_stays_one() -> None:
    assert len(split_panes(block_of(("a",), (None, None, "b"), ("c",)))) == 1


def test_rows_and_columns_can_be_cut_out() -> None:
    block = block_of(("a", "b"), ("c", "d"), ("e",))
    assert cut_rows(block, 1, 3).rows == (2, 3)
    assert cut_columns(block, 2, 2).rows == (1, 2)


_GRIDS = st.lists(st.lists(st.sampled_from([None, "x", 1]), max_size=12).map(tuple), min_size=1, max_size=12)


@given(_GRIDS)
def test_panes_share_all_cells_out_and_joined_give_them_back(rows: list[Row]) -> None:
    block = build_block(Sheet("w.xlsx", "s", tuple(rows)))
    if block is None:
        return
    panes = split_panes(block)
    cells = [(row, column) for pane in panes for row in pane.rows for column in pane.columns(row)]
    assert sorted(cells) == [(row, column) for row in block.rows for column in block.columns(row)]
    whole = panes[0]
    for pane in panes[1:]:
        whole = join_panes(whole, pane)
    assert whole.masks == block.masks


@given(st.sets(st.integers(1, 60)))
def test_columns_survive_being_written_as_a_number(columns: set[int]) -> None:
    mask = join_bits(sorted(columns))
    assert list_bits(mask) == sorted(columns)
    assert {column for first, last in list_runs(mask) for column in range(first, last + 1)} == columns
