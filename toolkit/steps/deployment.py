"""Brings inventories that were read to one target of a sync: plan, guards of each inventory, push."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from toolkit.model.identity import slug
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import Blocked, Change, Plan, Unchanged
from toolkit.model.problem import Problem, Stopped
from toolkit.model.receipt import Outcome, Receipt
from toolkit.model.release import Audience
from toolkit.reports.history import DONE
from toolkit.reports.language import Translator
from toolkit.reports.syncwords import ACTION_WORDS
from toolkit.steps.configuration import Configuration, TargetSettings
from toolkit.steps.connection import open_configured
from toolkit.steps.intake import Taken, explain_unforeseen
from toolkit.steps.plan import Planned, plan_inventories
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.sync.apply import Progress
from toolkit.sync.interrupt import Interrupted as InterruptedPush
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.restriction import guard_each, leave_out
from toolkit.sync.summary import (
    STATES,
    Done,
    Failed,
    Held,
    Interrupted,
    Part,
    PartOutcome,
    Run,
    TargetSummary,
    Trouble,
    Work,
)
from toolkit.sync.wish import Options

_UNLIMITED = sys.maxsize
"""Keeps the plan's own guard quiet: each inventory is held against its own limit afterwards."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one target's turn needs."""

    configuration: Configuration
    settings: TargetSettings
    environ: Mapping[str, str]
    translator: Translator
    tell: Callable[[Message], None]
    trace: Callable[[Exception], None]


@dataclass(slots=True)
class Errand:
    """How a target's turn went: the outcome of each inventory by its name in the configuration, and what they share."""

    parts: dict[str, PartOutcome] = field(default_factory=dict)
    trouble: Trouble | None = None
    runs: list[Run] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    warnings: dict[Message, None] = field(default_factory=dict)
    requests: int = 0
    seconds: float = 0.0
    interrupted: bool = False

    def build_summary(self, settings: TargetSettings, parts: tuple[Part, ...]) -> TargetSummary:
        """Sum the turn up."""
        return TargetSummary(
            settings.name,
            settings.to,
            parts,
            self.trouble,
            tuple(self.runs),
            tuple(self.outcomes),
            tuple(self.warnings),
            self.requests,
            round(self.seconds, 1),
        )


def deliver(room: Round, taken: Sequence[Taken], *, dry: bool) -> Errand:
    """Bring inventories to a target; ``dry`` only plans. What is wrong with the target is told, never raised."""
    delivery = _Delivery(room, taken, dry=dry)
    delivery.run()
    return delivery.errand


