"""Values with fields of their own as texts, so that they can be compared, merged and kept like every other list.

Each is a JSON object with sorted keys; fields that are empty are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from toolkit.model.dataset import Agent, QualifiedAttribution, QualifiedRelation


def write_structured(values: Iterable[QualifiedRelation | QualifiedAttribution]) -> tuple[str, ...]:
    """Write relations or attributions as texts.

    >>> write_structured([QualifiedRelation("https://example.org/a"), QualifiedAttribution(Agent("Stadt"), "urn:r")])
    ('{"relation": "https://example.org/a"}', '{"agent": {"name": "Stadt"}, "role": "urn:r"}')
    """
    return tuple(json.dumps(_filled(asdict(value)), ensure_ascii=False, sort_keys=True) for value in values)


def parse_relations(texts: Iterable[str]) -> tuple[QualifiedRelation, ...]:
    """Read relations; a text that is none is passed over, since people may edit what a catalogue holds.

    >>> parse_relations(['{"relation": "https://example.org/a", "role": "urn:r"}', "a", '{"role": "urn:r"}'])
    (QualifiedRelation(relation='https://example.org/a', role='urn:r'),)
    """
    found = (_read(text) for text in texts)
    return tuple(QualifiedRelation(one["relation"], one.get("role", "")) for one in found if one.get("relation"))


def parse_attributions(texts: Iterable[str]) -> tuple[QualifiedAttribution, ...]:
    """Read attributions; a text that is none is passed over.

    >>> parse_attributions(['{"agent": {"name": "Stadt"}, "role": "urn:r"}', '{"agent": 1}', "[]"])
    (QualifiedAttribution(agent=Agent(name='Stadt', uri='', email='', url='', kind='', identifier=''), role='urn:r'),)
    """
    found = (_read(text) for text in texts)
    return tuple(
        QualifiedAttribution(_parse_agent(one["agent"]), one.get("role", ""))
        for one in found
        if isinstance(one.get("agent"), dict)
    )


def _parse_agent(found: dict[str, Any]) -> Agent:
    texts = {item.name: str(found.get(item.name) or "") for item in fields(Agent)}
    return Agent(**texts)


def _read(text: str) -> dict[str, Any]:
    """Read an object whose own values are texts or objects; an empty one where it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str | dict)}


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    inner = {key: _filled(value) if isinstance(value, dict) else value for key, value in found.items()}
    return {key: value for key, value in inner.items() if value not in ("", {})}
