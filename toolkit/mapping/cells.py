"""Reads the cells of one column: each cell's value becomes the value of the field that the column fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from toolkit.mapping.addresses import is_same_address, mask_secret
from toolkit.mapping.lookup import Dropped, Entry, Words, build_words, fold
from toolkit.mapping.parsers import parse_value
from toolkit.mapping.values import Parsed, Trouble
from toolkit.model.grid import CellValue, show
from toolkit.model.message import enumerate_all, quote, say
from toolkit.reading.text import clean, has_odd_signs
from toolkit.vocabularies.load import load_vocabulary
from toolkit.vocabularies.lookup import Found, Suggested
from toolkit.vocabularies.spelling import normalise

if TYPE_CHECKING:
    from toolkit.mapping.fields import Field
    from toolkit.mapping.spec import ColumnSpec, Lookup

__all__ = ["CellReader", "Reading", "build_reader", "fold", "read_given"]

Reading: TypeAlias = "tuple[Any, tuple[Trouble, ...]]"
"""A field's value (None where there is none) and what was wrong with the cell."""

_NOTHING: Reading = (None, ())
_FROM_LINKS = frozenset({"url", "email", "area"})
_UNIQUE = frozenset({"text", "line"})
_AS_SHOWN = frozenset({"text", "line", "concept"})
_LINE_BREAK = r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
_LONGEST_LABEL = 4
"""How many pieces of a split cell are tried as one value: labels hold up to two commas."""


