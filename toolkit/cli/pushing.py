"""``bestand push``: show a plan, ask, carry it out."""

from __future__ import annotations

from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.deciding import ask_about_conflicts
from toolkit.cli.inventories import Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.wishing import (
    AdoptOurs,
    CreateGroups,
    CreateOrganizations,
    Decide,
    FilesOrPlan,
    Ledger,
    Organization,
    Prefer,
    Profile,
    Released,
    Restore,
    To,
    TokenFile,
    Verbose,
    WithdrawLimit,
    choose_side,
    settle,
)
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.catalogues.base import Sent
    from toolkit.cli.console import Console
    from toolkit.model.plan import Plan
    from toolkit.steps.plan import Planned
    from toolkit.steps.push import Pushed
    from toolkit.steps.target import Target

Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))]
ReceiptFile = Annotated[
    Path | None,
    typer.Option(
        "--receipt", metavar=_("FILE"), help=_("Where the receipt goes (JSON lines); else beside the ledger.")
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        "-j",
        min=1,
        metavar="N",
        help=_("Write at most N datasets at once. Else as many as the catalogue answers quickly."),
    ),
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "push",
        cls=kind,
        short_help=_("show a plan, ask, carry it out"),
        help=_(
            "Show the plan, ask, and carry it out; or carry out a saved plan if the catalogue is still as it was. "
            "Where the sheet and the catalogue both changed a field, a person at a terminal is asked which of them "
            "counts. Without a terminal nothing is written unless --yes is given."
        ),
    )(push)


def push(
    context: typer.Context,
    files: FilesOrPlan,
    to: To = None,
    yes: Yes = False,
    receipt: ReceiptFile = None,
    jobs: Jobs = None,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    profile: Profile = None,
    create_organizations: CreateOrganizations = False,
    create_groups: CreateGroups = False,
    adopt: AdoptOurs = False,
    restore: Restore = False,
    released: Released = False,
    organization: Organization = None,
    withdraw_limit: WithdrawLimit = None,
    prefer: Prefer = None,
    decide: Decide = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Plan and carry out."""
    from toolkit.steps.plan import PlanRequest, open_planned, plan_workbooks  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    side = choose_side(prefer)
    request = PlanRequest(to, token_file, ledger, mapping, create_organizations, adopt, restore, withdraw_limit, side)
    request = replace(request, create_groups=create_groups, profile=profile)
    request = replace(request, released=released, organization=organization)
    if len(files) == 1 and files[0].suffix.lower() == ".json":
        _refuse_decisions(decide)
        made, target = open_planned(files[0], request)
        planned = None
    else:
        planned, target = plan_workbooks(files, request)
        planned = settle(console, planned, decide)
        asking = not (yes or json)
        made, planned = _let_decide(console, planned) if asking else (planned.plan, planned)
    if not json:
        _show(console, made, verbose=verbose)
    if made.has_work and not yes and not made.guards:
        _ask(console, made)
        planned = None  # a person took their time over it
    _finish(console, _carry_out(console, made, target, receipt, planned, jobs), json=json)


def _refuse_decisions(decide: Path | None) -> None:
    """Say that a saved plan cannot be decided about any more."""
    if decide:
        raise Problem(
            say("a saved plan holds no conflicts that could still be decided"),
            say("Name the workbooks, or give --decide to “bestand plan” when the plan is saved."),
        )


def _let_decide(console: Console, planned: Planned) -> tuple[Plan, Planned | None]:
    """Let a person at a terminal decide about conflicts; the snapshot counts no longer once they were asked."""
    from toolkit.steps.decision import list_conflicts  # noqa: PLC0415 (start-up)

    if not (console.is_attended and list_conflicts(planned.plan)):
        return planned.plan, planned
    return ask_about_conflicts(console, planned).plan, None


def _show(console: Console, made: Plan, *, verbose: bool) -> None:
    """Print the plan that is going to be carried out."""
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415 (start-up)

    console.show(build_plan_text(made, console.translator, console.ink, every_field=verbose))


def _ask(console: Console, made: Plan) -> None:
    """Ask before writing. Raises Problem, with nothing written, when the answer is not yes."""
    if not console.confirm(say("Write this to {target}? [y/N]", target=made.target)):
        raise Problem(
            say("nothing was written: nobody confirmed the plan"),
            say("Answer y, or give --yes where nobody can answer."),
        )


def _carry_out(
    console: Console, made: Plan, target: Target, receipt: Path | None, planned: Planned | None, jobs: int | None
) -> Pushed:
    """Push a plan and show how far it is; ``planned`` is given where its snapshot is still fresh."""
    from toolkit.steps.push import push_plan  # noqa: PLC0415 (start-up)

    with console.progress(say("writing"), made.writes) as step:

        def tell_sent(sent: Sent) -> None:
            step.note(
                say("{file}: {part} of {whole} MB", file=sent.file, part=_mega(sent.sent), whole=_mega(sent.total))
            )

        return push_plan(
            made,
            target,
            receipt,
            console.translator,
            lambda progress: step(progress.outcome.identifier),
            jobs=jobs,
            snapshot=planned.snapshot if planned else None,
            newest_run=planned.newest_run if planned else "",
            tell_sent=tell_sent,
        )


def _mega(size: int) -> float:
    """Give bytes as megabytes.

    >>> _mega(1_540_000)
    1.5
    """
    return round(size / 1_000_000, 1)


def _finish(console: Console, done: Pushed, *, json: bool) -> None:
    """Say how the push ended; exit code 3 where a change failed."""
    from toolkit.reports.receipt import build_receipt_lines, build_receipt_text  # noqa: PLC0415 (start-up)

    if json:
        console.show(build_receipt_lines(done.receipt, console.translator).rstrip())
    else:
        console.show(build_receipt_text(done.receipt, console.translator, console.ink))
        console.show(console.say(say("receipt: {file}", file=str(done.receipt_file))))
        if done.page:
            console.show(console.say(say("open: {page}", page=str(done.page))))
    if done.receipt.failed:
        raise typer.Exit(3)
