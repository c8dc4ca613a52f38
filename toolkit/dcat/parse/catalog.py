"""Reads a catalogue in DCAT-AP or DCAT-AP.de (1.1, 2.0, 3.0) out of an RDF graph: the inverse of ``dcat.graph``.

Statements have no order, so that what has several values comes sorted: datasets and distributions by their keys, all
else by its text. What was not understood is told statement by statement, never dropped silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, TypeAlias

from rdflib import BNode, Graph, URIRef
from rdflib import Literal as Text
from rdflib.term import Node

from toolkit.dcat.catalog import Catalog
from toolkit.dcat.parse.agent import parse_agent
from toolkit.dcat.parse.dataset import parse_dataset
from toolkit.dcat.parse.key import choose_key, find_own, set_apart, sort_naturally
from toolkit.dcat.parse.statements import RELATIVE, Description, Leftover, Statements, expand, find_node_types
from toolkit.dcat.parse.value import choose_text, read_code, read_date, read_iri, read_text, sort_texts
from toolkit.model.dataset import Agent, Dataset
from toolkit.model.message import Message, say

LANGUAGES: Final = ("de", "", "en")
"""Languages of texts, the best first; "" is a text without one."""

Code: TypeAlias = Literal["title-missing", "identifier-missing", "identifier-repeated", "address-relative"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about one dataset that whoever imports it should know."""

    code: Code
    dataset: str
    title: str
    message: Message


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a graph says: the catalogue (None where none is described), its datasets, what is left, what is odd.

    ``services`` counts data services that belong to no distribution, which the model has no place for; ``sources``
    gives each dataset's own address, in the order of the datasets.
    """

    catalog: Catalog | None
    datasets: tuple[Dataset, ...]
    leftovers: tuple[Leftover, ...] = ()
    remarks: tuple[Remark, ...] = ()
    sources: tuple[str, ...] = ()
    services: int = 0


@dataclass(frozen=True, slots=True)
class _Named:
    """A dataset's node with its identity."""

    of: Description
    inventory: str
    key: str
    identifiers: tuple[str, ...]
    is_own: bool = False


def parse_catalog(graph: Graph, inventory: str, languages: Sequence[str] = LANGUAGES) -> Parsed:
    """Read a catalogue. Datasets that Bestand named keep their inventory and key, all others come into ``inventory``.

    Never raises for what a graph says.
    """
    statements = Statements(graph, languages)
    catalog = _parse_head(statements)
    nodes = _find_datasets(graph)
    named = _name_all([_identify(statements, node, inventory) for node in nodes])
    found = []
    for one in sorted(named, key=lambda one: (one.inventory, sort_naturally(one.key))):
        statements.dataset = f"{one.inventory}:{one.key}"
        found.append((one, _parse_one(statements, one)))
    statements.dataset = ""
    return Parsed(
        catalog=catalog,
        datasets=tuple(dataset for _, dataset in found),
        leftovers=tuple(sorted(statements.list_leftovers(), key=repr)),
        remarks=tuple(remark for one, dataset in found for remark in _remark(one, dataset)),
        sources=tuple(str(one.of.node).removeprefix(RELATIVE) for one, _ in found),
        services=sum(node not in statements.entered for node in find_node_types(graph, ["dcat:DataService"])),
    )


def _find_datasets(graph: Graph) -> list[Node]:
    """List the datasets: what is called one, and what a catalogue lists as one and has a title; series are none."""
    series = set(find_node_types(graph, ["dcat:DatasetSeries"])) | {
        node
        for node in graph.objects(None, expand("dcat:inSeries"))
        if not graph.value(node, expand("dcat:distribution"))
    }
    listed = {
        node for node in graph.objects(None, expand("dcat:dataset")) if (node, expand("dct:title"), None) in graph
    }
    found = {*find_node_types(graph, ["dcat:Dataset"]), *listed} - series
    return sorted((node for node in found if not isinstance(node, Text)), key=str)


