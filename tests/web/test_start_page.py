"""The first page says what this is, in the visitor's language, and works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.web.running_site import Site
from tests.web.walk import open_walk, start_walk
from toolkit.steps.configuration import read_configuration


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_walk(tmp_path_factory.mktemp("site")) as opened:
        yield opened


def test_says_in_english_what_this_is(site: Site) -> None:
    walk = start_walk(site).open("/")
    assert walk.heading == "Check a data inventory"
    assert "together at most 50 MB" in walk.text
    assert "60 minutes after your last click" in walk.text
    assert 'lang="en"' in walk.page.text


def test_the_browser_s_language_counts_until_somebody_chooses_another(site: Site) -> None:
    walk = start_walk(site, **{"Accept-Language": "de-DE,de;q=0.9"}).open("/")
    assert '<html lang="de">' in walk.page.text
    walk.press("English")
    assert '<html lang="en">' in walk.page.text
    walk.press("Deutsch")
    assert '<html lang="de">' in walk.page.text


def test_the_form_has_a_labelled_button_for_files_and_its_mark_first(site: Site) -> None:
    page = start_walk(site).open("/").page.text
    form = page.partition('action="/check"')[2].partition("</form>")[0]
    assert re.findall(r'name="([^"]+)"', form) == ["csrf", "workbooks"]
    assert 'for="workbooks"' in form
    assert "multiple" in form


def test_nothing_on_the_page_is_inline_or_from_elsewhere(site: Site) -> None:
    page = start_walk(site).open("/").page.text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", page)
    for source in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        assert site.client.get(source).status_code == 200


def test_the_inventories_of_the_configuration_can_be_chosen(tmp_path: Path) -> None:
    text = '[targets.t]\nto = "catalogue"\n[inventories."Grünes <Amt>"]\nfiles = "a.xlsx"\n'
    (tmp_path / "bestand.toml").write_text(text, encoding="utf-8")
    with open_walk(tmp_path, configuration=read_configuration(tmp_path / "bestand.toml", {})) as site:
        page = start_walk(site).open("/").page.text
    assert 'for="inventory"' in page
    assert '<option value="Grünes &lt;Amt&gt;">Grünes &lt;Amt&gt;</option>' in page


@pytest.mark.parametrize(("language", "name"), [("en", "Inventory%20template.xlsx"), ("de", ".xlsx")])
def test_the_empty_template_is_a_workbook(site: Site, language: str, name: str) -> None:
    walk = start_walk(site, **{"Accept-Language": language}).open("/template.xlsx")
    assert name in walk.page.headers["content-disposition"]
    assert openpyxl.load_workbook(BytesIO(walk.page.content)).sheetnames


def test_the_empty_template_is_recognised_when_it_comes_back(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site)
    (tmp_path / "leer.xlsx").write_bytes(walk.open("/template.xlsx").page.content)
    walk.send(tmp_path / "leer.xlsx")
    assert "guessed" not in walk.text


def test_a_page_that_does_not_exist_says_so_and_leads_back(site: Site) -> None:
    walk = start_walk(site).open("/checks/" + "0" * 32)
    assert walk.page.status_code == 404
    assert walk.heading == "That does not work"
    assert "This page does not exist." in walk.text
    assert walk.link("To the first page") == "/"
