"""What can be told of a web address without asking its server."""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urldefrag, urljoin, urlsplit

from toolkit.links.outcome import Unchecked, Why

_PRIVATE_ENDS = frozenset(
    {"local", "localhost", "localdomain", "lan", "intern", "internal", "intranet", "home", "corp"}
)
_SERVICE = re.compile(r"(?<![a-z])(wfs|wcs|wms|wmts|ows|mapserv|geoserver|qgisserver|deegree)(?![a-z])", re.IGNORECASE)
_ASKS = re.compile(r"[?&]request=", re.IGNORECASE)
_KINDS = {"wfs": "WFS", "wcs": "WCS", "wmts": "WMTS"}


def strip_fragment(url: str) -> str:
    """Give what a server is asked for: the address without its fragment.

    >>> strip_fragment("https://example.org/a?b=1#c")
    'https://example.org/a?b=1'
    """
    return urldefrag(url).url


def host_of(url: str) -> str:
    """Give an address's server, with its port where one is named.

    >>> host_of("https://Daten.Example.org:8443/a"), host_of("https://[::1]/")
    ('daten.example.org:8443', '::1')
    """
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""


def refuse(url: str) -> Unchecked | None:
    """Say why an address must not be asked for, without looking its server up; None where it may.

    >>> refuse("https://example.org/a"), refuse("ftp://example.org/").why.name
    (None, 'SCHEME')
    >>> refuse("https://amt:geheim@example.org/").why.name
    'SECRET'
    """
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return Unchecked(Why.SCHEME)
    if not known:
        return Unchecked(Why.SCHEME)
    return Unchecked(Why.SECRET) if "@" in parts.netloc else None


def is_private_name(host: str) -> bool:
    """Tell whether a server exists within an office's network only, as far as its name says.

    >>> [is_private_name(name) for name in ("geoserver", "gis.intern", "127.0.0.1", "10.0.0.7", "::1")]
    [True, True, True, True, True]
    >>> [is_private_name(name) for name in ("example.org", "8.8.8.8", "internal.example.org")]
    [False, False, False]
    """
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").casefold().split(".")
        return len(labels) == 1 or labels[-1] in _PRIVATE_ENDS


def fetch_is_private(host: str) -> bool:
    """Tell whether a server's name leads into a private network: any of its addresses does.

    Asks the name service; a name that it does not know leads nowhere, and so into no private network either.
    """
    if is_private_name(host):
        return True
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)


def ask_for_capabilities(url: str) -> str:
    """Give the address that makes a map service describe itself; an empty text where the address is that of none.

    A service answers its bare address with an error, since the address lacks what to do (OGC 06-042, 7.2).

    >>> ask_for_capabilities("https://geo.example.org/wfs")
    'https://geo.example.org/wfs?SERVICE=WFS&REQUEST=GetCapabilities'
    >>> ask_for_capabilities("https://geo.example.org/ows?map=a")
    'https://geo.example.org/ows?map=a&SERVICE=WMS&REQUEST=GetCapabilities'
    >>> ask_for_capabilities("https://example.org/a"), ask_for_capabilities("https://example.org/wms?request=GetMap")
    ('', '')
    """
    found = _SERVICE.search(url)
    if not found or _ASKS.search(url):
        return ""
    base = url.rstrip("?&")
    joint = "&" if "?" in base else "?"
    service = "" if re.search(r"[?&]service=", base, re.IGNORECASE) else f"SERVICE={_kind_of(found)}&"
    return f"{base}{joint}{service}REQUEST=GetCapabilities"


def _kind_of(found: re.Match[str]) -> str:
    """Name the kind of service; one that does several is asked for its maps."""
    return _KINDS.get(found[1].casefold(), "WMS")


def follow(url: str, location: str) -> str:
    """Give the whole address to which a server sends on, without a fragment.

    >>> follow("https://example.org/a/b", "../c#d")
    'https://example.org/c'
    """
    return strip_fragment(urljoin(url, location))


def leads_home(url: str, to: str) -> bool:
    """Tell whether a page deep within a site leads to a site's first page, as addresses do that are gone.

    >>> leads_home("https://example.org/daten/a.csv", "https://example.org/")
    True
    >>> leads_home("https://example.org/", "https://www.example.org/")
    False
    """
    there = urlsplit(to)
    return urlsplit(url).path.strip("/") != "" and not there.path.strip("/") and not there.query
