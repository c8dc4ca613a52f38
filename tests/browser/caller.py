"""A visitor without a browser: speaks HTTP as the page's plain forms do, quickly enough to come twenty at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup

from tests.browser.workbooks import XLSX

PAUSE = 1.0
"""Seconds between two looks at a job: as long as the page itself waits."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a visitor got: the page of the result, the marked copy, and how many seconds each part took."""

    page: str
    copy: bytes
    start: float
    check: float
    download: float


class Caller:
    """One visitor with cookies of their own; every answer that is no success raises."""

    def __init__(self, url: str, patience: float = 120.0, pause: float = PAUSE) -> None:
        self._http = httpx.Client(base_url=url, timeout=patience, trust_env=False)
        self._patience = patience
        self._pause = pause

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, path: str = "/") -> BeautifulSoup:
        """Open a page."""
        answer = self._http.get(path, follow_redirects=True)
        answer.raise_for_status()
        return BeautifulSoup(answer.text, "html.parser")

    def send(self, workbook: Path, name: str = "inventar.xlsx") -> str:
        """Send a workbook through the form of the first page; gives the address of its job."""
        csrf = self.open().select_one("input[name=csrf]")
        assert csrf is not None
        answer = self._http.post(
            "/check",
            data={"csrf": str(csrf["value"])},
            files={"workbooks": (name, workbook.read_bytes(), XLSX)},
        )
        assert answer.status_code == httpx.codes.SEE_OTHER, f"{answer.status_code}: {answer.text[:500]}"
        return answer.headers["location"]

    def wait_for(self, job: str) -> tuple[str, str]:
        """Ask for a job until it is over; gives the address and the text of the page of its result."""
        end = time.monotonic() + self._patience
        while time.monotonic() < end:
            answer = self._http.get(job)
            if answer.status_code == httpx.codes.SEE_OTHER:
                address = answer.headers["location"]
                page = self._http.get(address)
                page.raise_for_status()
                return address, page.text
            answer.raise_for_status()
            time.sleep(self._pause)
        raise AssertionError(f"{job} does not end")

    def check(self, workbook: Path) -> Result:
        """Do what a department does: first page, workbook, result, marked copy."""
        begun = time.perf_counter()
        self.open()
        opened = time.perf_counter()
        address, page = self.wait_for(self.send(workbook))
        checked = time.perf_counter()
        link = BeautifulSoup(page, "html.parser").select_one('a[href*="/files/"][href*="copy"]')
        assert link is not None, page[:2000]
        copy = self._http.get(urljoin(address, str(link["href"])))
        copy.raise_for_status()
        done = time.perf_counter()
        return Result(page, copy.content, opened - begun, checked - opened, done - checked)
