"""A process of its own for a visitor's work: a hostile workbook can exhaust it, and nobody else notices.

The server's process only sends the work there and listens; it ends the process when the work takes too long, needs too
much memory or is no longer wanted. A process is used again, since importing what reads workbooks takes a second.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any, Protocol, TypeAlias

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_PATIENCE = 0.1
"""Seconds between two looks at whether the work is still wanted."""

_USES = 100
"""How many times a process is used before a fresh one takes its place."""

_WARM = ("toolkit.steps.check", "toolkit.reports.checkpage", "toolkit.steps.plan", "toolkit.web.pages")
_PAGES = "toolkit.web.pages.checking"
_LOG = logging.getLogger("bestand.web")


class Progress(Protocol):
    """How work tells how far it is: a share from 0 to 1, and what it does at the moment."""

    def __call__(self, share: float, note: Message) -> None:
        """Tell how far it is."""


Work: TypeAlias = "Callable[[Progress], str]"
"""What is done: it gets the progress and gives a text, such as the name of the file that it wrote."""


class Cancelled(Exception):  # noqa: N818 (a visitor's wish, no error)
    """The work is no longer wanted."""


class Worker:
    """One process that works for one job at a time; only one thread may use it."""

    def __init__(self, memory: int, *, is_warm: bool = True) -> None:
        self._memory = memory
        self._is_warm = is_warm
        self._process: Any = None
        self._pipe: Connection | None = None
        self._uses = 0

    def start(self) -> None:
        """Start the process, so that the first job need not wait for it."""
        if self._process is not None and self._process.is_alive():
            return
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._process = context.Process(target=serve_work, args=(theirs, self._memory, self._is_warm), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe, self._uses = ours, 0

    def run(self, work: Work, progress: Progress, is_wanted: Callable[[], bool], seconds: float) -> str:
        """Let the process work. Raises Problem for what failed, Cancelled for what is no longer wanted."""
        self.start()
        try:
            answer = self._listen(work, progress, is_wanted, monotonic() + seconds)
        except (EOFError, OSError) as error:
            self.stop()
            raise _exhausted() from error
        except (Cancelled, Problem):
            self.stop()
            raise
        self._uses += 1
        if self._uses >= _USES:
            self.stop()
        return _settle(answer)

    def _listen(self, work: Work, progress: Progress, is_wanted: Callable[[], bool], until: float) -> tuple[Any, ...]:
        """Hand over the work and wait for its end. Raises Problem, Cancelled, EOFError, OSError."""
        if self._pipe is None:
            raise EOFError
        self._pipe.send(work)
        while True:
            _require_time(is_wanted, until)
            if self._pipe.poll(_PATIENCE):
                told: tuple[Any, ...] = self._pipe.recv()
                if told[0] != "progress":
                    return told
                progress(*told[1:])

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join(5)
            with contextlib.suppress(ValueError):
                self._process.close()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _require_time(is_wanted: Callable[[], bool], until: float) -> None:
    """Raise Cancelled for work that is no longer wanted, Problem for what takes too long."""
    if not is_wanted():
        raise Cancelled
    if monotonic() > until:
        raise _too_slow()


def _settle(answer: tuple[Any, ...]) -> str:
    """Give the result. Raises Problem for what failed."""
    match answer:
        case ("done", result):
            return str(result)
        case ("failed", what, remedy):
            raise Problem(what, remedy)
        case _:
            _LOG.error("a job broke off\n%s", answer[1])
            raise broken_off()


def serve_work(pipe: Connection, memory: int, is_warm: bool) -> None:
    """Do what comes through the pipe until nobody is at its other end; a warm process has its imports done before."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    threading.Thread(target=_end_with_server, daemon=True).start()
    _limit_memory(memory)
    if is_warm:
        _warm_up()

    def progress(share: float, note: Message) -> None:
        pipe.send(("progress", share, note))

    while True:
        try:
            work = pipe.recv()
            pipe.send(_do(work, progress))
        except (EOFError, OSError):
            return


def _warm_up() -> None:
    """Import what checks need, and read the templates of their pages."""
    for name in _WARM:
        importlib.import_module(name)
    importlib.import_module(_PAGES).prepare()


def _do(work: Work, progress: Progress) -> tuple[Any, ...]:
    """Work, and tell how it ended."""
    try:
        return ("done", work(progress))
    except Problem as problem:
        return ("failed", problem.what, problem.remedy)
    except MemoryError:
        trouble = _exhausted()
        return ("failed", trouble.what, trouble.remedy)
    except Exception:  # noqa: BLE001 (the server logs it and goes on)
        return ("broken", traceback.format_exc())


def _end_with_server() -> None:
    """End this process when the server's is killed: nobody would break off its work any more."""
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)


def _limit_memory(memory: int) -> None:
    """Bound the memory of this process; Windows has no such bound."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (POSIX has it)

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def broken_off() -> Problem:
    """Say that something happened that nobody foresaw."""
    return Problem(
        say("Something went wrong here that should not. It is not your workbook’s fault."),
        say("Try it once more. If it happens again, tell your administrators when it was."),
    )


def _too_slow() -> Problem:
    """Say that it took too long."""
    return Problem(
        say("It took longer than is allowed here and was broken off."),
        say("Delete sheets and rows that do not belong to the inventory, or split the workbook, and send it again."),
    )


def _exhausted() -> Problem:
    """Say that there was not enough memory."""
    return Problem(
        say("The workbook needs more memory than is allowed here, and its check was broken off."),
        say("Delete sheets and rows that do not belong to the inventory, or split the workbook, and send it again."),
    )
