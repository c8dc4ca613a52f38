"""What people do in the page: log in, bring a workbook, look at the result, take files with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import PASSWORDS, Server

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}

COPY = "Markierte Kopie herunterladen"
REPORT = "Bericht herunterladen"
PACKAGES = "Datenpakete herunterladen (ZIP)"
MAPPING = "Zuordnung herunterladen (YAML)"

# Whether the focused element is marked: itself, what holds it, or the label that stands for it.
_IS_MARKED = """() => {
  const one = document.activeElement;
  const marked = element => {
    if (!element) return false;
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== 'none';
  };
  return [one, one.parentElement, ...(one.labels || [])].some(marked);
}"""
_NAME = """() => {
  const one = document.activeElement;
  const labels = [...(one.labels || [])].map(label => label.innerText);
  return [one.getAttribute('aria-label') || '', ...labels, one.innerText || '', one.value || ''].join(' ').trim();
}"""


def log_in(page: Page, server: Server, name: str) -> None:
    """Log in with a password, as somebody who was just asked for it."""
    page.goto(f"{server.url}/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Kennwort").fill(PASSWORDS[name])
    page.get_by_role("button", name="Anmelden").click()
    expect_heading(page, "Datenbestand prüfen")


def expect_heading(page: Page, text: str) -> None:
    """Wait for a page with this heading."""
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def bring(page: Page, server: Server, *files: Path) -> None:
    """Send workbooks; the next page is that of the job, or of what came of it."""
    page.goto(f"{server.url}/")
    page.get_by_label("Arbeitsmappen").set_input_files(list(files))
    page.get_by_role("button", name="Prüfen", exact=True).click()


def check(page: Page, server: Server, *files: Path) -> None:
    """Send workbooks and wait for the result."""
    bring(page, server, *files)
    page.wait_for_url("**/checks/*")
    expect_heading(page, "Ergebnis der Prüfung")


def take(page: Page, name: str, folder: Path) -> Path:
    """Click on a link that downloads a file, and keep the file under the name that the browser was told."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def read_text(page: Page) -> str:
    """Read what a page says, white space joined."""
    return re.sub(r"\s+", " ", page.locator("body").inner_text())


def expect_no_sideways(page: Page) -> None:
    """Fail where a page is wider than its window; parts of it may scroll on their own."""
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} points wide in a window of {wide[1]}"


def tab_to(page: Page, name: str, most: int = 200) -> None:
    """Press Tab until the focus is on what has this name; every stop on the way must be marked."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here: str = page.evaluate(_NAME)
        assert _is_marked(page), f"{page.url}: the focus on “{here}” cannot be seen"
        if name in here:
            return
    raise AssertionError(f"{page.url}: Tab does not lead to “{name}”")


def _is_marked(page: Page, patience: int = 40) -> bool:
    """Tell whether the focus can be seen; on a busy machine the mark may be drawn a moment after the focus came."""
    for _ in range(patience):
        if page.evaluate("document.activeElement === document.body") or page.evaluate(_IS_MARKED):
            return True
        page.wait_for_timeout(50)
    return False


def list_texts(found: Locator) -> Sequence[str]:
    """List the texts of elements."""
    return [text.strip() for text in found.all_inner_texts()]
