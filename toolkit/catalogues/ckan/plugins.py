"""What a site's plugins mean for a push. Pure.

Names are those of ``status_show``; several plugins of one extension say the same, so the first that is found speaks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from toolkit.catalogues.ckan.written import Spot, gather, list_spots
from toolkit.model.entry import is_empty
from toolkit.model.message import say
from toolkit.model.plan import Adopt, Change, Check, Create, Update

_LOADERS = frozenset({"xloader", "datapusher", "datapusher_plus"})
_THEMES = "extras.theme"
_OF_FILES = frozenset({"resources.url", "resources.format", "resources.hash"})


def check_plugins(
    plugins: Collection[str], changes: Sequence[Change], *, fills_theme_groups: bool = False
) -> tuple[Check, ...]:
    """Say of each plugin that matters what it means for these changes, and of some what their absence means.

    ``fills_theme_groups`` tells that the profile puts datasets into the groups of their themes itself.
    """
    spots = tuple(list_spots(changes))
    found = (
        *_check_dcat(plugins, () if fills_theme_groups else spots),
        *_check_loaders(plugins, changes),
        *_check_validation(plugins, changes),
        *_check_activity(plugins),
    )
    return gather(found)


def has_scheming(plugins: Collection[str]) -> bool:
    """Tell whether the site has a schema of its own for datasets (ckanext-scheming)."""
    return "scheming_datasets" in plugins


def has_dcat(plugins: Collection[str]) -> bool:
    """Tell whether the site publishes DCAT (ckanext-dcat: plugins ``dcat``, ``dcat_rdf_harvester`` …).

    >>> has_dcat(["dcat_json_interface"]), has_dcat(["dcatde"])
    (True, False)
    """
    return any(re.match(r"dcat(_|$)", name) for name in plugins)


def has_dcatde(plugins: Collection[str]) -> bool:
    """Tell whether the site publishes DCAT-AP.de (ckanext-dcatde)."""
    return "dcatde" in plugins


def has_spatial(plugins: Collection[str]) -> bool:
    """Tell whether the site refuses areas that are no GeoJSON (ckanext-spatial)."""
    return "spatial_metadata" in plugins


def _check_dcat(plugins: Collection[str], spots: Collection[Spot]) -> tuple[Check, ...]:
    """Say who reads the datasets as DCAT; ckanext-dcatde takes themes from groups, not from the extra."""
    if has_dcatde(plugins):
        in_groups = {spot.identifier for spot in spots if spot.field == "groups" and not is_empty(spot.value)}
        themed = {spot.identifier for spot in spots if spot.field == _THEMES and not is_empty(spot.value)}
        text = say("ckanext-dcatde takes the theme of a dataset from its CKAN groups, and these are in none")
        remedy = say("name the groups in the mapping (groups), or let ckanext-dcatde's theme adder put them in")
        missing = [Check("plugins", "warning", text, remedy, (name,), "groups") for name in sorted(themed - in_groups)]
        return (Check("plugins", "good", say("the site publishes DCAT-AP.de (ckanext-dcatde)")), *missing)
    if has_dcat(plugins):
        return (Check("plugins", "good", say("the site publishes DCAT-AP (ckanext-dcat)")),)
    return (
        Check("plugins", "good", say("without ckanext-dcat the site offers no DCAT file that a portal could fetch")),
    )


def _check_loaders(plugins: Collection[str], changes: Sequence[Change]) -> tuple[Check, ...]:
    """Say when tables are loaded into the DataStore once more: xloader and DataPusher watch addresses and formats."""
    loader = next((name for name in sorted(plugins) if name in _LOADERS), "")
    if not loader:
        return ()
    updates = [change for change in changes if isinstance(change, Update | Adopt)]
    again = sorted({spot.identifier for spot in list_spots(updates) if spot.field in _OF_FILES})
    if not again:
        return (Check("plugins", "good", say("{plugin} loads the tables of new resources", plugin=loader)),)
    text = say("{plugin} will load tables into the DataStore once more, since addresses or files change", plugin=loader)
    return tuple(Check("plugins", "warning", text, None, (name,)) for name in again)


def _check_validation(plugins: Collection[str], changes: Sequence[Change]) -> tuple[Check, ...]:
    """Warn of files that ckanext-validation may refuse."""
    if "validation" not in plugins:
        return ()
    names = [
        change.identifier
        for change in changes
        if isinstance(change, Create | Update | Adopt) and any(resource.file for resource in change.entry.resources)
    ]
    if not names:
        return (Check("plugins", "good", say("the site checks tables (ckanext-validation); no file is uploaded")),)
    text = say("the site checks tables that are uploaded, and may refuse them (ckanext-validation)")
    return tuple(
        Check("plugins", "warning", text, say("check them before: bestand package"), (name,)) for name in names
    )


def _check_activity(plugins: Collection[str]) -> tuple[Check, ...]:
    """Say whether people can see in CKAN what was changed."""
    if "activity" in plugins:
        return (Check("plugins", "good", say("CKAN lists each change under “activity”")),)
    return (Check("plugins", "good", say("CKAN keeps no list of changes (plugin activity); bestand history does")),)
