"""Carry out a plan: one request after the other, each with its intent before and its outcome after it in the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from toolkit.catalogues.base import Catalogue, Scope
from toolkit.model.dataset import Organization
from toolkit.model.entry import Held, Pushed, Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Change, Create, Plan, Unchanged, Update, Withdraw
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Outcome, Receipt, Refused, Unsure, Written
from toolkit.sync.delivery import fetch_late, read_file_change, write_intent
from toolkit.sync.guards import require_applicable, require_fresh, stamp
from toolkit.sync.intent import Intent, Write, build_intent
from toolkit.sync.interrupt import hold_interrupt
from toolkit.sync.lease import Lease
from toolkit.sync.ledger import Ledger
from toolkit.sync.merge import is_same_content
from toolkit.sync.resume import CREATE_ORGANIZATION, Rewound, rewind


@dataclass(frozen=True, slots=True)
class Progress:
    """One finished write among all of a run; ``number`` counts from 1."""

    number: int
    total: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Room:
    """What every write of a run needs."""

    catalogue: Catalogue
    ledger: Ledger
    lease: Lease
    run: str
    snapshot: Snapshot
    pushed: dict[str, Pushed]
    now: Callable[[], dt.datetime]
    finished: frozenset[str]


def apply_plan(
    plan: Plan,
    catalogue: Catalogue,
    ledger: Ledger,
    tell: Callable[[Progress], None],
    now: Callable[[], dt.datetime],
) -> Receipt:
    """Push a plan and tell of each write when it has ended.

    Raises Stopped before anything is written: for a plan that a guard holds back, that was made for another catalogue
    or that no longer fits it, and while another run writes to the same target. One refused write does not keep the
    others back; a catalogue that goes out of reach does. KeyboardInterrupt is raised again after the current request.
    A plan whose push was cut short can be pushed again: it goes on where it stopped.
    """
    require_applicable(plan, catalogue.target)
    with ledger.hold(plan.target, now) as lease:
        pushed = ledger.pushed(plan.target, plan.inventories)
        known = {identifier: entry.catalogue_id for identifier, entry in pushed.items() if entry.catalogue_id}
        snapshot = catalogue.fetch_snapshot(Scope(plan.inventories, plan.scope_organizations, known))
        rewound = _rewind_own_writes(plan, snapshot, ledger)
        run = ledger.begin_run(plan.target, "push", now(), plan.fingerprint)
        ledger.record_bases(plan.target, rewound.unrecorded, now())
        room = _Room(catalogue, ledger, lease, run, snapshot, pushed, now, rewound.finished)
        try:
            outcomes = _apply_all(room, plan, tell)
        except KeyboardInterrupt:
            ledger.end_run(run, "interrupted", now())
            raise
        receipt = Receipt(run, plan.target, outcomes)
        ledger.end_run(run, "failed" if receipt.failed else "done", now())
    return receipt


def _rewind_own_writes(plan: Plan, snapshot: Snapshot, ledger: Ledger) -> Rewound:
    """Tell what an earlier push of this plan has finished. Raises Stopped where others changed the catalogue."""
    if stamp(snapshot, plan.scope_organizations) == plan.fingerprint:
        return Rewound(snapshot)
    rewound = rewind(snapshot, ledger.earlier_steps(plan.target, plan.fingerprint))
    require_fresh(plan, rewound.snapshot)
    return rewound


def _apply_all(room: _Room, plan: Plan, tell: Callable[[Progress], None]) -> tuple[Outcome, ...]:
    """Do everything, organisations first, then what leaves the public, then the rest in the plan's order."""
    open_changes = (change for change in plan.changes if change.identifier not in room.finished)
    writes = [change for change in open_changes if isinstance(change, Create | Update | Adopt | Withdraw)]
    writes.sort(key=lambda change: not isinstance(change, Withdraw))
    organizations = [item for item in plan.organizations if item.name not in room.finished]
    push = _Push(room, total=len(organizations) + len(writes), tell=tell)
    with hold_interrupt() as release:
        _write_agreed(room, plan.changes)
        for organization in organizations:
            push.create_organization(organization)
            release()
        for change in writes:
            push.write(change)
            release()
    return tuple(push.outcomes)


