"""Twenty visitors at once, bounded in number and time: nobody meets an error, everybody gets what is theirs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import openpyxl
import pytest

from tests.browser.caller import Caller, Result
from tests.browser.server import Server, run_server
from tests.browser.workbooks import write_inventory

pytestmark = pytest.mark.slow

VISITORS = 20
ROWS = 30
LARGE = 500


@pytest.fixture(scope="module")
def default_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the limits that it has when nobody sets any."""
    folder = tmp_path_factory.mktemp("default")
    with run_server(folder, 'login = "none"', accounts=False, limits="") as server:
        yield server


def test_twenty_visitors_at_once_get_their_own_results(default_server: Server, tmp_path: Path) -> None:
    workbooks = [
        write_inventory(tmp_path / f"{number}.xlsx", LARGE if number == 0 else ROWS, f"Besuch{number:02d}x")
        for number in range(VISITORS)
    ]

    def visit(number: int) -> Result:
        with Caller(default_server.url, patience=400) as caller:
            return caller.check(workbooks[number])

    with ThreadPoolExecutor(VISITORS) as crowd:
        results = list(crowd.map(visit, range(VISITORS)))
    for number, result in enumerate(results):
        expect_own(result, number)
    assert default_server.process.poll() is None
    log = default_server.read_log()
    assert "Traceback" not in log
    tell(results)


def expect_own(result: Result, number: int) -> None:
    """Fail where a visitor got something of another one, or less than was asked for."""
    others = [f"Besuch{other:02d}x" for other in range(VISITORS) if other != number]
    assert f"Besuch{number:02d}x 1" in result.page
    assert not [name for name in others if name in result.page]
    book = openpyxl.load_workbook(io.BytesIO(result.copy))
    titles = [row[1] for row in book["Datensätze"].iter_rows(min_row=2, values_only=True)]
    assert titles == [f"Besuch{number:02d}x {row}" for row in range(1, (LARGE if number == 0 else ROWS) + 1)]


def tell(results: list[Result]) -> None:
    """Print how long it took; a test run with -s shows it."""
    print(f"\n{VISITORS} visitors at once, {ROWS} rows each and one with {LARGE} (seconds: median, longest)")  # noqa: T201 (figures for whoever runs it)
    for part in ("start", "check", "download"):
        seconds = [float(getattr(result, part)) for result in results]
        print(f"  {part:9} {median(seconds):6.2f} {max(seconds):6.2f}")  # noqa: T201 (as above)
