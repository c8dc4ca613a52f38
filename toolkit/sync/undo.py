"""The way back from a run: its before-images against what the catalogue holds now, as a plan. Pure.

Nothing becomes public by going back unless somebody asks for it (design decision 3), and nothing that people edited
since is overwritten (design decision 6). docs/undo.md tells the rules to users.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.catalogues.base import Scope
from toolkit.model.entry import Entry, Held, Pushed, Snapshot, is_empty, resource_title
from toolkit.model.message import Message, enumerate_all, quote, say, say_many
from toolkit.model.plan import (
    IDENTIFIER,
    Blocked,
    Change,
    Create,
    Delete,
    FieldChange,
    Plan,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.sync.adoption import hold_renamed
from toolkit.sync.footprint import Footprint, build_footprints
from toolkit.sync.formerkey import block_taken, list_renamed, settle_key
from toolkit.sync.guards import is_leaving, stamp
from toolkit.sync.pending import Pending, settle_base
from toolkit.sync.record import RunRecord, StepRecord
from toolkit.sync.reversal import Reversal, build_reversal, is_untouched, split_restorable


@dataclass(frozen=True, slots=True)
class UndoOptions:
    """What a person allowed for this undo.

    ``only`` restricts it to some identifiers (empty: all). ``later`` names the run that wrote a dataset last after the
    run to undo: identifier -> run.
    """

    even_edited: bool = False
    delete: bool = False
    republish: bool = False
    only: frozenset[str] = frozenset()
    later: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _View:
    """All that a dataset is judged by."""

    run: RunRecord
    snapshot: Snapshot
    pushed: Mapping[str, Pushed]
    options: UndoOptions

    def is_ours(self, footprint: Footprint, held: Held) -> bool:
        """Tell whether a held dataset is the one that the run wrote, and the one that the ledger knows."""
        pushed = self.pushed.get(footprint.identifier)
        known = {footprint.catalogue_id, pushed.catalogue_id if pushed else ""} - {""}
        return known <= {held.id}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What becomes of one dataset, and what to say about it besides."""

    change: Change
    notes: tuple[Message, ...] = ()
    stays: bool = False


def build_undo_scope(steps: Iterable[StepRecord], pushed: Mapping[str, Pushed]) -> Scope:
    """Say what the snapshot for an undo must cover: what the ledger knows, and what it has forgotten since."""
    footprints = [settle_key(one, pushed) for one in build_footprints(steps)]
    known = {identifier: entry.catalogue_id for identifier, entry in pushed.items() if entry.catalogue_id}
    revisions = {identifier: entry.last_revision for identifier, entry in pushed.items() if entry.last_revision}
    written = _list_ids(footprints, pushed)
    # As toolkit.sync.plan.build_scope: a dataset whose key was changed is asked for by one identifier only.
    others = {identifier: id_ for identifier, id_ in known.items() if id_ not in set(written.values())}
    return Scope(_list_inventories(footprints), _list_organizations(footprints), others | written, revisions)


def build_undo(
    run: RunRecord,
    steps: Iterable[StepRecord],
    snapshot: Snapshot,
    pushed: Mapping[str, Pushed],
    options: UndoOptions,
) -> Plan:
    """Plan the way back from a run.

    ``snapshot`` covers the scope that ``build_undo_scope`` gives, ``pushed`` is the ledger's answer for the
    inventories of the run's steps.
    """
    steps = tuple(steps)
    footprints = [settle_key(one, pushed) for one in build_footprints(steps)]
    view = _View(run, snapshot, pushed, options)
    chosen = [one for one in footprints if not options.only or options.only & {one.identifier, one.written_as}]
    verdicts = [_judge(one, view) for one in chosen]
    changes = block_taken((verdict.change for verdict in verdicts), snapshot, pushed)
    scope, renamed = _list_organizations(footprints), list_renamed(changes)
    now_named = {former: identifier for identifier, former in renamed.items()}
    known = _list_ids(footprints, pushed)
    return Plan(
        run.target,
        _list_inventories(footprints),
        stamp(hold_renamed(snapshot, renamed), scope),
        changes,
        warnings=tuple(_list_warnings(steps, verdicts, view)),
        resource_titles=_name_resources(chosen, snapshot),
        scope_organizations=scope,
        undoes=run.id,
        known={now_named.get(identifier, identifier): id_ for identifier, id_ in known.items()},
    )


