"""What a plan comes to: who will see what, what changes, what waits and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.model.plan import Adopt, Blocked, Change, Conflict, Create, Delete, Unchanged, Update, Withdraw


@dataclass(frozen=True, slots=True)
class Facts:
    """The datasets of a plan by what becomes of them; one that changes and becomes public counts as public only."""

    public: tuple[Change, ...] = ()
    hidden: tuple[Change, ...] = ()
    deleted: tuple[Change, ...] = ()
    staff: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    conflicts: tuple[Change, ...] = ()
    blocked: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    kept: int = 0

    @property
    def waiting(self) -> Mapping[str, tuple[int, int]]:
        """How many conflicts and blocked datasets wait for each inventory's department."""
        conflicts = Counter(change.inventory for change in self.conflicts)
        blocked = Counter(change.inventory for change in self.blocked)
        return {name: (conflicts[name], blocked[name]) for name in sorted({*conflicts, *blocked})}


def build_facts(changes: Iterable[Change]) -> Facts:
    """Sort changes by what becomes of their datasets, and count the fields that stay as people edited them."""
    sorted_by: dict[str, list[Change]] = {}
    kept = 0
    for change in changes:
        sorted_by.setdefault(_sort(change), []).append(change)
        kept += len(change.kept) if isinstance(change, Update | Adopt | Unchanged) else 0
    found = {name: tuple(several) for name, several in sorted_by.items()}
    return Facts(
        public=found.get("public", ()),
        hidden=found.get("hidden", ()),
        deleted=found.get("deleted", ()),
        staff=found.get("staff", ()),
        changed=found.get("changed", ()),
        conflicts=found.get("conflicts", ()),
        blocked=found.get("blocked", ()),
        unchanged=found.get("unchanged", ()),
        kept=kept,
    )


def _sort(change: Change) -> str:
    """Name the field of ``Facts`` that a change belongs to."""
    match change:
        case Create():
            return "staff" if change.entry.private else "public"
        case Update() | Adopt():
            # Only what the sheet decides anew is told: an entry that stays public has no such change.
            turned = next((item for item in change.changes if item.field == "private"), None)
            return "changed" if turned is None else "public" if turned.after is False else "hidden"
        case Withdraw():
            return "hidden"
        case Delete():
            return "deleted"
        case Conflict():
            return "conflicts"
        case Blocked():
            return "blocked"
        case Unchanged():
            return "unchanged"
