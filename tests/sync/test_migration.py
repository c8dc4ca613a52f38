from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, insert, inspect, text

from tests.sync.small_catalogue import TARGET, Record, SmallCatalogue
from tests.sync.version_one import KILLED, NOON, RUN, build_entry, write_old_ledger
from toolkit.model.entry import Pushed
from toolkit.model.problem import Problem
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.migration import STEPS, copy_ledger, is_migratable
from toolkit.sync.pending import Pending
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope
from toolkit.sync.record import RunRecord
from toolkit.sync.schema import VERSION, metadata, runs

AT = dt.datetime(2025, 3, 2, 12, 0, tzinfo=dt.UTC)
SECOND = build_entry("2", "Zwei")


def look(location: Path | str, ask: Callable[[Connection], Any]) -> Any:
    """Look into a ledger's tables, past the ledger."""
    engine = create_engine(location if isinstance(location, str) else f"sqlite:///{location.as_posix()}")
    with engine.begin() as connection:
        found = ask(connection)
    engine.dispose()
    return found


def describe(connection: Connection) -> Any:
    """Describe all tables: columns, whether they may be empty, keys and indexes."""
    seen = inspect(connection)
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)],
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted((index["name"] or "", tuple(index["column_names"])) for index in seen.get_indexes(table)),
        )
        for table in metadata.tables
        if seen.has_table(table)
    }


def sort_columns(described: Any) -> Any:
    """Leave out in which order a table's columns stand."""
    return {table: (sorted(columns), *rest) for table, (columns, *rest) in described.items()}


def test_every_older_version_has_its_step() -> None:
    assert sorted(STEPS) == list(range(1, VERSION))
    assert [is_migratable(version) for version in (0, 1, VERSION)] == [False, True, False]


def test_a_migrated_ledger_has_the_tables_of_a_new_one(make_location: Callable[[], Path | str]) -> None:
    old, new = make_location(), make_location()
    write_old_ledger(old, TARGET)
    for location in (old, new):
        with open_ledger(location):
            pass
    assert sort_columns(look(old, describe)) == sort_columns(look(new, describe))
    assert look(old, lambda it: it.execute(text("SELECT version FROM bestand_version")).all()) == [(VERSION,)]


def test_everything_is_still_there(location: Path | str) -> None:
    write_old_ledger(location, TARGET)
    with open_ledger(location) as ledger:
        assert ledger.pushed(TARGET, ["amt"]) == {
            "amt:1": Pushed("amt:1", "amt", "id-1", "daten-1", build_entry("1", "Neu"), last_revision="2"),
            "amt:2": Pending("amt:2", "amt", "", "daten-2", None, SECOND, SECOND, None, "", action="create"),
        }
        assert ledger.history() == (
            RunRecord(KILLED, TARGET, "push", NOON, "", "running", {("create", ""): 1}),
            RunRecord(RUN, TARGET, "push", NOON, NOON, "done", {("create", "done"): 1, ("update", "done"): 1}),
        )
        created, updated = ledger.run_steps(RUN)
    assert (created.intent, created.before) == (build_entry("1", "Alt"), None)
    assert (updated.before, updated.intent, updated.requests) == (created.intent, build_entry("1", "Neu"), ())


def plan_and_push(ledger: Ledger, catalogue: SmallCatalogue) -> list[tuple[str, str]]:
    """Push two datasets and tell what was planned for them."""
    rows = [Desired(build_entry(*told), told[1], "amt", {}) for told in (("1", "Neuer"), ("2", "Zwei"))]
    wish = Wish(("amt",), tuple(rows))
    pushed = ledger.pushed(TARGET, ["amt"])
    plan = build_plan(wish, catalogue.fetch_snapshot(build_scope(wish, pushed)), pushed, Options())
    assert not apply_plan(plan, catalogue, ledger, lambda _: None, lambda: AT).failed
    return [(change.identifier, change.kind) for change in plan.changes]


