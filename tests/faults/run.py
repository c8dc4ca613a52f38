"""A push by the same steps as the command's, with little patience, so that a test sees what was sent and received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.office import Office
from tests.faults.proxy import Seen
from toolkit.catalogues.ckan import Patience, connect_ckan
from toolkit.model.plan import Plan
from toolkit.model.problem import Problem
from toolkit.model.receipt import Receipt, Request
from toolkit.reports.language import Translator
from toolkit.steps.inventory import read_inventories
from toolkit.steps.plan import plan_inventories
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.sync.ledger import open_ledger
from toolkit.sync.wish import Options

QUICK = Patience(tries=5, backoff=0.1, connect=5.0, read=20.0, write=20.0, upload=20.0)
MOST_RUNS = 6
"""So often a person may have to run the command again."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to push to: an address, a token, a ledger."""

    url: str
    token: str
    ledger: Path


def plan_once(aim: Aim, office: Office, options: Options | None = None) -> Plan:
    """Plan, and write nothing."""
    catalogue = connect_ckan(aim.url, aim.token, patience=QUICK)
    try:
        with open_ledger(aim.ledger) as ledger:
            inventories = read_inventories([office.workbook], str(office.mapping))
            return plan_inventories(inventories, catalogue, ledger, options or Options()).plan
    finally:
        catalogue.close()


def push_once(aim: Aim, office: Office, options: Options | None = None, *, jobs: int | None = None) -> Receipt:
    """Plan and push. Raises Problem as the steps do."""
    catalogue = connect_ckan(aim.url, aim.token, patience=QUICK)
    wished = options or Options(create_organizations=True)
    try:
        with open_ledger(aim.ledger) as ledger:
            inventories = read_inventories([office.workbook], str(office.mapping))
            planned = plan_inventories(inventories, catalogue, ledger, wished)
        assert not planned.plan.guards
        target = Target(catalogue, aim.ledger)
        return push_plan(
            planned.plan,
            target,
            None,
            Translator("en"),
            lambda _: None,
            jobs=jobs,
            snapshot=planned.snapshot,
            newest_run=planned.newest_run,
        ).receipt
    finally:
        catalogue.close()


def push_until_done(aim: Aim, office: Office, *, jobs: int | None = None) -> list[Receipt | Problem]:
    """Push again and again, as a person does, until a run ends well; fails where that takes too many runs."""
    runs: list[Receipt | Problem] = []
    while len(runs) < MOST_RUNS:
        try:
            runs.append(push_once(aim, office, jobs=jobs))
        except Problem as problem:
            runs.append(problem)
            continue
        last = runs[-1]
        if isinstance(last, Receipt) and not last.failed:
            return runs
    raise AssertionError([describe(run) for run in runs])


def describe(run: Receipt | Problem) -> str:
    """Say how a run ended."""
    if isinstance(run, Problem):
        return f"{run.what}"
    return f"{len(run.outcomes)} outcomes; " + "; ".join(f"{each.identifier}: {each.reason}" for each in run.failed)


def list_requests(receipt: Receipt) -> list[Request]:
    """Give all requests that a receipt accounts for."""
    return [*receipt.requests, *(request for outcome in receipt.outcomes for request in outcome.requests)]


def list_writes(log: Iterable[Seen]) -> list[Seen]:
    """Give the writes of a proxy's log that CKAN carried out."""
    return [seen for seen in log if seen.is_write and seen.carried_out]
