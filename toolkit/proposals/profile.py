"""Looks at what a column holds: kinds of values, known words, samples, separators, value lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.model.grid import CellValue
from toolkit.model.table import Column, Table
from toolkit.proposals.content import Content, Part, collect_content, list_allowed
from toolkit.proposals.coverage import measure_coverage
from toolkit.proposals.kinds import classify_value
from toolkit.proposals.proposal import Profile, ValueKind
from toolkit.proposals.separator import find_address_separator, find_separator

_MANY_TEXTS = 5000
_SAMPLED = 1250
_MOST_SAMPLES = 5
_MOST_FREQUENT = 40
_SHORTEST_PROSE = 60
"""The average length from which a column is prose rather than words."""


def describe_column(table: Table, column: Column, nulls: frozenset[str]) -> Profile:
    """Look at one column; ``nulls`` are null words, folded as ``mapping.cells.fold`` does.

    Each different text is looked at once; of more than 5,000 a sample, so that shares are then close estimates.

    >>> from toolkit.model.grid import Sheet
    >>> sheet = Sheet("w.xlsx", "s", (("Stand",), ("01.03.2024",), ("2023",), ("-",)))
    >>> column = Column(1, ("Stand",))
    >>> profile = describe_column(Table(sheet, (1,), (column,), (2, 3, 4)), column, frozenset({"-"}))
    >>> profile.kind, profile.filled, profile.rows
    ('date', 2, 3)
    """
    return describe_parts([(table, column)], nulls)


def describe_parts(parts: Sequence[Part], nulls: frozenset[str]) -> Profile:
    """Look at a column that stands in several blocks of one table."""
    return describe_content(collect_content(parts, nulls), list_allowed(parts))


def describe_content(content: Content, allowed: tuple[str, ...] = ()) -> Profile:
    """Look at what was collected of a column."""
    texts = content.sample(_SAMPLED if len(content.texts) > _MANY_TEXTS else _MANY_TEXTS)
    kinds = _share_kinds(content, texts)
    separator = _find_separator(content, kinds)
    return Profile(
        rows=content.rows,
        filled=content.filled,
        distinct=len(content.texts),
        kinds=kinds,
        vocabularies=measure_coverage(texts, separator) if _may_be_coded(kinds) else {},
        samples=_choose_samples(content),
        frequent=_list_frequent(content),
        separator=separator,
        longest=max(map(len, content.texts), default=0),
        links=content.links,
        allowed=allowed,
    )


def _share_kinds(content: Content, texts: Sequence[tuple[str, int]]) -> dict[ValueKind, float]:
    """Give the share of each kind among the filled cells, the commonest first."""
    counts: Counter[ValueKind] = Counter()
    for text, count in texts:
        counts[classify_value(content.values[text])] += count
    total = counts.total()
    kinds = {kind: count / total for kind, count in counts.most_common()}
    if kinds.get("number", 0) and content.texts.keys() == {"0", "1"}:
        return {"answer": 1.0}
    return _settle_prose(_settle_years(content, kinds), texts)


def _settle_years(content: Content, kinds: dict[ValueKind, float]) -> dict[ValueKind, float]:
    """Take whole numbers that could be years for numbers where most of the others are numbers."""
    if kinds.get("number", 0) < kinds.get("date", 0) or not kinds.get("date"):
        return kinds
    years = sum(count for text, count in content.texts.items() if isinstance(content.values[text], int | float))
    if years >= 0.9 * content.filled:
        return {"number": 1.0}
    return kinds


def _settle_prose(kinds: dict[ValueKind, float], texts: Sequence[tuple[str, int]]) -> dict[ValueKind, float]:
    """Count the shorter ones of long texts as prose too, where texts are long on the whole."""
    if not kinds.get("text") or not kinds.get("line"):
        return kinds
    total = sum(count for _, count in texts)
    if sum(len(text) * count for text, count in texts) < _SHORTEST_PROSE * total:
        return kinds
    rest: dict[ValueKind, float] = {kind: share for kind, share in kinds.items() if kind != "line"}
    rest["text"] += kinds["line"]
    return rest


def _may_be_coded(kinds: dict[ValueKind, float]) -> bool:
    """Tell whether words of a list are possible: prose, dates and addresses are none."""
    apart: tuple[ValueKind, ...] = ("text", "date", "email", "phone", "error")
    return sum(kinds.get(kind, 0.0) for kind in apart) < 0.9


def _find_separator(content: Content, kinds: dict[ValueKind, float]) -> str:
    """Find what separates several values in a cell."""
    lines = content.lines()
    if kinds.get("url", 0) >= 0.5:
        return find_address_separator(lines)
    if sum(kinds.get(kind, 0.0) for kind in ("line", "text", "identifier", "answer")) < 0.5:
        return ""
    return find_separator(lines)


def _choose_samples(content: Content) -> tuple[str, ...]:
    """Choose different texts as shown: from the beginning, for that is what a person sees too."""
    shown = (_show(content.values[text], text) for text, _ in zip(content.texts, range(_MOST_SAMPLES), strict=False))
    return tuple(shown)


def _show(value: CellValue, text: str) -> str:
    """Give a text as its author sees it, edge blanks left out."""
    return value.strip() if isinstance(value, str) and value.strip() else text


def _list_frequent(content: Content) -> tuple[tuple[str, int], ...]:
    """List the commonest texts with their counts; none where nearly all differ."""
    if len(content.texts) > 0.8 * content.filled and len(content.texts) > 10:
        return ()
    return tuple(content.texts.most_common(_MOST_FREQUENT))
