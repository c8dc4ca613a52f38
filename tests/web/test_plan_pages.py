"""Plans and pushes in the browser: departments look, stewards confirm, and what was shown is what is written."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.web.running_site import Site
from tests.web.walk import GOOD, Walk, open_walk, start_walk, write_workbook
from toolkit.steps.configuration import read_configuration

MAPPING = """
format: bestand-mapping/1
inventory: amt
organization: {name: amt, title: Amt}
datasets:
  sheet: Daten
  key: Nr.
  columns:
    Titel: title
    Beschreibung: description
    Schlagworte: {field: keywords, split: ","}
    Lizenz: license
    Veröffentlichen: {release: publish}
    Personenbezug: {release: personal_data}
    Link: distribution.access_url
  constants:
    publisher.name: Amt
    contact.email: amt@example.org
    themes: ENVI
"""
PROXY = "127.0.0.1"
ROWS = [(f"A-{number}", f"Karte {number}", *GOOD[2:7], f"https://example.org/{number}.csv") for number in range(3)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the configuration, the site and the catalogue lie."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[Site]:
    (place / "amt.yaml").write_text(MAPPING, encoding="utf-8")
    text = (
        '[targets.probe]\nto = "catalogue"\n[targets.other]\nto = "other"\n'
        '[inventories.amt]\nfiles = "amt.xlsx"\nmapping = "amt.yaml"\ntargets = ["probe"]\n'
        "create_organizations = true\n"
    )
    (place / "bestand.toml").write_text(text, encoding="utf-8")
    more = {"login": "header", "trusted_proxies": (ip_network(f"{PROXY}/32"),), "stewards": frozenset({"Steward"})}
    with open_walk(place, configuration=read_configuration(place / "bestand.toml", {}), **more) as opened:
        yield opened


@pytest.fixture(autouse=True)
def catalogue(place: Path) -> Iterator[Path]:
    """An empty catalogue with its ledger."""
    folder = place / "catalogue"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def come(site: Site, name: str) -> Walk:
    """Let somebody come whom the reverse proxy names."""
    return start_walk(site, address=PROXY, **{"X-Remote-User": name})


def plan(walk: Walk, tmp_path: Path, *rows: tuple[str, ...]) -> Walk:
    """Send the inventory and look at its plan."""
    return walk.send(write_workbook(tmp_path / "amt.xlsx", *rows)).press("See the plan")


def test_a_department_sees_the_plan_and_cannot_push_it(site: Site, tmp_path: Path, catalogue: Path) -> None:
    walk = plan(come(site, "Fachamt"), tmp_path, *ROWS)
    assert walk.heading == "What would happen in the catalogue"
    assert walk.figures() == ["3", "0", "0", "0", "0"]
    assert "Transfer …" not in walk.text
    assert "Only people who look after the catalogue can transfer this." in walk.text
    address = walk.path
    for response in (
        walk.client.get(f"{address}/confirm"),
        walk.client.post(f"{address}/push", data={"csrf": walk.mark()}),
    ):
        assert response.status_code == 403
        assert "not transfer anything into the catalogue" in response.text
    assert not catalogue.exists()


def test_a_steward_confirms_and_gets_a_receipt(site: Site, tmp_path: Path, catalogue: Path) -> None:
    walk = plan(come(site, "Steward"), tmp_path, *ROWS)
    address = walk.path
    walk.open(walk.link("Transfer …"))
    assert walk.heading == "Confirm the transfer"
    assert "3 new datasets" in walk.text
    assert "1 new organisation" in walk.text
    assert not catalogue.exists()
    walk.press("Transfer now")
    assert walk.heading == "Receipt"
    assert "4 changes were written into the catalogue “probe”." in walk.text
    lines = walk.client.get(walk.link("Download the receipt")).text.splitlines()
    assert json.loads(lines[0])["format"].startswith("bestand-receipt/")
    receipt = walk.path
    assert walk.post(f"{address}/push").path == receipt
    assert "There is nothing to transfer." in plan(walk, tmp_path, *ROWS).text


def test_withdrawals_are_named_before_they_happen(site: Site, tmp_path: Path) -> None:
    walk = plan(come(site, "Steward"), tmp_path, *ROWS)
    walk.open(walk.link("Transfer …")).press("Transfer now")
    plan(walk, tmp_path, *ROWS[:2])
    text = walk.open(walk.link("Transfer …")).text
    walk.press("Transfer now")
    assert "1 dataset leaves the public: Karte 2 amt:A-2" in text
    assert walk.heading == "Receipt"


def test_a_catalogue_that_has_changed_since_stops_the_push(site: Site, tmp_path: Path) -> None:
    first = plan(come(site, "Steward"), tmp_path, *ROWS)
    other = plan(come(site, "Steward"), tmp_path, *ROWS[:1])
    other.open(other.link("Transfer …")).press("Transfer now")
    first.open(first.link("Transfer …")).press("Transfer now")
    assert first.heading == "That did not work"
    assert "Next step:" in first.text


def test_a_guard_is_said_and_nothing_can_be_pushed(site: Site, tmp_path: Path) -> None:
    many = [(f"A-{number}", f"Karte {number}", *GOOD[2:]) for number in range(12)]
    walk = plan(come(site, "Steward"), tmp_path, *many)
    walk.open(walk.link("Transfer …")).press("Transfer now")
    plan(walk, tmp_path, *many[:1])
    assert 'role="alert"' in walk.page.text
    assert "So nothing is transferred." in walk.text
    assert "Transfer …" not in walk.text
    address = walk.path
    assert walk.open(f"{address}/confirm").path == address
    assert walk.post(f"{address}/push").heading == "That did not work"


def test_a_field_that_both_sides_changed_is_decided_by_clicking(site: Site, tmp_path: Path, catalogue: Path) -> None:
    walk = plan(come(site, "Steward"), tmp_path, *ROWS)
    walk.open(walk.link("Transfer …")).press("Transfer now")
    for file in catalogue.rglob("*.json"):
        text = file.read_text(encoding="utf-8")
        if '"Karte 0"' in text:
            file.write_text(text.replace('"Karte 0"', '"Im Katalog geändert"'), encoding="utf-8")
    plan(walk, tmp_path, ("A-0", "Im Blatt geändert", *ROWS[0][2:]), *ROWS[1:])
    assert "which one counts?" in walk.text
    name = re.findall(r'name="(decision-\d+)"', walk.page.text)[0]
    undecided = walk.path
    assert "which one counts?" in walk.press("Apply the decisions", **{name: ""}).text
    walk.open(undecided).press("Apply the decisions", **{name: "sheet"})
    assert "which one counts?" not in walk.text
    assert "Datasets that change" in walk.text
    walk.open(walk.link("Transfer …")).press("Transfer now")
    assert walk.heading == "Receipt"


def test_an_inventory_goes_only_where_the_configuration_lets_it(site: Site, tmp_path: Path) -> None:
    walk = come(site, "Steward").send(write_workbook(tmp_path / "amt.xlsx", *ROWS))
    assert 'value="other"' not in walk.page.text
    for target in ("other", "nowhere"):
        response = walk.client.post(f"{walk.path}/plan", data={"csrf": walk.mark(), "part": "1", "target": target})
        assert response.status_code == 404


def test_guessed_columns_are_never_planned(site: Site, tmp_path: Path) -> None:
    file = write_workbook(tmp_path / "fremd.xlsx", ("1", "x"), headings=["Nummer", "Titel"], sheet="Andere")
    walk = come(site, "Steward").send(file)
    assert "See the plan" not in walk.text
    response = walk.client.post(f"{walk.path}/plan", data={"csrf": walk.mark(), "part": "1", "target": "probe"})
    assert response.status_code in {404, 409}


def test_the_plan_of_somebody_else_is_not_there(site: Site, tmp_path: Path) -> None:
    walk = plan(come(site, "Steward"), tmp_path, *ROWS)
    other = come(site, "Steward").open("/")
    for path in ("", "/confirm", "/page.html"):
        assert other.client.get(f"{walk.path}{path}").status_code == 404
    assert other.client.post(f"{walk.path}/push", data={"csrf": other.mark()}).status_code == 404


def test_the_whole_plan_is_a_file_and_hostile_cells_stay_text(site: Site, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    walk = plan(come(site, "Steward"), tmp_path, ("A-1", evil, evil, *ROWS[0][3:]))
    assert "<img" not in walk.page.text
    page = walk.client.get(walk.link("Download the whole plan"))
    assert page.headers["content-disposition"].startswith("attachment")
    assert "<img" not in page.text


def test_plans_read_german_too(site: Site, tmp_path: Path) -> None:
    walk = plan(come(site, "Fachamt"), tmp_path, *ROWS).press("Deutsch")
    assert '<html lang="de">' in walk.page.text
    assert "Karte 1" in walk.text
