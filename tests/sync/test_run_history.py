from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.model.entry import Entry, Held, Resource
from toolkit.model.message import say
from toolkit.model.plan import FieldChange
from toolkit.model.problem import Problem
from toolkit.model.receipt import Answered, Busy, Refused, Request, Unsure, Written
from toolkit.sync.intent import Intent
from toolkit.sync.ledger import KEEP, Ledger, open_ledger
from toolkit.sync.pending import Pending
from toolkit.sync.record import RunRecord, StepRecord, list_step_changes
from toolkit.sync.resume import CREATE_ORGANIZATION

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
NOON = "2025-03-01T12:00:00.000+00:00"
DAY = dt.timedelta(days=1)
OLD = Entry("amt:1", "baeume", {"title": "Bäume", "private": False}, (Resource("r1", {"title": "CSV"}),))
NEW = Entry("amt:1", "baeume", {"title": "Baumkataster", "private": False}, (Resource("r1", {"title": "CSV"}),))
CREATE = Intent("create", "amt:1", "amt", OLD, OLD)
UPDATE = Intent("update", "amt:1", "amt", NEW, NEW, OLD, Held("id", OLD, "1", {"id": "id", "notes": "ä"}))
SENT = Request("package_revise", NOON, 120, "200")


@pytest.fixture
def ledger(location: Path | str) -> Iterator[Ledger]:
    with open_ledger(location) as opened:
        yield opened


def run(ledger: Ledger, at: dt.datetime, *ends: tuple[Intent, Answered | None], target: str = "t") -> str:
    """Write a whole run down."""
    name = ledger.begin_run(target, "push", at)
    for intent, answered in ends:
        number = ledger.record_intent(name, intent, at)
        if answered:
            ledger.record_outcome(number, answered, at, [SENT])
    ledger.end_run(name, "done", at)
    return name


def test_runs_are_told_newest_first_with_what_they_did(ledger: Ledger) -> None:
    first = run(ledger, AT, (CREATE, Written("id", "1")), (UPDATE, Refused(say("no"))), (UPDATE, Busy(say("later"))))
    second = run(ledger, AT + DAY, (UPDATE, Unsure(say("lost"))), (UPDATE, None))
    other = run(ledger, AT + 2 * DAY, target="u")
    newest, old = ledger.history("t")
    assert old == RunRecord(first, "t", "push", NOON, NOON, "done", {("create", "done"): 1, ("update", "refused"): 2})
    assert (newest.id, newest.counts) == (second, {("update", "unsure"): 1, ("update", ""): 1})
    assert [record.id for record in ledger.history()] == [other, second, first]
    assert [record.id for record in ledger.history(limit=2)] == [other, second]
    assert ledger.history(limit=2)[1].counts == newest.counts
    assert ledger.history("nobody") == ()
    assert ledger.targets() == ("t", "u")
    assert [ledger.newest_run(target) for target in ("t", "u", "nobody")] == [second, other, ""]


def test_a_run_that_is_under_way_or_was_killed_has_no_end(ledger: Ledger) -> None:
    ledger.begin_run("t", "undo", AT, note={"undoes": "20250301T…"})
    (record,) = ledger.history()
    assert (record.command, record.ended, record.state, record.note) == (
        "undo",
        "",
        "running",
        {"undoes": "20250301T…"},
    )


def test_a_run_is_found_by_a_beginning_that_no_other_has(ledger: Ledger) -> None:
    first, second = run(ledger, AT), run(ledger, AT + DAY)
    assert ledger.find_run(first).id == first
    assert ledger.find_run("20250301t").id == first
    assert ledger.find_run(second[:-1]).id == second
    with pytest.raises(Problem, match="several runs begin with “2025030”"):
        ledger.find_run("2025030")
    for unknown in ("2024", "%", "_", f"{first}0"):
        with pytest.raises(Problem, match="knows no run"):
            ledger.find_run(unknown)


def test_all_that_is_known_of_a_write_is_told(ledger: Ledger) -> None:
    name = run(ledger, AT, (CREATE, Written("id", "1", "baeume-2")), (UPDATE, Refused(say("no {x}", x="way"))))
    created, refused = ledger.run_steps(name)
    assert created == StepRecord(
        created.number,
        name,
        "amt:1",
        "amt",
        "create",
        "id",
        "baeume-2",
        OLD,
        OLD,
        None,
        None,
        {},
        "",
        "1",
        "done",
        "",
        NOON,
        NOON,
        (SENT,),
    )
    assert (refused.before, refused.raw, refused.before_revision) == (OLD, {"id": "id", "notes": "ä"}, "1")
    assert (refused.result, refused.reason, refused.message) == ("refused", "no way", say("no {x}", x="way"))
    assert (refused.title, refused.base) == ("Baumkataster", OLD)


