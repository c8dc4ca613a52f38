"""``bestand sandbox``: a real CKAN on this machine, to rehearse with."""

from __future__ import annotations

from enum import StrEnum
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated, Any, assert_never

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.usage import Command, Group
from toolkit.model.message import Message, say

if TYPE_CHECKING:
    from toolkit.sandbox.state import Running, Status

_VERSION = "2.12.0"


class Extra(StrEnum):
    """What a sandbox can have beside plain CKAN: the names in ``toolkit.sandbox.extension``."""

    DATASTORE = "datastore"
    DCAT = "dcat"
    SCHEMING = "scheming"
    SCHEMING_RECOMMENDED = "scheming-recommended"


Version = Annotated[
    str, typer.Option("--ckan", metavar=_("VERSION"), help=_("CKAN's version, such as 2.11.6 or 2.10.11."))
]


def build_group(kind: type[Group], command: type[Command]) -> typer.Typer:
    """Build the group of commands."""
    app = typer.Typer(
        cls=kind,
        rich_markup_mode=None,
        no_args_is_help=True,
        short_help=_("a real CKAN on this machine"),
        help=_(
            "Run a real CKAN on this machine, from packages alone: no administrator rights, no Docker. Linux and "
            "macOS. The first start of a version downloads it and takes about a minute."
        ),
    )
    app.command(
        "up",
        cls=command,
        short_help=_("start it and say where it is"),
        help=_(
            "Start CKAN and wait until it answers; prints its address and where its token lies. It runs until it is "
            "stopped."
        ),
    )(up)
    app.command("status", cls=command, help=_("Say whether CKAN runs, where, and how it ended if it did."))(status)
    app.command("down", cls=command, help=_("Stop CKAN; its data stay for the next start."))(down)
    return app


def up(
    context: typer.Context,
    ckan: Version = _VERSION,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help=_("The port to listen on; else a free one."))
    ] = None,
    solr: Annotated[
        str | None,
        typer.Option("--solr", metavar="URL", help=_("A real Solr core to use instead of the stand-in.")),
    ] = None,
    extensions: Annotated[
        list[Extra] | None,
        typer.Option(
            "--with",
            metavar=_("NAME"),
            help=_(
                "A plugin that is to run too, with all that it needs: datastore, dcat, scheming (with dcat and its "
                "full schema), scheming-recommended (with its shorter one). Can be given repeatedly."
            ),
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help=_("Begin with an empty CKAN; deletes what is in it."))] = False,
    json: Json = False,
) -> None:
    """Start a sandbox."""
    from toolkit.sandbox.box import up as start  # noqa: PLC0415 (start-up)
    from toolkit.sandbox.extension import extend  # noqa: PLC0415
    from toolkit.sandbox.settings import Settings  # noqa: PLC0415

    console: Console = context.obj
    settings = Settings(version=ckan, port=port, solr_url=solr, fresh=fresh)
    running = start(extend(settings, [extra.value for extra in extensions or ()]), console.tell)
    _show(console, running, json=json)


def status(
    context: typer.Context,
    ckan: Annotated[
        str | None,
        typer.Option("--ckan", metavar=_("VERSION"), help=_("One version; else every one that was started.")),
    ] = None,
    json: Json = False,
) -> None:
    """Say how the sandboxes are."""
    from toolkit.sandbox.box import find_versions  # noqa: PLC0415 (start-up)
    from toolkit.sandbox.box import status as look  # noqa: PLC0415
    from toolkit.sandbox.settings import default_home  # noqa: PLC0415

    home, console = default_home(), context.obj
    versions = (ckan,) if ckan else find_versions(home) or (_VERSION,)
    found = [look(home, version) for version in versions]
    if json:
        console.show_data([_build_data(one) for one in found])
        return
    for one in found:
        _show(console, one, json=False)


def down(context: typer.Context, ckan: Version = _VERSION, json: Json = False) -> None:
    """Stop a sandbox."""
    from toolkit.sandbox.box import down as stop  # noqa: PLC0415 (start-up)
    from toolkit.sandbox.settings import default_home  # noqa: PLC0415

    _show(context.obj, stop(default_home(), ckan), json=json)


def _show(console: Console, found: Status, *, json: bool) -> None:
    """Print how a sandbox is."""
    if json:
        console.show_data(_build_data(found))
        return
    for line in _describe(found):
        console.show(console.say(line))


def _describe(found: Status) -> list[Message]:
    """Say how a sandbox is, line by line."""
    from toolkit.sandbox.state import Died, Running, Starting, Stopped  # noqa: PLC0415 (start-up)

    match found:
        case Running():
            return _describe_running(found)
        case Starting(version, _, step):
            return [say("CKAN {version} is starting: {step}", version=version, step=step)]
        case Stopped(version):
            return [say("CKAN {version} does not run.", version=version)]
        case Died(version, part, _, log, last_lines):
            head = say("CKAN {version} stopped unexpectedly; {part} stopped first.", version=version, part=part)
            lines = [say("  {line}", line=line) for line in last_lines]
            return [head, *lines, say("log: {file}", file=str(log))]
        case _:
            assert_never(found)


def _describe_running(found: Running) -> list[Message]:
    """Say where a sandbox is and what to do with it."""
    push = f"bestand push … --to {found.url} --token-file {found.token_file} --create-organizations"
    return [
        say("CKAN {version} runs at {url}", version=found.version, url=found.url),
        say("token file: {file}", file=str(found.token_file)),
        say("log-in on its pages: admin, password in {file}", file=str(found.password_file)),
        say("logs: {folder}", folder=str(found.log_folder)),
        say("try: {command}", command=push),
        say("stop: {command}", command=f"bestand sandbox down --ckan {found.version}"),
    ]


def _build_data(found: Status) -> dict[str, Any]:
    """Give a sandbox as data."""
    from toolkit.sandbox.state import Running  # noqa: PLC0415 (start-up)

    data: dict[str, Any] = {"state": type(found).__name__.lower(), "version": found.version}
    if isinstance(found, Running):
        data |= {"url": found.url, "token_file": str(found.token_file), "log_folder": str(found.log_folder)}
    return data
