"""What else visitors bring: hostile, locked, huge workbooks, some with macros; and what happens when they leave."""

from __future__ import annotations

import socket
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import COPY, REPORT, WIDE, bring, check, expect_heading, read_text, take
from tests.browser.server import Server
from tests.browser.visitor import Visitor
from tests.browser.workbooks import (
    HOSTILE_TEXTS,
    MACROS,
    SAMPLE,
    write_heavy,
    write_hostile,
    write_inventory,
    write_locked,
    write_macros,
    write_sheets,
)

pytestmark = pytest.mark.slow

MEGABYTE = 1024 * 1024

Invite = Callable[..., Visitor]
Axe = Callable[[Page], None]
Picture = Callable[[Page, str], Path]


def test_hostile_cells_stay_texts(
    open_server: Server, visitors: Invite, run_axe: Axe, take_screenshot: Picture, tmp_path: Path
) -> None:
    page = visitors(viewport={"width": 390, "height": 844}).page
    original = write_hostile(tmp_path / "gruenes-amt.xlsx")
    check(page, open_server, original)
    take_screenshot(page, "a-feindlich")
    assert HOSTILE_TEXTS[0] in read_text(page)
    assert "{{ 7*7 }}" in read_text(page)
    assert page.locator("main script, main svg[onload], main img[onerror]").count() == 0
    assert page.locator('a[href^="javascript:"]').count() == 0
    run_axe(page)
    report = take(page, REPORT, tmp_path)
    copy = take(page, COPY, tmp_path / "kopien")
    page.goto(report.as_uri())
    assert HOSTILE_TEXTS[0] in read_text(page)
    assert "gehackt" not in page.title()
    expect_no_formulas(copy, original)


def expect_no_formulas(copy: Path, original: Path) -> None:
    """Fail where a copy has a formula that the original has not."""
    for sheet in openpyxl.load_workbook(copy).worksheets:
        made = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
        book = openpyxl.load_workbook(original)
        known = {
            cell.coordinate
            for row in (book[sheet.title].iter_rows() if sheet.title in book.sheetnames else ())
            for cell in row
            if cell.data_type == "f"
        }
        assert made == known, sheet.title


def test_a_password_is_a_clear_sentence(open_server: Server, visitors: Invite, run_axe: Axe, tmp_path: Path) -> None:
    page = visitors(viewport=WIDE).page
    bring(page, open_server, write_locked(tmp_path / "geheim.xlsx"))
    expect(page.get_by_text("geheim.xlsx ist mit einem Kennwort geschützt").first).to_be_visible()
    assert "Entfernen Sie das Kennwort" in read_text(page)
    run_axe(page)


def test_what_is_no_workbook_is_a_clear_sentence(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    (tmp_path / "brief.xlsx").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    bring(page, open_server, tmp_path / "brief.xlsx")
    expect(page.get_by_text("brief.xlsx").first).to_be_visible()
    expect(page.get_by_text("PDF").first).to_be_visible()


def test_forty_megabytes_are_read(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    check(page, open_server, write_heavy(tmp_path / "schwer.xlsx", 40 * MEGABYTE))
    copy = take(page, COPY, tmp_path / "kopien")
    with zipfile.ZipFile(copy) as patched, zipfile.ZipFile(tmp_path / "schwer.xlsx") as original:
        assert patched.read("xl/media/image1.png") == original.read("xl/media/image1.png")


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "plain"])
def test_more_than_the_limit_is_a_clear_sentence(
    open_server: Server, visitors: Invite, tmp_path: Path, *, scripts: bool
) -> None:
    page = visitors(java_script_enabled=scripts).page
    before = open_server.stored()
    bring(page, open_server, write_heavy(tmp_path / "zu-schwer.xlsx", 52 * MEGABYTE))
    expect(page.get_by_role("alert")).to_be_visible()
    assert "50" in page.get_by_role("alert").inner_text()
    assert open_server.stored() == before


