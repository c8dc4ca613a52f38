"""Makes a plan from workbooks and a catalogue, saves it, and reads it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from toolkit.catalogues.base import Catalogue, Scope
from toolkit.model.cause import explain_cause
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.plan import Plan
from toolkit.model.problem import Problem
from toolkit.reports.planfile import build_plan_file, parse_plan_file
from toolkit.steps.inventory import read_inventories
from toolkit.steps.target import Target, open_target
from toolkit.steps.wish import build_wish, list_organizations, name_datasets
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import build_plan
from toolkit.sync.wish import Options


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What somebody asks for on the command line; what is None is looked up in the environment or has a default."""

    to: str | None = None
    token_file: Path | None = None
    ledger: str | None = None
    mapping: str | None = None
    create_organizations: bool = False
    adopt: bool = False
    restore: bool = False
    withdraw_limit: int | None = None
    prefer: Literal["sheet", "catalogue"] | None = None

    @property
    def options(self) -> Options:
        """What the plan may do."""
        return Options(self.create_organizations, self.adopt, self.restore, self.withdraw_limit, self.prefer)


def plan_workbooks(files: Sequence[Path], request: PlanRequest) -> tuple[Plan, Target]:
    """Read workbooks and catalogue and compare them; writes nothing. The opened target serves a push that follows."""
    inventories = read_inventories(files, request.mapping)
    target = open_target(request.to, request.token_file, request.ledger)
    with open_ledger(_without_trace(target.ledger)) as ledger:
        return make_plan(inventories, target.catalogue, ledger, request.options), target


def _without_trace(ledger: Path | str) -> Path | str:
    """Give a ledger to read from: planning makes no file where none is yet."""
    return "sqlite://" if isinstance(ledger, Path) and not ledger.exists() else ledger


def make_plan(inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger, options: Options) -> Plan:
    """Compare what inventories ask for with what the catalogue holds and the ledger remembers."""
    names = tuple(inventory.name for inventory in inventories)
    pushed = ledger.pushed(catalogue.target, names)
    known = {identifier: entry.catalogue_id for identifier, entry in pushed.items() if entry.catalogue_id}
    snapshot = catalogue.fetch_snapshot(Scope(names, list_organizations(inventories), known))
    urls = name_datasets(inventories, catalogue, snapshot, pushed)
    plan = build_plan(build_wish(inventories, catalogue, urls), snapshot, pushed, options)
    folders = {inventory.name: inventory.folder for inventory in inventories}
    return replace(plan, folders=folders, warnings=catalogue.warnings)


def save_plan(plan: Plan, file: Path) -> None:
    """Save a plan. Raises Problem when the file cannot be written."""
    try:
        file.write_text(build_plan_file(plan), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the plan cannot be saved as {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose another place after --out."),
        ) from error


def read_plan(file: Path) -> Plan:
    """Read a saved plan. Raises Problem when the file cannot be read or is no plan."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(
            say("the plan {file} cannot be read: {cause}", file=str(file), cause=explain_cause(error)),
            say("Name a file that “bestand plan … --out FILE” has saved."),
        ) from error
    return parse_plan_file(text, file.name)


def open_planned(file: Path, request: PlanRequest) -> tuple[Plan, Target]:
    """Read a saved plan and open the target that it was made for, or another that is asked for and will be refused."""
    plan = read_plan(file)
    return plan, open_target(request.to or plan.target.removeprefix("folder:"), request.token_file, request.ledger)
