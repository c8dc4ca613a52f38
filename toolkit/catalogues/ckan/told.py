"""What the datasets of a run say that the site cannot hold, kept until somebody asks; nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from toolkit.catalogues.ckan.layout import DATASET_PREFIX, EXTRAS_PREFIX, PARTS_PREFIX, Profile
from toolkit.catalogues.ckan.losses import find_losses
from toolkit.catalogues.ckan.spelling import Cut, Spelling
from toolkit.catalogues.ckan.themegroup import check_theme_groups, has_theme_groups, list_theme_groups
from toolkit.catalogues.ckan.written import RESOURCES, gather
from toolkit.dcat.obligation import CLASSES, PROPERTIES
from toolkit.model.entry import is_empty
from toolkit.model.message import Message, quote, say
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, STRUCTURED
from toolkit.model.plan import Adopt, Change, Check, Create, Update

if TYPE_CHECKING:
    from toolkit.model.dataset import Described
    from toolkit.model.entry import Entry
    from toolkit.model.table import Column


# An organisation is created with its title, and a file that lies beside the sheet is uploaded.
_EVERY_PATH = frozenset((*DATASET_PATHS, *STRUCTURED, *(PARTS_PREFIX + path for path in DISTRIBUTION_PATHS))) - {
    "organization.title",
    "distributions.path",
}


class Told:
    """What was found out while entries were built: losses, cuts, and the columns that fill fields."""

    def __init__(self, profile: Profile, spelling: Spelling, *, has_schema: bool) -> None:
        self._profile = profile
        self._spelling = spelling
        self._has_schema = has_schema
        # Most profiles hold everything, and asking each of 100,000 datasets for each of its fields takes a minute.
        self._may_lose = bool(_EVERY_PATH - profile.paths)
        self._loose: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, tuple[tuple[str, ...], tuple[Cut, ...]]] = {}
        self._columns: dict[str, str] = {}
        self._seen: Mapping[str, Column] = {}
        self._theme_groups: dict[str, tuple[str, ...]] = {}

    def note(self, described: Described, entry: Entry) -> None:
        """Remember what of a dataset gets lost; what was known of it before counts no longer."""
        losses = find_losses(described.dataset, self._profile) if self._may_lose else ()
        cuts = self._spelling.list_cuts(entry) if self._spelling.rules else ()
        self._found.pop(entry.identifier, None)
        if losses or cuts:
            self._found[entry.identifier] = (losses, cuts)
        if self._has_schema:
            self._loose[entry.identifier] = _list_loose(entry)
        if has_theme_groups(self._profile):
            self._theme_groups[entry.identifier] = list_theme_groups(entry.fields)
        if described.columns is not self._seen:
            self._seen = described.columns
            self._columns = {path: column.heading for path, column in described.columns.items()} | self._columns

    def list_checks(self, changes: Iterable[Change]) -> tuple[Check, ...]:
        """Say what gets lost of the datasets that are written, path by path."""
        every = tuple(changes)
        writes = [change.identifier for change in every if isinstance(change, Create | Update | Adopt)]
        lost = (check for identifier in writes for check in self._list(identifier))
        return gather((*lost, *self._check_loose(writes), *check_theme_groups(every, self._theme_groups)))

    def name_source(self, field: str) -> tuple[str, str]:
        """Name the canonical path that fills a field of CKAN, and the column that it comes from; '' for none."""
        path = find_path(field, self._profile)
        return path, self._columns.get(path, "")

    def _check_loose(self, identifiers: Iterable[str]) -> Iterator[Check]:
        """Say what stands in extras that the site's schema does not know: its form deletes those (CKAN 2.12)."""
        names = sorted({name for identifier in identifiers for name in self._loose.get(identifier, ())})
        if names:
            text = say(
                "the site's schema has no field for {names}: they are written as extras, which the site's own form "
                "deletes when somebody saves a dataset there",
                names=", ".join(names),
            )
            remedy = say("ask who runs the site to take these fields into the schema (ckanext-scheming)")
            yield Check("profile", "warning", text, remedy)

    def _list(self, identifier: str) -> Iterator[Check]:
        losses, cuts = self._found.get(identifier, ((), ()))
        for path in losses:
            yield Check("profile", "warning", _say_lost(path), _REMEDY, (identifier,))
        for cut in cuts:
            yield Check("profile", "warning", _say_cut(cut), _REMEDY, (identifier,), cut.field)


def _list_loose(entry: Entry) -> tuple[str, ...]:
    """List the keys of the extras that say something."""
    names = (name for name, value in entry.fields.items() if name.startswith(EXTRAS_PREFIX) and not is_empty(value))
    return tuple(name.removeprefix(EXTRAS_PREFIX) for name in names)


def find_path(field: str, profile: Profile) -> str:
    """Name the canonical path that fills a field of CKAN; '' where none does.

    >>> from toolkit.catalogues.ckan.profile import load_profile
    >>> [find_path(name, load_profile()) for name in ("notes", "resources.format", "x")]
    ['description', 'distributions.format', '']
    """
    inner = field.removeprefix(RESOURCES)
    group = profile.dataset if inner == field else profile.resources
    source = next((one.sources[0] for one in group if one.name == inner and one.sources), "")
    if not source or inner == field or source.startswith(DATASET_PREFIX):
        return source.removeprefix(DATASET_PREFIX)
    return PARTS_PREFIX + source


@cache
def name_property(path: str) -> str:
    """Name the property of DCAT-AP.de that a canonical path fills, with its class; '' where none does.

    >>> name_property("themes"), name_property("distributions.license"), name_property("groups")
    ('dcat:theme (dcat:Dataset)', 'dct:license (dcat:Distribution)', '')
    """
    inner = path.removeprefix(PARTS_PREFIX)
    of_parts = inner != path
    owners = ("distribution", "service", "checksum") if of_parts else _OF_DATASETS
    head = inner.partition(".")[0]
    for wanted in (inner, head):
        for one in PROPERTIES:
            if one.owner in owners and wanted in one.paths:
                return f"{one.curie} ({CLASSES[one.owner]})"
    return ""


_OF_DATASETS = ("dataset", "series", "agent", "contact", "period", "place", "identifier", "relation", "attribution")
_REMEDY = say(
    "ask who runs the site for a field that holds it, or leave it out of the mapping; every other way out of Bestand "
    "(bestand export, data packages) keeps it"
)


def _say_lost(path: str) -> Message:
    """Say that the site has no field for a path, and what that means for DCAT."""
    name = name_property(path)
    if name:
        return say(
            "the site has no field for {path}: it is not written, and {property} is missing in what portals fetch",
            path=quote(path),
            property=name,
        )
    return say("the site has no field for {path}: it is not written", path=quote(path))


def _say_cut(cut: Cut) -> Message:
    """Say what of a value the site's schema cannot keep."""
    if cut.kind == "several":
        return say(
            "the site's field {field} takes one value only: left out: {value}", field=quote(cut.field), value=cut.value
        )
    return say(
        "the site's field {field} takes whole dates only: “{value}” is written as its first day",
        field=quote(cut.field),
        value=cut.value,
    )
