"""A push into a folder that dies like a process under kill -9, at the n-th time that it looks at its clock."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from toolkit.catalogues.folder import FolderCatalogue
from toolkit.model.dataset import Organization
from toolkit.model.entry import Entry, Resource, Value
from toolkit.model.plan import Plan
from toolkit.sync.apply import apply_plan
from toolkit.sync.ledger import Ledger, open_ledger
from toolkit.sync.plan import Desired, Options, Wish, build_plan, build_scope

AT = dt.datetime(2025, 3, 1, 12, 0, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still and ends the process at the n-th look; never with 0."""

    def __init__(self, looks: int = 0) -> None:
        self.looks = 0
        self._last = looks

    def __call__(self) -> dt.datetime:
        self.looks += 1
        if self.looks == self._last:
            os._exit(9)
        return AT


def make_plan(catalogue: FolderCatalogue, ledger: Ledger) -> Plan:
    """Plan two new datasets in a new organisation."""
    rows = []
    for key in ("1", "2"):
        fields: dict[str, Value] = {
            "private": False,
            "owner_org": "amt",
            "title": f"Titel {key}",
            "keywords": ("a", "b"),
        }
        entry = Entry(f"amt:{key}", f"daten-{key}", fields, (Resource(f"r{key}", {"title": "CSV"}),))
        rows.append(Desired(entry, f"Titel {key}", "amt", {}, Organization("amt", "Amt")))
    wish = Wish(("amt",), tuple(rows))
    pushed = ledger.pushed(catalogue.target, wish.inventories)
    snapshot = catalogue.fetch_snapshot(build_scope(wish, pushed))
    return build_plan(wish, snapshot, pushed, Options(create_organizations=True))


def push(root: Path, clock: Clock) -> Plan:
    """Plan and push; give the plan that was pushed."""
    catalogue = FolderCatalogue(root / "katalog")
    with open_ledger(root / "ledger.sqlite") as ledger:
        plan = make_plan(catalogue, ledger)
        assert not apply_plan(plan, catalogue, ledger, lambda _: None, clock).failed
        return plan


if __name__ == "__main__":
    push(Path(sys.argv[1]), Clock(int(sys.argv[2])))
