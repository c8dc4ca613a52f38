"""A push with threads into a real CKAN: each request is accounted for, and a second push sends none."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolkit.catalogues.ckan import connect_ckan
from toolkit.model.dataset import Distribution, Organization
from toolkit.model.receipt import Receipt
from toolkit.model.release import Audience, Release
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope

if TYPE_CHECKING:
    from tests.catalogues.ckan.conftest import Office
    from tests.conftest import CkanBox
    from toolkit.catalogues.ckan import CkanCatalogue

pytestmark = pytest.mark.ckan
PUBLIC = Release(Audience.PUBLIC)
SETTING_UP = {"organization_create", "user_create", "organization_member_create", "api_token_create"}
"""What is asked before the test; CKAN may write it down a little later."""


def build_wish(office: Office, catalogue: CkanCatalogue, number: int, title: str = "Datensatz") -> Wish:
    """Wish for datasets with a link each."""
    rows = []
    for key in (f"{n:03}" for n in range(number)):
        link = Distribution("csv", "Tabelle", download_url=f"https://example.org/{key}.csv")
        described = office.describe(office.dataset(key, title=f"{title} {key}", distributions=(link,)))
        entry = catalogue.build_entry(described, PUBLIC, office.name(key))
        rows.append(Desired(entry, title, office.inventory, {}, Organization(office.organization, "Grünflächenamt")))
    return Wish((office.inventory,), tuple(rows))


def push(catalogue: CkanCatalogue, ledger: Ledger, wish: Wish, jobs: int | None = None) -> Receipt:
    """Plan and push at once, as somebody does who is not asked."""
    newest = ledger.newest_run(catalogue.target)
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(wish, pushed))
    plan = build_plan(wish, snapshot, pushed, Options())
    return apply_plan(
        plan,
        catalogue,
        ledger,
        lambda _: None,
        lambda: dt.datetime.now(dt.UTC),
        jobs=jobs,
        snapshot=snapshot,
        newest_run=newest,
    )


def read_actions(box: CkanBox) -> list[str]:
    """Name the actions that CKAN was asked for, oldest first."""
    lines = box.access_log.read_text(encoding="utf-8").splitlines()
    return [line.split()[1].rpartition("/")[2] for line in lines]


def test_every_request_of_a_push_with_threads_is_accounted_for(
    office: Office, ckan_box: CkanBox, tmp_path: Path
) -> None:
    before = len(read_actions(ckan_box))
    catalogue = connect_ckan(office.url, office.token)
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        receipt = push(catalogue, ledger, build_wish(office, catalogue, 24))
        assert not receipt.failed
        sent = [*receipt.requests, *(request for outcome in receipt.outcomes for request in outcome.requests)]
        assert [request.action for outcome in receipt.outcomes for request in outcome.requests] == [
            "package_create"
        ] * 24
        changed = push(catalogue, ledger, build_wish(office, catalogue, 24, "Neu"), jobs=3)
        sent += [*changed.requests, *(request for outcome in changed.outcomes for request in outcome.requests)]
        assert not changed.failed
        again = push(catalogue, ledger, build_wish(office, catalogue, 24, "Neu"))
        assert again.outcomes == ()
        sent += again.requests
    catalogue.close()
    logged: list[str] = []
    for _ in range(50):  # a line is written after its answer is sent
        logged = [action for action in read_actions(ckan_box)[before:] if action not in SETTING_UP]
        if len(logged) >= len(sent):
            break
        time.sleep(0.1)
    assert Counter(logged) == Counter(request.action for request in sent)
