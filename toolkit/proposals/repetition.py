"""Numbered and repeated columns: ``Schlagwort 1..3``, ``Ressource 2 URL``, ``Link`` and ``Link2``, ``Format`` twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.model.identity import slug
from toolkit.model.table import Column
from toolkit.proposals.candidates import Subject
from toolkit.proposals.fitness import share
from toolkit.proposals.wording import HeadingDictionary, strip_number
from toolkit.reading.headingname import normalize_heading

_HIGHEST = 40
"""Greater numbers in a heading count nothing: they are years, paragraphs and numbers of offices."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Columns that say the same of different things, with the number of each; a family of one is a plain column."""

    members: tuple[Subject, ...]
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the first column, which stands for all."""
        return self.members[0].name

    @property
    def first(self) -> Subject:
        """The column whose content is looked at: the fullest."""
        return max(self.members, key=lambda subject: subject.profile.filled)

    @property
    def is_numbered(self) -> bool:
        """Whether there are several columns."""
        return len(self.members) > 1


def fold_columns(subjects: Sequence[Subject], dictionary: HeadingDictionary) -> tuple[Family, ...]:
    """Put numbered columns together, each family in the order of its numbers.

    A column without a number counts as the first one beside others that have one. Columns of the very same heading are
    numbered in their order, too.
    """
    stems: defaultdict[str, list[tuple[str, Subject]]] = defaultdict(list)
    for subject in subjects:
        number = number_of(subject.column, dictionary)
        stems[stem_of(subject.column, dictionary) or subject.name].append((number, subject))
    families = [family for members in stems.values() for family in _split(members)]
    order = {subject.name: place for place, subject in enumerate(subjects)}
    return tuple(sorted(families, key=lambda family: order[family.name]))


_SERVICE = re.compile(
    r"^(?:(?:link|url|adresse|dienst|dienste-?url|get-?capabilities(?:[- ]?(?:url|link))?)[ :-]*)?(?:zu[mr]? )?"
    r"(wms|wfs|wmts|wcs|csw|sos|oaf|ogc[ -]?api(?: features)?|rest(?:[- ]?api)?|api|atom(?:[- ]?feed)?|sparql|oparl|"
    r"geoportal|downloaddienst|darstellungsdienst|kartendienst|webservice)"
    r"(?:[- ]?(?:link|url|adresse|dienst|get-?capabilities))?$"
)


def fold_services(families: Sequence[Family]) -> tuple[Family, ...]:
    """Put the columns for kinds of services (WMS, WFS, API) together: each is the address of another distribution."""
    named = [(family, _SERVICE.match(normalize_heading(family.members[0].column.headings[-1]))) for family in families
             if not family.is_numbered and family.members[0].column.headings]  # fmt: skip
    services = [(family, found[1]) for family, found in named if found and _holds_addresses(family.first)]
    if len(services) < 2 or len({slug(name) for _, name in services}) < len(services):
        return tuple(families)
    whole = Family(tuple(family.first for family, _ in services), tuple(slug(name) for _, name in services))
    inside = {family.name for family, _ in services}
    return (*(family for family in families if family.name not in inside), whole)


def _holds_addresses(subject: Subject) -> bool:
    """Tell whether a column holds web addresses, or nothing yet."""
    profile = subject.profile
    return not profile.filled or share(profile, "url") >= 0.5 or profile.links >= 0.5 * profile.filled


def _split(members: list[tuple[str, Subject]]) -> list[Family]:
    """Make one family of columns with different numbers; numbers that clash are no numbering."""
    if len(members) == 1:
        return [Family((members[0][1],), ("",))]
    if not any(number for number, _ in members):
        return [Family(tuple(one for _, one in members), tuple(str(place) for place in range(1, len(members) + 1)))]
    numbered = sorted(((int(number or 1), one) for number, one in members), key=lambda pair: pair[0])
    numbers = [number for number, _ in numbered]
    if len(set(numbers)) < len(numbers) or numbers[-1] > _HIGHEST:
        return [Family((one,), ("",)) for _, one in members]
    return [Family(tuple(one for _, one in numbered), tuple(map(str, numbers)))]


def number_of(column: Column, dictionary: HeadingDictionary) -> str:
    """Give the number in a column's heading or in its group's; empty where there is none."""
    for line in reversed(column.headings):
        number = dictionary.number_of(line) if any(map(str.isdigit, line)) else ""
        if number and number.isdigit():
            return str(int(number))
    return ""


def stem_of(column: Column, dictionary: HeadingDictionary) -> str:
    """Give a column's heading without its number, as headings are compared; empty where it has none."""
    lines: Iterable[str] = (strip_number(line, dictionary) for line in column.headings if line)
    return normalize_heading(" › ".join(lines))
