"""What a plan is about to do, for a catalogue to judge beforehand; and what becomes of changes it would refuse. Pure.

A change that would certainly be refused is blocked in the plan, so that nothing is left half-done. What protects is
never blocked: a withdrawal is tried even where it will probably be refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from toolkit.catalogues.base import Intended
from toolkit.model.dataset import Organization
from toolkit.model.entry import Snapshot
from toolkit.model.grid import CellRef
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Blocked, Change, Check, Create, Plan, Update, Withdraw


def build_intended(plan: Plan, snapshot: Snapshot) -> Intended:
    """Say what a plan is about to do and where the datasets that it touches are now."""
    writes = [change for change in plan.changes if isinstance(change, Create | Update | Adopt)]
    touched = {change.identifier for change in plan.changes if getattr(change, "id", "")}
    found = ((name, snapshot.find(name)) for name in sorted(touched))
    homes = {name: str(held.entry.fields.get("owner_org") or "") for name, held in found if held}
    return Intended(
        plan.changes,
        frozenset(str(name) for change in writes if (name := change.entry.fields.get("owner_org"))),
        frozenset(organization.name for organization in plan.organizations),
        frozenset(name for change in writes for name in _list_groups(change)) - {group.name for group in plan.groups},
        homes,
        None if snapshot.organizations is None else frozenset(snapshot.organizations),
    )


def block_refused(plan: Plan, checks: tuple[Check, ...]) -> Plan:
    """Put the checks into a plan, and block the changes that the catalogue would certainly refuse.

    An update that takes a public dataset from the public is cut down to that. Organisations and groups that only
    blocked datasets need are not created.
    """
    refused = {name: check for check in reversed(checks) if check.state == "bad" for name in check.identifiers}
    changes = tuple(_judge(change, refused.get(change.identifier)) for change in plan.changes)
    spared = _list_needed(plan.changes, plan.organizations) - _list_needed(changes, plan.organizations)
    organizations = tuple(item for item in plan.organizations if item.name not in spared)
    unneeded = _list_all_groups(plan.changes) - _list_all_groups(changes)
    groups = tuple(group for group in plan.groups if group.name not in unneeded)
    return replace(plan, changes=changes, organizations=organizations, groups=groups, preflight=checks)


def _judge(change: Change, check: Check | None) -> Change:
    """Block one change, or leave of it what protects."""
    if check is None or not isinstance(change, Create | Update | Adopt):
        return change
    own = (change.identifier, change.title, change.inventory)
    cell = _find_cell(change, check.field)
    if not isinstance(change, Create) and _takes_away(change):
        return Withdraw(*own, change.id, change.revision, _say_waiting(check.text), _find_cell(change, "private"))
    return Blocked(*own, check.text, check.remedy or say("correct it, or ask who runs the catalogue"), cell)


def _takes_away(change: Update | Adopt) -> bool:
    """Tell whether a change makes a public dataset private."""
    return any(item.field == "private" and item.after is not False for item in change.changes)


def _say_waiting(reason: Message) -> Message:
    """Say that a dataset is only withdrawn."""
    return say("the sheet no longer gives it to the public; the rest has to wait: {reason}", reason=reason)


def _find_cell(change: Create | Update | Adopt, field: str) -> CellRef | None:
    """Find the cell of a field; ``resources.<field>`` stands for the first resource's that has one."""
    prefix, _, inner = field.partition(".")
    for item in change.changes if field else ():
        is_of_resource = prefix == "resources" and item.field.startswith("resources.")
        if item.field == field or (is_of_resource and item.field.endswith(f".{inner}")):
            return item.cell
    return None


def _list_needed(changes: Iterable[Change], new: Iterable[Organization]) -> set[str]:
    """Name the organisations that writes need, those above them included as far as they are new."""
    above = {organization.name: organization.parent for organization in new}
    writes = (change for change in changes if isinstance(change, Create | Update | Adopt))
    needed: set[str] = set()
    for change in writes:
        name = str(change.entry.fields.get("owner_org") or "")
        while name and name not in needed:
            needed.add(name)
            name = above.get(name, "")
    return needed


def _list_all_groups(changes: Iterable[Change]) -> set[str]:
    """Name the groups that writes go to."""
    writes = (change for change in changes if isinstance(change, Create | Update | Adopt))
    return {name for change in writes for name in _list_groups(change)}


def _list_groups(change: Create | Update | Adopt) -> tuple[str, ...]:
    """Name the groups that an entry goes to."""
    groups = change.entry.fields.get("groups")
    return groups if isinstance(groups, tuple) else ()
