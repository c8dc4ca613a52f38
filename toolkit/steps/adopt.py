"""Takes over datasets that were entered by hand, and carries datasets over whose keys were changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.catalogues.base import Catalogue
from toolkit.model.entry import Held, Pushed, Snapshot
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say
from toolkit.model.plan import Plan
from toolkit.model.problem import Problem
from toolkit.steps.inventory import read_inventories
from toolkit.steps.target import Target, open_target
from toolkit.steps.wish import build_question, build_wish, name_datasets
from toolkit.sync.adoption import WAYS, Pairs, Way, find_pairs, hold_chosen, hold_renamed
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import build_adoption, build_plan, build_scope
from toolkit.sync.preflight import block_refused, build_intended
from toolkit.sync.succession import carry_over
from toolkit.sync.wish import Desired, Options, Wish

ALL = "all"
"""The word that takes every suggestion of the plan for a change of keys."""

_MOST_ORGANIZATIONS = 500
"""A search names no more organisations than this; beyond it all are searched."""


@dataclass(frozen=True, slots=True)
class AdoptRequest:
    """What somebody asks for; ``renamed`` holds OLD=NEW, or ``all`` for every suggestion of the plan."""

    to: str | None = None
    token_file: Path | None = None
    ledger: str | None = None
    mapping: str | None = None
    ways: tuple[Way, ...] = WAYS
    renamed: tuple[str, ...] = ()
    keep: bool = False
    create_organizations: bool = False
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Adoption:
    """What was found, and the plan that would take it over.

    ``renamed`` maps new identifiers to old ones. ``faulty`` is the number of rows with errors, which were left out.
    """

    plan: Plan
    pairs: Pairs
    renamed: Mapping[str, str]
    faulty: int = 0


@dataclass(frozen=True, slots=True)
class _Sight:
    """All three sides: what the sheets ask for, what the catalogue holds, what the ledger remembers."""

    catalogue: Catalogue
    wish: Wish
    snapshot: Snapshot
    pushed: Mapping[str, Pushed]
    others: frozenset[str]
    folders: Mapping[str, str]
    news: tuple[Message, ...] = ()


def plan_adoption(files: Sequence[Path], request: AdoptRequest) -> tuple[Adoption, Target]:
    """Read workbooks and catalogue and look for datasets to take over; writes nothing.

    Raises Problem for a key that cannot be carried over, besides what reading and reaching raise.
    """
    inventories = read_inventories(files, request.mapping)
    target = open_target(request.to, request.token_file, request.ledger, request.profile)
    place = target.ledger
    without_trace = "sqlite://" if isinstance(place, Path) and not place.exists() else place
    with open_ledger(without_trace) as ledger:
        return plan_inventory_adoption(inventories, target.catalogue, ledger, request), target


def plan_inventory_adoption(
    inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger, request: AdoptRequest
) -> Adoption:
    """Look for the datasets that the inventories' rows describe, or carry those over whose keys were changed."""
    sight = _look(inventories, catalogue, ledger)
    options = Options(request.create_organizations, keep=request.keep, policies=catalogue.policies)
    if request.renamed:
        return _carry_over(sight, request, options)
    pairs = find_pairs(_list_new_rows(sight), _fetch_candidates(sight), request.ways)
    chosen = {pair.row.identifier: pair.held.id for pair in pairs.pairs}
    snapshot = hold_chosen(sight.snapshot, pairs.pairs)
    return Adoption(_plan(sight, snapshot, replace(options, chosen=chosen)), pairs, {}, len(sight.wish.faulty))


def _look(inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger) -> _Sight:
    """Read what the three sides say."""
    names = tuple(inventory.name for inventory in inventories)
    known = carry_over(ledger.pushed(catalogue.target, names), catalogue, ledger.notation)
    pushed = known.pushed
    asked = build_question(inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(asked, pushed))
    wish = build_wish(inventories, catalogue, name_datasets(inventories, catalogue, snapshot, pushed))
    others = frozenset(ledger.names(catalogue.target)) - pushed.keys()
    folders = {inventory.name: inventory.folder for inventory in inventories}
    return _Sight(catalogue, wish, snapshot, pushed, others, folders, (*ledger.news, *known.news))


def _list_new_rows(sight: _Sight) -> tuple[Desired, ...]:
    """List the rows whose datasets are not known as ours."""
    ids = {identifier: entry.catalogue_id for identifier, entry in sight.pushed.items()}
    held = {identifier: item.id for identifier, item in sight.snapshot.held.items()}
    return tuple(
        row
        for row in sight.wish.desired
        if row.identifier not in ids or held.get(row.identifier) not in {None, ids[row.identifier]}
    )


def _fetch_candidates(sight: _Sight) -> tuple[Held, ...]:
    """Read the datasets that are nobody's: no ledger entry knows them by its id or by its identifier."""
    wanted = sorted({*(sight.snapshot.organizations or ()), *sight.wish.scope})
    foreign = sight.catalogue.fetch_foreign(tuple(wanted) if len(wanted) <= _MOST_ORGANIZATIONS else ())
    ours = {entry.catalogue_id for entry in sight.pushed.values()}
    every = {held.id: held for held in (*sight.snapshot.held.values(), *foreign)}
    return tuple(held for id_, held in every.items() if id_ not in ours and held.entry.identifier not in sight.others)


