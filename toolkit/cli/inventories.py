"""``bestand package``: a department's datasets as data packages; and what all commands say of workbooks."""

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
    """Add the command to the command line."""
    app.command(
        "package",
        cls=kind,
        short_help=_("write data packages"),
        help=_(
            "Write each dataset that is ready as a data package (datapackage.json and its files) into a folder of its "
            "own."
        ),
    )(package)


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
