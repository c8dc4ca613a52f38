"""Several addresses in one cell: each becomes a distribution, and what describes them is dealt out in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from toolkit.mapping.bound import Deal, FieldBinding
from toolkit.mapping.fields import bare_field
from toolkit.mapping.row import (
    CELL_ERROR,
    NOT_CALCULATED,
    Dealt,
    Row,
    assume_default,
    counts,
    meet,
    note_dropped,
    read_cell,
)
from toolkit.mapping.values import Trouble
from toolkit.model.grid import CellError, CellValue, show
from toolkit.model.message import say

_AN_ADDRESS = say("an address for each distribution")


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """One piece of a cell: the field that it fills, its value, None where it has none, its column and its text.

    ``failed`` says that it should have a value but cannot be read, which has been reported.
    """

    field: str
    value: Any
    column: int
    text: str = ""
    failed: bool = False


def deal_out(row: Row, deal: Deal) -> None:
    """Make a distribution of each address that a row's cells hold for one part.

    Cells that describe them and have as many pieces as there are addresses are dealt out in order; others hold for all.
    """
    addresses = [_read_pieces(row, binding) for binding in deal.addresses if counts(row, binding.when)]
    groups = _group(_join_same(addresses))
    count = len(groups)
    described: list[list[_Piece]] = []
    for binding in (one for one in deal.others if counts(row, one.when)):
        if count > 1 and (pieces := _read_in_order(row, binding, count)):
            described.append(pieces)
        else:
            _read_whole(row, binding)
    for place, group in enumerate(groups):
        pieces = [column[place] for column in described]
        if not any(piece.value or piece.failed for piece in group):
            _report_lost(row, deal.addresses[0], pieces)
            continue
        row.dealt[deal.part] = (*row.dealt.get(deal.part, ()), _build([*group, *pieces]))


def _join_same(addresses: Iterable[list[_Piece]]) -> dict[str, list[_Piece]]:
    """Put the pieces of several columns of one field together, without repeats."""
    joined: dict[str, dict[Any, _Piece]] = {}
    for piece in (piece for pieces in addresses for piece in pieces):
        seen = joined.setdefault(piece.field, {})
        seen.setdefault(object() if piece.value is None else piece.value, piece)
    return {field: list(pieces.values()) for field, pieces in joined.items()}


def _group(addresses: dict[str, list[_Piece]]) -> list[tuple[_Piece, ...]]:
    """Put addresses of different fields together where there are equally many, or one that holds for all.

    Otherwise nobody knows which belong together, and each is a distribution by itself.
    """
    count = max(map(len, addresses.values()), default=0)
    if all(len(pieces) in {1, count} for pieces in addresses.values()):
        return [
            tuple(pieces[0 if len(pieces) == 1 else place] for pieces in addresses.values()) for place in range(count)
        ]
    return [(piece,) for pieces in addresses.values() for piece in pieces]


def _build(pieces: Iterable[_Piece]) -> Dealt:
    """Put one distribution together."""
    filled = [piece for piece in pieces if piece.value is not None]
    return Dealt({piece.field: piece.value for piece in filled}, {piece.field: piece.column for piece in filled})


def _report_lost(row: Row, binding: FieldBinding, pieces: Iterable[_Piece]) -> None:
    """Say that a piece describes a distribution for which there is no address."""
    text = ", ".join(piece.text for piece in pieces if piece.value is not None)
    if text:
        meet(row, binding, Trouble("distribution-incomplete", _AN_ADDRESS), text)


def _read_pieces(row: Row, binding: FieldBinding) -> list[_Piece]:
    """Read the addresses of a cell. A cell has one link only, which counts where there is but one address."""
    value, link = _look(row, binding)
    if isinstance(value, CellError) or (value is None and not link):
        _read_unfilled(row, binding, value)
        return []
    texts = [text for text in binding.reader.split_cell(value) if text]
    if len(texts) > 1:
        return [_read_piece(row, binding, text) for text in texts]
    piece = _read_piece(row, binding, next(iter(texts), None), link)
    return [piece] if piece.value is not None or piece.failed else []


def _read_piece(row: Row, binding: FieldBinding, value: CellValue, link: str = "") -> _Piece:
    """Read one piece and report what is wrong with it."""
    result, troubles = binding.reader.read(value, link)
    for trouble in troubles:
        meet(row, binding, trouble, trouble.text or show(value) or link)
    if binding.reader.dropped:
        cell = row.sheet.ref(row.number, binding.column.number)
        note_dropped(row, binding.reader, show(value), cell, binding.column.heading)
    failed = result is None and bool(troubles)
    return _Piece(bare_field(binding.path), result, binding.column.number, show(value), failed)


def _read_in_order(row: Row, binding: FieldBinding, count: int) -> list[_Piece]:
    """Read the pieces of a cell that describes distributions; none where there are not as many as these."""
    value, _ = _look(row, binding)
    if value is None or isinstance(value, CellError):
        return []
    every = binding.reader.split_cell(value)
    filled = [text for text in every if text]
    texts = next((texts for texts in (filled, every) if len(texts) == count), [])
    return [_read_piece(row, binding, text) for text in texts]


def _look(row: Row, binding: FieldBinding) -> tuple[CellValue, str]:
    """Give a cell's value and where it leads to."""
    column = binding.column.number
    link = row.sheet.links.get((row.number, column), "") if binding.reader.follows_links else ""
    return row.sheet.value(row.number, column), link


def _read_whole(row: Row, binding: FieldBinding) -> None:
    """Read a cell that holds for every distribution of its part."""
    value, link = _look(row, binding)
    if isinstance(value, CellError) or (value is None and not link):
        _read_unfilled(row, binding, value)
    else:
        read_cell(row, binding, value, link)


def _read_unfilled(row: Row, binding: FieldBinding, value: CellValue) -> None:
    """Tell why a cell has no value, or let its default hold."""
    if isinstance(value, CellError):
        meet(row, binding, CELL_ERROR, value.code)
    elif (row.number, binding.column.number) in row.sheet.uncached:
        meet(row, binding, NOT_CALCULATED, "")
    elif binding.default is not None:
        assume_default(row, binding)
