"""Carries out tasks with as many threads as the pace allows; with one at most, without any."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from toolkit.sync.turn import Turn

T = TypeVar("T")
R = TypeVar("R")

_LOOK = 0.1
"""Seconds that the main thread waits at most before it looks up: only it hears signals."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """An exception that ended a task."""

    error: BaseException


class Crew(Generic[T, R]):
    """The threads of one run. They are daemons: a process that must end at once does not wait for them."""

    def __init__(self, turn: Turn, work: Callable[[T], R], hear: Callable[[], object]) -> None:
        """Let ``work`` be done for each task; ``hear`` is called now and then by the thread that waits."""
        self._turn = turn
        self._work = work
        self._hear = hear
        self._tasks: SimpleQueue[T | None] = SimpleQueue()
        self._ended: SimpleQueue[R | _Failed] = SimpleQueue()
        self._threads = 0

    def carry_out(self, tasks: Iterable[T]) -> Iterator[R]:
        """Carry out tasks and give each result as it comes; what was not begun when somebody asks to stop is left out.

        An exception of a task is raised once the tasks under way have ended.
        """
        waiting = deque(tasks)
        if self._turn.pace.most == 1:
            return self._carry_out_alone(waiting)
        return self._carry_out_together(waiting)

    def _carry_out_alone(self, waiting: deque[T]) -> Iterator[R]:
        """Do one after the other in this thread."""
        while waiting and not self._turn.is_halted:
            yield self._work(waiting.popleft())

    def _carry_out_together(self, waiting: deque[T]) -> Iterator[R]:
        """Hand tasks out and collect results."""
        under_way, error = 0, None
        while under_way or (waiting and not error and not self._turn.is_halted):
            if not under_way:
                self._turn.begin()
            while waiting and not error and self._may_begin(under_way):
                self._hand_out(waiting.popleft())
                under_way += 1
            self._hear()
            ended = self._wait_for_end() if under_way else None
            if ended is None:
                continue
            under_way -= 1
            if isinstance(ended, _Failed):
                error = error or ended.error
            else:
                yield ended
        if error:
            raise error

    def dismiss(self) -> None:
        """Send the threads home when they have nothing left to do."""
        for _ in range(self._threads):
            self._tasks.put(None)
        self._threads = 0

    def _may_begin(self, under_way: int) -> bool:
        """Tell whether one more task may begin now."""
        turn = self._turn
        return under_way < turn.pace.allowed and not turn.is_halted and not turn.pace.pause(turn.now())

    def _hand_out(self, task: T) -> None:
        """Give a task to a thread; there are as many as were ever needed at once."""
        self._tasks.put(task)
        if self._threads < self._turn.pace.allowed:
            self._threads += 1
            threading.Thread(target=self._run, name=f"bestand-{self._threads}", daemon=True).start()

    def _run(self) -> None:
        """Do tasks until there are no more: the life of one thread."""
        while (task := self._tasks.get()) is not None:
            try:
                self._ended.put(self._work(task))
            except BaseException as error:  # noqa: BLE001 (it is raised again in the main thread)
                self._ended.put(_Failed(error))

    def _wait_for_end(self) -> R | _Failed | None:
        """Wait a little for a task to end; None where none did."""
        try:
            return self._ended.get(timeout=_LOOK)
        except Empty:
            return None
