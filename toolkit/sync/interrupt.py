"""Ctrl-C waits until the current request has its answer and the ledger knows it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def hold_interrupt() -> Iterator[Callable[[], None]]:
    """Keep the first Ctrl-C back; calling what is yielded raises it. A second one is not kept back.

    Works in the main thread only, as signals do; elsewhere nothing is held.
    """
    asked = threading.Event()

    def keep(_signal: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    def release() -> None:
        if asked.is_set():
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield release
        return
    earlier = signal.signal(signal.SIGINT, keep)
    try:
        yield release
    finally:
        signal.signal(signal.SIGINT, earlier or signal.SIG_DFL)
