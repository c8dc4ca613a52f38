"""Coming and going: logging in and out, choosing a language, ending a visit."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from toolkit.model.message import Message, say
from toolkit.reports.language import LANGUAGES
from toolkit.web.account import LONGEST, Accounts, normalize_name
from toolkit.web.address import choose_next, link
from toolkit.web.errors import render_page
from toolkit.web.form import read_form
from toolkit.web.gate import ask_ledger
from toolkit.web.rate import name_neighbourhood
from toolkit.web.refusal import build_refusal
from toolkit.web.settings import WebSettings
from toolkit.web.visit import Visit
from toolkit.web.visits import Visits

_LOG = logging.getLogger("bestand.web")
_WRONG = say("Name and password do not fit together.")


async def show_login(request: Request) -> Response:
    """Show the login; 404 where there are no accounts."""
    _require_accounts(request)
    if request.state.visit.account is not None:
        return RedirectResponse(link(request, "/"), 303)
    return _show(request, choose_next(request.query_params.get("next", "/")), None)


async def log_in(request: Request) -> Response:
    """Log somebody in: their visit begins anew, under a cookie that nobody can have known before."""
    _require_accounts(request)
    form = await read_form(request)
    name, password = (form.get(key, [""])[0] for key in ("name", "password"))
    target = choose_next(form.get("next", ["/"])[0])
    accounts: Accounts = request.app.state.accounts
    request.app.state.logins.take(name_neighbourhood(request.state.address))
    # Many addresses may guess one name's password; the bound is wide, so that nobody locks somebody else out easily.
    request.app.state.names.take(normalize_name(name)[:LONGEST])
    account = await ask_ledger(lambda: accounts.check(name, password))
    if account is None:
        _LOG.warning("a login failed from %s", request.state.address)
        response = _show(request, target, _WRONG)
        response.status_code = 403
        return response
    visits: Visits = request.app.state.visits
    before: Visit = request.state.visit
    begun = await ask_ledger(lambda: visits.begin(before.language, account))
    await ask_ledger(lambda: visits.end(before.id))
    request.state.token = begun.token
    return RedirectResponse(link(request, target), 303)


async def end_visit(request: Request) -> Response:
    """End the visit: log out and remove all of its files."""
    visits: Visits = request.app.state.visits
    visit: Visit = request.state.visit
    await ask_ledger(lambda: visits.end(visit.id))
    request.state.token = ""
    return RedirectResponse(link(request, "/"), 303)


async def change_language(request: Request) -> Response:
    """Let a visitor read another language."""
    form = await read_form(request)
    language = form.get("language", [""])[0]
    if language not in LANGUAGES:
        raise build_refusal(400)
    visits: Visits = request.app.state.visits
    await ask_ledger(lambda: visits.choose_language(request.state.token, language))
    return RedirectResponse(link(request, choose_next(form.get("next", ["/"])[0])), 303)


ROUTES = [
    Route("/login", show_login, methods=["GET"]),
    Route("/login", log_in, methods=["POST"]),
    Route("/logout", end_visit, methods=["POST"]),
    Route("/end", end_visit, methods=["POST"]),
    Route("/language", change_language, methods=["POST"]),
]


def _require_accounts(request: Request) -> None:
    """Raise Refusal (404) where nobody logs in with a password."""
    settings: WebSettings = request.app.state.settings
    if settings.login != "accounts":
        raise build_refusal(404)


def _show(request: Request, target: str, problem: Message | None) -> Response:
    """Show the login, with what went wrong at the last try."""
    response = render_page(request, "login.html.j2", next=target, problem=problem)
    if response is None:
        raise build_refusal(500)
    return response
