"""How long a site is waited for and how often it is asked again: reads as a whole, writes until one has left."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import requests

from toolkit.catalogues.ckan import trouble
from toolkit.catalogues.ckan.reply import UnexpectedReply

T = TypeVar("T")

LONGEST_WAIT = 60.0
"""Nobody waits longer than this many seconds before the next try, whatever a server asks for."""
_MOST_TIMEOUTS = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried and how long an answer may take.

    Times are in seconds; ``backoff`` is the pause before the third try, and each later one is twice as long. ``read``,
    ``write`` and ``upload`` are the longest silences; a whole answer may take ``deadline.DRIP`` times as long.
    ``sleep`` does the waiting, ``strain`` hears that the site is under pressure, with the seconds that it asks for.
    """

    tries: int = 5
    backoff: float = 1.0
    connect: float = 10.0
    read: float = 90.0
    write: float = 300.0
    upload: float = 1800.0
    sleep: Callable[[float], None] = time.sleep
    strain: Callable[[float], None] = lambda _: None

    def pause(self, tried: int, asked: float = 0.0, *, strained: bool = False) -> None:
        """Wait after so many tries; ``asked`` is what the server asked for, and the least to wait."""
        if strained:
            self.strain(asked)
        wait = self.backoff * 2 ** (tried - 2) if tried > 1 else 0.0
        # Several threads were turned away together; they should not come back together.
        jitter = 0.5 + random.random() / 2  # noqa: S311 (no secret)
        self.sleep(min(LONGEST_WAIT, max(wait * jitter, asked)))


def ask_until_answered(patience: Patience, ask: Callable[[], T]) -> T:
    """Send a read, again where an answer did not come through whole; the last error is raised.

    Tried again: broken connections, time-outs (twice), 429, 502, 503, 504, and answers with status 200 that are neither
    JSON nor a web page, such as one that was cut off.
    """
    timeouts = 0
    for tried in range(1, patience.tries):
        try:
            return ask()
        except (UnexpectedReply, requests.RequestException) as error:
            timeouts += isinstance(error, requests.RequestException) and trouble.is_timeout(error)
            if timeouts >= _MOST_TIMEOUTS or not _is_worth_another_try(error):
                raise
            wait = error.wait if isinstance(error, UnexpectedReply) else 0.0
            patience.pause(tried, wait, strained=_is_strained(error))
    return ask()


def send_once_connected(patience: Patience, send: Callable[[], T]) -> T:
    """Send a write exactly once: tried again only where no connection came about, so that nothing had been sent."""
    for tried in range(1, patience.tries):
        try:
            return send()
        except requests.RequestException as error:
            if not trouble.is_unconnected(error):
                raise
            patience.pause(tried)
    return send()


def _is_worth_another_try(error: UnexpectedReply | requests.RequestException) -> bool:
    """Tell whether a read may go better the next time."""
    if isinstance(error, UnexpectedReply):
        return error.is_passing
    return trouble.is_passing(error)


def _is_strained(error: UnexpectedReply | requests.RequestException) -> bool:
    """Tell whether a site is under pressure: it asks to be spared, or what stands before it waited in vain, or we."""
    if isinstance(error, UnexpectedReply):
        return error.is_busy or error.is_overloaded
    return trouble.is_timeout(error)
