"""One profile after another on a real CKAN: nothing is lost, nothing of other people is touched, then all is quiet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.catalogues.ckan.conftest import Api, Office, build_full, open_office
from toolkit.catalogues.ckan import CkanCatalogue, connect_ckan
from toolkit.model.dataset import Dataset
from toolkit.model.plan import Create, Plan, Unchanged, Update
from toolkit.model.release import Audience, Release
from toolkit.steps.undo import UndoRequest, plan_undo
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import build_plan, build_scope
from toolkit.sync.preflight import block_refused, build_intended
from toolkit.sync.succession import carry_over
from toolkit.sync.wish import Desired, Options, Wish

pytestmark = [pytest.mark.ckan, pytest.mark.slow]

PUBLIC = Release(Audience.PUBLIC, ())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


def open_in(request: pytest.FixtureRequest, factory: str, version: str = "2.12.0") -> Office:
    box = request.getfixturevalue(factory)(version)
    return open_office(Api(box.url, box.token))


def plan(office: Office, catalogue: CkanCatalogue, ledger: Ledger, *datasets: Dataset) -> Plan:
    """Plan as the command does, without workbooks."""
    known = carry_over(ledger.pushed(catalogue.target, [office.inventory]), catalogue, ledger.notation)
    rows = tuple(
        Desired(
            catalogue.build_entry(office.describe(one), PUBLIC, office.name(one.key)),
            one.title,
            one.inventory,
            organization=one.organization,
        )
        for one in datasets
    )
    wish = Wish((office.inventory,), rows, organizations=(office.organization,))
    snapshot = catalogue.fetch_snapshot(build_scope(wish, known.pushed))
    made = build_plan(wish, snapshot, known.pushed, Options(policies=catalogue.policies))
    return block_refused(made, catalogue.fetch_checks(build_intended(made, snapshot)))


def push(office: Office, profile: str, ledger: Ledger, *datasets: Dataset) -> Plan:
    """Plan and carry out; every write must succeed."""
    catalogue = connect_ckan(office.url, office.token, profile=profile)
    made = plan(office, catalogue, ledger, *datasets)
    assert [str(check.text) for check in made.preflight if check.state == "bad"] == []
    receipt = apply_plan(made, catalogue, ledger, lambda _: None, lambda: dt.datetime.now(dt.UTC))
    assert [str(outcome.reason) for outcome in receipt.failed] == []
    catalogue.close()
    return made


def show(office: Office, key: str = "voll") -> dict[str, Any]:
    found: dict[str, Any] = office.admin("package_show", id=office.name(key))
    return found


def extras(office: Office) -> dict[str, str]:
    return {item["key"]: item["value"] for item in show(office)["extras"]}


def require_quiet(office: Office, profile: str, ledger: Ledger, *datasets: Dataset) -> None:
    catalogue = connect_ckan(office.url, office.token, profile=profile)
    again = plan(office, catalogue, ledger, *datasets)
    (change,) = again.changes
    assert isinstance(change, Unchanged), change
    assert change.sheet is None
    catalogue.close()


def test_a_site_with_a_schema_of_its_own_gets_a_profile_made_of_it(
    request: pytest.FixtureRequest, ledger: Ledger
) -> None:
    office = open_in(request, "ckan_scheming_factory")
    dataset = build_full(office)
    made = push(office, "auto", ledger, dataset)
    (change,) = made.changes
    assert isinstance(change, Create)
    assert "ckanext-scheming" in next(str(check.text) for check in made.preflight if check.subject == "profile")
    stored = show(office)
    assert stored["theme"] == list(dataset.themes)
    assert stored["publisher"][0]["name"] == "Stadt"
    assert stored["resources"][0]["status"] == "http://purl.org/adms/status/Completed"
    require_quiet(office, "auto", ledger, dataset)


def test_what_a_site_holds_reads_back_as_what_the_sheet_says(request: pytest.FixtureRequest, ledger: Ledger) -> None:
    office = open_in(request, "ckan_scheming_factory")
    dataset = build_full(office)
    push(office, "auto", ledger, dataset)
    catalogue = connect_ckan(office.url, office.token)
    held = catalogue.fetch_by_name(office.name("voll"))
    assert held is not None
    read = catalogue.restore_dataset(held)
    assert read.distributions[0].status == dataset.distributions[0].status
    assert read.themes == dataset.themes
    assert read.contact == dataset.contact


def test_old_fields_go_where_they_are_ours_and_stay_where_people_wrote(
    request: pytest.FixtureRequest, ledger: Ledger, tmp_path: Path
) -> None:
    office = open_in(request, "ckan_dcat_factory")
    file = tmp_path / "eigenes.yaml"
    lines = (
        "profile: eigenes",
        "extends: ckan-plain",
        "dataset:",
        "  extras.amt: creator.name",
        "  extras.sitz: title",
    )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    dataset = build_full(office)
    push(office, str(file), ledger, dataset)
    stored = show(office)
    edited = [item | {"value": "von Hand"} if item["key"] == "sitz" else item for item in stored["extras"]]
    office.admin("package_patch", id=stored["id"], extras=edited)
    made = push(office, "ckan-plain", ledger, dataset)
    (change,) = made.changes
    assert isinstance(change, Update)
    assert [(one.field, one.after) for one in change.changes] == [("extras.amt", None)]
    assert [(one.field, one.catalogue, one.policy) for one in change.kept] == [("extras.sitz", "von Hand", "catalogue")]
    assert (extras(office).get("amt"), extras(office)["sitz"]) == (None, "von Hand")
    again = push(office, "ckan-plain", ledger, dataset)
    assert (again.has_work, again.warnings) == (False, ())
    require_quiet(office, "ckan-plain", ledger, dataset)


def test_after_a_change_of_profile_one_push_brings_everything_into_the_new_form(
    request: pytest.FixtureRequest, ledger: Ledger
) -> None:
    office = open_in(request, "ckan_dcat_factory")
    dataset = build_full(office)
    push(office, "ckan-plain", ledger, dataset)
    before = show(office)
    made = push(office, "auto", ledger, dataset)
    (change,) = made.changes
    assert isinstance(change, Update)
    after = show(office)
    assert after["resources"][0]["format"].endswith("/file-type/CSV")
    assert before["id"] == after["id"]
    assert change.kept == ()
    require_quiet(office, "auto", ledger, dataset)
    require_quiet(office, "ckan-dcat", ledger, dataset)


def test_a_run_is_taken_back_by_the_profile_that_it_wrote_with(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_in(request, "ckan_dcat_factory")
    dataset = build_full(office)
    file = tmp_path / "ledger.sqlite"
    with open_ledger(file) as ledger:
        push(office, "ckan-plain", ledger, dataset)
        push(office, "auto", ledger, dataset)
        *_, first = ledger.history(office.url)
    monkeypatch.setenv("BESTAND_TOKEN", office.token)
    names = [
        plan_undo(UndoRequest(run, to=office.url, ledger=str(file))).target.catalogue.notation.name
        for run in ("last", first.id)
    ]
    assert names == ["ckan-dcat", "ckan-plain"]
    undoing = plan_undo(UndoRequest("last", to=office.url, ledger=str(file)))
    with open_ledger(file) as ledger:
        planned = undoing.planned
        receipt = apply_plan(
            planned.plan, undoing.target.catalogue, ledger, lambda _: None, lambda: dt.datetime.now(dt.UTC)
        )
    assert receipt.failed == ()
    assert show(office)["resources"][0]["format"] == "CSV"
