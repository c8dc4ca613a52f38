"""One person at a browser: the page in front of them, and all that must not happen there."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Route

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
POLICY = "Content Security Policy"


def is_near(url: str) -> bool:
    """Say whether an address is on this machine.

    >>> [is_near(url) for url in ("file:///tmp/report.html", "http://127.0.0.1:80/", "https://example.org/x.js")]
    [True, True, False]
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "file" | "data" | "blob" | "about":
            return True
        case "http" | "https" | "ws" | "wss":
            return parts.hostname in LOOPBACK
    return False


class Visitor:
    """A browser window with cookies of its own. ``faults`` says what it saw that no page of ours may do."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        context.route(lambda url: not is_near(url), self._refuse)
        context.on("request", self._note_request)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("dialog", self._note_dialog)
        self.page: Page = context.new_page()

    def _refuse(self, route: Route) -> None:
        route.abort()

    def _note_request(self, request: Request) -> None:
        if not is_near(request.url):
            self.faults.append(f"asked another machine: {request.method} {request.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        if POLICY in message.text:
            self.faults.append(f"against the content security policy: {message.text}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"a window popped up: {dialog.message}")
        dialog.dismiss()
