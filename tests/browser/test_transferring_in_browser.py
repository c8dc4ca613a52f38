"""A steward brings a workbook into the catalogue in the page; a department sees the plan and cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import (
    PHONE,
    WIDE,
    check,
    expect_heading,
    expect_no_sideways,
    log_in,
    read_text,
)
from tests.browser.server import Server
from tests.browser.visitor import Visitor
from tests.browser.workbooks import SAMPLE

pytestmark = pytest.mark.slow

PLAN = "Was im Katalog geschehen würde"

Invite = Callable[..., Visitor]
Axe = Callable[[Page], None]
Picture = Callable[[Page, str], Path]


def see_plan(page: Page, server: Server) -> None:
    """Bring the sample and ask what would happen in the catalogue."""
    check(page, server, SAMPLE)
    page.get_by_role("button", name="Plan ansehen").click()
    expect_heading(page, PLAN)


def list_datasets(server: Server) -> list[str]:
    """List what the folder catalogue holds."""
    entries = [json.loads(file.read_text(encoding="utf-8")) for file in server.catalogue.glob("entries/*.json")]
    return sorted(str(entry["fields"]["title"]) for entry in entries)


def test_nobody_gets_in_without_a_password(
    bestand_server: Server, visitors: Invite, run_axe: Axe, take_screenshot: Picture
) -> None:
    page = visitors(viewport=WIDE).page
    page.goto(f"{bestand_server.url}/")
    take_screenshot(page, "6-anmelden")
    run_axe(page)
    page.get_by_label("Name").fill("leitstelle")
    page.get_by_label("Kennwort").fill("falsch-geraten-9")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    run_axe(page)
    assert page.request.get(f"{bestand_server.url}/template.xlsx", max_redirects=0).status in {303, 403}


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "plain"])
def test_a_department_sees_the_plan_and_cannot_transfer(
    bestand_server: Server, visitors: Invite, run_axe: Axe, *, scripts: bool
) -> None:
    page = visitors(viewport=PHONE, java_script_enabled=scripts).page
    log_in(page, bestand_server, "gruenflaechen")
    before = list_datasets(bestand_server)
    see_plan(page, bestand_server)
    expect(page.get_by_role("link", name="Übertragen …")).to_have_count(0)
    csrf = page.locator("input[name=csrf]").first.get_attribute("value") or ""
    plan = page.url
    if scripts:
        expect_no_sideways(page)
        run_axe(page)
    assert page.request.get(f"{plan}/confirm").status == 403
    assert page.request.post(f"{plan}/push", form={"csrf": csrf}).status == 403
    assert list_datasets(bestand_server) == before


def test_a_steward_transfers_and_then_there_is_nothing_to_do(
    bestand_server: Server, visitors: Invite, run_axe: Axe, take_screenshot: Picture
) -> None:
    page = visitors(viewport=WIDE).page
    log_in(page, bestand_server, "leitstelle")
    see_plan(page, bestand_server)
    assert list_datasets(bestand_server) == []
    take_screenshot(page, "7-plan")
    run_axe(page)
    page.get_by_role("link", name="Übertragen …").click()
    expect_heading(page, "Übertragung bestätigen")
    take_screenshot(page, "8-bestaetigen")
    run_axe(page)
    assert list_datasets(bestand_server) == []
    page.get_by_role("button", name="Jetzt übertragen").click()
    expect_heading(page, "Quittung")
    take_screenshot(page, "9-quittung")
    run_axe(page)
    assert "Baumkataster" in list_datasets(bestand_server)
    written = len(list_datasets(bestand_server))
    see_plan(page, bestand_server)
    assert "nichts zu" in read_text(page)
    expect(page.get_by_role("link", name="Übertragen …")).to_have_count(0)
    assert len(list_datasets(bestand_server)) == written > 20


def test_a_plan_of_somebody_else_cannot_be_transferred(bestand_server: Server, visitors: Invite) -> None:
    one, other = visitors().page, visitors().page
    log_in(one, bestand_server, "gruenflaechen")
    log_in(other, bestand_server, "leitstelle")
    see_plan(one, bestand_server)
    csrf = other.locator("input[name=csrf]").first.get_attribute("value") or ""
    assert other.request.get(one.url).status == 404
    assert other.request.post(f"{one.url}/push", form={"csrf": csrf}).status == 404


def test_a_form_of_another_page_transfers_nothing(bestand_server: Server, visitors: Invite) -> None:
    page = visitors().page
    log_in(page, bestand_server, "leitstelle")
    see_plan(page, bestand_server)
    assert page.request.post(f"{page.url}/push", form={"csrf": "geraten"}).status == 403
    assert page.request.post(f"{page.url}/push").status in {400, 403, 415}


def test_who_logs_out_is_out(bestand_server: Server, visitors: Invite) -> None:
    page = visitors().page
    log_in(page, bestand_server, "leitstelle")
    check(page, bestand_server, SAMPLE)
    result = page.url
    page.get_by_role("button", name="Abmelden").click()
    expect_heading(page, "Anmelden")
    assert page.request.get(result, max_redirects=0).status in {303, 404}
