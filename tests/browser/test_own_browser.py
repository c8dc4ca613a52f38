"""The tests' own eyes: the browser sees a barrier, a foreign request, a broken policy; and nothing where nothing is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

GOOD = """<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Prüfung</title></head>
<body><main><h1>Größe und Übersicht</h1><p>Ein Absatz.</p></main></body></html>"""
BARRED = GOOD.replace("<p>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p style="color:#ddd">')
CURIOUS = GOOD.replace("<p>", '<img alt="" src="http://example.org/pixel.gif"><p>')
BROKEN = GOOD.replace("<p>", "<script>document.title = 'inline'</script><p>")
FAULTY = GOOD.replace("<p>", "<script>nothing.there()</script><p>")


@pytest.fixture
def strict_page() -> Iterator[str]:
    """The address of a server that sends BROKEN with a policy that forbids its script."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'none'")
            self.end_headers()
            self.wfile.write((GOOD if self.path == "/good" else BROKEN).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name of the base class)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_axe_finds_a_barrier_and_names_its_place(chromium_page: Page, run_axe: Callable[[Page], None]) -> None:
    chromium_page.set_content(BARRED)
    with pytest.raises(AssertionError, match=r"image-alt \(critical\)(.|\n)*<img src=") as found:
        run_axe(chromium_page)
    assert "color-contrast" in str(found.value)


def test_axe_finds_nothing_on_a_page_without_barriers(chromium_page: Page, run_axe: Callable[[Page], None]) -> None:
    chromium_page.set_content(GOOD)
    run_axe(chromium_page)


def test_axe_runs_on_a_page_that_forbids_every_script(
    chromium_page: Page, run_axe: Callable[[Page], None], strict_page: str
) -> None:
    chromium_page.goto(f"{strict_page}/good")
    run_axe(chromium_page)


def test_a_request_to_another_machine_is_stopped_and_noted(visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    visitor.page.set_content(CURIOUS)
    assert visitor.faults == ["asked another machine: GET http://example.org/pixel.gif"]
    visitor.faults.clear()


def test_a_broken_policy_and_a_script_error_are_noted(visitors: Callable[..., Visitor], strict_page: str) -> None:
    visitor = visitors()
    visitor.page.goto(strict_page)
    visitor.page.goto("about:blank")
    visitor.page.set_content(FAULTY)
    policy, error = visitor.faults
    assert policy.startswith("against the content security policy: ")
    assert "nothing is not defined" in error
    visitor.faults.clear()


def test_a_screenshot_is_kept(chromium_page: Page, take_screenshot: Callable[[Page, str], Path]) -> None:
    chromium_page.set_content(GOOD)
    file = take_screenshot(chromium_page, "selbsttest")
    assert file.read_bytes().startswith(b"\x89PNG")
    file.unlink()
