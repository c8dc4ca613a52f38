"""A push through bad weather ends as one in fair weather does; the receipt tells of every request that it took."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import CkanBox
from tests.faults.proxy import EVERY, Seen, Weather, open_proxy
from tests.faults.run import describe, list_writes, plan_once, push_once, push_until_done
from tests.faults.story import NO_ANSWER, Story, build_story, count_log, count_receipt
from toolkit.model.plan import Plan, Unchanged
from toolkit.model.problem import Problem
from toolkit.model.receipt import Receipt

pytestmark = pytest.mark.ckan

SHARE = 0.2


@dataclass(frozen=True)
class Told:
    """The same story in fair and in foul weather: how the second push went in the foul one, and its log."""

    fair: Story
    foul: Story
    runs: list[tuple[Receipt | Problem, list[Seen]]]
    rest: Plan

    @property
    def log(self) -> list[Seen]:
        """All requests of the second push."""
        return [seen for _, log in self.runs for seen in log]


def tell(box: CkanBox, folder: Path, size: int, seed: int) -> Told:
    """Tell the story twice. The second push of the foul telling is repeated as often as a person would have to."""
    with open_proxy(box.url) as proxy:
        mark = uuid.uuid4().hex[:8]
        fair, foul = (build_story(box, proxy, folder, f"{name}{mark}", size) for name in ("heiter", "sturm"))
        foul.begin()
        runs: list[tuple[Receipt | Problem, list[Seen]]] = []
        while len(runs) < 6 and not (runs and is_good(runs[-1][0])):
            began = len(proxy.log)
            proxy.weather = Weather(seed, SHARE, watch=foul.edit_meanwhile)
            try:
                run: Receipt | Problem = push_once(foul.aim, foul.office)
            except Problem as problem:
                run = problem
            proxy.weather = Weather()
            runs.append((run, proxy.log[began:]))
        fair.begin()
        push_until_done(fair.aim, fair.office)
        fair.repeat_edits(foul)
        rest = plan_once(foul.aim, foul.office)
    return Told(fair, foul, runs, rest)


def is_good(run: Receipt | Problem) -> bool:
    return isinstance(run, Receipt) and not run.failed


def require_same_end(told: Told) -> None:
    """Require the end of the fair telling, nothing twice, nothing lost."""
    assert is_good(told.runs[-1][0]), [describe(run) for run, _ in told.runs]
    fair, foul = told.fair.editor.content(told.fair.office.name), told.foul.editor.content(told.foul.office.name)
    assert len(foul) == told.foul.size
    for name, entry in fair.items():
        assert foul[name] == entry, name
    assert fair.keys() == foul.keys()
    created = [seen for seen in list_writes(told.log) if seen.action == "package_create"]
    assert all(isinstance(change, Unchanged) for change in told.rest.changes), "nothing is left to do"
    assert len(created) == told.foul.size - len(told.foul.ids), "in any state: none was made twice and deleted"


def require_edits(told: Told) -> None:
    """Require every edit that somebody made during the push."""
    assert told.foul.edited
    shown = told.foul.editor.show(told.foul.office.name)
    for identifier, key in told.foul.edited:
        assert key in {extra["key"] for extra in shown[identifier]["extras"]}, (identifier, key)


def require_account(told: Told) -> None:
    """Require that the receipts tell of each request what the client could know; refused connections come on top."""
    for run, log in told.runs:
        if isinstance(run, Receipt):
            sent, told_of = count_log(log), count_receipt(run)
            assert sent - told_of == {}
            assert all(answer == NO_ANSWER for _, answer in told_of - sent)


@pytest.fixture(scope="module")
def told(ckan_box: CkanBox, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A small story; the seed is one that meets six kinds of faults in any two dozen requests."""
    return tell(ckan_box, tmp_path_factory.mktemp("faults"), 18, seed=305)


def test_the_end_is_that_of_a_push_without_faults(told: Told) -> None:
    require_same_end(told)


def test_no_edit_is_lost_that_somebody_made_during_the_push(told: Told) -> None:
    require_edits(told)


def test_the_receipts_tell_of_each_request(told: Told) -> None:
    require_account(told)


def test_the_weather_was_foul(told: Told) -> None:
    struck = [seen for seen in told.log if seen.fault]
    assert len(struck) > len(told.log) / 10
    assert len({seen.fault for seen in struck}) >= 6
    assert any(seen.fault and seen.is_write and seen.carried_out and not seen.delivered for seen in struck)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "size", "seed"), [("2.12.0", 300, 1), ("2.12.0", 100, 2), ("2.11.6", 100, 3), ("2.10.11", 100, 4)]
)
def test_it_holds_for_many_datasets_and_every_version(
    ckan_box_factory: Callable[[str], CkanBox], tmp_path: Path, version: str, size: int, seed: int
) -> None:
    told = tell(ckan_box_factory(version), tmp_path, size, seed)
    require_same_end(told)
    require_edits(told)
    require_account(told)
    assert size < 300 or {seen.fault for seen in told.log} == {None, *EVERY}