class _Delivery:
    """One target's turn under way."""

    def __init__(self, room: Round, taken: Sequence[Taken], *, dry: bool) -> None:
        self.errand = Errand()
        self._room = room
        self._taken = taken
        self._dry = dry
        self._works: dict[str, Work] = {}
        self._strangers: dict[str, int] = {}
        self._outcomes: dict[str, list[Outcome]] = {}

    def run(self) -> None:
        """Do everything, and give each inventory an outcome whatever happened."""
        clock = monotonic()
        try:
            self._open_and_carry()
        except Problem as problem:
            guard = isinstance(problem, Stopped)
            self.errand.trouble = Trouble(problem.what, problem.remedy, guard)
        except KeyboardInterrupt:
            self.errand.interrupted = True
        except Exception as error:  # noqa: BLE001 (one target's fault must not stop the others)
            self._room.trace(error)
            failed = explain_unforeseen(error)
            self.errand.trouble = Trouble(failed.reason, failed.remedy)
        for one in self._taken:
            self.errand.parts.setdefault(one.settings.name, self._explain_rest(one.settings.name))
        self.errand.seconds = monotonic() - clock
        self._tell_end()

    def _explain_rest(self, name: str) -> PartOutcome:
        """Say of an inventory that was not carried through why that is so."""
        work = self._find_work(name)
        match self.errand.trouble:
            case Trouble(reason=reason, remedy=remedy, guard=True):
                return Held(reason, remedy, work)
            case Trouble(reason=reason, remedy=remedy):
                return Failed(reason, remedy, work)
            case None:
                return Interrupted(work)

    def _find_work(self, name: str) -> Work | None:
        """Give what there was to do for an inventory, with what was done so far; None where that is not known."""
        work = self._works.get(name)
        return work and replace(work, outcomes=tuple(self._outcomes.get(name, ())))

    def _tell_end(self) -> None:
        """Tell how the turn ended."""
        name, trouble = self._room.settings.name, self.errand.trouble
        if trouble is not None:
            word = say("stopped") if trouble.guard else say("failed")
            self._tell(say("{target}: {word}: {reason}", target=name, word=word, reason=trouble.reason))
        elif self.errand.interrupted:
            self._tell(say("{target}: interrupted", target=name))
        else:
            self._tell(say("{target}: done", target=name))

    def _tell(self, message: Message) -> None:
        self._room.tell(message)

    def _open_and_carry(self) -> None:
        """Open the target and carry out the plans of each group of terms."""
        target = open_configured(self._room.settings, self._room.environ)
        try:
            for options, taken in group_by_terms(self._taken):
                self._carry(target, options, taken)
        finally:
            self.errand.requests += len(target.catalogue.take_requests())
            close = getattr(target.catalogue, "close", None)
            if close is not None:
                close()

    def _carry(self, target: Target, options: Options, taken: Sequence[Taken]) -> None:
        """Plan for some inventories together and push; where that breaks unforeseen, find out which one breaks it."""
        try:
            planned = self._plan(target, options, taken)
        except Problem:
            raise
        except Exception as error:  # noqa: BLE001 (one department's fault must not stop the others)
            if len(taken) == 1:
                self._room.trace(error)
                self.errand.parts[taken[0].settings.name] = explain_unforeseen(error)
                return
            for one in taken:
                self._carry(target, options, [one])
            return
        self.errand.warnings |= dict.fromkeys(list_warnings(planned.plan))
        plan = self._hold_back(planned, taken)
        if self._dry:
            self._finish(taken)
            return
        self._push(plan, planned, target, taken)

    def _plan(self, target: Target, options: Options, taken: Sequence[Taken]) -> Planned:
        """Compare with the catalogue; a dry run leaves no ledger where there is none yet."""
        is_new = isinstance(target.ledger, Path) and not target.ledger.exists()
        inventories = tuple(inventory for one in taken for inventory in one.inventories)
        with open_ledger("sqlite://" if is_new and self._dry else target.ledger) as ledger:
            planned = plan_inventories(inventories, target.catalogue, ledger, options)
            self._strangers = count_strangers(planned, ledger)
            return planned

    def _hold_back(self, planned: Planned, taken: Sequence[Taken]) -> Plan:
        """Leave out the inventories whose guards stop them. Raises Stopped for a guard that speaks of all of them."""
        plan = planned.plan
        for one in taken:
            work = build_work(one.inventories, plan.changes)
            self._works[one.settings.name] = replace(work, resource_titles=plan.resource_titles)
        if plan.guards:
            raise Stopped(plan.guards[0], say("Look at the plan: bestand sync --plan --only {name}", name=self._name))
        names = [inventory.name for one in taken for inventory in one.inventories]
        limits = {item.name: one.settings.limit for one in taken if one.settings.limit for item in one.inventories}
        guards = guard_each(plan, planned.snapshot, names, limits)
        left_out: set[str] = set()
        for one in taken:
            reason = next((guards[item.name] for item in one.inventories if item.name in guards), None)
            strange = next((item.name for item in one.inventories if item.name in self._strangers), None)
            if reason is not None or strange is not None:
                left_out.update(item.name for item in one.inventories)
            if strange is not None:
                self._hold(one.settings.name, *_explain_strangers(strange, self._strangers[strange], self._room))
            elif reason is not None:
                self._hold(one.settings.name, reason, _explain_guard(one.settings.name))
        return leave_out(plan, left_out)

    @property
    def _name(self) -> str:
        return self._room.settings.name

    def _hold(self, name: str, reason: Message, remedy: Message) -> None:
        """Hold one inventory back."""
        self.errand.parts[name] = Held(reason, remedy, self._works[name])
        self._tell(say("{target}: {name}: stopped: {reason}", target=self._name, name=name, reason=reason))

    def _push(self, plan: Plan, planned: Planned, target: Target, taken: Sequence[Taken]) -> None:
        """Carry a plan out, and keep every outcome even where it breaks off."""
        owners = {change.identifier: change.inventory for change in plan.changes}
        names = {item.name: one.settings.name for one in taken for item in one.inventories}
        self._tell(
            say_many("{target}: {n} change to write", "{target}: {n} changes to write", plan.writes, target=self._name)
        )

        def keep(progress: Progress) -> None:
            self._keep(progress.outcome, names.get(owners.get(progress.outcome.identifier, ""), ""))
            self._tell_outcome(progress.outcome)

        file = self._choose_receipt(target)
        try:
            done = push_plan(
                plan,
                target,
                file,
                self._room.translator,
                keep,
                jobs=self._room.settings.jobs,
                snapshot=planned.snapshot,
                newest_run=planned.newest_run,
            )
        except InterruptedPush as interrupted:
            self._note(Run(interrupted.receipt.run, str(file or "")), interrupted.receipt)
            raise
        self._note(Run(done.receipt.run, str(done.receipt_file), str(done.page or "")), done.receipt)
        self._finish(taken)

    def _keep(self, outcome: Outcome, name: str) -> None:
        """Keep an outcome with its inventory; those of organisations belong to none."""
        if name:
            self._outcomes.setdefault(name, []).append(outcome)
        else:
            self.errand.outcomes.append(outcome)

    def _tell_outcome(self, outcome: Outcome) -> None:
        """Tell of one write."""
        is_done = outcome.result == "done"
        what = (DONE if is_done else ACTION_WORDS).get(outcome.action) or say("{action}", action=outcome.action)
        name, identifier = self._name, outcome.identifier
        if is_done:
            self._tell(say("{target}: {identifier}: {what}", target=name, identifier=identifier, what=what))
        else:
            reason = outcome.reason or say("no reason was given")
            told = say("{identifier}: {what} failed: {reason}", identifier=identifier, what=what, reason=reason)
            self._tell(say("{target}: {told}", target=name, told=told))

    def _choose_receipt(self, target: Target) -> Path | None:
        """Choose where the receipt goes; None leaves it beside the ledger, where that is a file."""
        report, file = self._room.configuration.report, self._room.configuration.file
        folder = report.receipts
        if folder is None and isinstance(target.ledger, str):
            folder = file.absolute().parent / "receipts"
        if folder is None:
            return None
        name = f"{dt.datetime.now(tz=dt.UTC):%Y%m%dT%H%M%SZ}-{slug(self._name) or 'target'}"
        number = len(self.errand.runs) + 1
        return folder / (f"{name}.jsonl" if number == 1 else f"{name}-{number}.jsonl")

    def _note(self, run: Run, receipt: Receipt) -> None:
        """Remember a run and count what it sent."""
        self.errand.runs.append(run)
        self.errand.requests += len(receipt.requests) + sum(len(one.requests) for one in receipt.outcomes)

    def _finish(self, taken: Iterable[Taken]) -> None:
        """Close the inventories that nothing held back."""
        for one in taken:
            work = self._find_work(one.settings.name)
            if work is not None:
                self.errand.parts.setdefault(one.settings.name, Done(work))


