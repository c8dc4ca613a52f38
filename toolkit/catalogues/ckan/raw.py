"""Fields of an entry as CKAN takes them: texts, real lists, JSON texts, and repeating fields put together. Pure.

A repeating field is a list of objects. Ours is the first one, and of it the subfields that the profile names: other
subfields and further objects are other people's, and stay as CKAN holds them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from toolkit.catalogues.ckan.fields import read_raw
from toolkit.catalogues.ckan.forms import write_json
from toolkit.catalogues.ckan.layout import RESOURCES_PREFIX, Field, Profile, split_name
from toolkit.catalogues.ckan.structured import merge_objects, read_items
from toolkit.model.entry import Value, is_empty

_WITHOUT = Field("", ())


def write_raw(fields: Mapping[str, Value], profile: Profile, there: Mapping[str, Any]) -> dict[str, Any]:
    """Write fields of a dataset; ``there`` is CKAN's record of it, {} for a new one. Extras keep their prefix."""
    extras = {item["key"]: item["value"] for item in there.get("extras") or []}
    held = {name: read_raw(split_name(name)[0] or name, there, extras) for name in fields}
    return _write(fields, profile.dataset, held, profile.is_encoded)


def write_raw_resource(fields: Mapping[str, Value], profile: Profile, there: Mapping[str, Any]) -> dict[str, Any]:
    """Write fields of a resource, those that the profile keeps a second time included."""
    held = {name: there.get(split_name(name)[0] or name) for name in fields}
    found = _write(fields, profile.resources, held, lambda parent: profile.is_encoded(parent, RESOURCES_PREFIX))
    kept = {one.kept_in: found[one.name] for one in profile.resources if one.kept_in and one.name in found}
    return {**found, **kept}


def _write(
    fields: Mapping[str, Value], group: Iterable[Field], held: Mapping[str, Any], is_encoded: Callable[[str], bool]
) -> dict[str, Any]:
    """Write fields of one record; ``held`` is what CKAN holds of each, or of the repeating field that holds it."""
    known = {field.name: field for field in group}
    found: dict[str, Any] = {}
    inner: dict[str, dict[str, Value]] = {}
    for name, value in fields.items():
        parent, key = split_name(name)
        if parent:
            inner.setdefault(parent, {})[name] = value
        else:
            found[key] = _write_one(known.get(name, _WITHOUT), value, held.get(name), is_encoded=is_encoded(name))
    for parent, parts in inner.items():
        items = _merge_first(read_items(held.get(next(iter(parts)))), parts)
        found[parent] = _encode(items) if is_encoded(parent) else items
    return found


def _write_one(field: Field, value: Value, held: Any, *, is_encoded: bool) -> Any:
    """Write one field; an empty text empties it."""
    if field.form == "objects":
        objects = merge_objects(held, value if isinstance(value, tuple) else ())
        return _encode(objects) if is_encoded else objects
    if field.form == "list" and not is_encoded:
        return list(_items(value))
    if isinstance(value, tuple):
        return write_json(value) if value else ""
    return "" if value is None else value


def _merge_first(items: list[dict[str, Any]], parts: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Put subfields into the first object; one of which nothing is left goes."""
    first = dict(items[0]) if items else {}
    for name, value in parts.items():
        _put(first, split_name(name)[1], value)
    left = any(value not in (None, "", [], {}) for value in first.values())
    return [*([first] if left else []), *items[1:]]


def _put(item: dict[str, Any], inner: str, value: Value) -> None:
    """Put a value into an object, ``publisher.name`` into an object of it; an empty one goes."""
    head, _, tail = inner.partition(".")
    if tail:
        there = item.get(head)
        item[head] = dict(there) if isinstance(there, Mapping) else {}
        _put(item[head], tail, value)
        if not item[head]:
            del item[head]
    elif is_empty(value):
        item.pop(head, None)
    else:
        item[head] = list(value) if isinstance(value, tuple) else value


def _encode(items: list[dict[str, Any]]) -> str:
    """Write objects as a JSON text; '' where there are none."""
    return json.dumps(items, ensure_ascii=False) if items else ""


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as a list."""
    if isinstance(value, tuple):
        return value
    return () if is_empty(value) else (str(value),)
