"""What must stand in a catalogue before datasets can be put into it: organisations and groups. Pure.

Nothing is created unless somebody asked for it. An organisation comes with those above it; a dataset that is to join a
group which is not there, or which the token may not fill, is written without it, and the plan says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Entry
from toolkit.model.message import Message, say_many
from toolkit.model.plan import Adopt, Change, Create, Update
from toolkit.sync.wish import Desired, Wish

GROUPS = "groups"
"""The field of an entry that holds the URL names of its groups."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """A wish whose datasets join only groups that will be there; the groups to create, and what to know."""

    wish: Wish
    new: tuple[Group, ...] = ()
    warnings: tuple[Message, ...] = ()


def list_missing_organizations(
    needed: Iterable[Organization], tree: Iterable[Organization], there: Collection[str]
) -> tuple[Organization, ...]:
    """List the organisations to create, those above before those below, each once.

    ``tree`` are those that the inventories tell of, ``there`` the URL names that the catalogue has.

    >>> tree = [Organization("stadt", "Stadt"), Organization("amt", "Amt", "stadt")]
    >>> [one.name for one in list_missing_organizations([Organization("amt")], tree, ())]
    ['stadt', 'amt']
    """
    known = {organization.name: organization for organization in tree}
    missing: dict[str, Organization] = {}
    for organization in sorted(needed, key=lambda one: one.name):
        way = _list_way(organization, known, there)
        missing |= {one.name: one for one in way if one.name not in missing}
    return tuple(missing.values())


def _list_way(
    organization: Organization, known: Mapping[str, Organization], there: Collection[str]
) -> list[Organization]:
    """List what is missing between the top and an organisation, from above."""
    way: list[Organization] = []
    name = organization.name
    while name and name not in there and all(one.name != name for one in way):
        current = known.get(name, organization if name == organization.name else Organization(name))
        way.insert(0, current)
        name = current.parent
    return way


def settle_wish_groups(wish: Wish, there: Mapping[str, str] | None, *, create: bool) -> Grouped:
    """Let datasets join only groups that the catalogue has, or gets.

    ``there`` are the groups that the token may fill, None where the catalogue knows no groups.
    """
    if there is None:
        return Grouped(wish)
    wanted = Counter(name for row in wish.desired for name in _groups_of(row.entry))
    missing = sorted(wanted.keys() - there.keys())
    if not missing:
        return Grouped(wish)
    if create:
        known = {group.name: group for group in wish.groups}
        return Grouped(wish, tuple(known.get(name, Group(name)) for name in missing))
    desired = tuple(_leave_groups(row, missing) for row in wish.desired)
    return Grouped(replace(wish, desired=desired), warnings=tuple(_warn(name, wanted[name]) for name in missing))


def list_needed_groups(new: Iterable[Group], changes: Iterable[Change]) -> tuple[Group, ...]:
    """Keep the groups to create that something is written into."""
    writing = (change.entry for change in changes if isinstance(change, Create | Update | Adopt))
    needed = {name for entry in writing for name in _groups_of(entry)}
    return tuple(group for group in new if group.name in needed)


def _groups_of(entry: Entry) -> tuple[str, ...]:
    """Give the groups that an entry is to be in."""
    value = entry.fields.get(GROUPS)
    return value if isinstance(value, tuple) else ()


def _leave_groups(row: Desired, missing: Collection[str]) -> Desired:
    """Take a row out of groups that are not there."""
    own = _groups_of(row.entry)
    left = tuple(name for name in own if name not in missing)
    if left == own:
        return row
    return replace(row, entry=replace(row.entry, fields={**row.entry.fields, GROUPS: left or None}))


def _warn(name: str, n: int) -> Message:
    """Say how many datasets stay out of a group."""
    return say_many(
        "the catalogue has no group {name} that the token may fill: {n} dataset stays out of it "
        "(--create-groups creates it)",
        "the catalogue has no group {name} that the token may fill: {n} datasets stay out of it "
        "(--create-groups creates it)",
        n,
        name=name,
    )
