"""The database that the ledger lies in: opening it, its version, and trouble with it told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.sync.schema import VERSION, metadata, versions

_PATIENCE = 30
"""Seconds to wait for another program that is writing to a SQLite file."""


class Store:
    """An open database with the ledger's tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def location(self) -> str:
        """The database for people: a file or a URL without its password."""
        url = self._engine.url
        return str(self.path) if self.path else url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for other databases."""
        url = self._engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
        return Path(str(url.database)) if is_file else None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a transaction: all of it is written at its end, or nothing. Raises Problem."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _unusable(self.location, error) from error

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


@contextmanager
def open_store(location: Path | str) -> Iterator[Store]:
    """Open a SQLite file (made with its folder if missing) or any database by its SQLAlchemy URL. Raises Problem."""
    store = Store(_build_engine(location))
    try:
        _write_schema(store)
        yield store
    finally:
        store.close()


def _build_engine(location: Path | str) -> Engine:
    """Prepare the connection. Raises Problem for a URL that nobody understands, or whose driver is missing."""
    url = _build_url(location)
    if url.get_backend_name() != "sqlite":
        return _build_foreign_engine(url)
    try:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(str(url.database), error) from error
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _build_url(location: Path | str) -> URL:
    """Read a location: what holds :// is a URL, everything else a file."""
    if isinstance(location, Path) or "://" not in location:
        return URL.create("sqlite", database=str(location))
    try:
        return make_url(location)
    except ArgumentError as error:
        raise Problem(
            say("the ledger's location is no database URL that can be understood"),
            say("write it like postgresql+psycopg://user@host/database, or name a file"),
        ) from error


def _build_foreign_engine(url: URL) -> Engine:
    """Prepare a connection to a database server."""
    try:
        return create_engine(url)
    except (NoSuchModuleError, ImportError) as error:
        raise Problem(
            say("there is no driver for the ledger {location}", location=url.render_as_string(hide_password=True)),
            say("install the driver of this database beside bestand, or name a file for the ledger"),
        ) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Survive kill and power cut; transactions are begun by us, because the driver begins them too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the right to write at once, so that two programs never both read first and write later."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _write_schema(store: Store) -> None:
    """Make the tables where they are missing. Raises Problem for a ledger of another version."""
    with store.begin() as connection:
        is_new = not inspect(connection).has_table(versions.name)
        found = VERSION if is_new else connection.execute(select(versions.c.version)).scalar_one()
        if is_new:
            metadata.create_all(connection)
            connection.execute(insert(versions).values(version=VERSION))
    if found > VERSION:
        raise Problem(
            say("the ledger {location} was written by a newer bestand", location=store.location),
            say("install that version here (pip install --upgrade bestand), or name another ledger"),
        )
    if found < VERSION:
        raise Problem(
            say("the ledger {location} has the old format {version}", location=store.location, version=found),
            say("open it once with the bestand that wrote it and see its change log for the way on"),
        )


def _unusable(location: str, error: Exception) -> Problem:
    """Say what the database says; its driver's own words, without the statement."""
    why = str(getattr(error, "orig", None) or error)
    return Problem(
        say("the ledger {location} cannot be used: {why}", location=location, why=why),
        say("check that it is a ledger, that its disk has room and that you may write to it"),
    )
