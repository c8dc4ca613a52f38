"""What the ledger tells of runs that are over, for people who look back and for undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.model.entry import Entry


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: when it began and ended (UTC, ISO 8601; ``ended`` is empty for one that was killed), and how.

    ``counts`` maps an action and a result, such as ``("create", "done")``, to the number of steps.
    """

    id: str
    target: str
    command: str
    started: str
    ended: str
    state: Literal["running", "done", "failed", "interrupted"]
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One write of a run.

    ``before`` is what the catalogue held (None: nothing), ``raw`` the catalogue's own record of that, ``intent`` what
    it was to hold, ``sheet`` the base after the write and ``base`` the one before. ``revision`` is the catalogue's
    answer. ``result`` is empty where the run was killed before an answer was recorded.
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