def test_a_push_goes_on_where_the_old_version_was_killed(location: Path | str) -> None:
    catalogue = SmallCatalogue()
    for id_, entry, revision in (("id-1", build_entry("1", "Neu"), 2), ("id-2", SECOND, 1)):
        parts = {item.id: dict(item.fields) for item in entry.resources}
        own = (entry.identifier, entry.name, dict(entry.fields), parts, set(parts), revision)
        catalogue.records[id_] = Record(id_, *own)
    write_old_ledger(location, TARGET)
    with open_ledger(location) as ledger:
        assert plan_and_push(ledger, catalogue) == [("amt:1", "update"), ("amt:2", "unchanged")]
        assert {item.identifier: item.last_revision for item in ledger.pushed(TARGET, ["amt"]).values()} == {
            "amt:1": "3",
            "amt:2": "1",
        }
        assert [run.state for run in ledger.history()] == ["done", "interrupted", "done"]


def test_a_migration_is_told_once_and_leaves_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    write_old_ledger(path, TARGET)
    before = look(path, describe_old)
    with open_ledger(path) as ledger:
        (news,) = ledger.news
    copy = tmp_path / "ledger.sqlite.v1-backup"
    assert str(news) == f"the ledger {path} was brought to format {VERSION}; as it was, it lies in {copy}"
    assert look(copy, describe_old) == before
    with open_ledger(path) as ledger:
        assert ledger.news == ()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ledger.sqlite", "ledger.sqlite.v1-backup"]


def describe_old(connection: Connection) -> Any:
    """Give all that stands in the tables of version 1."""
    tables = [f"bestand_{name}" for name in ("version", "entries", "runs", "steps")]
    return [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]  # noqa: S608 (ours)


def test_a_database_server_is_migrated_without_a_copy(postgresql: Any) -> None:
    url = postgresql.create()
    write_old_ledger(url, TARGET)
    with open_ledger(url) as ledger:
        (news,) = ledger.news
    assert str(news).endswith(f"was brought to format {VERSION}")


def test_an_older_copy_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    write_old_ledger(path, TARGET)
    names = [copy_ledger(path, 1).name for _ in range(3)]
    assert names == ["l.sqlite.v1-backup", "l.sqlite.v1-backup-2", "l.sqlite.v1-backup-3"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["l.sqlite", *names]


def test_without_a_copy_nothing_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    write_old_ledger(path, TARGET)
    (tmp_path / "l.sqlite.v1-backup.part").mkdir()
    with pytest.raises(Problem, match="no copy of the ledger"), open_ledger(path):
        pass
    assert look(path, lambda it: it.execute(text("SELECT version FROM bestand_version")).all()) == [(1,)]


def test_a_step_that_fails_leaves_the_ledger_as_it_was(location: Path | str) -> None:
    write_old_ledger(location, TARGET)
    look(location, lambda it: it.execute(text("CREATE TABLE bestand_runs_target (x INTEGER)")))
    with pytest.raises(Problem, match="cannot be used"), open_ledger(location):
        pass
    columns = {name for name, *_ in look(location, describe)["bestand_entries"][0]}
    assert "revision" not in columns
    assert look(location, lambda it: it.execute(text("SELECT version FROM bestand_version")).all()) == [(1,)]
    look(location, lambda it: it.execute(text("DROP TABLE bestand_runs_target")))
    with open_ledger(location) as ledger:
        assert len(ledger.pushed(TARGET, ["amt"])) == 2


def test_two_programs_may_open_an_old_ledger_at_once(location: Path | str) -> None:
    write_old_ledger(location, TARGET)
    failures: list[Exception] = []

    def open_and_close() -> None:
        try:
            with open_ledger(location) as ledger:
                assert len(ledger.pushed(TARGET, ["amt"])) == 2
        except Exception as error:  # noqa: BLE001 (a thread's error would be lost)
            failures.append(error)

    threads = [threading.Thread(target=open_and_close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_an_old_program_that_is_still_running_can_end_its_run(location: Path | str) -> None:
    """It names its columns, so that those that came since are filled by the database."""
    write_old_ledger(location, TARGET)
    with open_ledger(location) as ledger:
        own = {"id": "x", "target": "u", "command": "push", "fingerprint": "", "started": NOON, "state": "done"}
        look(location, lambda it: it.execute(insert(runs).values(**own)))
        named = "target, identifier, inventory, catalogue_id, name, recorded"
        statement = f"INSERT INTO bestand_entries ({named}) VALUES ('u', 'amt:9', 'amt', 'id', 'neun', '{NOON}')"  # noqa: S608 (ours)
        look(location, lambda it: it.execute(text(statement)))
        assert ledger.pushed("u", ["amt"]) == {"amt:9": Pushed("amt:9", "amt", "id", "neun", None)}
        assert ledger.newest_run("u") == "x"
