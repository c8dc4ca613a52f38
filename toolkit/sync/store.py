"""The database that the ledger lies in: opening it, its version, and trouble with it told in words.

SQLite lets one writer in at a time: BEGIN IMMEDIATE takes the turn at once, so that two programs never both read first
and write later; the threads of one program queue before it, since SQLite itself lets them wait in no order. PostgreSQL
works in READ COMMITTED: the lease (``lease.py``) leaves each target one writer, whose threads write different rows.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.sync.migration import copy_ledger, is_migratable, migrate
from toolkit.sync.schema import VERSION, metadata, versions

_PATIENCE = 30
"""Seconds to wait for another program that is writing to a SQLite file, or for a database server to answer."""

_PAUSE = 0.05
"""Seconds between two tries."""

_SECRET = frozenset({"password", "passfile", "sslpassword", "sslkey"})
"""What a URL's query may hold that nobody else is to read."""

_TABLES_LOCK = 7_321_954_018_663
"""The advisory lock of PostgreSQL under which tables are made and changed; an arbitrary number."""


class Store:
    """An open database with the ledger's tables; its threads may use it at the same time.

    ``news`` is what happened to it while it was opened, for people.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn: AbstractContextManager[Any] = threading.Lock() if self._is("sqlite") else nullcontext()
        self.news: tuple[Message, ...] = ()

    @property
    def location(self) -> str:
        """The database for people: a file or a URL without its password."""
        return str(self.path) if self.path else _show_url(self._engine.url)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for other databases."""
        url = self._engine.url
        is_file = self._is("sqlite") and url.database not in {None, "", ":memory:"}
        return Path(str(url.database)) if is_file else None

    @property
    def is_postgresql(self) -> bool:
        """Whether it lies on a PostgreSQL server."""
        return self._is("postgresql")

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a transaction: all of it is written at its end, or nothing. Raises Problem; do not nest it."""
        with self._told(), self._turn, self._engine.begin() as connection:
            yield connection

    @contextmanager
    def begin_alone(self) -> Iterator[Connection]:
        """Give a transaction in which no other program opens the ledger or changes its tables."""
        with self.begin() as connection:
            if self.is_postgresql:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TABLES_LOCK})
            yield connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a connection to a server that is closed at the end and never used for anything else. Raises Problem."""
        with self._told(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.detach()
            yield connection

    def write_small(self) -> None:
        """Give the room of deleted rows back to the disk; PostgreSQL does so by itself. Raises Problem."""
        if self.path is not None:
            with self._told(), self._turn:
                raw = self._engine.raw_connection()
                try:
                    raw.cursor().execute("VACUUM")
                finally:
                    raw.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _is(self, kind: str) -> bool:
        return self._engine.url.get_backend_name() == kind

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell trouble in words. Raises Problem."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise _unusable(self.location, error, self._engine.url) from error


@contextmanager
def open_store(location: Path | str) -> Iterator[Store]:
    """Open a SQLite file (made with its folder if missing) or any database by its SQLAlchemy URL. Raises Problem."""
    store = Store(_build_engine(location))
    try:
        _prepare_tables(store)
        yield store
    finally:
        store.close()


def _build_engine(location: Path | str) -> Engine:
    """Prepare the connection. Raises Problem for a URL that nobody understands, or whose driver is missing."""
    url = _build_url(location)
    if url.get_backend_name() != "sqlite":
        return _build_foreign_engine(url)
    is_file = url.database not in {None, "", ":memory:"}
    try:
        if is_file:
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(str(url.database), error, url) from error
    # Without one connection for all, each thread would have a memory of its own.
    wishes: dict[str, Any] = {} if is_file else {"poolclass": StaticPool}
    engine = create_engine(url, connect_args={"timeout": _PATIENCE, "check_same_thread": False}, **wishes)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _build_url(location: Path | str) -> URL:
    """Read a location: what holds :// is a URL, everything else a file."""
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(location))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise Problem(
            say("the ledger's location is no database URL that can be understood"),
            say("write it like postgresql+psycopg://user@host/database, or name a file"),
        ) from error
    # The driver that comes with bestand[postgresql]; SQLAlchemy would look for another one.
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _build_foreign_engine(url: URL) -> Engine:
    """Prepare a connection to a database server."""
    wishes: dict[str, Any] = {}
    if url.drivername == "postgresql+psycopg":
        alive = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 3}
        wishes["connect_args"] = {"connect_timeout": _PATIENCE, "application_name": "bestand", **alive}
    try:
        # Connections that a restarted server forgot are found out before they are used.
        return create_engine(url, pool_pre_ping=True, max_overflow=-1, **wishes)
    except (NoSuchModuleError, ImportError) as error:
        remedy = say("install the driver of this database beside bestand, or name a file for the ledger")
        if url.drivername == "postgresql+psycopg":
            remedy = say("install it with: pip install bestand[postgresql]")
        raise Problem(say("there is no driver for the ledger {location}", location=_show_url(url)), remedy) from error


