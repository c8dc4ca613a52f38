"""What the ledger tells of runs that are over, for people who look back and for undo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from toolkit.model.entry import Entry, Value, resource_title
from toolkit.model.message import Message
from toolkit.model.plan import FieldChange, list_field_changes, list_new_resource
from toolkit.model.receipt import Request
from toolkit.sync.merge import is_same_value


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: when it began and ended (UTC, ISO 8601; ``ended`` is empty for one that was killed), and how.

    ``counts`` maps an action and a result, such as ``("create", "done")``, to the number of steps. ``note`` is what
    else is told of it. ``pruned`` is when the contents of its steps were thrown away, empty as long as they are there.
    ``notation`` is the mark of the notation that its steps are written in.
    """

    id: str
    target: str
    command: str
    started: str
    ended: str
    state: Literal["running", "done", "failed", "interrupted"]
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    note: Mapping[str, Any] = field(default_factory=dict)
    pruned: str = ""
    notation: str = ""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One write of a run.

    ``before`` is what the catalogue held (None: nothing), ``raw`` the catalogue's own record of that, ``intent`` what
    it was to hold, ``sheet`` the base after the write and ``base`` the one before. ``revision`` is the catalogue's
    answer. ``result`` is empty where the run was killed before an answer was recorded. ``reason`` is why it failed, in
    English; ``message`` is the same for every language.
    """

    number: int
    run: str
    identifier: str
    inventory: str
    action: str
    catalogue_id: str
    name: str
    intent: Entry | None
    sheet: Entry | None
    base: Entry | None
    before: Entry | None
    raw: Mapping[str, Any]
    before_revision: str
    revision: str
    result: Literal["done", "refused", "unsure", ""]
    reason: str
    recorded: str
    ended: str
    requests: tuple[Request, ...] = ()
    message: Message | None = None

    @property
    def title(self) -> str:
        """The dataset's title as far as it is known."""
        sides = (side for side in (self.intent, self.before) if side)
        return next((str(side.fields["title"]) for side in sides if side.fields.get("title")), "")


def list_step_changes(step: StepRecord) -> tuple[FieldChange, ...]:
    """List what a write was to change: each field with what the catalogue held before and what it was to hold.

    Nothing for a deletion, which changes no field, and for a step whose contents were thrown away.
    """
    if step.intent is None or step.action == "delete":
        return ()
    if step.before is None:
        return list_field_changes(step.intent)
    there = {item.id: item for item in step.before.resources}
    wanted = {item.id for item in step.intent.resources}
    own = _list_changed("", step.before.fields, step.intent.fields)
    parts: Iterator[FieldChange] = chain.from_iterable(
        _list_changed(f"resources.{item.id}.", there[item.id].fields, item.fields)
        if item.id in there
        else list_new_resource(item)
        for item in step.intent.resources
    )
    gone = (item for item in step.before.resources if item.id not in wanted)
    return (*own, *parts, *(FieldChange(f"resources.{item.id}", resource_title(item), None) for item in gone))


def _list_changed(path: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[FieldChange]:
    """List the fields of one group that differ."""
    for key, value in after.items():
        if not is_same_value(before.get(key), value):
            yield FieldChange(f"{path}{key}", before.get(key), value)
