"""Says what the workbooks ask of a catalogue: each dataset with its URL name, its entry and its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from toolkit.catalogues.base import Catalogue
from toolkit.model.dataset import Described
from toolkit.model.entry import Entry, Pushed, Snapshot, Value, is_empty
from toolkit.model.grid import CellRef
from toolkit.model.identity import build_name, resource_id
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.release import Audience, Release
from toolkit.sync.wish import Barred, Desired, Faulty, Wish

_NOTHING: Mapping[str, Pushed] = MappingProxyType({})


def list_organizations(inventories: Iterable[Inventory]) -> tuple[str, ...]:
    """Name the organisations that the datasets belong to."""
    datasets = (described.dataset for inventory in inventories for described in inventory.described)
    return tuple(sorted({dataset.organization.name for dataset in datasets if dataset.organization}))


def build_question(inventories: Sequence[Inventory]) -> Wish:
    """Say what the catalogue is asked for, before anything is wished for: no row stands in it yet."""
    datasets = (described.dataset for inventory in inventories for described in inventory.described)
    return Wish(
        tuple(inventory.name for inventory in inventories),
        organizations=list_organizations(inventories),
        tree=tuple({one.name: one for inventory in inventories for one in inventory.organizations}.values()),
        groups=tuple({one.name: one for inventory in inventories for one in inventory.groups}.values()),
        has_groups=any(dataset.groups for dataset in datasets),
    )


def name_datasets(
    inventories: Iterable[Inventory], catalogue: Catalogue, snapshot: Snapshot, pushed: Mapping[str, Pushed]
) -> dict[str, str]:
    """Give every dataset its URL name: the one it has, else a new one that nobody uses (design decision 4)."""
    names = {identifier: entry.name for identifier, entry in pushed.items() if entry.name}
    names |= {identifier: held.entry.name for identifier, held in snapshot.held.items()}
    new = [
        described.dataset
        for inventory in inventories
        for described in inventory.ready(Audience.PUBLIC, Audience.STAFF)
        if described.dataset.identifier not in names
    ]
    wanted = frozenset(build_name(dataset.title, dataset.identifier, frozenset()) for dataset in new)
    taken = set(catalogue.fetch_taken_names(wanted)) | set(names.values()) if new else set()
    for dataset in new:
        names[dataset.identifier] = build_name(dataset.title, dataset.identifier, taken)
        taken.add(names[dataset.identifier])
    return names


def build_wish(
    inventories: Sequence[Inventory],
    catalogue: Catalogue,
    names: Mapping[str, str],
    pushed: Mapping[str, Pushed] = _NOTHING,
) -> Wish:
    """Sort every dataset into what is to be there, what is barred, and what has errors.

    ``pushed`` is what the ledger remembers: what once followed from the sheet, and follows no more, is to go.
    """
    desired: list[Desired] = []
    barred: list[Barred] = []
    faulty: list[Faulty] = []
    for inventory in inventories:
        for described, release in inventory.decided():
            if release.audience is Audience.NOBODY:
                barred.append(_bar(described, release, inventory))
            elif described.dataset.key in inventory.faulty:
                faulty.append(_fault(described, release, inventory))
            else:
                wanted = _desire(described, release, inventory, catalogue, names)
                known = pushed.get(described.dataset.identifier)
                base = known.base if known and catalogue.derived and not described.unread else None
                desired.append(retire(wanted, base, catalogue.derived) if base else wanted)
    return replace(build_question(inventories), desired=tuple(desired), barred=tuple(barred), faulty=tuple(faulty))


def retire(desired: Desired, base: Entry, derived: frozenset[str]) -> Desired:
    """Ask for what followed from the sheet at the last push, and follows no more, to be empty."""
    there = {resource.id: resource.fields for resource in base.resources}
    entry = desired.entry
    resources = tuple(
        replace(one, fields=_empty(one.fields, there.get(one.id, {}), derived, "resources.")) for one in entry.resources
    )
    fields = _empty(entry.fields, base.fields, derived, "")
    return replace(desired, entry=replace(entry, fields=fields, resources=resources))


def _empty(
    fields: Mapping[str, Value], base: Mapping[str, Value], derived: frozenset[str], prefix: str
) -> Mapping[str, Value]:
    """Add the derived fields that the base fills and that nothing fills now."""
    gone = [key for key in base if prefix + key in derived and key not in fields and not is_empty(base[key])]
    return {**fields, **dict.fromkeys(gone)} if gone else fields


def _bar(described: Described, release: Release, inventory: Inventory) -> Barred:
    """Hold a dataset back for the reason that the release gate gave."""
    dataset, reason = described.dataset, release.reasons[0]
    return Barred(dataset.identifier, dataset.title, inventory.name, reason.message, reason.cell)


def _fault(described: Described, release: Release, inventory: Inventory) -> Faulty:
    """Hold a dataset back for its first error."""
    dataset, finding = described.dataset, inventory.faulty[described.dataset.key]
    # A remedy with a piece of mapping below it needs more room than a plan's line has.
    remedy = None if finding.snippet else finding.remedy
    remedy = remedy or say("“bestand check {file}” says how to correct it.", file=inventory.file)
    private = release.audience is not Audience.PUBLIC
    return Faulty(
        dataset.identifier, dataset.title, inventory.name, finding.message, remedy, finding.place.cell, private
    )


def _desire(
    described: Described, release: Release, inventory: Inventory, catalogue: Catalogue, names: Mapping[str, str]
) -> Desired:
    """Put a dataset into the catalogue's own fields and remember where each of them came from."""
    dataset = described.dataset
    known = replace(described, managed=described.managed - described.unread)
    entry = _leave_unread(catalogue.build_entry(known, release, names[dataset.identifier]), described, catalogue)
    return Desired(
        _locate_files(entry, Path(inventory.folder)),
        dataset.title,
        inventory.name,
        _trace(described, release, catalogue),
        dataset.organization,
    )


