"""RDF/XML 1.1: an element for each resource, one inside it for each statement."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from toolkit.dcat.namespace import NAMESPACES, expand
from toolkit.dcat.term import Iri, Resource, Term


class RdfXml:
    """Writes RDF/XML."""

    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
        + "".join(f'\n    xmlns:{prefix}="{iri}"' for prefix, iri in NAMESPACES.items())
        + ">\n"
    )
    between = ""
    tail = "</rdf:RDF>\n"

    def write(self, resource: Resource) -> str:
        """Write one resource.

        >>> print(RdfXml().write(Resource("urn:a", ("foaf:Agent",), ())).rstrip())
          <rdf:Description rdf:about="urn:a">
            <rdf:type rdf:resource="http://xmlns.com/foaf/0.1/Agent"/>
          </rdf:Description>
        """
        lines = [_write("rdf:type", Iri(expand(kind))) for kind in resource.kinds]
        lines += [_write(name, term) for name, term in resource.statements]
        about = f"  <rdf:Description rdf:about={quoteattr(resource.iri)}>\n"
        return f"{about}{''.join(lines)}  </rdf:Description>\n" if lines else ""


def _write(name: str, term: Term) -> str:
    """Write one statement."""
    if isinstance(term, Iri):
        return f"    <{name} rdf:resource={quoteattr(term.value)}/>\n"
    mark = f' xml:lang="{term.language}"' if term.language else ""
    mark = f' rdf:datatype="{expand(term.datatype)}"' if term.datatype else mark
    return f"    <{name}{mark}>{escape(term.value)}</{name}>\n"
