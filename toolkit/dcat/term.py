"""The terms of RDF as plain values: addresses, texts, and what is said of one address.

They need no library, so that a catalogue can be written without one: rdflib takes half a second to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Iri(NamedTuple):
    """An absolute address, already clean (``toolkit.dcat.iri.clean_iri``)."""

    value: str


class Text(NamedTuple):
    """A literal: with a language tag, or with a datatype as a short name (``xsd:date``), or with neither."""

    value: str
    language: str = ""
    datatype: str = ""


Term: TypeAlias = Iri | Text

Statement: TypeAlias = tuple[str, Term]
"""A property as a short name (``dct:title``) and one value of it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """All that is said of one address: its classes as short names, and its statements, both sorted."""

    iri: str
    kinds: tuple[str, ...]
    statements: tuple[Statement, ...]


def unite(one: Resource, other: Resource) -> Resource:
    """Put together what is said of one address at two places.

    >>> unite(Resource("urn:a", ("foaf:Agent",), ()), Resource("urn:a", (), (("foaf:name", Text("Amt")),))).kinds
    ('foaf:Agent',)
    """
    if one == other:
        return one
    return build_resource(one.iri, (*one.kinds, *other.kinds), (*one.statements, *other.statements))


def build_resource(iri: str, kinds: tuple[str, ...], statements: tuple[Statement, ...]) -> Resource:
    """Build a resource with everything in its order, each statement once."""
    return Resource(iri, tuple(sorted(set(kinds))), tuple(sorted(set(statements), key=_order)))


def _order(statement: Statement) -> tuple[str, bool, Term]:
    """Sort by property, addresses before texts."""
    name, term = statement
    return name, isinstance(term, Text), term
