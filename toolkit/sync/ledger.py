"""What was pushed where: the base of every merge, the pinned URL names, and each request before and after it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select, update

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Pushed
from toolkit.model.receipt import Answered, Busy, Refused, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.lease import Clock, Lease, hold_lease, utc
from toolkit.sync.pending import Pending
from toolkit.sync.resume import CREATE_ORGANIZATION, Step
from toolkit.sync.schema import entries, runs, steps
from toolkit.sync.store import Store, open_store

_ENTRY = TypeAdapter(Entry)


class Ledger:
    """The memory of all pushes. Every method raises Problem when the database cannot be used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def location(self) -> str:
        """Where the ledger lies, for people."""
        return self._store.location

    def pushed(self, target: str, inventories: Collection[str]) -> dict[str, Pushed]:
        """Give all that is ours: identifier -> what was last pushed; open intents count as ours (``Pending``)."""
        opened = entries.outerjoin(steps, entries.c.pending == steps.c.number)
        chosen = (entries.c.target == target) & entries.c.inventory.in_(sorted(inventories))
        with self._store.begin() as connection:
            found = connection.execute(
                select(entries, *(column.label(f"step_{column.name}") for column in steps.c))
                .select_from(opened)
                .where(chosen)
            )
            return {row["identifier"]: _parse_pushed(row) for row in found.mappings()}

    def names(self, target: str) -> dict[str, str]:
        """Give the pinned URL names of a target: identifier -> name (design decision 4)."""
        query = select(entries.c.identifier, entries.c.name).where(entries.c.target == target)
        with self._store.begin() as connection:
            return {row.identifier: row.name for row in connection.execute(query)}

    def hold(self, target: str, now: Clock) -> AbstractContextManager[Lease]:
        """Take the right to write to a target. Raises Stopped while another run has it."""
        return hold_lease(self._store, target, now)

    def begin_run(self, target: str, command: str, at: dt.datetime, fingerprint: str = "") -> str:
        """Open a run and give its id, which sorts by time; runs that died before are closed as interrupted.

        Call it while the lease is held.
        """
        run = f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
        died = (runs.c.target == target) & (runs.c.state == "running")
        opened = {"started": utc(at), "state": "running", "fingerprint": fingerprint}
        with self._store.begin() as connection:
            connection.execute(update(runs).where(died).values(state="interrupted"))
            connection.execute(insert(runs).values(id=run, target=target, command=command, **opened))
        return run

    def earlier_steps(self, target: str, fingerprint: str) -> tuple[Step, ...]:
        """Give what earlier runs of one plan wrote or may have written; nothing once the plan was pushed to its end."""
        same = (runs.c.target == target) & (runs.c.fingerprint == fingerprint)
        refused = steps.c.result.is_not(None) & (steps.c.result == "refused")
        query = select(steps).join(runs, steps.c.run == runs.c.id).where(same & ~refused).order_by(steps.c.number)
        with self._store.begin() as connection:
            if connection.execute(select(runs.c.id).where(same & (runs.c.state == "done"))).first():
                return ()
            return tuple(_parse_step(row) for row in connection.execute(query).mappings())

    def end_run(self, run: str, state: Literal["done", "failed", "interrupted"], at: dt.datetime) -> None:
        """Close a run."""
        with self._store.begin() as connection:
            connection.execute(update(runs).where(runs.c.id == run).values(state=state, ended=utc(at)))

    def record_organization(self, run: str, organization: Organization, at: dt.datetime) -> int:
        """Record that an organisation is about to be created; give the step's number."""
        with self._store.begin() as connection:
            known = {"identifier": organization.name, "inventory": "", "action": CREATE_ORGANIZATION}
            return _insert_step(connection, _build_step(connection, run, at) | known | {"name": organization.name})

    def record_intent(self, run: str, intent: Intent, at: dt.datetime) -> int:
        """Record a write and what it overwrites, before its request; give the step's number."""
        with self._store.begin() as connection:
            step = _build_step(connection, run, at) | _build_image(intent)
            mine = _mine(step["target"], intent.identifier)
            is_first = connection.execute(select(entries.c.name).where(mine)).first() is None
            number = _insert_step(connection, step | {"is_first": is_first})
            if is_first:
                keys = ("target", "identifier", "inventory", "catalogue_id", "name", "recorded")
                fresh = {key: step[key] for key in keys}
                connection.execute(insert(entries).values(**fresh, pending=number))
            else:
                connection.execute(update(entries).where(mine).values(pending=number, **_build_settled(intent)))
        return number

    def record_outcome(self, number: int, answered: Answered, at: dt.datetime) -> None:
        """Record how a request ended, together with the new base; an unsure one stays open."""
        with self._store.begin() as connection:
            step = connection.execute(select(steps).where(steps.c.number == number)).mappings().one()
            ended = {"ended": utc(at), **_build_result(answered)}
            connection.execute(update(steps).where(steps.c.number == number).values(**ended))
            if step["action"] == CREATE_ORGANIZATION or isinstance(answered, Unsure):
                return
            if isinstance(answered, Written):
                _write_base(connection, step, answered.id, at)
            else:
                _drop_intent(connection, step)

    def record_bases(self, target: str, agreed: Iterable[tuple[Held, Entry]], at: dt.datetime) -> None:
        """Learn bases without a request: both sides agree already, or an open intent is known to be done."""
        with self._store.begin() as connection:
            for held, sheet in agreed:
                values = {"catalogue_id": held.id, "name": held.entry.name, "base": _dump(sheet), "pending": None}
                mine = _mine(target, sheet.identifier)
                connection.execute(update(entries).where(mine).values(recorded=utc(at), **values))