def _list_inventories(footprints: Iterable[Footprint]) -> tuple[str, ...]:
    """Name the inventories that the run wrote to."""
    return tuple(sorted({footprint.inventory for footprint in footprints}))


def _list_organizations(footprints: Iterable[Footprint]) -> tuple[str, ...]:
    """Name the organisations that the datasets were in, before and after."""
    sides = (side for footprint in footprints for side in (footprint.before, footprint.written, footprint.sheet))
    return tuple(sorted({str(side.fields["owner_org"]) for side in sides if side and side.fields.get("owner_org")}))


def _list_ids(footprints: Iterable[Footprint], pushed: Mapping[str, Pushed]) -> dict[str, str]:
    """Give the ids of all datasets that the run wrote, those included that the ledger forgot since or forgets now."""
    ours = {one.identifier: pushed[one.identifier].catalogue_id for one in footprints if one.identifier in pushed}
    ids = {one.identifier: ours.get(one.identifier) or one.catalogue_id for one in footprints}
    return {identifier: id_ for identifier, id_ in ids.items() if id_}


def _judge(footprint: Footprint, view: _View) -> _Verdict:
    """Decide what becomes of one dataset."""
    if footprint.before is None:
        return _judge_created(footprint, view)
    if footprint.written is None:
        return _judge_deleted(footprint, footprint.before, view)
    return _judge_changed(footprint, footprint.before, footprint.written, view)


def _judge_created(footprint: Footprint, view: _View) -> _Verdict:
    """Take back a dataset that the run created: out of the public, or out of the catalogue."""
    held, later = view.snapshot.held.get(footprint.identifier), view.options.later.get(footprint.identifier)
    if held is None or footprint.written is None or (later and not footprint.is_certain):
        return _Verdict(_rest(footprint, held, view))
    if footprint.identifier not in view.pushed or not view.is_ours(footprint, held):
        return _Verdict(_block_foreign(footprint, held))
    reason = say("the run {run} created it", run=view.run.id)
    target = (footprint.identifier, _title(footprint, held), footprint.inventory, held.id, held.revision, reason)
    if view.options.delete:
        return _Verdict(_block_edited(footprint, held, view, whole=True) or Delete(*target))
    if held.entry.private:
        return _Verdict(_rest(footprint, held, view), stays=True)
    return _Verdict(_block_edited(footprint, held, view) or Withdraw(*target))


def _judge_deleted(footprint: Footprint, before: Entry, view: _View) -> _Verdict:
    """Bring back what an undo deleted; for staff only unless asked otherwise."""
    held, missing = view.snapshot.held.get(footprint.identifier), view.snapshot.missing.get(footprint.identifier)
    if held is not None:
        return _Verdict(_rest(footprint, held, view))
    public = view.options.republish and not before.private
    if missing is not None and missing.held is not None:
        change = _build_restored(footprint, missing.held, public=public)
        return _Verdict(change, _say_public(change, public=public))
    return _build_recreated(footprint, before, public=public)


def _build_restored(footprint: Footprint, held: Held, *, public: bool) -> Update:
    """Take a dataset out of the catalogue's trash, as it was thrown away."""
    audience = {"private": not public}
    base = footprint.base or Entry(footprint.identifier, held.entry.name, {})
    changes = (FieldChange("state", "deleted", "active"), FieldChange("private", held.entry.private, not public))
    return Update(
        footprint.identifier,
        _title(footprint, held),
        footprint.inventory,
        held.id,
        held.revision,
        Entry(footprint.identifier, held.entry.name, audience),
        replace(base, fields={**base.fields, **audience}),
        tuple(change for change in changes if change.before != change.after),
    )


def _build_recreated(footprint: Footprint, before: Entry, *, public: bool) -> _Verdict:
    """Write a dataset anew from its before-image, which knows what Bestand managed and nothing else."""
    entry, lost = split_restorable(footprint, before)
    fields = {key: value for key, value in entry.fields.items() if not is_empty(value)} | {"private": not public}
    entry = replace(entry, name=footprint.name, identifier=footprint.identifier, fields=fields)
    change = Create(footprint.identifier, _title(footprint, None), footprint.inventory, entry)
    note = say(
        "{key} comes back as a new dataset with what Bestand knew of it; other people's additions do not",
        key=footprint.identifier,
    )
    return _Verdict(change, (note, *_say_public(change, public=public), *_say_lost(footprint, lost)))


