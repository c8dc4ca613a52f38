"""What a heading means under another: "E-Mail" below "Herausgeber", "von" below "Zeitraum", "URL" after "Ressource"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_AGENT = {"names": "name", "emails": "email", "urls": "url", "uris": "uri", "kinds": "kind"}
_PERSON = {"names": "", "emails": "", "phones": ""}

_BY_KIND: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "publisher": {kind: f"publisher.{field}" for kind, field in _AGENT.items()} | {"phones": "ignore.phone"},
        "creator": {kind: f"creator.{field}" for kind, field in _AGENT.items()} | {"phones": "ignore.phone"},
        "contact": {kind: f"contact.{_AGENT[kind]}" for kind in ("names", "emails", "urls")}
        | {"phones": "contact.phone"},
        "owner": dict.fromkeys(_PERSON, "ignore.owner") | {"phones": "ignore.phone"},
        "steward": dict.fromkeys(_PERSON, "ignore.steward") | {"phones": "ignore.phone"},
        "distribution": {"names": "distribution.title", "uris": "distribution.key", "urls": "distribution.access_url"},
        "spatial": {"names": "spatial.text", "uris": "spatial.uri", "urls": "spatial.uri"},
        "license": {"names": "license", "uris": "license", "urls": "license", "kinds": "license"},
        "dataset": {"names": "title", "uris": "key"},
    }
)
"""What a bare heading (a name, an e-mail address, a link …) means in each group."""

_SHARED = ("title", "description", "license", "attribution", "modified", "issued", "availability", "languages", "key")

_BY_TARGET: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "distribution": {target: f"distribution.{target}" for target in _SHARED}
        | {
            "landing_page": "distribution.access_url",
            "ignore.status": "distribution.status",
            "ignore.type": "distribution.format",
        },
        "temporal": {target: target for target in ("temporal", "temporal.start", "temporal.end")},
    }
)
"""What a heading that means a field elsewhere means in a group."""

PEOPLE: Final = frozenset({"contact", "publisher", "creator", "owner", "steward"})
"""The groups that speak of people and bodies; nothing below them is a field of the dataset itself by a mere guess."""


def target_in_group(group: str, target: str, kind: str) -> str:
    """Give what a heading means in a group; empty where the group changes nothing.

    ``target`` is what the heading means alone, ``kind`` its kind where it is a bare one.

    >>> target_in_group("publisher", "contact.email", "emails"), target_in_group("distribution", "license", "")
    ('publisher.email', 'distribution.license')
    >>> target_in_group("publisher", "license", "")
    ''
    """
    if found := _BY_KIND.get(group, {}).get(kind, ""):
        return found
    if group == "distribution" and target.startswith("distribution."):
        return target
    if group == "dataset" and not target.startswith(("distribution.", "dataset")):
        return target
    return _BY_TARGET.get(group, {}).get(target, "")