@contextmanager
def open_ledger(location: Path | str) -> Iterator[Ledger]:
    """Open the ledger: a SQLite file (made if missing) or any database by its SQLAlchemy URL. Raises Problem."""
    with open_store(location) as store:
        yield Ledger(store)


def _mine(target: str, identifier: str) -> Any:
    """Choose the row of one dataset."""
    return (entries.c.target == target) & (entries.c.identifier == identifier)


def _build_step(connection: Connection, run: str, at: dt.datetime) -> dict[str, Any]:
    """Begin a step's row."""
    target = connection.execute(select(runs.c.target).where(runs.c.id == run)).scalar_one()
    blank = dict.fromkeys(("catalogue_id", "name", "before_revision", "reason", "revision"), "")
    return {**blank, "run": run, "target": target, "is_first": False, "recorded": utc(at)}


def _build_image(intent: Intent) -> dict[str, Any]:
    """Write down an intent with its before-image."""
    before = intent.before
    image = {"identifier": intent.identifier, "inventory": intent.inventory, "action": intent.action}
    image |= {"name": intent.entry.name, "intent": _dump(intent.entry), "sheet": _dump(intent.sheet)}
    if before is not None:
        raw = json.dumps(before.raw, ensure_ascii=False, default=str)
        image |= {"catalogue_id": before.id, "before": _dump(before.entry), "before_revision": before.revision}
        image |= {"before_raw": raw}
    return image | ({"base": _dump(intent.base)} if intent.base else {})


def _build_settled(intent: Intent) -> dict[str, Any]:
    """Settle what an older open intent left behind, so that a refusal now does not bring the doubt back."""
    if intent.before is None or intent.base is None or intent.action == "adopt":
        return {}
    return {"catalogue_id": intent.before.id, "name": intent.before.entry.name, "base": _dump(intent.base)}


def _build_result(answered: Answered) -> dict[str, str]:
    """Write down an answer."""
    match answered:
        case Written(revision=revision):
            return {"result": "done", "revision": revision}
        case Refused(reason=reason) | Busy(reason=reason):
            return {"result": "refused", "reason": str(reason)}
        case Unsure(reason=reason):
            return {"result": "unsure", "reason": str(reason)}


def _insert_step(connection: Connection, values: dict[str, Any]) -> int:
    """Add a step and give its number."""
    key = connection.execute(insert(steps).values(**values)).inserted_primary_key
    return int(key[0]) if key else 0


def _write_base(connection: Connection, step: Any, catalogue_id: str, at: dt.datetime) -> None:
    """Make a step's sheet the base from now on."""
    values = {"catalogue_id": catalogue_id, "name": step["name"], "base": step["sheet"], "recorded": utc(at)}
    connection.execute(update(entries).where(_mine(step["target"], step["identifier"])).values(**values, pending=None))


def _drop_intent(connection: Connection, step: Any) -> None:
    """Forget a refused intent; what never came to be is not ours."""
    mine = _mine(step["target"], step["identifier"])
    if step["is_first"]:
        connection.execute(delete(entries).where(mine))
    elif step["action"] == "create":
        connection.execute(delete(entries).where(mine & entries.c.base.is_(None)))
    connection.execute(update(entries).where(mine).values(pending=None))


def _dump(entry: Entry) -> str:
    """Write an entry as JSON."""
    return _ENTRY.dump_json(entry).decode("utf-8")


def _parse_entry(text: str | None) -> Entry | None:
    """Read an entry from JSON."""
    return _ENTRY.validate_json(text) if text else None


def _parse_step(row: Any) -> Step:
    """Read one write of an earlier run; an unsure answer is none."""
    base, sheet = _parse_entry(row["base"]), _parse_entry(row["sheet"])
    ids = [{item.id for item in side.resources} if side else set() for side in (base, sheet)]
    return Step(
        row["identifier"],
        row["action"],
        row["revision"],
        row["before_revision"],
        _parse_entry(row["intent"]),
        sheet,
        frozenset(ids[0] - ids[1]),
    )


def _parse_pushed(row: Any) -> Pushed:
    """Read one row of ours, with its open intent if there is one."""
    own = (row["identifier"], row["inventory"])
    intent, sheet = _parse_entry(row["step_intent"]), _parse_entry(row["step_sheet"])
    if intent is None or sheet is None:
        return Pushed(*own, row["catalogue_id"], row["name"], _parse_entry(row["base"]))
    return Pending(
        *own,
        row["step_catalogue_id"] or row["catalogue_id"],
        row["step_name"],
        _parse_entry(row["step_base"]),
        intent,
        sheet,
        _parse_entry(row["step_before"]),
        row["step_before_revision"],
    )
