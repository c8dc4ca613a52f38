"""What holds a push back before it changes anything (design decisions 7 and 8). Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain

from toolkit.model.entry import Snapshot
from toolkit.model.message import Message, say, say_many
from toolkit.model.notation import Notation
from toolkit.model.plan import Adopt, Change, Likeness, Plan, Update, Withdraw
from toolkit.model.problem import Stopped

LEAST_LIMIT = 5
"""So many datasets may always leave the public in one push."""
SHARE = 10
"""So many percent of the public datasets may leave the public in one push."""


def stamp(snapshot: Snapshot, organizations: Collection[str] | None = None) -> str:
    """Give the state of a catalogue as one fingerprint: 64 hexadecimal digits.

    ``organizations`` are the URL names whose coming and going matters; None means all.

    >>> from toolkit.model.entry import Entry, Held
    >>> one = Snapshot("t", {"a:1": Held("id", Entry("a:1", "n", {}), "r1")}, {})
    >>> stamp(one) == stamp(Snapshot("t", {"a:1": Held("id", Entry("a:1", "n", {}), "r2")}, {}))
    False
    """
    deleted = ((identifier, item.held) for identifier, item in snapshot.missing.items() if item.held)
    there = chain(snapshot.held.items(), deleted)
    held = sorted((identifier, item.id, item.revision) for identifier, item in there)
    names = sorted(name for name in snapshot.organizations or {} if organizations is None or name in organizations)
    return hashlib.sha256(json.dumps([held, names]).encode("utf-8")).hexdigest()


def guard_withdrawals(
    changes: Iterable[Change], snapshot: Snapshot, inventories: Collection[str], limit: int | None = None
) -> tuple[Message, ...]:
    """Say why so many datasets may not leave the public at once.

    Without ``limit`` the usual one holds, for each inventory by itself (so that one broken export among many does not
    hide behind the others) and for all together. Updates that make a public dataset private count as well.
    """
    leaving = Counter(change.inventory for change in changes if is_leaving(change, snapshot))
    if limit is not None:
        return _guard_all(leaving.total(), limit)
    public = Counter(
        find_inventory(name, inventories) for name, held in snapshot.held.items() if not held.entry.private
    )
    single = [
        _say_inventory(inventory, n, public[inventory])
        for inventory, n in sorted(leaving.items())
        if n > usual_limit(public[inventory])
    ]
    return tuple(single) or _guard_all(leaving.total(), usual_limit(public.total()))


def guard_likenesses(likenesses: Collection[Likeness], limit: int | None = None) -> tuple[Message, ...]:
    """Say why rows that look like other datasets than their own must not be pushed, if they are many.

    ``limit`` is the number of withdrawals that a person allowed: who looked at those has seen the likenesses too.
    """
    n = len(likenesses)
    if n <= (LEAST_LIMIT if limit is None else limit):
        return ()
    first = min(likenesses, key=lambda likeness: likeness.identifier)
    message = say_many(
        "{n} row looks like another dataset than its own: {new} like {former}. Was its key changed?",
        "{n} rows look like other datasets than their own, such as {new} like {former}. Were their keys changed?",
        n,
        new=first.identifier,
        former=first.former,
    )
    return (message,)


def usual_limit(public: int) -> int:
    """Give the number of datasets that may leave the public at once.

    >>> usual_limit(0), usual_limit(50), usual_limit(1999)
    (5, 5, 199)
    """
    return max(LEAST_LIMIT, public * SHARE // 100)


def is_leaving(change: Change, snapshot: Snapshot) -> bool:
    """Tell whether a change takes a public dataset from the public."""
    held = snapshot.held.get(change.identifier)
    if held is None or held.entry.private:
        return False
    return isinstance(change, Withdraw) or (isinstance(change, Update | Adopt) and change.entry.private)


def find_inventory(identifier: str, inventories: Iterable[str]) -> str:
    """Tell which inventory an identifier belongs to; empty where none.

    >>> find_inventory("gruenes-amt:GA-001", ["gruenes-amt", "statistik"])
    'gruenes-amt'
    """
    fitting = [name for name in inventories if identifier.startswith(f"{name}:")]
    return max(fitting, key=len, default="")


def require_same_notation(plan: Plan, notation: Notation) -> None:
    """Raise Stopped for a plan whose entries are written otherwise than those of the catalogue as it was opened."""
    if plan.notation and plan.notation != notation.mark:
        raise Stopped(
            say("the plan was made with another profile than {name}", name=notation.name),
            say("plan again, or name the profile of the plan with --profile"),
        )


def require_applicable(plan: Plan, target: str) -> None:
    """Raise Stopped for a plan that a guard holds back, or that was made for another catalogue."""
    if plan.target != target:
        raise Stopped(
            say("the plan was made for {planned}, not for {target}", planned=plan.target, target=target),
            say("name the catalogue that the plan was made for, or plan again"),
        )
    if plan.guards:
        raise Stopped(plan.guards[0], say("look at the plan; allow it with --withdraw-limit if it is meant so"))


def require_fresh(plan: Plan, snapshot: Snapshot) -> None:
    """Raise Stopped for a plan that no longer fits the catalogue."""
    if stamp(snapshot, plan.scope_organizations) != plan.fingerprint:
        raise Stopped(
            say("{target} changed since the plan was made", target=plan.target),
            say("plan again, look at the new plan and push that one"),
        )


def _guard_all(n: int, limit: int) -> tuple[Message, ...]:
    """Guard the sum over all inventories."""
    if n <= limit:
        return ()
    message = say_many(
        "{n} dataset would leave the public at once; the limit is {limit}",
        "{n} datasets would leave the public at once; the limit is {limit}",
        n,
        limit=limit,
    )
    return (message,)


def _say_inventory(inventory: str, n: int, public: int) -> Message:
    """Say which inventory would lose too many."""
    return say(
        "{n} of {public} public datasets of {inventory} would leave the public at once; the limit is {limit}",
        n=n,
        public=public,
        inventory=inventory,
        limit=usual_limit(public),
    )