def _judge_changed(footprint: Footprint, before: Entry, written: Entry, view: _View) -> _Verdict:
    """Take back what the run changed in a dataset that was there before."""
    held, pushed = view.snapshot.held.get(footprint.identifier), view.pushed.get(footprint.identifier)
    if pushed is None and footprint.is_adoption:
        return _Verdict(_rest(footprint, held, view))
    if held is None:
        return _Verdict(_block_gone(footprint))
    if (pushed is None and view.run.command != "undo") or not view.is_ours(footprint, held):
        return _Verdict(_block_foreign(footprint, held))
    base = settle_base(pushed, held) if pushed else None
    back = build_reversal(footprint, written, before, held.entry, base, republish=view.options.republish)
    change = _build_update(footprint, held, back, view)
    if not change.changes and not change.forget:
        rest = _rest(footprint, held, view, back)
        return _Verdict(_block_private(footprint, held, view) if back.withheld else rest)
    blocked = _block_edited(footprint, held, view) if change.changes else None
    if blocked:
        return _Verdict(blocked)
    public = held.entry.private and back.entry.fields.get("private") is False
    return _Verdict(
        change, (*_say_withheld(change, back), *_say_public(change, public=public), *_say_lost(footprint, back.lost))
    )


def _build_update(footprint: Footprint, held: Held, back: Reversal, view: _View) -> Update:
    """Write a reversal down as a change; the ledger forgets what the run had taken over."""
    told = any(change.after == back.entry.identifier for change in back.changes)
    last = _find_last_key(footprint, held, view)
    is_moved = back.entry.identifier != last and bool(footprint.is_adoption or footprint.former) and not told
    moved = FieldChange(IDENTIFIER, last, back.entry.identifier or None)
    return Update(
        footprint.former or footprint.identifier,
        _title(footprint, held),
        footprint.inventory,
        held.id,
        held.revision,
        back.entry,
        back.sheet,
        (*((moved,) if is_moved else ()), *back.changes),
        back.kept,
        back.removed,
        forget=footprint.is_adoption and footprint.identifier in view.pushed,
        former=footprint.identifier if footprint.former not in {"", footprint.identifier} else "",
    )


def _find_last_key(footprint: Footprint, held: Held, view: _View) -> str:
    """Give the key that the catalogue certainly knows: the ledger learns a changed one first."""
    pushed = view.pushed.get(footprint.identifier)
    return pushed.base.identifier if footprint.former and pushed and pushed.base else held.entry.identifier


def _rest(footprint: Footprint, held: Held | None, view: _View, back: Reversal | None = None) -> Unchanged:
    """Leave a dataset alone; an open intent is closed in the ledger."""
    pushed = view.pushed.get(footprint.identifier)
    sheet = settle_base(pushed, held) if isinstance(pushed, Pending) and held else None
    kept = back.kept if back else ()
    return Unchanged(footprint.identifier, _title(footprint, held), footprint.inventory, kept, sheet)


def _block_edited(footprint: Footprint, held: Held, view: _View, *, whole: bool = False) -> Blocked | None:
    """Hold back a dataset that somebody edited since; ``whole`` counts edits of what the run did not write as well."""
    written = footprint.written or held.entry
    pushed = view.pushed.get(footprint.identifier)
    ours = {footprint.revision, pushed.last_revision if pushed else ""} - {""}
    before = footprint.before or _as_withdrawn(written)
    is_ours = is_untouched(written, held.entry, before) and (not whole or held.revision in ours)
    if is_ours or view.options.even_edited or _is_half_deleted(pushed, held):
        return None
    later = view.options.later.get(footprint.identifier)
    if later:
        reason = say("the run {run} wrote it later", run=later)
        remedy = say("undo that run first; or add --even-edited to take back what it left alone")
    elif whole:
        reason = say("somebody edited it in the catalogue since that run")
        remedy = say("look at it in the catalogue; add --even-edited to delete it all the same")
    else:
        reason = say("somebody edited it in the catalogue since that run")
        remedy = say("add --even-edited to take back what nobody touched; the edits stay")
    return _block(footprint, held, reason, remedy)


