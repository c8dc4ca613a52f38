"""Pushes and undoes on a catalogue, as the commands do, without workbooks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Change, Plan
from toolkit.steps.undo import UndoRequest, plan_run
from toolkit.sync.adoption import hold_renamed
from toolkit.sync.apply import apply_plan
from toolkit.sync.plan import Desired, Options, Wish, build_adoption, build_plan, build_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolkit.catalogues.base import Catalogue
    from toolkit.model.receipt import Receipt
    from toolkit.sync.ledger import Ledger

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
ALLOWED = Options(create_organizations=True, adopt=True, withdraw_limit=99, prefer="sheet")


def now() -> dt.datetime:
    return AT


def row(key: str, *resources: Resource, org: str = "amt", **fields: Value) -> Desired:
    return desire(key, resources, fields, org)


def desire(key: str, resources: tuple[Resource, ...], fields: Mapping[str, Value], org: str = "amt") -> Desired:
    told = {"private": False, "owner_org": org, "title": f"Titel {key}", **fields}
    entry = Entry(f"amt:{key}", f"daten-{key}", told, resources)
    return Desired(entry, f"Titel {key}", "amt", {}, Organization(org, org.title()))


def make_plan(catalogue: Catalogue, ledger: Ledger, wish: Wish) -> Plan:
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    return build_plan(wish, catalogue.fetch_snapshot(build_scope(wish, pushed)), pushed, ALLOWED)


def carry_out(catalogue: Catalogue, ledger: Ledger, plan: Plan, clock: Callable[[], dt.datetime] = now) -> Receipt:
    return apply_plan(plan, catalogue, ledger, lambda _: None, clock)


def push(catalogue: Catalogue, ledger: Ledger, *rows: Desired, inventory: str = "amt") -> str:
    """Push rows and give the run."""
    receipt = carry_out(catalogue, ledger, make_plan(catalogue, ledger, Wish((inventory,), rows)))
    return receipt.run


def plan_undo(catalogue: Catalogue, ledger: Ledger, run: str, **options: bool | tuple[str, ...]) -> Plan:
    request = replace(UndoRequest(run), **options)  # type: ignore[arg-type]
    return plan_run(ledger.find_run(run), catalogue, ledger, request).plan


def undo(catalogue: Catalogue, ledger: Ledger, run: str, **options: bool | tuple[str, ...]) -> str:
    """Undo a run and give the run that this was."""
    receipt = carry_out(catalogue, ledger, plan_undo(catalogue, ledger, run, **options))
    assert not receipt.failed
    return receipt.run


def plan_renaming(catalogue: Catalogue, ledger: Ledger, renamed: Mapping[str, str], *rows: Desired) -> Plan:
    """Plan to carry datasets over to new keys (new identifier -> old one)."""
    wish = Wish(("amt",), rows)
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    snapshot = hold_renamed(catalogue.fetch_snapshot(build_scope(wish, pushed)), renamed)
    return build_adoption(wish, snapshot, pushed, replace(ALLOWED, renamed=renamed))


def only_change(plan: Plan) -> Change:
    (change,) = plan.changes
    return change


def texts(plan: Plan) -> list[str]:
    return [str(warning) for warning in plan.warnings]
