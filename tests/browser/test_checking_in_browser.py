"""The main story of a department: bring a workbook, read what is wrong, take the marked copy and the packages along."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import (
    COPY,
    MAPPING,
    PACKAGES,
    PHONE,
    REPORT,
    WIDE,
    bring,
    check,
    expect_heading,
    expect_no_sideways,
    read_text,
    tab_to,
    take,
)
from tests.browser.server import Server
from tests.browser.visitor import Visitor
from tests.browser.workbooks import SAMPLE, write_inventory, write_questionable

pytestmark = pytest.mark.slow

Invite = Callable[..., Visitor]
Axe = Callable[[Page], None]
Picture = Callable[[Page, str], Path]


def read_cells(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Read what stands in a workbook's cells, formulas as formulas, without the sheet of feedback."""
    book = openpyxl.load_workbook(file, keep_vba=False)
    return {sheet.title: list(sheet.values) for sheet in book.worksheets if sheet.title != "Rückmeldung"}


def expect_marked_copy(copy: Path, original: Path) -> None:
    """Fail where a copy does not say what the original says, or has no feedback."""
    book = openpyxl.load_workbook(copy)
    assert "Rückmeldung" in book.sheetnames
    assert any(cell.comment for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert read_cells(copy) == read_cells(original)


def expect_packages(archive: Path) -> None:
    """Fail where an archive holds no data packages, or leads out of its folder."""
    with zipfile.ZipFile(archive) as file:
        assert file.testzip() is None
        names = file.namelist()
        assert not [name for name in names if name.startswith("/") or ".." in name.split("/")]
        packages = [name for name in names if name.endswith("datapackage.json")]
        assert packages
        assert all(json.loads(file.read(name))["title"] for name in packages)


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "plain"])
def test_a_workbook_becomes_a_report_a_marked_copy_and_packages(
    open_server: Server,
    visitors: Invite,
    run_axe: Axe,
    take_screenshot: Picture,
    tmp_path: Path,
    *,
    window: dict[str, int],
    scripts: bool,
) -> None:
    page = visitors(viewport=window, java_script_enabled=scripts).page
    name = f"{'breit' if window is WIDE else 'schmal'}-{'js' if scripts else 'ohne-js'}"
    page.goto(open_server.url)
    expect_heading(page, "Datenbestand prüfen")
    take_screenshot(page, f"1-start-{name}")
    look(page, run_axe, scripts=scripts)
    check(page, open_server, SAMPLE)
    take_screenshot(page, f"2-ergebnis-{name}")
    look(page, run_axe, scripts=scripts)
    said = read_text(page)
    assert "gruenes-amt.xlsx" in said
    assert "Baumkataster" in said
    expect_marked_copy(take(page, COPY, tmp_path), SAMPLE)
    expect_packages(take(page, PACKAGES, tmp_path))
    assert "Baumkataster" in take(page, REPORT, tmp_path).read_text(encoding="utf-8")


def look(page: Page, run_axe: Axe, *, scripts: bool) -> None:
    """Look at a page: in German, not too wide, without barriers."""
    assert page.locator("html").get_attribute("lang") == "de"
    if scripts:
        # Without scripts axe-core cannot run either.
        expect_no_sideways(page)
        run_axe(page)


def test_the_copy_keeps_its_name_and_goes_back_in(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    check(page, open_server, SAMPLE)
    copy = take(page, COPY, tmp_path)
    assert copy.suffix == ".xlsx"
    assert "gruenes-amt" in copy.name
    first = read_text(page.locator("main").page)
    check(page, open_server, copy.rename(tmp_path / "gruenes-amt.xlsx"))
    assert read_text(page) == first


def test_a_question_is_answered_by_clicking_and_the_report_changes(
    open_server: Server, visitors: Invite, run_axe: Axe, take_screenshot: Picture, tmp_path: Path
) -> None:
    page = visitors(viewport=WIDE).page
    check(page, open_server, write_questionable(tmp_path / "fragen.xlsx"))
    before = read_text(page)
    page.get_by_role("button", name="Spalten ansehen").click()
    expect_heading(page, "Was bedeuten die Spalten?")
    take_screenshot(page, "3-spalten")
    run_axe(page)
    page.get_by_label("alle dürfen sie sehen").check()
    page.get_by_role("group").filter(has_text="personenbezogene Daten").get_by_label("nein", exact=True).check()
    page.get_by_role("group").filter(has_text="zum Beispiel: CSV").get_by_label("Dateiformat", exact=True).first.check()
    page.get_by_role("button", name="Antworten übernehmen und neu prüfen").click()
    page.wait_for_url("**/checks/*")
    expect_heading(page, "Ergebnis der Prüfung")
    take_screenshot(page, "4-nach-antwort")
    assert read_text(page) != before
    mapping = take(page, MAPPING, tmp_path).read_text(encoding="utf-8")
    assert "distribution.format" in mapping


def test_the_whole_check_can_be_done_with_the_keyboard(
    open_server: Server, visitors: Invite, take_screenshot: Picture, tmp_path: Path
) -> None:
    page = visitors(viewport=WIDE).page
    # Who listens only now may come too late on a busy machine: Chromium is told to ask us, and does not answer.
    page.on("filechooser", lambda _: None)
    page.goto(open_server.url)
    tab_to(page, "Arbeitsmappen")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(SAMPLE)
    take_screenshot(page, "5-tastatur")
    tab_to(page, "Prüfen")
    page.keyboard.press("Enter")
    expect_heading(page, "Ergebnis der Prüfung")
    tab_to(page, COPY)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "kopie.xlsx")
    expect_marked_copy(tmp_path / "kopie.xlsx", SAMPLE)


def test_all_inventories_come_at_once(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    check(page, open_server, SAMPLE, write_inventory(tmp_path / "neu.xlsx", 3, "Spielplatz"))
    said = read_text(page)
    assert [name for name in ("gruenes-amt.xlsx", "neu.xlsx", "Baumkataster", "Spielplatz 1") if name not in said] == []


def test_nothing_chosen_is_a_clear_sentence_without_scripts(open_server: Server, visitors: Invite) -> None:
    page = visitors(java_script_enabled=False).page
    page.goto(open_server.url)
    # The browser's own check of required fields is left out: old browsers have none.
    csrf = page.locator("input[name=csrf]").first.get_attribute("value") or ""
    answer = page.request.post(f"{open_server.url}/check", multipart={"csrf": csrf})
    assert answer.status == 400
    assert "Arbeitsmappe" in answer.text()


def test_the_page_speaks_english_when_asked(open_server: Server, visitors: Invite, run_axe: Axe) -> None:
    page = visitors(viewport=WIDE).page
    page.goto(open_server.url)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Deutsch")).to_be_visible()
    run_axe(page)


def test_the_empty_template_is_offered(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    page.goto(open_server.url)
    file = take(page, "Leere Vorlage herunterladen", tmp_path)
    assert "Datensätze" in openpyxl.load_workbook(file).sheetnames


def test_ending_the_visit_removes_everything(open_server: Server, visitors: Invite) -> None:
    page = visitors().page
    before = open_server.stored()
    bring(page, open_server, SAMPLE)
    page.wait_for_url("**/checks/*")
    result = page.url
    assert set(open_server.stored()) - set(before)
    page.get_by_role("button", name="Besuch beenden").click()
    page.wait_for_url(f"{open_server.url}/")
    assert set(open_server.stored()) - set(before) == set()
    assert page.request.get(result).status == 404
