"""``bestand release``: who may see each dataset, and which cells decided it."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command
from toolkit.model.release import Verdict


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "release",
        cls=kind,
        short_help=_("say who may see each dataset, and why"),
        help=_(
            "Read workbooks and show the decision on the release of each dataset: released, to be weighed or blocked, "
            "who may see it, and which cells decided that. The rules are those that the mapping names "
            "(docs/release.md). Writes nothing. A decision is no error: the exit code is 0."
        ),
    )(release)


def release(
    context: typer.Context,
    files: Files,
    mapping: Mapping = None,
    only: Annotated[
        Verdict | None, typer.Option("--only", help=_("Show only the datasets that this was decided on."))
    ] = None,
    json: Json = False,
) -> None:
    """Show decisions on release."""
    from toolkit.reports.release import build_release_data, build_release_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.inventory import read_inventories  # noqa: PLC0415

    console: Console = context.obj
    inventories = read_inventories(files, mapping, propose=True)
    if json:
        console.show_data([build_release_data(one, console.translator, only) for one in inventories])
    else:
        texts = (build_release_text(one, console.translator, console.ink, only) for one in inventories)
        console.show("\n\n\n".join(texts))
