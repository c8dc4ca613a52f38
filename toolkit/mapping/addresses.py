"""Reads web and mail addresses: what is published works from outside and gives no secret away."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.message import say
from toolkit.reading.text import clean

_URL_EXPECTED = say("a whole web address that begins with https:// or http://")
_NO_SECRET = say("a web address without a user name or password in it")
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+\.?|localhost")
# Blanks and control characters (RFC 3986); quotation marks and angle brackets, which end links in HTML; backslashes.
# Most addresses: nothing in them can be wrong, so that they need not be taken apart.
_PLAIN = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?:/[A-Za-z0-9._~/%=&?+-]*)?")
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f"<>\\]')
_SECOND = re.compile(r"[\s,;|]\s*(?=https?://)", re.IGNORECASE)
_SECRET = re.compile(r"(?<=://)[^\s/?#]*@")


@lru_cache(maxsize=16384)
def parse_url(text: str) -> Parsed[str]:
    """Read a web address; one without a scheme is not guessed at but offered. The scheme comes out in small letters.

    >>> parse_url("https://example.org/a").value
    'https://example.org/a'
    >>> parse_url("www.example.org").trouble.nearest
    ('https://www.example.org',)
    >>> parse_url("https://amt:geheim@example.org/").trouble.code
    'url-credentials'
    """
    text = clean(text)
    if _PLAIN.fullmatch(text):
        return Parsed(text)
    if _SECRET.search(text):
        return Parsed(None, Trouble("url-credentials", _NO_SECRET, text=mask_secret(text)))
    scheme, separator, rest = text.partition("://")
    if scheme.casefold() not in {"http", "https"} or not separator:
        return _no_url(_complete(text))
    parts = _SECOND.split(text)
    if len(parts) > 1:
        return _no_url(part for part in parts if _is_whole(part))
    if _FORBIDDEN.search(text) or not _is_whole(text):
        return _no_url([_encode(text)] if " " in text and _is_whole(_encode(text)) else ())
    return Parsed(f"{scheme.casefold()}://{rest}")


def _no_url(nearest: Iterable[str]) -> Parsed[str]:
    return Parsed(None, Trouble("url-invalid", _URL_EXPECTED, tuple(nearest)))


def _encode(text: str) -> str:
    """Write blanks and other characters that an address cannot hold as %20 and the like."""
    return quote(text, safe="%/:?#[]@!$&'()*+,;=~-._{}")


def mask_secret(text: str) -> str:
    """Hide the user name and password within web addresses, so that a report does not spread them.

    >>> mask_secret("https://amt:geheim@example.org/daten")
    'https://***@example.org/daten'
    """
    return _SECRET.sub("***@", text)


def _is_whole(text: str) -> bool:
    """Tell whether an address has a host that can exist, and a port that can."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port  # a port out of range raises
        if parts.netloc.startswith("["):
            return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False
    return bool(_HOST.fullmatch(host)) and "@" not in parts.netloc


def _complete(text: str) -> tuple[str, ...]:
    """Offer an address that lacks nothing but its scheme."""
    guess = f"https://{text}"
    return (
        (guess,) if re.match(r"www\.", text, re.IGNORECASE) and not _FORBIDDEN.search(text) and _is_whole(guess) else ()
    )


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two addresses are the same but for encoding, case and a last slash, which Excel adds.

    >>> is_same_address("https://example.org", "https://example.org/"), is_same_address("https://a.org", "https://b.org")
    (True, False)
    """
    first, second = (unquote(text).rstrip("/").casefold() for text in (one, other))
    return first == second


# CKAN refuses what its own expression refuses; this one is stricter (one address, a dot in the domain).
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
_NAMED = re.compile(r"[^<>@]*<([^<>]*)>")
_BETWEEN = re.compile(r"[\s,;|/<>()]+")
_EMAIL_EXPECTED = say("one functional mailbox such as amt@example.org")


@lru_cache(maxsize=16384)
def parse_email(text: str) -> Parsed[str]:
    """Read one mail address, a name before it left out; of several the first is taken and the rest reported.

    >>> parse_email("amt@example.org").value, parse_email("Amt <amt@example.org>").value
    ('amt@example.org', 'amt@example.org')
    >>> parse_email("a@example.org; b@example.org").trouble.code
    'email-several'
    """
    text = clean(text)
    named = _NAMED.fullmatch(text)
    parts = [_bare(part) for part in _BETWEEN.split(named[1] if named else text)]
    found = tuple(dict.fromkeys(part for part in parts if _EMAIL.fullmatch(part)))
    if len(found) > 1:
        return Parsed(found[0], Trouble("email-several", _EMAIL_EXPECTED, detail=found[0]))
    if found and all(part == found[0] for part in parts if part):
        return Parsed(found[0])
    return Parsed(None, Trouble("email-invalid", _EMAIL_EXPECTED, found))


def _bare(part: str) -> str:
    """Take away what stands around an address: the scheme and parameters of a link, the end of a sentence."""
    if part[:7].casefold() == "mailto:":
        part = part[7:].partition("?")[0]
    return part.strip(".:")
