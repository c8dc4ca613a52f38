"""Carries a plan out and leaves a receipt; a catalogue folder gets its packages and its site afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalogues.base import Sent
from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.cause import explain_cause
from toolkit.model.entry import Snapshot
from toolkit.model.message import Message, say
from toolkit.model.plan import Create, Plan, Update
from toolkit.model.problem import Problem
from toolkit.model.receipt import Receipt
from toolkit.reports.language import Translator
from toolkit.reports.receipt import build_receipt_lines
from toolkit.steps.publish import publish_folder, refresh_folder
from toolkit.steps.target import Target
from toolkit.sync.apply import Progress, apply_plan
from toolkit.sync.interrupt import Interrupted
from toolkit.sync.ledger import open_ledger


@dataclass(frozen=True, slots=True)
class Pushed:
    """How a push ended: its receipt, where the receipt lies, and the page to open, if there is one.

    ``news`` is what happened to the ledger while it was opened, such as a migration.
    """

    receipt: Receipt
    receipt_file: Path
    page: Path | None
    news: tuple[Message, ...] = ()


def push_plan(
    plan: Plan,
    target: Target,
    receipt_file: Path | None,
    translator: Translator,
    tell: Callable[[Progress], None],
    *,
    jobs: int | None = None,
    snapshot: Snapshot | None = None,
    newest_run: str = "",
    tell_sent: Callable[[Sent], None] = lambda _: None,
    command: str = "push",
) -> Pushed:
    """Carry a plan out; ``jobs``, ``snapshot``, ``newest_run``, ``tell_sent`` and ``command`` as for ``apply_plan``.

    Raises Stopped, with nothing written, when the catalogue is no longer as planned for, and KeyboardInterrupt, with
    the receipt written, when somebody stops the run.
    """
    page, is_idle = None, False
    with open_ledger(target.ledger) as ledger:
        try:
            receipt = apply_plan(
                plan,
                target.catalogue,
                ledger,
                tell,
                _now,
                jobs=jobs,
                snapshot=snapshot,
                newest_run=newest_run,
                tell_sent=tell_sent,
                command=command,
            )
            news = ledger.news
            is_idle = not (receipt.outcomes or plan.undoes)
        except Interrupted as interrupted:
            receipt = interrupted.receipt
            write_receipt(receipt, receipt_file or _receipt_place(target, receipt.run), translator)
            raise
        finally:
            # Whatever stopped the run, a page of a dataset that was made private must go.
            if isinstance(target.catalogue, FolderCatalogue) and target.catalogue.root.is_dir():
                page = (
                    refresh_folder(target.catalogue, plan.folders, translator)
                    if is_idle
                    else publish_folder(target.catalogue, plan.folders, translator, _list_stale(plan))
                )
    file = receipt_file or _receipt_place(target, receipt.run)
    write_receipt(receipt, file, translator)
    return Pushed(receipt, file, page, news)


def _list_stale(plan: Plan) -> frozenset[str]:
    """List the datasets whose packages an undo makes untrue; their files lie where only the next push knows."""
    changed = (change.identifier for change in plan.changes if isinstance(change, Create | Update))
    return frozenset(changed) if plan.undoes else frozenset()


def _now() -> dt.datetime:
    """Tell the time; UTC, so that receipts of different machines compare."""
    return dt.datetime.now(dt.UTC)


def _receipt_place(target: Target, run: str) -> Path:
    """Put receipts beside the ledger; beside the work where the ledger is a database."""
    folder = target.ledger.parent if isinstance(target.ledger, Path) else Path()
    return folder / "receipts" / f"{run}.jsonl"


def write_receipt(receipt: Receipt, file: Path, translator: Translator) -> None:
    """Write a receipt as JSON lines. Raises Problem when that fails; the ledger holds it all the same."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(build_receipt_lines(receipt, translator), encoding="utf-8", newline="\n")
    except OSError as error:
        raise Problem(
            say("the receipt cannot be written to {file}: {cause}", file=str(file), cause=explain_cause(error)),
            say("The push itself is done and in the ledger. Choose another place with --receipt."),
        ) from error
