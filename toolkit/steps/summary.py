"""Writes what a sync tells: the page, the data, the metrics; and removes receipts that nobody needs any more."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from toolkit.model.cause import explain_cause
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reports.language import Translator
from toolkit.reports.syncfile import build_sync_file
from toolkit.reports.syncmetrics import build_sync_metrics
from toolkit.reports.syncpage import build_sync_page
from toolkit.sync.summary import SyncSummary


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where a summary goes; what is None is not written."""

    html: Path | None = None
    json: Path | None = None
    prometheus: Path | None = None


def write_summary(summary: SyncSummary, outlets: Outlets, translator: Translator) -> tuple[Problem, ...]:
    """Write a summary everywhere it is wanted; what could not be written is told and keeps nothing else back."""
    wanted: list[tuple[Path | None, Callable[[], str]]] = [
        (outlets.html, lambda: build_sync_page(summary, translator)),
        (outlets.json, lambda: build_sync_file(summary, translator)),
        (outlets.prometheus, lambda: build_sync_metrics(summary)),
    ]
    problems: list[Problem] = []
    for file, build in wanted:
        if file is not None:
            try:
                write_whole(file, build())
            except OSError as error:
                problems.append(_explain(file, error))
    return tuple(problems)


def write_whole(file: Path, text: str) -> None:
    """Replace a file at once, so that whoever reads it meanwhile sees the old one or the new one. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # Beside it, since only within one drive a file is replaced at once; the ending is none that a collector reads.
    draft = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _explain(file: Path, error: OSError) -> Problem:
    """Say why a report is missing."""
    return Problem(
        say("the report cannot be written to {file}: {cause}", file=str(file), cause=explain_cause(error)),
        say("Choose a folder that is there and that you may write to."),
    )


def remove_old_receipts(summary: SyncSummary, days: int, now: dt.datetime) -> tuple[Path, ...]:
    """Remove receipts older than some days from the folders that this sync wrote its own to; gives what was removed.

    Only files are touched that are receipts by their ending and their first line. The ledger keeps every run.
    """
    runs = (run for target in summary.targets for run in target.runs)
    folders = {Path(run.receipt).parent for run in runs if run.receipt}
    oldest = (now - dt.timedelta(days=days)).timestamp()
    removed = [file for folder in sorted(folders) for file in _list_old(folder, oldest)]
    for file in removed:
        file.unlink(missing_ok=True)
    return tuple(removed)


def _list_old(folder: Path, oldest: float) -> Iterable[Path]:
    """List the receipts of a folder that are older."""
    return [file for file in sorted(folder.glob("*.jsonl")) if file.stat().st_mtime < oldest and _is_receipt(file)]


def _is_receipt(file: Path) -> bool:
    """Tell whether a file's first line is a receipt's."""
    try:
        with file.open(encoding="utf-8") as stream:
            head = json.loads(stream.readline())
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and str(head.get("format", "")).startswith("bestand-receipt/")
