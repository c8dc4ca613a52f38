"""What becomes of one row: every change of a plan is decided here. Pure.

Protection comes first: a dataset of ours that must not be public is withdrawn even where nothing else can be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from rapidfuzz import process

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Missing, Pushed, Snapshot
from toolkit.model.identity import resource_id
from toolkit.model.message import Message, say
from toolkit.model.plan import (
    IDENTIFIER,
    Adopt,
    Blocked,
    Change,
    Conflict,
    Create,
    FieldChange,
    Kept,
    Unchanged,
    Update,
    Withdraw,
)
from toolkit.sync.adoption import build_kept_base
from toolkit.sync.alignment import find_same_resources, rename_paths, rename_resources
from toolkit.sync.merge import merge_entry
from toolkit.sync.pending import Pending, settle_base
from toolkit.sync.wish import Barred, Desired, Faulty, Options

Row: TypeAlias = "Desired | Barred | Faulty"

_NEAR = 60
"""From this likeness on (of 100) an organisation's name is worth mentioning."""


@dataclass(frozen=True, slots=True)
class View:
    """All that a row is judged by: the catalogue, the ledger, and what a person allowed.

    ``taken_ids`` are ids of rows' resources that resources of other datasets carry (``find_taken_ids``).
    """

    snapshot: Snapshot
    pushed: Mapping[str, Pushed]
    options: Options
    taken_ids: frozenset[str] = frozenset()

    def held(self, row: Row) -> Held | None:
        """Give what the catalogue holds under a row's identifier."""
        return self.snapshot.held.get(row.identifier)

    def is_ours(self, identifier: str) -> bool:
        """Tell whether a held dataset is the one that the ledger knows; a copy made by hand carries another id."""
        pushed, held = self.pushed.get(identifier), self.snapshot.held.get(identifier)
        if pushed is None or held is None:
            return False
        return pushed.catalogue_id in {"", held.id} or _is_being_created(pushed)

    def find_exposed(self, row: Row) -> Held | None:
        """Give our dataset under a row's identifier if the public can see it."""
        held = self.held(row)
        return held if held and not held.entry.private and self.is_ours(row.identifier) else None


def judge_rows(rows: list[Row], view: View) -> Iterator[Change]:
    """Judge all rows of one identifier; a key that stands twice is never pushed."""
    if len(rows) == 1 or all(isinstance(row, Barred) for row in rows):
        yield from _judge_row(rows[0], view)
        return
    blocked = [_block_double(row, rows) for row in rows if not isinstance(row, Barred)]
    strict = next((row for row in rows if _is_private(row)), None)
    held = view.find_exposed(strict) if strict else None
    if strict and held:
        yield _withdraw(strict, held, blocked[0].reason)
    yield from blocked


def judge_hidden(row: Barred, view: View, *, adopt: bool) -> Iterator[Change]:
    """Decide about a dataset that nobody may see; one that the catalogue does not hold does not appear."""
    held = view.held(row)
    if held is None:
        return
    if not view.is_ours(row.identifier) and not adopt:
        yield _block_foreign(row, held)
    elif held.entry.private:
        yield _rest(row, held, view)
    else:
        yield _withdraw(row, held)


def find_missing_organization(row: Desired, change: Change, view: View) -> Organization | None:
    """Give the organisation that a write needs and that the catalogue lacks."""
    there, organization = view.snapshot.organizations, row.organization
    if organization is None or there is None or not isinstance(change, Create | Update | Adopt):
        return None
    is_needed = change.entry.fields.get("owner_org") == organization.name
    return organization if is_needed and organization.name not in there else None


def _judge_row(row: Row, view: View) -> Iterator[Change]:
    """Judge a row that stands alone."""
    match row:
        case Barred():
            yield from judge_hidden(row, view, adopt=view.options.adopt)
        case Faulty():
            change = Blocked(row.identifier, row.title, row.inventory, row.reason, row.remedy, row.cell)
            yield _protect(row, change, view)
        case Desired():
            yield _protect(row, _require_organization(row, _judge_desired(row, view), view), view)


