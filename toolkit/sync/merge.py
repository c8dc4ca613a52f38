"""Three sides of one entry: the sheet, the catalogue, and the base that was last pushed (design decision 6).

Changed in the sheet only: a change. Changed in the catalogue only: kept. Changed in both: a clash, unless somebody
prefers a side. Fields that the sheet's entry does not name are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Clash, FieldChange, Kept

Preference: TypeAlias = "Literal['sheet', 'catalogue'] | None"
"""Which side wins a clash; None leaves it to a person."""

Note: TypeAlias = "FieldChange | Kept | Clash"


@dataclass(frozen=True, slots=True)
class Merged:
    """How three sides come together.

    ``entry`` is what to write; in a clash it holds the catalogue's value. ``removed`` are the ids of our resources
    that the sheet no longer has and that go; every other resource of the catalogue that ``entry`` lacks stays.
    """

    entry: Entry
    changes: tuple[FieldChange, ...]
    kept: tuple[Kept, ...]
    clashes: tuple[Clash, ...]
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """The three versions of one group of fields, and the path that their names begin with."""

    path: str
    base: Mapping[str, Value]
    sheet: Mapping[str, Value]
    held: Mapping[str, Value]


def merge_entry(base: Entry | None, sheet: Entry, held: Entry, prefer: Preference = None) -> Merged:
    """Bring three sides together; without a base (adopt) the sheet wins.

    The URL name stays as the catalogue has it: names are pinned (design decision 4).

    >>> base = Entry("a:1", "n", {"title": "Bäume", "notes": "alt"})
    >>> sheet = Entry("a:1", "n", {"title": "Baumkataster", "notes": "alt"})
    >>> held = Entry("a:1", "n", {"title": "Bäume", "notes": "von Hand", "author": "Amt"})
    >>> merged = merge_entry(base, sheet, held)
    >>> merged.entry.fields
    {'title': 'Baumkataster', 'notes': 'von Hand'}
    >>> [change.field for change in merged.changes], [kept.field for kept in merged.kept]
    (['title'], ['notes'])
    """
    known = build_adopted_base(sheet, held) if base is None else base
    fields, notes = _merge_fields(_Side("", known.fields, sheet.fields, held.fields), prefer)
    resources, removed, more = _merge_resources(known, sheet, held, prefer)
    return Merged(Entry(sheet.identifier, held.name, fields, resources), *_sort_notes([*notes, *more]), removed=removed)


def build_adopted_base(sheet: Entry, held: Entry) -> Entry:
    """Take what the catalogue holds as the base, as far as the sheet knows it: so the sheet wins and nothing goes.

    >>> build_adopted_base(Entry("a:1", "n", {"title": "x"}), Entry("a:1", "n", {"title": "y", "notes": "z"})).fields
    {'title': 'y'}
    """
    ours = {resource.id for resource in sheet.resources}
    fields = {key: value for key, value in held.fields.items() if key in sheet.fields}
    resources = tuple(resource for resource in held.resources if resource.id in ours)
    return Entry(sheet.identifier, held.name, fields, resources)


def is_same_value(one: Value, other: Value) -> bool:
    r"""Tell whether two values mean the same: empty is empty, tuples are sets, web forms write CR LF.

    >>> is_same_value(None, ""), is_same_value(("a", "b"), ("b", "a")), is_same_value("a\r\nb", "a\nb")
    (True, True, True)
    >>> is_same_value(False, None), is_same_value("1", 1)
    (False, False)
    """
    if isinstance(one, tuple) or isinstance(other, tuple):
        return set(_items(one)) == set(_items(other))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    return one == other or (_is_empty(one) and _is_empty(other))


def is_same_content(wanted: Entry, held: Entry, removed: Iterable[str] = ()) -> bool:
    """Tell whether a catalogue holds all that an entry asks for; what the entry does not name is not looked at.

    >>> is_same_content(Entry("a:1", "n", {"title": "x"}), Entry("a:1", "n", {"title": "x", "notes": "z"}))
    True
    """
    there = {resource.id: resource.fields for resource in held.resources}
    return (
        _is_same_fields(wanted.fields, held.fields)
        and all(item.id in there and _is_same_fields(item.fields, there[item.id]) for item in wanted.resources)
        and there.keys().isdisjoint(removed)
    )


def resource_title(resource: Resource | None) -> str | None:
    """Name a resource for people; None for one that is not there.

    >>> resource_title(Resource("4f", {"name": "", "title": "CSV-Datei"}))
    'CSV-Datei'
    """
    if resource is None:
        return None
    titles = (resource.fields.get(key) for key in ("name", "title", "url", "access_url"))
    return next((str(title) for title in titles if title), resource.id)


def list_field_changes(entry: Entry) -> tuple[FieldChange, ...]:
    """List all that a new entry says, as changes from nothing.

    >>> [change.field for change in list_field_changes(Entry("a:1", "n", {"title": "x", "notes": ""}))]
    ['title']
    """
    own = [FieldChange(key, None, value) for key, value in entry.fields.items() if not _is_empty(value)]
    return (*own, *(change for resource in entry.resources for change in _list_new_resource(resource)))


def _merge_fields(side: _Side, prefer: Preference) -> tuple[dict[str, Value], list[Note]]:
    """Merge the fields that the sheet names."""
    fields: dict[str, Value] = {}
    notes: list[Note] = []
    for key, sheet in side.sheet.items():
        held = side.held.get(key)
        fields[key], note = _judge(f"{side.path}{key}", side.base.get(key, held), sheet, held, prefer)
        notes += [note] if note else []
    return fields, notes


def _judge(path: str, base: Value, sheet: Value, held: Value, prefer: Preference) -> tuple[Value, Note | None]:
    """Decide one field: the value to write and what to say about it."""
    if is_same_value(sheet, held):
        return held, None
    # More protection is never taken back by what stands in the catalogue (design decision 3).
    if (path == "private" and sheet is not False) or is_same_value(held, base):
        return sheet, FieldChange(path, held, sheet)
    if isinstance(sheet, tuple) or isinstance(held, tuple):
        return _judge_sets(path, base, sheet, held)
    if is_same_value(sheet, base) or prefer == "catalogue":
        return held, Kept(path, sheet, held)
    if prefer == "sheet":
        return sheet, FieldChange(path, held, sheet)
    return held, Clash(path, base, sheet, held)


def _judge_sets(path: str, base: Value, sheet: Value, held: Value) -> tuple[Value, Note]:
    """Combine what both sides added and took away: the sheet's order first, then what others added."""
    old, ours, theirs = _items(base), _items(sheet), _items(held)
    stay = [item for item in ours if item in theirs or item not in old]
    combined = tuple(dict.fromkeys([*stay, *(item for item in theirs if item not in old and item not in ours)]))
    if is_same_value(combined, held):
        return held, Kept(path, sheet, held)
    return combined, FieldChange(path, held, combined)


