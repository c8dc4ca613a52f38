"""Carry out a plan: datasets beside each other, each request with its intent before and its outcome after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Literal

from toolkit.catalogues.base import Catalogue, Sent
from toolkit.model.dataset import Group, Organization
from toolkit.model.entry import Pushed, Snapshot
from toolkit.model.message import say
from toolkit.model.notation import Notation
from toolkit.model.plan import Adopt, Create, Delete, Plan, Unchanged, Update, Withdraw
from toolkit.model.receipt import Outcome, Receipt
from toolkit.sync.crew import Crew
from toolkit.sync.guards import require_applicable, require_fresh, require_same_notation, stamp
from toolkit.sync.intent import Write
from toolkit.sync.interrupt import Halt, Interrupted, hold_interrupt
from toolkit.sync.ledger import Ledger
from toolkit.sync.pace import Pace
from toolkit.sync.plan import build_scope
from toolkit.sync.resume import Rewound, rewind
from toolkit.sync.succession import carry_over
from toolkit.sync.turn import Timer, Turn
from toolkit.sync.writer import Room, Writer, is_forgotten, name_foundation

_WRITES = (Create, Update, Adopt, Withdraw, Delete)


@dataclass(frozen=True, slots=True)
class Progress:
    """One finished write among all of a run; ``number`` counts from 1."""

    number: int
    total: int
    outcome: Outcome


def apply_plan(
    plan: Plan,
    catalogue: Catalogue,
    ledger: Ledger,
    tell: Callable[[Progress], None],
    now: Callable[[], dt.datetime],
    *,
    jobs: int | None = None,
    snapshot: Snapshot | None = None,
    newest_run: str = "",
    tell_sent: Callable[[Sent], None] = lambda _: None,
    timer: Timer | None = None,
    command: str = "push",
) -> Receipt:
    """Push a plan and tell of each write when it has ended, in this thread.

    Raises Stopped before anything is written: for a plan that a guard holds back, that was made for another catalogue
    or that no longer fits it, and while another run writes to the same target. One refused write does not keep the
    others back; a catalogue that goes out of reach does. After the first Ctrl-C (or SIGTERM) the requests under way are
    finished and Interrupted is raised, which carries the receipt; a second one raises KeyboardInterrupt at once. A plan
    whose push was cut short can be pushed again: it goes on where it stopped.

    ``jobs`` is the most datasets that are written at once: None takes as many as the catalogue bears, 1 one after the
    other. ``snapshot`` is the one that the plan was made from; it is not read again unless ``newest_run`` (the ledger's
    newest run of the target when it was read) is no longer the newest one. ``tell_sent`` hears how far uploads are.
    ``command`` is what the run is called in the history; going back is always called ``undo``.
    """
    require_applicable(plan, catalogue.target)
    require_same_notation(plan, catalogue.notation)
    pace = Pace(min(jobs or catalogue.most_jobs, catalogue.most_jobs))
    with ledger.hold(plan.target, now) as lease:
        is_fresh = snapshot is not None and ledger.newest_run(plan.target) == newest_run
        # Reading all bases takes as long as reading a folder's entries; a night without changes needs none.
        is_idle = is_fresh and not any(isinstance(change, _WRITES) for change in plan.changes)
        pushed = {} if is_idle else _read_pushed(plan, catalogue, ledger)
        if snapshot is None or not is_fresh:
            snapshot = _fetch_snapshot(plan, catalogue, pushed)
        rewound = _rewind_own_writes(plan, snapshot, ledger)
        run = _begin_run(plan, (ledger, catalogue.notation), rewound, now(), command)
        with hold_interrupt() as halt:
            turn = Turn(pace, halt, timer or Timer())
            room = Room(catalogue, ledger, lease, run, snapshot, pushed, now, turn)
            receipt = _run(_Push(room, plan, rewound.finished, tell), room, tell_sent)
        ledger.end_run(run, _name_end(receipt, halt), now())
    if halt.asked:
        raise Interrupted(receipt)
    return receipt


def _read_pushed(plan: Plan, catalogue: Catalogue, ledger: Ledger) -> dict[str, Pushed]:
    """Read what the ledger knows, in the notation that the catalogue is written to."""
    return carry_over(ledger.pushed(plan.target, plan.inventories), catalogue, ledger.notation).pushed


def _begin_run(plan: Plan, place: tuple[Ledger, Notation], rewound: Rewound, at: dt.datetime, command: str) -> str:
    """Open a run in the ledger, and teach it what an earlier one did without recording it."""
    ledger, notation = place
    command, note = ("undo", {"undoes": plan.undoes}) if plan.undoes else (command, None)
    run = ledger.begin_run(plan.target, command, at, plan.fingerprint, note, notation=notation)
    ledger.rename(plan.target, (change for change in plan.changes if isinstance(change, Update)))
    ledger.record_bases(plan.target, rewound.unrecorded, at, notation.mark)
    _forget_finished(plan, ledger, rewound.finished)
    return run


def _run(push: _Push, room: Room, tell_sent: Callable[[Sent], None]) -> Receipt:
    """Carry a run out. KeyboardInterrupt, the second one, leaves threads behind that may do nothing any more."""
    try:
        return push.run(tell_sent)
    except KeyboardInterrupt:
        room.turn.abandon()
        room.ledger.end_run(room.run, "interrupted", room.now())
        raise


def _fetch_snapshot(plan: Plan, catalogue: Catalogue, pushed: Mapping[str, Pushed]) -> Snapshot:
    """Read the catalogue as the plan did."""
    return catalogue.fetch_snapshot(build_scope(plan, pushed))


def _rewind_own_writes(plan: Plan, snapshot: Snapshot, ledger: Ledger) -> Rewound:
    """Tell what an earlier push of this plan has finished. Raises Stopped where others changed the catalogue."""
    if stamp(snapshot, plan.scope_organizations) == plan.fingerprint:
        return Rewound(snapshot)
    rewound = rewind(snapshot, ledger.earlier_steps(plan.target, plan.fingerprint))
    require_fresh(plan, rewound.snapshot)
    return rewound


def _forget_finished(plan: Plan, ledger: Ledger, finished: frozenset[str]) -> None:
    """Let go of datasets that an earlier push of this plan deleted or gave back, should it have died before that."""
    for change in plan.changes:
        if change.identifier in finished and is_forgotten(change):
            ledger.forget(plan.target, change.identifier)


class _Push:
    """All writes of one run, and how they ended so far."""

    def __init__(self, room: Room, plan: Plan, finished: frozenset[str], tell: Callable[[Progress], None]) -> None:
        self._room = room
        self._plan = plan
        self._tell = tell
        self._writer = Writer(room)
        foundations: tuple[Organization | Group, ...] = (*plan.organizations, *plan.groups)
        self._foundations = [item for item in foundations if item.name not in finished]
        writes = [
            change for change in plan.changes if isinstance(change, _WRITES) and change.identifier not in finished
        ]
        # What leaves the public goes first.
        self._writes: list[Write] = sorted(writes, key=lambda change: not isinstance(change, Withdraw | Delete))
        self._ended: dict[tuple[str, str], Outcome] = {}

    def run(self, tell_sent: Callable[[Sent], None]) -> Receipt:
        """Do everything: organisations and groups, then what leaves the public, then the rest; give the receipt."""
        room, sent = self._room, SimpleQueue[Sent]()
        room.catalogue.tell_uploads(sent.put if room.turn.pace.most > 1 else tell_sent)
        room.catalogue.tell_strain(room.turn.strain)
        crew = Crew(room.turn, self._carry_out, lambda: _pass_on(sent, tell_sent))
        try:
            self._write_agreed()
            self._create_foundations()
            leaving = [change for change in self._writes if isinstance(change, Withdraw | Delete)]
            for changes in (leaving, self._writes[len(leaving) :]):
                for outcomes in crew.carry_out(_group(changes)):
                    self._end(outcomes)
        finally:
            crew.dismiss()
            room.catalogue.tell_uploads(lambda _: None)
            room.catalogue.tell_strain(lambda _: None)
        self._writer.put_requests_aside()
        return Receipt(room.run, room.snapshot.target, self._list_outcomes(), self._writer.requests)

    def _write_agreed(self) -> None:
        """Teach the ledger what both sides hold already; so it heals after a run that died."""
        room = self._room
        agreed = [
            (room.snapshot.held[change.identifier], change.sheet)
            for change in self._plan.changes
            if isinstance(change, Unchanged) and change.sheet is not None
        ]
        room.ledger.record_bases(room.snapshot.target, agreed, room.now(), room.catalogue.notation.mark)

    def _create_foundations(self) -> None:
        """Create what datasets need before they come: organisations and groups."""
        for foundation in self._foundations:
            if self._room.turn.is_halted:
                return
            self._end((self._writer.create_foundation(foundation),))

    def _carry_out(self, changes: tuple[Write, ...]) -> tuple[Outcome, ...]:
        """Write the changes of one dataset, one after the other; in a thread of the crew."""
        return tuple(self._writer.write(change) for change in changes)

    def _end(self, outcomes: Iterable[Outcome]) -> None:
        """Keep outcomes and tell of them."""
        for outcome in outcomes:
            self._ended[outcome.action, outcome.identifier] = outcome
            self._tell(Progress(len(self._ended), len(self._foundations) + len(self._writes), outcome))

    def _list_outcomes(self) -> tuple[Outcome, ...]:
        """List all outcomes in the order of the plan, with those that were left out because somebody asked to stop."""
        reason = say("not tried, because the push was interrupted")
        names: list[tuple[str, str]] = [(name_foundation(item), item.name) for item in self._foundations]
        names += [(change.kind, change.identifier) for change in self._writes]
        left = {name: Outcome(name[1], name[0], "failed", reason=reason) for name in names}
        return tuple((left | self._ended).values())


def _group(changes: Iterable[Write]) -> list[tuple[Write, ...]]:
    """Put changes of one dataset together: CKAN loses resources when one dataset is written twice at once."""
    groups: dict[str, tuple[Write, ...]] = {}
    for change in changes:
        key = change.identifier if isinstance(change, Create) else change.id
        groups[key] = (*groups.get(key, ()), change)
    return list(groups.values())


def _pass_on(sent: SimpleQueue[Sent], tell: Callable[[Sent], None]) -> None:
    """Tell in this thread what the others have sent meanwhile."""
    while True:
        try:
            tell(sent.get_nowait())
        except Empty:
            return


def _name_end(receipt: Receipt, halt: Halt) -> Literal["done", "failed", "interrupted"]:
    """Say in the ledger's words how a run ended."""
    if not receipt.failed:
        return "done"
    return "interrupted" if halt.asked else "failed"
