"""What was pushed where: the base of every merge, the pinned URL names, and each request before and after it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from toolkit.model.entry import Entry, Held, Pushed
from toolkit.model.message import Message, say
from toolkit.model.notation import NO_NOTATION, Notation
from toolkit.model.plan import Update
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Request, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.lease import Clock, Lease, build_overtaken, hold_lease, utc
from toolkit.sync.record import RunRecord, StepRecord
from toolkit.sync.resume import FOUNDATIONS, Step
from toolkit.sync.rows import (
    build_image,
    build_result,
    build_settled,
    dump_entry,
    parse_pushed,
    parse_run,
    parse_step,
    parse_step_record,
)
from toolkit.sync.schema import entries, notations, runs, steps
from toolkit.sync.store import Store, open_store

KEEP = dt.timedelta(days=400)
"""How long the contents of steps are kept: a year and a little, so that last year's run can still be looked at."""

_CONTENTS = ("intent", "sheet", "base", "before", "before_raw", "requests")
"""What makes steps large; the rest of them stays for ever."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A dataset that the ledger is to learn from the catalogue: what that holds, and the base as far as it is known."""

    inventory: str
    held: Held
    base: Entry


class Ledger:
    """The memory of all pushes; threads may use it at the same time.

    Every method raises Problem when the database cannot be used.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def location(self) -> str:
        """Where the ledger lies, for people."""
        return self._store.location

    @property
    def news(self) -> tuple[Message, ...]:
        """What happened to the ledger while it was opened, such as a migration; to be told once."""
        return self._store.news

    def pushed(self, target: str, inventories: Collection[str]) -> dict[str, Pushed]:
        """Give all that is ours: identifier -> what was last pushed; open intents count as ours (``Pending``)."""
        opened = entries.outerjoin(steps, entries.c.pending == steps.c.number).outerjoin(runs, steps.c.run == runs.c.id)
        chosen = (entries.c.target == target) & entries.c.inventory.in_(sorted(inventories))
        with self._store.begin() as connection:
            found = connection.execute(
                select(
                    entries,
                    *(column.label(f"step_{column.name}") for column in steps.c),
                    runs.c.notation.label("run_notation"),
                )
                .select_from(opened)
                .where(chosen)
            )
            return {row["identifier"]: parse_pushed(row) for row in found.mappings()}

    def notation(self, mark: str) -> Notation:
        """Give a notation by its mark; an empty one for what was written before there were any."""
        query = select(notations.c.name, notations.c.content).where(notations.c.mark == mark)
        with self._store.begin() as connection:
            row = connection.execute(query).first()
        return Notation(row.name, row.content) if row else NO_NOTATION

    def names(self, target: str) -> dict[str, str]:
        """Give the pinned URL names of a target: identifier -> name (design decision 4)."""
        query = select(entries.c.identifier, entries.c.name).where(entries.c.target == target)
        with self._store.begin() as connection:
            return {row.identifier: row.name for row in connection.execute(query)}

    def hold(self, target: str, now: Clock) -> AbstractContextManager[Lease]:
        """Take the right to write to a target. Raises Stopped while another run has it."""
        return hold_lease(self._store, target, now)

    def begin_run(
        self,
        target: str,
        command: str,
        at: dt.datetime,
        fingerprint: str = "",
        note: Mapping[str, Any] | None = None,
        *,
        notation: Notation = NO_NOTATION,
    ) -> str:
        """Open a run and give its id, which sorts by time; runs that died before are closed as interrupted.

        Call it while the lease is held. ``note`` is told with the run, ``notation`` is how its entries are written.
        Contents of steps older than ``KEEP`` go.
        """
        run = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        died = (runs.c.target == target) & (runs.c.state == "running")
        opened = {"started": utc(at), "state": "running", "fingerprint": fingerprint}
        told = {"note": json.dumps(note, ensure_ascii=False)} if note else {}
        told |= {"notation": notation.mark}
        with self._store.begin() as connection:
            connection.execute(update(runs).where(died).values(state="interrupted"))
            _learn_notation(connection, notation)
            connection.execute(insert(runs).values(id=run, target=target, command=command, **opened, **told))
            _prune(connection, runs.c.target == target, at - KEEP, at)
        return run

    def earlier_steps(self, target: str, fingerprint: str) -> tuple[Step, ...]:
        """Give what earlier runs of one plan wrote or may have written; nothing once the plan was pushed to its end."""
        same = (runs.c.target == target) & (runs.c.fingerprint == fingerprint)
        refused = steps.c.result.is_not(None) & (steps.c.result == "refused")
        query = select(steps).join(runs, steps.c.run == runs.c.id).where(same & ~refused).order_by(steps.c.number)
        with self._store.begin() as connection:
            if connection.execute(select(runs.c.id).where(same & (runs.c.state == "done"))).first():
                return ()
            return tuple(parse_step(row) for row in connection.execute(query).mappings())

    def end_run(self, run: str, state: Literal["done", "failed", "interrupted"], at: dt.datetime) -> None:
        """Close a run."""
        with self._store.begin() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(state=state, ended=utc(at)))

    def record_foundation(self, run: str, action: str, name: str, at: dt.datetime) -> int:
        """Record that an organisation or a group is about to be created; give the step's number."""
        with self._store.begin() as connection:
            known = {"identifier": name, "inventory": "", "action": action, "name": name}
            return _insert_step(connection, _build_step(connection, run, at) | known)

    def rename(self, target: str, changes: Iterable[Update]) -> None:
        """Know datasets by their new identifiers from now on, whatever becomes of the requests that tell the catalogue.

        Keys may change places, so that all of them change at once; those that have done so already stay.
        """
        renamed = [change for change in changes if change.former]
        with self._store.begin() as connection:
            for change in renamed:
                old = _mine(target, change.former) & (entries.c.catalogue_id == change.id)
                connection.execute(update(entries).where(old).values(identifier=f"\n{change.identifier}"))
            for change in renamed:
                new = {"identifier": change.identifier, "inventory": change.inventory}
                mine = _mine(target, f"\n{change.identifier}")
                connection.execute(update(entries).where(mine).values(**new))

    def record_intent(self, run: str, intent: Intent, at: dt.datetime) -> int:
        """Record a write and what it overwrites, before its request; give the step's number.

        Raises Stopped where another run of the target closed this one because it seemed dead.
        """
        with self._store.begin() as connection:
            step = _build_step(connection, run, at) | build_image(intent)
            mine = _mine(step["target"], intent.identifier)
            is_first = connection.execute(select(entries.c.name).where(mine)).first() is None
            number = _insert_step(connection, step | {"is_first": is_first})
            if is_first:
                keys = ("target", "identifier", "inventory", "catalogue_id", "name", "recorded")
                fresh = {key: step[key] for key in keys}
                written = _notation_of(connection, run)
                connection.execute(insert(entries).values(**fresh, pending=number, notation=written))
            else:
                settled = build_settled(intent)
                settled |= {"notation": _notation_of(connection, run)} if settled else {}
                connection.execute(update(entries).where(mine).values(pending=number, **settled))
        return number

    def record_outcome(
        self, number: int, answered: Answered, at: dt.datetime, requests: Iterable[Request] = ()
    ) -> None:
        """Record how a write ended and what it took, together with the new base; an unsure one stays open."""
        with self._store.begin() as connection:
            step = connection.execute(select(steps).where(steps.c.number == number)).mappings().one()
            ended = {"ended": utc(at), **build_result(answered, requests)}
            connection.execute(update(steps).where(steps.c.number == number).values(**ended))
            if step["action"] in FOUNDATIONS or isinstance(answered, Unsure):
                return
            if isinstance(answered, Written):
                _write_base(connection, step, answered, at)
            else:
                _drop_intent(connection, step)

    def record_bases(
        self, target: str, agreed: Iterable[tuple[Held, Entry]], at: dt.datetime, notation: str = ""
    ) -> None:
        """Learn bases without a request: both sides agree already, or an open intent is known to be done.

        ``notation`` is the mark of the notation that they are written in, which a run of this target has told.
        """
        told = {"notation": notation}
        learnt = [(sheet.identifier, _build_known(held, sheet, at) | told) for held, sheet in agreed]
        if not learnt:
            return
        with self._store.begin() as connection:
            for identifier, known in learnt:
                connection.execute(update(entries).where(_mine(target, identifier)).values(**known, pending=None))

    def record_rebuilt(self, target: str, rebuilt: Iterable[Rebuilt], at: dt.datetime, notation: str = "") -> None:
        """Learn datasets from the catalogue, in the place of what the ledger knew of them."""
        with self._store.begin() as connection:
            for dataset in rebuilt:
                known = _build_known(dataset.held, dataset.base, at)
                own = {"target": target, "identifier": dataset.base.identifier, "inventory": dataset.inventory}
                own |= {"notation": notation}
                connection.execute(delete(entries).where(_mine(target, dataset.base.identifier)))
                connection.execute(insert(entries).values(**own, **known))

    def forget(self, target: str, identifier: str) -> None:
        """Let go of a dataset: from now on it is not ours, whatever the catalogue holds."""
        with self._store.begin() as connection:
            connection.execute(delete(entries).where(_mine(target, identifier)))

    def newest_run(self, target: str) -> str:
        """Give the id of the run that began last, "" where there was none."""
        query = select(runs.c.id).where(runs.c.target == target).order_by(runs.c.started.desc(), runs.c.id.desc())
        with self._store.begin() as connection:
            return connection.execute(query.limit(1)).scalar() or ""

    def history(self, target: str | None = None, limit: int = 20) -> tuple[RunRecord, ...]:
        """Give the newest runs, of one target or of all, newest first."""
        query = select(runs).order_by(runs.c.started.desc(), runs.c.id.desc()).limit(limit)
        with self._store.begin() as connection:
            return _read_runs(connection, query if target is None else query.where(runs.c.target == target))

    def targets(self) -> tuple[str, ...]:
        """Name all targets that runs wrote to."""
        query = select(runs.c.target).distinct().order_by(runs.c.target)
        with self._store.begin() as connection:
            return tuple(connection.execute(query).scalars())

    def find_run(self, run: str) -> RunRecord:
        """Give a run by its id or by a beginning that no other has. Raises Problem where there is none, or several."""
        begins = func.lower(runs.c.id).startswith(run.lower(), autoescape=True)
        with self._store.begin() as connection:
            found = _read_runs(connection, select(runs).where(begins).order_by(runs.c.started.desc()).limit(4))
        if len(found) == 1:
            return found[0]
        if not found:
            raise Problem(
                say("the ledger {location} knows no run {run}", location=self.location, run=run),
                say("“bestand history” lists the runs."),
            )
        some = ", ".join(one.id for one in found[:3])
        raise Problem(
            say("several runs begin with “{run}”: {some} …", run=run, some=some), say("Write more of the run's name.")
        )

    def run_steps(self, run: str) -> tuple[StepRecord, ...]:
        """Give all writes of a run, by its whole id, in the order in which they were begun."""
        query = select(steps).where(steps.c.run == run).order_by(steps.c.number)
        with self._store.begin() as connection:
            return tuple(parse_step_record(row) for row in connection.execute(query).mappings())

    def prune(self, before: dt.datetime, at: dt.datetime, target: str | None = None) -> int:
        """Throw the contents of steps away whose runs began before a time; give the number of runs.

        What remains tells who was written when, and how that ended; such a run can no longer be undone.
        """
        with self._store.begin() as connection:
            pruned = _prune(connection, runs.c.target == target if target else None, before, at)
        self._store.write_small()
        return pruned


