"""Rules for web addresses that are whole but of no use: not reachable from outside, repeated, or not those of data."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from toolkit.checks.published import Said, list_links, list_links_of
from toolkit.checks.rule import Words, on_dataset, on_inventory
from toolkit.model.dataset import Described, Distribution
from toolkit.model.finding import Severity
from toolkit.model.message import say, say_many

_PRIVATE_ENDS_TEXT = """
local localhost localdomain lan intern internal intranet home corp test
"""
_PRIVATE_ENDS = frozenset(_PRIVATE_ENDS_TEXT.split())
_SERVICE = re.compile(r"[?&]service=w|/(?:wms|wfs|wmts|wcs|ogcapi|rest|api)(?:[/?]|$)", re.IGNORECASE)


@on_dataset("url-private", Severity.WARNING)
def url_private(described: Described) -> Iterator[Words]:
    """A web address can only be opened within the office's network.

    Hosts without a domain (http://geoserver/), with endings such as .local or .intern, and addresses of private
    networks (RFC 1918: 10.x.x.x, 172.16–31.x.x, 192.168.x.x) exist for nobody outside.

    Enter the address under which the public gets the data.
    """
    for said in list_links(described):
        if is_private_host(_find_host(said.text)):
            yield said.words(
                described,
                say("this address can only be opened within the office's network"),
                say("Enter the address under which the public gets the data."),
            )


def _find_host(url: str) -> str:
    """Give the host of an address, between the slashes and what follows."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def is_private_host(host: str) -> bool:
    """Tell whether a host exists within a private network only.

    >>> is_private_host("geoserver"), is_private_host("gis.intern"), is_private_host("172.31.0.1")
    (True, True, True)
    >>> is_private_host("example.org"), is_private_host("172.32.0.1"), is_private_host("")
    (False, False, False)
    """
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        labels = host.rstrip(".").casefold().split(".")
        return bool(host) and (len(labels) == 1 or labels[-1] in _PRIVATE_ENDS)


@on_dataset("url-repeated", Severity.WARNING)
def url_repeated(described: Described) -> Iterator[Words]:
    """Two distributions of a dataset lead to the same address.

    People open both and find the same. Distributions of different formats are left alone: some addresses give several
    formats.

    Correct the address of one, or remove it.
    """
    seen: dict[tuple[str, str], str] = {}
    for part in described.dataset.distributions:
        said = _find_address(part)
        if said and seen.setdefault((said.text, part.format), part.key) != part.key:
            yield said.words(
                described,
                say("another distribution of this dataset leads to the same address"),
                say("Correct the address of one of the two, or remove it."),
            )


def _find_address(part: Distribution) -> Said | None:
    """Give the address of a distribution's data: that of the download first."""
    return next(iter(sorted(list_links_of(part), key=lambda said: said.path != "download_url")), None)


@on_inventory("url-shared", Severity.NOTE)
def url_shared(everything: tuple[Described, ...]) -> Iterator[Words]:
    """Several datasets lead to the same data.

    A cell that was copied keeps its link, so that one of the datasets may offer data that are not its own. Each such
    address is reported once, at the second dataset. Services are left alone: they give many datasets.

    Look through the addresses; if all is well, nothing needs to be done.
    """
    owners: dict[str, dict[str, Said]] = {}
    by_key = {one.dataset.key: one for one in everything}
    for key, described in by_key.items():
        for part in described.dataset.distributions:
            said = _find_address(part)
            if said and not is_service(part):
                owners.setdefault(said.text, {}).setdefault(key, said)
    for said_by in owners.values():
        if len(said_by) > 1:
            (first, _), (second, said) = list(said_by.items())[:2]
            yield said.words(
                by_key[second],
                say_many(
                    "{n} dataset leads here; the first is {key}",
                    "{n} datasets lead here; the first is {key}",
                    len(said_by),
                    key=first,
                ),
                say("Look through the addresses of these datasets."),
            )


def is_service(part: Distribution) -> bool:
    """Tell whether a distribution is a service that programs ask, by its format or its address.

    >>> is_service(Distribution("1", access_url="https://example.org/ows?SERVICE=WMS"))
    True
    """
    if part.format.endswith(("_SRVC", "/REST")):
        return True
    return any(_SERVICE.search(url) for url in (part.access_url, part.download_url))


@on_dataset("url-homepage", Severity.WARNING)
def url_homepage(described: Described) -> Iterator[Words]:
    """A link to data leads to the home page of a website.

    There nobody finds the data that the entry speaks of. An access address may be a page, but one where the data are
    (DCAT-AP.de 3.0, dcat:accessURL).

    Enter the address of the file, of the service, or of the page on which the data are offered.
    """
    for part in described.dataset.distributions:
        said = _find_address(part)
        if said and not is_service(part) and _is_homepage(said.text):
            yield said.words(
                described,
                say("this address is that of a home page, not of data"),
                say("Enter the address of the file, or of the page on which the data are offered."),
            )


def _is_homepage(url: str) -> bool:
    """Tell whether an address names nothing but a host.

    >>> _is_homepage("https://example.org/"), _is_homepage("https://example.org/?id=1"), _is_homepage("https://a.org/b")
    (True, False, False)
    """
    return bool(re.fullmatch(r"https?://[^/?#]+/?", url))


@on_dataset("landing-is-data", Severity.NOTE)
def landing_is_data(described: Described) -> Iterator[Words]:
    """The page about a dataset is the same as the address of its data.

    The page (DCAT-AP.de 3.0, dcat:landingPage) tells people about the data, the address of a distribution gives them.
    One column has probably been copied into the other.

    Enter the page where the data are described, or empty the cell.
    """
    page = described.dataset.landing_page
    parts = described.dataset.distributions
    if page and any(page in {part.access_url, part.download_url} for part in parts):
        yield Said(page, "landing_page").words(
            described,
            say("the page about the dataset is the address of its data"),
            say("Enter the page where the data are described, or empty the cell."),
        )
