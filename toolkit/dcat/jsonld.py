"""JSON-LD 1.1: a graph of objects, one for each resource, with the namespaces as context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from toolkit.dcat.namespace import NAMESPACES
from toolkit.dcat.term import Iri, Resource, Term


class JsonLd:
    """Writes JSON-LD."""

    head = '{\n"@context": ' + json.dumps(dict(NAMESPACES), indent=1) + ',\n"@graph": [\n'
    between = ",\n"
    tail = "\n]\n}\n"

    def write(self, resource: Resource) -> str:
        """Write one resource.

        >>> print(JsonLd().write(Resource("urn:a", ("foaf:Agent",), ())))
        {
         "@id": "urn:a",
         "@type": "foaf:Agent"
        }
        """
        if not resource.kinds and not resource.statements:
            return ""
        values: dict[str, list[Any]] = {}
        for name, term in resource.statements:
            values.setdefault(name, []).append(_build(term))
        node: dict[str, Any] = {"@id": resource.iri}
        if resource.kinds:
            node["@type"] = _alone(list(resource.kinds))
        return json.dumps(
            {**node, **{name: _alone(found) for name, found in values.items()}}, ensure_ascii=False, indent=1
        )


def _alone(values: list[Any]) -> Any:
    """Give a single value without its list."""
    return values[0] if len(values) == 1 else values


def _build(term: Term) -> Mapping[str, str] | str:
    """Write an address or a literal."""
    if isinstance(term, Iri):
        return {"@id": term.value}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    return {"@type": term.datatype, "@value": term.value} if term.datatype else term.value
