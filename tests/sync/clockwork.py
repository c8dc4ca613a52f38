"""Time that passes only where somebody waits, so that tests of pauses need none."""

from __future__ import annotations

import threading

from toolkit.sync.turn import Timer


class Clockwork:
    """A clock that is wound forward by those who sleep."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._lock = threading.Lock()

    @property
    def timer(self) -> Timer:
        """The clock as a push takes it."""
        return Timer(lambda: self.seconds, self.sleep)

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        with self._lock:
            self.seconds += seconds
