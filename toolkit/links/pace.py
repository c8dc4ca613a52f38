"""Keeps requests to one server apart."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Interrupted(Exception):  # noqa: N818 (nothing went wrong)
    """Nobody waits for the answer any more."""


class Pace:
    """Says when a server may be asked: one request at a time, a pause between two, patience where it asks for it."""

    def __init__(self, pause: float, stop: Event) -> None:
        self._pause = pause
        self._stop = stop
        self._guard = Lock()
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._free_at: dict[str, float] = {}
        self._closed: set[str] = set()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Hold a server for one request, after the pause since the last one. Raises Interrupted."""
        with self._guard:
            lock = self._locks[host]
        with lock:
            self.wait(self._free_at.get(host, 0.0) - time.monotonic())
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + self._pause

    def wait(self, seconds: float) -> None:
        """Wait. Raises Interrupted when nobody waits for the answer any more."""
        if self._stop.wait(max(seconds, 0.0)):
            raise Interrupted

    def close(self, host: str) -> None:
        """Leave a server alone from now on: it asked for more patience than anybody has."""
        self._closed.add(host)

    def is_closed(self, host: str) -> bool:
        """Tell whether a server is left alone."""
        return host in self._closed
