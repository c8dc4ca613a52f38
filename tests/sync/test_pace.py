"""How the pace grows and shrinks."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.sync.pace import FIRST_PAUSE, LONGEST_PAUSE, START, Pace

Event: TypeAlias = "tuple[str, float, float]"
EVENTS: st.SearchStrategy[list[Event]] = st.lists(
    st.tuples(st.sampled_from(["ease", "press"]), st.floats(0, 50), st.floats(0, 900)), max_size=80
)


def build_pace(most: int, start: int = START) -> Pace:
    return Pace(most, start, jitter=lambda: 1.0)


@given(st.integers(-1, 20), st.integers(0, 20), EVENTS)
def test_law_the_pace_stays_between_one_and_the_most(most: int, start: int, events: list[Event]) -> None:
    pace, at = Pace(most, start), 0.0
    for kind, ago, wait in events:
        at += 1
        before, pause = pace.allowed, pace.pause(at)
        if kind == "press":
            pace.press(at - ago, at, wait)
            assert pace.allowed in {before, max(1, before // 2), max(1, (before + 1) // 2)}
            assert pause <= pace.pause(at) <= max(pause, LONGEST_PAUSE)
        else:
            pace.ease(at - ago, took=wait)
            assert before - 1 <= pace.allowed <= before + 1
        assert 1 <= pace.allowed <= max(1, most)


def test_a_pace_begins_gently_and_grows_by_one_for_each_round() -> None:
    pace = build_pace(8)
    seen = []
    for _ in range(40):
        seen.append(pace.allowed)
        pace.ease(began=0)
    assert seen[:10] == [2, 2, 3, 3, 3, 4, 4, 4, 4, 5]
    assert seen[-1] == 8


def test_pressure_halves_and_waits_as_long_as_the_site_asks_for() -> None:
    pace = build_pace(8, start=8)
    pace.press(began=0, at=10, wait=7)
    assert (pace.allowed, pace.pause(10), pace.pause(16.5), pace.pause(17)) == (4, 7, 0.5, 0)


def test_nobody_waits_longer_than_the_longest_pause() -> None:
    pace = build_pace(8)
    pace.press(began=0, at=10, wait=3600)
    assert pace.pause(10) == LONGEST_PAUSE


def test_writes_that_fail_together_are_one_sign_of_pressure() -> None:
    pace = build_pace(8, start=8)
    pace.press(began=0, at=10)
    pace.press(began=1, at=11)
    assert pace.allowed == 4
    pace.press(began=9, at=11, wait=30)
    assert (pace.allowed, pace.pause(11)) == (4, 30)
    pace.press(began=10, at=50)
    assert pace.allowed == 2


def test_pauses_grow_until_a_write_that_began_afterwards_goes_well() -> None:
    pace = build_pace(8)
    pauses = []
    for at in (10.0, 20.0, 30.0):
        pace.press(began=at, at=at)
        pauses.append(pace.pause(at))
    assert pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    pace.ease(began=29)
    pace.press(began=40, at=40)
    assert pace.pause(40) == 8 * FIRST_PAUSE
    pace.ease(began=50)
    pace.press(began=60, at=60)
    assert pace.pause(60) == FIRST_PAUSE


def test_a_write_from_before_the_pressure_does_not_quicken_the_pace() -> None:
    pace = build_pace(8)
    pace.press(began=10, at=10)
    for _ in range(20):
        pace.ease(began=9)
    assert pace.allowed == 1


@pytest.mark.parametrize(("jitter", "pause"), [(0.0, FIRST_PAUSE / 2), (1.0, FIRST_PAUSE)])
def test_a_pause_of_ones_own_has_jitter(jitter: float, pause: float) -> None:
    pace = Pace(8, jitter=lambda: jitter)
    pace.press(began=0, at=0)
    assert pace.pause(0) == pause


def test_a_pace_does_not_grow_where_answers_only_take_longer() -> None:
    """A site with two workers answers in a second; whatever is beyond them waits."""
    pace, seen = build_pace(8), []
    for _ in range(200):
        pace.ease(began=0, took=max(1.0, pace.allowed / 2))
        seen.append(pace.allowed)
    assert max(seen) <= 6
    assert seen[-1] in {4, 5}


def test_a_pace_grows_where_the_way_is_long_and_the_site_is_quick() -> None:
    pace = build_pace(8)
    for _ in range(40):
        pace.ease(began=0, took=1.0)
    assert pace.allowed == 8


def test_a_pace_shrinks_where_a_site_slows_down() -> None:
    pace = build_pace(8)
    for took in [0.1] * 40:
        pace.ease(began=0, took=took)
    for took in [2.0] * 60:
        pace.ease(began=0, took=took)
    assert pace.allowed == 4
