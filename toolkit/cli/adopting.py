"""``bestand adopt``: takes over datasets that people entered by hand, and those whose keys were changed."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.wishing import CreateOrganizations, Ledger, Profile, To, TokenFile
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.model.plan import Plan
    from toolkit.steps.adopt import Adoption
    from toolkit.steps.target import Target
    from toolkit.sync.adoption import Way

By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar=_("WAYS"),
        help=_("What tells that a row and a dataset are the same, with commas: identifier, name, url, title."),
    ),
]
Renamed = Annotated[
    list[str] | None,
    typer.Option(
        "--renamed",
        metavar=_("OLD=NEW"),
        help=_(
            "Instead: let the dataset with the key OLD become the one of the row NEW, whose key was changed; may be "
            "repeated. “all” takes every suggestion of the plan."
        ),
    ),
]
Keep = Annotated[
    bool,
    typer.Option("--keep", help=_("Keep what people wrote in the catalogue where the sheet says something else.")),
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "adopt",
        cls=kind,
        short_help=_("take over datasets that were entered by hand"),
        help=_(
            "Look for datasets in the catalogue that people entered by hand and that rows of the workbooks describe, "
            "show them and what would change, ask, and take them over: from then on they follow the sheet. What is "
            "not clear is listed and never taken."
        ),
    )(adopt)


def adopt(
    context: typer.Context,
    files: Files,
    to: To = None,
    by: By = "identifier,name,url,title",
    renamed: Renamed = None,
    keep: Keep = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar=_("FILE"), help=_("Save the plan for a later push (.json)."))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    profile: Profile = None,
    create_organizations: CreateOrganizations = False,
    json: Json = False,
) -> None:
    """Look for datasets to take over, show them, ask, take them over."""
    from toolkit.steps.adopt import AdoptRequest, plan_adoption  # noqa: PLC0415 (start-up)
    from toolkit.steps.plan import save_plan  # noqa: PLC0415

    console: Console = context.obj
    ways, changed = _parse_ways(by), tuple(renamed or ())
    request = AdoptRequest(to, token_file, ledger, mapping, ways, changed, keep, create_organizations, profile)
    found, target = plan_adoption(files, request)
    if out:
        save_plan(found.plan, out)
    if not json:
        _show(console, found, renaming=bool(changed))
    receipt = _carry_out(console, found.plan, target, yes=yes, json=json) if found.plan.has_work and not out else None
    if json:
        _show_data(console, found, receipt)
    if out:
        console.tell(say("Saved as {file}; carry it out with: bestand push {file}", file=str(out)))
    if receipt and any(line.get("result") == "failed" for line in receipt):
        raise typer.Exit(3)


def _parse_ways(text: str) -> tuple[Way, ...]:
    """Read a list with commas. Raises BadParameter for a word that is no way."""
    from toolkit.sync.adoption import WAYS  # noqa: PLC0415 (start-up)

    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in WAYS:
            raise typer.BadParameter(_("{word} is none of: {words}").format(word=word, words=", ".join(WAYS)))
    return tuple(way for way in WAYS if way in words)


def _show(console: Console, found: Adoption, *, renaming: bool) -> None:
    """Show what was found and what would change."""
    from toolkit.reports.adoption import build_adoption_text, build_renaming_text  # noqa: PLC0415 (start-up)
    from toolkit.reports.plan import build_plan_text  # noqa: PLC0415

    if renaming:
        console.show(build_renaming_text(found.renamed, console.translator, console.ink))
    else:
        console.show(build_adoption_text(found.pairs, found.faulty, console.translator, console.ink))
    if found.plan.changes:
        console.show("")
        console.show(build_plan_text(found.plan, console.translator, console.ink))


def _carry_out(console: Console, plan: Plan, target: Target, *, yes: bool, json: bool) -> list[dict[str, Any]] | None:
    """Ask, and carry the plan out; gives the lines of the receipt. With ``json`` nothing is asked."""
    from json import loads  # noqa: PLC0415 (the option has the module's name)

    from toolkit.reports.receipt import build_receipt_lines, build_receipt_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.push import push_plan  # noqa: PLC0415

    if json and not yes:
        return None
    if not yes and not plan.guards and not console.confirm(say("Write this to {target}? [y/N]", target=plan.target)):
        raise Problem(
            say("nothing was written: nobody confirmed the plan"),
            say("Answer y, or give --yes where nobody can answer."),
        )
    with console.progress(say("writing"), plan.writes) as step:
        done = push_plan(
            plan,
            target,
            None,
            console.translator,
            lambda progress: step(progress.outcome.identifier),
            command="adopt",
        )
    if not json:
        console.show(build_receipt_text(done.receipt, console.translator, console.ink))
        console.show(console.say(say("receipt: {file}", file=str(done.receipt_file))))
        if done.page:
            console.show(console.say(say("open: {page}", page=str(done.page))))
    return [loads(line) for line in build_receipt_lines(done.receipt, console.translator).splitlines()]


def _show_data(console: Console, found: Adoption, receipt: list[dict[str, Any]] | None) -> None:
    """Print everything as one JSON document."""
    from json import loads  # noqa: PLC0415 (the option has the module's name)

    from toolkit.reports.adoption import build_adoption_data  # noqa: PLC0415 (start-up)
    from toolkit.reports.planfile import build_plan_file  # noqa: PLC0415

    data = build_adoption_data(found.pairs, found.renamed, found.faulty)
    console.show_data({**data, "plan": loads(build_plan_file(found.plan)), "receipt": receipt})