def _merge_resources(
    base: Entry, sheet: Entry, held: Entry, prefer: Preference
) -> tuple[tuple[Resource, ...], tuple[str, ...], list[Note]]:
    """Merge the resources by their ids: those to write, the ids of those that go, and what to say."""
    before, there = ({item.id: item for item in side.resources} for side in (base, held))
    resources: list[Resource] = []
    notes: list[Note] = []
    for resource in sheet.resources:
        merged, more = _merge_resource(before.get(resource.id), resource, there.get(resource.id), prefer)
        resources += [merged] if merged else []
        notes += more
    ours = {resource.id for resource in sheet.resources}
    left = [(old, there[old.id]) for old in base.resources if old.id not in ours and old.id in there]
    ends = [(old.id, _judge_removal(old, current, prefer)) for old, current in left]
    removed = tuple(id_ for id_, note in ends if isinstance(note, FieldChange))
    return tuple(resources), removed, [*notes, *(note for _, note in ends)]


def _merge_resource(
    base: Resource | None, sheet: Resource, held: Resource | None, prefer: Preference
) -> tuple[Resource | None, list[Note]]:
    """Merge one resource of the sheet; None where somebody removed it in the catalogue."""
    if held is None:
        return _judge_missing(base, sheet, prefer)
    side = _Side(f"resources.{sheet.id}.", base.fields if base else {}, sheet.fields, held.fields)
    fields, notes = _merge_fields(side, prefer)
    # Without this, a file that somebody replaced in the catalogue would be uploaded over.
    is_ours = is_same_value(fields.get("hash"), sheet.fields.get("hash"))
    return Resource(sheet.id, fields, sheet.file if is_ours else ""), notes


def _judge_missing(base: Resource | None, sheet: Resource, prefer: Preference) -> tuple[Resource | None, list[Note]]:
    """Decide about a resource of the sheet that the catalogue does not hold."""
    path, title = f"resources.{sheet.id}", resource_title(sheet)
    if base is None:
        return sheet, list(_list_new_resource(sheet))
    known = {key: value for key, value in sheet.fields.items() if key in base.fields}
    if _is_same_fields(known, base.fields) or prefer == "catalogue":
        return None, [Kept(path, title, None)]
    if prefer == "sheet":
        return sheet, list(_list_new_resource(sheet))
    return None, [Clash(path, resource_title(base), title, None)]


def _judge_removal(base: Resource, held: Resource, prefer: Preference) -> Note:
    """Decide about one of our resources that the sheet no longer has: a change takes it away."""
    path, title = f"resources.{base.id}", resource_title(held)
    if _is_same_fields(base.fields, held.fields) or prefer == "sheet":
        return FieldChange(path, title, None)
    if prefer == "catalogue":
        return Kept(path, None, title)
    return Clash(path, resource_title(base), None, title)


def _list_new_resource(resource: Resource) -> tuple[FieldChange, ...]:
    """List a new resource: first itself by its title, then its fields."""
    path = f"resources.{resource.id}"
    fields = [FieldChange(f"{path}.{key}", None, item) for key, item in resource.fields.items() if not _is_empty(item)]
    return (FieldChange(path, None, resource_title(resource)), *fields)


def _sort_notes(notes: list[Note]) -> tuple[tuple[FieldChange, ...], tuple[Kept, ...], tuple[Clash, ...]]:
    """Put notes of one kind together, each kind in its order."""
    return (
        tuple(note for note in notes if isinstance(note, FieldChange)),
        tuple(note for note in notes if isinstance(note, Kept)),
        tuple(note for note in notes if isinstance(note, Clash)),
    )


def _is_same_fields(wanted: Mapping[str, Value], held: Mapping[str, Value]) -> bool:
    """Tell whether all wanted fields are held."""
    return all(is_same_value(value, held.get(key)) for key, value in wanted.items())


def _is_empty(value: Value) -> bool:
    """Tell whether a value says nothing; False and 0 say something."""
    return value is None or value in ("", ())


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as a set's items."""
    if isinstance(value, tuple):
        return value
    return () if _is_empty(value) else (str(value),)
