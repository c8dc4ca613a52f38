"""The three forms in which a catalogue is written, behind one interface: blocks of text, one for each resource.

Each form is written here and not by rdflib, whose order follows the hashes of a run: equal input must give equal bytes,
and one changed dataset change nothing but its own lines.
"""

from __future__ import annotations

from typing import Final, Literal, Protocol, TypeAlias

from toolkit.dcat.jsonld import JsonLd
from toolkit.dcat.rdfxml import RdfXml
from toolkit.dcat.term import Resource
from toolkit.dcat.turtle import Turtle

Form: TypeAlias = Literal["turtle", "json-ld", "xml"]
"""A form of RDF, by the name that rdflib knows it by."""

ENDINGS: Final[dict[str, Form]] = {
    ".ttl": "turtle",
    ".jsonld": "json-ld",
    ".json": "json-ld",
    ".rdf": "xml",
    ".xml": "xml",
}
"""What the name of a file says about its form."""


class Writer(Protocol):
    """Writes resources one after the other."""

    head: str
    between: str
    tail: str

    def write(self, resource: Resource) -> str:
        """Write one resource as a block of lines."""
        ...


WRITERS: Final[dict[Form, Writer]] = {"turtle": Turtle(), "json-ld": JsonLd(), "xml": RdfXml()}
"""The writer of each form."""
