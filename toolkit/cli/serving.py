"""``bestand serve``: the page in the browser; ``bestand account``: who may come."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.console import Console
from toolkit.cli.inventories import Json
from toolkit.cli.syncing import Config
from toolkit.cli.usage import Command, Group
from toolkit.model.message import say
from toolkit.model.problem import Problem

if TYPE_CHECKING:
    from toolkit.steps.configuration import Configuration
    from toolkit.web.account import Accounts
    from toolkit.web.settings import WebSettings

_EXTRA = frozenset({"anyio", "argon2", "python_multipart", "starlette", "uvicorn"})


class Role(StrEnum):
    """What somebody may do in the page."""

    department = "department"
    steward = "steward"


Host = Annotated[
    str | None, typer.Option("--host", metavar=_("ADDRESS"), help=_("Listen there; else 127.0.0.1: this machine only."))
]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help=_("Listen at this port; else 8420."))]
Open = Annotated[bool, typer.Option("--open", help=_("Open the page in the browser."))]
Anyone = Annotated[
    bool, typer.Option("--allow-anyone", help=_("Serve others, too, although there is no login (docs/serve.md)."))
]
Name = Annotated[str, typer.Argument(metavar=_("NAME"), help=_("What somebody types to log in."))]
RoleOption = Annotated[
    Role, typer.Option("--role", help=_("A department checks and looks at plans; a steward pushes, too."))
]


def register(app: typer.Typer, kind: type[Command]) -> None:
    """Add the command to the command line."""
    app.command(
        "serve",
        cls=kind,
        short_help=_("show the page in the browser, where workbooks are dropped and checked"),
        help=_(
            "Serve the page in the browser: people drop a workbook, see what is wrong with it and how it would look in "
            "the catalogue, and take the marked copy and the packages with them; a steward may push. Files are kept "
            "for the visit only. The configuration (bestand.toml) says in [web] who may come; without one the page is "
            "there for this machine alone. Ctrl-C stops it."
        ),
    )(serve)


def build_group(group: type[Group], kind: type[Command]) -> typer.Typer:
    """Build the group of commands for local accounts."""
    app = typer.Typer(cls=group, no_args_is_help=True, help=_("the local accounts of the page in the browser"))
    app.command("add", cls=kind, help=_("Make an account, or give one a new password and role."))(add_account)
    app.command("list", cls=kind, help=_("Show all accounts."))(list_accounts)
    app.command("remove", cls=kind, help=_("Remove an account; who uses it is logged out at once."))(remove_account)
    return app


def serve(
    context: typer.Context,
    config: Config = None,
    host: Host = None,
    port: Port = None,
    open_: Open = False,
    allow_anyone: Anyone = False,
) -> None:
    """Serve the page."""
    console: Console = context.obj
    configuration = _read(config, console)
    with _told_extra():
        from toolkit.web.app import build_app  # noqa: PLC0415 (start-up)
        from toolkit.web.startup import (  # noqa: PLC0415
            build_settings,
            keep_log,
            list_warnings,
            listen,
            override,
            require_safe,
            run_server,
        )
    settings = override(build_settings(configuration, os.environ), host, port)
    require_safe(settings, allow_anyone=allow_anyone)
    for warning in list_warnings(settings):
        console.tell(warning)
    _try_stores(settings, console)
    keep_log()

    def tell(address: str) -> None:
        console.show(console.say(say("Bestand is at {address} – Ctrl-C stops it", address=address)))
        sys.stdout.flush()
        if open_:
            typer.launch(address)

    with listen(settings) as listener:
        run_server(build_app(settings), settings, listener, tell)


def add_account(context: typer.Context, name: Name, role: RoleOption, config: Config = None) -> None:
    """Make an account."""
    console: Console = context.obj
    with _open_accounts(config, console) as accounts:
        is_new = accounts.put(name, role.value, _ask_password(console))
        told = (
            say("The account “{name}” was made.", name=name)
            if is_new
            else say("The account “{name}” has its new password and role; who used it is logged out.", name=name)
        )
    console.show(console.say(told))


def list_accounts(context: typer.Context, config: Config = None, json: Json = False) -> None:
    """Show all accounts."""
    console: Console = context.obj
    with _open_accounts(config, console) as accounts:
        rows = accounts.list()
    if json:
        console.show_data([{"name": row.name, "role": row.role, "changed": row.changed} for row in rows])
        return
    words = {"department": say("department"), "steward": say("steward")}
    for row in rows:
        console.show(f"{row.name}  {console.say(words.get(row.role, say('{name}', name=row.role)))}")
    if not rows:
        console.show(console.say(say("There are no accounts.")))


def remove_account(context: typer.Context, name: Name, config: Config = None) -> None:
    """Remove an account."""
    console: Console = context.obj
    with _open_accounts(config, console) as accounts:
        accounts.remove(name)
    console.show(console.say(say("The account “{name}” was removed.", name=name)))


def _read(file: Path | None, console: Console) -> Configuration | None:
    """Read the configuration that is named; without a name the usual one where it is there."""
    from toolkit.steps.configuration import (  # noqa: PLC0415 (start-up)
        DEFAULT_FILE,
        VARIABLE,
        Unusable,
        read_configuration,
    )

    named = file or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is None and not Path(DEFAULT_FILE).exists():
        return None
    try:
        return read_configuration(named or Path(DEFAULT_FILE), needs=())
    except Unusable as unusable:
        for complaint in unusable.complaints:
            console.complain(complaint)
        raise typer.Exit(1) from unusable


@contextmanager
def _told_extra() -> Iterator[None]:
    """Say how to install what the page needs. Raises Problem."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise Problem(
            say("the page in the browser needs {package}, which is not installed", package=str(error.name)),
            say('Install it with: pip install "bestand[web]"'),
        ) from error


@contextmanager
def _open_accounts(config: Path | None, console: Console) -> Iterator[Accounts]:
    """Open the accounts of a configuration's ledger. Raises Problem."""
    configuration = _read(config, console)
    with _told_extra():
        from toolkit.sync.accountbook import AccountBook  # noqa: PLC0415 (start-up)
        from toolkit.sync.store import open_store  # noqa: PLC0415
        from toolkit.web.account import Accounts  # noqa: PLC0415
        from toolkit.web.app import read_now  # noqa: PLC0415
        from toolkit.web.startup import find_ledger  # noqa: PLC0415
    with open_store(find_ledger(configuration, os.environ)) as store:
        for news in store.news:
            console.tell(news)
        yield Accounts(AccountBook(store.begin), read_now)


def _ask_password(console: Console) -> str:
    """Ask for a password twice on a terminal; else it is the first line of standard input. Raises Problem."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass  # noqa: PLC0415 (start-up)

    once, again = (console.say(message) for message in (say("Password:"), say("The same once more:")))
    first = getpass(f"{once} ")
    if first != getpass(f"{again} "):
        raise Problem(say("the two passwords are not the same"), say("Try it once more."))
    return first


def _try_stores(settings: WebSettings, console: Console) -> None:
    """Look whether ledger and folder can be used, before anybody comes. Raises Problem."""
    from toolkit.sync.store import open_store  # noqa: PLC0415 (start-up)
    from toolkit.web.startup import prepare_folder  # noqa: PLC0415

    prepare_folder(settings.data)
    with open_store(settings.ledger) as store:
        for news in store.news:
            console.tell(news)
