"""The way back: a dataset from an entry in CKAN's fields, by the profile that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.catalogues.ckan.forms import Forms, split_groups
from toolkit.catalogues.ckan.layout import DATASET_PREFIX, OUR_KEY, RESOURCES_PREFIX, Field, is_list
from toolkit.dcat.completion import complete
from toolkit.mapping.assemble import build_dataset, build_distribution
from toolkit.model.dataset import Dataset, Distribution, Organization
from toolkit.model.entry import Entry, Resource, Value, is_empty

# These lose something on the way; where a path has another field, that one is asked first.
_LOSSY = frozenset({"email", "file-type", "license-id", "tags", "theme-groups"})
# These hold a part of a list each.
_SPLIT = frozenset({"json-addresses", "json-words"})


def parse_dataset(entry: Entry, forms: Forms) -> Dataset:
    """Read a dataset back from its entry, with what follows from it (``toolkit.dcat.completion``).

    The identifier is ``<inventory>:<key>``; one without a colon is a key of no inventory. A resource without our key
    is somebody else's: its id is its key.
    """
    return complete(parse_said(entry, forms), is_public=not entry.private)


def parse_said(entry: Entry, forms: Forms) -> Dataset:
    """Read a dataset back from its entry as it was written there, without what follows from it."""
    inventory, colon, key = entry.identifier.partition(":")
    values = _restore(entry.fields, forms.profile.dataset, forms)
    organization = entry.fields.get("owner_org")
    if isinstance(organization, str) and organization:
        values["organization.name"] = organization
    parts = tuple(_parse_distribution(resource, forms) for resource in entry.resources)
    known = (inventory, key) if colon else ("", entry.identifier)
    return build_dataset(*known, values, parts)


def restore_value(field: str, value: Value, forms: Forms) -> dict[str, Any]:
    """Read what one field of an entry says (``resources.<field>`` for a resource's): canonical path -> value.

    A field that several paths may fill, such as a resource's address, gives its value for each of them.
    """
    inner = field.removeprefix(RESOURCES_PREFIX)
    if field == "owner_org":
        return {"organization.name": value}
    group = forms.profile.dataset if inner == field else forms.profile.resources
    values: dict[str, Any] = {}
    for one in (one for one in group if one.name == inner and not one.value):
        found = dict(_restore_field(one, value, forms))
        own = [path for path in one.sources if not path.startswith(DATASET_PREFIX)]
        said = None if is_empty(value) else forms.restore(one.form, value)
        values |= found or dict.fromkeys(own, said)
    return {path: _shape(path, one) for path, one in values.items()}


def parse_organization(raw: Mapping[str, Any]) -> Organization | None:
    """Read the organisation of CKAN's record of a dataset; None where it has none.

    >>> parse_organization({"organization": {"name": "amt-61", "title": "Amt 61"}})
    Organization(name='amt-61', title='Amt 61', parent='', description='')
    """
    found = raw.get("organization") or {}
    return Organization(str(found["name"]), str(found.get("title") or "")) if found.get("name") else None


def _parse_distribution(resource: Resource, forms: Forms) -> Distribution:
    """Read a distribution back from its resource."""
    values = _restore(resource.fields, forms.profile.resources, forms)
    key = values.pop("key", None) or resource.fields.get(OUR_KEY) or resource.id
    return build_distribution(str(key), values)


def _restore(fields: Mapping[str, Value], group: tuple[Field, ...], forms: Forms) -> dict[str, Any]:
    """Give the canonical value of every path that says something."""
    values: dict[str, Any] = {}
    for field in sorted(group, key=lambda field: field.form in _LOSSY):
        for path, value in _restore_field(field, fields.get(field.name), forms):
            if field.form in _SPLIT:
                values[path] = (*_items(values.get(path)), *_items(value))
            elif path not in values and not is_empty(value):
                values[path] = value
    return {path: _shape(path, value) for path, value in values.items()}


def _restore_field(field: Field, value: Value, forms: Forms) -> Iterator[tuple[str, Value]]:
    """Give the paths that a field tells, each with its canonical value."""
    if field.form == "theme-groups":
        themes, groups = split_groups(_items(value))
        yield from (("themes", themes), ("groups", groups))
    elif not is_empty(value):
        restored = forms.restore(field.form, value)
        yield from ((path, restored) for path in field.restored)


def _shape(path: str, value: Value) -> Any:
    """Give a list where the model wants one, else a text, else what stands for itself."""
    if is_list(path):
        return _items(value)
    return next(iter(value), "") if isinstance(value, tuple) else value


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as a list."""
    items: Iterable[str] = value if isinstance(value, tuple) else () if is_empty(value) else (str(value),)
    return tuple(items)
