from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from toolkit.model.entry import Entry, Held, Pushed, Resource
from toolkit.model.message import say
from toolkit.model.problem import Problem, Stopped
from toolkit.model.receipt import Refused, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.pending import Pending
from toolkit.sync.resume import CREATE_ORGANIZATION
from toolkit.sync.schema import VERSION

AT = dt.datetime(2025, 3, 1, 13, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
SHEET = Entry(
    "amt:1",
    "baeume",
    {"title": "Bäume", "private": False, "tags": ("a", "b"), "size": 3, "share": 0.5, "note": None, "code": "007"},
    (Resource("r1", {"hash": "1"}, "daten/baum.csv"),),
)
CREATE = Intent("create", "amt:1", "amt", SHEET, SHEET)
BEFORE = Held("id", SHEET, "1", {"id": "id", "extras": [{"key": "x"}]})
NEW = Entry("amt:1", "baeume", {"title": "Baumkataster", "private": False})


Rows = list[tuple[object, ...]]


@pytest.fixture
def ledger(location: Path | str) -> Iterator[Ledger]:
    with open_ledger(location) as opened:
        yield opened


def look(location: Path | str, query: str) -> Rows:
    """Look into a ledger's tables, past the ledger."""
    url = location if isinstance(location, str) else f"sqlite:///{location.as_posix()}"
    engine = create_engine(url)
    with engine.begin() as connection:
        found = connection.execute(text(query))
        read = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return read


def pushed(ledger: Ledger) -> Pushed | None:
    return ledger.pushed("t", ["amt"]).get("amt:1")


def record(ledger: Ledger, intent: Intent, answered: Written | Refused | Unsure | None) -> None:
    run = ledger.begin_run("t", "push", AT)
    number = ledger.record_intent(run, intent, AT)
    if answered:
        ledger.record_outcome(number, answered, AT)


def test_a_done_write_is_the_base_with_all_its_values(ledger: Ledger) -> None:
    record(ledger, CREATE, Written("id", "1"))
    assert pushed(ledger) == Pushed("amt:1", "amt", "id", "baeume", SHEET, last_revision="1")


def test_each_target_and_each_inventory_stands_by_itself(ledger: Ledger) -> None:
    record(ledger, CREATE, Written("id", "1"))
    assert ledger.pushed("another", ["amt"]) == {}
    assert ledger.pushed("t", ["kultur"]) == {}
    assert ledger.pushed("t", []) == {}


def test_an_open_intent_counts_as_ours(ledger: Ledger) -> None:
    record(ledger, CREATE, None)
    assert pushed(ledger) == Pending("amt:1", "amt", "", "baeume", None, SHEET, SHEET, None, "", action="create")


def test_an_unsure_write_stays_open(ledger: Ledger) -> None:
    record(ledger, CREATE, Unsure(say("no answer")))
    assert isinstance(pushed(ledger), Pending)


def test_a_refused_create_leaves_nothing_behind(ledger: Ledger) -> None:
    record(ledger, CREATE, Refused(say("no")))
    assert pushed(ledger) is None
    assert ledger.names("t") == {}


def test_a_refused_create_after_a_killed_one_leaves_nothing_behind(ledger: Ledger) -> None:
    record(ledger, CREATE, None)
    record(ledger, CREATE, Refused(say("no")))
    assert pushed(ledger) is None


def test_a_refused_update_leaves_the_base(ledger: Ledger) -> None:
    record(ledger, CREATE, Written("id", "1"))
    record(ledger, Intent("update", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), Refused(say("no")))
    assert pushed(ledger) == Pushed("amt:1", "amt", "id", "baeume", SHEET, last_revision="1")


def test_a_refused_adoption_takes_nothing_over(ledger: Ledger) -> None:
    record(ledger, Intent("adopt", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), Refused(say("no")))
    assert pushed(ledger) is None


def test_an_intended_update_knows_what_was_there_before(ledger: Ledger) -> None:
    record(ledger, CREATE, Written("id", "1"))
    record(ledger, Intent("update", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), None)
    assert pushed(ledger) == Pending(
        "amt:1", "amt", "id", "baeume", SHEET, NEW, NEW, SHEET, "1", last_revision="1", action="update"
    )


def test_a_refusal_does_not_bring_an_older_doubt_back(ledger: Ledger) -> None:
    record(ledger, CREATE, None)
    record(ledger, Intent("update", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), Refused(say("no")))
    assert pushed(ledger) == Pushed("amt:1", "amt", "id", "baeume", SHEET, last_revision="1")


def test_a_base_can_be_learnt_without_a_request(ledger: Ledger) -> None:
    record(ledger, CREATE, None)
    ledger.record_bases("t", [], AT)
    ledger.record_bases("t", [(Held("id", SHEET, "1"), NEW)], AT)
    assert pushed(ledger) == Pushed("amt:1", "amt", "id", "baeume", NEW, last_revision="1")


def test_names_are_pinned_from_the_first_intent_on(ledger: Ledger) -> None:
    record(ledger, CREATE, None)
    assert ledger.names("t") == {"amt:1": "baeume"}
    assert ledger.names("another") == {}


def test_the_ledger_outlives_its_program(location: Path | str) -> None:
    with open_ledger(location) as first:
        record(first, CREATE, Written("id", "1"))
    with open_ledger(location) as second:
        assert pushed(second) == Pushed("amt:1", "amt", "id", "baeume", SHEET, last_revision="1")


def test_a_file_s_folder_is_made(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "neu" / "ledger.sqlite") as ledger:
        record(ledger, CREATE, Written("id", "1"))
    assert (tmp_path / "neu" / "ledger.sqlite").is_file()


def test_runs_and_steps_are_written_down_in_utc(location: Path | str) -> None:
    with open_ledger(location) as ledger:
        run = ledger.begin_run("t", "push", AT, "f00d")
        number = ledger.record_foundation(run, CREATE_ORGANIZATION, "amt", AT)
        ledger.record_outcome(number, Written("amt", ""), AT)
        number = ledger.record_intent(run, Intent("update", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), AT)
        ledger.record_outcome(number, Refused(say("no")), AT)
        ledger.end_run(run, "failed", AT)
    assert run.startswith("20250301T120000Z-")
    noon = "2025-03-01T12:00:00.000+00:00"
    runs = look(location, "select id, target, command, fingerprint, started, ended, state from bestand_runs")
    assert runs == [(run, "t", "push", "f00d", noon, noon, "failed")]
    steps = look(
        location, "select identifier, action, before_raw, recorded, result, reason from bestand_steps order by number"
    )
    assert steps == [
        ("amt", "create_organization", None, noon, "done", ""),
        ("amt:1", "update", '{"id": "id", "extras": [{"key": "x"}]}', noon, "refused", "no"),
    ]


def test_a_run_that_died_is_closed_by_the_next_one(location: Path | str) -> None:
    with open_ledger(location) as ledger:
        ledger.begin_run("t", "push", AT)
        ledger.begin_run("t", "push", AT)
    assert sorted(look(location, "select state from bestand_runs")) == [("interrupted",), ("running",)]


def test_a_run_that_was_closed_by_another_one_writes_nothing_more(ledger: Ledger) -> None:
    old = ledger.begin_run("t", "push", AT)
    under_way = ledger.record_intent(old, CREATE, AT)
    ledger.begin_run("u", "push", AT)
    ledger.record_foundation(old, CREATE_ORGANIZATION, "amt", AT)
    ledger.begin_run("t", "push", AT)
    with pytest.raises(Stopped, match="another one took over t"):
        ledger.record_intent(old, Intent("update", "amt:1", "amt", NEW, NEW, SHEET, BEFORE), AT)
    with pytest.raises(Stopped, match="another one took over t"):
        ledger.record_foundation(old, CREATE_ORGANIZATION, "amt", AT)
    ledger.record_outcome(under_way, Written("id", "1"), AT)
    assert pushed(ledger) == Pushed("amt:1", "amt", "id", "baeume", SHEET, last_revision="1")


def test_any_database_url_works(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'ledger.sqlite').as_posix()}"
    with open_ledger(url) as ledger:
        record(ledger, CREATE, Written("id", "1"))
    with open_ledger("sqlite://") as ledger:
        assert pushed(ledger) is None
        assert ledger.location == "sqlite://"


