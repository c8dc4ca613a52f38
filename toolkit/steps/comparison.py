"""Compares a catalogue with what was last pushed there, field by field; only reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from toolkit.catalogues.base import Catalogue
from toolkit.model.dataset import Dataset, Described
from toolkit.model.entry import Entry, Held, Pushed, Resource, Snapshot, Value, resource_title
from toolkit.model.inventory import Inventory
from toolkit.model.path import DATASET_PATHS, DISTRIBUTION_PATHS, read_path
from toolkit.steps.wish import build_question, build_wish, name_datasets
from toolkit.sync.alignment import find_same_resources, rename_resources
from toolkit.sync.difference import RESOURCES, Compared, Difference
from toolkit.sync.ledger import Ledger
from toolkit.sync.merge import is_same_value
from toolkit.sync.pending import settle_base
from toolkit.sync.plan import build_scope
from toolkit.sync.succession import carry_over
from toolkit.sync.wish import Desired

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


@runtime_checkable
class ReadsValues(Protocol):
    """A catalogue whose fields are not named as the canonical ones."""

    def read_value(self, field: str, value: Value) -> Mapping[str, Any]:
        """Read what one field says: canonical path -> value."""
        ...


def compare(inventory: Inventory, catalogue: Catalogue, ledger: Ledger) -> Compared:
    """Compare what the catalogue holds with what was last pushed there, for the datasets of one inventory.

    Reads from the catalogue only. Raises what reading the catalogue raises.
    """
    known = carry_over(ledger.pushed(catalogue.target, (inventory.name,)), catalogue, ledger.notation)
    inventories = (inventory,)
    snapshot = catalogue.fetch_snapshot(build_scope(build_question(inventories), known.pushed))
    names = name_datasets(inventories, catalogue, snapshot, known.pushed)
    wish = build_wish(inventories, catalogue, names, known.pushed)
    described = {one.dataset.identifier: one for one in inventory.described}
    found: list[Difference] = []
    compared = 0
    for row in wish.desired:
        pushed = known.pushed.get(row.identifier)
        if pushed is not None:
            compared += 1
            found += _compare_row(_Side(row, described[row.identifier], pushed, catalogue), snapshot)
    titles = {
        item.id: resource_title(item) or item.id for held in snapshot.held.values() for item in held.entry.resources
    }
    return Compared(catalogue.target, tuple(found), len(wish.faulty), compared, titles)


@dataclass(frozen=True, slots=True)
class _Side:
    """A row that was pushed before."""

    row: Desired
    described: Described
    pushed: Pushed
    catalogue: Catalogue


def _compare_row(side: _Side, snapshot: Snapshot) -> Iterator[Difference]:
    """Compare one dataset."""
    row = side.row
    held = snapshot.held.get(row.identifier)
    if held is None or (side.pushed.catalogue_id and held.id != side.pushed.catalogue_id):
        yield Difference(row.identifier, row.title, "", row.title, row.title, None, "deleted")
        return
    base = settle_base(side.pushed, held)
    if base is None:
        return
    # One that somebody took away is known by its key in what was last pushed.
    ids = {**find_same_resources(row.entry, base), **find_same_resources(row.entry, held.entry)}
    sheet = rename_resources(row.entry, ids)
    parts = {
        ids.get(own.id, own.id): part.key
        for own, part in zip(row.entry.resources, side.described.dataset.distributions, strict=True)
    }
    yield from _compare_fields(side, held, "", (base.fields, sheet.fields, held.entry.fields), "")
    yield from _compare_resources(side, held, base, sheet, parts)


def _compare_resources(
    side: _Side, held: Held, base: Entry, sheet: Entry, parts: Mapping[str, str]
) -> Iterator[Difference]:
    """Compare the resources: those on all sides field by field; then what was added, and what was taken away."""
    before, there = _by_id(base.resources), _by_id(held.entry.resources)
    row = side.row
    for resource in sheet.resources:
        if resource.id in there and resource.id in before:
            three = (before[resource.id].fields, resource.fields, there[resource.id].fields)
            yield from _compare_fields(side, held, f"{RESOURCES}{resource.id}.", three, parts[resource.id])
        elif resource.id in before:
            title = resource_title(resource)
            path = f"{RESOURCES}{resource.id}"
            yield Difference(row.identifier, row.title, path, title, title, None, "lost resource", parts[resource.id])
    ours = {resource.id for resource in sheet.resources}
    for resource in held.entry.resources:
        if resource.id not in before and resource.id not in ours:
            title = resource_title(resource)
            path = f"{RESOURCES}{resource.id}"
            yield Difference(row.identifier, row.title, path, None, None, title, "new resource", resource=title or "")


def _by_id(resources: Iterable[Resource]) -> dict[str, Resource]:
    return {resource.id: resource for resource in resources}


def _compare_fields(
    side: _Side,
    held: Held,
    prefix: str,
    three: tuple[Mapping[str, Value], Mapping[str, Value], Mapping[str, Value]],
    part: str,
) -> Iterator[Difference]:
    """Compare the fields that the sheet steers: what the catalogue changed and the sheet does not say."""
    before, sheet, there = three
    for name, said in sheet.items():
        now = there.get(name)
        base = before.get(name, now)
        if is_same_value(now, base) or is_same_value(now, said):
            continue
        field_ = f"{RESOURCES}{name}" if prefix else name
        catalogue = side.catalogue
        read = catalogue.read_value(field_, now) if isinstance(catalogue, ReadsValues) else {name: now}
        if _is_said(side.described.dataset, part, read):
            continue
        yield Difference(
            side.row.identifier,
            side.row.title,
            prefix + name,
            base,
            said,
            now,
            part=part,
            values=read,
            changed=_find_day(held.revision),
        )


def _is_said(dataset: Dataset, part: str, read: Mapping[str, Any]) -> bool:
    """Tell whether a sheet says in its own words what the catalogue says in others: a licence by its number there."""
    thing = next((one for one in dataset.distributions if one.key == part), None) if part else dataset
    known = DISTRIBUTION_PATHS if part else DATASET_PATHS
    return thing is not None and any(
        is_same_value(read_path(thing, path), value) for path, value in read.items() if path in known
    )


def _find_day(revision: str) -> str:
    """Give the day of a revision that is a time, as in CKAN; empty for any other.

    >>> _find_day("2026-11-23T05:33:00.1"), _find_day("9f86d081884c7d65")
    ('2026-11-23', '')
    """
    return revision[:10] if _DAY.match(revision) else ""
