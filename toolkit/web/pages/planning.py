"""The work of plans and pushes: compares workbooks with a catalogue of the configuration, and carries a plan out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, cast

from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say
from toolkit.model.plan import Plan, Side
from toolkit.model.problem import Problem, Stopped
from toolkit.model.receipt import Outcome, Receipt
from toolkit.reports.language import Translator
from toolkit.reports.receipt import build_receipt_lines
from toolkit.reports.syncwords import ACTION_WORDS
from toolkit.steps.configuration import InventorySettings, TargetSettings
from toolkit.steps.connection import open_configured
from toolkit.steps.deployment import count_strangers
from toolkit.steps.intake import Taken, take_in
from toolkit.steps.inventory import read_inventories
from toolkit.steps.plan import Planned, plan_inventories, read_plan, save_plan
from toolkit.steps.push import Pushed, push_plan
from toolkit.steps.target import Target
from toolkit.sync.apply import Progress as Written
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.restriction import guard_each
from toolkit.sync.summary import Absent, Failed, Held
from toolkit.sync.wish import Options
from toolkit.web.pages.case import read_json, write_json

Progress: TypeAlias = Callable[[float, Message], None]

PLAN, ERRAND, DONE = "plan.json", "errand.json", "job.txt"
RECEIPT, LINES = "receipt.json", "receipt.jsonl"
_UNLIMITED = sys.maxsize


@dataclass(frozen=True, slots=True)
class Errand:
    """What a plan is made of: the workbooks with their mapping, the inventory of the configuration, the target.

    ``decisions`` say which side wins: identifier and field -> side.
    """

    folder: Path
    files: tuple[Path, ...]
    mapping: str
    inventory: InventorySettings | None
    target: TargetSettings
    decisions: Mapping[tuple[str, str], Side]
    title: str
    part: int
    check: str


def make_plan(errand: Errand, progress: Progress) -> str:
    """Compare workbooks with the catalogue and save the plan. Gives the path of its page. Raises Problem."""
    progress(0.05, say("The workbook is being read."))
    inventories = _read(errand)
    progress(0.4, say("The catalogue “{target}” is being read.", target=errand.target.name))
    target = open_configured(errand.target, os.environ)
    try:
        plan = _compare(errand, inventories, target)
    finally:
        _close(target)
    progress(0.9, say("The plan is being written."))
    save_plan(plan, errand.folder / PLAN)
    write_json(errand.folder / ERRAND, _describe(errand))
    return f"/plans/{errand.folder.name}"


def _read(errand: Errand) -> tuple[Inventory, ...]:
    """Read the workbooks as the nightly sync would. Raises Problem, Stopped where a guard holds them back."""
    if errand.inventory is None:
        return read_inventories(errand.files, errand.mapping or None)
    own = errand.mapping or errand.inventory.mapping
    settings = replace(errand.inventory, patterns=tuple(map(str, errand.files)), mapping=own, optional=False)
    match take_in(settings, _raise):
        case Taken(inventories=inventories):
            return inventories
        case Held(reason=reason, remedy=remedy):
            raise Stopped(reason, remedy)
        case Failed(reason=reason, remedy=remedy):
            raise Problem(reason, remedy)
        case Absent(reason=reason):
            raise Problem(reason, say("Send the workbook once more."))


def _raise(error: Exception) -> None:
    """Let the job tell of what nobody foresaw."""
    raise error


def _compare(errand: Errand, inventories: tuple[Inventory, ...], target: Target) -> Plan:
    """Make the plan with what was decided and what the configuration allows."""
    limit = errand.inventory.limit if errand.inventory else None
    options = errand.inventory.options if errand.inventory else Options()
    options = replace(options, withdraw_limit=_UNLIMITED) if limit else options
    place = target.ledger
    is_new = isinstance(place, Path) and not place.exists()
    with open_ledger("sqlite://" if is_new else place) as ledger:
        planned = plan_inventories(inventories, target.catalogue, ledger, options)
        guards = list(_list_strangers(planned, ledger))
    plan = planned.replan(errand.decisions) if errand.decisions and planned.replan else planned.plan
    if limit:
        names = [one.name for one in inventories]
        guards += guard_each(plan, planned.snapshot, names, dict.fromkeys(names, limit)).values()
    return replace(plan, guards=(*plan.guards, *guards))


def _list_strangers(planned: Planned, ledger: Ledger) -> list[Message]:
    """Say where the ledger seems to be lost: the catalogue holds what it does not know of."""
    return [
        say(
            "The catalogue already holds {n} of these datasets, and Bestand does not know that they come from here.",
            n=n,
        )
        for n in count_strangers(planned, ledger).values()
    ]


def _describe(errand: Errand) -> dict[str, object]:
    """Keep what a plan is made of, so that it can be made again and carried out."""
    return {
        "part": errand.part,
        "check": errand.check,
        "target": errand.target.name,
        "title": errand.title,
        "inventory": errand.inventory.name if errand.inventory else "",
        "decisions": [[*key, side] for key, side in errand.decisions.items()],
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan of a visit with what it is made of."""

    folder: Path
    plan: Plan
    part: int
    check: str
    target: str
    title: str
    inventory: str
    decisions: Mapping[tuple[str, str], Side]