def _as_withdrawn(written: Entry) -> Entry:
    """Give what a run created as an undo without a deletion leaves it."""
    return replace(written, fields={**written.fields, "private": True})


def _is_half_deleted(pushed: Pushed | None, held: Held) -> bool:
    """Tell whether an undo that died has made the dataset private in order to delete it, with no edit since."""
    return isinstance(pushed, Pending) and pushed.is_deletion and is_untouched(pushed.intent, held.entry)


def _block_private(footprint: Footprint, held: Held, view: _View) -> Blocked:
    """Hold back a dataset that would be public again."""
    reason = say("the run {run} took it from the public; going back would publish it again", run=view.run.id)
    return _block(footprint, held, reason, say("make sure that it is released, then add --republish"))


def _block_gone(footprint: Footprint) -> Blocked:
    """Report a dataset that is no longer there."""
    remedy = say("bring it back in the catalogue, then undo again; or push the workbook with --restore")
    return _block(footprint, None, say("somebody removed it from the catalogue since that run"), remedy)


def _block_foreign(footprint: Footprint, held: Held) -> Blocked:
    """Report a dataset that is not, or no longer, the one that the run wrote."""
    reason = say("the catalogue's entry {name} is no longer known to the ledger as ours", name=held.entry.name)
    return _block(footprint, held, reason, say("change it in the catalogue by hand if it is to go back"))


def _block(footprint: Footprint, held: Held | None, reason: Message, remedy: Message) -> Blocked:
    """Hold a dataset back."""
    return Blocked(footprint.identifier, _title(footprint, held), footprint.inventory, reason, remedy)


def _title(footprint: Footprint, held: Held | None) -> str:
    """Give a dataset's title."""
    sides = (held.entry if held else None, footprint.written, footprint.before, footprint.sheet)
    titles = (side.fields.get("title") for side in sides if side)
    return next((str(title) for title in titles if title), footprint.identifier)


def _name_resources(footprints: Iterable[Footprint], snapshot: Snapshot) -> dict[str, str]:
    """Give the titles of the resources that a report may have to name."""
    titles: dict[str, str] = {}
    for footprint in footprints:
        held = snapshot.held.get(footprint.identifier)
        sides = (footprint.before, footprint.written, held.entry if held else None)
        titles |= {item.id: resource_title(item) or item.id for side in sides if side for item in side.resources}
    return titles


def _list_warnings(steps: Iterable[StepRecord], verdicts: list[_Verdict], view: _View) -> Iterator[Message]:
    """Say what to know: what leaves the public, what cannot go back, what stays."""
    leaving = sum(isinstance(one.change, Delete) or is_leaving(one.change, view.snapshot) for one in verdicts)
    if leaving:
        yield say_many(
            "{n} dataset leaves the public or the catalogue", "{n} datasets leave the public or the catalogue", leaving
        )
    yield from (note for verdict in verdicts for note in verdict.notes)
    stays = sum(verdict.stays for verdict in verdicts)
    if stays:
        yield say_many(
            "{n} dataset that the run created stays in the catalogue, for staff only; --delete deletes it",
            "{n} datasets that the run created stay in the catalogue, for staff only; --delete deletes them",
            stays,
        )
    made = [step.name or step.identifier for step in steps if step.result == "done" and step.intent is None]
    if made:
        yield say("what the run created for its datasets stays: {names}", names=enumerate_all(made))


def _say_withheld(change: Update, back: Reversal) -> tuple[Message, ...]:
    """Say that a dataset stays private although it was public before."""
    if not back.withheld:
        return ()
    text = say(
        "{key} stays private, although it was public before the run; --republish publishes it again",
        key=change.identifier,
    )
    return (text,)


def _say_public(change: Create | Update, *, public: bool) -> tuple[Message, ...]:
    """Say that a dataset becomes public."""
    if not public:
        return ()
    return (say("{key} {title} will be for the public again", key=change.identifier, title=quote(change.title)),)


def _say_lost(footprint: Footprint, lost: Iterable[str]) -> tuple[Message, ...]:
    """Say which stored files cannot come back."""
    titles = [quote(title) for title in lost]
    if not titles:
        return ()
    text = say(
        "{key}: the former files of these resources cannot come back, push the workbook again to store them: {names}",
        key=footprint.identifier,
        names=enumerate_all(titles),
    )
    return (text,)
