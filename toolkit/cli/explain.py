"""``bestand explain``: the manual page of a finding."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "explain",
        cls=kind,
        short_help=_("what a finding means"),
        help=_(
            "Explain a finding by its code, as shown in brackets: what it means, which rule it comes from, what to do."
        ),
    )(explain)


def explain(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(
            metavar=_("[CODE]"), help=_("A finding's code, such as licence-unknown; without it, all are listed.")
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Explain one finding, or list all."""
    from toolkit.reports.manual import build_manual_data, build_manual_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.explain import find_rules  # noqa: PLC0415

    console: Console = context.obj
    rules = find_rules(code)
    if json:
        console.show_data(build_manual_data(rules, console.translator))
    else:
        console.show(build_manual_text(rules, console.translator, console.ink, whole=code is not None))
