"""``bestand feedback``: a folder for each department with its marked workbook, the report and a letter."""

from __future__ import annotations

import datetime as dt
import os
import sys
import traceback
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.reports.feedbackindex import Bundle
    from toolkit.steps.configuration import Configuration
    from toolkit.steps.feedback import FeedbackRequest

Config = Annotated[
    Path | None,
    typer.Argument(metavar=_("CONFIG"), help=_("The configuration; else BESTAND_CONFIG, else bestand.toml.")),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("The folder that gets a folder for each inventory."))
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar=_("DATE"), help=_("The day by which to answer, such as 2027-03-31.")),
]
Sender = Annotated[str, typer.Option("--from", metavar=_("TEXT"), help=_("Who writes: it stands below the letter."))]
Template = Annotated[
    Path | None,
    typer.Option("--template", metavar=_("FILE"), help=_("A letter of your own (jinja2, see docs/feedback.md).")),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar=_("NAME"), help=_("Only this inventory; may be given several times.")),
]
Baseline = Annotated[
    Path | None,
    typer.Option("--baseline", metavar=_("FILE"), help=_("Findings that are accepted until a date (.yaml).")),
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "feedback",
        cls=kind,
        short_help=_("write what goes back to each department"),
        help=_(
            "Check all inventories of a configuration (bestand.toml) and write a folder for each: the workbook with "
            "coloured cells and comments, the report, a letter, and the draft of a mail where the configuration names "
            "an address. Sends nothing. Exit code 3 when a workbook could not be read or a folder not be written, 4 "
            "when a guard stopped one; the others are written all the same."
        ),
    )(feedback)


def feedback(
    context: typer.Context,
    out: Out,
    config: Config = None,
    until: Until = None,
    sender: Sender = "",
    template: Template = None,
    only: Only = None,
    baseline: Baseline = None,
    json: Json = False,
) -> None:
    """Write the feedback of all departments."""
    from toolkit.reports.feedbackindex import build_feedback_data, build_feedback_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.configuration import DEFAULT_FILE, VARIABLE  # noqa: PLC0415
    from toolkit.steps.feedback import FeedbackRequest, compute_exit_code  # noqa: PLC0415

    console: Console = context.obj
    request = FeedbackRequest(out, tuple(only or ()), _read_day(until), sender, template, baseline)
    configuration = _read(config or Path(os.environ.get(VARIABLE) or DEFAULT_FILE), console)
    bundles = _write(configuration, request, console)
    if json:
        console.show_data(build_feedback_data(bundles, console.translator))
    else:
        console.show(build_feedback_text(bundles, str(out), console.translator, console.ink))
    raise typer.Exit(compute_exit_code(bundles))


def _read_day(until: str | None) -> dt.date | None:
    """Read the day after --until. Raises Problem for what is no day."""
    try:
        return dt.date.fromisoformat(until) if until else None
    except ValueError as error:
        raise Problem(say("“{text}” is no date", text=str(until)), say("Write a day such as 2027-03-31.")) from error


def _read(file: Path, console: Console) -> Configuration:
    """Read the configuration; all that is wrong with it is printed at once."""
    from toolkit.steps.configuration import Unusable, read_configuration  # noqa: PLC0415 (start-up)

    try:
        return read_configuration(file)
    except Unusable as unusable:
        for complaint in unusable.complaints:
            console.complain(complaint)
        raise typer.Exit(1) from unusable


def _write(configuration: Configuration, request: FeedbackRequest, console: Console) -> tuple[Bundle, ...]:
    """Write everything, and show how far that is; with --debug, the traceback of an error that nobody foresaw."""
    from toolkit.steps.feedback import Voice, write_feedback  # noqa: PLC0415 (start-up)

    def trace(error: Exception) -> None:
        if console.debug:
            traceback.print_exception(error, file=sys.stderr)

    wanted = len(request.only or configuration.inventories)
    with console.progress(say("Writing feedback"), wanted) as step:
        return write_feedback(configuration, request, Voice(console.translator, step, trace))
