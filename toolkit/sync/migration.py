"""How an older ledger becomes one of this version: steps that lead from each version to the next.

A step is a list of statements that SQLite and PostgreSQL both understand. It runs in one transaction together with the
new version number, so that a ledger is always of one version or of the next, never between two.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, select, text, update

from toolkit.sync.schema import VERSION, versions

# What our last write answered is known where its step is still there.
_LEARN_REVISIONS = """
    UPDATE bestand_entries SET revision = COALESCE((
        SELECT done.revision FROM bestand_steps AS done
        WHERE done.target = bestand_entries.target
            AND done.identifier = bestand_entries.identifier AND done.result = 'done'
        ORDER BY done.number DESC LIMIT 1), '')
"""

_MAKE_NOTATIONS = """
    CREATE TABLE bestand_notations (
        mark VARCHAR(40) NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (mark))
"""

_MAKE_VISITS = """
    CREATE TABLE bestand_visits (
        token VARCHAR(64) NOT NULL, id VARCHAR(40) NOT NULL, server VARCHAR(300) NOT NULL, account TEXT NOT NULL,
        language TEXT NOT NULL, started TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (token))
"""
_MAKE_JOBS = """
    CREATE TABLE bestand_jobs (
        id VARCHAR(40) NOT NULL, visit VARCHAR(40) NOT NULL, server VARCHAR(300) NOT NULL, kind TEXT NOT NULL,
        state TEXT NOT NULL, started TEXT NOT NULL, ended TEXT, message TEXT, remedy TEXT, PRIMARY KEY (id))
"""
_MAKE_ACCOUNTS = """
    CREATE TABLE bestand_accounts (
        name VARCHAR(300) NOT NULL, role TEXT NOT NULL, password TEXT NOT NULL, created TEXT NOT NULL,
        changed TEXT NOT NULL, PRIMARY KEY (name))
"""

STEPS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: (
            "ALTER TABLE bestand_entries ADD COLUMN revision TEXT DEFAULT '' NOT NULL",
            "ALTER TABLE bestand_runs ADD COLUMN note TEXT",
            "ALTER TABLE bestand_runs ADD COLUMN pruned TEXT",
            "ALTER TABLE bestand_steps ADD COLUMN message TEXT",
            "ALTER TABLE bestand_steps ADD COLUMN requests TEXT",
            "CREATE INDEX bestand_runs_target ON bestand_runs (target, started)",
            "CREATE INDEX bestand_steps_identifier ON bestand_steps (target, identifier)",
            _LEARN_REVISIONS,
        ),
        2: (
            "ALTER TABLE bestand_entries ADD COLUMN notation TEXT DEFAULT '' NOT NULL",
            "ALTER TABLE bestand_runs ADD COLUMN notation TEXT DEFAULT '' NOT NULL",
            _MAKE_NOTATIONS,
        ),
        3: (
            _MAKE_VISITS,
            "CREATE INDEX bestand_visits_server ON bestand_visits (server, id)",
            _MAKE_JOBS,
            "CREATE INDEX bestand_jobs_server ON bestand_jobs (server, visit)",
            _MAKE_ACCOUNTS,
        ),
    }
)
"""What leads from a version to the next one."""

Begin = Callable[[], contextlib.AbstractContextManager[Connection]]
"""Gives a transaction in which nobody else may change the ledger's tables."""


def is_migratable(version: int) -> bool:
    """Tell whether steps lead from a version to this one.

    >>> is_migratable(1), is_migratable(0), is_migratable(VERSION)
    (True, False, False)
    """
    return version < VERSION and all(step in STEPS for step in range(version, VERSION))


def migrate(begin: Begin, version: int, keep: Callable[[], None]) -> bool:
    """Bring a ledger from ``version`` to this one; ``keep`` is called before anything is changed.

    A step that another program took meanwhile is left out. Gives whether ``keep`` was called.
    """
    is_kept = False
    for step in range(version, VERSION):
        with begin() as connection:
            if connection.execute(select(versions.c.version)).scalar_one() != step:
                continue
            if not is_kept:
                keep()
                is_kept = True
            for statement in STEPS[step]:
                connection.execute(text(statement))
            connection.execute(update(versions).values(version=step + 1))
    return is_kept


def copy_ledger(file: Path, version: int) -> Path:
    """Copy a SQLite ledger beside itself before it is migrated, and give the copy; an older copy is never overwritten.

    SQLite makes the copy, so that what other programs are writing is in it whole or not at all. Raises OSError and
    sqlite3.Error.
    """
    copy = _find_free_name(file.with_name(f"{file.name}.v{version}-backup"))
    draft = copy.with_name(f"{copy.name}.part")
    draft.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(file)) as source, contextlib.closing(sqlite3.connect(draft)) as target:
        source.backup(target)
    shutil.copymode(file, draft)
    draft.replace(copy)
    return copy


def _find_free_name(wanted: Path) -> Path:
    """Give the first name of a row that no file has."""
    number, name = 1, wanted
    while name.exists():
        number += 1
        name = wanted.with_name(f"{wanted.name}-{number}")
    return name
