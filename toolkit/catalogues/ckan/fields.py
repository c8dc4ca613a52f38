"""A dataset in CKAN's fields, and CKAN's record as an entry, both by the same profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from toolkit.catalogues.ckan.forms import Forms
from toolkit.catalogues.ckan.profile import DATASET_PREFIX, EXTRAS_PREFIX, Field, Profile
from toolkit.model.dataset import Dataset, Described, Distribution
from toolkit.model.entry import Entry, Held, Resource, Value
from toolkit.model.identity import resource_id
from toolkit.model.path import read_path
from toolkit.model.release import Audience, Release

Raw: TypeAlias = "Mapping[str, Any]"

HASH = "hash"
"""The field that tells when a local file changed."""

# What reading finds out about a local file; no sheet has a column for it.
_OF_LOCAL_FILES = frozenset({"byte_size", "checksum"})
# CKAN gives an uploaded file its own address.
_NOT_OF_LOCAL_FILES = frozenset({"url"})


def build_entry(described: Described, release: Release, name: str, forms: Forms) -> Entry:
    """Put a dataset into CKAN's fields: the managed ones, the identifier, ``private`` and ``owner_org``."""
    dataset, profile = described.dataset, forms.profile
    fields: dict[str, Value] = {
        field.name: forms.write(field.form, _first(field, dataset))
        for field in profile.dataset
        if not described.managed.isdisjoint(field.sources)
    }
    fields[profile.identifier] = dataset.identifier
    fields["private"] = release.audience is not Audience.PUBLIC
    if dataset.organization is not None:
        fields["owner_org"] = dataset.organization.name
    managed = _managed_of_resources(described)
    resources = tuple(_build_resource(dataset, one, managed, forms) for one in dataset.distributions)
    return Entry(dataset.identifier, name, fields, resources)


def field_of(path: str, profile: Profile) -> str:
    """Name the field that a canonical path fills (``distributions.<path>`` for a distribution's); '' for none.

    >>> from toolkit.catalogues.ckan.profile import load_profile
    >>> paths = ("license", "distributions.license", "distributions.access_url", "organization.name", "spatial")
    >>> [field_of(path, load_profile()) for path in paths]
    ['license_id', 'license', 'access_url', 'owner_org', '']
    """
    if path == "organization.name":
        return "owner_org"
    inner = path.removeprefix("distributions.")
    fields = profile.dataset if inner == path else profile.resources
    ranked = sorted((field for field in fields if inner in field.sources), key=lambda field: field.sources.index(inner))
    return ranked[0].name if ranked else ""


def parse_entry(raw: Raw, forms: Forms) -> Entry:
    """Read CKAN's record of a dataset: every field of the profile, all resources, whoever made them."""
    profile = forms.profile
    extras = {item["key"]: item["value"] for item in raw.get("extras") or []}
    fields = {field.name: forms.read(field.form, _raw_value(field.name, raw, extras)) for field in profile.dataset}
    identifier = str(_raw_value(profile.identifier, raw, extras) or "")
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


def _build_resource(dataset: Dataset, distribution: Distribution, managed: frozenset[str], forms: Forms) -> Resource:
    """Put a distribution into CKAN's fields; a local file gets no address."""
    left_out = _NOT_OF_LOCAL_FILES if distribution.path else frozenset()
    fields = {
        field.name: forms.write(field.form, _first(field, dataset, distribution))
        for field in forms.profile.resources
        if field.name not in left_out and not managed.isdisjoint(field.sources)
    }
    return Resource(resource_id(dataset.identifier, distribution.key), fields, distribution.path)


def _parse_resource(raw: Raw, forms: Forms) -> Resource:
    """Read CKAN's record of a resource."""
    fields = {
        field.name: forms.read(field.form, raw.get(field.kept_in or field.name)) for field in forms.profile.resources
    }
    return Resource(str(raw["id"]), fields)


def _managed_of_resources(described: Described) -> frozenset[str]:
    """List the paths that the sheet steers for resources: theirs, their dataset's, the key, and what files tell."""
    own = described.managed_of_distributions | {"key"}
    files = _OF_LOCAL_FILES if "path" in own else frozenset()
    return own | files | {f"{DATASET_PREFIX}{path}" for path in described.managed}


def _first(field: Field, dataset: Dataset, distribution: Distribution | None = None) -> Value:
    """Give the first of a field's sources that says something."""
    for source in field.sources:
        of_dataset = distribution is None or source.startswith(DATASET_PREFIX)
        thing = dataset if of_dataset or distribution is None else distribution
        value = read_path(thing, source.removeprefix(DATASET_PREFIX) if distribution else source)
        if value not in (None, ()):
            return value
    return None


def _raw_value(name: str, raw: Raw, extras: Raw) -> Any:
    """Give CKAN's value of a field by its name in the profile."""
    if name == "tags":
        return [tag["name"] for tag in raw.get("tags") or [] if not tag.get("vocabulary_id")]
    if name == "groups":
        return [group["name"] for group in raw.get("groups") or []]
    if name.startswith(EXTRAS_PREFIX):
        return extras.get(name.removeprefix(EXTRAS_PREFIX))
    return raw.get(name)
