"""Refusals and failures as pages: plain words, never a trace; and one line of log for each request."""

from __future__ import annotations

import html
import logging
import secrets
from importlib import import_module
from time import monotonic
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reports.language import Translator
from toolkit.web.gate import choose_language
from toolkit.web.refusal import Refusal, build_refusal, hide_folder

_LOG = logging.getLogger("bestand.web")


class Diary:
    """Writes one line for each request: method, kind of page, status, time; no address, name, mark or query."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 0, monotonic()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        scope.setdefault("state", {})
        try:
            await self._app(scope, receive, send_noted)
        finally:
            milliseconds = round((monotonic() - begun) * 1000)
            _LOG.info("%s %s %s %d ms", scope["method"][:10], name_page(scope), status or "-", milliseconds)


def name_page(scope: Scope) -> str:
    """Name the kind of page that was asked for: the route's own pattern, in which no id and no file name stands."""
    return str(getattr(scope.get("route"), "path", "(none)"))


class Errors:
    """Turns what went wrong inside into a page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def send_watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        except ClientDisconnect:
            return  # nobody is there any more to be told
        except Exception as error:
            if has_begun:
                raise
            await answer(Request(scope, receive), error)(scope, receive, send)


async def show_http_error(request: Request, error: Exception) -> Response:
    """Answer what Starlette itself refuses, such as a page that does not exist."""
    return answer(request, error)


def answer(request: Request, error: Exception) -> Response:
    """Build the page of an error; what nobody foresaw is logged under a number that the page shows."""
    error_id = ""
    match error:
        case Refusal():
            refusal = error
        case Problem():
            data = request.app.state.settings.data
            refusal = Refusal(400, hide_folder(error.what, data), hide_folder(error.remedy, data))
        case HTTPException():
            refusal = build_refusal(error.status_code)
            refusal = Refusal(error.status_code, refusal.what, refusal.remedy, error.headers or {})
        case _:
            error_id = secrets.token_hex(4)
            _LOG.error("error %s in %s", error_id, name_page(request.scope), exc_info=error)
            refusal = build_refusal(500)
    response = _render(request, refusal, error_id)
    response.status_code = refusal.status
    response.headers.update(refusal.headers)
    if request.scope.get("state", {}).get("must_close"):
        response.headers["Connection"] = "close"
    return response


def _render(request: Request, refusal: Refusal, error_id: str) -> Response:
    """Let the pages' own template show it; where there is no visit, or it fails too, a page without any template."""
    values: dict[str, Any] = {"status": refusal.status, "what": refusal.what, "remedy": refusal.remedy}
    if "visit" in request.scope.get("state", {}):
        response = render_page(request, "error.html.j2", **values, error_id=error_id)
        if response is not None:
            return response
    return build_plain_page(request, refusal, error_id)


def render_page(request: Request, template: str, **values: Any) -> Response | None:
    """Let ``toolkit.web.page`` render a template; gives None where that is not possible."""
    try:
        page = import_module("toolkit.web.page")
        response: Response = page.render(request, template, **values)
    except Exception as error:  # noqa: BLE001 (an error on an error's page must not hide the first)
        _LOG.warning("%s could not be shown: %s", template, type(error).__name__, exc_info=error)
        return None
    return response


def build_plain_page(request: Request, refusal: Refusal, error_id: str = "") -> HTMLResponse:
    """Build a page that needs nothing but the two sentences."""
    translator = request.scope.get("state", {}).get("translator") or Translator(
        choose_language(Headers(scope=request.scope))
    )
    number = translator.render(say("Number: {number}", number=error_id)) if error_id else ""
    what, remedy = translator.render(refusal.what), translator.render(refusal.remedy)
    home = html.escape(f"{request.scope.get('root_path', '')}/")
    back = html.escape(translator.render(say("To the first page")))
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in (remedy, number) if line)
    return HTMLResponse(
        f'<!doctype html><html lang="{translator.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(what)}</title></head><body><main><h1>{html.escape(what)}</h1>{lines}"
        f'<p><a href="{home}">{back}</a></p></main></body></html>'
    )
