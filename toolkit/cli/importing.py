"""``bestand import``: a catalogue in DCAT-AP or DCAT-AP.de as data packages."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command

Places = Annotated[
    list[str],
    typer.Argument(
        metavar=_("FILE|ADDRESS..."),
        help=_("Files (.ttl, .jsonld, .rdf, .nt) or web addresses; pages that follow one are read as well."),
    ),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar=_("FOLDER"), help=_("Where the packages go, a folder for each."))
]
InventoryName = Annotated[
    str,
    typer.Option(
        "--inventory",
        metavar=_("NAME"),
        help=_("The inventory that the datasets come into; else named after the file or the server."),
    ),
]
Languages = Annotated[
    list[str] | None,
    typer.Option(
        "--language",
        metavar=_("LANGUAGE"),
        help=_("The language of texts that is wanted first; may be given several times. Without it: de."),
    ),
]
KeepPersonal = Annotated[
    bool, typer.Option("--keep-personal", help=_("Keep mail addresses that look like a person's."))
]
Limit = Annotated[
    int, typer.Option("--limit", min=1, metavar=_("MB"), help=_("Read at most so many megabytes in all."))
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "import",
        cls=kind,
        short_help=_("read a DCAT-AP catalogue into data packages"),
        help=_(
            "Read a catalogue in DCAT-AP or DCAT-AP.de (Turtle, JSON-LD, RDF/XML, N-Triples) and write each of its "
            "datasets as a data package into a folder of its own; plan and push take the folder with all of them. "
            "Tells every statement that is not understood. Mail addresses that look like a person's are left out."
        ),
    )(import_)


def import_(
    context: typer.Context,
    places: Places,
    out: Out = Path("packages"),
    inventory: InventoryName = "",
    language: Languages = None,
    keep_personal: KeepPersonal = False,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """Import a catalogue."""
    from toolkit.reports.imported import build_import_data, build_import_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.rdfimport import Wish, import_catalog  # noqa: PLC0415

    console: Console = context.obj
    wish = Wish(inventory, tuple(language or ()), keep_personal, limit)
    imported = import_catalog(places, out, wish)
    if json:
        console.show_data(build_import_data(imported, console.translator))
    else:
        console.show(build_import_text(imported, console.translator, console.ink))