def _leave_unread(entry: Entry, described: Described, catalogue: Catalogue) -> Entry:
    """Leave out what a cell says but nobody could read: it is unknown, so that what the catalogue holds stays."""
    if not described.unread:
        return entry
    resources = []
    for part, resource in zip(described.dataset.distributions, entry.resources, strict=True):
        prefix = f"distributions.{part.key}."
        paths = (path.removeprefix(prefix) for path in described.unread if path.startswith(prefix))
        unread = {catalogue.field_of(f"distributions.{path}") for path in paths}
        fields = {field: value for field, value in resource.fields.items() if field not in unread}
        resources.append(replace(resource, fields=fields))
    return replace(entry, resources=tuple(resources))


def _locate_files(entry: Entry, folder: Path) -> Entry:
    """Make the paths of local files whole, so that a push finds them from anywhere."""
    resources = tuple(
        replace(resource, file=(folder / resource.file).as_posix()) if resource.file else resource
        for resource in entry.resources
    )
    return replace(entry, resources=resources)


def _trace(described: Described, release: Release, catalogue: Catalogue) -> dict[str, CellRef]:
    """Name the cell of every entry field, by the names that the plan uses."""
    cells: dict[str, CellRef] = {}
    ids = {part.key: resource_id(described.dataset.identifier, part.key) for part in described.dataset.distributions}
    for path, cell in described.origins.items():
        head, _, rest = path.partition(".")
        if head != "distributions":
            field = "identifier" if path == "key" else catalogue.field_of(path)
        else:
            key = next((key for key in ids if rest == key or rest.startswith(f"{key}.")), "")
            inner = catalogue.field_of(f"distributions.{rest.removeprefix(key).lstrip('.')}") if rest != key else ""
            field = ".".join(part for part in ("resources", ids.get(key, ""), inner) if part)
        if field:
            cells[field] = cell
    decisive = next((reason.cell for reason in release.reasons if reason.cell), None)
    return cells | ({"private": decisive} if decisive else {})
