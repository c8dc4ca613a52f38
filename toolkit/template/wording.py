"""What a template says in one language: headings, hints and examples of its columns, and its fixed sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from toolkit.bundle import read_bundled
from toolkit.model.message import say
from toolkit.model.problem import Problem
from toolkit.vocabularies.yamlfile import Node, YamlFile

LANGUAGES: Final = ("de", "en")
"""The languages that a template can be in."""

_FOLDER = "templates/workbook"
_SECTIONS = ("datasets", "rare_datasets", "distributions", "rare_distributions")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a column is called, what is written into it, an example (may be empty), and whether few need it."""

    heading: str
    hint: str
    example: str = ""
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """All texts of a template in one language; columns by path, ``release.<question>`` for a question."""

    language: str
    datasets: Mapping[str, Entry]
    distributions: Mapping[str, Entry]
    texts: Mapping[str, str]

    def text(self, key: str, /, **values: object) -> str:
        """Give a fixed sentence with its values filled in.

        >>> load_wording("de").text("most-characters", n=200)
        'höchstens 200 Zeichen'
        """
        return self.texts[key].format(**values)


@cache
def load_wording(language: str) -> Wording:
    """Load the texts of one language; every other one than German gets English. The second time they are there.

    >>> load_wording("de").datasets["title"].heading
    'Titel'
    """
    wanted = "de" if language == "de" else "en"
    name = f"{_FOLDER}/columns.yaml"
    yaml = YamlFile(name)
    sections = yaml.mapping(yaml.parse(read_bundled(_FOLDER, "columns.yaml")), _SECTIONS)
    parts = {key: _parse_section(yaml, node, wanted, rare=key.startswith("rare")) for key, node in sections.items()}
    return Wording(
        wanted,
        parts["datasets"] | parts["rare_datasets"],
        parts["distributions"] | parts["rare_distributions"],
        _parse_texts(read_bundled(_FOLDER, "texts.yaml"), wanted),
    )


def _parse_section(yaml: YamlFile, node: Node, language: str, *, rare: bool) -> dict[str, Entry]:
    """Read the columns of one section, in their order."""
    found: dict[str, Entry] = {}
    for path, (_, value) in yaml.entries(node).items():
        words = yaml.texts(yaml.mapping(value, LANGUAGES)[language])
        if len(words) not in (2, 3):
            raise Problem(
                say("{file}: “{path}” needs a heading, a hint and perhaps an example", file=yaml.name, path=path),
                say("mend the file at that line"),
            )
        example = words[2] if len(words) > 2 else ""
        found[path] = Entry(words[0], words[1], example, rare=rare)
    return found


def _parse_texts(text: str, language: str) -> dict[str, str]:
    """Read the fixed sentences."""
    yaml = YamlFile(f"{_FOLDER}/texts.yaml")
    entries = yaml.entries(yaml.parse(text))
    return {key: yaml.text(yaml.mapping(value, LANGUAGES)[language]) for key, (_, value) in entries.items()}
