"""Gathers what is said of one address, and notes what could not be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from toolkit.dcat.iri import clean_iri, is_address, part_iri
from toolkit.dcat.literal import clean_text
from toolkit.dcat.obligation import Obligation, Owner, find_property
from toolkit.dcat.term import Iri, Resource, Statement, Term, Text, build_resource, unite
from toolkit.dcat.version import CURRENT, Version


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that a file cannot hold, because RDF or this version of the standard has no place for it.

    ``path`` is the canonical field, of the distribution with the key ``distribution`` where there is one.
    """

    identifier: str
    path: str
    value: str
    distribution: str = ""


@dataclass(slots=True)
class Sheaf:
    """What one dataset adds to a file: resources of its own, resources that others may describe as well, and losses.

    ``language`` is the tag of texts, ``base`` the root of made addresses.
    """

    identifier: str = ""
    base: str = ""
    version: Version = CURRENT
    language: str = "de"
    own: list[Resource] = field(default_factory=list)
    shared: dict[str, Resource] = field(default_factory=dict)
    services: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    def share(self, resource: Resource) -> None:
        """Add a resource that several datasets may describe."""
        known = self.shared.get(resource.iri)
        self.shared[resource.iri] = unite(known, resource) if known else resource

    def name_type(self, iri: str, kind: str) -> None:
        """Say of which class an address of others is."""
        self.share(Resource(iri, (kind,), ()))


class Draft:
    """One resource in the making; ``owner`` is its class in the standard's tables, ``part`` a distribution's key."""

    def __init__(self, sheaf: Sheaf, iri: str, kind: str, owner: Owner, part: str = "") -> None:
        self.sheaf = sheaf
        self.iri = iri
        self.kind = kind
        self.owner = owner
        self.part = part
        self.statements: list[Statement] = []

    def add(self, name: str, term: Term) -> None:
        """Say one thing."""
        self.statements.append((name, term))

    def add_text(self, path: str, text: str, name: str = "", *, tagged: bool = False) -> None:
        """Say a text of a field, in the language of all texts where ``tagged``."""
        clean = clean_text(text)
        if clean:
            self._add_field(path, text, name, Text(clean, self.sheaf.language if tagged else ""))
        elif text:
            self.lose(path, text)

    def add_literal(self, path: str, text: str, literal: Text | None, name: str = "") -> None:
        """Say a typed value of a field; one that does not have the form of its type is lost."""
        if literal is not None:
            self._add_field(path, text, name, literal)
        elif text:
            self.lose(path, text)

    def add_iri(self, path: str, text: str, name: str = "", *, iri: str | None = None) -> str:
        """Say an address of a field and give it as it is written; ``iri`` is the text already made one."""
        clean = clean_iri(text) if iri is None else iri
        if clean:
            self._add_field(path, text, name, Iri(clean))
        elif text:
            self.lose(path, text)
        return clean

    def add_iris(self, path: str, texts: Iterable[str]) -> None:
        """Say several addresses of one field."""
        for text in texts:
            self.add_iri(path, text)

    def add_statement_of(self, path: str, text: str, kind: str, label: str = "rdfs:label", *, mark: str = "") -> None:
        """Say a thing that is an address, or else a text, which gets an address of its own.

        ``mark`` sets several things of one field apart.
        """
        if is_address(text) or not clean_text(text):
            self.add_iri(path, text)
        elif name := self.name(path):
            iri = part_iri(self.iri, path.replace("_", "-"), *filter(None, (mark,)))
            node = Draft(self.sheaf, iri, kind, self.owner, self.part)
            node.add_text(path, text, label, tagged=True)
            node.close()
            self.add(name, Iri(node.iri))
        else:
            self.lose(path, text)

    def lose(self, path: str, value: str) -> None:
        """Note what cannot be said."""
        self.sheaf.lost.append(Lost(self.sheaf.identifier, path, value, self.part))

    def name(self, path: str) -> str:
        """Give the property that a field fills; empty where this version has none, or wants it no more."""
        return name_property(self.owner, path, self.sheaf.version)

    def close(self) -> Resource:
        """Finish the resource as one of the dataset's own."""
        resource = self.build()
        self.sheaf.own.append(resource)
        return resource

    def build(self) -> Resource:
        """Finish the resource."""
        return build_resource(self.iri, (self.kind,), tuple(self.statements))

    def _add_field(self, path: str, text: str, name: str, term: Term) -> None:
        """Say a value where the version has a property for it."""
        found = name or self.name(path)
        if found:
            self.add(found, term)
        else:
            self.lose(path, text)


@cache
def name_property(owner: Owner, path: str, version: Version) -> str:
    """Give the property of a field in a version; empty for one that is removed or deprecated there.

    >>> name_property("dataset", "version", "3.0"), name_property("dataset", "granularity", "3.0")
    ('dcat:version', '')
    """
    found = find_property(owner, path)
    gone = found.obligation(version) in {Obligation.REMOVED, Obligation.DEPRECATED}
    return "" if gone else found.name(version)
