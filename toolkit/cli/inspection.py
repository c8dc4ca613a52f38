"""``bestand inspect``: what is in a workbook, a mapping for it, and how it differs from one."""

from __future__ import annotations

from collections.abc import Sequence
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
    from toolkit.steps.inspect import Look

Files = Annotated[
    list[Path],
    typer.Argument(metavar=_("FILE..."), help=_("Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods, .csv) or folders.")),
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "inspect",
        cls=kind,
        short_help=_("say what is in a workbook, and map it"),
        help=_(
            "Look into workbooks that nobody has mapped yet: their tables, what each column holds and probably means, "
            "and what is left to decide. Writes nothing but the mapping that is asked for."
        ),
    )(inspect)


def inspect(
    context: typer.Context,
    files: Files,
    write: Annotated[
        Path | None,
        typer.Option("--write", "-w", metavar=_("FILE"), help=_("Write a mapping to review (.yaml), or a folder.")),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite a mapping that is already there."))] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            metavar=_("MAPPING"),
            help=_("Compare with a mapping (.yaml): what is lost, renamed, new. Exit code 1 when something is lost."),
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help=_("Give all the evidence and every other meaning."))
    ] = False,
    json: Json = False,
) -> None:
    """Look into workbooks."""
    console: Console = context.obj
    if write and against:
        raise Problem(say("--write and --against do not go together"), say("Run the command twice, once with each."))
    if against:
        raise typer.Exit(_compare(console, files, against, json=json))
    from toolkit.steps.inspect import inspect_files, write_mappings  # noqa: PLC0415 (start-up)

    look = inspect_files(files)
    written: Sequence[Path] = ()
    if write:
        written = write_mappings(look.inspections, write, console.say, force=force)
    if json:
        _show_data(console, look)
    else:
        _show_text(console, look, verbose=verbose)
    for file in written:
        console.tell(say("Written: {file}. Read every line before you use it.", file=str(file)))
    raise typer.Exit(0 if look.is_complete else 1)


def _compare(console: Console, files: Sequence[Path], against: Path, *, json: bool) -> int:
    """Print how files differ from a mapping; gives the exit code."""
    from toolkit.reports.drift import build_drift_data, build_drift_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.inspect import compare_files  # noqa: PLC0415

    drifts = compare_files(files, against)
    if json:
        console.show_data([build_drift_data(drift, console.translator) for drift in drifts])
    else:
        console.show("\n\n".join(build_drift_text(drift, console.translator, console.ink) for drift in drifts))
    return 1 if any(drift.breaks for drift in drifts) else 0


def _show_data(console: Console, look: Look) -> None:
    """Print what was found as data."""
    from toolkit.reports.inspectionfile import build_inspections_data, build_unread_data  # noqa: PLC0415 (start-up)

    data = build_inspections_data(look.inspections, console.translator)
    data["files"] += [build_unread_data(one.file.name, one.problem, console.translator) for one in look.unread]
    console.show_data(data)


def _show_text(console: Console, look: Look, *, verbose: bool) -> None:
    """Print what was found; what could not be read comes last, where it is seen."""
    from toolkit.reports.inspection import build_inspection_text  # noqa: PLC0415 (start-up)

    texts = (build_inspection_text(one, console.translator, console.ink, verbose=verbose) for one in look.inspections)
    console.show("\n\n\n".join(texts))
    for one in look.unread:
        console.complain(one.problem)
