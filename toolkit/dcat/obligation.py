"""What DCAT-AP.de asks for: each property of its classes, which canonical field fills it, and how much it is asked for.

The obligations are those of the overview tables of DCAT-AP.de 2.0 and 3.0; where these say nothing of a class, those of
DCAT-AP 2.1.1 and 3.0.0, on which they stand. ``K01`` and the like are numbers of the Konventionenhandbuch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Literal, TypeAlias

from toolkit.dcat.version import Version
from toolkit.vocabularies.concept import VocabularyName

Owner: TypeAlias = Literal[
    "catalog",
    "dataset",
    "distribution",
    "service",
    "series",
    "agent",
    "contact",
    "period",
    "place",
    "identifier",
    "checksum",
    "relation",
    "attribution",
]
"""The class that has a property."""

CLASSES: Final[Mapping[Owner, str]] = {
    "catalog": "dcat:Catalog",
    "dataset": "dcat:Dataset",
    "distribution": "dcat:Distribution",
    "service": "dcat:DataService",
    "series": "dcat:DatasetSeries",
    "agent": "foaf:Agent",
    "contact": "vcard:Kind",
    "period": "dct:PeriodOfTime",
    "place": "dct:Location",
    "identifier": "adms:Identifier",
    "checksum": "spdx:Checksum",
    "relation": "dcat:Relationship",
    "attribution": "prov:Attribution",
}
"""The classes by their names in RDF."""

PREFIXES: Final[Mapping[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geodcatap": "http://data.europa.eu/930/",
    "locn": "http://www.w3.org/ns/locn#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
"""What the prefixes of short names stand for."""


class Obligation(StrEnum):
    """How much a property is asked for; a removed one is unknown to that version of the standard."""

    MANDATORY = "M"
    RECOMMENDED = "R"
    OPTIONAL = "O"
    DEPRECATED = "D"
    REMOVED = "-"


@dataclass(frozen=True, slots=True)
class Property:
    """One row of the tables.

    ``paths`` are the canonical fields that fill it, of a distribution for the class of distributions and services, else
    of a dataset; for a class that stands at several places (an agent) one for each place, for a catalogue its own
    fields. ``in_2`` and ``in_3`` are the obligations in DCAT-AP.de 2.0 and 3.0, ``former`` its name in 2.0 where that
    is another one. A value must come from ``vocabulary``, or should where it is not ``strict`` (so the official shapes
    weigh it). ``source`` names the convention or the specification beside the tables of DCAT-AP.de.
    """

    owner: Owner
    curie: str
    paths: tuple[str, ...]
    in_2: Obligation
    in_3: Obligation
    vocabulary: VocabularyName | None = None
    strict: bool = True
    former: str = ""
    source: str = ""

    def obligation(self, version: Version) -> Obligation:
        """Give how much a version of the standard asks for it."""
        return self.in_3 if version == "3.0" else self.in_2

    def name(self, version: Version) -> str:
        """Give its name in a version of the standard.

        >>> find_property("dataset", "version").name("2.0"), find_property("dataset", "version").name("3.0")
        ('owl:versionInfo', 'dcat:version')
        """
        return self.former if self.former and version == "2.0" else self.curie


AGENTS: Final = ("publisher", "creator", "contributor", "custodian", "originator")
"""The fields of a dataset that hold a body."""


def _row(
    owner: Owner,
    curie: str,
    path: str,
    obligations: str,
    vocabulary: VocabularyName | None = None,
    *,
    strict: bool = True,
    former: str = "",
    source: str = "",
) -> Property:
    """Write a row: fields apart by blanks, the obligations of 2.0 and 3.0 as two letters."""
    before, now = map(Obligation, obligations)
    return Property(owner, curie, tuple(path.split()), before, now, vocabulary, strict, former, source)


def _of_agents(name: str) -> str:
    return " ".join(f"{role}.{name}" for role in AGENTS)


_CATALOG = (
    _row("catalog", "dct:title", "title", "MM"),
    _row("catalog", "dct:description", "description", "MM"),
    _row("catalog", "dct:publisher", "publisher", "MM"),
    _row("catalog", "foaf:homepage", "homepage", "RR"),
    _row("catalog", "dct:language", "languages", "RR", "language"),
    _row("catalog", "dct:license", "license", "RR", "license", strict=False),
    _row("catalog", "dct:issued", "issued", "RR"),
    _row("catalog", "dct:modified", "modified", "RR"),
)
_DATASET = (
    _row("dataset", "dct:title", "title", "MM"),
    _row("dataset", "dct:description", "description", "MM"),
    _row("dataset", "dct:publisher", "publisher", "RM", source="K36"),
    _row("dataset", "dcat:contactPoint", "contact", "RR", source="K01"),
    _row("dataset", "dcat:distribution", "distributions", "RR", source="DCAT-AP 2.1.1, 3.0.0"),
    _row("dataset", "dcat:keyword", "keywords", "RR"),
    _row("dataset", "dcat:theme", "themes", "RR", "data-theme", source="K30"),
    _row("dataset", "dcatap:availability", "availability", "RR", "planned-availability"),
    _row("dataset", "dct:temporal", "temporal", "RR"),
    _row("dataset", "dct:spatial", "spatial", "RR", source="K08, K11"),
    _row(
        "dataset",
        "dcatde:politicalGeocodingLevelURI",
        "geocoding_level",
        "RR",
        "political-geocoding-level",
        strict=False,
    ),
    _row("dataset", "dcatde:politicalGeocodingURI", "spatial.uri", "RD", source="K08, K11"),
    _row("dataset", "dcatde:geocodingDescription", "spatial.text", "OD"),
    _row("dataset", "dct:creator", "creator", "OO"),
    _row("dataset", "dct:contributor", "contributor", "OO"),
    _row("dataset", "geodcatap:custodian", "custodian", "OO", former="dcatde:maintainer"),
    _row("dataset", "geodcatap:originator", "originator", "OO", former="dcatde:originator"),
    _row("dataset", "dct:references", "references", "OO", "musterdatenkatalog", strict=False),
    _row("dataset", "dcatde:contributorID", "contributor_ids", "OO", "contributor-id", strict=False),
    _row("dataset", "dct:identifier", "key", "OO", source="K25"),
    _row("dataset", "adms:identifier", "alternate_identifiers", "OO"),
    _row("dataset", "dct:issued", "issued", "OO"),
    _row("dataset", "dct:modified", "modified", "OO"),
    _row("dataset", "dct:accrualPeriodicity", "frequency", "OO", "frequency"),
    _row("dataset", "dct:accessRights", "access_rights", "OO", "access-right"),
    _row("dataset", "dct:language", "languages", "OO", "language"),
    _row("dataset", "dcatap:applicableLegislation", "legal_basis", "OO", former="dcatde:legalBasis"),
    _row("dataset", "dcatde:qualityProcessURI", "quality_process", "OD"),
    _row("dataset", "dct:provenance", "provenance", "OO"),
    _row("dataset", "dct:conformsTo", "conforms_to", "OO"),
    _row("dataset", "foaf:page", "documentation", "OO"),
    _row("dataset", "dcat:landingPage", "landing_page", "OO"),
    _row("dataset", "dct:relation", "related", "OO"),
    _row("dataset", "dct:source", "sources", "OO"),
    _row("dataset", "dct:isReferencedBy", "referenced_by", "OO"),
    _row("dataset", "dcat:hasVersion", "versions", "OO", former="dct:hasVersion"),
    _row("dataset", "dcat:isVersionOf", "version_of", "OO", former="dct:isVersionOf"),
    _row("dataset", "dcat:version", "version", "OO", former="owl:versionInfo"),
    _row("dataset", "adms:versionNotes", "version_notes", "OO"),
    _row("dataset", "dct:type", "dataset_type", "OO", "dataset-type", strict=False),
    _row("dataset", "dcat:spatialResolutionInMeters", "spatial_resolution", "OO"),
    _row("dataset", "dcat:temporalResolution", "temporal_resolution", "OO"),
    _row("dataset", "dcat:granularity", "granularity", "O-"),
    _row("dataset", "dcatap:hvdCategory", "hvd_categories", "-O", "hvd-category", source="DCAT-AP HVD 3.0.0"),
    _row("dataset", "dcat:inSeries", "series", "-O"),
    _row("dataset", "dcat:qualifiedRelation", "qualified_relations", "OO"),
    _row("dataset", "prov:qualifiedAttribution", "qualified_attributions", "OO"),
)
_DISTRIBUTION = (
    _row("distribution", "dcat:accessURL", "access_url", "MM", source="K39"),
    _row("distribution", "dct:license", "license", "RM", "license", strict=False, source="K32"),
    _row("distribution", "dct:title", "title", "RR"),
    _row("distribution", "dct:format", "format", "RR", "file-type"),
    _row("distribution", "dct:modified", "modified", "RR"),
    _row("distribution", "dcatap:availability", "availability", "RR", "planned-availability"),
    _row("distribution", "dcat:downloadURL", "download_url", "OO", source="K41"),
    _row("distribution", "dcatde:licenseAttributionByText", "attribution", "OO", source="K35"),
    _row("distribution", "dct:description", "description", "OO"),
    _row("distribution", "dct:issued", "issued", "OO"),
    _row("distribution", "dcat:mediaType", "media_type", "OO"),
    _row("distribution", "adms:status", "status", "OO", "distribution-status", source="K22"),
    _row("distribution", "dcat:byteSize", "byte_size", "OO"),
    _row("distribution", "dct:rights", "rights", "OO"),
    _row("distribution", "dct:language", "languages", "OO", "language"),
    _row("distribution", "foaf:page", "documentation", "OO"),
    _row("distribution", "dct:conformsTo", "conforms_to", "OO"),
    _row("distribution", "dcat:compressFormat", "compress_format", "OO"),
    _row("distribution", "dcat:packageFormat", "package_format", "OO"),
    _row("distribution", "spdx:checksum", "checksum", "OO"),
    _row("distribution", "dcatap:applicableLegislation", "legal_basis", "-O", source="DCAT-AP HVD 3.0.0"),
    _row("distribution", "dcat:accessService", "service", "OO"),
)
_SERVICES = (
    _row("service", "dcat:endpointURL", "service.endpoint_url", "MM"),
    _row("service", "dct:title", "service.title", "MM"),
    _row("service", "dcat:endpointDescription", "service.endpoint_description", "RR"),
    _row("service", "dcatap:availability", "service.availability", "RR", "planned-availability"),
    _row("service", "dct:description", "service.description", "OO"),
    _row("service", "dct:license", "service.license", "OO", "license", strict=False),
    _row("service", "dct:accessRights", "service.access_rights", "OO", "access-right"),
    _row("service", "dct:conformsTo", "service.conforms_to", "OO"),
    _row("service", "foaf:page", "service.documentation", "OO"),
)
_PARTS = (
    _row("series", "dct:title", "series.title", "-M"),
    _row("series", "dct:description", "series.description", "-M"),
    _row("agent", "foaf:name", _of_agents("name"), "MM"),
    _row("agent", "dct:type", _of_agents("kind"), "RR", "publisher-type", source="DCAT-AP 2.1.1, 3.0.0"),
    _row("contact", "vcard:fn", "contact.name", "OO"),
    _row("contact", "vcard:hasEmail", "contact.email", "OO", source="K01"),
    _row("contact", "vcard:hasURL", "contact.url", "OO", source="K01"),
    _row("contact", "vcard:hasTelephone", "contact.phone", "OO", source="K01"),
    _row("period", "dcat:startDate", "temporal.start", "OO"),
    _row("period", "dcat:endDate", "temporal.end", "OO"),
    _row("place", "dcat:bbox", "spatial.geometry", "OO"),
    _row("place", "dcat:centroid", "spatial.geometry", "OO"),
    _row("place", "locn:geometry", "spatial.geometry", "OO"),
    _row("place", "skos:prefLabel", "spatial.text", "OO"),
    _row("identifier", "skos:notation", "alternate_identifiers", "MM"),
    _row("checksum", "spdx:algorithm", "checksum", "MM"),
    _row("checksum", "spdx:checksumValue", "checksum", "MM"),
    _row("relation", "dct:relation", "qualified_relations", "MM"),
    _row("relation", "dcat:hadRole", "qualified_relations", "MM"),
    _row("attribution", "prov:agent", "qualified_attributions", "MM"),
    _row("attribution", "dcat:hadRole", "qualified_attributions", "MM"),
)

PROPERTIES: Final[tuple[Property, ...]] = (*_CATALOG, *_DATASET, *_DISTRIBUTION, *_SERVICES, *_PARTS)
"""Every row of the tables."""


@cache
def list_properties(owner: Owner) -> tuple[Property, ...]:
    """List the properties of one class."""
    return tuple(one for one in PROPERTIES if one.owner == owner)


@cache
def find_property(owner: Owner, path: str) -> Property:
    """Find the property that a canonical field fills; of several the first. Raises KeyError where there is none.

    >>> find_property("distribution", "license").curie, find_property("agent", "creator.name").curie
    ('dct:license', 'foaf:name')
    """
    for one in list_properties(owner):
        if path in one.paths:
            return one
    raise KeyError(owner, path)


@cache
def find_paths(owner: Owner, iri: str) -> tuple[str, ...]:
    """Find the canonical fields behind a property's IRI, whichever version's name it is; none for an unknown one.

    >>> find_paths("dataset", "http://dcat-ap.de/def/dcatde/legalBasis")
    ('legal_basis',)
    """
    found = (one.paths for one in list_properties(owner) if iri in {expand(one.curie), expand(one.former)})
    return next(found, ()) if iri else ()


def expand(curie: str) -> str:
    """Write a short name as an IRI; an empty one stays empty.

    >>> expand("dct:title")
    'http://purl.org/dc/terms/title'
    """
    prefix, _, name = curie.partition(":")
    return f"{PREFIXES[prefix]}{name}" if curie else ""


def shorten(iri: str) -> str:
    """Write an IRI as a short name; one of another namespace stays as it is.

    >>> shorten("http://purl.org/dc/terms/title"), shorten("urn:x")
    ('dct:title', 'urn:x')
    """
    found = (f"{prefix}:{iri.removeprefix(base)}" for prefix, base in PREFIXES.items() if iri.startswith(base))
    return next(found, iri)
