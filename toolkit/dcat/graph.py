"""A DCAT-AP.de catalogue as a graph of rdflib. It is slow to import, so only who needs a graph imports this module."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import BNode, Node

from toolkit.dcat.catalog import Catalog, describe_catalog
from toolkit.dcat.datasets import describe_dataset
from toolkit.dcat.draft import Sheaf
from toolkit.dcat.namespace import NAMESPACES, expand, shorten
from toolkit.dcat.serial import sort_datasets
from toolkit.dcat.term import Iri, Resource, Statement, Term, Text, build_resource
from toolkit.dcat.version import CURRENT, Version
from toolkit.model.dataset import Dataset


def build_graph(catalog: Catalog, datasets: Iterable[Dataset], version: Version = CURRENT) -> Graph:
    """Build the graph of a catalogue with its datasets, each completed from itself (``toolkit.dcat.completion``)."""
    graph, whole = _build_empty(), Sheaf(base=catalog.base, version=version, language=catalog.language)
    listed = [describe_dataset(dataset, whole) for dataset in sort_datasets(catalog.base, datasets)]
    _add_all(graph, (describe_catalog(catalog, listed, whole),))
    _add_all(graph, (*whole.own, *whole.shared.values()))
    return graph


def build_dataset_graph(dataset: Dataset, base: str = "", version: Version = CURRENT, language: str = "de") -> Graph:
    """Build the graph of one dataset; ``language`` is the tag of its texts."""
    graph, sheaf = _build_empty(), Sheaf(dataset.identifier, base, version, language)
    describe_dataset(dataset, sheaf)
    _add_all(graph, (*sheaf.own, *sheaf.shared.values()))
    return graph


def list_resources(graph: Graph) -> list[Resource] | None:
    """Give what a graph says, resource by resource in the order of their addresses.

    None where it holds blank nodes, or names that have no short form.
    """
    found: dict[str, tuple[list[str], list[Statement]]] = {}
    for subject, predicate, value in graph:
        term = _read_term(value)
        name = shorten(str(predicate))
        if isinstance(subject, BNode) or term is None or not name:
            return None
        kinds, statements = found.setdefault(str(subject), ([], []))
        kind = shorten(term.value) if predicate == RDF.type and isinstance(term, Iri) else ""
        if kind:
            kinds.append(kind)
        else:
            statements.append((name, term))
    return [build_resource(iri, tuple(kinds), tuple(said)) for iri, (kinds, said) in sorted(found.items())]


def _build_empty() -> Graph:
    """Make a graph that knows our short names and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in NAMESPACES.items():
        graph.bind(prefix, namespace)
    return graph


def _add_all(graph: Graph, resources: Iterable[Resource]) -> None:
    """Put resources into a graph."""
    for resource in resources:
        subject = URIRef(resource.iri)
        for kind in resource.kinds:
            graph.add((subject, RDF.type, URIRef(expand(kind))))
        for name, term in resource.statements:
            graph.add((subject, URIRef(expand(name)), _build_term(term)))


def _build_term(term: Term) -> Node:
    """Make a term of rdflib, letter by letter as it is."""
    if isinstance(term, Iri):
        return URIRef(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype:
        return Literal(term.value, datatype=URIRef(expand(term.datatype)), normalize=False)
    return Literal(term.value)


def _read_term(node: Node) -> Term | None:
    """Read a term of rdflib; None for a blank node and for a datatype without a short name."""
    if isinstance(node, URIRef):
        return Iri(str(node))
    if not isinstance(node, Literal):
        return None
    datatype = shorten(str(node.datatype)) if node.datatype else ""
    if node.datatype and not datatype:
        return None
    return Text(str(node), str(node.language or ""), datatype)
