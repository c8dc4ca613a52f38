"""What a push would do: three sides in, one plan out, nothing written (design decisions 5 to 8). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from toolkit.catalogues.base import Scope
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Pushed, Snapshot, resource_title
from toolkit.model.message import say
from toolkit.model.plan import Change, Likeness, Plan, Unchanged
from toolkit.sync.alignment import find_taken_ids
from toolkit.sync.foundation import list_missing_organizations, list_needed_groups, settle_wish_groups
from toolkit.sync.guards import find_inventory, guard_likenesses, guard_withdrawals, stamp
from toolkit.sync.likeness import find_likenesses
from toolkit.sync.verdict import Row, View, find_missing_organization, judge_hidden, judge_rows
from toolkit.sync.wish import Barred, Desired, Faulty, Options, Wish

__all__ = ["Barred", "Desired", "Faulty", "Options", "Wish", "build_plan", "build_scope", "stamp"]


def build_scope(asked: Wish | Plan, pushed: Mapping[str, Pushed]) -> Scope:
    """Say what the snapshot must cover for a wish, or for a plan that is to be carried out.

    >>> scope = build_scope(Wish(("a",)), {"a:1": Pushed("a:1", "a", "4f", "baeume", None, last_revision="7")})
    >>> scope.known, scope.revisions
    ({'a:1': '4f'}, {'a:1': '7'})
    """
    known = {identifier: entry.catalogue_id for identifier, entry in pushed.items() if entry.catalogue_id}
    revisions = {identifier: entry.last_revision for identifier, entry in pushed.items() if entry.last_revision}
    if isinstance(asked, Wish):
        return Scope(asked.inventories, asked.scope, known, revisions, asked.has_groups)
    # A dataset whose key was changed is known by its new one only.
    ids = frozenset(asked.known.values())
    others = {identifier: id_ for identifier, id_ in known.items() if id_ not in ids}
    return Scope(asked.inventories, asked.scope_organizations, {**others, **asked.known}, revisions)


def build_plan(wish: Wish, snapshot: Snapshot, pushed: Mapping[str, Pushed], options: Options) -> Plan:
    """Compare what the sheets ask for with the catalogue and the ledger.

    ``snapshot`` covers the scope that ``build_scope`` gives, ``pushed`` is the ledger's answer for the wish's
    inventories.
    """
    grouped = settle_wish_groups(wish, snapshot.groups, create=options.create_groups)
    wish = grouped.wish
    view = View(snapshot, pushed, options, find_taken_ids((row.entry for row in wish.desired), snapshot.held))
    rows = _group_rows(wish)
    judged = chain.from_iterable(judge_rows(same, view) for same in rows.values())
    gone = _list_gone(wish, frozenset(rows), view)
    likenesses = _find_likenesses(wish, frozenset(rows), view)
    plan = _assemble(wish, (*judged, *gone), view)
    guards = (*plan.guards, *guard_likenesses(likenesses, options.withdraw_limit))
    warnings = (*plan.warnings, *grouped.warnings)
    groups = list_needed_groups(grouped.new, plan.changes)
    return replace(plan, guards=guards, likenesses=likenesses, warnings=warnings, groups=groups)


def build_adoption(wish: Wish, snapshot: Snapshot, pushed: Mapping[str, Pushed], options: Options) -> Plan:
    """Plan for some rows only: those of datasets to take over and of datasets whose keys were changed.

    ``snapshot`` holds the datasets under the identifiers of their rows; no other row and no other dataset is looked at.
    """
    chosen = options.chosen.keys() | options.renamed.keys()
    wish = settle_wish_groups(wish, snapshot.groups, create=False).wish
    some = replace(
        wish,
        desired=tuple(row for row in wish.desired if row.identifier in chosen),
        barred=tuple(row for row in wish.barred if row.identifier in chosen),
        faulty=tuple(row for row in wish.faulty if row.identifier in chosen),
        organizations=wish.scope,
    )
    view = View(snapshot, pushed, options, find_taken_ids((row.entry for row in some.desired), snapshot.held))
    judged = chain.from_iterable(judge_rows(same, view) for same in _group_rows(some).values())
    known = {identifier: snapshot.held[identifier].id for identifier in chosen & snapshot.held.keys()}
    return replace(_assemble(some, judged, view), known=known)


def _assemble(wish: Wish, changes: Iterable[Change], view: View) -> Plan:
    """Put a plan together."""
    snapshot, limit = view.snapshot, view.options.withdraw_limit
    ordered = tuple(sorted(changes, key=lambda change: (change.identifier, change.kind)))
    return Plan(
        snapshot.target,
        wish.inventories,
        stamp(snapshot, wish.scope),
        ordered,
        organizations=_list_organizations(wish, ordered, view),
        guards=guard_withdrawals(ordered, snapshot, wish.inventories, limit),
        warnings=snapshot.warnings,
        resource_titles=_name_resources(wish, ordered, snapshot),
        scope_organizations=wish.scope,
    )


def _find_likenesses(wish: Wish, named: frozenset[str], view: View) -> tuple[Likeness, ...]:
    """Find rows with new keys, or with other titles, that look like datasets whose rows are gone, or have others now.

    So renumbered keys are noticed, too: then each row describes what another one described until now.
    """
    held, pushed = view.snapshot.held, view.pushed
    held_back: tuple[Row, ...] = (*wish.barred, *wish.faulty)
    moved = [row for row in wish.desired if _has_other_title(row, pushed.get(row.identifier))]
    hidden = [row for row in held_back if _has_other_title(row, pushed.get(row.identifier))]
    new = [row for row in wish.desired if row.identifier not in held and row.identifier not in pushed]
    if not (new or moved):
        return ()
    left = (name for name in held if name not in named and view.is_ours(name))
    gone = [name for name in left if pushed[name].inventory in wish.inventories]
    open_ = [*gone, *(row.identifier for row in (*moved, *hidden) if view.is_ours(row.identifier))]
    last = (replace(pushed[name].base or held[name].entry, identifier=name) for name in open_)
    found = find_likenesses([*new, *moved], last)
    return tuple(likeness for likeness in found if likeness.identifier != likeness.former)


def _has_other_title(row: Row, pushed: Pushed | None) -> bool:
    """Tell whether a row's title is not the one that was last pushed."""
    last = pushed.base.fields.get("title") if pushed and pushed.base else None
    return bool(last) and last != row.title


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
    """List the organisations to create, each once and behind those above it."""
    by_identifier = {change.identifier: change for change in changes}
    missing: dict[str, Organization] = {}
    for row in sorted(wish.desired, key=lambda row: row.identifier):
        organization = find_missing_organization(row, by_identifier[row.identifier], view)
        if organization is not None:
            missing.setdefault(organization.name, organization)
    return list_missing_organizations(missing.values(), wish.tree, view.snapshot.organizations or {})


def _name_resources(wish: Wish, changes: Iterable[Change], snapshot: Snapshot) -> dict[str, str]:
    """Give the titles of the resources that a report may have to name."""
    shown = {change.identifier for change in changes if not isinstance(change, Unchanged) or change.kept}
    held = (snapshot.held[identifier].entry for identifier in sorted(shown & snapshot.held.keys()))
    entries: Iterable[Entry] = chain(held, (row.entry for row in wish.desired if row.identifier in shown))
    return {item.id: resource_title(item) or item.id for entry in entries for item in entry.resources}
