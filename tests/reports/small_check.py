"""A small inventory with the findings that a test is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from toolkit.checks.baseline import Acceptance, Checked, judge
from toolkit.model.dataset import Dataset, Described
from toolkit.model.finding import Finding, Place, Severity
from toolkit.model.grid import CellRef
from toolkit.model.inventory import Inventory
from toolkit.model.message import Message, say
from toolkit.model.release import Audience, Reason, Release

DAY = dt.date(2026, 11, 22)
PUBLIC = Release(Audience.PUBLIC)
CLOSED = Release(Audience.NOBODY, (Reason(say("“{text}”: not released", text="nein")),))


def find(
    code: str = "licence-unknown",
    key: str = "A-1",
    row: int = 2,
    text: str = "CC?",
    *,
    severity: Severity = Severity.ERROR,
    heading: str = "Lizenz",
    column: int = 4,
    workbook: str = "amt.xlsx",
    message: Message | None = None,
    remedy: str = "Correct it.",
    nearest: tuple[str, ...] = (),
    snippet: str = "",
    comment: str = "",
    title: str = "",
) -> Finding:
    """Make a finding at a cell; row 0 means none."""
    cell = CellRef(workbook, "Daten", row, column) if row else None
    place = Place(cell, heading, key, title)
    said = message or say("“{text}” is not in the licence list", text=text)
    return Finding(code, severity, said, place, text, nearest, say(remedy) if remedy else None, snippet, comment)


def build_inventory(
    *findings: Finding, releases: Mapping[str, Release] | None = None, keys: Iterable[str] = (), file: str = "amt.xlsx"
) -> Inventory:
    """Make an inventory of these datasets; without any named, of a public one for each key that findings have."""
    found = dict.fromkeys(one.place.key for one in findings if one.place.key)
    every = [*(releases or keys or found)]
    described = tuple(Described(Dataset("amt", key, f"Titel {key}"), frozenset()) for key in every)
    decided = tuple((releases or {}).get(key, PUBLIC) for key in every)
    return Inventory("amt", "Daten des Amts", file, "/ablage", "amt", len(every), described, decided, findings)


def check(
    *findings: Finding, baseline: Iterable[Acceptance] = (), releases: Mapping[str, Release] | None = None
) -> Checked:
    """Check an inventory on a day."""
    return judge(build_inventory(*findings, releases=releases), baseline, DAY)
