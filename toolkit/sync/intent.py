"""One write that is about to happen: what goes into the ledger before the request. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from toolkit.model.entry import Entry, Held, Pushed
from toolkit.model.plan import Adopt, Create, Delete, Update, Withdraw
from toolkit.sync.merge import build_adopted_base, is_same_content
from toolkit.sync.pending import Pending, settle_base

Write: TypeAlias = "Create | Update | Adopt | Withdraw | Delete"


@dataclass(frozen=True, slots=True)
class Intent:
    """One write.

    ``entry`` is what the catalogue is to hold, ``sheet`` the base after it and ``base`` the one until then; ``before``
    is what the catalogue holds now, with our resources only: those that ``entry`` lacks are to go (``removed``).
    ``doubtful`` tells that an earlier run may have created the dataset already.
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

    @property
    def is_idle(self) -> bool:
        """Whether the catalogue holds everything already, so that only the ledger has to learn it."""
        return self.action == "adopt" and self.before is not None and is_same_content(self.entry, self.before.entry)


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
            before = _narrow(held, change.entry)
            return Intent("adopt", change.identifier, change.inventory, change.entry, change.entry, base, before)
        case Withdraw():
            return _build_withdraw(change, settle_base(pushed, held) if pushed else None, held)
        case Delete():
            known = settle_base(pushed, held) if pushed else None
            sheet = known or held.entry
            return Intent("delete", change.identifier, change.inventory, held.entry, sheet, known, held)


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
    )


def _build_withdraw(change: Withdraw, base: Entry | None, held: Held) -> Intent:
    """Make an entry private; without a base we know nothing else of it."""
    known = base or Entry(change.identifier, held.entry.name, {})
    entry, sheet = (replace(side, fields={**side.fields, "private": True}) for side in (held.entry, known))
    return Intent("withdraw", change.identifier, change.inventory, entry, sheet, base, held)


def _narrow(held: Held, entry: Entry, removed: tuple[str, ...] = ()) -> Held:
    """Leave other people's resources out of what the catalogue holds, so that nobody takes them for removed ones."""
    ours = {resource.id for resource in entry.resources} | set(removed)
    resources = tuple(resource for resource in held.entry.resources if resource.id in ours)
    return replace(held, entry=replace(held.entry, resources=resources))
