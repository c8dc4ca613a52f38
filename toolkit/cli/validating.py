"""``bestand validate``: whether what leaves follows DCAT-AP.de."""

from __future__ import annotations

from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.inventories import Json, Mapping
from toolkit.cli.usage import Command
from toolkit.model.finding import Severity
from toolkit.model.message import say

if TYPE_CHECKING:
    from toolkit.cli.console import Console
    from toolkit.dcat.version import Version


class Standard(StrEnum):
    """A version of DCAT-AP.de."""

    V3 = "3.0"
    V2 = "2.0"

    @property
    def version(self) -> Version:
        """Give the version as the other rooms call it."""
        return "3.0" if self is Standard.V3 else "2.0"


Sources = Annotated[
    list[str],
    typer.Argument(
        metavar=_("SOURCE..."),
        help=_(
            "Workbooks or folders of them, folders of data packages, a catalogue folder, files of RDF (.ttl, .rdf, "
            ".jsonld), or the address of a CKAN, whose own RDF is fetched."
        ),
    ),
]
ShapesPlace = Annotated[
    Path | None,
    typer.Option(
        "--shapes",
        metavar=_("FOLDER|FILE"),
        help=_("SHACL shapes (.ttl) to hold the datasets against as well; else those that BESTAND_SHAPES names."),
    ),
]
Inventories = Annotated[
    list[str] | None,
    typer.Option(
        "--inventory",
        metavar=_("NAME"),
        help=_("Of RDF, only the datasets of this inventory; may be given several times."),
    ),
]
Base = Annotated[
    str,
    typer.Option("--base", metavar=_("ADDRESS"), help=_("The root of the addresses that datasets get, as in export.")),
]
Dcat = Annotated[Standard, typer.Option("--dcat", help=_("The version of DCAT-AP.de."))]
Every = Annotated[bool, typer.Option("--all", help=_("Also look at datasets that are not published; told apart."))]
Strict = Annotated[bool, typer.Option("--strict", help=_("End with exit code 1 for warnings, too."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "validate",
        cls=kind,
        short_help=_("say whether what leaves follows DCAT-AP.de"),
        help=_(
            "Hold the datasets that are published against DCAT-AP.de: mandatory and recommended properties, lists, "
            "conventions, high-value datasets; and against SHACL shapes where some are given. Each result names its "
            "dataset, its field and, of a workbook, its cell. Writes nothing. Exit code 1 when there are errors."
        ),
    )(validate)


def validate(
    context: typer.Context,
    sources: Sources,
    shapes: ShapesPlace = None,
    dcat: Dcat = Standard.V3,
    mapping: Mapping = None,
    inventory: Inventories = None,
    base: Base = "",
    every: Every = False,
    strict: Strict = False,
    json: Json = False,
) -> None:
    """Validate datasets."""
    from toolkit.reports.validation import build_validations_data, build_validations_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.validate import ValidateRequest, validate_sources  # noqa: PLC0415

    console: Console = context.obj
    request = ValidateRequest(
        dcat.version, shapes, every, mapping, tuple(inventory or ()), base, console.translator.language
    )
    # A single step is over before anybody has read of it.
    found = validate_sources(
        sources, request, lambda total: console.progress(say("Validating"), total if total > 1 else 0)
    )
    if json:
        console.show_data(build_validations_data(found, console.translator))
    else:
        console.show(build_validations_text(found, console.translator, console.ink))
    failing = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    raise typer.Exit(1 if any(one.has(*failing) for one in found) else 0)
