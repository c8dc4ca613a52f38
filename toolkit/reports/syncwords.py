"""The words that all reports of a sync share: how an inventory stands, what changed, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.model.message import Message, enumerate_all, say, say_many
from toolkit.model.plan import Blocked, Conflict, Plan
from toolkit.reports.language import Translator
from toolkit.reports.planwords import PlanWords
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

ACTION_WORDS = {
    "create": say("create"),
    "update": say("update"),
    "adopt": say("take over"),
    "withdraw": say("withdraw (make private)"),
    "delete": say("delete"),
    "create_organization": say("create the organisation"),
    "create_group": say("create the group"),
}
"""What a write was to do, by its action."""

CONFLICT_REMEDY = say(
    "Decide with “bestand push” at a terminal, in a file (“bestand plan … --conflicts FILE”), or set prefer for this "
    "inventory."
)
"""What to do about conflicts."""

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


def count_part(part: Part, *, dry: bool) -> tuple[Message, ...]:
    """Count what changed and what waits in an inventory; nothing where it was not read or not planned.

    What a guard held back, what broke off and what was only planned is told as what was to be done.

    >>> work = Work("a.xlsx", "A", 3, unchanged=3)
    >>> [str(message) for message in count_part(Part("a", Done(work)), dry=False)]
    ['3 unchanged']
    """
    if part.work is None:
        return ()
    is_written = isinstance(part.outcome, Done) and not dry
    kinds = _count_kinds(part.work) if is_written else _count_intended(part.work)
    return (*kinds, *_count_waiting(part.work))


def _count_kinds(work: Work) -> tuple[Message, ...]:
    """Count what was done, the most telling first."""
    kinds = work.kinds
    words = (
        (kinds["create"], say_many("{n} new", "{n} new", kinds["create"])),
        (kinds["update"], say_many("{n} changed", "{n} changed", kinds["update"])),
        (kinds["adopt"], say_many("{n} taken over", "{n} taken over", kinds["adopt"])),
        (kinds["withdraw"], say_many("{n} withdrawn", "{n} withdrawn", kinds["withdraw"])),
        (kinds["delete"], say_many("{n} deleted", "{n} deleted", kinds["delete"])),
        (kinds["unchanged"], say_many("{n} unchanged", "{n} unchanged", kinds["unchanged"])),
    )
    return _keep_some(words, work)


def _count_intended(work: Work) -> tuple[Message, ...]:
    """Count what was to be done, and what of it was done before it broke off."""
    kinds = work.kinds
    words = (
        (kinds["create"], say_many("{n} to create", "{n} to create", kinds["create"])),
        (kinds["update"], say_many("{n} to change", "{n} to change", kinds["update"])),
        (kinds["adopt"], say_many("{n} to take over", "{n} to take over", kinds["adopt"])),
        (kinds["withdraw"], say_many("{n} to withdraw", "{n} to withdraw", kinds["withdraw"])),
        (kinds["delete"], say_many("{n} to delete", "{n} to delete", kinds["delete"])),
        (kinds["unchanged"], say_many("{n} unchanged", "{n} unchanged", kinds["unchanged"])),
        (work.written, say_many("{n} change written", "{n} changes written", work.written)),
    )
    return _keep_some(words, work)


def _keep_some(words: Iterable[tuple[int, Message]], work: Work) -> tuple[Message, ...]:
    """Keep the counts that are not 0; an inventory without any dataset says so."""
    told = tuple(message for n, message in words if n)
    return told if told or work.waiting else (say("no datasets"),)


def _count_waiting(work: Work) -> tuple[Message, ...]:
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


def build_words(target: TargetSummary, work: Work | None, translator: Translator) -> PlanWords:
    """Give the words for the fields of a target."""
    place = target.target if "://" in target.target else f"folder:{target.target}"
    return PlanWords(Plan(place, (), "", (), resource_titles=work.resource_titles if work else {}), translator)


def list_waiting(work: Work, words: PlanWords) -> Iterator[Waiting]:
    """List the datasets that wait for a decision or a correction."""
    for change in work.changes:
        if isinstance(change, Conflict):
            fields = enumerate_all(name_field(clash.field, words) for clash in change.clashes)
            cells = [clash.cell for clash in change.clashes if clash.cell]
            yield Waiting(
                change.identifier,
                change.title,
                say("changed in the sheet and in the catalogue: {fields}", fields=fields),
                CONFLICT_REMEDY,
                str(cells[0]) if cells else "",
            )
        elif isinstance(change, Blocked):
            cell = str(change.cell) if change.cell else ""
            yield Waiting(change.identifier, change.title, change.reason, change.remedy, cell)


def name_field(field: str, words: PlanWords) -> Message:
    """Name a field as people know it, one of a resource with the resource's title."""
    label = words.label(field)
    return say("{resource} – {field}", resource=label.resource, field=label.text) if label.resource else label.text


def say_verdict(summary: SyncSummary) -> Message:
    """Say in one sentence how the whole sync went; an inventory counts once, however many targets it goes to."""
    names = {part.inventory for part in summary.parts}
    n, well = len(names), len(names - {part.inventory for part in summary.parts if not part.is_well})
    if summary.interrupted:
        return say("Interrupted: {well} of {n} inventories were done.", well=well, n=n)
    if all(target.is_well for target in summary.targets):
        planned = say_many(
            "{n} inventory was planned; nothing was written.", "{n} inventories were planned; nothing was written.", n
        )
        done = say_many("{n} inventory is up to date.", "All {n} inventories are up to date.", n)
        return _add_waiting(planned if summary.dry else done, _count_datasets_waiting(summary))
    if well == n:
        return say("Not everything could be written: see what failed below.")
    if summary.dry:
        return say("Nothing was written, only planned: {ill} of {n} inventories need somebody.", ill=n - well, n=n)
    return say("{well} of {n} inventories are up to date; the others need somebody.", well=well, n=n)


def _count_datasets_waiting(summary: SyncSummary) -> int:
    """Count the datasets that wait for somebody, each once, whatever the number of targets."""
    changes = (change for work in summary.works for change in work.changes)
    return len({change.identifier for change in changes if isinstance(change, Conflict | Blocked)})


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
