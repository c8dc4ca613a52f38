"""Ctrl-C waits until the requests under way have their answers and the ledger knows them; a second one does not."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from toolkit.model.receipt import Receipt


class Halt:
    """Whether somebody asked to stop. A plain flag: a signal's handler must not take a lock."""

    def __init__(self) -> None:
        self.asked = False


class Interrupted(KeyboardInterrupt):
    """A run that somebody stopped, with its receipt: what was done and what was not tried."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt


@contextmanager
def hold_interrupt() -> Iterator[Halt]:
    """Turn the first Ctrl-C, or the first SIGTERM, into a wish to stop; the second raises KeyboardInterrupt at once.

    Works in the main thread only, as signals do; elsewhere nothing is held.
    """
    halt = Halt()

    def keep(_signal: int, _frame: FrameType | None) -> None:
        if halt.asked:
            raise KeyboardInterrupt
        halt.asked = True

    if threading.current_thread() is not threading.main_thread():
        yield halt
        return
    earlier = {number: signal.signal(number, keep) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield halt
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler or signal.SIG_DFL)
