"""Datasets out of RDF, one at a time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from rdflib import Literal
from rdflib.term import Node

from toolkit.dcat.parse.agent import parse_agent, parse_attribution, parse_contact
from toolkit.dcat.parse.distribution import parse_distributions, take_repeated
from toolkit.dcat.parse.key import name_from_iri
from toolkit.dcat.parse.place import parse_period, parse_place
from toolkit.dcat.parse.statements import Description, Statements
from toolkit.dcat.parse.value import (
    choose_text,
    choose_texts,
    read_code,
    read_date,
    read_decimal,
    read_duration,
    read_iri,
    read_label,
    read_named,
    read_text,
    sort_texts,
)
from toolkit.model.dataset import Dataset, QualifiedRelation, Series
from toolkit.vocabularies.concept import VocabularyName

_AGENTS = {
    "publisher": ("dct:publisher",),
    "creator": ("dct:creator",),
    "contributor": ("dct:contributor",),
    "custodian": ("geodcatap:custodian", "dcatde:maintainer"),
    "originator": ("geodcatap:originator", "dcatde:originator"),
}
_TEXTS = {
    "title": ("dct:title", "rdfs:label"),
    "description": ("dct:description",),
    "attribution": ("dcatde:licenseAttributionByText",),
    "version": ("dcat:version", "owl:versionInfo"),
    "version_notes": ("adms:versionNotes",),
}
_ADDRESSES = {
    "conforms_to": ("dct:conformsTo",),
    "documentation": ("foaf:page",),
    "related": ("dct:relation",),
    "sources": ("dct:source",),
    "referenced_by": ("dct:isReferencedBy",),
    "versions": ("dcat:hasVersion", "dct:hasVersion"),
    "version_of": ("dcat:isVersionOf", "dct:isVersionOf"),
}
_CODE: dict[str, tuple[VocabularyName, tuple[str, ...]]] = {
    "license": ("license", ("dct:license",)),
    "frequency": ("frequency", ("dct:accrualPeriodicity",)),
    "access_rights": ("access-right", ("dct:accessRights",)),
    "availability": ("planned-availability", ("dcatap:availability", "dcatde:plannedAvailability")),
    "geocoding_level": ("political-geocoding-level", ("dcatde:politicalGeocodingLevelURI",)),
    "dataset_type": ("dataset-type", ("dct:type",)),
}
_CODES: dict[str, tuple[VocabularyName, str]] = {
    "themes": ("data-theme", "dcat:theme"),
    "languages": ("language", "dct:language"),
    "contributor_ids": ("contributor-id", "dcatde:contributorID"),
    "hvd_categories": ("hvd-category", "dcatap:hvdCategory"),
    "references": ("musterdatenkatalog", "dct:references"),
}


def parse_dataset(statements: Statements, of: Description, inventory: str, key: str) -> Dataset:
    """Read all fields of a dataset but those of CKAN (organisation, groups) and its further identifiers."""
    said: dict[str, Any] = {name: choose_text(statements, of, *names) for name, names in _TEXTS.items()}
    said |= {name: statements.first(of, partial(parse_agent, statements), *names) for name, names in _AGENTS.items()}
    said |= {name: sort_texts(statements.every(of, read_iri, *names)) for name, names in _ADDRESSES.items()}
    for name, (vocabulary, names) in _CODE.items():
        said[name] = statements.first(of, read_code(statements, vocabulary), *names) or ""
    for name, (vocabulary, one) in _CODES.items():
        said[name] = sort_texts(statements.every(of, read_code(statements, vocabulary), one))
    dataset = Dataset(inventory, key, **said, **_parse_scalars(statements, of))
    return _share_terms(replace(dataset, **_parse_parts(statements, of, inventory)))


def _parse_scalars(statements: Statements, of: Description) -> dict[str, Any]:
    """Read dates, numbers, addresses and texts that stand alone."""
    named = partial(read_named, statements)
    return {
        "keywords": choose_texts(statements, of, "dcat:keyword"),
        "modified": statements.first(of, read_date, "dct:modified") or "",
        "issued": statements.first(of, read_date, "dct:issued") or "",
        "landing_page": statements.first(of, read_iri, "dcat:landingPage") or "",
        "quality_process": statements.first(of, read_iri, "dcatde:qualityProcessURI") or "",
        "temporal_resolution": statements.first(of, read_duration, "dcat:temporalResolution") or "",
        "spatial_resolution": statements.first(of, read_decimal, "dcat:spatialResolutionInMeters") or "",
        "granularity": statements.first(of, read_text, "dcat:granularity") or "",
        "legal_basis": sort_texts(statements.every(of, named, "dcatap:applicableLegislation", "dcatde:legalBasis")),
        "provenance": statements.first(of, partial(_read_provenance, statements), "dct:provenance") or "",
    }


def _read_provenance(statements: Statements, node: Node) -> str | None:
    """Read where the data come from: in words, else an address."""
    return read_label(statements, node) or read_named(statements, node)


def _parse_parts(statements: Statements, of: Description, inventory: str) -> dict[str, Any]:
    """Read what has properties of its own."""
    relations = statements.every(of, partial(_parse_relation, statements), "dcat:qualifiedRelation")
    attributions = statements.every(of, partial(parse_attribution, statements), "prov:qualifiedAttribution")
    identifiers = statements.every(of, partial(_read_identifier, statements), "adms:identifier")
    return {
        "contact": parse_contact(statements, of),
        "temporal": statements.first(of, partial(parse_period, statements), "dct:temporal"),
        "spatial": parse_place(statements, of),
        "series": statements.first(of, partial(_parse_series, statements, of, inventory), "dcat:inSeries"),
        "qualified_relations": tuple(sorted(relations, key=repr)),
        "qualified_attributions": tuple(sorted(attributions, key=repr)),
        "alternate_identifiers": sort_texts(identifiers),
        "distributions": parse_distributions(statements, of),
    }


def _parse_relation(statements: Statements, node: Node) -> QualifiedRelation | None:
    """Read a relation with its role (dcat:Relationship)."""
    if isinstance(node, Literal) or not statements.describes(node):
        return None
    of = statements.enter(node, "relation")
    relation = statements.first(of, read_iri, "dct:relation")
    role = statements.first(of, read_iri, "dcat:hadRole")
    return QualifiedRelation(relation, role or "") if relation else None


def _read_identifier(statements: Statements, node: Node) -> str | None:
    """Read a further identifier (adms:Identifier); a text or an address is one itself."""
    if isinstance(node, Literal) or not statements.describes(node):
        return read_text(node)
    of = statements.enter(node, "identifier")
    return statements.first(of, read_text, "skos:notation", "rdfs:label")


def _parse_series(statements: Statements, dataset: Description, inventory: str, node: Node) -> Series | None:
    """Read the series of a dataset; the series above it, if any, is not followed."""
    if isinstance(node, Literal):
        return None
    of = statements.enter(node, "series")
    identifier = statements.first(of, read_text, "dct:identifier") or ""
    key = identifier.removeprefix(f"{inventory}:") or name_from_iri(str(node))
    title = choose_text(statements, of, "dct:title", "rdfs:label")
    take_repeated(statements, of, dataset)
    return Series(key, title, choose_text(statements, of, "dct:description"))


def _share_terms(dataset: Dataset) -> Dataset:
    """Let the dataset say what all its distributions say alike: RDF knows licences of distributions, CKAN of datasets.

    >>> from toolkit.model.dataset import Distribution
    >>> _share_terms(Dataset("a", "1", distributions=(Distribution("1", license="urn:l"),))).license
    'urn:l'
    """
    licenses = {part.license for part in dataset.distributions}
    texts = {part.attribution for part in dataset.distributions}
    return replace(
        dataset,
        license=dataset.license or (licenses.pop() if len(licenses) == 1 else ""),
        attribution=dataset.attribution or (texts.pop() if len(texts) == 1 else ""),
    )
