"""``bestand check`` and ``bestand package``: what a department's workbook says, and its data packages."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.usage import Command

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar=_("WORKBOOK..."), help=_("Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods, .csv) or folders of them.")
    ),
]
Mapping = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        "-m",
        metavar=_("NAME|FILE"),
        help=_(
            "The mapping to read the workbooks with: a YAML file or the name of one that ships with Bestand. "
            "Without it, the one named like the workbook is used, or the one that fits best."
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON (docs/json.md)."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the commands to the command line."""
    app.command(
        "check",
        cls=kind,
        short_help=_("say what is wrong in a workbook"),
        help=_(
            "Read workbooks and say what is wrong in them, cell by cell, and which datasets may be published. A "
            "workbook without a mapping is read with a proposed one, and that is said first. Writes nothing. Exit code "
            "1 when there are errors."
        ),
    )(check)
    app.command(
        "package",
        cls=kind,
        short_help=_("write data packages"),
        help=_(
            "Write each dataset that is ready as a data package (datapackage.json and its files) into a folder of its "
            "own."
        ),
    )(package)


def check(context: typer.Context, files: Files, mapping: Mapping = None, json: Json = False) -> None:
    """Check workbooks."""
    from toolkit.reports.findings import build_check_data, build_check_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.inventory import read_inventories  # noqa: PLC0415

    console: Console = context.obj
    inventories = read_inventories(files, mapping, propose=True)
    if json:
        console.show_data([build_check_data(inventory, console.translator) for inventory in inventories])
    else:
        console.show("\n\n\n".join(build_check_text(one, console.translator, console.ink) for one in inventories))
    raise typer.Exit(1 if any(inventory.has_errors for inventory in inventories) else 0)


def package(
    context: typer.Context,
    files: Files,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("Where the packages go, a folder for each."))
    ] = Path("packages"),
    mapping: Mapping = None,
    staff: Annotated[bool, typer.Option("--staff", help=_("Also write datasets for staff only."))] = False,
    json: Json = False,
) -> None:
    """Write data packages."""
    from toolkit.reports.packages import build_packages_data, build_packages_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.inventory import read_inventories  # noqa: PLC0415
    from toolkit.steps.package import write_packages  # noqa: PLC0415

    console: Console = context.obj
    inventories = read_inventories(files, mapping)
    written = write_packages(inventories, out, staff=staff)
    if json:
        console.show_data(build_packages_data(written))
    else:
        console.show(build_packages_text(written, console.translator, console.ink))
