"""One run at a time for each target. A dead run's lease ends: at once on the same machine, else when its time is up."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import platform
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.sync.schema import leases
from toolkit.sync.store import Store

Clock = Callable[[], dt.datetime]

TERM = dt.timedelta(minutes=10)
"""A lease that nobody renews ends after this time."""


def utc(at: dt.datetime) -> str:
    """Write a time as the ledger keeps it; texts sort as the times do.

    >>> utc(dt.datetime(2025, 3, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1))))
    '2025-03-01T12:00:00.000+00:00'
    """
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")


class Lease:
    """The right to write to a target, as long as it is renewed."""

    def __init__(self, store: Store, target: str, token: str, now: Clock, taken: dt.datetime) -> None:
        self._store = store
        self._target = target
        self._token = token
        self._now = now
        self._renewed = taken

    def renew(self) -> None:
        """Make the lease last; cheap, so call it before every request. Raises Stopped when another run took over."""
        at = self._now()
        if at - self._renewed < TERM / 5:
            return
        mine = (leases.c.target == self._target) & (leases.c.token == self._token)
        with self._store.begin() as connection:
            found = connection.execute(update(leases).where(mine).values(until=utc(at + TERM))).rowcount
        if not found:
            raise Stopped(
                say("this run was silent for so long that another one took over {target}", target=self._target),
                say("wait until that run has ended, then plan and push again"),
            )
        self._renewed = at


@contextmanager
def hold_lease(store: Store, target: str, now: Clock) -> Iterator[Lease]:
    """Take the lease of a target and give it back. Raises Stopped while another run holds it."""
    token, at = secrets.token_hex(16), now()
    with _hold_file(store.path, target) as is_sole:
        _take(store, target, token, at, is_sole=is_sole)
        try:
            yield Lease(store, target, token, now, at)
        finally:
            with store.begin() as connection:
                connection.execute(delete(leases).where(leases.c.token == token))


@contextmanager
def _hold_file(ledger: Path | None, target: str) -> Iterator[bool | None]:
    """Lock a file beside the ledger, which the system unlocks when the process dies, however it dies.

    Gives whether we hold it, None without a file to lock. SQLite's own lock is the one that works on every system.
    """
    if ledger is None:
        yield None
        return
    mark = hashlib.sha256(target.encode("utf-8")).hexdigest()[:8]
    connection = sqlite3.connect(ledger.with_name(f"{ledger.name}.{mark}.lock"), timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        connection.close()


def _take(store: Store, target: str, token: str, at: dt.datetime, *, is_sole: bool | None) -> None:
    """Write our lease in the place of a free one. Raises Stopped."""
    host = platform.node()
    with store.begin() as connection:
        row = connection.execute(select(leases).where(leases.c.target == target)).mappings().first()
        if is_sole is False or (row is not None and not _is_free(row, at, host, is_sole=bool(is_sole))):
            raise _taken(target, row)
        if row is not None:
            connection.execute(delete(leases).where(leases.c.target == target, leases.c.token == row["token"]))
        values = {"host": host, "pid": os.getpid(), "since": utc(at), "until": utc(at + TERM)}
        try:
            connection.execute(insert(leases).values(target=target, token=token, **values))
        except IntegrityError as error:  # on a database server another run can be quicker by a moment
            raise _taken(target, None) from error


def _is_free(row: Any, at: dt.datetime, host: str, *, is_sole: bool) -> bool:
    """Tell whether a lease has ended, or its process on this machine is dead."""
    return bool(row["until"] <= utc(at)) or (is_sole and row["host"] == host)


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
