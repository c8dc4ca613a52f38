"""The short names of RDF's namespaces, as the files that Bestand writes declare them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from toolkit.dcat.obligation import PREFIXES as _OF_PROPERTIES

NAMESPACES: Final[Mapping[str, str]] = MappingProxyType(
    dict(
        sorted(
            {
                **_OF_PROPERTIES,
                "eli": "http://data.europa.eu/eli/ontology#",
                "geosparql": "http://www.opengis.net/ont/geosparql#",
                "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
                "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            }.items()
        )
    )
)
"""Prefix -> namespace, sorted by prefix."""

_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def expand(name: str) -> str:
    """Write a short name whole. Raises KeyError for a prefix that is none.

    >>> expand("dct:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local


def shorten(iri: str) -> str:
    """Write an address as a short name; empty where no namespace fits or the rest is no simple word.

    >>> shorten("http://purl.org/dc/terms/title"), shorten("http://purl.org/dc/terms/a/b"), shorten("urn:x")
    ('dct:title', '', '')
    """
    for prefix, namespace in NAMESPACES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and _LOCAL.fullmatch(local):
            return f"{prefix}:{local}"
    return ""
