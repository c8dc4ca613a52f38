"""The rows of a table under the sorting: what became of each so far, and what any of them says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.model.grid import CellValue
from toolkit.model.message import Message, say
from toolkit.model.table import LeftOut, LeftOutKind
from toolkit.reading.blocks import Block
from toolkit.reading.headers import Header
from toolkit.reading.kinds import kind_of, text_of
from toolkit.reading.shape import Shape
from toolkit.reading.words import ends_as_total, is_count, is_total

_SHOWN = 80


@dataclass(slots=True)
class Sorting:
    """What became of each row so far: left out for a reason, or data."""

    block: Block
    header: Header
    shape: Shape
    left: dict[int, tuple[LeftOutKind, Message]] = field(default_factory=dict)

    def leave(self, row: int, kind: LeftOutKind, why: Message) -> None:
        """Leave a row out."""
        self.left[row] = (kind, why)


def is_sum(sorting: Sorting, row: int) -> bool:
    """Tell whether a row holds sums: such a word, and beside it nothing but numbers."""
    block = sorting.block
    columns = block.columns(row)
    texts = [block.text(row, column) for column in columns]
    opened = next((place for place, text in enumerate(texts[:3]) if is_total(text)), None)
    if opened is None and len(texts) > 1 and ends_as_total(texts[0]):
        opened = 0
    if opened is None:
        return False
    others = [block.value(row, column) for place, column in enumerate(columns) if place != opened]
    short = len(texts[opened]) <= 50
    words = [value for value in others if not _is_figure(value) and not is_total(text_of(value))]
    return (
        short
        and len(words) <= (0 if len(others) < 4 else 1)
        and (bool(others) or texts[opened].endswith(":") or _has_number(texts[opened]))
    )


def _is_figure(value: CellValue) -> bool:
    """Tell whether a cell beside such a word holds a number, or says what was counted: "14 Bestände"."""
    return kind_of(value) in {"number", "error"} or (isinstance(value, str) and is_count(value))


def _has_number(text: str) -> bool:
    return any(letter.isdigit() for letter in text) or len(text) <= 12


def name_sum(block: Block, row: int) -> Message:
    """Say that a row sums up."""
    return say("row {row} sums up or counts: “{text}”", row=row, text=shorten(" ".join(block.texts(row))))


def list_left_out(left: Mapping[int, tuple[LeftOutKind, Message]], block: Block) -> tuple[LeftOut, ...]:
    """Put neighbouring rows that are left out for the same reason together, in order."""
    return tuple(
        LeftOut(tuple(run), left[run[0]][0], left[run[0]][1], shorten(" | ".join(block.texts(run[0]))))
        for run in _list_runs(left, block)
    )


def _list_runs(left: Mapping[int, tuple[LeftOutKind, Message]], block: Block) -> Iterator[list[int]]:
    """List runs of rows of one kind, blank rows between them aside."""
    run: list[int] = []
    for row in block.rows:
        if run and (row not in left or left[row][0] != left[run[0]][0]):
            yield run
            run = []
        if row in left:
            run.append(row)
    if run:
        yield run


def shorten(text: str) -> str:
    """Cut a text to what a message bears."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
