"""What CKAN's record of a dataset holds besides the fields of a profile: it stays there, but no workbook says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from toolkit.catalogues.ckan.layout import EXTRAS_PREFIX, RESOURCES_PREFIX, Field, Profile

# What CKAN itself keeps of a dataset and of a resource (model/package.py, model/resource.py and the dictization of 2.10
# to 2.12), or derives from the rest; nobody wrote it.
_OF_CKAN: Final = frozenset(
    {
        "creator_user_id", "extras", "id", "isopen", "license_title", "license_url", "metadata_created",
        "metadata_modified", "name", "num_resources", "num_tags", "organization", "owner_org", "private", "resources",
        "revision_id", "state", "tracking_summary", "type", "plugin_data", "metadata_language", "language_title",
    }
)  # fmt: skip
_OF_RESOURCES: Final = frozenset(
    {
        "bestand_hash", "cache_last_updated", "cache_url", "created", "datastore_active",
        "datastore_contains_all_records_of_source_file", "hash", "id", "last_modified", "metadata_modified", "mimetype",
        "mimetype_inner", "package_id", "position", "resource_type", "revision_id", "size", "state", "tracking_summary",
        "url", "url_type",
    }
)  # fmt: skip


def list_untold(raw: Mapping[str, Any], profile: Profile) -> Iterator[str]:
    """Name the filled fields of a record that the profile does not know, a resource's as ``resources.<field>``.

    A relationship to another dataset counts as ``relationships``, a tag of a vocabulary of the site as ``vocabulary
    tags``.
    """
    extras = _list_names(profile.dataset, extras=True) | {profile.identifier.removeprefix(EXTRAS_PREFIX)}
    yield from (f"{EXTRAS_PREFIX}{one['key']}" for one in raw.get("extras") or () if one["key"] not in extras)
    own = _OF_CKAN | _list_names(profile.dataset, extras=False) | {profile.identifier}
    for name, value in raw.items():
        if name.startswith("relationships_as_"):
            yield from ("relationships" for _ in value or ())
        elif name == "tags":
            yield from ("vocabulary tags" for tag in value or () if tag.get("vocabulary_id"))
        elif name not in own and _says_something(value):
            yield name
    of_parts = _OF_RESOURCES | _list_names(profile.resources, extras=False)
    for resource in raw.get("resources") or ():
        found = (name for name, value in resource.items() if name not in of_parts and _says_something(value))
        yield from (f"{RESOURCES_PREFIX}{name}" for name in found)


def _list_names(group: Iterable[Field], *, extras: bool) -> frozenset[str]:
    """Name the fields of a profile as CKAN's record has them: its extras, or its own fields."""
    names = {name for field in group for name in (field.parent or field.name, field.kept_in) if name}
    if extras:
        return frozenset(name.removeprefix(EXTRAS_PREFIX) for name in names if name.startswith(EXTRAS_PREFIX))
    return frozenset(name for name in names if not name.startswith(EXTRAS_PREFIX))


def _says_something(value: Any) -> bool:
    """Tell whether a value holds anything; False and 0 are what CKAN fills in by itself."""
    return bool(value) and value != "[]"