def test_the_name_that_the_catalogue_chose_is_pinned(ledger: Ledger) -> None:
    run(ledger, AT, (CREATE, Written("id", "1", "baeume-2")))
    assert ledger.pushed("t", ["amt"])["amt:1"].name == "baeume-2"


def test_organisations_and_cut_off_writes_are_told_too(ledger: Ledger) -> None:
    name = ledger.begin_run("t", "push", AT)
    ledger.record_foundation(name, CREATE_ORGANIZATION, "amt", AT)
    ledger.record_intent(name, CREATE, AT)
    organization, cut_off = ledger.run_steps(name)
    assert (organization.action, organization.identifier, organization.intent) == ("create_organization", "amt", None)
    assert (organization.title, list_step_changes(organization)) == ("", ())
    assert (cut_off.result, cut_off.ended, cut_off.requests) == ("", "", ())


def test_the_catalogue_s_last_revision_is_remembered(ledger: Ledger) -> None:
    revisions = []
    for intent, answered in (
        (CREATE, Written("id", "1")),
        (UPDATE, Written("id", "2")),
        (UPDATE, Refused(say("no"))),
        (UPDATE, None),
    ):
        run(ledger, AT, (intent, answered))
        revisions.append(ledger.pushed("t", ["amt"])["amt:1"].last_revision)
    # What stood there before a write is known to have been reached, whatever became of the write.
    assert revisions == ["1", "2", "1", "1"]
    ledger.record_bases("t", [(Held("id", NEW, "7"), NEW)], AT)
    assert ledger.pushed("t", ["amt"])["amt:1"].last_revision == "7"


def test_a_forgotten_dataset_is_not_ours_and_its_history_stays(ledger: Ledger) -> None:
    name = run(ledger, AT, (CREATE, Written("id", "1")))
    ledger.forget("u", "amt:1")
    ledger.forget("t", "amt:2")
    assert "amt:1" in ledger.pushed("t", ["amt"])
    ledger.forget("t", "amt:1")
    assert ledger.pushed("t", ["amt"]) == {}
    assert len(ledger.run_steps(name)) == 1


def test_pruning_throws_contents_away_and_keeps_who_was_written_when(ledger: Ledger) -> None:
    old = run(ledger, AT, (CREATE, Written("id", "1")), (UPDATE, Written("id", "2")))
    new = run(ledger, AT + DAY, (UPDATE, Written("id", "3")))
    counts = ledger.find_run(old).counts
    assert ledger.prune(AT, AT + 2 * DAY) == 0
    assert ledger.prune(AT + DAY, AT + 2 * DAY) == 1
    assert ledger.prune(AT + DAY, AT + 3 * DAY) == 0
    record = ledger.find_run(old)
    assert (record.pruned, record.counts) == ("2025-03-03T12:00:00.000+00:00", counts)
    for step in ledger.run_steps(old):
        assert (step.intent, step.sheet, step.base, step.before, step.raw, step.requests) == (*[None] * 4, {}, ())
        assert (step.identifier, step.result, step.title, list_step_changes(step)) == ("amt:1", "done", "", ())
    assert ledger.find_run(new).pruned == ""
    assert ledger.run_steps(new)[0].before == OLD
    assert ledger.pushed("t", ["amt"])["amt:1"].base == NEW


def test_pruning_keeps_open_intents_and_other_targets(ledger: Ledger) -> None:
    run(ledger, AT, (UPDATE, Unsure(say("lost"))))
    other = run(ledger, AT, (CREATE, Written("id", "1")), target="u")
    assert ledger.prune(AT + DAY, AT + DAY, "t") == 1
    pending = ledger.pushed("t", ["amt"])["amt:1"]
    assert isinstance(pending, Pending)
    assert (pending.intent, pending.before) == (NEW, OLD)
    assert ledger.run_steps(other)[0].intent == OLD


def test_a_run_that_is_under_way_is_not_pruned(ledger: Ledger) -> None:
    ledger.begin_run("t", "push", AT)
    assert ledger.prune(AT + DAY, AT + DAY) == 0