def _show_url(url: URL) -> str:
    """Write a URL without what opens the database."""
    return url.difference_update_query([key for key in url.query if key in _SECRET]).render_as_string()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Survive kill and power cut; transactions are begun by us, because the driver begins them too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _turn_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
    finally:
        cursor.close()


def _turn_to_wal(cursor: Any) -> None:
    """Let SQLite write ahead; where several programs turn an old file to that at once, it refuses without waiting."""
    until = monotonic() + _PATIENCE
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_PAUSE)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the right to write at once, so that two programs never both read first and write later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_tables(store: Store) -> None:
    """Make the tables where they are missing, migrate old ones. Raises Problem for a ledger of another version."""
    found = _read_version(store.begin)
    if found is None:
        with store.begin_alone() as connection:
            if not inspect(connection).has_table(versions.name):
                metadata.create_all(connection)
                connection.execute(insert(versions).values(version=VERSION))
        found = _read_version(store.begin)
    if found is not None and found > VERSION:
        raise Problem(
            say("the ledger {location} was written by a newer bestand", location=store.location),
            say("install that version here (pip install --upgrade bestand), or name another ledger"),
        )
    if found is not None and found < VERSION:
        _migrate(store, found)


def _read_version(begin: Callable[[], AbstractContextManager[Connection]]) -> int | None:
    """Read which version a ledger has; None where it has no tables yet."""
    with begin() as connection:
        if not inspect(connection).has_table(versions.name):
            return None
        return int(connection.execute(select(versions.c.version)).scalar_one())


def _migrate(store: Store, found: int) -> None:
    """Bring an older ledger to this version; of a file, a copy stays beside it. Raises Problem."""
    if not is_migratable(found):
        raise Problem(
            say(
                "the ledger {location} has the format {version}, which nobody knows",
                location=store.location,
                version=found,
            ),
            say("check that it is a ledger of bestand, or name another one"),
        )
    copies: list[Path] = []
    if not migrate(store.begin_alone, found, lambda: copies.extend(_copy(store, found))):
        return
    told = say("the ledger {location} was brought to format {version}", location=store.location, version=VERSION)
    for copy in copies:
        told = say("{told}; as it was, it lies in {copy}", told=told, copy=str(copy))
    store.news = (told,)


def _copy(store: Store, found: int) -> Iterator[Path]:
    """Keep a file as it was. Raises Problem where there is no room for it."""
    if store.path is None:
        return
    try:
        yield copy_ledger(store.path, found)
    except (OSError, sqlite3.Error) as error:
        raise Problem(
            say("no copy of the ledger {location} can be made: {why}", location=store.location, why=str(error)),
            say("make room beside it: it is copied before it is brought to a new format"),
        ) from error


def _unusable(location: str, error: Exception, url: URL) -> Problem:
    """Say what the database says; its driver's own words, without the statement and without a password."""
    why = " ".join(str(getattr(error, "orig", None) or error).split())
    for secret in (url.password, *(url.query.get(key) for key in _SECRET)):
        why = why.replace(str(secret), "***") if secret else why
    remedy = say("check that it is a ledger, that its disk has room and that you may write to it")
    if url.get_backend_name() != "sqlite":
        remedy = say("check that the database server runs and can be reached from here, and its user and password")
    return Problem(say("the ledger {location} cannot be used: {why}", location=location, why=why), remedy)
