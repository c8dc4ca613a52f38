"""What becomes of one row: every change of a plan is decided here. Pure.

Protection comes first: a dataset of ours that must not be public is withdrawn even where nothing else can be done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from rapidfuzz import process

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Held, Pushed, Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Adopt, Blocked, Change, Conflict, Create, FieldChange, Unchanged, Update, Withdraw
from toolkit.sync.merge import list_field_changes, merge_entry
from toolkit.sync.pending import Pending, settle_base
from toolkit.sync.wish import Barred, Desired, Faulty, Options

Row: TypeAlias = "Desired | Barred | Faulty"

_NEAR = 60
"""From this likeness on (of 100) an organisation's name is worth mentioning."""


@dataclass(frozen=True, slots=True)
class View:
    """All that a row is judged by: the catalogue, the ledger, and what a person allowed."""

    snapshot: Snapshot
    pushed: Mapping[str, Pushed]
    options: Options

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
    if not view.is_ours(row.identifier):
        return _build_adopt(row, held) if view.options.adopt else _block_foreign(row, held)
    return _judge_held(row, held, view.pushed[row.identifier], view)


def _judge_held(row: Desired, held: Held, pushed: Pushed, view: View) -> Change:
    """Merge the three sides of a dataset of ours."""
    own = (row.identifier, row.title, row.inventory)
    merged = merge_entry(settle_base(pushed, held), row.entry, held.entry, view.options.prefer)
    sheet = replace(row.entry, name=held.entry.name)
    if merged.clashes:
        return Conflict(*own, tuple(replace(clash, cell=row.origins.get(clash.field)) for clash in merged.clashes))
    if not merged.changes:
        return Unchanged(*own, merged.kept, sheet if _must_remember(pushed, sheet) else None)
    changes = _add_cells(row, merged.changes)
    return Update(*own, held.id, held.revision, merged.entry, sheet, changes, merged.kept, merged.removed)


def _judge_absent(row: Desired, view: View) -> Change:
    """Decide about a row that the catalogue does not hold: new, or removed there by hand."""
    pushed = view.pushed.get(row.identifier)
    if pushed is None or _is_being_created(pushed) or view.options.restore:
        changes = _add_cells(row, list_field_changes(row.entry))
        return Create(row.identifier, row.title, row.inventory, row.entry, changes)
    return Blocked(
        row.identifier,
        row.title,
        row.inventory,
        say("it was pushed before, and somebody removed it from the catalogue"),
        say("take its row out of the sheet, or push it anew with --restore"),
        row.cell,
    )


def _build_adopt(row: Desired, held: Held) -> Adopt:
    """Take over a dataset that carries our identifier: the sheet wins."""
    merged = merge_entry(None, row.entry, held.entry)
    changes = _add_cells(row, merged.changes)
    return Adopt(row.identifier, row.title, row.inventory, held.id, held.revision, merged.entry, changes)


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


def _must_remember(pushed: Pushed, sheet: Entry) -> bool:
    """Tell whether the ledger's base is not what the sheet says, as where both sides came to the same by themselves."""
    if isinstance(pushed, Pending) or pushed.base is None:
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
