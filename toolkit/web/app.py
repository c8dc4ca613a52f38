"""The page in the browser as an ASGI application: what a request passes, what starts and stops with it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from pathlib import Path

from anyio import to_thread
from argon2 import PasswordHasher
from sqlalchemy import Connection
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from toolkit.model.problem import Problem
from toolkit.sync.accountbook import AccountBook
from toolkit.sync.store import Store, open_store
from toolkit.sync.visitbook import VisitBook
from toolkit.web.account import Accounts
from toolkit.web.assets import read_assets, show_asset
from toolkit.web.client import Client
from toolkit.web.errors import Diary, Errors, show_http_error
from toolkit.web.form import Forms
from toolkit.web.gate import Cookies, Gate
from toolkit.web.jobs import Jobs
from toolkit.web.login import ROUTES as LOGIN_ROUTES
from toolkit.web.pages import ROUTES as PAGES
from toolkit.web.rate import Limiter
from toolkit.web.settings import Rate, WebSettings
from toolkit.web.shield import Gatekeeper, Shield
from toolkit.web.upload import Uploads
from toolkit.web.visits import Clock, Visits

_SWEEP = 30
"""Seconds between two looks for visits that are over."""

_LOG = logging.getLogger("bestand.web")


def read_now() -> dt.datetime:
    """Tell the time."""
    return dt.datetime.now(tz=dt.UTC)


class _Ledger:
    """The ledger's database: opened when the server starts, closed when it stops."""

    def __init__(self, place: Path | str) -> None:
        self._place = place
        self._stack = contextlib.ExitStack()
        self._store: Store | None = None

    def open(self) -> None:
        """Open it. Raises Problem."""
        self._store = self._stack.enter_context(open_store(self._place))
        for news in self._store.news:
            _LOG.warning("%s", news)

    def begin(self) -> AbstractContextManager[Connection]:
        """Give a transaction."""
        if self._store is None:
            raise RuntimeError("the server was not started")
        return self._store.begin()

    def close(self) -> None:
        """Close it."""
        self._stack.close()
        self._store = None


def build_app(settings: WebSettings, now: Clock = read_now, hasher: PasswordHasher | None = None) -> Starlette:
    """Build the application. It opens its ledger and starts its workers when a server (or a test) starts it."""
    ledger = _Ledger(settings.ledger)
    book = VisitBook(ledger.begin, f"{socket.gethostname()}:{settings.data}")
    visits, jobs, uploads = Visits(settings, book, now), Jobs(settings, book, now), Uploads(settings)

    def drop(visit: str) -> None:
        jobs.drop(visit)
        uploads.space.give_back(visit)

    visits.drop_jobs, visits.is_busy = drop, jobs.is_busy

    @contextlib.asynccontextmanager
    async def live(app: Starlette) -> AsyncIterator[None]:
        await to_thread.run_sync(lambda: _start(settings, ledger, visits, jobs))
        if settings.login == "accounts":
            app.state.accounts = await to_thread.run_sync(lambda: Accounts(AccountBook(ledger.begin), now, hasher))
        sweeper = asyncio.create_task(_sweep(visits))
        try:
            yield
        finally:
            sweeper.cancel()
            await to_thread.run_sync(jobs.stop)
            ledger.close()

    app = Starlette(
        routes=[
            Route("/health", show_health),
            Route("/static/{mark}/{name}", show_asset),
            *LOGIN_ROUTES,
            *PAGES,
        ],
        middleware=[
            Middleware(Diary),
            Middleware(Client, settings),
            Middleware(Shield),
            Middleware(Cookies),
            Middleware(Errors),
            Middleware(Gatekeeper, settings),
            Middleware(Gate, settings, visits),
            Middleware(Forms),
        ],
        exception_handlers={HTTPException: show_http_error},
        lifespan=live,
    )
    app.state.settings, app.state.assets = settings, read_assets()
    app.state.visits, app.state.jobs, app.state.uploads = visits, jobs, uploads
    logins = settings.rates.logins
    app.state.logins, app.state.names = Limiter(logins), Limiter(Rate(10 * logins.burst, 10 * logins.per_minute))
    return app


async def show_health(_request: Request) -> Response:
    """Tell a supervisor that the server answers."""
    return JSONResponse({"state": "ok"})


def _start(settings: WebSettings, ledger: _Ledger, visits: Visits, jobs: Jobs) -> None:
    """Open the ledger, remove what is left of an earlier run, start the workers. Raises Problem, OSError."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    ledger.open()
    visits.clean()
    jobs.begin()


async def _sweep(visits: Visits) -> None:
    """End visits that are over, again and again."""
    while True:
        await asyncio.sleep(_SWEEP)
        try:
            await to_thread.run_sync(visits.sweep)
        except (Problem, OSError):
            _LOG.exception("visits that are over could not be removed")
