"""Three sides of one entry: the sheet, the catalogue, and the base that was last pushed (design decision 6).

Changed in the sheet only: a change. Changed in the catalogue only: kept. Changed in both: a clash, unless the rules
settle it. Fields that the sheet's entry does not name are never looked at. docs/conflicts.md tells it to users.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from toolkit.model.entry import Entry, Resource, Value, is_empty, resource_title
from toolkit.model.plan import Clash, FieldChange, Kept, Policy, Side, list_new_resource

Note: TypeAlias = "FieldChange | Kept | Clash"


@dataclass(frozen=True, slots=True)
class Rules:
    """What settles a field that both sides changed: a decision first, then ``prefer``, then the field's policy.

    ``policies`` are named by field, ``resources.<field>`` for every resource's; ``decisions`` by the identifier of the
    dataset and the field as the plan names it (``resources.<id>.<field>``, or ``resources.<id>`` for a whole resource).

    >>> rules = Rules(policies={"notes": "sheet", "resources.name": "first"}, decisions={("a:1", "notes"): "catalogue"})
    >>> rules.choose("a:1", "notes"), rules.choose("a:2", "notes"), rules.choose("a:2", "title")
    ('catalogue', 'sheet', None)
    >>> rules.policy("resources.4f.name"), rules.policy("resources.4f"), rules.policy("title")
    ('first', 'stop', 'stop')
    """

    prefer: Side | None = None
    policies: Mapping[str, Policy] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], Side] = field(default_factory=dict)

    def choose(self, identifier: str, path: str) -> Side | None:
        """Tell which side wins a clash; None leaves it to a person."""
        decided = self.decisions.get((identifier, path)) or self.prefer
        policy = self.policy(path)
        return decided or (policy if policy in {"sheet", "catalogue"} else None)

    def policy(self, path: str) -> Policy:
        """Give the policy of a field, ``stop`` where none is set."""
        if not path.startswith("resources."):
            return self.policies.get(path, "stop")
        _, _, inner = path.removeprefix("resources.").partition(".")
        return self.policies.get(f"resources.{inner}", "stop")


_NO_RULES = Rules()


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


@dataclass(frozen=True, slots=True)
class _Judge:
    """The rules as one dataset sees them."""

    identifier: str
    rules: Rules

    def choose(self, path: str) -> Side | None:
        """Tell which side wins a clash."""
        return self.rules.choose(self.identifier, path)

    def policy(self, path: str) -> Policy:
        """Give the policy of a field."""
        return self.rules.policy(path)


def merge_entry(base: Entry | None, sheet: Entry, held: Entry, rules: Rules = _NO_RULES) -> Merged:
    """Bring three sides together; without a base (adopt) the sheet wins.

    The URL name stays as the catalogue has it: names are pinned (design decision 4). So does the order of the
    catalogue's resources, which the entry does not tell. No rule makes public what the sheet does not release.

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
    if _is_settled(known, sheet, held):
        return Merged(Entry(sheet.identifier, held.name, sheet.fields, sheet.resources), (), (), ())
    judge = _Judge(sheet.identifier, rules)
    fields, notes = _merge_fields(_Side("", known.fields, sheet.fields, held.fields), judge)
    resources, removed, more = _merge_resources(known, sheet, held, judge)
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
    if one == other:
        return True
    if isinstance(one, tuple) or isinstance(other, tuple):
        return set(_items(one)) == set(_items(other))
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")
    return is_empty(one) and is_empty(other)


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


def _is_settled(base: Entry, sheet: Entry, held: Entry) -> bool:
    """Tell whether the catalogue holds the very values of the sheet, as nearly every dataset does every night."""
    there = {resource.id: resource.fields for resource in held.resources}
    ours = {resource.id for resource in sheet.resources}
    return (
        sheet.fields.items() <= held.fields.items()
        and all(item.id in there and item.fields.items() <= there[item.id].items() for item in sheet.resources)
        and all(item.id in ours or item.id not in there for item in base.resources)
    )


def _merge_fields(side: _Side, judge: _Judge) -> tuple[dict[str, Value], list[Note]]:
    """Merge the fields that the sheet names."""
    fields: dict[str, Value] = {}
    notes: list[Note] = []
    for key, sheet in side.sheet.items():
        held = side.held.get(key)
        fields[key], note = _judge(f"{side.path}{key}", side.base.get(key, held), sheet, held, judge)
        notes += [note] if note else []
    return fields, notes