def read_kept(folder: Path) -> Kept:
    """Read a plan that was made. Raises Problem where it cannot be read."""
    told = read_json(folder / ERRAND)
    decisions = {(identifier, field): cast("Side", side) for identifier, field, side in told["decisions"]}
    plan = read_plan(folder / PLAN)
    check, target, title, inventory = (str(told[key]) for key in ("check", "target", "title", "inventory"))
    return Kept(folder, plan, told["part"], check, target, title, inventory, decisions)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a push goes, and where its receipts do: ``folder`` is in the visit, ``receipts`` holds those to keep."""

    target: TargetSettings
    folder: Path
    receipts: Path | None


def push_kept(kept: Kept, delivery: Delivery, translator: Translator, progress: Progress) -> str:
    """Carry out the very plan that was shown. Gives the path of the receipt's page.

    Raises Problem, Stopped where the catalogue is no longer as it was shown.
    """
    settings, folder, receipts = delivery.target, delivery.folder, delivery.receipts
    progress(0.02, say("The catalogue is being asked whether it is still as shown."))
    target = open_configured(settings, os.environ)

    def tell(written: Written) -> None:
        note = say("{number} of {total} written", number=written.number, total=written.total)
        progress(written.number / max(written.total, 1), note)

    file = receipts / f"{folder.name}.jsonl" if receipts else None
    try:
        pushed = push_plan(kept.plan, target, file, translator, tell, jobs=settings.jobs)
    finally:
        _close(target)
    with suppress(OSError):  # the visit may be over by now; the receipt itself lies beside the ledger
        _write_receipt(folder, kept, pushed, translator)
    return f"/receipts/{folder.name}"


def _write_receipt(folder: Path, kept: Kept, pushed: Pushed, translator: Translator) -> None:
    """Write what the page of a receipt shows."""
    receipt = pushed.receipt
    (folder / LINES).write_text(build_receipt_lines(receipt, translator), encoding="utf-8", newline="\n")
    write_json(
        folder / RECEIPT, {**_sum_up(receipt, kept.plan, translator), "title": kept.title, "target": kept.target}
    )


def _sum_up(receipt: Receipt, plan: Plan, translator: Translator) -> dict[str, object]:
    """Give the receipt's lines in the reader's language."""
    titles = {change.identifier: change.title for change in plan.changes}
    lines = [_write_line(one, titles, translator) for one in receipt.outcomes]
    return {"run": receipt.run, "failed": len(receipt.failed), "lines": lines}


def _write_line(outcome: Outcome, titles: Mapping[str, str], translator: Translator) -> dict[str, object]:
    action = ACTION_WORDS.get(outcome.action) or say("{action}", action=outcome.action)
    return {
        "identifier": outcome.identifier,
        "title": titles.get(outcome.identifier, ""),
        "action": translator.render(action),
        "is_done": outcome.result == "done",
        "reason": translator.render(outcome.reason) if outcome.reason else "",
    }


def _close(target: Target) -> None:
    """Close the connections of a target that has some."""
    close = getattr(target.catalogue, "close", None)
    if close is not None:
        close()
