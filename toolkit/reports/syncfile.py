"""How a sync went, as data for machines: docs/json.md describes it, docs/sync.schema.json proves it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

from typing_extensions import TypedDict

from toolkit.model.message import Message
from toolkit.model.receipt import Outcome
from toolkit.reports.language import Translator
from toolkit.reports.syncwords import build_words, explain_part, list_waiting
from toolkit.sync.summary import KINDS, STATES, Part, State, SyncSummary, TargetSummary, Work

FORMAT: Literal["bestand-sync/1"] = "bestand-sync/1"


class FailureData(TypedDict):
    """One write that failed."""

    identifier: str
    action: str
    reason: str | None


class WaitingData(TypedDict):
    """One dataset that waits for a decision or a correction."""

    identifier: str
    title: str
    reason: str
    remedy: str
    cell: str | None


class WorkData(TypedDict):
    """What there was to do for an inventory, and what came of it.

    ``datasets`` counts those of the workbook by who may see them, ``changes`` by what the plan says of them. ``kept``
    are fields that people edited in the catalogue; ``errors`` are findings of that severity.
    """

    file: str
    title: str
    rows: int
    errors: int
    datasets: dict[str, int]
    changes: dict[str, int]
    written: int
    kept: int
    failed: list[FailureData]
    waiting: list[WaitingData]


class PartData(TypedDict):
    """One inventory on one target; ``work`` is null where it was not read or not planned."""

    inventory: str
    state: State
    reason: str | None
    remedy: str | None
    work: WorkData | None


class RunData(TypedDict):
    """One push; ``receipt`` and ``page`` are files."""

    run: str
    receipt: str | None
    page: str | None


class TargetData(TypedDict):
    """One target; ``reason`` and ``remedy`` say why it got nothing. ``failed`` are writes of no inventory."""

    name: str
    target: str
    state: State
    reason: str | None
    remedy: str | None
    seconds: float
    requests: int
    warnings: list[str]
    runs: list[RunData]
    failed: list[FailureData]
    inventories: list[PartData]


class SyncData(TypedDict):
    """How a whole sync went; times are ISO 8601. ``exit_code`` is what the command ends with."""

    format: Literal["bestand-sync/1"]
    configuration: str
    started: str
    ended: str
    seconds: float
    dry: bool
    interrupted: bool
    exit_code: int
    targets: list[TargetData]


def build_sync_file(summary: SyncSummary, translator: Translator) -> str:
    """Write a summary as JSON."""
    return json.dumps(build_sync_data(summary, translator), ensure_ascii=False, indent=2) + "\n"


def build_sync_data(summary: SyncSummary, translator: Translator) -> SyncData:
    """Give a summary as data."""
    return {
        "format": FORMAT,
        "configuration": summary.configuration,
        "started": summary.started,
        "ended": summary.ended,
        "seconds": summary.seconds,
        "dry": summary.dry,
        "interrupted": summary.interrupted,
        "exit_code": summary.exit_code,
        "targets": [_build_target(target, translator) for target in summary.targets],
    }


def build_sync_schema() -> dict[str, Any]:
    """Give the JSON Schema of that data."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (start-up)

    return TypeAdapter(SyncData).json_schema()


def _build_target(target: TargetSummary, translator: Translator) -> TargetData:
    """Give one target as data."""
    trouble = target.trouble
    return {
        "name": target.name,
        "target": target.target,
        "state": target.state,
        "reason": _say(trouble.reason if trouble else None, translator),
        "remedy": _say(trouble.remedy if trouble else None, translator),
        "seconds": target.seconds,
        "requests": target.requests,
        "warnings": [translator.render(warning) for warning in target.warnings],
        "runs": [{"run": run.id, "receipt": run.receipt or None, "page": run.page or None} for run in target.runs],
        "failed": _build_failures(target.failed, translator),
        "inventories": [_build_part(part, target, translator) for part in target.parts],
    }


def _build_part(part: Part, target: TargetSummary, translator: Translator) -> PartData:
    """Give one inventory as data."""
    reason, remedy = explain_part(part) or (None, None)
    return {
        "inventory": part.inventory,
        "state": part.state,
        "reason": _say(reason, translator),
        "remedy": _say(remedy, translator),
        "work": _build_work(part.work, target, translator) if part.work else None,
    }


def _build_work(work: Work, target: TargetSummary, translator: Translator) -> WorkData:
    """Give what was done as data."""
    return {
        "file": work.file,
        "title": work.title,
        "rows": work.rows,
        "errors": work.errors,
        "datasets": {state: work.datasets.get(state, 0) for state in STATES},
        "changes": {kind: work.kinds[kind] for kind in KINDS},
        "written": work.written,
        "kept": work.kept,
        "failed": _build_failures(work.failed, translator),
        "waiting": [
            {
                "identifier": one.identifier,
                "title": one.title,
                "reason": translator.render(one.reason),
                "remedy": translator.render(one.remedy),
                "cell": one.cell or None,
            }
            for one in list_waiting(work, build_words(target, work, translator))
        ],
    }


def _build_failures(failed: Iterable[Outcome], translator: Translator) -> list[FailureData]:
    """Give failed writes as data."""
    return [
        {"identifier": one.identifier, "action": one.action, "reason": _say(one.reason, translator)} for one in failed
    ]


def _say(message: Message | None, translator: Translator) -> str | None:
    return translator.render(message) if message else None