def _judge_desired(row: Desired, view: View) -> Change:
    """Decide what becomes of a row that is to be in the catalogue."""
    held = view.held(row)
    if held is None:
        return _judge_absent(row, view)
    renamed = view.options.renamed.get(row.identifier)
    if view.options.chosen.get(row.identifier) == held.id or not (renamed or view.is_ours(row.identifier)):
        return _judge_foreign(row, held, view)
    pushed = view.pushed.get(renamed or "") or view.pushed[row.identifier]
    return _require_right(row, _judge_held(_align(row, held, view), held, pushed, view), held, view)


def _judge_held(row: Desired, held: Held, pushed: Pushed, view: View, *forced: FieldChange) -> Change:
    """Merge the three sides of a dataset of ours; ``forced`` are changes that no field of its entry tells."""
    own = (row.identifier, row.title, row.inventory)
    merged = merge_entry(settle_base(pushed, held), row.entry, held.entry, view.options.rules)
    sheet = replace(row.entry, name=held.entry.name)
    if merged.clashes:
        return Conflict(*own, tuple(replace(clash, cell=row.origins.get(clash.field)) for clash in merged.clashes))
    former = pushed.identifier if pushed.identifier != row.identifier else ""
    # The ledger learns a new key before the catalogue does; a run may have died, or been refused, in between.
    last = former or (pushed.base.identifier if pushed.base else row.identifier)
    identified = _identify(row, last, merged.changes) if last != row.identifier else ()
    changes = _add_cells(row, (*forced, *identified, *merged.changes))
    kept = (*_keep_name(pushed, held), *merged.kept)
    if not changes:
        return Unchanged(*own, kept, sheet if _must_remember(pushed, sheet) else None)
    entry, removed = merged.entry, merged.removed
    return Update(*own, held.id, held.revision, entry, sheet, changes, kept, removed, former=former)


def _judge_absent(row: Desired, view: View) -> Change:
    """Decide about a row that the catalogue does not hold: new, or removed there by hand."""
    pushed, missing = view.pushed.get(row.identifier), view.snapshot.missing.get(row.identifier)
    if pushed is None or _is_being_created(pushed) or _is_being_deleted(pushed):
        return _build_create(row, view)
    if missing is not None and missing.kind == "hidden":
        return _block_hidden(row, pushed)
    if not view.options.restore:
        return _block_removed(row, missing)
    return _restore(row, missing.held, pushed, view) if missing and missing.held else _build_create(row, view)


def _build_create(row: Desired, view: View) -> Create:
    """Add a dataset; a resource id that another dataset carries, because its key was changed, is not used again."""
    row = _align(row, None, view)
    return Create(row.identifier, row.title, row.inventory, row.entry, row.origins)


def _restore(row: Desired, held: Held, pushed: Pushed, view: View) -> Change:
    """Bring a deleted dataset back as the one that it was, so that links to it live again."""
    state = FieldChange("state", "deleted", "active")
    return _judge_held(_align(row, held, view), held, pushed, view, state)


def _judge_foreign(row: Desired, held: Held, view: View) -> Change:
    """Take over a dataset that the ledger does not know, if somebody wishes so."""
    is_chosen = view.options.chosen.get(row.identifier) == held.id
    if not (is_chosen or view.options.adopt):
        return _block_foreign(row, held)
    aligned = _align(row, held, view, adopting=True)
    return _require_right(row, _build_adopt(aligned, held, view), held, view)


def _build_adopt(row: Desired, held: Held, view: View) -> Adopt:
    """Take over a dataset: the sheet wins, unless what the catalogue says is to be kept."""
    keep = view.options.keep
    base = build_kept_base(row.entry, held.entry) if keep else None
    merged = merge_entry(base, row.entry, held.entry, view.options.rules)
    own = (row.identifier, row.title, row.inventory, held.id, held.revision)
    sheet = replace(row.entry, name=held.entry.name) if keep else None
    changes = (*_identify(row, held.entry.identifier, merged.changes), *merged.changes)
    return Adopt(*own, merged.entry, _add_cells(row, changes), sheet, merged.kept)


