"""One write that is about to happen: what goes into the ledger before the request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit.model.entry import Entry, Held, Pushed
from toolkit.model.plan import IDENTIFIER, Adopt, Create, Delete, Update, Withdraw
from toolkit.sync.merge import build_adopted_base, is_same_content
from toolkit.sync.pending import Pending, settle_base

Write: TypeAlias = "Create | Update | Adopt | Withdraw | Delete"


@dataclass(frozen=True, slots=True)
class Intent:
    """One write.

    ``entry`` is what the catalogue is to hold, ``sheet`` the base after it and ``base`` the one until then; ``before``
    is what the catalogue holds now, with our resources only: those that ``entry`` lacks are to go (``removed``).
    ``doubtful`` tells that an earlier run may have created the dataset already. ``former`` is the identifier that
    the dataset had until now, where its key was changed. ``must_write`` tells that the catalogue has to
    learn the identifier even where all fields are the same. ``forget`` lets the ledger forget the dataset once the
    write is done.
    """

    action: Literal["create", "update", "adopt", "withdraw", "delete"]
    identifier: str
    inventory: str
    entry: Entry
    sheet: Entry
    base: Entry | None = None
    before: Held | None = None
    removed: tuple[str, ...] = ()
    doubtful: bool = False
    former: str = ""
    must_write: bool = False
    forget: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether the catalogue holds everything already, so that only the ledger has to learn it."""
        if self.action != "adopt" or self.must_write or self.before is None:
            return False
        return is_same_content(self.entry, self.before.entry)


def build_intent(change: Write, pushed: Pushed | None, held: Held | None) -> Intent:
    """Make a change ready to be written over what the catalogue holds now. Raises ValueError where that is missing."""
    if isinstance(change, Create):
        doubtful = isinstance(pushed, Pending) and pushed.before is None
        return Intent("create", change.identifier, change.inventory, change.entry, change.entry, doubtful=doubtful)
    if held is None:
        raise ValueError(change.identifier)
    match change:
        case Update():
            return _build_update(change, settle_base(pushed, held) if pushed else None, held)
        case Adopt():
            base = build_adopted_base(change.entry, held.entry)
            before, sheet = _narrow(held, change.entry), change.sheet or change.entry
            is_new = any(item.field == IDENTIFIER for item in change.changes)
            own = (change.identifier, change.inventory, change.entry, sheet, base, before)
            return Intent("adopt", *own, must_write=is_new)
        case Withdraw():
            return _build_withdraw(change, settle_base(pushed, held) if pushed else None, held)
        case Delete():
            return _build_delete(change, settle_base(pushed, held) if pushed else None, held)


def find_pushed(change: Write, pushed: Mapping[str, Pushed]) -> Pushed | None:
    """Give what the ledger knows of a change's dataset, by its former identifier where its key was changed."""
    if not isinstance(change, Update) or not change.former:
        return pushed.get(change.identifier)
    both = (pushed.get(change.identifier), pushed.get(change.former))
    return next((known for known in both if known and known.catalogue_id == change.id), None)


def _build_update(change: Update, base: Entry | None, held: Held) -> Intent:
    """Write an entry's changed fields."""
    return Intent(
        "update",
        change.identifier,
        change.inventory,
        change.entry,
        change.sheet,
        base,
        _narrow(held, change.entry, change.removed),
        change.removed,
        forget=change.forget,
        former=change.former,
    )


def _build_withdraw(change: Withdraw | Delete, base: Entry | None, held: Held) -> Intent:
    """Make an entry private; without a base we know nothing else of it."""
    known = base or Entry(change.identifier, held.entry.name, {})
    entry, sheet = (replace(side, fields={**side.fields, "private": True}) for side in (held.entry, known))
    return Intent("withdraw", change.identifier, change.inventory, entry, sheet, base, held)


def _build_delete(change: Delete, base: Entry | None, held: Held) -> Intent:
    """Delete an entry, which makes it private first: a run that dies in between has withdrawn it."""
    return replace(_build_withdraw(change, base, held), action="delete", forget=True)


def _narrow(held: Held, entry: Entry, removed: tuple[str, ...] = ()) -> Held:
    """Leave other people's resources out of what the catalogue holds, so that nobody takes them for removed ones."""
    ours = {resource.id for resource in entry.resources} | set(removed)
    resources = tuple(resource for resource in held.entry.resources if resource.id in ours)
    return replace(held, entry=replace(held.entry, resources=resources))
