"""When a request may begin and whether it still should: the pace, the waiting, the wish to stop, a dead catalogue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.model.message import Message
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Refused, Unsure, Written
from toolkit.sync.interrupt import Halt
from toolkit.sync.pace import Pace

_SLICE = 0.1
"""Seconds between two looks at whether somebody asked to stop."""
_MOST_MISSES = 3
"""So many requests in a row that find no catalogue mean that it is out of reach."""


class AbandonedError(Exception):
    """The run ended while this thread was waiting for an answer; its write is left to the next run."""


@dataclass(frozen=True, slots=True)
class Timer:
    """The clock and the waiting, in seconds; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Turn:
    """What the writes of one run have in common; threads share it."""

    def __init__(self, pace: Pace, halt: Halt, timer: Timer) -> None:
        self.pace = pace
        self._halt = halt
        self._timer = timer
        self._abandoned = False
        self._misses = 0
        self._lock = threading.Lock()
        self._own = threading.local()
        self._reason: Message | None = None

    @property
    def is_halted(self) -> bool:
        """Whether somebody asked to stop, so that nothing new may begin."""
        return self._halt.asked

    @property
    def out_of_reach(self) -> Message | None:
        """Say why the catalogue is given up, if it is."""
        return self._reason

    def now(self) -> float:
        """Tell the time in seconds."""
        return self._timer.now()

    def begin(self) -> float:
        """Wait while the site wants to be spared; give the time at which the request begins."""
        while (left := self.pace.pause(self.now())) and not self.is_halted:
            self._timer.sleep(min(left, _SLICE))
        self.require_wanted()
        self._own.began = began = self.now()
        return began

    def rest(self, seconds: float) -> None:
        """Wait, unless somebody asks to stop."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0 and not self.is_halted:
            self._timer.sleep(min(left, _SLICE))
        self.require_wanted()

    def learn(self, answered: Answered, began: float) -> None:
        """Learn from an answer how the site is."""
        match answered:
            case Busy(wait=wait):
                self.pace.press(began, self.now(), wait)
                self._meet()
            case Unsure(overloaded=True):
                self.pace.press(began, self.now())
            case Written() | Refused():
                self.pace.ease(began, self.now() - began)
                self._meet()
            case Unsure():
                pass

    def strain(self, wait: float) -> None:
        """Learn in the thread that writes that a part of its write was turned away and is tried again."""
        at = self.now()
        self.pace.press(getattr(self._own, "began", at), at, wait)

    def miss(self, problem: Problem) -> None:
        """Learn that a request found no catalogue; one that does not answer several in a row is given up."""
        with self._lock:
            self._misses += 1
            if self._misses >= _MOST_MISSES:
                self._reason = problem.what

    def abandon(self) -> None:
        """Let no thread begin or record anything any more."""
        self._abandoned = True

    def require_wanted(self) -> None:
        """Raise AbandonedError where nobody waits for this thread any more."""
        if self._abandoned:
            raise AbandonedError

    def _meet(self) -> None:
        """Learn that the catalogue is there."""
        with self._lock:
            self._misses = 0
