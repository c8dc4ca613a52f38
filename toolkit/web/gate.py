"""The door: finds or begins the visit of each request, and lets in whom the settings let in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reports.language import LANGUAGES, Translator
from toolkit.web.rate import Limiter, name_neighbourhood
from toolkit.web.refusal import Refusal
from toolkit.web.settings import WebSettings
from toolkit.web.shield import SAFE, foreign_form
from toolkit.web.visit import Account
from toolkit.web.visits import Begun, Visits, build_header_account

OPEN = ("/health", "/static/")
"""Paths that belong to no visit."""

LOGIN = "/login"
COOKIE = "bestand_visit"
_LONGEST_NAME = 200
_T = TypeVar("_T")
_LOG = logging.getLogger("bestand.web")


class Cookies:
    """Gives the cookie with the answer where the visit is new, or was renewed by a login; with an error's page, too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the cookie."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = read_cookie(Headers(scope=scope))

        async def send_with_cookie(message: Message) -> None:
            state = scope["state"]
            if message["type"] == "http.response.start" and state.get("token", asked) != asked:
                cookie = build_cookie(state["token"], scope["root_path"], state["is_secure"])
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)


class Gate:
    """Gives each request its visit. ``state.token`` is its cookie; who renews the visit replaces it."""

    def __init__(self, app: ASGIApp, settings: WebSettings, visits: Visits) -> None:
        self._app = app
        self._settings = settings
        self._visits = visits
        self._requests = Limiter(settings.rates.requests)
        self._new = Limiter(settings.rates.visits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on. Raises Refusal for whom is not let in."""
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        if scope["type"] != "http" or path.startswith(OPEN):
            await self._app(scope, receive, send)
            return
        state, headers = scope["state"], Headers(scope=scope)
        where = name_neighbourhood(state["address"])
        self._requests.take(where)
        account = self._read_account(headers, is_proxied=state["is_proxied"])
        begun = await self._open(headers, account, where, is_safe=scope["method"] in SAFE)
        visit = begun.visit
        state |= {"visit": visit, "token": begun.token, "translator": Translator(visit.language)}
        if self._settings.login == "accounts" and visit.account is None and path != LOGIN:
            await self._send_to_login(scope, path)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _read_account(self, headers: Headers, *, is_proxied: bool) -> Account | None:
        """Tell whom the reverse proxy names. Raises Refusal for a name that anybody may have written, and for none."""
        if self._settings.login != "header":
            return None
        named = headers.getlist(self._settings.login_header)
        name = named[0].encode("latin-1").decode("utf-8", "replace").strip() if len(named) == 1 else ""
        if not is_proxied or not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise _unnamed()
        account = build_header_account(name, self._settings)
        if account is None:
            raise _not_invited()
        return account

    async def _open(self, headers: Headers, account: Account | None, where: str, *, is_safe: bool) -> Begun:
        """Find the visit, or begin one. Raises Refusal for a form without a visit."""
        token = read_cookie(headers)
        found = await ask_ledger(lambda: self._visits.find(token)) if token else None
        if found is not None and self._settings.login == "header" and found.account != account:
            earlier, found = found.id, None
            await ask_ledger(lambda: self._visits.end(earlier))  # somebody else sits at this browser now
        if found is not None:
            return Begun(found, token)
        if not is_safe:
            raise foreign_form()
        self._new.take(where)
        return await ask_ledger(lambda: self._visits.begin(choose_language(headers), account))

    def _send_to_login(self, scope: Scope, path: str) -> ASGIApp:
        """Lead to the login, and from there back to where somebody wanted to go."""
        target = f"{scope.get('root_path', '')}{LOGIN}"
        if scope["method"] == "GET" and path != "/":
            target += f"?next={quote(path)}"
        return RedirectResponse(target, 303)


def build_cookie(token: str, base: str, is_secure: bool) -> str:
    """Write the cookie; it ends with the browser. An empty token takes it away.

    ``Lax``, since with ``Strict`` a link in a mail would begin a second visit and lose the first.

    >>> build_cookie("abc", "", True)
    'bestand_visit=abc; Path=/; HttpOnly; SameSite=Lax; Secure'
    """
    parts = [f"{COOKIE}={token}", f"Path={base or '/'}", "HttpOnly", "SameSite=Lax"]
    return "; ".join([*parts, *(["Secure"] if is_secure else []), *([] if token else ["Max-Age=0"])])


def read_cookie(headers: Headers) -> str:
    """Read the cookie; an empty text where there is none."""
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip()
    return ""


def choose_language(headers: Headers) -> str:
    """Choose the language that a browser likes best of ours; German where it says nothing of the kind.

    >>> choose_language(Headers({"accept-language": "fr, en;q=0.8, de;q=0.7"})), choose_language(Headers({}))
    ('en', 'de')
    """
    wishes: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "")[:500].split(","):
        name, _, weight = part.partition(";q=")
        try:
            wishes.append((float(weight or 1), name.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    ordered = sorted(wishes, key=lambda wish: -wish[0])
    return next((name for _, name in ordered if name in LANGUAGES), "de")


async def ask_ledger(act: Callable[[], _T]) -> _T:
    """Let a thread wait for the ledger. Raises Refusal where it cannot be used; why is for the log only."""
    try:
        return await to_thread.run_sync(act)
    except Refusal:
        raise
    except Problem as problem:
        _LOG.exception("the ledger cannot be used")
        raise Refusal(
            503,
            say("Nothing can be remembered here at the moment."),
            say("Try it again in a few minutes. If that does not help, tell your administrators."),
            {"Retry-After": "60"},
        ) from problem


def _unnamed() -> Refusal:
    """Say that the proxy named nobody, or that it was not the proxy who asked."""
    return Refusal(
        403,
        say("You are not logged in."),
        say("Open this page by the address that your administrators gave you; it leads through your login."),
    )


def _not_invited() -> Refusal:
    """Say that somebody is known and may not come."""
    return Refusal(
        403,
        say("Your name is not among those that may use this page."),
        say("Ask your administrators to add it to “departments” or “stewards” in the configuration."),
    )
