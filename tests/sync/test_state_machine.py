"""Offices and editors work in any order while runs push, fail, die and are taken back: what must hold always does."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.sync.clockwork import Clockwork
from tests.sync.killing import Killed
from tests.sync.small_catalogue import Fault, Record, SmallCatalogue
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.message import say
from toolkit.model.plan import Blocked, Conflict, Plan, Unchanged
from toolkit.model.problem import Problem
from toolkit.model.receipt import Receipt
from toolkit.steps.undo import UndoRequest, plan_run
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Barred, Desired, Options, Wish, build_plan, build_scope

KEYS = st.sampled_from("123")
WORDS = st.sampled_from(["alt", "neu", "anders"])
TAGS = st.sets(st.sampled_from("xyz")).map(lambda tags: tuple(sorted(tags)))
RELEASES = st.sampled_from(["public", "staff", "nobody"])
TASKS = st.lists(
    st.tuples(
        KEYS,
        st.sampled_from(
            ["title", "title", "tags", "csv", "karte", "strike csv", "public", "public", "staff", "nobody", "strike"]
        ),
        WORDS,
    ),
    max_size=4,
)
WORK = st.sampled_from(["title", "title", "author", "tag", "resource", "private", "publish", "rename", "delete"])
FAULTS: st.SearchStrategy[list[Fault | None]] = st.lists(
    st.sampled_from([None, "refused", "busy", "lost before", "lost after", "overloaded after", "out of reach"]),
    max_size=4,
)
ALLOWED = Options(create_organizations=True, withdraw_limit=99)
ORGANIZATION = Organization("amt", "Amt")


@dataclass
class Row:
    """One row of the sheet."""

    title: str = "alt"
    tags: tuple[str, ...] = ()
    release: Literal["public", "staff", "nobody"] = "public"
    resources: dict[str, str] = field(default_factory=lambda: {"csv": "CSV"})


def build_wish(sheet: dict[str, Row]) -> Wish:
    """Say what the sheet asks for."""
    desired, barred = [], []
    for key, row in sheet.items():
        if row.release == "nobody":
            barred.append(Barred(f"amt:{key}", row.title, "amt", say("no")))
            continue
        told: dict[str, Value] = {"private": row.release != "public", "owner_org": "amt"}
        told |= {"title": row.title, "tags": row.tags}
        parts = tuple(Resource(f"{name}-{key}", {"title": title}) for name, title in row.resources.items())
        entry = Entry(f"amt:{key}", f"daten-{key}", told, parts)
        desired.append(Desired(entry, row.title, "amt", {}, ORGANIZATION))
    return Wish(("amt",), tuple(desired), tuple(barred))


class Office(RuleBasedStateMachine):
    """A sheet, a catalogue in which others work as well, and a program between them.

    ``others`` remembers what people put into our datasets that no sheet manages: id -> field or resource -> value.
    ``edits`` remembers values of managed fields that somebody wrote in the catalogue; each is written once only, so
    that no sheet ever says the same.
    """

    ledger: Ledger

    def __init__(self) -> None:
        super().__init__()
        self.catalogue = SmallCatalogue(f"memory:{uuid.uuid4()}")
        self.sheet: dict[str, Row] = {}
        self.others: dict[str, dict[str, Value]] = {}
        self.edits: dict[str, dict[str, Value]] = {}
        self.removed: set[str] = set()
        self.seen: set[str] = set()
        self.published: set[str] = set()
        self.numbers = itertools.count()
        self.at = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
        self.foreign = self.catalogue.add("hand:1", "von-hand", title="Fremd", author="Amt")
        self.foreign_before = deepcopy(self.foreign)

    # What the office does.

    @initialize(first=st.dictionaries(KEYS, st.builds(Row, WORDS, TAGS, RELEASES), min_size=2))
    def begin(self, first: dict[str, Row]) -> None:
        self.sheet = first
        self.push([])

    def work(self, tasks: Iterable[tuple[str, str, str]]) -> None:
        """Work at the sheet: what to do in which row, with which word."""
        for key, what, word in tasks:
            self.work_at_a_row(self.sheet.setdefault(key, Row()), key, what, word)

    def work_at_a_row(self, row: Row, key: str, what: str, word: str) -> None:
        """Change one row."""
        match what:
            case "title":
                row.title = word
            case "tags":
                row.tags = tuple(sorted({*row.tags, word})) if word not in row.tags else ()
            case "public" | "staff" | "nobody":
                row.release = what
            case "strike":
                del self.sheet[key]
            case "strike csv":
                row.resources.pop("csv", None)
            case _:
                row.resources[what] = word

    # What people do in the catalogue.

    def ours(self, key: str) -> Record | None:
        """Give our dataset of a key, if there is one."""
        records = self.catalogue.records.values()
        return next((record for record in records if record.identifier == f"amt:{key}"), None)

    @rule(key=KEYS, what=WORK)
    def edit(self, key: str, what: str) -> None:
        record = self.ours(key)
        if record is None:
            return
        if what == "delete":
            self.delete_by_hand(record)
            return
        fresh = f"von-hand-{next(self.numbers)}"
        match what:
            case "title":
                record.fields["title"] = fresh
                self.edits.setdefault(record.id, {})["title"] = fresh
            case "author":
                record.fields[what] = fresh
                self.others.setdefault(record.id, {})[what] = fresh
            case "tag":
                record.fields["tags"] = (*(record.fields.get("tags") or ()), fresh)  # type: ignore[misc]
                self.others.setdefault(record.id, {})[f"tag {fresh}"] = fresh
            case "resource":
                record.resources[fresh] = {"title": fresh}
                self.others.setdefault(record.id, {})[f"resource {fresh}"] = fresh
            case "private" | "publish":
                record.fields["private"] = what == "private"
                self.published |= {record.id} if what == "publish" else set()
            case "rename":
                record.name = fresh
        record.revision += 1

    def delete_by_hand(self, record: Record) -> None:
        """Delete one of our datasets."""
        self.removed.add(record.id)
        del self.catalogue.records[record.id]

    # What the program does.

    def now(self) -> dt.datetime:
        """Tell the time, which goes on."""
        self.at += dt.timedelta(milliseconds=100)
        return self.at

    def plan(self) -> tuple[Plan, Any]:
        """Plan; give the snapshot as well."""
        wish = build_wish(self.sheet)
        pushed = self.ledger.pushed(self.catalogue.target, wish.inventories)
        snapshot = self.catalogue.fetch_snapshot(build_scope(wish, pushed))
        return build_plan(wish, snapshot, pushed, ALLOWED), snapshot

    @contextmanager
    def watch_the_public(self) -> Iterator[None]:
        """Fail where something comes to the public that the sheet does not give to it."""
        self.published = {record.id for record in self.catalogue.records.values() if not record.fields["private"]}
        released = {f"amt:{key}" for key, row in self.sheet.items() if row.release == "public"}
        try:
            yield
        finally:
            for record in self.catalogue.records.values():
                if not record.fields["private"] and record.id not in self.published:
                    assert record.identifier in released

    def apply(self, plan: Plan, snapshot: Any = None, kill: int = 0) -> Receipt | None:
        """Carry a plan out; die at the n-th point that is looked at, if ``kill`` is not 0."""
        points = itertools.count(1)

        def watch(_point: str) -> None:
            if next(points) == kill:
                raise Killed

        newest = self.ledger.newest_run(self.catalogue.target)
        self.catalogue.watch = watch
        try:
            with self.watch_the_public(), suppress(Killed, Problem):
                return apply_plan(
                    plan,
                    self.catalogue,
                    self.ledger,
                    lambda _: None,
                    self.now,
                    snapshot=snapshot,
                    newest_run=newest,
                    timer=Clockwork().timer,
                )
        finally:
            self.catalogue.watch = lambda _point: None
            self.catalogue.faults = []
            self.catalogue.during = lambda: None
        return None

    @rule(tasks=TASKS, faults=FAULTS, kill=st.integers(0, 25))
    def push_in_trouble(self, tasks: list[tuple[str, str, str]], faults: list[Fault | None], kill: int) -> None:
        self.work(tasks)
        plan, snapshot = self.plan()
        self.catalogue.faults = list(faults)
        self.apply(plan, snapshot, kill)

    @rule(tasks=TASKS, key=KEYS, what=WORK, late=st.booleans())
    def push_while_somebody_edits(self, tasks: list[tuple[str, str, str]], key: str, what: str, late: bool) -> None:
        self.work(tasks)
        plan, snapshot = self.plan()
        if late:
            edits = iter([None])
            self.catalogue.during = lambda: next(edits, "done") or self.edit(key, what)
        else:
            self.edit(key, what)
        self.apply(plan, snapshot)

    @rule(tasks=TASKS)
    def push(self, tasks: list[tuple[str, str, str]]) -> None:
        self.work(tasks)
        plan, snapshot = self.plan()
        receipt = self.apply(plan, snapshot)
        assert receipt is not None
        assert not receipt.failed, receipt.failed
        self.require_settled()

    def require_settled(self) -> None:
        """Require that nothing is left to do, and that nobody sees what is not released."""
        again, _ = self.plan()
        assert not again.has_work, again.changes
        for change in again.changes:
            assert isinstance(change, Unchanged | Conflict | Blocked)
            assert not isinstance(change, Unchanged) or change.sheet is None
        for record in self.catalogue.records.values():
            if record.identifier.startswith("amt:") and not record.fields["private"]:
                row = self.sheet.get(record.identifier.removeprefix("amt:"))
                assert row is not None, record
                assert row.release == "public", record

    @rule(data=st.data(), faults=FAULTS, kill=st.integers(0, 25))
    def undo(self, data: st.DataObject, faults: list[Fault | None], kill: int) -> None:
        runs = [run for run in self.ledger.history(self.catalogue.target) if run.counts][:4]
        if not runs:
            return
        run = data.draw(st.sampled_from(runs))
        with suppress(Problem):
            planned = plan_run(run, self.catalogue, self.ledger, UndoRequest(run.id))
            self.catalogue.faults = list(faults)
            self.apply(planned.plan, planned.snapshot, kill)

    # What always holds.

    @invariant()
    def foreign_datasets_are_as_their_people_left_them(self) -> None:
        assert self.foreign == self.foreign_before
        assert self.catalogue.records[self.foreign.id] is self.foreign

    @invariant()
    def nothing_of_others_in_our_datasets_is_lost(self) -> None:
        for id_, things in self.others.items():
            record = self.catalogue.records.get(id_)
            for what, value in things.items() if record else ():
                assert record
                match what.split()[0]:
                    case "tag":
                        assert value in (record.fields["tags"] or ()), record  # type: ignore[operator]
                    case "resource":
                        assert record.resources[str(value)] == {"title": value}
                    case _:
                        assert record.fields[what] == value

    @invariant()
    def no_edit_of_a_managed_field_is_overwritten_unasked(self) -> None:
        for id_, fields in self.edits.items():
            record = self.catalogue.records.get(id_)
            assert record is None or fields.items() <= record.fields.items()

    @invariant()
    def nothing_is_there_twice_and_nothing_of_ours_is_lost(self) -> None:
        records = self.catalogue.records.values()
        assert len({record.identifier for record in records}) == len(records)
        assert len({record.name for record in records}) == len(records)
        self.seen |= {record.id for record in records}
        assert self.seen - self.removed == self.catalogue.records.keys()


def run_stories(examples: int, steps: int) -> None:
    """Tell so many stories; all share one ledger, as opening one takes long."""
    with open_ledger("sqlite://") as Office.ledger:
        run_state_machine_as_test(Office, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_the_laws_hold_whatever_happens() -> None:
    run_stories(examples=12, steps=25)


@pytest.mark.slow
def test_the_laws_hold_in_many_long_stories() -> None:
    run_stories(examples=150, steps=40)
