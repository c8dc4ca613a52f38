"""What is asked of a site before anything is written to it: version, plugins, rights, licences, schema, limits.

Where nothing is to be written no request is made. Otherwise: one for the token, one for the rights on datasets that
exist, one for a schema (ckanext-scheming), one for groups and one for new organisations, each only where it matters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from ckanapi.errors import ValidationError
from rapidfuzz import fuzz, process

from toolkit.catalogues.base import Intended
from toolkit.catalogues.ckan import rights
from toolkit.catalogues.ckan.choice import Choice
from toolkit.catalogues.ckan.client import Absent, Client
from toolkit.catalogues.ckan.limits import check_limits, check_names
from toolkit.catalogues.ckan.plugins import check_plugins, has_scheming, has_spatial
from toolkit.catalogues.ckan.scheming import check_schema, parse_schema
from toolkit.catalogues.ckan.site import Site, check_version
from toolkit.catalogues.ckan.snapshot import fetch_user
from toolkit.catalogues.ckan.themegroup import has_theme_groups
from toolkit.catalogues.ckan.told import Told
from toolkit.catalogues.ckan.written import gather, list_spots
from toolkit.model.message import Message, quote, say
from toolkit.model.plan import Adopt, Change, Check, Create, Delete, Unchanged, Update, Withdraw
from toolkit.model.problem import Problem

SOON = dt.timedelta(days=14)
"""So long before its end a token is worth a word."""

_NEAR = 50


class Preflight:
    """Asks one site what it would refuse; each question is asked once."""

    def __init__(self, client: Client, site: Site, choice: Choice, told: Told) -> None:
        self._client = client
        self._site = site
        self._choice = choice
        self._told = told

    def fetch_checks(self, intended: Intended) -> tuple[Check, ...]:
        """Judge what a plan is about to do."""
        changes = tuple(change for change in intended.changes if not isinstance(change, Unchanged))
        standing = (
            *_check_version(self._site),
            *_check_profile(self._choice),
            *check_plugins(self._site.plugins, changes, fills_theme_groups=has_theme_groups(self._choice.profile)),
        )
        if not any(isinstance(change, Create | Update | Adopt | Withdraw | Delete) for change in changes):
            return standing
        return (
            *standing,
            *self._told.list_checks(changes),
            *self._check_token(),
            *self._check_rights(intended),
            *self._check_groups(intended),
            *_check_licenses(self._site.licenses.ids, changes),
            *self._check_schema(changes),
            *_say_good(check_limits(changes, spatial=has_spatial(self._site.plugins)), "limits", _WITHIN_LIMITS),
            *check_names(changes),
        )

    def _check_token(self) -> Iterator[Check]:
        """Say whose token it is, and whether it ends soon."""
        name = str(self._user.get("name", ""))
        if self._is_sysadmin:
            text = say("the token is that of {user}, a sysadmin, who may do everything", user=name)
        else:
            text = say("the token is that of {user}", user=name)
        yield Check("token", "good", text)
        if self._site.token_ends:
            yield from check_token_end(self._site.token_ends, dt.datetime.now(dt.UTC))

    def _check_rights(self, intended: Intended) -> Iterator[Check]:
        """Say which organisations the token may not write to."""
        if self._is_sysadmin:
            return
        existing = [change for change in intended.changes if isinstance(change, Update | Adopt | Withdraw)]
        deleted = [change for change in intended.changes if isinstance(change, Delete)]
        held = rights.Rights(
            create=intended.writable or frozenset(),
            update=self._permitted("update_dataset") if existing else frozenset(),
            delete=self._permitted("delete_dataset") if deleted else frozenset(),
            known=self._organizations if intended.new else frozenset(),
        )
        found = rights.check_rights(intended, held)
        # People may edit single datasets as collaborators; that is asked for only where it would change the answer.
        if any(check.state == "bad" and rights.is_of_existing(check) for check in found):
            found = rights.spare_collaborators(found, intended, self._collaborations)
        yield from _say_good(found, "organizations", say("the token may write to every organisation concerned"))

    def _check_groups(self, intended: Intended) -> Iterator[Check]:
        """Say which groups the token cannot put datasets into."""
        if intended.groups:
            found = () if self._is_sysadmin else rights.check_groups(intended, self._groups)
            yield from _say_good(found, "groups", say("the token may put datasets into every group concerned"))

    def _check_schema(self, changes: Collection[Change]) -> Iterator[Check]:
        """Compare with the site's own schema, if it has one."""
        if not has_scheming(self._site.plugins):
            return
        if self._choice.schema is None:
            text = say("the site describes its fields with ckanext-scheming, and its schema cannot be read")
            yield Check("schema", "warning", text, say("ask who runs the site for the schema of the type “dataset”"))
            return
        found = check_schema(parse_schema(self._choice.schema), changes, self._told.name_source)
        yield from _say_good(found, "schema", say("what is written fits the site's schema (ckanext-scheming)"))

    @cached_property
    def _user(self) -> Mapping[str, Any]:
        return fetch_user(self._client) if self._client.has_token else {}

    @property
    def _is_sysadmin(self) -> bool:
        return self._user.get("sysadmin") is True

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(str(group["name"]) for group in self._client.read("group_list_authz"))

    @cached_property
    def _organizations(self) -> frozenset[str]:
        """Names of all organisations, ours or not."""
        return frozenset(map(str, self._client.read("organization_list")))

    @cached_property
    def _collaborations(self) -> frozenset[str]:
        """Ids of the datasets that the token's user may edit as a collaborator; none where the site has none."""
        try:
            raw = self._client.find("package_collaborator_list_for_user", id=self._user.get("id"))
        except Problem as problem:
            # CKAN answers so where collaborators are switched off.
            if isinstance(problem.__cause__, ValidationError):
                return frozenset()
            raise
        found = [] if isinstance(raw, Absent) else raw
        return frozenset(str(item["package_id"]) for item in found if item.get("capacity") in {"admin", "editor"})

    def _permitted(self, permission: str) -> frozenset[str]:
        """Name the organisations in which the token has a right; asked once for each right."""
        if permission not in self._rights:
            found = self._client.read("organization_list_for_user", permission=permission)
            self._rights[permission] = frozenset(str(item["name"]) for item in found)
        return self._rights[permission]

    @cached_property
    def _rights(self) -> dict[str, frozenset[str]]:
        return {}


