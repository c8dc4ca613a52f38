"""What a token may do in organisations and groups, and which changes it would be refused. Pure.

CKAN asks for the right to create in the organisation that a dataset goes to, and for the right to update (or delete) in
the one where it is: moving needs both (auth functions ``package_create`` and ``package_update``, validator
``owner_org_validator``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.catalogues.base import Intended
from toolkit.catalogues.ckan.written import gather
from toolkit.model.message import Message, quote, say
from toolkit.model.plan import Adopt, Change, Check, Create, Delete, Update, Withdraw


@dataclass(frozen=True, slots=True)
class Rights:
    """The organisations that a token may create, update and delete datasets in, and all that there are (``known``)."""

    create: frozenset[str]
    update: frozenset[str] = frozenset()
    delete: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def check_rights(intended: Intended, rights: Rights) -> tuple[Check, ...]:
    """Find the changes that the token would be refused."""
    found = (check for change in intended.changes for check in _check_change(change, intended, rights))
    return gather((*_check_new(intended, rights), *found))


def is_of_existing(check: Check) -> bool:
    """Tell whether a check is about the organisation in which datasets are, not about the one they go to."""
    return bool(check.identifiers) and not check.field


def spare_collaborators(checks: Iterable[Check], intended: Intended, ids: Collection[str]) -> tuple[Check, ...]:
    """Take away what does not hold for datasets (``ids``) that the token's user may edit as a collaborator."""
    own = {change.identifier for change in intended.changes if getattr(change, "id", "") in ids}
    spared = []
    for check in checks:
        left = tuple(name for name in check.identifiers if not is_of_existing(check) or name not in own)
        if left or not check.identifiers:
            spared.append(replace(check, identifiers=left))
    return tuple(spared)


def check_groups(intended: Intended, manageable: Collection[str]) -> tuple[Check, ...]:
    """Find groups that the token may not manage, or that do not exist: CKAN tells no difference.

    A new dataset is refused then; of a dataset that exists Bestand leaves the group out, so that the rest is written.
    """
    found: list[Check] = []
    unusable = intended.groups.difference(manageable)
    for change in intended.changes:
        if not isinstance(change, Create | Update | Adopt):
            continue
        groups = change.entry.fields.get("groups")
        names = groups if isinstance(groups, tuple) else ()
        found += [_refuse_group(change, name) for name in names if name in unusable]
    return gather(found)


def _check_change(change: Change, intended: Intended, rights: Rights) -> Iterator[Check]:
    """Judge one change."""
    home = intended.homes.get(change.identifier, "")
    match change:
        case Create():
            yield from _check_goal(change, rights, intended)
        case Update() | Adopt():
            if any(item.field == "owner_org" for item in change.changes):
                yield from _check_goal(change, rights, intended)
            yield from _check_home(change, home, rights.update)
        case Withdraw():
            yield from _check_home(change, home, rights.update)
        case Delete():
            yield from _check_home(change, home, rights.delete)
        case _:
            pass


def _check_goal(change: Create | Update | Adopt, rights: Rights, intended: Intended) -> Iterator[Check]:
    """Judge the organisation that a dataset goes to; one that is created first belongs to the token's user."""
    goal = str(change.entry.fields.get("owner_org") or "")
    if not goal or goal in rights.create or (goal in intended.new and goal not in rights.known):
        return
    text = say("the token may not create datasets in the organisation {name}", name=quote(goal))
    yield Check("organizations", "bad", text, _ask_editor(), (change.identifier,), "owner_org")


def _check_home(change: Change, home: str, permitted: frozenset[str]) -> Iterator[Check]:
    """Judge the organisation in which a dataset is."""
    if not home or home in permitted:
        return
    if isinstance(change, Delete):
        text = say("the token may not delete datasets of the organisation {name}", name=quote(home))
    else:
        text = say("the token may not change datasets of the organisation {name}", name=quote(home))
    yield Check("organizations", "bad", text, _ask_editor(), (change.identifier,))


def _check_new(intended: Intended, rights: Rights) -> Iterator[Check]:
    """Warn where organisations are to be created by somebody who is no sysadmin: most sites do not allow that."""
    if intended.new - rights.known:
        text = say("on most sites only sysadmins may create organisations, and this token is none of theirs")
        remedy = say(
            "ask who runs the site to create them: {names}", names=", ".join(sorted(intended.new - rights.known))
        )
        yield Check("organizations", "warning", text, remedy)


def _refuse_group(change: Create | Update | Adopt, name: str) -> Check:
    """Say that a dataset cannot be put into a group."""
    remedy = say("ask who runs the site whether the group exists, and to make the token's user a member of it")
    if isinstance(change, Create):
        text = say("the group {name} is not there, or the token may not put datasets into it", name=quote(name))
        return Check("groups", "bad", text, remedy, (change.identifier,), "groups")
    text = say("the group {name} is not there, or not for this token: it is left out", name=quote(name))
    return Check("groups", "warning", text, remedy, (change.identifier,), "groups")


def _ask_editor() -> Message:
    """Tell how to get the right."""
    return say("ask an admin of the organisation to make the token's user an editor there")
