"""The quality score on the check report: a chart that reads without colour, script or eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.dcat.test_quality import CSV, FILE, GOOD, PAGE
from tests.reports.small_check import CLOSED, DAY, PUBLIC, find
from tests.reports.test_check_page import HOSTILE, Page
from toolkit.checks.baseline import Checked, judge
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Finding, Severity
from toolkit.model.inventory import Inventory
from toolkit.model.release import Release
from toolkit.reports.checkpage import build_check_page
from toolkit.reports.language import Translator

# Bestand's own rules find that the mandatory description is missing, unless it is there: 30 points.
WHOLE = replace(GOOD, description="Alle Bäume.")


def check(*datasets: Dataset, findings: Sequence[Finding] = (), releases: Sequence[Release] | None = None) -> Checked:
    described = tuple(Described(one, frozenset()) for one in datasets)
    decided = tuple(releases or [PUBLIC] * len(datasets))
    inventory = Inventory("amt", "Amt", "amt.xlsx", "/", "amt", len(datasets), described, decided, tuple(findings))
    return judge(inventory, (), DAY)


def build(checked: Checked, *, online: bool = False) -> Page:
    return Page(build_check_page([checked], Translator("en"), online=online))


def test_the_score_is_a_range_and_says_why() -> None:
    text = build(check(WHOLE)).text
    assert "Quality as data.europa.eu counts it 325 to 405 of 405 points: good to excellent 1 dataset that is" in text
    assert "Nobody asked the addresses for this report." in text
    assert "What gains the most" not in text


def test_the_chart_names_itself_and_its_numbers_to_whoever_cannot_see_it() -> None:
    page = build(check(WHOLE))
    _, chart = page.all("svg")
    names = str(chart["aria-labelledby"]).split()
    assert chart["role"] == "img"
    assert [one["id"] for one in (*page.all("title")[1:], *page.all("desc")[1:])] == names
    assert "Findability: 100 of 100; Accessibility: 20–100 of 100; Interoperability: 110 of 110" in page.text
    assert page.text.count("20–100 of 100") == 2


def test_bars_are_as_long_as_their_points_and_need_no_style_of_their_own() -> None:
    page = build(check(WHOLE))
    bars = {kind: [one for one in page.all("rect") if one.get("class") == kind] for kind in ("all", "sure", "possible")}
    assert [one["width"] for one in bars["all"]] == ["480"] * 5
    assert [one["width"] for one in bars["sure"]] == ["480.0", "96.0", "480.0", "480.0", "480.0"]
    (possible,) = bars["possible"]
    assert (possible["x"], possible["width"]) == ("96.0", "384.0")
    assert all("style" not in attributes for _, attributes in page.elements)


def test_what_gains_the_most_stands_first_with_the_number_of_datasets() -> None:
    datasets = [replace(WHOLE, key=str(number), themes=()) for number in range(3)]
    page = build(check(*datasets, replace(WHOLE, key="z", distributions=(replace(CSV, rights=""),))))
    assert (
        "What gains the most +30 points: add a theme (3 datasets) +5 points: add a note on rights (1 dataset)"
        in page.text
    )


def test_each_dataset_has_its_score_with_what_gains_most_and_an_unreleased_one_none() -> None:
    poor = replace(WHOLE, key="2", themes=(), contact=None)
    page = build(check(WHOLE, poor, replace(WHOLE, key="3"), releases=[PUBLIC, PUBLIC, CLOSED]))
    assert "everyone – ready Quality 325–405" in page.text
    assert "Quality 275–355 +30: add a theme +20: name a contact" in page.text
    assert "nobody – not released Release decision" in page.text
    assert "2 datasets that are published" in page.text


@pytest.mark.parametrize(
    ("findings", "points"),
    [
        ([], "405 of 405 points: excellent"),
        ([("link-dead", PAGE)], "355 of 405 points: excellent"),
        ([("link-dead", PAGE), ("link-dead", FILE)], "325 of 405 points: good"),
        ([("link-unchecked", FILE)], "375 to 405 of 405 points: excellent"),
        ([("link-moved", FILE)], "405 of 405 points: excellent"),
    ],
)
def test_a_report_that_asked_for_links_knows_which_answer(findings: list[tuple[str, str]], points: str) -> None:
    told = [find(code, "1", text=url, severity=Severity.WARNING) for code, url in findings]
    text = build(check(WHOLE, findings=told), online=True).text
    assert f"counts it {points}" in text
    assert "Nobody asked" not in text


def test_without_a_released_dataset_there_is_no_score() -> None:
    page = build(check(WHOLE, releases=[CLOSED]))
    assert [one["class"] for one in page.all("svg")] == ["chart share"]
    assert "data.europa.eu" not in page.text


def test_whatever_cells_say_is_text() -> None:
    page = build(check(replace(WHOLE, key=HOSTILE, title=HOSTILE, themes=())))
    assert page.all("img") == []
    assert len(page.all("script")) == 1
