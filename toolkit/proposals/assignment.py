"""The best assignment of meanings to all columns at once: no field twice by accident, and no column served first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from toolkit.mapping.fields import DISTRIBUTION_FIELDS, ROW_FIELDS
from toolkit.proposals.proposal import Candidate

_MOST_CANDIDATES = 6
_STEEPNESS = 4
"""Confidence counts with this power: one sure meaning is worth more than two doubtful ones."""


def takes_several(target: str) -> bool:
    """Tell whether several columns may have a target: lists, and what is ignored.

    >>> [takes_several(target) for target in ("keywords", "ignore.remarks", "title", "release.publish")]
    [True, True, False, False]
    """
    field = ROW_FIELDS.get(target) or DISTRIBUTION_FIELDS.get(target)
    return target.startswith("ignore.") or bool(field and field.many)


def assign_targets(candidates: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """Give each column (or family of numbered columns) the meaning that makes the whole surest.

    Columns for which nothing is left are missing from the result.

    >>> stand = (Candidate("modified", 0.9), Candidate("issued", 0.6))
    >>> found = assign_targets({"Stand": stand, "Geändert": (Candidate("modified", 0.95),)})
    >>> {name: one.target for name, one in sorted(found.items())}
    {'Geändert': 'modified', 'Stand': 'issued'}
    """
    ranked = {name: tuple(some)[:_MOST_CANDIDATES] for name, some in candidates.items() if some}
    chosen: dict[str, Candidate] = {}
    for names in _group(ranked):
        if len(names) == 1:
            chosen[names[0]] = max(ranked[names[0]], key=lambda one: (one.confidence, one.target))
        else:
            chosen |= _solve(names, ranked)
    return chosen


def _group(ranked: Mapping[str, Sequence[Candidate]]) -> list[list[str]]:
    """Put columns together that want the same field, directly or through others; the rest decide alone."""
    wanting: defaultdict[str, list[str]] = defaultdict(list)
    for name, some in sorted(ranked.items()):
        for one in some:
            if not takes_several(one.target):
                wanting[one.target].append(name)
    leader = {name: name for name in ranked}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for names in wanting.values():
        for other in names[1:]:
            leader[find(other)] = find(names[0])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(ranked):
        groups[find(name)].append(name)
    return list(groups.values())


def _solve(names: Sequence[str], ranked: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """Solve one group: columns against the fields that they share; each column may also stay by itself."""
    shared = sorted({one.target for name in names for one in ranked[name] if not takes_several(one.target)})
    alone = {name: _best_alone(ranked[name]) for name in names}
    worth = {name: {one.target: _worth(one) for one in ranked[name]} for name in names}
    cost = [
        [1.0 - worth[name].get(target, 0.0) for target in shared]
        + [1.0 - (_worth(alone[name]) if place == own else 0.0) for place in range(len(names))]
        for own, name in enumerate(names)
    ]
    chosen: dict[str, Candidate] = {}
    for row, place in enumerate(solve_costs(cost)):
        name = names[row]
        wanted = shared[place] if place < len(shared) else None
        found = next((one for one in ranked[name] if one.target == wanted), None)
        if found or (found := alone[name]):
            chosen[name] = found
    return chosen


def solve_costs(cost: Sequence[Sequence[float]]) -> list[int]:
    """Give the place of each row so that the sum of costs is least; there are at least as many places as rows.

    Shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant 1987): rows² × places steps.

    >>> solve_costs([[4, 1, 3], [2, 0, 5], [3, 2, 2]])
    [1, 0, 2]
    """
    places = len(cost[0]) if cost else 0
    row_price, place_price = [0.0] * (len(cost) + 1), [0.0] * (places + 1)
    holder = [0] * (places + 1)
    for row in range(1, len(cost) + 1):
        holder[0] = row
        end, came_from = _find_path(cost, holder, row_price, place_price)
        while end:
            holder[end] = holder[came_from[end]]
            end = came_from[end]
    found = [0] * len(cost)
    for place in range(1, places + 1):
        if holder[place]:
            found[holder[place] - 1] = place - 1
    return found


def _find_path(
    cost: Sequence[Sequence[float]], holder: Sequence[int], row_price: list[float], place_price: list[float]
) -> tuple[int, list[int]]:
    """Find the cheapest way from the new row to a free place, and adjust the prices; place 0 stands for the new row."""
    places = len(place_price)
    least, came_from, used = [math.inf] * places, [0] * places, [False] * places
    place = 0
    while holder[place]:
        used[place] = True
        costs, price = cost[holder[place] - 1], row_price[holder[place]]
        for other in range(1, places):
            if not used[other] and (step := costs[other - 1] - price - place_price[other]) < least[other]:
                least[other], came_from[other] = step, place
        nearest = min((other for other in range(1, places) if not used[other]), key=least.__getitem__)
        step = least[nearest]
        for other in range(places):
            if used[other]:
                row_price[holder[other]] += step
                place_price[other] -= step
            else:
                least[other] -= step
        place = nearest
    return place, came_from


def _best_alone(some: Iterable[Candidate]) -> Candidate | None:
    """Give the surest meaning that no other column can take away."""
    own = [one for one in some if takes_several(one.target)]
    return max(own, key=lambda one: (one.confidence, one.target), default=None)


def _worth(candidate: Candidate | None) -> float:
    """Weigh a meaning; none is worth nothing."""
    return candidate.confidence**_STEEPNESS if candidate else 0.0
