"""Long work in the background: a bounded queue, a few workers, and each job shown to its own visitor only."""

from __future__ import annotations

import datetime as dt
import functools
import logging
import pickle
import queue
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem
from toolkit.sync.visitbook import JobRow, VisitBook
from toolkit.web.refusal import Refusal, hide_folder
from toolkit.web.settings import WebSettings
from toolkit.web.visit import Visit
from toolkit.web.worker import Cancelled, Work, Worker, broken_off

State: TypeAlias = Literal["waiting", "running", "done", "failed", "interrupted"]

_PER_VISIT = 3
"""How many jobs of one visit may wait or run at once."""
_KEPT = 50
"""How many jobs of one visit are remembered."""
_PUSHERS = 1
_LOG = logging.getLogger("bestand.web")
_WAITING = say("It waits for its turn.")
_DONE = say("It is done.")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its visitor sees it. ``share`` is from 0 to 1; ``result`` is the text that the work gave."""

    id: str
    kind: str
    state: State
    share: float = 0.0
    message: Message = _WAITING
    remedy: Message | None = None
    result: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in {"waiting", "running"}


@dataclass(slots=True, eq=False)
class _Task:
    """A job with what only the server knows of it."""

    visit: str
    work: Work
    job: Job
    is_together: bool
    is_wanted: bool = True
    is_active: bool = False


@dataclass(slots=True)
class _Crew:
    """Threads that take one task after the other from a queue."""

    tasks: queue.Queue[_Task | None] = field(default_factory=queue.Queue)
    threads: list[threading.Thread] = field(default_factory=list)

    def stop(self) -> None:
        """Let the threads end after what they do now."""
        for _ in self.threads:
            self.tasks.put(None)
        for thread in self.threads:
            thread.join()


class Jobs:
    """The jobs of all visits. Nothing here waits for the ledger, so that pages may call it at once.

    Work runs in processes of its own, each with a bound of time and memory; a push runs in a thread of the server, is
    bound by nothing but the lease in the ledger, and is never broken off.
    """

    def __init__(self, settings: WebSettings, book: VisitBook, now: Callable[[], dt.datetime]) -> None:
        self._settings = settings
        self._book = book
        self._now = now
        self._turn = threading.Lock()
        self._tasks: dict[str, _Task] = {}
        self._apart, self._together = _Crew(), _Crew()
        self._scribe: ThreadPoolExecutor | None = None
        self._is_stopping = False

    def begin(self) -> None:
        """Start the workers; what an earlier run of the server left behind counts as interrupted. Raises Problem."""
        self._is_stopping = False
        for row in self._book.interrupt_jobs(*_explain_interruption(), self._now()):
            job = Job(row.id, row.kind, "interrupted", 0.0, row.message or _WAITING, row.remedy)
            self._tasks[row.id] = _Task(row.visit, lambda _: "", job, is_together=False, is_wanted=False)
        self._scribe = ThreadPoolExecutor(1, thread_name_prefix="bestand-scribe")
        for crew, number, act in (
            (self._apart, self._settings.workers, self._work_apart),
            (self._together, _PUSHERS, self._work_together),
        ):
            crew.threads = [threading.Thread(target=act, name=f"bestand-{act.__name__}") for _ in range(number)]
            for thread in crew.threads:
                thread.start()

    def stop(self) -> None:
        """Break off what may be broken off, let a push end, and stop the workers."""
        self._is_stopping = True
        with self._turn:
            for task in self._tasks.values():
                task.is_wanted = task.is_wanted and task.is_together and task.is_active
        self._apart.stop()
        self._together.stop()
        if self._scribe is not None:
            self._scribe.shutdown()

    def start(self, visit: Visit, kind: str, work: Work, *, together: bool = False) -> Job:
        """Put work into the queue; ``together`` is for pushes, which run in the server's process.

        Other work is sent to another process: a function of a module with its arguments (``functools.partial``).
        Raises Refusal where too much is waiting, TypeError for work that cannot be sent.
        """
        if not together:
            _require_sendable(work)
        task = _Task(visit.id, work, Job(secrets.token_hex(16), kind, "waiting"), is_together=together)
        with self._turn:
            self._make_room(visit.id)
            self._tasks[task.job.id] = task
        row = JobRow(task.job.id, visit.id, kind, "waiting")
        self._write(lambda: self._book.add_job(row, self._now()))
        (self._together if together else self._apart).tasks.put(task)
        return task.job

    def find(self, visit: Visit, job_id: str) -> Job | None:
        """Find a job of this visit; None for everybody else's."""
        with self._turn:
            task = self._tasks.get(job_id)
            return task.job if task is not None and task.visit == visit.id else None

    def list(self, visit: Visit) -> tuple[Job, ...]:
        """List the jobs of this visit, oldest first."""
        with self._turn:
            return tuple(task.job for task in self._tasks.values() if task.visit == visit.id)

    def cancel(self, visit: Visit, job_id: str) -> bool:
        """Break off a job of this visit; tells whether it will be. A push that has begun goes on."""
        with self._turn:
            task = self._tasks.get(job_id)
            if task is None or task.visit != visit.id or task.job.is_over:
                return False
            if task.is_together and task.is_active:
                return False
            task.is_wanted = False
            return True

    def drop(self, visit_id: str) -> None:
        """Break off and forget what a visit asked for; a push that has begun goes on to its end."""
        with self._turn:
            for id_, task in list(self._tasks.items()):
                if task.visit == visit_id and not (task.is_together and task.is_active):
                    task.is_wanted = False
                    if not task.is_active:
                        del self._tasks[id_]

    def is_busy(self, visit_id: str) -> bool:
        """Tell whether something still works in a visit's folder."""
        with self._turn:
            return any(task.visit == visit_id and task.is_active for task in self._tasks.values())

    def _make_room(self, visit_id: str) -> None:
        """Refuse what is too much, and forget the oldest of what is over."""
        open_ = [task for task in self._tasks.values() if not task.job.is_over]
        if sum(task.visit == visit_id for task in open_) >= _PER_VISIT:
            raise _too_many(say("Three of your workbooks are being worked on already."))
        if len(open_) >= self._settings.max_jobs or self._is_stopping:
            raise _too_many(say("Very many workbooks are waiting here at the moment."))
        over = [id_ for id_, task in self._tasks.items() if task.visit == visit_id and task.job.is_over]
        for id_ in over[: max(0, len(over) - _KEPT + 1)]:
            del self._tasks[id_]

    def _work_apart(self) -> None:
        """Take one task after the other and let a process do it."""
        worker = Worker(self._settings.job_memory, is_warm=self._settings.warm)
        if self._settings.warm:
            worker.start()
        while (task := self._apart.tasks.get()) is not None:
            self._do(task, functools.partial(self._send, worker, task))
            if self._settings.warm and not self._is_stopping:
                worker.start()  # where the last job broke it
        worker.stop()

    def _send(self, worker: Worker, task: _Task) -> str:
        """Let a process do a task."""
        progress = functools.partial(self._tell, task)
        return worker.run(task.work, progress, lambda: task.is_wanted, self._settings.job_minutes * 60)

    def _work_together(self) -> None:
        """Take one push after the other."""
        while (task := self._together.tasks.get()) is not None:
            self._do(task, functools.partial(task.work, functools.partial(self._tell, task)))

    def _do(self, task: _Task, act: Callable[[], str]) -> None:
        """Do a task and write down how it ended; whatever happens, the thread goes on."""
        with self._turn:
            task.is_active = task.is_wanted
            if task.is_wanted:
                task.job = replace(task.job, state="running", message=say("It has begun."))
        try:
            if not task.is_active:
                raise Cancelled  # noqa: TRY301 (one place tells of every end)
            ended = replace(task.job, state="done", share=1.0, message=_DONE, result=act())
        except Cancelled:
            ended = replace(task.job, state="interrupted", message=say("It was broken off."), remedy=None)
        except Problem as problem:
            what, remedy = (hide_folder(one, self._settings.data) for one in (problem.what, problem.remedy))
            ended = replace(task.job, state="failed", message=what, remedy=remedy)
        except BaseException:  # noqa: BLE001 (a thread that dies would leave every other visitor waiting)
            _LOG.exception("a job broke off")
            trouble = broken_off()
            ended = replace(task.job, state="failed", message=trouble.what, remedy=trouble.remedy)
        self._end(task, ended)

    def _end(self, task: _Task, job: Job) -> None:
        """Write down how a task ended."""
        with self._turn:
            task.job, task.is_active = job, False
            if not task.is_wanted and not self._is_stopping and job.state == "interrupted":
                self._tasks.pop(job.id, None)
        row = JobRow(job.id, task.visit, job.kind, job.state, job.message, job.remedy)
        if not self._is_stopping or task.is_together:  # else it counts as interrupted when the server starts again
            self._write(lambda: self._book.end_job(row, self._now()))

    def _tell(self, task: _Task, share: float, note: Message) -> None:
        """Write down how far a task is."""
        with self._turn:
            task.job = replace(task.job, share=min(max(share, 0.0), 1.0), message=note)

    def _write(self, act: Callable[[], None]) -> None:
        """Write to the ledger, one after the other, without letting a page wait."""

        def write() -> None:
            try:
                act()
            except Problem:
                _LOG.exception("a job could not be written down")

        if self._scribe is not None:
            with suppress(RuntimeError):  # it was stopped meanwhile
                self._scribe.submit(write)


def _require_sendable(work: Work) -> None:
    """Raise TypeError for work that no other process can be sent."""
    try:
        pickle.dumps(work)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError("work for another process must be a function of a module (functools.partial)") from error


def _too_many(what: Message) -> Refusal:
    """Refuse work because too much is waiting."""
    return Refusal(429, what, say("Wait until one of them is done, then send it again."), {"Retry-After": "30"})


def _explain_interruption() -> tuple[Message, Message]:
    """Say what became of a job whose server stopped."""
    return (
        say("The server was started anew while this was under way, and your files were removed."),
        say(
            "Send the workbook again. If this was a push, nothing is lost: what had been written is recorded, and the "
            "next plan shows what is left to do."
        ),
    )
