"""The first Ctrl-C is a wish to stop, the second one an order."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from toolkit.sync.interrupt import hold_interrupt

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_is_a_wish_and_the_second_ends_at_once(number: signal.Signals) -> None:
    with hold_interrupt() as halt:
        seen = [halt.asked]
        signal.raise_signal(number)
        assert [*seen, halt.asked] == [False, True]
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_earlier_handler_comes_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with hold_interrupt():
        assert signal.getsignal(number) is not before
    assert signal.getsignal(number) is before


def test_other_threads_have_nothing_to_hold() -> None:
    seen: list[object] = []

    def work() -> None:
        with hold_interrupt() as halt:
            seen.append((halt.asked, signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [(False, signal.getsignal(signal.SIGINT))]


# A push whose requests never end: the first signal changes nothing, the second ends the process.
_HANGING = """
import datetime as dt, signal, threading, time
from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.test_parallel_push import many, read
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import open_ledger

catalogue = SmallCatalogue()
catalogue.most_jobs = 4
started = threading.Semaphore(0)

def hang():
    started.release()
    time.sleep(3600)

def press():
    started.acquire(); started.acquire()
    signal.raise_signal(signal.SIGINT)
    time.sleep(0.3)
    print("still there", flush=True)
    signal.raise_signal(signal.SIGINT)

catalogue.during = hang
with open_ledger("sqlite://") as ledger:
    plan, _ = read(catalogue, ledger, many(9))
    threading.Thread(target=press, daemon=True).start()
    try:
        apply_plan(plan, catalogue, ledger, lambda _: None, lambda: dt.datetime.now(dt.UTC))
    except KeyboardInterrupt as error:
        print(type(error).__name__, ledger.history()[0].state, len(catalogue.requests))
"""


def test_a_second_ctrl_c_does_not_wait_for_threads_that_wait() -> None:
    command = [sys.executable, "-c", _HANGING]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split("\n") == ["still there", "KeyboardInterrupt interrupted 2", ""], done.stderr
    assert done.returncode == 0