def _identify(statements: Statements, node: Node, inventory: str) -> _Named:
    """Find out what a dataset is called."""
    of = statements.enter(node, "dataset")
    iri = str(node) if isinstance(node, URIRef) else ""
    identifiers = statements.every(of, read_text, "dct:identifier")
    for identifier in identifiers:
        if own := find_own(iri, identifier, inventory):
            return _Named(of, *own, tuple(one for one in identifiers if one != identifier), is_own=True)
    key = choose_key(iri or f"dataset-{_mark(statements, node)}", identifiers[0] if identifiers else "")
    return _Named(of, inventory, key, identifiers)


def _mark(statements: Statements, node: Node) -> str:
    """Give a mark of all that is said of a blank node."""
    return hashlib.sha256(repr(statements.order(node)).encode("utf-8", "replace")).hexdigest()[:8]


def _name_all(named: Sequence[_Named]) -> list[_Named]:
    """Make the keys within each inventory unique."""
    several: dict[str, list[_Named]] = {}
    for one in named:
        several.setdefault(one.inventory, []).append(one)
    result = []
    for group in several.values():
        keys = set_apart([(one.key, str(one.of.node)) for one in group])
        result += [replace(one, key=key) for one, key in zip(group, keys, strict=True)]
    return result


def _parse_one(statements: Statements, named: _Named) -> Dataset:
    """Read one dataset; identifiers that are not its key become further ones."""
    named.of.dataset = statements.dataset
    dataset = parse_dataset(statements, named.of, named.inventory, named.key)
    others = [one for one in named.identifiers if one != named.key]
    return replace(dataset, alternate_identifiers=sort_texts([*dataset.alternate_identifiers, *others]))


def _remark(named: _Named, dataset: Dataset) -> Iterator[Remark]:
    """Say what is odd about a dataset."""
    address = str(named.of.node).removeprefix(RELATIVE)
    where = dataset.identifier

    def remark(code: Code, message: Message) -> Remark:
        return Remark(code, where, dataset.title, message)

    if not dataset.title:
        yield remark("title-missing", say("the dataset {address} has no title", address=address))
    if not named.is_own and not named.identifiers:
        yield remark(
            "identifier-missing",
            say("the dataset {address} has no identifier; its key comes from its address", address=address),
        )
    wished = next(iter(named.identifiers), "")
    if not named.is_own and wished and named.key.startswith(f"{wished}-"):
        yield remark(
            "identifier-repeated",
            say(
                "several datasets have the identifier “{identifier}”; this one gets the key {key}",
                identifier=wished,
                key=named.key,
            ),
        )
    if str(named.of.node).startswith(RELATIVE):
        yield remark("address-relative", say("the dataset's address {address} is not a whole one", address=address))


def _parse_head(statements: Statements) -> Catalog | None:
    """Read what is said of the catalogue itself; of several, of the first that has datasets or a title."""
    nodes = [node for node in find_node_types(statements.graph, ["dcat:Catalog"]) if not isinstance(node, BNode)]
    nodes.sort(key=lambda node: (not statements.holds(node, "dcat:dataset"), str(node)))
    if not nodes:
        return None
    of = statements.enter(nodes[0], "catalog")
    for name in ("dcat:dataset", "dcat:record", "dcat:service", "dcat:themeTaxonomy", "dct:hasPart"):
        for predicate, value in statements.list_values(of, name):
            of.take(predicate, value)
    return Catalog(
        title=choose_text(statements, of, "dct:title"),
        description=choose_text(statements, of, "dct:description"),
        publisher=statements.first(of, partial(parse_agent, statements), "dct:publisher") or Agent(""),
        homepage=statements.first(of, read_iri, "foaf:homepage") or "",
        languages=sort_texts(statements.every(of, read_code(statements, "language"), "dct:language")),
        license=statements.first(of, read_code(statements, "license"), "dct:license") or "",
        modified=statements.first(of, read_date, "dct:modified") or "",
        issued=statements.first(of, read_date, "dct:issued") or "",
        spatial=sort_texts(statements.every(of, read_iri, "dct:spatial")),
    )
