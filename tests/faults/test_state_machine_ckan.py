"""The laws of tests/sync/test_state_machine.py on a real CKAN: few stories, each through changing weather."""

from __future__ import annotations

import itertools
import tempfile
import uuid
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.conftest import CkanBox
from tests.faults.editor import Editor, read_identifier
from tests.faults.office import build_office
from tests.faults.proxy import Moment, Seen, Weather, open_proxy
from tests.faults.run import QUICK, Aim, plan_once, push_once
from toolkit.catalogues.ckan.catalogue import connect_ckan
from toolkit.model.plan import Blocked, Conflict, Unchanged
from toolkit.model.problem import Problem
from toolkit.reports.language import Translator
from toolkit.steps.push import push_plan
from toolkit.steps.target import Target
from toolkit.steps.undo import UndoRequest, plan_run
from toolkit.sync.ledger import open_ledger
from toolkit.sync.wish import Options

pytestmark = [pytest.mark.ckan, pytest.mark.slow]

KEYS = st.sampled_from(["D-0000", "D-0001", "D-0002"])
TASKS = st.lists(
    st.tuples(KEYS, st.sampled_from(["Titel", "Schlagworte", "ja", "eingeschränkt", "nein", "strike", "Teil"])),
    max_size=3,
)
EDITS = st.lists(
    st.tuples(KEYS, st.sampled_from(["title", "extra", "tag", "resource", "private", "publish", "rename", "delete"])),
    max_size=2,
)
ALLOWED = Options(create_organizations=True, withdraw_limit=99)


