"""What really happened, change by change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.message import Message


@dataclass(frozen=True, slots=True)
class Written:
    """The catalogue confirmed a write: the entry's id and its revision from now on.

    ``name`` is its URL name where the catalogue could not take the one asked for. ``lacking`` are the ids of resources
    whose local file did not arrive, although all the rest is written; ``reason`` says why.
    """

    id: str
    revision: str
    name: str = ""
    lacking: tuple[str, ...] = ()
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The catalogue answered and refused; nothing was changed by this request."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Unsure:
    """No answer came back, so that the request may or may not have been carried out.

    ``overloaded`` tells that the catalogue, or what stands before it, looks overloaded (502, 503, 504, a time-out).
    """

    reason: Message
    overloaded: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """The catalogue asked to be spared for a while; the request was certainly not carried out (HTTP 429).

    ``wait`` is what it asked for, in seconds; 0 where it did not say.
    """

    reason: Message
    wait: float = 0.0


Answered: TypeAlias = "Written | Refused | Unsure | Busy"


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was sent: what it asked for, when, how long it took, how it ended.

    ``at`` is UTC in ISO 8601, ``took`` is in milliseconds. ``answer`` is the HTTP status, or a word for an answer that
    never came.
    """

    action: str
    at: str
    took: int
    answer: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a receipt: what was to be done for which dataset, and how it ended."""

    identifier: str
    action: str
    result: Literal["done", "failed"]
    id: str = ""
    name: str = ""
    reason: Message | None = None
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """All outcomes of one run; ``requests`` are those that belong to no single outcome, such as the snapshot's."""

    run: str
    target: str
    outcomes: tuple[Outcome, ...]
    requests: tuple[Request, ...] = ()

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The outcomes that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "failed")
