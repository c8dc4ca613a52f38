"""A visitor without JavaScript: sends forms, follows redirects, and reloads the page of a job until it is over."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from starlette.testclient import TestClient

from tests.web.running_site import Site, open_site
from toolkit.web.settings import Rate, Rates

_PATIENCE = 60
_HEADINGS = ("Nr.", "Titel", "Beschreibung", "Schlagworte", "Lizenz", "Veröffentlichen", "Personenbezug", "Link")

GOOD = (
    "A-1",
    "Baumkataster",
    "Alle Bäume der Stadt mit Art und Standort.",
    "Bäume",
    "CC0",
    "ja",
    "nein",
    "https://example.org/a.csv",
)
"""A row of a dataset that everybody may see."""


@dataclass
class Walk:
    """One visitor on their way; ``page`` is what they see."""

    site: Site
    client: TestClient
    page: Any = None

    def open(self, path: str) -> Walk:
        """Open an address."""
        return self.follow(self.client.get(path))

    def send(self, *files: Path, names: Iterable[str] = (), **fields: str) -> Walk:
        """Send workbooks from the first page."""
        self.open("/")
        called = [*names, *(file.name for file in files)]
        parts = [("workbooks", (name, file.read_bytes())) for name, file in zip(called, files, strict=False)]
        return self.follow(self.client.post("/check", data={"csrf": self.mark(), **fields}, files=parts))

    def post(self, path: str, fields: Mapping[str, str] | None = None, **more: str) -> Walk:
        """Send a form."""
        return self.follow(self.client.post(path, data={"csrf": self.mark(), **(fields or {}), **more}))

    def press(self, name: str, **fields: str) -> Walk:
        """Send the form with a button of a name, with what stands in it."""
        forms = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', self.page.text, re.DOTALL)
        action, inner = next(form for form in forms if re.search(rf"<button[^>]*>{re.escape(name)}</button>", form[1]))
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inner))
        return self.follow(self.client.post(action, data={**hidden, **fields}))

    def follow(self, response: Any) -> Walk:
        """Follow redirects, and wait for a job as a browser does that reloads its page."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            if response.status_code == 303:
                response = self.client.get(response.headers["location"])
            elif 'http-equiv="refresh"' in response.text:
                time.sleep(0.1)
                response = self.client.get(response.url.path)
            else:
                break
        self.page = response
        return self

    def mark(self) -> str:
        """Give the mark of this visitor's forms."""
        return self.site.mark(self.client)

    def link(self, name: str) -> str:
        """Give the address of a link by its text."""
        return str(re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{re.escape(name)}</a>', self.page.text)[0])

    @property
    def path(self) -> str:
        """The address of the page."""
        return str(self.page.url.path)

    @property
    def text(self) -> str:
        """What the page says, without its marks."""
        body = self.page.text.partition("<main")[2].partition("</main>")[0]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())

    @property
    def heading(self) -> str:
        """The page's main heading."""
        found = re.findall(r"<h1>(.*?)</h1>", self.page.text)
        assert len(found) == 1
        return html.unescape(found[0])

    def figures(self) -> list[str]:
        """The figures of the first inventory."""
        return re.findall(r"<dd>(.*?)</dd>", self.page.text.partition('class="figures"')[2])[:5]


@contextmanager
def open_walk(folder: Path, **more: Any) -> Iterator[Site]:
    """Start a site that lets one machine ask as often as it likes; what is too often is tested elsewhere."""
    often = Rate(1_000_000, 1_000_000)
    with open_site(folder, rates=Rates(often, often, often, often), workers=1, **more) as site:
        yield site


def start_walk(site: Site, **headers: str) -> Walk:
    """Let somebody come who was never here."""
    return Walk(site, site.visitor(headers.pop("address", "192.0.2.1"), **headers))


def write_workbook(
    file: Path, *rows: Iterable[str | int | None], headings: Iterable[str] = _HEADINGS, sheet: str = "Daten"
) -> Path:
    """Write a workbook whose columns Bestand recognises by itself."""
    book = openpyxl.Workbook(write_only=True)
    table = book.create_sheet(sheet)
    for row in (tuple(headings), *(tuple(one) for one in rows)):
        table.append(row)
    book.save(file)
    return file
