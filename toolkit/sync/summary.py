"""How a sync went: for each target and each of its inventories one outcome, and what a script is told in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from toolkit.model.message import Message
from toolkit.model.plan import Adopt, Change, Unchanged, Update
from toolkit.model.receipt import Outcome

STATES = ("public", "staff", "held_back", "not_released")
"""Each dataset of a workbook is in one of these: ready for the public or for staff, held back by errors, for nobody."""
KINDS = ("create", "update", "adopt", "withdraw", "delete", "unchanged", "conflict", "blocked")
"""What a plan says of a dataset, in the order in which reports tell it."""


@dataclass(frozen=True, slots=True)
class Work:
    """What there was to do for one inventory on one target, and what came of it.

    ``changes`` are all but the unchanged datasets that nobody touched, which ``unchanged`` counts. ``outcomes`` are the
    writes that were tried; there are none where a sync only plans. ``datasets`` counts by the words of ``STATES``.
    ``resource_titles`` names the resources of the changes: id -> title.
    """

    file: str
    title: str
    rows: int
    datasets: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    outcomes: tuple[Outcome, ...] = ()
    errors: int = 0
    resource_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def kinds(self) -> Counter[str]:
        """Count the datasets by what the plan says of them; those that people edited count as unchanged."""
        return Counter({"unchanged": self.unchanged}) + Counter(change.kind for change in self.changes)

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The writes that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "failed")

    @property
    def written(self) -> int:
        """How many writes were done."""
        return len(self.outcomes) - len(self.failed)

    @property
    def kept(self) -> int:
        """How many fields stay as people edited them in the catalogue."""
        return sum(len(change.kept) for change in self.changes if isinstance(change, Unchanged | Update | Adopt))

    @property
    def waiting(self) -> int:
        """How many datasets wait for a decision or a correction."""
        return self.kinds["conflict"] + self.kinds["blocked"]


@dataclass(frozen=True, slots=True)
class Done:
    """The inventory was read and its plan was carried out, or only made; single writes may have failed."""

    work: Work


@dataclass(frozen=True, slots=True)
class Absent:
    """An optional inventory has no file, so that nothing was done for it."""

    reason: Message


@dataclass(frozen=True, slots=True)
class Held:
    """A guard held the inventory back; ``work`` tells what was written before, or what would have been."""

    reason: Message
    remedy: Message
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The inventory could not be read or carried to its target; ``work`` tells what was written before that."""

    reason: Message
    remedy: Message
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Somebody ended the sync before this inventory was through; ``work`` tells what was written before that."""

    work: Work | None = None


State: TypeAlias = Literal["done", "incomplete", "absent", "stopped", "failed", "interrupted"]
"""How something ended, in a word that scripts may compare; ``incomplete`` where single writes failed."""

PartOutcome: TypeAlias = "Done | Absent | Held | Failed | Interrupted"
"""How one inventory fared on one target."""


@dataclass(frozen=True, slots=True)
class Part:
    """One inventory, by its name in the configuration, on one target."""

    inventory: str
    outcome: PartOutcome

    @property
    def work(self) -> Work | None:
        """What was done, as far as it is known."""
        return None if isinstance(self.outcome, Absent) else self.outcome.work

    @property
    def state(self) -> State:
        """How it ended, in a word."""
        match self.outcome:
            case Done(work=work):
                return "incomplete" if work.failed else "done"
            case Absent():
                return "absent"
            case Held():
                return "stopped"
            case Failed():
                return "failed"
            case Interrupted():
                return "interrupted"

    @property
    def is_well(self) -> bool:
        """Whether nothing went wrong; conflicts and blocked datasets are work for people and not wrong."""
        return self.state in ("done", "absent")


@dataclass(frozen=True, slots=True)
class Run:
    """One push to a target: its id in the ledger, and where its receipt and its page lie."""

    id: str
    receipt: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a whole target got nothing, or not all; ``guard`` where it was stopped on purpose."""

    reason: Message
    remedy: Message
    guard: bool = False


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """How one target fared.

    ``name`` is its name in the configuration, ``target`` its address or folder. ``outcomes`` belong to no inventory:
    organisations and groups. ``requests`` counts what was sent to it; ``seconds`` is how long it took.
    """

    name: str
    target: str
    parts: tuple[Part, ...]
    trouble: Trouble | None = None
    runs: tuple[Run, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    warnings: tuple[Message, ...] = ()
    requests: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The writes that failed and belong to no inventory."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == "failed")

    @property
    def state(self) -> State:
        """How it ended, in a word; each of its inventories has one of its own."""
        if self.trouble is not None:
            return "stopped" if self.trouble.guard else "failed"
        if any(part.state == "interrupted" for part in self.parts):
            return "interrupted"
        return "incomplete" if self.failed else "done"

    @property
    def is_well(self) -> bool:
        """Whether nothing went wrong."""
        return self.trouble is None and not self.failed and all(part.is_well for part in self.parts)


FailOn: TypeAlias = Literal["failures", "conflicts"]
"""What keeps a sync from ending with 0: failures only, or also datasets that wait for a person."""


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """How a whole sync went.

    ``started`` and ``ended`` are ISO 8601 with the machine's offset. ``dry`` tells that nothing was to be written.
    """

    configuration: str
    started: str
    ended: str
    seconds: float
    targets: tuple[TargetSummary, ...]
    dry: bool = False
    interrupted: bool = False
    fail_on: FailOn = "failures"

    @property
    def parts(self) -> Iterator[Part]:
        """Give every inventory of every target."""
        return (part for target in self.targets for part in target.parts)

    @property
    def works(self) -> Iterator[Work]:
        """Give all that was done or is known to be left."""
        return (part.work for part in self.parts if part.work is not None)

    @property
    def waiting(self) -> int:
        """How many datasets wait for a decision or a correction."""
        return sum(work.waiting for work in self.works)

    @property
    def exit_code(self) -> int:
        """What the command ends with (docs/exit-codes.md); a guard outranks a failure, an interruption both."""
        if self.interrupted:
            return 130
        if self._is_held():
            return 4
        if all(target.is_well for target in self.targets):
            return 3 if self.fail_on == "conflicts" and self.waiting else 0
        return 3 if self._has_done() else 1

    def _is_held(self) -> bool:
        """Tell whether a guard stopped anything."""
        stopped = any(target.trouble and target.trouble.guard for target in self.targets)
        return stopped or any(isinstance(part.outcome, Held) for part in self.parts)

    def _has_done(self) -> bool:
        """Tell whether anything was done at all."""
        written = any(outcome.result == "done" for target in self.targets for outcome in target.outcomes)
        carried = any(isinstance(part.outcome, Done) for part in self.parts)
        return written or carried or any(work.written for work in self.works)
