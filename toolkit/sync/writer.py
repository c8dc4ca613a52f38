"""One write of a run: what stands in its way, its intent, its request, its outcome. Threads share a writer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from toolkit.catalogues.base import Catalogue
from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Held, Pushed, Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Change, Update
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Outcome, Refused, Request, Unsure, Written
from toolkit.sync.delivery import Delivery, build_lacking, fetch_late, read_file_change
from toolkit.sync.intent import Intent, Write, build_intent, find_pushed
from toolkit.sync.lease import Lease
from toolkit.sync.ledger import Ledger
from toolkit.sync.merge import is_same_content
from toolkit.sync.resume import CREATE_GROUP, CREATE_ORGANIZATION
from toolkit.sync.turn import Turn


@dataclass(frozen=True, slots=True)
class Room:
    """What every write of a run needs."""

    catalogue: Catalogue
    ledger: Ledger
    lease: Lease
    run: str
    snapshot: Snapshot
    pushed: dict[str, Pushed]
    now: Callable[[], dt.datetime]
    turn: Turn


_Ended: TypeAlias = "tuple[Answered, tuple[Request, ...]]"
"""How a write ended and the requests that it took."""


class Writer:
    """Carries out single writes and tells how each ended; a refused one does not keep the others back."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._delivery = Delivery(room.catalogue, room.turn)
        self._missing: dict[str, Message] = {}
        self._loose: list[Request] = []

    @property
    def requests(self) -> tuple[Request, ...]:
        """The requests that belong to no write."""
        return tuple(self._loose)

    def put_requests_aside(self) -> None:
        """Keep what this thread has sent until now apart from what it sends from now on."""
        self._loose += self._room.catalogue.take_requests()

    def create_foundation(self, foundation: Organization | Group) -> Outcome:
        """Create an organisation or a group; without it its datasets fail, the others do not."""
        room, name, action = self._room, foundation.name, name_foundation(foundation)
        self.put_requests_aside()
        room.lease.renew()
        number = room.ledger.record_foundation(room.run, action, name, room.now())
        answered: Answered = Written(name, "")
        try:
            if isinstance(foundation, Group):
                room.catalogue.create_group(foundation)
            else:
                room.catalogue.create_organization(foundation)
        except Problem as problem:
            answered = Refused(problem.what)
            self._missing[name] = problem.what
        requests = self._record(number, answered)
        return _build_outcome(name, action, name, (answered, requests))

    def write(self, change: Write) -> Outcome:
        """Carry out one change."""
        room = self._room
        self.put_requests_aside()
        intent = build_intent(change, find_pushed(change, room.pushed), room.snapshot.find(change.identifier))
        obstacle = self._find_obstacle(intent)
        ended = (Refused(obstacle), ()) if obstacle else self._send(intent, is_forgotten=is_forgotten(change))
        return _build_outcome(change.identifier, change.kind, intent.entry.name, ended)

    def _find_obstacle(self, intent: Intent) -> Message | None:
        """Say why a write is not even tried."""
        reason = self._room.turn.out_of_reach
        if reason:
            return say("not tried, because the catalogue went out of reach: {reason}", reason=reason)
        if intent.action in {"withdraw", "delete"}:
            return None
        reason = self._missing.get(str(intent.entry.fields.get("owner_org")))
        if reason:
            return say("its organisation could not be created: {reason}", reason=reason)
        return read_file_change(intent)

    def _send(self, intent: Intent, *, is_forgotten: bool) -> _Ended:
        """Send a write that nothing speaks against."""
        room = self._room
        room.lease.renew()
        try:
            late = fetch_late(room.catalogue, intent)
        except Problem as problem:
            room.turn.miss(problem)
            return Unsure(problem.what), room.catalogue.take_requests()
        if late:
            return self._record_late(intent, late), room.catalogue.take_requests()
        return self._send_recorded(intent, is_forgotten=is_forgotten)

    def _send_recorded(self, intent: Intent, *, is_forgotten: bool) -> _Ended:
        """Send a write between its intent and its outcome."""
        room = self._room
        room.turn.require_wanted()
        number = room.ledger.record_intent(room.run, intent, room.now())
        try:
            answered = self._write_once(intent)
        except Problem as problem:
            room.turn.miss(problem)
            answered = Unsure(problem.what)
        if isinstance(answered, Written) and answered.lacking:
            return answered, self._record_lacking(number, intent, answered)
        requests = self._record(number, answered)
        if isinstance(answered, Written) and is_forgotten:
            room.ledger.forget(room.snapshot.target, intent.identifier)
        return answered, requests

    def _write_once(self, intent: Intent) -> Answered:
        """Write, unless the catalogue holds it all and only the ledger has to learn it."""
        if intent.before is not None and intent.is_idle:
            return Written(intent.before.id, intent.before.revision)
        return self._delivery.write(intent)

    def _record(self, number: int, answered: Answered) -> tuple[Request, ...]:
        """Record how a request ended; who was abandoned meanwhile leaves that to the next run."""
        room = self._room
        room.turn.require_wanted()
        requests = room.catalogue.take_requests()
        room.ledger.record_outcome(number, answered, room.now(), requests)
        return requests

    def _record_lacking(self, number: int, intent: Intent, written: Written) -> tuple[Request, ...]:
        """Record a write whose files did not all arrive: the next run sends those.

        The step stays open until the base is known: a run that dies in between finds out field by field.
        """
        room = self._room
        requests = self._record(number, Unsure(written.reason or say("a file did not arrive")))
        held = Held(written.id, replace(intent.entry, name=written.name or intent.entry.name), written.revision)
        base = build_lacking(intent.sheet, intent.base, written.lacking)
        room.ledger.record_bases(room.snapshot.target, [(held, base)], room.now(), room.catalogue.notation.mark)
        return requests

    def _record_late(self, intent: Intent, late: Held) -> Answered:
        """Learn that an earlier run's request came through; what differs needs a plan that knows of it."""
        if not is_same_content(intent.entry, late.entry):
            return Refused(say("an earlier run created it, and it differs from the sheet by now: plan and push again"))
        room = self._room
        room.ledger.record_bases(room.snapshot.target, [(late, intent.sheet)], room.now(), room.catalogue.notation.mark)
        return Written(late.id, late.revision)


def _build_outcome(identifier: str, action: str, name: str, ended: _Ended) -> Outcome:
    """Put an answer into the receipt's words, with the requests that it took."""
    answered, requests = ended
    match answered:
        case Written(id=id_, lacking=()):
            return Outcome(identifier, action, "done", id_, answered.name or name, requests=requests)
        case Written(id=id_):
            return Outcome(identifier, action, "failed", id_, answered.name or name, answered.reason, requests)
        case Refused(reason=reason) | Unsure(reason=reason) | Busy(reason=reason):
            return Outcome(identifier, action, "failed", name=name, reason=reason, requests=requests)


def name_foundation(foundation: Organization | Group) -> str:
    """Name the action that creates an organisation or a group.

    >>> name_foundation(Group("natur"))
    'create_group'
    """
    return CREATE_GROUP if isinstance(foundation, Group) else CREATE_ORGANIZATION


def is_forgotten(change: Change) -> bool:
    """Tell whether the ledger shall forget a dataset once the change is done."""
    return change.kind == "delete" or (isinstance(change, Update) and change.forget)
