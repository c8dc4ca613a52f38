"""What a site tells about itself before the first write: version, plugins, licences, and what our token may do."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from toolkit.catalogues.ckan.client import Client
from toolkit.catalogues.ckan.licenses import Licenses, parse_licenses
from toolkit.catalogues.ckan.snapshot import fetch_organizations, fetch_user
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

OLDEST = (2, 10)
NEWEST = (2, 12)
"""The versions that the tests run against."""


_THIS_COMPUTER = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Site:
    """A CKAN site: its address and version, its plugins by name, its licences, and what deserves a warning.

    ``token_ends`` is when our token ends, None where it does not or nobody can tell.
    """

    address: str
    title: str
    version: str
    plugins: tuple[str, ...]
    licenses: Licenses
    warnings: tuple[Message, ...] = ()
    token_ends: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Whose token it is, and the organisations that it may create datasets in: URL name -> title."""

    user: str
    is_sysadmin: bool
    organizations: Mapping[str, str]


def fetch_site(client: Client, status: Mapping[str, Any], token: str = "") -> Site:
    """Put together what ``status_show`` said, the licences (one request) and when the token ends.

    Raises Problem for a CKAN that is too old.
    """
    version = str(status["ckan_version"])
    check_version(version, client.address)
    plugins = tuple(str(name) for name in status.get("extensions") or ())
    return Site(
        address=client.address,
        title=str(status.get("site_title") or client.address),
        version=version,
        plugins=plugins,
        licenses=parse_licenses(client.read("license_list")),
        warnings=check_encryption(client.address),
        token_ends=read_token_end(token),
    )


def read_token_end(token: str) -> dt.datetime | None:
    """Read when a token ends, which CKAN's tokens may say themselves (JSON Web Token, RFC 7519, claim ``exp``).

    >>> read_token_end("eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJhIiwiZXhwIjoxNzcyMzIzMjAwfQ.c2lnbmF0dXJl").isoformat()
    '2026-03-01T00:00:00+00:00'
    >>> read_token_end("0a1b2c3d-an-old-api-key")
    """
    parts = token.split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
    except (IndexError, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def fetch_account(client: Client) -> Account:
    """Read what the token may do (two requests). Raises Problem for a token that CKAN does not accept."""
    user = fetch_user(client)
    return Account(str(user["name"]), user.get("sysadmin") is True, fetch_organizations(client))


def check_version(version: str, address: str) -> tuple[Message, ...]:
    """Warn of a CKAN newer than those that were tried. Raises Problem for one older than 2.10.

    >>> check_version("2.12.0", "https://example.org")
    ()
    >>> str(*check_version("2.13.0a0", "https://example.org"))
    'https://example.org runs CKAN 2.13.0a0; Bestand was tried with 2.10 to 2.12'
    """
    match = re.match(r"(\d+)\.(\d+)", version)
    number = (int(match[1]), int(match[2])) if match else (0, 0)
    if number < OLDEST:
        raise Problem(
            say("{address} runs CKAN {version}; Bestand needs 2.10 or later", address=address, version=version),
            say("ask who runs the site when it will be brought up to date: CKAN 2.9 gets no security fixes any more"),
        )
    if number > NEWEST:
        return (
            say("{address} runs CKAN {version}; Bestand was tried with 2.10 to 2.12", address=address, version=version),
        )
    return ()


def check_encryption(address: str) -> tuple[Message, ...]:
    """Warn of an address on another computer that is spoken to without encryption.

    >>> check_encryption("http://127.0.0.1:5000"), check_encryption("https://example.org")
    ((), ())
    >>> len(check_encryption("http://example.org"))
    1
    """
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname in _THIS_COMPUTER:
        return ()
    return (say("{address} is not encrypted: everybody on the way can read the API token", address=address),)
