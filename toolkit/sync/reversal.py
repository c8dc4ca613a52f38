"""The way back of one dataset: three sides again, with what the run wrote as the base (design decision 6). Pure.

What the run changed and nobody touched since goes back; what somebody edited since stays and is reported. Sets (tags)
and resources go back item by item.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from toolkit.model.entry import Entry, Resource, Value, resource_title
from toolkit.model.plan import FieldChange, Kept
from toolkit.sync.footprint import Footprint
from toolkit.sync.merge import Rules, is_same_value, merge_entry

_STAYS = Rules(prefer="catalogue")
# These tell of a stored file, so that they stay with its bytes.
_OF_FILES = frozenset({"hash", "size"})
# These a catalogue writes by itself when it stores a file.
_BY_STORING = frozenset({"hash", "mimetype", "size", "url"})


@dataclass(frozen=True, slots=True)
class Reversal:
    """What it takes to bring one dataset back.

    ``entry`` is what to write, ``sheet`` the next base. ``kept`` are edits made since. ``lost`` are the titles of
    resources whose former files cannot come back. ``withheld`` tells that the dataset was public before and stays
    private.
    """

    entry: Entry
    sheet: Entry
    changes: tuple[FieldChange, ...]
    kept: tuple[Kept, ...]
    removed: tuple[str, ...]
    lost: tuple[str, ...] = ()
    withheld: bool = False


def is_untouched(written: Entry, held: Entry, before: Entry | None = None) -> bool:
    """Tell whether nobody edited since what a run wrote: all of it is still as written, or already as before.

    Fields that the run did not write are not looked at: going back does not touch them either.

    >>> written = Entry("a:1", "n", {"title": "neu"})
    >>> is_untouched(written, Entry("a:1", "n", {"title": "neu", "author": "Amt"}))
    True
    """
    sides = [{item.id: item for item in side.resources} for side in (written, before) if side]
    there = {item.id: item for item in held.resources}
    ids = {id_ for side in sides for id_ in side}
    return _is_either(held.fields, written.fields, before.fields if before else written.fields) and all(
        _is_either_resource(there.get(id_), sides[0].get(id_), sides[-1].get(id_)) for id_ in ids
    )


def build_reversal(
    footprint: Footprint, written: Entry, before: Entry, held: Entry, base: Entry | None, *, republish: bool
) -> Reversal:
    """Bring a dataset back to ``before``, as far as it still is as ``written``.

    ``base`` is the ledger's base now. A dataset that the run made private becomes public with ``republish`` only.
    """
    lost = _find_lost(footprint, written, before)
    wanted = _build_wanted(footprint, written, before, held, lost)
    withheld = wanted.fields.get("private") is False and held.private and not republish
    if withheld:
        wanted = replace(wanted, fields={**wanted.fields, "private": True})
    merged = merge_entry(written, wanted, held, _STAYS)
    kept = (*_keep_audience(written, before, held), *(replace(note, policy=None) for note in merged.kept))
    left = {note.field for note in kept} | ({"private"} if withheld else set())
    sheet = replace(footprint.base or wanted, identifier=footprint.former or footprint.identifier)
    return Reversal(
        replace(merged.entry, identifier=_find_identifier(footprint, before)),
        _build_base(sheet, base, left, lost),
        merged.changes,
        kept,
        merged.removed,
        _name_resources(before, lost),
        withheld,
    )


def _is_either_resource(held: Resource | None, written: Resource | None, before: Resource | None) -> bool:
    """Tell whether a resource is still as written, or already as before; None where it is not there."""
    if held is None:
        return written is None or before is None
    new = written or before
    return new is not None and _is_either(held.fields, new.fields, (before or new).fields)


def _is_either(held: Mapping[str, Value], written: Mapping[str, Value], before: Mapping[str, Value]) -> bool:
    """Tell whether each written field has its old or its new value."""
    return all(
        is_same_value(held.get(key), value) or is_same_value(held.get(key), before.get(key))
        for key, value in written.items()
    )


def split_restorable(footprint: Footprint, before: Entry) -> tuple[Entry, tuple[str, ...]]:
    """Give a before-image as it can be written anew, and the titles of the resources whose files are gone."""
    lost = frozenset(item.id for item in before.resources if item.id in footprint.stored)
    links = tuple(replace(item, file="") for item in before.resources if item.id not in lost)
    return replace(before, resources=links), _name_resources(before, lost)


def _name_resources(before: Entry, ids: Collection[str]) -> tuple[str, ...]:
    """Give the titles of some resources."""
    return tuple(resource_title(item) or item.id for item in before.resources if item.id in ids)


def _find_lost(footprint: Footprint, written: Entry, before: Entry) -> frozenset[str]:
    """Find the resources whose former bytes are gone: a stored file that the run replaced, or took away."""
    there = {item.id: item for item in written.resources}
    stored = [item for item in before.resources if item.id in footprint.stored]
    return frozenset(item.id for item in stored if not _is_same_file(item, there.get(item.id)))


def _is_same_file(before: Resource, written: Resource | None) -> bool:
    """Tell whether a run left a stored file alone: it neither stored another one nor put an address in its place."""
    if written is None:
        return False
    told = [key for key in ("hash", "url") if key in written.fields]
    return all(is_same_value(before.fields.get(key), written.fields[key]) for key in told)


def _build_wanted(footprint: Footprint, written: Entry, before: Entry, held: Entry, lost: Collection[str]) -> Entry:
    """Say what the dataset is to be; a stored file that cannot come back stays as it is, or stays away."""
    there = {item.id: item for item in written.resources}
    again = [item for item in before.resources if item.id in there or item.id not in lost]
    resources = [_build_resource(footprint, item, there.get(item.id), lost) for item in again]
    fields = dict(before.fields)
    if "private" in fields and not _decided_audience(written, before):
        fields["private"] = held.private
    return replace(before, fields=fields, resources=tuple(resources))


def _build_resource(
    footprint: Footprint, before: Resource, written: Resource | None, lost: Collection[str]
) -> Resource:
    """Say what a resource is to be: the fields that the run wrote, and those that the catalogue wrote by storing."""
    if written is None:
        return replace(before, file="")
    keys = set(written.fields)
    if before.id in lost:
        keys -= _OF_FILES | {"url"}
    elif written.file and before.id not in footprint.stored:
        keys |= _BY_STORING & before.fields.keys()
    return Resource(before.id, {key: before.fields.get(key) for key in sorted(keys)})


def _decided_audience(written: Entry, before: Entry) -> bool:
    """Tell whether a run changed who may see the dataset."""
    return not is_same_value(before.fields.get("private"), written.fields.get("private"))


def _keep_audience(written: Entry, before: Entry, held: Entry) -> tuple[Kept, ...]:
    """Report that somebody changed since who may see the dataset, which the run had left as it was."""
    if _decided_audience(written, before) or "private" not in written.fields or held.private == written.private:
        return ()
    return (Kept("private", before.private, held.private),)


def _find_identifier(footprint: Footprint, before: Entry) -> str:
    """Give the identifier that the dataset carried before the run; the catalogue's own record knows it best."""
    own = footprint.raw.get("identifier", footprint.former or before.identifier)
    return own if isinstance(own, str) else ""


def _build_base(former: Entry, now: Entry | None, left: Collection[str], lost: Collection[str]) -> Entry:
    """Give the base from before the run, with today's base for what stays as it is: so the next plan is the same."""
    current = now or former
    today = {item.id: item for item in current.resources}
    earlier = {item.id: item for item in former.resources}
    ids = [id_ for id_ in dict.fromkeys([*earlier, *today]) if id_ in earlier or f"resources.{id_}" in left]
    settled = [_settle(earlier.get(id_), today.get(id_), left, id_ in lost) for id_ in ids]
    stays = {key: value for key, value in current.fields.items() if key in left}
    return replace(former, fields={**former.fields, **stays}, resources=tuple(item for item in settled if item))


def _settle(former: Resource | None, now: Resource | None, left: Collection[str], lost: bool) -> Resource | None:
    """Give one resource's base; one that stays away, or that stays as it is, keeps today's."""
    if former is None or f"resources.{former.id}" in left:
        return now
    if now is None:
        return None if lost else former
    path = f"resources.{former.id}."
    stays = {key: value for key, value in now.fields.items() if f"{path}{key}" in left or (lost and key in _OF_FILES)}
    return replace(former, fields={**former.fields, **stays})
