"""Several datasets are written at once: the end is the same, whatever goes wrong and in whatever order."""

from __future__ import annotations

import datetime as dt
import random
import signal
import threading
import uuid
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.clockwork import Clockwork
from tests.sync.killing import Killed
from tests.sync.small_catalogue import Fault, SmallCatalogue
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource, Snapshot, Value
from toolkit.model.message import say
from toolkit.model.plan import Delete, Plan, Update
from toolkit.model.receipt import Receipt, Written
from toolkit.sync.apply import Progress, apply_plan
from toolkit.sync.guards import stamp
from toolkit.sync.interrupt import Interrupted
from toolkit.sync.ledger import Ledger
from toolkit.sync.pending import Pending
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
ALLOWED = Options(create_organizations=True, withdraw_limit=99)
MOST = 4


@pytest.fixture
def catalogue() -> SmallCatalogue:
    return build_catalogue()


def build_catalogue() -> SmallCatalogue:
    made = SmallCatalogue(f"memory:{uuid.uuid4()}")
    made.most_jobs = MOST
    return made


def row(key: str, *resources: Resource, org: str = "amt", **fields: Value) -> Desired:
    told = {"private": False, "owner_org": org, "title": f"Titel {key}", **fields}
    entry = Entry(f"amt:{key}", f"daten-{key}", told, resources)
    return Desired(entry, f"Titel {key}", "amt", {}, Organization(org, org.title()))


def wish(*rows: Desired) -> Wish:
    return Wish(("amt",), rows)


def many(number: int, title: str = "Titel") -> Wish:
    return wish(*(row(f"{n:03}", title=title) for n in range(number)))


def read(catalogue: SmallCatalogue, ledger: Ledger, wanted: Wish) -> tuple[Plan, Snapshot]:
    pushed = ledger.pushed(catalogue.target, wanted.inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(wanted, pushed))
    return build_plan(wanted, snapshot, pushed, ALLOWED), snapshot