def _judge(path: str, base: Value, sheet: Value, held: Value, judge: _Judge) -> tuple[Value, Note | None]:
    """Decide one field: the value to write and what to say about it."""
    if is_same_value(sheet, held):
        return held, None
    # More protection is never taken back by what stands in the catalogue (design decision 3).
    if path == "private" and sheet is not False:
        return sheet, FieldChange(path, held, sheet)
    if judge.policy(path) == "first" and not (is_empty(held) and is_empty(base)):
        return held, Kept(path, sheet, held, None if is_same_value(sheet, base) else "first")
    if is_same_value(held, base):
        return sheet, FieldChange(path, held, sheet)
    if isinstance(sheet, tuple) or isinstance(held, tuple):
        return _judge_sets(path, base, sheet, held)
    if is_same_value(sheet, base):
        return held, Kept(path, sheet, held)
    return _settle(Clash(path, base, sheet, held), judge)


def _settle(clash: Clash, judge: _Judge) -> tuple[Value, Note]:
    """Let the rules decide a field that both sides changed."""
    match judge.choose(clash.field):
        case "sheet":
            return clash.sheet, FieldChange(clash.field, clash.catalogue, clash.sheet)
        case "catalogue":
            return clash.catalogue, Kept(clash.field, clash.sheet, clash.catalogue, "catalogue")
        case None:
            return clash.catalogue, clash


def _judge_sets(path: str, base: Value, sheet: Value, held: Value) -> tuple[Value, Note]:
    """Combine what both sides added and took away: the sheet's order first, then what others added."""
    old, ours, theirs = _items(base), _items(sheet), _items(held)
    stay = [item for item in ours if item in theirs or item not in old]
    combined = tuple(dict.fromkeys([*stay, *(item for item in theirs if item not in old and item not in ours)]))
    if is_same_value(combined, held):
        return held, Kept(path, sheet, held)
    return combined, FieldChange(path, held, combined)


def _merge_resources(
    base: Entry, sheet: Entry, held: Entry, judge: _Judge
) -> tuple[tuple[Resource, ...], tuple[str, ...], list[Note]]:
    """Merge the resources by their ids: those to write, the ids of those that go, and what to say."""
    before, there = ({item.id: item for item in side.resources} for side in (base, held))
    resources: list[Resource] = []
    notes: list[Note] = []
    for resource in sheet.resources:
        merged, more = _merge_resource(before.get(resource.id), resource, there.get(resource.id), judge)
        resources += [merged] if merged else []
        notes += more
    ours = {resource.id for resource in sheet.resources}
    left = [(old, there[old.id]) for old in base.resources if old.id not in ours and old.id in there]
    ends = [(old.id, _judge_removal(old, current, judge)) for old, current in left]
    removed = tuple(id_ for id_, note in ends if isinstance(note, FieldChange))
    return tuple(resources), removed, [*notes, *(note for _, note in ends)]


def _merge_resource(
    base: Resource | None, sheet: Resource, held: Resource | None, judge: _Judge
) -> tuple[Resource | None, list[Note]]:
    """Merge one resource of the sheet; None where somebody removed it in the catalogue."""
    if held is None:
        return _judge_missing(base, sheet, judge)
    side = _Side(f"resources.{sheet.id}.", base.fields if base else {}, sheet.fields, held.fields)
    fields, notes = _merge_fields(side, judge)
    # Without this, a file that somebody replaced in the catalogue would be uploaded over.
    is_ours = is_same_value(fields.get("hash"), sheet.fields.get("hash"))
    return Resource(sheet.id, fields, sheet.file if is_ours else ""), notes


def _judge_missing(base: Resource | None, sheet: Resource, judge: _Judge) -> tuple[Resource | None, list[Note]]:
    """Decide about a resource of the sheet that the catalogue does not hold."""
    path, title = f"resources.{sheet.id}", resource_title(sheet)
    if base is None:
        return sheet, list(list_new_resource(sheet))
    known = {key: value for key, value in sheet.fields.items() if key in base.fields}
    if _is_same_fields(known, base.fields):
        return None, [Kept(path, title, None)]
    _, note = _settle(Clash(path, resource_title(base), title, None), judge)
    return (sheet, list(list_new_resource(sheet))) if isinstance(note, FieldChange) else (None, [note])


def _judge_removal(base: Resource, held: Resource, judge: _Judge) -> Note:
    """Decide about one of our resources that the sheet no longer has: a change takes it away."""
    path, title = f"resources.{base.id}", resource_title(held)
    if _is_same_fields(base.fields, held.fields):
        return FieldChange(path, title, None)
    return _settle(Clash(path, resource_title(base), None, title), judge)[1]


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


def _items(value: Value) -> tuple[str, ...]:
    """Read a value as a set's items."""
    if isinstance(value, tuple):
        return value
    return () if is_empty(value) else (str(value),)
