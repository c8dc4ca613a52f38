"""Buckets of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.web.rate import Limiter
from toolkit.web.refusal import Refusal
from toolkit.web.settings import Rate


class Time:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_empties_and_fills_again() -> None:
    time = Time()
    limiter = Limiter(Rate(2, 6), time)
    assert [limiter.try_take("a") for _ in range(3)] == [0, 0, 10]
    assert limiter.try_take("b") == 0
    time.at = 9.5
    assert limiter.try_take("a") == 1
    time.at = 10
    assert limiter.try_take("a") == 0
    time.at = 1000
    assert [limiter.try_take("a") for _ in range(3)] == [0, 0, 10]


def test_a_refusal_says_how_long_to_wait() -> None:
    limiter = Limiter(Rate(1, 60), Time())
    limiter.take("a")
    with pytest.raises(Refusal, match="too often") as refused:
        limiter.take("a")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "1")
    assert str(refused.value.remedy) == "Wait 1 second, then try it again."


def test_many_addresses_do_not_fill_the_memory() -> None:
    limiter = Limiter(Rate(1, 1), Time())
    for number in range(10_100):
        limiter.try_take(str(number))
    assert len(limiter._buckets) == 10_000
    assert limiter.try_take("0") == 0
    assert limiter.try_take("10099") > 0


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5), st.integers(1, 100))
def test_never_more_than_the_burst_and_what_time_brings(pauses: list[float], burst: int, per_minute: int) -> None:
    time = Time()
    limiter = Limiter(Rate(burst, per_minute), time)
    granted = 0
    for pause in pauses:
        time.at += pause
        granted += limiter.try_take("a") == 0
    assert granted <= burst + time.at * per_minute / 60 + 1e-6
