"""``bestand ids``: stable identifiers for rows that lack one."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Json, Mapping
from toolkit.cli.usage import Command

if TYPE_CHECKING:
    from toolkit.cli.console import Console

File = Annotated[Path, typer.Argument(metavar=_("WORKBOOK"), help=_("The workbook (.xlsx, .xlsm); it stays as it is."))]
Out = Annotated[Path, typer.Option("--out", "-o", metavar=_("FILE"), help=_("The copy that gets the identifiers."))]
Style = Annotated[
    str,
    typer.Option(
        "--style",
        metavar=_("PATTERN"),
        help=_("How new identifiers of datasets look, such as GA-000; else as those that are there."),
    ),
]
Marks = Annotated[bool, typer.Option("--mark", help=_("Colour the cells with new identifiers."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "ids",
        cls=kind,
        short_help=_("give identifiers to rows that lack one"),
        help=_(
            "Give an identifier to each dataset and distribution that lacks one, in a copy of the workbook; everything "
            "else in the copy stays as it is. Identifiers that are there are never changed. A second run finds nothing "
            "to do."
        ),
    )(ids)


def ids(
    context: typer.Context,
    file: File,
    out: Out,
    mapping: Mapping = None,
    style: Style = "",
    mark: Marks = False,
    json: Json = False,
) -> None:
    """Give identifiers."""
    from toolkit.reports.numbering import build_numbering_data, build_numbering_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.ids import IdsRequest, give_ids  # noqa: PLC0415

    console: Console = context.obj
    numbered = give_ids(file, out, IdsRequest(mapping, style, mark))
    if json:
        console.show_data(build_numbering_data(numbered.numbering, str(numbered.out) if numbered.out else None))
    else:
        console.show(build_numbering_text(numbered.numbering, str(out), console.translator, console.ink))
