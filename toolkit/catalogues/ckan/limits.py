"""What CKAN refuses whatever the site: too long, misspelt, or without a home. Pure.

The rules are those of CKAN's own validators and of its search schema (2.10 to 2.12, the same in all).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from toolkit.catalogues.ckan.forms import pick_email, write_json
from toolkit.catalogues.ckan.written import RESOURCES, Spot, gather, list_spots
from toolkit.model.entry import Entry, Value, is_empty
from toolkit.model.identity import NAME_LIMIT, build_name
from toolkit.model.message import Message, quote, say
from toolkit.model.plan import Adopt, Change, Check, Create, Update

LONGEST_TERM = 32_766
"""Bytes (UTF-8) of one term in Solr's index (Lucene's MAX_TERM_LENGTH): CKAN indexes these fields as one term each."""
LONGEST_VERSION = 100
"""Characters of a dataset's version (PACKAGE_VERSION_MAX_LENGTH)."""
USUAL_UPLOAD = 10
"""Megabytes that CKAN accepts in one file where nobody set ``ckan.max_resource_size``; its API does not tell."""

_MEGABYTE = 1024 * 1024
_NAME = re.compile(rf"[a-z0-9_-]{{2,{NAME_LIMIT}}}")
_RESERVED_NAMES = frozenset({"new", "edit", "search"})
_TAG = re.compile(r"[\w \-.]{2,100}")
# The search schema's fields of type string; every extra is one as well, under its own key.
_TERMS = frozenset({"title", "version", "url", "license_id", "resources.url", "resources.format"})
_EMAILS = frozenset({"author_email", "maintainer_email"})


def check_limits(changes: Sequence[Change], *, spatial: bool = False) -> tuple[Check, ...]:
    """Find what CKAN would refuse, dataset by dataset and field by field; ``spatial`` with ckanext-spatial."""
    rules = (*_RULES, _check_geometry) if spatial else _RULES
    found = (check for spot in list_spots(changes) for rule in rules for check in rule(spot))
    entries = [change.entry for change in changes if isinstance(change, Create)]
    return gather((*found, *_check_entries(entries), *_check_uploads(changes)))


def check_names(changes: Iterable[Change]) -> tuple[Check, ...]:
    """Tell which new datasets get a short mark behind their URL name because another one uses it already."""
    found = []
    for change in changes:
        if isinstance(change, Create):
            plain = build_name(change.title, change.identifier, frozenset())
            if change.entry.name != plain and change.entry.name == build_name(change.title, change.identifier, {plain}):
                text = say(
                    "another dataset uses the name {name}: ours is called {own}", name=plain, own=change.entry.name
                )
                remedy = say("if both are the same dataset, stop here and take the other one over: bestand adopt")
                found.append(Check("names", "warning", text, remedy, (change.identifier,)))
    return tuple(found)


def _check_length(spot: Spot) -> Iterator[Check]:
    """Find texts that Solr cannot index as one term; CKAN then refuses the whole dataset."""
    is_term = spot.field in _TERMS or spot.field.startswith("extras.")
    value = write_json(spot.value) if is_term and isinstance(spot.value, tuple) else spot.value
    if is_term and isinstance(value, str) and len(value.encode("utf-8")) > LONGEST_TERM:
        text = say("{field} is too long for CKAN's search index: more than 32,766 bytes", field=quote(spot.field))
        yield _refuse(spot, text, say("shorten the text in the sheet"))


def _check_version(spot: Spot) -> Iterator[Check]:
    """Find versions that are too long."""
    if spot.field == "version" and len(str(spot.value or "")) > LONGEST_VERSION:
        text = say("{field} is longer than 100 characters", field=quote(spot.field))
        yield _refuse(spot, text, say("shorten the text in the sheet"))


def _check_tags(spot: Spot) -> Iterator[Check]:
    """Find tags that CKAN refuses."""
    if spot.field == "tags" and isinstance(spot.value, tuple):
        for tag in spot.value:
            if not _TAG.fullmatch(tag):
                text = say("CKAN does not take the keyword {tag}", tag=quote(tag))
                remedy = say("a keyword has 2 to 100 characters: letters, digits, blanks, hyphens, dots, underscores")
                yield _refuse(spot, text, remedy)