@contextmanager
def open_ledger(location: Path | str) -> Iterator[Ledger]:
    """Open the ledger: a SQLite file (made if missing) or any database by its SQLAlchemy URL. Raises Problem."""
    with open_store(location) as store:
        yield Ledger(store)


def _mine(target: str, identifier: str) -> Any:
    """Choose the row of one dataset."""
    return (entries.c.target == target) & (entries.c.identifier == identifier)


def _build_step(connection: Connection, run: str, at: dt.datetime) -> dict[str, Any]:
    """Begin a step's row. Raises Stopped where another run closed this one."""
    row = connection.execute(select(runs.c.target, runs.c.state).where(runs.c.id == run)).one()
    if row.state != "running":
        raise build_overtaken(row.target)
    blank = dict.fromkeys(("catalogue_id", "name", "before_revision", "reason", "revision"), "")
    return {**blank, "run": run, "target": row.target, "is_first": False, "recorded": utc(at)}


def _insert_step(connection: Connection, values: dict[str, Any]) -> int:
    """Add a step and give its number."""
    key = connection.execute(insert(steps).values(**values)).inserted_primary_key
    return int(key[0]) if key else 0


def _build_known(held: Held, base: Entry, at: dt.datetime) -> dict[str, Any]:
    """Write down what is known of a dataset that the catalogue holds."""
    known = {"catalogue_id": held.id, "name": held.entry.name, "base": dump_entry(base), "revision": held.revision}
    return known | {"recorded": utc(at)}


