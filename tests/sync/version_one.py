"""A ledger as version 1 wrote it: its tables as SQL, filled with what a few runs left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import create_engine, text

from toolkit.model.entry import Entry, Resource, Value

TABLES = """
CREATE TABLE bestand_version (version INTEGER NOT NULL);
CREATE TABLE bestand_entries (
    target VARCHAR(300) NOT NULL, identifier VARCHAR(300) NOT NULL, inventory TEXT NOT NULL,
    catalogue_id TEXT NOT NULL, name TEXT NOT NULL, base TEXT, pending INTEGER, recorded TEXT NOT NULL,
    PRIMARY KEY (target, identifier));
CREATE TABLE bestand_runs (
    id VARCHAR(60) NOT NULL, target VARCHAR(300) NOT NULL, command TEXT NOT NULL, fingerprint TEXT NOT NULL,
    started TEXT NOT NULL, ended TEXT, state TEXT NOT NULL,
    PRIMARY KEY (id));
CREATE TABLE bestand_steps (
    number {number}, run VARCHAR(60) NOT NULL, target VARCHAR(300) NOT NULL, identifier VARCHAR(300) NOT NULL,
    inventory TEXT NOT NULL, action TEXT NOT NULL, is_first BOOLEAN NOT NULL, catalogue_id TEXT NOT NULL,
    name TEXT NOT NULL, intent TEXT, sheet TEXT, base TEXT, before TEXT, before_raw TEXT,
    before_revision TEXT NOT NULL, recorded TEXT NOT NULL, result TEXT, reason TEXT NOT NULL, revision TEXT NOT NULL,
    ended TEXT,
    PRIMARY KEY (number));
CREATE INDEX bestand_steps_run ON bestand_steps (run);
CREATE TABLE bestand_leases (
    target VARCHAR(300) NOT NULL, token TEXT NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL, since TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (target));
INSERT INTO bestand_version VALUES (1);
"""

NOON = "2025-03-01T12:00:00.000+00:00"
RUN, KILLED = "20250301T120000Z-00000001", "20250301T120000Z-00000002"
_ENTRY = TypeAdapter(Entry)


def build_entry(key: str, title: str) -> Entry:
    """Build an entry as a push of the tests' small catalogue writes it."""
    fields: dict[str, Value] = {"private": False, "owner_org": "amt", "title": title}
    return Entry(f"amt:{key}", f"daten-{key}", fields, (Resource(f"r{key}", {"title": "CSV"}),))


def write_old_ledger(location: Path | str, target: str) -> None:
    """Write a ledger of version 1: ``amt:1`` created and updated, ``amt:2`` created by a run that was killed."""
    url = location if isinstance(location, str) else f"sqlite:///{location.as_posix()}"
    engine = create_engine(url)
    number = "INTEGER NOT NULL" if isinstance(location, Path) else "SERIAL NOT NULL"
    with engine.begin() as connection:
        for statement in TABLES.replace("{number}", number).split(";"):
            if statement.strip():
                connection.execute(text(statement))
        for table, rows in _list_rows(target).items():
            for row in rows:
                names = ", ".join(row)
                places = ", ".join(f":{name}" for name in row)
                connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608 (ours)
    engine.dispose()


def _list_rows(target: str) -> dict[str, list[dict[str, Any]]]:
    """List what the runs left behind."""
    old, new, second = (_dump(build_entry(*told)) for told in (("1", "Alt"), ("1", "Neu"), ("2", "Zwei")))
    entry = {"target": target, "inventory": "amt", "recorded": NOON}
    run = {"target": target, "command": "push", "fingerprint": "f00d", "started": NOON}
    step = {"target": target, "inventory": "amt", "reason": "", "recorded": NOON}
    created = {"action": "create", "is_first": True, "catalogue_id": "", "before_revision": ""}
    update = {"action": "update", "is_first": False, "catalogue_id": "id-1", "before_revision": "1", "before": old}
    first = {"identifier": "amt:1", "name": "daten-1", "run": RUN, "result": "done", "ended": NOON}
    return {
        "bestand_entries": [
            entry | {"identifier": "amt:1", "catalogue_id": "id-1", "name": "daten-1", "base": new},
            entry | {"identifier": "amt:2", "catalogue_id": "", "name": "daten-2", "pending": 3},
        ],
        "bestand_runs": [
            run | {"id": RUN, "state": "done", "ended": NOON},
            run | {"id": KILLED, "state": "running"},
        ],
        "bestand_steps": [
            step | created | first | {"intent": old, "sheet": old, "revision": "1"},
            step | update | first | {"intent": new, "sheet": new, "base": old, "before_raw": "{}", "revision": "2"},
            step
            | created
            | {
                "identifier": "amt:2",
                "name": "daten-2",
                "run": KILLED,
                "intent": second,
                "sheet": second,
                "revision": "",
            },
        ],
    }


def _dump(entry: Entry) -> str:
    return _ENTRY.dump_json(entry).decode("utf-8")