def _check_email(spot: Spot) -> Iterator[Check]:
    """Find what is not exactly one mail address."""
    if spot.field in _EMAILS and not is_empty(spot.value) and pick_email(str(spot.value)) != spot.value:
        text = say("{field} is not one mail address: {value}", field=quote(spot.field), value=quote(str(spot.value)))
        yield _refuse(spot, text, say("write exactly one address into the cell"))


def _check_geometry(spot: Spot) -> Iterator[Check]:
    """Find areas that ckanext-spatial cannot read; it refuses a dataset whose ``spatial`` is no GeoJSON."""
    if spot.field == "extras.spatial" and not is_empty(spot.value) and not _is_geometry(spot.value):
        text = say("{field} is no GeoJSON, and the site (ckanext-spatial) refuses it", field=quote(spot.field))
        yield _refuse(spot, text, say("write a GeoJSON geometry, or leave the column out of the mapping"))


def _is_geometry(value: Value) -> bool:
    """Tell whether a text is a GeoJSON geometry (RFC 7946, 3.1).

    >>> _is_geometry('{"type": "Point", "coordinates": [8.2, 50]}'), _is_geometry("POINT(8.2 50)")
    (True, False)
    """
    try:
        found = json.loads(str(value))
    except ValueError:
        return False
    return isinstance(found, dict) and "type" in found and ("coordinates" in found or "geometries" in found)


_RULES: tuple[Callable[[Spot], Iterator[Check]], ...] = (_check_length, _check_version, _check_tags, _check_email)


def _check_entries(entries: Iterable[Entry]) -> Iterator[Check]:
    """Find new datasets with a name that CKAN refuses, or without an organisation."""
    for entry in entries:
        own = (entry.identifier,)
        if not _NAME.fullmatch(entry.name) or entry.name in _RESERVED_NAMES:
            text = say("CKAN does not take the name {name}", name=quote(entry.name))
            remedy = say("a name has 2 to 100 characters: a-z, 0-9, hyphens, underscores; change the dataset's title")
            yield Check("limits", "bad", text, remedy, own, "name")
        if not entry.fields.get("owner_org"):
            yield _check_unowned(own, is_private=entry.private)


def _check_unowned(own: tuple[str, ...], *, is_private: bool) -> Check:
    """Judge a new dataset without an organisation.

    CKAN's validators ``owner_org_validator`` and ``datasets_with_no_organization_cannot_be_private``.
    """
    remedy = say("name the organisation in the mapping: organization")
    if is_private:
        text = say("CKAN keeps no dataset private that belongs to no organisation")
        return Check("organizations", "bad", text, remedy, own, "owner_org")
    text = say("there is no organisation, and most sites refuse such a dataset (ckan.auth.create_unowned_dataset)")
    return Check("organizations", "warning", text, remedy, own, "owner_org")


def _check_uploads(changes: Iterable[Change]) -> Iterator[Check]:
    """Find files that are larger than CKAN usually takes."""
    for change in changes:
        if isinstance(change, Create | Update | Adopt):
            for resource in change.entry.resources:
                size = resource.fields.get("size")
                if resource.file and isinstance(size, int) and size > USUAL_UPLOAD * _MEGABYTE:
                    yield _warn_size(change.identifier)


def _warn_size(identifier: str) -> Check:
    """Warn of one file."""
    text = say("a file is larger than 10 MB, which is all that CKAN takes unless the site allows more")
    remedy = say("ask who runs the site for ckan.max_resource_size, and for the limit of the web server before it")
    return Check("limits", "warning", text, remedy, (identifier,), RESOURCES + "size")


def _refuse(spot: Spot, text: Message, remedy: Message) -> Check:
    """Say that a value will be refused."""
    return Check("limits", "bad", text, remedy, (spot.identifier,), spot.field)
