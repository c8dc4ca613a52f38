"""A graph as it is read: what is said of each node, in a stable order, and which statements nobody has taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, TypeAlias, TypeVar

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from toolkit.dcat.namespace import NAMESPACES
from toolkit.dcat.namespace import shorten as shorten_known
from toolkit.privacy.value import mask

V = TypeVar("V")

Order: TypeAlias = tuple[int, str, str]

RELATIVE: Final = "https://relative.invalid/"
"""What relative addresses are resolved against (RFC 2606 keeps the name free), so that they are known again."""

_OLDER: Final = {
    "schema": "http://schema.org/",
    "schemas": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "hydra": "http://www.w3.org/ns/hydra/core#",
}
_DEPTH = 4
_LONGEST_SHOWN = 200
_OWN_CLASSES = frozenset({"catalog", "dataset", "distribution"})
_KNOWN_CLASSES = frozenset(
    NAMESPACES["dcat"] + name for name in ("Catalog", "Dataset", "DatasetSeries", "Distribution", "Resource")
)
_PERSONS = ("foaf:Person", "vcard:Individual", "schema:Person")
_NAMES = frozenset({"foaf:name", "vcard:fn", "rdfs:label", "schema:name"})
_MAILS = ("vcard:hasEmail", "foaf:mbox", "vcard:email")
_OF_PERSONS = frozenset(
    {
        "foaf:givenName", "foaf:familyName", "foaf:firstName", "foaf:lastName", "foaf:nick", "vcard:given-name",
        "vcard:family-name", "vcard:nickname", "vcard:bday", "schema:givenName", "schema:familyName", "vcard:n",
        "vcard:hasName",
    }
)  # fmt: skip
"""What only a person has."""


@cache
def expand(name: str) -> URIRef:
    """Write a short name whole, also those of namespaces that only others use."""
    prefix, _, local = name.partition(":")
    return URIRef({**NAMESPACES, **_OLDER}[prefix] + local)


def shorten(iri: str) -> str:
    """Write an address as a short name where a namespace fits, else whole.

    >>> shorten("http://schema.org/startDate"), shorten("urn:x")
    ('schema:startDate', 'urn:x')
    """
    known = shorten_known(iri)
    if known:
        return known
    found = (
        f"{prefix.rstrip('s')}:{iri.removeprefix(base)}" for prefix, base in _OLDER.items() if iri.startswith(base)
    )
    return next(found, iri)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A statement that was not taken: of what kind of thing (``distribution``), its property, its value, and where.

    ``dataset`` is the identifier of the dataset in which it was met, empty outside of all datasets.
    """

    owner: str
    property: str
    value: str
    dataset: str = ""


@dataclass(slots=True, eq=False)
class Description:
    """What is said of one node, and what of that was taken."""

    node: Node
    owner: str
    dataset: str
    held: dict[Node, list[Node]]
    taken: set[tuple[Node, Node]] = field(default_factory=set)

    def take(self, predicate: Node, value: Node) -> None:
        """Note that a statement was understood."""
        self.taken.add((predicate, value))

    def list_left(self) -> Iterator[tuple[Node, Node]]:
        """List what nobody has taken."""
        for predicate, values in self.held.items():
            for value in values:
                if (predicate, value) not in self.taken and not self._is_own_class(predicate, value):
                    yield predicate, value

    def _is_own_class(self, predicate: Node, value: Node) -> bool:
        """Tell whether a statement only says what the place of the node in the graph has told already."""
        return predicate == RDF.type and (self.owner not in _OWN_CLASSES or str(value) in _KNOWN_CLASSES)


