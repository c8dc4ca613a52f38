from __future__ import annotations

import itertools
import random
import time

from hypothesis import given
from hypothesis import strategies as st

from toolkit.proposals.assignment import assign_targets, solve_costs, takes_several
from toolkit.proposals.proposal import Candidate

_TARGETS = ("title", "license", "modified", "issued", "keywords", "ignore.remarks", "landing_page")


def candidates(**confidences: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(target.replace("__", "."), confidence) for target, confidence in confidences.items())


def chosen(**columns: tuple[Candidate, ...]) -> dict[str, str]:
    return {name: one.target for name, one in assign_targets(columns).items()}


def test_the_surer_column_gets_the_field_and_the_other_its_second_best() -> None:
    assert chosen(Stand=candidates(modified=0.9, issued=0.6), Zuletzt=candidates(modified=0.95)) == {
        "Stand": "issued",
        "Zuletzt": "modified",
    }


def test_a_sure_meaning_is_not_given_up_for_two_doubtful_ones() -> None:
    found = chosen(A=candidates(title=0.97, description=0.5), B=candidates(title=0.55))
    assert found["A"] == "title"


def test_a_column_for_which_nothing_is_left_is_missing() -> None:
    assert chosen(A=candidates(title=0.95), B=candidates(title=0.9)) == {"A": "title"}


def test_lists_and_ignored_columns_may_repeat() -> None:
    found = chosen(
        A=candidates(keywords=0.9), B=candidates(keywords=0.9), C=candidates(ignore__x=0.9), D=candidates(ignore__x=0.9)
    )
    assert found == {"A": "keywords", "B": "keywords", "C": "ignore.x", "D": "ignore.x"}


@given(st.lists(st.dictionaries(st.sampled_from(_TARGETS), st.floats(0.2, 0.99), max_size=4), max_size=7))
def test_no_single_field_is_given_twice(columns: list[dict[str, float]]) -> None:
    options = {str(place): tuple(map(Candidate, one, one.values())) for place, one in enumerate(columns)}
    targets = [one.target for one in assign_targets(options).values() if not takes_several(one.target)]
    assert len(targets) == len(set(targets))


@given(st.lists(st.lists(st.floats(0, 1), min_size=5, max_size=5), min_size=1, max_size=5))
def test_the_assignment_is_the_cheapest_there_is(cost: list[list[float]]) -> None:
    found = solve_costs(cost)
    assert len(set(found)) == len(cost)
    orders = itertools.permutations(range(5), len(cost))
    least = min(sum(row[place] for row, place in zip(cost, order, strict=True)) for order in orders)
    assert abs(sum(row[place] for row, place in zip(cost, found, strict=True)) - least) < 1e-9


def test_sixty_columns_that_all_want_the_same_fields_are_assigned_at_once() -> None:
    chance = random.Random(1)  # noqa: S311 (nothing secret)
    options = {
        str(column): tuple(Candidate(f"field{chance.randrange(100)}", chance.random()) for _ in range(6))
        for column in range(60)
    }
    start = time.perf_counter()
    assign_targets(options)
    assert time.perf_counter() - start < 0.3
