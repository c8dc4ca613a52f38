"""The shape of a table's body: what each column holds, which column names a row, and how well a row fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.reading.blocks import Block, join_bits, list_bits
from toolkit.reading.kinds import PLAIN, Kind, kind_of

_LOOKED_AT = 120
_TITLE = 60
_ROWS_OF_A_GROUP = 3
"""Over how many rows each the cells of a column are merged where they name groups rather than rows."""


@dataclass(frozen=True, slots=True)
class Trait:
    """What the sampled cells of one column have in common; ``main`` is None where no kind is that of most of them.

    ``filled`` is the share of rows with a cell, ``distinct`` the share of different texts, ``length`` their mean.
    """

    column: int
    main: Kind | None
    filled: float
    distinct: float
    length: float
    texts: frozenset[str]

    @property
    def is_typed(self) -> bool:
        """Whether the column holds something else than words."""
        return self.main is not None and self.main not in PLAIN


@dataclass(frozen=True, slots=True)
class Shape:
    """The traits of a body's columns; ``names`` notes those that name a row, ``usual`` how many cells one has."""

    traits: dict[int, Trait]
    names: int
    key: int
    title: int
    usual: int

    @property
    def first(self) -> int:
        """The first column."""
        return min(self.traits, default=0)

    def fit(self, block: Block, row: int) -> float:
        """Tell how well a row fits the body: 1 where each cell is of its column's kind, down to -1 where none is.

        Words in a column of words count a little, for they say little.
        """
        votes = [self._vote(block, row, column) for column in block.columns(row)[:100]]
        return sum(votes) / len(votes) if votes else 0.0

    def _vote(self, block: Block, row: int, column: int) -> float:
        trait = self.traits.get(column)
        if trait is None or trait.main is None:
            return 0.0
        kind = kind_of(block.value(row, column))
        if trait.is_typed:
            return 1.0 if kind == trait.main else -1.0
        if kind not in PLAIN:
            return -0.5
        return 1.0 if trait.distinct < 0.9 and block.text(row, column) in trait.texts else 0.1


def read_shape(block: Block, rows: Sequence[int]) -> Shape:
    """Read the shape off rows of the body: off the first ones, some between and the last ones where there are many."""
    if len(rows) > _LOOKED_AT:
        step = max(1, len(rows) // 40)
        rows = [*rows[:60], *rows[60:-20:step], *rows[-20:]]
    union = 0
    for row in rows:
        union |= block.masks[row]
    traits = {column: _read_trait(block, rows, column) for column in list_bits(union)[:400]}
    counts = sorted(block.masks[row].bit_count() for row in rows)
    usual = counts[len(counts) // 2] if counts else 0
    title = _find_title(traits)
    key = _find_key(traits, title)
    names = {key, title, *(column for column, trait in traits.items() if _is_naming(trait))} - {0}
    return Shape(traits, join_bits(sorted(names)), key, title, usual)


def _read_trait(block: Block, rows: Sequence[int], column: int) -> Trait:
    """Read what a column's cells have in common; cells merged over many rows hold the same text in each of them."""
    values = [value for row in rows if (value := block.value(row, column)) is not None]
    held = sum(1 for row in rows if (block.masks[row] | block.covered.get(row, 0)) >> column - 1 & 1)
    if not values:
        return Trait(column, None, held / len(rows), 0.0, 0.0, frozenset())
    kinds = Counter(map(kind_of, values))
    main, count = kinds.most_common(1)[0]
    texts = [block.text(row, column) for row in rows if block.masks[row] >> column - 1 & 1]
    return Trait(
        column,
        main if count >= 0.6 * len(values) else None,
        held / len(rows),
        len(set(texts)) / (held if held >= _ROWS_OF_A_GROUP * len(texts) else len(texts) or 1),
        sum(map(len, texts)) / (len(texts) or 1),
        frozenset(texts),
    )


def _is_naming(trait: Trait) -> bool:
    """Tell whether a column of short and different words may name a row as well as a title does."""
    return trait.main == "text" and trait.filled >= 0.6 and trait.distinct >= 0.9 and 5 <= trait.length <= _TITLE


def _find_key(traits: dict[int, Trait], title: int) -> int:
    """Give the first column of different codes, or of numbers left of the title, or else the fullest of short texts."""
    for column, trait in traits.items():
        is_short = trait.filled >= 0.8 and trait.distinct >= 0.9 and trait.length <= 30
        if is_short and (trait.main == "code" or (trait.main == "number" and column <= title)):
            return column
    return max(traits, key=lambda column: (traits[column].length <= _TITLE, traits[column].filled, -column), default=0)


def _find_title(traits: dict[int, Trait]) -> int:
    """Give the first column of different words, or else the fullest one of words."""
    words = {column: trait for column, trait in traits.items() if trait.main in PLAIN}
    for longest in (_TITLE, 2 * _TITLE):
        for column, trait in words.items():
            if trait.filled >= 0.6 and trait.distinct >= 0.7 and 5 <= trait.length <= longest:
                return column
    return max(words, key=lambda column: (words[column].filled, words[column].distinct, -column), default=0)