def _explain_guard(name: str) -> Message:
    """Say what to do about a guard."""
    return say(
        "Nothing of it was changed in the catalogue. Look at the workbook, and see its plan with: "
        "bestand sync --plan --only {name}. If it is meant so, raise max_withdraw for this inventory until the "
        "next sync is through.",
        name=name,
    )


def count_strangers(planned: Planned, ledger: Ledger) -> dict[str, int]:
    """Count the datasets of each inventory of which the ledger knows none, although the catalogue holds most of them.

    So it looks when a ledger was lost or moved: without this, every night would write nothing and call it good.
    """
    plan, found = planned.plan, dict[str, int]()
    for name in plan.inventories:
        own = [change for change in plan.changes if change.inventory == name]
        strange = [one for one in own if isinstance(one, Blocked) and one.identifier in planned.snapshot.held]
        if strange and len(strange) * 2 >= len(own) and not ledger.pushed(plan.target, [name]):
            found[name] = len(strange)
    return found


def _explain_strangers(inventory: str, n: int, room: Round) -> tuple[Message, Message]:
    """Say that a ledger is probably lost, and what to do."""
    reason = say_many(
        "the catalogue holds {n} dataset of {inventory}, and the ledger knows none of this inventory",
        "the catalogue holds {n} datasets of {inventory}, and the ledger knows none of this inventory",
        n,
        inventory=inventory,
    )
    remedy = say(
        "If the ledger was lost or moved, put it back, or make it anew: bestand rebuild-ledger WORKBOOK --to {target}. "
        "If people entered these datasets by hand and they are to follow the sheet, write adopt = true for this "
        "inventory.",
        target=room.settings.to,
    )
    return reason, remedy


def group_by_terms(taken: Iterable[Taken]) -> list[tuple[Options, list[Taken]]]:
    """Put inventories together that ask for the same terms; each group is one plan and one push."""
    groups: list[tuple[Options, list[Taken]]] = []
    for one in taken:
        options = replace(one.settings.options, withdraw_limit=_UNLIMITED)
        fitting = next((group for terms, group in groups if terms == options), None)
        if fitting is None:
            groups.append((options, [one]))
        else:
            fitting.append(one)
    return groups


def build_work(inventories: Sequence[Inventory], changes: Iterable[Change]) -> Work:
    """Sum up what there is to do for one inventory of the configuration."""
    names = {inventory.name for inventory in inventories}
    own = [change for change in changes if change.inventory in names]
    telling = tuple(change for change in own if not isinstance(change, Unchanged) or change.kept)
    return Work(
        ", ".join(inventory.file for inventory in inventories),
        ", ".join(inventory.title for inventory in inventories),
        sum(inventory.rows for inventory in inventories),
        count_states(inventories),
        telling,
        len(own) - len(telling),
        errors=sum(finding.severity == "error" for one in inventories for finding in one.findings),
    )


def count_states(inventories: Iterable[Inventory]) -> dict[str, int]:
    """Count datasets by who may see them, those with errors apart."""
    counts = dict.fromkeys(STATES, 0)
    for inventory in inventories:
        public, staff = len(inventory.ready(Audience.PUBLIC)), len(inventory.ready(Audience.STAFF))
        nobody = inventory.audiences[Audience.NOBODY]
        counts["public"] += public
        counts["staff"] += staff
        counts["not_released"] += nobody
        counts["held_back"] += len(inventory.described) - public - staff - nobody
    return counts


def list_warnings(plan: Plan) -> list[Message]:
    """Give what a person should know of the target: its warnings, and what it said it would refuse."""
    return [*plan.warnings, *(check.text for check in plan.preflight if check.state != "good")]
