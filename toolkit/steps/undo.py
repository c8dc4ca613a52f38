"""Finds a past run, its ledger and its target, and plans the way back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.catalogues.base import Catalogue
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.steps.history import LAST, LedgerRequest, find_ledger
from toolkit.steps.plan import Planned
from toolkit.steps.target import Target, open_target
from toolkit.sync.adoption import hold_renamed
from toolkit.sync.formerkey import list_renamed
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.record import RunRecord, StepRecord
from toolkit.sync.succession import carry_over
from toolkit.sync.undo import UndoOptions, build_undo, build_undo_scope

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """What somebody asks for on the command line; what is None is looked up in the environment or has a default.

    ``run`` is a run's name, the beginning of one, or ``last``: the newest that wrote something. ``to`` and ``ledger``
    only say where to look for it: the target is the one that the run wrote to. ``profile`` is the run's own where none
    is asked for.
    """

    run: str
    to: str | None = None
    token_file: Path | None = None
    ledger: str | None = None
    only: tuple[str, ...] = ()
    even_edited: bool = False
    delete: bool = False
    republish: bool = False
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Undoing:
    """A run, the plan of the way back from it, and the opened target."""

    run: RunRecord
    planned: Planned
    target: Target


def plan_undo(request: UndoRequest, environ: Mapping[str, str] = os.environ) -> Undoing:
    """Find a run and plan the way back; writes nothing.

    Raises Problem where no ledger knows the run, where its contents were thrown away, and for an identifier to restrict
    the undo to that the run did not write.
    """
    place, run = _find_run(request, environ)
    with open_ledger(place) as ledger:
        profile = request.profile or ledger.notation(run.notation)
    target = open_target(run.target.removeprefix("folder:"), request.token_file, str(place), profile)
    with open_ledger(place) as ledger:
        return Undoing(run, plan_run(run, target.catalogue, ledger, request), target)


def plan_run(run: RunRecord, catalogue: Catalogue, ledger: Ledger, request: UndoRequest) -> Planned:
    """Plan the way back from a run in an opened catalogue."""
    newest = ledger.newest_run(run.target)
    steps = ledger.run_steps(run.id)
    _require_contents(run, steps)
    _require_named(run, steps, request.only)
    known = ledger.pushed(run.target, sorted({step.inventory for step in steps}))
    pushed = carry_over(known, catalogue, ledger.notation).pushed
    snapshot = catalogue.fetch_snapshot(build_undo_scope(steps, pushed))
    options = UndoOptions(
        request.even_edited, request.delete, request.republish, frozenset(request.only), _find_later(ledger, run, steps)
    )
    plan = build_undo(run, steps, snapshot, pushed, options)
    plan = replace(plan, warnings=(*ledger.news, *plan.warnings), notation=catalogue.notation.mark)
    # A dataset that gets its former key back is looked for under that one.
    return Planned(plan, hold_renamed(snapshot, list_renamed(plan.changes)), newest)


def _find_later(ledger: Ledger, run: RunRecord, steps: tuple[StepRecord, ...]) -> dict[str, str]:
    """Tell which run wrote a dataset last, where one did after the run to undo: identifier -> run."""
    end = max((step.number for step in steps), default=0)
    later: dict[str, tuple[int, str]] = {}
    for record in ledger.history(run.target, _ALL):
        if record.started < run.started:
            break
        if record.id == run.id or not record.counts:
            continue
        for step in ledger.run_steps(record.id):
            if step.number > max(end, later.get(step.identifier, (0, ""))[0]) and step.result != "refused":
                later[step.identifier] = (step.number, record.id)
    return {identifier: name for identifier, (_, name) in later.items()}


def _find_run(request: UndoRequest, environ: Mapping[str, str]) -> tuple[Path | str, RunRecord]:
    """Find a run and the ledger that knows it. Raises Problem."""
    place = find_ledger(LedgerRequest(request.to, request.ledger), environ)
    if not place.is_there:
        raise Problem(
            say("there is no ledger {location}", location=str(place.ledger)),
            say("Name the catalogue with --to, or the ledger with --ledger."),
        )
    with open_ledger(place.ledger) as ledger:
        if request.run.casefold() != LAST:
            return place.ledger, ledger.find_run(request.run)
        runs = ledger.history(place.target or None, _ALL)
        wrote = next((run for run in runs if any(result != "refused" for _, result in run.counts)), None)
        if wrote is not None:
            return place.ledger, wrote
        raise Problem(
            say("the ledger {location} knows no run that wrote something", location=ledger.location),
            say("“bestand history” lists the runs."),
        )


def _require_contents(run: RunRecord, steps: tuple[StepRecord, ...]) -> None:
    """Raise Problem for a run whose before-images are gone, and for one that wrote nothing."""
    if run.pruned:
        raise Problem(
            say("the ledger no longer holds what the run {run} wrote over: it was too long ago", run=run.id),
            say("“bestand show {run}” still tells which datasets it wrote; change them by hand.", run=run.id),
        )
    if not any(step.intent for step in steps):
        raise Problem(
            say("the run {run} wrote no dataset", run=run.id),
            say("“bestand history” lists the runs and what they wrote."),
        )


def _require_named(run: RunRecord, steps: tuple[StepRecord, ...], only: tuple[str, ...]) -> None:
    """Raise Problem for a dataset that the run did not write."""
    known = {step.identifier for step in steps if step.intent}
    missing = next((identifier for identifier in only if identifier not in known), None)
    if missing is not None:
        raise Problem(
            say("the run {run} did not write {identifier}", run=run.id, identifier=missing),
            say("“bestand show {run}” lists the datasets that it wrote.", run=run.id),
        )
