"""One run at a time for each target. A dead run's lease ends: at once where that can be seen, else when its time is up.

On one machine a lock on a file beside a SQLite ledger shows it; on PostgreSQL a lock that a connection holds, from
whatever machine. Both are let go by the system when the process dies, however it dies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.sync.schema import leases
from toolkit.sync.store import Store

Clock = Callable[[], dt.datetime]

TERM = dt.timedelta(minutes=10)
"""A lease that nobody renews ends after this time."""

_Lock: TypeAlias = Literal["here", "everywhere", "taken", "none"]
"""Whether we hold the lock that dies with its process: for this machine, for all; somebody else does; there is none."""

# A connection that sleeps is to live as long as its process: the server ends it for neither reason before, and finds
# out within 90 seconds when the process's machine is gone. Each is set where the server knows it.
_STAY = {
    "idle_session_timeout": "0",
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


def utc(at: dt.datetime) -> str:
    """Write a time as the ledger keeps it; texts sort as the times do.

    >>> utc(dt.datetime(2025, 3, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    '2025-03-01T12:00:00.000+00:00'
    """
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")


class Lease:
    """The right to write to a target, as long as it is renewed; any thread of the run may do so."""

    def __init__(self, store: Store, target: str, token: str, now: Clock, taken: dt.datetime) -> None:
        self._store = store
        self._target = target
        self._token = token
        self._now = now
        self._renewed = taken
        self._turn = threading.Lock()

    def renew(self) -> None:
        """Make the lease last; cheap, so call it before every request. Raises Stopped when another run took over."""
        with self._turn:
            at = self._now()
            if at - self._renewed < TERM / 5:
                return
            mine = (leases.c.target == self._target) & (leases.c.token == self._token)
            with self._store.begin() as connection:
                found = connection.execute(update(leases).where(mine).values(until=utc(at + TERM))).rowcount
            if not found:
                raise build_overtaken(self._target)
            self._renewed = at


def build_overtaken(target: str) -> Stopped:
    """Say that a run lost its right to another one."""
    return Stopped(
        say("this run was silent for so long that another one took over {target}", target=target),
        say("wait until that run has ended, then plan and push again"),
    )


@contextmanager
def hold_lease(store: Store, target: str, now: Clock) -> Iterator[Lease]:
    """Take the lease of a target and give it back. Raises Stopped while another run holds it."""
    token, at = secrets.token_hex(16), now()
    with _hold_lock(store, target) as lock:
        _take(store, target, token, at, lock)
        try:
            yield Lease(store, target, token, now, at)
        finally:
            with store.begin() as connection:
                connection.execute(delete(leases).where(leases.c.token == token))


def _hold_lock(store: Store, target: str) -> AbstractContextManager[_Lock]:
    """Take the lock that the system lets go when the process dies."""
    if store.path is not None:
        return _hold_file(store.path, target)
    return _hold_advisory(store, target) if store.is_postgresql else nullcontext("none")


@contextmanager
def _hold_file(ledger: Path, target: str) -> Iterator[_Lock]:
    """Lock a file beside the ledger. SQLite's own lock is the one that works on every system."""
    mark = hashlib.sha256(target.encode("utf-8")).hexdigest()[:8]
    connection = sqlite3.connect(ledger.with_name(f"{ledger.name}.{mark}.lock"), timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield "taken"
        else:
            yield "here"
    finally:
        connection.close()


@contextmanager
def _hold_advisory(store: Store, target: str) -> Iterator[_Lock]:
    """Take PostgreSQL's advisory lock on a connection of its own (PostgreSQL 18, 13.3.5); it ends with it."""
    key = int.from_bytes(hashlib.sha256(f"bestand {target}".encode()).digest()[:8], "big", signed=True)
    with store.connect() as connection:
        stay = text("SELECT set_config(name, :value, false) FROM pg_settings WHERE name = :name")
        for name, value in _STAY.items():
            connection.execute(stay, {"name": name, "value": value})
        is_ours = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one()
        try:
            yield "everywhere" if is_ours else "taken"
        finally:
            with suppress(SQLAlchemyError):  # a connection that is lost has let the lock go
                connection.execute(text("SELECT pg_advisory_unlock_all()"))


def _take(store: Store, target: str, token: str, at: dt.datetime, lock: _Lock) -> None:
    """Write our lease in the place of a free one. Raises Stopped."""
    host = platform.node()
    with store.begin() as connection:
        row = connection.execute(select(leases).where(leases.c.target == target)).mappings().first()
        if lock == "taken" or (row is not None and not _is_free(row, at, host, lock)):
            raise _taken(target, row)
        if row is not None:
            connection.execute(delete(leases).where(leases.c.target == target, leases.c.token == row["token"]))
        values = {"host": host, "pid": os.getpid(), "since": utc(at), "until": utc(at + TERM)}
        try:
            connection.execute(insert(leases).values(target=target, token=token, **values))
        except IntegrityError as error:  # on a database server another run can be quicker by a moment
            raise _taken(target, None) from error


def _is_free(row: Any, at: dt.datetime, host: str, lock: _Lock) -> bool:
    """Tell whether a lease has ended, or its process is dead."""
    is_dead = lock == "everywhere" or (lock == "here" and row["host"] == host)
    return is_dead or bool(row["until"] <= utc(at))


def _taken(target: str, row: Any) -> Stopped:
    """Say who is at it, since when, and what to do."""
    if row is None:
        return Stopped(
            say("another run is writing to {target}", target=target),
            say("wait until it has ended, then plan and push again"),
        )
    return Stopped(
        say(
            "another run has been writing to {target} since {since} (process {pid} on {host})",
            target=target,
            since=row["since"],
            pid=str(row["pid"]),
            host=row["host"],
        ),
        say(
            "wait until it has ended, then plan and push again; if it died, its right ends at {until}",
            until=row["until"],
        ),
    )