def _learn_notation(connection: Connection, notation: Notation) -> None:
    """Remember how entries are written, once."""
    known = select(notations.c.mark).where(notations.c.mark == notation.mark)
    if notation.mark and connection.execute(known).first() is None:
        values = {"mark": notation.mark, "name": notation.name, "content": notation.content}
        connection.execute(insert(notations).values(**values))


def _notation_of(connection: Connection, run: str) -> str:
    """Give the mark of the notation that a run writes in."""
    return str(connection.execute(select(runs.c.notation).where(runs.c.id == run)).scalar_one())


def _write_base(connection: Connection, step: Any, written: Written, at: dt.datetime) -> None:
    """Make a step's sheet the base from now on."""
    known = {"catalogue_id": written.id, "name": written.name or step["name"], "base": step["sheet"]}
    known |= {"revision": written.revision, "recorded": utc(at), "notation": _notation_of(connection, step["run"])}
    connection.execute(update(entries).where(_mine(step["target"], step["identifier"])).values(**known, pending=None))


def _drop_intent(connection: Connection, step: Any) -> None:
    """Forget a refused intent; what never came to be is not ours."""
    mine = _mine(step["target"], step["identifier"])
    if step["is_first"]:
        connection.execute(delete(entries).where(mine))
    elif step["action"] == "create":
        connection.execute(delete(entries).where(mine & entries.c.base.is_(None)))
    connection.execute(update(entries).where(mine).values(pending=None))


