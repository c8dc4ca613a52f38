"""The files of the heading dictionary, read strictly: each complaint names the file and the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from toolkit.model.message import say
from toolkit.vocabularies.yamlfile import Node, YamlFile

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

_LISTED = ("headings", "questions")
_WEIGHED = ("ambiguous", "endings")


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Headings that mean the same: what, how sure that is (0 to 1), and where in the file each of them stands.

    In the section ``questions`` the words are cues of a question, in ``endings`` last parts of compounds.
    """

    words: tuple[str, ...]
    targets: Mapping[str, float]
    nodes: tuple[Node, ...]
    section: str = "headings"

    @property
    def ambiguous(self) -> bool:
        """Whether the heading may mean several things."""
        return self.section == "ambiguous"


@dataclass(frozen=True, slots=True, eq=False)
class HeadingFile:
    """What one file says: its headings, and its other words by section and list."""

    yaml: YamlFile
    language: str
    sections: Mapping[str, tuple[Entry, ...]]
    lists: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The headings, those that mean one thing first."""
        return (*self.sections.get("headings", ()), *self.sections.get("ambiguous", ()))


def parse_heading_file(text: str, name: str, is_target: Callable[[str], bool]) -> HeadingFile:
    """Read one file; ``is_target`` says which targets there are.

    Raises a Problem with file and line for an unknown section, target or list, a key that stands twice, an empty list,
    and a weight that is not between 0 and 1.
    """
    yaml = YamlFile(name)
    found = yaml.mapping(yaml.parse(text), ("language",), (*_LISTED, *_WEIGHED, *SECTIONS))
    reader = _Reader(yaml, is_target)
    sections = {name: reader.read_headings(found[name], name) for name in _LISTED if name in found}
    sections |= {name: reader.read_weighed(found[name], name) for name in _WEIGHED if name in found}
    lists = {
        (section, key): reader.read_words(node)[0]
        for section, keys in SECTIONS.items()
        if section in found
        for key, node in yaml.mapping(found[section], (), keys).items()
    }
    return HeadingFile(yaml, yaml.text(found["language"]), MappingProxyType(sections), MappingProxyType(lists))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the sections of one file."""

    yaml: YamlFile
    is_target: Callable[[str], bool]

    def read_words(self, node: Node) -> tuple[tuple[str, ...], tuple[Node, ...]]:
        """Read a list of words that is not empty, each with its node."""
        nodes = tuple(self.yaml.items(node))
        if not nodes:
            what, remedy = say("a heading is empty here"), say("write a heading, or take the line away")
            raise self.yaml.fault(node, what, remedy)
        return tuple(self.yaml.text(item).strip() for item in nodes), nodes

    def read_headings(self, node: Node, section: str) -> tuple[Entry, ...]:
        """Read targets, each with the headings that mean it."""
        entries: list[Entry] = []
        for target, (at, items) in self.yaml.entries(node).items():
            self._check_target(at, target)
            words, nodes = self.read_words(items)
            entries.append(Entry(words, MappingProxyType({target: 1.0}), nodes, section))
        return tuple(entries)

    def read_weighed(self, node: Node, section: str) -> tuple[Entry, ...]:
        """Read headings, each with the targets that it may mean and how sure that is."""
        return tuple(
            Entry((word.strip(),), MappingProxyType(self._read_weights(targets)), (at,), section)
            for word, (at, targets) in self.yaml.entries(node).items()
        )

    def _read_weights(self, node: Node) -> dict[str, float]:
        weights: dict[str, float] = {}
        for target, (at, value) in self.yaml.entries(node).items():
            self._check_target(at, target)
            weights[target] = self.yaml.number(value)
            if not 0 < weights[target] <= 1:
                what = say("“{pair}” is no target with a weight", pair=f"{target}: {value.value}")
                raise self.yaml.fault(value, what, say("write “target: 0.8”, with a number above 0 and up to 1.0"))
        return weights

    def _check_target(self, node: Node, target: str) -> None:
        if not self.is_target(target):
            what = say("“{target}” is nothing that a column can mean", target=target)
            remedy = say("write a field, a release question, or “ignore.” and a reason")
            raise self.yaml.fault(node, what, remedy)
