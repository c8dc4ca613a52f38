"""Turtle (RDF 1.1): a block for each resource, a line for each statement."""

from __future__ import annotations

import re

from toolkit.dcat.namespace import NAMESPACES
from toolkit.dcat.term import Iri, Resource, Term

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'["\\\n\r\t]')


class Turtle:
    """Writes Turtle. Every line of a statement ends alike, so that a new one changes no other line."""

    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in NAMESPACES.items())
    between = ""
    tail = ""

    def write(self, resource: Resource) -> str:
        """Write one resource.

        >>> print(Turtle().write(Resource("urn:a", ("foaf:Agent",), ())).strip())
        <urn:a>
            a foaf:Agent ;
        .
        """
        lines = [f"    a {kind} ;\n" for kind in resource.kinds]
        lines += [f"    {name} {_write(term)} ;\n" for name, term in resource.statements]
        return f"\n<{resource.iri}>\n{''.join(lines)}.\n" if lines else ""


def _write(term: Term) -> str:
    """Write an address or a literal."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    text = _ESCAPED.sub(lambda found: _ESCAPES[found[0]], term.value)
    if term.language:
        return f'"{text}"@{term.language}'
    return f'"{text}"^^{term.datatype}' if term.datatype else f'"{text}"'
