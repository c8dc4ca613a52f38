"""What the page in the browser is allowed to do: who may come, how much may be sent, how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from toolkit.steps.configuration import Configuration

Login: TypeAlias = Literal["none", "header", "accounts"]
Network: TypeAlias = IPv4Network | IPv6Network

MEGABYTE = 1024 * 1024
PORT = 8420


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done: ``burst`` times at once, then ``per_minute`` times a minute."""

    burst: int
    per_minute: float


@dataclass(frozen=True, slots=True)
class Rates:
    """The bounds for one address (requests, new visits, logins) and for one visit (uploads)."""

    requests: Rate = Rate(400, 1200)
    visits: Rate = Rate(100, 120)
    logins: Rate = Rate(10, 5)
    uploads: Rate = Rate(20, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """All that ``bestand serve`` is told. Sizes are bytes.

    ``data`` is a folder of the server's own: what lies in it is removed when the server starts. ``ledger`` is a file or
    a database URL. ``configuration`` says where a push goes; without one nothing can be planned or pushed.
    ``departments`` names who may come at all by a header; where it is empty, all whom the proxy lets through.
    """

    data: Path
    ledger: Path | str
    configuration: Configuration | None = None
    host: str = "127.0.0.1"
    port: int = PORT
    login: Login = "none"
    login_header: str = "X-Remote-User"
    trusted_proxies: tuple[Network, ...] = ()
    stewards: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    max_upload: int = 50 * MEGABYTE
    max_files: int = 20
    max_space: int = 4096 * MEGABYTE
    keep_minutes: int = 60
    max_visits: int = 2000
    base_path: str = ""
    public_address: str = ""
    hosts: tuple[str, ...] = ()
    workers: int = 2
    job_minutes: float = 10
    job_memory: int = 2048 * MEGABYTE
    max_jobs: int = 40
    rates: Rates = field(default_factory=Rates)
    secure_cookies: bool | None = None
    warm: bool = True

    @property
    def is_local(self) -> bool:
        """Whether only programs on this machine reach it."""
        return is_loopback(self.host)

    @property
    def is_private(self) -> bool:
        """Whether nobody but whoever sits at this machine comes: it is local, and no proxy leads others here."""
        return self.is_local and not self.public_address and not self.trusted_proxies

    @property
    def max_visit_space(self) -> int:
        """How much one visit may keep: a few uploads of the largest size."""
        return 4 * self.max_upload

    @property
    def accepted_hosts(self) -> frozenset[str]:
        """The names under which it may be asked for; empty where they cannot be known."""
        named = {urlsplit(self.public_address).hostname or "", *self.hosts} - {""}
        if not named and not self.is_local:
            return frozenset()
        return frozenset({name.lower() for name in named} | {"localhost", "127.0.0.1", "::1", self.host.lower()})


def is_loopback(host: str) -> bool:
    """Tell whether a listening address is for this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
