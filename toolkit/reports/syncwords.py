"""The words that all reports of a sync share: how an inventory stands, what changed, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.model.message import Message, say, say_many
from toolkit.model.plan import Blocked, Conflict
from toolkit.sync.summary import Absent, Done, Failed, Held, Interrupted, Part, State, SyncSummary, TargetSummary, Work

STATE_WORDS: dict[State, tuple[Message, str]] = {
    "done": (say("done"), "green"),
    "incomplete": (say("done in part"), "red"),
    "absent": (say("not there"), "dim"),
    "stopped": (say("stopped"), "red"),
    "failed": (say("failed"), "red"),
    "interrupted": (say("interrupted"), "red"),
}
"""How something ended, for people, and its colour."""

STATE_OF_DATASETS = {
    "public": say("for the public"),
    "staff": say("for staff only"),
    "held_back": say("held back by errors"),
    "not_released": say("not released"),
}
"""Who may see a dataset."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One dataset that waits for a person: what for, and what to do next."""

    identifier: str
    title: str
    reason: Message
    remedy: Message
    cell: str = ""


def explain_part(part: Part) -> tuple[Message, Message] | None:
    """Say why an inventory is not done, and what to do next."""
    match part.outcome:
        case Held(reason=reason, remedy=remedy) | Failed(reason=reason, remedy=remedy):
            return reason, remedy
        case Absent(reason=reason):
            return reason, say("It is optional; nothing was changed in the catalogue.")
        case Interrupted():
            return say("the sync was ended before it was through"), say("The next sync goes on from there.")
        case Done():
            return None


def count_kinds(work: Work) -> tuple[Message, ...]:
    """Count what the plan says of the datasets, the most telling first.

    >>> [str(message) for message in count_kinds(Work("a.xlsx", "A", 3, unchanged=3))]
    ['3 unchanged']
    """
    kinds = work.kinds
    words = (
        (kinds["create"], say_many("{n} new", "{n} new", kinds["create"])),
        (kinds["update"], say_many("{n} changed", "{n} changed", kinds["update"])),
        (kinds["adopt"], say_many("{n} taken over", "{n} taken over", kinds["adopt"])),
        (kinds["withdraw"], say_many("{n} withdrawn", "{n} withdrawn", kinds["withdraw"])),
        (kinds["delete"], say_many("{n} deleted", "{n} deleted", kinds["delete"])),
        (kinds["unchanged"], say_many("{n} unchanged", "{n} unchanged", kinds["unchanged"])),
    )
    return tuple(message for n, message in words if n) or (say("no datasets"),)


def count_waiting(work: Work) -> tuple[Message, ...]:
    """Count what needs a person: failed writes, conflicts, blocked datasets, and what people edited themselves."""
    failed, conflicts, blocked = len(work.failed), work.kinds["conflict"], work.kinds["blocked"]
    words = (
        (failed, say_many("{n} change failed", "{n} changes failed", failed)),
        (conflicts, say_many("{n} conflict", "{n} conflicts", conflicts)),
        (blocked, say_many("{n} dataset blocked", "{n} datasets blocked", blocked)),
        (
            work.kept,
            say_many(
                "{n} field edited in the catalogue is kept", "{n} fields edited in the catalogue are kept", work.kept
            ),
        ),
    )
    return tuple(message for n, message in words if n)


def list_waiting(work: Work) -> Iterator[Waiting]:
    """List the datasets that wait for a decision or a correction."""
    for change in work.changes:
        if isinstance(change, Conflict):
            fields = ", ".join(clash.field for clash in change.clashes)
            cells = [clash.cell for clash in change.clashes if clash.cell]
            yield Waiting(
                change.identifier,
                change.title,
                say("{fields} changed in the sheet and in the catalogue", fields=fields),
                say("Decide with “bestand push” at a terminal, or set prefer for this inventory."),
                str(cells[0]) if cells else "",
            )
        elif isinstance(change, Blocked):
            cell = str(change.cell) if change.cell else ""
            yield Waiting(change.identifier, change.title, change.reason, change.remedy, cell)


def say_verdict(summary: SyncSummary) -> Message:
    """Say in one sentence how the whole sync went."""
    every = list(summary.parts)
    well = sum(part.is_well for part in every)
    if summary.interrupted:
        return say("Interrupted: {well} of {n} inventories were done.", well=well, n=len(every))
    if all(target.is_well for target in summary.targets):
        if summary.dry:
            return say_many(
                "{n} inventory was planned; nothing was written.",
                "{n} inventories were planned; nothing was written.",
                len(every),
            )
        done = say_many("{n} inventory is up to date.", "All {n} inventories are up to date.", len(every))
        return _add_waiting(done, summary.waiting)
    return say("{well} of {n} inventories are up to date; the others need somebody.", well=well, n=len(every))


def _add_waiting(done: Message, waiting: int) -> Message:
    """Say how many datasets wait for somebody, where some do."""
    if not waiting:
        return done
    wait = say_many(
        "{n} dataset waits for a correction or a decision.",
        "{n} datasets wait for a correction or a decision.",
        waiting,
    )
    return say("{one} {other}", one=done, other=wait)


def say_target(target: TargetSummary) -> Message:
    """Name a target by its name and its place."""
    return say("{name} ({target})", name=target.name, target=target.target)
