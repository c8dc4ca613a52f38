"""What the cells of a column say, each different text once: the ground that profiles and proposals stand on."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TypeAlias

from toolkit.model.grid import CellValue, show
from toolkit.model.table import Column, Table
from toolkit.reading.text import clean

_FEW = 50
"""From so many different texts on it pays to look at all of them at once."""

_WHOLE = 2**32
_GOLDEN = 2_654_435_769
"""2³² by the golden ratio: its multiples spread evenly (Knuth, The Art of Computer Programming, 6.4)."""

Part: TypeAlias = "tuple[Table, Column]"
"""A column of one block of a table."""


@dataclass(frozen=True, eq=False)
class Content:
    """The cells of one column over all blocks of its table, null words and blanks left out.

    ``texts`` counts each cleaned text, ``values`` holds one value for each of them as the file has it, ``links`` counts
    web addresses that cells lead to, ``rows`` all body rows. Its order is that of the sheet.
    """

    rows: int
    texts: Counter[str]
    values: dict[str, CellValue]
    links: int
    targets: tuple[str, ...] = ()

    @cached_property
    def filled(self) -> int:
        """The number of cells with a value."""
        return self.texts.total()

    def lines(self, most: int = 1000) -> list[tuple[str, int]]:
        """Give about ``most`` of the texts with their line breaks and counts."""
        return [(_with_breaks(self.values[text], text), count) for text, count in self.sample(most)]

    def sample(self, most: int) -> list[tuple[str, int]]:
        """Give at most about ``most`` of the different texts with their counts, always the same ones.

        Which ones is told by multiplying their places with the golden ratio, for every n-th would meet sheets that
        repeat a pattern of n rows.
        """
        items = list(self.texts.items())
        if len(items) <= most:
            return items
        return [items[place] for place in _list_places(len(items), most)]


def collect_content(parts: Sequence[Part], nulls: frozenset[str]) -> Content:
    """Read the columns' cells once; ``nulls`` are null words, folded as ``mapping.cells.fold`` does."""
    longest = max(map(len, nulls), default=0)
    texts: Counter[str] = Counter()
    values: dict[str, CellValue] = {}
    targets: list[str] = []
    for table, column in parts:
        counted = _count_values(table, column)
        if (plain := _read_plain(counted, nulls, longest)) is not None:
            texts.update(plain)
            values = {**dict(zip(plain, plain, strict=True)), **values}
        for value, count in counted.items() if plain is None else ():
            text = _tidy(value) if isinstance(value, str) else str(value) if type(value) is int else clean(show(value))
            if text and not (len(text) <= longest and text.casefold() in nulls):
                texts[text] += count
                values.setdefault(text, value)
        targets += _list_targets(table, column)
    return Content(sum(len(table.rows) for table, _ in parts), texts, values, len(targets), tuple(targets[:200]))


@lru_cache(maxsize=32)
def _list_places(count: int, most: int) -> tuple[int, ...]:
    """List the places of the texts that stand for all."""
    limit = most * _WHOLE // count
    return tuple(place for place in range(count) if place * _GOLDEN % _WHOLE < limit)


def _read_plain(counted: Counter[CellValue], nulls: frozenset[str], longest: int) -> Counter[str] | None:
    """Give a column's texts where all of them are clean as they stand, which is seen of all at once; else None."""
    found = [value for value in counted if type(value) is str]
    if len(found) < max(len(counted), _FEW) or not _are_tidy(found):
        return None
    plain = Counter({text: counted[text] for text in found})
    for text in [text for text in found if len(text) <= longest and text.casefold() in nulls]:
        del plain[text]
    return plain


def _are_tidy(texts: Sequence[str]) -> bool:
    """Tell whether no text needs cleaning."""
    whole = "\n".join(texts)
    return (
        whole.count("\n") == len(texts) - 1
        and whole.replace("\n", "").isprintable()
        and not any(sign in whole for sign in ("  ", "_", " \n", "\n ", "\n\n"))
        and "\n" != whole[:1] != " " != whole[-1:] != "\n"
        and (whole.isascii() or unicodedata.is_normalized("NFC", whole))
    )


def _tidy(text: str) -> str:
    """Clean a text; most need nothing, which is quicker to see than to do."""
    if (
        text.isprintable()
        and text[:1] != " " != text[-1:]
        and "  " not in text
        and "_" not in text
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    ):
        return text
    return clean(text)


def _with_breaks(value: CellValue, text: str) -> str:
    """Give a text as it was before it was put into one line."""
    return value.strip() if isinstance(value, str) else text


@lru_cache(maxsize=1)
def list_cells(table: Table) -> tuple[tuple[CellValue, ...], ...]:
    """Give the body column by column, each cell in the order of ``Table.rows``; columns count from 0.

    The last table asked for is kept, since its columns are asked for one after the other.
    """
    rows = table.sheet.rows
    return tuple(zip_longest(*(rows[row - 1] if row <= len(rows) else () for row in table.rows)))


def cells_of(table: Table, column: Column) -> tuple[CellValue, ...]:
    """Give the body cells of one column, empty ones included; nothing where the whole column is empty."""
    columns = list_cells(table)
    return columns[column.number - 1] if column.number <= len(columns) else ()


def _count_values(table: Table, column: Column) -> Counter[CellValue]:
    """Count the values of a column, numbers as they are shown."""
    values: Counter[CellValue] = Counter(cells_of(table, column))
    del values[None]
    if table.sheet.formats:
        _show_padded(values, table, column)
    return values


def _show_padded(values: Counter[CellValue], table: Table, column: Column) -> None:
    """Put texts in the place of numbers whose format shows more than the number."""
    sheet = table.sheet
    for row in table.rows:
        if (row, column.number) in sheet.formats:
            value, shown = sheet.value(row, column.number), sheet.shown(row, column.number)
            if value is not None and shown != show(value):
                values[value] -= 1
                values[shown] += 1
                if not values[value]:
                    del values[value]


def _list_targets(table: Table, column: Column) -> Iterable[str]:
    """List the web addresses that a column's cells lead to."""
    links = table.sheet.links
    if not links:
        return ()
    found = (links.get((row, column.number), "") for row in table.rows)
    return [link for link in found if link[:8].casefold().startswith(("http://", "https://"))]


def list_allowed(parts: Iterable[Part]) -> tuple[str, ...]:
    """List the values that data validation allows in a column's body, in the order of their lists."""
    allowed: dict[str, None] = {}
    for table, column in parts:
        first, last = _body(table)
        for one in table.sheet.lists:
            if any(
                area.first_column <= column.number <= area.last_column
                and area.first_row <= last
                and area.last_row >= first
                for area in one.areas
            ):
                allowed |= dict.fromkeys(filter(None, map(clean, one.values)))
    return tuple(allowed)


def _body(table: Table) -> tuple[int, int]:
    """Give first and last row of the body; of an empty template, the row below the header."""
    if table.rows:
        return min(table.rows), max(table.rows)
    below = max(table.header_rows, default=0) + 1
    return below, below
