"""Checking in the browser: the result says what was found, to nobody else, whatever cells and names hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.running_site import Site
from tests.web.walk import GOOD, open_walk, start_walk, write_workbook
from toolkit.steps.configuration import read_configuration

SAMPLES = Path(__file__).parents[2] / "sample_inventories"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with open_walk(tmp_path_factory.mktemp("site")) as opened:
        yield opened


def test_the_result_shows_figures_findings_and_previews(site: Site) -> None:
    walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx")
    assert walk.heading == "Result of the check"
    assert walk.figures() == ["31", "21", "2", "1", "7"]
    assert "Ressourcen › F29" in walk.text
    assert "Correcting that is enough for 1 dataset." in walk.text
    assert "Kfz-Verkehrszählung an Dauerzählstellen" in walk.text
    assert "Quality as data.europa.eu counts it" in walk.text


def test_the_result_reads_german_after_the_language_was_changed(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", GOOD))
    address = walk.path
    walk.press("Deutsch")
    assert walk.path == address
    assert '<html lang="de">' in walk.page.text


def test_headings_stand_in_order_and_ids_once(site: Site) -> None:
    page = start_walk(site).send(SAMPLES / "statistikstelle.xlsx").page.text
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page)


def test_hostile_cells_stay_text(site: Site, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'{{ 7*7 }}"
    row = (evil, evil, evil, evil, evil, evil, "vielleicht", "javascript:alert(1)")
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", GOOD, row))
    assert "<script>alert" not in walk.page.text
    assert 'href="javascript' not in walk.page.text
    assert "{{ 7*7 }}" in walk.text


def test_very_long_cells_do_not_fill_the_page(site: Site, tmp_path: Path) -> None:
    long = "x" * 32_000
    walk = start_walk(site).send(
        write_workbook(tmp_path / "a.xlsx", GOOD, ("A-2", long, long, long, long, long, long, long))
    )
    assert walk.heading == "Result of the check"
    assert "x" * 1000 not in re.sub(r'<p class="paragraph".*?</p>', "", walk.page.text)


def test_hostile_file_names_stay_text(site: Site, tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "a.xlsx", GOOD)
    walk = start_walk(site).send(file, names=["../<b onclick=x>&amp;\u202e.xlsx"])
    assert walk.page.status_code == 200
    assert "<b onclick" not in walk.page.text


def test_what_is_no_workbook_is_refused_with_a_sentence(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"%PDF-1.7 none")
    walk = start_walk(site).send(file)
    assert walk.page.status_code == 415
    assert walk.heading == "That does not work"


def test_a_workbook_without_a_table_is_said_with_the_next_step(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(write_workbook(tmp_path / "leer.xlsx", headings=["Hallo"]))
    assert walk.heading == "Result of the check"
    assert "Next step:" in walk.text
    assert "See the columns" not in walk.text


def test_one_broken_workbook_does_not_hide_the_others(site: Site, tmp_path: Path) -> None:
    good = write_workbook(tmp_path / "gut.xlsx", GOOD)
    bad = write_workbook(tmp_path / "schlecht.xlsx", headings=["Hallo"])
    walk = start_walk(site).send(good, bad)
    assert walk.page.text.count('class="inventory"') == 2
    assert walk.figures()[0] == "1"
    assert 'role="alert"' in walk.page.text
    assert 'href="#part-2"' in walk.page.text


def test_several_workbooks_have_a_section_each(site: Site) -> None:
    walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx", SAMPLES / "gruenes-amt.xlsx")
    titles = re.findall(r'<h2 id="part-\d-title">(.*?)</h2>', walk.page.text)
    assert titles == ["Datenverzeichnis Verkehrsamt", "Dateninventar Grünes Amt"]


def test_two_visitors_with_the_same_file_name_see_their_own(site: Site, tmp_path: Path) -> None:
    one, other = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    other.mkdir()
    first = start_walk(site).send(write_workbook(one / "a.xlsx", GOOD))
    second = start_walk(site).send(write_workbook(other / "a.xlsx", ("B-1", "Geheimes", *GOOD[2:])))
    assert "Baumkataster" in first.text
    assert "Baumkataster" not in second.text
    for path in (first.path, first.link("Download the marked copy")):
        assert second.client.get(path).status_code == 404
    assert second.client.post(f"{first.path}/plan", data={"csrf": second.mark()}).status_code in {403, 404}


def test_the_job_of_somebody_else_is_not_there(site: Site, tmp_path: Path) -> None:
    walk, other = start_walk(site).open("/"), start_walk(site).open("/")
    file = write_workbook(tmp_path / "a.xlsx", GOOD)
    sent = walk.client.post("/check", data={"csrf": walk.mark()}, files=[("workbooks", ("a.xlsx", file.read_bytes()))])
    job = sent.headers["location"]
    assert other.client.get(job).status_code == 404
    assert other.client.get(f"{job}/state").status_code == 404
    assert other.client.post(f"{job}/cancel", data={"csrf": other.mark()}).status_code == 404
    walk.follow(sent)
    assert walk.heading == "Result of the check"


def test_a_job_that_is_over_leads_the_script_on(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).open("/")
    file = write_workbook(tmp_path / "a.xlsx", GOOD)
    sent = walk.client.post("/check", data={"csrf": walk.mark()}, files=[("workbooks", ("a.xlsx", file.read_bytes()))])
    walk.follow(sent)
    state = walk.client.get(f"{sent.headers['location']}/state")
    assert state.status_code == 204
    assert state.headers["hx-redirect"] == walk.path
    assert walk.client.get(sent.headers["location"]).headers["location"] == walk.path


def test_the_end_of_a_visit_removes_its_result(site: Site, tmp_path: Path) -> None:
    walk = start_walk(site).send(write_workbook(tmp_path / "a.xlsx", GOOD))
    address = walk.path
    folder = site.visit_of(walk.client).folder
    walk.press("End the visit")
    assert not folder.exists()
    assert walk.client.get(address).status_code == 404


@pytest.mark.slow
def test_the_inventory_of_the_configuration_is_recognised_by_name_and_by_headings(tmp_path: Path) -> None:
    text = '[targets.t]\nto = "c"\n[inventories.verkehr]\nfiles = "verkehrs*.xlsx"\nmapping = "verkehrsamt"\n'
    (tmp_path / "bestand.toml").write_text(text, encoding="utf-8")
    with open_walk(tmp_path, configuration=read_configuration(tmp_path / "bestand.toml", {})) as site:
        for name in ("verkehrsamt.xlsx", "ganz anders.xlsx"):
            walk = start_walk(site).send(SAMPLES / "verkehrsamt.xlsx", names=[name])
            assert "The columns were read as agreed for this inventory." in walk.text
        walk = start_walk(site).send(SAMPLES / "gruenes-amt.xlsx", inventory="verkehr")
        assert 'role="alert"' in walk.page.text
