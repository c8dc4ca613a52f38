"""A lost ledger made anew from what the catalogue holds; what cannot be known stays unknown. Pure.

What was last pushed tells who changed a field since, and it is gone. Where sheet and catalogue agree, that is it. Where
they differ, either side may have changed: the base is then ``UNKNOWN``, so that the next plan shows a conflict and
overwrites nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit.model.entry import UNKNOWN, Entry, Held, Pushed, Resource, Snapshot, Value
from toolkit.sync.alignment import KEYS, align_resources
from toolkit.sync.guards import find_inventory
from toolkit.sync.merge import is_same_value
from toolkit.sync.wish import Barred, Desired, Faulty, Wish

Kind: TypeAlias = Literal["agreed", "different", "unread", "rowless"]
"""How a dataset's row stands to it: the same, not the same, not to be compared (held back), not there."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dataset of the catalogue that carries our identifier and that the ledger does not know.

    ``base`` is what the ledger is to learn, ``unknown`` names the fields that differ (``resources.<id>.<field>``).
    """

    inventory: str
    identifier: str
    title: str
    held: Held
    base: Entry
    kind: Kind
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What a ledger can learn from a catalogue.

    ``found`` is to be learnt; ``left`` are datasets without a row, which nobody asked for; ``known`` are identifiers
    that the ledger knows already; ``absent`` are rows that the catalogue does not hold.
    """

    target: str
    found: tuple[Found, ...]
    left: tuple[Found, ...]
    known: tuple[str, ...]
    absent: tuple[Desired, ...]


def build_rebuild(wish: Wish, snapshot: Snapshot, pushed: Mapping[str, Pushed], *, rowless: bool = False) -> Rebuild:
    """Compare catalogue, sheets and what is left of the ledger; ``rowless`` asks for datasets without a row, too."""
    rows = _index_rows(wish)
    every = [
        _build_found(held, rows.get(identifier), find_inventory(identifier, wish.inventories))
        for identifier, held in sorted(snapshot.held.items())
        if not _is_known(pushed.get(identifier), held) and find_inventory(identifier, wish.inventories)
    ]
    return Rebuild(
        snapshot.target,
        tuple(found for found in every if found.kind != "rowless" or rowless),
        tuple(found for found in every if found.kind == "rowless" and not rowless),
        tuple(sorted(name for name, held in snapshot.held.items() if _is_known(pushed.get(name), held))),
        tuple(row for row in wish.desired if row.identifier not in snapshot.held),
    )


def build_rebuilt_base(sheet: Entry | None, held: Entry) -> tuple[Entry, tuple[str, ...]]:
    """Give the base as far as it is known, and the fields where sheet and catalogue differ.

    Without a sheet everything is unknown. Our resources that the sheet lacks are in the base, too: somebody may have
    removed them from the sheet.

    >>> held = Entry("a:1", "n", {"title": "Bäume", "notes": "von Hand", "author": "Amt"})
    >>> base, unknown = build_rebuilt_base(Entry("a:1", "m", {"title": "Bäume", "notes": "alt"}), held)
    >>> base.name, base.fields["title"], base.fields["notes"] == UNKNOWN, "author" in base.fields, unknown
    ('n', 'Bäume', True, False, ('notes',))
    """
    if sheet is None:
        blank = tuple(replace(item, fields=_forget(item.fields), file="") for item in held.resources if _is_ours(item))
        return Entry(held.identifier, held.name, _forget(held.fields), blank), ()
    fields, unknown = _agree(sheet.fields, held.fields)
    there = {item.id: item for item in held.resources}
    pairs = [_agree_on_resource(item, there.get(item.id)) for item in sheet.resources]
    wanted = {item.id for item in sheet.resources}
    gone = [item for item in held.resources if item.id not in wanted and _is_ours(item)]
    parts = (*(item for item, _ in pairs), *(Resource(item.id, _forget(item.fields)) for item in gone))
    base = Entry(sheet.identifier, held.name, fields, parts)
    inner = (path for _, paths in pairs for path in paths)
    return base, (*unknown, *inner, *(f"resources.{item.id}" for item in gone))


def _index_rows(wish: Wish) -> dict[str, Desired | Barred | Faulty]:
    """Give the row of each identifier; one that must not be read comes before one that may."""
    every: Iterable[Desired | Barred | Faulty] = (*wish.desired, *wish.faulty, *wish.barred)
    return {row.identifier: row for row in every}


def _build_found(held: Held, row: Desired | Barred | Faulty | None, inventory: str) -> Found:
    """Compare one dataset with its row."""
    sheet = align_resources(row.entry, held.entry) if isinstance(row, Desired) else None
    base, unknown = build_rebuilt_base(sheet, held.entry)
    title = row.title if row else str(held.entry.fields.get("title") or "")
    kind: Kind = "rowless" if row is None else "unread" if sheet is None else "different" if unknown else "agreed"
    return Found(inventory, held.entry.identifier, title, held, base, kind, unknown)


def _is_known(pushed: Pushed | None, held: Held) -> bool:
    """Tell whether the ledger knows a dataset; one that it knows by another id is gone, and this is a new one."""
    return pushed is not None and pushed.catalogue_id in {"", held.id}


def _agree_on_resource(sheet: Resource, held: Resource | None) -> tuple[Resource, tuple[str, ...]]:
    """Give a resource's base: all unknown where the catalogue does not hold it, since somebody may have removed it."""
    path = f"resources.{sheet.id}"
    if held is None:
        return Resource(sheet.id, _forget(sheet.fields)), (path,)
    fields, unknown = _agree(sheet.fields, held.fields)
    return Resource(sheet.id, fields), tuple(f"{path}.{key}" for key in unknown)


def _agree(sheet: Mapping[str, Value], held: Mapping[str, Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Give the fields on which both sides agree, the others as unknown, and the names of those."""
    unknown = tuple(_list_different(sheet, held))
    return {key: UNKNOWN if key in unknown else value for key, value in sheet.items()}, unknown


def _list_different(sheet: Mapping[str, Value], held: Mapping[str, Value]) -> Iterator[str]:
    """Name the fields that the catalogue holds otherwise."""
    return (key for key, value in sheet.items() if not is_same_value(value, held.get(key)))


def _forget(fields: Mapping[str, Value]) -> dict[str, Value]:
    """Give fields of which nothing is known."""
    return dict.fromkeys(fields, UNKNOWN)


def _is_ours(resource: Resource) -> bool:
    """Tell whether a resource is one that we made: it carries a distribution's key, or an id made of one."""
    if any(resource.fields.get(key) for key in KEYS):
        return True
    try:
        return uuid.UUID(resource.id).version == 5
    except ValueError:
        return False
