"""How often an address or a visit may do something: a bucket of tokens each, which fills up again with time."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic

from toolkit.model.message import say, say_many
from toolkit.web.refusal import Refusal
from toolkit.web.settings import Rate

_MOST = 10_000
"""How many buckets are remembered; the one that was not used for longest is forgotten first."""


class Limiter:
    """Buckets of one kind. Threads may use them at the same time."""

    def __init__(self, rate: Rate, now: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._now = now
        self._turn = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Take a token out of a bucket. Raises Refusal (429) with the seconds to wait where it is empty."""
        wait = self.try_take(key)
        if wait:
            raise _too_often(wait)

    def try_take(self, key: str) -> int:
        """Take a token out of a bucket and give 0, or the whole seconds until there will be one."""
        per_second = self._rate.per_minute / 60
        with self._turn:
            now = self._now()
            tokens, at = self._buckets.pop(key, (float(self._rate.burst), now))
            tokens = min(float(self._rate.burst), tokens + (now - at) * per_second)
            is_granted = tokens >= 1
            self._buckets[key] = (tokens - is_granted, now)
            if len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        return 0 if is_granted else max(1, math.ceil((1 - tokens) / per_second))


def name_neighbourhood(address: str) -> str:
    """Give what one bucket is kept for: an IPv4 address, or the network that one IPv6 customer has (RFC 6177).

    >>> name_neighbourhood("192.0.2.7"), name_neighbourhood("2001:db8:1:2::7"), name_neighbourhood("testclient")
    ('192.0.2.7', '2001:db8:1:2::/64', 'testclient')
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, 64), strict=False))


def _too_often(seconds: int) -> Refusal:
    """Say how long to wait."""
    return Refusal(
        429,
        say("That was too often in a short time."),
        say_many("Wait {n} second, then try it again.", "Wait {n} seconds, then try it again.", seconds),
        {"Retry-After": str(seconds)},
    )
