"""A dataset in CKAN's fields, and CKAN's record as an entry, both by the same profile."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from toolkit.catalogues.ckan.derived import list_derived, list_derived_of_part
from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.layout import DATASET_PREFIX, EXTRAS_PREFIX, PARTS_PREFIX, Field, Form, Profile
from toolkit.catalogues.ckan.structured import read_items
from toolkit.dcat.completion import complete
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.entry import Entry, Held, Resource, Value, is_empty
from toolkit.model.identity import resource_id
from toolkit.model.path import read_path
from toolkit.model.release import Audience, Release

Raw: TypeAlias = "Mapping[str, Any]"

HASH = "hash"
"""The field that tells when a local file changed."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Where values come from, the paths that the sheet steers, and those that follow from them."""

    dataset: Dataset
    distribution: Distribution | None
    managed: frozenset[str]
    derived: frozenset[str]


class _Place(NamedTuple):
    """Where CKAN's record has a field: under which key, of an extra or not, in its first object, as names of things."""

    name: str
    form: Form
    key: str
    inner: str
    is_extra: bool
    is_named: bool


# CKAN knows these by their names; tags of a vocabulary of the site are nobody's keywords.
_OF_NAMES = frozenset({"tags", "groups"})
# What reading finds out about a local file; no sheet has a column for it.
_OF_LOCAL_FILES = frozenset({"byte_size", "checksum"})
# CKAN gives an uploaded file its own address.
_NOT_OF_LOCAL_FILES = frozenset({"url"})


def build_entry(described: Described, release: Release, name: str, forms: Forms) -> Entry:
    """Put a dataset into CKAN's fields: the managed ones, the identifier, ``private`` and ``owner_org``.

    A profile with ``derived`` also gets what follows from the sheet (``toolkit.dcat.completion``): such a field is
    there only where something follows, so that what others wrote into it is never emptied.
    """
    given, profile = described.dataset, forms.profile
    is_public = release.audience is Audience.PUBLIC
    dataset = complete(given, is_public=is_public) if profile.derived else given
    derived = list_derived(given, dataset, described.managed, described.unread)
    fields = _write_fields(profile.dataset, _Sides(dataset, None, described.managed, derived), forms)
    fields[profile.identifier] = dataset.identifier
    fields["private"] = not is_public
    if dataset.organization is not None:
        fields["owner_org"] = dataset.organization.name
    managed = _managed_of_resources(described)
    resources = []
    for before, part in zip(given.distributions, dataset.distributions, strict=True):
        derived = list_derived_of_part(before, part, managed, described.unread)
        resources.append(_build_resource(part, _Sides(dataset, part, managed, derived), forms))
    return Entry(dataset.identifier, name, fields, tuple(resources))


def field_of(path: str, profile: Profile) -> str:
    """Name the field that a canonical path fills (``distributions.<path>`` for a distribution's); '' for none.

    >>> from toolkit.catalogues.ckan.profile import load_profile
    >>> paths = ("license", "distributions.license", "distributions.access_url", "organization.name", "spatial")
    >>> [field_of(path, load_profile()) for path in paths]
    ['license_id', 'license', 'access_url', 'owner_org', '']
    """
    if path == "organization.name":
        return "owner_org"
    inner = path.removeprefix(PARTS_PREFIX)
    fields = profile.dataset if inner == path else profile.resources
    ranked = sorted((field for field in fields if inner in field.sources), key=lambda field: field.sources.index(inner))
    return ranked[0].name if ranked else ""


def parse_entry(raw: Raw, forms: Forms) -> Entry:
    """Read CKAN's record of a dataset: every field of the profile, all resources, whoever made them."""
    profile = forms.profile
    extras = {item["key"]: item["value"] for item in raw.get("extras") or []}
    fields = _read_fields(_list_places(profile)[0], raw, extras, forms)
    identifier = str(read_raw(profile.identifier, raw, extras) or "")
    fields[profile.identifier] = identifier or None
    fields["private"] = raw.get("private") is not False
    fields["owner_org"] = (raw.get("organization") or {}).get("name") or raw.get("owner_org") or None
    resources = tuple(_parse_resource(item, forms) for item in raw.get("resources") or [])
    return Entry(identifier, str(raw["name"]), fields, resources)


def build_held(raw: Raw, forms: Forms, identifier: str = "") -> Held:
    """Tell how CKAN holds a dataset; ``identifier`` is the one that we know it by, should it have been edited."""
    entry = parse_entry(raw, forms)
    if identifier and identifier != entry.identifier:
        entry = Entry(identifier, entry.name, entry.fields, entry.resources)
    return Held(str(raw["id"]), entry, str(raw["metadata_modified"]), raw)


def _build_resource(distribution: Distribution, sides: _Sides, forms: Forms) -> Resource:
    """Put a distribution into CKAN's fields; a local file gets no address."""
    left_out = _NOT_OF_LOCAL_FILES if distribution.path else frozenset()
    group = (field for field in forms.profile.resources if field.name not in left_out)
    id_ = resource_id(sides.dataset.identifier, distribution.key)
    return Resource(id_, _write_fields(group, sides, forms), distribution.path)


