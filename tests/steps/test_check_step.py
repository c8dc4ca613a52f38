"""Checking workbooks: link findings join the others, the baseline knows what was not looked for, the day is given."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.cli.small_workbook import save
from toolkit.model.finding import Finding, Place, Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory
from toolkit.model.message import say
from toolkit.steps.check import CheckRequest, check_workbooks, count_links

DAY = dt.date(2026, 11, 22)
COLUMNS = {"Titel": "title", "Stand": "modified", "Link": "landing_page", "Frei": {"release": "publish"}}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    table = {"sheet": "Inventar", "header": 1, "key": "Nr.", "columns": COLUMNS}
    mapping = {"format": "bestand-mapping/1", "inventory": "amt", "datasets": table}
    (tmp_path / "amt.yaml").write_text(json.dumps(mapping), encoding="utf-8")
    link = "https://example.org/daten"
    rows = (("1", "Bäume", "bald", link, "ja"), ("2", "Wege", "bald", link, "ja"), ("3", "Parks", "2024", link, "nein"))
    return save(tmp_path / "amt.xlsx", ("Nr.", *COLUMNS), *rows)


def dead(inventory: Inventory) -> tuple[Finding, ...]:
    """Say that the link of the first dataset is dead, without asking anybody."""
    place = Place(CellRef(inventory.file, "Inventar", 2, 4), "Link", "1", "Bäume")
    return (Finding("link-dead", Severity.WARNING, say("nobody answers"), place, "https://example.org/daten"),)


def write_baseline(folder: Path, code: str, text: str) -> Path:
    entry = {"code": code, "inventory": "amt", "key": "1", "column": "Link", "text": text, "until": DAY.isoformat()}
    file = folder / "b.yaml"
    file.write_text(json.dumps({"format": "bestand-baseline/1", "accepted": [entry]}), encoding="utf-8")
    return file


def test_what_is_found_at_links_stands_among_the_findings_in_the_order_of_the_sheet(book: Path) -> None:
    check = check_workbooks([book], CheckRequest(check_links=dead, codes=("date-invalid", "link-dead")), DAY)
    assert [one.finding.code for one in check.shown[0].judged] == ["date-invalid", "link-dead", "date-invalid"]
    assert check.has(Severity.WARNING)
    assert not check.has(Severity.ERROR)


def test_links_are_not_asked_for_unless_that_is_wished(book: Path) -> None:
    check = check_workbooks([book], CheckRequest(codes=("link-dead",)), DAY)
    assert check.shown[0].judged == ()


def test_each_address_is_counted_once_and_refused_datasets_are_left_out(book: Path) -> None:
    check = check_workbooks([book], CheckRequest(), DAY)
    assert count_links(check.whole[0].inventory) == 1


def test_a_dead_link_may_be_accepted_and_its_entry_is_not_idle_while_nobody_asks(book: Path) -> None:
    baseline = write_baseline(book.parent, "link-dead", "https://example.org/daten")
    online = check_workbooks([book], CheckRequest(baseline=baseline, check_links=dead), DAY)
    assert [one.finding.code for one in online.whole[0].accepted()] == ["link-dead"]
    assert check_workbooks([book], CheckRequest(baseline=baseline), DAY).whole[0].idle == ()


def test_an_entry_for_another_link_is_idle_once_links_were_asked_for(book: Path) -> None:
    baseline = write_baseline(book.parent, "link-dead", "https://example.org/anderes")
    check = check_workbooks([book], CheckRequest(baseline=baseline, check_links=dead), DAY)
    assert len(check.whole[0].idle) == 1


def test_the_day_decides_whether_an_acceptance_holds(book: Path) -> None:
    baseline = write_baseline(book.parent, "link-dead", "https://example.org/daten")
    request = CheckRequest(baseline=baseline, check_links=dead, codes=("link-dead",))
    assert not check_workbooks([book], request, DAY).has(Severity.WARNING)
    assert check_workbooks([book], request, DAY + dt.timedelta(days=1)).has(Severity.WARNING)