def _read_runs(connection: Connection, query: Any) -> tuple[RunRecord, ...]:
    """Read runs with the number of their steps by action and result."""
    rows = connection.execute(query).mappings().all()
    group = (steps.c.run, steps.c.action, steps.c.result)
    counted = select(*group, func.count()).where(steps.c.run.in_(query.with_only_columns(runs.c.id))).group_by(*group)
    counts: dict[str, dict[tuple[str, str], int]] = {}
    for run, action, result, number in connection.execute(counted):
        counts.setdefault(run, {})[action, result or ""] = number
    return tuple(parse_run(row, counts.get(row["id"], {})) for row in rows)


def _prune(connection: Connection, chosen: Any, before: dt.datetime, at: dt.datetime) -> int:
    """Throw away what makes old steps large, but for open intents, whose outcome is still to be found out."""
    old = select(runs.c.id).where(runs.c.pruned.is_(None), runs.c.started < utc(before), runs.c.state != "running")
    ids = connection.execute(old if chosen is None else old.where(chosen)).scalars().all()
    still_open = select(entries.c.pending).where(entries.c.pending.is_not(None))
    for run in ids:
        emptied = update(steps).where(steps.c.run == run, steps.c.number.not_in(still_open))
        connection.execute(emptied.values(dict.fromkeys(_CONTENTS)))
        connection.execute(update(runs).where(runs.c.id == run).values(pruned=utc(at)))
    return len(ids)
