"""What follows from the sheet comes and goes with it: services of WMS addresses, media types, the address of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import CkanBox
from tests.steps.small_department import write_department
from toolkit.cli.main import main
from toolkit.model.entry import Entry, Resource
from toolkit.steps.wish import retire
from toolkit.sync.wish import Desired

WMS = {"Format": "WMS", "Link": "https://example.org/wms?service=WMS&request=GetCapabilities", "Größe": None}


def test_a_field_that_followed_is_emptied_and_all_others_stay() -> None:
    base = Entry("a:1", "n", {"title": "x", "law": "eli", "notes": "y"}, (Resource("r", {"service": "s", "url": "u"}),))
    wanted = Desired(Entry("a:1", "n", {"title": "x"}, (Resource("r", {"url": "u"}), Resource("neu", {}))), "x", "a")
    entry = retire(wanted, base, frozenset({"law", "resources.service", "resources.law"})).entry
    assert entry.fields == {"title": "x", "law": None}
    assert [resource.fields for resource in entry.resources] == [{"url": "u", "service": None}, {}]


def test_what_follows_still_or_never_followed_is_left_alone() -> None:
    base = Entry("a:1", "n", {"law": "eli", "rights": None})
    wanted = Desired(Entry("a:1", "n", {"law": "other"}), "x", "a")
    assert retire(wanted, base, frozenset({"law", "rights"})).entry.fields == {"law": "other"}


@pytest.fixture
def push(ckan_dcat_box: CkanBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Give a function that pushes one row and shows what CKAN holds then."""
    monkeypatch.setenv("BESTAND_TOKEN", ckan_dcat_box.token)
    name = f"folge-{tmp_path.parent.name[-6:].lower().strip('-_')}"
    where = ("--to", ckan_dcat_box.url, "--ledger", str(tmp_path / "ledger.sqlite"), "--profile", "ckan-dcat")

    def push(row: Mapping[str, Any]) -> dict[str, Any]:
        book = write_department(tmp_path, name, rows=1, k1=row)
        assert main(["push", str(book), *where, "--create-organizations", "--yes"]) == 0
        assert main(["plan", str(book), *where, "--exit-code"]) == 0
        headers = {"Authorization": ckan_dcat_box.token}
        query = {"q": f'extras_identifier:"{name}:1"', "include_private": "true"}
        found = requests.get(f"{ckan_dcat_box.url}/api/3/action/package_search", query, headers=headers, timeout=30)
        (dataset,) = found.json()["result"]["results"]
        return dict(dataset["resources"][0])

    return push


@pytest.mark.ckan
@pytest.mark.slow
def test_a_service_goes_from_ckan_when_the_sheet_offers_a_file_instead(push: Callable[..., dict[str, Any]]) -> None:
    before = push(WMS)
    assert "https://example.org/wms" in before["access_services"]
    assert not before.get("download_url")
    after = push({})
    assert not after.get("access_services")
    assert after["download_url"] == "https://example.org/baeume.csv"
    assert push(WMS)["access_services"] == before["access_services"]
