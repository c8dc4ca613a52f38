"""Gives keys to rows that lack one: to datasets by the office's own pattern, to distributions within their dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from toolkit.model.grid import CellRef
from toolkit.template.keypattern import KeyMaker, KeyPattern, find_pattern

_DATASET: Final = "\0"
"""Stands for the key of the dataset in a pattern of distributions."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A row as far as its key matters: the cell of the key, the key (empty where it lacks one), what the row is called.

    ``dataset`` is the key of the dataset that a distribution belongs to; ``is_number`` says that the key is a plain
    number in the file.
    """

    cell: CellRef
    key: str
    title: str = ""
    dataset: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A new key: where it goes, for what, and what is written (a number where the office's keys are plain numbers)."""

    cell: CellRef
    key: str
    value: str | int
    title: str
    kind: Literal["dataset", "distribution"]


@dataclass(frozen=True, slots=True)
class Numbering:
    """What was given, and which rows got none: without a title (datasets), or of no dataset (distributions)."""

    given: tuple[Given, ...] = ()
    untitled: tuple[CellRef, ...] = ()
    unowned: tuple[CellRef, ...] = ()
    kept: int = 0


def number_datasets(
    rows: Sequence[KeyRow], taken: Iterable[str], usual: KeyPattern, *, style: KeyPattern | None, repeating: bool
) -> Iterator[Given]:
    """Give keys to datasets without one. ``taken`` are further keys that are not free.

    ``usual`` is the pattern where the office has none, ``style`` one that somebody wishes. Where a dataset's rows are
    repeated (``repeating``), rows of one title are one dataset and get one key.
    """
    keys = [row.key for row in rows if row.key]
    pattern = style or find_pattern(keys) or usual
    maker = KeyMaker(pattern, [*keys, *taken])
    plain = bool(keys) and all(row.is_number for row in rows if row.key) and not pattern.before and not pattern.after
    known = _list_known(rows) if repeating else {}
    for row in rows:
        if row.key or not row.title:
            continue
        title = " ".join(row.title.casefold().split())
        key = known.get(title) or maker.make()
        if repeating:
            known[title] = key
        value = int(key) if plain and pattern.width == 1 and key.isdecimal() else key
        yield Given(row.cell, key, value, row.title, "dataset")


def _list_known(rows: Iterable[KeyRow]) -> dict[str, str]:
    """Give the keys of titles that stand with one key only."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.key and row.title:
            found[" ".join(row.title.casefold().split())].add(row.key)
    return {title: next(iter(keys)) for title, keys in found.items() if len(keys) == 1}


def number_distributions(rows: Sequence[KeyRow]) -> Iterator[Given]:
    """Give keys to distributions without one.

    Keys that are counted through the whole sheet are counted on; otherwise each dataset's are counted for themselves,
    behind the dataset's key where the sheet writes it there or has no keys yet: ``GA-024-1``.
    """
    keyed = [row for row in rows if row.key]
    keys = [row.key for row in keyed]
    through, behind = find_pattern(keys), find_pattern(map(_behind, keyed))
    is_behind = behind is not None and behind.before.startswith(_DATASET)
    if through and not is_behind and len(set(keys)) == len(keys):
        maker = KeyMaker(through, keys)
        yield from (_give(row, maker) for row in rows if not row.key and row.dataset)
        return
    pattern = (behind if is_behind else through) or KeyPattern(f"{_DATASET}-")
    makers: dict[str, KeyMaker] = {}
    for row in rows:
        if row.key or not row.dataset:
            continue
        if row.dataset not in makers:
            own = KeyPattern(pattern.before.replace(_DATASET, row.dataset), pattern.width, pattern.after)
            makers[row.dataset] = KeyMaker(own, [one.key for one in keyed if one.dataset == row.dataset])
        yield _give(row, makers[row.dataset])


def _behind(row: KeyRow) -> str:
    """Give a distribution's key with a mark in place of the dataset's, where it begins with that."""
    rest = row.key.removeprefix(row.dataset)
    is_behind = bool(row.dataset) and rest not in (row.key, "") and not rest[0].isalnum()
    return _DATASET + rest if is_behind else row.key


def _give(row: KeyRow, maker: KeyMaker) -> Given:
    """Give one distribution its key."""
    key = maker.make()
    return Given(row.cell, key, key, row.title or row.dataset, "distribution")
