"""The words that point to persons, from ``mappings/privacy/personal.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from toolkit.bundle import read_bundled
from toolkit.model.message import say
from toolkit.privacy.sort import Sort
from toolkit.vocabularies.spelling import normalise
from toolkit.vocabularies.yamlfile import YamlFile

_FOLDER, _FILE = "mappings/privacy", "personal.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Headings by what they speak of, in look-up spelling, and given names in small letters.

    ``certain`` headings speak of persons by themselves, those ``together`` only beside others.
    """

    certain: Mapping[str, Sort]
    together: Mapping[str, Sort]
    given_names: frozenset[str]


@cache
def load_words() -> Words:
    """Load the words that ship with the product; the second time they are already there."""
    return parse_words(read_bundled(_FOLDER, _FILE), f"{_FOLDER}/{_FILE}")


def parse_words(text: str, file: str) -> Words:
    """Read a file of words; ``file`` is the name that complaints give. Raises Problem with file and line."""
    yaml = YamlFile(file)
    head = yaml.mapping(yaml.parse(text), ("certain", "together", "given_names"))
    groups: dict[str, dict[str, Sort]] = {}
    for key in ("certain", "together"):
        groups[key] = {}
        for name, (node, words) in yaml.entries(head[key]).items():
            if name not in {sort.value for sort in Sort}:
                remedy = say("there are: {names}", names=", ".join(sort.value for sort in Sort))
                raise yaml.fault(node, say("“{name}” is no sort of personal data", name=name), remedy)
            groups[key] |= {normalise(word): Sort(name) for word in yaml.texts(words)}
    names = frozenset(name.casefold() for name in yaml.texts(head["given_names"]))
    return Words(groups["certain"], groups["together"], names)
