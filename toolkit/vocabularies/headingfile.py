"""The files of the heading dictionary, read strictly: each complaint names the file and the line.

The files are YAML, but of one plain shape; a general parser would need a fifth of a second for their 5,000 headings.
A test holds that a YAML parser reads the same from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toolkit.model.message import Message, say
from toolkit.model.problem import Problem

_STATEMENT = re.compile(
    r"(?P<skip>(?:[ \t]*(?:#[^\n]*)?\n)+)"
    r"|language: \"?(?P<language>[a-z]{2})\"?[ \t]*\n"
    r"|(?P<section>[a-z]+):[ \t]*\n"
    r"|  (?P<name>[\w.]+): \[(?P<items>[^\[\]{}#:\"]*)\][ \t]*(?:#[^\n]*)?\n"
    r"|  (?P<word>[^:{}\[\]#\n\", ][^:{}\[\]#\n\",]*): \{(?P<pairs>[^{}#\n]*)\}[ \t]*(?:#[^\n]*)?\n"
)
_ITEM = re.compile(r"[^,\]]*(?=[,\]])")
_PAIR = re.compile(r"\s*([\w.]+): (0\.\d+|1\.0)\s*")

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "groups": (
            "contact",
            "publisher",
            "creator",
            "owner",
            "steward",
            "distribution",
            "temporal",
            "spatial",
            "license",
            "dataset",
        ),
        "bare": ("names", "emails", "urls", "uris", "kinds", "phones"),
        "words": ("small", "light", "negation", "values", "asking", "pointing", "bodies", "bodyends"),
    }
)
"""The sections that list words, beside those of headings, and what each may list."""

_LISTED = frozenset({"headings", "questions"})
_WEIGHED = frozenset({"ambiguous", "endings"})


@dataclass(frozen=True, slots=True)
class Entry:
    """Headings that mean the same: what, how sure that is (0 to 1), and the place in the text where they stand.

    In the section ``questions`` the words are cues of a question, in ``endings`` last parts of compounds.
    """

    words: tuple[str, ...]
    targets: Mapping[str, float]
    place: int
    section: str = "headings"

    @property
    def ambiguous(self) -> bool:
        """Whether the heading may mean several things."""
        return self.section == "ambiguous"


@dataclass(frozen=True, slots=True, eq=False)
class HeadingFile:
    """What one file says: its headings, and its other words by section and list."""

    name: str
    text: str
    language: str
    sections: Mapping[str, tuple[Entry, ...]]
    lists: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The headings, those that mean one thing first."""
        return (*self.sections.get("headings", ()), *self.sections.get("ambiguous", ()))

    def fault(self, entry: Entry, word: str, what: Message, remedy: Message) -> Problem:
        """Build the Problem that points at a word of an entry."""
        repeated = entry.words.count(word) > 1
        place = (
            self.text.rfind(word, 0, self.text.find("]", entry.place))
            if repeated
            else self.text.find(word, entry.place)
        )
        return _fault(self.name, self.text, max(place, entry.place), what, remedy)


def parse_heading_file(text: str, name: str, is_target: Callable[[str], bool]) -> HeadingFile:
    """Read one file; ``is_target`` says which targets there are.

    Raises a Problem with file and line for a line of another shape, an unknown section, target or list, an empty list,
    and a weight that is not between 0 and 1.
    """
    entries: dict[str, list[Entry]] = {}
    lists: dict[tuple[str, str], tuple[str, ...]] = {}
    language, section = "", ""
    for found in _statements(text, name):
        if found["language"]:
            language = found["language"]
        elif found["section"]:
            section = _check_section(found, name, text)
        elif section in _LISTED and found["name"]:
            entries.setdefault(section, []).append(_parse_headings(found, name, text, is_target, section))
        elif section in _WEIGHED and found["word"]:
            entries.setdefault(section, []).append(_parse_ambiguous(found, name, text, is_target, section))
        elif found["name"] and found["name"] in SECTIONS.get(section, ()):
            lists[section, found["name"]] = _items(found, name, text)
        else:
            what = say("this does not belong into the section {section!r}", section=section)
            raise _fault(name, text, found.start(), what, say("move it to its section"))
    if not language:
        raise _fault(name, text, 0, say("the key {key!r} is missing", key="language"), say("add the key"))
    sections = MappingProxyType({section: tuple(found) for section, found in entries.items()})
    return HeadingFile(name, text, language, sections, MappingProxyType(lists))


def _fault(name: str, text: str, place: int, what: Message, remedy: Message) -> Problem:
    line = text.count("\n", 0, place) + 1
    return Problem(say("{file}, line {line}: {what}", file=name, line=line, what=what), remedy)


def _statements(text: str, name: str) -> Iterator[re.Match[str]]:
    """Cut the text into statements; raise a Problem where one has another shape."""
    place, whole = 0, text if text.endswith("\n") else text + "\n"
    while place < len(whole):
        found = _STATEMENT.match(whole, place)
        if not found:
            remedy = say("write “target: [heading, heading]” or “heading: {{target: 0.8}}”, indented by two blanks")
            raise _fault(name, text, place, say("this line is not understood"), remedy)
        if not found["skip"]:
            yield found
        place = found.end()


def _check_section(found: re.Match[str], name: str, text: str) -> str:
    section = found["section"]
    names = (*sorted(_LISTED | _WEIGHED), *SECTIONS)
    if section not in names:
        remedy = say("the sections are: {names}", names=", ".join(names))
        raise _fault(name, text, found.start(), say("there is no section {section!r}", section=section), remedy)
    return section


def _items(found: re.Match[str], name: str, text: str) -> tuple[str, ...]:
    """Give the items of a list; raise a Problem where one is empty."""
    words = tuple(item.strip() for item in " ".join(found["items"].split()).split(","))
    if not all(words):
        place = next(item.start() for item in _ITEM.finditer(text, found.start("items")) if not item[0].strip())
        raise _fault(name, text, place, say("a heading is empty here"), say("take the comma away, or write a heading"))
    return words


def _parse_headings(
    found: re.Match[str], name: str, text: str, is_target: Callable[[str], bool], section: str
) -> Entry:
    _check_target(found["name"], found.start(), name, text, is_target)
    return Entry(_items(found, name, text), MappingProxyType({found["name"]: 1.0}), found.start("items"), section)


def _parse_ambiguous(
    found: re.Match[str], name: str, text: str, is_target: Callable[[str], bool], section: str
) -> Entry:
    targets: dict[str, float] = {}
    for pair in found["pairs"].split(","):
        match = _PAIR.fullmatch(pair)
        if not match or not float(match[2]):
            remedy = say("write “target: 0.8”, with a number above 0 and up to 1.0")
            raise _fault(
                name, text, found.start(), say("{pair!r} is no target with a weight", pair=pair.strip()), remedy
            )
        _check_target(match[1], found.start(), name, text, is_target)
        targets[match[1]] = float(match[2])
    return Entry((found["word"].strip(),), MappingProxyType(targets), found.start(), section)


def _check_target(target: str, place: int, name: str, text: str, is_target: Callable[[str], bool]) -> None:
    if not is_target(target):
        what = say("{target!r} is nothing that a column can mean", target=target)
        raise _fault(name, text, place, what, say("write a field, a release question, or “ignore.” and a reason"))
