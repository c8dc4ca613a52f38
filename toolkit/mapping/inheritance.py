"""``extends``: a mapping completes a shared base, key by key, so that one city's rules stand once.

The mapping's own word wins. Keys below each other are merged however deep they stand; texts, numbers and lists are
replaced. ``null`` takes away what the base says, except as the target of a look-up's word, where it is a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ruamel.yaml.comments import CommentedMap

from toolkit.mapping.complaint import Complaint
from toolkit.mapping.lookup import fold
from toolkit.mapping.source import Merged, Origin, Path, Source, parse_source, walk
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.headingname import normalize_heading

FORMAT = "bestand-mapping/1"

ReadBase: TypeAlias = "Callable[[str], Base]"
"""Reads the mapping that ``extends:`` names. Raises Problem where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A mapping that others complete: its name for messages, its text, and how the base of its own is read.

    ``place`` tells it from every other one, so that a circle is seen.
    """

    name: str
    text: str
    place: str
    read_base: ReadBase


def extend(source: Source, read_base: ReadBase | None, above: tuple[Base, ...] = ()) -> Source:
    """Complete a mapping by the base that it names, and that by its own.

    Raises Complaint where there is no such base, where it is no mapping, and where bases complete each other in a
    circle.
    """
    wanted = source.tree.get("extends")
    if not isinstance(wanted, str):
        return source
    base = _read(wanted, source, read_base)
    if any(one.place == base.place for one in above):
        raise _circle(source, base, above)
    whole = extend(_parse_base(base), base.read_base, (*above, base))
    inherited = {key: value for key, value in whole.tree.items() if key != "extends"}
    tree = _merge(_Side(source.tree, source.name), _Side(inherited, whole.name, whole.tree), ())
    return replace(source, tree=tree)


def _read(wanted: str, source: Source, read_base: ReadBase | None) -> Base:
    """Read a base; what is wrong with its name is said of the line that names it."""
    if read_base is None or not wanted.strip():
        what = say("“extends: {name}” names no mapping that can be read here", name=wanted)
        raise source.problem(("extends",), what, say("Name a mapping beside this one, such as stadt.yaml."))
    try:
        return read_base(wanted)
    except Problem as problem:
        raise source.problem(("extends",), problem.what, problem.remedy) from problem


def _parse_base(base: Base) -> Source:
    """Parse a base, which must call itself a mapping: no other file is read into one."""
    source = parse_source(base.text, base.name)
    if source.tree.get("format") != FORMAT:
        what = say("a mapping that others extend begins with “format: {format}”, too", format=FORMAT)
        raise source.problem(("format",), what, say("Write that line at its top, if it is the right file."))
    return source


def _circle(source: Source, base: Base, above: tuple[Base, ...]) -> Complaint:
    """Say which mappings complete each other in a circle."""
    places = [one.place for one in above]
    names = [one.name for one in above[places.index(base.place) :]]
    what = say("the mappings extend each other in a circle: {names}", names=" → ".join([*names, base.name]))
    return source.problem(("extends",), what, say("Take “extends” out of the one that all others complete."))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The keys that one of two mappings has at a place; ``known`` is what knows their lines."""

    keys: Any
    name: str
    known: Any = None

    def origin(self, key: Any) -> Origin:
        """Give the file and the line of a key."""
        return next(walk(self.keys if self.known is None else self.known, self.name, (key,)), (self.name, 0))

    def below(self, key: Any, value: Any) -> _Side:
        """Give what stands below a key; a short form is written out, with its line."""
        name, line = self.origin(key)
        if not isinstance(value, str):
            return _Side(value, name)
        written = Merged()
        written.put("field", value, (name, line))
        return _Side(written, name)


_DEEPEST = 6
"""How many keys stand above each other in a mapping at most; below that nothing is merged."""


def _merge(own: _Side, base: _Side, path: Path) -> Merged:
    """Merge what two mappings say at one place; what the mapping says itself comes first, in its own spelling."""
    merged = Merged()
    spell = _find_spelling(path)
    inherited: dict[Any, list[Any]] = {}
    for key in base.keys:
        inherited.setdefault(spell(key), []).append(key)
    for key, value in own.keys.items():
        there = inherited.get(spell(key))
        if not there:
            merged.put(key, value, own.origin(key))
            continue
        same = there.pop(0)
        if value is not None or _is_lookup(path):
            merged.put(key, _complete(own, base, (key, same), (*path, key)), own.origin(key))
    for key in (key for keys in inherited.values() for key in keys):
        merged.put(key, base.keys[key], base.origin(key))
    return merged


def _complete(own: _Side, base: _Side, keys: tuple[Any, Any], path: Path) -> Any:
    """Give what holds for a key that both mappings say."""
    mine, theirs = own.keys[keys[0]], base.keys[keys[1]]
    if _is_column(path):
        if not _has_same_purpose(mine, theirs):
            return mine
    elif not (_is_map(mine) and _is_map(theirs)) or len(path) > _DEEPEST:
        return mine
    return _merge(own.below(keys[0], mine), base.below(keys[1], theirs), path)


def _has_same_purpose(mine: Any, theirs: Any) -> bool:
    """Tell whether two entries can speak of a column together: the mapping's own gives it no other meaning."""
    if not (isinstance(mine, str) or _is_map(mine)) or not (isinstance(theirs, str) or _is_map(theirs)):
        return False
    said, base = ({"field": one} if isinstance(one, str) else one for one in (mine, theirs))
    purposes = [key for key in ("field", "release", "ignore") if said.get(key)]
    return all(base.get(key) == said[key] for key in purposes)


def _is_map(node: Any) -> bool:
    return isinstance(node, CommentedMap | Merged | dict)


def _is_column(path: Path) -> bool:
    """Tell whether a column's entry stands at a place, such as ``datasets.columns.Titel``."""
    return len(path) == 3 and path[1] == "columns"


def _is_lookup(path: Path) -> bool:
    """Tell whether words of a look-up stand at a place."""
    if path[:1] == ("lookups",):
        return len(path) == 2
    return _is_column(path[:-1]) and path[-1] in {"lookup", "lookup_contains", "lookup_regex"}


def _find_spelling(path: Path) -> Callable[[Any], Any]:
    """Say which keys of a place are the same: headings and words are, however they are written."""
    if path[1:] in {("columns",), ("expect", "filled")}:
        return lambda key: normalize_heading(key) if isinstance(key, str) else key
    if path[-1:] != ("lookup_regex",) and (_is_lookup(path) or (_is_column(path[:-1]) and path[-1] == "answers")):
        return lambda key: fold(key) if isinstance(key, str) else key
    return lambda key: key
