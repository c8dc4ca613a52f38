"""A site for tests: the application with a ledger and a folder of its own, and visitors who come to it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from toolkit.sync.accountbook import AccountBook
from toolkit.sync.store import open_store
from toolkit.web.account import Accounts
from toolkit.web.app import build_app, read_now
from toolkit.web.settings import WebSettings
from toolkit.web.visit import Role, Visit

HOST = "testserver"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes passwords quickly and badly, as no server would."""

_MARK = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Clock:
    """A clock that a test moves on."""

    at: dt.datetime = field(default_factory=lambda: dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC))

    def __call__(self) -> dt.datetime:
        return self.at

    def move(self, **duration: float) -> None:
        self.at += dt.timedelta(**duration)


@dataclass
class Site:
    """A running site; ``visitor()`` is a browser that was never here."""

    app: Starlette
    settings: WebSettings
    clock: Clock
    client: TestClient

    def visitor(self, address: str = "192.0.2.1", **headers: str) -> TestClient:
        """Give a browser at an address; its requests share the running application."""
        client = TestClient(
            self.app,
            client=(address, 50000),
            headers={"Accept-Language": "en", **headers},
            follow_redirects=False,
            raise_server_exceptions=False,
        )
        client.portal = self.client.portal  # the loop that the application was started in
        return client

    def visit_of(self, client: TestClient) -> Visit:
        """Give the visit that a browser's cookie opens."""
        visit = self.app.state.visits.find(client.cookies["bestand_visit"])
        assert isinstance(visit, Visit)
        return visit

    def mark(self, client: TestClient) -> str:
        """Give the mark of a browser's forms; a browser that was never here comes first."""
        if "bestand_visit" not in client.cookies:
            client.get("/login")
        return self.visit_of(client).csrf

    def post(self, client: TestClient, path: str, **fields: str) -> Any:
        """Send a form as our pages do."""
        return client.post(path, data={"csrf": self.mark(client), **fields})

    def folders(self) -> set[str]:
        """List the folders of all visits."""
        return {path.name for path in (self.settings.data / "visits").iterdir()}


@contextmanager
def open_site(folder: Path, add_routes: Callable[[Starlette], None] = lambda _: None, **more: Any) -> Iterator[Site]:
    """Start a site."""
    wishes: dict[str, Any] = {"data": folder / "data", "ledger": folder / "ledger.sqlite", "hosts": (HOST,)}
    wishes |= {"warm": False} | more
    clock = Clock()
    settings = WebSettings(**wishes)
    app = build_app(settings, clock, QUICK)
    add_routes(app)
    with TestClient(app) as client:
        yield Site(app, settings, clock, client)


def add_account(folder: Path, name: str, password: str, role: Role = "department") -> None:
    """Make an account."""
    with open_store(folder / "ledger.sqlite") as store:
        Accounts(AccountBook(store.begin), read_now, QUICK).put(name, role, password)
