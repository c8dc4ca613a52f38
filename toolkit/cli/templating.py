"""``bestand template``: a workbook for new inventories, with drop-down lists, hints and checks."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.usage import Command
from toolkit.model.message import say, say_many

if TYPE_CHECKING:
    from toolkit.cli.console import Console

Out = Annotated[Path, typer.Option("--out", "-o", metavar=_("FILE"), help=_("The workbook to write (.xlsx)."))]
Mapping = Annotated[
    str | None,
    typer.Option(
        "--mapping",
        "-m",
        metavar=_("NAME|FILE"),
        help=_(
            "Take the headings, words and constants of this mapping: a YAML file or the name of one that ships with "
            "Bestand. Without it the template has every field."
        ),
    ),
]
Inventory = Annotated[
    str,
    typer.Option("--inventory", metavar=_("NAME"), help=_("The inventory's short name, which begins all identifiers.")),
]
Title = Annotated[str, typer.Option("--title", metavar=_("TEXT"), help=_("The inventory's title."))]
Language = Annotated[
    str, typer.Option("--language", metavar="de|en", help=_("The template's language; else that of all texts."))
]
Questions = Annotated[
    bool,
    typer.Option(
        "--all-questions",
        help=_("Ask every question of the release; an empty answer then holds a dataset back (strict rules)."),
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help=_("Write over a file that is there."))]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "template",
        cls=kind,
        short_help=_("write a workbook for new inventories"),
        help=_(
            "Write a workbook that a department can fill in: a guide, a sheet for datasets and one for distributions, "
            "with drop-down lists, hints, checks while typing and marks in red. It holds its own mapping, so that "
            "every other command reads it back as it is."
        ),
    )(template)


def template(
    context: typer.Context,
    out: Out,
    mapping: Mapping = None,
    inventory: Inventory = "",
    title: Title = "",
    language: Language = "",
    all_questions: Questions = False,
    replace: Replace = False,
) -> None:
    """Write a template."""
    from toolkit.steps.template import TemplateRequest, make_template  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    if language not in ("", "de", "en"):
        raise typer.BadParameter(_("de or en"), context, param_hint="--language")
    request = TemplateRequest(language or console.translator.language, mapping, inventory, title, all_questions)
    written = make_template(request, out, replace=replace)
    layout = written.layout
    count = len(layout.datasets.columns) + len(layout.distributions.columns)
    console.show(
        console.say(
            say_many("{path}: template with {n} column", "{path}: template with {n} columns", count, path=str(out))
        )
    )
    for remark in written.remarks:
        console.tell(remark)
    console.tell(say("Once it is filled in, check it with: bestand check {path}", path=str(out)))
