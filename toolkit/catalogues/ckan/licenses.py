"""A site's own licence ids, and which of them stands for a licence of DCAT-AP.de."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found


@dataclass(frozen=True, slots=True)
class Licenses:
    """What a site's ``license_list`` offers: its ids, and the id of each licence text's address."""

    ids: frozenset[str] = frozenset()
    by_url: Mapping[str, str] | None = None

    def find_id(self, license_uri: str) -> str:
        """Give the site's id for a licence: by URI, GovData's former id, CKAN's built-in id, or the text's address.

        Where the site offers none of these the URI itself is the id: CKAN stores it, shows it, and nothing is guessed.

        >>> Licenses(frozenset({"cc-by", "notspecified"})).find_id("http://dcat-ap.de/def/licenses/cc-by")
        'cc-by'
        >>> Licenses(frozenset({"dl-de-zero-2.0"})).find_id("http://dcat-ap.de/def/licenses/dl-zero-de/2.0")
        'dl-de-zero-2.0'
        >>> Licenses(frozenset({"cc-by"})).find_id("http://dcat-ap.de/def/licenses/cc-by/4.0")
        'http://dcat-ap.de/def/licenses/cc-by/4.0'
        """
        names, addresses = _names(license_uri)
        by_url = self.by_url or {}
        ids = (name for name in names if name in self.ids)
        found = next(ids, None) or next((by_url[_plain(url)] for url in addresses if _plain(url) in by_url), None)
        return found or license_uri

    def find_uri(self, license_id: str) -> str:
        """Give the URI of the licence that an id of the site stands for; the id itself where nobody knows it.

        >>> Licenses(frozenset({"cc-by"})).find_uri("dl-de-zero-2.0")
        'http://dcat-ap.de/def/licenses/dl-zero-de/2.0'
        """
        by_id, by_address = _uris()
        addresses = (address for address, id_ in (self.by_url or {}).items() if id_ == license_id)
        found = by_id.get(license_id) or next((by_address[one] for one in addresses if one in by_address), None)
        return found or license_id


def parse_licenses(license_list: Sequence[Mapping[str, str]]) -> Licenses:
    """Read the answer of CKAN's ``license_list``.

    >>> parse_licenses([{"id": "dl-zero", "url": "https://www.govdata.de/dl-de/zero-2-0"}]).find_id(
    ...     "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
    ... )
    'dl-zero'
    """
    by_url: dict[str, str] = {}
    for item in license_list:
        if item.get("url"):
            by_url.setdefault(_plain(item["url"]), item["id"])
    return Licenses(frozenset(item["id"] for item in license_list), by_url)


def _names(license_uri: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the ids and the addresses that a licence is known by, the surest first."""
    match load_vocabulary("license").find(license_uri):
        case Found(concept):
            names = (license_uri, concept.uri, concept.text("ogd_id"), concept.text("ckan_id"))
            return names, (concept.uri, concept.text("text_url"))
        case _:
            return (license_uri,), (license_uri,)


@cache
def _uris() -> tuple[dict[str, str], dict[str, str]]:
    """Give the URI of each licence by every id that it has, and by the addresses of its text."""
    by_id: dict[str, str] = {}
    by_address: dict[str, str] = {}
    for concept in load_vocabulary("license").concepts:
        names, addresses = _names(concept.uri)
        for name in filter(None, names):
            by_id.setdefault(name, concept.uri)
        for address in filter(None, addresses):
            by_address.setdefault(_plain(address), concept.uri)
    return by_id, by_address


def _plain(url: str) -> str:
    """Write an address so that http and https, and a slash at the end, make no difference."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
