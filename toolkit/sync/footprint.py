"""What one run did to one dataset: its steps taken together, as undo needs them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit.model.entry import Entry, Resource, Value
from toolkit.sync.record import StepRecord


@dataclass(frozen=True, slots=True)
class Footprint:
    """The state before a run and the one after it, narrowed to what the run wrote.

    ``before`` and ``written`` name the same fields and only resources that the run wrote or took away; ``before`` is
    None where the run created the dataset or brought it back from the trash, ``written`` None where it deleted it.
    ``sheet`` and ``base`` are the ledger's base after the run and before it. ``revision`` is the catalogue's last
    answer, empty where none was recorded; ``first`` and ``last`` are the numbers of its steps. ``stored`` are ids of
    resources whose bytes the catalogue kept itself before the run. ``former`` is the identifier that the dataset had
    before the run, where that changed its key.
    """

    identifier: str
    inventory: str
    name: str
    catalogue_id: str
    actions: tuple[str, ...]
    before: Entry | None
    written: Entry | None
    sheet: Entry | None
    base: Entry | None
    raw: Mapping[str, Any]
    before_revision: str
    revision: str
    is_certain: bool
    first: int
    last: int
    stored: frozenset[str] = frozenset()
    former: str = ""

    @property
    def written_as(self) -> str:
        """The identifier that the run wrote it under."""
        return self.sheet.identifier if self.sheet else self.identifier

    @property
    def is_withdrawal(self) -> bool:
        """Whether the run did nothing but make the dataset private."""
        return set(self.actions) == {"withdraw"}

    @property
    def is_adoption(self) -> bool:
        """Whether the run took the dataset over."""
        return "adopt" in self.actions


def build_footprints(steps: Iterable[StepRecord]) -> tuple[Footprint, ...]:
    """Take the steps of each dataset together, in their order; steps that the catalogue refused left nothing behind.

    The earliest before-image counts, field by field: a later step may have written fields that the first did not.
    """
    together: dict[str, list[StepRecord]] = {}
    for step in sorted(steps, key=lambda step: step.number):
        if step.result != "refused" and step.intent is not None:
            together.setdefault(step.identifier, []).append(step)
    return tuple(_build_footprint(several) for _, several in sorted(together.items()))


def _build_footprint(steps: list[StepRecord]) -> Footprint:
    """Take the steps of one dataset together."""
    first, last = steps[0], steps[-1]
    sides = [_narrow(step) for step in steps]
    return Footprint(
        first.identifier,
        first.inventory,
        last.name,
        next((step.catalogue_id for step in reversed(steps) if step.catalogue_id), ""),
        tuple(step.action for step in steps),
        None
        if first.before is None or _was_deleted(first)
        else _join([(side[0], side[1]) for side in reversed(sides)]),
        None if last.action == "delete" else _join([(side[1], side[0]) for side in sides]),
        last.sheet,
        first.base,
        first.raw,
        first.before_revision,
        last.revision,
        last.result == "done",
        first.number,
        last.number,
        _find_stored(first),
        _find_former(first),
    )


def _find_former(step: StepRecord) -> str:
    """Give the identifier that a dataset of ours had before a step, "" where it kept it."""
    if step.action != "update" or step.base is None or step.base.identifier == step.identifier:
        return ""
    return step.base.identifier


def _was_deleted(step: StepRecord) -> bool:
    """Tell whether a step brought a deleted dataset back (CKAN's ``state``)."""
    return step.raw.get("state") == "deleted"


def _narrow(step: StepRecord) -> tuple[Entry, Entry]:
    """Give a step's before-image and its intent, narrowed to what the step was to write.

    A withdrawal writes one field, whatever its intent shows of the rest; a deletion takes away all that was there.
    """
    intent = step.intent or Entry(step.identifier, step.name, {})
    before = step.before or Entry(step.identifier, step.name, {})
    if step.action == "withdraw":
        return _pick(before, {"private": True}), _pick(intent, {"private": True})
    if step.action == "delete":
        return before, replace(before, fields={**before.fields, "private": True})
    return replace(before, fields={key: before.fields.get(key) for key in intent.fields}), intent


def _pick(entry: Entry, keys: Mapping[str, Value]) -> Entry:
    """Leave all but some fields out."""
    return replace(entry, fields={key: entry.fields.get(key) for key in keys}, resources=())


def _join(sides: list[tuple[Entry, Entry]]) -> Entry:
    """Lay states over each other, later ones on top; what only the other side of a step has is gone in its state."""
    fields: dict[str, Value] = {}
    resources: dict[str, Resource] = {}
    for here, there in sides:
        fields |= here.fields
        gone = {item.id for item in there.resources} - {item.id for item in here.resources}
        resources = {id_: item for id_, item in resources.items() if id_ not in gone}
        for item in here.resources:
            kept = resources.pop(item.id, None)
            resources[item.id] = replace(item, fields={**kept.fields, **item.fields}) if kept else item
    return replace(sides[-1][0], fields=fields, resources=tuple(resources.values()))


def _find_stored(step: StepRecord) -> frozenset[str]:
    """Find the resources whose bytes the catalogue kept before a step: uploads, in CKAN's words and in ours."""
    raws = step.raw.get("resources")
    listed = [raw for raw in raws if isinstance(raw, dict)] if isinstance(raws, list) else []
    ours = (item.id for item in (step.base.resources if step.base else ()) if item.file)
    return frozenset([str(raw.get("id")) for raw in listed if raw.get("url_type") == "upload"]).union(ours)
