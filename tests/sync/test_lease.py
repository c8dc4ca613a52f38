from __future__ import annotations

import datetime as dt
import platform
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from tests.sync.holding_run import read_word, start_run
from toolkit.model.problem import Stopped
from toolkit.sync.lease import TERM, Lease
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.schema import leases
from toolkit.sync.store import open_store

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.at = AT
        self.looks = 0

    def __call__(self) -> dt.datetime:
        self.looks += 1
        return self.at


def test_a_second_run_is_stopped_and_told_since_when(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as first, open_ledger(location) as second, first.hold("t", clock):
        clock.at += 2 * TERM
        with pytest.raises(Stopped, match=r"since 2025-03-01T12:00:00") as caught, second.hold("t", clock):
            pass
    assert "wait until it has ended" in str(caught.value.remedy)


def test_other_targets_are_free(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as ledger, ledger.hold("t", clock), ledger.hold("u", clock):
        pass


def test_an_ended_run_frees_its_target(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as ledger:
        for _ in range(3):
            with ledger.hold("t", clock):
                pass


def test_a_run_that_is_stopped_leaves_the_other_one_its_right(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as ledger, ledger.hold("t", clock):
        for _ in range(2):
            with pytest.raises(Stopped), ledger.hold("t", clock):
                pass


def leave_lease(location: Path | str, host: str) -> None:
    """Leave the lease of a run on some machine behind."""
    times = {"since": AT.isoformat(timespec="milliseconds"), "until": (AT + TERM).isoformat(timespec="milliseconds")}
    with open_store(location) as store, store.begin() as connection:
        connection.execute(insert(leases).values(target="t", token="token", host=host, pid=4711, **times))


def test_a_dead_run_on_this_machine_frees_its_target_at_once(location: Path | str) -> None:
    leave_lease(location, platform.node())
    with open_ledger(location) as ledger, ledger.hold("t", Clock()):
        pass


def test_a_run_on_another_machine_keeps_its_target_until_its_time_is_up(tmp_path: Path) -> None:
    path, clock = tmp_path / "l.sqlite", Clock()
    leave_lease(path, "another-machine")
    with open_ledger(path) as ledger:
        clock.at += TERM / 2
        with pytest.raises(Stopped, match="process 4711 on another-machine"), ledger.hold("t", clock):
            pass
        clock.at += TERM / 2
        with ledger.hold("t", clock):
            pass


def test_a_database_server_knows_that_a_run_on_another_machine_is_dead(request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgresql").create()
    leave_lease(url, "another-machine")
    with open_ledger(url) as ledger, ledger.hold("t", Clock()):
        pass


def test_a_renewed_lease_lasts(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as ledger, ledger.hold("t", clock) as lease:
        for step, seen in ((TERM / 5 - dt.timedelta(seconds=1), AT), (dt.timedelta(seconds=1), AT + TERM / 5)):
            clock.at += step
            lease.renew()
            with open_store(location) as store, store.begin() as connection:
                until = connection.execute(select(leases.c.until)).scalar_one()
            assert dt.datetime.fromisoformat(until) == seen + TERM


def test_a_run_whose_lease_was_taken_over_is_stopped(location: Path | str) -> None:
    clock = Clock()
    with open_ledger(location) as ledger, ledger.hold("t", clock) as lease:
        with open_store(location) as store, store.begin() as connection:
            connection.execute(update(leases).values(token="another"))
        clock.at += TERM
        with pytest.raises(Stopped, match="took over"):
            lease.renew()


def renew_often(lease: Lease, failures: list[Exception]) -> None:
    try:
        for _ in range(20):
            lease.renew()
    except Exception as error:  # noqa: BLE001 (a thread's error would be lost)
        failures.append(error)


def test_any_thread_renews_a_lease(location: Path | str) -> None:
    clock, failures = Clock(), list[Exception]()
    with open_ledger(location) as ledger, ledger.hold("t", clock) as lease:
        clock.at += TERM / 2
        threads = [threading.Thread(target=renew_often, args=(lease, failures)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert clock.looks == 1 + 8 * 20


def test_two_processes_never_write_to_one_target_and_a_killed_one_frees_it(location: Path | str) -> None:
    clock = Clock()
    clock.at = dt.datetime.now(dt.UTC)
    with open_ledger(location) as ledger, start_run(location, "t") as first:
        assert read_word(first) == "held"
        with start_run(location, "t") as second:
            assert read_word(second) == "stopped"
        with pytest.raises(Stopped, match=f"process {first.pid} on"), ledger.hold("t", clock):
            pass
        first.kill()
        first.wait()
        take_soon(ledger, clock)


def take_soon(ledger: Ledger, clock: Clock) -> None:
    """Take the lease of a process that was killed; a database server needs a moment to see that it is gone."""
    for _ in range(200):
        with suppress(Stopped), ledger.hold("t", clock):
            return
        time.sleep(0.05)
    raise AssertionError("the lease of a dead run did not end")


def test_of_processes_that_start_together_exactly_one_writes(location: Path | str) -> None:
    with start_run(location, "t") as one, start_run(location, "t") as two:
        assert sorted(map(read_word, (one, two))) == ["held", "stopped"]
