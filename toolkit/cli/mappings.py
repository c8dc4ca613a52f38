"""``bestand mapping``: check a mapping, list what it does not match, and help an editor to complete it."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Files, Json, Mapping
from toolkit.cli.usage import Command, Group
from toolkit.model.message import say

Wanted = Annotated[
    str,
    typer.Argument(metavar=_("MAPPING"), help=_("A mapping (.yaml), or the name of one that ships with Bestand.")),
]


def build_group(kind: type[Group], command: type[Command]) -> typer.Typer:
    """Build the group of commands."""
    app = typer.Typer(
        cls=kind,
        rich_markup_mode=None,
        no_args_is_help=True,
        short_help=_("check and complete a mapping"),
        help=_("Check a mapping, list what it does not match in a workbook, and let an editor complete it."),
    )
    app.command(
        "check",
        cls=command,
        short_help=_("say all that is wrong with a mapping"),
        help=_(
            "Say all that is wrong with a mapping, with file and line. With workbooks, say also which columns are "
            "missing or not mapped, which words nothing matches and which look-ups nobody needs. Writes nothing. Exit "
            "code 1 when the mapping cannot be used."
        ),
    )(check)
    app.command(
        "stubs",
        cls=command,
        short_help=_("print what a mapping does not match, to paste into it"),
        help=_(
            "Print every word and every column that the mapping does not match as YAML to paste into it, the most "
            "frequent first, each with its number of cells and what comes near. Writes nothing."
        ),
    )(stubs)
    app.command(
        "schema",
        cls=command,
        short_help=_("give an editor what it needs to complete mappings"),
        help=_(
            "Print the JSON Schema of mappings, or write it to a file: an editor such as VS Code completes and checks "
            "mappings with it (docs/mapping.md says how)."
        ),
    )(schema)
    return app


def check(
    context: typer.Context,
    mapping: Wanted,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar=_("[WORKBOOK...]"), help=_("Workbooks, or folders of them, that the mapping is for.")),
    ] = None,
    json: Json = False,
) -> None:
    """Check a mapping."""
    from toolkit.reports.mappingcheck import build_mapping_check_data, build_mapping_check_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.mappingcheck import check_mapping  # noqa: PLC0415

    console: Console = context.obj
    found = check_mapping(mapping, files or ())
    if json:
        console.show_data(build_mapping_check_data(found, console.translator))
    else:
        console.show(build_mapping_check_text(found, console.translator, console.ink))
    raise typer.Exit(0 if found.is_right else 1)


def stubs(context: typer.Context, files: Files, mapping: Mapping = None, json: Json = False) -> None:
    """Print what a mapping does not match."""
    from toolkit.reports.stubs import build_stubs_data, build_stubs_text  # noqa: PLC0415 (start-up)
    from toolkit.steps.mappingcheck import find_unmatched  # noqa: PLC0415

    console: Console = context.obj
    found = find_unmatched(files, mapping)
    if json:
        data = (build_stubs_data(one.chosen.name, one.names, one.groups, console.translator) for one in found)
        console.show_data([*data])
        return
    texts = [
        build_stubs_text(one.chosen.name, one.names, one.groups, console.translator) for one in found if one.groups
    ]
    if texts:
        console.show("\n---\n".join(texts))
    for one in found:
        if not one.groups:
            files_named = ", ".join(one.names)
            what = say(
                "{files}: the mapping “{mapping}” matches every value", files=files_named, mapping=one.chosen.name
            )
            console.tell(what)


def schema(
    context: typer.Context,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar=_("FILE"), help=_("Write it to a file instead."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite a file that is already there."))] = False,
) -> None:
    """Give the JSON Schema of mappings."""
    from toolkit.steps.mappingcheck import read_schema, write_schema  # noqa: PLC0415 (start-up)

    console: Console = context.obj
    if out is None:
        console.show(read_schema().rstrip("\n"))
        return
    write_schema(out, force=force)
    console.tell(say("Written: {file}", file=str(out)))
