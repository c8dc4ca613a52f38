"""All commands together, with the options that hold for every one of them."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from toolkit import __version__
from toolkit.cli import (
    adopting,
    checking,
    explain,
    exporting,
    feedback,
    history,
    importing,
    inspection,
    inventories,
    mappings,
    numbering,
    planning,
    pulling,
    pushing,
    release,
    sandbox,
    scoring,
    serving,
    syncing,
    templating,
    undoing,
    validating,
    vocabularies,
)
from toolkit.cli.console import Console
from toolkit.cli.usage import Command, Group

_PLAIN = {"help_option_names": ["--help", "-h"]}


def _show_version(*, wished: bool) -> None:
    """Print the version and end."""
    if wished:
        typer.echo(f"bestand {__version__}")
        raise typer.Exit


def build_app(console: Console) -> typer.Typer:
    """Build the command line for one run."""
    app = typer.Typer(
        cls=Group,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_PLAIN,
        help=_(
            "Turns the spreadsheet in which a public body keeps its data inventory into an open-data catalogue: "
            "check it, describe each dataset as a data package, plan what would change in the catalogue, push it."
        ),
        epilog=_("Nothing is written without a plan that was shown and confirmed."),
    )

    @app.callback()
    def options(
        context: typer.Context,
        lang: Annotated[
            str, typer.Option("--lang", help=_("Language of all texts: de or en; else what the system says."))
        ] = "",
        debug: Annotated[bool, typer.Option("--debug", help=_("Show the whole traceback of an error."))] = False,
        version: Annotated[
            bool,
            typer.Option(
                "--version",
                callback=lambda wished: _show_version(wished=wished),
                is_eager=True,
                help=_("Show the version and end."),
            ),
        ] = False,
    ) -> None:
        del lang, debug, version  # read before the commands were built
        context.obj = console

    steps = (inspection, checking, inventories, release, planning, pushing, syncing, undoing, adopting, validating)
    more = (templating, numbering, feedback, serving, scoring, exporting, importing, pulling, history, explain)
    for module in (*steps, *more):
        module.register(app, Command)
    app.add_typer(mappings.build_group(Group, Command), name="mapping")
    app.add_typer(vocabularies.build_group(Group, Command), name="vocabulary")
    app.add_typer(serving.build_group(Group, Command), name="account")
    app.add_typer(sandbox.build_group(Group, Command), name="sandbox")
    return app
