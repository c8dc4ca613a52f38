"""Finds the service behind a distribution: what a WMS, WFS or API is called, where it begins, how it is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from toolkit.model.dataset import DataService, Dataset, Distribution
from toolkit.vocabularies.addressformat import asks_api, find_extension

_OGC = "http://www.opengis.net/def/serviceType/ogc/"
_KINDS: Mapping[str, str] = MappingProxyType({"WMS_SRVC": "wms", "WFS_SRVC": "wfs", "WCS_SRVC": "wcs"})
_OTHER_SERVICES = frozenset({"MAP_SRVC", "REST"})
_OGC_KINDS = frozenset({"wms", "wfs", "wcs", "wmts", "csw"})
# What an API answers with; whoever names another format beside such an address means the file behind it.
_ANSWERS = frozenset({"", "JSON", "JSON_LD", "GEOJSON", "XML", "ATOM", *_OTHER_SERVICES})
# The questions of a request for the capabilities; what else stands in the query belongs to the service's own address.
_ASKED = frozenset({"service", "request", "version", "acceptversions"})


class _Interface(NamedTuple):
    """What a distribution's address leads to: the kind of OGC service (empty for another API), and the address."""

    kind: str
    address: str


def complete_service(dataset: Dataset, part: Distribution) -> Distribution:
    """Give a distribution the service through which it is reached, where its format or its address says that it is one.

    The address is left as it is; the service begins where the request for the capabilities does not yet (DCAT-AP.de
    3.0, dcat:DataService: endpointURL; OGC 06-121r9, 7.2). A distribution with a service has no download (DCAT-AP.de,
    K41): an address of the service that stands as a download becomes the access address.

    >>> part = Distribution("1", access_url="https://example.org/ows?map=rad&SERVICE=WMS&REQUEST=GetCapabilities")
    >>> complete_service(Dataset("a", "1", title="Radwege"), part).service.endpoint_url
    'https://example.org/ows?map=rad'
    """
    found = _find_interface(part)
    if found is None:
        return part
    service = _complete(part.service or DataService(), found, dataset, part)
    download = "" if part.download_url == found.address else part.download_url
    return replace(part, service=service, access_url=part.access_url or found.address, download_url=download)


def _find_interface(part: Distribution) -> _Interface | None:
    """Tell to what a distribution leads; None where it is a file or a page."""
    if part.path:
        return None
    code = part.format.rpartition("/")[2]
    if part.service is not None:
        address = part.service.endpoint_url or part.access_url
        return _Interface(_KINDS.get(code) or _asked_kind(address), address)
    address = part.download_url or part.access_url
    is_file = bool(find_extension(address))
    if code in _KINDS and address and not (part.download_url and is_file):
        return _Interface(_KINDS[code], address)
    if code not in _ANSWERS or not address:
        return None
    if kind := _asked_kind(address):
        return _Interface(kind, address)
    is_interface = asks_api(address) or code in _OTHER_SERVICES
    return _Interface("", address) if is_interface and not is_file and not part.download_url else None


def _asked_kind(address: str) -> str:
    """Give the kind of OGC service whose capabilities an address asks for; a request for data is none.

    >>> _asked_kind("https://example.org/ows?service=WFS"), _asked_kind("https://example.org/ows?service=WMS&request=GetMap")
    ('wfs', '')
    """
    asked = {key.casefold(): value.casefold() for key, value in parse_qsl(_split(address).query)}
    kind = asked.get("service", "")
    return kind if kind in _OGC_KINDS and asked.get("request", "getcapabilities") == "getcapabilities" else ""


def _complete(service: DataService, found: _Interface, dataset: Dataset, part: Distribution) -> DataService:
    """Fill what a service does not say about itself from its address, its distribution and its dataset."""
    endpoint = service.endpoint_url or _strip(found.address)
    described = _ask_capabilities(endpoint, found) if found.kind and endpoint else ""
    standard = (_OGC + found.kind,) if found.kind else ()
    return replace(
        service,
        endpoint_url=endpoint,
        endpoint_description=service.endpoint_description or described,
        title=service.title or part.title or dataset.title,
        conforms_to=service.conforms_to or standard,
        documentation=service.documentation or part.documentation,
        license=service.license or part.license,
        access_rights=service.access_rights or dataset.access_rights,
    )


def _strip(address: str) -> str:
    """Take the request for the capabilities off an address; all else that it asks stays.

    >>> _strip("https://example.org/ows?map=rad&SERVICE=WMS&REQUEST=GetCapabilities")
    'https://example.org/ows?map=rad'
    """
    parts = _split(address)
    if not _ASKED & {key.casefold() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}:
        return address
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(key, value) for key, value in pairs if key.casefold() not in _ASKED])
    return urlunsplit(parts._replace(query=query, fragment=""))


def _ask_capabilities(endpoint: str, found: _Interface) -> str:
    """Give the address that asks a service for its capabilities; the one that was given, if it does so already."""
    asked = {key.casefold(): value.casefold() for key, value in parse_qsl(_split(found.address).query)}
    if asked.get("request") == "getcapabilities":
        return found.address
    parts = _split(_strip(endpoint))
    question = f"service={found.kind.upper()}&request=GetCapabilities"
    return urlunsplit(parts._replace(query=f"{parts.query}&{question}" if parts.query else question, fragment=""))


def _split(address: str) -> SplitResult:
    """Take an address apart; one that is broken stays whole, as a path."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", address, "", "")
