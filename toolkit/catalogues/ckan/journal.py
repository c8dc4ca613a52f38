"""Every HTTP request that leaves, noted by the thread that sent it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests

from toolkit.catalogues.ckan import trouble
from toolkit.model.receipt import Request

_LEFT_OPEN = "interrupted"


@dataclass(slots=True)
class Note:
    """One request under way; ``answer`` is set when its answer is there."""

    action: str
    answer: str = _LEFT_OPEN


class Journal:
    """The requests of each thread since it last took them. Threads share one journal and do not see each other's."""

    def __init__(self) -> None:
        self._local = threading.local()

    @contextmanager
    def note(self, action: str) -> Iterator[Note]:
        """Note a request from now until its whole answer is there, or an error tells that none came."""
        note, at, began = Note(action), dt.datetime.now(dt.UTC), time.monotonic()
        try:
            yield note
        except requests.RequestException as error:
            note.answer = trouble.name_error(error)
            raise
        finally:
            took = round((time.monotonic() - began) * 1000)
            self._mine().append(Request(action, at.isoformat(timespec="milliseconds"), took, note.answer))

    def take(self) -> tuple[Request, ...]:
        """Give the requests of this thread, oldest first, and forget them."""
        mine = self._mine()
        taken = tuple(mine)
        mine.clear()
        return taken

    def add(self, requests: Iterable[Request]) -> None:
        """Note requests that a thread of this one's sent for it."""
        self._mine().extend(requests)

    def _mine(self) -> list[Request]:
        """Give this thread's list."""
        if not hasattr(self._local, "requests"):
            self._local.requests = []
        found: list[Request] = self._local.requests
        return found
