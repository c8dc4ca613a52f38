"""``bestand undo``: the way back from a run."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command
from toolkit.cli.wishing import Ledger, Profile, TokenFile, Verbose
from toolkit.model.message import say
from toolkit.model.plan import Blocked
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.model.plan import Plan
    from toolkit.steps.push import Pushed
    from toolkit.steps.undo import Undoing

Run = Annotated[
    str,
    typer.Argument(
        metavar=_("RUN"),
        help=_("The run to take back: its name or a unique beginning of it (see “bestand history”), or “last”."),
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar=_("IDENTIFIER"), help=_("Take back this dataset only; can be given several times.")),
]
EvenEdited = Annotated[
    bool,
    typer.Option(
        "--even-edited",
        help=_("Take back also what the run did to datasets that were edited since; the edits themselves stay."),
    ),
]
DeleteCreated = Annotated[
    bool, typer.Option("--delete", help=_("Delete datasets that the run created, instead of making them private."))
]
Republish = Annotated[
    bool, typer.Option("--republish", help=_("Publish datasets again that the run had taken from the public."))
]
Where = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar=_("TARGET"),
        help=_(
            "Whose ledger to look into: a folder, or a CKAN's address. What is written to is what the run wrote to."
        ),
    ),
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "undo",
        cls=kind,
        short_help=_("take back what a run did to the catalogue"),
        help=_(
            "Plan the way back from a run, show it, ask, and carry it out. Edits that people made in the catalogue "
            "since stay. Nothing becomes public again unless --republish is given."
        ),
    )(undo)


def undo(
    context: typer.Context,
    run: Run,
    only: Only = None,
    even_edited: EvenEdited = False,
    delete: DeleteCreated = False,
    republish: Republish = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar=_("FILE"), help=_("Save the plan for “bestand push” and write nothing.")),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
    to: Where = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    profile: Profile = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Plan the way back and carry it out."""
    from toolkit.steps.plan import save_plan  # noqa: PLC0415 (start-up)
    from toolkit.steps.undo import UndoRequest, plan_undo  # noqa: PLC0415

    console: Console = context.obj
    wanted = UndoRequest(run, to, token_file, ledger, tuple(only or ()), even_edited, delete, republish, profile)
    undoing = plan_undo(wanted)
    _show_plan(console, undoing, verbose=verbose, json=json, saved=out is not None)
    if out is None:
        _carry_out(console, undoing, yes=yes, json=json)
        return
    save_plan(undoing.planned.plan, out)
    console.tell(say("Saved as {file}; carry it out with: bestand push {file}", file=str(out)))


def _show_plan(console: Console, undoing: Undoing, *, verbose: bool, json: bool, saved: bool) -> None:
    """Show the way back; for machines only where nothing but the plan is the result."""
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415 (start-up)
    from toolkit.reports.planfile import build_plan_file  # noqa: PLC0415

    plan = undoing.planned.plan
    if not json:
        console.show(build_plan_text(plan, console.translator, console.ink, every_field=verbose))
    elif saved:
        console.show(build_plan_file(plan).rstrip())


def _carry_out(console: Console, undoing: Undoing, *, yes: bool, json: bool) -> None:
    """Ask, and write. Raises typer.Exit with 3 where something could not be taken back."""
    from toolkit.steps.push import push_plan  # noqa: PLC0415 (start-up)

    plan = undoing.planned.plan
    if plan.has_work and not yes and not console.confirm(say("Write this to {target}? [y/N]", target=plan.target)):
        raise Problem(
            say("nothing was written: nobody confirmed the plan"),
            say("Answer y, or give --yes where nobody can answer."),
        )
    planned = undoing.planned if yes else None  # a person takes time to answer
    with console.progress(say("writing"), plan.writes) as step:
        done = push_plan(
            plan,
            undoing.target,
            None,
            console.translator,
            lambda progress: step(progress.outcome.identifier),
            snapshot=planned.snapshot if planned else None,
            newest_run=planned.newest_run if planned else "",
        )
    _report(console, done, json=json)
    if json:
        _tell_left(console, plan)
    if done.receipt.failed or _waits(plan):
        raise typer.Exit(3)


def _waits(plan: Plan) -> bool:
    """Tell whether a dataset was left out that somebody has to decide about."""
    return any(isinstance(change, Blocked) for change in plan.changes)


def _tell_left(console: Console, plan: Plan) -> None:
    """Tell apart from the receipt, which holds what was tried, which datasets were left alone and why."""
    for change in plan.changes:
        if isinstance(change, Blocked):
            console.tell(say("{key}: left alone: {reason}", key=change.identifier, reason=change.reason))


def _report(console: Console, done: Pushed, *, json: bool) -> None:
    """Say how it ended."""
    from toolkit.reports.receipt import build_receipt_lines, build_receipt_text  # noqa: PLC0415 (start-up)

    if json:
        console.show(build_receipt_lines(done.receipt, console.translator).rstrip())
        return
    console.show(build_receipt_text(done.receipt, console.translator, console.ink))
    console.show(console.say(say("receipt: {file}", file=str(done.receipt_file))))
    if done.page:
        console.show(console.say(say("open: {page}", page=str(done.page))))
