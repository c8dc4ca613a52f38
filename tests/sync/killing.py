"""A run that dies at a moment of one's choice, as with kill -9."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)
_STRIDE = 3


class Killed(BaseException):
    """Nobody catches this, as nobody catches kill -9."""


class Killer:
    """Kills at the n-th point that it is asked about; counts the points."""

    def __init__(self, point: int | None = None) -> None:
        self.points = 0
        self._point = point

    def __call__(self, *_: object) -> None:
        self.points += 1
        if self.points == self._point:
            raise Killed

    def now(self) -> dt.datetime:
        self()
        return AT


def list_points(points: int) -> list[Any]:
    """List all moments as values of a test's parameter; most of them are for those who have more time."""
    return [pytest.param(n, marks=() if n % _STRIDE == 1 else pytest.mark.slow) for n in range(1, points + 1)]
