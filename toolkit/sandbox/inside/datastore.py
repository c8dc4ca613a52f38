"""Gives CKAN's DataStore its database, its read-only role and that role's rights. Runs in the sandbox's environment."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit


def prepare_datastore(main: str, write: str, read: str) -> None:
    """Make what is missing; what is there stays. The three are the addresses that the configuration names.

    The rights are those that ``ckan datastore set-permissions`` prints, by CKAN's own function.
    """
    role, database = urlsplit(read).username or "", urlsplit(write).path.strip("/")
    with _connect(main) as run:
        if not run("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            run(f'CREATE ROLE "{role}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE')
        if not run("SELECT 1 FROM pg_database WHERE datname = %s", database):
            run(f'CREATE DATABASE "{database}"')
    with _connect(write) as run:
        run(_build_permissions(main, write, read))


def _build_permissions(main: str, write: str, read: str) -> str:
    """Let CKAN print the script; psql's own line goes, since the connection is to that database already."""
    commands = importlib.import_module("ckanext.datastore.cli")
    script: str = commands.permissions_sql(
        maindb=urlsplit(main).path.strip("/"),
        datastoredb=urlsplit(write).path.strip("/"),
        mainuser=urlsplit(main).username,
        writeuser=urlsplit(write).username,
        readuser=urlsplit(read).username,
    )
    return "\n".join(line for line in script.splitlines() if not line.startswith("\\connect"))


@contextlib.contextmanager
def _connect(address: str) -> Iterator[Callable[..., list[Any]]]:
    """Give a function that runs a statement at once and gives its rows."""
    connection: Any = importlib.import_module("psycopg2").connect(address)
    connection.autocommit = True  # a database cannot be made inside a transaction

    def run(statement: str, *values: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall()) if cursor.description else []

    try:
        yield run
    finally:
        connection.close()
