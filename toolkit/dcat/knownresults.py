"""Results of the official shapes that are no fault of the data, each with the reason why it can be ignored."""

from __future__ import annotations

from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from toolkit.dcat.wellformed import is_key
from toolkit.model.message import Message, say

_DCT = "http://purl.org/dc/terms/"
CATALOGUE_OF_CKAN = say("CKAN writes its catalogue so, whatever the datasets say; harvesters read the datasets")
"""Why nobody need mend CKAN's own description of its catalogue."""

_CATALOG = URIRef("http://www.w3.org/ns/dcat#Catalog")
_KEYS = URIRef("http://dcat-ap.de/def/dcatde/politicalGeocodingURI")
_LANGUAGE, _PUBLISHER = URIRef(f"{_DCT}language"), URIRef(f"{_DCT}publisher")


def explain_known(
    data: Graph, focus: Node, path: Node | None, value: Node | None, component: Node | None
) -> Message | None:
    """Say why a result can be ignored; None for one that cannot.

    - CKAN's own RDF (ckanext-dcat 2.4) describes the catalogue without a publisher and with its language as a bare
      word, whatever is pushed; GovData's harvester reads the datasets only.
    - The lists of official keys (municipalities, districts) are too long to be at hand; an address is right whose key
      has the form of its list.
    - A class cannot be seen of an address that the graph only names, such as a key of the political geocoding in
      dct:spatial. The shapes themselves say in their message that this can be ignored.
    """
    if path in {_LANGUAGE, _PUBLISHER} and _is_catalogue_of_ckan(data, focus):
        return CATALOGUE_OF_CKAN
    if path == _KEYS and component != SH.NodeKindConstraintComponent and is_key(str(value)):
        return say("the list of official keys is not at hand; the key has the right form")
    is_unseen = isinstance(value, URIRef) and (value, RDF.type, None) not in data
    if component == SH.ClassConstraintComponent and is_unseen:
        return say("the address is only named here, so that nobody can see from the file of which class it is")
    return None


def has_catalogue_of_ckan(data: Graph) -> bool:
    """Tell whether a graph holds the catalogue as CKAN describes itself."""
    return any(_is_catalogue_of_ckan(data, node) for node in data.subjects(RDF.type, _CATALOG))


def _is_catalogue_of_ckan(data: Graph, focus: Node) -> bool:
    """Recognise the catalogue node of ckanext-dcat by its language, a word instead of an address."""
    if (focus, RDF.type, _CATALOG) not in data:
        return False
    return any(isinstance(one, Literal) for one in data.objects(focus, _LANGUAGE))
