"""Columns of a data table that look personal, by their heading and by what stands in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from toolkit.privacy.heading import find_certain, find_possible
from toolkit.privacy.sort import Sort
from toolkit.privacy.value import find_sights
from toolkit.privacy.words import load_words

_LEAST_SHARE = 0.3
"""In a column of persons many values are persons; a street named after one is an exception."""

_SURE = frozenset({Sort.IBAN, Sort.TAX_NUMBER, Sort.INSURANCE_NUMBER, Sort.BIRTH, Sort.EMAIL, Sort.PHONE})
"""What has a form of its own: one such value is enough."""

_LEAST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A column that looks personal: what it seems to hold, whether its heading says so, and how many values look it.

    ``first`` is the number of the first such row, counted as the table gives them; 0 where only the heading speaks.
    """

    column: int
    heading: str
    sort: Sort
    by_heading: bool
    values: int = 0
    first: int = 0


@dataclass(slots=True)
class _Seen:
    """What was seen of one column."""

    filled: int = 0
    names: int = 0
    sights: Counter[Sort] = field(default_factory=Counter)
    first: dict[Sort, int] = field(default_factory=dict)


def review_table(headings: Sequence[str], rows: Iterable[tuple[int, Sequence[object]]]) -> tuple[Suspicion, ...]:
    """Look at headings and rows (each with its number) and give the columns that look personal.

    Headings that name offices as often as persons count only where another column is certain. Never raises.

    >>> found = review_table(["Nr.", "Name", "IBAN"], [(2, ["1", "Turnverein", "DE89370400440532013000"])])
    >>> [(one.heading, one.sort.value, one.values) for one in found]
    [('Name', 'name', 0), ('IBAN', 'iban', 1)]
    """
    seen = [_Seen() for _ in headings]
    for number, row in rows:
        for column, value in enumerate(row[: len(seen)]):
            _look(seen[column], number, value)
    certain = [_suspect(place, heading, one) for place, (heading, one) in enumerate(zip(headings, seen, strict=True))]
    if not any(certain):
        return ()
    places = enumerate(zip(headings, certain, strict=True))
    all_found = (one or _suspect_beside(place, heading) for place, (heading, one) in places)
    return tuple(found for found in all_found if found)


def _look(seen: _Seen, number: int, value: object) -> None:
    """Take one value in."""
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        return
    seen.filled += 1
    text = str(value)
    sorts = {sight.sort for sight in find_sights(text)}
    if _is_given_name(text):
        seen.names += 1
        sorts.add(Sort.NAME)
    for sort in sorts:
        seen.sights[sort] += 1
        seen.first.setdefault(sort, number)


def _is_given_name(text: str) -> bool:
    """Tell whether a text of at most three words begins with a frequent given name: “Anna”, “Anna Muster”."""
    words = text.split()
    return 0 < len(words) <= 3 and words[0].casefold() in load_words().given_names


def _suspect(place: int, heading: str, seen: _Seen) -> Suspicion | None:
    """Suspect a column by its heading, else by its values."""
    sort = find_certain(heading)
    if sort:
        return Suspicion(place, heading, sort, by_heading=True, values=seen.sights[sort], first=seen.first.get(sort, 0))
    for found, count in seen.sights.most_common():
        if _is_enough(found, count, seen):
            return Suspicion(place, heading, found, by_heading=False, values=count, first=seen.first[found])
    return None


def _is_enough(sort: Sort, count: int, seen: _Seen) -> bool:
    """Tell whether so many values of a sort are no accident."""
    if sort in _SURE:
        return True
    return count >= _LEAST_NAMES and count >= _LEAST_SHARE * seen.filled


def _suspect_beside(place: int, heading: str) -> Suspicion | None:
    """Suspect a column whose heading may speak of persons, beside one that certainly does."""
    sort = find_possible(heading)
    return Suspicion(place, heading, sort, by_heading=True) if sort else None
