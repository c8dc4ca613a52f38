"""``bestand sync``: all inventories of a configuration to all of its targets, every night, by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.steps.configuration import Configuration
    from toolkit.steps.summary import Outlets
    from toolkit.steps.sync import Voice
    from toolkit.sync.summary import SyncSummary

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", metavar=_("FILE"), help=_("The configuration; else BESTAND_CONFIG, else bestand.toml.")
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar=_("NAME"), help=_("Only this inventory or this target; may be given several times.")
    ),
]
PlanOnly = Annotated[bool, typer.Option("--plan", help=_("Say what would change; write nothing."))]
Check = Annotated[
    bool, typer.Option("--check", help=_("Look at the configuration, its files, mappings and tokens only."))
]
Online = Annotated[bool, typer.Option("--online", help=_("With --check: also reach the targets."))]
Example = Annotated[bool, typer.Option("--example", help=_("Print an example of a configuration, and end."))]
Report = Annotated[
    Path | None, typer.Option("--report", metavar=_("FILE"), help=_("Write the page for people there (.html)."))
]
Prometheus = Annotated[
    Path | None, typer.Option("--prometheus", metavar=_("FILE"), help=_("Write the metrics there (.prom)."))
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=_("Print something only when something went wrong."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "sync",
        cls=kind,
        short_help=_("bring all inventories of a configuration up to date"),
        help=_(
            "Bring all inventories of a configuration (bestand.toml) to all of its targets, without asking: for a job "
            "that runs every night. What is wrong with one inventory or target does not stop the others. Exit code 0 "
            "only when everything is done, 3 when something failed, 4 when a guard stopped something."
        ),
    )(sync)


def sync(
    context: typer.Context,
    config: Config = None,
    only: Only = None,
    plan: PlanOnly = False,
    check: Check = False,
    online: Online = False,
    example: Example = False,
    report: Report = None,
    prometheus: Prometheus = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Sync everything."""
    from toolkit.steps.configuration import DEFAULT_FILE, VARIABLE  # noqa: PLC0415 (start-up)
    from toolkit.steps.sync import SyncRequest, run_sync, select  # noqa: PLC0415

    console: Console = context.obj
    if example:
        _show_example(console)
        return
    configuration = _read(config or Path(os.environ.get(VARIABLE) or DEFAULT_FILE), console)
    if check or online:
        _check(select(configuration, only or ()), console, online=online, json=json)
        return
    outlets = _choose_outlets(configuration, report, prometheus, whole=not (only or plan))
    with _end_on_sigterm():
        summary = run_sync(configuration, SyncRequest(tuple(only or ()), plan), _build_voice(console, quiet=quiet))
    complete = _report(summary, outlets, console, json=json, quiet=quiet)
    _clean_up(summary, configuration)
    raise typer.Exit(summary.exit_code or (0 if complete else 3))


def _show_example(console: Console) -> None:
    """Print the example in the user's language."""
    from toolkit.bundle import read_bundled  # noqa: PLC0415 (start-up)

    console.show(read_bundled("templates/sync", f"bestand.{console.translator.language}.toml").rstrip())


def _read(file: Path, console: Console) -> Configuration:
    """Read the configuration; all that is wrong with it is printed at once."""
    from toolkit.steps.configuration import Unusable, read_configuration  # noqa: PLC0415 (start-up)

    try:
        return read_configuration(file)
    except Unusable as unusable:
        for complaint in unusable.complaints:
            console.complain(complaint)
        raise typer.Exit(1) from unusable


def _check(configuration: Configuration, console: Console, *, online: bool, json: bool) -> None:
    """Look whether a sync could run, and say so."""
    from toolkit.reports.readiness import (  # noqa: PLC0415 (start-up)
        build_readiness_data,
        build_readiness_text,
        say_ready,
    )
    from toolkit.steps.readiness import list_readiness  # noqa: PLC0415

    found = list(list_readiness(configuration, os.environ, _trace(console), online=online))
    is_ready = all(one.state == "good" for one in found)
    if json:
        console.show_data(build_readiness_data(found, console.translator))
    else:
        console.show(build_readiness_text(found, console.translator, console.ink))
        console.show(console.say(say_ready(is_ready=is_ready)))
    raise typer.Exit(0 if is_ready else 1)


def _choose_outlets(
    configuration: Configuration, html: Path | None, prometheus: Path | None, *, whole: bool
) -> Outlets:
    """Choose what is written: what the command names, and after a whole sync what the configuration names.

    A part of a sync leaves those alone, since monitoring would miss the other inventories. Raises Problem for a name
    with another ending.
    """
    from toolkit.steps.configuration import ENDINGS  # noqa: PLC0415 (start-up)
    from toolkit.steps.summary import Outlets  # noqa: PLC0415

    for kind, file in (("html", html), ("prometheus", prometheus)):
        if file is not None and not file.name.lower().endswith(ENDINGS[kind]):
            raise Problem(
                say("“{file}” is no name for such a report", file=file.name),
                say("Write a name that ends with {endings}.", endings=ENDINGS[kind]),
            )
    own = configuration.report
    if not whole:
        return Outlets(html, None, prometheus)
    return Outlets(html or own.html, own.json, prometheus or own.prometheus)


def _build_voice(console: Console, *, quiet: bool) -> Voice:
    """Let a sync tell each event in a line with its time, apart from the result; not at all where that is wished."""
    from toolkit.steps.sync import Voice, read_now, write_time  # noqa: PLC0415 (start-up)

    def tell(message: Message) -> None:
        if not quiet:
            print(f"{write_time(read_now())} {console.say(message)}", file=sys.stderr, flush=True)  # noqa: T201 (a log)

    return Voice(tell, _trace(console), console.translator)


def _trace(console: Console) -> Callable[[Exception], None]:
    """Print the traceback of an error that nobody foresaw, with --debug only."""

    def trace(error: Exception) -> None:
        if console.debug:
            traceback.print_exception(error, file=sys.stderr)

    return trace


@contextmanager
def _end_on_sigterm() -> Iterator[None]:
    """Let SIGTERM, which systemd and Kubernetes send, end a sync as Ctrl-C does."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    earlier = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, earlier or signal.SIG_DFL)


def _report(summary: SyncSummary, outlets: Outlets, console: Console, *, json: bool, quiet: bool) -> bool:
    """Write and print the summary; tells whether all of it could be written."""
    from toolkit.reports.syncfile import build_sync_file  # noqa: PLC0415 (start-up)
    from toolkit.reports.synctext import build_sync_text  # noqa: PLC0415
    from toolkit.steps.summary import write_summary  # noqa: PLC0415

    problems = write_summary(summary, outlets, console.translator)
    if json:
        console.show(build_sync_file(summary, console.translator).rstrip())
    elif summary.exit_code or not quiet:
        console.show(build_sync_text(summary, console.translator, console.ink))
    for problem in problems:
        console.complain(problem)
    return not problems


def _clean_up(summary: SyncSummary, configuration: Configuration) -> None:
    """Remove old receipts where that is wished."""
    from toolkit.steps.summary import remove_old_receipts  # noqa: PLC0415 (start-up)
    from toolkit.steps.sync import read_now  # noqa: PLC0415

    if configuration.report.keep_receipts_days is not None:
        remove_old_receipts(summary, configuration.report.keep_receipts_days, read_now())
