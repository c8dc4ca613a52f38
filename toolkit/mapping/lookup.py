"""What a mapping says instead of an office's words: whole words first, then parts of a text, then patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.mapping.fields import PREFIX
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.reading.text import clean

if TYPE_CHECKING:
    from toolkit.mapping.row import Row
    from toolkit.mapping.spec import ColumnSpec, Lookup
    from toolkit.model.grid import CellRef


def fold(text: str) -> str:
    """Reduce a text to what look-ups compare: edge blanks and case do not count."""
    return clean(text).casefold()


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One entry: the mapping's word or pattern, and what it stands for; None leaves the word out.

    ``own`` are entries of the column itself; those of ``lookups`` hold for every column of a field.
    """

    word: str
    target: str | None
    own: bool = True


@dataclass(slots=True, eq=False)
class Dropped:
    """A word that the mapping leaves out: the first cell that says it, with its row, and how many cells do."""

    cell: CellRef
    heading: str
    row: Row
    count: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """All entries that hold for one column, and which of them were met.

    ``whole`` is known by folded word, the column's own before those of ``lookups``. A whole word costs one look into
    a dictionary, however many there are; parts and patterns are gone through, so that a reader asks once per value.
    """

    whole: Mapping[str, Entry] = field(default_factory=dict)
    parts: tuple[tuple[str, Entry], ...] = ()
    patterns: tuple[tuple[re.Pattern[str], Entry], ...] = ()
    used: set[Entry] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Tell whether there is any entry."""
        return bool(self.whole or self.parts or self.patterns)

    @property
    def searches(self) -> bool:
        """Whether texts must be searched for parts or held against patterns."""
        return bool(self.parts or self.patterns)

    @property
    def longest(self) -> int:
        """The length of the longest whole word."""
        return max(map(len, self.whole), default=0)

    def find_whole(self, folded: str) -> Entry | None:
        """Find the entry of a whole word, case and edge blanks aside."""
        entry = self.whole.get(folded)
        if entry is not None:
            self.used.add(entry)
        return entry

    def search(self, text: str) -> tuple[Entry, ...]:
        """List the entries whose part stands in a text; only where there are none, those whose pattern fits all of it.

        >>> words = Words(parts=(("karte", Entry("Karte", "MAP")),), patterns=((re.compile("K.*"), Entry("K.*", "K")),))
        >>> [entry.target for entry in words.search("Radkarte")], [entry.target for entry in words.search("Kataster")]
        (['MAP'], ['K'])
        """
        folded = text.casefold()
        found = tuple(entry for part, entry in self.parts if part in folded)
        found = found or tuple(entry for pattern, entry in self.patterns if pattern.fullmatch(text))
        self.used.update(found)
        return found

    @property
    def own(self) -> Iterator[Entry]:
        """The column's own entries, in the order of the mapping."""
        yield from (entry for entry in self.whole.values() if entry.own)
        yield from (entry for _, entry in self.parts)
        yield from (entry for _, entry in self.patterns)


def merge_lookups(lookups: Mapping[str, Lookup], path: str, *, in_distributions: bool = False) -> Lookup:
    """Give the words that hold for a field wherever it is filled; ``lookups`` are the mapping's, by field.

    A distribution's field goes by ``distribution.format`` and by ``format``, whose words count after the others;
    ``in_distributions`` says that the column stands in the table of distributions, where fields have no prefix.

    >>> lookups = {"format": {"Tabelle": "CSV"}, "distribution.format": {"Tabelle": "XLSX", "Karte": "WMS"}}
    >>> merge_lookups(lookups, "format", in_distributions=True), merge_lookups(lookups, "distribution.format")
    ({'Tabelle': 'XLSX', 'Karte': 'WMS'}, {'Tabelle': 'XLSX', 'Karte': 'WMS'})
    """
    if not lookups:
        return {}
    of_part = in_distributions or path.startswith(PREFIX)
    names = (path.removeprefix(PREFIX), PREFIX + path.removeprefix(PREFIX)) if of_part else (path,)
    return {word: target for name in names for word, target in lookups.get(name, {}).items()}


def build_words(spec: ColumnSpec, shared: Lookup) -> Words:
    """Prepare the entries of a column; ``shared`` are the words that the mapping's ``lookups`` hold for its field.

    A pattern must fit the whole text, blanks at its edges left out, whatever the case (``re.fullmatch``): what may
    stand anywhere in a text fits too much too easily, and ``.*`` says so where it is meant. Raises Problem for a
    pattern that is none.
    """
    own = {fold(word): Entry(word, target) for word, target in spec.lookup.items()}
    common = {fold(word): Entry(word, target, own=False) for word, target in shared.items() if fold(word) not in own}
    parts = tuple((fold(word), Entry(word, target)) for word, target in spec.lookup_contains.items())
    patterns = tuple((compile_pattern(word), Entry(word, target)) for word, target in spec.lookup_regex.items())
    return Words(own | common, parts, patterns)


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a mapping; case does not count. Raises Problem where it is none."""
    try:
        return re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise Problem(
            say("the pattern “{pattern}” cannot be used: {cause}", pattern=pattern, cause=str(error)),
            say("Correct it in the mapping; docs/mapping.md shows what patterns can say."),
        ) from error
