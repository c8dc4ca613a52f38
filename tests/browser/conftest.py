"""What tests in a real browser share: Debian's Chromium, a page that may ask nobody outside, axe-core, screenshots.

All of them are slow tests: Chromium is a Debian package. A test that cannot have it fails; it is never skipped.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.server import Server, run_server
from tests.browser.visitor import Visitor

ROOT = Path(__file__).parents[2]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
MISSING = "Chromium is missing: apt-get install chromium chromium-sandbox (or say with BESTAND_CHROMIUM where it lies)"
PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine before a test fails."""
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")


def find_chromium() -> str:
    """Find the program; a test run without it fails."""
    wished = os.environ.get("BESTAND_CHROMIUM", "")
    for program in (wished,) if wished else PROGRAMS:
        if (found := shutil.which(program)) is not None:
            return found
    raise pytest.fail.Exception(MISSING, pytrace=False)


# One browser for each file of tests, not for the session: Playwright's event loop stays in its thread as long as it
# runs, and no other test of that process could start one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium that fetches nothing by itself."""
    program = find_chromium()
    # Chromium's own sandbox refuses to start as root, which containers of CI often are.
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET, chromium_sandbox=not is_root)
        yield browser
        browser.close()


@pytest.fixture
def visitors(chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Give a function that lets somebody come with a browser of their own (cookies, window, language).

    It takes the options of Playwright's ``new_context``. In the end none of them may have asked another machine for
    anything, broken the page's content security policy, or met an error in a script.
    """
    come: list[Visitor] = []

    def invite(**options: Any) -> Visitor:
        context = chromium.new_context(**{"locale": "de-DE", "accept_downloads": True, **options})
        context.set_default_timeout(PATIENCE)
        come.append(Visitor(context))
        return come[-1]

    yield invite
    for one in come:
        one.context.close()
    assert [fault for one in come for fault in one.faults] == []


@pytest.fixture
def chromium_page(visitors: Callable[..., Visitor]) -> Page:
    """Give one visitor's page: German, 1280 × 800 points."""
    return visitors(viewport={"width": 1280, "height": 800}).page


@pytest.fixture(scope="session")
def run_axe() -> Callable[[Page], None]:
    """Give a function that looks for barriers on a page with axe-core, all its rules, and fails with what it found.

    The script comes in through the debugger, which no content security policy forbids: the page stays as it is.
    """
    script = AXE.read_text(encoding="utf-8")

    def run(page: Page) -> None:
        page.evaluate(f"{script}; undefined")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
        assert found == [], "\n".join([f"{page.url} has barriers:", *(describe_violation(one) for one in found)])

    return run


def describe_violation(violation: dict[str, Any]) -> str:
    """Build the lines that say what is wrong and where."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines += [f"  {json.dumps(node['target'])}: {node['html'][:200]}", f"    {node['failureSummary']}"]
    return "\n".join(lines)


@pytest.fixture(scope="session")
def take_screenshot() -> Callable[[Page, str], Path]:
    """Give a function that keeps a picture of a whole page in $BESTAND_SCREENSHOTS, else in build/screenshots."""
    folder = Path(os.environ.get("BESTAND_SCREENSHOTS") or ROOT / "build" / "screenshots")

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a ``bestand serve`` of this file of tests that everybody on this machine may use."""
    with run_server(tmp_path_factory.mktemp("open"), 'login = "none"', accounts=False) as server:
        yield server


@pytest.fixture(scope="module")
def bestand_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a ``bestand serve`` of this file of tests with a steward and a department, and a folder as catalogue."""
    with run_server(tmp_path_factory.mktemp("served"), 'login = "accounts"') as server:
        yield server
