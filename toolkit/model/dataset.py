"""Canonical metadata, shaped like DCAT-AP.de 3.0; coded values are vocabulary URIs.

Dates are ISO 8601 strings with the precision that the inventory gave: ``2024``, ``2024-03`` or ``2024-03-01``. An empty
string, an empty tuple and None all mean that the inventory says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.model.grid import CellRef
from toolkit.model.table import Column


@dataclass(frozen=True, slots=True)
class Agent:
    """foaf:Agent: a body that has to do with the data. ``kind`` is an ADMS publisher type URI.

    ``identifier`` is a number or name under which a register knows the body (dct:identifier).
    """

    name: str
    uri: str = ""
    email: str = ""
    url: str = ""
    kind: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """vcard:Kind: a functional contact, never a person (DCAT-AP.de K01: e-mail, URL or telephone).

    ``street`` holds the house number, too; ``country`` is a name in words.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""
    uri: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """dct:PeriodOfTime: at least one end is set; ISO dates."""

    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """dct:Location: a name in words, a political geocoding URI, an area.

    ``geometry`` is a GeoJSON geometry as text, longitude before latitude in degrees (RFC 7946); a bounding box is a
    polygon.
    """

    text: str = ""
    uri: str = ""
    geometry: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """The CKAN organisation that holds a dataset: URL name and title.

    ``parent`` is the URL name of the organisation above it. It and ``description`` are used when the organisation is
    created, never afterwards.
    """

    name: str
    title: str = ""
    parent: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A CKAN group, which collects datasets of several organisations under a topic: URL name, title, description."""

    name: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """dcat:DatasetSeries: what several datasets of one inventory are parts of, such as the years of a statistic.

    ``key`` is unique within the inventory; datasets that name the same key are in the same series.
    """

    key: str = ""
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class DataService:
    """dcat:DataService: a service through which a distribution is reached (WMS, WFS, an API).

    ``endpoint_url`` is the root of the service, ``endpoint_description`` what describes it to machines: the address of
    its capabilities or its OpenAPI document. ``conforms_to`` are URIs of the standards that it speaks.
    """

    endpoint_url: str = ""
    endpoint_description: str = ""
    title: str = ""
    description: str = ""
    conforms_to: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    license: str = ""
    access_rights: str = ""
    availability: str = ""


@dataclass(frozen=True, slots=True)
class QualifiedRelation:
    """dcat:qualifiedRelation: another resource (URI) and what it is to this dataset (``role``, a URI)."""

    relation: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class QualifiedAttribution:
    """prov:qualifiedAttribution: a body and what it did for this dataset (``role``, a URI)."""

    agent: Agent
    role: str = ""


@dataclass(frozen=True, slots=True)
class Distribution:
    """dcat:Distribution: one way to get the data. CKAN calls it a resource.

    ``key`` is unique within its dataset and stays the same for ever; ``path`` names a file beside the workbook, with
    forward slashes. ``byte_size`` is in bytes; ``checksum`` reads ``sha256:<hex>`` and is known for local files only.
    ``compress_format`` and ``package_format`` are media types (dcat:compressFormat, dcat:packageFormat),
    ``legal_basis`` is the law that asks for this very distribution, ``service`` is dcat:accessService.
    """

    key: str
    title: str = ""
    description: str = ""
    access_url: str = ""
    download_url: str = ""
    path: str = ""
    format: str = ""
    media_type: str = ""
    license: str = ""
    attribution: str = ""
    modified: str = ""
    issued: str = ""
    availability: str = ""
    status: str = ""
    byte_size: int | None = None
    checksum: str = ""
    languages: tuple[str, ...] = ()
    rights: str = ""
    documentation: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    compress_format: str = ""
    package_format: str = ""
    legal_basis: tuple[str, ...] = ()
    service: DataService | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """dcat:Dataset. ``license`` and ``attribution`` hold for every distribution that names none of its own.

    ``temporal_resolution`` is an ISO 8601 duration; ``references`` (dct:references) are types of the
    Musterdatenkatalog, ``hvd_categories`` the categories of Regulation (EU) 2023/138. ``groups`` are URL names of CKAN
    groups.

    ``custodian`` is the data owner (geodcatap:custodian), ``originator`` who first made the data. ``related``,
    ``sources``, ``referenced_by``, ``versions`` and ``version_of`` are addresses of other resources (dct:relation,
    dct:source, dct:isReferencedBy, dcat:hasVersion, dcat:isVersionOf), ``documentation`` of pages about this one
    (foaf:page). ``dataset_type`` is dct:type, ``spatial_resolution`` a decimal number of metres; ``granularity`` and
    ``quality_process`` are known to DCAT-AP.de 2.0 only.
    """

    inventory: str
    key: str
    title: str = ""
    description: str = ""
    organization: Organization | None = None
    publisher: Agent | None = None
    contact: ContactPoint | None = None
    creator: Agent | None = None
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    license: str = ""
    attribution: str = ""
    modified: str = ""
    issued: str = ""
    frequency: str = ""
    access_rights: str = ""
    availability: str = ""
    languages: tuple[str, ...] = ()
    temporal: Period | None = None
    temporal_resolution: str = ""
    spatial: Place | None = None
    geocoding_level: str = ""
    landing_page: str = ""
    legal_basis: tuple[str, ...] = ()
    provenance: str = ""
    version: str = ""
    contributor_ids: tuple[str, ...] = ()
    hvd_categories: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    distributions: tuple[Distribution, ...] = ()
    contributor: Agent | None = None
    custodian: Agent | None = None
    originator: Agent | None = None
    alternate_identifiers: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    referenced_by: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    version_of: tuple[str, ...] = ()
    version_notes: str = ""
    dataset_type: str = ""
    spatial_resolution: str = ""
    granularity: str = ""
    quality_process: str = ""
    series: Series | None = None
    qualified_relations: tuple[QualifiedRelation, ...] = ()
    qualified_attributions: tuple[QualifiedAttribution, ...] = ()

    @property
    def identifier(self) -> str:
        """The published identifier, which carries the inventory's prefix (design decision 4).

        >>> Dataset("gruenes-amt", "GA-017").identifier
        'gruenes-amt:GA-017'
        """
        return f"{self.inventory}:{self.key}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a release question.

    ``meaning`` is a word of the rule (``yes``, ``no``, ``staff``, ``unknown`` …), ``text`` what the sheet says.
    """

    meaning: str
    cell: CellRef | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """A dataset together with where it came from.

    ``managed`` names the canonical fields that the mapping fills, so that a field which the sheet does not steer is
    never touched; ``origins`` names the cell of a field (``key``, ``title``, ``distributions.<key>.license``) and
    ``columns`` the column that fills it (``title``, ``distributions.license``). ``unread`` are fields whose cell was
    filled but could not be read. ``answers`` are the sheet's words for the release decision: question -> answer.
    """

    dataset: Dataset
    managed: frozenset[str]
    managed_of_distributions: frozenset[str] = frozenset()
    origins: Mapping[str, CellRef] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    answers: Mapping[str, Answer] = field(default_factory=dict)
