"""Headings as they are compared: by the finder, by mappings and by proposals alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.reading.text import clean

LETTERED = re.compile(r"\[([a-z]{1,3}|\d{1,7})\]")
"""A normalised name that gives the letters of a column without a heading; of a form, the number of a row."""

_NUMBERED = re.compile(r"(.*\S)\s*\[(\d{1,3})\]")
_MARKS = re.compile(r"\s*[*:]+\s*$")


def normalize_heading(text: str) -> str:
    """Reduce a heading to what counts: case, edge blanks and the marks of required columns do not.

    ``>`` stands for ``›``, which not every keyboard has.

    >>> normalize_heading("  Titel * "), normalize_heading("Schlagworte:"), normalize_heading("Nutzung > Lizenz")
    ('titel', 'schlagworte', 'nutzung › lizenz')
    """
    return _MARKS.sub("", clean(text)).casefold().strip().replace(" > ", " › ")


def split_number(name: str) -> tuple[str, int]:
    """Take the number off a name that counts the columns of one heading; 0 where there is none.

    >>> split_number("Bemerkung [2]"), split_number("Bemerkung"), split_number("[D]")
    (('Bemerkung', 2), ('Bemerkung', 0), ('[D]', 0))
    """
    found = _NUMBERED.fullmatch(clean(name))
    return (found[1], int(found[2])) if found else (name, 0)


def list_counted(names: Iterable[str]) -> frozenset[str]:
    """Give the headings of which a mapping counts the columns: there, a name without a number means the first.

    >>> sorted(list_counted(["Titel", "Bemerkung", "Bemerkung [2]"]))
    ['bemerkung']
    """
    return frozenset(normalize_heading(base) for base, number in map(split_number, names) if number)
