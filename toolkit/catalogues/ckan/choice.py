"""Chooses the profile that fits a site: asked for by name or as a file, or found out by what the site runs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.bundle import bundled_names
from toolkit.catalogues.ckan.client import Absent, Client
from toolkit.catalogues.ckan.plugins import has_dcat, has_dcatde, has_scheming
from toolkit.catalogues.ckan.profile import Profile, load_profile
from toolkit.catalogues.ckan.schemingprofile import build_profile
from toolkit.catalogues.ckan.site import Site
from toolkit.catalogues.ckan.succession import parse_former
from toolkit.model.message import Message, say
from toolkit.model.notation import Notation
from toolkit.model.problem import Problem

AUTO = "auto"
"""The word that lets the site decide."""

PLAIN, DCAT, SCHEMING, DCATDE = "ckan-plain", "ckan-dcat", "ckan-scheming", "ckan-dcatde"

_FOLDER = "mappings/profiles"
_FILE = re.compile(r".+\.ya?ml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile, why it is the one, and the site's own schema of datasets where it has one (None: none, or unread).

    ``unfit`` says why the profile that somebody asked for does not fit the site.
    """

    profile: Profile
    reason: Message
    schema: Mapping[str, Any] | None = None
    unfit: Message | None = None


def choose_profile(client: Client, site: Site, wanted: str = AUTO) -> Choice:
    """Choose the profile for a site; one request where the site describes its fields itself, else none.

    ``wanted`` is ``auto``, the name of a profile that ships with Bestand, or a YAML file. Raises Problem for a profile
    that cannot be used.
    """
    schema = _read_schema(client) if has_scheming(site.plugins) else None
    if wanted == AUTO:
        return _choose_by_site(site, schema)
    profile = read_profile(wanted)
    reason = say("profile {name}, as asked for", name=profile.name)
    # Who writes a profile of their own has looked at the site.
    unfit = None if _FILE.fullmatch(wanted) else _find_unfit(profile, _choose_by_site(site, schema))
    return Choice(profile, reason, schema, unfit)


def choose_former(client: Client, site: Site, former: Notation) -> Choice:
    """Take the profile that an earlier run wrote with, as when that run is taken back.

    Raises Problem where it cannot be read any more.
    """
    profile = parse_former(former.content) if former.content else load_profile(PLAIN)
    if profile is None:
        raise Problem(
            say("the profile {name} of that run cannot be read any more", name=former.name),
            say("Name the profile with --profile."),
        )
    schema = _read_schema(client) if has_scheming(site.plugins) else None
    return Choice(profile, say("profile {name}, as in that run", name=profile.name), schema)


def list_profiles() -> tuple[str, ...]:
    """List the profiles that ship with Bestand.

    >>> "ckan-plain" in list_profiles()
    True
    """
    return tuple(name.removesuffix(".yaml") for name in bundled_names(_FOLDER, ".yaml"))


def read_profile(wanted: str) -> Profile:
    """Read a profile by its name, or from a YAML file. Raises Problem for one that cannot be used."""
    require_profile(wanted)
    return load_profile(wanted)


def require_profile(wanted: str) -> None:
    """Raise Problem for a name that is neither ``auto`` nor a profile that ships with Bestand; files are not read."""
    if wanted != AUTO and not _FILE.fullmatch(wanted) and wanted not in list_profiles():
        raise Problem(
            say("there is no profile “{name}”", name=wanted),
            say("The profiles are: {names}; or name a YAML file of your own.", names=_name_all()),
        )


def _name_all() -> str:
    """Name everything that may stand for a profile."""
    return ", ".join((AUTO, *list_profiles()))


def _read_schema(client: Client) -> Mapping[str, Any] | None:
    """Read the site's schema of the type “dataset”; None where it has none or does not show it."""
    raw = client.find("scheming_dataset_schema_show", type="dataset")
    return None if isinstance(raw, Absent) or not isinstance(raw, Mapping) else raw


def _choose_by_site(site: Site, schema: Mapping[str, Any] | None) -> Choice:
    """Let the plugins decide: a schema of the site's own counts most."""
    if schema is not None:
        base = load_profile(_find_base(site.plugins))
        profile = build_profile(schema, base, load_profile(SCHEMING))
        n, name = len(schema.get("dataset_fields") or ()), str(schema.get("about") or "dataset")
        reason = say(
            "the site describes its fields with ckanext-scheming ({schema}, {n} fields): the profile is made from that",
            schema=name,
            n=n,
        )
        return Choice(profile, reason, schema)
    name = _find_base(site.plugins)
    return Choice(load_profile(name), _REASONS[name])


def _find_base(plugins: Collection[str]) -> str:
    """Name the profile of a site's plugins, leaving its schema aside."""
    if has_dcatde(plugins):
        return DCATDE
    return DCAT if has_dcat(plugins) else PLAIN


_REASONS = {
    PLAIN: say("the site runs neither ckanext-dcat nor ckanext-scheming: profile ckan-plain"),
    DCAT: say("the site runs ckanext-dcat without a schema of its own: profile ckan-dcat"),
    DCATDE: say("the site runs ckanext-dcatde: profile ckan-dcatde"),
}


def _find_unfit(profile: Profile, fitting: Choice) -> Message | None:
    """Say which profile would fit where another one was asked for."""
    if profile.name == fitting.profile.name:
        return None
    return say(
        "profile {name} was asked for; --profile auto would take another one: {reason}",
        name=profile.name,
        reason=fitting.reason,
    )
