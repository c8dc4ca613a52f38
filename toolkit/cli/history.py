"""``bestand history``, ``bestand show``, ``bestand rebuild-ledger``: what the ledger remembers, and a lost one."""

from __future__ import annotations

import datetime as dt
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.wishing import Ledger, Profile, To, TokenFile
from toolkit.model.message import Message, enumerate_all, say, say_many
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.steps.history import History, LedgerRequest

Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help=_("List every field of new datasets and every request too."))
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the commands to the command line."""
    app.command(
        "history",
        cls=kind,
        short_help=_("list earlier runs"),
        help=_("List earlier runs, newest first: when, what for, how they ended. Asks the ledger only, no catalogue."),
    )(history)
    app.command(
        "show",
        cls=kind,
        short_help=_("show what a run wrote"),
        help=_("Show what a run wrote: dataset by dataset, field by field, before and after, and what failed and why."),
    )(show)
    app.command(
        "rebuild-ledger",
        cls=kind,
        short_help=_("make a lost ledger anew"),
        help=_(
            "Make a lost ledger anew from what the catalogue holds: show what it tells and what it cannot tell, ask, "
            "write the ledger. The catalogue is only read; where it differs from the sheet, the next plan shows a "
            "conflict."
        ),
    )(rebuild)


def history(
    context: typer.Context,
    to: To = None,
    ledger: Ledger = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, metavar="N", help=_("List so many runs at most."))] = 20,
    prune: Annotated[
        int | None,
        typer.Option(
            "--prune",
            min=0,
            metavar=_("DAYS"),
            help=_(
                "Throw away the contents of runs that are older than so many days: who was written when stays, what "
                "stood there before goes. Such a run can no longer be undone."
            ),
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List runs."""
    from toolkit.steps.history import LedgerRequest, read_history  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    request = LedgerRequest(to, ledger)
    if prune is not None:
        _prune(console, request, prune)
    found = read_history(request, limit)
    for news in found.news:
        console.tell(news)
    _show_history(console, found, json=json)


def show(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar=_("RUN"), help=_("A run's name, the beginning of one, or “last”."))],
    to: To = None,
    ledger: Ledger = None,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Show one run."""
    from toolkit.reports.history import HistoryWriter, build_run_data  # noqa: PLC0415 (start-up)
    from toolkit.steps.history import LedgerRequest, read_run  # noqa: PLC0415

    console: Console = context.obj
    found = read_run(LedgerRequest(to, ledger), run)
    for news in found.news:
        console.tell(news)
    if json:
        console.show_data(build_run_data(found.run, found.steps))
        return
    writer = HistoryWriter(console.translator, console.ink)
    console.show(writer.write_run(found.run, found.steps, every_field=verbose))


def rebuild(
    context: typer.Context,
    files: Files,
    to: To = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
    without_row: Annotated[
        bool,
        typer.Option("--without-row", help=_("Take in datasets, too, that carry our prefix and have no row any more.")),
    ] = False,
    mapping: Mapping = None,
    token_file: TokenFile = None,
    ledger: Ledger = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Show what a ledger can learn, ask, write it."""
    from toolkit.reports.rebuild import RebuildWriter, build_rebuild_data  # noqa: PLC0415 (start-up)
    from toolkit.steps.rebuild import RebuildRequest, apply_rebuild, plan_rebuild  # noqa: PLC0415

    console: Console = context.obj
    seen = plan_rebuild(files, RebuildRequest(to, token_file, ledger, mapping, without_row, profile))
    writer, found = RebuildWriter(console.translator, console.ink), seen.rebuild
    if not json:
        console.show(writer.write(found))
    if found.found and not (yes or json) and not console.confirm(say("Write this into the ledger? [y/N]")):
        raise Problem(
            say("nothing was written: nobody confirmed it"), say("Answer y, or give --yes where nobody can answer.")
        )
    run = apply_rebuild(seen) if found.found and (yes or not json) else ""
    if json:
        console.show_data(build_rebuild_data(found, run))
    elif run:
        console.show(writer.write_lost())
        console.show(console.say(say("run {run}", run=run)))


def _prune(console: Console, request: LedgerRequest, days: int) -> None:
    """Throw contents away and say so."""
    from toolkit.steps.history import prune_history  # noqa: PLC0415 (start-up)

    number, location = prune_history(request, days, dt.datetime.now(dt.UTC))
    console.tell(
        say_many(
            "The contents of {n} run were thrown away in {location}.",
            "The contents of {n} runs were thrown away in {location}.",
            number,
            location=location,
        )
    )


def _show_history(console: Console, found: History, *, json: bool) -> None:
    """Show runs, or say that there are none."""
    from toolkit.reports.history import HistoryWriter, build_history_data  # noqa: PLC0415 (start-up)

    if json:
        console.show_data(build_history_data(found.runs))
    elif found.runs:
        writer = HistoryWriter(console.translator, console.ink)
        console.show(writer.write_table(found.runs, with_target=not found.target and len(found.targets) > 1))
    else:
        console.show(console.say(_why_empty(found)))


def _why_empty(found: History) -> Message:
    """Say why no run is listed."""
    if not found.target or not found.targets:
        return say("No runs yet in the ledger {location}.", location=found.location)
    return say(
        "No runs to {target} in the ledger {location}; it knows {others}.",
        target=found.target,
        location=found.location,
        others=enumerate_all(found.targets),
    )
