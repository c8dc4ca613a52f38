"""How quick the page in the browser is: its first page, and a workbook of 500 rows from the click to the result."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

import httpx

from tests.browser.caller import Caller
from tests.browser.server import run_server
from tests.browser.workbooks import SAMPLE, write_inventory

PAGES = 50
CHECKS = 5
ROWS = 500


def test_first_page_and_a_workbook_of_500_rows(tmp_path: Path) -> None:
    workbook = write_inventory(tmp_path / "inventar.xlsx", ROWS)
    with run_server(tmp_path / "served", 'login = "none"', accounts=False) as server:
        pages = sorted(measure_first_page(server.url) for _ in range(PAGES))
        print(f"\nbestand serve, {PAGES} first pages of new visitors, one after the other")
        print(
            f"  the very first {pages[-1] * 1000:5.0f} ms at most, median {median(pages) * 1000:5.1f} ms (aim < 100 ms)"
        )
        for name, file in ((f"{ROWS} rows, mapping proposed", workbook), ("sample, 34 rows, mapping known", SAMPLE)):
            checks = [measure_check(server.url, file) for _ in range(CHECKS)]
            seconds = ", ".join(f"{one:.2f}" for one in checks)
            print(f"  {name}: {seconds} s; median {median(checks):.2f} s (aim < 3 s for {ROWS} rows)")


def measure_first_page(url: str) -> float:
    """Measure the first page as a new visitor gets it, with a connection of its own; seconds."""
    with httpx.Client(trust_env=False) as client:
        begun = time.perf_counter()
        client.get(url).raise_for_status()
        return time.perf_counter() - begun


def measure_check(url: str, workbook: Path) -> float:
    """Measure from the click on the button until the page of the result is there; seconds."""
    with Caller(url, pause=0.05) as caller:
        caller.open()
        begun = time.perf_counter()
        caller.wait_for(caller.send(workbook))
        return time.perf_counter() - begun
