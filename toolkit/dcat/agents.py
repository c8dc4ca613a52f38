"""Bodies and contacts as RDF: foaf:Agent and vcard:Kind."""

from __future__ import annotations

from toolkit.dcat.draft import Draft, Sheaf
from toolkit.dcat.iri import agent_iri, clean_iri, mail_iri, part_iri, phone_iri
from toolkit.dcat.term import Iri
from toolkit.model.dataset import Agent, ContactPoint

_UNREACHED = ("name", "street", "postal_code", "city", "country")
"""What is left out with a contact that nobody can reach."""


def add_agent(sheaf: Sheaf, agent: Agent, path: str) -> str:
    """Describe a body and give its address; all datasets that tell alike of it share one description.

    >>> sheaf = Sheaf()
    >>> add_agent(sheaf, Agent("Grünamt", uri="https://example.org/amt"), "publisher")
    'https://example.org/amt'
    """
    draft = Draft(sheaf, agent_iri(sheaf.base, agent), "foaf:Agent", "agent")
    if agent.uri and not clean_iri(agent.uri):
        draft.lose(f"{path}.uri", agent.uri)
    draft.add_text(f"{path}.name", agent.name, "foaf:name")
    draft.add_iri(f"{path}.email", agent.email, "foaf:mbox", iri=mail_iri(agent.email))
    draft.add_iri(f"{path}.url", agent.url, "foaf:homepage")
    draft.add_iri(f"{path}.kind", agent.kind, "dct:type")
    draft.add_text(f"{path}.identifier", agent.identifier, "dct:identifier")
    sheaf.share(draft.build())
    return draft.iri


def add_contact(sheaf: Sheaf, contact: ContactPoint, of: str) -> str:
    """Describe a contact and give its address; ``of`` is the address of the dataset (vCard in RDF, 2014).

    One that nobody can reach is left out: K01 of DCAT-AP.de asks for a mail address, a web address or a telephone.
    """
    own = clean_iri(contact.uri)
    draft = Draft(sheaf, own or part_iri(of, "contact"), "vcard:Kind", "contact")
    if contact.uri and not own:
        draft.lose("contact.uri", contact.uri)
    draft.add_iri("contact.email", contact.email, iri=mail_iri(contact.email))
    draft.add_iri("contact.phone", contact.phone, iri=phone_iri(contact.phone))
    draft.add_iri("contact.url", contact.url)
    if not draft.statements:
        for path in _UNREACHED:
            if said := getattr(contact, path):
                draft.lose(f"contact.{path}", said)
        return ""
    draft.add_text("contact.name", contact.name)
    _add_address(draft, contact, of)
    if own:
        sheaf.share(draft.build())
    else:
        draft.close()
    return draft.iri


def _add_address(draft: Draft, contact: ContactPoint, of: str) -> None:
    """Describe where the contact is by post."""
    if not (contact.street or contact.postal_code or contact.city or contact.country):
        return
    address = Draft(draft.sheaf, part_iri(of, "address"), "vcard:Address", "contact")
    address.add_text("contact.street", contact.street, "vcard:street-address")
    address.add_text("contact.postal_code", contact.postal_code, "vcard:postal-code")
    address.add_text("contact.city", contact.city, "vcard:locality")
    address.add_text("contact.country", contact.country, "vcard:country-name")
    address.close()
    draft.add("vcard:hasAddress", Iri(address.iri))
