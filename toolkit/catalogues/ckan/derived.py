"""Tells which fields follow from others, so that they are written as if the sheet steered them itself. Pure."""

from __future__ import annotations

from collections.abc import Collection

from toolkit.catalogues.ckan.layout import DATASET_PREFIX, Profile
from toolkit.model.dataset import Dataset, Distribution
from toolkit.model.path import DISTRIBUTION_PATHS, read_path

_WAYS = frozenset({"format", "media_type", "path", "access_url", "download_url", "service.endpoint_url"})
"""What tells how the data are reached, and with it everything about the service behind a distribution."""

# Field -> what it follows from (toolkit.dcat.completion). None: from the release, which is always ours.
_PREMISES = {
    "access_rights": None,
    "legal_basis": frozenset({"hvd_categories"}),
    "geocoding_level": frozenset({"spatial.uri"}),
}
_PREMISES_OF_PARTS = {
    "legal_basis": frozenset({f"{DATASET_PREFIX}hvd_categories"}),
    "license": frozenset({f"{DATASET_PREFIX}license"}),
    "attribution": frozenset({f"{DATASET_PREFIX}attribution"}),
} | {path: _WAYS for path in DISTRIBUTION_PATHS if path in _WAYS - {"path"} or path.startswith("service.")}


def list_derived(given: Dataset, whole: Dataset, managed: Collection[str], unread: Collection[str]) -> frozenset[str]:
    """List the paths of a dataset that completing it filled, from what the sheet steers.

    ``managed`` are the paths that the sheet steers, ``unread`` those whose cell nobody could read: they stay unknown.
    """
    if given is whole:
        return frozenset()
    return frozenset(
        path
        for path, premises in _PREMISES.items()
        if path not in unread
        and (premises is None or not premises.isdisjoint(managed))
        and read_path(given, path) != read_path(whole, path)
    )


def list_derived_of_part(
    given: Distribution, whole: Distribution, managed: Collection[str], unread: Collection[str]
) -> frozenset[str]:
    """List the same for a distribution; ``managed`` holds its dataset's paths, too (``dataset.<path>``)."""
    if given == whole:
        return frozenset()
    prefix = f"distributions.{given.key}."
    return frozenset(
        path
        for path, premises in _PREMISES_OF_PARTS.items()
        if prefix + path not in unread
        and not premises.isdisjoint(managed)
        and read_path(given, path) != read_path(whole, path)
    )


def list_derived_fields(profile: Profile) -> frozenset[str]:
    """Name the fields that completing alone may fill; ``resources.<field>`` for a resource's.

    >>> from toolkit.catalogues.ckan.profile import load_profile
    >>> fields = list_derived_fields(load_profile("ckan-dcat"))
    >>> "extras.access_rights" in fields, "resources.mimetype" in fields, "title" in fields
    (True, True, False)
    >>> list_derived_fields(load_profile("ckan-plain"))
    frozenset()
    """
    if not profile.derived:
        return frozenset()
    own = {field.name for field in profile.dataset if field.sources and _PREMISES.keys() >= set(field.sources)}
    parts = {
        f"resources.{field.name}"
        for field in profile.resources
        if field.follows or (field.sources and _PREMISES_OF_PARTS.keys() >= set(field.sources))
    }
    return frozenset(own | parts)
