"""The check report in a real browser: no barriers, no requests, search and filter, deep links, narrow, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import Visitor
from toolkit.reports.checkpage import build_check_page
from toolkit.reports.language import Translator
from toolkit.steps.check import CheckRequest, check_workbooks

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "sample_inventories"
OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
ALL = "[data-ds]"
SHOWN = "[data-ds]:not([hidden])"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the report of two inventories, in English so that no translation is missing; give its address."""
    found = check_workbooks([SAMPLES / "statistikstelle.xlsx", SAMPLES / "gruenes-amt.xlsx"], CheckRequest())
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(build_check_page(found.shown, Translator("en")), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_barriers_folded_or_not(
    report: str, visitors: Callable[..., Visitor], run_axe: Callable[[Page], None], scheme: str
) -> None:
    page = visitors(viewport={"width": 1280, "height": 800}, color_scheme=scheme).page
    page.goto(report)
    run_axe(page)
    page.evaluate(OPEN)
    run_axe(page)


def test_a_phone_shows_it_without_scrolling_sideways(
    report: str, visitors: Callable[..., Visitor], run_axe: Callable[[Page], None], take_screenshot: Callable[..., Path]
) -> None:
    page = visitors(viewport={"width": 400, "height": 800}).page
    page.goto(report)
    take_screenshot(page, "report-narrow")
    page.evaluate(OPEN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    run_axe(page)


def test_searching_says_how_much_is_shown(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    search = chromium_page.get_by_label("Show only what contains this text")
    search.fill("ST-14")
    status = chromium_page.get_by_role("status")
    expect(status).to_contain_text("datasets are shown.")
    keys = chromium_page.evaluate(f"[...document.querySelectorAll('{SHOWN} .key')].map((one) => one.textContent)")
    assert "ST-14" in keys
    assert 0 < len(keys) < chromium_page.locator(ALL).count()
    search.fill("")
    expect(status).to_have_text("")
    assert chromium_page.locator(SHOWN).count() == chromium_page.locator(ALL).count()


def test_the_filter_keeps_datasets_of_one_state_and_their_findings(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    for label in ("ready for everyone", "ready for staff", "not released"):
        chromium_page.get_by_label(label, exact=True).uncheck()
    states = chromium_page.evaluate(f"[...document.querySelectorAll('{SHOWN}')].map((one) => one.dataset.state)")
    assert set(states) == {"held"}
    assert chromium_page.locator("[data-row]:not([hidden]) >> visible=true").count() > 0
    expect(chromium_page.get_by_role("status")).to_contain_text(f" and {len(states)} of ")
    chromium_page.get_by_role("button", name="Show everything").click()
    expect(chromium_page.get_by_role("status")).to_have_text("")


def test_the_filter_keeps_datasets_of_one_office(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    office = chromium_page.get_by_label("Office", exact=True)
    name = office.locator("option").nth(1).inner_text()
    office.select_option(name)
    offices = chromium_page.evaluate(f"[...document.querySelectorAll('{SHOWN}')].map((one) => one.dataset.office)")
    assert set(offices) == {name}


def test_findings_of_one_severity_leave_the_datasets_that_have_them(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    chromium_page.get_by_label("Warnings", exact=True).uncheck()
    chromium_page.get_by_label("Notes", exact=True).uncheck()
    assert chromium_page.locator(SHOWN).count() == chromium_page.locator(f"{ALL} .tally.error").count()
    assert chromium_page.locator("section[data-severity=warning] >> visible=true").count() == 0


def test_datasets_can_be_put_in_order(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    order = chromium_page.get_by_label("Order of the datasets")
    found = "[...document.querySelector('[data-cards]').children].map((one) => Number(one.dataset.found))"
    as_written = chromium_page.evaluate(found)
    order.select_option("found")
    assert chromium_page.evaluate(found) == sorted(as_written, reverse=True)
    order.select_option("number")
    assert chromium_page.evaluate(found) == as_written


def test_an_address_opens_its_dataset(chromium_page: Page, report: str) -> None:
    chromium_page.goto(f"{report}#dataset-ST-20")
    card = chromium_page.locator("#dataset-ST-20")
    expect(card.locator("details").first).to_have_attribute("open", "")
    expect(card).to_be_in_viewport()
    chromium_page.locator("a[href='#dataset-ST-14']").first.click()
    expect(chromium_page.locator("#dataset-ST-14 details").first).to_have_attribute("open", "")


def test_a_link_to_what_the_filter_hides_shows_it(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    chromium_page.get_by_label("Show only what contains this text").fill("ST-20")
    expect(chromium_page.locator("#dataset-ST-14").first).to_be_hidden()
    chromium_page.evaluate("location.hash = '#dataset-ST-14'")
    expect(chromium_page.locator("#dataset-ST-14")).to_be_visible()


def test_the_keyboard_is_enough(chromium_page: Page, report: str) -> None:
    chromium_page.goto(report)
    chromium_page.keyboard.press("Tab")
    expect(chromium_page.get_by_role("link", name="Skip to the content")).to_be_focused()
    summary = chromium_page.locator("#dataset-ST-01 summary").first
    summary.focus()
    chromium_page.keyboard.press("Enter")
    expect(chromium_page.locator("#dataset-ST-01 .preview")).to_be_visible()
    chromium_page.keyboard.press("Space")
    expect(chromium_page.locator("#dataset-ST-01 .preview")).to_be_hidden()


def test_without_its_script_everything_can_be_read(report: str, visitors: Callable[..., Visitor]) -> None:
    page = visitors(java_script_enabled=False).page
    page.goto(report)
    expect(page.locator("#filter")).to_be_hidden()
    page.locator("#dataset-ST-01 summary").first.click()
    expect(page.locator("#dataset-ST-01 .preview")).to_be_visible()


def test_on_paper_datasets_are_open_and_the_filter_is_away(chromium_page: Page, report: str, tmp_path: Path) -> None:
    chromium_page.goto(report)
    chromium_page.emulate_media(media="print")
    expect(chromium_page.locator("#filter")).to_be_hidden()
    assert chromium_page.locator("#dataset-ST-01 .preview").bounding_box()
    sheet = tmp_path / "report.pdf"
    chromium_page.pdf(path=sheet, prefer_css_page_size=True)
    assert sheet.read_bytes().startswith(b"%PDF")


def test_forced_colours_keep_every_border_that_tells_something(
    report: str, visitors: Callable[..., Visitor], take_screenshot: Callable[..., Path]
) -> None:
    page = visitors(viewport={"width": 1000, "height": 800}, forced_colors="active").page
    page.goto(report)
    take_screenshot(page, "report-forced-colours")
    assert page.evaluate("getComputedStyle(document.querySelector('.tally')).borderTopStyle") == "solid"
