"""``bestand vocabulary``: which words the catalogue's lists know, and what they mean there."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command, Group

Name = Annotated[str, typer.Argument(metavar=_("NAME"), help=_("A vocabulary's name, such as license."))]


def build_group(kind: type[Group], command: type[Command]) -> typer.Typer:
    """Build the group of commands."""
    app = typer.Typer(
        cls=kind,
        rich_markup_mode=None,
        no_args_is_help=True,
        short_help=_("the lists of values that the catalogue knows"),
        help=_(
            "Show the vocabularies: the lists of licences, file types, frequencies and the like that the catalogue "
            "knows, with the words by which each value is found."
        ),
    )
    app.command(
        "list",
        cls=command,
        short_help=_("list the vocabularies"),
        help=_("List the vocabularies with their titles, numbers of entries, editions and terms."),
    )(list_all)
    app.command(
        "show",
        cls=command,
        short_help=_("show one vocabulary"),
        help=_("Show one vocabulary: codes, labels and the words that mean them."),
    )(show)
    app.command(
        "find",
        cls=command,
        short_help=_("look a word up"),
        help=_(
            "Look a word up as a sheet would write it: what it means and in which vocabulary; else what comes near, "
            "which is never taken by itself."
        ),
    )(find)
    return app


def list_all(context: typer.Context, json: Json = False) -> None:
    """List the vocabularies."""
    from toolkit.reports.vocabulary import build_list_data, build_list_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.vocabulary import list_vocabularies  # noqa: PLC0415

    console: Console = context.obj
    vocabularies = list_vocabularies()
    if json:
        console.show_data(build_list_data(vocabularies))
    else:
        console.show(build_list_text(vocabularies, console.translator, console.ink))


def show(
    context: typer.Context,
    name: Name,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Show retired entries, all words and all properties, too."))
    ] = False,
    json: Json = False,
) -> None:
    """Show one vocabulary."""
    from toolkit.reports.vocabulary import build_vocabulary_data, build_vocabulary_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.vocabulary import find_vocabulary  # noqa: PLC0415

    console: Console = context.obj
    vocabulary = find_vocabulary(name)
    if json:
        console.show_data(build_vocabulary_data(vocabulary))
    else:
        console.show(build_vocabulary_text(vocabulary, console.translator, console.ink, everything=everything))


def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar=_("TEXT"), help=_("The word, as it stands in a cell."))],
    vocabulary: Annotated[
        str | None, typer.Option("--in", metavar=_("NAME"), help=_("Look in this vocabulary only."))
    ] = None,
    json: Json = False,
) -> None:
    """Look a word up."""
    from toolkit.reports.vocabulary import build_search_data, build_search_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.vocabulary import find_word  # noqa: PLC0415

    console: Console = context.obj
    search = find_word(text, vocabulary)
    if json:
        console.show_data(build_search_data(search))
    else:
        console.show(build_search_text(search, console.translator, console.ink))