@dataclass(frozen=True, slots=True, eq=False)
class CellReader:
    """Reads one column's cells; equal texts are read once.

    ``longest`` is the length of the longest whole word in ``nulls`` and ``words``, so that long texts are not looked
    up. ``dropped`` tells by the text of a cell which words of it the mapping leaves out, ``left_out`` where each of
    them was met.
    """

    target: Field
    spec: ColumnSpec
    nulls: frozenset[str]
    words: Words
    longest: int
    separators: re.Pattern[str] | None = None
    known: dict[CellValue, Reading] = field(default_factory=dict)
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: dict[str, Dropped] = field(default_factory=dict)

    @property
    def follows_links(self) -> bool:
        """Whether a hyperlink's target counts for this field."""
        return self.target.kind in _FROM_LINKS

    @property
    def reads_as_shown(self) -> bool:
        """Whether a number counts with the zeros and words that its format shows."""
        return self.target.kind in _AS_SHOWN

    @property
    def is_dealt(self) -> bool:
        """Whether the pieces of a cell belong to different distributions."""
        return bool(self.spec.split) and not self.target.many

    @property
    def vocabulary(self) -> str:
        """The vocabulary of a coded field: the mapping's, else the field's own."""
        return self.spec.vocabulary or self.target.vocabulary

    def read(self, value: CellValue, link: str = "") -> Reading:
        """Read one cell; a hyperlink's target counts for addresses, its shown text for everything else."""
        if link and self.follows_links:
            return self._read_link(value, link)
        if value is None:
            return _NOTHING
        if isinstance(value, bool | float) or (self.target.kind in _UNIQUE and not self.target.many):
            return self._read(value)  # 1, 1.0 and True are one key to a dict but not one value
        reading = self.known.get(value)
        if reading is None:
            reading = self.known[value] = self._read(value)
        return reading

    def _read(self, value: CellValue) -> Reading:
        """Read a value that was not met before; signs that no file can hold are taken out, which is told."""
        result, troubles = self._read_words(value)
        if isinstance(value, str) and has_odd_signs(value):
            return result, (*troubles, Trouble("text-unwritable", _WRITABLE, text=clean(value)[:_SHOWN]))
        return result, troubles

    def _read_words(self, value: CellValue) -> Reading:
        """Read a value: the mapping's words, null words, splitting, then the kind.

        Words that the mapping names count before null words, so that it can give even a dash a meaning.
        """
        shown = show(value)
        text = clean(shown)
        if len(text) <= self.longest:
            folded = text.casefold()
            if folded and (entry := self.words.find_whole(folded)):
                return self._read_entry(entry, shown)
            if not folded or folded in self.nulls:
                return _NOTHING
        if self.target.many:
            return self._read_many(shown)
        if self.words.searches and (found := self._search(text)):
            return self._read_entry(found, shown) if isinstance(found, Entry) else (None, (found,))
        return (text, ()) if self.target.kind == "line" else self._read_one(value)

    def _read_entry(self, entry: Entry, shown: str) -> Reading:
        """Read what the mapping says instead of the text; null leaves it out, which is remembered."""
        if entry.target is None:
            self.dropped[shown] = (entry.word,)
            return _NOTHING
        value, troubles = self._read_one(entry.target)
        return ((value,) if self.target.many and value is not None else value), troubles

    def _search(self, text: str) -> Entry | Trouble | None:
        """Search a text for the parts and patterns that the mapping names; two that contradict are a trouble."""
        found = self.words.search(text)
        if len(found) < 2:
            return found[0] if found else None
        first, *others = found
        meant = self._meaning(first)
        other = next((one for one in others if self._meaning(one) != meant), None)
        if other is None:
            return first
        return Trouble(
            "lookup-ambiguous", _ONE_MEANING, detail=enumerate_all([quote(first.word), quote(other.word)]), text=text
        )

    def _meaning(self, entry: Entry) -> Any:
        """Give the value that an entry leads to: two targets may be two names of one value."""
        return None if entry.target is None else (self._read_one(entry.target)[0],)

    def _read_one(self, value: CellValue) -> Reading:
        """Read a single value by the field's kind."""
        if self.target.kind == "concept":
            parsed: Parsed[Any] = _read_concept(value, self)
        else:
            parsed = parse_value(self.target.kind, value, self.spec.unit)
        return parsed.value, (parsed.trouble,) if parsed.trouble else ()

    def _read_many(self, text: str) -> Reading:
        """Read several values from one cell; each trouble names its own part of the cell."""
        values: dict[Any, None] = {}
        troubles: list[Trouble] = []
        dropped: dict[str, None] = {}
        for part in self._parts(text):
            entry = self._find_part(part)
            if isinstance(entry, Trouble):
                troubles.append(entry)
            elif entry and entry.target is None:
                dropped[entry.word] = None
            elif entry or fold(part) not in self.nulls:
                value, trouble = self._read_one(entry.target if entry else part)
                troubles += (replace(one, text=one.text or part) for one in trouble)
                if value is not None:
                    values[value] = None
        if dropped:
            self.dropped[text] = tuple(dropped)
        return tuple(values) or None, tuple(troubles)

    def _find_part(self, part: str) -> Entry | Trouble | None:
        """Find what the mapping says instead of one of several values; a null word has no parts."""
        folded = fold(part)
        entry = self.words.find_whole(folded)
        if entry is None and self.words.searches and folded not in self.nulls:
            return self._search(part)
        return entry

    def split_cell(self, value: CellValue) -> list[str]:
        """Split a cell at the mapping's separators and at line breaks; empty pieces stay, for they are counted."""
        text = show(value)
        return [clean(piece) for piece in self.separators.split(text)[::2]] if self.separators else [clean(text)]

    def _parts(self, text: str) -> list[str]:
        """Split at the mapping's separators and at line breaks, but never within a value that is known whole."""
        if self.separators is None:
            return [clean(text)]
        pieces = self._list_pieces(text, self.separators)
        parts: list[str] = []
        while pieces:
            length = self._length_of_first(pieces)
            parts.append(_join(pieces[:length]))
            del pieces[:length]
        return parts

    def _list_pieces(self, text: str, separators: re.Pattern[str]) -> list[tuple[str, str]]:
        """List what is left between separators, each piece with the separator before it; empty ones are left out.

        A line break stands for a comma, if that separates, else for the first separator: long values are broken there.
        """
        usual = next((one for one in (",", *self.spec.split) if one in self.spec.split and one.strip("\r\n")), "")
        pieces: list[tuple[str, str]] = []
        between = ""
        for index, token in enumerate(separators.split(text)):
            if index % 2:
                between = between or token.strip("\r\n")
            elif piece := clean(token):
                pieces.append((between or usual, piece))
                between = ""
        return pieces

    def _length_of_first(self, pieces: list[tuple[str, str]]) -> int:
        """Count the pieces of the longest known value that the rest of a cell begins with; one if none is known."""
        longest = min(len(pieces), _LONGEST_LABEL)
        return next((length for length in range(longest, 1, -1) if self._is_known(_join(pieces[:length]))), 1)

    def _is_known(self, text: str) -> bool:
        """Tell whether the look-up or the vocabulary knows a text whole."""
        if fold(text) in self.words.whole:
            return True
        if not self.vocabulary:
            return False
        index = load_vocabulary(self.vocabulary).index  # find() would look for what comes near, which takes long
        return text in index.exact or normalise(text) in index.spelt

    def _read_link(self, value: CellValue, link: str) -> Reading:
        """Read a cell that leads somewhere: its target counts, unless only the shown text can be used.

        Where the shown text is an address itself and another one, somebody has changed only one of the two.
        """
        shown = fold(show(value))
        if shown in self.words.whole or shown in self.nulls or (self.words.searches and self.words.search(shown)):
            return self._read(value)
        (target, troubles), (text, _) = self._read_one(link), self._read_one(value)
        if target is None and text is None:
            return None, tuple(replace(one, text=one.text or mask_secret(link)) for one in troubles)
        if text is None or (target is not None and is_same_address(target, text)):
            return target, troubles
        if any(trouble.code == "url-credentials" for trouble in troubles):
            return text, troubles
        differs = Trouble("link-differs", _ONE_ADDRESS, detail=mask_secret(link), text=clean(show(value)))
        return target or text, (differs,)


