"""``bestand plan``: what a push would change in the catalogue."""

from __future__ import annotations

from dataclasses import replace
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.wishing import (
    AdoptOurs,
    CreateGroups,
    CreateOrganizations,
    Decide,
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
from toolkit.model.message import say, say_many

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.model.plan import Plan

Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar=_("FILE"), help=_("Save the plan for a later push (.json)."))
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar=_("FILE"), help=_("Save the plan as a page for people who do not use a terminal.")),
]
Conflicts = Annotated[
    Path | None,
    typer.Option(
        "--conflicts",
        metavar=_("FILE"),
        help=_("Write what the sheet and the catalogue both changed into a file to be filled in (YAML, for --decide)."),
    ),
]
ExitCode = Annotated[bool, typer.Option("--exit-code", help=_("End with exit code 10 when there is something to do."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "plan",
        cls=kind,
        short_help=_("show what would change in the catalogue"),
        help=_(
            "Show what a push would change in the catalogue: dataset by dataset, field by field, with the cell. Writes "
            "nothing."
        ),
    )(plan)


def plan(
    context: typer.Context,
    files: Files,
    to: To = None,
    out: Out = None,
    html: Html = None,
    conflicts: Conflicts = None,
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
    exit_code: ExitCode = False,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Make and show a plan."""
    from toolkit.steps.plan import PlanRequest, plan_workbooks  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    side = choose_side(prefer)
    request = PlanRequest(to, token_file, ledger, mapping, create_organizations, adopt, restore, withdraw_limit, side)
    request = replace(request, create_groups=create_groups, profile=profile)
    request = replace(request, released=released, organization=organization)
    planned, _target = plan_workbooks(files, request)
    made = settle(console, planned, decide).plan
    _show(console, made, verbose=verbose, json=json)
    _save(console, made, out, html, conflicts)
    raise typer.Exit(10 if exit_code and made.has_work else 0)


def _show(console: Console, made: Plan, *, verbose: bool, json: bool) -> None:
    """Print a plan for people or for machines."""
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415 (start-up)
    from toolkit.reports.planfile import build_plan_file  # noqa: PLC0415

    if json:
        console.show(build_plan_file(made).rstrip())
    else:
        console.show(build_plan_text(made, console.translator, console.ink, every_field=verbose))


def _save(console: Console, made: Plan, out: Path | None, html: Path | None, conflicts: Path | None) -> None:
    """Save a plan in the forms that are asked for."""
    from toolkit.steps.decision import save_conflicts  # noqa: PLC0415 (start-up)
    from toolkit.steps.plan import save_plan, save_plan_page  # noqa: PLC0415

    if out:
        save_plan(made, out)
        console.tell(say("Saved as {file}; carry it out with: bestand push {file}", file=str(out)))
    if html:
        save_plan_page(made, html, console.translator)
        console.tell(say("Page to read: {file}", file=str(html)))
    if conflicts:
        n = save_conflicts(made, conflicts, console.translator)
        console.tell(
            say_many(
                "{n} field to decide is in {file}; fill it in, then push with --decide {file}",
                "{n} fields to decide are in {file}; fill it in, then push with --decide {file}",
                n,
                file=str(conflicts),
            )
        )
