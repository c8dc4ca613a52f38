"""Columns that name the same office more and less exactly: “Amt” beside “Dezernat”. The more exact one is the creator.

The other one stays in the office (``ignore.other``): a dataset has one creator, and the wider unit follows from the
narrower one. Where both say the same, or the sheet is empty, a person is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations

from toolkit.model.message import say
from toolkit.proposals.candidates import Subject
from toolkit.proposals.context import Ranked, Weighed
from toolkit.proposals.proposal import Candidate
from toolkit.proposals.rowmode import read_cells

_LIKELY = 0.7
_FOLLOWS = 0.9
_LEAST_ROWS = 3
_SETTLED = 0.82
_TARGET = "creator.name"


def weigh_units(subjects: Sequence[Subject], weighed: Mapping[str, Ranked]) -> Weighed:
    """Weigh anew the columns that name offices, where one names a part of what the other names."""
    result = dict(weighed)
    units = [
        one for one in subjects if any(c.target == _TARGET and c.confidence >= _LIKELY for c in weighed[one.name][:1])
    ]
    cells = {one.name: read_cells(one) for one in units} if len(units) > 1 else {}
    wider = {
        wide.name: fine
        for wide, fine in permutations(units, 2)
        if cells and _follows(cells[wide.name], cells[fine.name])
    }
    for name, fine in wider.items():
        result[name] = _leave_wider(weighed[name], fine.name)
    return result


def _follows(wide: Sequence[str], fine: Sequence[str]) -> bool:
    """Tell whether a wider unit follows from a finer one: each finer one stands with one wider, and there are more."""
    pairs = Counter((one, other) for one, other in zip(fine, wide, strict=False) if one and other)
    if pairs.total() < _LEAST_ROWS or len({one for one, _ in pairs}) <= len({other for _, other in pairs}):
        return False
    best: dict[str, int] = {}
    for (one, _), count in pairs.items():
        best[one] = max(best.get(one, 0), count)
    return sum(best.values()) >= _FOLLOWS * pairs.total()


def _leave_wider(ranked: Ranked, fine: str) -> Ranked:
    """Let the wider unit stay in the office."""
    creator = next(one for one in ranked if one.target == _TARGET)
    why = say("“{heading}” names the unit more exactly", heading=fine)
    rest = tuple(replace(one, confidence=one.confidence * 0.6) for one in ranked if one.target != "ignore.other")
    return (Candidate("ignore.other", _SETTLED, (*creator.evidence[:1], why)), *rest)
