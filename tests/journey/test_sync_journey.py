"""A night on a real CKAN: two departments, one plan, and next to no requests when nothing changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journey.probe import CkanProbe
from tests.steps.small_department import write_department
from toolkit.cli.main import main

if TYPE_CHECKING:
    from tests.conftest import CkanBox

pytestmark = pytest.mark.ckan

NAMES = ("nacht-amt", "nacht-bau")


@pytest.fixture(scope="module")
def city(ckan_box: CkanBox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night")
    for name in NAMES:
        write_department(folder, name, rows=12)
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(ckan_box.token, encoding="utf-8")
    parts = [
        "[defaults]\ncreate_organizations = true",
        f'[targets.portal]\nto = "{ckan_box.url}"\ntoken_file = "token"\nledger = "ledger.sqlite"',
        *(f'[inventories.{name}]\nfiles = "{name}.xlsx"' for name in NAMES),
    ]
    (folder / "bestand.toml").write_text("\n".join(parts), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def probe(ckan_box: CkanBox, city: Path) -> CkanProbe:
    return CkanProbe(ckan_box, city / "ledger.sqlite", city / "token", NAMES)


def sync(city: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Sync once, and give the one target's summary with the exit code."""
    capsys.readouterr()
    code = main(["sync", "--config", str(city / "bestand.toml"), "--json"])
    (target,) = json.loads(capsys.readouterr().out)["targets"]
    return {**target, "code": code, "changes": [part["work"]["changes"] for part in target["inventories"]]}


def count_requests(box: CkanBox, start: int) -> int:
    """Count what the web server answered since a place in its log; the probe's own marks are no real actions."""
    lines = box.access_log.read_bytes()[start:].decode().splitlines()
    return sum(" /api/" in line and " 200 " in line for line in lines)


def test_the_first_night_creates_what_both_departments_have(
    city: Path, probe: CkanProbe, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = sync(city, capsys)
    assert summary["code"] == 0, summary
    assert [changes["create"] for changes in summary["changes"]] == [12, 12]
    assert len(probe.datasets()) == 24


def test_a_night_without_changes_needs_six_requests_at_most_and_writes_nothing(
    city: Path, ckan_box: CkanBox, probe: CkanProbe, capsys: pytest.CaptureFixture[str]
) -> None:
    probe.writes()
    start = ckan_box.access_log.stat().st_size
    summary = sync(city, capsys)
    assert probe.writes() == 0
    assert summary["code"] == 0
    assert [changes["unchanged"] for changes in summary["changes"]] == [12, 12]
    assert 1 <= summary["requests"] <= 6, summary["requests"]
    assert count_requests(ckan_box, start) == summary["requests"]


def test_one_department_s_bad_export_leaves_its_datasets_public_and_the_other_s_change_arrives(
    city: Path, probe: CkanProbe, capsys: pytest.CaptureFixture[str]
) -> None:
    write_department(city, "nacht-amt", rows=3)
    write_department(city, "nacht-bau", rows=12, k1={"Titel": "Brückenbuch"})
    summary = sync(city, capsys)
    assert summary["code"] == 4
    assert [part["state"] for part in summary["inventories"]] == ["stopped", "done"]
    seen = probe.datasets()
    assert not any(one.private for one in seen.values())
    assert seen["nacht-bau:1"].title == "Brückenbuch"
