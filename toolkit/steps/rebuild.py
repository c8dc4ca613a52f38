"""Makes a lost ledger anew from what the catalogue holds, as far as that tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalogues.base import Catalogue
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.problem import Stopped
from toolkit.steps.inventory import read_inventories
from toolkit.steps.target import Target, open_target
from toolkit.steps.wish import build_question, build_wish, name_datasets
from toolkit.sync.guards import stamp
from toolkit.sync.ledger import Ledger, Rebuilt, open_ledger
from toolkit.sync.plan import build_scope
from toolkit.sync.rebuild import Rebuild, build_rebuild
from toolkit.sync.succession import carry_over

COMMAND = "rebuild-ledger"
"""What the run is called in the history."""


@dataclass(frozen=True, slots=True)
class RebuildRequest:
    """What somebody asks for on the command line; what is None is looked up in the environment or has a default."""

    to: str | None = None
    token_file: Path | None = None
    ledger: str | None = None
    mapping: str | None = None
    rowless: bool = False
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """What can be learnt, where it goes, and the state of the catalogue that it was read from."""

    rebuild: Rebuild
    target: Target
    inventories: tuple[Inventory, ...]
    request: RebuildRequest
    fingerprint: str


def plan_rebuild(files: Sequence[Path], request: RebuildRequest) -> Rebuilding:
    """Read workbooks and catalogue and see what a ledger can learn from them; writes nothing."""
    inventories = read_inventories(files, request.mapping)
    target = open_target(request.to, request.token_file, request.ledger, request.profile)
    place = target.ledger
    with open_ledger("sqlite://" if isinstance(place, Path) and not place.exists() else place) as ledger:
        rebuild, fingerprint = _look(inventories, target.catalogue, ledger, request)
    return Rebuilding(rebuild, target, inventories, request, fingerprint)


def apply_rebuild(rebuilding: Rebuilding) -> str:
    """Write what can be learnt into the ledger, and give the run's id.

    Raises Stopped, with nothing written, while another run writes to the target, and where ledger or catalogue changed
    since they were read.
    """
    target, seen = rebuilding.target, rebuilding.rebuild
    with open_ledger(target.ledger) as ledger, ledger.hold(seen.target, _now):
        now, fingerprint = _look(rebuilding.inventories, target.catalogue, ledger, rebuilding.request)
        if fingerprint != rebuilding.fingerprint or now != seen:
            raise Stopped(
                say("catalogue or ledger changed since they were read"), say("nothing was written: look again")
            )
        notation = target.catalogue.notation
        note = {"rebuilt": len(seen.found)}
        run = ledger.begin_run(seen.target, COMMAND, _now(), note=note, notation=notation)
        learnt = (Rebuilt(found.inventory, found.held, found.base) for found in seen.found)
        ledger.record_rebuilt(seen.target, learnt, _now(), notation.mark)
        ledger.end_run(run, "done", _now())
    return run


def _look(
    inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger, request: RebuildRequest
) -> tuple[Rebuild, str]:
    """Read the three sides."""
    names = tuple(inventory.name for inventory in inventories)
    pushed = carry_over(ledger.pushed(catalogue.target, names), catalogue, ledger.notation).pushed
    asked = build_question(inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(asked, pushed))
    wish = build_wish(inventories, catalogue, name_datasets(inventories, catalogue, snapshot, pushed))
    rebuild = build_rebuild(wish, snapshot, pushed, rowless=request.rowless)
    return rebuild, stamp(snapshot, wish.scope)


def _now() -> dt.datetime:
    """Tell the time."""
    return dt.datetime.now(dt.UTC)
