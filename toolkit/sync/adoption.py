"""Which rows describe datasets that people entered by hand; what such a dataset keeps when it is taken over. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from toolkit.model.entry import Entry, Held, Resource, Snapshot, Value
from toolkit.model.identity import build_name
from toolkit.sync.likeness import Traits, build_index, build_traits, list_close, score_title
from toolkit.sync.wish import Desired

Way: TypeAlias = Literal["identifier", "name", "url", "title"]
"""By what a row and a dataset are told to be the same."""
WAYS: tuple[Way, ...] = get_args(Way)
"""All of them, the surest first."""

NEAR = 0.9
"""From this likeness on, of 1, two titles are nearly the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and the one dataset that it describes; ``score`` is 1 but for titles that are only nearly the same."""

    row: Desired
    held: Held
    way: Way
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that fits several datasets, or one of several rows that fit the same dataset; nothing is taken over."""

    row: Desired
    held: tuple[Held, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was found, in the order of the rows; ``unmatched`` are rows that nothing in the catalogue is like."""

    pairs: tuple[Pair, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unmatched: tuple[Desired, ...] = ()


def find_pairs(rows: Sequence[Desired], foreign: Sequence[Held], ways: Collection[str] = WAYS) -> Pairs:
    """Tell which dataset each row describes: the surest way first, each side once, and nothing that is ambiguous.

    >>> row = Desired(Entry("a:7", "n", {"title": "Bäume"}), "Bäume", "a")
    >>> found = find_pairs([row], [Held("4f", Entry("", "baeume", {"title": "Bäume!"}), "1")])
    >>> [(pair.held.id, pair.way) for pair in found.pairs]
    [('4f', 'name')]
    """
    search = _Search(rows, foreign)
    for way in WAYS:
        if way == "name" and way in ways:
            search.pair_keys()
        if way in ways:
            search.pair(way)
    if "title" in ways:
        search.pair_near_titles()
    return search.build_pairs()


def hold_chosen(snapshot: Snapshot, pairs: Iterable[Pair]) -> Snapshot:
    """Let a snapshot hold the datasets to take over under the identifiers of their rows."""
    chosen = {pair.row.identifier: pair.held for pair in pairs}
    ids = {held.id for held in chosen.values()}
    others = {identifier: held for identifier, held in snapshot.held.items() if held.id not in ids}
    return replace(snapshot, held={**others, **chosen})


def hold_renamed(snapshot: Snapshot, renamed: Mapping[str, str]) -> Snapshot:
    """Let a snapshot hold datasets under their new identifiers (``renamed`` maps new -> old)."""
    old = frozenset(renamed.values())
    moved = {new: _identify(snapshot.held[former], new) for new, former in renamed.items() if former in snapshot.held}
    stay = {identifier: held for identifier, held in snapshot.held.items() if identifier not in old}
    return replace(snapshot, held={**stay, **moved})


def build_kept_base(sheet: Entry, held: Entry) -> Entry:
    """Give the base that lets the catalogue's values stay where both sides say something, and the sheet fill the rest.

    The identifier is always the sheet's.

    >>> sheet = Entry("a:1", "n", {"title": "x", "notes": "y"})
    >>> build_kept_base(sheet, Entry("", "n", {"title": "von Hand", "notes": ""})).fields
    {'title': 'x', 'notes': ''}
    """
    there = {resource.id: resource.fields for resource in held.resources}
    resources = tuple(
        Resource(item.id, _keep(sheet.identifier, item.fields, there[item.id]))
        for item in sheet.resources
        if item.id in there
    )
    return Entry(sheet.identifier, held.name, _keep(sheet.identifier, sheet.fields, held.fields), resources)


class _Search:
    """Looks for pairs; what is paired is out of the search."""

    def __init__(self, rows: Sequence[Desired], foreign: Sequence[Held]) -> None:
        self._rows = rows
        self._open = {row.identifier: row for row in rows}
        self._free = {held.id: held for held in foreign}
        self._traits = {held.id: build_traits(held.entry) for held in foreign}
        self._row_traits = {row.identifier: build_traits(row.entry) for row in rows}
        self._pairs: dict[str, Pair] = {}
        self._doubts: dict[str, Doubt] = {}

    def build_pairs(self) -> Pairs:
        """Give what was found."""
        rows = [row for row in self._rows if row.identifier not in self._pairs]
        return Pairs(
            tuple(self._pairs[row.identifier] for row in self._rows if row.identifier in self._pairs),
            tuple(self._doubts[row.identifier] for row in rows if row.identifier in self._doubts),
            tuple(row for row in rows if row.identifier not in self._doubts),
        )

    def pair(self, way: Way) -> None:
        """Pair what carries the same mark."""
        there: dict[str, list[str]] = defaultdict(list)
        for held in self._free.values():
            for mark in self._list_marks(way, held):
                there[mark].append(held.id)
        fits = {
            name: tuple(dict.fromkeys(id_ for mark in self._list_row_marks(way, row) for id_ in there.get(mark, ())))
            for name, row in self._open.items()
        }
        wanted: dict[str, list[str]] = defaultdict(list)
        for name, ids in fits.items():
            for id_ in ids:
                wanted[id_].append(name)
        for name, ids in fits.items():
            self._settle(way, name, ids, is_wanted_once=all(len(wanted[id_]) == 1 for id_ in ids))

    def pair_keys(self) -> None:
        """Pair rows whose key is a dataset's URL name, as in a workbook that was made of the catalogue."""
        names = {held.entry.name: held for held in self._free.values()}
        for row in tuple(self._open.values()):
            held = names.get(row.identifier.removeprefix(f"{row.inventory}:"))
            if held is not None and held.id in self._free:
                self._take(Pair(row, held, "name"))

    def pair_near_titles(self) -> None:
        """Pair titles that are nearly the same, where no other is as near."""
        free = list(self._free)
        index = build_index([self._traits[id_] for id_ in free])
        scored = [
            (score_title(self._row_traits[name].title, self._traits[free[place]].title), name, free[place])
            for name in self._open
            for place in list_close(self._row_traits[name], index)
        ]
        near = sorted((item for item in scored if item[0] >= NEAR), reverse=True)
        wanted = Counter(id_ for _, _, id_ in near)
        close: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for score, name, id_ in near:
            close[name].append((score, id_))
        for name, found in close.items():
            score, id_ = found[0]
            if len(found) == wanted[id_] == 1:
                self._take(Pair(self._open[name], self._free[id_], "title", round(score, 2)))
            else:
                held = tuple(self._free[other] for _, other in found)
                self._doubts.setdefault(name, Doubt(self._open[name], held, "title"))

    def _settle(self, way: Way, name: str, ids: tuple[str, ...], *, is_wanted_once: bool) -> None:
        """Take a pair that is the only one for both sides, or remember the doubt."""
        if len(ids) == 1 and is_wanted_once:
            self._take(Pair(self._open[name], self._free[ids[0]], way))
        elif ids:
            there = tuple(self._free[id_] for id_ in ids if id_ in self._free)
            self._doubts.setdefault(name, Doubt(self._open[name], there, way))

    def _take(self, pair: Pair) -> None:
        """Remember a pair."""
        self._pairs[pair.row.identifier] = pair
        del self._open[pair.row.identifier], self._free[pair.held.id]

    def _list_marks(self, way: Way, held: Held) -> Collection[str]:
        """Give what a dataset carries."""
        match way:
            case "identifier":
                return (held.entry.identifier,) if held.entry.identifier else ()
            case "name":
                return (held.entry.name,)
            case _:
                return _list_traits(way, self._traits[held.id])

    def _list_row_marks(self, way: Way, row: Desired) -> Collection[str]:
        """Give what a row would carry; people write the bare key where we write it with the inventory's name."""
        match way:
            case "identifier":
                return (row.identifier, row.identifier.removeprefix(f"{row.inventory}:"))
            case "name":
                return (build_name(row.title, row.identifier, ()),)
            case _:
                return _list_traits(way, self._row_traits[row.identifier])


def _list_traits(way: Way, traits: Traits) -> Collection[str]:
    """Give the marks among an entry's traits."""
    return traits.links if way == "url" else (traits.title,) if traits.title else ()


def _identify(held: Held, identifier: str) -> Held:
    """Hold an entry under another identifier."""
    return replace(held, entry=replace(held.entry, identifier=identifier))


def _keep(identifier: str, sheet: Mapping[str, Value], held: Mapping[str, Value]) -> dict[str, Value]:
    """Give a base under which the sheet's value counts only where the catalogue's is empty, or is the identifier."""
    return {
        key: held.get(key) if held.get(key) in (None, "", ()) or value == identifier else value
        for key, value in sheet.items()
    }