def test_runs_older_than_the_usual_time_are_pruned_by_the_next_run(ledger: Ledger) -> None:
    first = run(ledger, AT, (CREATE, Written("id", "1")))
    run(ledger, AT + KEEP)
    assert ledger.find_run(first).pruned == ""
    run(ledger, AT + KEEP + DAY, target="u")
    assert ledger.find_run(first).pruned == ""
    run(ledger, AT + KEEP + DAY)
    assert ledger.find_run(first).pruned != ""


def test_pruning_gives_the_disk_its_room_back(tmp_path: Path) -> None:
    large = Entry("amt:1", "n", {"notes": "Text " * 50_000})
    with open_ledger(tmp_path / "l.sqlite") as ledger:
        run(ledger, AT, *[(Intent("update", "amt:1", "amt", large, large, large, Held("i", large, "1")), None)] * 8)
        ledger.forget("t", "amt:1")
        run(ledger, AT)
        ledger.prune(AT + DAY, AT + DAY)
    assert (tmp_path / "l.sqlite").stat().st_size < 200_000


def test_a_run_without_writes_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with open_ledger(path) as ledger:
        run(ledger, AT, (CREATE, Written("id", "1")))
    before = path.stat().st_size
    with open_ledger(path) as ledger:
        for night in range(100):
            run(ledger, AT + night * DAY)
        assert sum(len(ledger.run_steps(record.id)) for record in ledger.history(limit=1000)) == 1
    assert path.stat().st_size - before < 100 * 600


def test_threads_write_at_the_same_time(ledger: Ledger) -> None:
    name = ledger.begin_run("t", "push", AT)
    failures: list[Exception] = []

    def work(thread: int) -> None:
        try:
            for number in range(10):
                entry = Entry(f"amt:{thread}-{number}", f"n-{thread}-{number}", {"title": str(number)})
                step = ledger.record_intent(name, Intent("create", entry.identifier, "amt", entry, entry), AT)
                ledger.record_outcome(step, Written(f"id-{thread}-{number}", str(step)), AT)
                ledger.pushed("t", ["amt"])
        except Exception as error:  # noqa: BLE001 (a thread's error would be lost)
            failures.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert ledger.find_run(name).counts == {("create", "done"): 80}
    known = ledger.pushed("t", ["amt"])
    assert len(known) == 80
    assert all(type(entry).__name__ == "Pushed" and entry.base is not None for entry in known.values())
    steps = {step.identifier: step for step in ledger.run_steps(name)}
    assert all(entry.last_revision == str(steps[identifier].number) for identifier, entry in known.items())


def test_threads_share_a_ledger_in_memory() -> None:
    with open_ledger("sqlite://") as ledger:
        name = ledger.begin_run("t", "push", AT)
        thread = threading.Thread(target=ledger.record_intent, args=(name, CREATE, AT))
        thread.start()
        thread.join()
        assert "amt:1" in ledger.pushed("t", ["amt"])


def change(before: Entry | None, after: Entry | None, action: str = "update") -> tuple[FieldChange, ...]:
    """List the changes of a write."""
    sides = (after, None, None, before)
    return list_step_changes(
        StepRecord(1, "r", "amt:1", "amt", action, "id", "n", *sides, {}, "", "", "done", "", NOON, NOON)
    )


def test_changes_are_listed_field_by_field() -> None:
    before = Entry(
        "amt:1",
        "n",
        {"title": "a", "notes": "x", "tags": ("a", "b"), "theirs": "y"},
        (Resource("r1", {"title": "CSV", "url": "u"}), Resource("r2", {"title": "PDF"})),
    )
    after = Entry(
        "amt:1",
        "n",
        {"title": "b", "notes": "x", "tags": ("b", "a"), "new": "z"},
        (Resource("r1", {"title": "CSV", "url": "v"}), Resource("r3", {"title": "XML"})),
    )
    assert change(before, after) == (
        FieldChange("title", "a", "b"),
        FieldChange("new", None, "z"),
        FieldChange("resources.r1.url", "u", "v"),
        FieldChange("resources.r3", None, "XML"),
        FieldChange("resources.r3.title", None, "XML"),
        FieldChange("resources.r2", "PDF", None),
    )


def test_a_new_dataset_changes_all_its_fields_and_a_deletion_none() -> None:
    assert [item.field for item in change(None, OLD, "create")] == [
        "title",
        "private",
        "resources.r1",
        "resources.r1.title",
    ]
    assert change(OLD, OLD, "delete") == ()
    assert change(OLD, None) == ()
