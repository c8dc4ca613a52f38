"""What a script is told of a sync: never 0 where something failed."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.model.message import say
from toolkit.model.plan import Blocked, Kept, Unchanged
from toolkit.model.receipt import Outcome
from toolkit.sync.summary import (
    Absent,
    Done,
    Failed,
    Held,
    Interrupted,
    Part,
    PartOutcome,
    SyncSummary,
    TargetSummary,
    Trouble,
    Work,
)

WHY, WHAT = say("why"), say("what to do")
GOOD = Work("a.xlsx", "A", 3, unchanged=3)
FAILED = Work("a.xlsx", "A", 3, outcomes=(Outcome("a:1", "update", "failed"), Outcome("a:2", "update", "done")))
WAITING = Work("a.xlsx", "A", 3, changes=(Blocked("a:1", "T", "a", WHY, WHAT),))


def summarize(*outcomes: PartOutcome, trouble: Trouble | None = None, **more: Any) -> SyncSummary:
    parts = tuple(Part(f"i{number}", outcome) for number, outcome in enumerate(outcomes))
    target = TargetSummary("portal", "https://ckan.example.org", parts, trouble)
    return SyncSummary("bestand.toml", "2025-03-01T03:00:00+01:00", "2025-03-01T03:00:09+01:00", 9.0, (target,), **more)


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ((Done(GOOD),), 0),
        ((Done(GOOD), Absent(WHY)), 0),
        ((Done(WAITING),), 0),
        ((Done(FAILED),), 3),
        ((Done(GOOD), Failed(WHY, WHAT)), 3),
        ((Failed(WHY, WHAT),), 1),
        ((Failed(WHY, WHAT), Absent(WHY)), 1),
        ((Failed(WHY, WHAT, FAILED),), 3),
        ((Held(WHY, WHAT),), 4),
        ((Done(GOOD), Held(WHY, WHAT)), 4),
        ((Done(FAILED), Held(WHY, WHAT)), 4),
        ((Failed(WHY, WHAT), Held(WHY, WHAT)), 4),
    ],
)
def test_the_exit_code_tells_the_worst(outcomes: tuple[PartOutcome, ...], code: int) -> None:
    assert summarize(*outcomes).exit_code == code


def test_a_target_in_trouble_never_ends_with_0() -> None:
    assert summarize(trouble=Trouble(WHY, WHAT)).exit_code == 1
    assert summarize(trouble=Trouble(WHY, WHAT, guard=True)).exit_code == 4


def test_an_organisation_that_could_not_be_created_is_a_failure() -> None:
    lost = Outcome("amt", "create_organization", "failed")
    target = TargetSummary("p", "t", (Part("a", Done(GOOD)),), outcomes=(lost,))
    assert SyncSummary("c", "s", "e", 1.0, (target,)).exit_code == 3
    assert target.state == "incomplete"


def test_an_interruption_outranks_all() -> None:
    assert summarize(Held(WHY, WHAT), Interrupted(), interrupted=True).exit_code == 130


def test_conflicts_fail_only_where_that_is_wished() -> None:
    assert summarize(Done(WAITING), fail_on="conflicts").exit_code == 3
    assert summarize(Done(GOOD), fail_on="conflicts").exit_code == 0


def test_states_are_words_that_scripts_compare() -> None:
    outcomes = (Done(GOOD), Done(FAILED), Absent(WHY), Held(WHY, WHAT), Failed(WHY, WHAT), Interrupted())
    states = [part.state for part in summarize(*outcomes).parts]
    assert states == ["done", "incomplete", "absent", "stopped", "failed", "interrupted"]
    assert summarize(Done(GOOD)).targets[0].state == "done"
    assert summarize(Done(GOOD), Interrupted()).targets[0].state == "interrupted"
    assert summarize(Done(GOOD), trouble=Trouble(WHY, WHAT)).targets[0].state == "failed"
    assert summarize(Done(GOOD), trouble=Trouble(WHY, WHAT, guard=True)).targets[0].state == "stopped"


def test_work_counts_what_people_edited_among_the_unchanged() -> None:
    edited = Unchanged("a:1", "T", "a", (Kept("title", "x", "y"), Kept("notes", "x", "y")))
    work = Work("a.xlsx", "A", 3, changes=(edited,), unchanged=2)
    assert (work.kinds["unchanged"], work.kept, work.waiting) == (3, 2, 0)
    assert FAILED.written == 1