def _carry_over(sight: _Sight, request: AdoptRequest, options: Options) -> Adoption:
    """Plan for datasets whose keys were changed."""
    unfinished = _list_unfinished(sight)
    if request.renamed == (ALL,):
        suggested = build_plan(sight.wish, sight.snapshot, sight.pushed, options).likenesses
        renamed = _leave_open({likeness.identifier: likeness.former for likeness in suggested}, sight.pushed)
    else:
        told = dict(_parse_renaming(text, sight) for text in request.renamed)
        renamed = {new: old for new, old in told.items() if unfinished.get(new) != old}
        unfinished = {new: old for new, old in unfinished.items() if told.get(new) == old}
    snapshot = hold_renamed(sight.snapshot, renamed)
    # The ledger knows these by their new keys already, so that they are not to be looked for under the old ones.
    known = {new: new for new in unfinished}
    plan = _plan(sight, snapshot, replace(options, renamed={**known, **renamed}))
    return Adoption(plan, Pairs(), {**unfinished, **renamed})


def _list_unfinished(sight: _Sight) -> dict[str, str]:
    """List the keys that a run which was cut short has told the ledger and perhaps not the catalogue: new -> old."""
    rows = {row.identifier for row in sight.wish.desired}
    last = {name: entry.base.identifier for name, entry in sight.pushed.items() if entry.base and name in rows}
    return {new: old for new, old in last.items() if new != old}


def _leave_open(renamed: Mapping[str, str], pushed: Mapping[str, Pushed]) -> dict[str, str]:
    """Leave out who would take the key of a dataset that gets none itself."""
    kept = dict(renamed)
    while blocked := [new for new in kept if new in pushed and new not in kept.values()]:
        for new in blocked:
            del kept[new]
    return kept


def _plan(sight: _Sight, snapshot: Snapshot, options: Options) -> Plan:
    """Make the plan, with what the catalogue says of it beforehand."""
    plan = build_adoption(sight.wish, snapshot, sight.pushed, options)
    checks = sight.catalogue.fetch_checks(build_intended(plan, snapshot)) if plan.has_work else ()
    warnings = (*sight.news, *sight.catalogue.warnings, *plan.warnings)
    blocked = block_refused(plan, checks)
    return replace(blocked, folders=sight.folders, warnings=warnings, notation=sight.catalogue.notation.mark)


def _parse_renaming(text: str, sight: _Sight) -> tuple[str, str]:
    """Read OLD=NEW: the new identifier and the old one. Raises Problem where they do not fit together."""
    wish = sight.wish
    rows = {name for part in (wish.desired, wish.barred, wish.faulty) for name in (row.identifier for row in part)}
    ends = [place for place, sign in enumerate(text) if sign == "="]
    if not ends:
        raise Problem(
            say("“{text}” does not say which key became which", text=text),
            say("Write --renamed OLD=NEW, for example --renamed GA-017=GA-017a, or --renamed all."),
        )
    found = [
        (new, old)
        for end in ends
        for old in _complete(text[:end], {*sight.pushed, *_list_unfinished(sight).values()}, sight)
        for new in _complete(text[end + 1 :], rows, sight)
    ]
    if len(found) != 1:
        raise _explain_unknown(text, sight, rows)
    _require_possible(*found[0], sight, rows)
    return found[0]


def _complete(key: str, known: Iterable[str], sight: _Sight) -> list[str]:
    """Give the identifiers that a key may stand for; an identifier stands for itself."""
    names = [key.strip(), *(f"{inventory}:{key.strip()}" for inventory in sight.wish.inventories)]
    there = set(known)
    return [name for name in names if name in there]


def _explain_unknown(text: str, sight: _Sight, rows: Iterable[str]) -> Problem:
    """Say which side of a renaming nobody knows."""
    old, _, new = text.partition("=")
    if not _complete(old, sight.pushed, sight):
        return Problem(
            say("no dataset with the key “{key}” was pushed to {target}", key=old, target=sight.snapshot.target),
            say("“bestand plan” names the datasets whose rows are gone."),
        )
    if not _complete(new, rows, sight):
        return Problem(
            say("no row carries the key “{key}”", key=new),
            say("Write the key as it stands in the workbook now."),
        )
    return Problem(
        say("“{text}” fits several inventories", text=text),
        say("Write whole identifiers, such as {identifier}.", identifier=f"{sight.wish.inventories[0]}:{new}"),
    )


def _require_possible(new: str, old: str, sight: _Sight, rows: Iterable[str]) -> None:
    """Raise Problem where a dataset cannot get a new key."""
    if old in rows:
        raise Problem(
            say("{old} still has a row, so that its dataset cannot become {new}", old=old, new=new),
            say("Correct the key in the workbook, or name another one."),
        )
    if new not in {row.identifier for row in sight.wish.desired}:
        raise Problem(
            say("the row of {new} is not ready to be published", new=new),
            say("“bestand check” says what is wrong with it."),
        )
    if _list_unfinished(sight).get(new) == old:
        return
    held, ours = sight.snapshot.held.get(new), sight.pushed.get(new)
    if old not in sight.snapshot.held or (held and held.id != sight.snapshot.held[old].id) or (ours and not held):
        raise Problem(
            say("the dataset of {old} cannot become {new} in {target}", old=old, new=new, target=sight.snapshot.target),
            say(
                "Look at “bestand plan”: either {old} was deleted there, or {new} has a dataset of its own.",
                old=old,
                new=new,
            ),
        )
