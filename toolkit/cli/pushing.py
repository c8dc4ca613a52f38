"""``bestand plan`` and ``bestand push``: what would change in the catalogue, and changing it."""

from __future__ import annotations

from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.model.plan import Plan
    from toolkit.steps.push import Pushed
    from toolkit.steps.target import Target


class Side(StrEnum):
    """Who wins where a field changed in the sheet and in the catalogue."""

    SHEET = "sheet"
    CATALOGUE = "catalogue"


FilesOrPlan = Annotated[
    list[Path],
    typer.Argument(metavar=_("WORKBOOK...|PLAN"), help=_("Excel workbooks, or one plan that was saved (.json).")),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar=_("TARGET"),
        help=_("A folder, or a CKAN's address (https://…). Else BESTAND_TARGET, else the folder bestand-catalogue."),
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar=_("FILE"),
        help=_("A file that holds the CKAN API token and that only you may read. Else the variable BESTAND_TOKEN."),
    ),
]
Ledger = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar=_("FILE|URL"),
        help=_(
            "Where Bestand remembers what it pushed. Else BESTAND_LEDGER, else a file beside the catalogue folder's "
            "entries or, for a CKAN, in your user data folder."
        ),
    ),
]
CreateOrganizations = Annotated[
    bool, typer.Option("--create-organizations", help=_("Create organisations that the catalogue lacks."))
]
AdoptOurs = Annotated[
    bool,
    typer.Option("--adopt", help=_("Take over datasets that carry our identifier but are not in the ledger.")),
]
Restore = Annotated[
    bool, typer.Option("--restore", help=_("Create datasets again that were removed from the catalogue by hand."))
]
WithdrawLimit = Annotated[
    int | None,
    typer.Option("--withdraw-limit", min=0, metavar="N", help=_("Allow up to N datasets to be withdrawn at once.")),
]
Prefer = Annotated[
    Side | None,
    typer.Option("--prefer", help=_("Settle conflicts: keep what the sheet says, or what the catalogue says.")),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=_("List every field of new datasets too."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the commands to the command line."""
    app.command(
        "plan",
        cls=kind,
        short_help=_("show what would change in the catalogue"),
        help=_(
            "Show what a push would change in the catalogue: dataset by dataset, field by field, with the cell. Writes "
            "nothing."
        ),
    )(plan)
    app.command(
        "push",
        cls=kind,
        short_help=_("show a plan, ask, carry it out"),
        help=_(
            "Show the plan, ask, and carry it out; or carry out a saved plan if the catalogue is still as it was. "
            "Without a terminal nothing is written unless --yes is given."
        ),
    )(push)


def plan(
    context: typer.Context,
    files: Files,
    to: To = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar=_("FILE"), help=_("Save the plan for a later push (.json)."))
    ] = None,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    create_organizations: CreateOrganizations = False,
    adopt: AdoptOurs = False,
    restore: Restore = False,
    withdraw_limit: WithdrawLimit = None,
    prefer: Prefer = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=_("End with exit code 10 when there is something to do."))
    ] = False,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Make and show a plan."""
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415 (start-up)
    from toolkit.reports.planfile import build_plan_file  # noqa: PLC0415
    from toolkit.steps.plan import PlanRequest, plan_workbooks, save_plan  # noqa: PLC0415

    console: Console = context.obj
    request = PlanRequest(
        to, token_file, ledger, mapping, create_organizations, adopt, restore, withdraw_limit, _side(prefer)
    )
    made, _target = plan_workbooks(files, request)
    if out:
        save_plan(made, out)
    if json:
        console.show(build_plan_file(made).rstrip())
    else:
        console.show(build_plan_text(made, console.translator, console.ink, every_field=verbose))
    if out:
        console.tell(say("Saved as {file}; carry it out with: bestand push {file}", file=str(out)))
    raise typer.Exit(10 if exit_code and made.has_work else 0)


def push(
    context: typer.Context,
    files: FilesOrPlan,
    to: To = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt", metavar=_("FILE"), help=_("Where the receipt goes (JSON lines); else beside the ledger.")
        ),
    ] = None,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    create_organizations: CreateOrganizations = False,
    adopt: AdoptOurs = False,
    restore: Restore = False,
    withdraw_limit: WithdrawLimit = None,
    prefer: Prefer = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Plan and carry out."""
    from toolkit.steps.plan import PlanRequest, open_planned, plan_workbooks  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    request = PlanRequest(
        to, token_file, ledger, mapping, create_organizations, adopt, restore, withdraw_limit, _side(prefer)
    )
    saved = len(files) == 1 and files[0].suffix.lower() == ".json"
    made, target = open_planned(files[0], request) if saved else plan_workbooks(files, request)
    _carry_out(console, made, target, receipt, yes=yes, verbose=verbose, json=json)


def _side(prefer: Side | None) -> Literal["sheet", "catalogue"] | None:
    """Give a preference in the plan's own words."""
    return None if prefer is None else "sheet" if prefer is Side.SHEET else "catalogue"


def _carry_out(
    console: Console, made: Plan, target: Target, receipt: Path | None, *, yes: bool, verbose: bool, json: bool
) -> None:
    """Show a plan, ask, and push it."""
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.push import push_plan  # noqa: PLC0415

    if not json:
        console.show(build_plan_text(made, console.translator, console.ink, every_field=verbose))
    if made.has_work and not yes and not made.guards:
        _ask(console, made)
    with console.progress(say("writing"), made.writes) as step:
        done = push_plan(made, target, receipt, console.translator, lambda progress: step(progress.outcome.identifier))
    _report(console, done, json=json)
    if done.receipt.failed:
        raise typer.Exit(3)


def _ask(console: Console, made: Plan) -> None:
    """Ask before writing. Raises Problem, with nothing written, when the answer is not yes."""
    if not console.confirm(say("Write this to {target}? [y/N]", target=made.target)):
        raise Problem(
            say("nothing was written: nobody confirmed the plan"),
            say("Answer y, or give --yes where nobody can answer."),
        )


def _report(console: Console, done: Pushed, *, json: bool) -> None:
    """Say how the push ended."""
    from toolkit.reports.receipt import build_receipt_lines, build_receipt_text  # noqa: PLC0415 (start-up)

    if json:
        console.show(build_receipt_lines(done.receipt, console.translator).rstrip())
        return
    console.show(build_receipt_text(done.receipt, console.translator, console.ink))
    console.show(console.say(say("receipt: {file}", file=str(done.receipt_file))))
    if done.page:
        console.show(console.say(say("open: {page}", page=str(done.page))))