def _write_fields(group: Iterable[Field], sides: _Sides, forms: Forms) -> dict[str, Value]:
    """Write the fields that the sheet steers, and those that follow from it where they say something."""
    fields: dict[str, Value] = {}
    for field in group:
        if field.follows and not _has_service(sides):
            fields |= {field.name: None} if _steers_service(sides) else {}
            continue
        is_managed = not sides.managed.isdisjoint(field.sources)
        if is_managed or not sides.derived.isdisjoint(field.sources):
            value = _value(field, sides, forms)
            if is_managed or not is_empty(value):
                fields[field.name] = value
    return fields


def _has_service(sides: _Sides) -> bool:
    """Tell whether there is anything that a subfield about the dataset would be added to: a service."""
    return sides.distribution is not None and sides.distribution.service is not None


def _steers_service(sides: _Sides) -> bool:
    """Tell whether the sheet itself describes services, so that it may also take one away."""
    return any(path.startswith("service.") for path in sides.managed)


def _value(field: Field, sides: _Sides, forms: Forms) -> Value:
    """Give the value of one field."""
    if field.form == "theme-groups":
        values = [_read(source, sides) for source in field.sources]
        return forms.write(field.form, _join_groups(field.sources, values))
    value = next((value for source in field.sources if not is_empty(value := _read(source, sides))), None)
    if is_empty(value):
        return None
    return field.value or forms.write(field.form, value)


def _join_groups(sources: Iterable[str], values: Iterable[Value]) -> tuple[str, ...]:
    """Put themes and groups together; a theme that is no URI has no group."""
    found: list[str] = []
    for source, value in zip(sources, values, strict=True):
        items = value if isinstance(value, tuple) else ()
        found += [item for item in items if source != "themes" or "/" in item]
    return tuple(found)


def _read(source: str, sides: _Sides) -> Value:
    """Read a canonical path of the distribution or of its dataset."""
    if sides.distribution is not None and not source.startswith(DATASET_PREFIX):
        return read_path(sides.distribution, source)
    return read_path(sides.dataset, source.removeprefix(DATASET_PREFIX))


def _parse_resource(raw: Raw, forms: Forms) -> Resource:
    """Read CKAN's record of a resource."""
    return Resource(str(raw["id"]), _read_fields(_list_places(forms.profile)[1], raw, {}, forms))


def _read_fields(places: Iterable[_Place], raw: Raw, extras: Raw, forms: Forms) -> dict[str, Value]:
    """Read the fields of a record; a repeating field is taken apart once."""
    fields: dict[str, Value] = {}
    first: dict[str, Raw] = {}
    for place in places:
        value = (extras if place.is_extra else raw).get(place.key)
        if place.inner:
            if place.key not in first:
                first[place.key] = next(iter(read_items(value)), {})
            value = read_inner(first[place.key], place.inner)
        elif place.is_named:
            value = [item["name"] for item in value or () if not item.get("vocabulary_id")]
        fields[place.name] = None if value is None or value == "" else forms.read(place.form, value)
    return fields


@lru_cache(maxsize=32)
def _list_places(profile: Profile) -> tuple[tuple[_Place, ...], tuple[_Place, ...]]:
    """Tell where CKAN's record has each field of datasets, and each field of resources."""
    dataset = tuple(_find_place(field, _OF_NAMES) for field in profile.dataset)
    return dataset, tuple(_find_place(field) for field in profile.resources)


def _find_place(field: Field, named: Container[str] = ()) -> _Place:
    """Tell where CKAN's record has a field."""
    name = field.kept_in or field.parent or field.name
    key = name.removeprefix(EXTRAS_PREFIX)
    return _Place(field.name, field.form, key, field.inner if field.parent else "", key != name, name in named)


def _managed_of_resources(described: Described) -> frozenset[str]:
    """List the paths that the sheet steers for resources: theirs, their dataset's, the key, and what files tell."""
    own = described.managed_of_distributions | {"key"}
    files = _OF_LOCAL_FILES if "path" in own else frozenset()
    return own | files | {f"{DATASET_PREFIX}{path}" for path in described.managed}


def read_inner(item: Raw, inner: str) -> Any:
    """Give the value of a subfield; ``publisher.name`` stands within an object of the object.

    >>> read_inner({"title": "T", "publisher": {"name": "Stadt"}}, "publisher.name"), read_inner({"a": 1}, "a.b")
    ('Stadt', None)
    """
    head, _, tail = inner.partition(".")
    value = item.get(head)
    if not tail:
        return value
    return read_inner(value, tail) if isinstance(value, Mapping) else None


def read_raw(name: str, raw: Raw, extras: Raw) -> Any:
    """Give CKAN's value of a top-level field or of an extra (``extras.<key>``)."""
    return extras.get(name.removeprefix(EXTRAS_PREFIX)) if name.startswith(EXTRAS_PREFIX) else raw.get(name)
