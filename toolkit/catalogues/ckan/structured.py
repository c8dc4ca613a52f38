"""Relations and attributions of a dataset as CKAN's objects, and as the texts of an entry (``model.structure``).

Keys of CKAN's objects that we do not know stay with the object; an object of which we know no key is not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

_KINDS = {"type": "kind"}
"""Subfield of an agent (ckanext-dcat 2.4, ``qualified_attribution``) -> field of the model, where they differ."""

_OF_AGENTS = ("name", "uri", "email", "url", "type", "identifier")


def read_objects(raw: Any) -> tuple[str, ...]:
    """Read the objects that CKAN holds, each cut down to the keys that we know.

    >>> read_objects('[{"uri": "urn:1", "relation": "urn:x", "role": ""}, {"uri": "urn:2"}]')
    ('{"relation": "urn:x"}',)
    >>> read_objects([{"agent": [{"name": "Stadt", "type": "urn:t"}], "role": "urn:r"}])
    ('{"agent": {"kind": "urn:t", "name": "Stadt"}, "role": "urn:r"}',)
    """
    return tuple(dict.fromkeys(text for item in read_items(raw) if (text := _cut(item))))


def merge_objects(raw: Any, wanted: Iterable[str]) -> list[dict[str, Any]]:
    """Give the objects that CKAN is to hold: those that stay as they are, then new ones; others' own kinds stay.

    >>> merge_objects([{"uri": "urn:1", "relation": "urn:x"}, {"relation": "urn:y"}], ['{"relation": "urn:x"}'])
    [{'uri': 'urn:1', 'relation': 'urn:x'}]
    """
    left = {text: _build_object(text) for text in wanted}
    stay = [item for item in read_items(raw) if not _cut(item) or left.pop(_cut(item), None) is not None]
    return [*stay, *filter(None, left.values())]


def read_items(raw: Any) -> list[dict[str, Any]]:
    """Read a list of objects, be it a list or its JSON text; whatever else stands there is none.

    >>> read_items('[{"a": 1}]'), read_items([{"a": 1}, "b"]), read_items("kein JSON"), read_items({"a": 1})
    ([{'a': 1}], [{'a': 1}], [], [{'a': 1}])
    """
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return []
    found = [raw] if isinstance(raw, dict) else raw if isinstance(raw, list) else []
    return [item for item in found if isinstance(item, dict)]


def _build_object(text: str) -> dict[str, Any]:
    """Write a text as CKAN's object; an empty one where the text is none."""
    found = next(iter(read_items(text)), {})
    agent = found.get("agent")
    if not isinstance(agent, dict):
        return found
    names = {field: key for key, field in _KINDS.items()}
    return found | {"agent": [{names.get(field, field): value for field, value in agent.items()}]}


def _cut(item: Mapping[str, Any]) -> str:
    """Write an object of CKAN with the keys that we know; '' where there is none of them."""
    agent = next(iter(read_items(item.get("agent"))), {})
    known = {_KINDS.get(key, key): _text(agent.get(key)) for key in _OF_AGENTS}
    found = {
        "agent": {key: value for key, value in known.items() if value},
        "relation": _text(item.get("relation")),
        "role": _text(item.get("role")),
    }
    filled = {key: value for key, value in found.items() if value}
    return json.dumps(filled, ensure_ascii=False, sort_keys=True) if filled else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
