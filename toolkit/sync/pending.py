"""What the ledger knows of a write whose outcome was never recorded, and the base that follows from it.

A run may be killed between its request and the record of the answer. Whether the request was carried out shows in the
catalogue only, so that the base is settled when the catalogue is read, field by field: a file may be missing although
the rest was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from toolkit.model.entry import Entry, Held, Pushed, Resource, Value
from toolkit.sync.merge import is_same_value

_Flat = dict[tuple[str, str], Value]
_PRESENT = "\0present"


@dataclass(frozen=True, slots=True)
class Pending(Pushed):
    """An entry with an open intent.

    ``intent`` is what the request was to write and ``sheet`` the base after it; ``before`` is what the catalogue held
    until then (None: nothing, the request was to create it) and ``revision`` its revision. ``action`` is the kind of
    write.
    """

    intent: Entry
    sheet: Entry
    before: Entry | None
    revision: str
    action: str = field(default="", kw_only=True)

    @property
    def is_deletion(self) -> bool:
        """Whether the request was to delete the entry: where the catalogue holds none, that was done."""
        return self.action == "delete"


def settle_base(pushed: Pushed, held: Held) -> Entry | None:
    """Give the base to merge with: the recorded one, or the one that an open intent left behind."""
    if not isinstance(pushed, Pending):
        return pushed.base
    if pushed.before is None:
        return _build_base(pushed, Entry(pushed.identifier, pushed.name, {}), held.entry)
    if held.revision == pushed.revision or not _was_written(pushed.intent, pushed.before, held.entry):
        return pushed.base
    return _build_base(pushed, pushed.before, held.entry)


def _was_written(intent: Entry, before: Entry, held: Entry) -> bool:
    """Tell whether an edited entry looks as if the request came through before the edit; a tie means it did not."""
    new, old, now = _flatten(intent), _flatten(before), _flatten(held)
    differ = [key for key, value in new.items() if not is_same_value(value, old.get(key))]
    written = sum(is_same_value(now.get(key), new[key]) for key in differ)
    missed = sum(is_same_value(now.get(key), old.get(key)) for key in differ)
    return written > missed


def _build_base(pending: Pending, before: Entry, held: Entry) -> Entry:
    """Take the sheet's value for what was written and the old base's for what was not."""
    new, old, now = _flatten(pending.intent), _flatten(before), _flatten(held)
    missed = {
        key
        for key, value in new.items()
        if is_same_value(now.get(key), old.get(key)) and not is_same_value(now.get(key), value)
    }
    base = pending.base or Entry(pending.identifier, pending.name, {})
    earlier = {resource.id: resource for resource in base.resources}
    ours = [_build_resource(resource, earlier.get(resource.id), missed) for resource in pending.sheet.resources]
    # The request was to remove these and did not.
    overdue = _ids(held) - _ids(pending.sheet)
    still = [item for item in base.resources if item.id in overdue]
    return replace(
        pending.sheet,
        fields=_mix("", pending.sheet.fields, base.fields, missed),
        resources=(*(resource for resource in ours if resource), *still),
    )


def _build_resource(sheet: Resource, base: Resource | None, missed: set[tuple[str, str]]) -> Resource | None:
    """Settle one resource; None where it was to be added and is not there."""
    if (sheet.id, _PRESENT) in missed:
        return base
    return replace(sheet, fields=_mix(sheet.id, sheet.fields, base.fields if base else {}, missed))


def _mix(
    owner: str, sheet: Mapping[str, Value], base: Mapping[str, Value], missed: set[tuple[str, str]]
) -> dict[str, Value]:
    """Settle one group of fields; a field that was not written and has no base stays out."""
    mixed = {key: base.get(key) if (owner, key) in missed else value for key, value in sheet.items()}
    return {key: value for key, value in mixed.items() if (owner, key) not in missed or key in base}


def _ids(entry: Entry | None) -> frozenset[str]:
    """Give the ids of an entry's resources."""
    return frozenset(resource.id for resource in entry.resources) if entry else frozenset()


def _flatten(entry: Entry) -> _Flat:
    """Give all values of an entry by their place: resource id (empty for the entry itself) and field."""
    flat: _Flat = {("", key): value for key, value in entry.fields.items()}
    for resource in entry.resources:
        flat[resource.id, _PRESENT] = True
        flat |= {(resource.id, key): value for key, value in resource.fields.items()}
    return flat