def _identify(row: Desired, former: str, changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """Tell of a new identifier, unless a field of the catalogue's own does."""
    if former == row.identifier or any(change.after == row.identifier for change in changes):
        return ()
    return (FieldChange(IDENTIFIER, former or None, row.identifier),)


def _align(row: Desired, held: Held | None, view: View, *, adopting: bool = False) -> Desired:
    """Let the row's resources carry the ids that the catalogue gave them, and their cells with them."""
    ids = find_same_resources(row.entry, held.entry, adopting=adopting) if held else {}
    pushed = view.pushed.get(row.identifier)
    if held and pushed and pushed.base and not adopting:
        # One that was taken over and then removed in the catalogue is known by its key in what was last pushed.
        ids = {**find_same_resources(row.entry, pushed.base), **ids}
    there = {resource.id for resource in held.entry.resources} if held else set()
    for id_ in (item.id for item in row.entry.resources if item.id not in there and item.id not in ids):
        # Where nothing else tells it, a resource is known again by the id that it got in the place of a taken one.
        instead = resource_id(row.identifier, id_)
        if id_ in view.taken_ids or instead in there:
            ids[id_] = instead
    if not ids:
        return row
    return replace(row, entry=rename_resources(row.entry, ids), origins=rename_paths(row.origins, ids))


def _keep_name(pushed: Pushed, held: Held) -> tuple[Kept, ...]:
    """Tell of a URL name that somebody changed in the catalogue: theirs stays, and the ledger learns it."""
    name = held.entry.name
    return (Kept("name", pushed.name, name),) if pushed.name and pushed.name != name else ()


def _require_right(row: Desired, change: Change, held: Held, view: View) -> Change:
    """Block a write to a dataset that somebody moved to an organisation that we may not write to."""
    there, organization = view.snapshot.organizations, held.entry.fields.get("owner_org")
    own = row.organization.name if row.organization else None
    if not isinstance(change, Update | Adopt) or there is None or not organization:
        return change
    if organization in there or organization == own:
        return change
    return Blocked(
        row.identifier,
        row.title,
        row.inventory,
        say(
            "in the catalogue it belongs to the organisation {name}, which may not be written to",
            name=str(organization),
        ),
        say("ask for the role of an editor in that organisation, or have the dataset moved back"),
        row.cell,
    )


def _rest(row: Barred, held: Held, view: View) -> Unchanged:
    """Leave a private dataset alone; an open intent is closed in the ledger."""
    pushed = view.pushed.get(row.identifier)
    sheet = settle_base(pushed, held) if isinstance(pushed, Pending) else None
    return Unchanged(row.identifier, row.title, row.inventory, sheet=sheet)


def _withdraw(row: Row, held: Held, waiting: Message | None = None) -> Withdraw:
    """Make a held dataset private, with reason and cell; ``waiting`` says why nothing else is done."""
    own = (row.identifier, row.title, row.inventory, held.id, held.revision)
    if isinstance(row, Barred):
        return Withdraw(*own, row.reason, row.cell)
    cell = row.origins.get("private") if isinstance(row, Desired) else None
    reason = say("the sheet no longer gives it to the public; the rest has to wait: {reason}", reason=waiting or "")
    return Withdraw(*own, reason, cell or row.cell)


def _protect(row: Desired | Faulty, change: Change, view: View) -> Change:
    """Withdraw what must not stay public, although the rest of its change cannot be done."""
    held = view.find_exposed(row)
    if held is None or not _is_private(row):
        return change
    match change:
        case Blocked():
            return _withdraw(row, held, change.reason)
        case Conflict():
            fields = ", ".join(clash.field for clash in change.clashes)
            return _withdraw(row, held, say("{fields} changed in the sheet and in the catalogue", fields=fields))
        case _:
            return change


def _is_private(row: Row) -> bool:
    """Tell whether a row's release decision keeps it from the public."""
    match row:
        case Barred():
            return True
        case Faulty():
            return row.private
        case Desired():
            return row.entry.private


def _is_being_created(pushed: Pushed) -> bool:
    """Tell whether the ledger holds an open intent to create the dataset."""
    return isinstance(pushed, Pending) and pushed.before is None


def _is_being_deleted(pushed: Pushed) -> bool:
    """Tell whether an undo was deleting the dataset when it died."""
    return isinstance(pushed, Pending) and pushed.is_deletion


def _must_remember(pushed: Pushed, sheet: Entry) -> bool:
    """Tell whether the ledger's base is not what the sheet says, as where both sides came to the same by themselves."""
    if isinstance(pushed, Pending) or pushed.base is None or pushed.carried:
        return True
    return _content(pushed.base) != _content(sheet)


def _content(entry: Entry) -> tuple[object, ...]:
    """Give what counts in a base: not where a local file lies."""
    return entry.name, entry.fields, [(resource.id, resource.fields) for resource in entry.resources]


def _block_foreign(row: Row, held: Held) -> Blocked:
    """Report a dataset that carries our identifier without being known as ours."""
    return Blocked(
        row.identifier,
        row.title,
        row.inventory,
        say("the catalogue's entry {name} carries our identifier but is not in the ledger", name=held.entry.name),
        say("take it over with --adopt if it is the same dataset, or change its identifier in the catalogue"),
        row.cell,
    )


def _block_hidden(row: Desired, pushed: Pushed) -> Blocked:
    """Report a dataset of ours that the catalogue does not show to us any more."""
    organization = pushed.base.fields.get("owner_org") if pushed.base else None
    remedy = say("ask for the role of an editor in the organisation that it belongs to now")
    if organization:
        last = say("it was last in {organization}", organization=str(organization))
        remedy = say("{remedy}; {last}", remedy=remedy, last=last)
    reason = say("it was pushed before, and the token may not see it any more")
    return Blocked(row.identifier, row.title, row.inventory, reason, remedy, row.cell)


def _block_removed(row: Desired, missing: Missing | None) -> Blocked:
    """Report a dataset of ours that somebody removed by hand: deleted, so that it can come back, or gone."""
    reason = say("it was pushed before, and somebody removed it from the catalogue")
    remedy = say("take its row out of the sheet, or push it anew with --restore")
    if missing is not None and missing.held is not None:
        reason = say("it was pushed before, and somebody deleted it in the catalogue")
        remedy = say("take its row out of the sheet, or bring it back with --restore")
    return Blocked(row.identifier, row.title, row.inventory, reason, remedy, row.cell)


def _block_double(row: Row, rows: list[Row]) -> Blocked:
    """Report a key that stands in several rows; a row with errors of its own keeps those."""
    own = (row.identifier, row.title, row.inventory)
    if isinstance(row, Faulty):
        return Blocked(*own, row.reason, row.remedy, row.cell)
    cells = ", ".join(str(other.cell) for other in rows if other.cell) or "–"
    reason = say("{n} rows carry the key {identifier}: {cells}", n=len(rows), identifier=row.identifier, cells=cells)
    return Blocked(*own, reason, say("give each row a key of its own"), row.cell)


def _require_organization(row: Desired, change: Change, view: View) -> Change:
    """Block a write into an organisation that is not there, unless it is to be created."""
    missing = find_missing_organization(row, change, view)
    if missing is None or view.options.create_organizations:
        return change
    return Blocked(
        row.identifier,
        row.title,
        row.inventory,
        say("the catalogue has no organisation {name} that may be written to", name=missing.name),
        _suggest_organization(missing, view.snapshot.organizations or {}),
        row.origins.get("owner_org") or row.cell,
    )


def _suggest_organization(missing: Organization, there: Mapping[str, str]) -> Message:
    """Name the organisation that is most like the missing one."""
    choices = {name: f"{name} {there[name]}".casefold() for name in sorted(there)}
    best = process.extractOne(f"{missing.name} {missing.title}".casefold(), choices, score_cutoff=_NEAR)
    if best is None:
        return say("create it with --create-organizations, or in the catalogue")
    return say(
        "did you mean {nearest} ({title})? Otherwise create it with --create-organizations, or in the catalogue",
        nearest=best[2],
        title=there[best[2]],
    )


def _add_cells(row: Desired, changes: Iterable[FieldChange]) -> tuple[FieldChange, ...]:
    """Say of each change which cell it comes from."""
    return tuple(replace(change, cell=row.origins.get(change.field)) for change in changes)
