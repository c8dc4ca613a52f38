"""The table of release decisions: laid out once, however many datasets there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.reports.small_check import PUBLIC, build_inventory
from toolkit.model.release import Release
from toolkit.reports.ink import Ink
from toolkit.reports.language import Translator
from toolkit.reports.release import build_release_text


class Counted(tuple[Release, ...]):
    """Releases that count how often somebody goes through all of them."""

    __slots__ = ()
    passes = 0

    def __iter__(self) -> Iterator[Release]:
        type(self).passes += 1
        return super().__iter__()


@pytest.mark.parametrize("n", [2, 40])
def test_the_releases_are_gone_through_as_often_for_many_datasets_as_for_few(n: int) -> None:
    inventory = build_inventory(releases={f"A-{number}": PUBLIC for number in range(n)})
    Counted.passes = 0
    shown = build_release_text(
        replace(inventory, releases=Counted(inventory.releases)), Translator("en"), Ink(width=80)
    )
    assert shown.startswith("amt.xlsx")
    assert f"released ({n})" in shown
    assert Counted.passes < 10
