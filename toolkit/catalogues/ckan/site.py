"""What a site tells about itself before the first write: version, plugins, licences, and what our token may do."""

from __future__ import annotations

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
    """A CKAN site: its address and version, its plugins by name, its licences, and what deserves a warning."""

    address: str
    title: str
    version: str
    plugins: tuple[str, ...]
    licenses: Licenses
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """Whose token it is, and the organisations that it may create datasets in: URL name -> title."""

    user: str
    is_sysadmin: bool
    organizations: Mapping[str, str]


def fetch_site(client: Client, status: Mapping[str, Any]) -> Site:
    """Put together what ``status_show`` said and the licences (one request).

    Raises Problem for a CKAN that is too old.
    """
    version = str(status["ckan_version"])
    plugins = tuple(str(name) for name in status.get("extensions") or ())
    return Site(
        address=client.address,
        title=str(status.get("site_title") or client.address),
        version=version,
        plugins=plugins,
        licenses=parse_licenses(client.read("license_list")),
        warnings=(
            *check_version(version, client.address),
            *check_encryption(client.address),
            *_check_plugins(plugins),
        ),
    )


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


def _check_plugins(plugins: tuple[str, ...]) -> tuple[Message, ...]:
    """Warn of plugins under which a plain profile may be refused."""
    if not any(name.startswith("scheming") for name in plugins):
        return ()
    return (
        say(
            "the site describes its fields with ckanext-scheming: a field that its schema names itself "
            "is refused as an extra, and its forms may drop extras that they do not know"
        ),
    )
