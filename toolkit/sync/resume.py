"""Go on with a plan whose push was cut short: what that run wrote itself does not make the plan outdated. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from toolkit.model.entry import Entry, Held, Snapshot
from toolkit.sync.merge import is_same_content

CREATE_ORGANIZATION = "create_organization"
"""The action of a step that created an organisation; its ``identifier`` is the organisation's URL name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One write of an earlier run; ``revision`` is what the catalogue answered, empty where no answer was recorded."""

    identifier: str
    action: str
    revision: str
    before_revision: str
    intent: Entry | None = None
    sheet: Entry | None = None
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rewound:
    """A catalogue as it was before some steps.

    ``finished`` are the identifiers and organisation names whose steps are done; ``unrecorded`` are those of them that
    the ledger has to learn, each with its next base.
    """

    snapshot: Snapshot
    finished: frozenset[str] = frozenset()
    unrecorded: tuple[tuple[Held, Entry], ...] = ()


def rewind(snapshot: Snapshot, steps: Iterable[Step]) -> Rewound:
    """Take back what earlier steps did to a catalogue, as far as nobody changed it afterwards.

    >>> done = Held("id", Entry("a:1", "n", {"title": "x"}), "7")
    >>> rewound = rewind(Snapshot("t", {"a:1": done}), [Step("a:1", "create", "7", "")])
    >>> rewound.snapshot.held, rewound.finished
    ({}, frozenset({'a:1'}))
    """
    latest = {step.identifier: step for step in steps}
    created = {step.identifier for step in latest.values() if step.action == CREATE_ORGANIZATION}
    done = {name: step for name, step in latest.items() if _is_done(step, snapshot.held.get(name))}
    held = {name: item for name, item in snapshot.held.items() if name not in done}
    for name, step in done.items():
        if step.action != "create":
            held[name] = replace(snapshot.held[name], revision=step.before_revision)
    there = snapshot.organizations
    left = None if there is None else {name: title for name, title in there.items() if name not in created}
    unrecorded = [(snapshot.held[name], step.sheet) for name, step in done.items() if not step.revision and step.sheet]
    return Rewound(
        replace(snapshot, held=held, organizations=left),
        frozenset(done) | (created & set(there or {})),
        tuple(unrecorded),
    )


def _is_done(step: Step, held: Held | None) -> bool:
    """Tell whether a step was carried out and is still the last word."""
    if held is None or step.action == CREATE_ORGANIZATION:
        return False
    if step.revision:
        return held.revision == step.revision
    is_moved = held.revision != step.before_revision
    return is_moved and step.intent is not None and is_same_content(step.intent, held.entry, step.removed)
