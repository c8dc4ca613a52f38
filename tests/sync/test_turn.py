"""When a write may begin, and what makes everybody wait."""

from __future__ import annotations

import datetime as dt

from tests.sync.clockwork import Clockwork
from tests.sync.small_catalogue import SmallCatalogue
from tests.sync.undoing import make_plan, row
from toolkit.sync.apply import apply_plan
from toolkit.sync.interrupt import Halt
from toolkit.sync.ledger import open_ledger
from toolkit.sync.pace import Pace
from toolkit.sync.plan import Wish
from toolkit.sync.turn import Turn

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)


def test_a_part_of_a_write_that_was_turned_away_makes_the_next_ones_wait() -> None:
    clockwork, catalogue = Clockwork(), SmallCatalogue()
    waits = [7.0, 5.0]
    catalogue.during = lambda: catalogue.strain(waits.pop(0)) if waits else None
    with open_ledger("sqlite://") as ledger:
        plan = make_plan(catalogue, ledger, Wish(("amt",), (row("1"), row("2"), row("3"))))
        assert not apply_plan(plan, catalogue, ledger, lambda _: None, lambda: AT, timer=clockwork.timer).failed
    assert 12 <= clockwork.seconds < 13
    catalogue.strain(60)  # the run is over, and nobody listens any more


def test_a_write_that_is_turned_away_several_times_is_one_sign() -> None:
    clockwork = Clockwork()
    turn = Turn(Pace(8, start=8), Halt(), clockwork.timer)
    turn.begin()
    clockwork.sleep(1)
    for wait in (3, 9, 0):
        turn.strain(wait)
    assert turn.pace.allowed == 4
    assert turn.pace.pause(clockwork.seconds) == 9
    turn.begin()
    turn.strain(0)
    assert turn.pace.allowed == 2


def test_a_question_past_all_writes_counts_as_well() -> None:
    turn = Turn(Pace(8, start=8), Halt(), Clockwork().timer)
    turn.strain(0)
    assert turn.pace.allowed == 4
