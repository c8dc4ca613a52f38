from __future__ import annotations

import signal
import threading

import pytest

from toolkit.sync.interrupt import hold_interrupt


def test_ctrl_c_is_raised_when_it_is_let_through() -> None:
    with hold_interrupt() as release:
        release()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            release()


def test_the_earlier_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with hold_interrupt():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_have_nothing_to_hold() -> None:
    seen: list[object] = []

    def work() -> None:
        with hold_interrupt() as release:
            release()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