@pytest.mark.parametrize(("version", "words"), [(VERSION + 1, "newer bestand"), (0, "format 0, which nobody knows")])
def test_a_ledger_of_a_version_that_nobody_knows_is_not_touched(location: Path | str, version: int, words: str) -> None:
    with open_ledger(location):
        pass
    look(location, f"update bestand_version set version = {version}")  # noqa: S608 (a number of ours)
    with pytest.raises(Problem, match=words), open_ledger(location):
        pass
    assert look(location, "select version from bestand_version") == [(version,)]


def test_a_newer_ledger_gets_no_tables_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("create table bestand_version (version integer not null)")
        connection.execute("insert into bestand_version values (99)")
    connection.close()
    with pytest.raises(Problem, match="newer bestand"), open_ledger(path):
        pass
    assert look(path, "select name from sqlite_master where type = 'table'") == [("bestand_version",)]


def test_a_file_that_is_no_database_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_text("Das ist keine Datenbank, sondern ein Text.\n" * 100, encoding="utf-8")
    with pytest.raises(Problem, match=r"ledger\.sqlite cannot be used: file is not a database"), open_ledger(path):
        pass


@pytest.mark.parametrize("url", ["ohne://treiber", "postgresql+psycopg2://u:geheim@h/d", "://"])
def test_a_url_without_a_driver_is_a_problem_that_keeps_the_password(url: str) -> None:
    with pytest.raises(Problem) as caught, open_ledger(url):
        pass
    assert "geheim" not in str(caught.value)
