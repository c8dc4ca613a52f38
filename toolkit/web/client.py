"""Who is asking: the visitor's own address and scheme, also behind a reverse proxy that may be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.web.settings import Network, WebSettings

_MOST_HOPS = 20


class Client:
    """Puts the visitor's address and scheme into a request; strips the base path.

    ``X-Forwarded-For`` and ``X-Forwarded-Proto`` count only where a trusted proxy sent them. ``state.is_proxied`` tells
    whether one did.
    """

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            trusted = self._settings.trusted_proxies
            peer = scope["client"][0] if scope.get("client") else ""
            headers = Headers(scope=scope)
            is_proxied = is_within(peer, trusted)
            hops = headers.getlist("x-forwarded-for") if is_proxied else []
            state = scope.setdefault("state", {})
            state["is_proxied"] = is_proxied
            state["address"] = find_address(peer, hops, trusted)
            state["is_secure"] = self._tell_secure(scope, headers, is_proxied=is_proxied)
            self._strip(scope)
        await self._app(scope, receive, send)

    def _tell_secure(self, scope: Scope, headers: Headers, *, is_proxied: bool) -> bool:
        """Tell whether the visitor's browser speaks HTTPS."""
        if self._settings.secure_cookies is not None:
            return self._settings.secure_cookies
        if self._settings.public_address:
            return self._settings.public_address.startswith("https://")
        told = headers.get("x-forwarded-proto", "") if is_proxied else ""
        return (told.rpartition(",")[2].strip() or scope.get("scheme", "http")) == "https"

    def _strip(self, scope: Scope) -> None:
        """Let the rest see paths below the base path, whether the proxy strips it or not (ASGI: root_path)."""
        base = self._settings.base_path
        path = scope["path"]
        scope["root_path"] = base
        if base and path != base and not path.startswith(f"{base}/"):
            scope["path"] = base + path


def find_address(peer: str, forwarded: Iterable[str], trusted: tuple[Network, ...]) -> str:
    """Give the right-most address that no trusted proxy has; what stands left of it anybody may have written.

    >>> from ipaddress import ip_network
    >>> find_address("10.0.0.1", ["1.2.3.4, 192.0.2.7, 10.0.0.2"], (ip_network("10.0.0.0/8"),))
    '192.0.2.7'
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")][-_MOST_HOPS:]
    found = peer
    for hop in reversed(hops):
        address = _parse(hop)
        if address is None:
            return found
        found = str(address)
        if not is_within(found, trusted):
            return found
    return found


def is_within(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address is in one of the networks."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address, with or without a port; an IPv4 address written as IPv6 counts as IPv4."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        parsed = ip_address(bare)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