class OfficeOnCkan(RuleBasedStateMachine):
    """A workbook, a CKAN in which others work as well, and a program between them."""

    box: CkanBox

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.proxy = self.stack.enter_context(open_proxy(self.box.url))
        self.name = f"laune{uuid.uuid4().hex[:8]}"
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.office = build_office(folder, self.name, 3)
        self.editor = Editor(self.box.url, self.box.token)
        self.aim = Aim(self.proxy.url, self.box.token, folder / "ledger.sqlite")
        self.numbers = itertools.count()
        self.others: dict[str, list[tuple[str, str]]] = {}
        self.removed: set[str] = set()
        self.seen: set[str] = set()
        self.published: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def begin(self) -> None:
        self.push([], [])

    # What people do.

    def work(self, tasks: list[tuple[str, str]]) -> None:
        """Work at the workbook."""
        for key, what in tasks:
            if key not in self.office.rows:
                self.office.add(key, resources=2)
            row, parts = self.office.rows[key], self.office.resources
            match what:
                case "strike":
                    self.office.remove(key)
                case "Teil":
                    parts[f"{key}-1"]["Titel"] = f"Teil {next(self.numbers)}"
                case "Titel" | "Schlagworte":
                    row[what] += f"; Nr {next(self.numbers)}"
                case _:
                    row["Open Data"] = what
        self.office.save()

    def edit(self, edits: list[tuple[str, str]]) -> None:
        """Work in CKAN, past the program."""
        there = {read_identifier(package): package for package in self.editor.find(self.name)}
        for key, what in edits:
            package = there.get(f"{self.name}:{key}")
            if package and package["id"] not in self.removed:
                self.edit_one(package["id"], what, f"hand-{next(self.numbers)}-{self.name}")

    def edit_one(self, id_: str, what: str, fresh: str) -> None:
        """Work at one dataset; what nobody else may change is remembered."""
        match what:
            case "title":
                self.editor.revise(id_, title=fresh)
                self.others[id_] = [each for each in self.others.get(id_, []) if each[0] != "title"]
            case "extra":
                self.editor.add_extra(id_, fresh, "von Hand")
            case "tag":
                self.editor.ask("package_revise", match={"id": id_}, update__tags__extend=[{"name": fresh}])
            case "resource":
                self.editor.ask("resource_create", package_id=id_, name=fresh, url="https://example.org/hand.pdf")
            case "private" | "publish":
                self.editor.revise(id_, private=what == "private")
                self.published |= {id_}
            case "rename":
                self.editor.revise(id_, name=fresh)
            case _:
                self.editor.ask("package_delete", id=id_)
                self.removed.add(id_)
        if what in {"title", "extra", "tag", "resource"}:
            self.others.setdefault(id_, []).append((what, fresh))

    # What the program does.

    @rule(tasks=TASKS, edits=EDITS)
    def push(self, tasks: list[tuple[str, str]], edits: list[tuple[str, str]]) -> None:
        self.work(tasks)
        self.edit(edits)
        before = self.look()
        receipt = push_once(self.aim, self.office, ALLOWED)
        assert not receipt.failed, receipt.failed
        after = self.look(before)
        released = {f"{self.name}:{key}" for key, row in self.office.rows.items() if row["Open Data"] == "ja"}
        assert {read_identifier(each) for each in after.values() if not each["private"]} <= released
        plan = plan_once(self.aim, self.office, ALLOWED)
        assert not plan.has_work, plan.changes
        assert all(isinstance(change, Unchanged | Conflict | Blocked) for change in plan.changes)

    @rule(tasks=TASKS, edits=EDITS, seed=st.integers(0, 99))
    def push_in_bad_weather(self, tasks: list[tuple[str, str]], edits: list[tuple[str, str]], seed: int) -> None:
        """Push through faults; the editor works just before the first write."""
        self.work(tasks)
        before, left = self.look(), [edits]

        def watch(seen: Seen, moment: Moment) -> None:
            if left and moment == "before" and seen.is_write:
                self.edit(left.pop())

        self.proxy.weather = Weather(seed, share=0.25, retry_after=0, outage=0.2, delay=0.1, watch=watch)
        with suppress(Problem):
            push_once(self.aim, self.office, ALLOWED)
        self.proxy.weather = Weather()
        self.look(before)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        before = self.look()
        with open_ledger(self.aim.ledger) as ledger:
            runs = [run for run in ledger.history(self.proxy.url) if run.counts][:3]
            if not runs:
                return
            run = data.draw(st.sampled_from(range(len(runs))).map(runs.__getitem__))
            catalogue = connect_ckan(self.aim.url, self.aim.token, patience=QUICK)
            with suppress(Problem):
                planned = plan_run(run, catalogue, ledger, UndoRequest(run.id))
                push_plan(planned.plan, Target(catalogue, self.aim.ledger), None, Translator("en"), lambda _: None)
            catalogue.close()
        self.look(before)

    # What always holds.

    def look(self, before: dict[str, dict[str, Any]] | None = None) -> dict[str, dict[str, Any]]:
        """Look at everything, and require the laws; ``before`` is what was seen before a push."""
        there = {package["id"]: package for package in self.editor.find(self.name)}
        assert len({read_identifier(package) for package in there.values()}) == len(there), "nothing is there twice"
        self.seen |= there.keys()
        assert self.seen - self.removed == there.keys(), "nothing of ours is lost"
        for id_, things in self.others.items():
            for what, fresh in things if id_ in there else ():
                assert fresh in list_of_others(there[id_], what), (what, fresh)
        if before is not None:
            public = {id_ for id_, package in before.items() if not package["private"]} | self.published
            released = {f"{self.name}:{key}" for key, row in self.office.rows.items() if row["Open Data"] == "ja"}
            for id_, package in there.items():
                assert package["private"] or id_ in public or read_identifier(package) in released
        self.published = set()
        return there


def list_of_others(package: dict[str, Any], what: str) -> list[str]:
    """List what a dataset holds of one kind."""
    match what:
        case "title":
            return [package["title"]]
        case "extra":
            return [extra["key"] for extra in package["extras"]]
        case "tag":
            return [tag["name"] for tag in package["tags"]]
        case _:
            return [resource["name"] for resource in package["resources"]]


def test_the_laws_hold_on_a_real_ckan(ckan_box: CkanBox) -> None:
    OfficeOnCkan.box = ckan_box
    wished = settings(
        max_examples=6,
        stateful_step_count=8,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(OfficeOnCkan, settings=wished)
