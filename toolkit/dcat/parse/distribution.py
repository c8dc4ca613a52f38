"""Distributions and their services out of RDF."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from rdflib import BNode, Literal
from rdflib.term import Node

from toolkit.dcat.parse.key import name_from_iri, set_apart, sort_naturally
from toolkit.dcat.parse.statements import Description, Statements, expand
from toolkit.dcat.parse.value import (
    choose_text,
    read_code,
    read_date,
    read_iri,
    read_media_type,
    read_named,
    read_text,
    read_whole,
    sort_texts,
)
from toolkit.model.dataset import DataService, Distribution

_LONGEST_NAME = 200
_ALGORITHM = re.compile(r".*?(?:checksumAlgorithm_|hashAlgorithms?/|[#/])?([A-Za-z0-9-]+)/?", re.DOTALL)
_OF_DATASET = (
    "dct:publisher", "dcat:contactPoint", "dcat:theme", "dcat:keyword", "dcatap:hvdCategory", "dct:accessRights",
    "dcatap:applicableLegislation", "dct:license", "dcatde:licenseAttributionByText", "dct:creator",
    "dct:spatial", "dct:format", "dct:language",
)  # fmt: skip


def parse_distributions(statements: Statements, of: Description) -> tuple[Distribution, ...]:
    """Read the distributions of a dataset, sorted by their keys."""
    found: list[tuple[Node, Distribution]] = []
    for predicate, node in statements.list_values(of, "dcat:distribution"):
        if not isinstance(node, Literal) and statements.describes(node):
            of.take(predicate, node)
            found.append((node, _parse_distribution(statements, of, node)))
    found += ((node, _wrap_service(statements, of, node)) for node in _list_services(statements, of))
    keys = set_apart([(part.key, str(node) if not isinstance(node, BNode) else part.key) for node, part in found])
    parts = [replace(part, key=key) for (_, part), key in zip(found, keys, strict=True)]
    return tuple(sorted(parts, key=lambda part: sort_naturally(part.key)))


def _parse_distribution(statements: Statements, dataset: Description, node: Node) -> Distribution:
    """Read one distribution."""
    of = statements.enter(node, "distribution")
    availability = read_code(statements, "planned-availability")
    named = partial(read_named, statements)
    part = Distribution(
        key="",
        title=choose_text(statements, of, "dct:title", "rdfs:label"),
        description=choose_text(statements, of, "dct:description"),
        access_url=statements.first(of, read_iri, "dcat:accessURL") or "",
        download_url=statements.first(of, read_iri, "dcat:downloadURL") or "",
        format=statements.first(of, read_code(statements, "file-type"), "dct:format") or "",
        media_type=statements.first(of, partial(_read_media_type, statements), "dcat:mediaType") or "",
        license=statements.first(of, read_code(statements, "license"), "dct:license") or "",
        attribution=choose_text(statements, of, "dcatde:licenseAttributionByText"),
        modified=statements.first(of, read_date, "dct:modified") or "",
        issued=statements.first(of, read_date, "dct:issued") or "",
        availability=statements.first(of, availability, "dcatap:availability", "dcatde:plannedAvailability") or "",
        status=statements.first(of, read_code(statements, "distribution-status"), "adms:status") or "",
        byte_size=statements.first(of, read_whole, "dcat:byteSize"),
        checksum=statements.first(of, partial(_read_checksum, statements), "spdx:checksum") or "",
        languages=sort_texts(statements.every(of, read_code(statements, "language"), "dct:language")),
        rights=statements.first(of, named, "dct:rights") or "",
        documentation=sort_texts(statements.every(of, read_iri, "foaf:page")),
        conforms_to=sort_texts(statements.every(of, named, "dct:conformsTo")),
        compress_format=statements.first(of, partial(_read_media_type, statements), "dcat:compressFormat") or "",
        package_format=statements.first(of, partial(_read_media_type, statements), "dcat:packageFormat") or "",
        legal_basis=sort_texts(statements.every(of, named, "dcatap:applicableLegislation", "dcatde:legalBasis")),
        service=statements.first(of, partial(parse_service, statements, (dataset, of)), "dcat:accessService"),
    )
    key = statements.first(of, read_text, "dct:identifier")
    return replace(part, key=key or (name_from_iri(str(node)) if not isinstance(node, BNode) else _make_key(part)))


def _list_services(statements: Statements, of: Description) -> list[Node]:
    """List the services that name the dataset and that no distribution leads to: how many geoportals tell of theirs."""
    graph = statements.graph
    named = graph.subjects(expand("dcat:servesDataset"), of.node)
    free = {node for node in named if (None, expand("dcat:accessService"), node) not in graph}
    return sorted(free, key=statements.order)


def _wrap_service(statements: Statements, of: Description, node: Node) -> Distribution:
    """Give a service a distribution that leads to it."""
    service = parse_service(statements, (of,), node) or DataService()
    part = Distribution(
        key="",
        title=service.title,
        access_url=service.endpoint_url,
        license=service.license,
        availability=service.availability,
        service=service,
    )
    return replace(part, key=name_from_iri(str(node)) if not isinstance(node, BNode) else _make_key(part))


def _make_key(part: Distribution) -> str:
    """Make a key out of where a distribution lies, for one that has no address of its own."""
    said = part.download_url or part.access_url or part.title or repr(part)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:8]


def _read_media_type(statements: Statements, node: Node) -> str | None:
    """Read a media type, or the one that a node is called; other addresses stay whole."""
    if isinstance(node, BNode):
        of = statements.enter(node, "concept")
        return statements.first(of, read_media_type, "rdf:value", "rdfs:label", "skos:prefLabel", "dct:title")
    return read_media_type(node) or read_iri(node)


def _read_checksum(statements: Statements, node: Node) -> str | None:
    """Read a checksum as ``sha256:<hex>``."""
    if isinstance(node, Literal) or not statements.describes(node):
        return None
    of = statements.enter(node, "checksum")
    value = statements.first(of, read_text, "spdx:checksumValue")
    algorithm = statements.first(of, read_text, "spdx:algorithm")
    found = _ALGORITHM.fullmatch((algorithm or "")[-_LONGEST_NAME:])
    return f"{found[1].casefold()}:{value}" if value and found else None


def parse_service(statements: Statements, around: Sequence[Description], node: Node) -> DataService | None:
    """Read a data service; what it repeats of the dataset or the distribution ``around`` it is taken as well."""
    if isinstance(node, Literal) or not statements.describes(node):
        return None
    of = statements.enter(node, "service")
    availability = read_code(statements, "planned-availability")
    service = DataService(
        endpoint_url=statements.first(of, read_iri, "dcat:endpointURL") or "",
        endpoint_description=statements.first(of, read_iri, "dcat:endpointDescription") or "",
        title=choose_text(statements, of, "dct:title", "rdfs:label"),
        description=choose_text(statements, of, "dct:description"),
        conforms_to=sort_texts(statements.every(of, partial(read_named, statements), "dct:conformsTo")),
        documentation=sort_texts(statements.every(of, read_iri, "foaf:page")),
        license=statements.first(of, read_code(statements, "license"), "dct:license") or "",
        access_rights=statements.first(of, read_code(statements, "access-right"), "dct:accessRights") or "",
        availability=statements.first(of, availability, "dcatap:availability", "dcatde:plannedAvailability") or "",
    )
    for other in around:
        take_repeated(statements, of, other)
    return service


def take_repeated(statements: Statements, of: Description, other: Description) -> None:
    """Take what only repeats the dataset or the distribution that a thing belongs to, and the way back to it."""
    for predicate, node in statements.list_values(of, *_OF_DATASET):
        if statements.order(node) in map(statements.order, other.held.get(predicate, ())):
            of.take(predicate, node)
    for predicate, node in statements.list_values(of, "dcat:servesDataset", "dcat:seriesMember"):
        of.take(predicate, node)
