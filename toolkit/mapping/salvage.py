"""What is left of a mapping when that is taken away which is no mapping, so that all the rest can be proved, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.mapping.source import Path

_TABLES = frozenset({"datasets", "distributions"})
_KEYS = frozenset({"key", "dataset"})
_STAND_INS: Mapping[Path, Any] = {
    ("format",): "bestand-mapping/1",
    ("inventory",): "x",
    ("datasets", "sheet"): "x",
    ("distributions", "sheet"): "x",
    ("datasets", "columns"): {},
    ("distributions", "columns"): {},
}
"""What stands for a missing word that nothing else is held against."""


def salvage(tree: Mapping[Any, Any], wrong: Iterable[Path]) -> dict[Any, Any]:
    """Take away what is wrong in a mapping's tree: of a table the column or the key, of the rest the whole key.

    >>> salvage({"title": 3, "datasets": {"sheet": "A", "columns": {"T": "title", "S": 3}}}, [("title",),
    ...     ("datasets", "columns", "S")])
    {'datasets': {'sheet': 'A', 'columns': {'T': 'title'}}}
    """
    rest = dict(tree)
    for path in {_cut(path) for path in wrong}:
        _take_away(rest, path)
        if path in _STAND_INS:
            _put_in(rest, path)
    second = rest.get("distributions")
    if isinstance(second, Mapping) and not second.keys() >= _KEYS:
        del rest["distributions"]  # its columns are held against these keys; the datasets are not
    return rest


def _cut(path: Path) -> Path:
    """Give the place that is taken away for something that is wrong at a path."""
    if path[:1] and path[0] in _TABLES:
        return path[: 3 if path[1:2] == ("columns",) else 2]
    return path[:1]


def _take_away(rest: dict[Any, Any], path: Path) -> None:
    """Take a key away; the maps above it are copied, so that the mapping's own tree stays as it is."""
    at: Any = rest
    for step in path[:-1]:
        below = at.get(step)
        if not isinstance(below, Mapping):
            return
        at[step] = dict(below)
        at = at[step]
    at.pop(path[-1], None)


def _put_in(rest: dict[Any, Any], path: Path) -> None:
    """Put in what stands for a missing word."""
    at: Any = rest
    for step in path[:-1]:
        at = at.get(step)
        if not isinstance(at, dict):
            return
    at[path[-1]] = _STAND_INS[path]
