"""How many writes may be under way at once: a little more with each that goes well, half as many when a site is hurt.

Additive increase and multiplicative decrease, as TCP does it; and as TCP Vegas does it, no increase where answers only
take longer because writes wait in the site's own queue. Pure but for its jitter: times are seconds that the caller
gives, on any clock that only goes forward.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

START = 2
"""So many writes are under way at first."""
FIRST_PAUSE = 0.5
"""Seconds that everybody waits after the first sign of pressure; each further one in a row doubles them."""
SHORT_QUEUE, LONG_QUEUE = 2.0, 4.0
"""With more writes than these in the site's queue the pace does not grow any more, and shrinks."""
LONGEST_PAUSE = 60.0
"""Nobody waits longer at once, whatever a site asks for."""


class Pace:
    """The pace of one run; threads share it.

    >>> pace = Pace(most=4)
    >>> for _ in range(9): pace.ease(began=0)
    >>> pace.allowed
    4
    >>> pace.press(began=0, at=10, wait=7)
    >>> pace.allowed, pace.pause(at=12)
    (2, 5)
    """

    def __init__(self, most: int, start: int = START, jitter: Callable[[], float] = random.random) -> None:
        self._most = max(1, most)
        self._allowed = float(min(max(1, start), self._most))
        self._jitter = jitter
        self._pressed = float("-inf")
        self._until = float("-inf")
        self._row = 0
        self._took = self._least = 0.0
        self._lock = threading.Lock()

    @property
    def allowed(self) -> int:
        """How many writes may be under way now; at least 1."""
        return int(self._allowed)

    @property
    def most(self) -> int:
        """How many writes will ever be under way."""
        return self._most

    def pause(self, at: float) -> float:
        """Give the seconds that everybody has to wait from ``at`` on."""
        return max(0.0, self._until - at)

    def ease(self, began: float, took: float = 0.0) -> None:
        """Learn that a write went well, and how long it took.

        One that began before the last pressure says nothing of the time since.
        """
        with self._lock:
            if began < self._pressed:
                return
            self._row = 0
            queue, step = self._estimate_queue(took), 1 / int(self._allowed)
            if queue <= SHORT_QUEUE:
                self._allowed = min(float(self._most), self._allowed + step)
            elif queue > LONG_QUEUE:
                self._allowed = max(1.0, self._allowed - step)

    def press(self, began: float, at: float, wait: float = 0.0) -> None:
        """Learn at ``at`` that the site is under pressure; ``wait`` is what it asks for, in seconds.

        Several writes that were under way together and fail together are one sign of pressure, not several.
        """
        with self._lock:
            if began >= self._pressed:
                self._allowed = max(1.0, self._allowed / 2)
                self._pressed = at
                own = FIRST_PAUSE * 2 ** min(self._row, 16) * (0.5 + self._jitter() / 2)
                self._row += 1
                wait = max(wait, own)
            self._until = max(self._until, at + min(wait, LONGEST_PAUSE))

    def _estimate_queue(self, took: float) -> float:
        """Estimate how many of the writes under way only wait: those beyond what the shortest time explains."""
        self._took = 0.8 * self._took + 0.2 * took if self._took else took
        self._least = min(self._least or self._took, self._took)
        return self._allowed * (1 - self._least / self._took) if self._took else 0.0
