"""From ``bestand.toml`` to a listening server: settings, the guards before anybody is let in, and uvicorn."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
import uvicorn
from starlette.applications import Starlette

from toolkit.model.cause import explain_cause
from toolkit.model.message import Message, say
from toolkit.model.problem import Problem, Stopped
from toolkit.steps.configuration import Configuration
from toolkit.steps.settings import WebTable
from toolkit.steps.target import LEDGER
from toolkit.web.settings import MEGABYTE, Rate, Rates, WebSettings

_GRACE = 20
"""Seconds that requests under way get when the server stops; a push gets as long as it needs."""
_CONNECTIONS = 500
_HEAD = 64 * 1024


def build_settings(configuration: Configuration | None, environ: Mapping[str, str]) -> WebSettings:
    """Build the settings from a configuration; without one the page checks workbooks on this machine.

    Raises Problem where a variable that is named is not set.
    """
    table = configuration.web if configuration else WebTable()
    public = (table.public_address or "").rstrip("/")
    has_targets = configuration is not None and bool(configuration.targets)
    return WebSettings(
        data=Path(table.data) if table.data else platformdirs.user_cache_path("bestand") / "web" / str(table.port),
        ledger=find_ledger(configuration, environ),
        configuration=configuration if has_targets else None,
        host=table.host,
        port=table.port,
        login=table.login,
        login_header=table.login_header,
        trusted_proxies=tuple(ip_network(one, strict=False) for one in table.trusted_proxies or ()),
        stewards=frozenset(table.stewards or ()),
        departments=frozenset(table.departments or ()),
        max_upload=table.max_upload_mb * MEGABYTE,
        keep_minutes=table.keep_minutes,
        base_path=urlsplit(public).path,
        public_address=public,
        hosts=tuple(table.hosts or ()),
        workers=table.workers,
        job_minutes=table.job_minutes,
        job_memory=table.job_memory_mb * MEGABYTE,
        rates=_build_rates(table),
    )


def _build_rates(table: WebTable) -> Rates:
    """Build the bounds; what comes at once may be a third of what comes in a minute, or a little of it."""
    usual = Rates()
    return Rates(
        requests=Rate(max(1, table.requests_per_minute // 3), table.requests_per_minute),
        visits=usual.visits,
        logins=Rate(2 * table.logins_per_minute, table.logins_per_minute),
        uploads=Rate(table.uploads_per_minute, table.uploads_per_minute),
    )


def find_ledger(configuration: Configuration | None, environ: Mapping[str, str]) -> Path | str:
    """Find the ledger that keeps visits and accounts: the page's own, else the one of the pushes. Raises Problem."""
    table = configuration.web if configuration else WebTable()
    place = table.ledger
    if table.ledger_env is not None:
        place = environ.get(table.ledger_env, "").strip()
        if not place:
            raise Problem(
                say("the ledger stands in the variable {variable}, which is not set", variable=table.ledger_env),
                say("Set it for this job: a file, or postgresql+psycopg://user:password@host/database."),
            )
    first = next((target.ledger for target in configuration.targets if target.ledger), None) if configuration else None
    place = place or environ.get(LEDGER, "").strip() or first
    if not place:
        return platformdirs.user_data_path("bestand") / "ledger.sqlite"
    return place if "://" in place else Path(place)


def require_safe(settings: WebSettings, *, allow_anyone: bool) -> None:
    """Raise Stopped for settings that would let strangers in, Problem for those that would let nobody in."""
    if settings.login == "none" and not settings.is_private and not allow_anyone:
        raise Stopped(
            say(
                "without a login everybody who reaches {address} could send workbooks here and read what Bestand says",
                address=settings.public_address or settings.host,
            ),
            say(
                'Write login = "accounts" or login = "header" into [web], listen at 127.0.0.1 only, or add '
                "--allow-anyone if that is what you want."
            ),
        )
    if settings.login == "header" and not settings.trusted_proxies:
        raise Problem(
            say("the login comes with a header, and no reverse proxy is trusted to send it"),
            say("Write its address into [web]: {example}", example='trusted_proxies = ["127.0.0.1"]'),
        )


def list_warnings(settings: WebSettings) -> tuple[Message, ...]:
    """List what an administrator should know before others come."""
    is_plain = settings.login == "accounts" and not settings.public_address.startswith("https://")
    if is_plain and not settings.is_local:
        return (
            say(
                "Passwords will cross the network unprotected: put a reverse proxy with HTTPS before this server and "
                "name its address under public_address (docs/serve.md)."
            ),
        )
    return ()


def listen(settings: WebSettings) -> socket.socket:
    """Take the address to listen at. Raises Problem where that is not possible."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let a second server take the same address
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host.strip("[]"), settings.port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise Problem(
            say(
                "the server cannot listen at {host}:{port}: {cause}",
                host=settings.host,
                port=settings.port,
                cause=explain_cause(error) if isinstance(error, OSError) else str(error),
            ),
            say("Is it running already? Choose another port with --port."),
        ) from error
    return listener


def run_server(app: Starlette, settings: WebSettings, listener: socket.socket, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``tell`` gets the address once it answers. Raises Problem where it cannot."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD,
        http="h11",
    )
    server = _Server(config, lambda: tell(write_address(settings, listener.getsockname()[1])))
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn passes on what stopped it
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return  # it has stopped in good order, and says once more what it was asked
    if not server.started:
        raise Problem(
            say("the server could not be started"),
            say("What went wrong stands in the lines above."),
        )


def write_address(settings: WebSettings, port: int) -> str:
    """Write the address for people.

    >>> write_address(WebSettings(data=Path("d"), ledger="l"), 8420)
    'http://127.0.0.1:8420/'
    """
    if settings.public_address:
        return f"{settings.public_address}/"
    everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104 (a look-up)
    host = socket.gethostname() if everywhere else settings.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{settings.base_path}/"


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it listens."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        if self.started:
            await asyncio.to_thread(self._tell)


def keep_log() -> None:
    """Write the log to standard error: one line for each request, and what goes wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name, level in (("bestand.web", logging.INFO), ("uvicorn.error", logging.WARNING)):
        log = logging.getLogger(name)
        log.setLevel(level)
        log.propagate = False
        log.handlers = [handler]


def override(settings: WebSettings, host: str | None, port: int | None) -> WebSettings:
    """Let the command line choose where to listen."""
    changed = replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    usual = platformdirs.user_cache_path("bestand") / "web"
    return replace(changed, data=usual / str(changed.port)) if settings.data.parent == usual else changed


def prepare_folder(folder: Path) -> None:
    """Make the folder for what visitors send, for this user only. Raises Problem where that is not possible."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied", str(folder))
    except OSError as error:
        raise Problem(
            say("the folder {folder} cannot be used: {cause}", folder=str(folder), cause=explain_cause(error)),
            say("Name a folder under data in [web] that the server may write to."),
        ) from error
