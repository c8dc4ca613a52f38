"""Lets resources keep the ids that the catalogue gave them, so that their views, tables and links stay. Pure.

Ours carry an id made from the dataset's and the distribution's key (design decision 4). A dataset that was made by
hand, or whose key was changed, has resources with other ids; each of them that is the same distribution keeps its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar
from urllib.parse import urlsplit

from toolkit.model.entry import Entry, Held, Resource

KEYS = ("bestand_key", "key")
"""The fields that carry a distribution's key: in CKAN, and in a catalogue folder."""
LINKS = ("url", "download_url", "access_url")
"""The fields that lead to the data, in CKAN's and in canonical words."""

_Value = TypeVar("_Value")


def align_resources(sheet: Entry, held: Entry, *, adopting: bool = False) -> Entry:
    """Give the sheet's resources the ids of those that the catalogue holds for the same distributions.

    They are the same where they carry the same key; while ``adopting`` also where the sheet's key is the catalogue's
    id, as in a workbook that was made of a catalogue, where they lead to the same address or, last, are the only ones
    with a file name and a format.

    >>> sheet = Entry("a:1", "n", {}, (Resource("5", {"key": "csv"}),))
    >>> align_resources(sheet, Entry("a:1", "n", {}, (Resource("4", {"key": "csv"}),))).resources[0].id
    '4'
    """
    return rename_resources(sheet, find_same_resources(sheet, held, adopting=adopting))


def find_same_resources(sheet: Entry, held: Entry, *, adopting: bool = False) -> dict[str, str]:
    """Give the ids to exchange: the sheet's -> the catalogue's; those that both sides share are not among them."""
    there = {resource.id for resource in held.resources}
    ours = [resource for resource in sheet.resources if resource.id not in there]
    if not ours:
        return {}
    own = {resource.id for resource in sheet.resources}
    theirs = [resource for resource in held.resources if resource.id not in own]
    same: dict[str, str] = {}
    if adopting:
        ids = {resource.id for resource in theirs}
        same = {resource.id: _key(resource) for resource in ours if _key(resource) in ids}
        ours = [resource for resource in ours if resource.id not in same]
        theirs = [resource for resource in theirs if resource.id not in same.values()]
    ways = (_key, _link, _file) if adopting else (_key,)
    # What one way pairs may leave a mark of another with a single resource on each side.
    while found := next((pairs for tell in ways if (pairs := _pair(ours, theirs, tell))), None):
        same |= found
        ours = [resource for resource in ours if resource.id not in found]
        theirs = [resource for resource in theirs if resource.id not in found.values()]
    return same


def find_taken_ids(entries: Iterable[Entry], held: Mapping[str, Held]) -> frozenset[str]:
    """Give the ids of new resources that the catalogue has already: a dataset whose key was changed kept its ids.

    >>> entry = Entry("a:1", "n", {}, (Resource("5", {}),))
    >>> find_taken_ids([entry], {"a:2": Held("4f", replace(entry, identifier="a:2"), "1")})
    frozenset({'5'})
    """
    new: set[str] = set()
    for entry in entries:
        there = held.get(entry.identifier)
        own = {resource.id for resource in there.entry.resources} if there else set()
        new.update(resource.id for resource in entry.resources if resource.id not in own)
    if not new:
        return frozenset()
    return frozenset(item.id for one in held.values() for item in one.entry.resources if item.id in new)


def rename_resources(entry: Entry, ids: Mapping[str, str]) -> Entry:
    """Exchange the ids of some resources."""
    if not ids:
        return entry
    return replace(entry, resources=tuple(replace(item, id=ids.get(item.id, item.id)) for item in entry.resources))


def rename_paths(values: Mapping[str, _Value], ids: Mapping[str, str]) -> Mapping[str, _Value]:
    """Exchange the ids in the names of fields, ``resources.<id>.<field>``, so that they lead to the same cells.

    >>> rename_paths({"title": 1, "resources.5": 2, "resources.5.url": 3, "resources.6": 4}, {"5": "4"})
    {'title': 1, 'resources.4': 2, 'resources.4.url': 3, 'resources.6': 4}
    """
    return {_rename_path(path, ids): value for path, value in values.items()} if ids else values


def normalise_link(url: str) -> str:
    """Write an address so that the same ones are equal: no scheme, no "www.", no fragment, no slash at the end.

    >>> normalise_link("HTTPS://www.Example.org/Daten/#oben"), normalise_link("http://example.org/Daten?a=1")
    ('example.org/Daten', 'example.org/Daten?a=1')
    >>> normalise_link("keine Adresse"), normalise_link("https://[kaputt")
    ('', '')
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https", "ftp"} or not host:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def list_links(resource: Resource) -> tuple[str, ...]:
    """Give the addresses that a resource leads to, normalised."""
    links = (normalise_link(str(resource.fields.get(field) or "")) for field in LINKS)
    return tuple(dict.fromkeys(link for link in links if link))


def _pair(ours: Iterable[Resource], theirs: Iterable[Resource], tell: Callable[[Resource], str]) -> dict[str, str]:
    """Pair what only one resource on each side says."""
    there = _index(theirs, tell)
    return {own: there[mark] for mark, own in _index(ours, tell).items() if mark in there}


def _index(resources: Iterable[Resource], tell: Callable[[Resource], str]) -> dict[str, str]:
    """Give the resources whose mark no other one carries: mark -> id."""
    marks = [(tell(resource), resource.id) for resource in resources]
    counts = Counter(mark for mark, _ in marks)
    return {mark: id_ for mark, id_ in marks if mark and counts[mark] == 1}


def _key(resource: Resource) -> str:
    """Tell a resource by its distribution's key."""
    return next((str(resource.fields[field]) for field in KEYS if resource.fields.get(field)), "")


def _link(resource: Resource) -> str:
    """Tell a resource by the address that it leads to."""
    return next(iter(list_links(resource)), "")


def _file(resource: Resource) -> str:
    """Tell a resource by the name of its file and its format."""
    places = (resource.file, *(str(resource.fields.get(field) or "") for field in ("path", *LINKS)))
    name = next((place for place in places if place), "").rstrip("/").rpartition("/")[2]
    return f"{name}\n{resource.fields.get('format') or ''}".casefold() if name else ""


def _rename_path(path: str, ids: Mapping[str, str]) -> str:
    """Exchange the id in one name."""
    head, _, rest = path.partition(".")
    id_, dot, inner = rest.partition(".")
    return f"{head}.{ids[id_]}{dot}{inner}" if head == "resources" and id_ in ids else path
