"""What a push would do: three sides in, one plan out, nothing written (design decisions 5 to 8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from toolkit.catalogues.base import Scope
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Pushed, Snapshot
from toolkit.model.message import say
from toolkit.model.plan import Change, Plan, Unchanged
from toolkit.sync.guards import find_inventory, guard_withdrawals, stamp
from toolkit.sync.merge import resource_title
from toolkit.sync.verdict import Row, View, find_missing_organization, judge_hidden, judge_rows
from toolkit.sync.wish import Barred, Desired, Faulty, Options, Wish

__all__ = ["Barred", "Desired", "Faulty", "Options", "Wish", "build_plan", "build_scope", "stamp"]


def build_scope(wish: Wish, pushed: Mapping[str, Pushed]) -> Scope:
    """Say what the snapshot for a wish must cover.

    >>> build_scope(Wish(("a",)), {"a:1": Pushed("a:1", "a", "4f", "baeume", None)})
    Scope(inventories=('a',), organizations=(), known={'a:1': '4f'})
    """
    known = {identifier: entry.catalogue_id for identifier, entry in pushed.items() if entry.catalogue_id}
    return Scope(wish.inventories, wish.scope, known)


def build_plan(wish: Wish, snapshot: Snapshot, pushed: Mapping[str, Pushed], options: Options) -> Plan:
    """Compare what the sheets ask for with the catalogue and the ledger.

    ``snapshot`` covers the scope that ``build_scope`` gives, ``pushed`` is the ledger's answer for the wish's
    inventories.
    """
    view = View(snapshot, pushed, options)
    rows = _group_rows(wish)
    judged = chain.from_iterable(judge_rows(same, view) for same in rows.values())
    gone = _list_gone(wish, frozenset(rows), view)
    changes = tuple(sorted((*judged, *gone), key=lambda change: (change.identifier, change.kind)))
    return Plan(
        snapshot.target,
        wish.inventories,
        stamp(snapshot, wish.scope),
        changes,
        organizations=_list_organizations(wish, changes, view),
        guards=guard_withdrawals(changes, snapshot, wish.inventories, options.withdraw_limit),
        resource_titles=_name_resources(wish, changes, snapshot),
        scope_organizations=wish.scope,
    )


def _group_rows(wish: Wish) -> dict[str, list[Row]]:
    """Put rows with the same identifier together, those to hold back first."""
    every: tuple[Row, ...] = (*wish.barred, *wish.faulty, *wish.desired)
    rows: dict[str, list[Row]] = {}
    for row in every:
        rows.setdefault(row.identifier, []).append(row)
    return rows


def _list_gone(wish: Wish, named: frozenset[str], view: View) -> Iterator[Change]:
    """Decide about datasets of these inventories that no row names any more.

    A wish to adopt speaks of rows, so that it does not reach a dataset without one.
    """
    for identifier, held in view.snapshot.held.items():
        pushed = view.pushed.get(identifier)
        inventory = pushed.inventory if pushed else find_inventory(identifier, wish.inventories)
        if identifier in named or inventory not in wish.inventories:
            continue
        reason = say("its row is no longer in the inventory {inventory}", inventory=inventory)
        title = str(held.entry.fields.get("title") or identifier)
        yield from judge_hidden(Barred(identifier, title, inventory, reason), view, adopt=False)


def _list_organizations(wish: Wish, changes: Iterable[Change], view: View) -> tuple[Organization, ...]:
    """List the organisations to create, each once."""
    by_identifier = {change.identifier: change for change in changes}
    missing: dict[str, Organization] = {}
    for row in sorted(wish.desired, key=lambda row: row.identifier):
        organization = find_missing_organization(row, by_identifier[row.identifier], view)
        if organization is not None:
            missing.setdefault(organization.name, organization)
    return tuple(missing[name] for name in sorted(missing))


def _name_resources(wish: Wish, changes: Iterable[Change], snapshot: Snapshot) -> dict[str, str]:
    """Give the titles of the resources that a report may have to name."""
    shown = {change.identifier for change in changes if not isinstance(change, Unchanged) or change.kept}
    held = (snapshot.held[identifier].entry for identifier in sorted(shown & snapshot.held.keys()))
    entries: Iterable[Entry] = chain(held, (row.entry for row in wish.desired if row.identifier in shown))
    return {item.id: resource_title(item) or item.id for entry in entries for item in entry.resources}