def apply(
    plan: Plan,
    catalogue: SmallCatalogue,
    ledger: Ledger,
    *,
    jobs: int | None = None,
    snapshot: Snapshot | None = None,
    newest_run: str = "",
    clock: Clockwork | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Receipt:
    timer = (clock or Clockwork()).timer
    return apply_plan(
        plan, catalogue, ledger, tell, lambda: AT, jobs=jobs, snapshot=snapshot, newest_run=newest_run, timer=timer
    )


def push(catalogue: SmallCatalogue, ledger: Ledger, wanted: Wish, jobs: int | None = None) -> Receipt:
    return apply(read(catalogue, ledger, wanted)[0], catalogue, ledger, jobs=jobs)


class Gate:
    """Holds writes until a number of them are under way; so a test needs no luck."""

    def __init__(self, number: int) -> None:
        self._barrier = threading.Barrier(number, timeout=20)

    def __call__(self) -> None:
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait()
            self._barrier.abort()


def test_as_many_datasets_are_written_at_once_as_the_pace_allows(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    catalogue.during = Gate(2)
    receipt = push(catalogue, ledger, many(30))
    assert not receipt.failed
    assert 2 <= catalogue.most_under_way <= MOST
    assert [item.identifier for item in receipt.outcomes] == [f"amt:{n:03}" for n in range(30)]
    assert not read(catalogue, ledger, many(30))[0].has_work


@pytest.mark.parametrize(("jobs", "most"), [(1, 1), (2, 2), (99, MOST)])
def test_no_more_jobs_than_asked_for_and_than_the_catalogue_bears(
    catalogue: SmallCatalogue, ledger: Ledger, jobs: int, most: int
) -> None:
    catalogue.during = lambda: threading.Event().wait(0.002)
    push(catalogue, ledger, many(30), jobs)
    assert catalogue.most_under_way <= most


def test_one_job_works_in_the_calling_thread_and_several_do_not(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    seen: set[threading.Thread] = set()
    catalogue.during = lambda: seen.add(threading.current_thread())
    push(catalogue, ledger, many(3), jobs=1)
    assert seen == {threading.current_thread()}
    seen.clear()
    push(catalogue, ledger, many(3, title="Neu"))
    assert threading.current_thread() not in seen
    assert all(thread.daemon for thread in seen)


def test_progress_is_told_in_the_calling_thread(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    told: list[tuple[int, int, threading.Thread]] = []
    plan, _ = read(catalogue, ledger, many(9))
    apply(plan, catalogue, ledger, tell=lambda item: told.append((item.number, item.total, threading.current_thread())))
    assert told == [(number, 9, threading.current_thread()) for number in range(1, 10)]


def test_organisations_come_first_and_what_leaves_the_public_is_finished_before_the_rest(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    push(catalogue, ledger, many(8))
    catalogue.requests.clear()
    wanted = wish(*(row(f"{n:03}", title="Neu") for n in range(4)), row("x", org="kultur"))
    events: list[str] = []
    catalogue.watch = lambda point: events.append(str(point))
    assert not push(catalogue, ledger, wanted).failed
    writes = [event for event in events if event.endswith(("organization", "withdraw", "update", "create"))]
    last = max(n for n, event in enumerate(writes) if "withdraw" in event)
    assert writes[:2] == ["before organization", "after organization"]
    assert last == 9
    assert len(writes) == 2 + 8 + 2 * 5


FAULTS: st.SearchStrategy[Fault | None] = st.sampled_from(
    [None, None, "refused", "busy", "overloaded before", "overloaded after", "lost before", "lost after"]
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.lists(FAULTS, max_size=40)), max_size=3), st.integers(0, 2**32))
def test_law_any_faults_in_any_order_come_to_the_end_of_a_faultless_run(
    ledger: Ledger, tries: list[tuple[int, list[Fault | None]]], seed: int
) -> None:
    catalogue, luck = build_catalogue(), random.Random(seed)  # noqa: S311 (a draw)
    catalogue.during = lambda: threading.Event().wait(luck.random() / 2000)
    for number, faults in tries:
        catalogue.faults = list(faults)
        push(catalogue, ledger, many(number, title=f"Stand {len(faults)}"))
    catalogue.faults = []
    wanted = many(7, title="Ende")
    assert not push(catalogue, ledger, wanted).failed
    again, _ = read(catalogue, ledger, wanted)
    assert {change.kind for change in again.changes} <= {"unchanged"}
    content = catalogue.content()
    assert all(content[item.entry.identifier][1] == item.entry.fields for item in wanted.desired)
    left = content.keys() - {item.entry.identifier for item in wanted.desired}
    assert all(content[key][1]["private"] for key in left)


def test_three_hundred_datasets_come_through_one_fault_in_five(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    luck = random.Random(5)  # noqa: S311 (a draw)
    kinds: list[Fault] = ["busy", "overloaded before", "overloaded after", "lost before", "lost after"]
    catalogue.faults = [luck.choice(kinds) if luck.random() < 0.2 else None for _ in range(2000)]
    receipt = push(catalogue, ledger, many(300))
    assert not receipt.failed
    assert len(catalogue.content()) == 300
    sent = [request for outcome in receipt.outcomes for request in outcome.requests]
    assert sum(request.action == "create" for request in sent) == len(catalogue.requests)


def test_a_busy_catalogue_is_left_alone_as_long_as_it_asks_for(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    clock = Clockwork()
    catalogue.faults = ["busy", "busy"]
    plan, _ = read(catalogue, ledger, many(1))
    receipt = apply(plan, catalogue, ledger, jobs=1, clock=clock)
    assert not receipt.failed
    assert clock.seconds == pytest.approx(4)
    assert [request.action for request in receipt.outcomes[0].requests] == ["create"] * 3


def test_a_catalogue_that_stays_busy_refuses_and_nothing_is_left_open(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    catalogue.faults = ["busy"] * 10
    receipt = push(catalogue, ledger, many(1))
    assert str(receipt.failed[0].reason) == "the catalogue has no time for it: later, please"
    assert len(catalogue.requests) == 10
    assert ledger.pushed(catalogue.target, ["amt"]) == {}


def test_after_a_time_out_the_catalogue_is_asked_more_than_once_before_a_second_write(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    clock = Clockwork()
    catalogue.faults = ["overloaded before"]
    plan, _ = read(catalogue, ledger, many(1))
    (outcome,) = apply(plan, catalogue, ledger, jobs=1, clock=clock).outcomes
    asked = [request.action for request in outcome.requests]
    assert asked == ["create", "fetch_by_name", "fetch_by_name", "fetch_by_name", "create"]
    assert clock.seconds == pytest.approx(1.5)


def test_a_write_that_is_still_running_is_waited_for(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    clock = Clockwork()
    plan, _ = read(catalogue, ledger, many(1))
    catalogue.faults = ["overloaded before"]
    entry = many(1).desired[0].entry

    def look(point: str) -> None:
        if point == "before fetch_by_name" and clock.seconds >= 1 and not catalogue.records:
            catalogue.add(entry.identifier, entry.name, **entry.fields)

    catalogue.watch = lambda point: look(str(point))
    assert not apply(plan, catalogue, ledger, jobs=1, clock=clock).failed
    assert catalogue.requests == ["create"]


def test_a_second_create_that_finds_its_own_name_in_use_is_done(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan, _ = read(catalogue, ledger, many(1))
    entry = many(1).desired[0].entry
    catalogue.faults = ["lost before"]

    def arrive_late(point: str) -> None:
        if point == "before create" and len(catalogue.requests) == 2:
            catalogue.add(entry.identifier, entry.name, **entry.fields)

    catalogue.watch = lambda point: arrive_late(str(point))
    assert not apply(plan, catalogue, ledger, jobs=1).failed
    assert catalogue.requests == ["create", "create"]


def test_a_snapshot_that_is_given_is_not_read_again(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan, snapshot = read(catalogue, ledger, many(2))
    catalogue.take_requests()
    receipt = apply(plan, catalogue, ledger, snapshot=snapshot)
    assert receipt.requests == ()
    assert [len(outcome.requests) for outcome in receipt.outcomes] == [1, 1]
    again, snapshot = read(catalogue, ledger, many(2))
    catalogue.take_requests()
    assert apply(again, catalogue, ledger, snapshot=snapshot, newest_run=receipt.run).requests == ()


def test_a_snapshot_from_before_another_run_is_read_again(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan, snapshot = read(catalogue, ledger, many(1))
    apply(plan, catalogue, ledger)
    catalogue.take_requests()
    again, _ = read(catalogue, ledger, many(2))
    catalogue.take_requests()
    receipt = apply(again, catalogue, ledger, snapshot=snapshot, newest_run="an older one")
    assert [request.action for request in receipt.requests] == ["snapshot"]
    assert not receipt.failed


def test_requests_from_before_the_push_are_accounted_for(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan, snapshot = read(catalogue, ledger, many(3))
    receipt = apply(plan, catalogue, ledger, snapshot=snapshot)
    assert [request.action for request in receipt.requests] == ["snapshot"]


def test_a_file_that_did_not_arrive_fails_and_only_it_is_sent_next_time(
    catalogue: SmallCatalogue, ledger: Ledger
) -> None:
    wanted = wish(row("1", Resource("r1", {"title": "CSV", "hash": "sha256:a"})))
    lacking = Entry("amt:1", "daten-1", wanted.desired[0].entry.fields, (Resource("r1", {"title": "CSV"}),))
    create = catalogue.create

    def create_without_file(entry: Entry) -> Written:
        del entry
        written = create(lacking)
        assert isinstance(written, Written)
        return Written(written.id, written.revision, lacking=("r1",), reason=say("its file did not arrive"))

    catalogue.create = create_without_file  # type: ignore[method-assign]
    (outcome,) = push(catalogue, ledger, wanted).outcomes
    assert (outcome.result, str(outcome.reason)) == ("failed", "its file did not arrive")
    assert outcome.id == catalogue.find("amt:1").id
    known = ledger.pushed(catalogue.target, ["amt"])["amt:1"]
    assert not isinstance(known, Pending)
    assert known.base is not None
    assert known.base.resources == (Resource("r1", {"title": "CSV"}),)
    (change,) = read(catalogue, ledger, wanted)[0].changes
    assert isinstance(change, Update)
    assert [item.field for item in change.changes] == ["resources.r1.hash"]
    assert not push(catalogue, ledger, wanted).failed


def build_own_plan(catalogue: SmallCatalogue, ledger: Ledger, *changes: Delete | Update) -> Plan:
    _, snapshot = read(catalogue, ledger, wish())
    return Plan(catalogue.target, ("amt",), stamp(snapshot, ()), changes, undoes="some-run")


@pytest.mark.parametrize("fault", [None, "lost before", "lost after"])
def test_a_deleted_dataset_is_gone_and_forgotten(
    catalogue: SmallCatalogue, ledger: Ledger, fault: Fault | None
) -> None:
    push(catalogue, ledger, many(2))
    record = catalogue.find("amt:000")
    delete = Delete("amt:000", "T", "amt", record.id, str(record.revision), say("undone"))
    catalogue.faults = [fault]
    (outcome,) = apply(build_own_plan(catalogue, ledger, delete), catalogue, ledger).outcomes
    assert (outcome.action, outcome.result) == ("delete", "done")
    assert catalogue.content().keys() == {"amt:001"}
    assert ledger.pushed(catalogue.target, ["amt"]).keys() == {"amt:001"}


def test_a_refused_deletion_is_not_forgotten(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, many(1))
    record = catalogue.find("amt:000")
    delete = Delete("amt:000", "T", "amt", record.id, str(record.revision), say("undone"))
    catalogue.faults = ["refused"]
    assert apply(build_own_plan(catalogue, ledger, delete), catalogue, ledger).failed
    assert ledger.pushed(catalogue.target, ["amt"]).keys() == {"amt:000"}


def test_an_update_that_gives_a_dataset_back_is_forgotten(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    push(catalogue, ledger, many(1))
    record = catalogue.find("amt:000")
    entry = row("000", title="Zurück").entry
    update = Update("amt:000", "T", "amt", record.id, str(record.revision), entry, entry, (), forget=True)
    assert not apply(build_own_plan(catalogue, ledger, update), catalogue, ledger).failed
    assert record.fields["title"] == "Zurück"
    assert ledger.pushed(catalogue.target, ["amt"]) == {}


class Killer:
    """Kills every thread from the n-th point on."""

    def __init__(self, point: int) -> None:
        self._left = point
        self._lock = threading.Lock()

    def __call__(self, *_: object) -> None:
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                raise Killed


@settings(max_examples=15, deadline=None)
@given(st.integers(3, 60), st.lists(FAULTS, max_size=20))
def test_law_a_run_that_dies_with_all_its_threads_is_made_good(
    ledger: Ledger, point: int, faults: list[Fault | None]
) -> None:
    catalogue = build_catalogue()
    push(catalogue, ledger, many(4))
    wanted = wish(*(row(f"{n:03}", title="Neu") for n in range(2)), *(row(f"n{n}") for n in range(6)))
    plan, _ = read(catalogue, ledger, wanted)
    catalogue.watch = Killer(point)
    catalogue.faults = [None if fault == "refused" else fault for fault in faults]
    with suppress(Killed):
        apply(plan, catalogue, ledger)
    catalogue.watch, catalogue.faults = lambda _point: None, []
    assert not push(catalogue, ledger, wanted).failed
    assert not read(catalogue, ledger, wanted)[0].has_work
    assert len(catalogue.content()) == 10


def test_an_error_of_one_thread_is_raised_when_the_others_have_ended(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    class BrokenError(Exception):
        """Something that nobody foresaw."""

    gate = Gate(2)

    def break_once() -> None:
        gate()
        if catalogue.requests.count("create") == 2:
            catalogue.requests.append("broken")
            raise BrokenError

    catalogue.during = break_once
    with pytest.raises(BrokenError):
        push(catalogue, ledger, many(9), jobs=2)
    assert catalogue.under_way.total() == 0
    catalogue.during = lambda: None
    assert not push(catalogue, ledger, many(9)).failed


def test_an_interrupted_receipt_names_what_was_not_tried(catalogue: SmallCatalogue, ledger: Ledger) -> None:
    plan, _ = read(catalogue, ledger, many(40))
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        if len(told) == 3:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Interrupted) as caught:
        apply(plan, catalogue, ledger, tell=stop)
    receipt = caught.value.receipt
    done = [item for item in receipt.outcomes if item.result == "done"]
    assert len(receipt.outcomes) == 40
    assert 3 <= len(done) < 40
    assert len(catalogue.content()) == len(done) == len(told)
    assert {str(item.reason) for item in receipt.failed} == {"not tried, because the push was interrupted"}
    assert not push(catalogue, ledger, many(40)).failed