_WITHIN_LIMITS = say("nothing is longer or larger than CKAN takes")


def check_token_end(ends: dt.datetime, now: dt.datetime) -> tuple[Check, ...]:
    """Warn of a token that ends soon (plugin expire_api_token: the date stands in the token itself).

    >>> now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    >>> [str(check.text) for check in check_token_end(dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC), now)]
    ['the API token ends on 2026-03-09']
    >>> check_token_end(dt.datetime(2027, 3, 9, tzinfo=dt.UTC), now)
    ()
    """
    if ends - now > SOON:
        return ()
    text = say("the API token ends on {day}", day=ends.date().isoformat())
    return (Check("token", "warning", text, say("make a new token on your profile page in CKAN")),)


def _check_version(site: Site) -> Iterator[Check]:
    """Say whether Bestand was tried with the site's version."""
    remedy = say("try it on a copy of the site, or with bestand sandbox, first")
    untried = [Check("version", "warning", text, remedy) for text in check_version(site.version, site.address)]
    yield from untried or [Check("version", "good", say("CKAN {version}", version=site.version))]


def _check_profile(choice: Choice) -> Iterator[Check]:
    """Say which profile was chosen and why."""
    yield Check("profile", "good", choice.reason)
    if choice.unfit is not None:
        yield Check("profile", "warning", choice.unfit, say("look at docs/ckan.md for what each profile writes"))


def _check_licenses(ids: Collection[str], changes: Collection[Change]) -> Iterator[Check]:
    """Find licences that the site does not list: CKAN stores any id, but shows no title and calls it not open."""
    found = [
        Check("licenses", "warning", *_say_unlisted(str(spot.value), ids), (spot.identifier,), "license_id")
        for spot in list_spots(changes)
        if spot.field == "license_id" and spot.value and spot.value not in ids
    ]
    yield from _say_good(gather(found), "licenses", say("every licence is in the site's list"))


def _say_unlisted(license_id: str, ids: Collection[str]) -> tuple[Message, Message]:
    """Say that a licence is not listed, and name the nearest one that is."""
    text = say("the site does not list the licence {id}: CKAN will not count it as open", id=quote(license_id))
    short = license_id.removeprefix("http://dcat-ap.de/def/licenses/")
    near = process.extractOne(short, sorted(ids), scorer=fuzz.WRatio, score_cutoff=_NEAR)
    if near:
        remedy = say(
            "the nearest there is {name}; or ask who runs the site to add the licence (licenses_group_url)",
            name=quote(near[0]),
        )
        return text, remedy
    return text, say("ask who runs the site to add the licence (licenses_group_url)")


def _say_good(found: tuple[Check, ...], subject: Any, text: Message) -> tuple[Check, ...]:
    """Say that all is well where nothing was found."""
    return found or (Check(subject, "good", text),)