class _Push:
    """The writes of one run, in order, and how they ended so far."""

    def __init__(self, room: _Room, total: int, tell: Callable[[Progress], None]) -> None:
        self.outcomes: list[Outcome] = []
        self._room = room
        self._total = total
        self._tell = tell
        self._missing: dict[str, Message] = {}
        self._out_of_reach: Message | None = None

    def create_organization(self, organization: Organization) -> None:
        """Create an organisation; without it its datasets fail, the others do not."""
        room = self._room
        room.lease.renew()
        number = room.ledger.record_organization(room.run, organization, room.now())
        answered: Answered = Written(organization.name, "")
        try:
            room.catalogue.create_organization(organization)
        except Problem as problem:
            answered = Refused(problem.what)
            self._missing[organization.name] = problem.what
        room.ledger.record_outcome(number, answered, room.now())
        self._end(_build_outcome(organization.name, CREATE_ORGANIZATION, organization.name, answered))

    def write(self, change: Write) -> None:
        """Carry out one change."""
        room = self._room
        intent = build_intent(change, room.pushed.get(change.identifier), room.snapshot.held.get(change.identifier))
        obstacle = self._find_obstacle(intent)
        answered = Refused(obstacle) if obstacle else self._send(intent)
        self._end(_build_outcome(change.identifier, change.kind, intent.entry.name, answered))

    def _find_obstacle(self, intent: Intent) -> Message | None:
        """Say why a write is not even tried."""
        if self._out_of_reach:
            return say("not tried, because the catalogue went out of reach: {reason}", reason=self._out_of_reach)
        reason = self._missing.get(str(intent.entry.fields.get("owner_org")))
        if reason and intent.action != "withdraw":
            return say("its organisation could not be created: {reason}", reason=reason)
        return read_file_change(intent) if intent.action != "withdraw" else None

    def _send(self, intent: Intent) -> Answered:
        """Send a write; a catalogue out of reach ends the run's requests."""
        self._room.lease.renew()
        try:
            late = fetch_late(self._room.catalogue, intent)
        except Problem as problem:
            self._out_of_reach = problem.what
            return Unsure(problem.what)
        return self._record_late(intent, late) if late else self._send_recorded(intent)

    def _send_recorded(self, intent: Intent) -> Answered:
        """Send a write between its intent and its outcome."""
        room = self._room
        number = room.ledger.record_intent(room.run, intent, room.now())
        try:
            answered = _write_once(room.catalogue, intent)
        except Problem as problem:
            self._out_of_reach = problem.what
            answered = Unsure(problem.what)
        room.ledger.record_outcome(number, answered, room.now())
        return answered

    def _record_late(self, intent: Intent, late: Held) -> Answered:
        """Learn that an earlier run's request came through; what differs needs a plan that knows of it."""
        if not is_same_content(intent.entry, late.entry):
            return Refused(say("an earlier run created it, and it differs from the sheet by now: plan and push again"))
        self._room.ledger.record_bases(self._room.snapshot.target, [(late, intent.sheet)], self._room.now())
        return Written(late.id, late.revision)

    def _end(self, outcome: Outcome) -> None:
        """Keep an outcome and tell of it."""
        self.outcomes.append(outcome)
        self._tell(Progress(len(self.outcomes), self._total, outcome))


def _write_once(catalogue: Catalogue, intent: Intent) -> Answered:
    """Write, unless the catalogue holds it all and only the ledger has to learn it."""
    if intent.before is not None and intent.is_idle:
        return Written(intent.before.id, intent.before.revision)
    return write_intent(catalogue, intent)


def _write_agreed(room: _Room, changes: Iterable[Change]) -> None:
    """Teach the ledger what both sides hold already; so it heals after a run that died."""
    agreed = [
        (room.snapshot.held[change.identifier], change.sheet)
        for change in changes
        if isinstance(change, Unchanged) and change.sheet is not None
    ]
    room.ledger.record_bases(room.snapshot.target, agreed, room.now())


def _build_outcome(identifier: str, action: str, name: str, answered: Answered) -> Outcome:
    """Put an answer into the receipt's words."""
    match answered:
        case Written(id=id_):
            return Outcome(identifier, action, "done", id_, name)
        case Refused(reason=reason) | Unsure(reason=reason) | Busy(reason=reason):
            return Outcome(identifier, action, "failed", name=name, reason=reason)