@dataclass(slots=True, eq=False)
class Statements:
    """A graph that is being read. ``languages`` are wanted languages of texts, the best first; "" is without a tag."""

    graph: Graph
    languages: Sequence[str]
    entered: dict[Node, Description] = field(default_factory=dict)
    dataset: str = ""
    _orders: dict[Node, Order] = field(default_factory=dict)

    def enter(self, node: Node, owner: str) -> Description:
        """Give what is said of a node; from now on, all of it has to be understood or is told."""
        found = self.entered.get(node)
        if found is None:
            held: dict[Node, list[Node]] = {}
            for predicate, value in self.graph.predicate_objects(node):
                held.setdefault(predicate, []).append(value)
            for values in held.values():
                values.sort(key=self.order)
            found = self.entered[node] = Description(node, owner, self.dataset, held)
        return found

    def describes(self, node: Node) -> bool:
        """Tell whether anything is said of a node."""
        return (node, None, None) in self.graph

    def holds(self, node: Node, *names: str) -> bool:
        """Tell whether a node has one of some properties."""
        return any((node, expand(name), None) in self.graph for name in names)

    def list_values(self, of: Description, *names: str) -> list[tuple[Node, Node]]:
        """List the values of some properties, those of the first property first, else in a stable order."""
        return [(expand(name), value) for name in names for value in of.held.get(expand(name), ())]

    def first(self, of: Description, read: Callable[[Node], V | None], *names: str) -> V | None:
        """Give the first value that can be read, and take all that say the same; the others stay."""
        found: V | None = None
        for predicate, node in self.list_values(of, *names):
            value = read(node)
            if value is None or (found is not None and value != found):
                continue
            found = value
            of.take(predicate, node)
        return found

    def every(self, of: Description, read: Callable[[Node], V | None], *names: str) -> tuple[V, ...]:
        """Give all values that can be read, each once."""
        found: list[V] = []
        for predicate, node in self.list_values(of, *names):
            value = read(node)
            if value is None:
                continue
            of.take(predicate, node)
            if value not in found:
                found.append(value)
        return tuple(found)

    def order(self, node: Node) -> Order:
        """Give what a node is sorted by: never the number that a parser gave to a blank node."""
        if node not in self._orders:
            self._orders[node] = self._find_order(node, _DEPTH)
        return self._orders[node]

    def _find_order(self, node: Node, depth: int) -> Order:
        match node:
            case Literal():
                return (1, str(node), node.language or "")
            case BNode():
                inner = self.graph.predicate_objects(node) if depth else ()
                return (2, repr(sorted((str(one), *self._find_order(other, depth - 1)) for one, other in inner)), "")
            case _:
                return (0, str(node), "")

    def show(self, node: Node, depth: int = 2) -> str:
        """Write a value for people: a text, an address, or what is said of a blank node. Names of persons stay out."""
        if not isinstance(node, BNode):
            language = f" ({node.language})" if isinstance(node, Literal) and node.language else ""
            return mask(str(node)[:_LONGEST_SHOWN].removeprefix(RELATIVE)) + language
        if not depth:
            return "[…]"
        pairs = sorted(self.graph.predicate_objects(node), key=lambda pair: (str(pair[0]), self.order(pair[1])))
        inner = (f"{shorten(str(one))} {self._show_value(node, one, other, depth - 1)}" for one, other in pairs)
        return f"[{'; '.join(inner)}]"[:_LONGEST_SHOWN]

    def _show_value(self, node: Node, predicate: Node, value: Node, depth: int) -> str:
        """Write a value of a node; what a person is called is not spread."""
        name = shorten(str(predicate))
        if name in _OF_PERSONS or (name in _NAMES and self._is_person(node)):
            return "***"
        return self.show(value, depth) if name != "rdf:type" else shorten(str(value))

    def _is_person(self, node: Node) -> bool:
        """Tell whether a node is said to be a person, or has a person's mailbox."""
        if any((node, RDF.type, expand(one)) in self.graph for one in _PERSONS):
            return True
        mails = (value for one in _MAILS for value in self.graph.objects(node, expand(one)))
        return any(mask(str(mail)) != str(mail) for mail in mails)

    def list_leftovers(self) -> Iterator[Leftover]:
        """Tell every statement of the nodes that were entered and that nobody has taken."""
        for one in self.entered.values():
            for predicate, value in one.list_left():
                shown = self._show_value(one.node, predicate, value, depth=2)
                yield Leftover(one.owner, shorten(str(predicate)), shown, one.dataset)


def find_node_types(graph: Graph, names: Iterable[str]) -> list[Node]:
    """List the nodes of some classes, each once, sorted."""
    found = {node for name in names for node in graph.subjects(RDF.type, expand(name))}
    return sorted(found, key=str)
