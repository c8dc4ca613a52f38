"""Compares two descriptions of one dataset triple by triple, whatever their nodes are called.

Nodes are aligned by their role: a dataset, its distributions as the caller pairs them, then whatever hangs on the same
property. So a contact is compared with a contact, be it a blank node here and an IRI there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

Pair: TypeAlias = tuple[Node, Node]
Triple: TypeAlias = tuple[Node, Node, Node]

ONLY_OURS = "only ours"
ONLY_THEIRS = "only CKAN's"
OTHER_VALUE = "another value"
OTHER_DATATYPE = "another datatype"
OTHER_LANGUAGE = "another language"
OTHER_KIND = "text against IRI"
OTHER_NAME = "another name of the node"

PREFIXES = {
    "http://purl.org/dc/terms/": "dct",
    "http://www.w3.org/ns/dcat#": "dcat",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://www.w3.org/2006/vcard/ns#": "vcard",
    "http://www.w3.org/ns/adms#": "adms",
    "http://spdx.org/rdf/terms#": "spdx",
    "http://www.w3.org/2004/02/skos/core#": "skos",
    "http://data.europa.eu/r5r/": "dcatap",
    "http://dcat-ap.de/def/dcatde/": "dcatde",
    "http://data.europa.eu/930/": "geodcatap",
    "http://www.w3.org/ns/locn#": "locn",
    "http://www.w3.org/ns/prov#": "prov",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2002/07/owl#": "owl",
    "http://schema.org/": "schema",
    "http://data.europa.eu/eli/ontology#": "eli",
}
# What a node is called by, to find its fellow among several.
NAMES = [
    URIRef(f"{space}{name}")
    for space, name in (
        ("http://xmlns.com/foaf/0.1/", "name"),
        ("http://www.w3.org/2006/vcard/ns#", "fn"),
        ("http://purl.org/dc/terms/", "title"),
        ("http://www.w3.org/2004/02/skos/core#", "notation"),
        ("http://www.w3.org/ns/dcat#", "endpointURL"),
    )
]


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """How two descriptions differ: at which kind of subject, in which property, in which way."""

    subject: str
    property: str
    kind: str


@dataclass(slots=True)
class Comparison:
    """Differences, each with the values of both sides where it was seen; ``equal`` counts triples that both have."""

    differences: dict[Difference, list[tuple[str, str]]] = field(default_factory=dict)
    equal: int = 0

    def note(self, difference: Difference, ours: object = "", theirs: object = "") -> None:
        """Remember a difference."""
        self.differences.setdefault(difference, []).append((str(ours), str(theirs)))


def compare(ours: Graph, theirs: Graph, dataset: Pair, distributions: Mapping[Node, Node]) -> Comparison:
    """Compare two graphs that tell of one dataset; ``distributions`` pairs our nodes with theirs."""
    comparer = _Comparer(ours, theirs, {**distributions, dataset[0]: dataset[1]})
    comparer.compare_nodes(dataset, "dataset")
    for pair in distributions.items():
        comparer.compare_nodes(pair, "distribution")
    comparer.compare_rest()
    return comparer.found


def shorten(iri: object) -> str:
    """Write a property's IRI with its usual prefix.

    >>> shorten("http://purl.org/dc/terms/title")
    'dct:title'
    """
    text = str(iri)
    space = next((space for space in PREFIXES if text.startswith(space)), "")
    return f"{PREFIXES[space]}:{text.removeprefix(space)}" if space else text


@dataclass(slots=True)
class _Comparer:
    ours: Graph
    theirs: Graph
    pairs: dict[Node, Node]
    found: Comparison = field(default_factory=Comparison)
    done: set[Pair] = field(default_factory=set)
    seen: tuple[set[Triple], set[Triple]] = field(default_factory=lambda: (set(), set()))

    def compare_nodes(self, pair: Pair, subject: str) -> None:
        """Compare all that is said of a node, and of the nodes that hang on it."""
        if pair in self.done:
            return
        self.done.add(pair)
        properties = {*self.ours.predicates(pair[0]), *self.theirs.predicates(pair[1])}
        for each in sorted(properties, key=str):
            self._compare_property(pair, subject, each)

    def _compare_property(self, pair: Pair, subject: str, each: Node) -> None:
        ours, theirs = set(self.ours.objects(pair[0], each)), set(self.theirs.objects(pair[1], each))
        self.seen[0].update((pair[0], each, one) for one in ours)
        self.seen[1].update((pair[1], each, one) for one in theirs)
        below = shorten(each)
        for one, other in self._pair(ours, theirs):
            ours.discard(one)
            theirs.discard(other)
            if self._is_named_alike(one, other):
                self.found.equal += 1
            else:
                self.found.note(Difference(subject, below, OTHER_NAME), one, other)
            if not isinstance(one, Literal) and one not in self.pairs:
                self.compare_nodes((one, other), below)
        self._compare_leaves(Difference(subject, below, ""), ours, theirs)

    def _pair(self, ours: set[Node], theirs: set[Node]) -> list[Pair]:
        """Pair equal objects, those whose pairs are known, and nodes that say something; by name where several do."""
        pairs = [(one, one) for one in sorted(ours & theirs, key=str)]
        pairs += [(one, self.pairs[one]) for one in sorted(ours, key=str) if self.pairs.get(one) in theirs]
        mine = [one for one in ours if self._speaks(self.ours, one) and one not in theirs and one not in self.pairs]
        others = [
            one
            for one in theirs
            if self._speaks(self.theirs, one) and one not in ours and one not in self.pairs.values()
        ]
        pairs += zip(
            sorted(mine, key=lambda one: _name(self.ours, one)),
            sorted(others, key=lambda one: _name(self.theirs, one)),
            strict=False,
        )
        return pairs

    def _speaks(self, graph: Graph, node: Node) -> bool:
        return not isinstance(node, Literal) and any(
            isinstance(node, BNode) or predicate != RDF.type for predicate in graph.predicates(node)
        )

    def _is_named_alike(self, one: Node, other: Node) -> bool:
        # A dataset and its distributions have an address of their own on each side: that is told once, in the text.
        return one == other or self.pairs.get(one) == other

    def _compare_leaves(self, place: Difference, ours: set[Node], theirs: set[Node]) -> None:
        for one in sorted(ours, key=str):
            fellow = next((other for other in sorted(theirs, key=str) if str(other) == str(one)), None)
            same = next((other for other in theirs if _is_same_number(one, other)), None)
            if same is not None:
                ours.discard(one)
                theirs.discard(same)
                self.found.equal += 1
            elif fellow is not None:
                self._note_pair(replace(place, kind=_tell_kind(one, fellow)), ours, theirs, (one, fellow))
        for pair in list(zip(sorted(ours, key=str), sorted(theirs, key=str), strict=False)):
            self._note_pair(replace(place, kind=OTHER_VALUE), ours, theirs, pair)
        self._note_left(place, ONLY_OURS, ours)
        self._note_left(place, ONLY_THEIRS, theirs)

    def _note_pair(self, difference: Difference, ours: set[Node], theirs: set[Node], pair: Pair) -> None:
        ours.discard(pair[0])
        theirs.discard(pair[1])
        self.found.note(difference, repr(pair[0]), repr(pair[1]))
        self._pass(self.ours, pair[0])
        self._pass(self.theirs, pair[1])

    def _note_left(self, place: Difference, kind: str, left: Iterable[Node]) -> None:
        graph = self.ours if kind == ONLY_OURS else self.theirs
        for one in left:
            values = (repr(one), "") if kind == ONLY_OURS else ("", repr(one))
            self.found.note(Difference(place.subject, place.property, kind), *values)
            self._pass(graph, one)

    def _pass(self, graph: Graph, node: Node) -> None:
        """Count what hangs on a node that only one side has as told with it."""
        if isinstance(node, Literal) or node in self.pairs or node in self.pairs.values():
            return
        seen = self.seen[0] if graph is self.ours else self.seen[1]
        for triple in set(graph.triples((node, None, None))) - seen:
            seen.add(triple)
            self._pass(graph, triple[2])

    def compare_rest(self) -> None:
        """Note what hangs on nothing that was compared."""
        for kind, graph, seen in zip((ONLY_OURS, ONLY_THEIRS), (self.ours, self.theirs), self.seen, strict=True):
            for one in set(graph) - seen:
                values = (str(one), "") if kind == ONLY_OURS else ("", str(one))
                self.found.note(Difference("elsewhere", shorten(one[1]), kind), *values)


def _name(graph: Graph, node: Node) -> str:
    return next((str(graph.value(node, name)) for name in NAMES if graph.value(node, name) is not None), str(node))


def _is_same_number(one: Node, other: Node) -> bool:
    """Tell 10 and 10.0 as xsd:decimal for one value; Turtle's short form writes the one as the other."""
    return (
        isinstance(one, Literal)
        and isinstance(other, Literal)
        and one.datatype == other.datatype == XSD.decimal
        and one.value == other.value
    )


def _tell_kind(one: Node, other: Node) -> str:
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        return OTHER_KIND
    return OTHER_LANGUAGE if one.language != other.language else OTHER_DATATYPE