def test_two_hundred_sheets_are_read(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    check(page, open_server, write_sheets(tmp_path / "blaetter.xlsx", 200))
    assert "Straßenbäume 1" in read_text(page)
    names = openpyxl.load_workbook(take(page, COPY, tmp_path / "kopien"), read_only=True).sheetnames
    assert (len(names), names[-1]) == (201, "Rückmeldung")


def test_macros_are_kept_byte_for_byte(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    check(page, open_server, write_macros(tmp_path / "makros.xlsm", tmp_path))
    copy = take(page, COPY, tmp_path / "kopien")
    assert copy.suffix == ".xlsm"
    with zipfile.ZipFile(copy) as archive:
        assert archive.read("xl/vbaProject.bin") == MACROS


def test_two_visitors_with_the_same_file_name_see_only_their_own(
    open_server: Server, visitors: Invite, tmp_path: Path
) -> None:
    one, other = visitors().page, visitors().page
    for page, name in ((one, "Weiden"), (other, "Linden")):
        (tmp_path / name).mkdir()
        bring(page, open_server, write_inventory(tmp_path / name / "inventar.xlsx", 12, name))
    for page in (one, other):
        page.wait_for_url("**/checks/*")
        expect_heading(page, "Ergebnis der Prüfung")
    for page, own, foreign in ((one, "Weiden", "Linden"), (other, "Linden", "Weiden")):
        assert f"{own} 1" in read_text(page)
        assert foreign not in page.content()
        copy = openpyxl.load_workbook(take(page, COPY, tmp_path / f"kopie-{own}"))
        assert copy["Datensätze"]["B2"].value == f"{own} 1"
    links = [link.get_attribute("href") or "" for link in one.locator("a[download], a[href*='/files/']").all()]
    assert links
    for path in (urlsplit(one.url).path, *links):
        address = path if path.startswith("http") else f"{open_server.url}{path}"
        if "/checks/" in address:
            assert other.request.get(address).status == 404, address


def test_an_upload_that_is_cut_off_leaves_nothing(open_server: Server, visitors: Invite) -> None:
    page = visitors().page
    page.goto(f"{open_server.url}/")
    csrf = page.locator("input[name=csrf]").first.get_attribute("value") or ""
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    before = open_server.stored()
    send_half(open_server, csrf, cookies)
    wait_until(lambda: open_server.stored() == before)
    assert open_server.process.poll() is None
    check(page, open_server, SAMPLE)


def send_half(server: Server, csrf: str, cookies: str) -> None:
    """Send the first half of a workbook, wait until the server keeps some of it, and hang up."""
    before = server.stored()
    start = (
        f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n--x\r\nContent-Disposition: form-data; '
        'name="workbooks"; filename="halb.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n'
    ).encode()
    host = urlsplit(server.url).netloc
    head = (
        f"POST /check HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nOrigin: {server.url}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {20 * MEGABYTE}\r\n\r\n"
    ).encode()
    with socket.create_connection((urlsplit(server.url).hostname or "", urlsplit(server.url).port or 0), 10) as line:
        line.sendall(head + start + b"PK\x03\x04" + bytes(5 * MEGABYTE))
        wait_until(lambda: server.stored() != before)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; fail where it never is."""
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.05)


def test_who_closes_the_browser_mid_way_finds_the_result_later(
    open_server: Server, visitors: Invite, tmp_path: Path
) -> None:
    visitor = visitors()
    bring(visitor.page, open_server, write_inventory(tmp_path / "gross.xlsx", 500))
    visitor.page.wait_for_url("**/jobs/*")
    job = visitor.page.url
    visitor.page.close()
    again = visitor.context.new_page()
    again.goto(job)
    expect_heading(again, "Ergebnis der Prüfung")
    assert "500" in read_text(again)


def test_a_job_can_be_broken_off(open_server: Server, visitors: Invite, tmp_path: Path) -> None:
    page = visitors().page
    bring(page, open_server, write_inventory(tmp_path / "gross.xlsx", 6000))
    page.get_by_role("button", name="Abbrechen").click()
    expect_heading(page, "Datenbestand prüfen")
