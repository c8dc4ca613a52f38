"""What became of a web address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Why(Enum):
    """Why an address leads nowhere, or why nobody could tell; the value is how it is kept on disk."""

    STATUS = "status"
    NO_HOST = "no-host"
    REFUSED = "refused"
    LOGIN = "login"
    ROBOTS = "robots"
    PATIENCE = "patience"
    SLOW = "slow"
    FAILING = "failing"
    CERTIFICATE = "certificate"
    CIRCLE = "circle"
    BROKEN = "broken"
    PRIVATE = "private"
    SECRET = "secret"  # noqa: S105 (the address holds a password; this is none)
    SCHEME = "scheme"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Reachable:
    """Something answers there."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Something answers, at another address for good."""

    to: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Nothing is there: what the server said (an HTTP status, else 0), or that there is no server."""

    why: Why
    status: int = 0


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Nobody can tell: the server refuses programs, asks for patience, is slow or fails; or nobody asked it."""

    why: Why
    status: int = 0


Outcome: TypeAlias = Reachable | Moved | Dead | Unchecked


@dataclass(frozen=True, slots=True)
class Reached:
    """One address, as it was given, and what became of it."""

    url: str
    outcome: Outcome
