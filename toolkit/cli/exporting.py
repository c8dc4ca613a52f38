"""``bestand export``: released datasets as a DCAT-AP.de catalogue in one file."""

from __future__ import annotations

import sys
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Json, Mapping
from toolkit.cli.usage import Command
from toolkit.cli.validating import Dcat, Standard
from toolkit.cli.wishing import Profile, Released
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.dcat.writer import Form
    from toolkit.reports.export import Export


class RdfForm(StrEnum):
    """How a catalogue is written."""

    TURTLE = "turtle"
    JSON_LD = "json-ld"
    XML = "xml"


_FORMS: dict[RdfForm, Form] = {RdfForm.TURTLE: "turtle", RdfForm.JSON_LD: "json-ld", RdfForm.XML: "xml"}

Sources = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar=_("SOURCE"),
        help=_("Workbooks or folders of them, folders of data packages, or a catalogue folder."),
        show_default=False,
    ),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        "-o",
        metavar=_("FILE"),
        help=_("The file: .ttl (Turtle), .jsonld (JSON-LD), .rdf (RDF/XML); - for standard output."),
    ),
]
From = Annotated[
    str,
    typer.Option("--from", metavar=_("ADDRESS"), help=_("The address of a CKAN; its public datasets are exported.")),
]
FormOption = Annotated[
    RdfForm | None, typer.Option("--form", help=_("How to write it; else what the file's name says, else turtle."))
]
Base = Annotated[
    str,
    typer.Option(
        "--base",
        metavar=_("ADDRESS"),
        help=_(
            "Where the catalogue is or will be on the web: the root of the addresses that datasets get. Without it "
            "they get names that lead nowhere (urn:uuid)."
        ),
    ),
]
Title = Annotated[
    str, typer.Option("--title", metavar=_("TEXT"), help=_("Title of the catalogue; else that of the inventory."))
]
Description = Annotated[
    str, typer.Option("--description", metavar=_("TEXT"), help=_("One sentence about the catalogue."))
]
PublisherName = Annotated[
    str,
    typer.Option(
        "--publisher-name",
        metavar=_("TEXT"),
        help=_("Who publishes the catalogue; else who publishes most of its datasets."),
    ),
]
PublisherUri = Annotated[
    str, typer.Option("--publisher-uri", metavar=_("ADDRESS"), help=_("The publisher's own address as an identifier."))
]
Homepage = Annotated[
    str, typer.Option("--homepage", metavar=_("ADDRESS"), help=_("The catalogue's page; else the base."))
]
License = Annotated[
    str, typer.Option("--license", metavar=_("ADDRESS"), help=_("The licence of the catalogue itself, as an address."))
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "export",
        cls=kind,
        short_help=_("write a DCAT-AP.de catalogue (RDF)"),
        help=_(
            "Write the released datasets as a DCAT-AP.de catalogue into one file that harvesters, data platforms and "
            "geoportals can take. Equal datasets give an equal file, and nothing that is not released gets into it. "
            "Says which values the file cannot hold."
        ),
    )(export)


def export(
    context: typer.Context,
    to: To,
    sources: Sources = None,
    site: From = "",
    form: FormOption = None,
    base: Base = "",
    dcat: Dcat = Standard.V3,
    title: Title = "",
    description: Description = "",
    publisher_name: PublisherName = "",
    publisher_uri: PublisherUri = "",
    homepage: Homepage = "",
    license_: License = "",
    mapping: Mapping = None,
    released: Released = False,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Export datasets."""
    from toolkit.reports.export import Export  # noqa: PLC0415 (start-up)
    from toolkit.steps import export as step  # noqa: PLC0415
    from toolkit.steps.catalogfile import CatalogWish  # noqa: PLC0415

    console: Console = context.obj
    wish = CatalogWish(base, title, description, publisher_name, publisher_uri, homepage, license_)
    request = step.ExportRequest(dcat.version, wish, mapping, released, site, profile or "")
    chosen = step.choose_form(to, _FORMS[form] if form else None)
    _refuse_both(to, json=json)
    exported = step.export_catalog(sources or (), chosen, request)
    if to == step.STANDARD_OUTPUT:
        sys.stdout.buffer.write(exported.written.text.encode("utf-8"))
    else:
        step.write_export(Path(to), exported.written)
    _report(console, Export(to, dcat.version, exported.written, exported.left_out), json=json)


def _refuse_both(to: str, *, json: bool) -> None:
    """Raise a Problem where two things would be written to standard output."""
    if to == "-" and json:
        raise Problem(say("--json and --to - do not go together"), say("Leave out one of them."))


def _report(console: Console, export: Export, *, json: bool) -> None:
    """Say what was written; beside a file on standard output that goes to standard error."""
    from toolkit.reports.export import build_export_data, build_export_text  # noqa: PLC0415 (start-up)

    if json:
        console.show_data(build_export_data(export))
        return
    text = build_export_text(export, console.translator, console.ink)
    print(text, file=sys.stderr if export.file == "-" else sys.stdout)
