"""Headers that tell browsers what our pages never do, and the refusal of requests that no page of ours sent."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from toolkit.model.message import say
from toolkit.web.refusal import Refusal
from toolkit.web.settings import WebSettings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that change nothing (RFC 9110, 9.2.1)."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

# With “no-referrer” browsers would send “Origin: null” with our own forms (Fetch standard, “append a request Origin”).
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
_STRICT = "max-age=31536000"


class Shield:
    """Puts the headers on every answer; pages of a visit are kept nowhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
                if scope["state"].get("is_secure"):
                    headers["Strict-Transport-Security"] = _STRICT
            await send(message)

        await self._app(scope, receive, send_shielded)


class Gatekeeper:
    """Refuses requests under a foreign name of the server, and forms that another site sends."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self._app = app
        self._hosts = settings.accepted_hosts
        self._public = urlsplit(settings.public_address).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on. Raises Refusal."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "").lower()
            name = urlsplit(f"//{host}").hostname if _is_host(host) else None
            if not name or (self._hosts and name not in self._hosts):
                raise Refusal(
                    400,
                    say("This server is not to be asked under this name."),
                    say("Use the address that your administrators gave you."),
                )
            if scope["method"] not in SAFE and not is_own(headers, {host, self._public} - {""}):
                raise foreign_form()
        await self._app(scope, receive, send)


def _is_host(host: str) -> bool:
    """Tell whether a text can be a name and a port at all."""
    try:
        urlsplit(f"//{host}").port  # noqa: B018 (reading it checks it)
    except ValueError:
        return False
    return not set(host) & set("/?#@\\ ")


def is_own(headers: Headers, hosts: set[str]) -> bool:
    """Tell whether a page of ours sent a form, as far as the browser says (Fetch Metadata; RFC 6454).

    What says nothing is let through: the form's own mark is still asked for.

    >>> [is_own(Headers({"origin": origin}), {"a.example"}) for origin in ("https://a.example", "null")]
    [True, False]
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() in hosts


def foreign_form() -> Refusal:
    """Say that a form cannot be proven to be ours."""
    return Refusal(
        403,
        say("This form was not sent from a page of your visit, or the visit is over."),
        say("Open the first page anew, and do it there once more. Cookies must be allowed for this site."),
    )