def _join(pieces: list[tuple[str, str]]) -> str:
    """Write pieces as they stood before they were split."""
    first, *rest = pieces
    return first[1] + "".join(f"{separator.rstrip()} {piece}" for separator, piece in rest)


_ONE_MEANING = say("a text for which the mapping’s look-ups lead to one value")
_WRITABLE = say("a text of letters, digits and usual signs")
_SHOWN = 80
_IN_FORCE = say("a licence that is in force")
_ONE_ADDRESS = say("a link that leads where its text says")
_CODES = {
    "license": "licence-unknown",
    "data-theme": "theme-unknown",
    "frequency": "frequency-unknown",
    "file-type": "format-unknown",
}


def _read_concept(value: CellValue, reader: CellReader) -> Parsed[str]:
    """Look a coded value up; what the vocabulary does not know is reported with the nearest, never guessed."""
    vocabulary = load_vocabulary(reader.vocabulary)
    found = vocabulary.find(show(value))
    if isinstance(found, Found):
        current = vocabulary.current(found.concept)
        is_retired = current is not found.concept and vocabulary.name == "license"
        return Parsed(current.uri, Trouble("licence-retired", _IN_FORCE, (current.de,)) if is_retired else None)
    nearest = tuple(near.concept.de for near in found.nearest) if isinstance(found, Suggested) else ()
    code = _CODES.get(vocabulary.name, "code-unknown")
    expected = say("a value of the list “{list}” (bestand explain {code})", list=vocabulary.title_de, code=code)
    return Parsed(None, Trouble(code, expected, nearest))


_NO_WORDS: Lookup = {}


def build_reader(field: Field, spec: ColumnSpec, nulls: frozenset[str], shared: Lookup = _NO_WORDS) -> CellReader:
    """Prepare the reading of one column; ``shared`` are the words of the mapping's ``lookups`` for its field.

    Raises Problem where a pattern of the mapping cannot be used.
    """
    words = build_words(spec, shared)
    if field.kind == "concept" and nulls:
        nulls = _without_words(nulls, spec.vocabulary or field.vocabulary)
    longest = max((*map(len, nulls), words.longest), default=0)
    return CellReader(field, spec, nulls, words, longest, _compile_separators(spec.split))


@lru_cache(maxsize=256)
def _without_words(nulls: frozenset[str], vocabulary: str) -> frozenset[str]:
    """Leave out the null words that a vocabulary knows: “k. A.” says of a frequency that it is unknown."""
    spelt = load_vocabulary(vocabulary).index.spelt
    return frozenset(word for word in nulls if normalise(word) not in spelt)


def _compile_separators(separators: tuple[str, ...]) -> re.Pattern[str] | None:
    """Find any of the separators, or a line break; the longest first."""
    if not separators:
        return None
    wanted = sorted((one for one in separators if one.strip("\r\n")), key=len, reverse=True)
    return re.compile("(" + "|".join([*map(re.escape, wanted), _LINE_BREAK]) + ")")


_WITHOUT_LOOKUPS: Mapping[str, Any] = {"lookup": {}, "lookup_contains": {}, "lookup_regex": {}}


def read_given(field: Field, spec: ColumnSpec, texts: Iterable[str]) -> tuple[Any, tuple[str, Trouble | None] | None]:
    """Read what the mapping itself gives, as strictly as a cell: the value, or the first text that is no value.

    The second item is that text with its trouble; None where all is well. Look-ups are for the office's words and do
    not count here.
    """
    reader = build_reader(field, spec.model_copy(update=_WITHOUT_LOOKUPS), frozenset())
    values: list[Any] = []
    for text in texts:
        value, troubles = reader.read(text)
        if value is None or troubles:
            return None, (text, troubles[0] if troubles else None)
        values.append(value)
    if field.many:
        return tuple(item for several in values for item in several), None
    return values[0], None
