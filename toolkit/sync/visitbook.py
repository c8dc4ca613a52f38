"""What the ledger knows of the page in the browser: visits, by a hash of their cookies, and their jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, or_, select, update

from toolkit.model.message import Message
from toolkit.sync.lease import utc
from toolkit.sync.migration import Begin
from toolkit.sync.schema import accounts, jobs, visits

_MESSAGE = TypeAdapter(Message)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit as it is kept. ``role`` is the one of its local account now; empty where there is no such account."""

    token: str
    id: str
    account: str
    language: str
    started: dt.datetime
    seen: dt.datetime
    role: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it is kept; ``message`` and ``remedy`` are what is told of its end."""

    id: str
    visit: str
    kind: str
    state: str
    message: Message | None = None
    remedy: Message | None = None


class VisitBook:
    """The visits and jobs of one server; several servers may share a ledger.

    Every method raises Problem when the database cannot be used. Threads may use it at the same time.
    """

    def __init__(self, begin: Begin, server: str) -> None:
        self._begin = begin
        self._server = server[:300]

    def add(self, row: VisitRow) -> None:
        """Write down a new visit."""
        values = {"token": row.token, "id": row.id, "server": self._server, "account": row.account}
        values |= {"language": row.language, "started": utc(row.started), "seen": utc(row.seen)}
        with self._begin() as connection:
            connection.execute(insert(visits).values(**values))

    def find(self, token: str) -> VisitRow | None:
        """Find a visit of this server by the hash of its cookie."""
        joined = visits.outerjoin(accounts, accounts.c.name == visits.c.account)
        query = select(visits, accounts.c.role).select_from(joined)
        with self._begin() as connection:
            row = connection.execute(query.where(self._is_mine(visits), visits.c.token == token)).mappings().first()
        return None if row is None else _parse_visit(row)

    def touch(self, token: str, seen: dt.datetime) -> None:
        """Write down when a visitor was last seen."""
        self._change(token, seen=utc(seen))

    def choose_language(self, token: str, language: str) -> None:
        """Write down which language a visitor chose."""
        self._change(token, language=language)

    def list_over(self, seen_before: dt.datetime, started_before: dt.datetime) -> tuple[str, ...]:
        """List the visits that are over: unseen for long, or begun very long ago."""
        is_over = or_(visits.c.seen < utc(seen_before), visits.c.started < utc(started_before))
        with self._begin() as connection:
            return tuple(connection.execute(select(visits.c.id).where(self._is_mine(visits), is_over)).scalars())

    def list_ids(self) -> tuple[str, ...]:
        """List all visits of this server."""
        with self._begin() as connection:
            return tuple(connection.execute(select(visits.c.id).where(self._is_mine(visits))).scalars())

    def remove(self, ids: Collection[str]) -> None:
        """Forget visits and their jobs."""
        with self._begin() as connection:
            connection.execute(delete(jobs).where(self._is_mine(jobs), jobs.c.visit.in_(ids)))
            connection.execute(delete(visits).where(self._is_mine(visits), visits.c.id.in_(ids)))

    def add_job(self, row: JobRow, at: dt.datetime) -> None:
        """Write down a job before it is begun."""
        values = {"id": row.id, "visit": row.visit, "server": self._server, "kind": row.kind, "state": row.state}
        with self._begin() as connection:
            connection.execute(insert(jobs).values(**values, started=utc(at)))

    def end_job(self, row: JobRow, at: dt.datetime) -> None:
        """Write down how a job ended."""
        told = {"message": _dump(row.message), "remedy": _dump(row.remedy)}
        mine = (jobs.c.id == row.id) & self._is_mine(jobs)
        with self._begin() as connection:
            connection.execute(update(jobs).where(mine).values(state=row.state, ended=utc(at), **told))

    def interrupt_jobs(self, message: Message, remedy: Message, at: dt.datetime) -> tuple[JobRow, ...]:
        """Mark what a server left behind that died; what had ended is forgotten, since its files are gone.

        Gives all jobs that a visitor is still to be told of.
        """
        left = {"state": "interrupted", "message": _dump(message), "remedy": _dump(remedy), "ended": utc(at)}
        mine = self._is_mine(jobs)
        with self._begin() as connection:
            connection.execute(update(jobs).where(mine, jobs.c.ended.is_(None)).values(**left))
            connection.execute(delete(jobs).where(mine, jobs.c.state != "interrupted"))
            rows = connection.execute(select(jobs).where(mine).order_by(jobs.c.started)).mappings().all()
        return tuple(_parse_job(row) for row in rows)

    def _is_mine(self, table: Any) -> Any:
        return table.c.server == self._server

    def _change(self, token: str, **values: str) -> None:
        with self._begin() as connection:
            connection.execute(update(visits).where(self._is_mine(visits), visits.c.token == token).values(**values))


def _parse_visit(row: Any) -> VisitRow:
    """Read a row of the visits."""
    started, seen = (dt.datetime.fromisoformat(row[name]) for name in ("started", "seen"))
    return VisitRow(row["token"], row["id"], row["account"], row["language"], started, seen, row["role"] or "")


def _parse_job(row: Any) -> JobRow:
    """Read a row of the jobs."""
    told = [_MESSAGE.validate_json(row[name]) if row[name] else None for name in ("message", "remedy")]
    return JobRow(row["id"], row["visit"], row["kind"], row["state"], *told)


def _dump(message: Message | None) -> str | None:
    """Write a message as JSON."""
    return None if message is None else _MESSAGE.dump_json(message).decode("utf-8")
