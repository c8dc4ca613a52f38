"""Makes a plan from workbooks and a catalogue, saves it, and reads it back."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from toolkit.catalogues.base import Catalogue
from toolkit.model.cause import explain_cause
from toolkit.model.entry import Snapshot
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.model.notation import Notation
from toolkit.model.plan import Plan, Side
from toolkit.model.problem import Damaged, Problem, Stopped
from toolkit.reports.language import Translator
from toolkit.reports.planfile import build_plan_file, parse_plan_file
from toolkit.steps.history import LedgerRequest, find_ledger
from toolkit.steps.packaged import read_sources
from toolkit.steps.target import Target, open_target
from toolkit.steps.wish import build_question, build_wish, name_datasets
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import build_plan, build_scope
from toolkit.sync.preflight import block_refused, build_intended
from toolkit.sync.succession import carry_over
from toolkit.sync.wish import Options
from toolkit.vocabularies.coreschema import uncollected


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
    create_groups: bool = False
    released: bool = False
    profile: str | None = None
    organization: str | None = None

    @property
    def options(self) -> Options:
        """What the plan may do; the catalogue's policies are added when it is made."""
        options = Options(self.create_organizations, self.adopt, self.restore, self.withdraw_limit, self.prefer)
        return replace(options, create_groups=self.create_groups)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, and the snapshot that it was made from.

    ``newest_run`` is the newest run that the ledger knew of before the catalogue was read ("" for none): where it knows
    of a newer one, the snapshot is no longer to be trusted. ``replan`` makes the plan again with what a person decided
    (identifier and field -> side), without asking the catalogue again.
    """

    plan: Plan
    snapshot: Snapshot
    newest_run: str = ""
    replan: Callable[[Mapping[tuple[str, str], Side]], Plan] | None = field(default=None, repr=False, compare=False)


def plan_workbooks(files: Sequence[Path], request: PlanRequest) -> tuple[Planned, Target]:
    """Read workbooks or data packages and the catalogue and compare them; writes nothing.

    The opened target serves a push that follows. Raises Stopped, as a guard does, where a workbook is damaged: an
    export failed.
    """
    try:
        inventories = read_sources(files, request.mapping, released=request.released, organization=request.organization)
    except Damaged as damaged:
        raise Stopped(damaged.what, damaged.remedy) from damaged
    target = open_target(request.to, request.token_file, request.ledger, request.profile)
    with open_ledger(_without_trace(target.ledger)) as ledger:
        return plan_inventories(inventories, target.catalogue, ledger, request.options), target


def _without_trace(ledger: Path | str) -> Path | str:
    """Give a ledger to read from: planning makes no file where none is yet."""
    return "sqlite://" if isinstance(ledger, Path) and not ledger.exists() else ledger


@uncollected()
def plan_inventories(
    inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger, options: Options
) -> Planned:
    """Compare what inventories ask for with what the catalogue holds and the ledger remembers."""
    names = tuple(inventory.name for inventory in inventories)
    newest = ledger.newest_run(catalogue.target)
    known = carry_over(ledger.pushed(catalogue.target, names), catalogue, ledger.notation)
    pushed = known.pushed
    asked = build_question(inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(asked, pushed))
    urls = name_datasets(inventories, catalogue, snapshot, pushed)
    wish = build_wish(inventories, catalogue, urls, pushed)
    allowed = replace(options, policies={**catalogue.policies, **options.policies})
    plan = build_plan(wish, snapshot, pushed, allowed)
    folders = {inventory.name: inventory.folder for inventory in inventories}

    def finish(made: Plan) -> Plan:
        checks = catalogue.fetch_checks(build_intended(made, snapshot))
        warnings = (*ledger.news, *catalogue.warnings, *known.news, *made.warnings)
        blocked = block_refused(made, checks)
        return replace(blocked, folders=folders, warnings=warnings, notation=catalogue.notation.mark)

    def replan(decisions: Mapping[tuple[str, str], Side]) -> Plan:
        decided = {**allowed.decisions, **decisions}
        return finish(build_plan(wish, snapshot, pushed, replace(allowed, decisions=decided)))

    return Planned(finish(plan), snapshot, newest, replan)


def make_plan(inventories: tuple[Inventory, ...], catalogue: Catalogue, ledger: Ledger, options: Options) -> Plan:
    """Make a plan for somebody who does not need the snapshot."""
    return plan_inventories(inventories, catalogue, ledger, options).plan


def save_plan(plan: Plan, file: Path) -> None:
    """Save a plan. Raises Problem when the file cannot be written."""
    try:
        file.write_text(build_plan_file(plan), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the plan cannot be saved as {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose another place after --out."),
        ) from error


def save_plan_page(plan: Plan, file: Path, translator: Translator) -> None:
    """Save a plan as a page for people, in their language. Raises Problem when the file cannot be written."""
    from toolkit.reports.planpage import build_plan_page  # noqa: PLC0415 (start-up)

    try:
        file.write_text(build_plan_page(plan, translator), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the page cannot be saved as {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("Choose another place after --html."),
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
    """Read a saved plan and open the target that it was made for, or another that is asked for and will be refused.

    A CKAN is written to by the profile of the plan where the ledger knows it, as it does for a plan of an undo.
    """
    plan = read_plan(file)
    to = request.to or plan.target.removeprefix("folder:")
    profile = request.profile or _find_notation(plan, request)
    return plan, open_target(to, request.token_file, request.ledger, profile)


def _find_notation(plan: Plan, request: PlanRequest) -> Notation | None:
    """Give the notation of a plan that takes a run back; every other plan was made for the site as it is."""
    if not (plan.undoes and plan.notation):
        return None
    place = find_ledger(LedgerRequest(plan.target, request.ledger), os.environ)
    if not place.is_there:
        return None
    with open_ledger(place.ledger) as ledger:
        found = ledger.notation(plan.notation)
    return found if found.content else None
