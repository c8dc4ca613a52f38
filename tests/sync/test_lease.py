from __future__ import annotations

import datetime as dt
import platform
import sqlite3
from pathlib import Path

import pytest

from toolkit.model.problem import Stopped
from toolkit.sync.lease import TERM
from toolkit.sync.ledger import open_ledger

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> dt.datetime:
        return self.at


def test_a_second_run_is_stopped_and_told_since_when(tmp_path: Path) -> None:
    path, clock = tmp_path / "l.sqlite", Clock()
    with open_ledger(path) as first, open_ledger(path) as second, first.hold("t", clock):
        clock.at += 2 * TERM
        with pytest.raises(Stopped, match=r"since 2025-03-01T12:00:00") as caught, second.hold("t", clock):
            pass
    assert "wait until it has ended" in str(caught.value.remedy)


def test_other_targets_are_free(tmp_path: Path) -> None:
    clock = Clock()
    with open_ledger(tmp_path / "l.sqlite") as ledger, ledger.hold("t", clock), ledger.hold("u", clock):
        pass


def test_an_ended_run_frees_its_target(tmp_path: Path) -> None:
    clock = Clock()
    with open_ledger(tmp_path / "l.sqlite") as ledger:
        for _ in range(2):
            with ledger.hold("t", clock):
                pass


def leave_lease(path: Path, host: str) -> None:
    """Leave the lease of a run on some machine behind."""
    with sqlite3.connect(path) as connection:
        until = (AT + TERM).isoformat(timespec="milliseconds")
        row = ("t", "token", host, 4711, AT.isoformat(timespec="milliseconds"), until)
        connection.execute("insert into bestand_leases values (?, ?, ?, ?, ?, ?)", row)
    connection.close()


def test_a_dead_run_on_this_machine_frees_its_target_at_once(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with open_ledger(path) as ledger:
        leave_lease(path, platform.node())
        with ledger.hold("t", Clock()):
            pass


def test_a_run_on_another_machine_keeps_its_target_until_its_time_is_up(tmp_path: Path) -> None:
    path, clock = tmp_path / "l.sqlite", Clock()
    with open_ledger(path) as ledger:
        leave_lease(path, "another-machine")
        clock.at += TERM / 2
        with pytest.raises(Stopped, match="process 4711 on another-machine"), ledger.hold("t", clock):
            pass
        clock.at += TERM
        with ledger.hold("t", clock):
            pass


def test_a_renewed_lease_lasts(tmp_path: Path) -> None:
    path, clock = tmp_path / "l.sqlite", Clock()
    with open_ledger(path) as ledger, ledger.hold("t", clock) as lease:
        clock.at += TERM / 2
        lease.renew()
        with sqlite3.connect(path) as connection:
            ((until,),) = connection.execute("select until from bestand_leases").fetchall()
        connection.close()
        assert dt.datetime.fromisoformat(until) == AT + TERM / 2 + TERM


def test_a_run_whose_lease_was_taken_over_is_stopped(tmp_path: Path) -> None:
    path, clock = tmp_path / "l.sqlite", Clock()
    with open_ledger(path) as ledger, ledger.hold("t", clock) as lease:
        with sqlite3.connect(path) as connection:
            connection.execute("update bestand_leases set token = 'another'")
        connection.close()
        clock.at += TERM
        with pytest.raises(Stopped, match="took over"):
            lease.renew()
