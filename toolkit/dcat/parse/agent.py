"""Bodies and contact points out of RDF: described, named by an address only, or by a text only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rdflib import Literal, URIRef
from rdflib.term import Node

from toolkit.dcat.iri import is_made
from toolkit.dcat.parse.statements import Description, Statements
from toolkit.dcat.parse.value import choose_text, read_code, read_iri, read_mail, read_phone, read_text
from toolkit.mapping.addresses import is_personal_address
from toolkit.model.dataset import Agent, ContactPoint, QualifiedAttribution

_NAMES = (
    "foaf:name",
    "vcard:fn",
    "vcard:organization-name",
    "rdfs:label",
    "skos:prefLabel",
    "dct:title",
    "schema:name",
)
_MAILS = ("foaf:mbox", "vcard:hasEmail", "vcard:email", "schema:email")
_PAGES = ("foaf:homepage", "foaf:workplaceHomepage", "foaf:page", "vcard:hasURL", "vcard:url", "schema:url")
_CONTACT_NAMES = ("vcard:fn", "vcard:organization-name", "foaf:name", "rdfs:label", "dct:title")
_CONTACT_MAILS = ("vcard:hasEmail", "vcard:email", "foaf:mbox")
_CONTACT_PAGES = ("vcard:hasURL", "vcard:url", "foaf:page", "foaf:homepage")
_PHONES = ("vcard:hasTelephone", "vcard:hasTel", "vcard:tel", "vcard:telephone", "foaf:phone")
_HOLDERS = ("vcard:hasValue", "vcard:value")
_ADDRESS = {
    "street": ("vcard:street-address", "vcard:hasStreetAddress"),
    "postal_code": ("vcard:postal-code", "vcard:hasPostalCode"),
    "city": ("vcard:locality", "vcard:hasLocality"),
    "country": ("vcard:country-name", "vcard:hasCountryName"),
}


def parse_agent(statements: Statements, node: Node) -> Agent | None:
    """Read a body (foaf:Agent)."""
    if isinstance(node, Literal):
        name = read_text(node)
        return Agent(name) if name else None
    uri = read_uri(node)
    if not statements.describes(node):
        return Agent("", uri) if uri else None
    of = statements.enter(node, "agent")
    return Agent(
        name=choose_text(statements, of, *_NAMES),
        uri=uri,
        email=_first(statements, of, read_mail, *_MAILS),
        url=_first(statements, of, read_iri, *_PAGES),
        kind=statements.first(of, read_code(statements, "publisher-type"), "dct:type") or "",
        identifier=statements.first(of, read_text, "dct:identifier") or "",
    )


def read_uri(node: Node) -> str:
    """Give a node's own address; empty for a blank node and for an address that only this export made."""
    return "" if not isinstance(node, URIRef) or is_made(str(node)) else read_iri(node) or ""


def parse_contact(statements: Statements, of: Description) -> ContactPoint | None:
    """Read the contact point of a dataset (vcard:Kind); of several, the first whose mailbox is no person's."""
    found = []
    for predicate, node in statements.list_values(of, "dcat:contactPoint", "adms:contactPoint"):
        contact = _parse_contact(statements, node)
        if contact is not None:
            found.append((predicate, node, contact))
    if not found:
        return None
    chosen = min(found, key=lambda one: is_personal_address(one[2].email) if one[2].email else False)[2]
    for predicate, node, contact in found:
        if contact == chosen:
            of.take(predicate, node)
    return chosen


def _parse_contact(statements: Statements, node: Node) -> ContactPoint | None:
    """Read one contact point; a text or an address alone is a mailbox, a page or a name."""
    if not statements.describes(node):
        return _read_bare_contact(node)
    of = statements.enter(node, "contact")
    contact = ContactPoint(
        name=choose_text(statements, of, *_CONTACT_NAMES),
        email=_first(statements, of, read_mail, *_CONTACT_MAILS),
        phone=_first(statements, of, read_phone, *_PHONES),
        url=_first(statements, of, read_iri, *_CONTACT_PAGES),
        uri=read_uri(node),
    )
    return _add_address(statements, of, contact)


def _read_bare_contact(node: Node) -> ContactPoint | None:
    """Read a contact point of which nothing is said."""
    if mail := read_mail(node):
        return ContactPoint(email=mail)
    if isinstance(node, URIRef):
        return ContactPoint(uri=uri) if (uri := read_uri(node)) else None
    return ContactPoint(name=name) if (name := read_text(node)) else None


def _add_address(statements: Statements, of: Description, contact: ContactPoint) -> ContactPoint:
    """Add street, code, city and country, be they said of the contact itself or of its address."""
    places = [of]
    for predicate, node in statements.list_values(of, "vcard:hasAddress", "vcard:adr"):
        if not isinstance(node, Literal) and len(places) == 1:
            of.take(predicate, node)
            places.append(statements.enter(node, "address"))
    said = {
        name: next(filter(None, (_first(statements, place, read_text, *names) for place in reversed(places))), "")
        for name, names in _ADDRESS.items()
    }
    return ContactPoint(contact.name, contact.email, contact.phone, contact.url, contact.uri, **said)


def _first(statements: Statements, of: Description, read: Callable[[Node], str | None], *names: str) -> str:
    """Give the first value, be it there or behind a node that only holds it (vcard:hasValue)."""
    return statements.first(of, partial(_read_value, statements, read), *names) or ""


def _read_value(statements: Statements, read: Callable[[Node], str | None], node: Node) -> str | None:
    """Read a value, or the one that a node holds."""
    if isinstance(node, Literal) or not statements.holds(node, *_HOLDERS):
        return read(node)
    return statements.first(statements.enter(node, "value"), read, *_HOLDERS)


def parse_attribution(statements: Statements, node: Node) -> QualifiedAttribution | None:
    """Read a body together with what it did (prov:Attribution)."""
    if isinstance(node, Literal) or not statements.describes(node):
        return None
    of = statements.enter(node, "attribution")
    agent = statements.first(of, partial(parse_agent, statements), "prov:agent")
    role = statements.first(of, read_iri, "dcat:hadRole", "prov:hadRole")
    return QualifiedAttribution(agent, role or "") if agent else None
