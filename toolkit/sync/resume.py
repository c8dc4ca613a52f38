"""Go on with a plan whose push was cut short: what that run wrote itself does not make the plan outdated. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from toolkit.model.entry import Entry, Held, Snapshot
from toolkit.sync.merge import is_same_content

CREATE_GROUP = "create_group"
CREATE_ORGANIZATION = "create_organization"
"""The action of a step that created an organisation, or a group; its ``identifier`` is the URL name."""
FOUNDATIONS = frozenset({CREATE_GROUP, CREATE_ORGANIZATION})


@dataclass(frozen=True, slots=True)
class Step:
    """One write of an earlier run; ``revision`` is what the catalogue answered, empty where no answer was recorded.

    ``catalogue_id`` is the id of what it was to write over, empty for a new dataset.
    """

    identifier: str
    action: str
    revision: str
    before_revision: str
    intent: Entry | None = None
    sheet: Entry | None = None
    removed: frozenset[str] = frozenset()
    catalogue_id: str = ""


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
    for name, step in latest.items():
        before = _rewind_step(step, snapshot.held.get(name), is_done=name in done)
        held |= {name: before} if before else {}
    deleted = {name for name in done if latest[name].action == "delete"}
    missing = {name: item for name, item in snapshot.missing.items() if name not in deleted}
    there = snapshot.organizations
    left = None if there is None else {name: title for name, title in there.items() if name not in created}
    unrecorded = [
        (snapshot.held[name], step.sheet)
        for name, step in done.items()
        if not step.revision and step.sheet and step.action != "delete"
    ]
    return Rewound(
        replace(snapshot, held=held, organizations=left, missing=missing),
        frozenset(done) | (created & set(there or {})),
        tuple(unrecorded),
    )


def _rewind_step(step: Step, held: Held | None, *, is_done: bool) -> Held | None:
    """Give a dataset as it was before a step; None where the step left no trace, or where there was none before."""
    if step.action == "delete":
        if is_done and step.intent is not None:
            return Held(step.catalogue_id, step.intent, step.before_revision)
        # A deletion begins with making the dataset private, so that this is half of it.
        is_half = held is not None and step.intent is not None and is_same_content(step.intent, held.entry)
        return replace(held, revision=step.before_revision) if held and is_half else None
    return replace(held, revision=step.before_revision) if held and is_done and step.action != "create" else None


def _is_done(step: Step, held: Held | None) -> bool:
    """Tell whether a step was carried out and is still the last word."""
    if step.action == "delete":
        return held is None
    if held is None or step.action in FOUNDATIONS:
        return False
    if step.revision:
        return held.revision == step.revision
    is_moved = held.revision != step.before_revision
    return is_moved and step.intent is not None and is_same_content(step.intent, held.entry, step.removed)
