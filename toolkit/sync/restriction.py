"""Leaves inventories out of a plan that must not go through, so that the others still do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.model.dataset import Organization
from toolkit.model.entry import Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Change, Create, Likeness, Plan, Update
from toolkit.sync.foundation import list_needed_groups
from toolkit.sync.guards import find_inventory, guard_likenesses, guard_withdrawals, is_leaving


@dataclass(frozen=True, slots=True)
class Limit:
    """How many datasets of one inventory may leave the public at once: a number, or percent of its public datasets."""

    value: int
    percent: bool = False

    def allow(self, public: int) -> int:
        """Give the number of datasets.

        >>> Limit(7).allow(50), Limit(10, percent=True).allow(59), Limit(10, percent=True).allow(9)
        (7, 5, 0)
        """
        return public * self.value // 100 if self.percent else self.value


def leave_out(plan: Plan, inventories: Collection[str]) -> Plan:
    """Give a plan without the changes of some inventories.

    What the plan was made for stays (``inventories``, ``scope_organizations``, ``fingerprint``): it still is the state
    of the catalogue that it was compared with. Organisations that nothing else needs are not created, and packages of
    these inventories stay as they are.
    """
    if not inventories:
        return plan
    changes = tuple(change for change in plan.changes if change.inventory not in inventories)
    kept = {change.identifier for change in changes}
    return replace(
        plan,
        changes=changes,
        organizations=_find_needed(plan.organizations, changes),
        groups=list_needed_groups(plan.groups, changes),
        folders={name: folder for name, folder in plan.folders.items() if name not in inventories},
        likenesses=tuple(item for item in plan.likenesses if item.identifier in kept),
    )


def _find_needed(organizations: tuple[Organization, ...], changes: Iterable[Change]) -> tuple[Organization, ...]:
    """Keep the organisations that entries go to, and those above them."""
    writing = (change.entry for change in changes if isinstance(change, Create | Update | Adopt))
    needed = {str(entry.fields.get("owner_org")) for entry in writing}
    parents = {organization.name: organization.parent for organization in organizations}
    for name in tuple(needed):
        above = parents.get(name)
        while above and above not in needed:
            needed.add(above)
            above = parents.get(above)
    return tuple(organization for organization in organizations if organization.name in needed)


def guard_each(
    plan: Plan, snapshot: Snapshot, inventories: Collection[str], limits: Mapping[str, Limit]
) -> dict[str, Message]:
    """Say which inventories would take too many datasets from the public at once, or look as if keys had changed.

    Each is held against its limit, or against the usual one. Those without a limit of their own are then held against
    the usual one together, so that one cause that empties every sheet a little is noticed as well. The plan's own
    guards are not looked at: make it with ``Options.withdraw_limit`` out of the way.
    """
    leaving = _sort_leaving(plan.changes, snapshot)
    alike = _sort_likenesses(plan.likenesses, inventories)
    guards: dict[str, Message] = {}
    for name in sorted(leaving.keys() | alike.keys()):
        own, public = leaving.get(name, []), count_public(snapshot, name, inventories)
        message = _guard_one(own, snapshot, inventories, limits.get(name), public)
        message = message or _guard_likeness(alike.get(name, []), limits.get(name), public)
        if message is not None:
            guards[name] = message
    usual = [name for name in leaving if name not in guards and name not in limits]
    together = guard_withdrawals([one for name in usual for one in leaving[name]], snapshot, inventories)
    return guards | (dict.fromkeys(usual, together[0]) if together else {})


def _sort_leaving(changes: Iterable[Change], snapshot: Snapshot) -> dict[str, list[Change]]:
    """Sort what takes a dataset from the public by inventory."""
    leaving: dict[str, list[Change]] = {}
    for change in changes:
        if is_leaving(change, snapshot):
            leaving.setdefault(change.inventory, []).append(change)
    return leaving


def _sort_likenesses(likenesses: Iterable[Likeness], inventories: Collection[str]) -> dict[str, list[Likeness]]:
    """Sort new rows that look like vanished ones by inventory."""
    alike: dict[str, list[Likeness]] = {}
    for likeness in likenesses:
        alike.setdefault(find_inventory(likeness.identifier, inventories), []).append(likeness)
    return alike


def _guard_likeness(alike: Collection[Likeness], limit: Limit | None, public: int) -> Message | None:
    """Hold an inventory's likenesses against its limit."""
    return next(iter(guard_likenesses(alike, None if limit is None else limit.allow(public))), None)


def _guard_one(
    leaving: Collection[Change], snapshot: Snapshot, inventories: Collection[str], limit: Limit | None, public: int
) -> Message | None:
    """Hold one inventory against its limit."""
    if limit is None:
        return next(iter(guard_withdrawals(leaving, snapshot, inventories)), None)
    allowed = limit.allow(public)
    if len(leaving) <= allowed:
        return None
    return say(
        "{n} of {public} public datasets would leave the public at once; max_withdraw allows {limit}",
        n=len(leaving),
        public=public,
        limit=allowed,
    )


def count_public(snapshot: Snapshot, inventory: str, inventories: Collection[str]) -> int:
    """Count the public datasets of one inventory."""
    return sum(
        not held.entry.private and find_inventory(identifier, inventories) == inventory
        for identifier, held in snapshot.held.items()
    )
