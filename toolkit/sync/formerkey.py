"""Going back over a changed key: catalogue and ledger know the dataset by its former identifier again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.model.entry import Pushed, Snapshot
from toolkit.model.message import say
from toolkit.model.plan import Blocked, Change, Update
from toolkit.sync.footprint import Footprint


def settle_key(footprint: Footprint, pushed: Mapping[str, Pushed]) -> Footprint:
    """Name a dataset as the ledger does now: by its former key where somebody went back already."""
    ids = {name: pushed[name].catalogue_id for name in (footprint.former, footprint.identifier) if name in pushed}
    own = footprint.catalogue_id
    if ids.get(footprint.former) != own or ids.get(footprint.identifier) == own:
        return footprint
    return replace(footprint, identifier=footprint.former)


def list_renamed(changes: Iterable[Change]) -> dict[str, str]:
    """List the changes of keys: the identifier to come -> the one until now."""
    return {change.identifier: change.former for change in changes if isinstance(change, Update) and change.former}


def block_taken(changes: Iterable[Change], snapshot: Snapshot, pushed: Mapping[str, Pushed]) -> tuple[Change, ...]:
    """Hold those back whose former key belongs to another dataset by now, unless that one moves on as well."""
    made = tuple(changes)
    leaving = frozenset(list_renamed(made).values())
    taken = {
        change.identifier
        for change in made
        if isinstance(change, Update) and change.former and change.identifier not in leaving
        if change.identifier in snapshot.held or change.identifier in pushed
    }
    if not taken:
        return made
    return block_taken((_block(change) if change.identifier in taken else change for change in made), snapshot, pushed)


def _block(change: Change) -> Change:
    """Hold one back."""
    if not isinstance(change, Update) or not change.former:
        return change
    return Blocked(
        change.former,
        change.title,
        change.inventory,
        say("its former key {key} belongs to another dataset by now", key=change.identifier),
        say("undo the run that gave the key to the other one first, or change the key back with --renamed"),
    )
